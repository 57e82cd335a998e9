// @ts-check
// The page that has the bookmarklet to take along.

import { bookmarklet, bookmarkletWords } from "./bookmarklet.js";
import { made } from "./style.js";

/** @type {Record<string, Record<string, string>>} */
const texts = {
  en: {
    title: "Zegel in any page", text: "Drag this button to your bookmarks bar. In a webmail, press the bookmark: a Protect button appears beneath every text field, and beneath protected text one that opens it.",
    name: "Zegel: Protect", copy: "Copy its address", copied: "Copied. Make a bookmark and paste it as its address.", notCopied: "This browser does not let the page copy. Drag the button instead.",
    limits: "Some webmails do not let it in; then it says so. Your organisation also has to allow the website.",
  },
  nl: {
    title: "Zegel op elke pagina", text: "Sleep deze knop naar uw bladwijzerbalk. Druk in een webmail op de bladwijzer: onder elk tekstveld verschijnt een knop Beveiligen, en onder beveiligde tekst een om hem te openen.",
    name: "Zegel: Beveiligen", copy: "Adres kopiëren", copied: "Gekopieerd. Maak een bladwijzer en plak dit als adres.", notCopied: "Deze browser laat de pagina niet kopiëren. Sleep de knop.",
    limits: "Sommige webmails laten het niet toe; dan zegt het dat. Uw organisatie moet de website ook toestaan.",
  },
};

const language = navigator.language.startsWith("nl") ? "nl" : "en";
const say = (/** @type {string} */ name) => texts[language]?.[name] ?? name;
document.documentElement.lang = language;
document.title = say("title");
const program = bookmarklet(location.origin, bookmarkletWords[language] ?? { refused: "" });
const link = made("a", { class: "bookmark", href: program, draggable: "true" }, say("name"));
// Here it is to be dragged; pressed, it would do nothing that helps.
link.addEventListener("click", (event) => event.preventDefault());
const status = made("p", { class: "muted", role: "status" });
const copy = made("button", { type: "button" }, say("copy"));
copy.addEventListener("click", () => {
  navigator.clipboard.writeText(program).then(() => { status.textContent = say("copied"); }, () => { status.textContent = say("notCopied"); });
});
document.getElementById("page")?.append(
  made("h1", {}, say("title")), made("p", {}, say("text")), made("p", { class: "ways" }, link, copy), status, made("p", { class: "muted" }, say("limits")));
