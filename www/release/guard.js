// @ts-check
// Decides what a browser gets: files of the pinned release from its cache, and nothing that runs from anywhere else. Looks for
// newer releases, and lets one in only after a person could see it announced.

import { download } from "../engine/policy-download.js";
import { Kept } from "./kept.js";
import { Refusal, fileAt, judged, listPath, readList } from "./list.js";
import { refusedPage } from "./refused.js";
import { genuine, take } from "./taking.js";

/** @import { FetchLike, Named, Question, Reason, Scope, State, Status } from "./types.js" */

/** What a browser runs, or shows as a document. @type {ReadonlySet<string>} */
const running = new Set(["document", "iframe", "frame", "embed", "object", "script", "worker", "sharedworker", "style", "xslt", "audioworklet", "paintworklet"]);
const code = /\.(?:js|mjs|css|wasm|html)$/;
const workerPath = "/release-worker.js";
/** Documents of ours that only hold what a mail says. */
const withoutCode = /^\/mail\/mail-frame/;

/** @param {{ mode: string, destination: string }} request */
const runs = ({ mode, destination }) => mode === "navigate" || running.has(destination);

/**
 * Whether a request is for what a release is made of. Everything else is the server's: settings, rules, look-ups, mail.
 * @param {Pick<Request, "method"|"url"|"mode"|"destination">} request
 * @param {string} origin
 */
export function concerns(request, origin) {
  const url = new URL(request.url);
  if (url.origin !== origin) return false;
  // A page that looks at the worker's script wants to see the server's.
  return runs(request) || (request.method === "GET" && url.pathname !== workerPath && code.test(url.pathname));
}

export class Guard {
  #kept = new Kept();
  #scope;
  /** @type {Promise<boolean>|null} */
  #checking = null;
  /** The page whose person wants the announced release, and that is opening anew for it; until when. */
  #leaving = { id: "", until: 0 };

  /** @param {Scope} scope */
  constructor(scope) {
    this.#scope = scope;
  }

  /**
   * Never throws, and lets nothing run that is not of the pinned release.
   * @param {FetchLike} event
   * @returns {Promise<Response>}
   */
  async answer(event) {
    const { request } = event;
    /** @type {State|null|undefined} */
    let state;
    try {
      state = await this.#kept.state();
      if (!state?.current) return await fetch(request);
      if (request.mode === "navigate") {
        state = await this.#renewed(state, event.resultingClientId);
        if (Date.now() - state.checkedAt > every) event.waitUntil(this.#checkLater());
      }
      return await this.#fromRelease(request, /** @type {Named} */ (state.current));
    } catch (error) {
      // Without a pinned release the failure is the network's, and the browser has a page of its own for that.
      if (state !== undefined && !state?.current) return Response.error();
      return this.#refused(event, state?.current ?? null, error);
    }
  }

  /** @param {Request} request @param {Named} current */
  async #fromRelease(request, current) {
    const list = await this.#kept.list(current.hash) ?? await listAgain(current);
    const path = fileAt(list, new URL(request.url).pathname);
    const hash = list.files.get(path);
    if (request.method !== "GET" || !hash) {
      if (runs(request)) throw new Refusal("missing", { file: path });
      return fetch(request);
    }
    const cached = await this.#kept.file(current.hash, path).catch(() => undefined);
    // What the browser lost comes from the server, if that still has what was pinned.
    return cached ?? genuine(path, hash);
  }

  /**
   * A release that was announced is used by the first page that opens while no other is open: those that are would get half of it.
   * @param {State} state
   * @param {string} opening  the page that is opening
   */
  async #renewed(state, opening) {
    if (!state.next?.shown || await this.#isOpenBeside(opening)) return state;
    return await this.#kept.change(inUse(state.next.hash)) ?? state;
  }

