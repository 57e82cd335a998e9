// @ts-check
// One `window.mailvelope`: ours or the browser extension's, as the organisation says, and never both.

/**
 * How long after the page began the extension may still come and be given way. It injects its object while the page loads;
 * later, somebody is writing with ours.
 */
export const patience = 10_000;

/** The organisation's last word, for the next page: a webmail looks for the object before the vault can answer. */
const remembered = "zegel-client-api";

/**
 * @typedef {object} Ours
 * @property {object} api
 * @property {() => Promise<"zegel"|"extension"|null>} decided  what the organisation's rules say; null where its rules are not known yet
 * @property {"zegel"|"extension"} unless  who serves where they are not known, as the webmail's administrator says
 * @property {() => boolean} inUse  whether a frame of ours stands in the page
 * @property {() => void} withdraw  ends everything of ours in the page
 */

/**
 * Puts ours into the page. The property has no way to be written: an extension's assignment is noticed, and means nothing
 * until the organisation has said who serves.
 * @param {Window & typeof globalThis} page
 * @param {Ours} ours
 * @returns {Promise<"zegel"|"extension">}  who serves in the end
 */
export async function present(page, ours) {
  /** @type {unknown} */
  let theirs = Reflect.get(page, "mailvelope");
  /** @type {"zegel"|"extension"|null} */
  let served = null;
  /** @type {unknown} */
  let shown;
  let arrived = () => {};
  /** Resolves when the extension's object is there. */
  const arrival = new Promise((resolve) => { arrived = () => resolve(null); });
  if (theirs) arrived();

  const show = (/** @type {"zegel"|"extension"} */ who) => {
    if (served === who) return;
    served = who;
    shown = who === "zegel" ? ours.api : theirs;
    page.dispatchEvent(new page.CustomEvent("mailvelope", { detail: shown }));
  };
  // Webmails wait for these events: one of the extension's while ours serves would set them up twice.
  page.addEventListener("mailvelope", (event) => {
    if (/** @type {CustomEvent} */ (event).detail !== shown || shown === undefined) event.stopImmediatePropagation();
  }, { capture: true });
  page.addEventListener("mailvelope-disconnect", (event) => {
    if (served !== "extension" && /** @type {CustomEvent} */ (event).detail?.zegel !== true) event.stopImmediatePropagation();
  }, { capture: true });
  Object.defineProperty(page, "mailvelope", {
    configurable: false, enumerable: true,
    get: () => shown,
    set: (value) => {
      if (value === ours.api || !value) return;
      theirs = value;
      if (served === "extension") shown = value;
      arrived();
    },
  });

  const last = recall(page) ?? ours.unless;
  // With nobody else there, and nothing said against it, webmails need not wait.
  if (!theirs && last !== "extension") show("zegel");
  const said = await ours.decided().catch(() => null);
  if (said) keep(page, said);
  const decision = said ?? last;
  if (decision === "zegel") {
    show("zegel");
    return "zegel";
  }
  const left = Math.max(0, patience - page.performance.now());
  const came = await Promise.race([arrival.then(() => true), new Promise((resolve) => { page.setTimeout(() => resolve(false), left); })]);
  // An editor of ours holds what somebody wrote: until the page is left, ours stays.
  if (!came || ours.inUse()) {
    show("zegel");
    return "zegel";
  }
  ours.withdraw();
  if (served === "zegel") {
    page.dispatchEvent(new page.CustomEvent("mailvelope-disconnect", { detail: { zegel: true, version: null } }));
  }
  show("extension");
  return "extension";
}

/** @param {Window} page @returns {"zegel"|"extension"|null} */
function recall(page) {
  try {
    const said = page.localStorage.getItem(remembered);
    return said === "zegel" || said === "extension" ? said : null;
  } catch {
    return null;
  }
}

/** @param {Window} page @param {string} said */
function keep(page, said) {
  try {
    page.localStorage.setItem(remembered, said);
  } catch {
    // Without storage the next page waits for the vault again.
  }
}
