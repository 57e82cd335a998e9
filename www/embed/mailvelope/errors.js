// @ts-check
// Errors as the client API documents them: an Error with a `code` in capitals, and a message that can be shown.

import { sentence as frameSentence } from "../words.js";
import { sentence } from "./texts.js";

/**
 * What the vault's codes are called in the client API. Some have no name there; these keep a name of ours, which webmails
 * treat as any error: they show the message.
 * @type {Record<string, string>}
 */
const names = {
  "recipient-without-certificate": "NO_KEY_FOR_RECIPIENT", "recipient-certificate-unusable": "NO_KEY_FOR_RECIPIENT",
  "no-recipient": "NO_KEY_FOR_RECIPIENT", "no-own-key": "NO_KEY_FOR_ENCRYPTION", "own-key-unusable": "NO_KEY_FOR_ENCRYPTION",
  "no-certificate": "NO_KEY_FOR_ADDRESS",
  "message-too-large": "ENCRYPT_QUOTA_SIZE", "attachment-too-large": "ENCRYPT_QUOTA_SIZE",
  "vault-locked": "PWD_DIALOG_CANCEL", "passphrase-wrong": "PWD_DIALOG_CANCEL", "passkey-refused": "PWD_DIALOG_CANCEL",
  "canceled": "EDITOR_DIALOG_CANCEL", "blocked": "BLOCKED_BY_RULES", "question-open": "BLOCKED_BY_RULES",
  "message-not-for-you": "NO_KEY_FOUND", "message-malformed": "ARMOR_PARSE_ERROR",
  "message-damaged": "DECRYPT_ERROR", "message-unsupported": "DECRYPT_ERROR",
  "certificate-malformed": "IMPORT_ERROR", "key-malformed": "IMPORT_ERROR",
  "not-connected": "NO_KEYRING_FOR_ID", "refused": "NOT_AUTHORIZED", "host-not-allowed": "NOT_AUTHORIZED",
  "server-unreachable": "NO_CONNECTION", "port-closed": "NO_CONNECTION",
};

/** Frames that are not there: there the side of the host has the words. */
const missing = ["frame-blocked", "frame-refused", "vault-unreachable", "frame-removed", "frame-replaced", "insecure-context"];

/** What a code is called where another one says the same thing better. @type {Record<string, string>} */
const documented = { EDITOR_IN_USE: "INVALID_OPTIONS", NO_RECIPIENT: "NO_KEY_FOR_RECIPIENT" };

export class ApiError extends Error {
  /**
   * @param {string} name  of a sentence in texts.js; the code, unless a documented one stands for it
   * @param {{ language?: string, values?: Record<string, unknown>, message?: string, cause?: unknown }} [how]
   */
  constructor(name, { language = "en", values = {}, message, cause } = {}) {
    super(message || sentence(name, language, values), cause === undefined ? undefined : { cause });
    this.name = "ApiError";
    this.code = documented[name] ?? name;
  }
}

/**
 * What a frame of the vault answered with, for a webmail.
 * @param {unknown} thrown  mostly a `PortError` of ../protocol.d.ts
 * @param {string} language
 * @param {{ otherwise?: string }} [how]  the code where ours says nothing to it
 */
export function apiError(thrown, language, { otherwise = "INTERNAL_ERROR" } = {}) {
  if (thrown instanceof ApiError) return thrown;
  const { code = "", message = "", detail = {} } = /** @type {{ code?: string, message?: string, detail?: Record<string, unknown> }} */ (thrown ?? {});
  if (missing.includes(code)) {
    const values = { origin: String(detail.origin ?? ""), host: globalThis.location?.origin ?? "" };
    return new ApiError("NO_CONNECTION", { message: frameSentence(code, language, values), cause: thrown });
  }
  const name = /^[A-Z][A-Z_]+$/.test(code) ? code : names[code] ?? otherwise;
  const addresses = detail.addresses ?? detail.address;
  // A sentence that misses its addresses says less than the vault's own.
  const own = name === "NO_KEY_FOR_RECIPIENT" && addresses === undefined && message !== code ? message : "";
  // A port says the code again where it has no words; what is not expected may have been thrown by anything, in words of programs.
  const spoken = (Object.hasOwn(names, code) || /^[A-Z]/.test(code)) && message !== code ? message : "";
  return new ApiError(name, { language, message: own || spoken, values: { ...detail, addresses }, cause: thrown });
}
