// @ts-check
// A stranger's HTML made harmless: DOMPurify takes out what can act, this takes out what can fetch, hide or deceive.

import DOMPurify from "/vendor/purify.js";
import { leadOf } from "./links.js";

const forbiddenTags = [
  "style", "form", "input", "button", "textarea", "select", "option", "optgroup", "datalist", "fieldset", "svg", "math", "link", "meta",
  "base", "iframe", "object", "embed", "video", "audio", "source", "track", "picture", "dialog", "template", "slot", "map", "area",
  // What they have inside is shown otherwise than it reads, or only where they fail.
  "bdo", "marquee", "canvas", "progress", "meter", "output", "label", "legend",
];
const forbiddenAttributes = [
  "srcset", "background", "ping", "action", "formaction", "poster", "autofocus", "tabindex", "contenteditable", "id", "name",
  "usemap", "ismap", "popover", "popovertarget", "accesskey", "cite", "longdesc", "lowsrc", "dynsrc",
];
/** DOMPurify asks this of every attribute, so words and numbers pass; where a link or picture may lead is decided below. */
const allowedValues = /^(?:(?:https?|mailto|cid):|[^a-z]|[a-z+.-]+(?:[^a-z+.\-:]|$))/i;
/** Looks, never position: nothing of a mail may lie over something else or be there unseen. */
const looks = new Set([
  "color", "background-color", "font-family", "font-size", "font-style", "font-weight", "line-height", "text-align", "text-decoration-line",
  "text-transform", "vertical-align", "white-space", "white-space-collapse", "text-wrap-mode", "list-style-type", "border-collapse", "border-spacing", "width", "max-width",
  ...["top", "right", "bottom", "left"].flatMap((side) => [
    `padding-${side}`, `margin-${side}`, `border-${side}-width`, `border-${side}-style`, `border-${side}-color`]),
]);

/**
 * @typedef {{ fragment: DocumentFragment, styles: Array<[HTMLElement, Array<[string, string]>]>, remote: number, hosts: string[],
 *   fetched: Array<[HTMLElement, string]>, coloured: boolean, marks: Set<Element> }} Harmless
 *   remote: how much from elsewhere was left out; hosts: whom the pictures among that would be asked of; fetched: pictures
 *   from elsewhere that are wanted, to be asked for where the mail is shown; marks: lines that say the label; an answer has its own
 *   styles: to be set through CSSOM once the fragment is where it is shown
 */

/**
 * @param {string} html
 * @param {Map<string, string>} pictures  blob: URLs by Content-ID
 * @param {boolean} [insisted]  whether the person wants pictures from elsewhere
 * @returns {Harmless}
 */
