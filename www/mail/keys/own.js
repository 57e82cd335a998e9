// @ts-check
// Which of the keys here is the person's own now, whether others find it, and what has to be done so that it stays good.

import { joinCertificates } from "../../keys/keyring.js";
import { find } from "../../keys/directory.js";

/**
 * @typedef {import("../types.d.ts").KeyHolder} Session
 * @typedef {import("../types.d.ts").OwnKey} OwnKey
 * @typedef {import("../types.d.ts").CertificateView} CertificateView
 * @typedef {Pick<Session, "engine"|"account"> & { config: Pick<Session["config"], "directory"> }} Place
 * @typedef {"in-use"|"spare"|"older"|"expired"|"revoked"|"unusable"|"other-address"} KeyState
 * @typedef {{ key: OwnKey, view: CertificateView|null, state: KeyState, published: boolean }} KeyHere
 * @typedef {object} Standing
 * @property {KeyHere[]} keys  the one in use first
 * @property {KeyHere|null} own  the one in use, or that would be if it had not expired
 * @property {unknown} unanswered  why the directory did not say what it has
 * @property {boolean} elsewhere  the directory has a key for this person that is not here
 * @property {boolean} stale  others find an earlier edition of the own key, or none at all
 */

/**
 * @param {Place} place
 * @returns {Promise<Standing>}
 */
export async function standing({ engine, account: { address }, config }) {
  /** @type {unknown} */
  let unanswered = null;
  const [list, directory] = await Promise.all([engine.ownKeys(), published(engine, address, config.directory).catch((error) => {
    unanswered = error;
    return null;
  })]);
  const views = await Promise.all(list.map((key) => viewOf(engine, key, address)));
  const isPublished = (/** @type {OwnKey} */ key) => key.fingerprint === directory?.fingerprint;
  const mine = list.map((key, index) => ({ key, view: views[index] })).filter(({ key }) => isFor(key, address)).sort(newestFirst);
  const usable = mine.filter(({ view }) => view?.usable);
  // An expired one can be renewed; nothing can be done about any other reason.
  const chosen = usable.find(({ key }) => isPublished(key)) ?? usable[0] ?? mine.find(({ view }) => view?.reason === "expired") ?? null;
  const keys = list.map((key, index) => {
    const view = views[index] ?? null;
    return { key, view, state: stateOf(key, view, chosen?.key ?? null, address), published: isPublished(key) };
  });
  const own = keys.find(({ key }) => key === chosen?.key) ?? null;
  const rank = (/** @type {KeyHere} */ one) => (one === own ? 0 : one.state === "other-address" ? 2 : 1);
  keys.sort((a, b) => rank(a) - rank(b) || newestFirst(a, b));
  const known = keys.some(({ published }) => published);
  return {
    keys, own, unanswered,
    elsewhere: directory !== null && !known && directory.reason !== "revoked",
    stale: own !== null && !unanswered && (own.published ? end(own.key) > end(/** @type {CertificateView} */ (directory)) : known || !directory || directory.reason === "revoked"),
  };
}

/**
 * What the directory has: a certificate that cannot be read serves nobody, and is as good as none.
 * @param {Session["engine"]} engine
 * @param {string} address
 * @param {string} base
 */
async function published(engine, address, base) {
  const found = await find(address, { base });
  return found && engine.readCertificate(found.certificate, address).catch(() => null);
}

/** @param {Session["engine"]} engine @param {OwnKey} key @param {string} address */
function viewOf(engine, key, address) {
  return engine.readCertificate(key.certificate, isFor(key, address) ? address : key.address).catch(() => null);
}

/** @param {OwnKey} key @param {CertificateView|null} view @param {OwnKey|null} own @param {string} address @returns {KeyState} */
function stateOf(key, view, own, address) {
  if (view?.reason === "revoked" || view?.reason === "expired") return view.reason;
  if (!isFor(key, address)) return "other-address";
  if (!view?.usable) return "unusable";
  if (key === own) return "in-use";
  return own && Date.parse(key.created) > Date.parse(own.created) ? "spare" : "older";
}

