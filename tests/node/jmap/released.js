// @ts-check
/** A sealed message, and what the engine would release of it, as far as moving them about is concerned. */
import { createHash } from "node:crypto";

export const messageId = "plan@example.com";

/** @param {{ messageId?: string|null, trace?: string }} [wishes]  `trace`: what only this copy has */
export function sealedMail({ messageId: id = messageId, trace = "" } = {}) {
  return Buffer.from(`${trace}From: lee@example.com\r\nTo: noor@example.org\r\n${id ? `Message-ID: <${id}>\r\n` : ""}Subject: [...]\r\n\r\nc2VhbGVk\r\n`);
}

/** As the engine releases: again and again the same, but for the record. @param {Buffer} sealed @param {string} [when] @param {string} [text] */
export function releasedOf(sealed, when = "2026-11-26T10:00:00Z", text = "The plan.") {
  const [head] = String(sealed).split("\r\n\r\n");
  const hash = createHash("sha256").update(sealed).digest("hex");
  return Buffer.from(`${head?.replace("[...]", "The plan")}\r\nZegel-Removed: ${when}; by=person;\r\n sha256=${hash}\r\n\r\n${text}\r\n`);
}
