// @ts-check
// Files that fall into the composer or are pasted: pictures go into the text where they fall, all else is attached.

import { carried } from "./attachments.js";

/**
 * @param {HTMLElement} node  the composer
 * @param {{ editor: import("./editor.js").Editor, files: import("./attachments.js").Attachments, busy: () => boolean }} into
 */
export function takeDrops(node, { editor, files, busy }) {
  /** @param {DataTransfer} data @param {DragEvent|null} drop */
  const take = (data, drop) => {
    if (busy()) return;
    const { files: given, folders } = carried(data);
    const inText = drop ? drop.target instanceof Node && editor.root.contains(drop.target) : document.activeElement === editor.root;
    const isPicture = (/** @type {File} */ file) => inText && /^image\/(?:png|jpeg|gif|webp|avif)$/.test(file.type);
    const range = drop ? caretAt(drop.clientX, drop.clientY) : null;
    for (const file of given.filter(isPicture)) editor.insertPicture(file, range ?? undefined);
    const rest = given.filter((file) => !isPicture(file));
    if (rest.length > 0) void files.add(rest, folders);
  };
  const hasFiles = (/** @type {DataTransfer|null} */ data) => Boolean(data?.types.includes("Files"));
  let depth = 0;
  const mark = () => node.toggleAttribute("data-dropping", depth > 0);
  node.addEventListener("dragenter", (event) => { if (hasFiles(event.dataTransfer)) { depth += 1; mark(); } });
  node.addEventListener("dragleave", (event) => { if (hasFiles(event.dataTransfer)) { depth = Math.max(0, depth - 1); mark(); } });
  node.addEventListener("dragover", (event) => { if (hasFiles(event.dataTransfer)) { event.preventDefault(); if (event.dataTransfer) event.dataTransfer.dropEffect = "copy"; } });
  node.addEventListener("drop", (event) => {
    if (!event.dataTransfer || !hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    event.stopPropagation();
    depth = 0;
    mark();
    take(event.dataTransfer, event);
  }, true);
  node.addEventListener("paste", (event) => {
    const data = event.clipboardData;
    // A copied picture or file; text that comes with a picture of itself is text.
    if (!data || data.files.length === 0 || data.types.some((type) => type.startsWith("text/"))) return;
    event.preventDefault();
    event.stopPropagation();
    take(data, null);
  }, true);
}

/** @param {number} x @param {number} y @returns {Range|null} */
function caretAt(x, y) {
  const range = document.caretRangeFromPoint ? document.caretRangeFromPoint(x, y) : rangeOf(document.caretPositionFromPoint?.(x, y));
  const node = range?.startContainer;
  if (!range || !(node instanceof HTMLImageElement)) return range;
  // On a picture Firefox names the picture itself, in which nothing can stand.
  const { left, width } = node.getBoundingClientRect();
  if (x < left + width / 2) range.setStartBefore(node);
  else range.setStartAfter(node);
  range.collapse(true);
  return range;
}

/** @param {CaretPosition|null|undefined} at @returns {Range|null} */
function rangeOf(at) {
  if (!at) return null;
  const range = document.createRange();
  range.setStart(at.offsetNode, at.offset);
  return range;
}
