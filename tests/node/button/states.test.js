// @ts-check
// What is shown follows from what was decided, and from nothing else.

import assert from "node:assert/strict";
import { test } from "node:test";
import { say } from "../../../www/button/say.js";
import { labelRows } from "../../../www/button/label-rows.js";
import { protectRows } from "../../../www/button/protect-rows.js";
import { issues, present, pressed } from "../../../www/button/states.js";
import en from "../../../www/button/texts/en.js";
import nl from "../../../www/button/texts/nl.js";
import { bundle, decision, encrypted, recipient, situation, warning } from "./situation.js";

const noor = recipient("noor@example.org", "known", "to", "Noor");
const lee = recipient("lee@example.com");

/** @param {any} what @param {string} [language] */
const told = (what, language = "en") => say(language === "nl" ? nl : en, what, language);

/** @param {any} bar @param {string} [language] */
const sentence = (bar, language) => told(bar.sentence, language);

test("a message that needs no protection shows no bar", () => {
  assert.equal(present(situation({ recipients: [noor] })).bar, null);
});

test("an empty form is not scolded before it is sent", () => {
  const empty = situation({ decision: decision({ blocks: [{ code: "no-recipient", rule: null, text: null, statusCode: null, field: null, index: null }] }) });
  assert.equal(present(empty).bar, null);
  assert.deepEqual(issues(empty).map(({ code }) => code), ["no-recipient"]);
});

test("refusing protection is told in words", () => {
  const refused = situation({ recipients: [noor], choice: { label: null, protection: "none", answers: { acknowledged: [] } } });
  const { bar } = present(refused);
  assert.equal(bar?.tone, "off");
  assert.equal(sentence(bar), "Not protected. Anyone on the way can read this.");
});

test("the bar names who can open the message", () => {
  const only = (/** @type {any[]} */ recipients, language = "en") =>
    sentence(present(situation({ recipients, decision: decision({ protection: encrypted() }) })).bar, language);
  assert.equal(only([]), "Encrypted. Only the people addressed can open it.");
  assert.equal(only([noor]), "Encrypted. Only Noor can open it.");
  assert.equal(only([noor, lee]), "Encrypted. Only Noor and lee@example.com can open it.");
  assert.equal(only([noor, lee, recipient("mara@example.com", "known", "bcc")]), "Encrypted. Only Noor and 2 others can open it.");
  assert.equal(only([noor, { ...noor, field: "cc" }]), "Encrypted. Only Noor can open it.");
  assert.equal(only([noor, lee], "nl"), "Versleuteld. Alleen Noor en lee@example.com kunnen dit openen.");
});

test("who has no key is not said to be able to open it", () => {
  const { bar } = present(situation({ recipients: [noor, recipient("jo@example.net", "none")], decision: decision({ protection: encrypted() }) }));
  assert.equal(sentence(bar), "Encrypted. Only Noor can open it.");
  assert.equal(bar?.tone, "blocked");
  assert.equal(told(bar?.issues[0].title), "We found no key for jo@example.net");
});

test("no key is no matter where nothing is encrypted", () => {
  assert.deepEqual(issues(situation({ recipients: [recipient("jo@example.net", "none")] })), []);
});

test("protection can be removed where it was chosen, not where a rule or a label asks for it", () => {
  const remove = (/** @type {"chosen"|"rule"|"label"} */ source) => present(situation({ decision: decision({ protection: encrypted(source) }) })).bar?.remove;
  assert.deepEqual([remove("chosen"), remove("rule"), remove("label")], [true, false, false]);
  const none = protectRows(situation({ decision: decision({ protection: encrypted("rule") }) })).find((row) => row.value === "none");
  assert.equal(none?.disabled, true);
  assert.equal(told(none?.reason), "Your organisation requires protection for this message.");
});

test("the first answer to every issue is the safe one, and the only safe one", () => {
  const all = issues(situation({
    recipients: [recipient("nonsense", "malformed"), recipient("jo@example.net", "none"), recipient("old@example.net", "unusable"), recipient("err@example.net", "unreachable"), lee],
    decision: decision({
      protection: encrypted(), questions: [warning()],
      blocks: [
        { code: "rule", rule: "x", text: { en: "no" }, statusCode: null, field: null, index: null }, { code: "label-required", rule: null, text: null, statusCode: null, field: null, index: null },
        { code: "recipient-outside-template", rule: null, text: null, statusCode: null, field: "to", index: 3 },
      ],
    }),
  }));
  assert.equal(all.length, 8);
  for (const { options } of all) assert.deepEqual(options.map(({ safe }) => safe), options.map((_, index) => index === 0));
  assert.deepEqual(all.map(({ kind }) => kind === "block"), [true, true, true, true, true, true, true, false]);
});

