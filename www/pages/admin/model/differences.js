// @ts-check
// Two editions of a bundle compared, in words.

import { addressIn } from "./certificates.js";
import { actions as actionTable, conditions as conditionTable } from "./fields.js";
import { forms } from "./forms.js";
import { Names, listOf, nameOf, textIn } from "./names.js";
import { actionClause, conditionClause, dataTypeText, plain } from "./sentence.js";

/**
 * @typedef {import("../texts/texts.js").Voice} Voice
 * @typedef {{ kind: "added"|"removed"|"changed", list: string, pointer: string|null, text: string }} Difference
 *   `pointer` into the later edition
 */

const lists = ["labels", "templates", "rules", "types", "wordLists", "groups", "people", "policies", "branding"];
const tables = { conditions: conditionTable, exceptions: conditionTable, actions: actionTable };

/**
 * @param {any} before
 * @param {any} after
 * @param {Voice} voice
 * @param {readonly { id: string, name: string }[]} [builtIn]  types of sensitive information
 * @returns {Difference[]}
 */
export function differences(before, after, voice, builtIn = []) {
  const compared = new Comparison(before, after, voice, builtIn);
  compared.whole();
  return compared.found;
}

class Comparison {
  /** @type {Difference[]} */ found = [];

  /**
   * @param {any} before
   * @param {any} after
   * @param {Voice} voice
   * @param {readonly { id: string, name: string }[]} builtIn
   */
  constructor(before, after, voice, builtIn) {
    this.before = before;
    this.after = after;
    this.voice = voice;
    this.oldNames = new Names(before, voice, builtIn);
    this.newNames = new Names(after, voice, builtIn);
  }

  whole() {
    this.#fields("organisation", "organisation", this.before?.organisation, this.after?.organisation, "/organisation");
    for (const list of lists) this.#list(list);
    this.#fields("settings", "settings", this.before, this.after, "");
    for (const one of ["keys", "passphrase"]) {
      this.#fields(one, one, this.before?.[one], this.after?.[one], `/${one}`);
      this.#unknown(one, "", this.before?.[one], this.after?.[one], new Set((forms[one] ?? []).map(({ name }) => name)), `/${one}`);
    }
    this.#fields("edition", "edition", this.before, this.after, "", ["expires", "graceDays"]);
    const told = new Set(["$schema", "format", "serial", "issued", "organisation", "keys", "passphrase", ...lists, ...[...(forms.settings ?? []), ...(forms.edition ?? [])].map(({ name }) => name)]);
    this.#unknown("settings", "", this.before, this.after, told, "");
  }

