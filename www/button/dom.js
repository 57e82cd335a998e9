// @ts-check

/**
 * Builds an element: attributes by name, listeners by `on…`, properties by `.name`, CSS custom properties by `--name`.
 * Absent values (null, undefined, false) are left out; children that are null are too.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, unknown>} [given]
 * @param {...(Node|string|null|undefined|false)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, given = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (name.startsWith("--")) node.style.setProperty(name, String(value));
    else if (name.startsWith(".")) /** @type {any} */ (node)[name.slice(1)] = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}
