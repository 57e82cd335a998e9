// @ts-check
// What strangers call themselves and their labels, made fit to stand among the page's own words.

/** Longer than people's names are. */
const longest = 64;

/**
 * A stranger's words on one line: nothing that is not seen, nothing that turns the sentence around them, no end of it.
 * @param {string|null|undefined} text
 */
export function plainWords(text) {
  const flat = (text ?? "").normalize("NFC").replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, " ").replace(/[“”„‟]/g, "").replace(/\s+/gu, " ").trim();
  const letters = [...flat];
  return letters.length > longest ? `${letters.slice(0, longest - 1).join("").trimEnd()}…` : flat;
}

/**
 * A display name, for which nobody vouches. Empty where it poses as an address: then the address itself has to do.
 * @param {string|null|undefined} name
 */
export function shownName(name) {
  const flat = plainWords(name);
  return /[@<>]/.test(flat.normalize("NFKC")) ? "" : flat;
}

/**
 * What to call somebody: by the name where it is one, else by the address.
 * @param {{ name: string|null, address?: string|null, email?: string, value?: string }} one
 */
export function called({ name, address, email, value }) {
  return shownName(name) || address || email || plainWords(value);
}

/**
 * Name and address, so that the one cannot stand for the other.
 * @param {{ name: string|null, address: string }} one
 */
export function nameAndAddress({ name, address }) {
  const words = shownName(name);
  return words ? `${words} <${address}>` : address;
}
