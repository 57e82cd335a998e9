// @ts-check
// All attachments in one file. Checksums of megabytes take a while: done in turns, the page goes on moving and it can be stopped.

import { saveBlob } from "./attachments.js";

/** @typedef {{ name: string, bytes: Uint8Array }} File */

/**
 * @param {File[]} files
 * @param {string} name  of the whole
 * @param {{ signal: AbortSignal, onProgress: (progress: { stage: string, done: number, total: number }) => void }} options
 * @returns {Promise<void>}  also where it was stopped: then nothing is saved
 */
export async function saveTogether(files, name, { signal, onProgress }) {
  const { Zip, ZipPassThrough } = await import("/vendor/fflate.js");
  const total = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
  /** Views of what was opened: nothing is copied until the browser writes it. @type {BlobPart[]} */
  const parts = [];
  const packed = new Zip((error, piece) => {
    if (error) throw error;
    parts.push(/** @type {BlobPart} */ (piece));
  });
  let [done, began] = [0, performance.now()];
  for (const { name: inside, bytes } of files) {
    // Most attachments are packed already; to pack them again takes long and gains nothing.
    const file = new ZipPassThrough(inside);
    packed.add(file);
    for (let at = 0; at === 0 || at < bytes.length; at += step) {
      const piece = bytes.subarray(at, at + step);
      file.push(piece, at + step >= bytes.length);
      done += piece.length;
      if (performance.now() - began < turn) continue;
      onProgress({ stage: "saving", done, total });
      await new Promise((resolve) => setTimeout(resolve));
      if (signal.aborted) return;
      began = performance.now();
    }
  }
  packed.end();
  onProgress({ stage: "saving", done: total, total });
  saveBlob(name, new Blob(parts, { type: "application/zip" }));
}

const step = 0x40000; // octets
const turn = 8; // milliseconds: half a frame
