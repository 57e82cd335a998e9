// @ts-check
// The bar over the message: what protects it, in words; why; and what is still open, with the button that settles it.

import { h } from "./dom.js";

/**
 * @typedef {import("./types.d.ts").BarView} BarView
 * @typedef {import("./types.d.ts").Issue} Issue
 * @typedef {{
 *   tell: (what: any) => string, words: import("./types.d.ts").Words, language: string,
 *   act: (action: "change"|"remove"|"bytes"|"dismiss", value?: string) => void, answer: (issue: Issue, value: string) => void,
 * }} With
 */

/** What each bar shows now: the same again leaves the DOM, the focus and what is folded open alone.
 * @type {WeakMap<HTMLElement, string>} */
const shown = new WeakMap();

/** @type {WeakMap<HTMLElement, { stage: string, line: import("./progress.js").ProgressLine }>} */
const lines = new WeakMap();

/**
 * @param {HTMLElement} place
 * @param {BarView|null} view
 * @param {With} with_
 */
export function renderBar(place, view, with_) {
  const { tell } = with_;
  // The live region stays in the document, or a screen reader would not notice its first sentence.
  const status = place.querySelector("p") ?? h("p", { role: "status", class: "sentence", part: "sentence" });
  if (!status.parentNode) place.append(status);
  const title = tell(["bar.title"]);
  place.setAttribute("aria-label", title);
  place.classList.toggle("empty", view === null);
  // Progress has a line of its own, so that moving it rebuilds nothing. The title: words of another language come after its name.
  const key = JSON.stringify([view && { ...view, progress: view.progress?.stage }, with_.language, title]);
  if (shown.get(place) === key) {
    if (view) moveProgress(place, view.progress);
    return;
  }
  shown.set(place, key);
  const focused = /** @type {ShadowRoot} */ (place.getRootNode()).activeElement?.getAttribute("data-act");
  const open = place.querySelector("details")?.open ?? false;
  place.dataset.tone = view?.tone ?? "off";
  place.style.setProperty("--label", view?.color ?? "transparent");
  /** @type {(node: Element|null|undefined) => void} */
  const refocus = (node) => { if (focused) /** @type {HTMLElement|null|undefined} */ (node)?.focus(); };
  const main = place.parentNode?.querySelector("button.main");
  if (!view) {
    lines.get(place)?.line.end();
    lines.delete(place);
    status.replaceChildren();
    place.replaceChildren(status);
    refocus(main);
    return;
  }
  const sentence = tell(view.sentence);
  if (status.textContent !== sentence) status.textContent = sentence;
  place.replaceChildren(...[head(status, view, with_), progress(place, view, with_), ...view.issues.map((one) => issue(one, with_)), recommended(view, with_), ...view.tips.map((one) => tip(one, with_)), why(view, with_, open)]
    .filter((node) => node !== null));
  moveProgress(place, view.progress);
  // What was pressed may be gone with what it settled; the focus then goes to the button, not out of the composer.
  refocus(place.querySelector(`[data-act="${CSS.escape(focused ?? "")}"]`) ?? main);
}

/** @param {HTMLElement} status @param {BarView} view @param {With} with_ */
function head(status, view, { tell, words, act }) {
  const more = view.error ? words.failure(view.error) : view.more ? tell(view.more) : null;
  const does = (/** @type {"change"|"remove"|"bytes"|"dismiss"} */ action, /** @type {string} */ text, /** @type {string|null} */ hint = null) =>
    h("button", { type: "button", class: "quiet", part: "button", "data-act": action, title: hint, "aria-label": hint, onclick: () => act(action) }, text);
  return h("div", { class: "head" },
    h("span", { class: "sign" }, words.icon(view.icon, { size: 18 })),
    h("div", { class: "say" }, status, more && h("p", { class: "more" }, more)),
    view.name && view.tone !== "failed" && h("span", { class: "template" }, tell(view.name)),
    h("div", { class: "acts" },
      view.change && does("change", tell(["bar.change"])),
      view.remove && does("remove", tell(["bar.remove"]), tell(["bar.remove-hint"])),
      (view.sentence[0] === "bar.sealed" || view.sentence[0] === "bar.sent-clear") && does("bytes", tell(["bar.show-bytes"])),
      view.tone === "failed" && does("dismiss", tell(["bar.dismiss"]))));
}