test("an answered question is not asked again", () => {
  const asked = decision({ questions: [warning()] });
  assert.equal(issues(situation({ decision: asked })).length, 1);
  assert.equal(issues(situation({ decision: asked, choice: { label: null, protection: null, answers: { acknowledged: ["r"] } } })).length, 1, "the rule's name is no answer");
  assert.equal(issues(situation({ decision: asked, choice: { label: null, protection: null, answers: { acknowledged: ["r:1"] } } })).length, 0);
});

test("sending unprotected is offered only where protection was the person's own choice", () => {
  const offered = (/** @type {"chosen"|"rule"|"label"} */ source) => issues(situation({ recipients: [recipient("jo@example.net", "none")], decision: decision({ protection: encrypted(source) }) }))[0]
    .options.some(({ value }) => value === "unprotect");
  assert.deepEqual([offered("chosen"), offered("rule"), offered("label")], [true, false, false]);
});

test("positions count without what is no address", () => {
  const [issue] = issues(situation({
    recipients: [recipient("nonsense", "malformed"), lee],
    decision: decision({ protection: encrypted("chosen", "staff-only"), blocks: [{ code: "recipient-outside-template", rule: null, text: null, statusCode: null, field: "to", index: 0 }] }),
  })).filter(({ code }) => code === "recipient-outside-template");
  assert.equal(issue.address, "lee@example.com");
});

test("a template for colleagues is not offered to outsiders, and says who they are", () => {
  const row = protectRows(situation({ recipients: [noor, lee] })).find(({ value }) => value === "staff-only");
  assert.equal(row?.disabled, true);
  assert.equal(told(row?.reason), "Not possible: lee@example.com is outside Example Foundation.");
  assert.equal(protectRows(situation({ recipients: [noor, recipient("x@mail.example.org")] })).find(({ value }) => value === "staff-only")?.disabled, false);
});

test("the label picker follows the taxonomy", () => {
  const rows = labelRows(situation({ decision: decision({ label: { id: "named", source: "chosen" } }) }));
  assert.deepEqual(rows.map(({ value, depth, disabled, checked }) => [value, depth, disabled, checked]), [
    ["general", 0, false, false], ["confidential", 0, true, false], ["named", 1, false, true], ["staff", 1, false, false],
  ]);
  assert.equal(told(rows[2].name), "Named");
  assert.equal(told(rows[2].name, "nl"), "Genoemd");
});

test("a label is shown with its parents once", () => {
  const path = (/** @type {string} */ id) => present(situation({ decision: decision({ label: { id, source: "chosen" } }) })).label?.path.map((one) => told(one)).join(" \\ ");
  assert.equal(path("staff"), "Confidential \\ staff");
  assert.equal(path("named"), "Confidential \\ Named");
});

test("a press on the button encrypts, takes back a choice, and never lifts what a rule asks", () => {
  assert.equal(pressed(situation()), "encrypt");
  assert.equal(pressed(situation({ decision: decision({ protection: encrypted("chosen") }) })), "none");
  assert.equal(pressed(situation({ decision: decision({ protection: encrypted("rule") }) })), null);
});

test("while something is under way there is nothing to press", () => {
  const { bar, button } = present(situation({ busy: { stage: "sealing", done: 1, total: 2 }, decision: decision({ protection: encrypted() }) }));
  assert.equal(sentence(bar), "Encrypting …");
  assert.deepEqual([bar?.change, bar?.remove, button.disabled], [false, false, true]);
});

test("a failure says that nothing was lost", () => {
  const { bar } = present(situation({ error: { code: "engine-crashed" } }));
  assert.equal(bar?.tone, "failed");
  assert.equal(sentence(bar), "Not sent. Your message is still here, unchanged.");
});

test("reasons name the person, the file and the word, not positions", () => {
  const { bar } = present(situation({
    recipients: [noor, lee], attachments: ["donors.xlsx"],
    decision: decision({
      protection: encrypted("rule"), reasons: [{
        rule: "r", name: { en: "Donor details" }, effect: "protect", value: "encrypt", because: [
          { condition: "SentToScope", field: "to", index: 1, matched: null, count: 1, data: null }, { condition: "AttachmentSizeOver", field: "attachments", index: 0, matched: null, count: 1, data: null },
          { condition: "SubjectOrBodyContainsWords", field: "body", index: null, matched: "donor list", count: 1, data: null }, { condition: "LabelIs", field: "label", index: null, matched: "general", count: 1, data: null },
        ],
      }],
    }),
  }));
  assert.equal(told(bar?.reasons[0].text), "Applied by your organisation: Donor details.");
  assert.deepEqual(bar?.reasons[0].because.map((one) => told(one)), [
    "lee@example.com is outside your organisation", "donors.xlsx is attached", "the text says “donor list”", "the label is general",
  ]);
});

