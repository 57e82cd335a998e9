// @ts-check
// A message that arrived, as rules on receiving see it: made from what opening it gave.

/** @import { Attachment, Opened, Restrictions } from "../generated/contract.js" */

/**
 * `verified`: a valid signature is the sender's. `labels`: as pairs, and whether the sender's signature vouches for them.
 * `threadProtected`: the thread stood under the protection.
 * @typedef {{
 *   from: string, verified: boolean, to: string[], cc: string[], subject: string, text: string, html: string|null,
 *   attachments: Attachment[], labels: { text: string, verified: boolean }[],
 *   inReplyTo: string|null, references: string[], threadProtected: boolean,
 *   restrictions: Pick<Restrictions, "doNotForward"|"keepProtected"|"expires">,
 * }} Received
 */

/**
 * @param {Opened} opened
 * @returns {Received & { contents: Uint8Array[] }}  `contents`: the bytes of its attachments, for `engine.receive`
 */
export function receivedOf(opened) {
  const { headers, labels, parts, restrictions, signature, text, html } = opened;
  const addresses = (/** @type {typeof headers.to} */ fields) => fields.flatMap(({ address }) => address ?? []);
  return {
    from: headers.from.address ?? "", verified: signature.state === "valid",
    to: addresses(headers.to), cc: addresses(headers.cc), subject: headers.subject.value, text: text ?? "", html,
    attachments: parts.map(({ name, type, size, contentId }) => ({ name, type, size, contentId })),
    labels: labels.map(({ text: pairs, state }) => ({ text: pairs, verified: state === "verified" })),
    inReplyTo: headers.inReplyTo, references: headers.references, threadProtected: headers.threadProtected, restrictions,
    contents: parts.map(({ bytes }) => bytes),
  };
}
