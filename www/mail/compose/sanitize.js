// @ts-check
// What may stand in the editor. Pasted and quoted HTML loses scripts, remote pictures, forms, and all looks but the ones
// the toolbar can give: what is sent then looks like what was seen.

import DOMPurify from "/vendor/purify.js";

const tags = ["a", "b", "blockquote", "br", "code", "div", "em", "h1", "h2", "h3", "h4", "hr", "i", "img", "li", "ol", "p", "pre", "s", "strike",
  "del", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul"];

/** `input` is what the editor marks the selection with while it undoes. */
const undoTags = [...tags, "input"];

/**
 * @param {string} html
 * @param {(data: Blob) => string} keepPicture  keeps a picture that came as data: and gives its blob: address
 * @returns {DocumentFragment}
 */
export function sanitize(html, keepPicture) {
  const fragment = DOMPurify.sanitize(html, {
    ALLOWED_TAGS: tags, ALLOWED_ATTR: ["href", "src", "alt", "style", "width", "height", "start", "colspan", "rowspan", "dir"],
    ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|tel:|blob:|data:image\/(?:png|jpeg|gif|webp);base64,)/i,
    RETURN_DOM_FRAGMENT: true,
  });
  for (const node of fragment.querySelectorAll("[style]")) keepMeaning(/** @type {HTMLElement} */ (node));
  for (const image of fragment.querySelectorAll("img")) keepOrDrop(image, keepPicture);
  return document.importNode(fragment, true);
}

/**
 * For a state of our own editor that comes back by undo. The result is what the Trusted Types policy of DOMPurify signed.
 * @param {string} html
 * @returns {string}
 */
export function sanitizeState(html) {
  return /** @type {string} */ (/** @type {unknown} */ (DOMPurify.sanitize(html, {
    ALLOWED_TAGS: undoTags, ALLOWED_ATTR: ["href", "src", "alt", "id", "type", "width", "height", "start", "colspan", "rowspan", "dir"],
    ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|tel:|blob:)/i, SANITIZE_DOM: false, RETURN_TRUSTED_TYPE: true,
  })));
}

/** Bold by style becomes bold by tag; every other style goes. @param {HTMLElement} node */
function keepMeaning(node) {
  const style = node.getAttribute("style") ?? "";
  node.removeAttribute("style");
  const wraps = [
    /font-weight:\s*(?:bold|[6-9]00)/i.test(style) && "b", /font-style:\s*italic/i.test(style) && "i",
    /text-decoration[^;]*underline/i.test(style) && node.nodeName !== "A" && "u", /text-decoration[^;]*line-through/i.test(style) && "s",
  ];
  // The clipboard of some editors wraps everything in <b style="font-weight:normal">.
  if (/font-weight:\s*(?:normal|[1-4]00)/i.test(style) && /^(?:B|STRONG)$/.test(node.nodeName)) node.replaceWith(...node.childNodes);
  for (const tag of wraps) {
    if (!tag) continue;
    const made = document.createElement(tag);
    made.append(...node.childNodes);
    node.append(made);
  }
}

/** @param {HTMLImageElement} image @param {(data: Blob) => string} keepPicture */
function keepOrDrop(image, keepPicture) {
  const src = image.getAttribute("src") ?? "";
  if (src.startsWith("data:")) {
    const [head, data] = src.split(",", 2);
    try {
      const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
      image.setAttribute("src", keepPicture(new Blob([bytes], { type: head.slice(5).split(";")[0] })));
    } catch {
      image.remove();
    }
  } else if (!src.startsWith("blob:")) {
    // A remote picture would be fetched by every reader, and tell its server who read when.
    const alt = image.getAttribute("alt");
    image.replaceWith(...(alt ? [alt] : []));
  }
}
