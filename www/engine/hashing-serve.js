// @ts-check
// The second thread's end of the line: it hashes, piece by piece, what the first one encrypts or decrypts. No key comes here.

import { coming, load } from "./load.js";

/** @import { FromHashing, ToHashing } from "./types.js" */

/** @typedef {{ update(octets: Uint8Array): void, finish(): Uint8Array<ArrayBuffer>, free(): void }} PieceHash */

/** @param {{ onmessage: ((event: { data: ToHashing }) => void)|null, postMessage(message: FromHashing, transfer: ArrayBuffer[]): void }} port */
export function serveHashes(port) {
  /** @type {{ PieceHash: { begin(algorithm: string): PieceHash|undefined } }} */
  let program;
  /** @type {Map<number, PieceHash>} */
  const hashes = new Map();

  port.onmessage = ({ data: message }) => {
    if (message.kind === "start") void start(message);
    else answer(message);
  };

  /** @param {Extract<ToHashing, { kind: "start" }>} message */
  async function start({ programs, name, module }) {
    try {
      if (module) coming.set(name, Promise.resolve(module));
      program = await load(programs, /** @type {"sealer"} */ (name));
      port.postMessage({ kind: "ready" }, []);
    } catch {
      // What is wrong the first thread finds, too, and says it.
      port.postMessage({ kind: "failed" }, []);
    }
  }

  /** @param {Exclude<ToHashing, { kind: "start" }>} message */
  function answer(message) {
    try {
      if (message.kind === "begin") {
        const hash = program.PieceHash.begin(message.algorithm);
        hash?.update(message.salt);
        if (hash) hashes.set(message.hash, hash);
      } else if (message.kind === "piece") {
        const { octets, parts } = message;
        for (const { hash, from, to } of parts) hashes.get(hash)?.update(octets.subarray(from, to));
        octets.fill(0);
        port.postMessage({ kind: "taken", octets }, [octets.buffer]);
      } else {
        const { hash: number, tail } = message;
        const hash = hashes.get(number);
        hashes.delete(number);
        if (tail === null) {
          hash?.free();
        } else {
          hash?.update(tail);
          port.postMessage({ kind: "sum", hash: number, sum: hash?.finish() ?? null }, []);
        }
      }
    } catch {
      port.postMessage({ kind: "failed" }, []);
    }
  }
}
