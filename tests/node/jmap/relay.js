// @ts-check
/** A server and a relay in front of it that does what lines and proxies do: it loses, changes and delays answers. */
import { createServer } from "node:http";
import { connect } from "../../../www/pages/demo/jmap.js";
import { signIn, start } from "../server/start.js";

/** @typedef {import("node:http").ServerResponse} ServerResponse */
/** @typedef {import("../../../www/pages/demo/jmap.js").Jmap} Jmap */
/** @typedef {import("../../../www/pages/demo/jmap/sending.js").OutgoingMessage} OutgoingMessage */
/**
 * @typedef {object} Passing a request on its way
 * @property {string} method of HTTP
 * @property {string} path
 * @property {string} body
 * @property {() => Promise<Response>} forward hands it to the server, which does what it asks
 * @property {ServerResponse} response
 */
/** @typedef {(passing: Passing) => Promise<boolean | void>} Spoil true: answered, or never to be */

/**
 * @param {import("node:test").TestContext} t
 * @param {string} target
 */
export async function relay(t, target) {
  /** @type {{ spoil: Spoil | null, seen: string[], origin: string }} */
  const state = { spoil: null, seen: [], origin: "" };
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { method = "GET", url = "/" } = request;
    const headers = new Headers();
    for (const name of ["authorization", "content-type", "accept"]) {
      const value = request.headers[name];
      if (typeof value === "string") headers.set(name, value);
    }
    const forward = () => fetch(new URL(url, target), { method, headers, body: method === "POST" ? body : undefined });
    state.seen.push(`${method} ${url} ${body.subarray(0, 4096)}`);
    try {
      if (await state.spoil?.({ method, path: url, body: String(body), forward, response })) return;
      await pass(await forward(), response);
    } catch {
      response.destroy();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  t.after(() => { server.closeAllConnections(); server.close(); });
  state.origin = `http://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (server.address()).port}/`;
  return state;
}

/** @param {Response} answer @param {ServerResponse} response */
async function pass(answer, response) {
  response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "application/octet-stream" });
  response.end(Buffer.from(await answer.arrayBuffer()));
}

/** @param {ServerResponse} response @param {number} status @param {string} text @param {string} [type] */
export function answerWith(response, status, text, type = "application/json") {
  response.writeHead(status, { "content-type": type }).end(text);
}

/**
 * What becomes of the answer, once the server has done what it was asked.
 * @type {Record<string, (passing: Passing, method: string) => Promise<void>>}
 */
export const spoilt = {
  "is 500": async ({ forward, response }) => { await forward(); answerWith(response, 500, "oops", "text/plain"); },
  "is 504": async ({ forward, response }) => { await forward(); answerWith(response, 504, "", "text/html"); },
  "is 429 from a proxy": async ({ forward, response }) => { await forward(); answerWith(response, 429, "<h1>Slow down</h1>", "text/html"); },
  "is 408 in JSON": async ({ forward, response }) => { await forward(); answerWith(response, 408, '{"type":"about:blank"}'); },
  "never comes": async ({ forward, response }) => { await forward(); response.destroy(); },
  "is lost, and a browser asks again by itself": async ({ forward, response }) => { await forward(); await pass(await forward(), response); },
  "is a cut line": async ({ forward, response }) => {
    const text = await (await forward()).text();
    response.writeHead(200, { "content-type": "application/json", "content-length": text.length });
    response.write(text.slice(0, 40), () => response.destroy());
  },
  "ends too early": async ({ forward, response }) => answerWith(response, 200, (await (await forward()).text()).slice(0, 40)),
  "is a page": async ({ forward, response }) => { await forward(); answerWith(response, 200, "<title>Sign in</title>", "text/html"); },
  "is null": async ({ forward, response }) => { await forward(); answerWith(response, 200, "null"); },
  "holds null": async ({ forward, response }) => { await forward(); answerWith(response, 200, '{"methodResponses":[null]}'); },
  "holds nothing": async ({ forward, response }) => { await forward(); answerWith(response, 200, '{"methodResponses":[]}'); },
  "has no result": async (passing, method) => changed(passing, (responses) =>
    responses.map(([name, result, id]) => (name === method ? [name, null, id] : [name, result, id]))),
  "says serverFail": async (passing, method) => changed(passing, (responses) => failing(responses, method, "serverFail")),
  "says serverPartialFail": async (passing, method) => changed(passing, (responses) => failing(responses, method, "serverPartialFail")),
  "says something new": async (passing, method) => changed(passing, (responses) => failing(responses, method, "surprise")),
};

