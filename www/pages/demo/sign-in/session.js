// @ts-check
// From an address and a password to a session: the mailbox, the organisation's rules, the own key and its publication.

import { ZegelError, asZegelError } from "../../../engine/errors.js";
import { loadPolicy } from "../../../engine/policy.js";
import { IndexedPolicyStore } from "../../../engine/policy-store.js";
import { watchPolicy } from "../../../engine/policy-watch.js";
import { find, publish } from "../../../keys/directory.js";
import { connect } from "../jmap.js";

/**
 * @typedef {import("../types.d.ts").Session} Session
 * @typedef {import("../types.d.ts").Engine} Engine
 */

/**
 * @param {{ config: import("../types.d.ts").Config, engine: Promise<Engine>, address: string, password: string, name: string|null,
 *   onStage: (stage: "key"|"publish") => void }} options
 * @returns {Promise<Session>}
 */
export async function signIn({ config, engine: loading, address, password, name, onStage }) {
  const jmap = await connect({ url: config.jmap, user: address, password });
  const [engine, identities] = await Promise.all([loading, jmap.identities()]);
  const order = policyOrder(config, engine, address);
  const outcome = loadPolicy(order).then((policy) => ({ policy, error: null }), (error) => ({ policy: null, error: asZegelError(error) }));
  const identity = identities.find(({ email }) => email.toLowerCase() === address.toLowerCase()) ?? identities[0] ?? null;
  const account = { address, name: name || identity?.name || address.split("@")[0] };
  const ownKey = await keyOf(engine, account, onStage);

  const publishThis = async () => {
    await publish(/** @type {Uint8Array<ArrayBuffer>} */ (ownKey.certificate), address, { user: address, password, base: config.directory });
    session.published = "this";
  };
  // In one step with the session: an answer that comes later, to somebody who could not sign in, must not decide.
  const found = await outcome;
  const rules = await useRules(engine, found, address);
  /** @type {Session} */
  const session = {
    config, engine, jmap, account, identity, ...rules, ownKey, published: "none", publish: publishThis, known: new Map(),
    watchRules: (changed) => watchPolicy(order, async (next) => changed(await useRules(engine, next, address)), { known: found }),
  };
  session.published = await publication(engine, account.address, ownKey.fingerprint, config.directory);
  if (session.published === "none") {
    onStage("publish");
    // A directory that refuses is no reason to keep someone from reading; "Your key" shows it and offers to try again.
    await publishThis().catch(() => {});
  }
  return session;
}

/**
 * @param {Engine} engine
 * @param {{ address: string, name: string }} account
 * @param {(stage: "key"|"publish") => void} onStage
 */
async function keyOf(engine, account, onStage) {
  const keys = await engine.ownKeys();
  const own = keys.find(({ address }) => address.toLowerCase() === account.address.toLowerCase());
  if (own) return own;
  onStage("key");
  return engine.makeKey(account);
}

/**
 * @param {Engine} engine
 * @param {string} address
 * @param {string} fingerprint
 * @param {string} base
 * @returns {Promise<Session["published"]>}
 */
async function publication(engine, address, fingerprint, base) {
  try {
    const found = await find(address, { base });
    if (!found) return "none";
    const certificate = await engine.readCertificate(found.certificate, address);
    return certificate.fingerprint.toLowerCase() === fingerprint.toLowerCase() ? "this" : "other";
  } catch {
    return "none";
  }
}

/**
 * Where the rules of somebody's organisation are, and by whose key they count.
 * @param {import("../types.d.ts").Config} config
 * @param {Engine} engine
 * @param {string} address
 */
function policyOrder(config, engine, address) {
  const domain = address.slice(address.lastIndexOf("@") + 1).toLowerCase();
  return {
    url: new URL(`${config.policy}${encodeURIComponent(domain)}.json`, location.href), keys: config.policyKeys[domain] ?? [], domain,
    read: engine.readBundle, hash: engine.blake2b, store: new IndexedPolicyStore(),
  };
}

/**
 * Who signed in before may have been of another organisation: without own rules there are none at all.
 * @param {Pick<Engine, "useBundle"|"dropBundle"|"ready">} engine
 * @param {import("../../../engine/policy-watch.js").Outcome<import("../types.d.ts").BundleView>} outcome
 * @param {string} address  of the person, for labels that are not for everyone
 * @returns {Promise<import("../types.d.ts").RulesInUse>}
 */
export async function useRules(engine, { policy, error }, address) {
  engine.dropBundle();
  if (!policy) return { bundle: null, bundleFailed: true, ruleTroubles: [error] };
  const troubles = policy.warnings.filter(({ code }) => !quiet.has(code));
  if (!policy.bytes) return { bundle: null, bundleFailed: false, ruleTroubles: troubles };
  try {
    const read = engine.useBundle(policy.bytes, { address });
    if (!("bundle" in read)) throw new ZegelError("policy-invalid");
    await engine.ready();
    return { bundle: read.bundle, bundleFailed: false, ruleTroubles: troubles };
  } catch (thrown) {
    engine.dropBundle();
    return { bundle: null, bundleFailed: true, ruleTroubles: [asZegelError(thrown)] };
  }
}

/** Nothing a person can or need do anything about: the kept rules are good. @type {Set<string>} */
const quiet = new Set(["policy-unreachable", "policy-store-refused"]);
