// @ts-check
// In the list: the label that stands outside, a claim of whoever wrote the mail, and what stands in the place of a hidden subject.
// The lock is Roundcube's own.

import { element, say } from "./words.js";

/** @typedef {{ zegel_subject?: boolean, zegel_label?: { name: string, color: string|null } }} Flags */

export function markList() {
  rcmail.addEventListener("insertrow", ({ uid, row }) => {
    const flags = /** @type {Flags|undefined} */ (rcmail.env.messages?.[uid]?.flags);
    const subject = row?.obj?.querySelector?.(".subject a, td.subject a");
    if (!flags || !(subject instanceof HTMLElement) || subject.querySelector(".zegel-mark")) return;
    if (flags.zegel_label) subject.prepend(chip(flags.zegel_label));
    if (flags.zegel_subject) hideDots(subject);
  });
}

/** @param {{ name: string, color: string|null }} label */
function chip({ name, color }) {
  const made = element("span", { class: "zegel-mark zegel-chip", title: `${say("label")}: ${name}` }, name);
  // Set by script: a style in the markup would need a policy that allows it.
  if (color) made.style.setProperty("--zegel-label", color);
  return made;
}

/** "[...]" is what protected header fields leave outside; people need not know. @param {HTMLElement} subject */
export function hideDots(subject) {
  const texts = document.createTreeWalker(subject, NodeFilter.SHOW_TEXT);
  let dots = texts.nextNode();
  while (dots && dots.textContent?.trim() !== "[...]") dots = texts.nextNode();
  if (!dots) return;
  dots.parentNode?.replaceChild(element("span", { class: "zegel-subject" }, say("subjectprotected")), dots);
  subject.title = say("subjecthint");
}
