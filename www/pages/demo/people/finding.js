// @ts-check
// Other people's keys for the person who signed in: where they may be looked up, and what is remembered of them.

import { binary } from "../../../keys/keyring.js";
import { Finder } from "../../../keys/finder.js";
import { People } from "../../../keys/people.js";
import { Standings } from "../../../keys/standings.js";

/** @typedef {import("../types.d.ts").Session} Session */

/** @type {WeakMap<Session, Standings>} */
const made = new WeakMap();

/** @param {Session} session @returns {Standings} */
export function standingsOf(session) {
  const known = made.get(session);
  if (known) return known;
  const { config, engine, keyWishes: { sources, keyring, trusted } } = session;
  const finder = new Finder({
    // What mails brought, and what the person did, lies on this device; the organisation may want only its own sources.
    sources: sources?.map((name) => (name === "mail" ? "kept" : name)),
    lookups: config.lookups ?? null, keyring: keyring ? new URL(keyring, new URL(config.policy, location.href)).href : undefined,
    directory: config.directory,
  });
  const standings = new Standings({ engine, finder, people: new People(), trusted: trusted.flatMap(certificateOf) });
  made.set(session, standings);
  void finder.prepare();
  return standings;
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
