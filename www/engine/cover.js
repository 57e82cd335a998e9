// @ts-check
// What recipients read around a protected message, out of the bundle's branding and the fixed words. Without DOM: pages,
// workers and Node make the same. Everything is plain text here; who writes HTML escapes it.

import { coverLanguage, coverWords, directionOf } from "./cover-texts.js";

/**
 * @typedef {{ name?: string|null, address: string }} Sender
 * @typedef {"html"|"zip"|"asc"|"link"|"link-and-html"|"key"} Attach
 *   `asc`: armored, for an OpenPGP program; `key`: to the recipient's own key, without a passphrase
 * @typedef {{ language: string, direction: "ltr"|"rtl", color: string|null, logo: boolean, organisation: string, senderName: string,
 *   senderAddress: string, heading: string, introduction: string, button: string, buttonUrl: string|null, steps: string[],
 *   hint: string|null, text: string, disclaimer: string, privacyLabel: string, privacy: string, footer: string }} Cover
 * @typedef {{ color: string|null, logo: string|null, portal: string, text: string, disclaimer: string, privacy: string }} LetterheadBrand
 * @typedef {{ bundle: any, branding?: string|null, language: string }} Choice  `bundle`: its JSON; `branding`: an id, or the usual one
 */

/** Names longer than this are cut: a line of a header is no place for more. */
const longestName = 100;

/**
 * The branding of this id, or the first where no rule chose one.
 * @param {any} bundle
 * @param {string|null} [id]
 * @returns {any}
 */
export function brandingOf(bundle, id) {
  const all = Array.isArray(bundle?.branding) ? bundle.branding.filter((/** @type {unknown} */ one) => one !== null && typeof one === "object") : [];
  return all.find((/** @type {any} */ one) => one.id === id) ?? all[0] ?? {};
}

/**
 * How a recipient with a passphrase gets the message: as the bundle wishes, and packed where HTML is known to be refused.
 * @param {{ bundle: any, recipient?: string|null }} of
 * @returns {"html"|"zip"|"link"|"link-and-html"}
 */
export function attachFor({ bundle, recipient }) {
  const { attach, reader, strict } = bundle?.passphrase ?? {};
  const domain = String(recipient ?? "").toLowerCase().split("@").at(-1) ?? "";
  const refuses = Array.isArray(strict) && strict.some((one) => typeof one === "string" && one !== "" && (domain === one.toLowerCase() || domain.endsWith(`.${one.toLowerCase()}`)));
  if (webAddress(reader) && attach === "link") return "link";
  if (webAddress(reader) && attach === "link-and-html") return refuses ? "link" : "link-and-html";
  return attach === "zip" || refuses ? "zip" : "html";
}

/**
 * @param {Choice & { sender: Sender, recipient?: string|null, attach?: Attach, link?: string|null, hint?: string|null }} of
 *   `link`: where the button leads; `hint`: to the passphrase
 * @returns {Cover}
 */
export function coverOf({ bundle, branding, language, sender, recipient = null, attach = attachFor({ bundle, recipient }), link = null, hint = null }) {
  const brand = brandingOf(bundle, branding);
  const spoken = coverLanguage(language);
  const words = wordsIn(spoken);
  const names = namesOf(bundle, sender);
  const oneLine = (/** @type {unknown} */ own, /** @type {string} */ usual) => line(filled(textOf(own, language) || usual, names));
  const lines = (/** @type {unknown} */ own, usual = "") => paragraph(filled(textOf(own, language) || usual, names));
  const button = oneLine(brand.button, words.button);
  const shownHint = attach === "key" ? "" : line(hint ?? "");
  return {
    language: spoken, direction: directionOf(spoken), color: colorOf(bundle, brand), logo: pictureOf(brand.logo) !== null,
    organisation: names.organisation ?? "", senderName: line(sender.name ?? ""), senderAddress: line(sender.address),
    heading: line(words.heading), introduction: lines(brand.introduction, words.introduction), button, buttonUrl: webAddress(link),
    steps: stepsOf(attach, words).map((step) => line(filled(step, { ...names, button }))),
    hint: shownHint ? line(filled(words.hint, { hint: shownHint })) : null,
    text: lines(brand.text), disclaimer: lines(brand.disclaimer), privacyLabel: words.privacy, privacy: webAddress(brand.privacy) ?? "",
    footer: line(filled(words.footer, names)),
  };
}

/**
 * The subject that everybody may read.
 * @param {Choice & { sender: Sender }} of
 */
