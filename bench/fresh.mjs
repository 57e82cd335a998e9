// @ts-check
// A page that was just opened, in a browser that has seen nothing: how long until a first mail is sealed, on this machine and with
// the processor held back as on a phone; and how much memory the page's process takes at most, with a large file.

import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { figures } from './table.mjs';

/** @typedef {NonNullable<Parameters<import('playwright-core').BrowserType['launch']>[0]>} Launch */
/** @typedef {{ name: string, times: import('./table.mjs').Figures, slow: import('./table.mjs').Figures|null }} Cold */
/** @typedef {{ name: string, octets: number|null }} Peak */

const ways = ['nothing', 'zegel', 'openpgp.js'];
const MiB = 2 ** 20;

/** Runs of a quarter of the time: so much slower than this machine a phone of the middle is. */
const share = { on: 4, off: 12 };

/** The process of a page. @param {import('playwright-core').Browser} browser @returns {Promise<number[]>} */
async function renderers(browser) {
  const tools = await browser.newBrowserCDPSession();
  const { processInfo } = /** @type {any} */ (await tools.send('SystemInfo.getProcessInfo'));
  await tools.detach();
  return processInfo.filter((/** @type {any} */ { type }) => type === 'renderer').map((/** @type {any} */ { id }) => id);
}

/**
 * Stops processes three quarters of the time, with all their threads: what Chromium offers holds back the page's own thread only.
 * @param {number[]} processes
 * @returns {() => void} ends it
 */
function heldBack(processes) {
  /** @param {NodeJS.Signals} signal */
  const all = (signal) => {
    for (const process of processes) {
      try {
        globalThis.process.kill(process, signal);
      } catch {
        // it is gone
      }
    }
  };
  let [ended, stopped] = [false, false];
  const next = () => {
    if (ended) return;
    stopped = !stopped;
    all(stopped ? 'SIGSTOP' : 'SIGCONT');
    setTimeout(next, stopped ? share.off : share.on);
  };
  next();
  return () => {
    ended = true;
    all('SIGCONT');
  };
}

/**
 * @param {Launch} launch
 * @param {string} origin of a site that has `/given.json`
 * @param {string} way
 * @param {{ size?: number, slow?: boolean }} [how]
 */
async function once(launch, origin, way, { size, slow = false } = {}) {
  const browser = await chromium.launch(launch);
  let free = () => {};
  try {
    const page = await browser.newPage();
    // The process is the same for the next page of that site.
    await page.goto(`${origin}/page/index.html`);
    const processes = await renderers(browser);
    if (slow) free = heldBack(processes);
    await page.goto(`${origin}/`);
    const answer = await page.evaluate(async ([module, name, octets]) => (await import(module)).sealed(name, octets), /** @type {const} */ (['/page/fresh.mjs', way, size]));
    free();
    const peaks = (await renderers(browser)).map(peakOf).filter((peak) => peak !== null);
    return { ...answer, peak: peaks.length > 0 ? Math.max(...peaks) : null };
  } finally {
    free();
    await browser.close();
  }
}

/** The most memory a process had at once; only Linux tells. @param {number} process @returns {number|null} */
function peakOf(process) {
  try {
    return Number(/^VmHWM:\s*(\d+) kB/m.exec(readFileSync(`/proc/${process}/status`, 'utf8'))?.[1]) * 1024;
  } catch {
    return null;
  }
}

/**
 * @param {Launch} launch
 * @param {string} origin
 * @param {number} rounds
 * @param {(mail: string) => Promise<void>} check  rejects where a mail cannot be opened
 * @returns {Promise<Cold[]>}
 */
export async function coldStart(launch, origin, rounds, check) {
  const samples = ways.map((name) => ({ name, times: /** @type {number[]} */ ([]), slow: /** @type {number[]} */ ([]) }));
  const canStop = process.platform !== 'win32';
  for (let round = 0; round < rounds; round += 1) {
    for (const sample of samples) {
      const { took, sealed } = await once(launch, origin, sample.name);
      if (round === 0 && sealed) await check(sealed);
      sample.times.push(took);
      if (canStop) sample.slow.push((await once(launch, origin, sample.name, { slow: true })).took);
    }
  }
  return samples.map(({ name, times, slow }) => ({ name, times: figures([times]), slow: slow.length > 0 ? figures([slow]) : null }));
}

/**
 * @param {Launch} launch
 * @param {string} origin
 * @param {number} size
 * @returns {Promise<{ size: number, peaks: Peak[] }>}
 */
export async function peakMemory(launch, origin, size) {
  const peaks = [];
  for (const name of ways) {
    const { peak, octets } = await once(launch, origin, name, { size });
    if (octets < size) throw new Error(`${name} sealed ${octets} octets of a file of ${size}`);
    peaks.push({ name, octets: peak });
  }
  return { size: size / MiB, peaks };
}
