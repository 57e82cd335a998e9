// @ts-check
/**
 * Where the browser tests play: the real server behind a relay that writes down every request, and Chromium with a second
 * relay as its way to the world, which writes down whatever wants to leave this machine and lets nothing through.
 */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, request as ask } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "../../server/main.mjs";
import { isFirefox, startBrowser, startOnDisk } from "./browsers.mjs";
import { wholeScript } from "./pages.mjs";
import { files, kept, search, sent } from "./traces.mjs";

/** @typedef {import("playwright-core").BrowserContext} BrowserContext */
/** @typedef {import("playwright-core").Page} Page */
/** @typedef {{ method: string, url: string, headers: string, body: Buffer, status: number }} Recorded */
/** @typedef {{ after(work: () => unknown): void }} Until  a test, or node:test itself for a whole file */
/** @typedef {import("../../www/release/watch.js").Releases} Releases */
/** @typedef {(point: string, socket: import("node:net").Socket) => void | Promise<void>} Fault */
/**
 * @typedef {object} Passing  a request on its way to the server, whole
 * @property {string} method
 * @property {string} url  path and query
 * @property {string} body
 * @property {() => Promise<Response>} forward  hands it to the server, which does what it asks
 * @property {import("node:http").ServerResponse} answer
 */
/** @typedef {(passing: Passing) => Promise<boolean | void>} Spoil  true: answered, or never to be */

/** What the browser asks of its maker whatever page is open: updates, sign-in, and which fields of a form may be filled in. */
const ownServices = isFirefox ? /^(?:CONNECT|GET|POST) (?:http:\/\/)?(?:[\w-]+\.)*(?:mozilla\.(?:com|net|org)|firefox\.com)[:/]/
  : /^(?:CONNECT|GET|POST) (?:http:\/\/)?(?:[\w-]+\.)*(?:googleapis|google|gvt1)\.com[:/]/;

/** The browser's own line about the 404 with which a directory says that it has no such certificate. */
const noCertificate = /^Failed to load resource: .* 404 .*\/\.well-known\/openpgpkey\//;

/** DOMPurify parses before it cleans; the style attributes it meets are refused by the policy, as they should be. */
const parsedStyle = /^Applying inline style violates .*\/vendor\/purify\.js\)$/;

/** What looks for obstacles (axe) asks in every frame, also in those that answer nobody; in Firefox that is said. */
const askedInFrames = /^Failed to execute .postMessage. on .DOMWindow.: The target origin provided/;

/** A page and a frame in it both ask before what is unsaved is left; the browser asks for both once, and says so. */
const askedOnce = /^Blocked attempt to show multiple 'beforeunload' confirmation panels/;

/** What was begun last ends first; a test's own hooks run in the order they were given. @param {Until} test @returns {Until} */
export function lastFirst(test) {
  /** @type {(() => unknown)[]} */
  const works = [];
  test.after(async () => {
    /** @type {unknown[]} */
    const failures = [];
    // All of them, whatever one says: a server that goes on keeps the run from ending.
    for (const work of works.reverse()) await Promise.resolve().then(work).catch((failure) => failures.push(failure));
    if (failures.length > 0) throw failures[0];
  });
  return { after: (work) => { works.push(work); } };
}

export class Stage {
  /** Every request of every page, worker and frame, as it came over the wire. @type {Recorded[]} */ requests = [];
  /** What wanted to go elsewhere. @type {string[]} */ outside = [];
  /** Other origins that a test itself plays. @type {string[]} */ besides = [];
  /** Asked at the named points of the embedded server. @type {Fault|null} */ fault = null;
  /** Asked for every request while it is set: what the line does. @type {Spoil|null} */ spoil = null;
  /** What was written in protected mail: at the end it is looked for in all that was sent, kept and said. @type {Set<string>} */ secrets = new Set();
  /** Pages come module by module, and nothing of them is kept: where that is what a test is about. */ modules = false;
  /** @type {Awaited<ReturnType<typeof serve>>|null} */ #server = null;

