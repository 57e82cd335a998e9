// @ts-check
// Of a shown mail, the text that can be seen. What nobody sees is not quoted: it would go out signed by who answers.

import { coveredIn } from "./covered.js";

/** Smaller nobody reads, in pixels. */
const smallest = 8;
/** Below this contrast letters and what lies behind them are one. */
const faintest = 1.5;
/** So many words of one mail are looked at one by one: each time the browser looks for the line again. */
const mostWords = 20_000;

/**
 * @param {HTMLElement} body
 * @param {boolean} coloured  whether the mail brings colours of its own
 * @param {Set<Element>} [left]  elements to leave out all the same
 */
export function visibleText(body, coloured, left = new Set()) {
  const isSeen = legibility(body, coloured);
  /** @type {Array<[Text, string]>} */
  const unseen = [];
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  for (let node = /** @type {Text|null} */ (walker.nextNode()); node; node = /** @type {Text|null} */ (walker.nextNode())) {
    if (node.data.trim() && (isIn(left, node, body) || !isSeen(node))) unseen.push([node, node.data]);
  }
  // Taken out and put back before anything is drawn: only the layout tells how the rest reads.
  for (const [node] of unseen) node.data = "";
  try {
    return body.innerText;
  } finally {
    for (const [node, data] of unseen) node.data = data;
  }
}

/** @param {Set<Element>} some @param {Text} node @param {HTMLElement} body */
function isIn(some, node, body) {
  for (let at = node.parentElement; at && at !== body; at = at.parentElement) if (some.has(at)) return true;
  return false;
}

/**
 * Whether words of a mail can be seen: they take room where one can look, nothing else lies there, and they are large enough and stand
 * out from what is behind them. Of pictures: the first two.
 * @param {HTMLElement} body
 * @param {boolean} coloured
 * @returns {(node: Text|HTMLImageElement) => boolean}
 */
export function legibility(body, coloured) {
  const view = body.ownerDocument.defaultView;
  if (!view) return () => false;
  const colourOf = colours();
  const ground = grounds(view, colourOf);
  /** @type {Map<Element, boolean>} */
  const known = new Map();
  const range = body.ownerDocument.createRange();
  const isWithin = reachable(body);
  const wordsOf = wordPlaces(range);
  const covered = coveredIn(body, { view, colourOf, wordsOf });
  return (node) => {
    if (covered.has(node)) return false;
    if (node.nodeType !== Node.TEXT_NODE) return isWithin(/** @type {HTMLImageElement} */ (node).getBoundingClientRect());
    const text = /** @type {Text} */ (node);
    const at = text.parentElement;
    if (!at) return false;
    let seen = known.get(at);
    if (seen === undefined) {
      seen = isLegible(at, view, coloured ? { colourOf, ground } : null);
      known.set(at, seen);
    }
    if (!seen) return false;
    // What is folded away, or stands where nothing of it is drawn, takes no room.
    range.selectNodeContents(text);
    const lines = [...range.getClientRects()].filter(isDrawn);
    // What hangs over the end of a line are blanks, if every word is within.
    return lines.length > 0 && (lines.every(isWithin) || (wordsOf(text)?.every(isWithin) ?? false));
  };
}

/** @param {DOMRect} place */
const isDrawn = ({ width, height }) => width > 0 && height > 0;

/** Where the words of a text lie, one by one; null for more than can be looked at. @param {Range} range @returns {(text: Text) => DOMRect[]|null} */
function wordPlaces(range) {
  let left = mostWords;
  /** @type {Map<Text, DOMRect[]|null>} */
  const known = new Map();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    /** @type {DOMRect[]} */
    const places = [];
    for (const { 0: word, index } of text.data.matchAll(/\S+/g)) {
      left -= 1;
      if (left < 0) break;
      range.setStart(text, index);
      range.setEnd(text, index + word.length);
      places.push(...[...range.getClientRects()].filter(isDrawn));
    }
    const all = left < 0 ? null : places;
    known.set(text, all);
    return all;
  };
}

/**
 * Whether a place in the page can be looked at, be it by scrolling: nobody scrolls to what lies before its beginning, which is
 * on the right where the page is written from right to left.
 * @param {HTMLElement} body
 * @returns {(place: DOMRect) => boolean}
 */
function reachable(body) {
  const { documentElement, defaultView: view } = body.ownerDocument;
  if (!view) return () => false;
  const { clientWidth, scrollWidth, scrollHeight } = documentElement;
  const left = view.getComputedStyle(body).direction === "rtl" ? clientWidth - scrollWidth : 0;
  const [x, y] = [view.scrollX - left, view.scrollY];
  // Parts of a pixel come from rounding.
  return ({ left: from, right, top, bottom }) => from + x > -1 && right + x < scrollWidth + 1 && top + y > -1 && bottom + y < scrollHeight + 1;
}

/**
 * @param {Element} at
 * @param {Window} view
 * @param {{ colourOf: (color: string) => Colour, ground: (at: Element) => number }|null} colours
 */
function isLegible(at, view, colours) {
  const { fontSize, lineHeight, color, visibility } = view.getComputedStyle(at);
  if (visibility !== "visible") return false;
  const size = parseFloat(fontSize);
  if (size < smallest || parseFloat(lineHeight) < size / 2) return false;
  if (!colours) return true;
  const ink = colours.colourOf(color);
  if (ink.alpha < 0.5) return false;
  const [light, dark] = [ink.light, colours.ground(at)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05) >= faintest;
}

/**
 * How light it is behind an element: the first ground that is not seen through, else white paper. What was found is kept:
 * thousands of elements may lie upon the same hundreds.
 * @param {Window} view
 * @param {(color: string) => Colour} colourOf
 * @returns {(at: Element) => number}
 */
function grounds(view, colourOf) {
  /** @type {Map<Element, number>} */
  const known = new Map();
  return (at) => {
    /** @type {Element[]} */
    const through = [];
    let light = 1;
    for (let place = /** @type {Element|null} */ (at); place; place = place.parentElement) {
      const found = known.get(place);
      const { light: own, alpha } = found === undefined ? colourOf(view.getComputedStyle(place).backgroundColor) : { light: found, alpha: 1 };
      through.push(place);
      if (alpha < 0.5) continue;
      light = own;
      break;
    }
    for (const place of through) known.set(place, light);
    return light;
  };
}

/** @typedef {{ light: number, alpha: number }} Colour  light: relative luminance, as WCAG has it */

/** The browser reads colours in all their notations; one pixel tells what came of it. */
function colours() {
  const drawing = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  /** @type {Map<string, Colour>} */
  const known = new Map();
  return (/** @type {string} */ color) => {
    let found = known.get(color);
    if (!found) {
      found = { light: 0, alpha: 1 };
      if (drawing) {
        drawing.clearRect(0, 0, 1, 1);
        drawing.fillStyle = color;
        drawing.fillRect(0, 0, 1, 1);
        const [r, g, b, a] = drawing.getImageData(0, 0, 1, 1).data;
        const [red, green, blue] = [r, g, b].map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
        found = { light: 0.2126 * red + 0.7152 * green + 0.0722 * blue, alpha: a / 255 };
      }
      known.set(color, found);
    }
    return found;
  };
}
