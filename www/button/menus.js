// @ts-check
// The two menus of the element: which lines each has, and where it opens.

import { labelRows } from "./label-rows.js";
import { dressMenus } from "./looks-menus.js";
import { openMenu } from "./menu.js";
import { protectRows } from "./protect-rows.js";

/**
 * @param {"protect"|"label"} which
 * @param {{
 *   root: ShadowRoot, nodes: ReturnType<typeof import("./controls.js").controls>, words: import("./types.d.ts").Words, language: string,
 *   situation: import("./types.d.ts").Situation, pick: (value: string|null) => void,
 * }} with_
 */
export function openMenuOf(which, { nodes, situation, ...opening }) {
  dressMenus(opening.root);
  if (which === "protect") openMenu({ ...opening, anchor: nodes.more, title: ["menu.title"], rows: protectRows(situation) });
  else openMenu({ ...opening, anchor: nodes.label, title: ["label.title"], rows: labelRows(situation) });
}
