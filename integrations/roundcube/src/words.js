// @ts-check
// The sentences of localization/, with what they name put in.

/** @param {string} name @param {Record<string, string>} [vars] */
export function say(name, vars = {}) {
  return Object.entries(vars).reduce((text, [key, value]) => text.replaceAll(`$${key}`, () => value), rcmail.gettext(name, "zegel"));
}

/**
 * Says something in Roundcube's place for messages, which takes markup: what a mail server or somebody's address has in it is text.
 * @param {string} text
 * @param {"notice"|"confirmation"|"warning"|"error"|"loading"} type
 * @param {number} [timeout]  milliseconds
 */
export function tell(text, type, timeout) {
  return rcmail.display_message(text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"), type, timeout);
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string>} attributes
 * @param {...(Node|string)} children
 */
export function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}
