// @ts-check
// The engine as the webmail uses it: an organisation that wants keys locked gets a lock before anything is sealed, and what
// uses a key is noticed, for "Your keys" to say until when they stay unlocked.

import { ZegelError } from "../../engine/errors.js";
import { askForLock } from "./lock-work.js";

/**
 * @param {import("../types.d.ts").Session} session
 * @param {() => import("../types.d.ts").Voice} voice  the one of the moment
 * @returns {import("../types.d.ts").Engine}
 */
export function guarded(session, voice) {
  const { engine } = session;
  const used = () => { session.keysUsed = Date.now(); };
  return {
    ...engine,
    open(message, options) {
      used();
      return engine.open(message, options);
    },
    sealDraft(draft, options) {
      used();
      return engine.sealDraft(draft, options);
    },
    async seal(draft, options) {
      if (isProtected(engine, draft, options) && !await hasLock(session, voice())) throw new ZegelError("canceled");
      used();
      return engine.seal(draft, options);
    },
  };
}

/**
 * Only what is encrypted needs a key. What the rules say of a draft they cannot read is for sealing to find out.
 * @param {import("../types.d.ts").Engine} engine
 * @param {import("../../generated/contract.js").Draft} draft
 * @param {import("../../engine/types.js").SealOptions} options
 */
function isProtected(engine, draft, { contents }) {
  try {
    return Boolean(engine.decide(draft, { contents }).protection);
  } catch {
    return true;
  }
}

/** @param {import("../types.d.ts").Session} session @param {import("../types.d.ts").Voice} voice */
async function hasLock(session, voice) {
  if (session.keyWishes.lock !== "required") return true;
  const { locks } = await session.vault.state();
  return locks.length > 0 || askForLock(session, voice);
}
