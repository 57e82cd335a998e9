// @ts-check
// What of a message can be seen, for quoting it where it is not shown: it is laid out aside, as the reader would, and looked at.

import { bodyOf } from "../mail/reader/body.js";
import { staysClosed } from "../mail/reader/statements.js";

/** Milliseconds for the frame of a mail to stand. */
const patience = 10_000;

/**
 * @param {import("../mail/types.d.ts").OpenMessage} message
 * @param {import("./editor-beginning.js").Around} around
 * @returns {Promise<{ shown: string, quote: import("../mail/reader/quote.js").Quote|null }>}
 */
export async function seenOf({ opened }, { session, place }) {
  if (staysClosed(opened)) return { shown: "", quote: null };
  const { address } = session.account;
  const aside = document.createElement("div");
  aside.className = "quoted-aside";
  aside.inert = true;
  /** @type {() => void} */
  let stands = () => {};
  const shown = opened.html === null ? Promise.resolve() : new Promise((resolve) => { stands = () => resolve(undefined); setTimeout(resolve, patience); });
  const body = bodyOf(opened, { title: "", empty: "", onEscape() {}, onMailto() {}, onShown: stands });
  aside.append(body.node);
  place.append(aside);
  try {
    await shown;
    return { shown: body.shown(), quote: body.quote(address.slice(address.lastIndexOf("@") + 1)) };
  } finally {
    body.close();
    aside.remove();
  }
}
