// @ts-check
// A rule as a sentence: "If the mail goes outside the organisation and contains …, then …, except if …".

import { actions as actionTable, conditions as conditionTable } from "./fields.js";
import { listOf } from "./names.js";

/**
 * @typedef {import("./names.js").Names} Names
 * @typedef {import("./fields.js").Entry} Entry
 * @typedef {import("./fields.js").Partner} Partner
 * @typedef {{ text: string, strong?: boolean, color?: string }} Piece
 */

/** More values than these are counted, not listed. */
const most = 4;

/**
 * @param {any} rule
 * @param {Names} names
 * @returns {Piece[]}
 */
export function ruleSentence(rule, names) {
  const { say } = names.voice;
  const when = clauses(rule?.conditions, names, say("sentence.and"));
  const except = clauses(rule?.exceptions, names, say("sentence.or"));
  const arriving = rule?.on === "receiving";
  // Of mail that arrives nobody is asked.
  const then = arriving && rule?.actions?.RemoveOMEv2 === true ? [{ text: say("sentence.take-off"), strong: true }] : actionPieces(rule?.actions, names);
  return ended([
    ...(arriving ? [{ text: say("sentence.on-receiving") }] : []),
    ...(when.length > 0 ? [{ text: say(arriving ? "sentence.if-receiving" : "sentence.if") }, ...when] : [{ text: say(arriving ? "sentence.any-receiving" : "sentence.any-mail") }]),
    { text: when.length > 0 ? say("sentence.then") : " " },
    ...(then.length > 0 ? then : [{ text: say("sentence.nothing") }]),
    ...(except.length > 0 ? [{ text: say("sentence.except") }, ...except] : []),
  ]);
}

/**
 * When a label is applied by itself.
 * @param {any} automatic
 * @param {Names} names
 * @returns {Piece[]}
 */
export function automaticSentence(automatic, names) {
  const { say } = names.voice;
  const when = clauses(automatic?.conditions, names, say("sentence.and"));
  const except = clauses(automatic?.exceptions, names, say("sentence.or"));
  return ended([
    ...(when.length > 0 ? [{ text: say("sentence.if") }, ...when] : [{ text: say("sentence.any-mail") }]),
    { text: say("sentence.then-label") }, { text: say(automatic?.mode === "recommend" ? "sentence.recommended" : "sentence.applied"), strong: true },
    ...(except.length > 0 ? [{ text: say("sentence.except") }, ...except] : []),
  ]);
}

/** @param {readonly Piece[]} pieces */
export function plain(pieces) {
  return pieces.map(({ text }) => text).join("");
}

/**
 * One condition as a clause, for lists and traces.
 * @param {string} name
 * @param {any} conditions
 * @param {Names} names
 * @returns {Piece[]}
 */
export function conditionClause(name, conditions, names) {
  const entry = conditionTable.find((one) => one.name === name || one.partners?.some((partner) => partner.name === name));
  if (!entry) return [{ text: name }];
  const { subject, pieces } = clause(entry, conditions ?? {}, names);
  return tidy([{ text: `${subject} ` }, ...pieces]);
}

/**
 * One action as it stands in the sentence.
 * @param {string} name
 * @param {any} actions
 * @param {Names} names
 * @returns {Piece[]}
 */
export function actionClause(name, actions, names) {
  const entry = actionTable.find((one) => one.name === name);
  return entry ? tidy(phrase(entry, actions, names)) : [{ text: name }];
}

/**
 * @param {any} conditions
 * @param {Names} names
 * @param {string} word  between the last two
 * @returns {Piece[]}
 */
function clauses(conditions, names, word) {
  const held = present(conditionTable, conditions).map((entry) => clause(entry, conditions, names));
  let subject = "";
  const said = held.map((one) => {
    const repeated = one.subject === subject;
    subject = one.subject;
    return repeated ? one.pieces : [{ text: `${one.subject} ` }, ...one.pieces];
  });
  return joined(said, word);
}

