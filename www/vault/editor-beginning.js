// @ts-check
// How an editor begins: from what the host had already, from a message that is answered, from a draft that was kept. Sealed
// messages are opened here; the host handed over bytes and gets to know nothing of them.

import { ZegelError } from "../engine/errors.js";
import { read } from "../mail/drafts/kept.js";
import { soundIds } from "../mail/message-id.js";
import { answer, protectionLike } from "../mail/reader/answer.js";
import { openArmored } from "../mail/reader/armored.js";
import { attachmentsOf } from "../mail/reader/body.js";
import { openBytes } from "../mail/reader/opening.js";
import { arrivedOf, looksSealed } from "../mail/reader/outside.js";
import { staysClosed } from "../mail/reader/statements.js";
import { safeName } from "../mail/reader/attachments.js";
import { seenOf } from "./editor-quoting.js";

/**
 * @typedef {import("../embed/protocol.d.ts").Beginning} Beginning
 * @typedef {import("../mail/types.d.ts").OpenMessage} OpenMessage
 * @typedef {import("../mail/reader/answer.js").Draft} Draft
 * @typedef {import("../mail/drafts/kept.js").Kept} Kept
 * @typedef {{ session: import("../mail/types.d.ts").Holder, voice: import("../mail/types.d.ts").Voice, signal: AbortSignal, place: HTMLElement }} Around
 *   `place`: where what is quoted can be laid out
 * @typedef {{ draft: Partial<Draft>, contents: (Uint8Array|Blob)[], kept: Kept|null, trouble: unknown }} Begun  `kept`: a draft of one's own
 *   that is gone on with; `trouble`: what could not be taken along
 */

/**
 * @param {Beginning} beginning
 * @param {Around} around
 * @returns {Promise<Begun>}
 */
export async function begun(beginning, around) {
  const from = await start(beginning, around);
  const { signature, files = [] } = beginning;
  if (from.kept) return from;
  // What is gone on with has one already.
  const draft = signature && !beginning.draft && !beginning.again ? signed(from.draft, signature) : from.draft;
  draft.attachments = [...draft.attachments ?? [], ...files.map(({ name, type, bytes }) => ({ name: safeName(name), type: type || "application/octet-stream", size: bytes.length, contentId: null }))];
  return { ...from, draft, contents: [...from.contents, ...files.map(({ bytes }) => new Blob([/** @type {BlobPart} */ (bytes)]))] };
}

/** @param {Beginning} beginning @param {Around} around @returns {Promise<Begun>} */
async function start({ draft, answer: answered, again, given, armoredDraft, quotedMail, ...rest }, around) {
  if (draft) return fromDraft(draft.message, around);
  if (again) return writtenAgain(await opened(again.message, around), around);
  if (armoredDraft) return fromArmored(armoredDraft, { ...rest, quotedMailIndent: false }, around, true);
  const own = given ? givenDraft(given) : {};
  if (answered) {
    const message = await opened(answered.message, around);
    const made = answerTo(message, answered.kind, await seenOf(message, around), around);
    // What the host has written already stands above; its own recipients count, where it has fields for them.
    return { ...made, draft: above(made.draft, own) };
  }
  if (quotedMail) return fromArmored(quotedMail, rest, around, false);
  const text = rest.predefinedText;
  return { draft: text && !own.text ? { ...own, text } : own, contents: [], kept: null, trouble: null };
}

/** @param {NonNullable<Beginning["given"]>} given @returns {Partial<Draft>} */
function givenDraft({ to, cc, bcc, subject, text, html, importance, ...ids }) {
  const inReplyTo = ids.inReplyTo && (soundIds([ids.inReplyTo])[0] ?? null);
  const references = ids.references && soundIds(ids.references);
  return { ...Object.fromEntries(Object.entries({ to, cc, bcc, subject, text, html, importance, inReplyTo, references }).filter(([, value]) => value !== undefined)), attachments: [] };
}