  /** Whether there are pages besides this one that run what is in use. @param {string} id */
  async #isOpenBeside(id) {
    const leaving = Date.now() < this.#leaving.until ? this.#leaving.id : "";
    const pages = await this.#scope.clients.matchAll({ type: "window" });
    return pages.some((page) => page.id !== id && page.id !== leaving && !withoutCode.test(new URL(page.url).pathname));
  }

  /**
   * In the place of a page. It is also where a person without a working page sees that there is another release, or gets out.
   * @param {FetchLike} event @param {Named|null} current @param {unknown} error
   */
  async #refused(event, current, error) {
    const { request } = event;
    if (request.mode !== "navigate") return Response.error();
    const reason = error instanceof Refusal ? error.reason : "unreadable";
    const file = error instanceof Refusal ? error.detail.file ?? "" : "";
    /** @type {State|null} */
    let now = null;
    if (reason !== "missing") {
      const withdrawn = await this.check().catch(() => false);
      if (withdrawn) return fetch(request).catch(() => Response.error());
      now = await this.#kept.state().catch(() => null);
      // The page that says so is the announcement: there is no other that could be shown.
      if (now?.next) event.waitUntil(this.#kept.change(shown(now.next.hash)));
    }
    return refusedPage({ language: this.#scope.navigator.language, reason, file, current, next: now?.next ?? null });
  }

  /**
   * A page asks.
   * @param {Question} question
   * @param {unknown} source  the page
   * @returns {Promise<Status|{ done: boolean }>}
   */
  async asked(question, source) {
    if (question.ask === "check") return this.#checkedFor(question);
    const { ask, hash } = question;
    const state = ask === "shown" ? await this.#kept.change(shown(hash)) : await this.#kept.state();
    const done = state?.next?.hash === hash && state.next.shown;
    if (ask === "shown" || !done) return { done };
    const id = /** @type {{ id?: string }|null} */ (source)?.id ?? "";
    if (await this.#isOpenBeside(id)) return { done: false };
    // Taken when the page has really gone: the person may stay after all, for what is not saved.
    this.#leaving = { id, until: Date.now() + leavingTime };
    return { done };
  }

  /** @param {Extract<Question, { ask: "check" }>} question @returns {Promise<Status>} */
  async #checkedFor({ key, allowed }) {
    await this.#kept.change((known) => {
      if (!known) return key ? { key, allowed, serial: 0, current: null, next: null, trouble: null, checkedAt: 0 } : null;
      return key === known.key ? { ...known, allowed } : null;
    });
    let isFull = false;
    const withdrawn = await this.check().catch(() => {
      isFull = true;
      return false;
    });
    const state = await this.#kept.state();
    // The first key counts until what it signed is withdrawn: settings are not signed.
    const otherKey = state && key && key !== state.key;
    return {
      current: state?.current ?? null, next: state?.next ?? null, withdrawn,
      trouble: otherKey ? { reason: "key-changed", detail: {} } : isFull ? { reason: "no-room", detail: {} } : state?.trouble ?? null,
      guards: await this.#guards(state),
    };
  }

  /** @param {State|null} state */
  async #guards(state) {
    const lists = await Promise.all([state?.current, state?.next].map((one) => (one ? this.#kept.list(one.hash).catch(() => null) : null)));
    return [...new Set(lists.flatMap((list) => list?.files.get(workerPath) ?? []))];
  }

  /** Looks whether there is another release; several pages wait for one look. @returns {Promise<boolean>} whether all was withdrawn */
  check() {
    return this.#checking ??= this.#look().finally(() => { this.#checking = null; });
  }

  /** For pages that do not ask. Once they have loaded: what is found may end the pinning under them. */
  async #checkLater() {
    await new Promise((resolve) => { setTimeout(resolve, loadingTime); });
    await this.check().catch(() => {});
  }

  async #look() {
    const state = await this.#kept.state();
    if (!state) return false;
    try {
      const { bytes, list } = await this.#newest(state);
      if (list.withdrawn) {
        await this.#kept.clear();
        await this.#scope.registration.unregister();
        return true;
      }
      if (list.hash !== state.current?.hash && list.hash !== state.next?.hash) await take(list, bytes, await this.#kept.release(list.hash));
      await this.#note((now) => withRelease(now, { version: list.version, serial: list.serial, hash: list.hash }));
    } catch (error) {
      const { reason, detail } = error instanceof Refusal ? error : new Refusal("unreachable");
      // Without the half there is room at least to say so.
      if (reason === "no-room") await this.#kept.tidy(state);
      // No answer is no news: the network is away more often than servers are bad.
      await this.#note((now) => ({ ...now, trouble: reason === "unreachable" ? now.trouble : { reason, detail } }));
    }
    return false;
  }

  /** @param {(now: State) => State} change */
  async #note(change) {
    const state = await this.#kept.change((now) => now && { ...change(now), checkedAt: Date.now() });
    if (state) await this.#kept.tidy(state).catch(() => {});
  }

  /** @param {State} state */
  async #newest({ key, allowed, serial, current, next }) {
    const measure = { key, allowed, serial, current: next?.hash ?? current?.hash ?? null };
    const first = await this.#offered();
    try {
      return { bytes: first.bytes, list: await judged(first, measure) };
    } catch (error) {
      if (!maybeStale.has(/** @type {Refusal} */ (error).reason)) throw error;
      // Perhaps a cache on the way gave the list of one release and the signature of another.
      const again = await this.#offered(true).catch(() => { throw error; });
      return { bytes: again.bytes, list: await judged(again, measure) };
    }
  }

  /** What the server offers now. @param {boolean} [anew]  past every cache */
  async #offered(anew = false) {
    const url = this.#scope.location.origin + listPath;
    const way = { fetch: (/** @type {Parameters<typeof fetch>} */ ...all) => fetch(...all), signal: AbortSignal.timeout(patience), anew };
    return download(url, `${url}.minisig`, way).catch((cause) => {
      throw new Refusal(notHad.get(cause.code) ?? "unreachable", {}, { cause });
    });
  }
}

/** The list of the release in use, which the browser lost, from the server. @param {Named} current */
async function listAgain({ hash }) {
  return readList(new Uint8Array(await (await genuine(listPath, hash)).arrayBuffer()));
}

/** A person could see that release announced. @param {string} hash @returns {(now: State|null) => State|null} */
const shown = (hash) => (now) => (now?.next?.hash === hash ? { ...now, next: { ...now.next, shown: true } } : null);

/** Uses it from now on. @param {string} hash @returns {(now: State|null) => State|null} */
const inUse = (hash) => (now) => {
  if (now?.next?.hash !== hash) return null;
  const { shown: _, ...release } = now.next;
  return { ...now, current: release, next: null };
};

/** @param {State} now @param {Named} release @returns {State} */
function withRelease(now, release) {
  const known = { ...now, trouble: null, serial: Math.max(now.serial, release.serial) };
  // The first one is what this browser begins with; there is nothing it could be a change of.
  if (!now.current) return { ...known, current: release };
  if (release.hash === now.current.hash || release.hash === now.next?.hash) return known;
  return { ...known, next: { ...release, shown: false } };
}

/** @type {ReadonlyMap<string, Reason>} */
const notHad = new Map([["policy-missing", "missing"], ["policy-too-large", "malformed"], ["policy-signature-missing", "unsigned"], ["policy-signature-malformed", "unsigned"]]);

/** @type {ReadonlySet<string>} */
const maybeStale = new Set(["unsigned", "older"]);

const every = 4 * 60 * 60_000;
const patience = 20_000;
const leavingTime = 10_000;
const loadingTime = 5_000;
