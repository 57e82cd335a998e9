// @ts-check
/**
 * People in Roundcube with the plugin, in Chromium: mail servers, Roundcube and the vault on loopback, each behind a relay that writes
 * down every request. What wants to leave the machine is written down and goes nowhere.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, request as ask } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildRoundcubePlugin } from "../../scripts/roundcube.mjs";
import { rulesWith } from "../browser/host-page.mjs";
import { Stage, lastFirst } from "../browser/stage.mjs";
import { MailServers } from "./mail-servers.mjs";
import { Roundcube } from "./roundcube-server.mjs";

/** @typedef {import("../browser/stage.mjs").Until} Until */
/** @typedef {import("../browser/stage.mjs").Recorded} Recorded */

export const users = ["noor@example.org", "daan@example.org", "lee@example.com"];

/**
 * @typedef {object} WebmailOptions
 * @property {(bundle: any, domain: string) => void} [rules] changes to the demonstration's bundles
 * @property {string} [plugin] lines of PHP to add to the plugin's configuration
 * @property {string} [config] lines of PHP to add to Roundcube's
 * @property {{ post?: string, upload?: string }} [limits] of PHP
 * @property {string} [language]
 */

export class Webmail {
  /** Every request of every page to Roundcube. @type {Recorded[]} */ requests = [];
  /** A Content-Security-Policy for Roundcube's pages, as its administrator may have set one. VAULT stands for the vault's origin. @type {string|null} */ policy = null;
  /** Asked before a request goes on to Roundcube; false breaks the connection off before it gets there, "answer" when it was done. @type {((request: Recorded) => boolean|"answer"|Promise<boolean|"answer">)|null} */ fault = null;

  /** @param {Stage} stage @param {MailServers} mail @param {Roundcube} roundcube @param {string} origin */
  constructor(stage, mail, roundcube, origin) {
    this.stage = stage;
    this.mail = mail;
    this.roundcube = roundcube;
    this.origin = origin;
  }

  get vault() { return this.stage.url.replace(/\/$/, ""); }

  /** @param {Until} test @param {WebmailOptions} [options] */
  static async open(test, { rules = () => {}, plugin = "", config, limits, language } = {}) {
    const until = lastFirst(test);
    const folder = await mkdtemp(join(tmpdir(), "zegel-webmail-"));
    until.after(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
    /** @type {Webmail} */
    let webmail;
    const origin = await relayed(until, () => webmail);
    const policy = await rulesWith(until, (bundle, domain) => {
      bundle.embedding = { hosts: [origin] };
      rules(bundle, domain);
    });
    const [mail, stage, built] = await Promise.all([
      MailServers.start(folder, users), Stage.open(until, { policy, hosts: [origin] }), buildRoundcubePlugin(join(folder, "built", "zegel")),
    ]);
    until.after(() => mail.stop());
    stage.besides.push(`${origin}/`);
    const roundcube = await Roundcube.start(join(folder, "roundcube"), {
      ports: mail.ports, plugins: [built], config, limits, language,
      pluginConfigs: { zegel: `$config['zegel_vault'] = '${stage.url}';\n${plugin}` },
    });
    until.after(() => roundcube.stop());
    webmail = new Webmail(stage, mail, roundcube, origin);
    return webmail;
  }

  /** Waits until so many messages lie there. @param {string} user @param {number} count @param {string} [mailbox] */
  async arrived(user, count, mailbox = "INBOX") {
    for (let left = 150; left > 0; left -= 1) {
      const messages = await this.mail.messages(user, mailbox);
      if (messages.length >= count) return messages;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`${user} has ${(await this.mail.messages(user, mailbox)).length} messages in ${mailbox}, not ${count}\n${await this.mail.logs()}`);
  }
}

/** @param {Until} until @param {() => Webmail} webmail @returns {Promise<string>} its origin */
async function relayed(until, webmail) {
  const server = createServer((incoming, answer) => {
    const { requests, policy, roundcube, vault, fault } = webmail();
    /** @type {Recorded} */
    const recorded = { method: incoming.method ?? "", url: incoming.url ?? "", headers: incoming.rawHeaders.join("\n"), body: Buffer.alloc(0), status: 0 };
    /** @type {Buffer[]} */
    const pieces = [];
    requests.push(recorded);
    incoming.on("data", (piece) => { pieces.push(piece); });
    incoming.on("end", async () => {
      recorded.body = Buffer.concat(pieces);
      const may = await fault?.(recorded) ?? true;
      if (may === false) { incoming.socket.destroy(); return; }
      const { hostname, port } = new URL(roundcube.url);
      const onward = ask({ hostname, port, method: incoming.method, path: incoming.url, headers: incoming.headers, agent: false }, (received) => {
        recorded.status = received.statusCode ?? 0;
        if (may === "answer") { received.resume().on("end", () => answer.destroy()); return; }
        const added = policy === null ? {} : { "content-security-policy": policy.replaceAll("VAULT", vault) };
        answer.writeHead(recorded.status, { ...received.headers, ...added });
        received.pipe(answer);
      });
      onward.on("error", () => answer.destroy());
      onward.end(recorded.body);
    });
  });
  await new Promise((resolve) => { server.listen(0, "127.0.0.1", () => resolve(null)); });
  until.after(() => { server.close(); server.closeAllConnections(); });
  return `http://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (server.address()).port}`;
}
