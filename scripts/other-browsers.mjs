// @ts-check
// Browsers besides Chromium: the Firefox of Debian (ESR), and WebKit, the engine of Safari, as GTK has it. What they need is installed when
// their stage is named, `npm test -- firefox webkit`; `npm test` alone does without, for Firefox would make it twice as long.

import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { install, missing, onDebian } from './debian.mjs';
import { onPath, root, target } from './paths.mjs';
import { run } from './run.mjs';

const tools = join(target, 'tools', 'firefox');

/** @returns {Promise<NodeJS.ProcessEnv>} what tells the tests of tests/browser to play in Firefox */
export async function firefox() {
  if (process.env.FIREFOX === undefined && onPath('firefox-esr') === null) await install(['firefox-esr'], 'the tests in Firefox');
  const lock = readFileSync(join(root, 'tools', 'firefox', 'package-lock.json'), 'utf8');
  const there = join(tools, 'package-lock.json');
  if (!existsSync(join(tools, 'node_modules')) || !existsSync(there) || readFileSync(there, 'utf8') !== lock) {
    mkdirSync(tools, { recursive: true });
    cpSync(join(root, 'tools', 'firefox'), tools, { recursive: true });
    await run('Installing the Playwright for Firefox', 'npm', ['ci', '--no-fund', '--no-audit', '--ignore-scripts'], { cwd: tools, log: 'npm-firefox' });
  }
  return {
    ZEGEL_BROWSER: 'firefox', ZEGEL_FIREFOX_DRIVER: join(tools, 'node_modules', 'playwright-core'),
    FIREFOX: process.env.FIREFOX ?? onPath('firefox-esr') ?? '/usr/bin/firefox-esr',
  };
}

/** WebKit's small browser, its driver, and a display for them. */
export async function webkit() {
  const packages = ['webkit2gtk-driver', 'xvfb'];
  if (!onDebian || missing(packages).length > 0) await install(packages, 'the tests in WebKit');
}
