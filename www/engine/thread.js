// @ts-check
// Starts the worker: a module worker in a browser, a worker thread in Node.

import { ZegelError } from "./errors.js";

/** @import { FromWorker, Thread, ThreadEvents } from "./types.js" */

/**
 * @param {ThreadEvents} events
 * @returns {Promise<Thread>}
 */
export async function startThread({ onMessage, onDeath }) {
  if (!globalThis.Worker) return startNodeThread({ onMessage, onDeath });
  try {
    const worker = new Worker(trusted(new URL("./sealer-worker.js", import.meta.url).href), { type: "module", name: "zegel" });
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

/**
 * @param {ThreadEvents} events
 * @returns {Promise<Thread>}
 */
async function startNodeThread({ onMessage, onDeath }) {
  const threads = "node:worker_threads"; // a variable, so that no bundler for the web looks for it
  const { Worker } = await import(threads);
  const worker = new Worker(new URL("./sealer-thread.js", import.meta.url), { name: "zegel" });
  worker.on("message", onMessage);
  worker.on("error", onDeath);
  worker.on("messageerror", onDeath);
  worker.on("exit", onDeath);
  return worker;
}

/**
 * A worker's address as pages with Trusted Types demand it. The policy `zegel` signs this one address and nothing else; a
 * page that does not list the name (`trusted-types zegel`) may still not require it.
 * @param {string} url
 * @returns {string}
 */
function trusted(url) {
  const { trustedTypes } = /** @type {any} */ (globalThis);
  if (!trustedTypes) return url;
  try {
    policy ??= trustedTypes.createPolicy("zegel", {
      /** @param {string} asked */
      createScriptURL(asked) {
        if (asked === new URL("./sealer-worker.js", import.meta.url).href) return asked;
        throw new TypeError("not the worker of Zegel");
      },
    });
  } catch {
    return url;
  }
  return policy.createScriptURL(url);
}

/** Kept: a name can be used once in a document. @type {any} */
let policy;
