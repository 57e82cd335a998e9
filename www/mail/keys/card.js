// @ts-check
// One key: whose, until when, whether others find it; and behind "More" what is done with it once in years.

import { icon } from "../../icons/icon.js";
import { element } from "../element.js";
import { evidence, fingerprintText } from "../reader/evidence.js";
import { listing } from "../texts/texts.js";
import { exportKey, removeKey, renewKey, revokeKey, saveRevocation } from "./key-work.js";
import { tendKeys } from "./own.js";
import { day } from "./say.js";

/** @type {Record<import("./own.js").KeyState, string>} */
const shapes = {
  "in-use": "key-round", "spare": "key-round", "older": "archive", "expired": "clock", "revoked": "ban", "unusable": "ban", "other-address": "at-sign",
};

/**
 * @param {import("../types.d.ts").KeyHolder} session
 * @param {import("../types.d.ts").Voice} voice
 * @param {import("./own.js").KeyHere} one
 * @param {import("./own.js").Standing} all
 * @param {(work: () => Promise<string|null|false>) => () => void} doing
 */
export function keyCard(session, voice, one, all, doing) {
  const { say, language } = voice;
  const { key, view, state, published } = one;
  const { address } = session.account;
  const print = key.fingerprint;
  const kinds = [view?.version === 6 && say("key.version-6"), view?.postQuantum && say("key.quantum")].filter((kind) => typeof kind === "string");
  const { publish: put } = session;
  const publish = async () => {
    await put?.(key);
    await tendKeys(session);
    return say("key.is-published", { address });
  };
  const canPublish = put && !published && (state === "in-use" || state === "spare" || state === "older");
  const canRenew = state !== "revoked" && state !== "unusable";
  const row = (/** @type {string} */ name, /** @type {string} */ shape, /** @type {() => Promise<string|null|false>} */ work, danger = false) => element("li", {},
    element("button", { type: "button", class: danger ? "key-row danger" : "key-row", data: { key: `${name}-${print}` }, on: { click: doing(work) } },
      icon(shape), element("span", {}, element("strong", {}, say(name)), element("span", { class: "muted small" }, say(`${name}-text`)))));
  const inUse = state === "in-use";
  const found = state === "other-address" ? null : published ? say("key.found", { address }) : say(put ? "key.not-found" : "key.travels", { address });
  return element("article", { class: "key-card", data: { state } },
    element("div", { class: "key-head" },
      element("h3", {}, listing(key.addresses.length > 0 ? key.addresses : [say("key.no-address")], language)),
      element("p", { class: "key-state" }, icon(shapes[state], { size: 18 }),
        say(`key.state-${state}`, { date: key.expires ? day(key.expires, voice) : "" }))),
    evidence([
      [say("key.created"), day(key.created, voice)],
      [say("key.expires"), key.expires ? day(key.expires, voice) : say("evidence.never")],
      [say("evidence.fingerprint"), fingerprintText(print)],
      [say("key.kind"), kinds.length > 0 ? listing(kinds, language) : null],
      [say("key.directory"), found],
    ]),
    canPublish && element("div", { class: "keys-actions" },
      element("button", { type: "button", class: "button", data: { key: `publish-${print}` }, on: { click: doing(publish) } },
        icon("upload", { size: 18 }), say(inUse ? "key.publish" : "key.use"))),
    element("details", { class: "key-more", data: { key: `more-${print}` } }, element("summary", {}, say("key.more")),
      element("ul", { class: "key-rows" },
        canRenew && row("key.renew", "refresh-cw", () => renewKey(session, voice, one)),
        row("key.export", "download", () => exportKey(session, voice, one)),
        state !== "revoked" && row("key.revocation", "file-lock", () => saveRevocation(session, voice, one)),
        state !== "revoked" && row("key.revoke", "ban", () => revokeKey(session, voice, one, all), true),
        row("key.remove", "trash", () => removeKey(session, voice, one, all), true))));
}
