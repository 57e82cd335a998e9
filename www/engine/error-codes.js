// @ts-check

/**
 * Every code a `ZegelError` can carry. Loaded by tests only (each code needs a sentence in each language); the programs
 * take the type from it.
 */
export const errorCodes = /** @type {const} */ ([
  // what the person typed
  "address-malformed", "address-domain-missing", "address-local-not-ascii", "address-too-long",
  // certificates and keys
  "recipient-without-certificate", "recipient-certificate-unusable", "no-recipient", "no-own-key", "own-key-unusable",
  "passphrase-wrong", "key-malformed", "certificate-malformed",
  // the organisation's rules
  "bundle-missing", "bundle-invalid", "blocked", "question-open",
  // a message going out, a message coming in
  "draft-malformed", "draft-changed", "attachment-unreadable", "attachment-too-large",
  "message-malformed", "message-too-large", "message-not-for-you", "message-damaged", "message-too-deep",
  // the engine itself
  "canceled", "engine-crashed", "engine-not-loaded", "wasm-not-allowed", "insecure-context", "storage-refused",
  // servers and the webmail
  "server-unreachable", "server-refused", "sign-in-refused", "upload-truncated", "sending-interrupted",
  "host-did-not-take-bytes",
  // our mistake
  "internal",
]);
