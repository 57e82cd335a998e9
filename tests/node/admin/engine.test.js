// @ts-check
// The forms and the engine agree: on the starter, on the names of fields, on what they are given.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { loadSteward } from "../../../www/engine/steward.js";
import { domainsIn, emptyBundle, fromExample, inEnglish } from "../../../www/pages/admin/model/begin.js";
import { textOf } from "../../../www/pages/admin/model/edition.js";
import { actions, conditions, initialOf } from "../../../www/pages/admin/model/fields.js";
import { forms, labelHeaders } from "../../../www/pages/admin/model/forms.js";
import { Names } from "../../../www/pages/admin/model/names.js";
import { texts, voiceIn } from "../../../www/pages/admin/texts/texts.js";
import { draftOf, emptyTrial } from "../../../www/pages/admin/trial/draft.js";

const steward = await loadSteward();
const starter = JSON.parse(await readFile(new URL("../../../www/pages/admin/starter.json", import.meta.url), "utf8"));
const schema = JSON.parse(await readFile(new URL("../../../www/generated/bundle.schema.json", import.meta.url), "utf8"));

/** The names of an object of the schema, by the way to it. @param {...string} path */
function namesIn(...path) {
  const place = path.reduce((one, name) => (name === "[]" ? one.items : one.properties[name]), schema);
  return Object.keys(place.properties).sort();
}

/** @param {any} bundle @returns {{ path: string, code: string, detail: string }[]} */
function mistakesIn(bundle) {
  const answer = steward.check(textOf(bundle));
  return "mistakes" in answer ? answer.mistakes : [];
}

test("the starter has no mistake, in both languages and in English alone", () => {
  const text = textOf(starter);
  const organisation = { id: "0d9c6a51-77aa-4c0d-8f11-5a2b6c7d8e9f", name: "Example", domains: ["example.org"] };
  const grown = fromExample(text, organisation);
  for (const bundle of [starter, grown, inEnglish(grown), emptyBundle(organisation), inEnglish(emptyBundle(organisation))]) assert.deepEqual(mistakesIn(bundle), []);
  assert.equal(JSON.stringify(inEnglish(grown)).includes('"nl"'), false);
  const guids = (/** @type {string} */ one) => /** @type {string[]} */ (one.match(/[0-9a-f]{8}-[0-9a-f-]{27}/g) ?? []);
  assert.deepEqual(guids(textOf(grown)).filter((guid) => guids(text).includes(guid)), [], "an organisation's labels are its own");
});

test("domains are read as people write them", () => {
  assert.deepEqual(domainsIn(" @Example.org, noor@example.com;example.com bücher.example "), ["example.org", "example.com", "xn--bcher-kva.example"]);
});

test("the starter's rules act on what they are for", () => {
  const acted = (/** @type {Partial<ReturnType<typeof emptyTrial>>} */ trial) => {
    const { rules } = steward.explain(textOf(starter), draftOf({ ...emptyTrial("example.org"), ...trial }, "en"), Date.UTC(2027, 0, 1));
    return rules.filter((/** @type {any} */ { outcome }) => outcome === "acted").map((/** @type {any} */ { id }) => id);
  };
  const file = (/** @type {string} */ name, /** @type {number} */ size) => ({ name, type: "application/octet-stream", size });
  assert.deepEqual(acted({ to: "lee@example.com", text: "citizen service number 111222333" }), ["personal-numbers"]);
  assert.deepEqual(acted({ to: "lee@example.com", text: "IBAN NL91ABNA0417164300" }), ["personal-numbers"]);
  assert.deepEqual(acted({ to: "lee@example.com", text: "the password is Winter" }), ["passwords"]);
  assert.deepEqual(acted({ to: "lee@example.com", attachments: [file("film.mp4", 20_000_000)] }).filter((/** @type {string} */ id) => id !== "unread-attachments"), ["large-files"]);
  assert.deepEqual(acted({ to: "noor@example.org", text: "citizen service number 111222333, the password" }), []);
});

test("a file's label goes to the mail, and the mail's to its files, as the form has them", () => {
  const id = (/** @type {string} */ name) => starter.labels.find((/** @type {any} */ label) => label.name.en === name).id;
  const decided = (/** @type {any} */ fileLabels, /** @type {Partial<ReturnType<typeof emptyTrial>>} */ trial) => {
    const draft = draftOf({ ...emptyTrial("example.org"), to: "noor@example.org", ...trial }, "en", starter.organisation.id);
    return steward.explain(textOf({ ...starter, fileLabels }), draft, Date.UTC(2027, 0, 1)).decision;
  };
  const attachments = [{ name: "plan.docx", type: "", size: 9, label: id("Internal") }, { name: "list.docx", type: "", size: 9 }];
  const offered = decided(starter.fileLabels, { attachments });
  assert.equal(offered.recommended?.id, id("Internal"));
  assert.deepEqual(offered.files, [{ label: id("Internal"), how: "off" }, { label: id("General"), how: "properties" }]);
  const taken = decided({ toMessage: "apply" }, { attachments });
  assert.deepEqual(taken.label, { id: id("Internal"), source: "attachment" });
  assert.deepEqual(decided(starter.fileLabels, { attachments, label: id("Highly Confidential") }).files.map(({ how }) => how), ["visible", "visible"]);
  const asked = decided(starter.fileLabels, { to: "lee@example.com", label: id("Internal") });
  assert.deepEqual(asked.questions.map(({ kind }) => kind), ["outsiders"]);
});

test("the menus offer every condition and every action the engine knows, and no other", () => {
  for (const [part, entries] of /** @type {const} */ ([["conditions", conditions], ["exceptions", conditions], ["actions", actions]])) {
    const offered = entries.flatMap(({ name, partners = [] }) => [name, ...partners.map((partner) => partner.name)]);
    assert.deepEqual(offered.sort(), namesIn("rules", "[]", part));
  }
});

