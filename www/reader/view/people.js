// @ts-check
// Names and addresses in the page's own sentences.

import { nameAndAddress, plainWords, called } from "../../mail/texts/names.js";

/**
 * @param {import("../types.d.ts").Letterhead|null} head
 * @param {import("../types.d.ts").Voice} voice
 */
export function senderOf(head, { say }) {
  return head?.from ? called(head.from) : say("sender");
}

/** @param {{ name: string|null, address: string|null, value?: string }} one */
export function whole({ name, address, value }) {
  return address ? nameAndAddress({ name, address: plainWords(address) }) : plainWords(value);
}
