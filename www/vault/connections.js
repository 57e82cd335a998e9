// @ts-check
// Which websites the person has connected, for whose mailbox, and the sign by which they know that a frame is theirs.

import { Database } from "../keys/database.js";

/**
 * @typedef {{ host: string, keyring: string, given: string|null, address: string, name: string|null, since: string }} Connection
 *   `given`: the address as the host says it; null where it says none, and the person did
 * @typedef {{ picture: string, color: string }} Indicator
 */

export class Connections extends EventTarget {
  #database = new Database("zegel-connections", [(database) => {
    for (const name of ["connections", "own"]) database.createObjectStore(name);
  }]);
  #connections = this.#database.table("connections");
  #own = this.#database.table("own");
  /** The other frames of this origin. */
  #others = new BroadcastChannel("zegel-connections");

  constructor() {
    super();
    this.#others.onmessage = () => this.#changed(true);
  }

  /** @param {string} host @param {string} keyring @param {string|null} given @returns {Promise<Connection|null>} */
  async of(host, keyring, given) {
    return this.#connections.get(placeOf(host, keyring, given));
  }

  /** @returns {Promise<Connection[]>} by website */
  async all() {
    const all = (await this.#connections.entries()).map(([, connection]) => /** @type {Connection} */ (connection));
    return all.sort((a, b) => a.host.localeCompare(b.host) || a.address.localeCompare(b.address));
  }

  /** @param {Omit<Connection, "since">} connection */
  async connect(connection) {
    const { host, keyring, given } = connection;
    await this.#connections.update(placeOf(host, keyring, given), () => ({ ...connection, since: new Date().toISOString() }));
    this.#tell();
  }

  /** @param {Connection} connection */
  async disconnect({ host, keyring, given }) {
    await this.#connections.update(placeOf(host, keyring, given), () => null);
    await this.#own.update(`agreed ${host}`, () => null);
    this.#tell();
  }

  /** @returns {Promise<Indicator|null>} */
  indicator() {
    return this.#own.get("indicator");
  }

  /** @param {Indicator} indicator */
  async choose(indicator) {
    await this.#own.update("indicator", () => indicator);
    this.#tell();
  }

  /**
   * The accounts that the person uses elsewhere only: nothing of them is opened on this website. An address of which nobody said
   * where it is used, as an earlier one of theirs, belongs to any.
   * @param {string} host
   * @returns {Promise<{ elsewhere: string[], here: string[] }>} in lower case
   */
  async accounts(host) {
    const all = await this.all();
    const here = all.filter((one) => one.host === host).map(({ address }) => address.toLowerCase());
    return { here, elsewhere: all.map(({ address }) => address.toLowerCase()).filter((address) => !here.includes(address)) };
  }

  /** For whom, by address and key, the person said on this website that it may be encrypted. @param {string} host @returns {Promise<string[]>} */
  async agreed(host) {
    return await this.#own.get(`agreed ${host}`) ?? [];
  }

  /** @param {string} host @param {string[]} people */
  async agree(host, people) {
    await this.#own.update(`agreed ${host}`, (/** @type {string[]|null} */ before) => [...new Set([...before ?? [], ...people])].slice(-5000));
  }

  #tell() {
    this.#others.postMessage("change");
    this.#changed(false);
  }

  /** @param {boolean} elsewhere  in another frame */
  #changed(elsewhere) {
    this.dispatchEvent(new CustomEvent("change", { detail: { elsewhere } }));
  }
}

/** @param {string} host @param {string} keyring @param {string|null} given */
function placeOf(host, keyring, given) {
  return JSON.stringify([host, keyring, given?.toLowerCase() ?? null]);
}
