// @ts-check
// Finds the certificates of recipients while they are typed, once per address, and says how far it is with each.

/**
 * @typedef {import("../../../button/types.d.ts").CertificateView} CertificateView
 * @typedef {import("../../../button/types.d.ts").RecipientState} RecipientState
 * @typedef {{ state: Exclude<RecipientState, "malformed">, reason: string|null, view: CertificateView|null,
 *   certificate: Uint8Array|null, source: string|null }} Answer
 * @typedef {(address: string) => Promise<{ certificate: Uint8Array, source: string }|null>} Find
 */

export class Lookup {
  /** @type {Map<string, Answer>} */ #answers = new Map();
  /** @type {Map<string, Promise<void>>} */ #running = new Map();

  /**
   * @param {{ engine: Pick<import("../../../button/types.d.ts").Engine, "readCertificate">, find: Find, onChange: () => void }} options
   */
  constructor({ engine, find, onChange }) {
    this.engine = engine;
    this.find = find;
    this.onChange = onChange;
  }

  /**
   * What is known of an address; asks when nothing is.
   * @param {string} address
   * @returns {Answer}
   */
  of(address) {
    const key = address.toLowerCase();
    const known = this.#answers.get(key);
    if (known) return known;
    const asked = blank("looking");
    this.#answers.set(key, asked);
    this.#running.set(key, this.#ask(address).then((answer) => {
      this.#answers.set(key, answer);
      this.#running.delete(key);
      this.onChange();
    }));
    return asked;
  }

  /** Asks again. @param {string} address */
  again(address) {
    this.#answers.delete(address.toLowerCase());
    this.of(address);
    this.onChange();
  }

  /** Waits for what is under way. */
  async done() {
    while (this.#running.size > 0) await Promise.all(this.#running.values());
  }

  /**
   * The usable certificates of these addresses, each for the address it was found for.
   * @param {string[]} addresses
   * @returns {import("../../../button/types.d.ts").FoundCertificate[]}
   */
  certificates(addresses) {
    return addresses.flatMap((address) => {
      const answer = this.#answers.get(address.toLowerCase());
      return answer?.state === "known" && answer.certificate ? [{ address, bytes: answer.certificate }] : [];
    });
  }

  /** @param {string} address @returns {Promise<Answer>} */
  async #ask(address) {
    let found;
    try {
      found = await this.find(address);
    } catch {
      return blank("unreachable");
    }
    if (!found) return blank("none");
    const { certificate, source } = found;
    try {
      const view = await this.engine.readCertificate(certificate, address);
      return { state: view.usable ? "known" : "unusable", reason: view.reason, view, certificate, source };
    } catch (error) {
      const { code } = /** @type {{ code?: string }} */ (error);
      // A worker that died says nothing about the certificate.
      if (code === "engine-crashed" || code === "engine-not-loaded") return blank("unreachable");
      return { ...blank("unusable"), reason: code ?? "certificate-malformed", certificate, source };
    }
  }
}

/** @param {Answer["state"]} state @returns {Answer} */
function blank(state) {
  return { state, reason: null, view: null, certificate: null, source: null };
}
