// @ts-check
// What the sender asks: the page keeps to it, and says that it is no more than that.

import { icon } from "../../icons/icon.js";
import { element } from "../../pages/demo/element.js";

/**
 * No selecting, copying or dragging out of it. Screen readers read on.
 * @param {HTMLElement} place
 */
export function restrain(place) {
  place.style.setProperty("user-select", "none");
  place.style.setProperty("-webkit-user-select", "none");
  for (const type of ["copy", "cut", "dragstart", "selectstart"]) place.ownerDocument.addEventListener(type, (event) => {
    // In the answer below one may copy and paste: those words are the reader's own.
    if (place.isConnected && !/** @type {Element} */ (event.target)?.closest?.("textarea, input")) event.preventDefault();
  });
}

/** @param {import("../types.d.ts").Voice} voice */
export function heldBack({ say }) {
  return element("div", { class: "notice" }, icon("forward"),
    element("div", {}, element("strong", {}, say("forward.title")), element("p", {}, say("forward.text"))));
}
