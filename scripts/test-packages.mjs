// @ts-check
// What only the tests need: a browser and its driver, other OpenPGP programs, a mail server.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { install, missing, onDebian, preseed } from './debian.mjs';
import { nodeBin, onPath, target, toolsBin, venv } from './paths.mjs';
import { Failure, run } from './run.mjs';
import { rust } from './rust.mjs';
import { documents, pysequoia, pythonStdnum } from './versions.mjs';

const browserNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** A Chromium that runs without a display, or null. */
function browser() {
  if (process.env.CHROMIUM !== undefined && process.env.CHROMIUM !== '') {
    if (!existsSync(process.env.CHROMIUM)) throw new Failure(`CHROMIUM is ${process.env.CHROMIUM}, but there is no such file`);
    return process.env.CHROMIUM;
  }
  for (const name of browserNames) {
    const program = onPath(name);
    if (program !== null) return program;
  }
  return null;
}

function driver() {
  return process.env.CHROMEDRIVER ?? onPath('chromedriver') ?? onPath('chromedriver', '/usr/lib/chromium-browser');
}

/** Installs what the stages named need. @param {Set<string>} stages */
export async function testPackages(stages) {
  /** @type {string[]} */
  const packages = [];
  const browsing = stages.has('wasm-chrome') || stages.has('browser') || stages.has('package') || stages.has('webmail');
  if (browsing && browser() === null) packages.push('chromium');
  if (stages.has('wasm-chrome') && driver() === null) packages.push('chromium-driver');
  if (browsing && onDebian) packages.push('fonts-liberation');
  if (stages.has('node') && onPath('minisign') === null) packages.push('minisign');
  if (stages.has('interop')) {
    if (onPath('gpg') === null) packages.push('gnupg');
    if (onDebian) packages.push('gpg-wks-client', 'gpg-wks-server');
    if (onDebian && !existsSync(join(venv, 'bin', 'python'))) packages.push('python3-venv', 'python3-pip');
    // What else people open labelled files with.
    if (onPath('qpdf') === null) packages.push('qpdf');
    if (onPath('exiftool') === null) packages.push('libimage-exiftool-perl');
    if (onPath('unzip') === null) packages.push('unzip');
    if (onPath('soffice') === null) packages.push('libreoffice-writer-nogui', 'libreoffice-calc-nogui', 'libreoffice-impress-nogui');
  }
  if (onDebian && ['servers', 'browser', 'firefox'].some((name) => stages.has(name))) packages.push('cyrus-common', 'cyrus-caldav', 'sasl2-bin');
  if (stages.has('webmail')) {
    if (onPath('gpg') === null) packages.push('gnupg');
    packages.push(...await webmailPackages());
  }
  if (stages.has('format') && (await rust()).route === 'debian' && onPath('cargo-fmt', '/usr/bin') === null && onDebian) packages.push('rustfmt-web');
  if (packages.length > 0 && (!onDebian || missing(packages).length > 0)) await install(packages, 'the tests');
  if (browsing && browser() === null) {
    throw new Failure('the browser tests need Chromium: install it from your distribution, or set CHROMIUM to its program');
  }
  if (stages.has('interop')) await pythonPackages();
}

/** Roundcube with what it stands on. Others than Debian name and place these differently: there the tests cannot run. */
async function webmailPackages() {
  // php-cgi: without it, or a server's module, apt brings a whole web server along. The tests use PHP's own.
  const packages = ['roundcube-core', 'roundcube-sqlite3', 'php-cli', 'php-cgi', 'dovecot-imapd', 'dovecot-lmtpd', 'postfix', 'nginx-light'];
  if (!onDebian) throw new Failure(`the tests in Roundcube run on Debian and Ubuntu only, with the packages ${packages.join(' ')}`);
  // The tests bring configurations of their own; nothing is to be set up, started or asked here.
  if (missing(packages).length > 0) {
    await preseed(['postfix postfix/main_mailer_type select No configuration', 'roundcube-core roundcube/dbconfig-install boolean false']);
  }
  return packages;
}

/** Sequoia's OpenPGP, check digits, and documents for Python, in an environment of their own. */
async function pythonPackages() {
  const stamp = join(venv, '.zegel');
  const wanted = [
    `pysequoia==${pysequoia}`, `python-stdnum==${pythonStdnum}`, ...Object.entries(documents).map(([name, version]) => `${name}==${version}`),
  ];
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted.join(' ')) return;
  const python = onPath('python3', '/usr/bin') ?? onPath('python3');
  if (python === null) throw new Failure('the interoperability tests need Python 3');
  mkdirSync(target, { recursive: true });
  await run('Making a Python environment', python, ['-m', 'venv', '--clear', venv], { log: 'venv' });
  await run('Installing Python packages', join(venv, 'bin', 'python'), [
    '-m', 'pip', 'install', '--disable-pip-version-check', '--only-binary', ':all:', ...wanted,
  ], { log: 'python-packages' });
  writeFileSync(stamp, wanted.join(' '));
}

/** Tests have files with names like `Größe.pdf`; from a machine without a locale Chromium takes none that is not ASCII. @returns {NodeJS.ProcessEnv} */
function letters() {
  const { LC_ALL, LC_CTYPE, LANG } = process.env;
  return /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '') ? {} : { LC_ALL: 'C.UTF-8' };
}

/** The environment every test program runs in: our tools first, then the machine's. @returns {Promise<NodeJS.ProcessEnv>} */
export async function testEnvironment() {
  const { env } = await rust();
  const chromedriver = driver();
  const before = [toolsBin, nodeBin, ...(chromedriver === null ? [] : [dirname(chromedriver)])];
  // /usr/bin is on PATH already; first, it would hide newer programs of the same name.
  const path = [...before.filter((folder) => folder !== '/usr/bin' && folder !== '/bin'), env.PATH ?? ''].join(delimiter);
  const chromium = browser();
  return {
    ...env,
    ...letters(),
    PATH: path,
    ZEGEL_PYTHON: join(venv, 'bin', 'python'),
    ...(chromium === null ? {} : { CHROMIUM: chromium }),
    ...(chromedriver === null ? {} : { CHROMEDRIVER: chromedriver }),
  };
}
