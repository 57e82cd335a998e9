// @ts-check
/** Where a message lies and how it is marked: the two properties of an Email that can change (RFC 8621, section 4.1.1). */
import { Refused, isObject } from "./arguments.mjs";
import { isMailbox } from "./mailboxes.mjs";

/** @typedef {Readonly<Record<string, true>>} IdSet */

/** ASCII letters and signs, without those that IMAP atoms cannot hold. */
const KEYWORD = /^(?!.*[(){\]%*"\\])[!-~]{1,255}$/;

/**
 * @param {unknown} value
 * @returns {IdSet}
 */
export function readMailboxIds(value) {
  const ids = readSet(value, "mailboxIds");
  const names = Object.keys(ids);
  if (names.length === 0 || !names.every(isMailbox)) {
    throw invalid("mailboxIds", "A message must be in at least one mailbox, and only in mailboxes that exist.");
  }
  return ids;
}

/**
 * @param {unknown} value
 * @returns {IdSet}
 */
export function readKeywords(value) {
  const keywords = Object.keys(readSet(value ?? {}, "keywords"));
  const wrong = keywords.find((keyword) => !KEYWORD.test(keyword));
  if (wrong !== undefined) throw invalid("keywords", `"${wrong}" cannot be a keyword.`);
  return Object.fromEntries(keywords.map((keyword) => [keyword.toLowerCase(), true]));
}

/**
 * Applies a PatchObject (RFC 8620, section 5.3): whole properties, or "keywords/$seen" and "mailboxIds/M1".
 *
 * @template {{ mailboxIds: IdSet, keywords: IdSet }} T
 * @param {T} email
 * @param {unknown} patch
 * @returns {T}
 */
export function patched(email, patch) {
  if (!isObject(patch)) throw new Refused({ type: "invalidPatch", description: "A patch must be an object." });
  /** @type {Record<string, unknown>} */
  const changed = { mailboxIds: email.mailboxIds, keywords: email.keywords };
  for (const [path, value] of Object.entries(patch)) {
    const [property = "", item, ...deeper] = path.split("/").map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
    if (!Object.hasOwn(changed, property)) throw invalid(property, `"${property}" of a message cannot be changed.`);
    if (item === undefined) {
      changed[property] = value;
      continue;
    }
    if (deeper.length > 0 || Object.hasOwn(patch, property)) {
      throw new Refused({ type: "invalidPatch", description: `"${path}" reaches too deep or overlaps another path.` });
    }
    if (value !== true && value !== null) throw invalid(property, `"${path}" can be set to true or null.`);
    const { [key(property, item)]: _, ...rest } = /** @type {IdSet} */ (changed[property]);
    changed[property] = value === true ? { ...rest, [item]: true } : rest;
  }
  return { ...email, mailboxIds: readMailboxIds(changed.mailboxIds), keywords: readKeywords(changed.keywords) };
}

/** @param {string} property @param {string} item keywords are the same in upper and lower case */
function key(property, item) {
  return property === "keywords" ? item.toLowerCase() : item;
}

/**
 * @param {unknown} value
 * @param {string} property
 * @returns {IdSet}
 */
function readSet(value, property) {
  if (!isObject(value) || !Object.values(value).every((item) => item === true)) {
    throw invalid(property, `"${property}" must be an object whose values are true.`);
  }
  return /** @type {IdSet} */ (value);
}

/** @param {string} property @param {string} description */
function invalid(property, description) {
  return new Refused({ type: "invalidProperties", properties: [property], description });
}
