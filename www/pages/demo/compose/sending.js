// @ts-check
// The way out: decide, find certificates, seal, hand over. Each step needs the one before; when one fails, nothing after it
// happens and the composer stands as it stood.

import { ZegelError } from "../../../engine/errors.js";

/**
 * @typedef {import("../../../button/types.d.ts").Outgoing} Outgoing
 * @typedef {import("../../../button/types.d.ts").Progress} Progress
 * @typedef {{
 *   settle: () => Promise<boolean>,
 *   seal: (options: { signal: AbortSignal }) => Promise<Outgoing>,
 *   progress: (progress: Progress) => void,
 *   looked: () => Promise<void>,
 *   hand: (options: { messages: Outgoing["messages"], signal: AbortSignal, onProgress: (progress: Progress) => void }) => Promise<unknown>,
 *   signal: AbortSignal,
 * }} Way
 */

/**
 * @param {Way} way
 * @returns {Promise<Outgoing|null>}  null: the person chose to go on writing
 */
export async function send({ settle, seal, progress, looked, hand, signal }) {
  await untilAborted(looked(), signal);
  if (!await settle()) return null;
  if (signal.aborted) throw new ZegelError("canceled");
  const outgoing = await seal({ signal });
  // The decision shown and the bytes made must be one: what was to be protected leaves protected.
  if (outgoing.decision.protection && !outgoing.protected) throw new ZegelError("internal");
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
