// @ts-check
// A list of recipients as data: what typing, pasting and deleting do to it.

import { shownName } from "../texts/names.js";
import { writeMailbox } from "./draft.js";

/**
 * @typedef {import("../../button/types.d.ts").AddressAnswer} AddressAnswer
 * @typedef {{ id: number, text: string, name: string|null, address: string, malformed: string|null }} Chip
 *   malformed: why it is no address
 */

let next = 1;

/**
 * @param {AddressAnswer} answer
 * @returns {Chip}
 */
export function chip(answer) {
  return answer.ok
    ? { id: next++, text: answer.text, name: answer.address.name || null, address: answer.address.address, malformed: null }
    : { id: next++, text: answer.text, name: null, address: answer.text.trim(), malformed: answer.code };
}

/**
 * Adds what was typed or pasted; who is in the list already is not added twice.
 * @param {Chip[]} chips
 * @param {AddressAnswer[]} answers
 * @returns {{ chips: Chip[], added: Chip[] }}
 */
export function add(chips, answers) {
  const there = new Set(chips.map((one) => one.address.toLowerCase()));
  const added = answers.map(chip).filter((one) => {
    const key = one.address.toLowerCase();
    if (key === "" || there.has(key)) return false;
    there.add(key);
    return true;
  });
  return { chips: [...chips, ...added], added };
}

/**
 * Whether what was typed so far ends an address: a comma or semicolon outside quotes, or a line break.
 * @param {string} text
 */
export function isComplete(text) {
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === "\\" && quoted) index += 1;
    else if (text[index] === '"') quoted = !quoted;
    else if (!quoted && /[,;\n]/.test(text[index])) return true;
  }
  return false;
}

/**
 * Which of very many are shown: the first, and those with whom something is the matter.
 * @param {Chip[]} chips
 * @param {(one: Chip) => boolean} matters
 * @returns {Chip[]}
 */
export function inSight(chips, matters) {
  if (chips.length <= most) return chips;
  let [first, mattering] = [firstFew, fewThatMatter];
  return chips.filter((one) => first-- > 0 || (mattering > 0 && matters(one) && mattering-- > 0));
}

const most = 40;
const firstFew = 5;
const fewThatMatter = 8;

/** What a person reads on the chip. @param {Chip} one */
export function shown(one) {
  return shownName(one.name) || one.address;
}

/** What stands in the field when a chip is edited again. @param {Chip} one */
export function written(one) {
  return one.malformed !== null ? one.text : writeMailbox(one);
}
