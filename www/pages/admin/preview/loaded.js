// @ts-check
// What previews are made with: the program that writes covers, and the reader file. Asked for once it is looked at.

import { loadCover } from "../../../engine/cover-html.js";

/**
 * @template Thing
 * @typedef {{ state: "loading" } | { state: "none" } | { state: "there", thing: Thing }} Loaded
 */

/** @type {Loaded<import("../../../engine/cover-html.js").WriteCover>|undefined} */
let cover;
/** @type {Loaded<string>|undefined} */
let reader;

/** @param {() => void} changed */
export function coverWriter(changed) {
  if (!cover) {
    cover = { state: "loading" };
    loadCover().catch(() => null).then((found) => {
      cover = found ? { state: "there", thing: found } : { state: "none" };
      changed();
    });
  }
  return cover;
}

/** @param {() => void} changed */
export function readerFile(changed) {
  if (!reader) {
    reader = { state: "loading" };
    readReader().catch(() => null).then((found) => {
      reader = found ? { state: "there", thing: found } : { state: "none" };
      changed();
    });
  }
  return reader;
}

async function readReader() {
  const answer = await fetch(new URL("../../../wasm/reader.html", import.meta.url), { credentials: "omit" });
  const text = answer.ok ? await answer.text() : "";
  return text.includes("@LETTER@") && text.includes("@MESSAGE@") ? text : null;
}
