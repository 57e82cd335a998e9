// @ts-check
// Packages of the distribution: which are missing, and installing them where that is allowed.

import { onPath } from './paths.mjs';
import { Failure, ask, run } from './run.mjs';

export const onDebian = onPath('dpkg-query') !== null && onPath('apt-get') !== null;

/** How to become root without being asked anything: nothing in front, `sudo -n`, or not at all. */
export function asRoot() {
  if (process.getuid?.() === 0) return [];
  if (onPath('sudo') !== null && ask('sudo', ['-n', 'true']) !== null) return ['sudo', '-n'];
  return null;
}

/** @param {string[]} names @returns {string[]} those not installed */
export function missing(names) {
  const known = ask('sh', ['-c', `dpkg-query -W -f '\${Package} \${db:Status-Status}\\n' ${names.join(' ')} 2>/dev/null; true`]);
  const installed = new Set((known ?? '').split('\n').filter((line) => line.endsWith(' installed')).map((line) => line.split(' ')[0]));
  return names.filter((name) => !installed.has(name));
}

/** @param {string} name @returns {string|null} the version apt would install, without epoch and revision */
export function candidate(name) {
  const policy = ask('apt-cache', ['policy', name]) ?? '';
  const version = /^\s+Candidate: (?:\d+:)?(\d[^\s+~-]*)/m.exec(policy);
  return version?.[1] ?? null;
}

let listsFresh = false;

/** Fetches apt's lists of packages, once a run. */
export async function updateLists() {
  const prefix = asRoot();
  if (listsFresh || prefix === null) return;
  await runAsRoot(prefix, 'Fetching the lists of Debian packages', ['apt-get', '-o', 'DPkg::Lock::Timeout=900', 'update'], 'apt-update');
  listsFresh = true;
}

/**
 * Installs what is missing of these packages, or says which command the person has to run.
 * @param {string[]} names
 * @param {string} purpose completes "... are needed for"
 */
export async function install(names, purpose) {
  if (!onDebian) throw new Failure(`programs are missing for ${purpose}; on Debian and Ubuntu the packages are: ${names.join(' ')}`);
  const wanted = missing(names);
  if (wanted.length === 0) return;
  const prefix = asRoot();
  if (prefix === null) {
    throw new Failure(`Debian packages are missing for ${purpose}. Run this, then try again:\n  sudo apt-get install ${wanted.join(' ')}`);
  }
  await updateLists();
  await runAsRoot(prefix, `Installing ${wanted.length} Debian packages for ${purpose}`, [
    'apt-get', '-o', 'DPkg::Lock::Timeout=900', '-o', 'Dpkg::Use-Pty=0', 'install', '-y', '--no-install-recommends', ...wanted,
  ], 'apt-install');
}

/** Answers what packages would ask at their installation. @param {string[]} lines for debconf-set-selections */
export async function preseed(lines) {
  const prefix = asRoot();
  if (prefix === null || onPath('debconf-set-selections') === null) return;
  const quoted = lines.map((line) => `'${line}'`).join(' ');
  await runAsRoot(prefix, 'Answering what the packages ask', ['sh', '-c', `printf '%s\\n' ${quoted} | debconf-set-selections`], 'debconf');
}

/** @param {string[]} prefix @param {string} title @param {string[]} words @param {string} log */
async function runAsRoot(prefix, title, words, log) {
  const [program = '', ...rest] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', ...words];
  await run(title, program, rest, { log });
}
