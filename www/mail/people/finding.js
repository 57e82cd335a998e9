// @ts-check
// Other people's keys for the person who signed in: where they may be looked up, and what is remembered of them.

import { binary } from "../../keys/keyring.js";
import { Finder } from "../../keys/finder.js";
import { People } from "../../keys/people.js";
import { Standings } from "../../keys/standings.js";

/** @typedef {import("../types.d.ts").Holder} Session */

/** @typedef {{ wishes: Session["keyWishes"], everywhere: Standings, here: Standings }} Made */
/** @type {WeakMap<Session, Made>} */
const made = new WeakMap();

/** Sources whose asking tells nobody but the own server anything. */
const near = ["directory", "keyring", "kept"];

/**
 * @param {Session} session
 * @param {"here"|"everywhere"} [where]  "here": other servers are not asked
 * @returns {Standings}
 */
export function standingsOf(session, where = "everywhere") {
  const known = made.get(session);
  // The organisation may have changed whom it relies on, and where may be looked.
  if (known && known.wishes === session.keyWishes) return known[where];
  known?.everywhere.close();
  known?.here.close();
  const { config, engine, keyWishes, bundleFailed, seen } = session;
  const { keyring, trusted } = keyWishes;
  // Where the organisation's rules cannot be read, nothing is asked that they may forbid.
  const allowed = bundleFailed ? ["directory", "mail"] : keyWishes.sources;
  // What mails brought, and what the person did, lies on this device; the organisation may want only its own sources.
  const sources = allowed?.map((name) => (name === "mail" ? "kept" : name));
  const people = new People();
  const standings = (/** @type {string[]|undefined} */ names) => {
    const finder = new Finder({
      sources: names, lookups: config.lookups ?? null, keyring: keyring ? new URL(keyring, new URL(config.policy, location.href)).href : undefined,
      directory: config.directory,
    });
    return new Standings({ engine, finder, people, trusted: trusted.flatMap(certificateOf), seen });
  };
  const fresh = { wishes: keyWishes, everywhere: standings(sources), here: standings(sources?.filter((name) => near.includes(name)) ?? near) };
  made.set(session, fresh);
  void fresh.everywhere.finder.prepare();
  return fresh[where];
}

/** A certificate as a bundle holds it: armored, or base64. @param {string} text @returns {Uint8Array[]} */
function certificateOf(text) {
  try {
    if (text.trimStart().startsWith("-----")) return [binary(new TextEncoder().encode(text))];
    return [Uint8Array.from(atob(text.replace(/\s/g, "")), (letter) => letter.charCodeAt(0))];
  } catch {
    return []; // one that cannot be read vouches for nobody
  }
}
