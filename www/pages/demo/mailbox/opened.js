// @ts-check
// Messages of a mailbox, opened: fetched once, and the last few remembered as long as the page lives and the keys are open.

import { findSender, openBytes, openBytesQuietly, openedStill, remember } from "../../../mail/reader/opening.js";
import { indexOpened } from "../search/indexed.js";

/**
 * @typedef {import("../../../mail/types.d.ts").Session} Session
 * @typedef {import("../jmap.js").Email} Email
 * @typedef {import("../../../mail/types.d.ts").OpenMessage<Email>} OpenMessage
 */

const kept = 10;

/** Opened messages, newest last; memory only. A WeakMap by session: signing out forgets them. @type {WeakMap<object, Map<string, OpenMessage>>} */
const openedBefore = new WeakMap();

/**
 * @param {Email} email
 * @param {Session} session
 * @param {{ signal: AbortSignal, voice: import("../../../mail/types.d.ts").Voice, onBytes: (bytes: Uint8Array<ArrayBuffer>) => void,
 *   onProgress: import("../../../mail/reader/opening.js").OnProgress }} options
 * @returns {Promise<OpenMessage>}
 */
export async function openMessage(email, session, { signal, voice, onBytes, onProgress }) {
  const memory = openedBefore.get(session) ?? new Map();
  openedBefore.set(session, memory);
  const before = memory.get(email.id);
  if (before) {
    onBytes(before.bytes);
    const still = await openedStill(before, session);
    if (still) return { ...still, email };
  }
  const [bytes, sender] = await Promise.all([
    before?.bytes ?? session.jmap.download(email.blobId, { signal, onProgress: (progress) => onProgress({ stage: "downloading", ...progress }) }),
    findSender(session, email.from[0]?.email ?? ""),
  ]);
  onBytes(bytes);
  const message = { email, ...await openBytes(bytes, session, { signal, voice, sender, onProgress }) };
  remember(session, message);
  indexOpened(session, message);
  memory.set(email.id, message);
  const oldest = memory.keys().next().value;
  if (memory.size > kept && oldest !== undefined) memory.delete(oldest);
  return message;
}

/**
 * Opens a message for work in the background.
 * @param {Email} email
 * @param {Session} session
 * @param {{ signal: AbortSignal }} options
 * @returns {Promise<Pick<OpenMessage, "email"|"bytes"|"opened"|"finding"|"trust">>}
 */
export async function openQuietly(email, session, { signal }) {
  const [bytes, sender] = await Promise.all([session.jmap.download(email.blobId, { signal }), findSender(session, email.from[0]?.email ?? "")]);
  return { email, ...await openBytesQuietly(bytes, session, { signal, sender }) };
}

/** Lets go of what was opened: when the keys are locked, it is closed again. @param {Session} session */
export function forgetOpened(session) {
  openedBefore.delete(session);
}
