// @ts-check

/**
 * The Message-ID in the outer header of a message of ours, without its brackets. It may stand far down: To and Cc come first.
 * @param {Uint8Array} bytes
 * @returns {string|null}
 */
export function outerMessageId(bytes) {
  const header = new TextDecoder("latin1").decode(bytes.subarray(0, endOfHeader(bytes)));
  return /^message-id:\s*<([^>]+)>/im.exec(header)?.[1] ?? null;
}

/**
 * Those that can be named in a header field, without their brackets: others' may hold anything, and a server without SMTPUTF8 refuses what is
 * not ASCII.
 * @param {(string|null|undefined)[]} ids
 * @returns {string[]}
 */
export function soundIds(ids) {
  return ids.flatMap((id) => /^<?([!-;=?-~]{1,250})>?$/.exec(id ?? "")?.[1] ?? []);
}

/** @param {Uint8Array} bytes */
function endOfHeader(bytes) {
  const [cr, lf] = [0x0d, 0x0a];
  for (let at = bytes.indexOf(lf); at >= 0; at = bytes.indexOf(lf, at + 1)) {
    if (bytes[at + 1] === lf || (bytes[at + 1] === cr && bytes[at + 2] === lf)) return at;
  }
  return bytes.length;
}
