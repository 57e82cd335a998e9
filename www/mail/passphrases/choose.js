// @ts-check
// The form in which a passphrase for somebody is chosen: a suggested one, or one's own, with what it is worth.

import { coverWords } from "../../engine/cover-texts.js";
import { normalPassphrase } from "../../engine/passphrase.js";
import { icon } from "../../icons/icon.js";
import { givesAway } from "../../words/hint.js";
import { strengthOf } from "../../words/strength.js";
import { suggest, wordsOf } from "../../words/suggest.js";
import { element } from "../element.js";
import { choice } from "../keys/fields.js";
import { Unready, workForm } from "../keys/sheet.js";
import { strengthLine, verdictOn } from "./strength-line.js";

/**
 * @typedef {import("./held.js").KeptPassphrase} KeptPassphrase
 * @typedef {{ address: string, who: string, wishes: Pick<import("./wishes.js").LetterWishes, "minimumBits"|"words"|"hint">, before: KeptPassphrase|null,
 *   remember: boolean, known: string[], work: (chosen: KeptPassphrase, remember: boolean) => Promise<void>, cancel: () => void, language: string }} Choosing
 *   `known`: what everybody knows of the two, which makes no secret; `language`: of the letter, to begin with
 */

let count = 0;

/** @param {import("../types.d.ts").Voice} voice  that has the words of this folder @param {Choosing} options */
export async function chooseForm(voice, { address, who, wishes, before, remember, known, work, cancel, language }) {
  const { say } = voice;
  const { minimumBits } = wishes;
  const dictionaries = await Promise.all(["en", "nl"].map(wordsOf));
  const words = new Set(dictionaries.flat());
  /** What was suggested; as long as it stands there unchanged, its strength is known. @type {import("../../words/suggest.js").Suggestion|null} */
  let drawn = null;

  const field = element("textarea", {
    rows: 2, maxlength: 400, class: "passphrase-field", required: true, autocapitalize: "off", autocorrect: "off", autocomplete: "off", spellcheck: "false", writingsuggestions: "false", translate: "no",
  });
  const worth = element("p", { class: "passphrase-worth small", role: "status" });
  const another = element("button", { type: "button", class: "button", on: { click: () => draw() } }, icon("dices", { size: 18 }), say("choose.another"));
  const hint = element("input", { type: "text", maxlength: 200, autocomplete: "off", spellcheck: "false", writingsuggestions: "false" });
  hint.value = before?.hint ?? "";
  const names = new Intl.DisplayNames(voice.language, { type: "language" });
  const spoken = element("select", {}, ...Object.keys(coverWords).map((one) => element("option", { value: one }, names.of(one))));
  spoken.value = Object.hasOwn(coverWords, before?.language ?? language) ? before?.language ?? language : "en";
  const keep = choice("checkbox", { label: say("choose.remember", { who }), hint: say("choose.remember-text"), checked: remember });

  const isDrawn = () => drawn !== null && normalPassphrase(field.value) === drawn.passphrase;
  const bits = () => (isDrawn() ? drawn?.bits ?? 0 : strengthOf(field.value, { words, known: [...known, address, who] }));
  const weigh = () => {
    const value = bits();
    worth.dataset.verdict = field.value.trim() === "" ? "" : verdictOn(value, minimumBits);
    worth.textContent = field.value.trim() === "" ? "" : strengthLine(say, { bits: value, minimumBits, drawnWords: isDrawn() ? (drawn?.passphrase.split(" ").length ?? 0) : null });
  };
  const draw = async () => {
    drawn = await suggest({ language: spoken.value, words: wishes.words, minimumBits });
    field.value = drawn.passphrase;
    weigh();
  };
  // What is typed is weighed at once, and told when the fingers rest: a verdict on every letter helps nobody who listens.
  let rest = 0;
  field.addEventListener("input", () => {
    clearTimeout(rest);
    rest = window.setTimeout(weigh, 300);
  });
  field.addEventListener("keydown", (event) => {
    // It is one line, however long: Enter confirms.
    if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
  });
  spoken.addEventListener("change", () => { if (isDrawn()) void draw(); });
  if (before) {
    field.value = before.passphrase;
    weigh();
  } else {
    await draw();
  }

  const form = workForm(voice, {
    action: say("choose.use"),
    content: [
      labelled(say("choose.label", { who }), field, say("choose.hint"), worth), element("div", { class: "keys-actions" }, another),
      wishes.hint && labelled(say("choose.hint-label"), hint, say("choose.hint-text")),
      labelled(say("choose.language", { who }), spoken, say("choose.language-text")), keep.root,
    ],
    beside: [element("button", { type: "button", class: "button", on: { click: cancel } }, say("keys.cancel"))],
    work: async () => {
      const passphrase = normalPassphrase(field.value);
      const given = wishes.hint ? hint.value.trim() : "";
      if (passphrase === "") throw new Unready(say("choose.empty"), /** @type {any} */ (field));
      // What was told before still opens what was sent before; a higher floor of today asks for a new one.
      if (bits() < minimumBits && passphrase !== before?.passphrase) throw new Unready(say("choose.too-weak"), /** @type {any} */ (field));
      if (givesAway(given, passphrase)) throw new Unready(say("choose.hint-gives-away", { who }), hint);
      const same = before?.passphrase === passphrase;
      await work({
        address, passphrase, hint: given || null, language: spoken.value, bits: same ? before.bits : bits(), since: same ? before.since : new Date().toISOString(),
      }, keep.input.checked);
    },
  });
  form.classList.add("passphrase-form");
  return { form, field };
}

/** @param {string} label @param {HTMLInputElement|HTMLTextAreaElement|HTMLSelectElement} input @param {string} text @param {Node} [after] */
function labelled(label, input, text, after) {
  input.id = `passphrase-${++count}`;
  const note = element("p", { class: "muted small", id: `${input.id}-text` }, text);
  input.setAttribute("aria-describedby", note.id);
  return element("div", { class: "key-field" }, element("label", { for: input.id }, label), input, note, after);
}
