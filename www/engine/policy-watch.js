// @ts-check
// Asks for the policy again while a page stays open: every few hours, when somebody comes back to it, when the network does.

import { asZegelError } from "./errors.js";
import { loadPolicy } from "./policy.js";

/** @import { ZegelError } from "./errors.js" */
/** @import { Policy, PolicyOptions } from "./policy.js" */
/** @import { Edition } from "./policy-edition.js" */

/**
 * @template {Edition} [B=Edition]
 * @typedef {{ policy: Policy<B>, error: null } | { policy: null, error: ZegelError }} Outcome  with an error, nothing may be sent
 */

/**
 * @template {Edition} B
 * @param {PolicyOptions<B>} options  for every `loadPolicy`; their `signal` stops the watch too
 * @param {(outcome: Outcome<B>) => void} onChange  called when an answer differs from the one before
 * @param {{ known?: Outcome<B>, every?: number, load?: typeof loadPolicy }} [watch]  `known`: what the page has already; without
 *   it the first check is at once. `every`: milliseconds between checks, give or take a quarter
 * @returns {{ check: () => Promise<void>, stop: () => void }}  After `stop` nothing is called, asked or waited for.
 */
export function watchPolicy(options, onChange, { known, every = 4 * hour, load = loadPolicy } = {}) {
  const now = options.now ?? Date.now;
  const stopped = new AbortController();
  let shown = known ? fingerprint(known) : "";
  let checkedAt = known ? now() : -Infinity;
  let reachable = known ? isFromServer(known) : true;
  /** @type {Promise<void>|null} */
  let checking = null;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let timer;

  const check = () => checking ??= once().finally(() => { checking = null; });

  const once = async () => {
    if (stopped.signal.aborted) return;
    clearTimeout(timer);
    /** @type {Outcome<B>} */
    const outcome = await load({ ...options, signal: stopped.signal }).then(
      (policy) => ({ policy, error: null }),
      (thrown) => ({ policy: null, error: asZegelError(thrown) }),
    );
    if (stopped.signal.aborted) return;
    checkedAt = now();
    reachable = isFromServer(outcome);
    plan(untilNext(outcome));
    const print = fingerprint(outcome);
    if (print === shown) return;
    shown = print;
    onChange(outcome);
  };

  /** @param {number} delay */
  const plan = (delay) => {
    clearTimeout(timer);
    if (stopped.signal.aborted) return;
    timer = setTimeout(check, delay);
    /** @type {any} */ (timer).unref?.(); // in Node, a watch keeps nothing alive
  };

  /** @param {Outcome<B>} outcome */
  const untilNext = ({ policy }) => {
    const regular = spread(reachable ? every : Math.min(every, retry));
    const left = [policy?.expires && Date.parse(policy.expires), policy?.decidesUntil]
      .map((moment) => typeof moment === "number" ? moment - now() : 0).filter((time) => time > 0);
    // The day a policy begins its grace, or ends it, is not found out hours later.
    return Math.min(regular, ...left.map((time) => time + 1_000));
  };

  const onVisible = () => {
    if (globalThis.document?.visibilityState === "visible" && now() - checkedAt > pause) check();
  };
  // When the network of an office returns, it returns for everybody; they need not all ask in the same second.
  const onOnline = () => { if (!reachable && !checking) plan(Math.random() * rush); };

  const stop = () => {
    stopped.abort();
    clearTimeout(timer);
    globalThis.document?.removeEventListener("visibilitychange", onVisible);
    globalThis.removeEventListener?.("online", onOnline);
    options.signal?.removeEventListener("abort", stop);
  };

  globalThis.document?.addEventListener("visibilitychange", onVisible);
  globalThis.addEventListener?.("online", onOnline);
  options.signal?.addEventListener("abort", stop);
  if (options.signal?.aborted) stop();
  else if (known) plan(untilNext(known));
  else check();
  return { check, stop };
}

/**
 * What a page shows of an outcome: the same print, nothing to show anew.
 * @param {Outcome<any>} outcome
 */
function fingerprint({ policy, error }) {
  if (error) return error.code;
  const warnings = policy.warnings.map(({ code, detail }) => [code, detail.days]);
  return JSON.stringify([policy.state, policy.source, policy.serial, warnings]);
}

/** @param {Outcome<any>} outcome */
function isFromServer({ policy }) {
  return policy?.source === "server";
}

/** Three quarters to five quarters of a time. @param {number} time */
function spread(time) {
  return time * (0.75 + Math.random() / 2);
}

const hour = 60 * 60_000;
/** Coming back to a page sooner than this after a check does not ask again. */
const pause = 15 * 60_000;
const rush = 30_000;
/** Between checks while a kept edition decides, or none. */
const retry = 5 * 60_000;
