// @ts-check
// What the reader shows of taking protection off: the action, what a rule did once the message was shown, and what a message
// says of the protection it once had.

import { icon } from "../../../icons/icon.js";
import { errorText } from "../../../texts/error-text.js";
import { element } from "../../../mail/element.js";
import { folderName } from "../mailbox/folders.js";
import { longDate } from "../../../mail/texts/texts.js";
import { stayKeyword } from "../jmap/replacing.js";
import { askToRemove, tellRefused } from "./one.js";
import { inLanguage, speaking } from "./say.js";
import { emailOf, isSealed, putBack, standingOf, takeOff } from "./taking-off.js";

/**
 * @typedef {import("../../../mail/types.d.ts").Session} Session
 * @typedef {import("../../../mail/types.d.ts").Voice} Voice
 * @typedef {import("../../../mail/types.d.ts").OpenMessage<import("../jmap.js").Email>} OpenMessage
 * @typedef {import("../jmap.js").Email} Email
 * @typedef {import("./taking-off.js").Standing} Standing
 * @typedef {{ rule: string|null, error: unknown, replaced: import("../jmap/replacing.js").Replaced|null }} Done  `rule`: its name
 * @typedef {{ session: Session, voice: Voice, role: string|null,
 *   onMoved: (message: OpenMessage, email: Email) => void, onShow: (email: Email) => void, tell: (text: string) => void }} Place
 *   `onMoved`: the message that is shown lies elsewhere now; `onShow`: another one takes its place
 */

/** What was done to messages in this visit, by the id they have now. @type {WeakMap<Session, Map<string, Done>>} */
const doings = new WeakMap();
/** Messages a rule is at work with, or was. @type {WeakSet<Uint8Array>} */
const begun = new WeakSet();

/** @param {Session} session */
function doneIn(session) {
  const known = doings.get(session) ?? new Map();
  doings.set(session, known);
  return known;
}

/**
 * @param {OpenMessage} message
 * @param {Place} place
 * @returns {{ action: HTMLElement|null, notice: HTMLElement }}
 */
export function removalIn(message, place) {
  const voice = speaking(place.voice);
  const { session } = place;
  const notice = element("div", { class: "removal-notice", role: "status" });
  const show = () => {
    const done = doneIn(session).get(message.email.id);
    void noticeOf(message, done, { ...place, voice }).then((nodes) => notice.replaceChildren(...nodes));
  };
  show();
  if (message.within || !isSealed(message)) return { action: null, notice };
  const standing = standingOf(message, session);
  standing.catch(() => {});
  void byRule(message, standing, place, show);
  return { action: actionOf(message, standing, { ...place, voice }), notice };
}

/** @param {OpenMessage} message @param {Promise<Standing>} standing @param {Place} place */
function actionOf(message, standing, place) {
  const { session, voice, tell } = place;
  const { say, language } = voice;
  const work = async () => {
    const { removal, keepOriginal, ...more } = await standing;
    if (removal === "forbidden") return tellRefused({ removal, keepOriginal, ...more }, voice);
    const answer = await askToRemove(message, { removal, keepOriginal, ...more }, voice, {
      archive: await keptIn(session, voice),
      work: async () => {
        begun.add(message.bytes);
        const replaced = await takeOff(message, session, { rule: null, keep: keepOriginal });
        return { replaced, email: await emailOf(replaced.emailId, session) };
      },
    });
    if (!answer) return;
    doneIn(session).set(answer.replaced.emailId, { rule: null, error: null, replaced: answer.replaced });
    if (answer.email) place.onShow(answer.email);
  };
  const button = element("button", { type: "button", class: "button quiet removal-action", "aria-label": say("one.action"), title: say("one.action"), on: {
    click: () => void work().catch((error) => tell(errorText(error, language))),
  } }, icon("shield-off", { size: 18 }), element("span", {}, say("one.action")));
  // It looks as if it could not be pressed, and says why when it is.
  standing.then(({ removal }) => { if (removal === "forbidden") button.dataset.refused = ""; }, () => {});
  return button;
}

/** What lies here was not sent to anybody, or is not wanted any more. */
const leftAlone = new Set(["sent", "drafts", "trash", "junk"]);