/** @param {Uint8Array} bytes @param {Around} around @returns {Promise<OpenMessage>} */
async function opened(bytes, { session, voice, signal }) {
  const email = arrivedOf(bytes, session.engine);
  return { email, ...await openBytes(new Uint8Array(bytes), session, { signal, voice, sender: email.from[0]?.email ?? "" }) };
}

/** @param {OpenMessage} message @param {"reply"|"reply-all"|"forward"} kind @param {Awaited<ReturnType<typeof seenOf>>} seen @param {Around} around @returns {Begun} */
function answerTo(message, kind, seen, { session, voice }) {
  const closed = staysClosed(message.opened);
  if (kind === "forward" && (closed || message.opened.restrictions.doNotForward)) {
    throw new ZegelError(closed ? "quoted-closed" : "blocked");
  }
  const { contents = [], ...draft } = answer(message, seen, kind, session, voice);
  return { draft, contents, kept: null, trouble: closed ? new ZegelError("quoted-closed") : null };
}

/** @param {Partial<Draft>} draft @param {Partial<Draft>} own */
function above(draft, own) {
  const { text, html, attachments: _, subject, ...rest } = own;
  const lists = Object.fromEntries(Object.entries(rest).filter(([, value]) => !Array.isArray(value) || value.length > 0));
  const made = { ...draft, ...lists, ...(subject && !draft.subject ? { subject } : {}) };
  return text || html ? joined({ text: text ?? "", html: html ?? null }, made) : made;
}

/** All a message had, in a new one; what it was kept under holds as it does for one that is passed on. @param {OpenMessage} message @param {Around} around @returns {Promise<Begun>} */
async function writtenAgain(message, around) {
  const { answered, answeredLabels, labelHidden, protection } = answerTo(message, "forward", await seenOf(message, around), around).draft;
  const made = restored(message);
  return { ...made, draft: { ...made.draft, answered, answeredLabels, labelHidden, protection } };
}

/** A draft out of the host's hands: one's own sealed one with all it had; one in clear as what it says. @param {Uint8Array} bytes @param {Around} around @returns {Promise<Begun>} */
async function fromDraft(bytes, around) {
  const { session } = around;
  const message = await opened(bytes, around);
  const kept = read(message.opened, [session.account.address]);
  if (kept) return { draft: kept.written, contents: kept.contents, kept, trouble: null };
  if (looksSealed(bytes) || message.opened.structure === "encrypted") throw new ZegelError("draft-foreign");
  return restored(message);
}

/** What a message says, to be written on. @param {OpenMessage} message @returns {Begun} */
function restored({ opened: { headers, text, html, parts } }) {
  const list = (/** @type {import("../mail/types.d.ts").Field[]} */ fields) => fields.map(({ value }) => value);
  return {
    kept: null, trouble: null, contents: parts.map(({ bytes }) => bytes),
    draft: {
      to: list(headers.to), cc: list(headers.cc), subject: headers.subject.value, text: text ?? "", html,
      attachments: parts.map(({ name, type, size, contentId }) => ({ name: safeName(name), type, size, contentId: contentId && (html ?? "").includes(`cid:${contentId}`) ? contentId : null })),
    },
  };
}

/**
 * An armored message of a host that writes the header: gone on with, or quoted.
 * @param {string} armored
 * @param {Pick<Beginning, "quotedMailIndent"|"quotedMailHeader"|"predefinedText"> & { keepAttachments?: boolean }} wishes
 * @param {Around} around
 * @param {boolean} draft
 * @returns {Promise<Begun>}
 */
