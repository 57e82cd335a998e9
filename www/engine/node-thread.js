// @ts-check
// Starts the worker in Node: a thread.

/** @import { Thread, ThreadEvents } from "./types.js" */

/**
 * @param {ThreadEvents} events
 * @returns {Promise<Thread>}
 */
export async function startNodeThread({ onMessage, onDeath }) {
  const threads = "node:worker_threads"; // a variable, because what checks types knows browsers only
  const { Worker } = await import(threads);
  const worker = new Worker(new URL("./sealer-thread.js", import.meta.url), { name: "zegel" });
  worker.on("message", onMessage);
  worker.on("error", onDeath);
  worker.on("messageerror", onDeath);
  worker.on("exit", onDeath);
  return worker;
}
