// @ts-check
// How large the message will be, where the server says what it takes or there is something to say.

import { forecast } from "./forecast.js";

/** Octets of files from which on it is worth saying. */
const worthSaying = 1_000_000;

/**
 * @param {{ attachments: { size: number }[], text: string, html: string|null }} written
 * @param {Iterable<import("./forecast.js").Way>|null} ways
 * @param {number} [limit]  of the server
 * @returns {import("./attachments.js").Weight|null}
 */
export function weightOf({ attachments, text, html }, ways, limit = Number.MAX_SAFE_INTEGER) {
  const files = attachments.reduce((sum, one) => sum + one.size, 0);
  const size = forecast({ text: text.length + (html?.length ?? 0), files, ways });
  const over = size > limit;
  return over || files > worthSaying ? { size, limit, over, files: attachments.length } : null;
}
