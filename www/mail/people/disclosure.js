// @ts-check
// Whom looking up keys tells whom one writes to: said once, and again when another place is added.

import { h } from "../../button/dom.js";
import { icon } from "../../icons/icon.js";

/**
 * A notice that goes away when it is read; nothing where nobody but the own server is asked, or it was read before.
 * @param {import("../../keys/finder.js").Finder} finder
 * @param {ReturnType<typeof import("./words.js").peopleWords>} words
 * @param {string} address  of a recipient, for an example
 * @returns {Promise<HTMLElement|null>}
 */
export async function disclosureNotice(finder, words, address) {
  const told = finder.disclosures(address).filter(({ learns, host }) => learns === "address" && host);
  if (told.length === 0 || await finder.disclosureSeen()) return null;
  const notice = h("p", { class: "disclosure", role: "note" }, icon("info", { size: 16 }), h("span", {}, words.disclosure(finder.disclosures(address))),
    h("button", { type: "button", class: "compose-plain small", onclick: () => { notice.remove(); void finder.markDisclosureSeen(); } }, words.tell("disclosure.ok")));
  return notice;
}
