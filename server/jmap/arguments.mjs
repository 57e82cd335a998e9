// @ts-check
/** What the methods have in common: the checks on their arguments (RFC 8620, sections 3.6.2 and 5). */

/** A method call that fails as a whole. */
export class MethodError extends Error {
  /**
   * @param {string} type
   * @param {string} [description]
   */
  constructor(type, description) {
    super(description ?? type);
    this.type = type;
    this.description = description;
  }
}

/** @typedef {{ type: string, description?: string, properties?: string[], [more: string]: unknown }} SetError */

/** One object of a /set or /import that is refused, while the others go on (RFC 8620, section 5.3). */
export class Refused extends Error {
  /** @param {SetError} setError */
  constructor(setError) {
    super(setError.type);
    this.setError = setError;
  }
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
export function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * @param {unknown} value
 * @returns {value is string[]}
 */
export function isStrings(value) {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

/**
 * @param {unknown} value
 * @param {string} name
 * @returns {Record<string, unknown>} an absent map is an empty one
 */
export function objectOrNothing(value, name) {
  if (value === undefined || value === null) return {};
  if (!isObject(value)) throw new MethodError("invalidArguments", `"${name}" must be an object or null.`);
  return value;
}

/**
 * @param {unknown} ids
 * @param {number} most
 * @returns {string[] | null} null asks for all
 */
export function idsOrAll(ids, most) {
  if (ids === undefined || ids === null) return null;
  if (!isStrings(ids)) throw new MethodError("invalidArguments", '"ids" must be an array of ids or null.');
  if (ids.length > most) throw new MethodError("requestTooLarge", `At most ${most} objects can be fetched at once.`);
  return [...new Set(ids)];
}

/**
 * @template T
 * @param {unknown} ids
 * @param {ReadonlyMap<string, T>} all
 * @param {number} most
 * @returns {{ list: T[], notFound: string[] }}
 */
export function selectIds(ids, all, most) {
  const wanted = idsOrAll(ids, most) ?? [...all.keys()];
  if (wanted.length > most) throw new MethodError("requestTooLarge", `At most ${most} objects can be fetched at once.`);
  /** @type {T[]} */
  const list = [];
  /** @type {string[]} */
  const notFound = [];
  for (const id of wanted) {
    const found = all.get(id);
    if (found === undefined) notFound.push(id);
    else list.push(found);
  }
  return { list, notFound };
}

/**
 * @param {Readonly<Record<string, unknown>>} object
 * @param {unknown} properties
 * @returns {Record<string, unknown>} with the id, asked for or not
 */
export function pickProperties(object, properties) {
  if (properties === undefined || properties === null) return object;
  if (!isStrings(properties)) throw new MethodError("invalidArguments", '"properties" must be an array or null.');
  const unknown = properties.find((name) => !Object.hasOwn(object, name));
  if (unknown !== undefined) throw new MethodError("invalidArguments", `There is no property "${unknown}".`);
  return Object.fromEntries(["id", ...properties].map((name) => [name, object[name]]));
}

/**
 * @param {unknown} ifInState
 * @param {string} state
 */
export function checkState(ifInState, state) {
  if (ifInState !== undefined && ifInState !== null && ifInState !== state) throw new MethodError("stateMismatch");
}

/**
 * @param {number} count
 * @param {number} most
 */
export function checkSetSize(count, most) {
  if (count > most) throw new MethodError("requestTooLarge", `At most ${most} objects can be changed at once.`);
}

/**
 * @param {unknown} error
 * @returns {SetError} for an object that was refused; anything else is not the client's fault and goes on
 */
export function setErrorOf(error) {
  if (error instanceof Refused) return error.setError;
  throw error;
}

/**
 * Empty maps of results are null on the wire.
 *
 * @template T
 * @param {Record<string, T>} map
 */
export function orNull(map) {
  return Object.keys(map).length > 0 ? map : null;
}
