// @ts-check
// Rules as sentences, and two editions compared in words.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { differences } from "../../../www/pages/admin/model/differences.js";
import { actions, conditions, initialOf } from "../../../www/pages/admin/model/fields.js";
import { Names } from "../../../www/pages/admin/model/names.js";
import { automaticSentence, plain, ruleSentence } from "../../../www/pages/admin/model/sentence.js";
import { set } from "../../../www/pages/admin/model/pointer.js";
import { voiceIn } from "../../../www/pages/admin/texts/texts.js";

const builtIn = [{ id: "nl-bsn", name: "Netherlands Citizen's Service (BSN) Number" }, { id: "iban", name: "International Banking Account Number (IBAN)" }];
const bundle = {
  serial: 1,
  organisation: { id: "o", name: "Example", domains: ["example.org"] },
  labels: [{ id: "A1", name: { en: "Confidential", nl: "Vertrouwelijk" }, color: "#a8461b" }, { id: "A2", name: "Secret", color: "#b00020" }],
  templates: [{ id: "encrypt", name: { en: "Encrypt", nl: "Versleutelen" }, description: "x" }],
  wordLists: [{ id: "list", name: "Projects", words: ["x"] }],
  groups: [{ id: "board", name: { en: "the board", nl: "het bestuur" }, members: [] }],
  rules: [
    { id: "one", name: { en: "Donors", nl: "Donateurs" }, conditions: { SentToScope: "NotInOrganization", MessageContainsDataClassifications: [{ name: "nl-bsn" }] }, exceptions: { RecipientDomainIs: ["partner.example"] }, actions: { ApplyLabel: "a1", ApplyRightsProtectionTemplate: "encrypt" } },
    { id: "two", name: "Files", conditions: { AttachmentSizeOver: "10 MB" }, actions: { Warn: "Large" } },
    { id: "three", name: "Programs", conditions: {}, actions: { RejectMessageReasonText: "No." } },
  ],
};
const inEnglish = (/** @type {any} */ rule, /** @type {any} */ document = bundle) => plain(ruleSentence(rule, new Names(document, voiceIn("en"), builtIn)));
const inDutch = (/** @type {any} */ rule) => plain(ruleSentence(rule, new Names(bundle, voiceIn("nl"), builtIn)));

test("a rule is a sentence in each language", () => {
  assert.equal(inEnglish(bundle.rules[0]), "If the mail goes outside the organisation and contains a Dutch citizen service number (BSN), then label it Confidential and protect it with Encrypt, except if the mail goes to partner.example.");
  assert.equal(inDutch(bundle.rules[0]), "Als de mail naar buiten de organisatie gaat en een burgerservicenummer (BSN) bevat, dan krijgt die het label Vertrouwelijk en wordt die beveiligd met Versleutelen, behalve als de mail naar partner.example gaat.");
  assert.equal(inEnglish(bundle.rules[2]), "For every mail do not send it: “No.”");
  assert.equal(inEnglish({ actions: {} }), "For every mail nothing happens yet.");
});

test("a rule on receiving says so", () => {
  const rule = { on: "receiving", conditions: { FromScope: "InOrganization", InReplyToOurs: true }, actions: { RemoveOMEv2: true } };
  assert.equal(inEnglish(rule), "On receiving: if the mail comes from inside the organisation and answers mail of the organisation, then take its protection off.");
  assert.equal(inDutch(rule), "Bij ontvangst: als de mail van binnen de organisatie komt en op mail van de organisatie antwoordt, dan gaat de beveiliging eraf.");
  assert.equal(inEnglish({ ...rule, conditions: {} }), "On receiving: for every mail take its protection off.");
});

test("what stands out is said to", () => {
  const pieces = ruleSentence(bundle.rules[0], new Names(bundle, voiceIn("en"), builtIn));
  assert.deepEqual(pieces.filter(({ strong }) => strong).map(({ text }) => text), ["outside the organisation", "a Dutch citizen service number (BSN)", "Confidential", "Encrypt", "partner.example"]);
  assert.equal(pieces.find(({ text }) => text === "Confidential")?.color, "#a8461b");
});

test("alternatives are joined, and many are counted", () => {
  assert.equal(inEnglish({ conditions: { RecipientDomainIs: ["a.example", "b.example"] }, actions: { StopRuleProcessing: true } }), "If the mail goes to a.example or b.example, then stop there.");
  assert.equal(inEnglish({ conditions: { SubjectContainsWords: ["a", "b", "c", "d", "e", "f"] }, actions: { ApplyOME: true } }), "If the subject contains “a”, “b”, “c” or 3 more, then encrypt it.");
  assert.equal(inEnglish({ conditions: { SubjectOrBodyContainsWords: [{ wordList: "list" }, "x"], AttachmentHasExecutableContent: true, HasAttachment: false }, actions: { ApplyOME: true } }),
    "If the mail has a word of the list Projects or “x” in its subject or text, it is not so that the mail has an attachment and an attachment is a program, then encrypt it.");
});

