// @ts-check
// From a message in a mailbox to an opened one: its bytes, its sender's certificates, the engine's answer, and how far the
// key that signed it stands.

import { answerProof } from "../../../engine/answer-proof.js";
import { mailbox } from "../../../keys/addresses.js";
import { equal } from "../../../keys/bytes.js";
import { sameMailbox } from "../../../keys/standings.js";
import { unlocking } from "../keys/unlock.js";
import { standingsOf } from "../people/finding.js";
import { asMessage } from "./within.js";

/**
 * @typedef {import("../types.d.ts").Session} Session
 * @typedef {import("../types.d.ts").Voice} Voice
 * @typedef {import("../types.d.ts").OpenMessage} OpenMessage
 * @typedef {import("../types.d.ts").Finding} Finding
 * @typedef {import("../types.d.ts").Trust} Trust
 */

const kept = 10;

/** Opened messages, newest last; memory only. A WeakMap by session: signing out forgets them. @type {WeakMap<Session, Map<string, OpenMessage>>} */
const openedBefore = new WeakMap();

/**
 * @param {import("../jmap.js").Email} email
 * @param {Session} session
 * @param {{ signal: AbortSignal, voice: Voice, onBytes: (bytes: Uint8Array<ArrayBuffer>) => void,
 *   onProgress: (progress: { done: number, total: number }) => void }} options
 * @returns {Promise<OpenMessage>}
 */
export async function openMessage(email, session, { signal, voice, onBytes, onProgress }) {
  const memory = openedBefore.get(session) ?? new Map();
  openedBefore.set(session, memory);
  const before = memory.get(email.id);
  if (before) {
    onBytes(before.bytes);
    // What could not be checked for want of a key may be checked now; and a key may have been compared or withdrawn since.
    const finding = await findSender(session, before.finding.address);
    if (before.opened.signature.state !== "unknown-key" && sameCertificates(finding, before.finding)) {
      return { ...before, email, finding, trust: trustIn(finding, before.opened.signature) };
    }
  }
  const [bytes, outer] = await Promise.all([
    before?.bytes ?? session.jmap.download(email.blobId, { signal, onProgress }),
    findSender(session, email.from[0]?.email ?? ""),
  ]);
  onBytes(bytes);
  const { opened, finding } = await unlocking(session, voice, () => openFor(session, bytes, outer, signal));
  const signer = await signerOf(session, finding, opened.signature.fingerprint);
  const message = { email, bytes, opened, finding, trust: trustIn(finding, opened.signature), signer, proven: await isProven(session, opened) };
  remember(session, message);
  memory.set(email.id, message);
  const oldest = memory.keys().next().value;
  if (memory.size > kept && oldest !== undefined) memory.delete(oldest);
  return message;
}

/**
 * Opens a sealed message that a mail has in it, as a message of its own.
 * @param {OpenMessage} around
 * @param {import("./within.js").Sealed} sealed
 * @param {Session} session
 * @param {{ signal: AbortSignal, voice: Voice }} options
 * @returns {Promise<OpenMessage>}
 */
export async function openWithin({ email, bytes: mail }, sealed, session, { signal, voice }) {
  const bytes = asMessage(mail, sealed);
  const outer = await findSender(session, email.from[0]?.email ?? "");
  const { opened, finding } = await unlocking(session, voice, () => openFor(session, bytes, outer, signal));
  const signer = await signerOf(session, finding, opened.signature.fingerprint);
  return { email, bytes, opened, finding, trust: trustIn(finding, opened.signature), signer, proven: await isProven(session, opened) };
}

/**
 * Whether an answer was written by somebody who knows the passphrase that its sender was given.
 * @param {Session} session
 * @param {OpenMessage["opened"]} opened
 */
async function isProven({ vault, account }, { answerProof: proof, encryption, headers: { from, inReplyTo, messageId } }) {
  if (!proof || encryption.state !== "encrypted" || !from.address || !inReplyTo || !messageId) return false;
  try {
    const kept = await vault.passphrase(account.address, mailbox(from.address).key);
    return kept !== null && await answerProof(kept.passphrase, inReplyTo, messageId) === proof;
  } catch {
    // Locked, or from an address that is none: then it is not proven, and opens all the same.
    return false;
  }
}

