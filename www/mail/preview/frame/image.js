// @ts-check
// A picture: as large as the frame allows, or enlarged.

import { stepped } from "./steps.js";

/**
 * @param {import("./frame.js").Shown} shown
 * @param {import("./frame.js").Surroundings} around
 * @returns {Promise<import("./frame.js").View>}
 */
export async function showImage({ bytes, type, name }, { place, tell }) {
  const image = new Image();
  image.alt = name;
  image.src = URL.createObjectURL(new Blob([bytes], { type }));
  await image.decode();
  /** Null for as large as fits. @type {number|null} */
  let scale = null;
  const fitting = () => Math.min(1, (innerWidth - 32) / image.naturalWidth, (innerHeight - 32) / image.naturalHeight);
  const draw = () => {
    const factor = Math.max(scale ?? fitting(), 0.01);
    image.style.width = `${Math.max(1, image.naturalWidth * factor)}px`;
    tell({ page: 1, pages: 1, percent: Math.round(factor * 100) });
  };
  place.append(image);
  addEventListener("resize", draw);
  draw();
  return {
    zoom(how) {
      scale = how === "fit" ? null : stepped(scale ?? fitting(), how);
      draw();
    },
  };
}