test("sizes, numbers, partners and what is gone", () => {
  const say = (/** @type {any} */ when, /** @type {any} */ then = { ApplyOME: true }) => inEnglish({ conditions: when, actions: then });
  assert.equal(say({ MessageSizeOver: 10 * 1024 * 1024 }), "If the mail is larger than 10 MB, then encrypt it.");
  assert.equal(say({ MessageSizeOver: 1000 }), "If the mail is larger than 1000 bytes, then encrypt it.");
  assert.equal(say({ MessageContainsDataClassifications: [{ name: "International Banking Account Number (IBAN)", minCount: 3 }] }), "If the mail contains at least 3 of bank account number (IBAN), then encrypt it.");
  assert.equal(say({ BetweenMemberOf1: ["board"], BetweenMemberOf2: ["gone"] }), "If the mail is between members of the board and of something that no longer exists, then encrypt it.");
  assert.equal(say({ HeaderContainsMessageHeader: "X-Spam", HeaderContainsWords: ["yes"] }), "If the mail has “yes” in the header field X-Spam, then encrypt it.");
  assert.equal(say({ HasAttachment: true }, { SetHeaderName: "X-A", SetHeaderValue: "b" }), "If the mail has an attachment, then set the header field X-A to b.");
  assert.equal(say({ ADComparisonAttribute: "Department" }), "If the sender and a recipient have a different Department, then encrypt it.");
  assert.equal(say({ SubjectContainsWords: [] }), "If the subject contains …, then encrypt it.");
});