async function fromArmored(armored, { quotedMailIndent = true, quotedMailHeader = "", predefinedText = "", keepAttachments }, around, draft) {
  const { session, voice, signal } = around;
  const { address } = session.account;
  if (!/-----BEGIN PGP (?:SIGNED )?MESSAGE-----/.test(armored)) {
    const quoted = quotedMailIndent ? indented(armored) : armored;
    return { draft: { text: [predefinedText, quotedMailHeader, quoted].filter(Boolean).join("\n\n") }, contents: [], kept: null, trouble: null };
  }
  const body = await openArmored(armored, address, (bytes) => openBytes(bytes, session, { signal, voice, sender: address }));
  const message = { email: { id: crypto.randomUUID(), receivedAt: "", from: [] }, ...body };
  const kept = read(message.opened, [address]);
  if (kept) return { draft: kept.written, contents: kept.contents, kept, trouble: null };
  // Without words in it nothing is written over what cannot be read.
  if (staysClosed(message.opened)) {
    if (draft) throw new ZegelError("quoted-closed");
    return { draft: { text: predefinedText }, contents: [], kept: null, trouble: new ZegelError("quoted-closed") };
  }
  if (!quotedMailIndent) {
    const before = restored(message);
    const { to: _, cc: __, subject: ___, ...rest } = before.draft;
    const own = joined({ text: [predefinedText, quotedMailHeader].filter(Boolean).join("\n\n"), html: null }, rest);
    return { ...before, draft: { ...own, protection: protectionLike(message, session) } };
  }
  const seen = await seenOf(message, around);
  const { contents: pictures = [], ...made } = answer(message, seen, "reply", session, voice);
  const files = keepAttachments ? attachmentsOf(message.opened) : [];
  return {
    kept: null, trouble: null, contents: [...pictures, ...files.map(({ bytes }) => bytes)],
    draft: {
      answeredLabels: made.answeredLabels, labelHidden: made.labelHidden, protection: made.protection,
      attachments: [...made.attachments ?? [], ...files.map(({ name, type, size }) => ({ name: safeName(name), type, size, contentId: null }))],
      text: `${predefinedText}\n\n${quotedMailHeader ? `${quotedMailHeader}\n` : ""}${indented(seen.shown)}\n`,
      html: `<div>${escaped(predefinedText) || "<br>"}</div><div><br></div>${quotedMailHeader ? `<div>${escaped(quotedMailHeader)}</div>` : ""}<blockquote>${seen.quote?.html ?? escaped(seen.shown.trimEnd())}</blockquote><div><br></div>`,
    },
  };
}

/** The signature block stands under what is written and above what is quoted. @param {Partial<Draft>} draft @param {{ text: string, html: string|null }} signature @returns {Partial<Draft>} */
function signed(draft, { text, html }) {
  const quoted = draft.inReplyTo !== undefined || draft.answered !== undefined;
  if (quoted) return joined({ text: `\n\n${text}`, html: `<div><br></div><div><br></div>${html ?? lines(text)}` }, draft);
  return joined({ text: draft.text ?? "", html: draft.html ?? null }, { ...draft, text: text ? `\n\n${text}` : "", html: html && `<div><br></div>${html}` });
}

/** One above the other; with a form where either has one. @param {{ text: string, html: string|null }} first @param {Partial<Draft>} then @returns {Partial<Draft>} */
function joined(first, then) {
  const html = first.html || then.html ? `${first.html ?? lines(first.text)}${then.html ?? lines(then.text ?? "")}` : null;
  return { ...then, text: [first.text, then.text ?? ""].filter(Boolean).join("\n"), html };
}

/** @param {string} text */
const indented = (text) => text.trimEnd().split(/\r?\n/).map((line) => (line ? `> ${line}` : ">")).join("\n");

/** @param {string} text */
const lines = (text) => text.split(/\r?\n/).map((line) => `<div>${escaped(line) || "<br>"}</div>`).join("");

/** @param {string} text */
function escaped(text) {
  const entities = /** @type {Record<string, string>} */ ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" });
  return text.replace(/[&<>"]/g, (sign) => entities[sign]).replace(/\r?\n/g, "<br>");
}
