// @ts-check
// Ids for new things: readable ones from a name, GUIDs for labels and organisations.

/** @returns {string} */
export function guid() {
  return crypto.randomUUID();
}

/**
 * A name as an id: lower-case letters, digits and hyphens, at most 64, not taken yet.
 * @param {string} name
 * @param {Iterable<string>} taken
 */
export function idFrom(name, taken = []) {
  const known = new Set(taken);
  const base = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 56).replace(/-+$/, "") || "new";
  let id = base;
  // `none` means no template at all.
  for (let number = 2; known.has(id) || id === "none"; number += 1) id = `${base}-${number}`;
  return id;
}

const guids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/**
 * The same JSON text with another GUID for each: what grows from an example must not carry the example's identity.
 * @param {string} text
 * @param {() => string} [make]
 */
export function withNewGuids(text, make = guid) {
  /** @type {Map<string, string>} */
  const given = new Map();
  return text.replace(guids, (old) => {
    const key = old.toLowerCase();
    if (!given.has(key)) given.set(key, make());
    return /** @type {string} */ (given.get(key));
  });
}
