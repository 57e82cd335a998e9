// @ts-check
// What a host may know and do without showing anything: how it stands, whose keys there are, and public keys in and out.

import { PortError } from "../embed/port.js";
import { mailbox } from "../keys/addresses.js";
import { armored } from "../keys/keyring.js";
import { isUsable } from "../keys/standings.js";
import { isFor } from "../mail/keys/own.js";
import { standingsOf } from "../mail/people/finding.js";
import { refusalOf } from "./access.js";
import { headerFor, lessonOf } from "./autocrypt.js";
import { importPublicKey } from "./importing.js";
import { outlook } from "./outlook.js";

/**
 * @param {{ access: import("./access.js").Access, port: import("./types.d.ts").FramePort<"keyring">, voice: () => import("../mail/types.d.ts").Voice,
 *   place: import("./types.d.ts").Place, open: () => Promise<boolean> }} options  `open`: asks the person, in this frame
 */
export function keyring({ access, port, voice, open }) {
  /** @type {Promise<boolean>|null} one question at a time */
  let asking = null;

  const session = async () => {
    const state = await access.state();
    if (state.state !== "connected") throw refusalOf(state);
    return state.session;
  };

  /** @returns {Promise<import("../embed/protocol.d.ts").Standing>} */
  const standing = async () => {
    const state = await access.state();
    // Whose rules count is known as soon as the address is, before the person is asked anything.
    const known = "session" in state ? state.session : access.given ? await access.session(access.given).catch(() => null) : null;
    const base = {
      address: state.state === "connected" ? state.session.account.address : null, fingerprint: null, version,
      clientApi: known?.bundle?.embedding.clientApi ?? /** @type {const} */ ("zegel"),
    };
    if (state.state === "not-connected") return { ...base, state: state.state };
    if (state.state === "refused") return { ...base, state: state.judgement.reason === "not-in-rules" ? "refused" : "no-rules" };
    await state.session.refreshKeys();
    const { ownKey, vault } = state.session;
    if (!ownKey) return { ...base, state: "no-key" };
    const { locked } = await vault.state();
    return { ...base, state: locked ? "locked" : "ready", fingerprint: ownKey.fingerprint };
  };

  port.answerTo({
    standing,
    connect: async () => {
      const before = await standing();
      if (before.state !== "refused" && before.state !== "no-rules") {
        asking ??= open().finally(() => { asking = null; });
        await asking;
      }
      return standing();
    },
    validKeyForAddress: async ({ addresses }) => {
      const now = await session();
      const standings = standingsOf(now);
      const own = await access.ownKeys(now);
      const entries = await Promise.all(addresses.map(async (address) => [address, await validKey(keyFor(address, own, now), standings, address)]));
      return Object.fromEntries(entries);
    },
    hasPrivateKey: async ({ fingerprint, email }) => {
      const keys = await access.ownKeys(await session());
      const print = fingerprint?.replace(/\s/g, "").toUpperCase();
      return keys.some((key) => (print === undefined || key.fingerprint.toUpperCase() === print) && (email === undefined || isFor(key, email)));
    },
    exportOwnPublicKey: async ({ address }) => {
      const now = await session();
      const key = keyFor(address, await access.ownKeys(now), now);
      if (!key) throw new PortError("no-certificate");
      return armored(key.certificate);
    },
    importPublicKey: async ({ armored: block }) => importPublicKey(await session(), String(block)),
    processAutocryptHeader: async ({ from, header, date }) => {
      const lesson = lessonOf(String(header), String(from), Date.parse(date));
      const { finder } = standingsOf(await session());
      const kept = /** @type {import("../keys/sources/kept.js").KeptSource|null} */ (/** @type {unknown} */ (finder.source("kept")));
      if (lesson) await kept?.learn(lesson);
      else await kept?.sawMail(mailbox(from).key, Date.parse(date));
      return null;
    },
    autocryptHeader: async ({ from }) => {
      const now = await session();
      const key = keyFor(from, await access.ownKeys(now), now);
      return key ? headerFor(from, key.certificate) : null;
    },
    decide: async ({ draft, fields }) => outlook(await session(), draft, voice(), fields),
  });
}

/**
 * @param {string} address @param {import("../mail/types.d.ts").OwnKey[]} keys @param {import("./types.d.ts").VaultSession} session
 */
function keyFor(address, keys, { ownKey }) {
  if (ownKey && isFor(ownKey, address)) return ownKey;
  return keys.find((key) => isFor(key, address)) ?? null;
}

/**
 * @param {import("../mail/types.d.ts").OwnKey|null} own
 * @param {import("../keys/standings.js").Standings} standings
 * @param {string} address
 * @returns {Promise<false|{ keys: { fingerprint: string, lastModified: string, source: string }[] }>}
 */
async function validKey(own, standings, address) {
  if (own) return { keys: [{ fingerprint: own.fingerprint.toLowerCase(), lastModified: own.created, source: "PGP_ZEGEL" }] };
  const { standing, candidates } = await standings.of(address).catch(() => ({ standing: null, candidates: [] }));
  if (!standing?.certificate || !isUsable(standing.state)) return false;
  const { fingerprint, created } = standing.certificate;
  return { keys: [{ fingerprint: fingerprint.toLowerCase(), lastModified: created, source: candidates[0]?.source ?? "" }] };
}

/** Of what this speaks, for hosts that ask. */
const version = "1";
