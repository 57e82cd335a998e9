// @ts-check

/** What a host may say why it did not do something, and there is a sentence for. */
/** @type {Set<string>} */
export const errorCodes = new Set([
  "server-unreachable", "server-refused", "sign-in-refused", "message-too-large", "upload-truncated", "host-did-not-take-bytes", "host-uncertain", "canceled",
]);
