// @ts-check
// What the things of a bundle are called, in the reader's language.

/** @typedef {import("../texts/texts.js").Voice} Voice */

/** @typedef {{ id: string, name: string }} DataType */

/**
 * A text of the bundle: one string, or one per language.
 * @param {unknown} text
 * @param {string} language
 * @returns {string} empty where there is none
 */
export function textIn(text, language) {
  if (typeof text === "string") return text;
  if (text === null || typeof text !== "object") return "";
  const byLanguage = /** @type {Record<string, unknown>} */ (text);
  for (const wish of [language, "en", ...Object.keys(byLanguage)]) if (typeof byLanguage[wish] === "string" && byLanguage[wish] !== "") return byLanguage[wish];
  return "";
}

/**
 * @param {any} value
 * @returns {any[]} what stands where a list should be, as a list
 */
export function listOf(value) {
  return Array.isArray(value) ? value.filter((one) => one !== null && one !== undefined) : [];
}

/**
 * @param {any} entry  something with a name or an id
 * @param {string} language
 * @returns {string}
 */
export function nameOf(entry, language) {
  return textIn(entry?.name, language) || (typeof entry?.id === "string" ? entry.id : "");
}

/**
 * @param {string} id
 * @param {string} name  as others call it
 * @param {Voice} voice
 */
function builtInName(id, name, voice) {
  if (voice.has(`type.${id}`)) return voice.say(`type.${id}`);
  const country = /^eu-vat-([a-z]{2})$/.exec(id)?.[1];
  if (!country) return name;
  // In VAT numbers Greece is EL.
  const region = country === "el" ? "GR" : country.toUpperCase();
  return voice.say("type.eu-vat-of", { country: new Intl.DisplayNames([voice.language], { type: "region" }).of(region) ?? region });
}

export class Names {
  /** @type {Map<string, any>} */ #labels;
  /** @type {Map<string, Map<string, any>>} */ #byList = new Map();
  /** @type {Map<string, string>} */ #types = new Map();

  /**
   * @param {any} document
   * @param {Voice} voice
   * @param {readonly DataType[]} builtIn
   */
  constructor(document, voice, builtIn = []) {
    this.voice = voice;
    this.document = document;
    this.#labels = new Map(listOf(document?.labels).map((label) => [String(label.id).toLowerCase(), label]));
    for (const list of ["templates", "groups", "wordLists", "branding"]) {
      this.#byList.set(list, new Map(listOf(document?.[list]).map((one) => [one.id, one])));
    }
    for (const { id, name } of builtIn) {
      const own = builtInName(id, name, voice);
      this.#types.set(id, own).set(name, own);
    }
    for (const type of listOf(document?.types)) this.#types.set(type.id, nameOf(type, voice.language));
  }

  /** @param {unknown} text */
  text(text) {
    return textIn(text, this.voice.language);
  }

  /** @param {unknown} id @returns {any} */
  label(id) {
    return this.#labels.get(String(id).toLowerCase());
  }

  /**
   * @param {"labels"|"templates"|"groups"|"wordLists"|"branding"} list
   * @param {unknown} id
   * @returns {string}
   */
  name(list, id) {
    const found = list === "labels" ? this.label(id) : this.#byList.get(list)?.get(String(id));
    if (found) return nameOf(found, this.voice.language) || this.voice.say("sentence.missing");
    return this.voice.say(id ? "sentence.gone" : "sentence.missing");
  }

  /** @param {unknown} id a type of sensitive information, by id or by the name others give it */
  dataType(id) {
    return this.#types.get(String(id)) ?? String(id ?? "");
  }
}
