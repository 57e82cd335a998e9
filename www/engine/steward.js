// @ts-check
// The administrator's program: checks bundles, explains decisions, imports from Exchange and Purview.

import { asZegelError } from "./errors.js";
import { load } from "./load.js";

/** @import { Programs, Steward } from "./types.js" */

/**
 * @param {Programs} [programs]
 * @returns {Promise<Steward>}
 */
export async function loadSteward(programs = new URL("../wasm/", import.meta.url).href) {
  /** @type {any} */
  const program = await load(programs, "steward");
  /** @param {() => string} question */
  const answered = (question) => {
    try {
      return JSON.parse(question());
    } catch (thrown) {
      throw asZegelError(thrown);
    }
  };
  return {
    check: (bundle) => answered(() => program.check(bundle)),
    explain: (bundle, draft, nowMs, inspections = []) =>
      answered(() => program.explain(bundle, JSON.stringify(draft), JSON.stringify(inspections), nowMs)),
    importRules: (xml, bundle) => answered(() => program.import_rules(xml, bundle)),
    importLabels: (json, bundle) => answered(() => program.import_labels(json, bundle)),
    printRules: (bundle) => program.print_rules(bundle),
    dataTypes: () => answered(() => program.data_types()),
    blake2b: (bytes) => program.blake2b(bytes),
  };
}
