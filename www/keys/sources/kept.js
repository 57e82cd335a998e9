// @ts-check
// What this device learned of other people's certificates: from Autocrypt headers and gossip (Autocrypt Level 1, "Updating
// Autocrypt Peer State"), attached to mail, and imported.

import { ZegelError } from "../../engine/errors.js";
import { mailbox } from "../addresses.js";
import { equal } from "../bytes.js";
import { SteadyTable } from "../database.js";
import { largestCertificate, primaryKey, splitCertificates } from "../keyring.js";

/** @import { Candidate, Source } from "./types.js" */
/** @import { Tables } from "../database.js" */

/** @typedef {"autocrypt"|"gossip"|"attached"|"imported"} Way */
/** @typedef {{ address: string, bytes: Uint8Array, source: Way, seenAt: number, preferEncrypt?: boolean }} Lesson */
/** @typedef {{ bytes: Uint8Array<ArrayBuffer>, source: Way, seenAt: number }} Kept */

/**
 * What is known of one address; times in milliseconds, 0 for never.
 * @typedef {object} Peer
 * @property {number} lastSeen  the newest mail from there
 * @property {number} autocryptAt  the newest with an Autocrypt header
 * @property {number} gossipAt
 * @property {boolean} preferEncrypt
 * @property {Kept[]} certificates
 */

/** @implements {Source} */
export class KeptSource {
  name = "kept";
  local = true;
  #table;
  #now;
  /** @type {(address: string|null) => void} */
  #changed = () => {};

  /** @param {{ database: Tables, now?: () => number }} means */
  constructor({ database, now = Date.now }) {
    this.#table = new SteadyTable(database.table("kept"));
    this.#now = now;
  }

  /**
   * Takes a certificate in. Answers whether it changed anything: what is older than what is known does not.
   * @param {Lesson} lesson  `bytes`: one certificate, binary or armored; `seenAt`: the date of the mail, in milliseconds
   * @returns {Promise<boolean>}
   */
  async learn({ address, bytes: given, source, seenAt, preferEncrypt = false }) {
    const { key } = mailbox(address);
    const bytes = oneCertificate(given, address);
    const at = this.#effective(seenAt);
    let isNews = false;
    await this.#table.update(key, (/** @type {Peer|null} */ known) => {
      const peer = known ?? nobody();
      const next = learned(peer, { bytes, source, seenAt: at }, preferEncrypt);
      isNews = next !== null;
      return next ?? known;
    });
    if (isNews) this.#changed(key);
    return isNews;
  }

  /**
   * A mail came without an Autocrypt header.
   * @param {string} address
   * @param {number} seenAt
   */
  async sawMail(address, seenAt) {
    const at = this.#effective(seenAt);
    // Of somebody without a certificate there is nothing to remember.
    await this.#table.update(mailbox(address).key, (/** @type {Peer|null} */ peer) =>
      peer && { ...peer, lastSeen: Math.max(peer.lastSeen, at) });
  }

  /**
   * All of them, the newest by Autocrypt first; gossip only where there is nothing else. Who is judging knows which was used
   * before: anybody can send a mail that brings another.
   * @type {Source["ask"]}
   */
  async ask(address) {
    const certificates = (await this.peer(address))?.certificates ?? [];
    const best = certificates.filter(({ source }) => source !== "gossip");
    return best.length > 0 ? best : certificates;
  }

  /** Everything known of an address, also what was superseded. @param {string} address @returns {Promise<Peer|null>} */
  async peer(address) {
    return this.#table.get(mailbox(address).key);
  }

  /** @param {string} address */
  async forget(address) {
    const { key } = mailbox(address);
    await this.#table.update(key, () => null);
    this.#changed(key);
  }

  /** @type {NonNullable<Source["onChange"]>} */
  onChange(listener) {
    this.#changed = listener;
  }

  discloses() {
    return null;
  }

  /** A date in the future is somebody's mistake, or their wish to be the newest for ever. @param {number} seenAt */
  #effective(seenAt) {
    return Number.isFinite(seenAt) ? Math.min(seenAt, this.#now()) : this.#now();
  }
}

/**
 * @param {Peer} peer
 * @param {Kept} fresh
 * @param {boolean} preferEncrypt
 * @returns {Peer|null}  null: nothing new
 */
function learned(peer, fresh, preferEncrypt) {
  const { source, seenAt } = fresh;
  const same = peer.certificates.find((one) => one.source === source && equal(one.bytes, fresh.bytes));
  if (same && same.seenAt >= seenAt && (source !== "autocrypt" || peer.preferEncrypt === preferEncrypt)) return null;
  if (source === "autocrypt") {
    if (seenAt < peer.autocryptAt) return null;
    const lastSeen = Math.max(peer.lastSeen, seenAt);
    return { ...peer, lastSeen, autocryptAt: seenAt, preferEncrypt, certificates: withOne(peer.certificates, fresh) };
  }
  if (source === "gossip") {
    if (seenAt < peer.gossipAt) return null;
    // One is enough: anybody can send gossip.
    const others = peer.certificates.filter((one) => one.source !== "gossip");
    return { ...peer, gossipAt: seenAt, certificates: withOne(others, fresh) };
  }
  return { ...peer, certificates: withOne(peer.certificates, fresh) };
}

/**
 * With a fresh one, in place of the same bytes from the same way, and of a renewal's predecessor by Autocrypt.
 * @param {Kept[]} known
 * @param {Kept} fresh
 */
function withOne(known, fresh) {
  const isReplaced = (/** @type {Kept} */ one) => one.source === fresh.source
    && (equal(one.bytes, fresh.bytes) || (fresh.source === "autocrypt" && equal(primaryKey(one.bytes), primaryKey(fresh.bytes))));
  const all = [...known.filter((one) => !isReplaced(one)), fresh];
  const newest = latest(all, "autocrypt");
  const rank = (/** @type {Kept} */ one) => (one === newest ? -1 : order.indexOf(one.source));
  if (all.length > most) {
    // Of too many that came the same way the last before this one goes: a flood of them must not push out what was known.
    const spare = latest(all.filter((one) => one !== fresh), fresh.source);
    if (spare) all.splice(all.indexOf(spare), 1);
  }
  return all.sort((a, b) => rank(a) - rank(b) || b.seenAt - a.seenAt).slice(0, most);
}

/** @param {Kept[]} certificates @param {Way} way */
function latest(certificates, way) {
  return certificates.filter(({ source }) => source === way).reduce((/** @type {Kept|null} */ best, one) =>
    (best && best.seenAt > one.seenAt ? best : one), null);
}

/** @param {Uint8Array} given @param {string} address */
function oneCertificate(given, address) {
  // Armor takes a third more.
  if (given.length > largestCertificate * 1.5) throw new ZegelError("certificate-malformed", { address, limit: largestCertificate });
  const [bytes, ...more] = splitCertificates(given);
  if (!bytes || more.length > 0) throw new ZegelError("certificate-malformed", { address });
  return bytes;
}

/** @returns {Peer} */
function nobody() {
  return { lastSeen: 0, autocryptAt: 0, gossipAt: 0, preferEncrypt: false, certificates: [] };
}

/** What stays when there is too much: what a person did, before what came by itself. @type {Way[]} */
const order = ["imported", "attached", "autocrypt", "gossip"];
const most = 8;