/** @param {HTMLElement} place @param {BarView} view @param {With} with_ */
function progress(place, view, { tell, words }) {
  lines.get(place)?.line.end();
  lines.delete(place);
  if (!view.progress) return null;
  const line = words.line(tell(view.sentence));
  lines.set(place, { stage: view.progress.stage, line });
  return line.node;
}

/**
 * Within a stage nothing else changes.
 * @param {HTMLElement} place
 * @param {BarView["progress"]} busy
 * @returns {boolean}  false where the bar shows something else so far
 */
export function moveProgress(place, busy) {
  const shows = lines.get(place);
  if (!busy || shows?.stage !== busy.stage) return false;
  shows.line.move(busy);
  return true;
}

/** @param {BarView} view @param {With} with_ @param {boolean} open */
function why(view, with_, open) {
  if (view.reasons.length === 0 || view.tone === "busy" || view.tone === "failed") return null;
  const { tell } = with_;
  const [first] = [...view.reasons.filter((one) => one.text[0] === "reason.rule-protect"), ...view.reasons.filter((one) => one.text[0].startsWith("reason.rule")), ...view.reasons];
  return h("details", { class: "why", part: "reasons", open },
    h("summary", {}, h("span", { class: "first" }, tell(first.text)), " ", h("span", { class: "link" }, tell(["bar.why"]))),
    h("ul", {}, ...view.reasons.map((one) => h("li", {}, tell(one.text), because(one.because, with_)))));
}

/** @param {import("./types.d.ts").Message[]} list @param {With} with_ */
function because(list, { tell }) {
  return list.length === 0 ? null : h("ul", {}, ...list.map((one) => h("li", {}, tell(one))));
}

/** @param {BarView["tips"][number]} one @param {With} with_ */
function tip(one, with_) {
  return h("div", { class: "issue tip", part: "tip" }, h("span", { class: "sign" }, with_.words.icon("info", { size: 18 })),
    h("div", { class: "say" }, h("p", { class: "more" }, with_.tell(one.text)), because(one.because, with_)));
}

/** @param {BarView} view @param {With} with_ */
function recommended({ recommended: one }, with_) {
  if (!one) return null;
  const { tell, words, act } = with_;
  return h("div", { class: "issue tip recommended", part: "tip" }, h("span", { class: "sign" }, words.icon("tag", { size: 18 })),
    h("div", { class: "say" }, h("p", { class: "more" }, tell(one.text)), because(one.because, with_)),
    h("div", { class: "acts" }, h("button", { type: "button", class: "quiet", part: "button", "data-act": "label", "--label": one.color, onclick: () => act("change", one.id) },
      h("span", { class: "dot" }), tell(["bar.use-label", { label: one.name }]))));
}

/** @param {Issue} one @param {With} with_ */
function issue(one, with_) {
  const { tell, words, answer } = with_;
  const blocked = one.kind === "block";
  return h("div", { class: `issue ${one.kind}`, part: "issue" },
    h("span", { class: "sign" }, words.icon(blocked ? "octagon-alert" : "triangle-alert", { size: 18 })),
    h("div", { class: "say" }, h("p", { class: "title" }, tell(one.title)), one.text && h("p", { class: "more" }, tell(one.text)), because(one.because, with_)),
    h("div", { class: "acts" }, ...one.options.filter((option) => !option.safe).map((option) =>
      h("button", { type: "button", class: "quiet", part: "button", "data-act": `${one.code} ${one.key ?? one.rule} ${one.address} ${option.value}`, onclick: () => answer(one, option.value) },
        option.value === "accept" && one.code === "question-warn" ? tell(["bar.accept"])
          : option.value.startsWith("label:") || /^question-(?:added-)?outsiders$/.test(one.code) ? tell(option.text) : tell([`remedy.${option.value}`])))));
}
