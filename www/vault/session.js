// @ts-check
// From an address to a session without a mail server: the organisation's rules, and the own key where there is one.

import { loadPolicy } from "../engine/policy.js";
import { watchPolicy } from "../engine/policy-watch.js";
import { asZegelError } from "../engine/errors.js";
import { standing } from "../mail/keys/own.js";
import { policyOrder, useRules } from "../mail/session/rules.js";

/**
 * @typedef {import("../mail/types.d.ts").RulesInUse} RulesInUse
 * @typedef {import("./types.d.ts").VaultConfig} VaultConfig
 * @typedef {import("./types.d.ts").VaultSession} VaultSession
 */

/**
 * @param {{ config: VaultConfig, engine: import("../mail/types.d.ts").Engine, address: string, name: string|null, seen: () => Promise<void> }} options
 * @returns {Promise<VaultSession>}
 */
export async function openSession({ config, engine, address, name, seen }) {
  const order = policyOrder(config, engine, address);
  const found = await loadPolicy(order).then((policy) => ({ policy, error: null }), (error) => ({ policy: null, error: asZegelError(error) }));
  const account = { address, name: name || address.split("@")[0] };
  const vault = await engine.vault();
  const rules = await useRules(engine, found, address);
  vault.unlockedFor(rules.keyWishes.unlockedMinutes);
  /** @type {VaultSession} */
  const session = {
    ...rules, config, engine, account, vault, seen, ownKey: null, published: "none", keyTrouble: null, keysUsed: 0,
    // There is no mailbox here, and a directory takes keys from whoever can sign in to one.
    jmap: null, publish: null,
    refreshKeys: async () => {
      const now = await standing(session);
      session.ownKey = now.own?.key ?? null;
      session.published = now.own?.published ? "this" : now.elsewhere ? "other" : "none";
    },
    watchRules: (changed) => watchPolicy(order, async (next) => {
      const newer = await useRules(engine, next, address);
      vault.unlockedFor(newer.keyWishes.unlockedMinutes);
      changed(newer);
    }, { known: found }),
  };
  await session.refreshKeys();
  return session;
}
