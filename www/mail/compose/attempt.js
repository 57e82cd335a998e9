// @ts-check
// Which message it is that is sent: by its Message-ID an interrupted sending is known from a new one.

import { makeMessageId } from "./draft.js";

/** @typedef {{ said: string, contents: Blob[] }} Content  everything but whom it goes to and when */

export class Attempt {
  #address;
  #draft;
  /** Which draft its Message-ID names. @type {string|null} */ #named;
  /** What was handed over under this Message-ID. @type {Content|null} */ #handed = null;

  /** @param {string} address  of the writer @param {() => string|null} [draft]  what it is kept as */
  constructor(address, draft = () => null) {
    this.#address = address;
    this.#draft = draft;
    this.#named = draft();
    this.messageId = makeMessageId(address, this.#named);
  }

  /** What was changed after an interrupted sending is another message, and goes to everybody; the same goes to who lacks it. @param {Content} now */
  begin(now) {
    const before = this.#handed;
    if (before && now.said === before.said && now.contents.every((one, index) => one === before.contents[index])) return;
    // Where another tab took the draft away, this is one of its own now.
    if (!before && this.#draft() === this.#named) return;
    this.#named = this.#draft();
    this.messageId = makeMessageId(this.#address, this.#named);
    this.#handed = null;
  }

  /** @param {Content} now */
  handed(now) { this.#handed = now; }
}
