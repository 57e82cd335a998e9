// @ts-check
// The own key: what it is, whether others find it.

import { icon } from "../../../icons/icon.js";
import { errorText } from "../../../texts/error-text.js";
import { element } from "../element.js";
import { evidence, fingerprintText } from "../reader/evidence.js";
import { longDate } from "../texts/texts.js";

/**
 * @param {import("../types.d.ts").Session} session
 * @param {import("../types.d.ts").Voice} voice
 */
export function openKeyDialog(session, voice) {
  const { say, language } = voice;
  const { ownKey, account: { address } } = session;
  const published = element("div", { class: "key-published" });
  const show = () => {
    const key = { this: "key.published-yes", other: "key.published-other", none: "key.published-no" }[session.published];
    published.replaceChildren(element("p", {}, icon(session.published === "this" ? "circle-check" : "triangle-alert"), say(key, { address })));
    if (session.published === "this") return;
    const publish = async () => {
      try {
        await session.publish();
        show();
      } catch (error) {
        published.append(element("p", { class: "notice danger", role: "alert" }, errorText(error, language)));
      }
    };
    published.append(element("button", { type: "button", class: "button", on: { click: publish } }, say("key.publish")));
  };
  show();
  openDialog(say("key.title"), voice,
    element("p", {}, say("key.text")),
    evidence([
      [say("evidence.fingerprint"), fingerprintText(ownKey.fingerprint)],
      [say("evidence.created"), longDate(ownKey.created, language)],
      [say("evidence.expires"), ownKey.expires ? longDate(ownKey.expires, language) : say("evidence.never")],
    ]),
    published);
}

/**
 * A modal dialog that is gone when it is closed.
 * @param {string} title
 * @param {import("../types.d.ts").Voice} voice
 * @param {...(Node|string)} content
 * @returns {HTMLDialogElement}
 */
export function openDialog(title, { say }, ...content) {
  const close = element("button", { type: "button", class: "icon-button", "aria-label": say("app.close") }, icon("x"));
  const heading = element("h2", { id: "dialog-title" }, title);
  const dialog = element("dialog", { class: "dialog", "aria-labelledby": "dialog-title" },
    element("div", { class: "dialog-head" }, heading, close), element("div", { class: "dialog-body" }, ...content));
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", ({ target }) => {
    if (target === dialog) dialog.close();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
