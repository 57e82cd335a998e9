// @ts-check
// The text of a message: HTML in a frame of its own where no script runs, plain text as text.

import { element } from "../element.js";
import { frameStyle } from "./frame-style.js";
import { leadOf, shortened } from "./links.js";
import { quotation } from "./quote.js";
import { decoded, sanitise } from "./sanitise.js";
import { visibleText } from "./visible.js";

/** Pictures a browser draws without running anything in them. */
const pictureTypes = /^image\/(png|jpe?g|gif|webp|avif)$/i;

/** The document of the frame: one whose policy allows styles and nothing else. @param {HTMLIFrameElement} frame */
const usualPage = (frame) => { frame.src = "/mail/mail-frame.html"; };

/** One whose policy allows pictures from elsewhere besides; they are asked for without anything that tells who asks. @param {HTMLIFrameElement} frame */
const picturesPage = (frame) => {
  /** @type {any} */ (frame).credentialless = true;
  frame.src = "/mail/mail-frame-pictures.html";
};

/**
 * @typedef {{ title: string, onEscape: () => void, onMailto: (address: string) => void, page?: (frame: HTMLIFrameElement) => void, pictures?: boolean,
 *   onShown?: (inside: Document) => void }} FrameOptions  page: gives the frame its document, on a page that has another; pictures: those from elsewhere as well; onShown: when the mail stands in it
 * @typedef {{ node: HTMLElement, remote: number, hosts: string[], shown: () => string,
 *   quote: (domain: string) => import("./quote.js").Quote|null, close: () => void }} Body
 *   remote, hosts: how much from elsewhere was left out, and whom the pictures among that would be asked of;
 *   shown: the text as it can be seen, for quoting, without the lines that say the label; quote: the same with its form,
 *   where it has one; nothing else of a message is ever quoted
 */

/**
 * @param {import("../types.d.ts").Opened} opened
 * @param {FrameOptions & { empty: string }} options
 * @returns {Body}
 */
export function bodyOf(opened, options) {
  if (opened.html !== null) return framed(opened.html, opened.parts, options);
  const text = opened.text ?? "";
  const node = text.trim()
    ? element("div", { class: "plain-body", dir: "auto" }, linked(text))
    : element("p", { class: "muted plain-body" }, options.empty);
  return { node, remote: 0, hosts: [], shown: () => withoutLabel(text, opened.labelLines), quote: () => null, close() {} };
}

/**
 * @param {string} html
 * @param {import("../types.d.ts").Part[]} parts
 * @param {FrameOptions} options
 * @returns {Body}
 */
function framed(html, parts, { title, onEscape, onMailto, pictures: insisted = false, page = insisted ? picturesPage : usualPage, onShown = () => {} }) {
  /** @type {Map<string, string>} */
  const pictures = new Map();
  /** @type {Map<string, { type: string, bytes: Uint8Array }>} */
  const own = new Map();
  for (const { contentId, type, bytes } of parts) {
    if (!contentId || !pictureTypes.test(type)) continue;
    const url = URL.createObjectURL(new Blob([/** @type {BlobPart} */ (bytes)], { type }));
    pictures.set(contentId, url);
    own.set(url, { type, bytes });
  }
  const { fragment, styles, remote, hosts, fetched, coloured, marks } = sanitise(html, pictures, insisted);
  const frame = element("iframe", {
    class: `mail-frame${coloured ? " paper" : ""}`, title, referrerpolicy: "no-referrer",
    sandbox: "allow-same-origin allow-popups allow-popups-to-escape-sandbox",
  });
  page(frame);
  const size = new ResizeObserver(() => fit(frame));
  const theme = new MutationObserver(() => frame.contentDocument && themed(frame.contentDocument, coloured));
  theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  frame.addEventListener("load", () => {
    const inside = frame.contentDocument;
    if (!inside?.body) return;
    inside.head.append(Object.assign(inside.createElement("style"), { textContent: frameStyle }));
    themed(inside, coloured);
    inside.body.className = coloured ? "paper" : "own-colours";
    inside.body.dir = directionOf(fragment);
    inside.body.append(inside.adoptNode(fragment));
    for (const [node, declarations] of styles) for (const [name, value] of declarations) node.style.setProperty(name, value);
    for (const [image, url] of fetched) {
      image.addEventListener("load", () => fit(frame));
      image.setAttribute("src", url);
    }
    inside.addEventListener("keydown", (event) => event.key === "Escape" && onEscape());
    inside.addEventListener("click", (event) => {
      const link = /** @type {Element|null} */ (event.target)?.closest("a[href^='mailto:']");
      if (!link) return;
      event.preventDefault();
      onMailto(decoded((link.getAttribute("href") ?? "").slice("mailto:".length)));
    });
    size.observe(inside.body);
    fit(frame);
    onShown(inside);
  }, { once: true });
  return {
    node: frame, remote, hosts, shown: () => (frame.contentDocument?.body ? visibleText(frame.contentDocument.body, coloured, marks) : ""),
    quote: (domain) => (frame.contentDocument?.body ? quotation(frame.contentDocument.body, { coloured, left: marks, pictures: own, domain }) : null),
    close() {
      size.disconnect();
      theme.disconnect();
      for (const url of pictures.values()) URL.revokeObjectURL(url);
    },
  };
}

