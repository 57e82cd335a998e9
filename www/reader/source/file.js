// @ts-check
// A file that somebody gives the hosted reader: message.html, message.zip with it, or message.asc.

import { readLetterhead } from "./letterhead.js";
import { messageInText } from "./message.js";
import { firstInZip } from "./zip.js";

/** No message is larger; a zip archive could be, once unpacked. */
const most = 200_000_000;

/**
 * @param {Blob} file
 * @returns {Promise<import("../types.d.ts").Letter & { whole: boolean }|null>} null where there is no message in it
 */
export async function letterIn(file) {
  let bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
    const inside = await firstInZip(bytes, /\.(?:html?|asc)$/i, most).catch(() => null);
    if (!inside) return null;
    bytes = inside;
  }
  const text = new TextDecoder().decode(bytes);
  const found = messageInText(text);
  if (!found) return isBinary(bytes) ? { head: null, message: new Blob([bytes]), whole: true } : null;
  const [, head = ""] = /<script type="application\/json" id="letter">([^<]*)<\/script>/.exec(text.slice(0, 2_000_000)) ?? [];
  return { head: readLetterhead(head), ...found };
}

/** A message without armor begins with a session key packet (RFC 9580 section 4.2). @param {Uint8Array} bytes */
function isBinary([first = 0]) {
  return [0xc1, 0xc3, 0x84, 0x85, 0x8c, 0x8d].includes(first);
}
