// @ts-check
// The armored part of a message that the engine made for a host that writes the header by itself.

import { ZegelError } from "./errors.js";

const begins = "-----BEGIN PGP MESSAGE-----";
const ends = "-----END PGP MESSAGE-----";

/**
 * @param {import("../generated/contract.js").Outgoing} outgoing  of a draft with `bodyOnly`
 * @returns {import("./types.js").SealedBody}
 */
export function bodyOf({ messages, protected: sealed, label, decision }) {
  const text = new TextDecoder().decode(messages[0]?.bytes);
  const [from, to] = [text.indexOf(begins), text.indexOf(ends)];
  if (!sealed || messages.length !== 1 || from < 0 || to < from) throw new ZegelError("internal", { place: "body" });
  return { armored: `${text.slice(from, to + ends.length)}\r\n`, label, decision };
}
