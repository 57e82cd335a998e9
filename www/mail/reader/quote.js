// @ts-check
// Of a shown mail, what of its form an answer quotes: what could be seen, as plain headings, lists, tables and links.
// No looks come along, so nothing that was seen can be unseen in the answer, nor the other way round.

import { legibility } from "./visible.js";

/** @typedef {{ html: string, pictures: Array<{ contentId: string, type: string, bytes: Uint8Array }> }} Quote */

const kept = new Set(["a", "b", "strong", "i", "em", "u", "s", "del", "sub", "sup", "code", "pre", "p", "div", "br", "hr", "ul", "ol", "li", "blockquote",
  "h1", "h2", "h3", "h4", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "img"]);
/** Others that begin a line of their own. */
const lines = new Set(["section", "article", "header", "footer", "main", "aside", "nav", "center", "address", "figure", "figcaption", "details", "summary", "dl", "dt", "dd", "h5", "h6", "caption"]);
/** No words: those beside a picture are not seen where it is. */
const attributes = ["dir", "colspan", "rowspan", "start", "width", "height"];

/**
 * @param {HTMLElement} body
 * @param {{ coloured: boolean, left: Set<Element>, pictures: Map<string, { type: string, bytes: Uint8Array }>, domain: string }} about
 *   left: elements to leave out; pictures: those of the message, by the address they are shown from; domain: for their new names
 * @returns {Quote}
 */
export function quotation(body, { coloured, left, pictures, domain }) {
  const paper = document.implementation.createHTMLDocument("");
  const isSeen = legibility(body, coloured);
  /** @type {Map<string, Quote["pictures"][number]>} */
  const taken = new Map();
  const copy = (/** @type {Node} */ node, /** @type {Node} */ into) => {
    if (node.nodeType === Node.TEXT_NODE) {
      const text = /** @type {Text} */ (node);
      if (!text.data.trim() || isSeen(text)) into.appendChild(paper.createTextNode(text.data));
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE || left.has(/** @type {Element} */ (node))) return;
    const element = /** @type {HTMLElement} */ (node);
    const { localName } = element;
    if (localName === "img") {
      const image = pictureOf(/** @type {HTMLImageElement} */ (element));
      if (image) into.appendChild(image);
      return;
    }
    const name = kept.has(localName) ? localName : lines.has(localName) ? "div" : null;
    const made = name ? paper.createElement(name) : null;
    if (made) copyAttributes(element, made);
    if (made && localName === "a" && element.hasAttribute("href")) made.setAttribute("href", element.getAttribute("href") ?? "");
    for (const child of element.childNodes) copy(child, made ?? into);
    if (made) into.appendChild(made);
  };
  const pictureOf = (/** @type {HTMLImageElement} */ image) => {
    const source = image.getAttribute("src") ?? "";
    const { width, height } = image.getBoundingClientRect();
    // One dot large it is no picture, and nobody saw it; nor where something else lies, or nobody can scroll to.
    if (width < 4 || height < 4 || !isSeen(image)) return null;
    const made = paper.createElement("img");
    copyAttributes(image, made);
    if (/^data:image\/(?:png|jpeg|gif|webp);base64,/i.test(source)) {
      made.setAttribute("src", source);
      return made;
    }
    const own = pictures.get(source);
    if (!own) return null;
    const as = taken.get(source) ?? { contentId: `${crypto.randomUUID()}@${domain}`, ...own };
    taken.set(source, as);
    made.setAttribute("src", `cid:${as.contentId}`);
    return made;
  };
  for (const child of body.childNodes) copy(child, paper.body);
  return { html: paper.body.innerHTML, pictures: [...taken.values()] };
}

/** @param {Element} from @param {Element} to */
function copyAttributes(from, to) {
  for (const name of attributes) {
    const value = from.getAttribute(name);
    if (value !== null) to.setAttribute(name, value);
  }
}
