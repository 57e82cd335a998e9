// @ts-check
/**
 * The pages' scripts in one piece each, as the package has the vault's. Module by module each opening is some hundred and fifty requests, and
 * a run of these tests would spend half of its time on them.
 */
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { asServed } from "../../scripts/as-served.mjs";
import { fileFor } from "../../server/static-files.mjs";

const www = fileURLToPath(new URL("../../www", import.meta.url));

/** The first modules of the webmail, of the vault's frame, and of their workers. */
export const wholeScripts = ["pages/demo/main.js", "vault/main.js", "engine/sealer-worker.js", "engine/hashing-worker.js", "search/worker.js"];

/** The first modules of what the tests open most. */
const entries = new Set(["pages/admin/main.js", ...wholeScripts]);

/**
 * By addresses of their own: a document has one policy for the addresses of workers, which what a test loads beside the page shares; and what
 * the browser says of styles that are parsed before they are cleaned is known by whose script parses them.
 * @type {import("esbuild").Plugin}
 */
const apart = {
  name: "apart",
  setup(building) {
    building.onResolve({ filter: /\/worker-address\.js$/ }, () => ({ path: "/engine/worker-address.js", external: true }));
    building.onResolve({ filter: /^\/vendor\/purify\.js$/ }, ({ path }) => ({ path, external: true }));
  },
};

/** A script, and the modules it is made of, as they lie in www/. @typedef {{ contents: Uint8Array, modules: string[] }} Whole */

/** Made when first asked for. @type {Map<string, Promise<Whole>>} */
const made = new Map();

/** @param {string} url  path and query @returns {Promise<Uint8Array>|null} null for what is served as it lies there */
export function wholeScript(url) {
  const entry = url.slice(1);
  return entries.has(entry) ? whole(entry).then(({ contents }) => contents) : null;
}

/** @param {string} entry  the first module's path in www/ */
export function whole(entry) {
  const script = made.get(entry) ?? make(entry);
  made.set(entry, script);
  return script;
}

/** @param {string} entry @returns {Promise<Whole>} */
async function make(entry) {
  const { outputFiles: [script], metafile } = await build({
    entryPoints: [`${www}/${entry}`], bundle: true, write: false, format: "esm", ignoreAnnotations: true, external: ["node:*"], logLevel: "warning", metafile: true, absWorkingDir: www,
    plugins: [apart, asServed(www, entry, (path) => fileFor(www, path, ""))],
  });
  if (!script) throw new Error(`esbuild made nothing of ${entry}`);
  return { contents: script.contents, modules: Object.keys(metafile.inputs) };
}
