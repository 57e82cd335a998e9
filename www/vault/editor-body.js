// @ts-check
// The editor for hosts that write the header by themselves: whom it goes to comes when it is to be encrypted, and what they get
// is one armored message. Mailvelope's client API names the failures.

import { PortError } from "../embed/port.js";
import { ZegelError } from "../engine/errors.js";
import { isUsable } from "../keys/standings.js";

/**
 * @typedef {import("../mail/types.d.ts").Engine} Engine
 * @typedef {import("../mail/compose/composer.js").Composer} Composer
 * @typedef {import("../button/types.d.ts").OutgoingMessage} OutgoingMessage
 */

/** What a host posts is the armor of base64, percent-encoded once more. */
const posted = 2.23;

/**
 * The engine, but what it seals is the armored message alone. All else that <zegel-protect> makes sure of stays as it is.
 * @param {Engine} engine
 * @returns {Engine}
 */
export function bodyEngine(engine) {
  return {
    ...engine,
    async seal({ cc: _, bcc: __, ...draft }, { letters: ___, ...options }) {
      const { armored, label, decision } = await engine.sealBody(draft, options);
      const message = { bytes: new TextEncoder().encode(armored), mailFrom: draft.from, rcptTo: draft.to, kept: true };
      return { messages: [message], protected: true, label, template: decision.protection?.template ?? null, reasons: [], decision, left: [] };
    },
  };
}

/** How large it will be where it is posted. @param {number|undefined} quota  octets of all files, as the host says @param {() => number|undefined} limit  octets of what it takes */
export function postedWeight(quota, limit) {
  return (/** @type {{ attachments: { size: number }[] }} */ { attachments }) => {
    const files = attachments.reduce((sum, { size }) => sum + size, 0);
    if (quota && files > quota) return { size: files, limit: quota, over: true, files: attachments.length };
    const [size, most] = [Math.round(files * posted), limit() ?? Number.MAX_SAFE_INTEGER];
    return files > 1_000_000 || size > most ? { size, limit: most, over: size > most, files: attachments.length } : null;
  };
}

export class Body {
  /** @type {((armored: string) => void)|null} */ #take = null;
  #running = false;
  #quota;

  /** @param {number|undefined} quota */
  constructor(quota) {
    this.#quota = quota;
  }

  /** In the place of what sends: the host waits for it. */
  sender = {
    send: async (/** @type {{ messages: OutgoingMessage[] }} */ { messages: [{ bytes }] }) => { this.#take?.(new TextDecoder().decode(bytes)); },
  };

  /**
   * @param {Composer} composer
   * @param {(string|null)[]} recipients  Roundcube says null for the person themselves
   * @returns {Promise<string>}
   */
  async encrypt(composer, recipients) {
    if (this.#running) throw new PortError("ENCRYPT_IN_PROGRESS");
    this.#running = true;
    try {
      const { opening: { account }, people } = composer;
      if (this.#quota && composer.written().attachments.reduce((sum, { size }) => sum + size, 0) > this.#quota) throw new PortError("ENCRYPT_QUOTA_SIZE");
      const own = account.address.toLowerCase();
      const to = [...new Set((recipients ?? []).filter((one) => typeof one === "string" && one.trim() !== ""))].map(String);
      const others = to.filter((one) => one.toLowerCase() !== own);
      // To nobody but oneself is to oneself.
      composer.readdress({ to: others.length > 0 ? others : [account.address], cc: [], bcc: [] });
      const asked = people.list("to").join();
      await people.lookup.done();
      for (const { address, state } of people.recipients()) {
        if (address.toLowerCase() === own || isUsable(/** @type {any} */ (state)) || state === "changed") continue;
        throw new PortError("NO_KEY_FOR_RECIPIENT", { address, state });
      }
      const armored = new Promise((resolve) => { this.#take = resolve; });
      if (!await composer.send()) throw new PortError("canceled");
      if (people.list("to").join() !== asked) throw new PortError("RECIPIENTS_CHANGED");
      return await armored;
    } finally {
      this.#take = null;
      this.#running = false;
    }
  }

  /**
   * To oneself alone, with all that it takes to go on with it.
   * @param {Engine} engine
   * @param {Composer} composer
   * @param {{ from: string|undefined, keep: (bytes: { written: any, contents: Blob[] }) => object }} options
   * @returns {Promise<string>}
   */
  async createDraft(engine, composer, { from, keep }) {
    const now = composer.now();
    const bytes = await engine.sealDraft(/** @type {any} */ (keep(now)), { contents: now.contents, from });
    const armored = /-----BEGIN PGP MESSAGE-----[^]*?-----END PGP MESSAGE-----/.exec(new TextDecoder().decode(bytes))?.[0];
    if (!armored) throw new ZegelError("internal");
    return `${armored}\r\n`;
  }
}
