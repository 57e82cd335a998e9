// @ts-check
// "What leaves this browser": the bytes themselves, as they are or would be handed to the server.

import { h } from "./dom.js";
import { dressDialogs } from "./looks-dialogs.js";
import { say, size } from "./say.js";

/** A page cannot lay out megabytes of base64 at once; the file that Save writes is whole. */
const shownAtMost = 256 * 1024;

/**
 * @typedef {import("./types.d.ts").OutgoingMessage} OutgoingMessage
 * @typedef {{ tell: (what: any) => string, words: import("./types.d.ts").Words, language: string }} With
 */

/**
 * @param {{
 *   root: ShadowRoot, words: import("./types.d.ts").Words, language: string, sent: boolean,
 *   make: (signal: AbortSignal) => Promise<import("./types.d.ts").Outgoing>,
 * }} opening
 * @returns {Promise<void>}
 */
export async function showBytes({ root, words, language, sent, make }) {
  const tell = (/** @type {any} */ what) => say(words.texts, what, language);
  const leaving = new AbortController();
  const body = h("div", { class: "body", "aria-live": "polite" }, h("p", { class: "more" }, words.icon("loader-circle", { size: 18 }), tell(["bytes.working"])));
  const dialog = h("dialog", { class: "bytes", part: "dialog", "aria-labelledby": "bytes-title" },
    h("div", { class: "top" }, h("h2", { id: "bytes-title" }, words.icon("scroll-text", { size: 22 }), tell(["bytes.title"])),
      h("button", { type: "button", class: "quiet icon-only", "aria-label": tell(["menu.close"]), onclick: () => dialog.close() }, words.icon("x", { size: 20 }))),
    body);
  dialog.addEventListener("close", () => { leaving.abort(); dialog.remove(); });
  dressDialogs(root);
  root.append(dialog);
  dialog.showModal();
  try {
    const outgoing = await make(leaving.signal);
    const sentence = sent && outgoing.protected ? "bytes.sent" : outgoing.protected ? "bytes.sealed" : "bytes.clear";
    body.replaceChildren(
      h("p", { class: `verdict ${outgoing.protected ? "on" : "off"}` }, words.icon(outgoing.protected ? "lock" : "lock-open", { size: 18 }), h("span", {}, tell([sentence]))),
      ...outgoing.messages.map((message, index) => source(message, index, { tell, words, language })));
  } catch (error) {
    if (leaving.signal.aborted) return;
    body.replaceChildren(h("p", { class: "verdict failed", role: "alert" }, words.icon("octagon-alert", { size: 18 }),
      h("span", {}, words.failure(error))));
  }
}

/** @param {OutgoingMessage} message @param {number} index @param {With} with_ */
function source(message, index, { tell, words, language }) {
  const { bytes, blob, rcptTo, kept } = message;
  const whole = blob ?? new Blob([/** @type {BlobPart} */ (bytes)], { type: "message/rfc822" });
  const recipients = rcptTo.join(", ");
  const heading = tell([rcptTo.length === 0 ? "bytes.kept" : kept ? "bytes.kept-and" : "bytes.to", { recipients }]);
  // Of a message that is a Blob, these are the beginning.
  const shown = bytes.subarray(0, shownAtMost);
  const text = new TextDecoder().decode(shown);
  const copy = h("button", {
    type: "button", class: "quiet", onclick: async () => {
      await navigator.clipboard.writeText(await whole.text());
      copy.lastChild?.replaceWith(tell(["bytes.copied"]));
    },
  }, words.icon("copy", { size: 16 }), tell(["bytes.copy"]));
  return h("section", { class: "source", "aria-label": heading },
    h("div", { class: "source-head" }, h("h3", {}, heading), h("span", { class: "size" }, size(whole.size, language)),
      copy, h("button", { type: "button", class: "quiet", onclick: () => save(whole, index) }, words.icon("download", { size: 16 }), tell(["bytes.save"]))),
    h("pre", { tabindex: "0", role: "region", "aria-label": tell(["bytes.raw"]) }, text),
    shown.length < whole.size && h("p", { class: "more" }, tell(["bytes.cut", { shown: size(shown.length, language), size: size(whole.size, language) }])));
}

/** @param {Blob} whole @param {number} index */
function save(whole, index) {
  const url = URL.createObjectURL(whole);
  h("a", { href: url, download: `message-${index + 1}.eml` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
