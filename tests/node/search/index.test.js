// @ts-check
/** The index finds what reading everything would find, keeps nothing readable, and comes back from whatever stops it. */
import assert from "node:assert/strict";
import test from "node:test";
import { fields } from "../../../www/search/fresh.js";
import { MessageIndex } from "../../../www/search/index.js";
import { MemoryStorage } from "../../../www/search/storage.js";
import { freshKey, message, numbers, randomMessage, randomQuestion, scan } from "./mails.js";

/** @import { Change, Indexed } from "../../../www/search/types.js" */

const owner = "noor@example.org";
const forgetful = { limit: 100_000, now: 0 };

/** @param {MemoryStorage} [storage] @param {CryptoKey} [key] @param {number} [enough] */
async function opened(storage = new MemoryStorage(), key, enough = 8) {
  const used = key ?? await freshKey();
  const again = (/** @type {MemoryStorage} */ place = storage) => MessageIndex.open({ storage: place, owner, id: "k1", key: used, enough });
  return { storage, key: used, again, index: await again() };
}

/** @param {MessageIndex} index @param {string} text */
const ids = (index, text) => index.find(text, forgetful).hits.map(({ id }) => id);

for (const seed of [1, 2, 3, 4, 5, 6]) {
  test(`it answers as reading all messages would, however they were put together: ${seed}`, async () => {
    const random = numbers(seed);
    const { index, again, storage } = await opened();
    /** @type {Indexed[]} */
    let all = [];
    for (let at = 0; at < 150;) {
      const some = Array.from({ length: 1 + Math.floor(random() * 6) }, () => randomMessage(random, at++));
      await index.add(some);
      all.push(...some);
      if (random() < 0.4) {
        const gone = all.filter(() => random() < 0.04).map(({ id }) => id);
        await index.remove(gone);
        all = all.filter(({ id }) => !gone.includes(id));
      }
      if (random() < 0.6) await index.tidy();
    }
    assert.equal(index.count, all.length);
    assert.ok(index.shape.length > 2 && index.shape[0] > 8, `${index.shape}: some were merged, some not yet`);
    const later = await again();
    for (let at = 0; at < 300; at++) {
      const question = randomQuestion(random, all);
      const wanted = scan(all, question);
      for (const one of [index, later]) {
        assert.deepEqual(ids(one, question).toSorted(), wanted.toSorted(), question);
        const dates = one.find(question, forgetful).hits.map(({ date }) => Date.parse(date));
        assert.deepEqual(dates, dates.toSorted((a, b) => b - a), "newest first");
      }
    }
    assert.equal(storage.kept.get(owner)?.messages.size, all.length, "of removed ones nothing is kept");
  });
}

test("all words have to occur, the last may be a beginning; case and accents make no difference", async () => {
  const { index } = await opened();
  await index.add([
    message({ id: "A", subject: "Begroting café Zuiderzee", text: "De cijfers staan in het voorstel." }),
    message({ id: "B", subject: "Straße nach Łódź", text: "İstanbul" }),
    message({ id: "C", subject: "会議室の予約", text: "東京都庁で会います" }),
    message({ id: "D", subject: "", text: "Jahr 2026", attachments: ["Jaarverslag_2026.pdf"], people: [{ name: "Ωmega", email: "o.mega+x@example.test" }] }),
  ]);
  const found = /** @type {[string, string[]][]} */ ([
    ["cafe", ["A"]], ["CAFÉ zuid", ["A"]], ["cafe zuid begr", []], ["zuid cafe", []], ["begroting voors", ["A"]], ["cijfers ", ["A"]],
    ["strasse", ["B"]], ["STRASSE lodz", ["B"]], ["lod", ["B"]], ["istanbul", ["B"]],
    ["会議", ["C"]], ["議室", ["C"]], ["室", ["C"]], ["約", ["C"]], ["会室", []], ["東京都庁", ["C"]], ["京 会", ["C"]],
    ["jaarverslag", ["D"]], ["2026 pdf", ["D"]], ["o.mega+x@exam", ["D"]], ["ωμ", []], ["Ωmeg", ["D"]],
    ["", []], [" ., ", []], ["example.org", ["A", "B", "C"]],
  ]);
  for (const [question, wanted] of found) assert.deepEqual(ids(index, question).toSorted(), wanted, question);
});

