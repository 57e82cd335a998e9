// @ts-check
// From a message in a mailbox to an opened one: its bytes, its sender's certificates, the engine's answer.

import { find } from "../../../keys/directory.js";

/**
 * @typedef {import("../types.d.ts").Session} Session
 * @typedef {import("../types.d.ts").OpenMessage} OpenMessage
 * @typedef {import("../types.d.ts").Finding} Finding
 */

const kept = 10;

/** Opened messages, newest last; memory only. A WeakMap by session: signing out forgets them. @type {WeakMap<Session, Map<string, OpenMessage>>} */
const openedBefore = new WeakMap();

/**
 * @param {import("../jmap.js").Email} email
 * @param {Session} session
 * @param {{ signal: AbortSignal, onBytes: (bytes: Uint8Array<ArrayBuffer>) => void,
 *   onProgress: (progress: { done: number, total: number }) => void }} options
 * @returns {Promise<OpenMessage>}
 */
export async function openMessage(email, session, { signal, onBytes, onProgress }) {
  const memory = openedBefore.get(session) ?? new Map();
  openedBefore.set(session, memory);
  const before = memory.get(email.id);
  if (before) {
    onBytes(before.bytes);
    // What could not be checked for want of a key may be checked now.
    if (before.opened.signature.state !== "unknown-key") return { ...before, email };
  }
  const [bytes, finding] = await Promise.all([
    before?.bytes ?? session.jmap.download(email.blobId, { signal, onProgress }),
    findSender(session, email.from[0]?.email ?? ""),
  ]);
  onBytes(bytes);
  const opened = await session.engine.open(bytes, { certificates: finding.certificates, signal });
  const message = { email, bytes, opened, finding, signer: await signerOf(session, finding, opened.signature.fingerprint) };
  memory.set(email.id, message);
  const oldest = memory.keys().next().value;
  if (memory.size > kept && oldest !== undefined) memory.delete(oldest);
  return message;
}

/**
 * @param {Session} session
 * @param {string} address
 * @returns {Promise<Finding>}
 */
async function findSender({ account, ownKey, config }, address) {
  if (address.toLowerCase() === account.address.toLowerCase()) return { address, source: "own", certificates: [ownKey.certificate] };
  try {
    const found = await find(address, { base: config.directory });
    return found ? { address, source: "directory", certificates: [found.certificate] } : { address, source: "none", certificates: [] };
  } catch {
    return { address, source: "failed", certificates: [] };
  }
}

/**
 * @param {Session} session
 * @param {Finding} finding
 * @param {string|null} fingerprint
 */
async function signerOf({ engine }, { certificates, address }, fingerprint) {
  if (!fingerprint) return null;
  for (const certificate of certificates) {
    const view = await engine.readCertificate(certificate, address).catch(() => null);
    if (view) return view;
  }
  return null;
}
