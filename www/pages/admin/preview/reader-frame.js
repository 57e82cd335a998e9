// @ts-check
// The reader in a frame of no origin: its scripts run there as they do at a recipient's, and reach nothing.

import { h } from "../view/dom.js";
import { fitInto } from "./fitted.js";

const address = new URL("reader-frame.html", import.meta.url).pathname;
/** A reader is begun anew for every change; not for every key. */
const pause = 400;

/** @type {WeakMap<HTMLIFrameElement, { html: string, timer?: ReturnType<typeof setTimeout> }>} */
const frames = new WeakMap();
/** Frames that are there, for the one listener. @type {Set<WeakRef<HTMLIFrameElement>>} */
const known = new Set();

addEventListener("message", ({ source, data }) => {
  if (data !== "zegel-reader-frame") return;
  for (const reference of known) {
    const frame = reference.deref();
    if (!frame) known.delete(reference);
    else if (frame.contentWindow === source) frame.contentWindow?.postMessage(frames.get(frame)?.html ?? "", "*");
  }
});

/**
 * @param {{ html: string, title: string, width: number, height: number, look: "light"|"dark" }} of
 */
export function readerFrame({ html, title, width, height, look }) {
  return h("div", { class: "fitted", key: "reader-box", sync: (/** @type {HTMLElement} */ box) => fitInto(box, { width, height }) },
    h("iframe", {
      class: "reader-frame", key: look, title, sandbox: "allow-scripts", referrerpolicy: "no-referrer", style: { "color-scheme": look },
      sync: (/** @type {HTMLIFrameElement} */ frame) => {
        const before = frames.get(frame);
        if (before?.html === html) return;
        clearTimeout(before?.timer);
        if (!before) known.add(new WeakRef(frame));
        frames.set(frame, { html, timer: setTimeout(() => { frame.src = address; }, before ? pause : 0) });
      },
    }));
}