/**
 * @param {OpenMessage} message
 * @param {Promise<Standing>} standing
 * @param {Place} place
 * @param {() => void} show
 */
async function byRule(message, standing, place, show) {
  const { session, voice: { language } } = place;
  const { keywords, id } = message.email;
  if (begun.has(message.bytes) || keywords[stayKeyword] || leftAlone.has(place.role ?? "")) return;
  const { removal, rule, name, keepOriginal } = await standing.catch(() => (
    /** @type {Standing} */ ({ removal: "forbidden", why: "", rule: null, name: null, keepOriginal: true })));
  if (removal !== "rule" || rule === null || begun.has(message.bytes)) return;
  begun.add(message.bytes);
  const called = inLanguage(name, language) || rule;
  try {
    const replaced = await takeOff(message, session, { rule, keep: keepOriginal });
    doneIn(session).set(replaced.emailId, { rule: called, error: null, replaced });
    const email = await emailOf(replaced.emailId, session);
    if (email) place.onMoved(message, email);
  } catch (error) {
    // What the message itself forbids will not work later either.
    if (/** @type {{ code?: string }} */ (error).code === "removal-refused") return;
    // Opened again, it is tried again.
    begun.delete(message.bytes);
    doneIn(session).set(id, { rule: called, error, replaced: null });
  }
  show();
}

/** How the mailbox is called that keeps originals. @param {Session} session @param {Voice} voice */
export async function keptIn({ jmap }, { say }) {
  return await jmap.mailboxWithRole("archive").catch(() => null) ? folderName({ ...anyMailbox, role: "archive" }, { language: "en", say }) : "Sealed originals";
}
const anyMailbox = { id: "", name: "", total: 0, unread: 0, sortOrder: 0 };

/**
 * @param {OpenMessage} message
 * @param {Done|undefined} done
 * @param {Place} place
 * @returns {Promise<HTMLElement[]>}
 */
async function noticeOf(message, done, place) {
  const { session, voice } = place;
  const { say, language } = voice;
  const notices = [];
  if (done?.error) {
    const text = say("rule.failed", { rule: done.rule ?? "", error: errorText(done.error, language) });
    notices.push(element("p", { class: "notice" }, icon("info"), element("span", {}, text)));
  } else if (done?.replaced) {
    const { kept } = done.replaced;
    const mailbox = kept ? await keptIn(session, voice) : "";
    const key = `${done.rule === null ? "one" : "rule"}.done${kept ? "-kept" : ""}`;
    notices.push(element("p", { class: "notice" }, icon("shield-off"), element("span", {}, say(key, { rule: done.rule ?? "", mailbox })),
      kept && element("button", { type: "button", class: "button small", on: { click: (/** @type {any} */ event) => undo(event.currentTarget, done, place) } },
        icon("undo-2", { size: 16 }), say("one.undo"))));
  }
  const { removed } = message.opened;
  if (removed && message.opened.encryption.state === "none") notices.push(recordOf(removed, voice));
  return notices;
}

/**
 * What a message says of itself: a claim, and shown as one.
 * @param {NonNullable<OpenMessage["opened"]["removed"]>} removed
 * @param {Voice} voice
 */
function recordOf({ at, rule, signature, signer, fingerprint }, { say, language }) {
  const kind = signature === "none" ? "none" : signature === "valid" && (signer || fingerprint) ? "valid" : "other";
  const text = [say(`record.${kind}`, { date: longDate(at, language), signer: signer ?? fingerprint ?? "" }),
    rule ? say("record.rule") : "", say("record.claim")].filter(Boolean).join(" ");
  return element("p", { class: "removal-record" }, icon("stamp", { size: 16 }), element("span", {}, text));
}

/** @param {HTMLButtonElement} button @param {Done} done @param {Place} place */
async function undo(button, { replaced }, { session, voice, onShow, tell }) {
  if (!replaced?.kept || button.disabled) return;
  button.disabled = true;
  try {
    await putBack(replaced, session);
    doneIn(session).delete(replaced.emailId);
    tell(voice.say("one.undone"));
    const email = await emailOf(replaced.kept.id, session);
    if (email) onShow(email);
  } catch (error) {
    button.disabled = false;
    tell(errorText(error, voice.language));
  }
}
