// @ts-check
/** Storage that fails, and clocks that go wrong, in the page and in its workers alike: what they all load is given a few lines before it. */

/** @typedef {import("../stage.mjs").Visitor} Visitor */
/**
 * @typedef {object} Wrong
 * @property {string} [write]  the write that fails, by the name it has in a run without faults
 * @property {"all writes"|"all"} [refused]  a full disk, or a window that keeps nothing
 * @property {number} [clock]  years by which the clock is off
 */

/** Scripts by which every realm comes to its storage. */
const doors = /\/(?:pages\/demo\/main|engine\/sealer-worker)\.js$/;

/** Runs in page and workers. @param {Wrong} wrong */
function prelude({ write, refused, clock = 0 }) {
  const realm = /** @type {any} */ (globalThis);
  if (realm.failing) return;
  realm.failing = true;
  const channel = new BroadcastChannel("faults");
  const here = realm.document ? "page" : "worker";
  /** @type {Record<string, number>} */
  const counts = {};
  for (const operation of /** @type {const} */ (["put", "delete"])) {
    const real = /** @type {any} */ (IDBObjectStore.prototype[operation]);
    IDBObjectStore.prototype[operation] = /** @this {IDBObjectStore} @param {...any} given */ function kept(...given) {
      const place = `${here} ${this.transaction.db.name}/${this.name} ${operation}`;
      const name = `${place} ${counts[place] = (counts[place] ?? 0) + 1}`;
      channel.postMessage(name);
      const request = real.apply(this, given);
      if (name === write || refused) {
        channel.postMessage("failed");
        Object.defineProperty(this.transaction, "error", { value: new DOMException("", "QuotaExceededError") });
        this.transaction.abort();
      }
      return request;
    };
  }
  if (refused === "all") indexedDB.open = () => { channel.postMessage("failed"); throw new DOMException("", "SecurityError"); };
  if (!clock) return;
  const shift = clock * 365.25 * 86_400_000;
  const RealDate = Date;
  realm.Date = class extends RealDate {
    /** @param {...any} given */
    constructor(...given) { super(.../** @type {[any]} */ (given.length ? given : [RealDate.now() + shift])); }
    /** @override */
    static now() { return RealDate.now() + shift; }
  };
}

/** @param {Visitor} visitor @param {Wrong} wrong */
export async function makeWrong({ context, page }, wrong) {
  /** @type {string[]} */
  const written = [];
  let now = wrong;
  const happened = {
    written, failed: 0,
    /** What is wrong from the next load on. @param {Wrong} next */
    set(next) { now = next; },
  };
  await page.exposeFunction("faultsTold", (/** @type {string} */ name) => { if (name === "failed") happened.failed += 1; else written.push(name); });
  await page.addInitScript(() => { new BroadcastChannel("faults").onmessage = ({ data }) => /** @type {any} */ (window).faultsTold(data); });
  await context.route(doors, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: `(${prelude})(${JSON.stringify(now)});\n${await answer.text()}` });
  });
  return happened;
}
