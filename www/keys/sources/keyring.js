// @ts-check
// The organisation's directory as one file: nobody learns whom one looks up. It is fetched once, kept, and asked for again
// with its ETag.

import { ZegelError } from "../../engine/errors.js";
import { equal } from "../bytes.js";
import { within } from "../database.js";
import { download } from "../download.js";
import { Keyring } from "../keyring.js";

/** @import { Source } from "./types.js" */
/** @import { Fetch } from "../download.js" */
/** @import { Tables } from "../database.js" */
/** @typedef {{ url: string, etag: string|null, bytes: Uint8Array<ArrayBuffer>, at: number }} Copy */

/**
 * @param {string} url  from the organisation's bundle
 * @param {{ fetch?: Fetch, base?: string|URL, database: Tables, now?: () => number }} means
 * @returns {Source & { refresh: () => Promise<void> }}
 */
export function keyringSource(url, { fetch, base, database, now = Date.now }) {
  const name = "keyring";
  const { href, origin, host } = new URL(url, base ?? globalThis.location?.href);
  const isOwn = origin === new URL(base ?? globalThis.location?.href ?? href).origin;
  const table = database.table("keyrings");
  /** @type {(address: string|null) => void} */
  let changed = () => {};
  /** @type {{ copy: Copy, keyring: Keyring }|null} */
  let current = null;
  /** @type {Promise<void>|null} */
  let refreshing = null;

  /** One request for all who want it. */
  const refresh = () => refreshing ??= fetchAgain().finally(() => { refreshing = null; });

  async function fetchAgain() {
    const etag = current?.copy.etag;
    const answered = await download(href, {
      fetch, patience: 30_000, limit: largest, about: { host },
      // Elsewhere the header would need that server's leave, and the browser's own cache does as much.
      init: isOwn ? { cache: "no-store", headers: etag ? { "If-None-Match": etag } : {} } : { referrerPolicy: "no-referrer" },
    });
    if (answered.status === 304 && current) {
      keep({ ...current.copy, at: now() });
      return;
    }
    if (answered.status !== 200) throw new ZegelError("server-refused", { status: answered.status });
    const same = current !== null && equal(current.copy.bytes, answered.bytes);
    // Before anything is replaced: a file that cannot be read leaves the one that could.
    const keyring = same && current ? current.keyring : new Keyring(answered.bytes);
    keep({ url: href, etag: answered.headers.get("etag"), bytes: answered.bytes, at: now() }, keyring);
    if (!same) changed(null);
  }

  /** @param {Copy} copy @param {Keyring} [keyring] */
  function keep(copy, keyring = current?.keyring ?? new Keyring(copy.bytes)) {
    current = { copy, keyring };
    table.update(href, () => copy).catch(() => {}); // without it, the next page fetches again
  }

  async function ready() {
    current ??= await stored();
    const age = current ? Math.abs(now() - current.copy.at) : Infinity;
    if (age < fresh) return;
    const done = refresh();
    if (age < day) {
      done.catch(() => {}); // in the background
    } else if (age < week) {
      // The organisation's server may be down for days; whether a certificate is still good, its own dates say too.
      await within(done, 5_000).catch(() => {});
    } else {
      await done;
    }
  }

  async function stored() {
    try {
      /** @type {Copy|null} */
      const copy = await within(table.get(href), 2_000);
      return copy && { copy, keyring: new Keyring(copy.bytes) };
    } catch {
      return null;
    }
  }

  return {
    name,
    local: true,
    patience: 35_000,
    async ask(address) {
      await ready();
      if (!current) return [];
      const { keyring, copy } = current;
      return keyring.of(address).map((bytes) => ({ bytes, source: name, seenAt: copy.at, ...(isOwn ? {} : { host }) }));
    },
    onChange(listener) { changed = listener; },
    prepare: ready,
    refresh,
    discloses: () => ({ source: name, host: isOwn ? "" : host, throughOwnServer: false, learns: "nothing" }),
  };
}

const largest = 32 * 1024 * 1024;
const fresh = 60 * 60_000; // milliseconds
const day = 24 * fresh;
const week = 7 * day;
