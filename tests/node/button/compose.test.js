// @ts-check
// The composer's parts that need no browser: plain text, chips, dates, look-ups, and the order of sending.

import assert from "node:assert/strict";
import { test } from "node:test";
import { add, inSight, isComplete, written } from "../../../www/mail/compose/chips.js";
import { dateWithOffset, hasContent, makeMessageId, writeMailbox } from "../../../www/mail/compose/draft.js";
import { sameDraft } from "../../../www/button/states.js";
import { Lookup } from "../../../www/mail/compose/lookup.js";
import { plainText } from "../../../www/mail/compose/plain-text.js";
import { send } from "../../../www/mail/compose/sending.js";

/** @param {string} name @param {Record<string, string>|any} [attributes] @param {...any} children @returns {any} */
function n(name, attributes, ...children) {
  const given = attributes && typeof attributes === "object" && !("nodeType" in attributes) ? attributes : {};
  const all = given === attributes || attributes === undefined ? children : [attributes, ...children];
  return {
    nodeType: 1, nodeName: name, nodeValue: null, getAttribute: (/** @type {string} */ one) => given[one] ?? null,
    childNodes: all.map((one) => (typeof one === "string" ? { nodeType: 3, nodeName: "#text", nodeValue: one, childNodes: [] } : one)),
  };
}
const br = () => n("BR", {});

/** @param {any[]} children */
const text = (...children) => plainText(n("DIV", {}, ...children));

test("lines of the editor stay lines, empty ones too", () => {
  assert.equal(text(n("DIV", {}, "Dear Lee,", br()), n("DIV", {}, br()), n("DIV", {}, "Thank  you.\n", br())), "Dear Lee,\n\nThank you.\n");
  assert.equal(text(n("DIV", {}, "one", br(), "two")), "one\ntwo\n");
  assert.equal(text(n("DIV", {}, br())), "");
});

test("of very many recipients the first are shown, and those with whom something is the matter", () => {
  const many = (/** @type {number} */ count) => add([], Array.from({ length: count }, (_, at) => /** @type {any} */ (
    { ok: true, text: "", address: { name: "", address: `person-${at}@example.org` } }))).chips;
  assert.equal(inSight(many(40), () => false).length, 40);
  const chips = many(1000);
  assert.deepEqual(inSight(chips, () => false), chips.slice(0, 5));
  assert.deepEqual(inSight(chips, (one) => one === chips[3] || one === chips[999]), [...chips.slice(0, 5), chips[999]]);
  assert.equal(inSight(chips, () => true).length, 5 + 8);
});

test("of a thousand answers it is told a few times, and after the last", async () => {
  let told = 0;
  /** @type {any} */
  const standings = { onChange: () => () => {}, of: async () => { await new Promise((resolve) => setTimeout(resolve, 1)); return { standing: { state: "known", reason: null, certificate: null }, candidates: [], troubles: [] }; } };
  let knownAtLast = 0;
  const addresses = Array.from({ length: 1000 }, (_, at) => `person-${at}@example.org`);
  const lookup = new Lookup({ standings, onChange: () => {
    told += 1;
    knownAtLast = addresses.filter((one) => lookup.of(one).state === "known").length;
  } });
  for (const one of addresses) lookup.of(one);
  await lookup.done();
  await new Promise((resolve) => setTimeout(resolve));
  assert.equal(knownAtLast, 1000);
  assert.ok(told < 20, `${told}`);
});

test("formatting vanishes, words stay", () => {
  assert.equal(text(n("DIV", {}, "a ", n("B", {}, "bold"), " and ", n("I", {}, n("U", {}, "more")), ".")), "a bold and more.\n");
});

test("lists have bullets and numbers, and hang", () => {
  const list = n("UL", {}, n("LI", {}, "one"), n("LI", {}, n("DIV", {}, "two", br()), n("UL", {}, n("LI", {}, "deep"))), n("LI", {}, "three"));
  assert.equal(text(n("DIV", {}, "Now:"), list, n("DIV", {}, "end")), "Now:\n\n* one\n* two\n  * deep\n* three\n\nend\n");
  assert.equal(text(n("OL", { start: "9" }, n("LI", {}, "nine"), n("LI", {}, n("DIV", {}, "ten"), n("DIV", {}, "still ten")))), "9. nine\n10. ten\n    still ten\n");
});

test("quotations are marked line by line, and deeper where they are", () => {
  const quote = n("BLOCKQUOTE", {}, n("DIV", {}, "they wrote"), n("DIV", {}, br()), n("BLOCKQUOTE", {}, n("DIV", {}, "I wrote")));
  assert.equal(text(n("DIV", {}, "Yes."), quote), "Yes.\n\n> they wrote\n>\n>> I wrote\n");
});