export function subjectOf({ bundle, branding, language, sender }) {
  const own = textOf(brandingOf(bundle, branding).subject, language);
  return line(filled(own || wordsIn(coverLanguage(language)).subject, namesOf(bundle, sender)));
}

/**
 * What the reader shows of the organisation. Without a sender `{sender}` is the organisation.
 * @param {Choice & { sender?: Sender|null }} of
 * @returns {LetterheadBrand}
 */
export function letterheadBrand({ bundle, branding, language, sender = null }) {
  const brand = brandingOf(bundle, branding);
  const names = namesOf(bundle, sender);
  const own = (/** @type {unknown} */ text) => filled(textOf(text, language), names);
  return {
    color: colorOf(bundle, brand), logo: pictureOf(brand.logo), portal: line(own(brand.portal)), text: paragraph(own(brand.text)),
    disclaimer: paragraph(own(brand.disclaimer)), privacy: webAddress(brand.privacy) ?? "",
  };
}

/**
 * @param {Attach} attach
 * @param {import("./cover-texts.js").CoverWords} words
 */
function stepsOf(attach, words) {
  const before = {
    html: [words.html, words.save], zip: [words.zip], asc: [words.asc], link: [words.link, words.give], "link-and-html": [words.linkOrFile, words.give], key: [words.key],
  }[attach] ?? [words.html, words.save];
  return attach === "key" ? before : [...before, words.passphrase];
}

/** @param {string} spoken */
function wordsIn(spoken) {
  return /** @type {import("./cover-texts.js").CoverWords} */ (coverWords[spoken] ?? coverWords.en);
}

/**
 * @param {any} bundle
 * @param {Sender|null} sender
 * @returns {Record<string, string>}
 */
function namesOf(bundle, sender) {
  const organisation = short(line(bundle?.organisation?.name));
  return { organisation, sender: short(line(sender?.name ?? "") || line(sender?.address ?? "")) || organisation };
}

/**
 * A text of the bundle as its reader chooses it: the language, what it is a kind of, English.
 * @param {unknown} text
 * @param {string} language
 */
function textOf(text, language) {
  if (typeof text === "string") return text;
  if (text === null || typeof text !== "object") return "";
  const byLanguage = /** @type {Record<string, unknown>} */ (text);
  const [base = ""] = language.split("-");
  const found = [language, base, "en"].find((one) => Object.hasOwn(byLanguage, one) && typeof byLanguage[one] === "string" && byLanguage[one] !== "");
  return found === undefined ? "" : String(byLanguage[found]);
}

/**
 * Every hole once: what is filled in may look like one, and stays as it is.
 * @param {string} text
 * @param {Record<string, string>} values
 */
function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (hole, /** @type {string} */ name) => (Object.hasOwn(values, name) ? String(values[name]) : hole));
}

/** Characters that turn the direction of what follows: a name must not rearrange the sentence around it. */
const turning = /[\u202a-\u202e\u2066-\u2069]/g;

/** One line, whatever it was: a line break in a header would begin another. @param {unknown} text */
function line(text) {
  return typeof text === "string" ? text.replace(turning, "").replace(/[\p{Cc}\u2028\u2029\s]+/gu, " ").trim() : "";
}

/** Text of several lines, which end in line feeds. @param {string} text */
function paragraph(text) {
  return text.replace(turning, "").replace(/\r\n?|[\u0085\u2028\u2029]/g, "\n").replace(/[^\P{Cc}\n]/gu, " ").trim();
}

/** @param {string} name */
function short(name) {
  const letters = [...name];
  return letters.length > longestName ? `${letters.slice(0, longestName - 1).join("")}…` : name;
}

/** @param {any} bundle @param {any} brand */
function colorOf(bundle, brand) {
  return [brand.color, bundle?.organisation?.accent].find((color) => typeof color === "string" && /^#[0-9a-f]{6}$/i.test(color)) ?? null;
}

/** @param {unknown} logo */
function pictureOf(logo) {
  return typeof logo === "string" && /^data:image\/(?:png|jpeg);base64,[A-Za-z0-9+/]+=*$/.test(logo) ? logo : null;
}

/** @param {unknown} address @returns {string|null} what can be a link, else nothing */
function webAddress(address) {
  return typeof address === "string" && /^https:\/\/[A-Za-z0-9][!#-&(-;=?-[\]-_a-~]*$/.test(address) ? address : null;
}
