// @ts-check
// What of a shown mail has something else in its place. Nothing is positioned, but letters may be larger than their line, and
// what is wide hangs out of what is narrow: a ground or a picture lies over words, or words lie over others.

/** @typedef {{ left: number, right: number, top: number, bottom: number }} Box */
/** @typedef {Box & { node: Node }} Thing */

/** Thinner borders are for ornament, in pixels. */
const thick = 4;
/** What is seen through more than that is a tint. */
const tint = 0.1;
/** So often two things are held against each other; of a mail that needs more the rest counts as covered. */
const mostChecks = 2_000_000;

/**
 * @param {HTMLElement} body
 * @param {{ view: Window, colourOf: (color: string) => { alpha: number }, wordsOf: (text: Text) => Box[]|null }} about
 *   wordsOf: the places of the words of a text, one by one; null for more than can be looked at
 * @returns {Set<Node>} texts and pictures
 */
export function coveredIn(body, { view, colourOf, wordsOf }) {
  const { things, cores } = laidOut(body, view, colourOf);
  /** @type {Set<Node>} */
  const covered = new Set();
  /** Whatever reaches as far down as where we are. @type {Thing[]} */
  let active = [];
  let [next, checks] = [0, 0];
  for (const core of cores) {
    if (covered.has(core.node)) continue;
    while (next < things.length && things[next].top < core.bottom) active.push(things[next++]);
    active = active.filter(({ bottom }) => bottom > core.top);
    checks += active.length;
    if (checks > mostChecks || active.some((thing) => overlap(thing, core) && !thing.node.contains(core.node) && isHit(core.node, thing, wordsOf))) covered.add(core.node);
  }
  return covered;
}

/**
 * Everything that is painted, and the middle of each line and picture: lines that stand close reach into each other.
 * @param {HTMLElement} body
 * @param {Window} view
 * @param {(color: string) => { alpha: number }} colourOf
 */
function laidOut(body, view, colourOf) {
  /** @type {Thing[]} */
  const things = [];
  /** @type {Thing[]} */
  const cores = [];
  const range = body.ownerDocument.createRange();
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.nodeType === Node.TEXT_NODE) {
      if (!(/** @type {Text} */ (node)).data.trim()) continue;
      range.selectNodeContents(node);
      for (const line of range.getClientRects()) if (line.width > 0 && line.height > 0) cores.push({ ...coreOf(line), node });
      continue;
    }
    const at = /** @type {Element} */ (node);
    for (const box of painted(at, view, colourOf)) things.push({ ...box, node });
    if (at.localName === "img") cores.push({ ...coreOf(at.getBoundingClientRect()), node });
  }
  const order = (/** @type {Box} */ a, /** @type {Box} */ b) => a.top - b.top;
  return { things: [...things, ...cores.filter(({ node }) => node.nodeType === Node.TEXT_NODE)].sort(order), cores: cores.sort(order) };
}

/**
 * @param {Element} at
 * @param {Window} view
 * @param {(color: string) => { alpha: number }} colourOf
 * @returns {Box[]}
 */
function painted(at, view, colourOf) {
  const style = view.getComputedStyle(at);
  const rects = () => [...at.getClientRects()].map(({ left, right, top, bottom }) => ({ left, right, top, bottom }));
  if (at.localName === "img" || at.localName === "hr" || colourOf(style.backgroundColor).alpha > tint) return rects();
  const [above, right, below, left] = [style.borderTopWidth, style.borderRightWidth, style.borderBottomWidth, style.borderLeftWidth].map(parseFloat);
  if (Math.max(above, right, below, left) < thick) return [];
  return rects().flatMap((box) => [
    { ...box, bottom: box.top + above }, { ...box, left: box.right - right }, { ...box, top: box.bottom - below }, { ...box, right: box.left + left },
  ].filter((edge) => edge.right - edge.left >= thick && edge.bottom - edge.top >= thick));
}

/** @param {Box} box @returns {Box} */
function coreOf({ left, right, top, bottom }) {
  const margin = (bottom - top) * 0.35;
  return { left, right, top: top + margin, bottom: bottom - margin };
}

/** @param {Box} one @param {Box} other */
function overlap(one, other) {
  return Math.min(one.right, other.right) - Math.max(one.left, other.left) > 2 && Math.min(one.bottom, other.bottom) > Math.max(one.top, other.top);
}

/** Whether it is more than blanks that lie there, which may hang over the end of a line. @param {Node} node @param {Thing} thing @param {(text: Text) => Box[]|null} wordsOf */
function isHit(node, thing, wordsOf) {
  const words = node.nodeType === Node.TEXT_NODE ? wordsOf(/** @type {Text} */ (node)) : null;
  return words === null || words.some((word) => overlap(thing, coreOf(word)));
}
