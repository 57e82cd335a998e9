// @ts-check
// The sign the person chose. A page around the frame cannot know it, and so cannot imitate a frame of ours.

import { element } from "../mail/element.js";
import { wordsIn } from "./words.js";

/** @typedef {import("./connections.js").Indicator} Indicator */

/** Drawn for this, each on 24 by 24. @type {Record<string, string[]>} */
const pictures = {
  boat: ["M4 15h16l-2.5 5h-11z", "M11 12V3l6.5 9z", "M8 12V7"],
  leaf: ["M5 19C4 10 10 4 20 4c0 10-5 15.5-13 14", "M5 20c2-5 5.5-8.5 9.5-10.5"],
  mountain: ["M2.5 19 9 7l3.5 6 2.5-4 6.5 10z", "M7.3 10.300l1.7 1.5 1.5-1.8"],
  fish: ["M3 12c3.5-5.5 10-6 14-1l3.5-3v8L17 13c-4 5-10.5 4.5-14-1z", "M7.5 11v.6"],
  cup: ["M5 8h11v6a5 5 0 0 1-5 5h-1a5 5 0 0 1-5-5z", "M16 10h1.500a2.5 2.5 0 0 1 0 5H16", "M8 5c0-1.5 1-1.5 1-3M12 5c0-1.5 1-1.5 1-3"],
  tree: ["M12 21v-6", "M12 3l5.5 7H15l3.5 5h-13L9 10H6.500z"],
  lighthouse: ["M9.5 9h5l1.5 12H8z", "M9 9V6l3-3 3 3v3", "M4 6l2 .6M20 6l-2 .6M8.7 15h6.6"],
  kite: ["M14 3l6 6-6 8-7-7z", "M14 3v14M7 10l13-1", "M14 17c-1 4-4 1-6 4"],
};

export const pictureNames = Object.keys(pictures);
export const colorNames = ["blue", "green", "amber", "red", "violet", "slate"];

/** @param {Indicator|null} indicator @param {number} [size] */
export function sign(indicator, size = 22) {
  const shown = indicator && pictures[indicator.picture] && colorNames.includes(indicator.color) ? indicator : null;
  const tile = element("span", { class: `sign ${shown ? `sign-${shown.color}` : "sign-none"}`, "aria-hidden": "true" });
  tile.append(drawing(shown ? pictures[shown.picture] : ["M12 3l7 3v5.500c0 4.5-3 7.5-7 9.5-4-2-7-5-7-9.500V6z"], size));
  return tile;
}

/** @param {string[]} paths @param {number} size */
function drawing(paths, size) {
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  for (const [name, value] of Object.entries({
    viewBox: "0 0 24 24", width: size, height: size, fill: "none", stroke: "currentColor", "stroke-width": 1.75, "stroke-linecap": "round", "stroke-linejoin": "round", focusable: "false",
  })) svg.setAttribute(name, String(value));
  for (const d of paths) {
    const path = document.createElementNS(namespace, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

/**
 * The line that stands in every frame.
 * @param {Indicator|null} indicator
 * @param {string|null} address
 * @param {import("../mail/types.d.ts").Voice} voice
 */
export function strip(indicator, address, voice) {
  const say = wordsIn(voice);
  const named = indicator ? say("strip.sign", { color: say(`color.${indicator.color}`), picture: say(`picture.${indicator.picture}`) }) : null;
  return element("header", { class: "strip" }, sign(indicator, 16),
    element("p", {}, element("strong", {}, "Zegel"), address && ` · ${address}`, named && element("span", { class: "visually-hidden" }, `, ${named}`)));
}

/**
 * The choice of one: a picture and a colour.
 * @param {Indicator} first
 * @param {import("../mail/types.d.ts").Voice} voice
 */
export function signChoice(first, voice) {
  const say = wordsIn(voice);
  const chosen = { ...first };
  const preview = element("div", { class: "sign-preview" });
  const show = () => preview.replaceChildren(strip(chosen, null, voice));
  /** @param {"picture"|"color"} what @param {string[]} names @param {(name: string) => Node} draw */
  const group = (what, names, draw) => element("fieldset", { class: `sign-choice ${what}` }, element("legend", {}, say(`sign.${what}`)),
    ...names.map((name) => element("label", {}, element("input", {
      type: "radio", name: what, value: name, checked: chosen[what] === name, "aria-label": say(`${what}.${name}`),
      on: { change: () => { chosen[what] = name; root.dataset.color = chosen.color; show(); } },
    }), draw(name))));
  const root = element("div", { class: "sign-choices", data: { color: chosen.color } },
    group("picture", pictureNames, (name) => sign({ picture: name, color: "slate" }, 30)),
    group("color", colorNames, (name) => element("span", { class: `swatch sign-${name}`, "aria-hidden": "true" })),
    preview);
  show();
  return { root, read: () => ({ ...chosen }) };
}

/** One to begin with: not the same for everybody, or pages could guess it. @returns {Indicator} */
export function anyIndicator() {
  const one = (/** @type {string[]} */ names) => names[crypto.getRandomValues(new Uint32Array(1))[0] % names.length];
  return { picture: one(pictureNames), color: one(colorNames) };
}
