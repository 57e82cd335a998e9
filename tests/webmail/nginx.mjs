// @ts-check
/** nginx in front of a webmail on loopback, with the lines of integrations/proxy/zegel.conf in it. */
import { spawn } from "node:child_process";
import { mkdir, open, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onPath } from "../../scripts/paths.mjs";
import { answers } from "./mail-servers.mjs";

const recipe = fileURLToPath(new URL("../../integrations/proxy/zegel.conf", import.meta.url));

/**
 * @param {string} folder an empty one
 * @param {{ port: number, to: string, vault: string, script?: string }} options  `to`: the webmail; `script`: the other script
 * @returns {Promise<{ stop(): Promise<void> }>}
 */
export async function startNginx(folder, { port, to, vault, script = "zegel-client-api.js" }) {
  const program = onPath("nginx", `${process.env.PATH}:/usr/sbin`);
  if (program === null) throw new Error("nginx is missing: this test needs Debian's or Ubuntu's package nginx-light");
  await mkdir(folder, { recursive: true });
  const lines = (await readFile(recipe, "utf8")).replaceAll("https://vault.example.org", vault.replace(/\/$/, "")).replace("zegel-client-api.js", script);
  await writeFile(join(folder, "zegel.conf"), lines);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((one) => `${one}_temp_path ${folder}/${one};`).join("\n");
  await writeFile(join(folder, "nginx.conf"), `daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log;
events {}
http {
  access_log off;
  ${temporary}
  server {
    listen 127.0.0.1:${port};
    client_max_body_size 64m;
    location / { proxy_pass ${to}; proxy_set_header Host $http_host; include ${folder}/zegel.conf; }
  }
}`);
  const log = await open(join(folder, "start.log"), "a");
  const child = spawn(program, ["-c", join(folder, "nginx.conf"), "-p", folder], { stdio: ["ignore", log.fd, log.fd] });
  await log.close();
  const ended = new Promise((resolve) => child.on("exit", () => resolve(null)));
  await answers(port, async () => `${await readFile(join(folder, "start.log"), "utf8")}\n${await readFile(join(folder, "error.log"), "utf8").catch(() => "")}`);
  return { stop: async () => { child.kill(); await ended; } };
}