/** Lets go of what was opened: when the keys are locked, it is closed again. @param {Session} session */
export function forgetOpened(session) {
  openedBefore.delete(session);
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
  const open = (/** @type {Finding} */ { certificates }) => session.engine.open(bytes, { certificates, signal });
  const opened = await open(outer);
  const { address } = opened.headers.from;
  if (opened.signature.state === "none" || !address) return { opened, finding: outer };
  if (sameMailbox(address, outer.address)) return withBrought(session, { opened, finding: outer }, open);
  const inner = await findSender(session, address);
  const again = await open(inner);
  // That it was signed by whoever sent it, in another's name, says more than that no key of the other fits.
  const known = opened.signature.state === "wrong-sender" && again.signature.state === "unknown-key";
  return known ? { opened, finding: outer } : withBrought(session, { opened: again, finding: inner }, open);
}

/**
 * Where no key was found to check a signature by, the message may have brought one itself. It counts as what it is: new.
 * @param {Session} session
 * @param {{ opened: OpenMessage["opened"], finding: Finding }} first
 * @param {(finding: Finding) => Promise<OpenMessage["opened"]>} open
 */
async function withBrought(session, first, open) {
  const { opened, finding } = first;
  const standings = standingsOf(session);
  await standings.learn(opened).catch(() => {});
  if (opened.signature.state !== "unknown-key") return first;
  // Now there is a signature to be checked, and so a reason to ask elsewhere.
  const again = await findSender(session, finding.address, "everywhere");
  return { opened: await open(again), finding: again };
}

/**
 * Who opens a mail tells nobody elsewhere: any mail could ask for it by its sender's name.
 * @param {Session} session
 * @param {string} address
 * @param {"here"|"everywhere"} [where]
 * @returns {Promise<Finding>}
 */
async function findSender(session, address, where = "here") {
  const { account, ownKey } = session;
  const blank = { address, own: false, answer: null, remembered: [], certificates: [] };
  if (sameMailbox(address, account.address)) return { ...blank, own: true, certificates: [{ address, bytes: ownKey.certificate }] };
  try {
    const standings = standingsOf(session, where);
    const [answer, remembered] = await Promise.all([standings.of(address), standings.people.of(address)]);
    return { ...blank, answer, remembered, certificates: answer.candidates.map(({ bytes }) => ({ address, bytes })) };
  } catch {
    return blank;
  }
}

/** @param {Finding} one @param {Finding} other */
function sameCertificates({ certificates: one }, { certificates: other }) {
  return one.length === other.length && one.every(({ bytes }, at) => equal(bytes, other[at].bytes));
}

/**
 * How far the key of a valid signature stands.
 * @param {Finding} finding
 * @param {OpenMessage["opened"]["signature"]} signature
 * @returns {Trust|null}
 */
function trustIn({ own, answer, remembered }, { state, fingerprint }) {
  if (state !== "valid" || !fingerprint) return null;
  if (own) return "own";
  const chosen = answer?.standing.certificate?.fingerprint === fingerprint ? answer.standing.state : null;
  // What was compared once may have been withdrawn since.
  if (chosen === "revoked" || chosen === "unusable") return "changed";
  const record = remembered.find((one) => one.fingerprint === fingerprint);
  if (record?.verified) return "verified";
  if (record?.rejected) return "changed";
  if (chosen !== null) return chosen === "verified" || chosen === "new" || chosen === "changed" ? chosen : "known";
  // Not the one in use: an older one of theirs that was relied on, or another that merely claims the address.
  return record?.lastUsed || record?.accepted ? "known" : "changed";
}

/** A signature that counts makes its key a known one, unless it only came with a file or from somebody else. @param {Session} session @param {OpenMessage} message */
function remember(session, { finding: { address, answer }, trust }) {
  const { certificate = null, sources = [] } = answer?.standing ?? {};
  const spoken = sources.some((source) => source !== "attached" && source !== "gossip");
  if (trust === "new" && certificate && spoken) void standingsOf(session).used(address, certificate.fingerprint).catch(() => {});
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
