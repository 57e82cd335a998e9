// @ts-check
// Files of the message: saved under names that cannot surprise; pictures can be looked at here.

import { icon } from "../../icons/icon.js";
import { element } from "../../mail/element.js";
import { safeName, saveFile } from "../../mail/reader/attachments.js";
import { sizeOf } from "../../mail/texts/texts.js";

/** What a browser draws without running anything in it. */
const pictures = /^image\/(?:png|jpe?g|gif|webp|avif)$/i;

/**
 * @param {import("../../generated/contract.js").Part[]} parts
 * @param {import("./shell.js").Shell} shell
 */
export function attachmentList(parts, shell) {
  if (parts.length === 0) return null;
  const { say, language } = shell.voice;
  return element("section", { class: "attachments", "aria-labelledby": "attachments" },
    element("h2", { id: "attachments" }, icon("paperclip", { size: 16 }), say("attachments.title", { count: parts.length })),
    element("ul", {}, ...parts.map(({ name: given, type, size, bytes }) => {
      const name = safeName(given);
      const save = () => { saveFile(name, type, bytes); shell.announce(say("attachments.saved", { name })); };
      return element("li", {}, icon(pictures.test(type) ? "file-image" : "file-text", { size: 20 }),
        element("span", { class: "file-name", dir: "auto", title: name }, name), element("span", { class: "muted small" }, sizeOf(size, language)),
        pictures.test(type) && element("button", { type: "button", class: "button", "aria-label": say("attachments.view", { name }), on: { click: () => preview(name, type, bytes, shell) } }, icon("eye", { size: 18 }), element("span", {}, say("attachments.view-word"))),
        element("button", { type: "button", class: "button", "aria-label": say("attachments.save", { name }), on: { click: save } }, icon("download", { size: 18 }), element("span", {}, say("attachments.save-word"))));
    })),
    element("p", { class: "muted small" }, say("attachments.careful")));
}

/**
 * @param {string} name
 * @param {string} type
 * @param {Uint8Array} bytes
 * @param {import("./shell.js").Shell} shell
 */
function preview(name, type, bytes, { voice: { say } }) {
  const url = URL.createObjectURL(new Blob([/** @type {BlobPart} */ (bytes)], { type }));
  const dialog = element("dialog", { class: "preview", "aria-label": name },
    element("div", { class: "preview-head" }, element("strong", { class: "file-name", dir: "auto" }, name),
      element("button", { type: "button", class: "icon-button", "aria-label": say("preview.close"), title: say("preview.close"), on: { click: () => dialog.close() } }, icon("x"))),
    element("img", { src: url, alt: name }));
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  dialog.addEventListener("close", () => { URL.revokeObjectURL(url); dialog.remove(); });
  document.body.append(dialog);
  dialog.showModal();
}
