// @ts-check
// Whether text on a colour is black or white, as covers have it, and how well it can be read (WCAG 2.2).

import { inkOn, luminance } from "../../../engine/cover-html.js";

/**
 * @param {string} color  #rrggbb
 * @returns {{ ink: "black"|"white", ratio: number }|null}  null for what is no colour
 */
export function contrastOn(color) {
  if (!/^#[0-9a-f]{6}$/i.test(color)) return null;
  const background = luminance(color) + 0.05;
  return inkOn(color) === "#ffffff" ? { ink: "white", ratio: 1.05 / background } : { ink: "black", ratio: background / 0.05 };
}
