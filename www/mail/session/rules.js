// @ts-check
// The rules of the person's organisation: where they come from, and what it means to use them.

import { ZegelError, asZegelError } from "../../engine/errors.js";
import { everybody } from "../../engine/everybody.js";
import { IndexedPolicyStore } from "../../engine/policy-store.js";
import { keyWishes } from "../keys/wishes.js";
import { letterWishes } from "../passphrases/wishes.js";

/** @typedef {import("../types.d.ts").Engine} Engine */

/**
 * Where the rules of somebody's organisation are, and by whose key they count.
 * @param {Pick<import("../types.d.ts").Config, "policy"|"policyKeys">} config
 * @param {Engine} engine
 * @param {string} address
 */
export function policyOrder(config, engine, address) {
  const domain = address.slice(address.lastIndexOf("@") + 1).toLowerCase();
  return {
    url: new URL(`${config.policy}${encodeURIComponent(domain)}.json`, location.href), keys: config.policyKeys?.[domain] ?? [], domain,
    read: engine.readBundle, hash: engine.blake2b, store: new IndexedPolicyStore(),
  };
}

/**
 * Who signed in before may have been of another organisation: nothing of its rules stays.
 * @param {Pick<Engine, "useBundle"|"dropBundle"|"ready">} engine
 * @param {import("../../engine/policy-watch.js").Outcome<import("../types.d.ts").BundleView>} outcome
 * @param {string} address  of the person, for labels that are not for everyone
 * @returns {Promise<import("../types.d.ts").RulesInUse>}
 */
export async function useRules(engine, { policy, error }, address) {
  engine.dropBundle();
  if (!policy) return { bundle: null, bundleFailed: true, ruleTroubles: [error], keyWishes: keyWishes(null), letterWishes: letterWishes(null) };
  const troubles = policy.warnings.filter(({ code }) => !quiet.has(code));
  const wishes = { keyWishes: keyWishes(policy.bytes), letterWishes: letterWishes(policy.bytes) };
  try {
    // An organisation that publishes none leaves its people those of everybody; one whose rules cannot be had leaves none.
    const read = engine.useBundle(policy.bytes ?? everybody(), { address });
    if (!("bundle" in read)) throw new ZegelError("policy-invalid");
    await engine.ready();
    return { bundle: read.bundle, bundleFailed: false, rulesOf: policy.bytes ? "organisation" : "everybody", ruleTroubles: troubles, ...wishes };
  } catch (thrown) {
    engine.dropBundle();
    return { bundle: null, bundleFailed: true, ruleTroubles: [asZegelError(thrown)], ...wishes };
  }
}

/** Nothing a person can or need do anything about: the kept rules are good. @type {Set<string>} */
const quiet = new Set(["policy-unreachable", "policy-store-refused"]);
