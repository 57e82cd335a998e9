// @ts-check
// Holds what we depend on against what somebody looked at and accepted (accepted.json): a difference is a sentence that says
// what is new and what to do.

import { isAllowed } from './licences.mjs';

/**
 * @typedef {import("./crates.mjs").Crate} Crate
 * @typedef {import("./packages.mjs").Package} Package
 * @typedef {Crate & import("./reach.mjs").Reach} LookedInto
 * @typedef {{ unsafe: number, touches: string[], builds?: "script" }} Linked
 * @typedef {object} Accepted
 * @property {string[]} shippedLicences
 * @property {string[]} toolLicences  also for what only builds and tests
 * @property {Record<string, string>} duplicates  crates there in several versions, and why
 * @property {Record<string, string>} installScripts  packages that npm would run, and why they are there all the same
 * @property {Record<string, Linked>} linked  crates in the programs
 * @property {Record<string, "script"|"macro"|"read">} building  crates that are run or read while these are compiled
 * @property {Record<string, string[]>} shipped  packages from npm, and what they touch
 * @property {string[]} tools  packages that only build and test
 */

/**
 * @param {{ linked: LookedInto[], building: Crate[], packages: Package[] }} found
 * @param {Accepted} accepted
 * @returns {string[]}
 */
export function differences({ linked, building, packages }, accepted) {
  const shipped = packages.filter((one) => one.shipped);
  return [
    ...licences([...linked, ...shipped], accepted.shippedLicences, 'in what we ship'),
    ...licences([...building, ...packages.filter((one) => !one.shipped)], [...accepted.shippedLicences, ...accepted.toolLicences], 'among the tools'),
    ...severals(linked, accepted.duplicates),
    ...packages.filter(({ installScript, name }) => installScript && accepted.installScripts[name] === undefined)
      .map(({ name }) => `${name} (npm) wants to run a program when it is installed`),
    ...packages.filter(({ integrity, name }) => integrity === null && !isAlias(name)).map(({ name }) => `${name} (npm) has no hash in package-lock.json`),
    ...set('crate in the programs', linkedAs(linked), accepted.linked),
    ...set('crate that is run or read while compiling', buildingAs(building), accepted.building),
    ...set('package from npm that pages load', Object.fromEntries(shipped.map(({ name, touches }) => [name, touches])), accepted.shipped),
    ...set('package from npm for building and testing', named(packages.filter((one) => !one.shipped)), Object.fromEntries((accepted.tools ?? []).map((name) => [name, true]))),
  ];
}

/** What accepting writes down of what was found. @param {{ linked: LookedInto[], building: Crate[], packages: Package[] }} found */
export function toAccept({ linked, building, packages }) {
  const shipped = packages.filter((one) => one.shipped);
  return {
    linked: linkedAs(linked), building: buildingAs(building),
    shipped: Object.fromEntries(shipped.map(({ name, touches }) => [name, touches])), tools: Object.keys(named(packages.filter((one) => !one.shipped))),
  };
}

/** @param {LookedInto[]} linked @returns {Record<string, Linked>} */
function linkedAs(linked) {
  /** @type {Record<string, Linked>} */
  const all = {};
  for (const { name, unsafe, touches, buildScript } of linked) {
    const before = all[name];
    all[name] = {
      unsafe: (before?.unsafe ?? 0) + unsafe, touches: [...new Set([...before?.touches ?? [], ...touches])].sort(),
      ...(buildScript || before?.builds ? { builds: /** @type {const} */ ('script') } : {}),
    };
  }
  return all;
}

/** @param {Crate[]} building @returns {Record<string, "script"|"macro"|"read">} */
function buildingAs(building) {
  return Object.fromEntries(building.map(({ name, macro, buildScript }) => [name, macro ? 'macro' : buildScript ? 'script' : 'read']));
}

/** @param {{ name: string }[]} all @returns {Record<string, true>} */
const named = (all) => Object.fromEntries(all.map(({ name }) => [name, true]));

/** @param {{ name: string, version: string, license: string|null }[]} all @param {string[]} allowed @param {string} where */
function licences(all, allowed, where) {
  return all.filter(({ license }) => !isAllowed(license, allowed))
    .map(({ name, version, license }) => `${name} ${version} is under ${license ?? 'no licence that it names'}, which is not allowed ${where}`);
}

/** @param {Crate[]} linked @param {Record<string, string>} reasons */
function severals(linked, reasons) {
  const counts = new Map();
  for (const { name, version } of linked) counts.set(name, [...counts.get(name) ?? [], version]);
  return [...[...counts].filter(([name, versions]) => versions.length > 1 && reasons[name] === undefined)
    .map(([name, versions]) => `${name} is in the programs in several versions: ${versions.join(', ')}`),
  ...Object.keys(reasons).filter((name) => (counts.get(name)?.length ?? 0) < 2).map((name) => `${name} is no longer there in several versions: take it out of "duplicates"`)];
}

/** npm's lock file has no hash for a package that stands in for another of the tree. @param {string} name */
const isAlias = (name) => name === '@napi-rs/canvas';

/** @param {string} what @param {Record<string, unknown>} found @param {Record<string, unknown>} accepted */
function set(what, found, accepted = {}) {
  const told = (/** @type {unknown} */ one) => (one === true ? '' : `: ${JSON.stringify(one)}`);
  return [
    ...Object.keys(found).filter((name) => accepted[name] === undefined).map((name) => `${name} is a new ${what}${told(found[name])}`),
    ...Object.keys(accepted).filter((name) => found[name] === undefined).map((name) => `${name} is no longer a ${what}`),
    ...Object.keys(found).filter((name) => accepted[name] !== undefined && JSON.stringify(found[name]) !== JSON.stringify(accepted[name]))
      .map((name) => `${name}, a ${what}, changed${told(found[name])}, and it was${told(accepted[name])}`),
  ];
}
