// @ts-check
// Starts the worker.

import { ZegelError } from "./errors.js";
import { workerAddress } from "./worker-address.js";

/** @import { Thread, ThreadEvents } from "./types.js" */

/**
 * @param {ThreadEvents} events
 * @returns {Promise<Thread>}
 */
export async function startThread({ onMessage, onDeath }) {
  // Nothing for bundlers of pages.
  if (!globalThis.Worker) return (await import(/* webpackIgnore: true */ /* @vite-ignore */ "./node-thread.js")).startNodeThread({ onMessage, onDeath });
  try {
    const worker = new Worker(workerAddress("sealer"), { type: "module", name: "zegel" });
    worker.onmessage = ({ data }) => onMessage(data);
    worker.onerror = (event) => {
      event.preventDefault(); // it is reported, to whoever asked
      onDeath(event.message);
    };
    worker.onmessageerror = () => onDeath("a message could not be read");
    return worker;
  } catch (cause) {
    // Another origin's script, or a policy that allows no worker.
    throw new ZegelError("engine-not-loaded", { file: "sealer-worker.js" }, { cause });
  }
}
