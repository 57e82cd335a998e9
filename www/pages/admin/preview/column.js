// @ts-check
// The column that shows what recipients see, live: the cover as a mail, the cover as text, and the reader.

import { attachFor, coverOf, subjectOf } from "../../../engine/cover.js";
import { coverHtml, coverText, logoId } from "../../../engine/cover-html.js";
import { coverWords } from "../../../engine/cover-texts.js";
import { h, sign } from "../view/dom.js";
import { coverFrame } from "./cover-frame.js";
import { readerFile } from "./reader-file.js";
import { readerFrame } from "./reader-frame.js";
import { filledReader, peopleOf } from "./sample.js";
import { samplePassphrase } from "./sample-message.js";

/** @typedef {import("../page.js").Page} Page */
/** @typedef {{ what: "cover"|"text"|"reader", width: "desktop"|"phone", look: "light"|"dark", language: string }} Wish */

const widths = { desktop: 700, phone: 375 };
const choices = /** @type {const} */ ({ what: ["cover", "text", "reader"], width: ["desktop", "phone"], look: ["light", "dark"] });
const icons = { cover: "mail", text: "text-align-start", reader: "mail-open", desktop: "monitor", phone: "smartphone", light: "sun", dark: "moon" };

/** @param {Page} page @param {number} index  of the branding */
export function previewColumn(page, index) {
  const { say } = page.voice;
  const wish = wishOf(page);
  const choose = (/** @type {Partial<Wish>} */ what) => page.setUi("preview-wish", { ...wish, ...what });
  const segments = (/** @type {"what"|"width"|"look"} */ name) => h("div", { class: "segments", role: "group", "aria-label": say(`preview.${name}`), key: name },
    choices[name].map((one) => h("button", { type: "button", class: "segment", key: one, "aria-pressed": String(wish[name] === one), "aria-label": name === "what" ? null : say(`preview.${one}`), title: name === "what" ? null : say(`preview.${one}`), on: { click: () => choose({ [name]: one }) } },
      sign(icons[one], { size: 16 }), name === "what" && say(`preview.${one}`))));
  return h("aside", { class: `trial preview-column${page.ui.get("preview") ? " open" : ""}`, id: "preview", key: "preview", "aria-label": say("preview.title") },
    h("div", { class: "trial-head" }, h("h2", null, say("preview.title")),
      h("button", { type: "button", class: "icon-button trial-close", "aria-label": say("page.close"), on: { click: () => page.setUi("preview", false) } }, sign("x"))),
    h("div", { class: "preview-tools" }, segments("what"), wish.what !== "text" && [segments("width"), segments("look")], languageChoice(page, wish, choose)),
    wish.what === "reader" ? readerPart(page, index, wish) : coverPart(page, index, wish),
    h("p", { class: "help" }, say(`preview.about-${wish.what}`, { passphrase: samplePassphrase })));
}

/** @param {Page} page @returns {Wish} */
function wishOf(page) {
  /** @type {Partial<Wish>} */
  const wish = page.ui.get("preview-wish") ?? {};
  const { language } = page.voice;
  return { what: "cover", width: matchMedia("(max-width: 640px)").matches ? "phone" : "desktop", look: "light", ...wish, language: wish.language && languagesOf(page).includes(wish.language) ? wish.language : page.languages.includes(language) ? language : "en" };
}

/** Those of the bundle, and those in which covers speak besides. @param {Page} page */
function languagesOf(page) {
  return [...new Set([...page.languages, ...Object.keys(coverWords)])];
}

/** @param {Page} page @param {Wish} wish @param {(what: Partial<Wish>) => void} choose */
function languageChoice(page, wish, choose) {
  const { say } = page.voice;
  return h("span", { class: "select", key: "language" }, h("select", { "aria-label": say("preview.language"), value: wish.language, on: { change: (/** @type {any} */ { target }) => choose({ language: target.value }) } },
    languagesOf(page).map((one) => h("option", { key: one, value: one, selected: one === wish.language }, page.languageName(one)))), sign("chevron-down", { size: 16 }));
}

/** What is shown, for whom. @param {Page} page @param {number} index @param {Wish} wish */
function choiceOf(page, index, { language }) {
  const brand = page.listIn("branding")[index];
  return { bundle: page.document, branding: typeof brand?.id === "string" ? brand.id : null, language, ...peopleOf(page.document), brand };
}

