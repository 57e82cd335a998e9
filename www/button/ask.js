// @ts-check
// One panel for everything that is open when the person wants to send. Each issue has its answers, the safe one is
// chosen beforehand; Enter confirms.

import { h } from "./dom.js";
import { dressDialogs } from "./looks-dialogs.js";
import { say } from "./say.js";

/**
 * @typedef {import("./types.d.ts").Issue} Issue
 * @typedef {{ issue: Issue, value: string, text: string }} Answer
 */

/**
 * @param {{ root: ShadowRoot, issues: Issue[], words: import("./types.d.ts").Words, language: string }} opening
 * @returns {Promise<Answer[]|null>}  null: the person wants to go on writing
 */
export function ask({ root, issues, words, language }) {
  const tell = (/** @type {any} */ what) => say(words.texts, what, language);
  const submit = h("button", { type: "submit", class: "primary" });
  const form = h("form", { method: "dialog", ".noValidate": true },
    h("h2", { id: "ask-title" }, words.icon("shield-alert", { size: 22 }), tell(["ask.title"])),
    h("div", { class: "issues" }, ...issues.map((one, index) => field(one, index, { tell, words }))),
    h("div", { class: "foot" }, submit));
  const dialog = h("dialog", { class: "ask", part: "dialog", "aria-labelledby": "ask-title" }, form);

  const chosen = () => issues.map((issue, index) => {
    const data = new FormData(form);
    const [value, text] = [`issue-${index}`, `words-${index}`].map((name) => String(data.get(name) ?? ""));
    return /** @type {Answer} */ ({ issue, value: value || "wait", text: text.trim() });
  });
  // A reason of no words is none.
  const unready = () => chosen().some(({ issue, value, text }) =>
    value === "wait" || (text === "" && issue.options.some((option) => option.value === value && option.explained)));
  const update = () => { submit.textContent = tell([unready() ? "ask.back" : "ask.send"]); };
  form.addEventListener("input", (event) => {
    // Whoever writes a reason means to give it.
    if (event.target instanceof HTMLTextAreaElement) {
      const option = /** @type {HTMLInputElement|null|undefined} */ (event.target.closest(".explained")?.querySelector("input"));
      if (option) option.checked = true;
    }
    update();
  });
  update();

  dressDialogs(root);
  root.append(dialog);
  dialog.showModal();
  /** @type {HTMLElement|null} */ (form.querySelector("input:checked"))?.focus();
  return new Promise((resolve) => {
    form.addEventListener("submit", () => { resolve(unready() ? null : chosen()); });
    dialog.addEventListener("close", () => { resolve(null); dialog.remove(); });
  });
}

/** @param {Issue} issue @param {number} index @param {{ tell: (what: any) => string, words: import("./types.d.ts").Words }} with_ */
function field(issue, index, { tell, words }) {
  return h("fieldset", { class: issue.kind },
    h("legend", {}, words.icon(issue.kind === "block" ? "octagon-alert" : "triangle-alert", { size: 18 }), h("span", {}, tell(issue.title))),
    issue.text && h("p", {}, tell(issue.text)),
    ...issue.options.map((option) => h("div", { class: option.explained ? "explained" : "" },
      h("label", { class: "option", "--label": option.color },
        h("input", { type: "radio", name: `issue-${index}`, value: option.value, ".checked": option.safe }),
        option.color && h("span", { class: "dot" }), h("span", {}, tell(option.text))),
      option.explained && h("textarea", {
        name: `words-${index}`, rows: 2, maxlength: 1000, "aria-label": tell(option.text), placeholder: tell(["ask.explain-hint"]), spellcheck: "false",
      }))));
}
