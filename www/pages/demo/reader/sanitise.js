// @ts-check
// A stranger's HTML made harmless: DOMPurify takes out what can act, this takes out what can fetch, hide or deceive.

import DOMPurify from "/vendor/purify.mjs";

const forbiddenTags = [
  "style", "form", "input", "button", "textarea", "select", "option", "optgroup", "datalist", "fieldset", "svg", "math", "link", "meta",
  "base", "iframe", "object", "embed", "video", "audio", "source", "track", "picture", "dialog", "template", "slot", "map", "area",
];
const forbiddenAttributes = [
  "srcset", "background", "ping", "action", "formaction", "poster", "autofocus", "tabindex", "contenteditable", "id", "name",
  "usemap", "ismap", "popover", "popovertarget", "accesskey", "hidden", "cite", "longdesc", "lowsrc", "dynsrc",
];
/** DOMPurify asks this of every attribute, so words and numbers pass; where a link or picture may lead is decided below. */
const allowedValues = /^(?:(?:https?|mailto|cid):|[^a-z]|[a-z+.-]+(?:[^a-z+.\-:]|$))/i;
/** Looks, never position: nothing of a mail may lie over something else or be there unseen. */
const looks = new Set([
  "color", "background-color", "font-family", "font-size", "font-style", "font-weight", "line-height", "text-align", "text-decoration-line",
  "text-transform", "vertical-align", "white-space", "list-style-type", "border-collapse", "border-spacing", "width", "max-width",
  ...["top", "right", "bottom", "left"].flatMap((side) => [
    `padding-${side}`, `margin-${side}`, `border-${side}-width`, `border-${side}-style`, `border-${side}-color`]),
]);

/**
 * @typedef {{ fragment: DocumentFragment, styles: Array<[HTMLElement, Array<[string, string]>]>, remote: number, coloured: boolean, marks: Set<Element> }} Harmless
 *   marks: lines that say the label; an answer has its own
 *   styles: to be set through CSSOM once the fragment is where it is shown
 */

/**
 * @param {string} html
 * @param {Map<string, string>} pictures  blob: URLs by Content-ID
 * @returns {Harmless}
 */
export function sanitise(html, pictures) {
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
  for (const node of fragment.querySelectorAll("*")) {
    const at = /** @type {HTMLElement} */ (node);
    const style = at.getAttribute("style");
    at.removeAttribute("style");
    if (["zegel-label-header", "zegel-label-footer"].some((mark) => at.classList.contains(mark))) marks.add(at);
    at.removeAttribute("class");
    if (style) {
      if (/url\s*\(\s*["']?\s*(https?:)?\/\//i.test(style)) remote += 1;
      const kept = harmlessStyle(style);
      if (kept.length > 0) styles.push([at, kept]);
      coloured ||= kept.some(([name]) => name === "color" || name === "background-color");
    }
    coloured ||= at.hasAttribute("bgcolor") || at.hasAttribute("color");
    if (at.localName === "img") remote += keepPicture(at, pictures);
    else at.removeAttribute("src");
    if (at.localName === "a") makePlain(/** @type {HTMLAnchorElement} */ (at));
    else at.removeAttribute("href");
  }
  return { fragment, styles, remote, coloured, marks };
}

/** @param {string} style */
function harmlessStyle(style) {
  const probe = new Option().style;
  probe.cssText = style;
  /** @type {Array<[string, string]>} */
  const kept = [];
  for (const name of probe) {
    const value = probe.getPropertyValue(name);
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
 * @param {HTMLElement} image
 * @param {Map<string, string>} pictures
 * @returns {number} 1 where a picture from elsewhere was left out
 */
function keepPicture(image, pictures) {
  const source = image.getAttribute("src") ?? "";
  const id = /^cid:(.*)$/i.exec(source)?.[1];
  if (/^data:image\/(png|jpe?g|gif|webp|avif);/i.test(source)) return 0;
  const url = id === undefined ? undefined : pictures.get(decoded(id));
  if (url) {
    image.setAttribute("src", url);
    return 0;
  }
  const remote = /^https?:|^\/\//i.test(source);
  const alternative = image.getAttribute("alt");
  image.replaceWith(alternative ? `[${alternative}]` : "");
  return remote ? 1 : 0;
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
  const target = link.getAttribute("href");
  if (!target || !/^(https?|mailto):/i.test(target)) {
    link.removeAttribute("href");
    return;
  }
  let url;
  try {
    url = new URL(target);
  } catch {
    link.removeAttribute("href");
    return;
  }
  // A mailto link may name people; headers and files it may not.
  const plain = url.protocol === "mailto:" ? `mailto:${url.pathname}` : url.href;
  link.setAttribute("href", plain);
  link.setAttribute("title", plain);
  link.setAttribute("target", "_blank");
  link.setAttribute("rel", "noopener noreferrer");
  const said = /\b((?:[a-z0-9-]+\.)+[a-z]{2,})\b/i.exec(link.textContent ?? "")?.[1].toLowerCase();
  if (said && url.hostname && said !== url.hostname && !url.hostname.endsWith(`.${said}`)) link.append(` [${url.hostname}]`);
}
