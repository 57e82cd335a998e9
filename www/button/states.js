// @ts-check
// What the button and its bar show, as a pure function: no DOM, no language, no clock. A sentence is named by its key in
// texts/ with what completes it, so that a test can say what must be told without saying how.

import { grounds, outsideOf } from "./because.js";
import { recipientIssues, ruleIssues } from "./issues.js";

/**
 * @typedef {import("./types.d.ts").Situation} Situation
 * @typedef {import("./types.d.ts").View} View
 * @typedef {import("./types.d.ts").Issue} Issue
 * @typedef {import("./types.d.ts").Message} Message
 * @typedef {import("./types.d.ts").LabelView} LabelView
 * @typedef {import("./types.d.ts").Recipient} Recipient
 */

/**
 * @param {Situation} situation
 * @returns {View}
 */
export function present(situation) {
  return { button: button(situation), bar: bar(situation), label: label(situation) };
}

/**
 * Everything that stands between the draft and sending, the worst first.
 * @param {Situation} situation
 * @returns {Issue[]}
 */
export function issues(situation) {
  return [...recipientIssues(situation), ...ruleIssues(situation)]
    .sort((a, b) => Number(b.kind === "block") - Number(a.kind === "block"));
}

/**
 * Whether what was sealed is what the decision shown says of it.
 * @param {import("./types.d.ts").Decision|null} shown
 * @param {Pick<import("./types.d.ts").Outgoing, "protected"|"template"|"label">} sealed
 */
export function agrees(shown, sealed) {
  if (!shown) return false;
  const template = shown.protection?.template ?? null;
  return sealed.protected === (template !== null) && sealed.template === template && sealed.label === (shown.label?.id ?? null);
}

/**
 * Whether two drafts say the same to the same people, whenever they are sent.
 * @param {import("./types.d.ts").Draft} one
 * @param {import("./types.d.ts").Draft} other
 */
export function sameDraft(one, other) {
  const said = (/** @type {import("./types.d.ts").Draft} */ { date: _, messageId: __, ...draft }) =>
    JSON.stringify(Object.entries(draft).sort(([a], [b]) => (a < b ? -1 : 1)));
  return said(one) === said(other);
}

/**
 * What a press on the button itself chooses: "none" where protection is on by choice, otherwise the widest template that
 * these recipients allow. Null where a press can only open the menu.
 * @param {Situation} situation
 * @returns {string|null}
 */
export function pressed(situation) {
  const current = situation.decision?.protection ?? null;
  if (current) return current.source === "chosen" ? "none" : null;
  const { bundle, recipients } = situation;
  const offered = bundle?.templates.filter((one) => one.recipients !== "insiders" || !recipients.some(({ address }) => outsideOf(bundle, address)));
  return (offered?.find((one) => !one.doNotForward && one.recipients !== "insiders") ?? offered?.[0])?.id ?? null;
}

/** @param {Situation} situation @returns {View["button"]} */
function button(situation) {
  const on = Boolean(situation.decision?.protection);
  return {
    on, disabled: situation.busy !== null || !situation.bundle, icon: on ? "lock" : "lock-open",
    text: [on ? "button.on" : "button.off"],
    hint: [!situation.bundle ? "button.no-bundle" : on ? "button.hint-on" : "button.hint-off"],
    toggles: pressed(situation) !== null,
  };
}

/** @param {Situation} situation @returns {View["label"]} */
function label({ bundle, decision }) {
  if (!bundle || bundle.labels.length === 0) return null;
  const current = bundle.labels.find((one) => one.id === decision?.label?.id) ?? null;
  return {
    current, path: current ? pathOf(bundle.labels, current) : [], source: decision?.label?.source ?? null,
    needed: !current && Boolean(decision?.blocks.some((block) => block.code === "label-required")),
  };
}

/**
 * "Confidential \ All Employees": a sub-label says little without its parent.
 * @param {LabelView[]} labels
 * @param {LabelView} label
 */
function pathOf(labels, label) {
  const path = [label.name];
  for (let parent = label.parent; parent !== null && path.length < 8;) {
    const above = labels.find((one) => one.id === parent);
    if (!above) break;
    // Bundles may write the parent into the name already.
    if (!path[0].en.startsWith(`${above.name.en} \\ `)) path.unshift(above.name);
    parent = above.parent;
  }
  return path;
}

