// @ts-check
// Three ways for an encrypted answer to reach a mail program: a file, a link, or the device's own sharing.

import { icon } from "../../icons/icon.js";
import { element } from "../../mail/element.js";
import { saveFile } from "../../mail/reader/attachments.js";

/** Longer addresses some mail programs and systems cut. */
const longestLink = 1800;

/**
 * @param {HTMLElement} place
 * @param {import("./shell.js").Shell} shell
 * @param {{ armored: Uint8Array<ArrayBuffer>, address: string, name: string, onHanded: () => void, onAgain: () => void, onDone: () => void }} answer
 */
export function showHanding(place, shell, { armored, address, name, onHanded, onAgain, onDone }) {
  const { say } = shell.voice;
  const link = mailtoLink(address, new TextDecoder().decode(armored));
  const done = element("p", { class: "done", role: "status" });
  const save = () => { saveFile("answer.asc", "application/octet-stream", armored); onHanded(); done.replaceChildren(icon("check", { size: 18 }), say("hand.saved")); };
  const shared = sharable(armored);
  const way = (/** @type {string} */ key, /** @type {HTMLElement|null} */ act, /** @type {string} */ text) => element("li", {}, act, element("p", { class: "muted small", id: `way-${key}` }, text));
  const button = (/** @type {string} */ key, /** @type {string} */ shape, /** @type {() => void} */ act) => element("button", {
    type: "button", class: `button${key === "save" ? " primary" : ""}`, "aria-describedby": `way-${key}`, on: { click: act } }, icon(shape, { size: 18 }), say(`hand.${key}`));
  const title = element("h2", { tabindex: -1 }, say("hand.title"));
  place.replaceChildren(title, element("p", {}, say("hand.text", { name, address })),
    element("ul", { class: "ways" },
      way("save", button("save", "download", save), say("hand.save-text", { address })),
      link ? way("mail", element("a", { class: "button", href: link, "aria-describedby": "way-mail", on: { click: onHanded } }, icon("mail", { size: 18 }), say("hand.mail")), say("hand.mail-text"))
        : way("mail", element("button", { type: "button", class: "button", "aria-disabled": "true", "aria-describedby": "way-mail" }, icon("mail", { size: 18 }), say("hand.mail")), say("hand.mail-long")),
      shared ? way("share", button("share", "external-link", () => void navigator.share({ files: [shared] }).then(onHanded, () => {})), say("hand.share-text")) : null),
    done,
    element("div", { class: "reply-acts" },
      element("button", { type: "button", class: "button quiet", on: { click: onAgain } }, say("hand.again")),
      element("button", { type: "button", class: "button quiet", on: { click: onDone } }, say("hand.done"))));
  title.focus({ preventScroll: true });
}

/** @param {string} address @param {string} armored @returns {string|null} nothing where it would be too long */
export function mailtoLink(address, armored) {
  const lines = armored.trim().split(/\r?\n/).map(encodeURIComponent).join("%0D%0A");
  const link = `mailto:${encodeURIComponent(address).replace(/%40/g, "@")}?subject=...&body=${lines}`;
  return link.length <= longestLink ? link : null;
}

/** The answer as a file that this device can hand to another program. @param {Uint8Array<ArrayBuffer>} armored */
function sharable(armored) {
  // Some browsers share only kinds of files they know by name.
  const files = ["answer.asc", "answer.asc.txt"].map((name) => new File([armored], name, { type: "text/plain" }));
  return navigator.canShare ? files.find((file) => navigator.canShare({ files: [file] })) : undefined;
}
