// @ts-check
// What is known about a message, said outside its canvas: label, encryption, signature. Each opens to its evidence.
// Green is for verified only; what is merely unknown stays neutral.

import { icon } from "../../../icons/icon.js";
import { element } from "../element.js";
import { openCompare } from "../people/compare.js";
import { standingsOf } from "../people/finding.js";
import { peopleWords } from "../people/words.js";
import { nameAndAddress, plainWords } from "../texts/names.js";
import { listing, longDate } from "../texts/texts.js";
import { evidence, fingerprintText } from "./evidence.js";
import { labelStatements } from "./labels.js";

/**
 * @typedef {import("../types.d.ts").OpenMessage} OpenMessage
 * @typedef {import("../types.d.ts").Session} Session
 * @typedef {import("../types.d.ts").Voice} Voice
 * @typedef {{ shape: string, tone: "plain"|"good"|"warning"|"danger", text: string, explanation: string,
 *   entries: Array<[string, Node|string|null]>, color?: string, kind: string, detail?: string, trust?: string, act?: Node }} Statement
 *   detail, trust: of the label in force what it means, and how far it can be relied on; with these it is a banner
 */

/** @type {Record<OpenMessage["opened"]["signature"]["state"], [string, Statement["tone"]]>} */
const signatureLooks = {
  "valid": ["check", "plain"], "invalid": ["shield-x", "danger"], "unknown-key": ["shield-question-mark", "plain"],
  "wrong-sender": ["user-x", "danger"], "not-intended-for-you": ["shield-alert", "warning"], "none": ["signature", "plain"],
};

/** Of a valid signature how far its key stands; green is for what somebody vouches for. @type {Record<import("../types.d.ts").Trust, [string, Statement["tone"]]>} */
const trustLooks = {
  "own": ["badge-check", "good"], "verified": ["badge-check", "good"], "known": ["check", "plain"], "new": ["star", "plain"], "changed": ["triangle-alert", "warning"],
};

/**
 * A padlock means encrypted and is used for nothing else.
 * @type {Record<OpenMessage["opened"]["encryption"]["state"], [string, Statement["tone"]]>}
 */
const encryptionLooks = {
  "encrypted": ["lock", "plain"], "none": ["eye", "plain"], "not-for-you": ["key-round", "warning"], "damaged": ["shield-x", "danger"],
  "unsupported": ["shield-question-mark", "warning"],
};

/** Whether nothing of a message can be shown: it stayed closed. @param {OpenMessage["opened"]} opened */
export const staysClosed = ({ encryption: { state } }) => state !== "encrypted" && state !== "none";

/**
 * @param {OpenMessage} message
 * @param {Session} session
 * @param {Voice} voice
 * @returns {HTMLElement}
 */
export function statements(message, session, voice) {
  const { state } = message.opened.encryption;
  const all = [...labelStatements(message, session, voice), encryptionStatement(message, voice)];
  // Of what could not be opened, nothing is known about a signature.
  if (!staysClosed(message.opened)) all.push(signatureStatement(message, session, voice));
  const row = element("div", { class: "statements" });
  const panel = element("div", { class: "evidence", id: `evidence-${message.email.id}`, hidden: true });
  /** @type {HTMLButtonElement[]} */
  const buttons = [];
  const open = (/** @type {HTMLButtonElement|null} */ chosen, /** @type {Statement|null} */ statement) => {
    for (const one of buttons) one.setAttribute("aria-expanded", String(one === chosen));
    panel.hidden = !statement;
    if (statement) panel.replaceChildren(element("p", {}, statement.explanation), evidence(statement.entries), ...(statement.act ? [statement.act] : []));
  };
  for (const statement of all) {
    const button = element("button", {
      type: "button", class: `statement ${statement.kind} ${statement.tone}${statement.trust ? " banner" : ""}`, style: { "--label-color": statement.color ?? "transparent" }, "aria-expanded": "false", "aria-controls": panel.id,
      on: { click: () => (button.getAttribute("aria-expanded") === "true" ? open(null, null) : open(button, statement)) },
    },
    statement.color ? element("span", { class: "label-dot", style: { "--label-color": statement.color } }) : null,
    statement.shape ? icon(statement.shape, { size: 16 }) : null,
    element("span", { class: "statement-text" }, statement.text),
    ...(statement.trust ? [element("span", { class: "statement-detail" }, statement.detail ?? ""), element("span", { class: "statement-trust" }, statement.trust)] : []),
    icon("chevron-down", { size: 14 }));
    buttons.push(button);
    row.append(button);
    // What is alarming explains itself unasked.
    if (statement.tone === "danger" && state !== "damaged") open(button, statement);
  }
  const escape = (/** @type {Event} */ event) => {
    if (/** @type {KeyboardEvent} */ (event).key !== "Escape" || panel.hidden) return;
    event.stopPropagation();
    buttons.find((one) => one.getAttribute("aria-expanded") === "true")?.focus();
    open(null, null);
  };
  return element("div", { on: { keydown: escape } }, row, panel);
}

