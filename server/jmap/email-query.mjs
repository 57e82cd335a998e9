// @ts-check
/** Email/query (RFC 8621, section 4.4): newest first. */
import { MethodError, isObject, isStrings } from "./arguments.mjs";

/** @typedef {import("./calls.mjs").Call} Call */
/** @typedef {import("./store.mjs").Email} Email */

/** @type {Readonly<Record<string, (email: Email, value: string) => boolean>>} */
const CONDITIONS = {
  inMailbox: ({ mailboxIds }, id) => mailboxIds[id] === true,
  hasKeyword: ({ keywords }, keyword) => keywords[keyword.toLowerCase()] === true,
  notKeyword: ({ keywords }, keyword) => keywords[keyword.toLowerCase()] !== true,
  text: ({ subject, preview, from, to, cc }, text) => {
    const people = [from, to, cc].flatMap((list) => list ?? []).map(({ name, email }) => `${name ?? ""} ${email}`);
    return [subject ?? "", preview, ...people].join("\n").toLowerCase().includes(text.toLowerCase());
  },
};

/**
 * @param {Record<string, unknown>} args
 * @param {Call} call
 */
export async function emailQuery(args, { account, limits }) {
  const { calculateTotal = false, collapseThreads = false } = args;
  if (typeof calculateTotal !== "boolean" || typeof collapseThreads !== "boolean") {
    throw new MethodError("invalidArguments", '"calculateTotal" and "collapseThreads" must be true or false.');
  }
  const newerFirst = readSort(args.sort);
  const sign = newerFirst ? -1 : 1;
  const key = (/** @type {Email} */ { receivedAt, id }) => `${receivedAt} ${id}`;
  let found = [...account.emails.values()]
    .filter(readFilter(args.filter))
    .sort((one, other) => (key(one) < key(other) ? -sign : sign));
  if (collapseThreads) {
    found = found.filter(({ threadId }, index) => found.findIndex((other) => other.threadId === threadId) === index);
  }
  const start = readStart(args, found);
  const limit = Math.min(readInteger(args, "limit", limits.maxObjectsInGet, 0), limits.maxObjectsInGet);
  return {
    accountId: account.owner.id,
    queryState: account.state,
    canCalculateChanges: false,
    position: start,
    ids: found.slice(start, start + limit).map(({ id }) => id),
    ...(calculateTotal ? { total: found.length } : {}),
    ...(typeof args.limit === "number" && args.limit <= limit ? {} : { limit }),
  };
}

/**
 * @param {unknown} filter
 * @returns {(email: Email) => boolean}
 */
function readFilter(filter) {
  if (filter === undefined || filter === null) return () => true;
  if (!isObject(filter)) throw new MethodError("invalidArguments", '"filter" must be an object or null.');
  const checks = Object.entries(filter).map(([name, value]) => {
    if (name === "header") return messageIdFilter(value);
    const condition = Object.hasOwn(CONDITIONS, name) ? CONDITIONS[name] : undefined;
    if (!condition) throw new MethodError("unsupportedFilter", `This server cannot filter by "${name}".`);
    if (typeof value !== "string") throw new MethodError("invalidArguments", `"${name}" must be a string.`);
    return (/** @type {Email} */ email) => condition(email, value);
  });
  return (email) => checks.every((check) => check(email));
}

/**
 * The one header field that can be looked for here.
 *
 * @param {unknown} value its name and a part of its value
 * @returns {(email: Email) => boolean}
 */
function messageIdFilter(value) {
  if (!isStrings(value) || value.length < 1 || value.length > 2) {
    throw new MethodError("invalidArguments", '"header" must be an array of a name and, perhaps, a text.');
  }
  const [name = "", part = ""] = value;
  if (name.toLowerCase() !== "message-id") throw new MethodError("unsupportedFilter", `This server cannot filter by "${name}".`);
  return ({ messageId }) => (messageId ?? []).some((id) => `<${id}>`.includes(part));
}

/**
 * @param {unknown} sort
 * @returns {boolean} whether the newest comes first
 */
function readSort(sort) {
  if (sort === undefined || sort === null) return true;
  if (!Array.isArray(sort) || !sort.every(isObject)) {
    throw new MethodError("invalidArguments", '"sort" must be an array of comparators or null.');
  }
  const [first, ...others] = sort;
  if (!first) return true;
  if (first.property !== "receivedAt" || others.length > 0) {
    throw new MethodError("unsupportedSort", "This server sorts by receivedAt only.");
  }
  return first.isAscending === false;
}

/**
 * @param {Record<string, unknown>} args
 * @param {Email[]} found
 * @returns {number} index of the first result (RFC 8620, section 5.5)
 */
function readStart(args, found) {
  if (args.anchor === undefined || args.anchor === null) {
    const position = readInteger(args, "position", 0);
    return position < 0 ? Math.max(0, found.length + position) : position;
  }
  const index = found.findIndex(({ id }) => id === args.anchor);
  if (index < 0) throw new MethodError("anchorNotFound");
  return Math.max(0, index + readInteger(args, "anchorOffset", 0));
}

/**
 * @param {Record<string, unknown>} args
 * @param {string} name
 * @param {number} otherwise when it is not given
 * @param {number} [least]
 */
function readInteger(args, name, otherwise, least = Number.MIN_SAFE_INTEGER) {
  const value = args[name] ?? otherwise;
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < least) {
    throw new MethodError("invalidArguments", `"${name}" must be a whole number${least === 0 ? ", not below 0" : ""}.`);
  }
  return value;
}
