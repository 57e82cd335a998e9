// @ts-check
// How certain it is who wrote, in plain words; what stands behind them folds out. Green is not used: a file that came with
// the mail cannot prove whose key it holds.

import { icon } from "../../icons/icon.js";
import { element } from "../../mail/element.js";
import { evidence, fingerprintText } from "../../mail/reader/evidence.js";
import { called, plainWords } from "../../mail/texts/names.js";
import { longDate } from "../../mail/texts/texts.js";

/** @type {Record<import("../../generated/contract.js").SignatureState, [shape: string, tone: "plain"|"warning"|"danger"]>} */
const looks = {
  "valid": ["signature", "plain"], "none": ["circle-question-mark", "plain"], "invalid": ["shield-x", "danger"], "unknown-key": ["shield-question-mark", "warning"],
  "wrong-sender": ["user-x", "danger"], "not-intended-for-you": ["shield-alert", "warning"],
};

/**
 * @param {import("../types.d.ts").Opened} opened
 * @param {import("../types.d.ts").Voice} voice
 */
export function certainty({ signature, encryption, headers: { from, messageId } }, { say, language }) {
  const { state, fingerprint, keyId, signedAt, signerAddress } = signature;
  const [shape, tone] = looks[state];
  const values = { sender: called(from), address: from.address ?? plainWords(from.value), signer: plainWords(signerAddress ?? keyId ?? "") };
  const key = state === "none" ? null : fingerprint ?? keyId;
  return element("details", { class: `certainty ${tone}`, open: tone !== "plain" },
    element("summary", {}, icon(shape, { size: 18 }), element("span", { class: "grow" }, say(`signature.${state}`), element("small", {}, say(`signature.${state}-short`))), icon("chevron-down", { size: 16 })),
    element("div", { class: "certainty-text" },
      element("p", {}, say(`signature.${state}-text`, values)),
      evidence([
        [say(fingerprint ? "evidence.fingerprint" : "evidence.key-id"), key && fingerprintText(key)],
        // What a key says of itself counts for nothing where the signature does not count.
        [say("evidence.signer"), state !== "unknown-key" && state !== "invalid" && signerAddress ? plainWords(signerAddress) : null],
        [say("evidence.signed-at"), signedAt && longDate(signedAt, language)],
        [say("evidence.container"), [encryption.container, encryption.cipher].filter(Boolean).join(", ")],
        [say("evidence.message-id"), messageId && plainWords(messageId)],
      ])));
}
