// @ts-check
// What is known about a message, said outside its canvas: its status, its labels. Each opens to its evidence.

import { icon } from "../../icons/icon.js";
import { element } from "../element.js";
import { evidence } from "./evidence.js";
import { labelStatements } from "./labels.js";
import { statusStatement } from "./status.js";

/**
 * @typedef {import("../types.d.ts").OpenMessage} OpenMessage
 * @typedef {import("../types.d.ts").Holder} Session
 * @typedef {import("../types.d.ts").Voice} Voice
 * @typedef {{ shape: string, tone: "plain"|"good"|"warning"|"danger", text: string, explanation: string,
 *   entries: Array<[string, Node|string|null]>, color?: string, kind: string, detail?: string, trust?: string, act?: Node }} Statement
 *   detail, trust: of the label in force what it means, and how far it can be relied on; with these it is a banner
 */

/** Whether nothing of a message can be shown: it stayed closed. @param {OpenMessage["opened"]} opened */
export const staysClosed = ({ encryption: { state } }) => state !== "encrypted" && state !== "none";

/**
 * @param {OpenMessage} message
 * @param {Session} session
 * @param {Voice} voice
 * @returns {HTMLElement}
 */
export function statements(message, session, voice) {
  const { state } = message.opened.encryption;
  const all = [statusStatement(message, session, voice), ...labelStatements(message, session, voice)];
  const row = element("div", { class: "statements" });
  const panel = element("div", { class: "evidence", id: `evidence-${message.email.id}`, hidden: true });
  /** @type {HTMLButtonElement[]} */
  const buttons = [];
  const open = (/** @type {HTMLButtonElement|null} */ chosen, /** @type {Statement|null} */ statement) => {
    for (const one of buttons) one.setAttribute("aria-expanded", String(one === chosen));
    panel.hidden = !statement;
    if (statement) panel.replaceChildren(element("p", {}, statement.explanation), evidence(statement.entries), ...(statement.act ? [statement.act] : []));
  };
  for (const statement of all) {
    const button = element("button", {
      type: "button", class: `statement ${statement.kind} ${statement.tone}${statement.trust ? " banner" : ""}${isQuiet(message, statement) ? " quiet-status" : ""}`, style: { "--label-color": statement.color ?? "transparent" }, "aria-expanded": "false", "aria-controls": panel.id,
      on: { click: () => (button.getAttribute("aria-expanded") === "true" ? open(null, null) : open(button, statement)) },
    },
    statement.color ? element("span", { class: "label-dot", style: { "--label-color": statement.color } }) : null,
    statement.shape ? icon(statement.shape, { size: 16 }) : null,
    element("span", { class: "statement-text" }, statement.text),
    ...(statement.trust ? [element("span", { class: "statement-detail" }, statement.detail ?? ""), element("span", { class: "statement-trust" }, statement.trust)] : []),
    icon("chevron-down", { size: 14 }));
    buttons.push(button);
    row.append(button);
    // What is alarming explains itself unasked.
    if (statement.tone === "danger" && state !== "damaged") open(button, statement);
  }
  const escape = (/** @type {Event} */ event) => {
    if (/** @type {KeyboardEvent} */ (event).key !== "Escape" || panel.hidden) return;
    event.stopPropagation();
    buttons.find((one) => one.getAttribute("aria-expanded") === "true")?.focus();
    open(null, null);
  };
  return element("div", { on: { keydown: escape } }, row, panel);
}

/** A mail that is as most mail says so, but no louder than it has to. @param {OpenMessage} message @param {Statement} statement */
function isQuiet({ opened: { status } }, { kind }) {
  return kind === "status" && status.summary === "plain";
}
