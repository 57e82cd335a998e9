// @ts-check
// What folds: a details element that stays as somebody left it, however often the page is drawn.

/** @typedef {import("../page.js").Page} Page */

/**
 * @param {Page} page
 * @param {string} key  under which it is remembered
 * @param {boolean} initially
 * @returns {{ open: boolean, on: Record<string, (event: any) => void> }} attributes of the element
 */
export function folding(page, key, initially) {
  const remember = (/** @type {boolean} */ open) => page.ui.set(key, open);
  return {
    open: page.ui.get(key) ?? initially,
    on: {
      // Its own event comes a moment later, and what is drawn before that would close it under the hand that opened it.
      click: ({ target, currentTarget }) => { if (target.closest("summary")) remember(!currentTarget.open); },
      toggle: ({ target }) => remember(target.open),
    },
  };
}
