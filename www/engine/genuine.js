// @ts-check
// Whether a program is the one this code was packed with. A page holds its modules to their hashes by an import map; the programs that
// these fetch are held to their own here. What no browser lets anybody hold is a worker's own script and what that imports.

import { ZegelError } from "./errors.js";
import { hashes } from "./hashes.js";

/**
 * The octets of a program or its compiled module, once they are what they have to be.
 * @param {string} file  its name
 * @param {Response|Uint8Array} given
 * @param {Readonly<Record<string, string>>} [expected]  for tests
 * @returns {Promise<Response|Uint8Array|WebAssembly.Module>}
 */
export async function genuine(file, given, expected = hashes) {
  // In the sources there is no list. With one, what is not on it is not ours.
  if (Object.keys(expected).length === 0) return given;
  const isAnswer = given instanceof Response;
  // Compiled while it arrives, as browsers do best; a module that was compiled has done nothing yet. Served under another type it is not.
  const compiled = isAnswer && file.endsWith(".wasm") ? WebAssembly.compileStreaming(given.clone()).catch(() => null) : null;
  const octets = isAnswer ? new Uint8Array(await given.arrayBuffer()) : given;
  const found = new Uint8Array(await crypto.subtle.digest("SHA-384", /** @type {BufferSource} */ (octets)));
  if (`sha384-${btoa(String.fromCharCode(...found))}` !== expected[file]) throw new ZegelError("engine-changed", { file });
  return await compiled ?? octets;
}
