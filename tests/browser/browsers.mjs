// @ts-check
/** Starts the browser the tests play in: Chromium or, where ZEGEL_BROWSER is `firefox`, the Firefox of the distribution. */
import { chromium } from "playwright-core";

/** @typedef {import("playwright-core").Browser} Browser */
/** @typedef {import("playwright-core").BrowserContext} BrowserContext */
/** @typedef {import("playwright-core").BrowserContextOptions} Options */

const firefox = process.env.ZEGEL_BROWSER === "firefox" ? await import("./firefox.mjs") : null;

export const isFirefox = firefox !== null;
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const flags = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

/** Two pages of the browser's own, of which every window, also one that nobody sees, loads its own: half of what opening a window costs. */
const ofWindows = ["WebUIOmniboxPopup", "WebUIOmniboxAimPopup"];

/** What Playwright switches off. Of two lists the browser reads the last. */
const ofPlaywright = [
  "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades",
  "LensOverlay", "MediaRouter", "NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding", "PreconnectToSearch", "ThirdPartyStoragePartitioning", "AimEnabled",
];

/**
 * @typedef {object} Surroundings
 * @property {string} [way]  a relay through which all goes that leaves this machine
 * @property {string} [name]  of a host that is this machine
 */

/** Chromium goes straight to loopback; everything else is asked of the relay. @param {Surroundings} around */
const args = ({ way, name }) => [
  ...flags, `--disable-features=${[...ofPlaywright, ...ofWindows].join(",")}`, ...(way ? [`--proxy-server=${way.replace(/\/$/, "")}`] : []), ...(name ? [`--host-resolver-rules=MAP ${name} 127.0.0.1`] : []),
];

/** @param {Surroundings} [around] @returns {Promise<Browser>} */
export function startBrowser(around = {}) {
  return firefox ? firefox.start(around) : chromium.launch({ executablePath, args: args(around) });
}

/**
 * With a profile that one can look through afterwards.
 * @param {string} profile  its folder
 * @param {Options} options
 * @param {Surroundings} around
 * @returns {Promise<BrowserContext>}
 */
export function startOnDisk(profile, options, around) {
  return firefox ? firefox.startOnDisk(profile, options, around) : chromium.launchPersistentContext(profile, { ...options, executablePath, args: args(around) });
}