test("a link gives its address unless its words do", () => {
  const link = (/** @type {string} */ href, /** @type {string} */ words) => text(n("DIV", {}, n("A", { href }, words)));
  assert.equal(link("https://example.org/a", "our page"), "our page <https://example.org/a>\n");
  assert.equal(link("https://example.org/", "example.org"), "example.org\n");
  assert.equal(link("mailto:noor@example.org", "noor@example.org"), "noor@example.org\n");
  assert.equal(link("javascript:alert(1)", "press"), "press\n");
});

test("pictures, rules, tables and code have a plain form", () => {
  assert.equal(text(n("DIV", {}, "see ", n("IMG", { alt: "plan.png" }))), "see [plan.png]\n");
  assert.equal(text(n("PRE", {}, "a\n  b")), "a\n  b\n");
  assert.equal(text(n("TABLE", {}, n("TBODY", {}, n("TR", {}, n("TD", {}, "a"), n("TD", {}, "b")), n("TR", {}, n("TD", {}, "c"), n("TD", {}, "d"))))), "a | b\nc | d\n");
});

test("a signature keeps the space after its dashes", () => {
  assert.equal(text(n("DIV", {}, "Bye"), n("DIV", {}, "--\u00A0"), n("DIV", {}, "Noor")), "Bye\n-- \nNoor\n");
});

test("a list of recipients ends at separators outside quotes", () => {
  assert.deepEqual(['a@example.org', 'a@example.org,', '"Wit, Noor de" <a@example.org>', '"a \\", b'].map(isComplete), [false, true, false, false]);
});

test("nobody is added twice, and what is no address is kept as it was typed", () => {
  const read = (/** @type {string} */ address) => /** @type {const} */ ({ ok: true, address: { name: "A", address, domain: "example.org" }, text: address });
  const first = add([], [read("a@example.org"), read("A@example.org"), { ok: false, code: "address-malformed", text: "non sense" }]);
  assert.deepEqual(first.chips.map(({ address, malformed }) => [address, malformed]), [["a@example.org", null], ["non sense", "address-malformed"]]);
  assert.deepEqual(add(first.chips, [read("a@example.org")]).added, []);
  assert.deepEqual(first.chips.map(written), ["A <a@example.org>", "non sense"]);
});

test("dates carry the writer's offset", () => {
  const at = new Date("2026-03-12T13:05:09.123Z");
  assert.equal(dateWithOffset(at, 60), "2026-03-12T14:05:09+01:00");
  assert.equal(dateWithOffset(at, -210), "2026-03-12T09:35:09-03:30");
  assert.equal(dateWithOffset(at, 0), "2026-03-12T13:05:09+00:00");
});

test("names that would break an address list are quoted", () => {
  assert.equal(writeMailbox({ name: "Noor de Wit", address: "noor@example.org" }), "Noor de Wit <noor@example.org>");
  assert.equal(writeMailbox({ name: 'Wit, "N" de', address: "noor@example.org" }), '"Wit, \\"N\\" de" <noor@example.org>');
  assert.equal(writeMailbox({ name: null, address: "noor@example.org" }), "noor@example.org");
  assert.match(makeMessageId("noor@example.org"), /^[0-9a-f-]{36}@example\.org$/);
});

test("only what the person made counts as content", () => {
  const reply = { to: ["a@example.org"], cc: [], bcc: [], subject: "Re: x", text: "> y\n", attachments: [] };
  assert.equal(hasContent({ ...reply, subject: "Re: x " }, reply), false);
  assert.equal(hasContent({ ...reply, text: "Hi\n> y\n" }, reply), true);
  assert.equal(hasContent({ ...reply, attachments: [{}] }, reply), true);
});

test("each address is looked up once, and every outcome has a state", async () => {
  /** @type {string[]} */
  const asked = [];
  /** @type {(address: string) => void} */
  let changed = () => {};
  const states = /** @type {Record<string, string>} */ ({ ok: "known", fresh: "new", none: "none", old: "expired", other: "changed", silent: "none" });
  const bytes = new Uint8Array([1]);
  const standings = /** @type {any} */ ({
    onChange: (/** @type {(address: string) => void} */ listener) => { changed = listener; return () => {}; },
    of: async (/** @type {string} */ address) => {
      asked.push(address);
      const name = address.split("@")[0];
      if (name === "down") throw new Error("engine-crashed");
      const certificate = states[name] === "none" ? null : { fingerprint: name };
      return { standing: { state: states[name], reason: name === "old" ? "expired" : null, certificate }, candidates: certificate ? [{ bytes, source: "directory", seenAt: 0 }] : [], troubles: name === "silent" ? [{ source: "directory", code: "server-unreachable" }] : [] };
    },
  });
  const lookup = new Lookup({ onChange: () => {}, standings });
  const addresses = ["ok", "fresh", "none", "old", "other", "silent", "down"].map((name) => `${name}@example.org`);
  assert.deepEqual(addresses.map((one) => lookup.of(one).state), addresses.map(() => "looking"));
  lookup.of("OK@example.org");
  await lookup.done();
  assert.deepEqual(addresses.map((one) => [lookup.of(one).state, lookup.of(one).reason]), [
    ["known", null], ["new", null], ["none", null], ["expired", "expired"], ["changed", null], ["unreachable", null], ["unreachable", null],
  ]);
  assert.deepEqual(asked, addresses);
  // One that changed, or cannot be used, is handed to nobody.
  assert.deepEqual(lookup.certificates(addresses), ["ok", "fresh"].map((name) => ({ address: `${name}@example.org`, bytes, fingerprint: name })));
  states.other = "known";
  changed("other@example.org");
  await lookup.done();
  assert.equal(lookup.of("other@example.org").state, "known");
});