/** @param {Page} page */
const hintOf = (page) => (page.document?.passphrase?.hint === false ? null : page.voice.say("preview.hint"));

/** @param {Page} page @param {number} index @param {Wish} wish */
function coverPart(page, index, wish) {
  const { brand, ...choice } = choiceOf(page, index, wish);
  // Without a passphrase only those who have a key get anything around it, and that is text.
  if (brand?.passphrase === false || page.document?.passphrase?.allowed === false) return keyPart(page, choice, wish, brand?.coverForKeys === true);
  const attach = attachFor(choice);
  const link = attach === "link" || attach === "link-and-html" ? page.document.passphrase.reader : null;
  const cover = coverOf({ ...choice, attach, link, hint: hintOf(page) });
  return mail(page, wish, { subject: subjectOf(choice), cover }, wish.what === "text" ? shownText(page, wish, cover, coverText(cover))
    : coverFrame({ html: logoIn(coverHtml(cover), brand?.logo), title: page.voice.say("preview.cover-of", { language: page.languageName(wish.language) }), width: widths[wish.width], look: wish.look }), attached[attach]);
}

const attached = { html: ["message.html"], zip: ["message.zip"], link: ["message.asc"], "link-and-html": ["message.asc", "message.html"] };

/**
 * @param {Page} page
 * @param {any} choice
 * @param {Wish} wish
 * @param {boolean} covered
 */
function keyPart(page, choice, wish, covered) {
  const cover = coverOf({ ...choice, attach: "key" });
  const words = [cover.introduction, ...cover.steps, cover.text, cover.disclaimer, cover.privacy].filter(Boolean).join("\n\n");
  return [h("p", { class: "notice", key: "keys" }, sign("info", { size: 18 }), h("span", null, page.voice.say(covered ? "preview.only-keys" : "preview.nobody"))),
    covered && mail(page, { ...wish, what: "text" }, { subject: "[...]", cover }, shownText(page, wish, cover, words), ["encrypted.asc"])];
}

/**
 * @param {Page} page
 * @param {Wish} wish
 * @param {import("../../../engine/cover.js").Cover} cover
 * @param {string} text
 */
function shownText(page, wish, cover, text) {
  return h("pre", { class: "preview-text", tabindex: "0", role: "region", "aria-label": page.voice.say("preview.text-of", { language: page.languageName(wish.language) }), dir: cover.direction, lang: cover.language }, text);
}

/**
 * As mail programs show it: subject, sender, text, what is attached.
 * @param {Page} page
 * @param {Wish} wish
 * @param {{ subject: string, cover: import("../../../engine/cover.js").Cover }} of
 * @param {any} body
 * @param {string[]} files
 */
function mail(page, wish, { subject, cover }, body, files) {
  return h("div", { class: `preview-mail ${wish.what === "text" ? "plain" : wish.look} ${wish.width}`, key: "mail" },
    h("div", { class: "preview-head", dir: cover.direction, lang: cover.language },
      h("strong", null, subject), h("span", { class: "small" }, h("bdi", null, cover.senderName), " ", h("bdi", { class: "muted" }, `<${cover.senderAddress}>`))),
    body,
    h("ul", { class: "preview-files", "aria-label": page.voice.say("preview.attached") }, files.map((name) => h("li", { key: name }, sign("paperclip", { size: 16 }), h("span", { class: "code" }, name)))));
}

/** The picture travels beside the HTML; here it stands in it. @param {string} html @param {unknown} logo */
function logoIn(html, logo) {
  return typeof logo === "string" ? html.replace(`"cid:${logoId}"`, () => `"${logo}"`) : html;
}

/** @param {Page} page @param {number} index @param {Wish} wish */
function readerPart(page, index, wish) {
  const { say } = page.voice;
  const file = readerFile(() => page.refresh());
  if (file.state !== "there") {
    return h("p", { class: "notice", role: "status", key: "missing" }, sign(file.state === "loading" ? "loader-circle" : "info", { size: 18 }), h("span", null, say(file.state === "loading" ? "page.loading" : "preview.no-reader")));
  }
  const choice = choiceOf(page, index, wish);
  return h("div", { class: `preview-mail ${wish.look} ${wish.width}`, key: "reader" },
    readerFrame({ html: filledReader(file.page, { ...choice, hint: hintOf(page), look: wish.look }), title: say("preview.reader-of", { language: page.languageName(wish.language) }), width: widths[wish.width], look: wish.look }));
}
