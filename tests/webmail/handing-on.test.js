// @ts-check
/** What the plugin's PHP does with finished messages, asked as its script asks: every octet, every refusal, and nothing twice. */
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { buildRoundcubePlugin } from "../../scripts/roundcube.mjs";
import { MailServers } from "./mail-servers.mjs";
import { Roundcube } from "./roundcube-server.mjs";
import { WebmailSession } from "./session.mjs";

const noorsAddress = "noor@example.org";
const lee = "lee@example.com";
const mara = "mara@example.com";

/** @type {string} */
let folder;
/** @type {MailServers} */
let mail;
/** @type {Roundcube} */
let roundcube;
/** @type {WebmailSession} */
let noor;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "zegel-webmail-"));
  mail = await MailServers.start(folder, [noorsAddress, lee, mara]);
  const plugin = await buildRoundcubePlugin(join(folder, "built", "zegel"));
  roundcube = await Roundcube.start(join(folder, "roundcube"), {
    ports: mail.ports, plugins: [plugin], pluginConfigs: { zegel: "$config['zegel_vault'] = 'http://127.0.0.1:9';" }, limits: { post: "64K", upload: "48K" },
  });
  noor = await WebmailSession.signIn(roundcube.url, noorsAddress);
}, { timeout: 60_000 });

after(async () => {
  await roundcube?.stop();
  await mail?.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
});

const newKey = () => randomBytes(16).toString("hex");
const sha = (/** @type {Uint8Array} */ bytes) => createHash("sha256").update(bytes).digest("hex");

/** @param {string} body @param {string} [from] */
function message(body, from = noorsAddress) {
  return Buffer.from([
    `From: Noor de Wit <${from}>`, `To: ${lee}`, "Subject: [...]", "Date: Thu, 26 Nov 2026 10:00:00 +0000", `Message-ID: <${randomBytes(8).toString("hex")}@example.org>`,
    "MIME-Version: 1.0", "Content-Type: text/plain", "", body, "",
  ].join("\r\n"));
}

/** @param {string} action @param {Record<string, string|Blob>} fields */
async function ask(action, fields) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  const answer = await noor.ask(`?_task=mail&_action=plugin.zegel.${action}&_remote=1`, form, { "x-roundcube-request": noor.token });
  const text = await answer.text();
  assert.match(answer.headers.get("content-type") ?? "", /^application\/json/, text.slice(0, 300));
  return JSON.parse(text);
}

/** @param {string} key @param {number} index @param {Buffer} bytes @param {number} [size] */
async function upload(key, index, bytes, size = 40_000) {
  let answer;
  for (let offset = 0; offset === 0 || offset < bytes.length; offset += size) {
    const piece = new Blob([new Uint8Array(bytes.subarray(offset, offset + size))]);
    answer = await ask("piece", { _key: key, _index: `${index}`, _offset: `${offset}`, _last: offset + size >= bytes.length ? "1" : "0", _piece: piece });
    assert.equal(answer.error, undefined, JSON.stringify(answer));
  }
  return answer.zegel;
}

/** @param {Buffer} bytes @param {Partial<{ from: string, recipients: string[], copy: boolean, digest: string }>} [other] */
const said = (bytes, other = {}) => ({ from: noorsAddress, recipients: [lee], copy: true, digest: sha(bytes), ...other });

/** @param {string} user @param {number} count @param {string} [mailbox] */
async function arrived(user, count, mailbox) {
  for (let left = 100; left > 0 && (await mail.messages(user, mailbox)).length < count; left -= 1) await new Promise((resolve) => setTimeout(resolve, 100));
  const messages = await mail.messages(user, mailbox);
  assert.equal(messages.length, count, await mail.logs());
  return messages;
}

/** Without what the servers wrote above it. @param {Buffer} stored */
const asSent = (stored) => stored.subarray(stored.indexOf("From: Noor"));
/** Dovecot may keep lines with bare line feeds. @param {Buffer} stored */
const crlf = (stored) => Buffer.from(stored.toString("latin1").replace(/\r?\n/g, "\r\n"), "latin1");

