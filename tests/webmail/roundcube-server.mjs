// @ts-check
/**
 * A Roundcube of its own out of Debian's package, served by PHP's built-in server on a free port. Its configuration, database, logs and
 * temporary files lie in the folder given; the program is linked. Several may run at once.
 */
import { execFile, spawn } from "node:child_process";
import { chmod, cp, mkdir, open, readFile, readdir, realpath, symlink, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { answers, freePorts } from "./mail-servers.mjs";
import { onPath } from "../../scripts/paths.mjs";

const run = promisify(execFile);
const program = "/usr/share/roundcube";

/**
 * @typedef {object} RoundcubeOptions
 * @property {{ imap: number, submission: number }} ports of the mail servers
 * @property {string[]} [plugins] folders to copy into plugins/ and switch on; the folder's name is the plugin's
 * @property {Record<string, string>} [pluginConfigs] text of config.inc.php for a plugin
 * @property {string} [config] lines of PHP to add to Roundcube's own configuration
 * @property {string} [language]
 * @property {{ post?: string, upload?: string }} [limits] PHP's post_max_size and upload_max_filesize
 */

export class Roundcube {
  /** @param {string} folder @param {number} port @param {number} pid */
  constructor(folder, port, pid) {
    this.folder = folder;
    this.url = `http://127.0.0.1:${port}/`;
    this.#pid = pid;
    process.once("exit", this.#atExit);
  }

  /** @type {number} */ #pid;
  // Its workers are a process group; a run that is broken off must not leave them behind.
  #atExit = () => { try { process.kill(-this.#pid); } catch { /* it has ended already */ } };

  /** @param {string} folder an empty one @param {RoundcubeOptions} options */
  static async start(folder, options) {
    if (!existsSync(join(program, "index.php")) || onPath("php") === null) {
      throw new Error("Roundcube or PHP is missing: these tests need Debian's or Ubuntu's packages roundcube-core roundcube-sqlite3 php-cli");
    }
    const [port = 0] = await freePorts(1);
    await lay(folder, options);
    const root = process.getuid?.() === 0;
    if (root) await run("chown", ["-R", "www-data:www-data", folder]);
    const log = await open(join(folder, "logs/php.log"), "a");
    const { post = "8M", upload = "8M" } = options.limits ?? {};
    const php = ["php", "-d", `session.save_path=${folder}/temp`, "-d", `upload_tmp_dir=${folder}/temp`, "-d", `upload_max_filesize=${upload}`,
      "-d", `post_max_size=${post}`, "-d", "display_errors=0", "-d", "log_errors=1", "-S", `127.0.0.1:${port}`, "-t", join(folder, "public_html")];
    const [command = "", ...words] = root ? ["setpriv", "--reuid=www-data", "--regid=www-data", "--clear-groups", ...php] : php;
    const child = spawn(command, words, {
      cwd: join(folder, "public_html"), detached: true, stdio: ["ignore", log.fd, log.fd],
      env: { ...process.env, PHP_CLI_SERVER_WORKERS: "4" },
    });
    await log.close();
    if (child.pid === undefined) throw new Error("PHP did not start");
    const roundcube = new Roundcube(folder, port, child.pid);
    await answers(port, () => roundcube.logs());
    return roundcube;
  }

  async logs() {
    const folder = join(this.folder, "logs");
    const names = await readdir(folder).catch(() => []);
    return (await Promise.all(names.map(async (name) => `-- ${name}\n${(await readFile(join(folder, name), "utf8")).slice(-4000)}`))).join("\n");
  }

  /** What the log of errors says; empty where nothing went wrong. */
  async errors() {
    return readFile(join(this.folder, "logs/errors.log"), "utf8").catch(() => "");
  }

  async stop() {
    this.#atExit();
    process.off("exit", this.#atExit);
    for (let left = 50; left > 0; left -= 1) {
      try { process.kill(-this.#pid, 0); } catch { return; }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** @param {string} folder @param {RoundcubeOptions} options */
async function lay(folder, { ports, plugins = [], pluginConfigs = {}, config = "", language = "en_US" }) {
  for (const name of ["config", "logs", "temp", "plugins", "skins", "public_html/program"]) await mkdir(join(folder, name), { recursive: true });
  await chmod(folder, 0o755);
  for (const name of ["index.php", "program", "SQL"]) await symlink(join(program, name), join(folder, name));
  for (const name of await readdir(join(program, "skins"))) await symlink(await realpath(join(program, "skins", name)), join(folder, "skins", name));
  for (const name of await readdir(join(program, "plugins"))) await symlink(join(program, "plugins", name), join(folder, "plugins", name));
  for (const plugin of plugins) {
    const to = join(folder, "plugins", basename(plugin));
    await cp(plugin, to, { recursive: true });
    const own = pluginConfigs[basename(plugin)];
    if (own !== undefined) await writeFile(join(to, "config.inc.php"), `<?php\n${own}\n`);
  }
  for (const [from, to] of [["../plugins", "plugins"], ["../skins", "skins"], ["../../program/js", "program/js"], ["../../program/resources", "program/resources"]]) {
    await symlink(/** @type {string} */ (from), join(folder, "public_html", /** @type {string} */ (to)));
  }
  await writeFile(join(folder, "public_html/index.php"), "<?php\ndefine('INSTALL_PATH', realpath(__DIR__ . '/..') . '/');\ninclude INSTALL_PATH . 'index.php';\n");
  for (const name of ["defaults.inc.php", "mimetypes.php"]) await symlink(join("/etc/roundcube", name), join(folder, "config", name));
  const settings = {
    db_dsnw: `sqlite:///${folder}/roundcube.sqlite?mode=0646`,
    imap_host: `127.0.0.1:${ports.imap}`, smtp_host: `127.0.0.1:${ports.submission}`, smtp_user: "%u", smtp_pass: "%p",
    des_key: "only-for-tests-24-octets", skin: "elastic", language, log_driver: "file",
    log_dir: join(folder, "logs"), temp_dir: join(folder, "temp"), session_lifetime: 60,
  };
  const lines = Object.entries(settings).map(([name, value]) => `$config['${name}'] = ${typeof value === "number" ? value : `'${value}'`};`);
  const on = plugins.map((plugin) => `'${basename(plugin)}'`).join(", ");
  await writeFile(join(folder, "config/config.inc.php"), `<?php\n$config = [];\n${lines.join("\n")}\n$config['plugins'] = [${on}];\n${config}\n`);
}
