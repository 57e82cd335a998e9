// @ts-check
// Comparing a key with its owner: the code that both see, and the own key for a program that scans it.

import { h } from "../../button/dom.js";
import { icon } from "../../icons/icon.js";
import { comparisonCode, fingerprintUri } from "../../keys/comparison.js";
import { errorText } from "../../texts/error-text.js";
import { qrCode } from "./qr.js";
import { peopleWords } from "./words.js";

/**
 * @param {{ who: string, address: string, fingerprint: string, ownFingerprint: string, language: string,
 *   standings: import("../../keys/standings.js").Standings, near?: HTMLElement }} about  `near`: what to put the dialog beside
 * @returns {Promise<void>} when it is closed
 */
export async function openCompare({ who, address, fingerprint, ownFingerprint, language, standings, near = document.body }) {
  const { tell, day } = peopleWords(language);
  const [code, picture, remembered] = await Promise.all([
    comparisonCode(ownFingerprint, fingerprint), qrCode(fingerprintUri(ownFingerprint), tell("compare.qr")), standings.people.of(address)]);
  const known = remembered.find((one) => one.fingerprint === fingerprint)?.verified ?? null;
  const outcome = h("p", { class: "compare-outcome", role: "status", tabindex: "-1" });
  const close = h("button", { type: "button", class: "icon-button", "aria-label": language.startsWith("nl") ? "Sluiten" : "Close", onclick: () => dialog.close() }, icon("x"));
  const say = (/** @type {string} */ sign, /** @type {string} */ text) => outcome.replaceChildren(icon(sign), h("span", {}, text));
  const end = (/** @type {string} */ key, /** @type {string} */ sign) => {
    say(sign, tell(key));
    acts.remove();
    outcome.focus();
  };
  const act = (/** @type {string} */ key, /** @type {string} */ kind, /** @type {() => Promise<void>} */ does) =>
    h("button", { type: "button", class: `button ${kind}`, onclick: () => does().catch((error) => say("circle-alert", errorText(error, language))) }, tell(key));
  const acts = h("div", { class: "compare-acts" },
    act("compare.same", "primary", async () => { await standings.verify(address, fingerprint, "code"); end("compare.done", "badge-check"); }),
    act("compare.other", "", async () => { await standings.reject(address, fingerprint); end("compare.differ", "triangle-alert"); }),
    known && act("compare.undo", "", async () => { await standings.unverify(address, fingerprint); dialog.close(); }));
  const dialog = h("dialog", { class: "dialog compare", "aria-labelledby": "compare-title" },
    h("div", { class: "dialog-head" }, h("h2", { id: "compare-title" }, tell("compare.title", { who })), close),
    h("div", { class: "dialog-body" },
      h("p", {}, tell("compare.text", { who })),
      known && h("p", { class: "muted" }, tell("compare.since", { date: day(known.at) })),
      h("p", { class: "compare-code", role: "group", "aria-label": tell("compare.code") }, ...code.split(" ").map((group) => h("span", {}, group))),
      outcome, acts,
      h("details", { class: "compare-more" }, h("summary", {}, tell("evidence.fingerprint")),
        h("dl", {},
          h("dt", {}, tell("compare.theirs")), h("dd", { class: "mono" }, grouped(fingerprint)),
          h("dt", {}, tell("compare.yours")), h("dd", { class: "mono" }, grouped(ownFingerprint))),
        h("figure", { class: "compare-qr" }, picture, h("figcaption", {}, tell("compare.qr"))))));
  near.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => { dialog.remove(); resolve(); });
  });
}

/** @param {string} fingerprint */
function grouped(fingerprint) {
  return (fingerprint.match(/.{1,4}/g) ?? []).join(" ").toUpperCase();
}
