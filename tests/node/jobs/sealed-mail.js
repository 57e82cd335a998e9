// @ts-check
/** Mail that arrived sealed, and an organisation whose rules say what may be released. */
import { policy } from "../engine/people.js";
import { signIn } from "../server/start.js";

/** @import { Engine } from "../../../www/engine/types.js" */
/** @import { Draft } from "../../../www/generated/contract.js" */

/** A label whose mail stays protected. */
export const staying = "5d6c0f01-1b7a-4f3d-8c11-6f2a9d1e0004";

/** What is added to the example's rules. @param {"keep"|"remove"} [original] @param {boolean} [byRule]  whether a rule releases */
export function reading(original = "remove", byRule = true) {
  const bundle = JSON.parse(String(policy));
  return {
    reading: { original },
    labels: bundle.labels.map((/** @type {any} */ label) => (label.id === staying ? { ...label, removal: "forbidden" } : label)),
    rules: !byRule ? bundle.rules : [...bundle.rules, {
      id: "inside-is-clear", name: { en: "Mail among colleagues", nl: "Mail onder collega’s" }, on: "receiving", conditions: { FromScope: "InOrganization" },
      actions: { RemoveOMEv2: true },
    }],
  };
}

/**
 * A sealed message as it lies in a mailbox.
 * @param {Engine} engine  that has the writer's key, and rules
 * @param {Uint8Array[]} certificates  of its readers
 * @param {Partial<Draft> & { to: string[] }} wishes
 * @param {(Uint8Array|Blob)[]} [contents]
 */
export async function sealedTo(engine, certificates, wishes, contents = []) {
  /** @type {Draft} */
  const draft = {
    from: "Daan Bakker <daan@example.org>", cc: [], bcc: [], subject: "Minutes", text: "What was said.\n", html: null,
    attachments: contents.map((content, at) => ({ name: `file-${at}.txt`, type: "application/octet-stream", size: /** @type {Uint8Array} */ (content).length, contentId: null })),
    label: null, protection: "encrypt", answers: { acknowledged: [] }, inReplyTo: null, references: [], language: "en", date: "2026-11-24T10:00:00+01:00",
    messageId: `${crypto.randomUUID()}@example.org`, ...wishes,
  };
  const found = wishes.to.flatMap((address) => certificates.map((bytes) => ({ address, bytes })));
  const { messages } = await engine.seal(draft, { contents, certificates: found });
  const [{ bytes }] = messages;
  return bytes;
}

/**
 * Puts messages into a mailbox, each a minute after the one before.
 * @param {string} url
 * @param {string} address
 * @param {(Uint8Array|string)[]} messages
 * @param {{ role?: string, keywords?: Record<string, true> }} [options]
 * @returns {Promise<string[]>} their ids
 */
export async function arrive(url, address, messages, { role = "inbox", keywords = {} } = {}) {
  const user = await signIn(url, address);
  const { id: mailbox } = await user.mailbox(role);
  const ids = [];
  for (const [at, message] of messages.entries()) {
    const { blobId } = await user.upload(message);
    const receivedAt = new Date(Date.UTC(2026, 9, 1) + at * 60_000).toISOString().replace(".000", "");
    const { created } = await user.callOne("Email/import", { emails: { e: { blobId, mailboxIds: { [mailbox]: true }, keywords, receivedAt } } });
    ids.push(/** @type {string} */ (created.e.id));
  }
  return ids;
}
