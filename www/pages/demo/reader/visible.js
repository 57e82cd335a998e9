// @ts-check
// Of a shown mail, the text that can be seen. What nobody sees is not quoted: it would go out signed by who answers.

/** Smaller nobody reads, in pixels. */
const smallest = 8;
/** Below this contrast letters and what lies behind them are one. */
const faintest = 1.5;

/**
 * @param {HTMLElement} body
 * @param {boolean} coloured  whether the mail brings colours of its own
 * @param {Set<Element>} [left]  elements to leave out all the same
 */
export function visibleText(body, coloured, left = new Set()) {
  const view = body.ownerDocument.defaultView;
  if (!view) return "";
  const colourOf = colours();
  /** @type {Map<Element, boolean>} */
  const seen = new Map();
  const isSeen = (/** @type {Element} */ at) => {
    let known = seen.get(at);
    if (known === undefined) {
      known = isLegible(at, view, coloured ? colourOf : null);
      seen.set(at, known);
    }
    return known;
  };
  /** @type {Array<[Text, string]>} */
  const unseen = [];
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  for (let node = /** @type {Text|null} */ (walker.nextNode()); node; node = /** @type {Text|null} */ (walker.nextNode())) {
    const at = node.parentElement;
    const isLeft = [...left].some((element) => element.contains(node));
    if (node.data.trim() && at && (isLeft || !isSeen(at))) unseen.push([node, node.data]);
  }
  // Taken out and put back before anything is drawn: only the layout tells how the rest reads.
  for (const [node] of unseen) node.data = "";
  try {
    return body.innerText;
  } finally {
    for (const [node, data] of unseen) node.data = data;
  }
}

/**
 * @param {Element} at
 * @param {Window} view
 * @param {((color: string) => Colour)|null} colourOf
 */
function isLegible(at, view, colourOf) {
  const { fontSize, lineHeight, color } = view.getComputedStyle(at);
  const size = parseFloat(fontSize);
  if (size < smallest || parseFloat(lineHeight) < size / 2) return false;
  if (!colourOf) return true;
  const ink = colourOf(color);
  if (ink.alpha < 0.5) return false;
  const [light, dark] = [ink.light, behind(at, view, colourOf)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05) >= faintest;
}

/**
 * How light it is behind an element: the first ground that is not seen through, else white paper.
 * @param {Element} at
 * @param {Window} view
 * @param {(color: string) => Colour} colourOf
 */
function behind(at, view, colourOf) {
  for (let place = /** @type {Element|null} */ (at); place; place = place.parentElement) {
    const ground = colourOf(view.getComputedStyle(place).backgroundColor);
    if (ground.alpha >= 0.5) return ground.light;
  }
  return 1;
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
