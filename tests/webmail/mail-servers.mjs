// @ts-check
/**
 * Dovecot (IMAP, LMTP, SASL) and Postfix (submission) on loopback, with free ports and everything they keep in one folder. Nothing
 * under /etc or /var is read or written but their programs. Mail to other domains than the users' is refused.
 */
import { execFile, spawn } from "node:child_process";
import { chmod, mkdir, open, readFile, readdir, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { asRoot } from "../../scripts/debian.mjs";
import { onPath } from "../../scripts/paths.mjs";

const run = promisify(execFile);
const system = `${process.env.PATH}:/usr/sbin:/sbin`;
const needed = "dovecot-imapd dovecot-lmtpd postfix";

/** @typedef {{ imap: number, lmtp: number, sasl: number, submission: number }} Ports */

/** @param {string} address */
export const passwordOf = (address) => `${address.split("@")[0]}pw`;

/** @param {number} count @returns {Promise<number[]>} */
export async function freePorts(count) {
  const servers = await Promise.all(Array.from({ length: count }, () => new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => resolve(server));
  })));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Waits until something listens. @param {number} port @param {() => Promise<string>} why */
export async function answers(port, why) {
  for (let left = 150; left > 0; left -= 1) {
    const there = await new Promise((resolve) => {
      const socket = connect(port, "127.0.0.1", () => { socket.destroy(); resolve(true); });
      socket.on("error", () => resolve(false));
    });
    if (there) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nothing answers on port ${port}.\n${await why()}`);
}

export class MailServers {
  /** @param {string} folder that others may enter @param {string[]} users */
  constructor(folder, users) {
    this.folder = folder;
    this.users = users;
  }

  ports = /** @type {Ports} */ ({});
  /** The command before a command that only root may run. @type {string[]} */ #prefix = [];
  /** @type {number|undefined} */ #dovecot;
  #postfix = false;

  /**
   * @param {string} folder an empty one
   * @param {string[]} users addresses; the password is the local part and "pw"
   */
  static async start(folder, users) {
    for (const name of ["dovecot", "postfix"]) {
      if (onPath(name, system) === null) throw new Error(`${name} is missing: these tests need Debian's or Ubuntu's packages ${needed}`);
    }
    const prefix = asRoot();
    if (prefix === null) throw new Error("Postfix starts as root only: run these tests as root, or let sudo ask for no password");
    const servers = new MailServers(folder, users);
    servers.#prefix = prefix;
    const [imap = 0, lmtp = 0, sasl = 0, submission = 0] = await freePorts(4);
    servers.ports = { imap, lmtp, sasl, submission };
    await servers.#write();
    try {
      await servers.#startDovecot();
      await servers.#root(["postfix", "-c", join(folder, "postfix/etc"), "start"]);
      servers.#postfix = true;
      for (const port of Object.values(servers.ports)) await answers(port, () => servers.logs());
    } catch (error) {
      await servers.stop();
      throw error;
    }
    return servers;
  }

  async #write() {
    const { folder, users, ports } = this;
    for (const name of ["dovecot", "mail", "log", "postfix/etc", "postfix/spool", "postfix/data"]) await mkdir(join(folder, name), { recursive: true });
    await chmod(folder, 0o755);
    const root = process.getuid?.() === 0;
    const owner = root ? "nobody" : userInfo().username;
    const group = root ? "nogroup" : (await run("id", ["-gn"])).stdout.trim();
    if (root) await run("chown", ["-R", `${owner}:${group}`, join(folder, "mail")]);
    await writeFile(join(folder, "users"), users.map((user) => `${user}:{PLAIN}${passwordOf(user)}::::::\n`).join(""));
    await writeFile(join(folder, "dovecot.conf"), dovecot(folder, ports, owner, group));
    await writeFile(join(folder, "postfix/etc/main.cf"), postfix(folder, ports, [...new Set(users.map((user) => user.split("@")[1] ?? ""))]));
    await writeFile(join(folder, "postfix/etc/master.cf"), services(ports));
    await this.#root(["chown", "-R", "postfix", join(folder, "postfix/data")]);
    if (!root) await this.#root(["chown", "-R", "root", join(folder, "postfix/etc"), join(folder, "postfix/spool")]);
  }

  async #startDovecot() {
    // A pipe would keep whoever reads it waiting for ever: dovecot's children hold it open.
    const log = await open(join(this.folder, "log/dovecot-start.log"), "a");
    const [program = "", ...words] = [...this.#prefix, "dovecot", "-F", "-c", join(this.folder, "dovecot.conf")];
    const child = spawn(program, words, { stdio: ["ignore", log.fd, log.fd], env: { ...process.env, PATH: system }, detached: true });
    this.#dovecot = child.pid;
    await log.close();
  }

  /** @param {string[]} command */
  async #root(command) {
    const [program = "", ...words] = [...this.#prefix, ...command];
    // Its children, too, keep what they are given: no pipes.
    await new Promise((resolve, reject) => {
      const child = spawn(program, words, { stdio: "ignore", env: { ...process.env, PATH: system } });
      child.on("error", reject);
      child.on("close", (code) => code === 0 ? resolve(null) : this.logs().then((text) => reject(new Error(`${command.join(" ")} ended with ${code}\n${text}`)), reject));
    });
  }

  async logs() {
    const folder = join(this.folder, "log");
    const names = await readdir(folder).catch(() => []);
    return (await Promise.all(names.map(async (name) => `-- ${name}\n${(await readFile(join(folder, name), "utf8").catch((error) => String(error))).slice(-3000)}`))).join("\n");
  }

  async stop() {
    if (this.#postfix) await this.#root(["postfix", "-c", join(this.folder, "postfix/etc"), "stop"]).catch(() => {});
    this.#postfix = false;
    const pid = this.#dovecot;
    if (pid === undefined) return;
    this.#dovecot = undefined;
    await this.#root(["kill", `${pid}`]).catch(() => {});
    for (let left = 50; left > 0 && alive(pid); left -= 1) await new Promise((resolve) => setTimeout(resolve, 100));
  }

  /** Names of messages that have all these flags of Maildir: S seen, R answered, small letters keywords. @param {string} user @param {...string} flags */
  async flagged(user, ...flags) {
    const names = await readdir(join(this.folder, "mail", user, "cur"));
    return names.filter((name) => flags.every((flag) => (name.split(":2,")[1] ?? "").includes(flag)));
  }

  /** What lies in somebody's mailbox, as it lies on the disk. @param {string} user @param {string} [mailbox] @returns {Promise<Buffer[]>} */
  async messages(user, mailbox = "INBOX") {
    const folder = join(this.folder, "mail", user, mailbox === "INBOX" ? "" : `.${mailbox}`);
    /** @type {{ name: string, bytes: Buffer }[]} */
    const found = [];
    for (const part of ["cur", "new"]) {
      for (const name of await readdir(join(folder, part)).catch(() => [])) {
        // Whoever looks at the mailbox moves it to cur/ or gives it flags: then it is found there the next time.
        const bytes = await readFile(join(folder, part, name)).catch((error) => { if (error.code !== "ENOENT") throw error; });
        if (!bytes) return this.messages(user, mailbox);
        found.push({ name, bytes });
      }
    }
    return found.sort((a, b) => a.name < b.name ? -1 : 1).map(({ bytes }) => bytes);
  }
}

/** @param {number} pid */
function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}

/** @param {string} folder @param {Ports} ports @param {string} owner @param {string} group */
const dovecot = (folder, { imap, lmtp, sasl }, owner, group) => `
base_dir = ${folder}/dovecot
state_dir = ${folder}/dovecot/state
log_path = ${folder}/log/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_username_format = %Lu
mail_location = maildir:${folder}/mail/%u
mail_uid = ${owner}
mail_gid = ${group}
first_valid_uid = 1
lmtp_save_to_detail_mailbox = no
passdb {
  driver = passwd-file
  args = scheme=PLAIN ${folder}/users
}
userdb {
  driver = static
  args = uid=${owner} gid=${group} home=${folder}/mail/%u allow_all_users=no
}
namespace inbox {
  inbox = yes
${["Drafts", "Sent", "Trash", "Junk"].map((name) => `  mailbox ${name} {\n    special_use = \\${name}\n    auto = subscribe\n  }`).join("\n")}
}
service imap-login {
  inet_listener imap {
    port = ${imap}
  }
  inet_listener imaps {
    port = 0
  }
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = ${lmtp}
  }
}
service auth {
  inet_listener {
    address = 127.0.0.1
    port = ${sasl}
  }
}
service stats {
  unix_listener stats-reader {
    mode = 0666
  }
  unix_listener stats-writer {
    mode = 0666
  }
}
`;

/** @param {string} folder @param {Ports} ports @param {string[]} domains */
const postfix = (folder, { lmtp, sasl }, domains) => `
compatibility_level = 3.6
queue_directory = ${folder}/postfix/spool
data_directory = ${folder}/postfix/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = ${folder}/log/postfix.log
maillog_file_prefixes = ${folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.example.test
mydestination =
virtual_mailbox_domains = ${domains.join(", ")}
virtual_mailbox_maps = static:ok
virtual_transport = lmtp:inet:127.0.0.1:${lmtp}
default_transport = error:this server delivers to itself only
relay_transport = error:this server delivers to itself only
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:${sasl}
smtpd_tls_security_level = none
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = permit_sasl_authenticated, reject
message_size_limit = 52428800
mailbox_size_limit = 0
alias_maps =
alias_database =
`;

/** Without proxymap smtpd hangs for a minute and a half. @param {Ports} ports */
const services = ({ submission }) => `
127.0.0.1:${submission} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
flush unix n - n 1000? 0 flush
postlog unix-dgram n - n - 1 postlogd
`;
