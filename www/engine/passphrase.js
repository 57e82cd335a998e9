// @ts-check

/**
 * A passphrase as it counts: the same letters typed on another keyboard, or with a space too many, are the same.
 * @param {string} typed
 */
export const normalPassphrase = (typed) => typed.normalize("NFC").trim().replace(/\s+/gu, " ");
