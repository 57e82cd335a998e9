// @ts-check
// Who uses a branding.

import { listOf } from "./names.js";

const action = "ApplyRightsProtectionCustomizationTemplate";

/**
 * The rules that choose a branding, with their positions.
 * @param {any} document
 * @param {unknown} id
 * @returns {Array<{ rule: any, index: number }>}
 */
export function usersOf(document, id) {
  return listOf(document?.rules).map((rule, index) => ({ rule, index })).filter(({ rule }) => typeof id === "string" && rule.actions?.[action] === id);
}