/** @param {Partial<import("../../../www/mail/compose/sending.js").Way>} [given] */
function way(given = {}) {
  /** @type {string[]} */
  const steps = [];
  const step = (/** @type {string} */ name, /** @type {any} */ value) => async () => { steps.push(name); return value; };
  const outgoing = { messages: [], protected: true, label: null, template: "encrypt", decision: { label: null, protection: { template: "encrypt", source: "chosen" }, reasons: [], questions: [], blocks: [] } };
  const all = /** @type {any} */ ({ added: step("add", undefined), shown: () => outgoing.decision, looked: step("look", undefined), settle: step("settle", true), agreed: step("agree", "go"), seal: step("seal", outgoing), hand: step("hand", undefined), progress: () => {}, signal: new AbortController().signal, ...given });
  return { steps, all, outgoing };
}

test("sending goes files, look, settle, agree, seal, hand over", async () => {
  const { steps, all, outgoing } = way();
  assert.equal(await send(all), outgoing);
  assert.deepEqual(steps, ["add", "look", "settle", "agree", "seal", "hand"]);
});

test("who goes on writing sends nothing", async () => {
  const { steps, all } = way({ settle: async () => false });
  assert.equal(await send(all), null);
  assert.deepEqual(steps, ["add", "look"]);
  const stopped = way({ agreed: async () => "stop" });
  assert.equal(await send(stopped.all), null);
  assert.deepEqual(stopped.steps, ["add", "look", "settle"]);
});

test("what became another message while it was asked about is looked up and settled anew", async () => {
  const answers = ["again", "go"];
  const { steps, all, outgoing } = way({ agreed: async () => /** @type {any} */ (answers.shift()) });
  assert.equal(await send(all), outgoing);
  assert.deepEqual(steps, ["add", "look", "settle", "look", "settle", "seal", "hand"]);
});

test("nothing is handed over when sealing fails or is canceled", async () => {
  const failing = way({ seal: async () => { throw new Error("engine-crashed"); } });
  await assert.rejects(send(failing.all), /engine-crashed/);
  assert.ok(!failing.steps.includes("hand"));

  const leaving = new AbortController();
  const canceled = way({ signal: leaving.signal });
  const seal = canceled.all.seal;
  canceled.all.seal = async () => { leaving.abort(); return seal(); };
  await assert.rejects(send(canceled.all), /canceled/);
  assert.ok(!canceled.steps.includes("hand"));
});

test("what is shown and what was sealed are one, or nothing is handed over", async () => {
  const clear = { ...way().outgoing.decision, protection: null };
  for (const [shown, sealed] of /** @type {any[]} */ ([
    // The sealed message agrees with its own decision each time; only what is shown can tell.
    [{}, { protected: false, template: null, decision: clear }], [clear, {}],
    [{ protection: { template: "no-forward", source: "chosen" } }, {}], [{ label: { id: "secret", source: "rule" } }, {}], [null, {}],
  ])) {
    const { steps, all, outgoing } = way();
    all.seal = async () => ({ ...outgoing, ...sealed });
    all.shown = () => shown && { ...outgoing.decision, ...shown };
    await assert.rejects(send(all), /draft-changed/);
    assert.deepEqual(steps, ["add", "look", "settle", "agree"]);
  }
});

test("only when and under which id it is sent may differ between two drafts that are the same", () => {
  const draft = /** @type {any} */ ({ to: ["a@example.org"], text: "x", protection: null, date: "1", messageId: "1" });
  assert.equal(sameDraft(draft, { messageId: "2", ...draft, date: "2" }), true);
  for (const change of [{ protection: "encrypt" }, { text: "y" }, { to: [] }]) assert.equal(sameDraft(draft, { ...draft, ...change }), false);
});
