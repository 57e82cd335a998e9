// @ts-check
// Files that go along: added by button, drop and paste, looked at when added, listed with what they weigh.

import { h } from "../../button/dom.js";
import { size } from "../../button/say.js";
import { largest } from "./forecast.js";

/**
 * @typedef {{ id: number, file: File|Blob, name: string, type: string }} Attached
 * @typedef {{ name: string, color: string, left: import("../../generated/contract.js").FileLeft|null }} FileLabel
 *   left: why the label cannot be put into the file; then the message carries it
 * @typedef {{ size: number, limit: number, over: boolean, files: number }} Weight  octets of the largest mail, and what the server takes
 * @typedef {{ tell: (key: string, params?: Record<string, unknown>) => string, icon: (name: string, options?: { size?: number }) => SVGElement,
 *   language: string, announce: (text: string) => void, onChange: () => void, warn: HTMLElement }} Options  `warn`: where it is said that the message is too large: attachments
 *   may lie below what is seen
 */

let next = 1;

export class Attachments {
  /** @type {Attached[]} */ files = [];
  /** @type {string[]} */ #problems = [];
  /** @type {(FileLabel|null)[]} */ #labels = [];
  /** Until all that was given is listed, or told to be impossible. @type {Promise<unknown>} */ adding = Promise.resolve();

  /** @param {Options} options */
  constructor(options) {
    this.options = options;
    this.node = h("section", { class: "files", "aria-label": options.tell("files.name") });
    this.heavy = h("div", { class: "file-heavy" });
  }

  /**
   * Adds files, and says which cannot be: a folder, or what the browser may not read.
   * @param {File[]} files
   * @param {Set<string>} [folders]  names the drop told to be folders
   */
  add(files, folders = new Set()) {
    const added = this.#add(files, folders);
    this.adding = Promise.allSettled([this.adding, added]);
    return added;
  }

