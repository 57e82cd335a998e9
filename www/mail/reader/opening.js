// @ts-check
// From the bytes of a message to an opened one: its sender's certificates, the engine's answer, and how far the key that
// signed it stands.

import { answerProof } from "../../engine/answer-proof.js";
import { mailbox } from "../../keys/addresses.js";
import { equal } from "../../keys/bytes.js";
import { sameMailbox } from "../../keys/standings.js";
import { unlocking } from "../keys/unlock.js";
import { standingsOf } from "../people/finding.js";

/**
 * @typedef {import("../types.d.ts").Holder} Holder
 * @typedef {import("../types.d.ts").Voice} Voice
 * @typedef {import("../types.d.ts").OpenMessage} OpenMessage
 * @typedef {import("../types.d.ts").Finding} Finding
 * @typedef {import("../types.d.ts").Trust} Trust
 * @typedef {(progress: { stage: string, done: number, total: number }) => void} OnProgress
 */

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {Holder} session
 * @param {{ signal: AbortSignal, voice: Voice, sender: string|Finding, onProgress?: OnProgress }} options  `sender`: whom it says outside it is from
 * @returns {Promise<Omit<OpenMessage, "email">>}
 */
export async function openBytes(bytes, session, { signal, voice, sender, onProgress }) {
  const outer = typeof sender === "string" ? await findSender(session, sender) : sender;
  const { opened, finding } = await unlocking(session, voice, () => openFor(session, bytes, outer, { signal, onProgress }));
  const signer = await signerOf(session, finding, opened.signature.fingerprint);
  return { bytes, opened, finding, trust: trustIn(finding, opened.signature), signer, proven: await isProven(session, opened) };
}

/**
 * Opens for work in the background: nobody is asked to unlock keys, no other server for a key, and nothing is kept.
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {Holder} session
 * @param {{ signal: AbortSignal, sender: Finding }} options
 */
export async function openBytesQuietly(bytes, session, { signal, sender }) {
  const { opened, finding } = await openFor(session, bytes, sender, { signal }, async (_, first) => first);
  return { bytes, opened, finding, trust: trustIn(finding, opened.signature) };
}

/**
 * The same message with what is known now, where nothing has come that would open it otherwise; else null.
 * @template {OpenMessage} M
 * @param {M} before
 * @param {Holder} session
 * @returns {Promise<M|null>}
 */
export async function openedStill(before, session) {
  // What could not be checked for want of a key may be checked now; and a key may have been compared or withdrawn since.
  const finding = await findSender(session, before.finding.address);
  if (before.opened.signature.state === "unknown-key" || !sameCertificates(finding, before.finding)) return null;
  return { ...before, finding, trust: trustIn(finding, before.opened.signature) };
}

/**
 * Opens a message that another has in it, as a message of its own.
 * @template {import("../types.d.ts").Arrived} E
 * @param {import("../types.d.ts").OpenMessage<E>} around
 * @param {Uint8Array} inside
 * @param {Holder} session
 * @param {{ signal: AbortSignal, voice: Voice, onProgress?: OnProgress }} options
 * @returns {Promise<import("../types.d.ts").OpenMessage<E>>}
 */
export async function openWithin({ email }, inside, session, { signal, voice, onProgress }) {
  const opened = await openBytes(new Uint8Array(inside), session, { signal, voice, onProgress, sender: email.from[0]?.email ?? "" });
  return { email, ...opened, within: true };
}

/**
 * Whether an answer was written by somebody who knows the passphrase that its sender was given.
 * @param {Holder} session
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

/**
 * Opens with the certificates of whom the message came from. Where it says inside that it is from somebody else, it is
 * that one's signature that counts, and so that one's certificates alone decide.
 * @param {Holder} session
 * @param {Uint8Array} bytes
 * @param {Finding} outer
 * @param {{ signal: AbortSignal, onProgress?: OnProgress }} options
 * @param {typeof withBrought} [further]  what is tried where no key was found
 */
async function openFor(session, bytes, outer, options, further = withBrought) {
  const open = (/** @type {Finding} */ { certificates }) => session.engine.open(bytes, { certificates, ...options });
  const opened = await open(outer);
  const { address } = opened.headers.from;
  if (opened.signature.state === "none" || !address) return { opened, finding: outer };
  if (sameMailbox(address, outer.address)) return further(session, { opened, finding: outer }, open);
  const inner = await findSender(session, address);
  const again = await open(inner);
  // That it was signed by whoever sent it, in another's name, says more than that no key of the other fits.
  const known = opened.signature.state === "wrong-sender" && again.signature.state === "unknown-key";
  return known ? { opened, finding: outer } : further(session, { opened: again, finding: inner }, open);
}

/**
 * Where no key was found to check a signature by, the message may have brought one itself. It counts as what it is: new.
 * @param {Holder} session
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
 * @param {Holder} session
 * @param {string} address
 * @param {"here"|"everywhere"} [where]
 * @returns {Promise<Finding>}
 */
export async function findSender(session, address, where = "here") {
  const { account, ownKey } = session;
  const blank = { address, own: false, answer: null, remembered: [], certificates: [] };
  if (sameMailbox(address, account.address)) return { ...blank, own: true, certificates: ownKey ? [{ address, bytes: ownKey.certificate }] : [] };
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

/** A signature that counts makes its key a known one, unless it only came with a file or from somebody else. @param {Holder} session @param {Pick<OpenMessage, "finding"|"trust">} message */
export function remember(session, { finding: { address, answer }, trust }) {
  const { certificate = null, sources = [] } = answer?.standing ?? {};
  const spoken = sources.some((source) => source !== "attached" && source !== "gossip");
  if (trust === "new" && certificate && spoken) void standingsOf(session).used(address, certificate.fingerprint).catch(() => {});
}

/**
 * The certificate that verified. One that was merely found says nothing about the signature.
 * @param {Holder} session
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
