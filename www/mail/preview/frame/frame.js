// @ts-check
// Runs in a document without an origin, which can ask nobody for anything: what is to be shown comes in by a message,
// and what is said about it goes out by one.

import { showImage } from "./image.js";
import { showText } from "./text.js";

/**
 * @typedef {"in"|"out"|"fit"} Zoom
 * @typedef {{ page: number, pages: number, percent: number }} State
 * @typedef {{ kind: "image"|"text"|"pdf", bytes: Uint8Array<ArrayBuffer>, type: string, text: string, name: string, dark: boolean }} Shown
 * @typedef {{ zoom: (how: Zoom) => void, turn?: (page: number) => void }} View
 * @typedef {{ place: HTMLElement, tell: (state: State) => void, ask: (kind: string, filename: string) => Promise<Uint8Array> }} Surroundings
 */

const keys = new Set(["Escape", "ArrowLeft", "ArrowRight", "PageUp", "PageDown", "+", "=", "-", "0"]);

addEventListener("message", ({ source, data, ports: [port] }) => {
  if (source !== parent || !port) return;
  void start(port, /** @type {Shown} */ (data));
}, { once: true });

/**
 * @param {MessagePort} port
 * @param {Shown} shown
 */
async function start(port, shown) {
  /** @type {Map<number, { resolve: (bytes: Uint8Array) => void, reject: (error: Error) => void }>} */
  const asked = new Map();
  /** @type {View|null} */
  let view = null;
  port.onmessage = ({ data }) => {
    if (data.zoom) view?.zoom(data.zoom);
    if (data.page) view?.turn?.(data.page);
    if (data.dark !== undefined) document.documentElement.classList.toggle("dark", data.dark);
    if (data.answer === undefined) return;
    if (data.bytes) asked.get(data.answer)?.resolve(data.bytes);
    else asked.get(data.answer)?.reject(new Error("there is no such file"));
    asked.delete(data.answer);
  };
  addEventListener("keydown", (event) => {
    const { key, ctrlKey, altKey, metaKey } = event;
    if (!keys.has(key) || ctrlKey || altKey || metaKey) return;
    // A page that is larger than the frame is scrolled first.
    if (/^(?:Arrow|Page)/.test(key) && !atEdge(key)) return;
    port.postMessage({ key });
  });
  document.documentElement.classList.toggle("dark", shown.dark);
  const place = document.body;
  place.tabIndex = -1;
  let number = 0;
  /** @type {Surroundings} */
  const around = {
    place,
    tell: (state) => port.postMessage({ state }),
    ask: (kind, filename) => new Promise((resolve, reject) => {
      asked.set(number += 1, { resolve, reject });
      port.postMessage({ ask: number, kind, filename });
    }),
  };
  try {
    const show = shown.kind === "pdf" ? (await import("./pdf.js")).showPdf : shown.kind === "image" ? showImage : showText;
    view = await show(shown, around);
  } catch (error) {
    port.postMessage({ failed: /** @type {Error} */ (error)?.name === "PasswordException" ? "locked" : "damaged" });
  }
}

/** @param {string} key */
function atEdge(key) {
  const { scrollTop, scrollLeft, scrollHeight, scrollWidth, clientHeight, clientWidth } = document.documentElement;
  if (key === "ArrowLeft") return scrollLeft <= 0;
  if (key === "ArrowRight") return scrollLeft + clientWidth >= scrollWidth - 1;
  return key === "PageUp" ? scrollTop <= 0 : scrollTop + clientHeight >= scrollHeight - 1;
}
