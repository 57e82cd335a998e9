// @ts-check
/** Files that are either there completely or not at all, also after the power went. */
import { randomUUID } from "node:crypto";
import { open, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Unfinished files carry this ending, so that the next start can throw them away. */
const UNFINISHED = ".unfinished";

/** @param {string} folder */
export function unfinishedPath(folder) {
  return join(folder, `${randomUUID()}${UNFINISHED}`);
}

/**
 * @param {string} path
 * @param {string | Uint8Array} contents
 */
export async function writeDurably(path, contents) {
  const unfinished = unfinishedPath(dirname(path));
  try {
    const file = await open(unfinished, "wx", 0o600);
    try {
      await file.writeFile(contents);
      await file.sync();
    } finally {
      await file.close();
    }
    await moveDurably(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/**
 * @param {string} from an already synced file
 * @param {string} to on the same file system
 */
export async function moveDurably(from, to) {
  await rename(from, to);
  await syncFolder(dirname(to));
}

/** @param {string} path */
export async function removeDurably(path) {
  await rm(path, { force: true });
  await syncFolder(dirname(path));
}

/** @param {string} folder */
export async function removeUnfinished(folder) {
  for (const name of await readdir(folder)) {
    if (name.endsWith(UNFINISHED)) await rm(join(folder, name), { force: true });
  }
}

/** @param {string} folder */
async function syncFolder(folder) {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
