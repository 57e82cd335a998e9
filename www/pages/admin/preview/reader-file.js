// @ts-check
// The reader file, asked for once it is looked at.

/** @typedef {{ state: "loading" } | { state: "none" } | { state: "there", page: string }} Loaded */

/** @type {Loaded|undefined} */
let reader;

/** @param {() => void} changed @returns {Loaded} */
export function readerFile(changed) {
  if (!reader) {
    reader = { state: "loading" };
    readReader().catch(() => null).then((found) => {
      reader = found ? { state: "there", page: found } : { state: "none" };
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
