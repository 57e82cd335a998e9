// @ts-check
/** Looks for a secret in everything that was sent, stored or said, in every form that a program might have given it. */
import { randomBytes } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { join, relative } from "node:path";

/** @typedef {{ place: string, bytes: Buffer }} Hay */
/** @typedef {import("./stage.mjs").Stage} Stage */
/** @typedef {import("./stage.mjs").Visitor} Visitor */

/** A word nobody else writes: letters and digits, so that no encoding changes it halfway. @param {string} name */
export function canary(name) {
  return `${name}${randomBytes(10).toString("hex").replace(/\d/g, (digit) => "ghijkmnpqr"[Number(digit)] ?? digit)}`;
}

/** @param {Buffer} secret */
function base64Forms(secret) {
  return [0, 1, 2].map((shift) => {
    const whole = Math.floor(((secret.length + shift) * 8) / 6);
    // The first and the last character may hold bits of what stands beside it.
    return Buffer.concat([Buffer.alloc(shift), secret]).toString("base64").slice(Math.ceil((shift * 8) / 6), whole);
  });
}

/**
 * @param {string|Buffer} secret
 * @returns {{ form: string, text: string, anyCase: boolean }[]}
 */
export function formsOf(secret) {
  const bytes = Buffer.from(secret);
  const wide = Buffer.from(bytes.toString("latin1"), "utf16le");
  const hex = bytes.toString("hex").match(/../g) ?? [];
  const forms = [
    { form: "plain", text: bytes.toString("latin1"), anyCase: typeof secret === "string" },
    { form: "backwards", text: Buffer.from(bytes).reverse().toString("latin1"), anyCase: false },
    { form: "UTF-16LE", text: wide.toString("latin1"), anyCase: true },
    { form: "UTF-16BE", text: Buffer.from(wide).swap16().toString("latin1"), anyCase: true },
    { form: "hex", text: hex.join(""), anyCase: true },
    { form: "percent", text: hex.map((two) => `%${two}`).join(""), anyCase: true },
    { form: "quoted-printable", text: hex.map((two) => `=${two}`).join(""), anyCase: true },
    { form: "JSON", text: hex.map((two) => `\\u00${two}`).join(""), anyCase: true },
  ];
  for (const [of, source] of /** @type {const} */ ([["base64", bytes], ["base64 of UTF-16", wide]])) {
    for (const text of base64Forms(source)) {
      forms.push({ form: of, text, anyCase: false }, { form: `${of}url`, text: text.replaceAll("+", "-").replaceAll("/", "_"), anyCase: false });
    }
  }
  return forms;
}

/**
 * @param {Hay[]} hay
 * @param {Record<string, string|Buffer>} secrets
 * @returns {{ secret: string, place: string, form: string }[]}
 */
export function search(hay, secrets) {
  const wanted = Object.entries(secrets).map(([secret, value]) => ({ secret, forms: formsOf(value) }));
  if (wanted.length === 0) return [];
  return hay.flatMap(({ place, bytes }) => {
    const raw = bytes.toString("latin1");
    // Lines that were folded or wrapped (headers, base64, quoted-printable) are read as one; so are escaped line ends.
    const joined = raw.replace(/=?(?:\r?\n|\\r\\n|\\n)[ \t]*/g, "");
    // In a form words are put together otherwise.
    const formed = raw.replaceAll("+", " ").replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
    const texts = [raw, joined, formed];
    const lower = texts.map((text) => text.toLowerCase());
    return wanted.flatMap(({ secret, forms }) => forms
      .filter(({ text, anyCase }) => (anyCase ? lower.some((one) => one.includes(text.toLowerCase())) : texts.some((one) => one.includes(text))))
      .map(({ form }) => ({ secret, place, form })));
  });
}

/** @param {Stage} stage @returns {Hay[]} */
export function sent(stage) {
  return stage.requests.map(({ method, url, headers, body }) => ({
    place: `request ${method} ${url.split("?")[0]}`, bytes: Buffer.concat([Buffer.from(`${method} ${url}\n${decoded(url)}\n${headers}\n\n`), body]),
  }));
}

/** @param {string} url */
function decoded(url) {
  try { return decodeURIComponent(url); } catch { return url; }
}