/** @param {Situation} situation @returns {View["bar"]} */
function bar(situation) {
  const { bundle, decision, busy, error, sealed } = situation;
  const current = bundle?.labels.find((one) => one.id === decision?.label?.id) ?? null;
  const template = bundle?.templates.find((one) => one.id === decision?.protection?.template) ?? null;
  const open = issues(situation).filter((one) => one.early);
  const reasons = (decision?.reasons ?? []).map((reason) => ({ text: reasonText(situation, reason), because: grounds(situation, reason.because) }));
  const protection = decision?.protection ?? null;
  const base = {
    more: /** @type {Message|null} */ (null), name: template?.name ?? null, color: current?.color ?? null,
    label: current?.name ?? null, progress: busy, reasons, issues: open, error, ...advice(situation),
    change: protection !== null && !busy && !sealed, remove: protection?.source === "chosen" && !busy && !sealed,
  };
  if (busy) return { ...base, tone: "busy", icon: "loader-circle", sentence: [`busy.${busy.stage}`] };
  if (sealed === "clear") return { ...base, tone: "off", icon: "lock-open", sentence: ["bar.sent-clear"], issues: [] };
  if (sealed) return { ...base, tone: "on", icon: "lock", sentence: ["bar.sealed"], issues: [] };
  if (error) return { ...base, tone: "failed", icon: "octagon-alert", sentence: ["bar.failed"] };
  if (protection) {
    const tone = tones(open, "on");
    return { ...base, tone, icon: "lock", sentence: whoCanOpen(situation), more: limits(template, situation) };
  }
  const quiet = open.length === 0 && reasons.length === 0 && base.tips.length === 0 && !base.recommended && situation.choice.protection !== "none";
  return quiet ? null : { ...base, tone: tones(open, "off"), icon: "lock-open", sentence: ["bar.off"] };
}

/** What the person should know, and need not answer. @param {Situation} situation */
function advice(situation) {
  const { bundle, decision, busy, sealed } = situation;
  const label = bundle?.labels.find((one) => one.id === decision?.recommended?.id);
  if (busy || sealed || !decision) return { tips: [], recommended: null };
  return {
    tips: decision.tips.map(({ text, because }) => ({ text, because: grounds(situation, because) })),
    recommended: label && decision.recommended ? {
      id: label.id, name: label.name, color: label.color, because: grounds(situation, decision.recommended.because),
      text: decision.recommended.tip ?? /** @type {Message} */ (["bar.recommended", { label: label.name }]),
    } : null,
  };
}

/** @param {Issue[]} open @param {"on"|"off"} calm */
function tones(open, calm) {
  if (open.some((one) => one.kind === "block")) return /** @type {const} */ ("blocked");
  return open.length > 0 ? /** @type {const} */ ("warning") : calm;
}

/**
 * Names the people, not the technique. Bcc recipients count too: the writer knows of them.
 * @param {Situation} situation
 * @returns {Message}
 */
function whoCanOpen({ recipients }) {
  // Who has no key yet cannot; saying otherwise would be untrue until the block is settled.
  const named = (/** @type {string[]} */ ...states) => [...new Map(recipients.filter(({ state }) => states.includes(state))
    .map((one) => [one.address.toLowerCase(), one.name || one.address])).values()];
  const [people, phrases] = [named("verified", "known", "new", "looking"), named("passphrase")];
  if (phrases.length > 0) return ["bar.opens", { people, phrases }];
  return people.length === 0 ? ["bar.on"] : ["bar.only", { people }];
}

/**
 * @param {import("./types.d.ts").TemplateView|null} template
 * @param {Situation} situation
 * @returns {Message|null}
 */
function limits(template, { bundle }) {
  if (template?.doNotForward) return ["bar.do-not-forward"];
  if (template?.recipients === "insiders") return ["bar.insiders", { organisation: bundle?.organisation.name }];
  return null;
}

/**
 * @param {Situation} situation
 * @param {import("./types.d.ts").Reason} reason
 * @returns {Message}
 */
function reasonText({ bundle, decision }, reason) {
  const named = reason.effect === "protect"
    ? bundle?.templates.find((one) => one.id === reason.value)?.name
    : bundle?.labels.find((one) => one.id === reason.value)?.name ?? reason.value;
  if (reason.rule !== null) return [`reason.rule-${reason.effect}`, { value: named ?? null, rule: reason.name }];
  const source = reason.effect === "protect" ? decision?.protection?.source
    : { AnsweredLabel: "previous", AttachmentLabel: "attachment" }[reason.because[0]?.condition] ?? decision?.label?.source;
  return [`reason.${reason.effect}-${source ?? "rule"}`, { value: named ?? null, label: reason.name }];
}
