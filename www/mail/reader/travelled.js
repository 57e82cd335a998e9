// @ts-check
// The bytes as they lie on the server: the proof of what others can see.

import { icon } from "../../icons/icon.js";
import { element } from "../element.js";
import { openDialog } from "../dialog.js";
import { sizeOf } from "../texts/texts.js";
import { saveFile } from "./attachments.js";

const shownBytes = 200_000;

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {import("../types.d.ts").Voice} voice
 */
export function openTravelled(bytes, voice) {
  const { say, language } = voice;
  const source = new TextDecoder("utf-8").decode(bytes.subarray(0, shownBytes));
  const copy = element("button", { type: "button", class: "button" }, icon("copy", { size: 18 }), element("span", { role: "status" }, say("app.copy")));
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(new TextDecoder("utf-8").decode(bytes));
    const word = copy.querySelector("span");
    if (word) word.textContent = say("app.copied");
  });
  const dialog = openDialog(say("travelled.title"), voice,
    element("p", {}, say("travelled.text", { size: sizeOf(bytes.length, language) })),
    element("pre", { class: "source", tabindex: 0, role: "region", "aria-label": say("travelled.label"), dir: "ltr" }, source),
    bytes.length > shownBytes ? element("p", { class: "muted" }, say("travelled.cut")) : "",
    element("div", { class: "dialog-actions" }, copy,
      element("button", { type: "button", class: "button", on: { click: () => saveFile("message.eml", "message/rfc822", bytes) } },
        icon("download", { size: 18 }), say("app.download"))));
  dialog.classList.add("wide");
}