test("no rule, however odd, is without a sentence", () => {
  for (const language of /** @type {const} */ (["en", "nl"])) {
    const names = new Names(null, voiceIn(language));
    for (const [part, table] of /** @type {const} */ ([["conditions", conditions], ["actions", actions]])) {
      for (const entry of table) {
        for (const value of [initialOf(entry), undefined, null, 7, "x", [], [null, {}, 3, "y"], {}, true, false]) {
          const text = plain(ruleSentence({ [part]: { [entry.name]: value } }, names));
          assert.ok(text.length > 10 && !/undefined|\[object|\{|\*/.test(text), `${entry.name} ${JSON.stringify(value)}: ${text}`);
        }
      }
    }
    for (const rule of [null, undefined, {}, { conditions: [], actions: "x" }, { conditions: null }]) assert.ok(plain(ruleSentence(rule, names)).endsWith("."));
  }
});

test("a label that applies itself has a sentence too", () => {
  const names = new Names(bundle, voiceIn("en"), builtIn);
  assert.equal(plain(automaticSentence({ mode: "recommend", conditions: { HasAttachment: true } }, names)), "If the mail has an attachment, then this label is recommended.");
});

/** @param {any} after @param {"en"|"nl"} [language] */
const told = (after, language = "en") => differences(bundle, after, voiceIn(language), builtIn).map(({ text }) => text);

test("the same document differs in nothing", () => {
  assert.deepEqual(told(structuredClone(bundle)), []);
  assert.deepEqual(told({ ...bundle, serial: 2, issued: "2027-01-01T00:00:00Z" }), []);
});

test("changes of a rule are told in words", () => {
  assert.deepEqual(told(set(bundle, "/rules/0/conditions/HasAttachment", true)), ["Rule ‘Donors’ now also asks that the mail has an attachment."]);
  assert.deepEqual(told(set(bundle, "/rules/0/conditions/SentToScope", undefined)), ["Rule ‘Donors’ no longer asks that the mail goes outside the organisation."]);
  assert.deepEqual(told(set(bundle, "/rules/1/conditions/AttachmentSizeOver", "20 MB")), ["Rule ‘Files’ now asks that an attachment is larger than 20 MB (before: an attachment is larger than 10 MB)."]);
  assert.deepEqual(told(set(bundle, "/rules/0/exceptions/RecipientDomainIs", ["partner.example", "other.example"])), ["Rule ‘Donors’ now also has “other.example” under “Goes to a domain”."]);
  assert.deepEqual(told(set(bundle, "/rules/0/actions/ApplyLabel", "A2")), ["Rule ‘Donors’ now does this: label it Secret (before: label it Confidential)."]);
  assert.deepEqual(told(set(bundle, "/rules/0/actions/ApplyLabel", undefined), "nl"), ["Bij regel ‘Donateurs’ vervalt: dan krijgt die het label Vertrouwelijk."]);
  assert.deepEqual(told(set(bundle, "/rules/1/enabled", false)), ["Rule ‘Files’: “On” is now no (before: yes)."]);
});

test("new, gone and moved", () => {
  const { rules } = bundle;
  assert.deepEqual(told({ ...bundle, rules: [...rules, { id: "four", name: "More", actions: {} }] }), ["New rule ‘More’."]);
  assert.deepEqual(told({ ...bundle, rules: rules.slice(1) }), ["Rule ‘Donors’ is gone."]);
  assert.deepEqual(told({ ...bundle, rules: [rules[1], rules[2], rules[0]] }), ["Rule ‘Donors’ moved from place 1 to 3."]);
  assert.deepEqual(told({ ...bundle, labels: [bundle.labels[1], bundle.labels[0]] }), ["Label ‘Secret’ moved from place 2 to 1."]);
});

test("everything else is told, also what no form knows", () => {
  assert.deepEqual(told(set(bundle, "/labels/0/color", "#000000")), ["Label ‘Confidential’: “Colour” is now #000000 (before: #a8461b)."]);
  assert.deepEqual(told(set(bundle, "/labels/0/name/nl", "Geheim")), ["Label ‘Confidential’: “Name” changed."]);
  assert.deepEqual(told(set(bundle, "/organisation/domains", ["example.org", "example.net"])), ["Organisation: “Mail domains” now also has “example.net”."]);
  assert.deepEqual(told(set(bundle, "/wordLists/0/words", ["x", "a", "b", "c", "d", "e", "f"])), ["Word list ‘Projects’: “Words and phrases, one a line” now also has “a”, “b”, “c”, “d”, “e”, and 1 more."]);
  assert.deepEqual(told(set(bundle, "/expires", "2027-01-01T00:00:00Z")), ["Edition: “Valid until” is now 2027-01-01T00:00:00Z (before: nothing)."]);
  assert.deepEqual(told(set(bundle, "/novelty", 1)), ["Setting: “novelty” changed."]);
  assert.deepEqual(told(set(bundle, "/rules/0/conditions/Novelty", 1)), ["Rule ‘Donors’: “Novelty” changed."]);
  assert.deepEqual(told(set(bundle, "/defaultLabel", "A1")), ["Setting: “The usual label” is now Confidential (before: nothing)."]);
});

test("labels in files, of others and in header fields are told in words", () => {
  assert.deepEqual(told({ ...bundle, fileLabels: { fromMessage: "properties", toMessage: "recommend" } }), [
    "Setting: “Attached files get the mail’s label” is now In their properties (before: Not at all).",
    "Setting: “The mail gets the highest label of its files” is now It is recommended (before: No).",
  ]);
  assert.deepEqual(told({ ...bundle, fileLabels: { fromMessage: "off" } }), [], "what it means anyway");
  assert.deepEqual(told({ ...bundle, labelMappings: [{ organisation: "o2", to: "A1" }, { organisation: "o2", label: "x", to: "A2" }] }), ["Setting: “Labels of other organisations” now also has all labels of o2 as Confidential and label x of o2 as Secret."]);
  assert.deepEqual(told({ ...bundle, labelHeaders: ["msip_labels", "SIO-Label", "Sensitivity"] }), ["Setting: “The label is written as” no longer has “X-Protective-Marking”."]);
  const marked = set(bundle, "/labels/1/watermark", { text: "Secret", size: 40 });
  assert.deepEqual(told(marked), ["Label ‘Secret’: “Watermark” is now “Secret” (before: nothing)."]);
  assert.deepEqual(differences(marked, set(marked, "/labels/1/watermark", { text: "Top", size: 40, layout: "horizontal" }), voiceIn("en")).map(({ text, pointer }) => `${pointer} ${text}`), [
    "/labels/1/watermark/text Label ‘Secret’: “Watermark: Text” is now Top (before: Secret).",
    "/labels/1/watermark/layout Label ‘Secret’: “Watermark: Direction” is now straight (before: slanted).",
  ]);
  assert.deepEqual(told(set(bundle, "/labels/1/protectiveMarking", { security: "SECRET" }), "nl"), ["Label ‘Secret’: “Australische markering” is nu “SECRET” (eerst: niets)."]);
  assert.deepEqual(told(set(bundle, "/labels/1/recipients", "ask")), ["Label ‘Secret’: “Who may receive it” is now Anyone; before it goes outside, people are asked (before: Anyone)."]);
});

test("the starter differs from nothing in words of both languages", async () => {
  const starter = JSON.parse(await readFile(new URL("../../../www/pages/admin/starter.json", import.meta.url), "utf8"));
  for (const language of /** @type {const} */ (["en", "nl"])) {
    for (const { text } of [...differences({}, starter, voiceIn(language)), ...differences(starter, {}, voiceIn(language)), ...differences(null, starter, voiceIn(language))]) {
      assert.ok(!/undefined|\{\w+\}|difference\./.test(text), text);
    }
  }
});
