// @ts-check
/** Taking the protection off a mailbox: what is released, what is not and why; and that nothing is lost, whatever stops it. */
import assert from "node:assert/strict";
import test from "node:test";
import { csvOf } from "../../../www/pages/demo/removal/report.js";
import { speaking } from "../../../www/pages/demo/removal/say.js";
import { sayIn } from "../../../www/mail/texts/texts.js";
import { mail } from "../server/start.js";
import { engineWith, noor, office } from "./office.js";
import { sealedTo, staying } from "./sealed-mail.js";

/** @param {Uint8Array} bytes */
const text = (bytes) => Buffer.from(bytes).toString("latin1");

/** One octet of what is sealed is another. @param {string} text */
const damaged = (text) => {
  const end = text.indexOf("-----END PGP MESSAGE-----");
  const at = end - 100 + text.slice(end - 100, end).search(/[B-Z]/);
  return `${text.slice(0, at)}A${text.slice(at + 1)}`;
};

/** One of each kind. @param {import("node:test").TestContext} t @param {Awaited<ReturnType<typeof office>>} place */
async function everything(t, { put, sealed, daan, engine }) {
  const strange = (await engineWith(t)).engine;
  const foreign = await strange.makeKey({ name: "Somebody", address: noor });
  await strange.makeKey({ name: "Daan Bakker", address: "daan@example.org" });
  const messages = {
    inside: await sealed({ subject: "Inside" }),
    attached: await sealedTo(daan, [(await engine.ownKeys())[0].certificate], { to: [noor], subject: "Attached" }, [new Uint8Array([0, 13, 10, 46, 13, 10, 255])]),
    forged: await sealedTo(strange, [(await engine.ownKeys())[0].certificate], { to: [noor], subject: "In Daan's name" }),
    restricted: await sealed({ protection: "do-not-forward" }),
    staying: await sealed({ label: staying }),
    plain: mail("lee@example.com", noor, "Plain"),
    others: await sealedTo(daan, [foreign.certificate], { to: [noor], subject: "Not for these keys" }),
    damaged: damaged(text(await sealed())),
  };
  const ids = await put(Object.values(messages));
  const [draft] = await put([await sealed({ subject: "A draft" })], { keywords: { $draft: true } });
  return Object.fromEntries([...Object.keys(messages), "draft"].map((name, at) => [name, [...ids, draft][at]]));
}

test("by rule, what a rule releases is released, and all else stays and is told of", async (t) => {
  const place = await office(t);
  const ids = await everything(t, place);
  const job = place.job();
  const end = await job.start([place.inbox, place.archive], "rule");
  assert.deepEqual([end.state, end.error], ["done", null]);
  const codes = Object.fromEntries((await job.exceptions()).map(({ emailId, outcome, code }) => [Object.keys(ids).find((name) => ids[name] === emailId), `${outcome} ${code}`]));
  assert.deepEqual(codes, {
    restricted: "refused do-not-forward", staying: "refused keep-protected", others: "closed message-not-for-you", damaged: "closed message-damaged",
  });
  // The welcome is plain, too.
  assert.deepEqual(end.counts, { released: 2, clear: 2, left: 2, refused: 2, closed: 2 });
  const left = await place.all();
  for (const name of ["inside", "attached"]) assert.ok(!left.some(({ id }) => id === ids[name]), name);
  for (const name of ["forged", "restricted", "staying", "plain", "others", "damaged", "draft"]) assert.ok(left.some(({ id }) => id === ids[name]), name);
  const released = left.find(({ subject }) => subject === "Attached");
  const opened = await place.engine.open(new TextEncoder().encode(released?.bytes));
  assert.deepEqual([opened.encryption.state, opened.text?.trim(), [...opened.parts[0]?.bytes ?? []]], ["none", "What was said.", [0, 13, 10, 46, 13, 10, 255]]);
  assert.deepEqual([opened.removed?.rule, opened.removed?.signature, opened.removed?.signer], ["inside-is-clear", "valid", "daan@example.org"]);

  const voice = speaking({ language: "en", say: sayIn("en") });
  const csv = await csvOf(job.progress, await job.exceptions(), place.session, voice);
  const lines = csv.trimEnd().split("\r\n");
  assert.deepEqual(lines.slice(0, 3), ["Outcome,Reason,Messages,Mailbox,Received,From,Message-ID", "Protection taken off,,2,,,,", "Had no protection,,2,,,,"]);
  assert.equal(lines.filter((line) => line.includes("Its sender asks not to pass it on")).length, 1);
  assert.ok(lines.every((line) => !line.includes("Minutes")), "nothing that is sealed stands in it");
  // Once more, in another second than what was released, there is nothing left to do.
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  const again = await job.start([place.inbox], "rule");
  assert.deepEqual(again.counts, { clear: 4, left: 2, refused: 2, closed: 2 });
});

test("by the person, what is not forbidden is released; kept originals lie in the archive and are not met again", async (t) => {
  const place = await office(t, { original: "keep" });
  const ids = await everything(t, place);
  const end = await place.job().start([place.inbox, place.archive], "person");
  assert.deepEqual([end.state, end.counts], ["done", { released: 3, clear: 2, left: 1, refused: 2, closed: 2 }]);
  assert.deepEqual((await place.all("archive")).map(({ id }) => id).sort(), [ids.inside, ids.attached, ids.forged].sort());
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  const again = await place.job().start([place.inbox, place.archive], "person");
  assert.deepEqual(again.counts, { clear: 5, left: 1, refused: 2, closed: 2 });
});

test("it stops where the server goes away, and goes on where it was, whatever had been done", async (t) => {
  /** @type {string|null} */
  let cut = null;
  const place = await office(t, { serve: { faults: (point, socket) => {
    if (point !== cut) return;
    socket.destroy();
    if (point === "before-import") throw new Error("the server goes away");
  } } });
  await place.put(await Promise.all(Array.from({ length: 30 }, (_, at) => place.sealed({ subject: `Minutes ${at}` }))));
  const first = place.job();
  first.addEventListener("change", () => { if (first.progress.done >= 5) cut = "before-import"; });
  const stopped = await first.start([place.inbox], "rule");
  assert.deepEqual([stopped.state, /** @type {any} */ (stopped.error)?.code], ["paused", "server-unreachable"]);
  assert.equal((await place.all()).length, 31, "all are there");
  const later = place.job();
  assert.equal((await later.recall()).state, "paused");
  // From here on the server does what it is asked, and no answer to it comes back.
  cut = "after-import";
  const end = await later.resume();
  assert.deepEqual([end.state, end.counts], ["done", { released: 30, clear: 1 }]);
  const subjects = (await place.all()).map(({ subject }) => subject).filter((subject) => /^Minutes/.test(subject));
  assert.deepEqual(subjects.sort(), Array.from({ length: 30 }, (_, at) => `Minutes ${at}`).sort());
});

test("rules that go stop it: nothing is released that they may forbid", async (t) => {
  const place = await office(t);
  await place.put(await Promise.all(Array.from({ length: 4 }, () => place.sealed())));
  place.engine.dropBundle();
  const stopped = await place.job().start([place.inbox], "rule");
  assert.deepEqual([stopped.state, /** @type {any} */ (stopped.error)?.code, stopped.counts.released], ["paused", "bundle-missing", undefined]);
});