test("after sending, the bar tells whether it was protected", () => {
  const after = (/** @type {"protected"|"clear"} */ sealed) => present(situation({ sealed })).bar;
  assert.deepEqual([after("protected")?.icon, sentence(after("protected"))], ["lock", "Sealed in this browser. The server received only this."]);
  assert.deepEqual([after("clear")?.icon, sentence(after("clear"))], ["lock-open", "Sent without protection. The server received this."]);
});

test("who is outside is asked about by name, and can be left out", () => {
  /** @type {import("../../../www/button/types.d.ts").Question} */
  const question = {
    key: "label:outsiders:1", kind: "outsiders", rule: null, name: null, text: null, add: [],
    because: [{ condition: "SentToScope", field: "to", index: 0, matched: "lee@example.com", count: 1, data: null }],
  };
  const asked = situation({ decision: decision({ label: { id: "named", source: "chosen" }, questions: [question] }), recipients: [recipient("lee@example.com")] });
  const [issue] = issues(asked);
  assert.deepEqual(issue?.title, ["issue.question-outsiders", { label: bundle.labels[2]?.name, people: ["lee@example.com"] }]);
  assert.deepEqual(issue?.options.map(({ value, safe }) => [value, safe]), [["wait", true], ["accept", false], ["remove", false]]);
  assert.equal(issue?.address, "lee@example.com");
  asked.choice.answers.acknowledged = [question.key];
  assert.deepEqual(issues(asked), []);
});

test("an answer in the clear is asked about, and can be protected instead", () => {
  /** @type {import("../../../www/button/types.d.ts").Question} */
  const question = {
    key: "label:clear:1", kind: "answer-in-clear", rule: null, name: null, text: null, add: [],
    because: [{ condition: "Answered", field: "message", index: null, matched: null, count: 1, data: null }],
  };
  const [issue] = issues(situation({ decision: decision({ questions: [question] }) }));
  assert.deepEqual(issue?.options.map(({ value, safe }) => [value, safe]), [["wait", true], ["protect", false], ["accept", false]]);
  assert.deepEqual([issue?.kind, issue?.because, issue?.text], ["question", [], ["issue.question-answer-in-clear-text", { label: null, people: [] }]]);
  const block = { code: "answer-in-clear", rule: null, text: null, statusCode: null, field: null, index: null };
  const [stopped] = issues(situation({ decision: decision({ blocks: [block] }) }));
  assert.deepEqual(stopped?.options.map(({ value }) => value), ["wait", "protect"], "where it is forbidden it cannot be accepted");
});

test("who had no part in what is answered is asked about by name", () => {
  const found = (/** @type {string} */ address, /** @type {number} */ index) => ({ condition: "SentToScope", field: "to", index, matched: address, count: 1, data: null });
  /** @type {import("../../../www/button/types.d.ts").Question} */
  const question = {
    key: "label:added:1", kind: "added-outsiders", rule: null, name: null, text: null, add: [], because: [found("lee@example.com", 0), found("kim@example.net", 1)],
  };
  const recipients = [recipient("lee@example.com"), recipient("kim@example.net")];
  const [issue] = issues(situation({ decision: decision({ questions: [question] }), recipients }));
  assert.deepEqual(issue?.title, ["issue.question-added-outsiders", { label: null, people: ["lee@example.com", "kim@example.net"] }]);
  assert.deepEqual(issue?.options.map(({ value }) => value), ["wait", "accept"]);
  const block = { code: "answer-restricted", rule: null, text: null, statusCode: null, field: "to", index: 1 };
  const [stopped] = issues(situation({ decision: decision({ blocks: [block] }), recipients }));
  assert.deepEqual([stopped?.address, stopped?.options.map(({ value }) => value)], ["kim@example.net", ["wait", "remove"]]);
});

test("a label that comes from elsewhere says from where, whatever came of it", () => {
  const because = (/** @type {string} */ condition, /** @type {string} */ field) => [{ condition, field, index: field === "label" ? null : 0, matched: "named", count: 1, data: null }];
  const reason = (/** @type {string} */ condition, /** @type {string} */ field) =>
    ({ rule: null, name: { en: "named" }, effect: /** @type {const} */ ("label"), value: "named", because: because(condition, field) });
  const view = present(situation({
    decision: decision({ label: { id: "named", source: "rule" }, reasons: [reason("AnsweredLabel", "label"), reason("AttachmentLabel", "attachments")] }), attachments: ["plan.docx"],
  }));
  assert.deepEqual(view.bar?.reasons.map(({ text }) => text[0]), ["reason.label-previous", "reason.label-attachment"]);
  assert.deepEqual(view.bar?.reasons.flatMap((one) => one.because.map(([key]) => key)), ["because.AnsweredLabel", "because.AttachmentLabel"]);
});
