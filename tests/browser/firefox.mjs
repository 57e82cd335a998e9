// @ts-check
/**
 * The Firefox of the distribution, spoken to by WebDriver BiDi with a Playwright of its age, for a newer one asks of it what it does not
 * know. What that way of speaking does not tell is seen to here: what a page saves, files that are dropped, pictures that are pasted.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** @typedef {import("playwright-core").BrowserContext} BrowserContext */
/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("playwright-core").Locator} Locator */
/** @typedef {import("./browsers.mjs").Options} Options */
/** @typedef {import("./browsers.mjs").Surroundings} Surroundings */

/** @type {typeof import("playwright-core")} */
const playwright = createRequire(import.meta.url)(process.env.ZEGEL_FIREFOX_DRIVER ?? "playwright-core");

/** What Firefox asks of its maker is off; loopback is never asked of a relay. @param {Surroundings} around */
function preferences({ way, name }) {
  const { hostname, port } = way ? new URL(way) : { hostname: "", port: 0 };
  return {
    "app.update.enabled": false, "browser.newtabpage.enabled": false, "datareporting.policy.dataSubmissionEnabled": false, "extensions.getAddons.cache.enabled": false,
    "network.captive-portal-service.enabled": false, "network.connectivity-service.enabled": false, "services.settings.server": "", "toolkit.telemetry.enabled": false,
    // The clipboard may be written without a person's gesture.
    "dom.events.testing.asyncClipboard": true,
    ...(name && { "network.dns.localDomains": name }),
    ...(way && { "network.proxy.type": 1, "network.proxy.http": hostname, "network.proxy.http_port": Number(port), "network.proxy.ssl": hostname, "network.proxy.ssl_port": Number(port) }),
  };
}

/** @param {Surroundings} around */
const how = (around) => ({ channel: "moz-firefox", executablePath: process.env.FIREFOX ?? "/usr/bin/firefox-esr", headless: true, firefoxUserPrefs: preferences(around) });

/** BiDi knows only of light and dark. @param {Options} options @returns {Options} */
const possible = ({ colorScheme = null, ...options }) => ({ ...options, colorScheme, reducedMotion: null, contrast: null, forcedColors: null });

/** @param {Surroundings} around */
export async function start(around) {
  const browser = await playwright.firefox.launch(how(around));
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options = {}) => seen(await newContext(possible(options)));
  return browser;
}

/** @param {string} profile @param {Options} options @param {Surroundings} around */
export async function startOnDisk(profile, options, around) {
  return seen(await playwright.firefox.launchPersistentContext(profile, { ...possible(options), ...how(around) }));
}

/** What pages of this context save comes as a `download` all the same. @param {BrowserContext} context */
async function seen(context) {
  context.grantPermissions = async () => {};
  /** @type {((download: object) => void)[]} */
  let waiting = [];
  let saved = 0;
  const folder = await mkdtemp(join(tmpdir(), "zegel-saved-"));
  context.on("close", () => { void rm(folder, { recursive: true, force: true }); });
  await context.exposeBinding("zegelSaves", async (_, name, base64) => {
    const path = join(folder, String(saved += 1));
    await writeFile(path, Buffer.from(base64, "base64"));
    const told = waiting;
    waiting = [];
    for (const tell of told) tell({ suggestedFilename: () => name, path: async () => path });
  });
  await context.addInitScript(watchSaving);
  const patch = (/** @type {Page} */ page) => {
    const waitForEvent = /** @type {(name: string, more?: unknown) => Promise<any>} */ (page.waitForEvent.bind(page));
    page.waitForEvent = /** @type {any} */ ((/** @type {string} */ name, /** @type {unknown} */ more) => {
      if (name !== "download") return waitForEvent(name, more);
      return new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error("nothing was saved")), 90_000);
        waiting.push((download) => { clearTimeout(late); resolve(download); });
      });
    });
  };
  context.on("page", patch);
  context.pages().forEach(patch);
  return context;
}

/** Runs first in each page: a link that saves a Blob is a link that was clicked. */
function watchSaving() {
  /** @type {Map<string, Blob>} */
  const blobs = new Map();
  const { createObjectURL } = URL;
  URL.createObjectURL = (what) => {
    const url = createObjectURL.call(URL, what);
    if (what instanceof Blob) blobs.set(url, what);
    return url;
  };
  const { click } = HTMLAnchorElement.prototype;
  HTMLAnchorElement.prototype.click = function () {
    const blob = this.hasAttribute("download") ? blobs.get(this.href) : undefined;
    if (!blob) return click.call(this);
    const reader = new FileReader();
    reader.onload = () => /** @type {any} */ (globalThis).zegelSaves(this.download, String(reader.result).replace(/^[^,]*,/, ""));
    reader.readAsDataURL(blob);
  };
}

/** @param {Locator} target @param {{ name: string, type: string, base64: string }[]} files */
export async function dropFiles(target, files) {
  await target.evaluate((element, files) => {
    const data = new DataTransfer();
    for (const { name, type, base64 } of files) data.items.add(new File([/** @type {any} */ (Uint8Array).fromBase64(base64)], name, { type }));
    const { x, y, width, height } = element.getBoundingClientRect();
    const how = { bubbles: true, cancelable: true, composed: true, dataTransfer: data, clientX: x + width / 2, clientY: y + Math.min(height / 2, 10) };
    for (const type of ["dragenter", "dragover", "drop"]) element.dispatchEvent(new DragEvent(type, how));
  }, files);
}
