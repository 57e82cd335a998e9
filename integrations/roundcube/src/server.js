// @ts-check
// What the plugin's PHP is asked: whole messages from the mailbox, and sealed ones in pieces on their way out.

import { digestOf } from "../../../www/embed/digest.js";
import { PortError } from "../../../www/embed/port.js";
import { say } from "./words.js";

/**
 * @typedef {import("../../../www/embed/protocol.d.ts").DeliveredMessage} DeliveredMessage
 * @typedef {{ sent: true, digests: string[], copied: boolean, folders: string[] }} Sent
 */

/** A refusal as the server worded it for the person; the vault gets its code. */
export class Refusal extends PortError {}

const settings = () => /** @type {import("./roundcube.d.ts").ZegelEnv} */ (rcmail.env.zegel);

export const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (octet) => octet.toString(16).padStart(2, "0")).join("");

/** @param {string} action @param {Record<string, string|Blob>} fields @returns {Promise<any>} */
async function ask(action, fields) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  const answer = await fetch(rcmail.url(`plugin.zegel.${action}`, { _remote: "1" }), {
    method: "POST", body: form, credentials: "same-origin", headers: { "X-Roundcube-Request": rcmail.env.request_token },
  }).catch(() => { throw new Refusal("server-unreachable", {}, say("network")); });
  const told = await answer.json().catch(() => null);
  if (told?.zegel) return told.zegel;
  if (told?.error) throw new Refusal(told.error.code, told.error.detail, told.error.message);
  // Whoever is signed out gets Roundcube's own answer, which is none of ours.
  if (answer.status >= 500) throw new Refusal("server-unreachable", { status: answer.status }, say("network"));
  throw new Refusal("sign-in-refused", { status: answer.status }, say("session"));
}

/**
 * @param {string} key
 * @param {number} index
 * @param {Uint8Array} bytes
 * @param {(done: number) => void} [onProgress]
 * @returns {Promise<string>} SHA-256 of what the server has
 */
async function upload(key, index, bytes, onProgress = () => {}) {
  const { piece } = settings();
  for (let offset = 0; ; offset += piece) {
    const last = offset + piece >= bytes.length;
    const part = new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (bytes.subarray(offset, offset + piece))]);
    const { size, digest } = await ask("piece", { _key: key, _index: `${index}`, _offset: `${offset}`, _last: last ? "1" : "0", _piece: part });
    if (size !== Math.min(offset + piece, bytes.length)) throw new Refusal("upload-truncated", {}, say("errorpiece"));
    onProgress(size);
    if (last) return digest;
  }
}

/**
 * Hands messages over and lets them go only when the server has every octet of every one. Asked again with the same key it sends
 * nothing twice.
 * @param {DeliveredMessage[]} messages
 * @param {{ key: string, draft: string|null, onProgress?: (done: number, total: number) => void }} how
 * @returns {Promise<Sent>}
 */
export async function deliver(messages, { key, draft, onProgress = () => {} }) {
  const total = messages.reduce((sum, { bytes }) => sum + bytes.length, 0);
  let before = 0;
  /** @type {string[]} */
  const digests = [];
  for (const [index, { bytes }] of messages.entries()) {
    const digest = await upload(key, index, bytes, (done) => onProgress(before + done, total));
    if (digest !== await digestOf(bytes)) throw new Refusal("host-did-not-take-bytes", {}, say("errordigest"));
    digests.push(digest);
    before += bytes.length;
  }
  const said = messages.map(({ from, recipients, copy }, index) => ({ from, recipients, copy, digest: digests[index] }));
  return patiently(() => ask("send", { _key: key, _id: rcmail.env.compose_id ?? "", _messages: JSON.stringify(said), _draft: draft ?? "" }));
}

/** What became of a delivery whose answer never came; null: nothing was sent. @param {string} key @returns {Promise<Sent|null>} */
export async function outcome(key) {
  return (await patiently(() => ask("outcome", { _key: key }))).answer;
}

/** Milliseconds after which is asked again. */
const pauses = [1000, 2000, 4000];

/** Asks again where no answer came: the server does nothing twice under one key. @template T @param {() => Promise<T>} work @returns {Promise<T>} */
async function patiently(work) {
  for (const pause of pauses) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Refusal && error.code === "server-unreachable")) throw error;
      await new Promise((resolve) => { setTimeout(resolve, pause); });
    }
  }
  return work();
}

/** @param {Uint8Array} message @param {string|null} previous @returns {Promise<{ id: string, digest: string }>} */
export async function keepDraft(message, previous) {
  const key = newKey();
  const digest = await upload(key, 0, message);
  if (digest !== await digestOf(message)) throw new Refusal("host-did-not-take-bytes", {}, say("errordigest"));
  const kept = await ask("keep", { _key: key, _id: rcmail.env.compose_id ?? "", _digest: digest, _previous: previous ?? "" });
  return { id: kept.id, digest: kept.digest };
}

/** @param {string} id */
export async function dropDraft(id) {
  await ask("drop", { _draft: id });
}

/** A whole message as it lies on the mail server. @param {string} uid @param {string|null} mailbox @returns {Promise<Uint8Array>} */
export async function wholeMessage(uid, mailbox) {
  const query = { _uid: uid, _save: "1", _token: rcmail.env.request_token, ...(mailbox === null ? {} : { _mbox: mailbox }) };
  const answer = await fetch(rcmail.url("viewsource", query), { credentials: "same-origin" }).catch(() => null);
  // A page in the place of a message is Roundcube's way of saying that one is signed out.
  if (!answer?.ok || /^text\/html/.test(answer.headers.get("content-type") ?? "")) {
    throw new Refusal("server-unreachable", {}, answer?.ok ? say("session") : say("noraw"));
  }
  return withoutOrigin(new Uint8Array(await answer.arrayBuffer()));
}

/** Our PHP puts Roundcube's own field before a draft: it is none of what was sealed. @param {Uint8Array} bytes */
function withoutOrigin(bytes) {
  const field = "X-Draft-Info: ";
  if (new TextDecoder("latin1").decode(bytes.subarray(0, field.length)) !== field) return bytes;
  return bytes.subarray(bytes.indexOf(0x0a) + 1);
}
