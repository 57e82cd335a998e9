// @ts-check
// What a composer was opened for, as the vault's editor begins with it: whole messages, which only the vault opens.

import { say } from "./words.js";
import { wholeMessage } from "./server.js";

/** @typedef {import("../../../www/embed/protocol.d.ts").Beginning} Beginning */

/** @param {string} id of the identity */
function signatureOf(id) {
  const { signatures = {}, show_sig: shown } = rcmail.env;
  const signature = shown ? signatures[id] : null;
  if (!signature) return undefined;
  return { text: String(signature.text ?? ""), html: typeof signature.html === "string" && signature.html !== "" ? signature.html : null };
}

/** @param {string} identity @returns {Promise<Beginning>} rejects with a Refusal where a message cannot be had */
export async function beginning(identity) {
  const asked = rcmail.env.zegel_compose ?? { mode: null, mailbox: null };
  const signature = signatureOf(identity);
  /** @type {Beginning} */
  const common = { mode: "message", recipients: "host", ...(signature ? { signature } : {}) };
  const { mode, mailbox, uids = [] } = asked;
  const [uid = ""] = uids;
  if (mode === "draft") return { mode: "message", recipients: "host", draft: { message: await wholeMessage(uid, mailbox), id: asked.id ?? "" } };
  if (mode === "edit") return { mode: "message", recipients: "host", again: { message: await wholeMessage(uid, mailbox) } };
  if (mode === "reply") return { ...common, answer: { kind: asked.all ? "reply-all" : "reply", message: await wholeMessage(uid, mailbox) } };
  if (mode === "forward") {
    const messages = await Promise.all(uids.map((one) => wholeMessage(one, mailbox)));
    const [first] = messages;
    if (first && messages.length === 1 && !asked.attached) return { ...common, answer: { kind: "forward", message: first } };
    const files = messages.map((bytes, at) => ({ name: `${say("attachedname", { nr: `${at + 1}` })}.eml`, type: "message/rfc822", bytes }));
    return { ...common, files };
  }
  const { subject = "", text = "" } = asked;
  return { ...common, ...(subject || text ? { given: { subject, text, html: null } } : {}) };
}
