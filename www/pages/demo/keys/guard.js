// @ts-check
// The engine as the webmail uses it: where keys are locked, it asks for them, wherever in the page the wish came from.

import { ZegelError } from "../../../engine/errors.js";
import { askForLock } from "./lock-work.js";
import { unlocking } from "./unlock.js";

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
    open: (message, options) => unlocking(session, voice(), () => {
      used();
      return engine.open(message, options);
    }),
    async seal(draft, options) {
      if (isProtected(draft, options) && !await lockWanted(session, voice())) throw new ZegelError("canceled");
      return unlocking(session, voice(), () => {
        used();
        return engine.seal(draft, options);
      });
    },
  };

  /** Only what is encrypted needs a key. What the rules say of a draft they cannot read is for sealing to find out. */
  function isProtected(/** @type {import("../../../generated/contract.js").Draft} */ draft, /** @type {import("../../../engine/types.js").SealOptions} */ { contents }) {
    try {
      return Boolean(engine.decide(draft, { contents }).protection);
    } catch {
      return true;
    }
  }
}

/** @param {import("../types.d.ts").Session} session @param {import("../types.d.ts").Voice} voice */
async function lockWanted(session, voice) {
  if (session.keyWishes.lock !== "required") return true;
  const { locks } = await session.vault.state();
  return locks.length > 0 || askForLock(session, voice);
}