test("the forms have every field the engine knows, and no other", () => {
  const fieldNames = (/** @type {string} */ table) => (forms[table] ?? []).map(({ name }) => name);
  for (const list of ["labels", "templates", "groups", "people", "wordLists", "types", "policies", "branding"]) assert.deepEqual(fieldNames(list).sort(), namesIn(list, "[]"), list);
  assert.deepEqual(fieldNames("organisation").sort(), namesIn("organisation"));
  assert.deepEqual([...fieldNames("rules"), "conditions", "exceptions", "actions"].sort(), namesIn("rules", "[]"));
  for (const { name, inner } of forms.labels ?? []) if (inner) assert.deepEqual(fieldNames(inner).sort(), namesIn("labels", "[]", name), name);
  assert.deepEqual(fieldNames("fileLabels").sort(), namesIn("fileLabels"));
  assert.deepEqual(fieldNames("reading").sort(), namesIn("reading"));
  assert.deepEqual(fieldNames("labelMappings").sort(), namesIn("labelMappings", "[]"));
  for (const one of ["keys", "passphrase"]) assert.deepEqual(fieldNames(one).sort(), namesIn(one));
  const others = ["$schema", "format", "organisation", "labels", "templates", "groups", "people", "wordLists", "types", "rules", "policies", "branding", "keys", "passphrase"];
  assert.deepEqual([...others, ...fieldNames("settings"), ...fieldNames("edition")].sort(), namesIn());
});

test("what the forms offer to choose from, the engine takes", () => {
  /** @param {string} pointer @param {any} rule @param {any} label */
  const refused = (pointer, rule, label = {}) => mistakesIn({ ...starter, labels: [{ ...starter.labels[0], ...label }, ...starter.labels.slice(1)], rules: [{ id: "one", name: "One", conditions: {}, actions: { ApplyOME: true }, ...rule }] })
    .filter(({ path, code }) => path.startsWith(pointer) && code !== "empty" && code !== "missing");
  for (const [part, entries] of /** @type {const} */ ([["conditions", conditions], ["actions", actions]])) {
    for (const entry of entries) {
      for (const choice of entry.choices ?? []) assert.deepEqual(refused(`/rules/0/${part}`, { [part]: { [entry.name]: choice } }), [], `${entry.name} ${choice}`);
      for (const partner of entry.partners ?? []) {
        for (const choice of partner.choices ?? []) {
          const value = partner.kind === "choices" ? [choice] : choice;
          assert.deepEqual(refused(`/rules/0/${part}/${partner.name}`, { [part]: { [entry.name]: initialOf(entry), [partner.name]: value } }), [], `${partner.name} ${choice}`);
        }
      }
      if (entry.kind === "count" || entry.kind === "size" || entry.kind === "flag") {
        assert.deepEqual(refused(`/rules/0/${part}`, { [part]: { [entry.name]: initialOf(entry) } }), [], entry.name);
      }
    }
  }
  for (const { name, inner } of forms.labels ?? []) {
    for (const one of forms[inner ?? ""] ?? []) {
      for (const choice of one.choices ?? []) assert.deepEqual(refused(`/labels/0/${name}/${one.name}`, {}, { [name]: { text: "x", [one.name]: choice } }), [], `${name} ${one.name} ${choice}`);
    }
  }
  for (const { name, choices = [] } of forms.fileLabels ?? []) for (const choice of choices) assert.deepEqual(mistakesIn({ ...starter, fileLabels: { [name]: choice } }), [], `${name} ${choice}`);
  assert.deepEqual(mistakesIn({ ...starter, labelHeaders, exposedHeaders: labelHeaders }), []);
  for (const { name, kind, choices = [], least, most } of forms.keys ?? []) {
    for (const value of [...kind === "switches" ? [choices, []] : choices, ...[least, most].filter((one) => one !== undefined)]) assert.deepEqual(mistakesIn({ ...starter, keys: { [name]: value } }), [], `${name} ${value}`);
    if (most !== undefined) assert.equal(mistakesIn({ ...starter, keys: { [name]: most + 1 } })[0]?.path, `/keys/${name}`);
  }
  for (const { name, choices = [] } of forms.labels ?? []) for (const choice of choices) assert.deepEqual(refused(`/labels/0/${name}`, {}, { [name]: choice }), [], `${name} ${choice}`);
  for (const { name, choices = [] } of forms.types ?? []) {
    for (const choice of choices) assert.deepEqual(mistakesIn({ ...starter, types: [{ id: "t", name: "T", patterns: ["x"], [name]: choice }] }), [], `${name} ${choice}`);
  }
});

test("every built-in type has a name in plain words", () => {
  for (const language of /** @type {const} */ (["en", "nl"])) {
    const types = steward.dataTypes();
    const names = new Names({}, voiceIn(language), types);
    const said = types.map(({ id }) => names.dataType(id));
    assert.equal(new Set(said).size, types.length);
    for (const { id } of types) assert.ok(texts[language][`type.${id}`] || /^eu-vat-[a-z]{2}$/.test(id), `${id} in ${language}`);
  }
});

test("every code of a mistake has words in Dutch", async () => {
  const cases = JSON.parse(await readFile(new URL("../../cases/bundles/mistakes.json", import.meta.url), "utf8"));
  const codes = new Set(cases.flatMap((/** @type {any} */ one) => one.mistakes.map((/** @type {string} */ mistake) => mistake.split(" ")[1])));
  assert.ok(codes.size > 5);
  assert.deepEqual([...codes].filter((code) => texts.nl[`mistake.${code}`] === undefined), []);
});
