// @ts-check
// What stands behind a statement, as terms and their values.

import { element } from "../element.js";

/**
 * @param {Array<[string, Node|string|null]>} entries  those without a value are left out
 */
export function evidence(entries) {
  return element("dl", { class: "evidence-list" }, ...entries.flatMap(([term, value]) => (value
    ? [element("dt", {}, term), element("dd", {}, value)] : [])));
}

/**
 * In groups of four, as people compare them; copied without the spaces.
 * @param {string} fingerprint
 */
export function fingerprintText(fingerprint) {
  const groups = fingerprint.toUpperCase().match(/.{1,4}/g) ?? [];
  return element("code", { class: "fingerprint" }, ...groups.map((group) => element("span", {}, group)));
}
