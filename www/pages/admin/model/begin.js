// @ts-check
// The first document: empty, or grown from the example.

import { withNewGuids } from "./ids.js";

/** @typedef {{ id: string, name: string, domains: string[] }} Organisation */

/** @param {Organisation} organisation */
export function emptyBundle(organisation) {
  return {
    format: 1, serial: 1, organisation, labels: [],
    templates: [{
      id: "encrypt", name: { en: "Encrypt", nl: "Versleutelen" },
      description: { en: "Only the people addressed can open it.", nl: "Alleen de geadresseerden kunnen het openen." },
    }],
    rules: [],
  };
}

/**
 * @param {string} text  of the example
 * @param {Organisation} organisation
 */
export function fromExample(text, organisation) {
  const example = JSON.parse(withNewGuids(text));
  return { ...example, organisation: { ...organisation, accent: example.organisation.accent } };
}

/**
 * The same with English texts alone, which then need no languages.
 * @param {any} value
 * @returns {any}
 */
export function inEnglish(value) {
  if (Array.isArray(value)) return value.map(inEnglish);
  if (value === null || typeof value !== "object") return value;
  if (typeof value.en === "string" && Object.keys(value).every((name) => name === "en" || name === "nl")) return value.en;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, inEnglish(one)]));
}

/**
 * Domains as somebody types them, also as addresses, and international ones as A-labels.
 * @param {string} text
 */
export function domainsIn(text) {
  return [...new Set(text.split(/[\s,;]+/).map((one) => one.replace(/^.*@/, "").toLowerCase()).filter(Boolean).map(asciiDomain))];
}

/** The browser has the tables of international domains. @param {string} domain */
function asciiDomain(domain) {
  try {
    return new URL(`http://${domain}`).hostname;
  } catch {
    return domain;
  }
}
