// @ts-check
// What a webmail hands over, looked at before anything is done with it.

import { ApiError } from "./errors.js";

/** @typedef {"message"|"signed message"|"signature"|"public key"|"private key"|"none"} ArmorType */

/** The header lines of RFC 9580, section 6.2.1. @type {readonly (readonly [string, ArmorType])[]} */
const headers = [
  ["MESSAGE", "message"], ["SIGNED MESSAGE", "signed message"], ["SIGNATURE", "signature"],
  ["PUBLIC KEY BLOCK", "public key"], ["PRIVATE KEY BLOCK", "private key"],
];

/**
 * Of the first armored block in a text; a signed message begins before its signature does.
 * @param {string} text
 * @returns {ArmorType}
 */
export function armorType(text) {
  const [, header] = /-----BEGIN PGP ([A-Z ]+)-----/.exec(text) ?? [];
  return headers.find(([name]) => name === header)?.[1] ?? "none";
}

/**
 * Whether what stands between the lines can be OpenPGP packets at all: base64, and the first bit of a packet is set.
 * @param {string} armored
 */
export function isArmor(armored) {
  const [, inside = ""] = /-----BEGIN PGP MESSAGE-----[^\n]*\n(?:[\w-]+: [^\n]*\n)*\s*\n([\s\S]*?)-----END PGP MESSAGE-----/.exec(armored.replace(/\r\n?/g, "\n")) ?? [];
  const packets = inside.replace(/^=[\w+/]{4}\s*$/m, "").replace(/\s+/g, "");
  return packets !== "" && packets.length % 4 === 0 && /^[g-z0-9+/][\w+/]*={0,2}$/.test(packets);
}

/** Whether an option says anything: webmails pass "" for what they have not. @param {unknown} value */
const given = (value) => value !== undefined && value !== null && value !== "" && value !== false;

export class Checks {
  /** @param {() => string} language */
  constructor(language) {
    this.language = language;
  }

  /** @param {string} name @param {Record<string, unknown>} [values] @returns {ApiError} */
  error(name, values) {
    return new ApiError(name, { language: this.language(), values });
  }

  /**
   * @param {unknown} selector
   * @returns {HTMLElement}
   */
  container(selector) {
    if (typeof selector !== "string") throw this.error("TYPE_MISMATCH", { name: "selector" });
    let found = null;
    try {
      found = document.querySelector(selector);
    } catch {
      // Not a selector at all: the same sentence, for the remedy is the same.
    }
    if (!(found instanceof HTMLElement)) throw this.error("WRONG_SELECTOR", { selector });
    return found;
  }

  /** @param {unknown} armored @param {ArmorType} wanted @param {string} name @returns {string} */
  armored(armored, wanted, name) {
    if (typeof armored !== "string") throw this.error("TYPE_MISMATCH", { name });
    if (armorType(armored) !== wanted) throw this.error("WRONG_ARMORED_TYPE", { begins: armored.trim().split("\n")[0]?.slice(0, 40) ?? "" });
    return armored;
  }

  /** @param {unknown} value @param {string} name @returns {string} */
  text(value, name) {
    if (typeof value !== "string" || value === "") throw this.error("TYPE_MISMATCH", { name });
    return value;
  }

  /** @param {unknown} value @param {string} name @returns {Record<string, unknown>} */
  object(value, name) {
    if (value === undefined || value === null) return {};
    if (typeof value !== "object") throw this.error("TYPE_MISMATCH", { name });
    return /** @type {Record<string, unknown>} */ (value);
  }

  /**
   * Roundcube adds a null for a sender without a key.
   * @param {unknown} recipients
   * @returns {string[]}
   */
  addresses(recipients) {
    if (!Array.isArray(recipients)) throw this.error("TYPE_MISMATCH", { name: "recipients" });
    const some = recipients.filter(given);
    if (some.some((one) => typeof one !== "string")) throw this.error("TYPE_MISMATCH", { name: "recipients" });
    return [...new Set(some.map((one) => one.trim()))].filter((one) => one !== "");
  }

  /**
   * @param {unknown} options  EditorContainerOptions
   * @returns {Omit<import("../protocol.js").Beginning, "mode"|"recipients">}
   */
  editorOptions(options) {
    const all = this.object(options, "options");
    const draft = given(all.armoredDraft);
    const others = ["predefinedText", "quotedMail", "quotedMailHeader", "keepAttachments"].filter((name) => given(all[name]));
    if (draft && others.length > 0) throw this.error("INVALID_OPTIONS", { options: ["armoredDraft", ...others] });
    /** @type {Omit<import("../protocol.js").Beginning, "mode"|"recipients">} */
    const begin = { quota: this.quota(all.quota), signMsg: Boolean(all.signMsg) };
    if (draft) return { ...begin, armoredDraft: this.armored(all.armoredDraft, "message", "armoredDraft") };
    if (given(all.quotedMail)) {
      begin.quotedMail = this.armored(all.quotedMail, "message", "quotedMail");
      begin.quotedMailIndent = all.quotedMailIndent !== false;
      begin.keepAttachments = Boolean(all.keepAttachments);
    }
    if (given(all.quotedMailHeader)) begin.quotedMailHeader = this.text(all.quotedMailHeader, "quotedMailHeader");
    if (given(all.predefinedText)) begin.predefinedText = this.text(all.predefinedText, "predefinedText");
    return begin;
  }

  /** In octets; webmails say kilobytes. @param {unknown} quota */
  quota(quota) {
    if (!given(quota)) return 20_480 * 1024;
    const kilobytes = Math.floor(Number(quota));
    if (!Number.isFinite(kilobytes) || kilobytes <= 0) throw this.error("TYPE_MISMATCH", { name: "quota" });
    return kilobytes * 1024;
  }

  /**
   * @param {unknown} options  KeyGenContainerOptions
   * @returns {{ email: string, fullName?: string }[]}
   */
  userIds(options) {
    const { userIds, keySize } = this.object(options, "options");
    if (!Array.isArray(userIds) || userIds.length === 0) throw this.error("INPUT_NOT_VALID", { name: "userIds" });
    if (given(keySize) && ![2048, 4096].includes(Number(keySize))) throw this.error("INPUT_NOT_VALID", { name: "keySize" });
    return userIds.map((one) => {
      const { email, fullName } = /** @type {{ email?: unknown, fullName?: unknown }} */ (one ?? {});
      if (typeof email !== "string" || !/^[^\s@<>]+@[^\s@<>]+$/.test(email.trim())) throw this.error("INPUT_NOT_VALID", { name: "email" });
      if (given(fullName) && typeof fullName !== "string") throw this.error("INPUT_NOT_VALID", { name: "fullName" });
      return given(fullName) ? { email: email.trim(), fullName: String(fullName) } : { email: email.trim() };
    });
  }

  /**
   * @param {unknown} dataUrl @param {unknown} revision @param {number} last
   */
  logo(dataUrl, revision, last) {
    if (typeof dataUrl !== "string" || !/^data:image\/png;base64,[A-Za-z0-9+/]+=*$/.test(dataUrl) || dataUrl.length > 15 * 1024) throw this.error("LOGO_INVALID");
    if (!Number.isInteger(revision) || Number(revision) <= last) throw this.error("REVISION_INVALID");
  }
}
