// @ts-check
// The labels of a message: the one in force as a banner in its colour, others and markings of other systems beside it.
// A label lends its words and its colour only where a colleague's signature covers it, by a key that can be relied on.

import { outsideOf } from "../../button/because.js";
import { plainWords } from "../texts/names.js";
import { longDate } from "../texts/texts.js";
import { isRelied } from "./relied.js";

/**
 * @typedef {import("../types.d.ts").OpenMessage} OpenMessage
 * @typedef {import("../types.d.ts").OpenedLabel} OpenedLabel
 * @typedef {import("../types.d.ts").Holder} Session
 * @typedef {import("../types.d.ts").Voice} Voice
 * @typedef {import("./statements.js").Statement} Statement
 */

/** @typedef {Pick<OpenMessage, "opened"|"trust"|"finding">} Judged */

/**
 * What a label or a mark is worth here: signed by a key that merely came along, or that took another's place, it is only claimed.
 * @template {OpenedLabel["state"]} S
 * @param {Judged} message
 * @param {{ state: S }} one
 * @returns {S|"claimed"}
 */
function worth(message, { state }) {
  return state === "verified" && !isRelied(message) ? "claimed" : state;
}

/**
 * A label as the reader's own organisation has it, where a colleague's signature covers it. Anybody can write its
 * identity into a message, and bring a key in a colleague's name; that does not lend them its words and its colour.
 * @param {Judged} message
 * @param {OpenedLabel|null} label
 * @param {Session["bundle"]} bundle
 */
export function ownLabel(message, label, bundle) {
  const { address } = message.opened.headers.from;
  if (!bundle || !label || worth(message, label) !== "verified" || label.organisation?.toLowerCase() !== bundle.organisation.id.toLowerCase()) return null;
  if (!address || outsideOf(bundle, address)) return null;
  return bundle.labels.find(({ id }) => id === label.id) ?? null;
}

/**
 * The name of a label of the organisation with that of the one it refines, in the reader's language.
 * @param {import("../types.d.ts").LabelView} label
 * @param {NonNullable<Session["bundle"]>} bundle
 * @param {Voice} voice
 */
export function nameOf(label, bundle, { language }) {
  const text = (/** @type {import("../types.d.ts").Text} */ words) => words[language] ?? words.en ?? "";
  const parent = bundle.labels.find(({ id }) => id === label.parent);
  const name = text(label.name);
  return parent && !name.startsWith(`${text(parent.name)} \\ `) ? `${text(parent.name)} \\ ${name}` : name;
}

/**
 * @param {OpenMessage} message
 * @param {Session} session
 * @param {Voice} voice
 * @returns {Statement[]}
 */
export function labelStatements(message, session, voice) {
  const { label, labels, markings } = message.opened;
  const others = labels.filter(({ id, organisation }) => id !== label?.id || organisation !== label?.organisation);
  const first = label ? [banner(message, label, session, voice)] : [];
  // What our own programs write beside the label says the same again.
  const words = label ? [] : markings.map((marking) => markingStatement(message, marking, voice));
  return [...first, ...others.map((other) => claim(message, other, session, voice)), ...words];
}

/**
 * @param {OpenMessage} message
 * @param {OpenedLabel} label
 * @param {Session} session
 * @param {Voice} voice
 * @returns {Statement}
 */
function banner(message, label, session, voice) {
  const { say, language } = voice;
  const { bundle } = session;
  const own = ownLabel(message, label, bundle);
  const stranger = claim(message, label, session, voice);
  const trust = say(`label.trust-${worth(message, label)}`);
  if (!own || !bundle) return { ...stranger, trust, detail: "" };
  const name = nameOf(own, bundle, voice);
  return {
    kind: "label", shape: "", tone: "plain", color: own.color, text: name, trust, explanation: say("label.own-text", { name }),
    detail: own.tooltip[language] ?? own.tooltip.en ?? "", entries: [[say("evidence.organisation"), bundle.organisation.name], ...facts(label, voice)],
  };
}