/** @typedef {import("../server/start.js").Invocation} Invocation */

/** @param {Invocation[]} responses @param {string} method @param {string} type @returns {Invocation[]} */
function failing(responses, method, type) {
  return responses.filter(([name], index) => index === 0 || name === method)
    .map(([name, result, id]) => (name === method ? ["error", { type }, id] : [name, result, id]));
}

/** @param {Passing} passing @param {(responses: Invocation[]) => unknown[]} change */
export async function changed({ forward, response }, change) {
  const answer = await (await forward()).json();
  answerWith(response, 200, JSON.stringify({ ...answer, methodResponses: change(answer.methodResponses) }));
}

/**
 * Only requests with this method are spoilt, and only so many of them.
 * @param {string} method
 * @param {(passing: Passing, method: string) => Promise<void>} spoil
 * @param {number} [times]
 * @returns {Spoil}
 */
export function on(method, spoil, times = 1) {
  let left = times;
  return async (passing) => {
    if (!passing.body.includes(`["${method}",`) || left === 0) return false;
    left -= 1;
    await spoil(passing, method);
    return true;
  };
}

/** @param {string} to @param {string} mark @param {string} [id] */
export function message(to, mark, id = "one@example.org") {
  return new TextEncoder().encode(
    `From: noor@example.org\r\nTo: ${to}\r\nMessage-ID: <${id}>\r\nSubject: [...]\r\n\r\nSealed ${mark}\r\n`);
}

/**
 * As the composer makes them, sealed anew for every attempt: one for everybody named, one for each who is not.
 * @param {number} attempt
 * @param {string} [id]
 * @returns {OutgoingMessage[]}
 */
export function sealed(attempt, id) {
  const mailFrom = "noor@example.org";
  return [
    { mailFrom, rcptTo: ["lee@example.com", "daan@example.org"], bytes: message("lee@example.com", `${attempt}`, id), kept: true },
    { mailFrom, rcptTo: ["mara@example.com"], bytes: message("lee@example.com", `${attempt} for Mara`, id), kept: false },
    { mailFrom, rcptTo: ["sofie@example.org"], bytes: message("lee@example.com", `${attempt} for Sofie`, id), kept: false },
  ];
}

/**
 * @param {import("node:test").TestContext} t
 * @param {import("../../../server/main.mjs").ServeOptions} [options]
 */
export async function stage(t, options) {
  const server = await start(t, options);
  return { server, ...await through(t, server.url) };
}

/**
 * @param {import("node:test").TestContext} t
 * @param {string} url of a server that runs
 * @param {string} [id] of the message that is looked for
 */
export async function through(t, url, id = "one@example.org") {
  const line = await relay(t, url);
  const jmap = await connect({ url: `${line.origin}.well-known/jmap`, user: "noor@example.org", password: "noorpw", fetch });
  await jmap.mailboxes();
  await jmap.identities();
  /** @param {string} address @param {string} role */
  const found = async (address, role) =>
    (await (await signIn(url, address)).emails(role)).filter(({ messageId }) => messageId?.includes(id));
  return { line, jmap, found };
}

/** How many copies lie where. @param {Awaited<ReturnType<typeof through>>} on */
export async function everywhere({ found }) {
  const [lee, daan, mara, sofie, noor, sent, drafts] = await Promise.all([
    found("lee@example.com", "inbox"), found("daan@example.org", "inbox"), found("mara@example.com", "inbox"),
    found("sofie@example.org", "inbox"), found("noor@example.org", "inbox"), found("noor@example.org", "sent"),
    found("noor@example.org", "drafts")]);
  return {
    lee: lee.length, daan: daan.length, mara: mara.length, sofie: sofie.length, noor: noor.length,
    sent: sent.length, drafts: drafts.length,
  };
}

export const once = { lee: 1, daan: 1, mara: 1, sofie: 1, noor: 0, sent: 1, drafts: 0 };
export const nothing = { lee: 0, daan: 0, mara: 0, sofie: 0, noor: 0, sent: 0, drafts: 0 };
