// @ts-check
// Forms are not sent while a message is being written, nor with a sealed text that the page changed.

/** @typedef {import("./sealed-field.js").SealedField} SealedField */

/**
 * @param {Window & typeof globalThis} page
 * @param {() => SealedField[]} fields
 */
export function guard(page, fields) {
  /** @param {HTMLFormElement} form */
  const mayGo = (form) => fields().filter(({ field }) => form.contains(field) || /** @type {HTMLTextAreaElement} */ (field).form === form)
    // Each of them, so that each says what is the matter.
    .map((one) => one.mayGo()).every(Boolean);
  page.addEventListener("submit", (event) => {
    if (!(event.target instanceof page.HTMLFormElement) || mayGo(event.target)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, { capture: true });
  // A script's own sending tells nobody.
  const { submit } = page.HTMLFormElement.prototype;
  page.HTMLFormElement.prototype.submit = function guarded() {
    if (mayGo(this)) submit.call(this);
  };
}