/** @param {OwnKey} key @param {string} address */
export function isFor({ addresses }, address) {
  return addresses.some((one) => one.toLowerCase() === address.toLowerCase());
}

/** @param {{ key: OwnKey }} a @param {{ key: OwnKey }} b */
function newestFirst(a, b) {
  return Date.parse(b.key.created) - Date.parse(a.key.created);
}

/** @param {{ expires: string|null }} one */
function end({ expires }) {
  return expires ? Date.parse(expires) : Infinity;
}

/**
 * What is published with a key: it, and the person's revoked ones, so that whoever still has one of those learns of it.
 * @param {Place} place
 * @param {OwnKey} key
 */
export async function publication({ engine, account: { address } }, key) {
  const others = (await engine.ownKeys()).filter((one) => one.fingerprint !== key.fingerprint && isFor(one, address));
  const views = await Promise.all(others.map((one) => viewOf(engine, one, address)));
  const revoked = others.filter((_, index) => views[index]?.reason === "revoked");
  return joinCertificates([key.certificate, ...revoked.map(({ certificate }) => certificate)]);
}

/**
 * Makes a key by the organisation's wishes.
 * @param {Pick<Session, "vault"|"account"|"keyWishes">} session
 * @param {{ addresses?: string[], kind?: "v4"|"v6", postQuantum?: boolean }} [wish]
 */
export function makeKey({ vault, account: { name, address }, keyWishes: { kind, postQuantum, validDays } }, wish = {}) {
  return vault.makeKey({ name, addresses: [address], kind, postQuantum, validDays, ...wish });
}

/**
 * Brings the session up to date, renews the own key where it runs out, and publishes what others should find. What must wait
 * until the vault is unlocked waits.
 * @param {Session} session
 * @returns {Promise<Standing>}
 */
export function tendKeys(session) {
  return alone(async () => {
    const now = await standing(session);
    if (!now.own) return now;
    session.ownKey = now.own.key;
    session.published = now.own.published ? "this" : now.elsewhere ? "other" : "none";
    session.keyTrouble = null;
    let { stale } = now;
    if (runsOut(now.own.key, session.keyWishes.validDays)) {
      try {
        session.ownKey = await session.vault.renewKey(now.own.key.fingerprint, session.keyWishes.validDays);
        stale ||= now.own.published && !now.unanswered;
      } catch (error) {
        if (/** @type {{ code?: string }} */ (error).code !== "vault-locked") session.keyTrouble = error;
      }
    }
    // A directory that refuses is no reason to keep someone from reading; "Your keys" shows it and offers to try again.
    if (stale) await session.publish?.().catch(() => {});
    return now;
  });
}

/** @param {{ expires: string|null }} key @param {number} validDays */
function runsOut(key, validDays) {
  // Of a key that is valid for a month, ninety days before its end would be always.
  const early = Math.min(90, validDays / 3) * 24 * 60 * 60_000;
  return end(key) - Date.now() < early;
}

/**
 * One tab at a time: two that find no key would make two.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export function alone(work) {
  return navigator.locks ? /** @type {Promise<T>} */ (navigator.locks.request("zegel-own-keys", work)) : work();
}

/**
 * Tells of every change of the keys and their locks, here or in another tab, when the session is up to date with it.
 * @param {Session} session
 * @param {(state: { locked: boolean }) => void} changed
 * @returns {() => void} ends it
 */
export function watchKeys(session, changed) {
  let [busy, again, ended, wasOpen] = [false, false, false, false];
  const look = async () => {
    if (busy) { again = true; return; }
    busy = true;
    do {
      again = false;
      const { locks, locked } = await session.vault.state();
      const isOpen = locks.length > 0 && !locked;
      if (isOpen && !wasOpen) session.keysUsed = Date.now();
      wasOpen = isOpen;
      if (!locked) await tendKeys(session);
      if (!ended) changed({ locked });
    } while (again && !ended);
    busy = false;
  };
  const listener = () => { look().catch(() => { busy = false; }); };
  session.vault.addEventListener("change", listener);
  return () => {
    ended = true;
    session.vault.removeEventListener("change", listener);
  };
}