  /**
   * @param {Until} test
   * @param {{ jmapUrl?: string, policy?: string, hosts?: string[], wwwDir?: string, releases?: Releases, modules?: boolean }} [options]
   *   `policy`: a folder of signed bundles; `hosts`: where the vault may stand; `wwwDir`: other files than ours; `releases`: what browsers
   *   pin; `modules`: as they lie in www/, where otherwise a page's script comes in one piece
   */
  static async open(test, { jmapUrl, policy, hosts, wwwDir, releases, modules = wwwDir !== undefined || releases !== undefined } = {}) {
    const stage = new Stage();
    Object.assign(stage, { wwwDir, releases, modules });
    const until = lastFirst(test);
    stage.until = until;
    stage.jmapUrl = jmapUrl;
    stage.policy = policy;
    stage.hosts = hosts;
    stage.folder = await mkdtemp(join(tmpdir(), "zegel-browser-"));
    stage.data = join(stage.folder, "data");
    until.after(() => rm(stage.folder, { recursive: true, force: true, maxRetries: 3 }));
    await stage.startServer();
    until.after(() => stage.stopServer());
    until.after(async () => assert.deepEqual(await stage.leaks(), [], "nothing that was written in protected mail left or lies on the server"));
    stage.url = await listening(until, stage.#relay());
    stage.way = await listening(until, stage.#border());
    stage.browser = await startBrowser(stage);
    until.after(() => stage.browser.close());
    return stage;
  }

  /** @type {Until} */ until = { after() {} };
  /** @type {string|undefined} */ jmapUrl;
  /** @type {string|undefined} */ policy;
  /** @type {string[]|undefined} */ hosts;
  /** @type {string|undefined} */ wwwDir;
  /** @type {Releases|undefined} */ releases;
  /** Which requests the line breaks under. @type {((url: string) => boolean)|null} */ cut = null;
  folder = "";
  data = "";
  url = "";
  way = "";
  browser = /** @type {import("playwright-core").Browser} */ (/** @type {unknown} */ (null));

  /** Takes texts for secrets, line by line; what is short or of few letters may stand anywhere by chance. @param {...string} texts */
  keepSecret(...texts) {
    for (const line of texts.flatMap((text) => text.split("\n"))) {
      if (line.trim().length >= 12 && new Set(line).size > 6) this.secrets.add(line.trim());
    }
  }

  /** What the test sends in the clear after all. @param {...string} texts */
  noSecret(...texts) { for (const line of texts.flatMap((text) => text.split("\n"))) this.secrets.delete(line.trim()); }

  /** Where a secret is readable: in what was sent, on the server's disk and in its log; with a visitor, in what the page keeps and says. @param {Visitor} [visitor] */
  async leaks(visitor) {
    // A page that has gone, or that shows something else, keeps nothing of ours that could be asked for.
    const hay = visitor ? await kept(visitor).catch(() => [{ place: "console", bytes: Buffer.from(visitor.said.join("\n")) }])
      : [...sent(this), ...await files(this.data, "the server's disk"), { place: "the server's log", bytes: Buffer.from(this.failures.join("\n")) }];
    return search(hay, Object.fromEntries([...this.secrets].map((secret) => [secret, secret])));
  }

  async startServer() {
    this.#server = await serve({
      port: 0, data: this.data, jmapUrl: this.jmapUrl, policy: this.policy, hosts: this.hosts, wwwDir: this.wwwDir, releases: this.releases, log: (line) => { this.failures.push(line); },
      faults: (point, socket) => this.fault?.(point, socket),
    });
  }

  /** Files of a page stay what they are as long as a test runs; they would be asked about again at every opening. @param {string} url */
  #keeps(url) { return !this.modules && /\.(?:css|js|svg|wasm|woff2)$/.test(url); }

  /** Failures the server wrote to its log. @type {string[]} */ failures = [];

  async stopServer() {
    await this.#server?.close();
    this.#server = null;
  }