test("it says in what the words stand, and shows some of the text around them", async () => {
  const { index } = await opened();
  const long = `${"Lorem ipsum dolor sit amet, ".repeat(40)}het Voorstel\n\nvan de Zuiderzee ${"en nog wat meer ".repeat(40)}`;
  await index.add([message({ id: "A", subject: "Voorstel", text: long, attachments: ["voorstel.docx"] })]);
  const { total, hits: [hit] } = index.find("voorst", { now: 0 });
  assert.equal(total, 1);
  assert.equal(hit.fields, fields.subject | fields.text | fields.attachments);
  assert.deepEqual(Object.keys(hit).sort(), ["attachments", "blobId", "date", "expires", "fields", "id", "mailboxIds", "number", "people", "subject"]);
  const [snippet, gone] = await index.snippets("voorstel zuider", [hit.number, 99]);
  assert.equal(gone, null);
  assert.ok(snippet && snippet.text.length < 180 && snippet.text.startsWith("… "), snippet?.text);
  assert.deepEqual(snippet?.spots.map(([from, to]) => snippet.text.slice(from, to)), ["Voorstel", "Zuiderzee"]);
});

test("what may not be shown any more is not found, and is removed", async () => {
  const { index, storage } = await opened();
  await index.add([message({ id: "A", expires: "2026-11-02T00:00:00Z" }), message({ id: "B" })]);
  const [before, after] = ["2026-11-01T23:59:59Z", "2026-11-02T00:00:00Z"].map((date) => Date.parse(date));
  assert.equal(index.find("minutes", { now: before }).total, 2);
  assert.deepEqual(index.find("minutes", { now: after }).hits.map(({ id }) => id), ["B"]);
  await index.expire(after);
  assert.equal(storage.kept.get(owner)?.messages.size, 1);
});

test("an Email is indexed once", async () => {
  const { index, again } = await opened();
  assert.equal(await index.add([message(), message(), message({ id: "M2" })]), 2);
  assert.equal(await index.add([message()]), 0);
  assert.equal(await (await again()).add([message()]), 0);
  assert.deepEqual(index.known(["M1", "M9", "M2"]), ["M1", "M2"]);
  await index.remove(["M1", "M9"]);
  assert.equal(await index.add([message()]), 1);
});

test("nothing of it can be read where it is kept", async () => {
  const { index, storage } = await opened();
  const secret = "Zuiderzeeballade";
  for (let at = 0; at < 30; at++) {
    await index.add([message({ id: `M${at}`, subject: secret, text: secret, attachments: [`${secret}.pdf`], people: [{ name: secret, email: "secret@example.test" }] })]);
  }
  await index.tidy();
  const { head, messages, segments } = /** @type {NonNullable<ReturnType<typeof storage.kept.get>>} */ (storage.kept.get(owner));
  assert.ok(segments.size > 0);
  const octets = [JSON.stringify(head), ...[...messages.values(), ...segments.values()].map(({ sealed }) => Buffer.from(sealed).toString("latin1"))].join("\n").toLowerCase();
  for (const word of [secret.toLowerCase(), "secret@", "m12", "b1\""]) assert.equal(octets.includes(word), false, word);
});

