// @ts-check
// A text as it is written. What would not be seen in it, or would turn it round, is said.

import { stepped } from "./steps.js";

/** Control characters but tab and line ends, and those that change the direction of what follows. */
const unseen = /[\u0000-\u0008\u000b\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * @param {import("./frame.js").Shown} shown
 * @param {import("./frame.js").Surroundings} around
 * @returns {Promise<import("./frame.js").View>}
 */
export async function showText({ text }, { place, tell }) {
  const sheet = document.createElement("pre");
  sheet.dir = "auto";
  let from = 0;
  for (const match of text.matchAll(unseen)) {
    const mark = document.createElement("mark");
    mark.textContent = `[U+${match[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}]`;
    sheet.append(text.slice(from, match.index), mark);
    from = match.index + 1;
  }
  sheet.append(text.slice(from));
  place.append(sheet);
  let scale = 1;
  const draw = () => {
    sheet.style.fontSize = `${0.875 * scale}rem`;
    tell({ page: 1, pages: 1, percent: Math.round(scale * 100) });
  };
  draw();
  return {
    zoom(how) {
      scale = how === "fit" ? 1 : stepped(scale, how);
      draw();
    },
  };
}
