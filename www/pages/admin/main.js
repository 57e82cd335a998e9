// @ts-check
// The administrator's page: loads the checking program, then shows the start or the work.

import { loadSteward } from "../../engine/steward.js";
import { errorText } from "../../texts/error-text.js";
import { kept } from "./model/keep.js";
import { Page } from "./page.js";
import { shell } from "./shell.js";
import { startView } from "./start.js";
import { preferredLanguage } from "./texts/texts.js";
import { h, show, sign } from "./view/dom.js";

const root = /** @type {HTMLElement} */ (document.getElementById("page"));
const page = new Page(preferredLanguage(), draw);
/** @type {unknown} */
let failure = null;

async function begin() {
  document.documentElement.lang = page.voice.language;
  page.stage = "loading";
  page.refresh();
  try {
    page.steward = await loadSteward();
    page.builtIn = page.steward.dataTypes();
    page.found = await kept().catch(() => null);
    page.stage = "start";
  } catch (error) {
    failure = error;
    page.stage = "failed";
  }
  page.refresh();
}

function draw() {
  const { say, language } = page.voice;
  document.title = page.stage === "work" && page.document?.organisation?.name ? `${page.document.organisation.name} · ${say("page.name")}` : say("page.name");
  if (page.stage === "work") show(root, shell(page));
  else if (page.stage === "start") show(root, startView(page));
  else if (page.stage === "loading") show(root, h("main", { class: "page-status", key: "loading" }, h("h1", { class: "visually-hidden" }, say("page.name")), sign("loader-circle", { size: 28 }), h("p", { role: "status" }, say("page.loading"))));
  else {
    show(root, h("main", { class: "page-status", key: "failed" }, h("h1", { class: "visually-hidden" }, say("page.name")), sign("cloud-off", { size: 32 }),
      h("p", { role: "alert" }, errorText(failure, language)),
      h("button", { type: "button", class: "button", on: { click: begin } }, say("page.retry"))));
  }
}

addEventListener("hashchange", () => page.arrive(location.hash.slice(1) || "/overview"));
addEventListener("keydown", (event) => {
  if (page.stage !== "work" || !(event.ctrlKey || event.metaKey) || event.altKey || document.querySelector("dialog[open]")) return;
  const key = event.key.toLowerCase();
  if (key !== "z" && key !== "y") return;
  // The browser's own undo knows one field; this knows the document. Fields that are no part of it keep theirs.
  if (event.target instanceof Element && event.target.closest(".trial, .start, .chip-input, .publication, #keyserver")) return;
  event.preventDefault();
  if (key === "y" || event.shiftKey) page.redo();
  else page.undo();
});
addEventListener("beforeunload", (event) => {
  if (!page.dirty) return;
  page.keepNow().catch(() => {});
  event.preventDefault();
});
// A file dropped beside its place would replace the page.
for (const type of ["dragover", "drop"]) addEventListener(type, (event) => event.preventDefault());

page.route = location.hash.slice(1) || "/overview";
begin();
