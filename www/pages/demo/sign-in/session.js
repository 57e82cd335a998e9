// @ts-check
// From an address and a password to a session: the mailbox, the organisation's rules, the own key and its publication.

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
  const rules = fetchRules(config, address);
  const [engine, identities] = await Promise.all([loading, jmap.identities()]);
  const identity = identities.find(({ email }) => email.toLowerCase() === address.toLowerCase()) ?? identities[0] ?? null;
  const account = { address, name: name || identity?.name || address.split("@")[0] };
  const ownKey = await keyOf(engine, account, onStage);

  const publishThis = async () => {
    await publish(/** @type {Uint8Array<ArrayBuffer>} */ (ownKey.certificate), address, { user: address, password, base: config.directory });
    session.published = "this";
  };
  // In one step with the session: an answer that comes later, to somebody who could not sign in, must not decide.
  const { bundle, bundleFailed } = useRules(engine, await rules);
  /** @type {Session} */
  const session = {
    config, engine, jmap, account, identity, bundle, bundleFailed, ownKey, published: "none", publish: publishThis, known: new Map(),
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
 * @param {import("../types.d.ts").Config} config
 * @param {string} address
 * @returns {Promise<Uint8Array|"none"|"failed">}
 */
async function fetchRules(config, address) {
  const domain = address.slice(address.lastIndexOf("@") + 1).toLowerCase();
  try {
    const answer = await fetch(`${config.policy}${encodeURIComponent(domain)}.json`, { credentials: "omit" });
    if (answer.status === 404) return "none";
    return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : "failed";
  } catch {
    return "failed";
  }
}

/**
 * Who signed in before may have been of another organisation: without own rules there are none at all.
 * @param {Pick<Engine, "useBundle"|"dropBundle">} engine
 * @param {Uint8Array|"none"|"failed"} rules
 */
export function useRules(engine, rules) {
  engine.dropBundle();
  if (typeof rules === "string") return { bundle: null, bundleFailed: rules === "failed" };
  try {
    const read = engine.useBundle(rules);
    return "bundle" in read ? { bundle: read.bundle, bundleFailed: false } : { bundle: null, bundleFailed: true };
  } catch {
    return { bundle: null, bundleFailed: true };
  }
}
