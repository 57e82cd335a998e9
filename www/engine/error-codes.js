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
  "passphrase-wrong", "key-malformed", "certificate-malformed", "key-without-primary", "backup-malformed",
  "recovery-code-wrong", "unsupported", "lookup-blocked", "vault-locked", "vault-changed", "passkey-unsupported", "passkey-refused",
  // the organisation's rules
  "bundle-missing", "bundle-invalid", "blocked", "question-open", "passphrase-not-allowed",
  // how they reach the browser
  "policy-missing", "policy-unreachable", "policy-too-large", "policy-invalid", "policy-for-others", "policy-expired",
  "policy-rolled-back", "policy-grace", "policy-from-the-future", "policy-store-refused", "policy-key-missing",
  "policy-key-malformed", "policy-signature-missing", "policy-signature-malformed", "policy-signature-wrong-key",
  "policy-signature-invalid", "signatures-unsupported", "signing-key-malformed", "signing-key-encrypted",
  // a message going out, a message coming in
  "draft-malformed", "draft-changed", "attachment-unreadable", "attachment-too-large",
  "message-malformed", "message-too-large", "message-not-for-you", "message-damaged",
  "message-unsupported", "removal-refused",
  // the engine itself
  "canceled", "engine-crashed", "engine-not-loaded", "engine-changed", "wasm-not-allowed", "insecure-context", "storage-refused",
  // servers and the webmail
  "server-unreachable", "server-refused", "sign-in-refused", "upload-truncated", "sending-interrupted", "sent-elsewhere",
  "host-did-not-take-bytes",
  // the webmail around a frame of the vault
  "frame-covered", "not-connected",
  "host-refused", "host-silent", "host-uncertain", "host-changed-bytes", "draft-foreign", "quoted-closed",
  // our mistake
  "internal",
]);