test("another key, another account and exchanged parts open nothing, and what is spoilt begins anew", async () => {
  const fill = async () => {
    const place = await opened();
    await place.index.add(Array.from({ length: 20 }, (_, at) => message({ id: `M${at}` })));
    await place.index.tidy();
    await place.index.add([message({ id: "fresh" }), message({ id: "fresher" })]);
    return place;
  };
  const kept = (/** @type {MemoryStorage} */ storage) => /** @type {NonNullable<ReturnType<typeof storage.kept.get>>} */ (storage.kept.get(owner));
  const first = await fill();
  const wrong = await MessageIndex.open({ storage: first.storage, owner, id: "k1", key: await freshKey() });
  assert.deepEqual([wrong.count, wrong.damaged, first.storage.kept.size], [0, true, 0]);

  const second = await fill();
  const other = await MessageIndex.open({ storage: second.storage, owner, id: "k2", key: await freshKey() });
  assert.deepEqual([other.count, other.damaged, second.storage.kept.size], [0, false, 0], "a new key after the old one went: nothing is amiss");

  for (const spoil of /** @type {((place: ReturnType<typeof kept>) => void)[]} */ ([
    ({ messages }) => { const [[one, a], [another, b]] = [...messages].slice(-2); messages.set(one, b).set(another, a); },
    ({ messages }) => { new Uint8Array(/** @type {any} */ ([...messages.values()].at(-1)).sealed)[3] ^= 1; },
    ({ segments }) => { new Uint8Array([...segments.values()][0].sealed)[100] ^= 1; },
    ({ segments }) => { segments.clear(); },
  ])) {
    const place = await fill();
    spoil(kept(place.storage));
    const index = await place.again();
    assert.deepEqual([index.count, index.damaged], [0, true]);
    assert.equal(await index.add([message()]), 1, "and goes on from nothing");
    assert.equal((await place.again()).count, 1);
  }
  const place = await fill();
  const [[number, sealed]] = [...kept(place.storage).messages];
  const elsewhere = new MemoryStorage();
  elsewhere.kept.set("lee@example.com", { ...structuredClone(kept(place.storage)), messages: new Map([[number, sealed]]) });
  const lee = await MessageIndex.open({ storage: elsewhere, owner: "lee@example.com", id: "k1", key: place.key });
  assert.deepEqual([lee.count, lee.damaged], [0, true]);
});

test("whatever write fails, before or after it was done, no message is lost and none comes twice", async () => {
  class Breaking extends MemoryStorage {
    left = Infinity;
    after = false;
    /** @override @param {string} owner @param {number} generation @param {Change} change */
    async commit(owner, generation, change) {
      this.left -= 1;
      if (this.left === 0 && !this.after) throw new Error("crash");
      const done = await super.commit(owner, generation, change);
      if (this.left === 0) throw new Error("crash");
      return done;
    }
  }
  const random = numbers(7);
  const all = Array.from({ length: 60 }, (_, at) => randomMessage(random, at));
  for (const after of [false, true]) {
    let [crashes, finished] = [0, false];
    for (let at = 1; !finished; at++) {
      const storage = Object.assign(new Breaking(), { left: at, after });
      const { key, again, index: first } = await opened(storage);
      assert.ok(key);
      let index = first;
      finished = true;
      for (let from = 0; from < all.length; from += 5) {
        try {
          await index.add(all.slice(from, from + 5));
          if (from === 30) await index.remove(["M2", "M3"]);
          await index.tidy();
        } catch {
          crashes += 1;
          finished = false;
          index = await again();
          await index.add(all.slice(from, from + 5));
          if (from === 30) await index.remove(["M2", "M3"]);
          await index.tidy();
        }
      }
      const left = all.filter(({ id }) => id !== "M2" && id !== "M3");
      for (const one of [index, await again()]) {
        assert.equal(one.count, left.length);
        for (const question of ["a", "le", "gra", "会"]) assert.deepEqual(ids(one, question).toSorted(), scan(left, question).toSorted());
      }
    }
    assert.ok(crashes > 15, `${crashes}`);
  }
});

test("two tabs keep one index", async () => {
  const random = numbers(9);
  const all = Array.from({ length: 120 }, (_, at) => randomMessage(random, at));
  const { index: one, again, storage } = await opened();
  const other = await again();
  const tabs = [one, other];
  await Promise.all(all.map(async (message, at) => {
    await tabs[at % 2].add([message]);
    if (at % 10 === 0) await tabs[(at + 1) % 2].tidy();
    if (at % 17 === 0) await tabs[(at + 1) % 2].remove([message.id]);
  }));
  const left = all.filter((_, at) => at % 17 !== 0);
  const gone = all.filter((_, at) => at % 17 === 0).map(({ id }) => id);
  await one.refresh();
  await one.remove(gone);
  await Promise.all(tabs.map((tab) => tab.tidy()));
  for (const tab of [...tabs, await again()]) {
    await tab.refresh();
    assert.equal(tab.count, left.length);
    for (const question of ["a", "le", "gra", "会"]) assert.deepEqual(ids(tab, question).toSorted(), scan(left, question).toSorted());
  }
  await storage.clear(owner);
  await one.refresh();
  assert.equal(one.count, 0);
  assert.equal(await one.add(all.slice(0, 2)), 2);
});
