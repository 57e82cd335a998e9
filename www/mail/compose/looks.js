// @ts-check
// The composer's style sheet, loaded with the first composer.

import { h } from "../../button/dom.js";

/** @type {Promise<void>|undefined} */
let loaded;

export function attachLooks() {
  loaded ??= new Promise((resolve) => {
    const href = new URL("./compose.css", import.meta.url).href;
    document.head.append(h("link", { rel: "stylesheet", href, onload: () => resolve(), onerror: () => resolve() }));
  });
  return loaded;
}
