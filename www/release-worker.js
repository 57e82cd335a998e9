// @ts-check
// The service worker that answers for the files of a pinned release (docs/pinning.md). It stands at the root, because what a
// browser starts as a page or a worker is matched against where the script of a service worker lies.

import { Guard, concerns } from "./release/guard.js";

/** Only what this uses: the types of service workers and those of pages exclude each other. */
const scope = /** @type {import("./release/types.d.ts").Scope} */ (/** @type {unknown} */ (globalThis));
const guard = new Guard(scope);

scope.addEventListener("fetch", (event) => {
  // What this leaves alone, the browser fetches as if there were no worker: settings, rules, look-ups, mail.
  if (concerns(event.request, scope.location.origin)) event.respondWith(guard.answer(event));
});

scope.addEventListener("message", (event) => {
  const [port] = event.ports;
  if (event.data?.zegel !== "release" || !port) return;
  event.waitUntil(guard.asked(event.data, event.source).then((answer) => port.postMessage(answer), () => port.postMessage(null)));
});