/**
 * @param {Entry} entry
 * @param {any} conditions
 * @param {Names} names
 */
function clause(entry, conditions, names) {
  const { say } = names.voice;
  const negated = conditions[entry.name] === false;
  const [subject, ...predicate] = wording("when", entry, conditions, names).split("|");
  const spoken = say(`subject.${subject}`);
  return { subject: negated ? say("sentence.not") + spoken : spoken, pieces: filled(predicate.join("|"), entry, conditions, names) };
}

/**
 * @param {any} actions
 * @param {Names} names
 * @returns {Piece[]}
 */
function actionPieces(actions, names) {
  const done = present(actionTable, actions).filter((entry) => actions[entry.name] !== false);
  return joined(done.map((entry) => phrase(entry, actions, names)), names.voice.say("sentence.and"));
}

/**
 * @param {readonly Entry[]} table
 * @param {any} values
 * @returns {Entry[]} in the order of the table
 */
export function present(table, values) {
  if (values === null || typeof values !== "object") return [];
  return table.filter(({ name, partners }) => Object.hasOwn(values, name) || partners?.some((partner) => Object.hasOwn(values, partner.name)));
}

/**
 * @param {Entry} entry
 * @param {any} actions
 * @param {Names} names
 */
function phrase(entry, actions, names) {
  return filled(wording("then", entry, actions, names), entry, actions, names);
}

/**
 * @param {"when"|"then"} kind
 * @param {Entry} entry
 * @param {any} values
 * @param {Names} names
 */
function wording(kind, entry, values, { voice }) {
  const ofChoice = `${kind}.${entry.name}.${values?.[entry.name]}`;
  // Nothing is filled in here: the holes stay open.
  if (voice.has(ofChoice)) return voice.say(ofChoice);
  const general = `${kind}.${entry.name}`;
  return voice.has(general) ? voice.say(general) : `mail|${entry.name} {value}`;
}

/**
 * @param {string} wording
 * @param {Entry} entry
 * @param {any} values
 * @param {Names} names
 * @returns {Piece[]}
 */
function filled(wording, entry, values, names) {
  return wording.split(/(\*[^*]*\*)/).flatMap((part) => {
    const strong = part.startsWith("*");
    const words = strong ? part.slice(1, -1) : part;
    return words.split(/(\{\w+\})/).filter(Boolean).flatMap((word) => {
      const hole = /^\{(\w+)\}$/.exec(word)?.[1];
      if (!hole) return [strong ? { text: word, strong } : { text: word }];
      const partner = entry.partners?.find(({ name }) => name === hole);
      return valuePieces(partner ?? entry, values?.[partner ? partner.name : entry.name] ?? partner?.initial, names);
    });
  });
}

/**
 * @param {Entry|Partner} entry
 * @param {any} value
 * @param {Names} names
 * @returns {Piece[]}
 */
export function valuePieces(entry, value, names) {
  const { say } = names.voice;
  const many = (/** @type {Piece[]} */ pieces) => {
    if (pieces.length === 0) return [strong(say("sentence.missing"))];
    const shown = pieces.length > most ? pieces.slice(0, most - 1) : pieces;
    const rest = pieces.length - shown.length;
    const all = rest > 0 ? [...shown, { text: say("sentence.more", { count: rest }) }] : shown;
    return joined(all.map((piece) => [piece]), say("sentence.or"));
  };
  switch (entry.kind) {
    case "label": return [labelPiece(value, names)];
    case "labels": return many(listOf(value).map((id) => labelPiece(id, names)));
    case "template": return [strong(names.name("templates", value))];
    case "branding": return [strong(names.name("branding", value))];
    case "groups": return many(listOf(value).map((id) => strong(names.name("groups", id))));
    case "dataTypes": return many(listOf(value).map((one) => strong(dataTypeText(one, names))));
    case "choice": return [strong(choiceText(entry.name, value, names))];
    case "choices": return many(listOf(value).map((one) => strong(choiceText(entry.name, one, names))));
    case "text": case "longText": return [strong(`“${shortened(names.text(value)) || say("sentence.missing")}”`)];
    case "words": return many(listOf(value).map((word) => strong(wordText(word, names))));
    case "patterns": return many(listOf(value).map((pattern) => strong(shortened(simple(pattern)))));
    case "extensions": return many(listOf(value).map((one) => strong(`.${simple(one).replace(/^\./, "")}`)));
    case "size": return [strong(sizeText(value))];
    case "count": return [strong(typeof value === "number" ? new Intl.NumberFormat(names.voice.language).format(value) : say("sentence.missing"))];
    default: return Array.isArray(value) ? many(value.map((one) => strong(simple(one)))) : [strong(simple(value))];
  }
}

