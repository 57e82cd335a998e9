// @ts-check
// The opened message: what is known about it above, its text, its files, and what can be done with it.

import { icon } from "../../icons/icon.js";
import { element } from "../../mail/element.js";
import { attachmentsOf, bodyOf } from "../../mail/reader/body.js";
import { called, plainWords } from "../../mail/texts/names.js";
import { listing, longDate } from "../../mail/texts/texts.js";
import { framePage } from "../trusted.js";
import { attachmentList } from "./attachments.js";
import { certainty } from "./certainty.js";
import { chips, labelOf } from "./chips.js";
import { labelSheets } from "./paper.js";
import { heldBack, restrain } from "./restrain.js";
import { Reply } from "./reply.js";
import { whole } from "./people.js";

/**
 * @typedef {{ opened: import("../types.d.ts").Opened, certificate: Uint8Array|null, head: import("../types.d.ts").Letterhead|null, passphrase: string,
 *   opener: import("../work/opener.js").Opener, onClose: () => void, onOther?: () => void }} Message
 *   certificate: to which an answer may be encrypted, if there is one
 */

/**
 * @param {import("./shell.js").Shell} shell
 * @param {Message} message
 */
export function showOpened(shell, message) {
  const { opened, head } = message;
  const { say, language } = shell.voice;
  const { headers, restrictions } = opened;
  const body = bodyOf(opened, {
    title: say("opened.body"), empty: say("opened.empty"), page: framePage, onEscape() {}, onMailto: writeTo,
    onShown: (inside) => restrictions.doNotForward && restrain(inside.body),
  });
  const title = element("h1", { tabindex: -1, dir: "auto", class: "subject" }, plainLine(headers.subject.value) || say("opened.no-subject"));
  const canvas = element("div", { class: "canvas" },
    body.remote > 0 && element("p", { class: "remote muted small" }, icon("image-off", { size: 16 }), say("opened.remote", { count: body.remote })), body.node);
  const reply = new Reply(shell, message);
  const print = element("button", { type: "button", class: "button", on: { click: () => globalThis.print() } }, icon("printer", { size: 18 }), say("opened.print"));
  const article = element("article", { class: "card wide" },
    element("div", { class: "about" },
      chips(opened, shell.voice), title, people(opened, shell.voice), certainty(opened, shell.voice),
      mismatch(opened, head, shell.voice),
      restrictions.doNotForward && heldBack(shell.voice),
      restrictions.expires ? element("p", { class: "notice" }, icon("clock"), element("span", {}, say("opened.valid-until", { date: longDate(restrictions.expires, language) }))) : null),
    canvas,
    attachmentList(attachmentsOf(/** @type {any} */ (opened)), shell),
    element("div", { class: "acts" }, reply.button, restrictions.doNotForward ? null : print, element("span", { class: "grow" }),
      element("button", { type: "button", class: "button quiet", on: { click: () => reply.leave(close) } }, icon("x", { size: 18 }), say("opened.close"))),
    reply.place);
  const close = () => {
    body.close();
    document.documentElement.classList.remove("no-print");
    labelSheets(null);
    message.onClose();
  };
  shell.show(article, message.onOther ? element("button", { type: "button", class: "button quiet other", on: { click: () => reply.leave(() => { close(); message.onOther?.(); }) } }, say("choose.other")) : null);
  labelSheets(labelOf(opened)?.name ?? null);
  if (restrictions.doNotForward) {
    restrain(canvas);
    restrain(title);
    document.documentElement.classList.add("no-print");
    article.append(element("p", { class: "print-refused" }, say("forward.print")));
  }
  title.focus({ preventScroll: true });
}

/** @param {string} text */
function plainLine(text) {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, " ").trim();
}

/** @param {import("../types.d.ts").Opened} opened @param {import("../types.d.ts").Voice} voice */
function people({ headers: { from, to, cc, date } }, { say, language }) {
  const names = (/** @type {import("../../generated/contract.js").Field[]} */ fields) => listing(fields.map(called), language);
  const full = (/** @type {import("../../generated/contract.js").Field[]} */ fields) => fields.map(whole).join(", ");
  const line = (/** @type {string} */ term, /** @type {string} */ words, /** @type {string} */ more) => [element("dt", {}, term), element("dd", { dir: "auto", title: more }, words)];
  return element("dl", { class: "people" },
    ...line(say("opened.from"), whole(from), plainWords(from.value)),
    ...(to.length > 0 ? line(say("opened.to"), names(to), full(to)) : []),
    ...(cc.length > 0 ? line(say("opened.cc"), names(cc), full(cc)) : []),
    element("dt", {}, say("unlock.date")), element("dd", {}, longDate(date.value, language)));
}

/**
 * Where the file says outside that somebody else wrote.
 * @param {import("../types.d.ts").Opened} opened
 * @param {import("../types.d.ts").Letterhead|null} head
 * @param {import("../types.d.ts").Voice} voice
 */
function mismatch({ headers: { from } }, head, { say }) {
  const outside = head?.from?.address;
  if (!outside || outside.toLowerCase() === from.address?.toLowerCase()) return null;
  return element("p", { class: "notice danger", role: "alert" }, icon("triangle-alert"),
    element("span", {}, say("opened.mismatch", { outside: plainWords(outside), inside: whole(from) })));
}

/** @param {string} address */
function writeTo(address) {
  element("a", { href: `mailto:${encodeURIComponent(address).replace(/%40/g, "@")}` }).click();
}
