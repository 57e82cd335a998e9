// @ts-check
// What an opened message is shown with, wherever it is shown: whom it is from and to, what there is to be careful about, what
// else lies in it, and how it can be answered.

import { icon } from "../../icons/icon.js";
import { errorText } from "../../texts/error-text.js";
import { avatar } from "../avatar.js";
import { element } from "../element.js";
import { called, plainWords, shownName } from "../texts/names.js";
import { firstOf, listing, longDate, most } from "../texts/texts.js";
import { isNamed, reach } from "./answer.js";
import { staysClosed } from "./statements.js";
import { outsideFields } from "./status.js";

/**
 * @typedef {import("../types.d.ts").OpenMessage} OpenMessage
 * @typedef {import("../types.d.ts").Holder} Holder
 * @typedef {import("../types.d.ts").Voice} Voice
 */

/** @param {OpenMessage} message @param {Pick<Holder, "account">} session @param {Voice} voice */
export function headOf({ email, opened }, session, voice) {
  const { headers, encryption } = opened;
  const { say, language } = voice;
  const { from, subject, date } = headers;
  const hidden = encryption.state === "encrypted" && subject.protection.includes("encrypted");
  const title = staysClosed(opened) && subject.value === "[...]" ? say("list.protected") : subject.value || say("list.no-subject");
  const name = called(from);
  const outside = outsideFields(opened, voice);
  return element("div", { class: "head" },
    element("h2", { tabindex: -1, dir: "auto" }, title),
    hidden && element("p", { class: "hidden-note" }, icon("eye-off", { size: 15 }), say("reader.hidden-subject")),
    element("div", { class: "people" },
      avatar(name),
      element("div", { class: "people-text" },
        element("p", {}, element("strong", { dir: "auto" }, name), shownName(from.name) && from.address ? element("span", { class: "muted address" }, ` <${from.address}>`) : null),
        recipientsOf(opened, session, voice)),
      element("time", { class: "muted", datetime: email.receivedAt }, longDate(date.value || email.receivedAt, language))),
    outside.length > 0 && element("p", { class: "outside-note" }, icon("shield-off", { size: 15 }), say("reader.outside", { fields: listing(outside, language) })));
}

/**
 * Whom a message is to: the first of each field, and everybody for who wants to know before answering them all.
 * @param {Pick<OpenMessage["opened"], "headers">} opened
 * @param {Pick<Holder, "account">} session
 * @param {Voice} voice
 * @param {boolean} [all]
 * @returns {HTMLElement}
 */
function recipientsOf({ headers }, session, voice, all = false) {
  const { say, language } = voice;
  const { to, cc } = headers;
  const own = session.account.address.toLowerCase();
  /** @typedef {import("../types.d.ts").Field} Field */
  const nameOf = (/** @type {Field} */ one) => (one.address?.toLowerCase() === own ? say("reader.you") : called(one));
  const people = (/** @type {Field[]} */ fields) => (all ? listing(fields.map(nameOf), language) : firstOf(fields, nameOf, voice));
  const shown = [to, cc].flatMap((fields) => (all ? fields : fields.slice(0, most)));
  const line = element("p", { class: "muted", tabindex: all ? -1 : null, title: shown.map(({ value }) => value.replace(/[\p{Cc}\p{Cf}]/gu, "")).join(", ") },
    to.length > 0 && `${say("reader.to")} ${people(to)}`, cc.length > 0 && ` · ${say("reader.cc")} ${people(cc)}`);
  if (shown.length < to.length + cc.length) {
    const showAll = () => {
      const whole = recipientsOf({ headers }, session, voice, true);
      line.replaceWith(whole);
      whole.focus();
    };
    line.append(" ", element("button", { type: "button", class: "button small", on: { click: showAll } }, say("reader.everybody", { count: to.length + cc.length })));
  }
  return line;
}

