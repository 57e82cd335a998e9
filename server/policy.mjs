// @ts-check
/** The folder of policy bundles: `<domain>.json`, its signature `<domain>.json.minisig`, and the key it is checked by. */
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

/**
 * The keys that the page pins, by domain: every domain with a bundle here has the one of `policy.pub`. In a webmail of your
 * own they stand in its configuration, out of reach of whoever can change the bundles.
 * @param {string} folder
 * @returns {Promise<Record<string, string[]>>}
 */
export async function policyKeys(folder) {
  const files = await readdir(folder);
  const domains = files.filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -".json".length));
  const key = await readFile(join(folder, "policy.pub"), "utf8").catch(() => null);
  return Object.fromEntries(domains.map((domain) => [domain, key === null ? [] : [key]]));
}
