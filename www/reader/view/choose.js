// @ts-check
// The hosted reader without a message: a file is chosen, or dropped on the page.

import { icon } from "../../icons/icon.js";
import { element } from "../../mail/element.js";
import { letterIn } from "../source/file.js";

/**
 * @param {import("./shell.js").Shell} shell
 * @param {(letter: import("../types.d.ts").Letter) => void} onLetter
 */
export function showChoice(shell, onLetter) {
  const { say } = shell.voice;
  const error = element("p", { class: "error", role: "alert" });
  const take = async (/** @type {File|undefined} */ file) => {
    if (!file) return;
    error.textContent = "";
    const letter = await letterIn(file).catch(() => null);
    if (letter?.whole) onLetter(letter);
    else error.textContent = say(letter ? "choose.cut" : "choose.none", { name: file.name });
  };
  const input = element("input", { type: "file", id: "file", class: "visually-hidden", accept: ".html,.htm,.zip,.asc,.pgp,.gpg" });
  input.addEventListener("change", () => { void take(input.files?.[0]); input.value = ""; });
  const place = element("div", { class: "drop" }, icon("file-lock", { size: 32 }), input,
    element("label", { for: "file", class: "button primary" }, say("choose.pick")), element("span", { class: "muted small" }, say("choose.drop")));
  const over = (/** @type {DragEvent} */ event) => { event.preventDefault(); place.classList.toggle("over", event.type === "dragover"); };
  const card = element("section", { class: "card narrow" }, element("h1", {}, say("choose.heading")), element("p", {}, say("choose.text")), place, error,
    element("p", { class: "muted small local" }, say("unlock.local")));
  shell.show(card);
  // Anywhere on the page: a file that misses the place would otherwise open in its stead.
  document.ondragover = document.ondragleave = over;
  document.ondrop = (event) => {
    over(event);
    if (card.isConnected) void take(event.dataTransfer?.files[0]);
  };
}