/** @param {OpenMessage["opened"]} opened @param {Voice} voice @returns {HTMLElement[]} */
export function warningsOf({ fromMismatch, status, restrictions, headers: { from, leftOut } }, { say }) {
  return [
    // Where that is what makes it doubtful, the status says so.
    ...(fromMismatch && status.doubt !== "from-mismatch" ? [element("p", { class: "notice danger", role: "alert" }, icon("triangle-alert"),
      element("span", {}, say("reader.mismatch", { address: fromMismatch, claimed: from.address ?? plainWords(from.value) })))] : []),
    ...(leftOut > 0 ? [element("p", { class: "notice" }, icon("users"), element("span", {}, say("reader.left-out", { count: leftOut })))] : []),
    ...(restrictions.doNotForward ? [element("p", { class: "notice" }, icon("forward"), element("span", {}, say("reader.restricted")))] : []),
  ];
}

/**
 * Messages inside, and what another system protected: neither is under the status, so each is a thing by itself.
 * @param {OpenMessage} message
 * @param {Voice} voice
 * @param {(inside: Uint8Array) => void} onOpen
 */
export function withinNotices({ opened: { within, foreign } }, { say }, onOpen) {
  const shapes = { encrypted: "lock", signed: "signature", message: "mail" };
  const notices = within.map(({ kind, name, bytes }) => element("p", { class: "notice" }, icon(shapes[kind]),
    element("span", {}, say(name ? `within.${kind}-file` : `within.${kind}`, { name: plainWords(name) })),
    element("button", { type: "button", class: "button small", on: { click: () => onOpen(bytes) } }, say(`within.open-${kind}`))));
  if (foreign) notices.unshift(element("p", { class: "notice" }, icon("info"), element("span", {}, say(`within.${foreign}`))));
  return notices.length > 0 ? element("div", { class: "within" }, ...notices) : null;
}

/**
 * @param {OpenMessage} message
 * @param {Pick<Holder, "account">} session
 * @param {Voice} voice
 * @param {boolean} isOpen  only what is shown can be passed on
 * @param {(kind: "reply"|"reply-all"|"forward") => void} onAnswer
 */
export function answerButtons(message, { account: { address } }, { say }, isOpen, onAnswer) {
  const { structure, restrictions } = message.opened;
  const make = (/** @type {"reply"|"reply-all"|"forward"} */ kind, /** @type {string} */ shape, refused = "") => element("button", {
    type: "button", class: "button", "aria-disabled": refused ? "true" : null, "aria-describedby": refused ? "forward-refused" : null,
    on: { click: () => refused || onAnswer(kind) },
  }, icon(shape, { size: 18 }), say(`reader.${kind}`));
  const refused = restrictions.doNotForward ? say("reader.forward-refused") : "";
  const many = reach(message, address) > 1;
  const named = isNamed(message, address);
  return element("div", { class: "answers" },
    make("reply", "reply"),
    many && named && make("reply-all", "reply-all"),
    isOpen && make("forward", "forward", refused),
    refused ? element("p", { class: "muted small", id: "forward-refused" }, refused)
      : structure === "encrypted" && element("p", { class: "muted small" }, icon("lock", { size: 14 }), say("reader.answer-protected")),
    many && !named && element("p", { class: "muted small" }, icon("eye-off", { size: 14 }), say("reader.unnamed")));
}

/**
 * Whether its sender asked that it is not shown any more. They themselves may look.
 * @param {OpenMessage} message
 * @param {string} own
 */
export function isExpired({ opened: { restrictions: { expires }, headers: { from } } }, own) {
  return expires !== null && Date.parse(expires) < Date.now() && from.address?.toLowerCase() !== own.toLowerCase();
}

/** @param {OpenMessage} message @param {Voice} voice */
export function expiredBody({ opened: { restrictions: { expires }, headers: { from } } }, { say, language }) {
  return element("div", { class: "empty closed" }, icon("clock", { size: 40 }),
    element("p", {}, say("reader.expired", { name: called(from), date: longDate(expires ?? "", language) })), element("p", { class: "muted" }, say("reader.expired-text")));
}

/** @param {OpenMessage} message @param {Voice} voice */
export function closedBody({ opened: { encryption: { state } } }, { language, say }) {
  const shape = state === "damaged" ? "shield-x" : state === "unsupported" ? "shield-question-mark" : "key-round";
  const text = state === "unsupported" ? say("encryption.unsupported-text")
    : errorText({ code: state === "damaged" ? "message-damaged" : "message-not-for-you" }, language);
  return element("div", { class: "empty closed" }, icon(shape, { size: 40 }), element("p", {}, text));
}
