// @ts-check
// Any picture as a small PNG or JPEG. The browser decodes it and draws it anew: of the file itself, and whatever it carries
// beside its pixels, nothing is kept. A drawing (SVG) only goes through an image element, where no script runs and nothing is
// loaded.

import { fitted, largestLogo } from "../model/logo.js";

/** @typedef {import("../model/picture-head.js").PictureHead} PictureHead */

/**
 * @param {PictureHead} head
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @returns {Promise<string|null>} a data URL; null for what cannot be decoded
 */
export async function drawLogo(head, bytes) {
  const drawing = head.kind === "svg";
  const picture = await (drawing ? svgImage(bytes) : createImageBitmap(new Blob([bytes], { type: `image/${head.kind}` }))).catch(() => null);
  if (!picture) return null;
  try {
    const from = sizeOf(picture, head);
    for (let part = 1; part > 0.15; part *= 0.85) {
      const made = await encoded(picture, fitted(from, drawing, part));
      if (made.size <= largestLogo) return await dataUrl(made);
    }
    return null;
  } catch {
    // The browser does not give out what it has drawn.
    return null;
  } finally {
    if (picture instanceof ImageBitmap) picture.close();
    else URL.revokeObjectURL(picture.src);
  }
}

/** A drawing need not say its size. @param {ImageBitmap|HTMLImageElement} picture @param {PictureHead} head */
function sizeOf(picture, head) {
  const [width, height] = picture instanceof ImageBitmap ? [picture.width, picture.height] : head.width && head.height ? [head.width, head.height] : [picture.naturalWidth, picture.naturalHeight];
  return { width: width || 340, height: height || 140 };
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
async function svgImage(bytes) {
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([bytes], { type: "image/svg+xml" }));
  try {
    await image.decode();
  } catch (error) {
    URL.revokeObjectURL(image.src);
    throw error;
  }
  return image;
}

/**
 * @param {ImageBitmap|HTMLImageElement} picture
 * @param {{ width: number, height: number }} size
 * @returns {Promise<Blob>} PNG, or JPEG where that is smaller and nothing shines through
 */
async function encoded(picture, { width, height }) {
  const canvas = new OffscreenCanvas(width, height);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, width, height);
  const png = await canvas.convertToBlob({ type: "image/png" });
  const { data } = context.getImageData(0, 0, width, height);
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return png;
  const jpeg = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
  return jpeg.type === "image/jpeg" && jpeg.size < png.size ? jpeg : png;
}

/** @param {Blob} blob */
async function dataUrl(blob) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return `data:${blob.type};base64,${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))}`;
}
