// @ts-check
// Attachments: saved to disk under a name that cannot surprise, never opened in the page.

import { icon } from "../../../icons/icon.js";
import { element } from "../element.js";
import { sizeOf } from "../texts/texts.js";

const harmlessTypes = /^(image\/(png|jpe?g|gif|webp|avif)|text\/plain|application\/pdf)$/i;

/** @typedef {{ text: string, hint: string, color: string|null }} Mark  what an attachment is labelled */

/**
 * @param {import("../types.d.ts").Part[]} parts
 * @param {import("../types.d.ts").Voice} voice
 * @param {(part: import("../types.d.ts").Part, index: number) => Mark|null|Promise<Mark|null>} labelOf
 * @returns {HTMLElement|null}
 */
export function attachmentList(parts, { say, language }, labelOf) {
  if (parts.length === 0) return null;
  const title = say("attachments.title", { count: parts.length });
  return element("section", { class: "attachments", "aria-label": title },
    element("h3", {}, icon("paperclip", { size: 16 }), title),
    element("ul", {}, ...parts.map((part, index) => {
      const name = safeName(part.name);
      const label = element("span", { class: "attachment-label", hidden: true });
      void Promise.resolve(labelOf(part, index)).then((mark) => mark && showMark(label, mark), () => {});
      return element("li", {}, element("button", {
        type: "button", class: "attachment", title: say("attachments.save", { name }), on: { click: () => saveFile(name, part.type, part.bytes) },
      },
      icon(shapeOf(part.type)), element("span", { class: "visually-hidden" }, say("attachments.save-word")),
      element("span", { class: "attachment-name" }, name), element("span", { class: "muted" }, sizeOf(part.size, language)),
      label, icon("download", { size: 18 })));
    })));
}

/** @param {HTMLElement} place @param {Mark} mark */
function showMark(place, { text, hint, color }) {
  place.hidden = false;
  place.title = hint;
  if (color) place.style.setProperty("--label-color", color);
  place.append(...[color && element("span", { class: "label-dot", "aria-hidden": "true" }), element("span", { class: "visually-hidden" }, hint), element("span", { "aria-hidden": "true" }, text)].filter((node) => node instanceof Node));
}

/** @param {string} type */
function shapeOf(type) {
  if (type.startsWith("image/")) return "file-image";
  if (/zip|tar|compressed/.test(type)) return "file-archive";
  return /^text\/|pdf|document/.test(type) ? "file-text" : "file";
}

/**
 * No folders, no control or direction-changing characters, no hidden file, no name Windows reserves.
 * @param {string} name
 */
export function safeName(name) {
  const flat = name.normalize("NFC").replace(/[\p{Cc}\p{Cf}]/gu, "").replace(/[\\/:*?"<>|]/g, "_").replace(/^[.\s]+|[.\s]+$/g, "");
  const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(flat) ? `_${flat}` : flat;
  if (reserved.length <= 120) return reserved || "attachment";
  const ending = /\.[^.]{1,12}$/.exec(reserved)?.[0] ?? "";
  return reserved.slice(0, 120 - ending.length) + ending;
}

/**
 * @param {string} name
 * @param {string} type
 * @param {Uint8Array} bytes
 */
export function saveFile(name, type, bytes) {
  const url = URL.createObjectURL(new Blob([/** @type {BlobPart} */ (bytes)], { type: harmlessTypes.test(type) ? type : "application/octet-stream" }));
  element("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
