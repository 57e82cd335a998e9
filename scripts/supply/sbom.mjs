// @ts-check
// The list of what ships, in CycloneDX 1.5 (JSON): crates of the programs, and packages whose files pages load.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../paths.mjs';

/**
 * Nothing in it depends on the time or the place where it is made.
 * @param {{ linked: import("./crates.mjs").Crate[], packages: import("./packages.mjs").Package[] }} found
 */
export function sbom({ linked, packages }) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const self = `pkg:npm/zegel@${version}`;
  const components = [
    ...linked.map(({ name, version: at, license, checksum }) => component('cargo', name, at, license, checksum === null ? [] : [{ alg: 'SHA-256', content: checksum }])),
    ...packages.filter(({ shipped }) => shipped).map(({ name, version: at, license, integrity }) => component('npm', name, at, license, hashes(integrity))),
  ];
  return {
    bomFormat: 'CycloneDX', specVersion: '1.5', version: 1,
    metadata: { component: { type: 'library', 'bom-ref': self, name: 'zegel', version, purl: self, licenses: [{ expression: 'MIT OR Apache-2.0' }] } },
    components, dependencies: [{ ref: self, dependsOn: components.map((one) => one['bom-ref']) }],
  };
}

/** @param {"cargo"|"npm"} kind @param {string} name @param {string} version @param {string|null} license @param {{ alg: string, content: string }[]} hashes */
function component(kind, name, version, license, hashes) {
  const purl = `pkg:${kind}/${name.replace('@', '%40')}@${version}`;
  return {
    type: 'library', 'bom-ref': purl, name, version, purl, ...(hashes.length > 0 ? { hashes } : {}),
    // The older form of crates.io is no SPDX expression.
    ...(license === null ? {} : { licenses: [{ expression: license.replace(/ ?\/ ?/g, ' OR ') }] }),
  };
}

/** @param {string|null} integrity  of package-lock.json */
function hashes(integrity) {
  const [, name, value] = /^(sha512|sha384|sha256)-(.+)$/.exec(integrity ?? '') ?? [];
  return name && value ? [{ alg: name.replace('sha', 'SHA-'), content: Buffer.from(value, 'base64').toString('hex') }] : [];
}
