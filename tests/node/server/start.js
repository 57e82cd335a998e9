// @ts-check
/** A server of its own for every test, and the few JMAP requests that all of them make. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "../../../server/main.mjs";

/** @typedef {import("node:test").TestContext} TestContext */
/** @typedef {import("../../../server/main.mjs").ServeOptions} ServeOptions */
/** @typedef {[name: string, args: Record<string, any>, callId: string]} Invocation */
/** @typedef {Awaited<ReturnType<typeof signIn>>} User */

export const USING = ["urn:ietf:params:jmap:core", "urn:ietf:params:jmap:mail", "urn:ietf:params:jmap:submission"];

/** @param {TestContext} t */
export async function emptyFolder(t) {
  const folder = await mkdtemp(join(tmpdir(), "zegel-server-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * @param {TestContext} t
 * @param {ServeOptions} [options]
 */
export async function start(t, options = {}) {
  /** @type {string[]} */
  const failures = [];
  const data = options.data ?? await emptyFolder(t);
  const server = await serve({ port: 0, log: (line) => failures.push(line), ...options, data });
  t.after(() => server.close());
  return { ...server, data, failures };
}

/** @param {string} address @param {string} [password] */
export function basic(address, password = `${address.split("@")[0]}pw`) {
  return `Basic ${Buffer.from(`${address}:${password}`).toString("base64")}`;
}

/**
 * @param {string} url of the server
 * @param {string} address
 */
export async function signIn(url, address) {
  const authorization = basic(address);
  // Cyrus answers the well-known address with a redirect, which fetch follows within the origin.
  const answered = await fetch(new URL("/.well-known/jmap", url), { headers: { authorization } });
  assert.equal(answered.status, 200);
  const session = await answered.json();
  const accountId = session.primaryAccounts["urn:ietf:params:jmap:mail"];
  const base = new URL(answered.url);
  const fill = (/** @type {string} */ template, /** @type {Record<string, string>} */ values) =>
    new URL(template.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(values[name] ?? "")), base);

  /** @param {[string, Record<string, any>][]} calls @returns {Promise<Invocation[]>} */
  async function call(...calls) {
    const methodCalls = calls.map(([name, args], index) => [name, { accountId, ...args }, `c${index}`]);
    const response = await fetch(fill(session.apiUrl, {}), {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: JSON.stringify({ using: USING, methodCalls }),
    });
    const body = await response.json();
    assert.equal(response.status, 200, JSON.stringify(body));
    return body.methodResponses;
  }

  /** @param {string} name @param {Record<string, any>} args @returns {Promise<Record<string, any>>} */
  async function callOne(name, args) {
    const [[answeredName, result]] = /** @type {[Invocation]} */ (await call([name, args]));
    assert.equal(answeredName, name, JSON.stringify(result));
    return result;
  }

  /** @param {string | Uint8Array} bytes */
  async function upload(bytes) {
    const response = await fetch(fill(session.uploadUrl, { accountId }), {
      method: "POST", headers: { authorization, "content-type": "message/rfc822" }, body: /** @type {BodyInit} */ (bytes),
    });
    assert.equal(response.status, 201);
    return response.json();
  }

  /** @param {string} blobId */
  function download(blobId) {
    const target = fill(session.downloadUrl, { accountId, blobId, name: "message.eml", type: "message/rfc822" });
    return fetch(target, { headers: { authorization } });
  }

  /** @param {string} blobId */
  async function bytes(blobId) {
    const response = await download(blobId);
    assert.equal(response.status, 200);
    return Buffer.from(await response.arrayBuffer());
  }

  /** @param {string} role */
  async function mailbox(role) {
    const { list } = await callOne("Mailbox/get", { ids: null });
    const found = list.find((/** @type {any} */ candidate) => candidate.role === role);
    assert.ok(found, `a mailbox with the role ${role}`);
    return found;
  }

  /** @param {string} role @returns {Promise<any[]>} newest first */
  async function emails(role) {
    const { id } = await mailbox(role);
    const sort = [{ property: "receivedAt", isAscending: false }];
    const [, [, { list }]] = /** @type {[Invocation, Invocation]} */ (await call(
      ["Email/query", { filter: { inMailbox: id }, sort }],
      ["Email/get", { "#ids": { resultOf: "c0", name: "Email/query", path: "/ids" } }],
    ));
    return list;
  }

  /**
   * Upload, import into Drafts, submit, move to Sent: what the page does.
   *
   * @param {string | Uint8Array} message
   * @param {string[]} rcptTo
   * @param {string} [mailFrom]
   */
  async function send(message, rcptTo, mailFrom = address) {
    const { blobId } = await upload(message);
    const [drafts, sent] = [await mailbox("drafts"), await mailbox("sent")];
    const { list: [identity] } = await callOne("Identity/get", { ids: null });
    const envelope = { mailFrom: { email: mailFrom }, rcptTo: rcptTo.map((email) => ({ email })) };
    return call(
      ["Email/import", { emails: { e: { blobId, mailboxIds: { [drafts.id]: true }, keywords: { $draft: true, $seen: true } } } }],
      ["EmailSubmission/set", {
        create: { s: { identityId: identity.id, emailId: "#e", envelope } },
        onSuccessUpdateEmail: {
          "#s": { [`mailboxIds/${drafts.id}`]: null, [`mailboxIds/${sent.id}`]: true, "keywords/$draft": null },
        },
      }],
    );
  }

  return { address, authorization, session, accountId, call, callOne, upload, download, bytes, mailbox, emails, send };
}

/**
 * @param {string} from
 * @param {string} to
 * @param {string} subject
 * @param {string} [body]
 */
export function mail(from, to, subject, body = "Good morning.") {
  return [
    `From: ${from}`,
    `To: ${to}`,
    `Subject: ${subject}`,
    "Date: Thu, 12 Mar 2026 14:05:00 +0100",
    `Message-ID: <${subject.replaceAll(/\W/g, ".")}@example.org>`,
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "",
    body,
    "",
  ].join("\r\n");
}

/**
 * Sends exactly these bytes; fetch would repair what is meant to be wrong.
 *
 * @param {string} url
 * @param {string} bytes
 * @param {{ breakOff?: boolean }} [options] breakOff closes the sending side after the bytes
 * @returns {Promise<string>} all that came back
 */
export function sendRaw(url, bytes, { breakOff = false } = {}) {
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect(Number(new URL(url).port), "127.0.0.1", () => {
      if (breakOff) socket.end(bytes);
      else socket.write(bytes);
    });
    socket.setEncoding("latin1").on("data", (part) => { answer += part; });
    socket.on("error", () => {}).on("close", () => resolve(answer));
  });
}
