// @ts-check
// Modules served as they lie in node_modules, without a bundler: by an import map with hashes, and under the policies that
// are there to be pasted.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { before, test } from "node:test";
import { hashOf } from "../../scripts/package/integrity.mjs";
import { browser, lee, project, served, writesTo } from "./project.mjs";

/** @type {string} */ let folder;
/** @type {Awaited<ReturnType<typeof lee>>} */ let recipient;
/** @type {{ version: string, contentSecurityPolicy: Record<string, string>, files: Record<string, string> }} */ let integrity;
/** @type {string} */ let body;
const imports = { "zegel": "/node_modules/zegel/www/engine/engine.js", "zegel/everybody": "/node_modules/zegel/www/engine/everybody.js", "zegel/element": "/node_modules/zegel/www/button/protect.js" };

before(async (t) => {
  folder = await project(/** @type {any} */ (t), "page");
  recipient = await lee();
  integrity = JSON.parse(await readFile(join(folder, "node_modules/zegel/integrity.json"), "utf8"));
  body = await readFile(join(folder, "body.html"), "utf8");
});

/** @param {string} head */
const page = (head) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>Mail</title><link rel="icon" href="data:,">${head}${body}</html>`;

const map = () => JSON.stringify({
  imports, integrity: Object.fromEntries(Object.entries(integrity.files).filter(([name]) => name.endsWith(".js")).map(([name, hash]) => [`/node_modules/zegel/${name}`, hash])),
});

/** The same script with addresses in the place of names. */
const addressed = async () => {
  const script = await readFile(join(folder, "main.js"), "utf8");
  return script.replaceAll(/"(zegel(?:\/\w+)?)"/g, (_, name) => JSON.stringify(imports[/** @type {keyof typeof imports} */ (name)]));
};

test("the hashes are those of the files", async () => {
  const names = Object.keys(integrity.files);
  for (const needed of ["www/engine/engine.js", "www/engine/sealer-worker.js", "www/engine/hashing-worker.js", "www/button/protect.js", "www/wasm/sealer_bg.wasm", "www/vault/main.js", "www/embed/frame.js"]) {
    assert.ok(names.includes(needed), `${needed} has a hash`);
  }
  for (const name of names) assert.equal(integrity.files[name], hashOf(await readFile(join(folder, "node_modules/zegel", name))), name);
});

test("a page with an import map and hashes seals a mail", async (t) => {
  const address = await served(t, folder, {
    certificate: recipient.certificate, pages: { "/": { html: page(`<script type="importmap">${map()}</script><script type="module" src="/main.js"></script>`) } },
  });
  await writesTo(await browser(t), address, recipient);
});

test("a file that is another than its hash says is not run", async (t) => {
  const address = await served(t, folder, {
    certificate: recipient.certificate, pages: { "/": { html: page(`<script type="importmap">${map()}</script><script type="module" src="/main.js"></script>`) } },
    change: (path, bytes) => (path.endsWith("/button/bar.js") ? Buffer.concat([bytes, Buffer.from("\nglobalThis.changed = true;\n")]) : bytes),
  });
  const tab = await (await browser(t)).newPage();
  /** @type {string[]} */
  const said = [];
  tab.on("console", (message) => said.push(message.text()));
  const refused = tab.waitForEvent("console", (message) => /integrity/i.test(message.text()));
  await tab.goto(address);
  await refused;
  assert.equal(await tab.evaluate("globalThis.changed"), undefined);
  assert.equal(await tab.evaluate("customElements.get('zegel-protect')"), undefined);
  assert.match(said.join("\n"), /bar\.js/);
});

test("the policy to paste for the element and the engine is enough, with Trusted Types", async (t) => {
  const address = await served(t, folder, {
    certificate: recipient.certificate,
    pages: {
      "/": { html: page('<script type="module" src="/addressed.js"></script>'), policy: `default-src 'none'; img-src data:; ${integrity.contentSecurityPolicy.element}` },
    },
    scripts: { "/addressed.js": await addressed() },
  });
  await writesTo(await browser(t), address, recipient);
});

test("without a part of that policy, the page says which file it could not use", async (t) => {
  const address = await served(t, folder, {
    certificate: recipient.certificate,
    pages: { "/": { html: page('<script type="module" src="/addressed.js"></script>'), policy: `default-src 'none'; img-src data:; ${integrity.contentSecurityPolicy.element?.replace(" 'wasm-unsafe-eval'", "")}` } },
    scripts: { "/addressed.js": await addressed() },
  });
  const tab = await (await browser(t)).newPage();
  const failed = tab.waitForEvent("pageerror");
  await tab.goto(address);
  assert.match(String(await failed), /wasm-not-allowed|wasm-unsafe-eval/);
});

test("the documentation has the policies as they are", async () => {
  const readme = await readFile(join(folder, "node_modules/zegel/README.md"), "utf8");
  for (const policy of Object.values(integrity.contentSecurityPolicy)) assert.ok(readme.includes(`\n${policy}\n`), policy);
});

test("the example in docs/element.md works when it is pasted", async (t) => {
  const docs = await readFile(join(folder, "node_modules/zegel/docs/element.md"), "utf8");
  const html = /```html\n([^]*?)```/.exec(docs)?.[1] ?? assert.fail("there is no example");
  const address = await served(t, folder, { certificate: recipient.certificate, pages: { "/": { html: html.replace("<title>", '<link rel="icon" href="data:,"><title>') } } });
  // The key stays in the page; whoever answers gets it with the message.
  await writesTo(await browser(t), address, recipient, { signer: "message" });
});
