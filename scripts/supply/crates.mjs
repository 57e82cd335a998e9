// @ts-check
// The crates that end up in the programs, and those that run or are read while these are compiled, as Cargo.lock has them.

import { dirname } from 'node:path';
import { Failure, ask } from '../run.mjs';
import { triple } from '../wasm-std.mjs';

/**
 * @typedef {object} Crate
 * @property {string} name
 * @property {string} version
 * @property {string|null} license  as SPDX or in crates.io's older form
 * @property {string} folder
 * @property {string} library  the first file of its library
 * @property {boolean} macro  code that the compiler runs
 * @property {boolean} buildScript  a program that runs before it is compiled
 * @property {string|null} checksum  SHA-256 of its package
 *
 * @typedef {{ id: string, name: string, version: string, license: string|null, manifest_path: string, targets: { kind: string[], src_path: string }[] }} Package
 * @typedef {{ packages: Package[], workspace_members?: string[], resolve: { root: string, nodes: { id: string, deps: { pkg: string, dep_kinds: { kind: string|null }[] }[] }[] } }} Metadata
 */

/** @returns {{ linked: Crate[], building: Crate[] }} */
export function crates() {
  const answer = ask('cargo', ['metadata', '--format-version', '1', '--locked', '--filter-platform', triple, '--features', 'wasm,post-quantum']);
  if (answer === null) throw new Failure('cargo did not say which crates are in the programs; try `cargo metadata --locked` for its reason');
  return sorted(JSON.parse(answer));
}

/** @param {Metadata} metadata */
export function sorted({ packages, resolve, workspace_members: ours = [] }) {
  const nodes = new Map(resolve.nodes.map((node) => [node.id, node]));
  const macros = new Set(packages.filter(({ targets }) => targets.some(({ kind }) => kind.includes('proc-macro'))).map(({ id }) => id));
  /** @param {(kind: string|null, id: string) => boolean} counts */
  const reached = (counts) => {
    /** @type {Set<string>} */
    const found = new Set();
    const waiting = [resolve.root];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (found.has(id)) continue;
      found.add(id);
      for (const { pkg, dep_kinds: kinds } of nodes.get(id)?.deps ?? []) if (kinds.some(({ kind }) => counts(kind, pkg))) waiting.push(pkg);
    }
    return found;
  };
  // A macro is run by the compiler, and neither it nor what it needs is in what the compiler makes.
  const linked = reached((kind, id) => kind === null && !macros.has(id));
  const all = reached((kind) => kind !== 'dev');
  const of = (/** @type {(id: string) => boolean} */ wanted) => packages.filter(({ id }) => id !== resolve.root && !ours.includes(id) && wanted(id)).map(crateOf)
    .sort((a, b) => a.name.localeCompare(b.name, 'en') || a.version.localeCompare(b.version, 'en'));
  return { linked: of((id) => linked.has(id)), building: of((id) => all.has(id) && !linked.has(id)) };
}

/** @param {Package} one @returns {Crate} */
function crateOf({ name, version, license, manifest_path: manifest, targets }) {
  const library = targets.find(({ kind }) => kind.some((one) => /^(?:lib|rlib|proc-macro|cdylib)$/.test(one)));
  return {
    name, version, license, folder: dirname(manifest), library: library?.src_path ?? manifest, checksum: null,
    macro: targets.some(({ kind }) => kind.includes('proc-macro')), buildScript: targets.some(({ kind }) => kind.includes('custom-build')),
  };
}

/** The checksums that Cargo.lock holds the packages to. @param {string} lock  its text @returns {Map<string, string>} by "name version" */
export function checksums(lock) {
  return new Map([...lock.matchAll(/^name = "([^"]+)"\nversion = "([^"]+)"\n(?:source = "[^"]+"\n)?checksum = "([0-9a-f]{64})"/gm)]
    .map(([, name, version, checksum]) => [`${name} ${version}`, checksum ?? '']));
}
