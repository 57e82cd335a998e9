// @ts-check
// Elements written as data: text is always text, so there is no markup to sanitise.

/**
 * @typedef {Node|string|null|undefined|false} Child
 * @typedef {{ [name: string]: unknown }} Properties  `class`, `on` (listeners), `data`, or an attribute
 */

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Properties} [properties]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") made.className = String(value);
    else if (name === "on") {
      for (const [type, listener] of Object.entries(/** @type {Record<string, EventListener>} */ (value))) made.addEventListener(type, listener);
    } else if (name === "data") Object.assign(made.dataset, value);
    else if (name === "style") applyStyle(made, /** @type {Record<string, string>} */ (value));
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) if (child) made.append(child);
  return made;
}

/**
 * Through CSSOM: the Content-Security-Policy forbids style attributes in markup.
 * @param {HTMLElement} made
 * @param {Record<string, string>} values
 */
function applyStyle(made, values) {
  for (const [name, value] of Object.entries(values)) made.style.setProperty(name, value);
}

/**
 * A menu or popover that opens from a button, closes on Escape, on a click elsewhere and when focus leaves it.
 * @param {HTMLButtonElement} button
 * @param {HTMLElement} panel
 */
export function disclose(button, panel) {
  panel.hidden = true;
  button.setAttribute("aria-expanded", "false");
  const set = (/** @type {boolean} */ open) => {
    panel.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
  };
  button.addEventListener("click", () => set(Boolean(panel.hidden)));
  const within = (/** @type {EventTarget|null} */ target) =>
    target instanceof Node && (panel.contains(target) || button.contains(target));
  document.addEventListener("pointerdown", function outside({ target }) {
    if (!button.isConnected) document.removeEventListener("pointerdown", outside);
    else if (!panel.hidden && !within(target)) set(false);
  });
  for (const place of [button, panel]) {
    place.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || panel.hidden) return;
      event.stopPropagation();
      set(false);
      button.focus();
    });
    place.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget && !within(relatedTarget)) set(false);
    });
  }
  return { close: () => set(false), open: () => set(true) };
}
