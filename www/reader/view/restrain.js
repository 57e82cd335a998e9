// @ts-check
// What the sender asks: the page keeps to it, and says that it is no more than that.

import { icon } from "../../icons/icon.js";
import { element } from "../../mail/element.js";

/**
 * No selecting, copying or dragging out of it. Screen readers read on.
 * @param {HTMLElement} place
 */
export function restrain(place) {
  place.style.setProperty("user-select", "none");
  place.style.setProperty("-webkit-user-select", "none");
  // Nowhere else: the words of an answer are the reader's own.
  for (const type of ["copy", "cut", "dragstart", "selectstart"]) place.addEventListener(type, (event) => event.preventDefault());
}

/** @param {import("../types.d.ts").Voice} voice */
export function heldBack({ say }) {
  return element("div", { class: "notice" }, icon("forward"),
    element("div", {}, element("strong", {}, say("forward.title")), element("p", {}, say("forward.text"))));
}
