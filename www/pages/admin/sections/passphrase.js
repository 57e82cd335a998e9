// @ts-check
// Passphrases: what holds for recipients who have no certificate.

import { passphraseSentence } from "../model/passphrase-sentence.js";
import { h, sign } from "../view/dom.js";
import { form } from "../view/form.js";
import { sentence } from "../view/sentence.js";
import { heading, strangeFields } from "./parts.js";

/** @typedef {import("../page.js").Page} Page */

/** @param {Page} page */
export function passphraseView(page) {
  const { say } = page.voice;
  const wishes = page.document?.passphrase;
  const refused = wishes?.allowed === false;
  const byLink = ["link", "link-and-html"].includes(wishes?.attach) && !wishes?.reader;
  const part = (/** @type {string} */ name, /** @type {string[]} */ only, /** @type {any} */ more = null) => h("section", { class: "block", key: name },
    h("h2", null, say(`passphrase.${name}`)), h("div", { class: "card" }, form(page, "passphrase", "/passphrase", { only }), more));
  return [
    heading(say("section.passphrase"), say("passphrase.lead")),
    h("p", { class: "sentence large" }, sentence(passphraseSentence(wishes, page.voice))),
    strangeFields(page, "/passphrase"),
    h("div", { class: "card", key: "allowed" }, form(page, "passphrase", "/passphrase", { only: ["allowed"] })),
    !refused && [
      part("phrase", ["words", "minimumBits", "hint"]),
      part("strength", ["reach"]),
      part("way", ["attach", "reader"], byLink && h("p", { class: "notice warning", key: "no-reader" }, sign("triangle-alert", { size: 18 }), h("span", null, say("passphrase.no-reader")))),
      part("refusing", ["strict"]),
    ],
  ];
}
