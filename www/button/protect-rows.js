// @ts-check
// What the Protect menu offers: loaded with the menu.

import { outsideOf } from "./because.js";

/**
 * @typedef {import("./types.d.ts").Situation} Situation
 * @typedef {import("./types.d.ts").Row} Row
 */

/**
 * The lines of the Protect menu.
 * @param {Situation} situation
 * @returns {Row[]}
 */
export function protectRows({ bundle, decision, recipients, passphrases }) {
  const current = decision?.protection ?? null;
  const held = current !== null && current.source !== "chosen";
  const outsiders = bundle ? recipients.filter((one) => outsideOf(bundle, one.address)) : [];
  /** @type {Row[]} */
  const rows = (bundle?.templates ?? []).map((template) => {
    const outside = template.recipients === "insiders" && outsiders.length > 0;
    const fixed = held && current.source === "label" && template.id !== current.template;
    return {
      value: template.id, name: template.name, text: template.description, checked: current?.template === template.id,
      depth: 0, icon: template.doNotForward ? "ban" : template.recipients === "insiders" ? "users" : "lock",
      color: null, group: 0, disabled: outside || fixed,
      reason: outside
        ? ["menu.outside", { address: outsiders[0].address, count: outsiders.length, organisation: bundle?.organisation.name }]
        : fixed ? ["menu.held-by-label"] : null,
    };
  });
  rows.push({
    value: "none", name: ["menu.none"], text: ["menu.none-text"], checked: current === null, depth: 0, icon: "lock-open",
    color: null, group: 1, disabled: held,
    reason: held ? [current.source === "rule" ? "menu.held-by-rule" : "menu.held-by-label"] : null,
  });
  if (passphrases) {
    const offered = passphrases === "offered";
    rows.push({
      value: "passphrase", name: ["menu.passphrase"], text: ["menu.passphrase-text"], checked: false, depth: 0, icon: "rectangle-ellipsis",
      color: null, group: 2, disabled: !offered, reason: offered ? null : [`menu.passphrase-${passphrases}`],
    });
  }
  rows.push({
    value: "bytes", name: ["menu.bytes"], text: ["menu.bytes-text"], checked: false, depth: 0, icon: "scroll-text",
    color: null, group: 2, disabled: false, reason: null,
  });
  return rows;
}
