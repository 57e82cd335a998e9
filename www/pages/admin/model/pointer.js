// @ts-check
// JSON pointers (RFC 6901) into plain data. Edits copy the path they touch and share the rest, so that two editions of a
// document can be compared by identity.

/** @typedef {Array<string|number>} Path */

/**
 * @param {string} pointer
 * @returns {string[]}
 */
export function pathOf(pointer) {
  return pointer.split("/").slice(1).map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/**
 * @param {Path} path
 * @returns {string}
 */
export function pointerOf(path) {
  return path.map((token) => `/${String(token).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/**
 * @param {string} pointer
 * @param {...(string|number)} more
 */
export function below(pointer, ...more) {
  return pointer + pointerOf(more);
}

/**
 * @param {any} whole
 * @param {string} pointer
 * @returns {any} undefined where there is nothing
 */
export function get(whole, pointer) {
  let value = whole;
  for (const token of pathOf(pointer)) {
    if (value === null || typeof value !== "object" || !Object.hasOwn(value, token)) return undefined;
    value = value[token];
  }
  return value;
}

/**
 * The document with another value there; `undefined` takes a field or an entry away. What is missing on the way is made:
 * an array where the next token is a position, else an object.
 * @param {any} whole
 * @param {string} pointer
 * @param {unknown} value
 * @returns {any}
 */
export function set(whole, pointer, value) {
  return setAt(whole, pathOf(pointer), value);
}

/**
 * @param {any} whole
 * @param {string[]} path
 * @param {unknown} value
 * @returns {any}
 */
function setAt(whole, path, value) {
  const [token, ...rest] = path;
  if (token === undefined) return value;
  if (Array.isArray(whole)) {
    const copy = [...whole];
    const position = Number(token);
    if (rest.length === 0 && value === undefined) copy.splice(position, 1);
    else copy[position] = setAt(whole[position], rest, value);
    return copy;
  }
  if (whole === undefined || whole === null || typeof whole !== "object") {
    return /^\d+$/.test(token) ? [setAt(undefined, rest, value)] : { [token]: setAt(undefined, rest, value) };
  }
  // An own field whatever its name: `__proto__` is a name like any other in JSON.
  const entries = Object.entries(whole).filter(([name]) => name !== token || value !== undefined || rest.length > 0);
  const next = value === undefined && rest.length === 0 ? undefined : setAt(Object.hasOwn(whole, token) ? whole[token] : undefined, rest, value);
  if (next === undefined) return Object.fromEntries(entries);
  if (Object.hasOwn(whole, token)) return Object.fromEntries(entries.map(([name, old]) => [name, name === token ? next : old]));
  return Object.fromEntries([...entries, [token, next]]);
}

/**
 * The pointer to take away instead, where taking this one away would leave an empty object that says nothing.
 * @param {any} whole
 * @param {string} pointer
 * @param {readonly string[]} emptied  pointers to objects that are there only for what stands in them
 */
export function withParent(whole, pointer, emptied) {
  const parent = pointer.slice(0, pointer.lastIndexOf("/"));
  const only = emptied.includes(parent) && Object.keys(get(whole, parent) ?? {}).every((name) => below(parent, name) === pointer);
  return only ? parent : pointer;
}

/**
 * @template T
 * @param {readonly T[]} list
 * @param {number} from
 * @param {number} to  the position it has afterwards
 * @returns {T[]}
 */
export function moved(list, from, to) {
  const copy = [...list];
  const [one] = copy.splice(from, 1);
  copy.splice(to, 0, /** @type {T} */ (one));
  return copy;
}

/**
 * @param {string} pointer
 * @param {string} other
 * @returns {boolean} whether `pointer` is `other` or lies in it
 */
export function isWithin(pointer, other) {
  return pointer === other || pointer.startsWith(`${other}/`);
}