/**
 * Which way a mail goes on: to where its page can be scrolled. What says so for all of it is not asked where the browser finds
 * out for itself.
 * @param {DocumentFragment} fragment
 */
function directionOf({ childNodes }) {
  const [whole, ...others] = [...childNodes].filter(({ textContent }) => textContent?.trim());
  return others.length === 0 && whole instanceof HTMLElement && whole.dir || "auto";
}

/**
 * An answer has the label's lines of its own; those of what it answers would pile up.
 * @param {string} text
 * @param {[number, number]} lines  before and after
 */
function withoutLabel(text, [before, after]) {
  const lines = text.trimEnd().split("\n");
  return lines.slice(before, lines.length - after).join("\n").replace(/^\n+/, before ? "" : "$&").trimEnd();
}

/**
 * A mail with colours of its own lies on white paper, any other in the page's light or dark.
 * @param {Document} inside
 * @param {boolean} coloured
 */
function themed(inside, coloured) {
  const page = getComputedStyle(document.documentElement);
  const { style } = inside.documentElement;
  style.colorScheme = coloured ? "light" : page.colorScheme;
  for (const [name, token] of [["--ink", "--zegel-ink"], ["--accent", "--zegel-accent"]]) style.setProperty(name, page.getPropertyValue(token));
}

/** @param {HTMLIFrameElement} frame */
function fit(frame) {
  const height = frame.contentDocument?.body?.scrollHeight;
  if (height) frame.style.height = `${height}px`;
}

/**
 * Text with its web addresses as links; what is shown is where it goes, and the host where that is not plain.
 * @param {string} text
 */
export function linked(text) {
  const made = document.createDocumentFragment();
  let from = 0;
  for (const match of text.matchAll(/\bhttps?:\/\/[^\s<>"'`]+[^\s<>"'`.,;:!?)\]}]/g)) {
    const lead = leadOf(match[0], match[0]);
    made.append(text.slice(from, match.index), ...(lead
      ? [element("a", { href: lead.href, title: lead.title, target: "_blank", rel: "noopener noreferrer" }, shortened(match[0])), lead.beside ? ` [${lead.beside}]` : ""] : [match[0]]));
    from = match.index + match[0].length;
  }
  made.append(text.slice(from));
  return made;
}

/**
 * Parts the reader lists as attachments: all but the pictures that stand in the text.
 * @param {import("../types.d.ts").Opened} opened
 */
export function attachmentsOf({ html, parts }) {
  // In one pass: a mail may have thousands of pictures.
  const named = new Set(Array.from((html ?? "").matchAll(/cid:([^\s"'<>]+)/g), ([, id]) => id));
  const stands = (/** @type {import("../types.d.ts").Part} */ { contentId, type }) =>
    contentId !== null && pictureTypes.test(type) && named.has(contentId);
  return parts.filter((part) => !stands(part));
}