  /** @param {string} list */
  #list(list) {
    const key = list === "people" ? "address" : "id";
    const keyed = (/** @type {any} */ document) => listOf(document?.[list]).map((one, index) => [String(one[key] ?? `#${index}`).toLowerCase(), one, index]);
    const old = keyed(this.before);
    const now = keyed(this.after);
    const oldById = new Map(old.map(([id, one]) => [id, one]));
    const nowById = new Map(now.map(([id, one]) => [id, one]));
    for (const [id, one] of old) if (!nowById.has(id)) this.#tell("removed", list, null, `difference.${list}.removed`, { name: this.#called(list, one) });
    for (const [id, one, index] of now) {
      const was = oldById.get(id);
      const pointer = `/${list}/${index}`;
      if (!was) this.#tell("added", list, pointer, `difference.${list}.added`, { name: this.#called(list, one) });
      else this.#entry(list, was, one, pointer);
    }
    this.#order(list, old.map(([id]) => id).filter((id) => nowById.has(id)), now.filter(([id]) => oldById.has(id)));
  }

  /**
   * The least number of things that moved: those outside the longest run that kept its order.
   * @param {string} list
   * @param {string[]} old
   * @param {any[][]} now
   */
  #order(list, old, now) {
    if (!["labels", "templates", "rules", "policies", "branding"].includes(list)) return;
    const ranks = new Map(old.map((id, rank) => [id, rank]));
    const stayed = longestRising(now.map(([id]) => /** @type {number} */ (ranks.get(id))));
    now.forEach(([id, one, index], position) => {
      if (stayed.has(position)) return;
      this.#tell("changed", list, `/${list}/${index}`, `difference.${list}.moved`, {
        name: this.#called(list, one), before: /** @type {number} */ (ranks.get(id)) + 1, after: position + 1,
      });
    });
  }

  /**
   * @param {string} list
   * @param {any} old
   * @param {any} now
   * @param {string} pointer
   */
  #entry(list, old, now, pointer) {
    if (old === now) return;
    const name = this.#called(list, now);
    this.#fields(list, list, old, now, pointer);
    const told = new Set((forms[list] ?? []).map((field) => field.name));
    if (list === "rules") {
      for (const part of /** @type {const} */ (["conditions", "exceptions", "actions"])) {
        told.add(part);
        this.#rulePart(list, part, old[part], now[part], pointer, name);
      }
    }
    this.#unknown(list, name, old, now, told, pointer);
  }

  /**
   * @param {string} list
   * @param {"conditions"|"exceptions"|"actions"} part
   * @param {any} old
   * @param {any} now
   * @param {string} pointer
   * @param {string} name
   */
  #rulePart(list, part, old, now, pointer, name) {
    for (const { name: field, partners } of tables[part]) {
      const all = [field, ...(partners ?? []).map((partner) => partner.name)];
      const was = all.map((one) => old?.[one]);
      const is = all.map((one) => now?.[one]);
      if (same(was, is)) continue;
      const say = (/** @type {any} */ values, /** @type {Names} */ names) => plain(part === "actions" ? actionClause(field, values, names) : conditionClause(field, values, names));
      const before = old && is.length && was.some((value) => value !== undefined) ? say(old, this.oldNames) : "";
      const after = is.some((value) => value !== undefined) ? say(now, this.newNames) : "";
      const place = `${pointer}/${part}/${field}`;
      if (!before) this.#tell("changed", list, place, `difference.${part}.added`, { name, after });
      else if (!after) this.#tell("changed", list, pointer, `difference.${part}.removed`, { name, before });
      else this.#changedValue(list, part, field, old[field], now[field], place, { name, before, after });
    }
    const known = new Set(tables[part].flatMap((entry) => [entry.name, ...(entry.partners ?? []).map((partner) => partner.name)]));
    this.#unknown(list, name, old, now, known, `${pointer}/${part}`);
  }

  /**
   * @param {string} list
   * @param {string} part
   * @param {string} field
   * @param {any} old
   * @param {any} now
   * @param {string} place
   * @param {{ name: string, before: string, after: string }} said
   */
  #changedValue(list, part, field, old, now, place, said) {
    if (!Array.isArray(old) || !Array.isArray(now)) {
      this.#tell("changed", list, place, `difference.${part}.changed`, said);
      return;
    }
    const { more, fewer } = this.#members(old, now, field);
    const what = this.voice.say(`name.${field}`);
    if (more.length > 0) this.#tell("changed", list, place, "difference.values.added", { name: said.name, what, values: this.#listed(more) });
    if (fewer.length > 0) this.#tell("changed", list, place, "difference.values.removed", { name: said.name, what, values: this.#listed(fewer) });
    if (more.length === 0 && fewer.length === 0) this.#tell("changed", list, place, `difference.${part}.changed`, said);
  }

  /**
   * @param {string} table
   * @param {string} list
   * @param {any} old
   * @param {any} now
   * @param {string} pointer
   * @param {string[]} [only]
   */
  #fields(table, list, old, now, pointer, only) {
    const name = lists.includes(table) ? this.#called(list, now) : "";
    for (const field of forms[table] ?? []) {
      if (only && !only.includes(field.name)) continue;
      if (["id", "issued", "serial"].includes(field.name) && table !== "organisation") continue;
      this.#field(table, list, name, field, old?.[field.name], now?.[field.name], `${pointer}/${field.name}`);
    }
  }

  /**
   * @param {string} table
   * @param {string} list
   * @param {string} name
   * @param {import("./forms.js").FormField} field
   * @param {any} before
   * @param {any} after
   * @param {string} place
   * @param {string} [part]  what the field is a part of
   */
  #field(table, list, name, field, before, after, place, part) {
    if (field.kind === "fields") return this.#fields(field.inner ?? "", list, before, after, place);
    const usual = field.kind === "switches" ? field.choices : field.usual;
    const [old, now] = [before ?? usual, after ?? usual];
    if (same(old, now)) return;
    const own = this.voice.say(`field.${table}.${field.name}`);
    const what = part ? this.voice.say("difference.part", { whole: part, part: own }) : own;
    const key = name ? "difference.field" : "difference.setting";
    if (field.kind === "object" && isObject(old) && isObject(now)) {
      const told = this.found.length;
      for (const inner of forms[field.inner ?? ""] ?? []) this.#field(field.inner ?? "", list, name, inner, old[inner.name], now[inner.name], `${place}/${inner.name}`, what);
      if (this.found.length === told) this.#tell("changed", list, place, `${key}.touched`, { name, what });
    } else if (field.kind === "automatic" || field.kind === "attributes") {
      this.#tell("changed", list, place, `${key}.touched`, { name, what });
    } else if (Array.isArray(old ?? []) && Array.isArray(now ?? [])) {
      const { more, fewer } = this.#members(old ?? [], now ?? [], field.name, field.kind);
      if (more.length > 0) this.#tell("changed", list, place, `${key}.more`, { name, what, values: this.#listed(more) });
      if (fewer.length > 0) this.#tell("changed", list, place, `${key}.fewer`, { name, what, values: this.#listed(fewer) });
      if (more.length === 0 && fewer.length === 0) this.#tell("changed", list, place, `${key}.touched`, { name, what });
    } else {
      const [was, is] = [this.#value(field, old, this.oldNames), this.#value(field, now, this.newNames)];
      // A text changed in a language that the reader does not see.
      if (was === is) this.#tell("changed", list, place, `${key}.touched`, { name, what });
      else this.#tell("changed", list, place, `${key}.changed`, { name, what, before: was, after: is });
    }
  }

  /**
   * What no form knows is compared all the same.
   * @param {string} list
   * @param {string} name
   * @param {any} old
   * @param {any} now
   * @param {Set<string>} told
   * @param {string} pointer
   */
  #unknown(list, name, old, now, told, pointer) {
    for (const what of new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})])) {
      if (told.has(what) || same(old?.[what], now?.[what])) continue;
      this.#tell("changed", list, `${pointer}/${what}`, name ? "difference.field.touched" : "difference.setting.touched", { name, what });
    }
  }

  /**
   * @param {any[]} old
   * @param {any[]} now
   * @param {string} field
   * @param {string} [kind]
   */
  #members(old, now, field, kind) {
    const had = new Set(old.map((one) => JSON.stringify(one)));
    const has = new Set(now.map((one) => JSON.stringify(one)));
    return {
      more: now.filter((one) => !had.has(JSON.stringify(one))).map((one) => this.#member(one, field, kind, this.newNames)),
      fewer: old.filter((one) => !has.has(JSON.stringify(one))).map((one) => this.#member(one, field, kind, this.oldNames)),
    };
  }

  /**
   * @param {any} one
   * @param {string} field
   * @param {string|undefined} kind
   * @param {Names} names
   */
  #member(one, field, kind, names) {
    const ofRule = [...conditionTable, ...actionTable].flatMap((entry) => [entry, ...(entry.partners ?? [])]).find((entry) => entry.name === field);
    const nature = kind ?? ofRule?.kind;
    if (nature === "labels") return names.name("labels", one);
    if (nature === "groups") return names.name("groups", one);
    if (nature === "dataTypes") return dataTypeText(one, names);
    if (nature === "certificates") return addressIn(one) || this.voice.say("difference.certificate");
    if (nature === "switches" && this.voice.has(`about.${field}.${one}`)) return `“${this.voice.say(`value.${field}.${one}`)}”`;
    if (nature === "mappings") {
      const { organisation = "", label = "", to } = one ?? {};
      return this.voice.say(label ? "difference.mapping" : "difference.mapping-all", { organisation, label, to: names.name("labels", to) });
    }
    if (typeof one === "object") return one?.wordList ? this.voice.say("sentence.any-of-list", { name: names.name("wordLists", one.wordList) }) : JSON.stringify(one);
    return `“${one}”`;
  }

  /** @param {string[]} values */
  #listed(values) {
    const shown = values.slice(0, 5);
    if (values.length > shown.length) shown.push(this.voice.say("sentence.more", { count: values.length - shown.length }));
    return new Intl.ListFormat(this.voice.language).format(shown);
  }

  /**
   * @param {import("./forms.js").FormField} field
   * @param {any} value
   * @param {Names} names
   */
  #value({ kind, name }, value, names) {
    const { say, has } = this.voice;
    if (kind === "object" && isObject(value)) return `“${value.text ?? value.security ?? ""}”`;
    if (value === undefined) return say("difference.nothing");
    if (kind === "label") return names.name("labels", value);
    if (kind === "template") return names.name("templates", value);
    if (typeof value === "boolean") return say(value ? "value.yes" : "value.no");
    if (has(`value.${name}.${value}`)) return say(`value.${name}.${value}`);
    if (kind === "logo") return say("difference.picture");
    if (kind === "text" || kind === "brand-text") return `“${textIn(value, this.voice.language)}”`;
    return typeof value === "object" ? JSON.stringify(value) : String(value);
  }

  /**
   * @param {string} list
   * @param {any} one
   */
  #called(list, one) {
    return (list === "people" ? String(one?.address ?? "") : nameOf(one, this.voice.language)) || this.voice.say("sentence.missing");
  }

  /**
   * @param {Difference["kind"]} kind
   * @param {string} list
   * @param {string|null} pointer
   * @param {string} key
   * @param {Record<string, string|number>} values
   */
  #tell(kind, list, pointer, key, values) {
    const known = this.voice.has(key) ? this.voice.say(key, { kind: this.voice.say(`one.${list}`), ...values }) : `${key} ${JSON.stringify(values)}`;
    this.found.push({ kind, list, pointer, text: known });
  }
}

/** @param {unknown} value @returns {value is Record<string, any>} */
function isObject(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/**
 * Whether two values say the same, whatever the order of their fields.
 * @param {any} a
 * @param {any} b
 * @returns {boolean}
 */
export function same(a, b) {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object" || Array.isArray(a) !== Array.isArray(b)) return false;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && same(a[name], b[name]));
}

/**
 * @param {number[]} ranks
 * @returns {Set<number>} the positions of a longest rising run
 */
function longestRising(ranks) {
  /** @type {number[]} */
  const ends = [];
  const previous = ranks.map(() => -1);
  ranks.forEach((rank, position) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (/** @type {number} */ (ranks[/** @type {number} */ (ends[middle])]) < rank) low = middle + 1;
      else high = middle;
    }
    previous[position] = low > 0 ? /** @type {number} */ (ends[low - 1]) : -1;
    ends[low] = position;
  });
  const run = new Set();
  for (let position = ends.at(-1) ?? -1; position >= 0; position = /** @type {number} */ (previous[position])) run.add(position);
  return run;
}
