// @ts-check
// The one cryptographic status of a message, in words, and what it rests on. Green is for what somebody vouches for, a
// padlock means encrypted, and what is merely unknown stays neutral: a mail cannot look better by a signature that says nothing.

import { icon } from "../../icons/icon.js";
import { element } from "../element.js";
import { openCompare } from "../people/compare.js";
import { standingsOf } from "../people/finding.js";
import { peopleWords } from "../people/words.js";
import { nameAndAddress, plainWords } from "../texts/names.js";
import { listing, longDate } from "../texts/texts.js";
import { fingerprintText } from "./evidence.js";

/**
 * @typedef {import("../types.d.ts").OpenMessage} OpenMessage
 * @typedef {import("../types.d.ts").Opened} Opened
 * @typedef {import("../types.d.ts").Holder} Session
 * @typedef {import("../types.d.ts").Voice} Voice
 * @typedef {import("./statements.js").Statement} Statement
 */

/** @type {Record<Opened["status"]["summary"], [string, Statement["tone"]]>} */
const looks = {
  "sealed": ["lock", "plain"], "encrypted": ["lock", "plain"], "signed": ["check", "plain"], "plain": ["eye", "plain"], "doubtful": ["triangle-alert", "danger"], "closed": ["key-round", "warning"],
};

/** @type {Record<Opened["encryption"]["state"], [string, Statement["tone"]]>} */
const closedLooks = {
  "not-for-you": ["key-round", "warning"], "damaged": ["shield-x", "danger"], "unsupported": ["shield-question-mark", "warning"], "encrypted": ["lock", "plain"], "none": ["eye", "plain"],
};

/**
 * @param {OpenMessage} message
 * @param {Session} session
 * @param {Voice} voice
 * @returns {Statement}
 */
export function statusStatement(message, session, voice) {
  const { opened, trust, proven } = message;
  const { say } = voice;
  const { summary } = opened.status;
  const values = valuesOf(opened);
  /** @type {Statement} */
  const statement = { kind: "status", shape: looks[summary][0], tone: looks[summary][1], text: "", explanation: "", entries: entriesOf(message, session, voice) };
  if (summary === "closed") {
    const { state } = opened.encryption;
    const [shape, tone] = closedLooks[state];
    return { ...statement, shape, tone, text: say(`encryption.${state}`), explanation: say(`encryption.${state}-text`) };
  }
  if (summary === "doubtful") {
    const doubt = opened.status.doubt ?? "from-mismatch";
    return { ...statement, tone: doubt === "not-intended-for-you" ? "warning" : "danger", text: say(`status.${doubt}`, values), explanation: say(`status.${doubt}-text`, values) };
  }
  if (summary === "plain" || summary === "encrypted") {
    const kind = summary === "encrypted" && proven ? "proven" : opened.signature.state === "unknown-key" ? "unknown-key" : opened.signature.state === "invalid" ? "invalid" : "";
    // A signature that says nothing changes nothing on a mail that anybody could have written.
    const text = say(summary === "encrypted" && kind ? `status.encrypted-${kind}` : `status.${summary}`, values);
    return { ...statement, text, explanation: [say(`status.${summary}-text`), kind && say(kind === "proven" ? "signature.proven-text" : `signature.${kind}-text`, values)].filter(Boolean).join(" ") };
  }
  const known = trust ?? "new";
  const standing = known === "verified" ? (wasCompared(message) ? "compared" : "vouched") : known;
  const good = known === "own" || known === "verified";
  const shape = summary === "sealed" ? "lock" : good ? "badge-check" : "check";
  const text = [say(known === "changed" ? `status.${summary}-changed` : `status.${summary}`, values), known === "changed" ? "" : say(`status.key-${standing}`), summary === "signed" ? say("status.not-encrypted") : ""];
  return {
    ...statement, shape: known === "changed" ? "triangle-alert" : shape, tone: good ? "good" : known === "changed" ? "warning" : "plain",
    text: text.filter(Boolean).join(" · "),
    explanation: [say(summary === "sealed" ? "encryption.encrypted-text" : "status.signed-text"), say(`signature.valid-${known === "own" ? "verified" : known}-text`, values)].join(" "),
    ...comparison(message, session, voice),
  };
}

/** @param {Opened} opened */
function valuesOf({ headers: { from }, signature: { signerAddress, keyId }, fromMismatch }) {
  const address = from.address ?? plainWords(from.value);
  return { who: nameAndAddress({ name: from.name, address }), address, signer: signerAddress ?? keyId ?? "", outside: fromMismatch ?? "" };
}

/** Whether the person compared the key that signed themselves. @param {OpenMessage} message */
function wasCompared({ finding: { remembered }, opened: { signature: { fingerprint } } }) {
  return remembered.some((one) => one.fingerprint === fingerprint && one.verified);
}

