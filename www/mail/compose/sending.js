// @ts-check
// The way out: files, decide, find certificates, agree, seal, hand over. Each step needs the one before; when one fails, nothing after it
// happens and the composer stands as it stood.

import { agrees } from "../../button/states.js";
import { ZegelError } from "../../engine/errors.js";

/**
 * @typedef {import("../../button/types.d.ts").Outgoing} Outgoing
 * @typedef {import("../../button/types.d.ts").Progress} Progress
 * @typedef {{
 *   settle: () => Promise<boolean>,
 *   agreed: () => Promise<"go"|"stop"|"again">,
 *   seal: (options: { signal: AbortSignal }) => Promise<Outgoing>,
 *   progress: (progress: Progress) => void,
 *   added: () => Promise<unknown>,
 *   looked: () => Promise<void>,
 *   shown: () => import("../../button/types.d.ts").Decision|null,
 *   hand: (options: { messages: Outgoing["messages"], signal: AbortSignal, onProgress: (progress: Progress) => void }) => Promise<unknown>,
 *   signal: AbortSignal,
 * }} Way
 */

/**
 * @param {Way} way
 * @returns {Promise<Outgoing|null>}  null: the person chose to go on writing
 */
export async function send({ added, settle, agreed, seal, shown, progress, looked, hand, signal }) {
  await untilAborted(added(), signal);
  for (;;) {
    await untilAborted(looked(), signal);
    if (!await untilAborted(settle(), signal)) return null;
    const answer = await untilAborted(agreed(), signal);
    if (answer === "stop") return null;
    if (answer === "go") break;
  }
  if (signal.aborted) throw new ZegelError("canceled");
  // Whatever it waits for: who stops it waits for nothing.
  const outgoing = await untilAborted(seal({ signal }), signal);
  // What the person sees is decided anew, apart from what was sealed. The two must be one, or nothing leaves.
  if (!agrees(shown(), outgoing)) throw new ZegelError("draft-changed");
  if (signal.aborted) throw new ZegelError("canceled");
  await hand({ messages: outgoing.messages, signal, onProgress: progress });
  return outgoing;
}

/**
 * @template T
 * @param {Promise<T>} promise
 * @param {AbortSignal} signal
 * @returns {Promise<T>}
 */
function untilAborted(promise, signal) {
  return new Promise((resolve, reject) => {
    const abort = () => reject(new ZegelError("canceled"));
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
