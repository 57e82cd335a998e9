// @ts-check
// The files of the draft on trial: described by name and size, or real ones, which are read here and go nowhere.

import { Inspector } from "../../../engine/inspector.js";
import { Marker } from "../../../engine/marker.js";
import { here } from "../../../engine/programs.js";
import { sizeOf } from "../texts/texts.js";
import { h, sign } from "../view/dom.js";
import { typeByName } from "./draft.js";

/** @typedef {import("../page.js").Page} Page */

/** @type {Inspector|undefined} */
let inspector;
/** @type {Marker|undefined} */
let marker;

/**
 * @param {Page} page
 * @param {Iterable<File>} files
 */
export async function addFiles(page, files) {
  inspector ??= new Inspector(here);
  marker ??= new Marker(here);
  for (const file of files) {
    const type = file.type || typeByName(file.name);
    const bytes = new Uint8Array(await file.arrayBuffer());
    const [inspection] = await inspector.inspect([{ name: file.name, type }], [bytes]).catch(() => [undefined]);
    const [left] = await marker.attempt([file.name], [bytes]).catch(() => [null]);
    page.tryDraft({ attachments: [...page.trial.attachments, { name: file.name, type, size: file.size, inspection, left }] });
  }
}

/** @param {Page} page */
export function filesInput(page) {
  const { say, language } = page.voice;
  const { attachments } = page.trial;
  const labels = page.applicableLabels();
  const change = (/** @type {number} */ index, /** @type {any} */ what) => page.tryDraft({ attachments: attachments.map((file, at) => (at === index ? { ...file, ...what } : file)) });
  return h("div", { class: "trial-files" },
    h("ul", { "aria-label": say("trial.attachments") }, attachments.map((file, index) => h("li", { class: "trial-file", key: index },
      sign("paperclip", { size: 16 }),
      file.inspection
        ? [h("span", { class: "trial-file-name" }, file.name), h("span", { class: "small muted" }, sizeOf(file.size, language), " · ", say(`inspection.${file.inspection.state}`))]
        : [h("input", {
          class: "input", type: "text", "aria-label": say("trial.file-name"), value: file.name, spellcheck: "false",
          on: { input: (/** @type {any} */ { target }) => change(index, { name: target.value, type: typeByName(target.value) }) },
        }),
        h("span", { class: "with-unit" }, h("input", {
          class: "input number", type: "text", inputmode: "decimal", "aria-label": say("trial.file-size"), value: String(Number((file.size / 1048576).toFixed(3))),
          on: { change: (/** @type {any} */ { target }) => change(index, { size: Math.max(0, Math.round(Number(target.value.replace(",", ".")) * 1048576) || 0) }) },
        }), h("span", { class: "muted" }, "MB")), labels.length > 0 && labelOf(page, file, (label) => change(index, { label }))],
      h("button", {
        type: "button", class: "icon-button small", "aria-label": say("chips.remove", { value: file.name }),
        on: { click: () => page.tryDraft({ attachments: attachments.filter((_, at) => at !== index) }) },
      }, sign("x", { size: 16 }))))),
    h("div", { class: "button-row" },
      h("label", { class: "button small file-button" }, sign("paperclip", { size: 16 }), say("trial.add-file"),
        h("input", { type: "file", multiple: true, class: "visually-hidden", on: { change: (/** @type {any} */ { target }) => { addFiles(page, [...target.files]); target.value = ""; } } })),
      h("button", { type: "button", class: "button small", on: { click: () => page.tryDraft({ attachments: [...attachments, { name: "report.docx", type: typeByName("report.docx"), size: 12 * 1048576 }] }) } },
        sign("plus", { size: 16 }), say("trial.describe-file"))));
}

/**
 * The label that a described file has already.
 * @param {Page} page
 * @param {import("./draft.js").TrialFile} file
 * @param {(label: string|undefined) => void} change
 */
function labelOf(page, file, change) {
  const { say } = page.voice;
  const options = [["", say("trial.no-label")], ...page.applicableLabels().map(({ value, words }) => [value, words])];
  return h("span", { class: "select trial-file-label" }, h("select", {
    "aria-label": say("trial.file-label", { name: file.name }), value: file.label ?? "", on: { change: (/** @type {any} */ { target }) => change(target.value || undefined) },
  }, options.map(([one, words]) => h("option", { key: one, value: one, selected: one === (file.label ?? "") }, words))), sign("chevron-down", { size: 14 }));
}
