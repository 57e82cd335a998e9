// @ts-check
// npm run supply: what Zegel is made of, under which licences, how much of it is unsafe, and what each piece can touch; held
// against what was accepted. `--accept` writes down what is there now, for a change that somebody looks at; `--sbom file`
// writes the list as CycloneDX; `--advisories folder` looks it up in a copy of RustSec's database.

import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { nodePackages } from './node-packages.mjs';
import { root, wasmOut } from './paths.mjs';
import { Failure, command, say } from './run.mjs';
import { acceptedFile, lookedInto, moduleImports } from './supply/found.mjs';
import { differences, toAccept } from './supply/judge.mjs';
import { sbom } from './supply/sbom.mjs';
import { advisories } from './supply/advisories.mjs';

/** @param {string} option */
function given(option) {
  const at = process.argv.indexOf(option);
  if (at < 0) return null;
  const value = process.argv[at + 1];
  if (value === undefined || value.startsWith('--')) throw new Failure(`${option} wants a path after it`);
  return value;
}

await command(async () => {
  await nodePackages();
  const found = lookedInto();
  const accepted = JSON.parse(readFileSync(acceptedFile, 'utf8'));
  const file = given('--sbom');
  if (file !== null) {
    writeFileSync(file, `${JSON.stringify(sbom(found), null, 2)}\n`);
    say(`Written: ${file}`);
    return;
  }
  tables(found);
  const folder = given('--advisories');
  if (folder === null) say('\nAdvisories: not looked up. `npm audit` and RustSec\'s database need the network; with a copy of the latter: --advisories folder');
  else {
    const open = advisories(folder, [...found.linked, ...found.building]);
    say(`\nAdvisories: ${open.looked} read, ${open.found.length} apply`);
    if (open.found.length > 0) throw new Failure(`there are advisories:\n  ${open.found.join('\n  ')}`);
  }
  if (process.argv.includes('--accept')) {
    const { shippedLicences, toolLicences, duplicates, installScripts } = accepted;
    writeFileSync(acceptedFile, `${lines({ shippedLicences, toolLicences, duplicates, installScripts, ...toAccept(found) })}\n`);
    say(`\nWritten down in ${relative(root, acceptedFile)}. Licences, duplicates and install scripts are for you to write there, with the reason.`);
  }
  const wrong = differences(found, JSON.parse(readFileSync(acceptedFile, 'utf8')));
  if (wrong.length > 0) throw new Failure(`not as it was accepted:\n  ${wrong.join('\n  ')}\nLook at what it does; then run \`npm run supply -- --accept\``);
  say('\nAll of it is as it was accepted.');
});

/** @param {ReturnType<typeof lookedInto>} found */
function tables({ linked, building, packages }) {
  say(`\nCrates in the programs: ${linked.length}. "unsafe" counts the word in all of a crate's sources, also those that are not compiled for us.`);
  for (const { name, version, license, unsafe, forbids, touches, buildScript } of linked) {
    const word = forbids ? 'forbids it' : `${unsafe} unsafe`;
    say(`  ${`${name} ${version}`.padEnd(34)} ${word.padEnd(12)} ${(license ?? '').padEnd(36)} ${[...touches, ...(buildScript ? ['runs while compiling'] : [])].join(', ')}`);
  }
  const sum = linked.reduce((all, { unsafe }) => all + unsafe, 0);
  say(`  ${sum} times unsafe in ${linked.filter(({ unsafe }) => unsafe > 0).length} of ${linked.length}; none in our own sources, which forbid it`);
  say(`\nRun or read by the compiler, and not in the programs: ${building.length}`);
  say(`  run: ${building.filter(({ macro, buildScript }) => macro || buildScript).map(({ name }) => name).join(', ')}`);
  say('\nWhat the programs can reach at all is what JavaScript hands them:');
  for (const [name, imports] of Object.entries(moduleImports(wasmOut))) say(`  ${name.padEnd(14)} ${imports.length === 0 ? 'not built' : imports.join(' ')}`);
  say('\nPackages from npm that pages load:');
  for (const { name, version, license, touches } of packages.filter(({ shipped }) => shipped)) say(`  ${`${name} ${version}`.padEnd(34)} ${(license ?? '').padEnd(24)} ${touches.join(', ')}`);
  const tools = packages.filter(({ shipped }) => !shipped);
  say(`For building and testing only: ${tools.length}, of which ${tools.filter(({ installScript }) => installScript).map(({ name }) => name).join(', ') || 'none'} would run at installation, which .npmrc forbids.`);
  say(`Where the files of ${join('node_modules')} come from and their hashes stand in package-lock.json, those of the crates in Cargo.lock.`);
}

/** One entry a line, so that a change is read as one. @param {Record<string, unknown>} value */
function lines(value) {
  const inner = (/** @type {unknown} */ one) => (Array.isArray(one) || one === null || typeof one !== 'object' || Object.keys(one).length === 0 ? JSON.stringify(one)
    : `{\n${Object.entries(one).map(([name, each]) => `    ${JSON.stringify(name)}: ${JSON.stringify(each)}`).join(',\n')}\n  }`);
  return `{\n${Object.entries(value).map(([name, one]) => `  ${JSON.stringify(name)}: ${inner(one)}`).join(',\n')}\n}`;
}