test("a message larger than PHP takes at once arrives octet for octet, and so does its copy", { timeout: 60_000 }, async () => {
  // Lines that begin with dots, long ones, and an end that is an empty line: what SMTP's quoting has to do with.
  const bytes = message(`.\r\n..two\r\n${"x".repeat(990)}\r\n${randomBytes(90_000).toString("base64").replace(/.{76}/g, "$&\r\n")}\r\n`);
  const key = newKey();
  assert.equal((await upload(key, 0, bytes)).digest, sha(bytes));
  const answer = await ask("send", { _key: key, _messages: JSON.stringify([said(bytes)]) });
  assert.equal(answer.zegel?.sent, true, JSON.stringify(answer));
  assert.deepEqual(answer.zegel.digests, [sha(bytes)]);
  const [there] = await arrived(lee, 1);
  assert.ok(crlf(asSent(/** @type {Buffer} */ (there))).equals(bytes), "it was changed on its way");
  const [copy] = await arrived(noorsAddress, 1, "Sent");
  assert.ok(crlf(/** @type {Buffer} */ (copy)).equals(bytes), "the copy is another");

  // A double click, or an answer that was lost.
  const again = await Promise.all([1, 2].map(() => ask("send", { _key: key, _messages: JSON.stringify([said(bytes)]) })));
  for (const one of again) assert.deepEqual(one, answer);
  assert.equal((await mail.messages(noorsAddress, "Sent")).length, 1);
});

test("asked twice at the same time it sends once", { timeout: 60_000 }, async () => {
  const before = { lee: (await mail.messages(lee)).length, sent: (await mail.messages(noorsAddress, "Sent")).length };
  const bytes = message("Once.");
  const key = newKey();
  await upload(key, 0, bytes);
  const answers = await Promise.all([1, 2, 3].map(() => ask("send", { _key: key, _messages: JSON.stringify([said(bytes)]) })));
  for (const answer of answers) assert.equal(answer.zegel?.sent, true, JSON.stringify(answer));
  await arrived(lee, before.lee + 1);
  await arrived(noorsAddress, before.sent + 1, "Sent");
});

test("several messages go each to their own people; one copy", { timeout: 60_000 }, async () => {
  const [toLee, toMara] = [message("For Lee"), message("For Mara, hidden")];
  const before = { lee: (await mail.messages(lee)).length, sent: (await mail.messages(noorsAddress, "Sent")).length };
  const key = newKey();
  const own = message("What the writer keeps");
  await upload(key, 0, own);
  await upload(key, 1, toLee);
  await upload(key, 2, toMara);
  const answer = await ask("send", { _key: key, _messages: JSON.stringify([
    said(own, { recipients: [] }), said(toLee, { copy: false }), said(toMara, { recipients: [mara], copy: false }),
  ]) });
  assert.equal(answer.zegel?.sent, true, JSON.stringify(answer));
  assert.ok(crlf(asSent(/** @type {Buffer} */ ((await arrived(mara, 1))[0]))).equals(toMara));
  await arrived(lee, before.lee + 1);
  const copies = await arrived(noorsAddress, before.sent + 1, "Sent");
  assert.ok(copies.some((copy) => crlf(copy).equals(own)));
});

