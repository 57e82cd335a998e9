// @ts-check
// Rules from Exchange, labels from Purview: shown first, taken over only when the person says so.

import { errorText } from "../../../texts/error-text.js";
import { textOf } from "../model/edition.js";
import { Names, nameOf } from "../model/names.js";
import { plain, ruleSentence } from "../model/sentence.js";
import { h, sign } from "../view/dom.js";
import { save } from "../view/save.js";
import { heading } from "./parts.js";

/** @typedef {import("../page.js").Page} Page */
/** @typedef {{ file: string, found: any, chosen: Record<string, boolean[]> }} Shown */

const lists = ["templates", "labels", "groups", "types", "rules", "policies"];

/** @param {Page} page */
export function importView(page) {
  const { say } = page.voice;
  /** @type {Shown|undefined} */
  const shown = page.ui.get("import");
  return [
    heading(say("section.import"), say("import.lead")),
    page.ui.get("import-error") && h("p", { class: "notice danger", role: "alert" }, sign("triangle-alert", { size: 18 }), h("span", null, page.ui.get("import-error"))),
    page.ui.get("import-done") && h("p", { class: "notice right", role: "status" }, sign("circle-check", { size: 18 }), h("span", null, page.ui.get("import-done"))),
    shown ? result(page, shown) : h("div", { class: "import-ways" }, way(page, "rules", ".xml,text/xml,application/xml"), way(page, "labels", ".json,application/json")),
    h("section", { class: "block" }, h("h2", null, say("import.back")), h("p", { class: "muted small" }, say("import.back-lead")),
      h("button", { type: "button", class: "button", disabled: page.mistakes.length > 0, on: { click: () => save("rules.ps1", page.steward.printRules(textOf(page.document)), "text/plain") } }, sign("download", { size: 16 }), say("import.back-button"))),
  ];
}

/**
 * @param {Page} page
 * @param {"rules"|"labels"} kind
 * @param {string} accept
 */
function way(page, kind, accept) {
  const { say } = page.voice;
  const read = async (/** @type {File|undefined} */ file) => {
    if (!file) return;
    page.ui.delete("import-done");
    try {
      const bundle = textOf(page.document);
      const found = kind === "rules" ? page.steward.importRules(new Uint8Array(await file.arrayBuffer()), bundle) : page.steward.importLabels(await file.text(), bundle);
      const chosen = Object.fromEntries(lists.map((list) => [list, (/** @type {any} */ (found)[list] ?? []).map(() => true)]));
      page.ui.delete("import-error");
      page.setUi("import", { file: file.name, found, chosen });
    } catch (error) {
      page.setUi("import-error", importError(page, error));
    }
  };
  return h("section", { class: "card import-way", on: { drop: (/** @type {DragEvent} */ event) => { event.preventDefault(); read(event.dataTransfer?.files[0]); } } },
    h("h2", null, say(`import.${kind}`)), h("p", { class: "muted small" }, say(`import.${kind}-lead`)),
    h("pre", { class: "command", tabindex: "0", "aria-label": say("import.command") }, commands[kind]),
    h("label", { class: "button file-button" }, sign("folder", { size: 16 }), say(`import.${kind}-open`),
      h("input", { type: "file", accept, class: "visually-hidden", on: { change: (/** @type {any} */ { target }) => { read(target.files[0]); target.value = ""; } } })));
}

const commands = {
  rules: "$file = Export-TransportRuleCollection\n[System.IO.File]::WriteAllBytes('rules.xml', $file.FileData)",
  labels: "Get-Label -IncludeDetailedLabelActions | ConvertTo-Json -Depth 9 > labels.json\nGet-LabelPolicy | ConvertTo-Json -Depth 9 > policies.json",
};

/** @param {Page} page @param {any} error */
function importError(page, error) {
  const key = `import.error.${error?.code}`;
  return page.voice.has(key) ? page.voice.say(key, error.detail ?? {}) : errorText(error, page.voice.language);
}

