// @ts-check
// Runs the steps of a command so that whoever waits sees what is happening and for how long.

import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { logs, root } from './paths.mjs';

/** A failure with a sentence for the person at the terminal; no stack trace helps them. */
export class Failure extends Error {}

const terminal = process.stdout.isTTY === true && process.env.CI === undefined;

/** @param {number} begun milliseconds, from Date.now() */
export function elapsed(begun) {
  const seconds = (Date.now() - begun) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${String(Math.floor(seconds % 60)).padStart(2, '0')} s`;
}

/** @param {string} line */
export function say(line) {
  process.stdout.write(`${line}\n`);
}

/** Shows a running step: one line rewritten on a terminal, a line every fifteen seconds elsewhere. */
function ticker(/** @type {string} */ title, /** @type {() => string} */ detail) {
  const begun = Date.now();
  if (!terminal) say(`  ${title} ...`);
  const draw = () => {
    const line = `  ${title}: ${elapsed(begun)}${detail() === '' ? '' : `, ${detail()}`}`;
    if (terminal) process.stdout.write(`\r\x1b[2K${line.slice(0, (process.stdout.columns ?? 100) - 1)}`);
    else say(line);
  };
  const timer = setInterval(draw, terminal ? 500 : 15_000);
  return {
    begun,
    end(/** @type {string} */ outcome) {
      clearInterval(timer);
      if (terminal) process.stdout.write('\r\x1b[2K');
      say(`  ${title}: ${outcome} (${elapsed(begun)})`);
    },
  };
}

/**
 * Runs a program quietly: its output goes to target/logs/<log>.log, the last line of it is shown while it runs,
 * and the end of it when it fails.
 * @param {string} title
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, log?: string, silenceMs?: number, tail?: number }} [options]
 *   silenceMs: stop a program that has written nothing for that long
 * @returns {Promise<string>} what it wrote
 */
export async function run(title, command, args, options = {}) {
  mkdirSync(logs, { recursive: true });
  const log = join(logs, `${options.log ?? title.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.log`);
  writeFileSync(log, `$ ${command} ${args.join(' ')}\n`);
  let text = '';
  let last = '';
  const shown = ticker(title, () => last);
  const child = spawn(command, args, {
    cwd: options.cwd ?? root,
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let silence = setTimeout(() => {}, 0);
  let silenced = false;
  const heard = () => {
    clearTimeout(silence);
    if (options.silenceMs === undefined) return;
    silence = setTimeout(() => {
      silenced = true;
      child.kill('SIGTERM');
    }, options.silenceMs);
  };
  heard();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (/** @type {string} */ chunk) => {
      heard();
      text += chunk;
      appendFileSync(log, chunk);
      last = chunk.trimEnd().split(/[\r\n]/).at(-1)?.trim().slice(0, 90) ?? last;
    });
  }
  const code = await finish(child);
  clearTimeout(silence);
  if (code === 0) {
    shown.end('done');
    return text;
  }
  shown.end('failed');
  say(text.trimEnd().split('\n').slice(-(options.tail ?? 40)).map((line) => `    ${line}`).join('\n'));
  const why = silenced ? `wrote nothing for ${(options.silenceMs ?? 0) / 1000} s` : `ended with ${code}`;
  throw new Failure(`${title}: ${command} ${why}; all it wrote is in ${log}`);
}

/**
 * Runs a program whose output the person wants to see as it comes (tests); returns it too.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, later?: boolean }} [options] later: whoever asked shows it, when all of it is there
 * @returns {Promise<{ code: number, text: string }>}
 */
export async function show(command, args, options = {}) {
  const child = spawn(command, args, {
    cwd: options.cwd ?? root,
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const [from, to] of /** @type {const} */ ([[child.stdout, process.stdout], [child.stderr, process.stderr]])) {
    from.setEncoding('utf8');
    from.on('data', (/** @type {string} */ chunk) => {
      text += chunk;
      if (!options.later) to.write(chunk);
    });
  }
  return { code: await finish(child), text };
}

/** Waits for a program, which ends when this one is told to. @param {import('node:child_process').ChildProcess} child @returns {Promise<number>} */
function finish(child) {
  const stop = () => child.kill('SIGTERM');
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new Failure(error.message)));
    child.on('close', (code, signal) => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      resolve(code ?? (signal === null ? 1 : 128));
    });
  });
}

/**
 * What a short question prints, trimmed, or null when it cannot be asked or fails.
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
export function ask(command, args, env = process.env) {
  const answer = spawnSync(command, args, { cwd: root, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return answer.status === 0 ? answer.stdout.trim() : null;
}

/**
 * Runs a whole command and turns a Failure into one clear line and exit code 1.
 * @param {() => Promise<void>} body
 * @param {() => void} [last] what to print in any case, after that line
 */
export async function command(body, last = () => {}) {
  try {
    await body();
  } catch (error) {
    const text = error instanceof Failure ? error.message : error instanceof Error ? error.stack : String(error);
    say(`\nFAILED: ${text}`);
    process.exitCode = 1;
  }
  last();
}
