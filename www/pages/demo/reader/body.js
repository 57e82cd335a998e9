// @ts-check
// The text of a message: HTML in a frame of its own where no script runs, plain text as text.

import { element } from "../element.js";
import { frameStyle } from "./frame-style.js";
import { decoded, sanitise } from "./sanitise.js";
import { visibleText } from "./visible.js";

/** Pictures a browser draws without running anything in them. */
const pictureTypes = /^image\/(png|jpe?g|gif|webp|avif)$/i;

/** The document of the frame: one whose policy allows styles and nothing else. @param {HTMLIFrameElement} frame */
const usualPage = (frame) => { frame.src = "/pages/demo/mail-frame.html"; };

/**
 * @typedef {{ title: string, onEscape: () => void, onMailto: (address: string) => void, page?: (frame: HTMLIFrameElement) => void,
 *   onShown?: (inside: Document) => void }} FrameOptions  page: gives the frame its document, on a page that has another; onShown: when the mail stands in it
 * @typedef {{ node: HTMLElement, remote: number, shown: () => string, close: () => void }} Body
 *   shown: the text as it can be seen, for quoting, without the lines that say the label; nothing else of a message is
 *   ever quoted
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
  return { node, remote: 0, shown: () => withoutLabel(text, opened.labelLines), close() {} };
}

/**
 * @param {string} html
 * @param {import("../types.d.ts").Part[]} parts
 * @param {FrameOptions} options
 * @returns {Body}
 */
function framed(html, parts, { title, onEscape, onMailto, page = usualPage, onShown = () => {} }) {
  /** @type {Map<string, string>} */
  const pictures = new Map();
  for (const { contentId, type, bytes } of parts) {
    if (contentId && pictureTypes.test(type)) pictures.set(contentId, URL.createObjectURL(new Blob([/** @type {BlobPart} */ (bytes)], { type })));
  }
  const { fragment, styles, remote, coloured, marks } = sanitise(html, pictures);
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
    inside.body.dir = "auto";
    inside.body.append(inside.adoptNode(fragment));
    for (const [node, declarations] of styles) for (const [name, value] of declarations) node.style.setProperty(name, value);
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
    node: frame, remote, shown: () => (frame.contentDocument?.body ? visibleText(frame.contentDocument.body, coloured, marks) : ""),
    close() {
      size.disconnect();
      theme.disconnect();
      for (const url of pictures.values()) URL.revokeObjectURL(url);
    },
  };
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
 * Text with its web addresses as links; what is shown is where it goes.
 * @param {string} text
 */
export function linked(text) {
  const made = document.createDocumentFragment();
  let from = 0;
  for (const match of text.matchAll(/\bhttps?:\/\/[^\s<>"'`]+[^\s<>"'`.,;:!?)\]}]/g)) {
    made.append(text.slice(from, match.index),
      element("a", { href: match[0], target: "_blank", rel: "noopener noreferrer" }, match[0]));
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
  const stands = (/** @type {import("../types.d.ts").Part} */ { contentId, type }) =>
    contentId !== null && html !== null && pictureTypes.test(type) && html.includes(`cid:${contentId}`);
  return parts.filter((part) => !stands(part));
}
