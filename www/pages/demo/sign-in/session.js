// @ts-check
// From an address and a password to a session: the mailbox, the organisation's rules, the own key and its publication.

import { ZegelError, asZegelError } from "../../../engine/errors.js";
import { loadPolicy } from "../../../engine/policy.js";
import { watchPolicy } from "../../../engine/policy-watch.js";
import { publish } from "../../../keys/directory.js";
import { connect } from "../jmap.js";
import { alone, makeKey, publication, standing, tendKeys } from "../../../mail/keys/own.js";
import { keyWishes } from "../../../mail/keys/wishes.js";
import { unlocking } from "../../../mail/keys/unlock.js";
import { policyOrder, useRules } from "../../../mail/session/rules.js";

/**
 * @typedef {import("../../../mail/types.d.ts").Session} Session
 * @typedef {import("../../../mail/types.d.ts").Engine} Engine
 */

/**
 * @param {{ config: import("../../../mail/types.d.ts").Config, engine: Promise<Engine>, address: string, password: string, name: string|null,
 *   voice: import("../../../mail/types.d.ts").Voice, onStage: (stage: "key"|"publish") => void, onElsewhere: (place: Place) => Promise<"brought"|"made"|null> }} options
 * @returns {Promise<Session|null>}  null: there is a key elsewhere, and the person left what becomes of it for later
 */
export async function signIn({ config, engine: loading, address, password, name, voice, onStage, onElsewhere }) {
  const jmap = await connect({ url: config.jmap, user: address, password });
  const [engine, identities] = await Promise.all([loading, jmap.identities()]);
  const order = policyOrder(config, engine, address);
  const found = await loadPolicy(order).then((policy) => ({ policy, error: null }), (error) => ({ policy: null, error: asZegelError(error) }));
  const identity = identities.find(({ email }) => email.toLowerCase() === address.toLowerCase()) ?? identities[0] ?? null;
  const account = { address, name: name || identity?.name || address.split("@")[0] };
  const vault = await engine.vault();
  const place = { config, engine, jmap, account, vault, keyWishes: keyWishes(found.policy?.bytes ?? null) };
  const came = await haveKey(place, voice, onStage, onElsewhere);
  if (!came) return null;

  /** @type {Session} */
  const session = {
    // In one step with the session: an answer that comes later, to somebody who could not sign in, must not decide.
    ...place, identity, ...await useRules(engine, found, address), ownKey: came.own, published: "none", keyTrouble: null, keysUsed: 0, known: new Map(),
    publish: async (key = session.ownKey) => {
      await publish(await publication(place, key), address, { user: address, password, base: config.directory });
      if (key.fingerprint === session.ownKey.fingerprint) session.published = "this";
    },
    watchRules: (changed) => watchPolicy(order, async (next) => {
      const rules = await useRules(engine, next, address);
      vault.unlockedFor(rules.keyWishes.unlockedMinutes);
      changed(rules);
    }, { known: found }),
  };
  vault.unlockedFor(session.keyWishes.unlockedMinutes);
  if (came.how !== "here") onStage("publish");
  if (came.how === "made") await session.publish().catch(() => {});
  await tendKeys(session);
  return session;
}

/** @typedef {Pick<Session, "config"|"engine"|"jmap"|"account"|"vault"|"keyWishes">} Place  what there is before there is a key */

/**
 * The person's key: the one that is here, one they bring, or a new one.
 * @param {Place} place
 * @param {import("../../../mail/types.d.ts").Voice} voice
 * @param {(stage: "key"|"publish") => void} onStage
 * @param {(place: Place) => Promise<"brought"|"made"|null>} onElsewhere
 * @returns {Promise<{ how: "here"|"brought"|"made", own: import("../../../mail/types.d.ts").OwnKey }|null>}
 */
async function haveKey(place, voice, onStage, onElsewhere) {
  const now = await standing(place);
  if (now.own) return { how: "here", own: now.own.key };
  // Whether there is one elsewhere is not known: to make another would take the place of that one.
  if (now.unanswered) throw now.unanswered;
  if (!now.elsewhere) {
    onStage("key");
    // Another tab may have made one meanwhile.
    const own = await unlocking(place, voice, () => alone(async () => (await standing(place)).own?.key ?? await makeKey(place)));
    return { how: "made", own };
  }
  const how = await onElsewhere(place);
  if (!how) return null;
  const { own, keys } = await standing(place);
  const newest = keys.filter(({ state }) => state !== "other-address")[0];
  const chosen = own ?? newest;
  if (!chosen) throw new ZegelError("no-own-key", { address: place.account.address });
  return { how, own: chosen.key };
}
