// @ts-check
// Sealed text that a page shows: a button beneath it, and the message in a frame of the vault when it is pressed.

import { apiError } from "../mailvelope/errors.js";
import { armoredBlocks, begins } from "./armor.js";
import { made, padlock, shadowPlace } from "./style.js";

/** Elements that already have their button. @type {WeakMap<Element, { text: string, host: HTMLElement }>} */
const offered = new WeakMap();

/**
 * The elements that hold a whole sealed text, and no smaller element in them does.
 * @param {Element} within
 * @returns {HTMLElement[]}
 */
export function sealedIn(within) {
  if (!within.textContent?.includes(begins)) return [];
  /** @type {HTMLElement[]} */
  const found = [];
  /** @param {Element} element @returns {boolean} whether a sealed text stands in it */
  const visit = (element) => {
    if (!/-----BEGIN PGP MESSAGE-----[\s\S]*-----END PGP MESSAGE-----/.test(element.textContent ?? "")) return false;
    // What is being written is not there to be read; whoever holds it holds nothing else that is.
    if (element.matches("script, style, textarea, [data-zegel], [contenteditable='true'], [contenteditable='']")) return true;
    const within = [...element.children].map(visit).some(Boolean);
    if (!within && element instanceof HTMLElement && element !== document.body) found.push(element);
    return true;
  };
  visit(within);
  return found;
}

/**
 * Whom a page says the text is from, in the words before it; a signature is compared with that, and believed nothing else.
 * @param {Element} element
 * @returns {string|null}
 */
export function senderNear(element) {
  for (let around = element.parentElement; around; around = around.parentElement) {
    const [before = ""] = around.innerText.split(begins);
    const found = [...before.matchAll(/(?:^|\n|\s)(?:from|sender|van|afzender|von|de)\s*:?\s[^\n@]{0,80}?<?([^\s<>"(),;:]+@[^\s<>"(),;:]+\.[^\s<>"(),;:.]+)/gi)].at(-1)?.[1];
    if (found) return found;
  }
  return null;
}

/** @param {Element} within @param {import("./sealed-field.js").Ways} ways */
export function offerToOpen(within, ways) {
  for (const element of sealedIn(within)) {
    const text = element.innerText;
    const there = offered.get(element);
    if (there?.text === text && there.host.isConnected) continue;
    there?.host.remove();
    const [armored] = armoredBlocks(text);
    if (armored) offered.set(element, { text, host: offer(element, armored, ways) });
  }
}

/** @param {HTMLElement} element @param {string} armored @param {import("./sealed-field.js").Ways} ways */
function offer(element, armored, ways) {
  const { host, tree } = shadowPlace();
  const say = ways.words();
  const open = made("button", { type: "button", "aria-expanded": "false" }, padlock(), made("span", {}, say("open")));
  const said = made("p", { class: "said trouble", role: "alert", hidden: "" });
  const room = made("div", { class: "shown", hidden: "" });
  tree.append(made("div", { class: "bar" }, open, said), room);
  /** @type {import("../frames.js").Place|null} */
  let place = null;
  const label = (/** @type {boolean} */ is) => {
    open.setAttribute("aria-expanded", String(is));
    /** @type {HTMLElement} */ (open.lastChild).textContent = say(is ? "close" : "open");
    room.hidden = !is;
    element.style.setProperty("display", is ? "none" : "");
  };
  open.addEventListener("click", async () => {
    said.hidden = true;
    if (place) {
      place.close();
      place = null;
      return label(false);
    }
    open.disabled = true;
    const sender = senderNear(element);
    label(true);
    try {
      place = await ways.frames.open("display", room, { keyring: "" });
      await place.ask("show", { armored, sender });
    } catch (error) {
      // What a frame says of it by itself stays there to be read.
      if (!place) label(false);
      said.textContent = apiError(error, ways.language(), { otherwise: "DECRYPT_ERROR" }).message;
      said.hidden = false;
    } finally {
      open.disabled = false;
    }
  });
  element.after(host);
  return host;
}
