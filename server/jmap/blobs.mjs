// @ts-check
/** Byte strings by their SHA-256. A blob is written once and never changed. */
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { moveDurably, removeUnfinished, unfinishedPath } from "../durable.mjs";
import { HEAD_SIZE } from "./message.mjs";

const BLOB_ID = /^B[0-9a-f]{64}$/;

/** More bytes came than may. */
export class BlobTooLarge extends Error {}

/** @param {string} folder */
export async function openBlobs(folder) {
  await mkdir(folder, { recursive: true });
  await removeUnfinished(folder);
  return new Blobs(folder);
}

export class Blobs {
  /** @param {string} folder */
  constructor(folder) {
    this.folder = folder;
  }

  /**
   * @param {NodeJS.ReadableStream | AsyncIterable<Uint8Array>} source
   * @param {{ limit?: number, onBytes?: (size: number) => void | Promise<void> }} [options]
   *   onBytes is told how much has come so far and may hold or stop the stream
   * @returns {Promise<{ blobId: string, size: number }>}
   */
  async receive(source, { limit = Infinity, onBytes } = {}) {
    const unfinished = unfinishedPath(this.folder);
    const hash = createHash("sha256");
    let size = 0;
    const count = new Transform({
      async transform(part, _encoding, done) {
        try {
          size += part.length;
          if (size > limit) throw new BlobTooLarge();
          await onBytes?.(size);
          hash.update(part);
          done(null, part);
        } catch (error) {
          done(/** @type {Error} */ (error));
        }
      },
    });
    try {
      await pipeline(source, count, createWriteStream(unfinished, { flags: "wx", mode: 0o600, flush: true }));
      const blobId = `B${hash.digest("hex")}`;
      await moveDurably(unfinished, this.path(blobId));
      return { blobId, size };
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
  }

  /**
   * @param {string} blobId
   * @param {number} [start]
   */
  stream(blobId, start = 0) {
    return createReadStream(this.path(blobId), { start });
  }

  /** @param {string} blobId */
  async size(blobId) {
    return (await stat(this.path(blobId))).size;
  }

  /**
   * @param {string} blobId
   * @returns {Promise<Uint8Array>} its first bytes
   */
  async head(blobId) {
    const file = await open(this.path(blobId));
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_SIZE), 0, HEAD_SIZE, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  }

  /** @param {(blobId: string) => boolean} isNeeded */
  async removeUnneeded(isNeeded) {
    for (const name of await readdir(this.folder)) {
      if (BLOB_ID.test(name) && !isNeeded(name)) await rm(this.path(name));
    }
  }

  /** @param {string} blobId */
  path(blobId) {
    if (!BLOB_ID.test(blobId)) throw new TypeError("not a blob id");
    return join(this.folder, blobId);
  }
}
