// @ts-check
// Files held to the hashes of a release, in a folder or behind an address.

import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../run.mjs';
import { hashOf } from '../package/integrity.mjs';

/** Kinds of files that a page runs; one that is not of the release does not belong there. */
const running = /\.(?:js|mjs|wasm|html|css)$/;
const atOnce = 8;

/**
 * @param {Readonly<Record<string, string>>} files  hashes by name, as in integrity.json: www/…
 * @param {string} place  the folder that has www/, or is it; or the address at which www/ is served
 */
export async function verified(files, place) {
  const isAddress = /^https?:\/\//.test(place);
  const look = isAddress ? served(place) : inFolder(place);
  /** @type {{ same: string[], changed: string[], missing: string[], added: string[] }} */
  const found = { same: [], changed: [], missing: [], added: [] };
  const waiting = Object.entries(files).map(([name, hash]) => ({ name, hash }));
  await Promise.all(Array.from({ length: atOnce }, async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const octets = await look(next.name.replace(/^www\//, ''));
      (octets === null ? found.missing : hashOf(octets) === next.hash ? found.same : found.changed).push(next.name);
    }
  }));
  // What else a server has, nobody can ask it.
  if (!isAddress) found.added = names(place).filter((name) => running.test(name) && files[`www/${name}`] === undefined).map((name) => `www/${name}`);
  for (const list of Object.values(found)) list.sort();
  return found;
}

/** @param {string} place */
function root(place) {
  try {
    return statSync(join(place, 'www')).isDirectory() ? join(place, 'www') : place;
  } catch {
    return place;
  }
}

/** @param {string} place */
function names(place) {
  try {
    return readdirSync(root(place), { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
  } catch {
    throw new Failure(`there is no folder ${place}`);
  }
}

/** @param {string} place @returns {(name: string) => Promise<Uint8Array|null>} */
function inFolder(place) {
  names(place);
  return async (name) => {
    try {
      return readFileSync(join(root(place), name));
    } catch {
      return null;
    }
  };
}

/** @param {string} place @returns {(name: string) => Promise<Uint8Array|null>} */
function served(place) {
  const base = place.endsWith('/') ? place : `${place}/`;
  return async (name) => {
    // A document may be served at its folder's address only.
    for (const path of name.endsWith('/index.html') ? [name, name.slice(0, -'index.html'.length)] : [name]) {
      const answer = await fetch(new URL(path, base), { redirect: 'error', credentials: 'omit', cache: 'no-store' }).catch((cause) => {
        throw new Failure(`${base} does not answer as it should: ${cause instanceof Error ? cause.cause ?? cause.message : cause}`);
      });
      if (answer.ok) return new Uint8Array(await answer.arrayBuffer());
      await answer.body?.cancel();
    }
    return null;
  };
}
