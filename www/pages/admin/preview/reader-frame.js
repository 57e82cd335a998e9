// @ts-check
// The reader in a frame of no origin: its scripts run there as they do at a recipient's, and reach nothing.

import { h } from "../view/dom.js";
import { fitInto } from "./fitted.js";

const address = new URL("reader-frame.html", import.meta.url).pathname;
/** A reader is begun anew for every change; not for every key. */
const pause = 400;
/** Until it says how high it is. */
const firstHeight = 560;

/** @type {WeakMap<HTMLIFrameElement, { html: string, timer?: ReturnType<typeof setTimeout> }>} */
const frames = new WeakMap();
/** Frames that are there, for the one listener. @type {Set<WeakRef<HTMLIFrameElement>>} */
const known = new Set();

addEventListener("message", ({ source, data }) => {
  for (const reference of known) {
    const frame = reference.deref();
    if (!frame) known.delete(reference);
    else if (frame.contentWindow === source) answer(frame, data);
  }
});

/** @param {HTMLIFrameElement} frame @param {any} data */
function answer(frame, data) {
  if (data === "zegel-reader-frame") frame.contentWindow?.postMessage(frames.get(frame)?.html ?? "", "*");
  const height = data?.zegelReader;
  if (typeof height === "number" && frame.parentElement) fitInto(frame.parentElement, { height: Math.min(2400, Math.max(firstHeight, Math.ceil(height))) });
}

/**
 * @param {{ html: string, title: string, width: number, look: "light"|"dark" }} of
 */
export function readerFrame({ html, title, width, look }) {
  return h("div", { class: "fitted", key: `reader-box ${width} ${look}`, sync: (/** @type {HTMLElement} */ box) => fitInto(box, { width }) },
    h("iframe", {
      class: "reader-frame", title, sandbox: "allow-scripts allow-forms", referrerpolicy: "no-referrer", style: { "color-scheme": look },
      sync: (/** @type {HTMLIFrameElement} */ frame) => {
        const before = frames.get(frame);
        if (before?.html === html) return;
        clearTimeout(before?.timer);
        if (!before) known.add(new WeakRef(frame));
        frames.set(frame, { html, timer: setTimeout(() => { frame.src = address; }, before ? pause : 0) });
      },
    }));
}
