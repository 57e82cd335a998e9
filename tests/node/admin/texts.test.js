// @ts-check
// Both languages say the same things, all of them, and everything the page asks for.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { test } from "node:test";
import { actions, conditions } from "../../../www/pages/admin/model/fields.js";
import { forms } from "../../../www/pages/admin/model/forms.js";
import { texts } from "../../../www/pages/admin/texts/texts.js";

const folder = new URL("../../../www/pages/admin/", import.meta.url);
/** What the checking program says in English by itself, and the page in other languages by its code. */
const spokenByCode = /^(mistake|left)\./;

test("everything is said in both languages", () => {
  const dutch = Object.keys(texts.nl).filter((key) => !spokenByCode.test(key));
  assert.deepEqual(dutch.sort(), Object.keys(texts.en).sort());
  for (const [key, text] of Object.entries(texts.en)) {
    const wordings = (/** @type {any} */ one) => (typeof one === "string" ? [one] : [one.one, one.other]);
    const other = texts.nl[key];
    assert.equal(typeof other, typeof text, key);
    const holes = (/** @type {string} */ one) => [...one.matchAll(/\{([\w-]+)\}/g)].map(([, hole]) => hole).sort();
    wordings(text).forEach((one, index) => {
      assert.deepEqual(holes(wordings(other)[index]), holes(one), key);
      assert.ok(!/!/.test(one + wordings(other)[index]), `${key} shouts`);
      assert.equal((one.match(/\*/g) ?? []).length % 2, 0, `${key} has an odd star`);
    });
  }
});

test("every key the page asks for is there", async () => {
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".js"));
  const missing = [];
  for (const file of files) {
    const source = await readFile(new URL(file, folder), "utf8");
    for (const [, key = ""] of source.matchAll(/\bsay\("([^"]+)"/g)) if (texts.en[key] === undefined) missing.push(`${file}: ${key}`);
  }
  assert.deepEqual(missing, []);
});

test("every condition and action has a name, a group and a sentence", () => {
  for (const [kind, table] of /** @type {const} */ ([["when", conditions], ["then", actions]])) {
    for (const { name, group, choices, partners = [] } of table) {
      assert.ok(texts.en[`name.${name}`], `name.${name}`);
      assert.ok(texts.en[`group.${group}`], `group.${group}`);
      const sentence = texts.en[`${kind}.${name}`];
      assert.ok(sentence || choices?.every((choice) => texts.en[`${kind}.${name}.${choice}`]), `${kind}.${name}`);
      if (kind === "when") for (const one of sentence ? [sentence] : (choices ?? []).map((choice) => texts.en[`when.${name}.${choice}`])) {
        assert.ok(texts.en[`subject.${String(one).split("|")[0]}`], `the subject of when.${name}`);
      }
      for (const one of choices ?? []) assert.ok(texts.en[`choice.${name}.${one}`], `choice.${name}.${one}`);
      for (const partner of partners) {
        assert.ok(texts.en[`partner.${partner.name}`], `partner.${partner.name}`);
        for (const one of partner.choices ?? []) assert.ok(texts.en[`choice.${partner.name}.${one}`], `choice.${partner.name}.${one}`);
      }
    }
  }
});

test("every field has a label, every choice its words", () => {
  for (const [table, fields] of Object.entries(forms)) {
    for (const { name, kind, choices = [], heading, required, inner } of fields) {
      assert.ok(texts.en[`field.${table}.${name}`], `field.${table}.${name}`);
      if ((kind === "label" || kind === "template") && !required) assert.ok(texts.en[`empty.${table}.${name}`], `empty.${table}.${name}`);
      for (const one of choices) assert.ok(texts.en[`value.${name}.${one}`], `value.${name}.${one}`);
      if (heading) for (const end of ["", "-used", "-none"]) assert.notEqual(texts.en[`heading.${table}.${heading}${end}`], undefined, `heading.${table}.${heading}${end}`);
      if (inner) assert.ok(forms[inner], inner);
    }
  }
});
