// @ts-check
// What the label picker offers: loaded with the menu.

/**
 * @typedef {import("./types.d.ts").Situation} Situation
 * @typedef {import("./types.d.ts").Row} Row
 */

/**
 * The lines of the label picker: the taxonomy in its order, a sub-label under its parent.
 * @param {Situation} situation
 * @returns {Row[]}
 */
export function labelRows({ bundle, decision, choice }) {
  const labels = bundle?.labels ?? [];
  /** @type {Row[]} */
  const rows = [];
  /** @param {string|null} parent @param {number} depth */
  const add = (parent, depth) => {
    const above = labels.find((one) => one.id === parent);
    const siblings = labels.filter((one) => one.parent === parent).sort((a, b) => a.rank - b.rank);
    for (const one of siblings) {
      rows.push({
        value: one.id, name: above ? without(one.name, above.name) : one.name, text: one.tooltip, checked: decision?.label?.id === one.id, depth, group: 0,
        icon: one.protection ? "lock" : null, color: one.color, disabled: !one.applicable,
        reason: one.applicable ? null : ["label.parent"],
      });
      add(one.id, depth + 1);
    }
  };
  add(null, 0);
  if (choice.label !== null) {
    rows.push({
      value: null, name: ["label.automatic"], text: ["label.automatic-text"], checked: false, depth: 0, icon: "rotate-ccw",
      color: null, group: 1, disabled: false, reason: null,
    });
  }
  return rows;
}

/**
 * "Confidential \\ All Employees" below "Confidential" is "All Employees".
 * @param {import("./types.d.ts").Text} name
 * @param {import("./types.d.ts").Text} parent
 * @returns {import("./types.d.ts").Text}
 */
function without(name, parent) {
  const short = { ...name };
  for (const [language, text] of Object.entries(name)) {
    const prefix = `${parent[language] ?? parent.en} \\ `;
    if (text.startsWith(prefix)) short[language] = text.slice(prefix.length);
  }
  return short;
}
