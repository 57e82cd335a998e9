// @ts-check
// Which message it is that is sent: by its Message-ID an interrupted sending is known from a new one.

import { makeMessageId } from "./draft.js";

/** @typedef {{ said: string, contents: Blob[] }} Content  everything but whom it goes to and when */

export class Attempt {
  #address;
  /** What was handed over under this Message-ID. @type {Content|null} */ #handed = null;

  /** @param {string} address  of the writer */
  constructor(address) {
    this.#address = address;
    this.messageId = makeMessageId(address);
  }

  /** What was changed after an interrupted sending is another message, and goes to everybody; the same goes to who lacks it. @param {Content} now */
  begin(now) {
    const before = this.#handed;
    if (!before || (now.said === before.said && now.contents.every((one, index) => one === before.contents[index]))) return;
    this.messageId = makeMessageId(this.#address);
    this.#handed = null;
  }

  /** @param {Content} now */
  handed(now) { this.#handed = now; }
}
