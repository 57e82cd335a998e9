// @ts-check
// A sentence on the page: what stands out stands out, labels with their colour.

import { h } from "./dom.js";

/** @param {readonly import("../model/sentence.js").Piece[]} pieces */
export function sentence(pieces) {
  return pieces.map((piece) => (piece.strong
    ? h("strong", null, piece.color && h("span", { class: "dot", style: { "--color": piece.color } }), piece.text)
    : piece.text));
}
