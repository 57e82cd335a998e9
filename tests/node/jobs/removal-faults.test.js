// @ts-check
/**
 * The line fails at each request of taking the protection off a message, from the look at its mailbox to its original's end: it is
 * never lost, and when the line is whole again, its protection is taken off, once.
 */
import assert from "node:assert/strict";
import test from "node:test";
import { keeping, removing, stopping } from "../../browser/faults/points.mjs";
import { office } from "./office.js";

/** @typedef {import("../../browser/faults/points.mjs").Line} Line */

/** Noor's line: from the `at`th request on it does what `line` says. */
class Weak {
  /** Whether requests are counted. */ counts = false;
  /** @type {string[]} */ seen = [];
  at = -1;
  /** @type {Line|null} */ line = null;
  happened = 0;

  /** @type {typeof fetch} */
  fetch = async (target, options) => {
    const forward = () => fetch(target, options);
    if (!this.counts) return forward();
    this.seen.push(typeof options?.body === "string" ? JSON.parse(options.body).methodCalls.map((/** @type {[string]} */ [name]) => name).join(", ") : new URL(String(target)).pathname.split("/")[2] ?? "");
    const here = this.seen.length - 1 === this.at;
    if (this.happened > 0 && (this.line === "is the first of many that do not arrive" || this.line === "is the last before the server dies")) throw new TypeError("Failed to fetch");
    if (!here || this.line === null) return forward();
    this.happened += 1;
    if (this.line === "is the first of many that do not arrive") throw new TypeError("Failed to fetch");
    const answer = await forward();
    if (this.line === "is answered by half an answer") return half(answer);
    throw new TypeError("Failed to fetch");
  };

  /** @param {number} at @param {Line} line */
  breakAt(at, line) { Object.assign(this, { at, line, seen: [], happened: 0, counts: true }); }

  mend() { Object.assign(this, { line: null, counts: false }); }
}

/** @param {Response} whole */
async function half(whole) {
  const bytes = new Uint8Array(await whole.arrayBuffer());
  const body = new ReadableStream({
    pull(stream) {
      stream.enqueue(bytes.subarray(0, bytes.length >> 1));
      stream.error(new TypeError("terminated"));
    },
  });
  return new Response(body, { status: whole.status, headers: { "content-type": whole.headers.get("content-type") ?? "" } });
}

for (const original of /** @type {const} */ (["remove", "keep"])) {
  test(`taking protection off, the original ${original === "keep" ? "put away" : "removed"}`, async (t) => {
    const weak = new Weak();
    const place = await office(t, { original, fetch: weak.fetch });
    /** Where they lie, and which of them is the original. @param {string} id */
    const lying = async (id) => {
      const [inbox, archive] = [await place.all(), await place.all("archive")];
      return {
        sealed: inbox.some((one) => one.id === id), kept: archive.some((one) => one.id === id),
        released: inbox.filter(({ subject, bytes }) => subject === "Minutes" && bytes.includes("Zegel-Removed:")).length, all: inbox.length + archive.length,
      };
    };
    const empty = async () => {
      const ids = [...await place.all(), ...await place.all("archive")].map(({ id }) => id);
      if (ids.length > 0) await place.user.callOne("Email/set", { destroy: ids });
    };
    const done = original === "keep" ? { sealed: false, kept: true, released: 1, all: 2 } : { sealed: false, kept: false, released: 1, all: 1 };

    await t.test("a run without faults makes the requests of the table", async () => {
      await empty();
      const [id] = await place.put([await place.sealed()]);
      weak.counts = true;
      const end = await place.job().start([place.inbox], "rule");
      weak.mend();
      assert.deepEqual([end.state, end.counts], ["done", { released: 1 }]);
      const kinds = ["Email/query", "Email/query, Email/get", "download", "Email/get, Email/query, Email/get", "Mailbox/get", "upload", "download",
        "Email/import, Email/query, Email/get", "Email/get", "Email/set"];
      assert.deepEqual(weak.seen.slice(0, kinds.length), kinds);
      assert.ok(weak.seen.slice(kinds.length).every((one) => one.startsWith("Email/query")), "what comes after only lists");
      assert.equal(removing.length, kinds.length + 1);
      assert.deepEqual(await lying(id ?? ""), done);
    });
    for (const step of original === "keep" ? keeping : removing) {
      const at = removing.indexOf(step);
      for (const line of stopping) {
        await t.test(`${step} ${line}`, async () => {
          await empty();
          const [id = ""] = await place.put([await place.sealed()]);
          weak.breakAt(at, line);
          await place.job().start([place.inbox], "rule");
          assert.equal(weak.happened, 1);
          const between = await lying(id);
          assert.ok(between.sealed || between.kept || between.released > 0, "it is there");
          assert.ok(between.released < 2, "it is not there twice");
          weak.mend();
          const later = place.job();
          const { state } = await later.recall();
          const end = await (state === "paused" ? later.resume() : later.start([place.inbox], "rule"));
          assert.equal(end.state, "done");
          assert.deepEqual(await lying(id), done);
        });
      }
    }
  });
}
