// @ts-check
import assert from "node:assert/strict";
import test from "node:test";
import { USING, basic, mail, signIn, start } from "./start.js";

/** @param {string} url @param {string | object} body @param {Record<string, string>} [headers] */
async function post(url, body, headers = {}) {
  const answered = await fetch(`${url}jmap/`, {
    method: "POST",
    headers: { authorization: basic("noor@example.org"), "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return { status: answered.status, body: await answered.json() };
}

test("the session names the account, the addresses and the limits", async (t) => {
  const { url } = await start(t);
  const { session, accountId } = await signIn(url, "noor@example.org");
  assert.equal(session.username, "noor@example.org");
  assert.match(accountId, /^[\w-]{1,255}$/, "an Id of RFC 8620, section 1.2");
  assert.equal(session.accounts[accountId].name, "noor@example.org");
  for (const capability of USING) assert.ok(capability in session.capabilities, capability);
  assert.equal(session.capabilities["urn:ietf:params:jmap:core"].maxSizeUpload, 1_000_000_000);
  assert.equal(session.capabilities["urn:ietf:params:jmap:core"].maxSizeRequest, 10_000_000);
  for (const name of ["apiUrl", "uploadUrl", "downloadUrl", "eventSourceUrl", "state"]) assert.equal(typeof session[name], "string");
});

test("without the right password nothing is told, and the browser is not made to ask", async (t) => {
  const { url } = await start(t);
  const wrong = [undefined, "Basic", "Basic !!!", "Bearer x", basic("noor@example.org", "wrong"), basic("noor@example.org", ""),
    basic("nobody@example.org"), basic("noor@example.org", "leepw")];
  for (const authorization of wrong) {
    for (const path of [".well-known/jmap", "jmap/", "jmap/upload/noor-example-org/", "jmap/download/noor-example-org/B/x"]) {
      const answered = await fetch(url + path, { headers: authorization ? { authorization } : {} });
      assert.equal(answered.status, 401, `${authorization} ${path}`);
      assert.equal(answered.headers.get("www-authenticate"), null);
      assert.equal(answered.headers.get("content-type"), "application/problem+json");
    }
  }
});

test("every account begins with five mailboxes and a welcome", async (t) => {
  const { url } = await start(t);
  const mara = await signIn(url, "mara@example.com");
  const { list } = await mara.callOne("Mailbox/get", { ids: null, properties: ["name", "role", "totalEmails", "unreadEmails"] });
  assert.deepEqual(list.map((/** @type {any} */ { name, role, totalEmails, unreadEmails }) => [name, role, totalEmails, unreadEmails]), [
    ["Inbox", "inbox", 1, 1], ["Drafts", "drafts", 0, 0], ["Sent", "sent", 0, 0], ["Archive", "archive", 0, 0], ["Trash", "trash", 0, 0],
  ]);
  const [welcome] = await mara.emails("inbox");
  assert.equal(welcome.subject, "Welcome to Zegel");
  assert.deepEqual(welcome.to, [{ name: "Mara Novak", email: "mara@example.com" }]);
  assert.match(welcome.preview, /Protect/);
  assert.match(String(await mara.bytes(welcome.blobId)), /Lee Chen <lee@example\.com>/);
});

test("a message is told in the forms of RFC 8621", async (t) => {
  const { url } = await start(t);
  const noor = await signIn(url, "noor@example.org");
  const message = [
    "From: =?utf-8?q?No=C3=B6r?= <noor@example.org>",
    "To: Team: \"Lee, Chen\" <lee@example.com>, mara@example.com;",
    "Subject: =?utf-8?B?UGxhbiDigqw=?=",
    " and more",
    "Date: Thu, 12 Mar 2026 14:05:00 +0530",
    "Message-ID: <two@example.org>",
    "In-Reply-To: <one@example.org>",
    "References: <zero@example.org>",
    " <one@example.org>",
    "X-Label:  =?utf-8?q?cafe=CC=81?=  ",
    "X-Twice: 1",
    "X-Twice: 2",
    "MIME-Version: 1.0",
    'Content-Type: multipart/mixed; boundary="b"',
    "",
    "--b",
    "Content-Type: text/plain; charset=utf-8",
    "",
    "Hello   there",
    "--b",
    'Content-Type: application/pdf; name="a.pdf"',
    'Content-Disposition: attachment; filename="a.pdf"',
    "",
    "%PDF",
    "--b--",
    "",
  ].join("\r\n");
  const { blobId, size } = await noor.upload(message);
  const inbox = await noor.mailbox("inbox");
  const { created } = await noor.callOne("Email/import", {
    emails: { e: { blobId, mailboxIds: { [inbox.id]: true }, keywords: { $Seen: true }, receivedAt: "2026-03-12T09:00:00Z" } },
  });
  const { list: [email] } = await noor.callOne("Email/get", { ids: [created.e.id] });
  assert.equal(size, Buffer.byteLength(message));
  assert.deepEqual({ ...email, id: "", threadId: "" }, {
    id: "", threadId: "", blobId, size,
    mailboxIds: { [inbox.id]: true },
    keywords: { $seen: true },
    receivedAt: "2026-03-12T09:00:00Z",
    messageId: ["two@example.org"],
    inReplyTo: ["one@example.org"],
    references: ["zero@example.org", "one@example.org"],
    sender: null,
    from: [{ name: "Noör", email: "noor@example.org" }],
    to: [{ name: "Lee, Chen", email: "lee@example.com" }, { name: null, email: "mara@example.com" }],
    cc: null, bcc: null, replyTo: null,
    subject: "Plan € and more",
    sentAt: "2026-03-12T14:05:00+05:30",
    hasAttachment: true,
    preview: "Hello there",
  });
  const properties = ["header:x-label:asText", "header:X-Label", "header:X-Twice:asText:all", "header:X-None:asText", "header:From:asAddresses"];
  const { list: [headers] } = await noor.callOne("Email/get", { ids: [created.e.id], properties });
  assert.deepEqual(headers, {
    id: created.e.id,
    "header:x-label:asText": "caf\u00e9",
    "header:X-Label": "  =?utf-8?q?cafe=CC=81?=  ",
    "header:X-Twice:asText:all": ["1", "2"],
    "header:X-None:asText": null,
    "header:From:asAddresses": [{ name: "Noör", email: "noor@example.org" }],
  });
});

test("queries sort, cut, count and filter", async (t) => {
  const { url } = await start(t);
  const noor = await signIn(url, "noor@example.org");
  const archive = await noor.mailbox("archive");
  for (const day of [3, 1, 2]) {
    const { blobId } = await noor.upload(mail("noor@example.org", "lee@example.com", `Day ${day}`));
    const emails = { e: { blobId, mailboxIds: { [archive.id]: true }, receivedAt: `2026-01-0${day}T00:00:00Z` } };
    assert.equal((await noor.callOne("Email/import", { emails })).notCreated, null);
  }
  /** @param {Record<string, any>} args */
  const subjects = async (args) => {
    const [[, { total }], [, { list }]] = /** @type {any} */ (await noor.call(
      ["Email/query", { filter: { inMailbox: archive.id }, calculateTotal: true, ...args }],
      ["Email/get", { "#ids": { resultOf: "c0", name: "Email/query", path: "/ids" }, properties: ["subject"] }],
    ));
    return [total, ...list.map((/** @type {any} */ email) => email.subject)];
  };
  const sort = [{ property: "receivedAt", isAscending: false }];
  assert.deepEqual(await subjects({ sort }), [3, "Day 3", "Day 2", "Day 1"]);
  assert.deepEqual(await subjects({ sort: [{ property: "receivedAt" }] }), [3, "Day 1", "Day 2", "Day 3"]);
  assert.deepEqual(await subjects({ sort, position: 1, limit: 1 }), [3, "Day 2"]);
  assert.deepEqual(await subjects({ sort, position: -1 }), [3, "Day 1"]);
  assert.deepEqual(await subjects({ sort, position: 9 }), [3]);
  assert.deepEqual(await subjects({ filter: { inMailbox: archive.id, text: "day 2" } }), [1, "Day 2"]);
  assert.deepEqual(await subjects({ filter: { inMailbox: "none" } }), [0]);
  assert.deepEqual(await subjects({ filter: { inMailbox: archive.id, header: ["message-ID", "<Day.2@example.org>"] } }), [1, "Day 2"]);
  assert.deepEqual(await subjects({ sort, filter: { inMailbox: archive.id, header: ["Message-ID"] } }), [3, "Day 3", "Day 2", "Day 1"]);
});

test("a message moves, is marked and destroyed by patches", async (t) => {
  const { url } = await start(t);
  const noor = await signIn(url, "noor@example.org");
  const [welcome] = await noor.emails("inbox");
  const [inbox, trash] = [await noor.mailbox("inbox"), await noor.mailbox("trash")];
  const patch = { "keywords/$Seen": true, [`mailboxIds/${inbox.id}`]: null, [`mailboxIds/${trash.id}`]: true };
  const moved = await noor.callOne("Email/set", { update: { [welcome.id]: patch } });
  assert.deepEqual(moved.updated, { [welcome.id]: null });
  assert.notEqual(moved.newState, moved.oldState);
  assert.deepEqual(await noor.emails("inbox"), []);
  const [trashed] = await noor.emails("trash");
  assert.deepEqual([trashed.id, trashed.keywords], [welcome.id, { $seen: true }]);

  const refused = await noor.callOne("Email/set", {
    ifInState: moved.newState,
    update: {
      [welcome.id]: { [`mailboxIds/${trash.id}`]: null },
      "E-unknown": { "keywords/$seen": true },
    },
    create: { n: {} },
    destroy: ["E-unknown"],
  });
  assert.equal(refused.notUpdated[welcome.id].type, "invalidProperties");
  assert.equal(refused.notUpdated["E-unknown"].type, "notFound");
  assert.equal(refused.notCreated.n.type, "forbidden");
  assert.equal(refused.notDestroyed["E-unknown"].type, "notFound");
  assert.equal(refused.newState, refused.oldState);

  const [[, stale]] = /** @type {any} */ (await noor.call(["Email/set", { ifInState: moved.oldState, destroy: [welcome.id] }]));
  assert.equal(stale.type, "stateMismatch");
  const { destroyed } = await noor.callOne("Email/set", { destroy: [welcome.id] });
  assert.deepEqual(destroyed, [welcome.id]);
  assert.deepEqual((await noor.callOne("Email/get", { ids: [welcome.id] })).notFound, [welcome.id]);
  assert.equal((await noor.download(welcome.blobId)).status, 404);
});

test("patches that are not patches are refused one by one", async (t) => {
  const { url } = await start(t);
  const noor = await signIn(url, "noor@example.org");
  const [{ id }] = await noor.emails("inbox");
  const patches = [
    [{ subject: "x" }, "invalidProperties"], [{ "keywords/$seen": false }, "invalidProperties"],
    [{ "keywords/a/b": true }, "invalidPatch"], [{ keywords: {}, "keywords/$seen": true }, "invalidPatch"],
    [{ "keywords/with space": true }, "invalidProperties"], [{ mailboxIds: { M99: true } }, "invalidProperties"],
    [{ mailboxIds: {} }, "invalidProperties"], [{ "__proto__/x": true }, "invalidProperties"], ["x", "invalidPatch"],
  ];
  for (const [patch, type] of patches) {
    const { notUpdated } = await noor.callOne("Email/set", { update: { [id]: patch } });
    assert.equal(notUpdated?.[id]?.type, type, JSON.stringify(patch));
  }
});

test("method errors carry the types of RFC 8620", async (t) => {
  const { url } = await start(t, { limits: { maxObjectsInGet: 2, maxObjectsInSet: 1 } });
  const { call } = await signIn(url, "noor@example.org");
  /** @type {[string, Record<string, any>, string][]} */
  const cases = [
    ["Email/copy", {}, "unknownMethod"],
    ["constructor", {}, "unknownMethod"],
    ["Email/get", { accountId: "lee-example-com", ids: [] }, "accountNotFound"],
    ["Email/get", { accountId: undefined, ids: [] }, "invalidArguments"],
    ["Email/get", { ids: "x" }, "invalidArguments"],
    ["Email/get", { ids: [], colour: 1 }, "invalidArguments"],
    ["Email/get", { ids: [], properties: ["nonsense"] }, "invalidArguments"],
    ["Email/get", { ids: ["a", "b", "c"] }, "requestTooLarge"],
    ["Email/get", { ids: [], "#ids": { resultOf: "c0", name: "Core/echo", path: "/x" } }, "invalidArguments"],
    ["Email/get", { "#ids": { resultOf: "none", name: "Email/query", path: "/ids" } }, "invalidResultReference"],
    ["Email/get", { "#ids": { resultOf: "c0", name: "Core/echo", path: "/nowhere" } }, "invalidResultReference"],
    ["Email/get", { "#ids": { resultOf: "c0", name: "Email/query", path: "/x" } }, "invalidResultReference"],
    ["Email/query", { filter: { hue: "x" } }, "unsupportedFilter"],
    ["Email/query", { filter: { header: ["Subject", "x"] } }, "unsupportedFilter"],
    ["Email/query", { filter: { header: "Message-ID" } }, "invalidArguments"],
    ["Email/query", { sort: [{ property: "size" }] }, "unsupportedSort"],
    ["Email/query", { limit: -1 }, "invalidArguments"],
    ["Email/query", { position: 1.5 }, "invalidArguments"],
    ["Email/query", { anchor: "none" }, "anchorNotFound"],
    ["Email/set", { destroy: ["a", "b"] }, "requestTooLarge"],
    ["Email/import", {}, "invalidArguments"],
    ["EmailSubmission/set", { create: [] }, "invalidArguments"],
  ];
  for (const [name, args, type] of cases) {
    const [echo, answer] = await call(["Core/echo", { x: ["1"] }], [name, args]);
    assert.equal(echo?.[0], "Core/echo");
    assert.deepEqual([answer?.[0], answer?.[1].type], ["error", type], `${name} ${JSON.stringify(args)}`);
  }
});

test("one failing call does not stop the next", async (t) => {
  const { url } = await start(t);
  const { call } = await signIn(url, "noor@example.org");
  const names = (await call(["Email/nonsense", {}], ["Core/echo", { a: 1 }])).map(([name, , callId]) => [name, callId]);
  assert.deepEqual(names, [["error", "c0"], ["Core/echo", "c1"]]);
});

test("result references reach into lists", async (t) => {
  const { url } = await start(t);
  const { call } = await signIn(url, "noor@example.org");
  const answers = await call(
    ["Core/echo", { list: [{ "a/b": ["x", "y"] }, { "a/b": ["z"] }] }],
    ["Core/echo", { "#all": { resultOf: "c0", name: "Core/echo", path: "/list/*/a~1b" }, "#one": { resultOf: "c0", name: "Core/echo", path: "/list/1/a~1b/0" } }],
  );
  const { all, one } = answers[1]?.[1] ?? {};
  assert.deepEqual([all, one], [["x", "y", "z"], "z"]);
});

test("request errors carry the types of RFC 8620", async (t) => {
  const { url } = await start(t, { limits: { maxSizeRequest: 5000, maxCallsInRequest: 2 } });
  const type = (/** @type {string} */ name) => `urn:ietf:params:jmap:error:${name}`;
  const good = { using: USING, methodCalls: [["Core/echo", {}, "a"]] };
  /** @type {[string | object, string, Record<string, string>?][]} */
  const cases = [
    ["{", "notJSON"],
    [good, "notJSON", { "content-type": "text/plain" }],
    [[], "notRequest"],
    [{ using: USING }, "notRequest"],
    [{ using: USING, methodCalls: [["Core/echo", {}]] }, "notRequest"],
    [{ using: USING, methodCalls: [["Core/echo", [], "a"]] }, "notRequest"],
    [{ ...good, createdIds: { a: 1 } }, "notRequest"],
    [{ ...good, using: [...USING, "urn:example:unknown"] }, "unknownCapability"],
    [{ using: USING, methodCalls: Array(3).fill(["Core/echo", {}, "a"]) }, "limit"],
    [{ using: USING, methodCalls: [["Core/echo", { text: "x".repeat(5000) }, "a"]] }, "limit"],
  ];
  for (const [body, name, headers] of cases) {
    const answered = await post(url, body, headers);
    assert.equal(answered.status, 400);
    assert.equal(answered.body.type, type(name), JSON.stringify(body).slice(0, 80));
  }
  assert.equal((await post(url, good)).status, 200);
});

test("a request that does not announce its size is bounded too", async (t) => {
  const { url } = await start(t);
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(Buffer.from(`{"using":${JSON.stringify(USING)},"methodCalls":[]`));
      for (let part = 0; part < 110; part += 1) controller.enqueue(Buffer.alloc(100_000, " "));
      controller.enqueue(Buffer.from("}"));
      controller.close();
    },
  });
  const headers = { authorization: basic("noor@example.org"), "content-type": "application/json" };
  const answered = await fetch(`${url}jmap/`, /** @type {RequestInit} */ ({ method: "POST", headers, body, duplex: "half" }));
  assert.deepEqual([answered.status, (await answered.json()).limit], [400, "maxSizeRequest"]);
});

test("a method needs its capability in using", async (t) => {
  const { url } = await start(t);
  const ask = (/** @type {string[]} */ using) => post(url, { using, methodCalls: [["Identity/get", { accountId: "noor-example-org" }, "a"]] });
  assert.equal((await ask(USING.slice(0, 2))).body.methodResponses[0][1].type, "unknownMethod");
  assert.equal((await ask(USING)).body.methodResponses[0][0], "Identity/get");
});

test("creation ids given and made are handed back", async (t) => {
  const { url } = await start(t);
  const noor = await signIn(url, "noor@example.org");
  const [{ id, blobId, mailboxIds }] = await noor.emails("inbox");
  const { body } = await post(url, {
    using: USING,
    createdIds: { old: id },
    methodCalls: [
      ["Email/import", { accountId: noor.accountId, emails: { fresh: { blobId, mailboxIds } } }, "a"],
      ["Email/get", { accountId: noor.accountId, ids: ["#old", "#fresh"], properties: ["id"] }, "b"],
    ],
  });
  const fresh = body.methodResponses[0][1].created.fresh.id;
  assert.deepEqual(body.createdIds, { old: id, fresh });
  assert.deepEqual(body.methodResponses[1][1].list, [{ id }, { id: fresh }]);
});