/** Every file below a folder, its name included. @param {string} folder @param {string} name @returns {Promise<Hay[]>} */
export async function files(folder, name) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(entries.filter((entry) => entry.isFile()).map(async (entry) => {
    const path = join(entry.parentPath, entry.name);
    const place = `${name} ${relative(folder, path)}`;
    // A browser moves its files about while it runs.
    const bytes = await readFile(path).catch(() => Buffer.alloc(0));
    return { place, bytes: Buffer.concat([Buffer.from(`${place}\n`), bytes]) };
  }));
}

/** What the page and the vault's frames in it keep, and what the page shows outside of itself. @param {Visitor} visitor @returns {Promise<Hay[]>} */
export async function kept({ page, context, said, stage }) {
  const frames = page.frames().filter((one) => one === page.mainFrame() || one.url().startsWith(`${stage.url}vault/`));
  const found = await Promise.all(frames.map((one) => one.evaluate(dumpStorage)));
  return [
    ...found.map(({ texts }) => ({ place: "storage", bytes: Buffer.from(JSON.stringify(texts)) })),
    ...found.flatMap(({ binaries }) => binaries.map(({ place, base64 }) => ({ place, bytes: Buffer.from(base64, "base64") }))),
    { place: "cookies", bytes: Buffer.from(JSON.stringify(await context.cookies())) },
    { place: "console", bytes: Buffer.from(said.join("\n")) },
    { place: "address and title", bytes: Buffer.from(`${page.url()}\n${await page.title()}`) },
  ];
}

/** Runs in the page: all databases, caches and storages of its origin, binary values apart. */
export async function dumpStorage() {
  /** @type {{ place: string, base64: string }[]} */
  const binaries = [];
  /** @type {{ algorithm: string, extractable: boolean, usages: string[] }[]} */
  const cryptoKeys = [];
  const keep = (/** @type {string} */ place, /** @type {Uint8Array} */ bytes) => {
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    binaries.push({ place, base64: btoa(text) });
    return `<${bytes.length} bytes>`;
  };
  /** @param {any} value @param {string} place @returns {Promise<unknown>} */
  const plain = async (value, place) => {
    if (value instanceof ArrayBuffer) return keep(place, new Uint8Array(value));
    if (ArrayBuffer.isView(value)) return keep(place, new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    if (value instanceof Blob) return keep(place, new Uint8Array(await value.arrayBuffer()));
    if (value instanceof CryptoKey) {
      cryptoKeys.push({ algorithm: value.algorithm.name, extractable: value.extractable, usages: value.usages });
      return "<key>";
    }
    if (value instanceof Map || value instanceof Set) return plain([...value], place);
    if (Array.isArray(value)) return Promise.all(value.map((one, index) => plain(one, `${place}/${index}`)));
    if (value && typeof value === "object" && !(value instanceof Date)) {
      return Object.fromEntries(await Promise.all(Object.entries(value).map(async ([name, one]) => [name, await plain(one, `${place}/${name}`)])));
    }
    return value;
  };
  /** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
  const answered = (request) => new Promise((resolve, reject) => { request.onsuccess = () => resolve(request.result); request.onerror = () => reject(request.error); });

  /** @type {Record<string, unknown>} */
  const databases = {};
  for (const { name = "" } of await indexedDB.databases()) {
    const database = await answered(indexedDB.open(name));
    for (const storeName of database.objectStoreNames) {
      const store = database.transaction(storeName).objectStore(storeName);
      const [keys, values] = await Promise.all([answered(store.getAllKeys()), answered(store.getAll())]);
      databases[`${name}/${storeName}`] = await plain([keys, values], `IndexedDB ${name}/${storeName}`);
    }
    database.close();
  }
  /** @type {string[]} */
  const cached = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      cached.push(`${name} ${request.url}`);
      const answer = await cache.match(request);
      if (answer) keep(`cache ${request.url}`, new Uint8Array(await answer.arrayBuffer()));
    }
  }
  const texts = {
    local: { ...localStorage }, session: { ...sessionStorage }, cookie: document.cookie, databases, cached, name: window.name, state: history.state,
    workers: (await navigator.serviceWorker?.getRegistrations() ?? []).map(({ scope }) => scope),
  };
  return { texts, binaries, cryptoKeys };
}
