// @ts-check
/** A server whose files a test changes, and whoever publishes them: releases of it, signed, that browsers pin. */
import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { hashOf } from "../../scripts/package/integrity.mjs";
import { releaseList, signedList } from "../../scripts/package/release.mjs";
import { VENDOR_MODULES } from "../../server/vendor.mjs";
import { makeKey, readSecretKey } from "../../www/engine/minisign.js";
import { whole, wholeScripts } from "./pages.mjs";
import { Stage, lastFirst } from "./stage.mjs";

/** @typedef {import("./stage.mjs").Until} Until */
/** @typedef {import("./stage.mjs").Visitor} Visitor */
/** @typedef {import("playwright-core").Page} Page */

const www = fileURLToPath(new URL("../../www/", import.meta.url));
const loaded = /\.(?:js|mjs|css|wasm|html)$/;
/** The beginnings of the webmail and of a frame of the vault. */
const mains = ["pages/demo/main.js", "vault/main.js"];

export class Publisher {
  serial = 0;
  /** The hash of the list published last. */ hash = "";

  /** @param {string} folder @param {{ publicKey: string, secretKey: string }} key */
  constructor(folder, key) {
    this.folder = folder;
    this.key = key;
  }

  /** @param {Until} until @param {boolean} [modules]  whether the release has also those that are in the pages' scripts, as ours have them */
  static async begin(until, modules = false) {
    const folder = await mkdtemp(join(tmpdir(), "zegel-releases-"));
    until.after(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
    // What the tests open is one script, here as elsewhere; what it is made of nothing asks for any more.
    const scripts = await Promise.all(wholeScripts.map(whole));
    const inScripts = new Set(modules ? [] : scripts.flatMap((script) => script.modules));
    // Files are fetched in every test: none of the administrator's page.
    const left = (/** @type {string} */ path) => path.includes("/pages/admin") || path.endsWith(".d.ts") || inScripts.has(relative(www, path));
    await cp(www, folder, { recursive: true, filter: (path) => !left(path) });
    for (const [name, path] of VENDOR_MODULES) {
      await mkdir(dirname(join(folder, "vendor", name)), { recursive: true });
      await cp(path, join(folder, "vendor", name));
    }
    for (const [at, { contents }] of scripts.entries()) await writeFile(join(folder, wholeScripts[at] ?? ""), contents);
    // As the package has it: one file, so that what is compared is all of it.
    await build({ entryPoints: [join(www, "release-worker.js")], outfile: join(folder, "release-worker.js"), allowOverwrite: true, bundle: true, format: "esm", logLevel: "warning" });
    return new Publisher(folder, await makeKey());
  }

  /** @param {(text: string) => string} change @param {string} file */
  async change(change, file) {
    const path = join(this.folder, file);
    await writeFile(path, change(await readFile(path, "utf8")));
  }

  /** The page's code says which it is: `<html data-code>`. @param {string} word */
  async mark(word) {
    for (const main of mains) await this.change((text) => `${text.replace(/\ndocument\.documentElement\.dataset\.code.*/, "")}\ndocument.documentElement.dataset.code = "${word}";\n`, main);
  }

  async names() {
    return (await readdir(this.folder, { recursive: true })).map((name) => name.replaceAll("\\", "/")).filter((name) => loaded.test(name)).sort();
  }

  /**
   * Puts a list of what lies there beside it.
   * @param {{ version?: string, serial?: number, key?: { secretKey: string }, withdrawn?: boolean, files?: Record<string, string> }} [release]
   */
  async publish({ version = `1.${this.serial + 1}.0`, serial = this.serial + 1, key = this.key, withdrawn = false, files: other = {} } = {}) {
    const files = Object.fromEntries(await Promise.all((await this.names()).map(async (name) => [`www/${name}`, hashOf(await readFile(join(this.folder, name)))])));
    const bytes = releaseList({ version, serial, withdrawn, files: { ...files, ...other }, start: withdrawn ? undefined : "www/pages/demo/index.html" });
    await writeFile(join(this.folder, "release.json"), bytes);
    await writeFile(join(this.folder, "release.json.minisig"), await signedList(bytes, readSecretKey(key.secretKey)));
    this.serial = serial;
    this.hash = hashOf(bytes);
    return this.hash;
  }
}

/** A publisher whose first release, marked "one", is out; and what the settings say of it. @param {Until} until @param {boolean} [modules] */
export async function publishing(until, modules) {
  const publisher = await Publisher.begin(until, modules);
  await publisher.mark("one");
  const first = await publisher.publish();
  return { publisher, first, releases: { key: publisher.key.publicKey.split("\n")[1] ?? "" } };
}

/** A stage that serves the files of such a publisher. @param {Until} test @param {{ allowed?: (first: string) => string[], modules?: boolean }} [options] */
export async function published(test, { allowed, modules } = {}) {
  const until = lastFirst(test);
  const { publisher, first, releases } = await publishing(until, modules);
  const stage = await Stage.open(until, { wwwDir: publisher.folder, releases: { ...releases, ...(allowed ? { allowed: allowed(first) } : {}) } });
  return { stage, publisher, first };
}

/** What the browser keeps of releases. @param {Page|import("playwright-core").Frame} page @returns {Promise<import("../../www/release/types.js").State|null>} */
export const state = (page) => page.evaluate(async () => (await caches.match("/release-state", { cacheName: "zegel-release" }))?.json() ?? null);

/** Until the browser keeps what a test waits for. @param {Page|import("playwright-core").Frame} page @param {(state: import("../../www/release/types.js").State) => boolean} is */
export async function keeps(page, is) {
  for (let turn = 0; turn < 600; turn += 1) {
    const now = await state(page).catch(() => null);
    if (now && is(now)) return now;
    await page.waitForTimeout(100);
  }
  throw new Error(`the browser keeps ${JSON.stringify(await state(page))}`);
}

/** What was wrong the time before is forgotten: what is told next was found next. @param {Page} page */
export const forgotten = (page) => page.evaluate(async () => {
  const cache = await caches.open("zegel-release");
  const known = await (await cache.match("/release-state"))?.json();
  await cache.put("/release-state", new Response(JSON.stringify({ ...known, trouble: null })));
});

/** Until the browser has these caches, and no others. @param {Page} page @param {...string} names */
export async function hasCaches(page, ...names) {
  const now = () => page.evaluate(() => caches.keys());
  for (let turn = 0; turn < 300 && String(await now()) !== String(names); turn += 1) await page.waitForTimeout(100);
  assert.deepEqual(await now(), names);
}

/** Somebody whose browser has pinned what is published, and runs it. @param {Stage} stage @param {string} hash @param {Parameters<Stage["visitor"]>[0]} [options] */
export async function pinned(stage, hash, options) {
  const visitor = await stage.visitor(options);
  await keeps(visitor.page, ({ current }) => current?.hash === hash);
  const { checkedAt } = await keeps(visitor.page, ({ checkedAt }) => checkedAt > 0);
  await visitor.page.reload();
  await begun(visitor.page);
  // What is published from here on, the next page asks about: none joins a question that is still under way.
  await keeps(visitor.page, (now) => now.checkedAt > checkedAt);
  return visitor;
}

/** The page's code has run. @param {Page} page */
export const begun = (page) => page.locator("html[data-code]").waitFor({ state: "attached" });

/** Which code the page runs. @param {Page} page */
export const code = (page) => page.locator("html").getAttribute("data-code");

/** @param {Page} page @param {string} about */
export const notice = (page, about) => page.locator(`.release-notices .notice[data-about="${about}"]`);

/** Opened anew, and asked for its code. @param {Page} page */
export async function reloaded(page) {
  await page.reload();
  await begun(page);
  return code(page);
}
