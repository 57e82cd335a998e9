// @ts-check
// Passphrases: what holds for recipients who have no certificate.

import { passphraseSentence } from "../model/passphrase-sentence.js";
import { h } from "../view/dom.js";
import { form } from "../view/form.js";
import { sentence } from "../view/sentence.js";
import { heading, strangeFields } from "./parts.js";

/** @typedef {import("../page.js").Page} Page */

/** @param {Page} page */
export function passphraseView(page) {
  const { say } = page.voice;
  const wishes = page.document?.passphrase;
  const refused = wishes?.allowed === false;
  const part = (/** @type {string} */ name, /** @type {string[]} */ only) => h("section", { class: "block", key: name },
    h("h2", null, say(`passphrase.${name}`)), h("div", { class: "card" }, form(page, "passphrase", "/passphrase", { only })));
  return [
    heading(say("section.passphrase"), say("passphrase.lead")),
    h("p", { class: "sentence large" }, sentence(passphraseSentence(wishes, page.voice))),
    strangeFields(page, "/passphrase"),
    h("div", { class: "card", key: "allowed" }, form(page, "passphrase", "/passphrase", { only: ["allowed"] })),
    !refused && [
      part("phrase", ["words", "minimumBits", "hint"]),
      part("strength", ["reach"]),
      part("way", ["attach", "reader", "strict"]),
    ],
  ];
}