/**
 * What can still be done about a key: compare it.
 * @param {OpenMessage} message
 * @param {Session} session
 * @param {Voice} voice
 */
function comparison({ opened, trust }, session, { language }) {
  const { fingerprint } = opened.signature;
  const own = session.ownKey?.fingerprint;
  if (!trust || trust === "own" || !fingerprint || !own) return {};
  const { who, address } = valuesOf(opened);
  const compare = () => void openCompare({ who, address, fingerprint, ownFingerprint: own, language, standings: standingsOf(session) });
  return { act: element("button", { type: "button", class: "button small", on: { click: compare } }, icon("shield-check", { size: 16 }), peopleWords(language).tell("act.compare")) };
}

/**
 * @param {OpenMessage} message
 * @param {Session} session
 * @param {Voice} voice
 * @returns {Statement["entries"]}
 */
function entriesOf(message, session, voice) {
  const { say, language } = voice;
  const { opened, finding, signer } = message;
  const { signature, encryption, status } = opened;
  const fields = fieldsOf(opened).map(({ name, field }) => ({ name: say(`field.${name}`), protection: field.protection }));
  const names = (/** @type {(protection: string) => boolean} */ wanted) => fields.filter(({ protection }) => wanted(protection)).map(({ name }) => name);
  /** @type {Statement["entries"]} */
  const entries = [];
  if (status.summary !== "closed" && signature.state !== "none") {
    const { address, signer: by } = valuesOf(opened);
    const { fingerprint, keyId, signedAt } = signature;
    entries.push(
      [say("evidence.bound"), signature.state === "valid" ? say("evidence.bound-yes", { address }) : signature.state === "wrong-sender" ? say("evidence.bound-no", { address, signer: by }) : null],
      [say("evidence.fingerprint"), fingerprint ? fingerprintText(fingerprint) : null],
      [say("evidence.key-id"), fingerprint || !keyId ? null : fingerprintText(keyId)],
      [say("evidence.found"), foundWhere(finding, fingerprint, session, voice)],
      [say("evidence.signed-at"), signedAt ? longDate(signedAt, language) : null]);
    if (signer) {
      entries.push(
        [say("evidence.created"), longDate(signer.created, language)],
        [say("evidence.expires"), signer.expires ? longDate(signer.expires, language) : say("evidence.never")],
        [say("evidence.algorithm"), signer.algorithm]);
    }
    if (signature.state === "valid" && !message.bodyOnly) {
      const uncovered = names((protection) => !protection.includes("signed"));
      entries.push([say("evidence.covered"), uncovered.length === 0 ? say("evidence.covered-all") : say("evidence.covered-body", { fields: listing(uncovered, language) })]);
    }
  }
  if (encryption.state === "encrypted") {
    const { container, cipher } = encryption;
    if (!message.bodyOnly) entries.push(
      [say("evidence.encrypted-fields"), listing([say("field.text"), ...names((protection) => protection.includes("encrypted"))], language)],
      [say("evidence.visible-fields"), listing([...names((protection) => !protection.includes("encrypted")), say("evidence.routing")], language)]);
    entries.push(
      [say("evidence.container"), container ? say("evidence.seipd", { container, cipher: cipher ?? "" }).replace(/, $/, "") : null]);
  }
  if (opened.shape && opened.shape !== "pgp-mime") entries.push([say("evidence.shape"), say(`evidence.shape-${opened.shape}`)]);
  return entries;
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

/** @param {Opened} opened */
function fieldsOf({ headers: { from, to, cc, subject, date } }) {
  return [
    { name: "from", field: from }, ...to.slice(0, 1).map((field) => ({ name: "to", field })),
    ...cc.slice(0, 1).map((field) => ({ name: "cc", field })), { name: "subject", field: subject }, { name: "date", field: date },
  ];
}

/**
 * The fields of a message under a status that stand outside of it: anybody on the way could have written them.
 * @param {Opened} opened
 * @param {Voice} voice
 * @returns {string[]}
 */
export function outsideFields(opened, { say }) {
  const { summary, signer } = opened.status;
  if (summary === "plain" || summary === "closed") return [];
  const { from, to, cc, subject, date } = opened.headers;
  const open = (/** @type {import("../types.d.ts").Field[]} */ fields) => fields.some(({ protection }) => protection === "unprotected");
  // Whose key signed is the sender, whatever stands outside.
  const sender = open([from]) && signer?.toLowerCase() !== from.address?.toLowerCase();
  return [sender && "from", open(to) && "to", open(cc) && "cc", open([subject]) && subject.value && "subject", open([date]) && "date"]
    .flatMap((name) => (name ? [say(`field.${name}`)] : []));
}
