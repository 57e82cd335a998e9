// @ts-check
// What the organisation's rules say of a mail that stands in the host's own editor: the label, whether it would be protected,
// and what stands in its way. The words are the rules' and ours; none of the mail.

import { ruleIssues } from "../button/issues.js";
import { say } from "../button/say.js";
import { speak } from "../button/words.js";
import { labelOf } from "./editor-state.js";
import { wordsIn } from "./words.js";

/**
 * @param {import("./types.d.ts").VaultSession} session
 * @param {import("../embed/protocol.d.ts").HostDraft} given
 * @param {import("../mail/types.d.ts").Voice} voice
 * @param {boolean} [fields]  whether the host is about to send it, and wants what belongs into its header
 * @returns {Promise<import("../embed/protocol.d.ts").Outlook>}
 */
export async function outlook(session, given, voice, fields = false) {
  const { language } = voice;
  const { engine, bundle } = session;
  if (!bundle) return { label: null, protected: false, issues: [] };
  const [, words] = await Promise.all([engine.ready(), speak(language)]);
  /** @type {import("../generated/contract.js").Draft} */
  const draft = {
    from: given.from, to: given.to, cc: given.cc, bcc: given.bcc, subject: given.subject, text: given.text, html: given.html,
    attachments: given.attachments.map(({ name, type, size }) => ({ name, type, size, contentId: null })),
    label: null, protection: null, answers: { acknowledged: [] }, inReplyTo: null, references: [],
    language, date: new Date().toISOString(), messageId: `${crypto.randomUUID()}@${session.account.address.split("@")[1]}`,
  };
  const decision = engine.decide(draft);
  const situation = /** @type {any} */ ({ decision, bundle, choice: { answers: draft.answers, label: null, protection: null }, recipients: [
    .../** @type {const} */ (["to", "cc", "bcc"]).flatMap((field) => draft[field].map((address) => ({ field, address, state: "looking" }))),
  ] });
  const text = (/** @type {any} */ what) => say(words.texts, what, language);
  const found = ruleIssues(situation).filter(({ early }) => early);
  return {
    ...fields && decision.label && !decision.protection && decision.blocks.length === 0 ? { fields: await labelFields(engine, draft) } : {},
    label: labelOf(decision.label?.id ?? null, bundle, language), protected: decision.protection !== null,
    issues: [
      ...found.map(({ kind, code, title }) => ({ code, severity: /** @type {"block"|"ask"} */ (kind === "block" ? "block" : "ask"), text: text(title) })),
      // Files that stand with the host cannot be read here: the rules have not seen what is in them.
      ...bundle.looksIntoAttachments && draft.attachments.length > 0 ? [{ code: "attachments-unread", severity: /** @type {const} */ ("ask"), text: wordsIn(voice)("outlook.attachments") }] : [],
      ...decision.tips.map((tip) => ({ code: "tip", severity: /** @type {const} */ ("tip"), text: text(tip.text ?? tip.name) })),
    ],
  };
}

const labelled = /^(?:msip_labels|SIO-Label|Sensitivity|X-Protective-Marking|Zegel-Justification)$/i;

/**
 * What a mail gets into its header with its label, taken from one that is made as if it were sent: there the fields come about.
 * @param {import("./types.d.ts").VaultSession["engine"]} engine
 * @param {import("../generated/contract.js").Draft} draft
 * @returns {Promise<{ name: string, value: string }[]>} unfolded
 */
async function labelFields(engine, draft) {
  const { messages: [{ bytes }] } = await engine.seal({ ...draft, attachments: [] }, { contents: [], certificates: [] });
  const [head] = new TextDecoder("latin1").decode(bytes).split("\r\n\r\n", 1);
  return head.replace(/\r\n(?=[ \t])/g, "").split("\r\n").map((line) => ({ name: line.slice(0, line.indexOf(":")), value: line.slice(line.indexOf(":") + 1).trim() }))
    .filter(({ name }) => labelled.test(name));
}