/**
 * @param {OpenMessage} message
 * @param {Voice} voice
 * @returns {Statement}
 */
function encryptionStatement({ opened }, { say, language }) {
  const { state, container, cipher } = opened.encryption;
  const [shape, tone] = encryptionLooks[state];
  /** @type {Statement["entries"]} */
  const entries = [];
  if (state === "encrypted") {
    const secret = fieldsOf(opened).filter(({ field }) => field.protection.includes("encrypted")).map(({ name }) => say(`field.${name}`));
    const open = fieldsOf(opened).filter(({ field }) => !field.protection.includes("encrypted")).map(({ name }) => say(`field.${name}`));
    entries.push([say("evidence.encrypted-fields"), listing([say("field.text"), ...secret], language)]);
    entries.push([say("evidence.visible-fields"), listing([...open, say("evidence.routing")], language)]);
    if (container) entries.push([say("evidence.container"), say("evidence.seipd", { container, cipher: cipher ?? "" }).replace(/, $/, "")]);
  }
  return { kind: "encryption", shape, tone, text: say(`encryption.${state}`), explanation: say(`encryption.${state}-text`), entries };
}

/**
 * @param {OpenMessage} message
 * @param {Session} session
 * @param {Voice} voice
 * @returns {Statement}
 */
function signatureStatement({ opened, finding, trust, signer, proven }, session, { say, language }) {
  const { state, fingerprint, keyId, signedAt, signerAddress } = opened.signature;
  /** @type {[string, Statement["tone"]]} */
  const [shape, tone] = trust ? trustLooks[trust] : proven && state === "none" ? ["check", "plain"] : signatureLooks[state];
  const { from } = opened.headers;
  const address = from.address ?? plainWords(from.value);
  const who = nameAndAddress({ name: from.name, address });
  const key = trust ? `signature.valid-${trust === "own" ? "verified" : trust}` : proven && state === "none" ? "signature.proven" : `signature.${state}`;
  const values = { who, address, signer: signerAddress ?? keyId ?? "" };
  /** @type {Statement["entries"]} */
  const entries = [];
  if (state !== "none") {
    const uncovered = fieldsOf(opened).filter(({ field }) => !field.protection.includes("signed")).map(({ name }) => say(`field.${name}`));
    entries.push(
      [say("evidence.fingerprint"), fingerprint ? fingerprintText(fingerprint) : null],
      [say("evidence.key-id"), fingerprint || !keyId ? null : fingerprintText(keyId)],
      [say("evidence.found"), foundWhere(finding, fingerprint, session, { say, language })],
      [say("evidence.signed-at"), signedAt ? longDate(signedAt, language) : null]);
    if (signer) {
      entries.push(
        [say("evidence.created"), longDate(signer.created, language)],
        [say("evidence.expires"), signer.expires ? longDate(signer.expires, language) : say("evidence.never")],
        [say("evidence.algorithm"), signer.algorithm]);
    }
    if (state === "valid") {
      entries.push([say("evidence.covered"), uncovered.length === 0 ? say("evidence.covered-all")
        : say("evidence.covered-body", { fields: listing(uncovered, language) })]);
    }
  }
  const comparable = trust && trust !== "own" && fingerprint;
  const compare = () => void openCompare({
    who, address, fingerprint: /** @type {string} */ (fingerprint), ownFingerprint: session.ownKey.fingerprint, language, standings: standingsOf(session) });
  return {
    kind: "signature", shape, tone, text: say(key, values), explanation: say(`${key}-text`, values), entries,
    ...comparable ? { act: element("button", { type: "button", class: "button small", on: { click: compare } }, icon("shield-check", { size: 16 }), peopleWords(language).tell("act.compare")) } : {},
  };
}

/**
 * @param {OpenMessage["finding"]} finding
 * @param {string|null} fingerprint
 * @param {Session} session
 * @param {Voice} voice
 */
function foundWhere({ own, address, answer }, fingerprint, session, { say, language }) {
  if (own) return say("evidence.found-own");
  if (!answer) return say("evidence.found-failed");
  const words = peopleWords(language);
  const { standing } = answer;
  // Of a key that is not the one in use only this is known: that it was found.
  if (!standing.certificate || (fingerprint && standing.certificate.fingerprint !== fingerprint)) {
    return words.text("none", answer, { address, organisation: session.bundle?.organisation.name ?? "", asked: standingsOf(session).finder.sources });
  }
  return words.places(answer, address);
}

/** @param {OpenMessage["opened"]} opened */
function fieldsOf({ headers: { from, to, cc, subject, date } }) {
  return [
    { name: "from", field: from }, ...to.slice(0, 1).map((field) => ({ name: "to", field })),
    ...cc.slice(0, 1).map((field) => ({ name: "cc", field })), { name: "subject", field: subject }, { name: "date", field: date },
  ];
}
