// @ts-check
// How it stands with somebody's key, in sentences.

import { reasonText } from "../../texts/error-text.js";
import en from "./texts/en.js";
import nl from "./texts/nl.js";

/**
 * @typedef {import("../../keys/standings.js").Answer} Answer
 * @typedef {import("../../button/types.d.ts").RecipientState} RecipientState
 */

/** Each state by its sign; a word stands beside it always. @type {Record<RecipientState, string>} */
export const signs = {
  looking: "loader-circle", verified: "badge-check", known: "check", new: "star", changed: "triangle-alert", expired: "alarm-clock",
  revoked: "shield-off", unusable: "shield-x", none: "ban", passphrase: "rectangle-ellipsis", unreachable: "wifi-off", malformed: "circle-alert",
};

/** @param {string} language */
export function peopleWords(language) {
  const texts = language.startsWith("nl") ? nl : en;
  /** @param {string} key @param {Record<string, string|null|undefined>} [values] */
  const tell = (key, values = {}) => texts[key].replace(/\{(\w+)\}/g, (_, /** @type {string} */ name) => values[name] ?? "");
  const list = new Intl.ListFormat(language, { type: "conjunction" });
  const day = new Intl.DateTimeFormat(language, { dateStyle: "medium" });
  /** @param {string} source @param {string} address @param {string} [host] */
  const place = (source, address, host) => tell(`place.${source}`, { domain: address.slice(address.lastIndexOf("@") + 1), host: host || "keys.openpgp.org" });

  return {
    tell,
    day: (/** @type {string} */ iso) => day.format(new Date(iso)),
    state: (/** @type {RecipientState} */ state) => tell(`state.${state}`),
    /** Where the certificate was found. @param {Answer} answer @param {string} address */
    places: ({ standing, candidates }, address) =>
      list.format(standing.sources.map((source) => place(source, address, candidates.find((one) => one.source === source)?.host))),
    /**
     * What a state means, and what to do.
     * @param {RecipientState} state
     * @param {Answer|null} answer
     * @param {{ address: string, organisation: string, asked: readonly string[], passphrases?: "offered"|"organisation"|"branding"|null, since?: string|null }} about
     *   `passphrases`: whether one may be given, or who says no; `since`: when the one there is was told
     */
    text(state, answer, { address, organisation, asked, passphrases = null, since = null }) {
      const standing = answer?.standing;
      const silent = [...new Set((answer?.troubles ?? []).map(({ source }) => place(source, address)))];
      const kind = state === "verified" ? `verified-${standing?.vouched ?? "person"}`
        : state === "known" && standing?.vouched === "previous-key" ? "known-previous-key"
          : state === "changed" && standing?.previousVerified ? "changed-verified"
            : state === "none" && passphrases ? `none-${passphrases}`
              : state === "passphrase" && since ? "passphrase-since" : state;
      return tell(`text.${kind}`, {
        address, organisation, date: since ? day.format(new Date(since)) : standing?.certificate?.expires && day.format(new Date(standing.certificate.expires)),
        reason: reasonText(standing?.reason, language),
        places: list.format(state === "unreachable" ? silent : asked.map((source) => place(source, address))),
      });
    },
    /** Whom a look-up tells. @param {import("../../keys/sources/types.js").Disclosure[]} disclosures */
    disclosure(disclosures) {
      const places = disclosures.filter(({ learns }) => learns === "address").map(({ host, throughOwnServer }) =>
        (host ? tell(throughOwnServer ? "disclosure.through" : "disclosure.direct", { host }) : tell("disclosure.own")));
      return tell("disclosure.text", { places: list.format([...new Set(places)]) });
    },
  };
}