  /** The page keeps its address while the server behind it goes and comes. */
  #relay() {
    return createServer((incoming, answer) => {
      /** @type {Buffer[]} */
      const pieces = [];
      /** @type {Recorded} */
      const recorded = {
        method: incoming.method ?? "", url: incoming.url ?? "", headers: incoming.rawHeaders.join("\n"), status: 0,
        // What has come so far, put together when somebody looks: a large mail comes in a thousand pieces.
        get body() {
          if (pieces.length > 1) pieces.splice(0, pieces.length, Buffer.concat(pieces));
          return pieces[0] ?? Buffer.alloc(0);
        },
      };
      this.requests.push(recorded);
      incoming.on("data", (piece) => { pieces.push(piece); });
      if (!this.#server || this.cut?.(recorded.url)) { incoming.socket.destroy(); return; }
      if (this.spoil) { void this.#spoilt(incoming, answer, recorded); return; }
      const { hostname, port } = new URL(this.#server.url);
      const onward = ask({ hostname, port, method: incoming.method, path: incoming.url, headers: incoming.headers, agent: false }, (received) => {
        recorded.status = received.statusCode ?? 0;
        const kept = recorded.status === 200 && this.#keeps(recorded.url) ? { ...received.headers, "cache-control": "max-age=3600" } : received.headers;
        const whole = recorded.status === 200 && !this.modules ? wholeScript(recorded.url) : null;
        if (whole) {
          received.resume();
          const { "content-encoding": _, "content-length": __, etag: ___, ...headers } = kept;
          whole.then((script) => answer.writeHead(200, headers).end(script), (failure) => { this.failures.push(String(failure)); answer.destroy(); });
          return;
        }
        answer.writeHead(recorded.status, kept);
        received.pipe(answer);
        received.on("aborted", () => answer.destroy());
      });
      onward.on("error", () => answer.destroy());
      answer.on("close", () => onward.destroy());
      incoming.pipe(onward);
    });
  }

  /** @param {import("node:http").IncomingMessage} incoming @param {import("node:http").ServerResponse} answer @param {Recorded} recorded */
  async #spoilt(incoming, answer, recorded) {
    try {
      await new Promise((resolve, reject) => { incoming.on("end", resolve); incoming.on("close", resolve); incoming.on("error", reject); });
      const { method, url } = recorded;
      const forward = async () => {
        if (!this.#server) throw new Error("there is no server");
        const names = ["authorization", "content-type", "accept"].flatMap((name) => (incoming.headers[name] ? [[name, String(incoming.headers[name])]] : []));
        const received = await fetch(new URL(url, this.#server.url), {
          method, headers: Object.fromEntries(names), body: method === "POST" ? new Uint8Array(recorded.body) : undefined, redirect: "manual",
        });
        recorded.status = received.status;
        return received;
      };
      if (await this.spoil?.({ method, url, body: String(recorded.body), forward, answer })) return;
      const received = await forward();
      // It was unpacked on its way here.
      const kept = [...received.headers].filter(([name]) => !/^(?:content-encoding|content-length|transfer-encoding|connection|keep-alive|date)$/.test(name));
      answer.writeHead(received.status, Object.fromEntries(kept));
      answer.end(Buffer.from(await received.arrayBuffer()));
    } catch {
      answer.destroy();
    }
  }

  #border() {
    const note = (/** @type {string} */ line) => { if (!ownServices.test(line)) this.outside.push(line); };
    const border = createServer((incoming, answer) => {
      note(`${incoming.method} ${incoming.url}`);
      answer.writeHead(403).end();
    });
    border.on("connect", (incoming, socket) => { note(`CONNECT ${incoming.url}`); socket.destroy(); });
    return border;
  }

  /**
   * Somebody with a browser of their own.
   * @param {import("playwright-core").BrowserContextOptions & { onDisk?: boolean }} [options]  onDisk: with a profile one can search
   * @returns {Promise<Visitor>}
   */
  async visitor({ onDisk = false, ...options } = {}) {
    /** @type {import("playwright-core").BrowserContextOptions} */
    const context = { viewport: { width: 1280, height: 800 }, locale: "en-GB", reducedMotion: "reduce", ...options };
    const profile = onDisk ? await mkdtemp(join(this.folder, "profile-")) : null;
    const opened = profile
      ? await startOnDisk(profile, context, this)
      : await this.browser.newContext(context);
    this.until.after(() => opened.close().catch(() => {}));
    // Long, because the machine may be busy; who waits longer waits in vain.
    opened.setDefaultTimeout(90_000);
    const visitor = new Visitor(this, opened, opened.pages()[0] ?? await opened.newPage(), profile);
    this.until.after(async () => assert.deepEqual(await this.leaks(visitor), [], "nothing that was written in protected mail is kept readable"));
    await visitor.page.goto(this.url);
    return visitor;
  }
}

export class Visitor {
  /** Everything the console said. @type {string[]} */ said = [];
  /** What went wrong in the page. @type {string[]} */ problems = [];

  /** @param {Stage} stage @param {BrowserContext} context @param {Page} page @param {string|null} profile */
  constructor(stage, context, page, profile) {
    this.stage = stage;
    this.context = context;
    this.page = page;
    this.profile = profile;
    context.on("console", (message) => {
      this.said.push(message.text());
      const { url } = message.location();
      const line = `${message.text()} (${url})`;
      if ((message.type() === "error" || message.type() === "warning") && !noCertificate.test(line) && !parsedStyle.test(line) && !askedOnce.test(line)) this.problems.push(line);
    });
    context.on("weberror", (error) => {
      const text = String(error.error().stack ?? error.error());
      if (!(isFirefox && askedInFrames.test(text))) this.problems.push(text);
    });
    context.on("request", (request) => {
      if (![stage.url, ...stage.besides].some((url) => request.url().startsWith(url)) && !/^(?:blob|data|about):/.test(request.url())) stage.outside.push(request.url());
    });
  }
}

/** @param {Until} until @param {import("node:http").Server} server */
async function listening(until, server) {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(null)));
  until.after(() => { server.close(); server.closeAllConnections(); });
  return `http://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (server.address()).port}/`;
}
