// @ts-check
// What is published: the document as bytes, with its serial and times.

const encoder = new TextEncoder();

/** What is short stands on one line; a line is at most so long, where it can be. */
const width = 118;

/**
 * @param {unknown} document
 * @returns {string} the text that is checked, signed and downloaded
 */
export function textOf(document) {
  return `${written(document, 0)}\n`;
}

/**
 * @param {any} value
 * @param {number} indent
 * @returns {string}
 */
function written(value, indent) {
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  const list = Array.isArray(value);
  const names = list ? [] : Object.keys(value).filter((name) => value[name] !== undefined);
  const parts = list
    ? value.map((one) => written(one, indent + 2))
    : names.map((name) => `${JSON.stringify(name)}: ${written(value[name], indent + 2)}`);
  const [open, close] = list ? ["[", "]"] : ["{", "}"];
  if (parts.length === 0) return open + close;
  const length = parts.reduce((sum, part) => sum + part.length + 2, indent);
  // The whole document is never one line, nor is what has lines in it.
  if (indent > 0 && length <= width && !parts.some((part) => part.includes("\n"))) return list ? `[${parts.join(", ")}]` : `{ ${parts.join(", ")} }`;
  const begin = " ".repeat(indent + 2);
  return `${open}\n${parts.map((part) => begin + part).join(",\n")}\n${" ".repeat(indent)}${close}`;
}

/** @param {string} text */
export function bytesOf(text) {
  return encoder.encode(text);
}

/**
 * The next edition: a serial higher than any before, issued now.
 * @param {any} document
 * @param {{ base: any, now: Date }} from  base: what is published already
 * @returns {any}
 */
export function nextEdition(document, { base, now }) {
  const serial = nextSerial(document, base);
  const issued = now.toISOString().replace(/\.\d+Z$/, "Z");
  const { format = 1, serial: _old, issued: _before, ...rest } = document;
  return { ...("$schema" in rest ? { $schema: rest.$schema } : {}), format, serial, issued, ...rest };
}

/**
 * @param {any} document
 * @param {any} base
 */
export function nextSerial(document, base) {
  const published = whole(base?.serial);
  const present = whole(document?.serial);
  // Who raised it by hand has said which it is.
  return base && present > published ? present : Math.max(published, base ? present : present - 1) + 1;
}

/** @param {unknown} value */
function whole(value) {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : 0;
}
