// @ts-check
// What cannot be shown: why, and what to do now.

import { icon } from "../../icons/icon.js";
import { element } from "../../mail/element.js";
import { longDate } from "../../mail/texts/texts.js";
import { senderOf } from "./people.js";

/** @type {Record<string, string>} the page's words for what the program and the page say */
const kinds = {
  "expired": "expired", "message-cut": "cut", "message-malformed": "damaged", "message-damaged": "damaged", "message-unsupported": "unsupported", "unsupported": "unsupported",
};
/** @type {Record<string, string>} */
const shapes = { expired: "clock", cut: "file", damaged: "shield-x", unsupported: "shield-question-mark", broken: "circle-alert" };

/**
 * @param {import("./shell.js").Shell} shell
 * @param {import("../types.d.ts").Letterhead|null} head
 * @param {import("../types.d.ts").Failure} failure
 * @param {() => void} [onRetry]
 */
export function showFailure(shell, head, { code, detail = {} }, onRetry) {
  const { say, language } = shell.voice;
  const kind = kinds[code] ?? "broken";
  const values = { sender: senderOf(head, shell.voice), date: typeof detail.date === "string" ? longDate(detail.date, language) : "" };
  const title = element("h1", { tabindex: -1 }, say(`${kind}.title`));
  shell.show(element("section", { class: `card narrow failure ${kind}` },
    icon(shapes[kind] ?? "circle-alert", { size: 36 }), title, element("p", {}, say(`${kind}.text`, values)),
    kind === "expired" ? element("p", { class: "muted" }, say("expired.honest")) : null,
    element("p", {}, say(`${kind}.remedy`, values)),
    kind === "broken" && onRetry ? element("button", { type: "button", class: "button", on: { click: onRetry } }, say("failed.retry")) : null));
  title.focus({ preventScroll: true });
}
