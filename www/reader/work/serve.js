// @ts-check
// The worker's end: does what the page asks.

import { open, answer, initSync } from "../../wasm/reader.js";

/**
 * @typedef {import("../types.d.ts").Port} Port
 * @typedef {import("../types.d.ts").ToWorker} ToWorker
 * @typedef {import("../types.d.ts").FromWorker} FromWorker
 */

/** Telling more often than anybody sees would cost more than the work. */
const between = 60;

/** @param {Port} port */
export function serve(port) {
  /** @type {import("../types.d.ts").Program} */
  const program = { open, answer };
  const tell = (/** @type {FromWorker} */ what, /** @type {ArrayBuffer[]} */ transfer = []) => port.postMessage(what, transfer);

  /** @param {Extract<ToWorker, { id: number }>} asked */
  async function work(asked) {
    const { id } = asked;
    try {
      if (asked.kind === "answer") {
        const result = await program.answer(asked.answer, asked.parts, asked.certificate, asked.passphrase, Date.now());
        tell({ kind: "done", id, result });
        return;
      }
      let told = 0;
      const result = await program.open(asked.message, asked.passphrase, asked.certificate, Date.now(), (stage, done, total) => {
        const now = performance.now();
        if (now - told < between) return;
        told = now;
        tell({ kind: "progress", id, progress: { stage, done, total } });
      });
      tell({ kind: "done", id, result }, result.parts.map(({ bytes }) => bytes).filter(isWhole).map(({ buffer }) => /** @type {ArrayBuffer} */ (buffer)));
    } catch (error) {
      const { code, detail } = /** @type {import("../types.d.ts").Failure} */ (error ?? {});
      tell({ kind: "failed", id, failure: { code: typeof code === "string" ? code : "internal", detail: detail ?? {} } });
    }
  }

  port.onmessage = ({ data }) => {
    const asked = /** @type {ToWorker} */ (data);
    if (asked.kind === "start") initSync({ module: /** @type {BufferSource} */ (asked.program) });
    else void work(asked);
  };
  tell({ kind: "here" });
}

/** What fills its buffer is handed over; of the rest a copy goes. @param {Uint8Array} bytes */
function isWhole({ buffer, byteLength }) {
  return byteLength > 0 && buffer.byteLength === byteLength;
}
