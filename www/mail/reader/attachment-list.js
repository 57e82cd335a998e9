// @ts-check
// The attachments under a message: looked at here, saved one by one or all together. What could do harm says so before.

import { ProgressLine } from "../../button/progress.js";
import { icon } from "../../icons/icon.js";
import { element } from "../element.js";
import { openDialog } from "../dialog.js";
import { lookable } from "../preview/kinds.js";
import { openPreview } from "../preview/preview.js";
import { firstOf, sizeOf } from "../texts/texts.js";
import { distinct, safeName, saveFile } from "./attachments.js";
import { nameInTwo, riskOf } from "./risks.js";
import { saveTogether } from "./save-all.js";

/** A stranger may attach thousands: so many are shown at a time. */
const step = 200;

/**
 * @typedef {import("../types.d.ts").Part} Part
 * @typedef {import("../types.d.ts").Voice} Voice
 * @typedef {{ text: string, hint: string, color: string|null }} Mark  what an attachment is labelled
 * @typedef {{ name: string, type: string, bytes: Uint8Array, risk: import("./risks.js").Risk|null }} Named  under the name it is saved by
 */

/**
 * @param {Part[]} parts
 * @param {Voice} voice
 * @param {(part: Part, index: number) => Mark|null|Promise<Mark|null>} labelOf
 * @returns {HTMLElement|null}
 */
export function attachmentList(parts, voice, labelOf) {
  if (parts.length === 0) return null;
  const { say } = voice;
  const title = say("attachments.title", { count: parts.length });
  const names = distinct(parts.map(({ name }) => safeName(name)));
  const files = parts.map(({ name: given, type, bytes }, at) => {
    const name = names[at];
    return { name, type, bytes, risk: riskOf({ name, bytes }, given) };
  });
  const [saveAll, working] = files.length > 1 ? together(files, voice) : [null, null];
  const list = inSteps(files, voice, (file, index) => {
    const label = element("span", { class: "attachment-label", hidden: true });
    void Promise.resolve(labelOf(parts[index], index)).then((mark) => mark && showMark(label, mark), () => {});
    return item(file, label, voice);
  });
  return element("section", { class: "attachments", "aria-label": title },
    element("div", { class: "attachments-head" }, element("h3", {}, icon("paperclip", { size: 16 }), title), saveAll), working, ...list);
}

/**
 * The first files, and how many more there are, which come as they are asked for.
 * @param {Named[]} files
 * @param {Voice} voice
 * @param {(file: Named, index: number) => HTMLElement} itemOf
 */
function inSteps(files, { say }, itemOf) {
  const list = element("ul", {});
  const more = element("div", { class: "attachments-more" });
  const next = () => {
    const from = list.childElementCount;
    const items = files.slice(from, from + step).map((file, at) => itemOf(file, from + at));
    const asked = more.contains(document.activeElement);
    list.append(...items);
    const left = files.length - from - items.length;
    more.hidden = left === 0;
    more.replaceChildren(element("span", { class: "muted" }, say("attachments.more", { count: left })),
      element("button", { type: "button", class: "button small", on: { click: next } }, say("attachments.next", { count: Math.min(step, left) })));
    if (asked) items[0]?.querySelector("button")?.focus();
  };
  next();
  return [list, more];
}

/** @param {Named} file @param {HTMLElement} label @param {Voice} voice */
function item(file, label, voice) {
  const { say, language } = voice;
  const { name, type, bytes, risk } = file;
  const [stem, ending] = nameInTwo(name);
  const save = () => careful([file], voice, () => saveFile(name, type, bytes));
  const looks = lookable(file) !== null;
  const about = [
    icon(risk ? "triangle-alert" : shapeOf(type), { size: 20 }),
    element("span", { class: "visually-hidden" }, looks ? `${say("attachments.view-word")} ${name}` : name),
    element("span", { class: "attachment-name", dir: "ltr", title: name, "aria-hidden": "true" }, element("span", { class: "attachment-stem" }, stem), ending),
    element("span", { class: "muted" }, sizeOf(bytes.length, language)), label];
  return element("li", { class: `attachment${risk ? " risky" : ""}` },
    looks ? element("button", { type: "button", class: "attachment-about", on: { click: () => openPreview(file, voice, save) } }, ...about)
      : element("span", { class: "attachment-about" }, ...about),
    element("button", { type: "button", class: "icon-button", "aria-label": say("attachments.save", { name }), title: say("attachments.save", { name }), on: { click: save } }, icon("download", { size: 18 })),
    risk && element("p", { class: "attachment-risk" }, say(risk.posing ? "attachments.posing" : `attachments.${risk.danger}`)));
}

/**
 * Saves, but first asks where something could do harm.
 * @param {Named[]} files
 * @param {Voice} voice
 * @param {() => void} save
 */
function careful(files, voice, save) {
  const risky = files.filter(({ risk }) => risk);
  if (risky.length === 0) {
    save();
    return;
  }
  const { say } = voice;
  const reasons = new Set(risky.flatMap(({ risk }) => (risk ? [...(risk.posing ? ["posing"] : []), risk.danger] : [])));
  const before = document.activeElement;
  const leave = element("button", { type: "button", class: "button primary", on: { click: () => dialog.close() } }, say("attachments.leave"));
  const dialog = openDialog(say("attachments.careful"), voice,
    element("p", {}, element("strong", { class: "attachment-named" }, firstOf(risky, ({ name }) => name, voice))),
    ...[...reasons].map((reason) => element("p", {}, say(`attachments.${reason}-text`))),
    element("p", { class: "muted" }, say("attachments.careful-text")),
    element("div", { class: "dialog-actions" },
      element("button", { type: "button", class: "button", on: { click: () => { dialog.close(); save(); } } }, icon("download", { size: 18 }), say("attachments.save-anyway")), leave));
  dialog.addEventListener("close", () => before instanceof HTMLElement && before.focus());
  leave.focus();
}

/**
 * The button that saves all together, and how far that is.
 * @param {Named[]} files
 * @param {Voice} voice
 * @returns {[HTMLElement, HTMLElement]}
 */
function together(files, voice) {
  const { say, language } = voice;
  const whole = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const place = element("div", { class: "attachments-work" });
  const save = async () => {
    button.disabled = true;
    const ending = new AbortController();
    const line = new ProgressLine(say("attachments.saving"), language);
    const work = [line.node, element("button", { type: "button", class: "button small stop", on: { click: () => ending.abort() } }, icon("x", { size: 16 }), say("reader.stop"))];
    try {
      await saveTogether(files, `${say("attachments.all-name")}.zip`, {
        signal: ending.signal,
        // Where it takes no time there is nothing to show.
        onProgress(progress) {
          if (!work[0].isConnected) place.replaceChildren(...work);
          line.move(progress);
        },
      });
    } finally {
      const focused = place.contains(document.activeElement);
      line.end();
      place.replaceChildren();
      button.disabled = false;
      if (focused) button.focus();
    }
  };
  const button = element("button", { type: "button", class: "button quiet small", on: { click: () => careful(files, voice, () => void save()) } },
    icon("download", { size: 16 }), say("attachments.save-all", { size: sizeOf(whole, language) }));
  return [button, place];
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
