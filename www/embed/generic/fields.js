// @ts-check
// The fields of a page in which a message may be written, and what a message is written to.

/** @typedef {HTMLTextAreaElement|HTMLElement} Field */

const editable = 'textarea, [contenteditable=""], [contenteditable="true"], [contenteditable="plaintext-only"]';

/** Smaller ones are for a search or a note. In CSS pixels. */
const least = { width: 200, height: 60 };

/** @param {ParentNode} within @param {string|null} selector  an administrator's own */
export function fieldsIn(within, selector) {
  const found = /** @type {HTMLElement[]} */ ([...within.querySelectorAll(selector ?? editable)]);
  return found.filter((field) => isRoom(field, selector !== null));
}

/** @param {HTMLElement} field @param {boolean} chosen */
function isRoom(field, chosen) {
  if (!field.isConnected || field.closest("[data-zegel]")) return false;
  if (field instanceof HTMLTextAreaElement && (field.disabled || (field.readOnly && !field.dataset.zegelSealed))) return false;
  // An editor inside an editor is a part of it.
  if (field.parentElement?.closest(editable)) return false;
  if (chosen) return true;
  const { width, height } = field.getBoundingClientRect();
  return width >= least.width && height >= least.height;
}

/** @param {Field} field */
export function textOf(field) {
  return field instanceof HTMLTextAreaElement ? field.value : field.innerText;
}

/**
 * As if it had been typed, so that what the page built around the field knows of it.
 * @param {Field} field @param {string} text
 */
export function write(field, text) {
  if (field instanceof HTMLTextAreaElement) {
    // Frameworks watch the property of the instance; the setter of the class goes past them, and the event tells them.
    const { set } = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value") ?? {};
    set?.call(field, text);
  } else {
    field.replaceChildren(...text === "" ? [] : lines(text));
  }
  field.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true, inputType: text === "" ? "deleteContentBackward" : "insertFromPaste" }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

/** @param {string} text */
function lines(text) {
  return text.trimEnd().split(/\r\n?|\n/).map((line) => {
    const div = document.createElement("div");
    div.append(line === "" ? document.createElement("br") : line);
    return div;
  });
}

/**
 * Whether a field holds a sealed text still. Blanks at the ends of lines and further empty lines are what editors make of a
 * text, and change nothing in it (RFC 9580, section 6); everything else does.
 * @param {Field} field @param {string} armored
 */
export function holds(field, armored) {
  return plain(textOf(field)) === plain(armored);
}

/** @param {string} text */
export function plain(text) {
  const lines = text.replace(/\u00a0/g, " ").split(/\r\n?|\n/).map((line) => line.trimEnd());
  return lines.filter((line, at) => line !== "" || lines[at - 1] !== "").join("\n").trim();
}

/** What a field is called, for whoever cannot see where the button stands. @param {Field} field */
export function nameOf(field) {
  const labelled = field.getAttribute("aria-labelledby")?.split(/\s+/).map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
  const label = field instanceof HTMLTextAreaElement ? field.labels?.[0]?.textContent : null;
  return (field.getAttribute("aria-label") || labelled || label || field.getAttribute("placeholder") || "").trim().slice(0, 60);
}

const recipientName = /(?:^|[-_.\s])(?:to|cc|bcc|recipients?|aan|ontvangers?)(?:$|[-_.\s\d[\]])/i;

/**
 * Whom the page's own fields name, for the person to look over.
 * @param {Field} field
 */
export function recipientsNear(field) {
  const within = field.closest("form, dialog, [role=dialog]") ?? document.body;
  /** @type {string[]} */
  const found = [];
  for (const input of within.querySelectorAll("input, textarea")) {
    if (input === field || !(input instanceof HTMLInputElement || input instanceof HTMLTextAreaElement)) continue;
    const names = [input.name, input.id, input.getAttribute("aria-label"), input.getAttribute("placeholder"), input.labels?.[0]?.textContent];
    if (input.type === "email" || names.some((name) => recipientName.test(` ${(name ?? "").trim()} `))) found.push(...addressesIn(input.value));
  }
  return [...new Set(found)];
}

/** @param {string} text */
export function addressesIn(text) {
  return (text.match(/[^\s,;<>"()]+@[^\s,;<>"()]+/g) ?? []).map((one) => one.replace(/\.$/, ""));
}