/**
 * @param {any} one
 * @param {Names} names
 */
export function dataTypeText(one, names) {
  const { say } = names.voice;
  const name = names.dataType(one?.name) || say("sentence.missing");
  const least = Number(one?.minCount ?? 1);
  if (one?.maxCount !== undefined) {
    return least > 1 ? say("sentence.data-type-range", { least, count: Number(one.maxCount), name }) : say("sentence.data-type-up-to", { count: Number(one.maxCount), name });
  }
  return least > 1 ? say("sentence.data-type-count", { count: least, name }) : say(/^[aeio]/i.test(name) ? "sentence.data-type-vowel" : "sentence.data-type", { name });
}

/** @param {any} value octets, or a text such as `10 MB` */
export function sizeText(value) {
  if (typeof value !== "number") return simple(value);
  const units = ["bytes", "KB", "MB", "GB"];
  let step = 0;
  let size = value;
  for (; step < 3 && size >= 1024 && size % 1024 === 0; step += 1) size /= 1024;
  return `${size} ${units[step]}`;
}

/**
 * @param {string} name
 * @param {unknown} value
 * @param {Names} names
 */
function choiceText(name, value, { voice }) {
  const key = `choice.${name}.${value}`;
  return voice.has(key) ? voice.say(key) : simple(value);
}

/**
 * @param {any} word
 * @param {Names} names
 */
function wordText(word, names) {
  if (typeof word === "string") return `“${word}”`;
  return names.voice.say("sentence.any-of-list", { name: names.name("wordLists", word?.wordList) });
}

/**
 * @param {unknown} id
 * @param {Names} names
 * @returns {Piece}
 */
function labelPiece(id, names) {
  const color = names.label(id)?.color;
  return { text: names.name("labels", id), strong: true, ...(typeof color === "string" ? { color } : {}) };
}

/** What is no text and no number has no words. @param {unknown} value */
function simple(value) {
  return (typeof value === "string" && value !== "") || typeof value === "number" ? String(value) : "…";
}

/** @param {string} text @returns {Piece} */
function strong(text) {
  return { text, strong: true };
}

/** @param {string} text */
function shortened(text) {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 80 ? `${line.slice(0, 78).trimEnd()}…` : line;
}

/**
 * @param {Piece[][]} parts
 * @param {string} word
 * @returns {Piece[]}
 */
function joined(parts, word) {
  return parts.flatMap((part, index) => {
    if (index === 0) return part;
    return [{ text: index === parts.length - 1 ? ` ${word} ` : ", " }, ...part];
  });
}

/**
 * With its full stop, unless a quoted text brought one.
 * @param {Piece[]} pieces
 */
function ended(pieces) {
  return tidy(/[.!?…]”?$/.test(pieces.at(-1)?.text ?? "") ? pieces : [...pieces, { text: "." }]);
}

/**
 * Neighbours that look alike become one.
 * @param {Piece[]} pieces
 * @returns {Piece[]}
 */
function tidy(pieces) {
  /** @type {Piece[]} */
  const done = [];
  for (const piece of pieces) {
    const last = done.at(-1);
    if (last && last.strong === piece.strong && !piece.color && !last.color) done[done.length - 1] = { ...last, text: last.text + piece.text };
    else done.push(piece);
  }
  return done;
}
