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
  const [bytes, outer] = await Promise.all([
    before?.bytes ?? session.jmap.download(email.blobId, { signal, onProgress }),
    findSender(session, email.from[0]?.email ?? ""),
  ]);
  onBytes(bytes);
  const { opened, finding } = await openFor(session, bytes, outer, signal);
  const message = { email, bytes, opened, finding, signer: await signerOf(session, finding, opened.signature.fingerprint) };
  memory.set(email.id, message);
  const oldest = memory.keys().next().value;
  if (memory.size > kept && oldest !== undefined) memory.delete(oldest);
  return message;
}

/**
 * Opens with the certificates of whom the message came from. Where it says inside that it is from somebody else, it is
 * that one's signature that counts, and so that one's certificates alone decide.
 * @param {Session} session
 * @param {Uint8Array} bytes
 * @param {Finding} outer
 * @param {AbortSignal} signal
 */
async function openFor(session, bytes, outer, signal) {
  const opened = await session.engine.open(bytes, { certificates: outer.certificates, signal });
  const { address } = opened.headers.from;
  if (opened.signature.state === "none" || !address || sameAddress(address, outer.address)) return { opened, finding: outer };
  const inner = await findSender(session, address);
  const again = await session.engine.open(bytes, { certificates: inner.certificates, signal });
  // That it was signed by whoever sent it, in another's name, says more than that no key of the other fits.
  const known = opened.signature.state === "wrong-sender" && again.signature.state === "unknown-key";
  return known ? { opened, finding: outer } : { opened: again, finding: inner };
}

/** @param {string} one @param {string} other */
function sameAddress(one, other) {
  return one.toLowerCase() === other.toLowerCase();
}

/**
 * @param {Session} session
 * @param {string} address
 * @returns {Promise<Finding>}
 */
async function findSender({ account, ownKey, config }, address) {
  if (sameAddress(address, account.address)) return { address, source: "own", certificates: [{ address, bytes: ownKey.certificate }] };
  try {
    const found = await find(address, { base: config.directory });
    return found ? { address, source: "directory", certificates: [{ address, bytes: found.certificate }] } : { address, source: "none", certificates: [] };
  } catch {
    return { address, source: "failed", certificates: [] };
  }
}

/**
 * The certificate that verified. One that was merely found says nothing about the signature.
 * @param {Session} session
 * @param {Finding} finding
 * @param {string|null} fingerprint
 */
async function signerOf({ engine }, { certificates }, fingerprint) {
  if (!fingerprint) return null;
  for (const { address, bytes } of certificates) {
    const view = await engine.readCertificate(bytes, address).catch(() => null);
    if (view?.fingerprint.toUpperCase() === fingerprint.toUpperCase()) return view;
  }
  return null;
}