export function sanitise(html, pictures, insisted = false) {
  const fragment = /** @type {DocumentFragment} */ (DOMPurify.sanitize(html, {
    USE_PROFILES: { html: true }, RETURN_DOM_FRAGMENT: true, FORBID_TAGS: forbiddenTags, FORBID_ATTR: forbiddenAttributes,
    ALLOW_DATA_ATTR: false, ALLOW_ARIA_ATTR: false, SANITIZE_DOM: true, ALLOWED_URI_REGEXP: allowedValues,
  }));
  let remote = 0;
  let coloured = false;
  /** @type {Harmless["styles"]} */
  const styles = [];
  /** @type {Set<Element>} */
  const marks = new Set();
  /** @type {Set<string>} */
  const hosts = new Set();
  /** @type {Harmless["fetched"]} */
  const fetched = [];
  /** @type {HTMLAnchorElement[]} */
  const links = [];
  for (const node of fragment.querySelectorAll("*")) {
    const at = /** @type {HTMLElement} */ (node);
    const style = at.getAttribute("style");
    at.removeAttribute("style");
    // What its writer hides is not shown, so that nobody answers it unseen.
    if (at.hasAttribute("hidden") || (style && isHidden(style))) {
      remote += [...at.querySelectorAll("img")].filter((image) => isElsewhere(image.getAttribute("src") ?? "")).length;
      at.remove();
      continue;
    }
    if (!fragment.contains(at)) continue;
    if (["zegel-label-header", "zegel-label-footer"].some((mark) => at.classList.contains(mark))) marks.add(at);
    at.removeAttribute("class");
    if (style) {
      if (/url\s*\(\s*(?:["']\s*)?(?:https?:)?\/\//i.test(style)) remote += 1;
      const kept = harmlessStyle(style);
      if (kept.length > 0) styles.push([at, kept]);
      coloured ||= kept.some(([name]) => name === "color" || name === "background-color");
    }
    coloured ||= at.hasAttribute("bgcolor") || at.hasAttribute("color");
    // Folded away, its words would be there unseen.
    if (at.localName === "details") at.setAttribute("open", "");
    if (at.localName === "img") {
      const url = keepPicture(at, pictures);
      if (url?.protocol === "https:") hosts.add(url.host);
      if (insisted && url?.protocol === "https:") {
        // Never by http: what is asked for and what comes would be open to everybody on the way.
        at.setAttribute("referrerpolicy", "no-referrer");
        fetched.push([at, url.href]);
      } else if (url) {
        remote += 1;
        leaveOut(at);
      }
    }
    else at.removeAttribute("src");
    if (at.localName === "a") links.push(/** @type {HTMLAnchorElement} */ (at));
    else at.removeAttribute("href");
  }
  // Only now: what is hidden in a link is gone, and what stands for a picture is there.
  for (const link of links) makePlain(link);
  return { fragment, styles, remote, hosts: [...hosts].sort(), fetched, coloured, marks };
}

/** @param {string} style */
function isHidden(style) {
  const probe = new Option().style;
  probe.cssText = style;
  const { display, visibility, opacity, overflow, height, maxHeight } = probe;
  const none = (/** @type {string} */ size) => /^0(?:[a-z%]+)?$/.test(size);
  return display === "none" || visibility === "hidden" || visibility === "collapse" || (opacity !== "" && !(Number.parseFloat(opacity) > 0.1))
    || (/hidden|clip/.test(overflow) && (none(height) || none(maxHeight))) || /mso-hide\s*:\s*all/i.test(style);
}

/** @param {string} source */
function isElsewhere(source) {
  return /^\s*(?:https?:|\/\/)/i.test(source);
}

/** @param {string} style */
function harmlessStyle(style) {
  const probe = new Option().style;
  probe.cssText = style;
  /** @type {Array<[string, string]>} */
  const kept = [];
  for (const name of probe) {
    const value = probe.getPropertyValue(name);
    // Of sums nothing is believed: what comes of them may lie outside of the page, or over other words. Colours are no lengths.
    if (value.includes("(") && !name.endsWith("color")) continue;
    if (!looks.has(name) || /^(initial|inherit|transparent)$|url|image|attr|var|env|\\|expression|-\d/i.test(value)) continue;
    // Text too small to see is text somebody wants quoted unseen.
    if (name === "font-size" && !isReadable(value)) continue;
    kept.push([name, value]);
  }
  return kept;
}

/** Whether letters of this size can be read; of sums and rare units nothing is believed. @param {string} size */
function isReadable(size) {
  if (/^(?:(?:xx?-)?small|medium|x{0,3}-?large|smaller|larger)$/.test(size)) return true;
  const [, number, unit] = /^(\d+(?:\.\d+)?)(px|pt|em|rem|%)$/.exec(size) ?? [];
  if (number === undefined) return false;
  return Number(number) >= (unit === "px" ? 8 : unit === "pt" ? 6 : unit === "%" ? 50 : 0.5);
}

/**
 * A picture of the message itself stays, of anything else only where it may come from.
 * @param {HTMLElement} image
 * @param {Map<string, string>} pictures
 * @returns {URL|null} from elsewhere
 */
function keepPicture(image, pictures) {
  const source = (image.getAttribute("src") ?? "").trim();
  const id = /^cid:(.*)$/i.exec(source)?.[1];
  if (/^data:image\/(png|jpe?g|gif|webp|avif);/i.test(source)) return null;
  const own = id === undefined ? undefined : pictures.get(decoded(id));
  image.removeAttribute("src");
  if (own) {
    image.setAttribute("src", own);
    return null;
  }
  try {
    const url = isElsewhere(source) ? new URL(source, "https://elsewhere.invalid/") : null;
    if (url) return url;
  } catch {
    // No address.
  }
  leaveOut(image);
  return null;
}

/** @param {HTMLElement} image */
function leaveOut(image) {
  const alternative = image.getAttribute("alt");
  image.replaceWith(alternative ? `[${alternative}]` : "");
}

/** @param {string} text */
export function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * A link opens apart, says where it goes, and says so aloud where its words name another place.
 * @param {HTMLAnchorElement} link
 */
function makePlain(link) {
  const lead = leadOf(link.getAttribute("href") ?? "", link.textContent ?? "");
  if (!lead) {
    link.removeAttribute("href");
    return;
  }
  link.setAttribute("href", lead.href);
  link.setAttribute("title", lead.title);
  link.setAttribute("target", "_blank");
  link.setAttribute("rel", "noopener noreferrer");
  if (lead.beside) link.append(` [${lead.beside}]`);
}