/**
 * @param {Page} page
 * @param {Shown} shown
 */
function result(page, { file, found, chosen }) {
  const { say, language } = page.voice;
  const names = new Names(merged(page.document, found, null), page.voice, page.builtIn);
  const count = Object.values(chosen).flat().filter(Boolean).length;
  const all = lists.reduce((sum, list) => sum + (found[list]?.length ?? 0), 0);
  return h("section", { class: "import-result", "aria-label": say("import.result", { file }) },
    h("h2", null, say("import.result", { file })),
    h("p", { class: "lead" }, say("import.summary", { count: all, left: found.notImported.length })),
    lists.filter((list) => found[list]?.length > 0).map((list) => h("section", { class: "block", key: list }, h("h3", null, say(`section-list.${list}`)),
      h("ul", { class: "import-list" }, found[list].map((/** @type {any} */ entry, /** @type {number} */ index) => h("li", { key: index }, h("label", { class: "check" },
        h("input", { type: "checkbox", checked: chosen[list]?.[index], on: { change: (/** @type {any} */ { target }) => {
          const next = { ...chosen, [list]: (chosen[list] ?? []).map((one, at) => (at === index ? target.checked : one)) };
          page.setUi("import", { file, found, chosen: next });
        } } }),
        h("span", null, h("strong", null, nameOf(entry, language)), entry.enabled === false && h("span", { class: "tag" }, say("import.off")),
          list === "rules" && h("span", { class: "row-text" }, plain(ruleSentence(entry, names)))))))))),
    leftTable(page, "import.not", found.notImported), leftTable(page, "import.notes", found.notes),
    h("div", { class: "button-row sticky" },
      h("button", { type: "button", class: "button primary", disabled: count === 0, on: { click: () => take(page, { file, found, chosen }) } }, sign("check", { size: 16 }), say("import.take", { count })),
      h("button", { type: "button", class: "button", on: { click: () => page.setUi("import", undefined) } }, say("page.cancel"))));
}

/**
 * @param {Page} page
 * @param {"import.not"|"import.notes"} title
 * @param {any[]} left
 */
function leftTable(page, title, left) {
  const { say, has, language } = page.voice;
  if (left.length === 0) return null;
  return h("section", { class: "block", key: title }, h("h3", null, say(title, { count: left.length })),
    h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": say(title, { count: left.length }) }, h("table", { role: "table" },
      h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, ["rule", "parameter", "value", "reason"].map((one) => h("th", { role: "columnheader", scope: "col", key: one }, say(`import.column-${one}`))))),
      h("tbody", { role: "rowgroup" }, left.map((one, index) => h("tr", { role: "row", key: index }, h("td", { role: "cell" }, one.rule), h("td", { role: "cell", class: "code" }, one.parameter ?? ""), h("td", { role: "cell", class: "code" }, one.value ?? ""),
        h("td", { role: "cell", class: "why", lang: language === "en" || !has(`left.${one.code}`) ? "en" : null }, language !== "en" && has(`left.${one.code}`) ? say(`left.${one.code}`) : one.reason)))))));
}

/**
 * @param {Page} page
 * @param {Shown} shown
 */
function take(page, { file, found, chosen }) {
  const { say } = page.voice;
  page.store.replace(merged(page.document, found, chosen));
  page.ui.delete("import");
  page.setUi("import-done", say("import.done", { count: Object.values(chosen).flat().filter(Boolean).length, file }));
  page.announce(page.ui.get("import-done"));
}

/**
 * The document with what was chosen after what it has.
 * @param {any} document
 * @param {any} found
 * @param {Record<string, boolean[]>|null} chosen  null for all
 */
function merged(document, found, chosen) {
  const present = lists.filter((list) => found[list]?.length > 0);
  return { ...document, ...Object.fromEntries(present.map((list) => [list, [...(document?.[list] ?? []), ...found[list].filter((/** @type {any} */ _, /** @type {number} */ at) => !chosen || chosen[list]?.[at])]])) };
}
