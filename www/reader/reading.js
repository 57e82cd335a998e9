// @ts-check
// One message from the passphrase to its answer: what is shown when.

import { equal } from "../keys/bytes.js";
import { normalPassphrase } from "../engine/passphrase.js";
import { showFailure } from "./view/failure.js";
import { showOpened } from "./view/opened.js";
import { Unlock } from "./view/unlock.js";
import { Opener } from "./work/opener.js";

/**
 * @typedef {import("./types.d.ts").Letterhead} Letterhead
 * @typedef {import("./types.d.ts").Opened} Opened
 * @typedef {import("./types.d.ts").Failure} Failure
 */

export class Reading {
  #shell;
  #of;
  /** @type {Promise<Opener>} */ #opener;
  /** Of which try an answer is waited for. */ #turn = 0;

  /**
   * @param {import("./view/shell.js").Shell} shell
   * @param {{ head: Letterhead|null, code: string, program: Promise<Uint8Array>, message: Promise<Blob>, onOther?: () => void }} of
   *   `onOther`: to open another file
   */
  constructor(shell, of) {
    this.#shell = shell;
    this.#of = of;
    this.#opener = Promise.all([of.program, of.message]).then(([program, message]) => new Opener({ code: of.code, program, message }));
  }

  begin() {
    const { head } = this.#of;
    // A file that is damaged says so before anybody has typed.
    this.#opener.catch((failure) => this.#fail(failure));
    if (isPast(head?.expires)) return this.#expired(head?.expires ?? "");
    const unlock = new Unlock(this.#shell, head, {
      onPassphrase: (passphrase) => void this.#try(unlock, normalPassphrase(passphrase)),
      onCancel: () => {
        this.#turn += 1;
        unlock.showField();
        this.#opener.then((opener) => opener.cancel(), () => {});
      },
      onOther: this.#of.onOther,
    });
  }

  /** @param {Unlock} unlock @param {string} passphrase */
  async #try(unlock, passphrase) {
    const turn = (this.#turn += 1);
    const isCanceled = () => turn !== this.#turn;
    unlock.showOpening();
    try {
      const opener = await this.#opener;
      if (!await opener.isApart()) unlock.showWait();
      if (isCanceled()) return;
      const opened = await this.#open(opener, passphrase, (done, total) => unlock.showProgress(done, total));
      if (isCanceled()) return;
      const { expires } = opened.opened.restrictions;
      if (isPast(expires)) return this.#expired(expires ?? "");
      showOpened(this.#shell, { ...opened, head: this.#of.head, passphrase, opener, onClose: () => this.begin(), onOther: this.#of.onOther });
    } catch (error) {
      const failure = /** @type {Failure} */ (error);
      if (isCanceled()) return;
      if (failure.code === "passphrase-wrong") unlock.showWrong();
      else this.#fail(failure);
    }
  }

  /**
   * Opens with the certificate of the file; where there is none, with the one that came inside.
   * @param {Opener} opener
   * @param {string} passphrase
   * @param {(done: number, total: number) => void} onProgress
   */
  async #open(opener, passphrase, onProgress) {
    const progress = (/** @type {{ done: number, total: number }} */ { done, total }) => onProgress(done, total);
    const given = this.#of.head?.certificate ?? new Uint8Array();
    const opened = await opener.open(passphrase, given, progress);
    const { state } = opened.encryption;
    if (state === "not-for-you") throw { code: "passphrase-wrong" };
    if (state !== "encrypted") throw { code: state === "unsupported" ? "message-unsupported" : "message-damaged" };
    const brought = broughtBySender(opened);
    if (given.length === 0 && brought) return { opened: await opener.open(passphrase, brought, progress), certificate: brought };
    return { opened, certificate: proven(opened, given, brought) };
  }

  /** @param {string} date */
  #expired(date) {
    showFailure(this.#shell, this.#of.head, { code: "expired", detail: { date } });
  }

  /** @param {Failure} failure */
  #fail(failure) {
    showFailure(this.#shell, this.#of.head, failure, () => this.begin());
  }
}

/** @param {string|null|undefined} date */
function isPast(date) {
  const when = date ? Date.parse(date) : NaN;
  return when < Date.now();
}

/** The sender's certificate that lies inside the encryption, put there by somebody who knows the passphrase. @param {Opened} opened */
function broughtBySender({ keys, headers: { from } }) {
  return keys.find(({ source, address }) => source === "autocrypt" && address.toLowerCase() === from.address?.toLowerCase())?.bytes;
}

/**
 * The certificate to which an answer may be encrypted. The one outside could have been exchanged on the way by whoever
 * wants to read the answer; what was made inside, by somebody who knows the passphrase, could not.
 * @param {Opened} opened
 * @param {Uint8Array} given
 * @param {Uint8Array} [brought]
 */
function proven({ signature }, given, brought) {
  if (given.length === 0) return null;
  return signature.state === "valid" || (brought && equal(brought, given)) ? given : null;
}
