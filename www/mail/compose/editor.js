// @ts-check
// The text of the message: Squire edits, this file keeps pictures as files and hands out HTML and plain text.

import Squire from "/vendor/squire.js";
import { plainText } from "./plain-text.js";
import { sanitize, sanitizeState } from "./sanitize.js";

/** @typedef {{ contentId: string, file: File, url: string }} Picture  a picture in the text */

/** Undo writes HTML back; the page's policy takes only what was sanitised. */
class Editing extends Squire {
  /** @override @param {string} html */
  _setRawHTML(html) { return super._setRawHTML(sanitizeState(html)); }
}

export class Editor {
  /** @type {Map<string, Picture>} by blob: address */ #pictures = new Map();

  /**
   * @param {HTMLElement} root
   * @param {{ domain: string, onChange: () => void, onPictures: (files: File[]) => void }} options
   */
  constructor(root, { domain, onChange, onPictures }) {
    this.root = root;
    this.domain = domain;
    this.squire = new Editing(root, {
      sanitizeToDOMFragment: (html) => sanitize(html, (data) => this.keep(named(data)).url),
      toPlainText: null, addLinks: true, blockAttributes: null,
      didError: (error) => { queueMicrotask(() => { throw error; }); },
      undo: { documentSizeThreshold: 500_000, undoLimit: 60 },
    });
    // Its handles are styled by attributes, which the Content-Security-Policy does not let pass.
    this.squire._imageResizer.destroy();
    this.squire.addEventListener("input", onChange);
    this.squire.addEventListener("pasteImage", (event) => {
      const { clipboardData } = /** @type {CustomEvent<{ clipboardData: DataTransfer }>} */ (event).detail;
      onPictures([...clipboardData.files].filter((file) => file.type.startsWith("image/")));
    });
  }

  /** Keeps a picture for as long as the composer lives: undo may bring it back. @param {File} file @returns {Picture} */
  keep(file) {
    const picture = { file, contentId: `${crypto.randomUUID()}@${this.domain}`, url: URL.createObjectURL(file) };
    this.#pictures.set(picture.url, picture);
    return picture;
  }

  /** @param {File} file @param {Range} [range] */
  insertPicture(file, range) {
    if (range) this.squire.setSelection(range);
    this.squire.insertImage(this.keep(file).url, { alt: file.name });
  }

  /**
   * Fills the editor; `cid:` pictures are taken from the files that came with the draft.
   * @param {{ html: string|null, text: string, files: Map<string, File> }} written
   */
  fill({ html, text, files }) {
    let source = html ?? paragraphs(text);
    for (const [contentId, file] of files) {
      const url = URL.createObjectURL(file);
      this.#pictures.set(url, { file, contentId, url });
      source = source.replaceAll(`cid:${contentId}`, url);
    }
    this.squire.setHTML(source);
    this.squire.moveCursorToStart();
  }

  /** The pictures that stand in the text now, in order. @returns {Picture[]} */
  pictures() {
    const found = [...this.root.querySelectorAll("img")].flatMap((image) => this.#pictures.get(image.getAttribute("src") ?? "") ?? []);
    return [...new Set(found)];
  }

  /** HTML where there is any formatting, with pictures by `cid:`; null where plain text says it all. @returns {string|null} */
  html() {
    if (!this.root.querySelector(":scope *:not(div, br)")) return null;
    let html = this.squire.getHTML();
    for (const { url, contentId } of this.#pictures.values()) html = html.replaceAll(url, `cid:${contentId}`);
    return html;
  }

  text() { return plainText(this.root); }

  get empty() { return this.text().trim() === "" && !this.root.querySelector("img"); }

  destroy() {
    this.squire.destroy();
    for (const url of this.#pictures.keys()) URL.revokeObjectURL(url);
  }
}

/** @param {string} text */
function paragraphs(text) {
  const written = text.replace(/[&<>]/g, (one) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[one] ?? one);
  return written.split(/\r?\n/).map((line) => `<div>${line || "<br>"}</div>`).join("");
}

/** @param {Blob} data */
function named(data) {
  return new File([data], `picture.${data.type.split("/")[1] ?? "png"}`, { type: data.type });
}
