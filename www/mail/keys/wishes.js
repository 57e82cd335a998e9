// @ts-check
// How the organisation wants its people's keys made, kept and found: the `keys` of its bundle.

/** @typedef {import("../types.d.ts").KeyWishes} KeyWishes */

/** @type {Readonly<KeyWishes>} */
const usual = Object.freeze({
  kind: "v4", postQuantum: false, validDays: 730, lock: "optional", unlockedMinutes: 480, sources: null, keyring: null, trusted: [],
});

/**
 * @param {Uint8Array|null} bytes  of the bundle in use, which the engine read already: what is malformed it refused; null
 *   where there is none
 * @returns {KeyWishes}
 */
export function keyWishes(bytes) {
  const { keys = {} } = bytes ? JSON.parse(new TextDecoder().decode(bytes)) : {};
  return { ...usual, ...keys };
}
