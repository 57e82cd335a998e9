// @ts-check
// What has to be true before a frame does anything: the person connected this website for this address, and the organisation
// allows it. Asked again when either changes.

import { PortError } from "../embed/port.js";
import { judgeHost } from "./hosts.js";
import { openSession } from "./session.js";

/**
 * @typedef {import("./types.d.ts").VaultSession} VaultSession
 * @typedef {import("./connections.js").Connections} Connections
 * @typedef {{ engine: Promise<import("../mail/types.d.ts").Engine>, config: Promise<import("./types.d.ts").VaultConfig> }} Begun
 * @typedef {{ state: "not-connected" }|{ state: "refused", judgement: Extract<import("./hosts.js").Judgement, { allowed: false }>, session: VaultSession }
 *   |{ state: "connected", session: VaultSession }} State
 */

/** Milliseconds after which rules that could not be read are asked for again, by whatever asks then. */
const unreadFor = 10_000;

export class Access {
  /** @type {{ address: string, session: Promise<VaultSession> }|null} */
  #opened = null;

  /** What was loaded, or is being loaded; null where that failed. @type {Begun|null} */
  #begun;

  /** @param {{ met: import("./handshake.js").Met, connections: import("./connections.js").Connections, begun: Begun, load: () => Begun, sight: import("./visible.js").Sight }} means */
  constructor({ met: { host, connect }, connections, begun, load, sight }) {
    this.host = host;
    /** As the host says it; null where it says none. */
    this.given = connect.address;
    this.name = connect.name ?? null;
    this.keyring = connect.keyring;
    this.connections = connections;
    this.#begun = begun;
    this.load = load;
    this.sight = sight;
  }

  /** @returns {Promise<State>} */
  async state() {
    const connection = await this.connections.of(this.host, this.keyring, this.given);
    const address = this.given ?? connection?.address ?? null;
    if (!address) return { state: "not-connected" };
    const { session, judgement } = await this.judged(address);
    if (!judgement.allowed) return { state: "refused", judgement, session };
    return connection ? { state: "connected", session } : { state: "not-connected" };
  }

  /** Whether the rules for this address allow the host; before the person is asked anything. @param {string} address */
  async judged(address) {
    const session = await this.session(address);
    return { session, judgement: judgeHost(this.host, session, session.config.hosts) };
  }

  /** @param {string} address @returns {Promise<VaultSession>} */
  session(address) {
    if (this.#opened?.address !== address) {
      const session = this.#open(address);
      // What failed is tried again the next time.
      const forget = () => { if (this.#opened?.session === session) this.#opened = null; };
      session.then(({ bundleFailed }) => { if (bundleFailed) setTimeout(forget, unreadFor); }, forget);
      this.#opened = { address, session };
    }
    return this.#opened.session;
  }

  /** Whoever asks next begins anew. */
  forget() {
    this.#opened = null;
  }

  /** @param {string} address */
  async #open(address) {
    const begun = this.#begun ??= this.load();
    try {
      const [whole, config] = await Promise.all([begun.engine, begun.config]);
      const engine = forHost(whole, () => this.#foreign(whole));
      const session = await openSession({ config, engine, address, name: this.name, seen: () => this.sight.seen() });
      guardVault(session.vault, this.sight);
      return session;
    } catch (error) {
      // Loaded again by whoever asks next.
      if (this.#begun === begun) this.#begun = null;
      throw error;
    }
  }

  /**
   * The person's keys that are of other websites' accounts: here they open nothing, and are not named.
   * @param {import("../mail/types.d.ts").Engine} engine @returns {Promise<string[]>} fingerprints
   */
  async #foreign(engine) {
    const { here, elsewhere } = await this.connections.accounts(this.host);
    const isOf = (/** @type {string[]} */ list, /** @type {{ addresses: string[] }} */ key) => key.addresses.some((one) => list.includes(one.toLowerCase()));
    return elsewhere.length === 0 ? [] : (await engine.ownKeys()).filter((key) => isOf(elsewhere, key) && !isOf(here, key)).map(({ fingerprint }) => fingerprint);
  }

  /** The person's keys that the host may hear of. @param {VaultSession} session */
  async ownKeys({ engine }) {
    const [keys, foreign] = await Promise.all([engine.ownKeys(), this.#foreign(engine)]);
    return keys.filter(({ fingerprint }) => !foreign.includes(fingerprint));
  }

  /** Remembers that the person wants this. @param {string} address */
  connect(address) {
    return this.connections.connect({ host: this.host, keyring: this.keyring, given: this.given, address, name: this.name });
  }
}

/**
 * The engine, but for mail of other websites' accounts it has no keys.
 * @param {import("../mail/types.d.ts").Engine} engine
 * @param {() => Promise<string[]>} foreign
 * @returns {import("../mail/types.d.ts").Engine}
 */
function forHost(engine, foreign) {
  return { ...engine, open: async (message, options) => engine.open(message, { ...options, without: await foreign() }) };
}

/** @param {State} state @returns {PortError} what a host is told that asks meanwhile */
export function refusalOf(state) {
  return state.state === "refused" ? new PortError("host-not-allowed", { reason: state.judgement.reason }) : new PortError("not-connected");
}

/**
 * What cannot be taken back, or opens what is locked, happens only in a frame that is seen.
 * @param {import("../keys/vault.js").Vault} vault
 * @param {import("./visible.js").Sight} sight
 */
function guardVault(vault, sight) {
  const guarded = /** @type {const} */ (["unlock", "unlockWithPasskey", "setPassphrase", "addPasskey", "removeLock", "backupKeys", "exportKey", "revokeKey", "revocation", "removeKey", "passphrase"]);
  for (const name of guarded) {
    const work = /** @type {(...all: any[]) => Promise<any>} */ (vault[name]).bind(vault);
    /** @type {any} */ (vault)[name] = async (/** @type {any[]} */ ...all) => {
      await sight.seen();
      return work(...all);
    };
  }
}
