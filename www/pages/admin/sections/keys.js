// @ts-check
// Keys: what the organisation says of them, its Web Key Directory, and the key server.

import { keysSentence } from "../model/keys-sentence.js";
import { h, sign } from "../view/dom.js";
import { form } from "../view/form.js";
import { sentence } from "../view/sentence.js";
import { directoryPart } from "./keys-directory.js";
import { keyserverPart } from "./keys-upload.js";
import { heading, strangeFields } from "./parts.js";

/** @typedef {import("../page.js").Page} Page */

/** @param {Page} page */
export function keysView(page) {
  const { say } = page.voice;
  const part = (/** @type {string} */ name, /** @type {string[]} */ only) => h("section", { class: "block", key: name },
    h("h2", null, say(`keys.${name}`)), h("div", { class: "card" }, form(page, "keys", "/keys", { only })));
  return [
    heading(say("section.keys"), say("keys.lead"), h("button", { type: "button", class: "button", on: { click: () => document.getElementById("directory")?.scrollIntoView({ block: "start" }) } }, sign("book-open", { size: 16 }), say("keys.directory"))),
    h("p", { class: "sentence large" }, sentence(keysSentence(page.document?.keys, page.voice))),
    strangeFields(page, "/keys"),
    part("made", ["kind", "postQuantum", "validDays"]),
    part("kept", ["lock", "unlockedMinutes"]),
    part("found", ["sources", "keyring", "trusted"]),
    directoryPart(page),
    keyserverPart(page),
  ];
}
