// @ts-check
// A picture for somebody of whom there is none.

import { element } from "./element.js";

/**
 * @param {string} name
 * @returns {HTMLElement} the first letters, on a tint of their own
 */
export function avatar(name) {
  const letters = name.split(/[\s@.]+/).filter(Boolean);
  const initials = (letters[0]?.[0] ?? "?") + (letters.length > 1 ? letters[letters.length - 1][0] : "");
  const tint = [...name].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % 6;
  return element("span", { class: `avatar tint-${tint}`, "aria-hidden": "true", data: { letters: initials.toUpperCase() } });
}
