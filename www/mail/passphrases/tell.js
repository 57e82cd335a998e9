// @ts-check
// A passphrase on its way to somebody: by voice, by phone, by camera. Never by mail, and that is said.

import { icon } from "../../icons/icon.js";
import { element } from "../element.js";
import { qrCode } from "../people/qr.js";
import { phoneMessage } from "./say.js";

/**
 * @param {import("../types.d.ts").Voice} voice  that has the words of this folder
 * @param {{ who: string, kept: Pick<import("./held.js").KeptPassphrase, "passphrase"|"language"> }} what
 */
export function tellingOf({ say }, { who, kept: { passphrase, language } }) {
  const message = phoneMessage(language, passphrase);
  const told = element("span", { class: "passphrase-told muted", role: "status" });
  const copy = element("button", { type: "button", class: "button", on: { click: async () => {
    await navigator.clipboard.writeText(passphrase);
    told.textContent = say("tell.copied");
  } } }, icon("copy", { size: 18 }), say("tell.copy"));
  // The number is the phone's to know: whom it goes to is chosen there (RFC 5724).
  const sms = element("a", { class: "button", href: `sms:?&body=${encodeURIComponent(message)}` }, icon("smartphone", { size: 18 }), say("tell.sms"));
  const share = typeof navigator.share === "function" && element("button", { type: "button", class: "button", on: {
    click: () => { navigator.share({ text: message }).catch(() => {}); }, // closed without sharing
  } }, icon("share-2", { size: 18 }), say("tell.share"));
  const picture = element("figure", { class: "passphrase-qr" });
  const scan = element("details", { class: "key-more", on: { toggle: async () => {
    if (!scan.open || picture.childNodes.length > 0) return;
    picture.append(await qrCode(passphrase, say("tell.qr")), element("figcaption", { class: "muted small" }, say("tell.qr-text", { who })));
  } } }, element("summary", {}, say("tell.qr")), picture);
  return element("div", { class: "passphrase-telling" },
    element("p", { class: "passphrase-words", role: "group", "aria-label": say("tell.passphrase") }, passphrase),
    element("p", { class: "notice" }, icon("info", { size: 18 }), element("span", {}, say("tell.text", { who }))),
    element("div", { class: "keys-actions" }, copy, sms, share, told),
    element("p", { class: "small muted" }, say("tell.ready"), " ", element("q", { lang: language }, message)), scan);
}
