// @ts-check
// What editor and display do with their place in a frame: style sheets, focus, and what is said where there is nothing else to show.

import { icon } from "../icons/icon.js";
import { element } from "../mail/element.js";
import { errorText } from "../texts/error-text.js";
import { writingWords } from "./writing-words.js";

const sheets = /** @type {const} */ ({
  editor: ["./writing.css", "../mail/keys/keys.css", "../mail/people/people.css", "../mail/passphrases/passphrases.css"],
  display: ["./writing.css", "../mail/styles/reader.css", "../mail/preview/preview.css", "../mail/keys/keys.css", "../mail/people/people.css"],
});

/** Resolves when they are there, or never will be. @param {keyof typeof sheets} kind */
export function attachLooks(kind) {
  return Promise.all(sheets[kind].map((name) => new Promise((resolve) => {
    const { href } = new URL(name, import.meta.url);
    // The page has some of them, by addresses of another form.
    if ([...document.head.querySelectorAll("link")].some((link) => link.href === href)) { resolve(null); return; }
    document.head.append(element("link", { rel: "stylesheet", href, on: { load: resolve, error: resolve } }));
  })));
}

const reachable = "a[href], button:not([disabled]), input:not([type=file], [disabled]), [contenteditable=true], iframe, [tabindex='0'], zegel-protect";

/** From before its first thing, from after its last. @param {HTMLElement} root @param {"before"|"after"} from */
export function focusIn(root, from) {
  const all = [...root.querySelectorAll(reachable)].filter((one) => /** @type {HTMLElement} */ (one).checkVisibility() && !one.closest("[inert]"));
  const target = /** @type {HTMLElement|undefined} */ (from === "before" ? all[0] : all.at(-1));
  const inside = target?.localName === "zegel-protect" ? /** @type {HTMLElement|null|undefined} */ (target.shadowRoot?.querySelector("button")) : null;
  (inside ?? target)?.focus();
}

/**
 * @param {HTMLElement} root
 * @param {unknown} error
 * @param {() => import("../mail/types.d.ts").Voice} voice
 * @param {boolean} [alone]  in the place of everything else
 */
export function trouble(root, error, voice, alone = true) {
  const line = element("p", { class: `notice ${alone ? "danger" : "warning"} frame-trouble`, role: "alert" }, icon("circle-alert"), element("span", {}, errorText(error, voice().language)));
  if (alone) root.replaceChildren(line);
  else root.prepend(line);
}

/** What stands in the place of a message that has left. @param {HTMLElement} root @param {boolean} sealed @param {import("../mail/types.d.ts").Voice} voice */
export function showHandedOn(root, sealed, { language }) {
  const tell = writingWords(language);
  root.replaceChildren(element("div", { class: "empty handed-on", tabindex: -1 }, icon(sealed ? "lock" : "send", { size: 40 }), element("p", {}, tell(sealed ? "sent.sealed" : "sent.clear"))));
}

/** That what is written here is always encrypted, and what to do who does not want that. @param {HTMLElement} composer @param {import("../mail/types.d.ts").Voice} voice */
export function sayAlways(composer, { language }) {
  if (composer.querySelector(".always")) return;
  composer.querySelector(".compose-bar")?.after(element("p", { class: "notice frame-trouble always", role: "status" }, icon("lock"), element("span", {}, writingWords(language)("always"))));
}
