// @ts-check
// The page as data: views return what should be there, and the difference to what is there is applied. Text is always text,
// so there is no markup to sanitise; fields keep their focus and what is being typed.

import { icon } from "../../../icons/icon.js";

/**
 * @typedef {{ [name: string]: any }} Properties  `key`, `class`, `on` (listeners), `data`, `style`, `value`, `checked`,
 *   `sync` (called with the element whenever it is shown), or an attribute
 * @typedef {{ tag: string, properties: Properties, children: Shown[], key: unknown, node?: Element|Text }} Shown
 * @typedef {Shown|string|number|null|undefined|false|Child[]} Child
 */

const textTag = "#text";
const iconTag = "#icon";

/**
 * @param {string} tag
 * @param {Properties|null} [properties]
 * @param {...any} children
 * @returns {Shown}
 */
export function h(tag, properties, ...children) {
  return { tag, properties: properties ?? {}, children: flat(children), key: properties?.key };
}

/**
 * @param {string} name
 * @param {{ size?: number, label?: string }} [options]
 * @returns {Shown}
 */
export function sign(name, options = {}) {
  return { tag: iconTag, properties: { name, options }, children: [], key: `${name} ${options.size} ${options.label}` };
}

/**
 * Makes the children of an element what they should be.
 * @param {Element} root
 * @param {any} children
 */
export function show(root, children) {
  const focused = document.activeElement;
  const before = shownIn.get(root) ?? [];
  const after = flat([children]);
  patchChildren(root, before, after);
  shownIn.set(root, after);
  // What was moved lost its focus on the way.
  if (focused instanceof HTMLElement && focused !== document.activeElement && focused.isConnected && root.contains(focused)) focused.focus({ preventScroll: true });
}

/** @type {WeakMap<Element, Shown[]>} */
const shownIn = new WeakMap();

/**
 * @param {any[]} children
 * @returns {Shown[]}
 */
function flat(children) {
  /** @type {Shown[]} */
  const done = [];
  for (const child of children) {
    if (child === null || child === undefined || child === false || child === "") continue;
    if (Array.isArray(child)) done.push(...flat(child));
    else if (typeof child === "object") done.push(child);
    else done.push({ tag: textTag, properties: { text: String(child) }, children: [], key: undefined });
  }
  return done;
}

/**
 * @param {Shown} shown
 * @returns {Element|Text}
 */
function make(shown) {
  if (shown.tag === textTag) return shown.node = document.createTextNode(shown.properties.text);
  if (shown.tag === iconTag) return shown.node = icon(shown.properties.name, shown.properties.options);
  const node = document.createElement(shown.tag);
  shown.node = node;
  patchChildren(node, [], shown.children);
  patchProperties(node, {}, shown.properties);
  return node;
}

/**
 * @param {Shown} before
 * @param {Shown} after
 */
function patch(before, after) {
  const node = /** @type {Element|Text} */ (before.node);
  after.node = node;
  if (before === after) return;
  if (after.tag === textTag) {
    if (before.properties.text !== after.properties.text) /** @type {Text} */ (node).data = after.properties.text;
  } else if (after.tag !== iconTag) {
    patchChildren(/** @type {Element} */ (node), before.children, after.children);
    patchProperties(/** @type {HTMLElement} */ (node), before.properties, after.properties);
  }
}

/**
 * @param {Element} parent
 * @param {Shown[]} before
 * @param {Shown[]} after
 */
function patchChildren(parent, before, after) {
  /** @type {Map<unknown, Shown>} */
  const keyed = new Map();
  /** @type {Map<string, Shown[]>} */
  const others = new Map();
  for (const one of before) {
    if (one.key !== undefined) keyed.set(`${one.tag} ${one.key}`, one);
    else if (others.has(one.tag)) others.get(one.tag)?.push(one);
    else others.set(one.tag, [one]);
  }
  const kept = new Set();
  const nodes = after.map((one) => {
    const name = `${one.tag} ${one.key}`;
    const match = one.key !== undefined ? keyed.get(name) : others.get(one.tag)?.shift();
    if (!match) return make(one);
    if (one.key !== undefined) keyed.delete(name);
    kept.add(match);
    patch(match, one);
    return /** @type {Element|Text} */ (one.node);
  });
  for (const one of before) if (!kept.has(one)) one.node?.remove();
  nodes.forEach((node, index) => {
    if (parent.childNodes[index] !== node) parent.insertBefore(node, parent.childNodes[index] ?? null);
  });
}

/**
 * @param {HTMLElement} node
 * @param {Properties} before
 * @param {Properties} after
 */
function patchProperties(node, before, after) {
  for (const name of Object.keys(before)) if (!(name in after)) setProperty(node, name, undefined, before[name]);
  for (const [name, value] of Object.entries(after)) setProperty(node, name, value, before[name]);
  after.sync?.(node);
}

/**
 * @param {any} node
 * @param {string} name
 * @param {any} value
 * @param {any} before
 */
function setProperty(node, name, value, before) {
  if (name === "key" || name === "sync") return;
  if (name === "on") listen(node, value ?? {});
  else if (name === "class") {
    if (value !== before) node.className = value || "";
  } else if (name === "style") {
    for (const property of Object.keys(before ?? {})) if (!(property in (value ?? {}))) node.style.removeProperty(property);
    // Through CSSOM: the Content-Security-Policy forbids style attributes in markup.
    for (const [property, text] of Object.entries(value ?? {})) if (before?.[property] !== text) node.style.setProperty(property, String(text));
  } else if (name === "data") {
    for (const key of Object.keys(before ?? {})) if (!(key in (value ?? {}))) delete node.dataset[key];
    for (const [key, text] of Object.entries(value ?? {})) if (node.dataset[key] !== String(text)) node.dataset[key] = String(text);
  } else if (name === "value") {
    if (node.value !== String(value ?? "")) node.value = String(value ?? "");
  } else if (name === "checked" || name === "indeterminate" || name === "selected") node[name] = Boolean(value);
  else if (value === undefined || value === null || value === false) node.removeAttribute(name);
  else if (value !== before) node.setAttribute(name, value === true ? "" : String(value));
}

/** @type {WeakMap<Element, { [type: string]: ((event: any) => void)|undefined }>} */
const listeners = new WeakMap();

/**
 * One listener for each type and element, which asks for the newest.
 * @param {Element} node
 * @param {{ [type: string]: ((event: any) => void)|undefined }} wanted
 */
function listen(node, wanted) {
  const known = listeners.get(node);
  for (const type of Object.keys(wanted)) {
    if (known && type in known) continue;
    node.addEventListener(type, (event) => listeners.get(node)?.[type]?.(event));
  }
  listeners.set(node, { ...Object.fromEntries(Object.keys(known ?? {}).map((type) => [type, undefined])), ...wanted });
}
