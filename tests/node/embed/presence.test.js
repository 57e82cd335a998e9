// @ts-check
// One `window.mailvelope`, whoever else wants to be it: the extension comes before us, after us, late, or not at all.

import assert from "node:assert/strict";
import { test } from "node:test";
import { patience, present } from "../../../www/embed/mailvelope/presence.js";

/** A page with a clock that only the test moves. */
function page({ remembered = null, storage = true } = /** @type {{ remembered?: string|null, storage?: boolean }} */ ({})) {
  const stored = new Map(remembered ? [["zegel-client-api", remembered]] : []);
  /** @type {{ at: number, run: () => void }[]} */
  const timers = [];
  const made = Object.assign(new EventTarget(), {
    CustomEvent, now: 0, mailvelope: /** @type {any} */ (undefined), heard: /** @type {any[]} */ ([]),
    performance: { now: () => made.now },
    setTimeout: (/** @type {() => void} */ run, /** @type {number} */ after) => { timers.push({ at: made.now + after, run }); },
    async wait(/** @type {number} */ milliseconds) {
      made.now += milliseconds;
      for (const timer of timers.splice(0)) timer.at <= made.now ? timer.run() : timers.push(timer);
      await new Promise((resolve) => setImmediate(resolve));
    },
    localStorage: {
      getItem: (/** @type {string} */ key) => { if (!storage) throw new Error("no storage"); return stored.get(key) ?? null; },
      setItem: (/** @type {string} */ key, /** @type {string} */ value) => { if (!storage) throw new Error("no storage"); stored.set(key, value); },
    },
    stored,
  });
  Reflect.deleteProperty(made, "mailvelope");
  return made;
}

const extension = () => ({ whose: "extension" });

/** What the extension's script does when it comes. @param {any} into @param {object} theirs */
function inject(into, theirs) {
  into.mailvelope = theirs;
  into.dispatchEvent(new CustomEvent("mailvelope", { detail: theirs }));
}

/** @param {"zegel"|"extension"|null|Error} says @param {{ inUse?: boolean, unless?: "zegel"|"extension" }} [how] */
function ours(says, { inUse = false, unless = "zegel" } = {}) {
  const made = {
    api: { whose: "zegel" }, withdrawn: 0, unless,
    decided: async () => { if (says instanceof Error) throw says; return says; },
    inUse: () => inUse, withdraw: () => { made.withdrawn += 1; },
  };
  return made;
}

/** A webmail: takes the object that is there, or waits for the event; and says who was offered to it. @param {any} host */
function webmail(host) {
  /** @type {string[]} */
  const offered = [];
  if (host.mailvelope) offered.push(host.mailvelope.whose);
  host.addEventListener("mailvelope", () => offered.push(host.mailvelope.whose));
  host.addEventListener("mailvelope-disconnect", () => offered.push("gone"));
  return offered;
}

const soon = () => new Promise((resolve) => setImmediate(resolve));

test("alone, ours is there at once, and once", async () => {
  const host = page();
  const serves = present(/** @type {any} */ (host), ours("zegel"));
  const offered = webmail(host);
  assert.equal(await serves, "zegel");
  assert.deepEqual(offered, ["zegel"]);
  assert.equal(host.stored.get("zegel-client-api"), "zegel");
});

test("a webmail that listened before us hears the event once", async () => {
  const host = page();
  const offered = webmail(host);
  await present(/** @type {any} */ (host), ours("zegel"));
  assert.deepEqual(offered, ["zegel"]);
});

for (const when of ["before", "after"]) {
  test(`the organisation says zegel: the extension that comes ${when} is never offered`, async () => {
    const host = page();
    if (when === "before") inject(host, extension());
    const mine = ours("zegel");
    const serves = present(/** @type {any} */ (host), mine);
    const offered = webmail(host);
    if (when === "after") inject(host, extension());
    assert.equal(await serves, "zegel");
    inject(host, extension());
    host.dispatchEvent(new CustomEvent("mailvelope-disconnect", { detail: { version: "6.3.0" } }));
    assert.equal(host.mailvelope, mine.api);
    assert.deepEqual(offered, ["zegel"]);
    assert.throws(() => Object.defineProperty(host, "mailvelope", { value: extension() }), TypeError);
    assert.throws(() => { "use strict"; delete host.mailvelope; }, TypeError);
  });

  test(`the organisation says extension: the one that comes ${when} serves, and ours is gone`, async () => {
    const host = page();
    const theirs = extension();
    if (when === "before") inject(host, theirs);
    const mine = ours("extension");
    const serves = present(/** @type {any} */ (host), mine);
    const offered = webmail(host);
    await soon();
    if (when === "after") inject(host, theirs);
    assert.equal(await serves, "extension");
    assert.equal(host.mailvelope, theirs);
    assert.equal(mine.withdrawn, 1);
    assert.deepEqual(offered, when === "before" ? ["extension"] : ["zegel", "gone", "extension"]);
    // Its own goings are its own.
    host.dispatchEvent(new CustomEvent("mailvelope-disconnect", { detail: { version: "6.3.0" } }));
    assert.equal(offered.at(-1), "gone");
  });
}

test("known from the last page to be the extension's: webmails wait for it, and are not set up twice", async () => {
  const host = page({ remembered: "extension" });
  const theirs = extension();
  const serves = present(/** @type {any} */ (host), ours("extension"));
  const offered = webmail(host);
  await soon();
  assert.equal(host.mailvelope, undefined);
  inject(host, theirs);
  assert.equal(await serves, "extension");
  assert.deepEqual(offered, ["extension"]);
});

test("an extension that is waited for and does not come leaves the work to ours", async () => {
  const host = page({ remembered: "extension" });
  const serves = present(/** @type {any} */ (host), ours("extension"));
  const offered = webmail(host);
  await soon();
  await host.wait(patience);
  assert.equal(await serves, "zegel");
  assert.deepEqual(offered, ["zegel"]);
  inject(host, extension());
  assert.deepEqual(offered, ["zegel"]);
  assert.equal(host.mailvelope.whose, "zegel");
});

test("nothing that is being written with ours is taken away", async () => {
  const host = page();
  const mine = ours("extension", { inUse: true });
  const serves = present(/** @type {any} */ (host), mine);
  await soon();
  inject(host, extension());
  assert.equal(await serves, "zegel");
  assert.equal(mine.withdrawn, 0);
  assert.equal(host.mailvelope, mine.api);
});

test("a vault that cannot be asked: as last time, or else ours, which refuses by itself", async () => {
  const host = page({ storage: false });
  inject(host, extension());
  assert.equal(await present(/** @type {any} */ (host), ours(new Error("down"))), "zegel");
  assert.equal(host.mailvelope.whose, "zegel");
  const other = page({ remembered: "extension" });
  inject(other, extension());
  assert.equal(await present(/** @type {any} */ (other), ours(new Error("down"))), "extension");
  assert.equal(other.mailvelope.whose, "extension");
});

test("rules that are not known yet: as the administrator wrote into the page, and nothing is remembered of it", async () => {
  for (const unless of /** @type {const} */ (["zegel", "extension"])) {
    const host = page();
    inject(host, extension());
    assert.equal(await present(/** @type {any} */ (host), ours(null, { unless })), unless);
    assert.equal(host.mailvelope.whose, unless);
    assert.equal(host.stored.size, 0);
  }
});
