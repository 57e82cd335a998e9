// @ts-check
// A page's side of pinning: starts the worker, asks it from time to time, sees when the server replaces it, and says so.

import { workerAddress } from "../engine/worker-address.js";
import { hashOf } from "./list.js";
import { Notices } from "./notice.js";

/** @import { Question, Status } from "./types.js" */
/** @typedef {{ key: string, allowed?: string[] }} Releases  what the settings say: whose releases count here and, where it says so, which */

/**
 * Only where the settings ask for it, or a worker guards this page already whatever they say now.
 * @param {Releases|null|undefined} releases
 * @param {HTMLElement} place  where notices stand
 */
export async function watchReleases(releases, place) {
  const { serviceWorker } = navigator;
  // Private windows of some browsers have none: each visit is a first one there.
  if (!serviceWorker || !(releases || serviceWorker.controller)) return;
  const notices = new Notices(place);
  // The file of the key, or its second line.
  const key = releases?.key.trim().split("\n").at(-1) ?? null;
  try {
    if (releases) await serviceWorker.register(workerAddress("release"), { type: "module", updateViaCache: "none" });
  } catch {
    // Where one is at work already, it goes on.
    if (!serviceWorker.controller) return notices.show({ current: null, next: null, trouble: { reason: "no-worker", detail: {} }, withdrawn: false, guards: [] }, null);
  }
  const registration = await serviceWorker.ready;
  watchGuard(registration, notices);
  /** What this page runs, since it asked first. @type {import("./types.d.ts").Named|null|undefined} */
  let running;

  const check = async () => {
    const status = /** @type {Status|null} */ (await asked(registration, { zegel: "release", ask: "check", key, allowed: releases?.allowed ?? null }));
    if (!status) return;
    if (running === undefined) running = status.current;
    notices.show(status, running, {
      shown: (hash) => asked(registration, { zegel: "release", ask: "shown", hash }),
      // In a frame the page around it opens anew, and with it all frames.
      use: window !== top ? null : async (hash) => /** @type {{ done: boolean }|null} */ (await asked(registration, { zegel: "release", ask: "renew", hash }))?.done ?? false,
    });
  };
  await check();
  setInterval(() => { check().catch(() => {}); }, every);
  // A page from the browser's memory may be older than what is in use.
  addEventListener("pageshow", ({ persisted }) => { if (persisted) check().catch(() => {}); });
}

/** The server replaces the worker itself. Nothing a worker does prevents that; a page that is open can see it coming. @param {ServiceWorkerRegistration} registration @param {Notices} notices */
function watchGuard(registration, notices) {
  const look = () => {
    const coming = registration.installing ?? registration.waiting;
    if (!coming || coming === registration.active) return;
    // What the browser was given is not told to pages; this asks for the same once more.
    fetch(workerAddress("release"), { cache: "no-store" }).then(async (answer) => hashOf(await answer.arrayBuffer())).catch(() => null)
      .then((found) => notices.guardChanges(found));
  };
  registration.addEventListener("updatefound", look);
  if (registration.active) look();
}

/** @param {ServiceWorkerRegistration} registration @param {Question} question @returns {Promise<unknown>} */
function asked(registration, question) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => { port1.close(); resolve(data); };
    registration.active?.postMessage(question, [port2]);
  });
}

const every = 4 * 60 * 60_000;