  /** @param {File[]} files @param {Set<string>} folders */
  async #add(files, folders) {
    const { tell, announce, onChange } = this.options;
    this.#problems = [];
    for (const file of files) {
      const fault = folders.has(file.name) ? "files.folder" : await faultOf(file);
      if (fault) {
        this.#problems.push(tell(fault, { name: file.name }));
      } else {
        this.files.push({ id: next++, file, name: file.name || "file", type: file.type || "application/octet-stream" });
        announce(tell("files.added", { name: file.name }));
      }
    }
    this.render();
    onChange();
  }

  /** @type {Weight|null} */ #weight = null;

  /** How large the message will be, where that is worth saying. @param {Weight|null} weight */
  weigh(weight) {
    if (JSON.stringify(weight) === JSON.stringify(this.#weight)) return;
    const wasOver = this.#weight?.over ?? false;
    this.#weight = weight;
    const { heavy } = this;
    const { tell, icon, language, announce, warn } = this.options;
    const said = (/** @type {number} */ bytes) => size(bytes, language);
    heavy.classList.toggle("over", Boolean(weight?.over));
    const most = largest(this.files);
    const text = !weight ? "" : weight.over ? tell("files.too-heavy", { size: said(weight.size), limit: said(weight.limit) }) : tell("files.weight", { size: said(weight.size) });
    heavy.replaceChildren(...[
      weight && h("p", { class: "file-note" }, icon(weight.over ? "triangle-alert" : "mail", { size: 16 }), h("span", {}, text, weight.over && !most && ` ${tell("files.too-heavy-text")}`)),
      weight?.over && most && h("button", { type: "button", class: "compose-plain", onclick: () => this.#remove(most) },
        icon("x", { size: 16 }), tell("files.leave-out", { name: most.name, size: said(most.file.size) })),
    ].filter((node) => node instanceof Node));
    if (weight?.over && !wasOver) announce(text);
    (weight?.over ? warn : this.node).append(heavy);
    this.#show();
  }

  #show() {
    this.node.hidden = this.files.length === 0 && this.#problems.length === 0;
  }

  /** @param {Attached} one */
  #remove(one) {
    const at = this.files.indexOf(one);
    this.files = this.files.filter((file) => file !== one);
    this.render();
    this.options.onChange();
    const buttons = /** @type {NodeListOf<HTMLElement>} */ (this.node.querySelectorAll("li button"));
    (buttons[Math.min(at, buttons.length - 1)] ?? this.node.closest(".composer")?.querySelector(".attach"))?.focus();
  }

  /** The label each file has or gets, in their order. @param {(FileLabel|null)[]} labels */
  label(labels) {
    if (JSON.stringify(labels) === JSON.stringify(this.#labels)) return;
    this.#labels = labels;
    this.render();
  }

  /** A file that cannot carry its label is no fault, but the person should know that the label stands in the message only. */
  #notes() {
    const { tell, icon } = this.options;
    return this.files.flatMap(({ name }, index) => {
      const { left } = this.#labels[index] ?? {};
      return left ? [h("p", { class: "file-note" }, icon("tag", { size: 16 }), h("span", {}, tell("files.left", { name, why: tell(`files.left-${left}`) })))] : [];
    });
  }

  /** @param {number} index */
  #mark(index) {
    const { tell, icon } = this.options;
    const label = this.#labels[index];
    if (!label) return false;
    const why = label.left ? tell(`files.left-${label.left}`) : tell("files.labelled", { label: label.name });
    return h("span", { class: "file-label", title: why, "--label": label.color },
      h("span", { class: "dot", "aria-hidden": "true" }), label.left && icon("mail", { size: 14 }), h("span", { class: "visually-hidden" }, why), h("span", { "aria-hidden": "true" }, label.name));
  }

  render() {
    const { tell, icon, language } = this.options;
    const total = this.files.reduce((sum, { file }) => sum + file.size, 0);
    this.node.replaceChildren(...[
      ...this.#problems.map((text) => h("p", { class: "file-problem", role: "alert" }, icon("triangle-alert", { size: 16 }), h("span", {}, text),
        h("button", { type: "button", class: "icon-button", "aria-label": tell("files.dismiss"), onclick: () => { this.#problems = this.#problems.filter((one) => one !== text); this.render(); } }, icon("x", { size: 16 })))),
      this.files.length > 0 && h("ul", {}, ...this.files.map((one, index) => h("li", {}, icon(iconOf(one.type, one.name), { size: 20 }),
        h("span", { class: "file-name", title: one.name }, one.name), h("span", { class: "file-size" }, size(one.file.size, language)), this.#mark(index),
        h("button", { type: "button", class: "icon-button", "aria-label": tell("files.remove", { name: one.name }), title: tell("files.remove", { name: one.name }), onclick: () => this.#remove(one) }, icon("x", { size: 16 }))))),
      ...this.#notes(),
      this.files.length > 1 && h("p", { class: "file-total" }, tell("files.total", { count: this.files.length, size: size(total, language) })),
    ].filter((node) => node !== false), ...(this.#weight?.over ? [] : [this.heavy]));
    this.#show();
  }
}

/**
 * What a drop or a paste carries: files, and which of them are folders. Must be read before the event ends.
 * @param {DataTransfer} data
 */
export function carried(data) {
  const folders = new Set([...data.items].flatMap((item) => {
    const entry = item.kind === "file" ? item.webkitGetAsEntry?.() : null;
    return entry?.isDirectory ? [entry.name] : [];
  }));
  return { files: [...data.files], folders };
}

/**
 * A folder, and a file that is gone or not ours to read, show themselves at the first byte.
 * @param {File} file
 * @returns {Promise<"files.folder"|"files.unreadable"|null>}
 */
async function faultOf(file) {
  try {
    await file.slice(0, 1).arrayBuffer();
    return null;
  } catch {
    return file.type === "" && file.size % 4096 === 0 ? "files.folder" : "files.unreadable";
  }
}

/** @param {string} type @param {string} name */
export function iconOf(type, name) {
  if (type.startsWith("image/")) return "file-image";
  if (/zip|compressed|tar|gzip/.test(type) || /\.(?:zip|gz|tar|7z|rar)$/i.test(name)) return "file-archive";
  if (/pgp|gpg/.test(type) || /\.(?:pgp|gpg|asc)$/i.test(name)) return "file-lock";
  if (type.startsWith("text/") || /pdf|document|sheet|presentation/.test(type)) return "file-text";
  return "file";
}