/**
 * A stranger's words: said to be a label, in quotes, with whose it is as far as that is known.
 * @param {OpenMessage} message
 * @param {OpenedLabel} label
 * @param {Session} session
 * @param {Voice} voice
 * @returns {Statement}
 */
function claim(message, label, { bundle }, voice) {
  const { say } = voice;
  const state = worth(message, label);
  // An answer from outside keeps the label of what it answers: its name is known, and who says so is said.
  const kept = bundle && state === "verified" && label.organisation === bundle.organisation.id.toLowerCase()
    ? bundle.labels.find(({ id }) => id === label.id) : undefined;
  const name = (kept && bundle ? nameOf(kept, bundle, voice) : plainWords(label.name)) || plainWords(label.id) || say("label.unknown");
  const address = message.opened.headers.from.address ?? "";
  const domain = address.slice(address.lastIndexOf("@") + 1);
  const disagrees = state === "disagree";
  return {
    kind: "label", shape: disagrees ? "triangle-alert" : "", tone: disagrees ? "warning" : "plain", color: "var(--zegel-ink-muted)",
    text: say(kept ? "label.kept" : `label.${state}`, { name, domain }), explanation: say(kept ? "label.kept-text" : `label.${state}-text`, { name, domain }),
    entries: [[say("evidence.organisation"), plainWords(label.organisation)], ...facts(label, voice)],
  };
}

/** @param {OpenedLabel} label @param {Voice} voice @returns {Statement["entries"]} */
function facts({ set, hidden, contradicts }, { say, language }) {
  return [
    [say("evidence.label-set"), set ? longDate(set, language) : null],
    [say("evidence.label-seen"), say(hidden ? "evidence.label-hidden" : "evidence.label-open")],
    [say("evidence.label-contradicts"), contradicts ? say("evidence.label-contradicts-text") : null],
  ];
}

/** @param {Judged} message @param {OpenMessage["opened"]["markings"][number]} marking @param {Voice} voice @returns {Statement} */
function markingStatement(message, marking, { say }) {
  const { field, text } = marking;
  const state = worth(message, marking);
  const name = plainWords(text);
  return {
    kind: "label", shape: state === "disagree" ? "triangle-alert" : "tag", tone: state === "disagree" ? "warning" : "plain", text: say("label.marked", { name }),
    explanation: say(`label.marked-${state}`, { name }), entries: [[say("evidence.label-field"), field]],
  };
}

/** Kinds of files in which programs put labels, by their names. */
const labelled = /\.(?:do[ct][xm]?|xl[st][xmb]?|pp[ts][xm]?|pot[xm]|vsdx|od[tsp]|pdf|png|jpe?g|tiff?)$/i;

/**
 * What an attachment is labelled: by the message, which is signed; else by what stands in the file, for which nobody
 * vouches.
 * @param {OpenMessage} message
 * @param {import("../types.d.ts").Part} part
 * @param {Session} session
 * @param {Voice} voice
 * @returns {Promise<import("./attachment-list.js").Mark|null>}
 */
export async function labelOfPart(message, part, { bundle, engine }, voice) {
  const { say } = voice;
  const isOwn = (/** @type {OpenedLabel} */ { organisation }) => organisation !== null && organisation === bundle?.organisation.id.toLowerCase();
  const first = (/** @type {OpenedLabel[]} */ labels) => labels.find(isOwn) ?? labels[0];
  const stated = first(part.labels);
  const own = stated && bundle && ownLabel(message, stated, bundle);
  if (own && bundle) {
    const name = nameOf(own, bundle, voice);
    return { text: name, hint: say("attachments.label", { name }), color: own.color };
  }
  const found = stated ?? (labelled.test(part.name) ? first((await engine.fileLabels([part], [part.bytes]))[0] ?? []) : undefined);
  if (!found) return null;
  const name = plainWords(found.name) || say("label.unknown");
  return { text: `“${name}”`, hint: say("attachments.label-claimed", { name }), color: null };
}