test("what is refused is refused before anything is sent", { timeout: 60_000 }, async () => {
  const good = message("Good");
  const count = (await mail.messages(lee)).length;
  /** @type {[string, Buffer, object, string][]} */
  const cases = [
    ["another digest", message("Changed"), { digest: sha(good) }, "digest"],
    ["somebody else's envelope", good, { from: "daan@example.org" }, "from"],
    ["somebody else's From", message("Not me", "daan@example.org"), {}, "from"],
    ["two people in From", Buffer.from(good.toString().replace("From: ", "From: daan@example.org, ")), {}, "from"],
    ["no recipient", good, { recipients: [], copy: false }, "request"],
    ["no address", good, { recipients: ["lee@example.com>\r\nDATA"] }, "recipient"],
    ["a bare line feed", Buffer.from(good.toString().replace("Good", "Go\nod")), {}, "lines"],
    ["a bare carriage return", Buffer.from(good.toString().replace("Good", "Go\rod")), {}, "lines"],
    ["no body", Buffer.from("From: Noor"), {}, "lines"],
  ];
  for (const [name, bytes, other, code] of cases) {
    const key = newKey();
    await upload(key, 0, good);
    await upload(key, 1, bytes);
    const answer = await ask("send", { _key: key, _messages: JSON.stringify([said(good), said(bytes, other)]) });
    assert.equal(answer.error?.code, code, `${name}: ${JSON.stringify(answer)}`);
    assert.doesNotMatch(answer.error.message, /\[|\$/, name);
  }
  for (const [fields, code] of /** @type {[Record<string, string>, string][]} */ ([
    [{ _key: "../../x", _messages: "[]" }, "request"], [{ _key: newKey(), _messages: "[]" }, "request"], [{ _key: newKey(), _messages: JSON.stringify([said(good)]) }, "piece"],
  ])) assert.equal((await ask("send", fields)).error?.code, code);
  // Without the page's token, as another site would ask, Roundcube itself says no; without anything in the form it would not.
  for (const [body, status] of /** @type {[URLSearchParams, number][]} */ ([[new URLSearchParams({ _key: newKey() }), 403], [new URLSearchParams(), 200]])) {
    const answer = await noor.ask("?_task=mail&_action=plugin.zegel.send&_remote=1", body);
    assert.equal(answer.status, status);
    assert.doesNotMatch(await answer.text(), /"zegel"/);
  }
  // Roundcube itself lets this pass, for it has the token; the field of our page is missing.
  const bare = await noor.ask("?_task=mail&_action=plugin.zegel.outcome&_remote=1", new URLSearchParams({ _token: noor.token, _key: newKey() }));
  assert.equal(JSON.parse(await bare.text()).error?.code, "request");
  const piece = { _key: newKey(), _index: "0", _last: "1", _piece: new Blob(["x"]) };
  assert.equal((await ask("piece", { ...piece, _offset: "5" })).error?.code, "piece");
  assert.equal((await ask("piece", { ...piece, _offset: "0", _index: "-1" })).error?.code, "request");
  assert.equal((await ask("piece", { ...piece, _offset: "0", _piece: new Blob([new Uint8Array(60_000)]) })).error?.code, "toolarge");
  assert.equal((await mail.messages(lee)).length, count);
});

test("where the mail server stops, it is said whom the message reached, and going on reaches the others only", { timeout: 60_000 }, async () => {
  const bytes = message("Halfway");
  const count = (await mail.messages(lee)).length;
  const key = newKey();
  await upload(key, 0, bytes);
  await upload(key, 1, bytes);
  const messages = JSON.stringify([said(bytes), said(bytes, { recipients: ["nobody@elsewhere.test"] })]);
  for (let i = 0; i < 2; i += 1) {
    const answer = await ask("send", { _key: key, _messages: messages });
    // Our Postfix takes nothing for other domains.
    assert.equal(answer.error?.code, "partly", JSON.stringify(answer));
    assert.match(answer.error.message, /lee@example\.com/);
  }
  await arrived(lee, count + 1);
});

test("a draft takes the place of the one before, whole, and can be dropped", { timeout: 60_000 }, async () => {
  const [first, second] = [message("First thoughts"), message("Second thoughts")];
  const keep = async (/** @type {Buffer} */ bytes, previous = "") => {
    const key = newKey();
    await upload(key, 0, bytes);
    const answer = await ask("keep", { _key: key, _digest: sha(bytes), _previous: previous });
    assert.deepEqual(await ask("keep", { _key: key, _digest: sha(bytes), _previous: previous }), answer, "asked again, it is the same one");
    assert.equal(answer.zegel?.digest, sha(bytes), JSON.stringify(answer));
    return answer.zegel.id;
  };
  const one = await keep(first);
  const two = await keep(second, one);
  assert.notEqual(one, two);
  const drafts = await arrived(noorsAddress, 1, "Drafts");
  assert.ok(crlf(/** @type {Buffer} */ (drafts[0])).equals(second));
  // An id of another folder than the one there is deletes nothing.
  await ask("drop", { _draft: `1${two}` });
  await arrived(noorsAddress, 1, "Drafts");
  assert.equal((await ask("drop", { _draft: two })).zegel?.dropped, true);
  await arrived(noorsAddress, 0, "Drafts");
});

test("what is opened while a draft is being kept, or a message sent, is there afterwards", { timeout: 60_000 }, async () => {
  const opened = async (id = "") => /"compose_id":"([^"]+)"/.exec(await noor.page(`?_task=mail&_action=compose${id && `&_id=${id}`}`))?.[1];
  for (const action of ["keep", "send"]) {
    const [bytes, key, first] = [message(`By ${action}`), newKey(), await opened()];
    assert.ok(first);
    await upload(key, 0, bytes);
    // The request has begun, with the session as it was, and waits for a lock.
    const temp = join(folder, "roundcube/temp");
    const piece = (await readdir(temp)).find((name) => name.endsWith(`${createHash("sha256").update(`1 ${key}`).digest("hex")}.0`)) ?? assert.fail("no piece");
    const state = join(temp, piece.replace(/0$/, "json"));
    await writeFile(state, "");
    await chmod(state, 0o666); // Roundcube is somebody else
    const lock = spawn("flock", [state, "sh", "-c", "echo held; read line"], { stdio: ["pipe", "pipe", "inherit"] });
    await once(lock.stdout, "data");
    const asked = ask(action, { _key: key, _id: first, _previous: "", _digest: sha(bytes), _messages: JSON.stringify([said(bytes)]) });
    // Within half a second, after which Roundcube itself looks what others wrote.
    await new Promise((resolve) => setTimeout(resolve, 100));
    const answer = await noor.ask("?_task=mail&_action=compose");
    lock.stdin.end();
    const [, second] = /_id=(\w+)/.exec(answer.headers.get("location") ?? "") ?? [];
    assert.ok(second && second !== first);
    const { zegel, error } = await asked;
    assert.equal(error, undefined);
    assert.equal(await opened(second), second, action);
    // The one that was kept is gone on with; the one that was sent is over.
    if (action === "send") assert.notEqual(await opened(first), first);
    else {
      assert.match(await noor.page(`?_task=mail&_action=compose&_id=${first}`), /"mode":"draft"/);
      await ask("drop", { _draft: zegel.id });
    }
  }
});

test("Roundcube's own way of sending is shut", { timeout: 60_000 }, async () => {
  const page = await noor.page("?_task=mail&_action=compose");
  const id = /"compose_id":"([^"]+)"/.exec(page)?.[1] ?? "";
  const answer = await noor.ask(`?_task=mail&_id=${id}&_action=send&_framed=1`, new URLSearchParams({
    _token: noor.token, _task: "mail", _action: "send", _id: id, _from: "1", _to: lee, _subject: "In the clear", _message: "x", _is_html: "0", _draft: "1",
  }));
  const text = await answer.text();
  assert.match(text, /protected editor only/);
  assert.doesNotMatch(text, /sent_successfully/);
  await arrived(noorsAddress, 0, "Drafts");
});

test("nothing of this is an error for Roundcube's log", async () => {
  // The refusals above are told, and PHP finds old things in libraries; nothing else.
  assert.match(await roundcube.errors(), /SMTP Error/, "the log is the one that is written");
  const lines = (await roundcube.errors()).split("\n").filter((line) => line !== "" && !/Request security check failed|Invalid response code received|SMTP Error|elsewhere\.test|\/usr\/share\/php\//.test(line));
  assert.deepEqual(lines, []);
});
