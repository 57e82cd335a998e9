// @ts-check
// Zegel's own modules, called the way its worker calls them but in the page's own thread: both candidates have one.

import { stationeryFor } from '/engine/letters.js';
import { agreed } from '/engine/agree.js';
import { workedOff } from '/engine/bulk.js';
import { HashingThread } from '/engine/hashing-thread.js';
import { stretched } from '/engine/stretch.js';
import { joined } from './mime.mjs';

/** @typedef {typeof import('../../www/wasm/sealer.js')} Sealer */
/** @typedef {typeof import('../../www/wasm/decider.js')} Decider */
/** @typedef {typeof import('../../www/wasm/detector.js')} Detector */
/** @typedef {typeof import('../../www/wasm/sealer-full.js')} FullSealer */
/** @typedef {import('../../www/generated/contract').Draft} Draft */
/** @typedef {{ address: string, bytes: Uint8Array }} Found a certificate and the address it was looked up for */

const silent = () => {};
/** A certificate's judgement is kept for five minutes of the time a call is told; this is longer. */
const FORGOTTEN = 301_000;

/** @type {WeakMap<object, WebAssembly.Memory>} */
const memories = new WeakMap();

/** As the worker has it. @type {WeakMap<object, HashingThread>} */
const threads = new WeakMap();

/** @type {Map<string, Promise<WebAssembly.Module>>} */
const compiled = new Map();

/**
 * Another instance of a module at every call: glue holds one instance for ever, another address is another glue.
 * @param {string} folder
 * @param {string} name
 * @param {string} instance
 */
export async function program(folder, name, instance) {
  const glue = await import(`${folder}${name}.js?${instance}`);
  const url = `${folder}${name}_bg.wasm`;
  if (!compiled.has(url)) compiled.set(url, WebAssembly.compileStreaming(fetch(url)));
  const { memory } = await glue.default({ module_or_path: await compiled.get(url) });
  memories.set(glue, memory);
  if (name === 'sealer') {
    const thread = new HashingThread(folder);
    thread.prepare(Infinity, { name, module: (await compiled.get(url)) ?? null });
    threads.set(glue, thread);
  }
  return glue;
}

/**
 * Begins a work and finishes it. The modules throw plain objects, which say nothing once they have left the page.
 * @template T
 * @param {Sealer} program
 * @param {(program: Sealer) => import('../../www/engine/types').Work<T>} begin
 * @returns {Promise<T>}
 */
async function worked(program, begin) {
  try {
    return await workedOff(program, begin(program), silent, { memory: memories.get(program), thread: threads.get(program) });
  } catch (error) {
    throw error instanceof Error ? error : new Error(JSON.stringify(error));
  }
}

/**
 * What a posting holds: octets, or a Blob where they are many. @typedef {Uint8Array | Blob} Bytes
 */

/** @param {{ bytes?: Bytes, blob?: Blob }} posting */
export const bytesOf = ({ bytes, blob }) => /** @type {Bytes} */ (blob ?? bytes);

/** Copies them where they are not at hand. @param {Bytes} bytes */
export const octetsOf = async (bytes) => (bytes instanceof Uint8Array ? bytes : new Uint8Array(await bytes.arrayBuffer()));

/**
 * Does a work and tells how long the part took that is done to every octet: from the first order until it is carried out. Where the
 * program gives no order, because it does all by itself, the whole counts.
 * @param {Sealer} program
 * @param {() => any} begin
 * @param {{ isHashed: boolean, withRest: boolean }} what  isHashed: whether hashing counts, or is done before the time begins; withRest:
 *   whether what the program does behind it counts, which is the armor in sealing, and the signature in opening
 */
async function carriedOut(program, begin, { isHashed, withRest }) {
  const memory = memories.get(program);
  if (memory === undefined) throw new Error('not a program');
  let begun = performance.now();
  const work = begin();
  let order = work.order();
  // Session keys do not count; whatever is done for them is done before.
  if (order?.agree) {
    work.agreed(order.agree.turn, await agreed(crypto.subtle, order.agree));
    delete order.agree;
  }
  let sum = null;
  if (order && !isHashed) {
    const { digest: { algorithm, from, to }, salt, tail, address } = order;
    const payload = new Uint8Array(memory.buffer, address + from, to - from);
    sum = new Uint8Array(await crypto.subtle.digest(algorithm, joined([salt, payload, tail])));
    delete order.digest;
  }
  let took = 0;
  // What counts is the last step: opening decrypts, hashes, and may hash once more.
  const stop = () => { took = performance.now() - begun; };
  const watched = {
    order: () => {
      const first = order;
      order = null;
      return first ?? work.order();
    },
    sign: (/** @type {Uint8Array|undefined} */ digest) => work.sign(sum ?? digest),
    done: () => {
      if (!withRest) stop();
      work.done();
      if (withRest) stop();
    },
    hashed: (/** @type {Uint8Array} */ digest) => {
      work.hashed(digest);
      stop();
    },
    open_cfb: (/** @type {number} */ octets) => work.open_cfb(octets),
    announced: (/** @type {number} */ octets) => work.announced(octets),
    run: (/** @type {number} */ chunks) => {
      work.run(chunks);
      stop();
    },
    finish: () => {
      if (took === 0) stop();
      return work.finish();
    },
    free: () => work.free(),
  };
  if (order) begun = performance.now();
  const result = await workedOff(program, /** @type {any} */ (watched), silent, { memory, thread: threads.get(program) });
  return { took, result };
}

/**
 * One build of the modules.
 * @param {string} folder the URL of its folder, ends in a slash
 * @param {Uint8Array} bundle
 */
export async function zegel(folder, bundle) {
  // Two sealers: what one of them has judged, the other must not know.
  /** @type {[Sealer, Sealer]} */
  const [judged, forgetful] = [await program(folder, 'sealer', 'judged'), await program(folder, 'sealer', 'forgetful')];
  /** @type {Decider} */
  const decider = await program(folder, 'decider', 'one');
  /** @type {Detector} */
  const detector = await program(folder, 'detector', 'one');
  const { handle, bundle: { organisation } } = JSON.parse(decider.use_bundle(bundle, ''));
  const eyes = JSON.parse(detector.use_bundle(bundle)).handle;
  /** An attachment of random octets holds nothing that rules look for. */
  const nothing = { kind: 'unknown', state: 'unread', reason: 'unsupported', text: '', properties: [], names: [], encrypted: false, executable: false };
  /** @param {Draft} draft */
  const permit = (draft) => {
    const text = JSON.stringify(draft);
    const looked = draft.attachments.map(() => detector.look(eyes, JSON.stringify(nothing)));
    const permitted = decider.permit(handle, text, detector.see(eyes, text, Uint32Array.from(looked)), Date.now());
    for (const number of looked) detector.forget(eyes, number);
    return permitted.split('\n')[0] ?? '';
  };
  const start = Date.now();
  let calls = 0;
  const later = () => start + (calls += 1) * FORGOTTEN;
  /**
   * @param {Sealer} program
   * @param {Draft} draft
   * @param {{ contents: Uint8Array[], certificates: Found[], secret: Uint8Array, letters?: object }} means
   * @param {number} now
   */
  const begun = (program, draft, { contents, certificates, secret, letters }, now) =>
    /** @type {any} */ (program.begin_seal(permit(draft), crypto.randomUUID(), contents, Float64Array.from(contents, ({ length }) => length), certificates, secret, letters, now, silent));
  return {
    /**
     * From a draft to the bytes that leave. The secret key is read and judged by every call.
     * @param {Draft} draft
     * @param {{ contents: Uint8Array[], certificates: Found[], secret: Uint8Array, letters?: object, fresh: boolean }} means
     *   fresh: judge the certificates anew
     * @returns {Promise<Bytes[]>} the messages; one, unless somebody is hidden or has a passphrase
     */
    async seal(draft, { fresh, ...means }) {
      const outgoing = await worked(fresh ? forgetful : judged, (program) => begun(program, draft, means, fresh ? later() : Date.now()));
      return outgoing.messages.map(bytesOf);
    },
    /**
     * How long encrypting takes, with the hash that is signed or without. The mail around it is written, too, but not counted.
     * @param {Draft} draft
     * @param {{ contents: Uint8Array[], certificates: Found[], secret: Uint8Array }} means
     * @param {{ hashed: boolean }} how
     * @returns {Promise<number>} milliseconds
     */
    sealingAlone: async (draft, means, { hashed }) => (await carriedOut(judged, () => begun(judged, draft, means, Date.now()), { isHashed: hashed, withRest: false })).took,
    /**
     * The same of decrypting, with the signature and what is read behind it.
     * @param {Uint8Array} message
     * @param {{ secret: Uint8Array, signer: Found }} means
     */
    openingAlone: (message, { secret, signer }) =>
      carriedOut(judged, () => judged.begin_open(message, [secret], [signer], organisation.id, Date.now(), silent), { isHashed: true, withRest: true }),
    /** What letters are written with, for one recipient with a passphrase. @param {Draft} draft @param {string} passphrase */
    letters: (draft, passphrase) =>
      stationeryFor({ bundle, branding: null, draft, letters: [{ address: draft.to[0] ?? '', passphrase, hint: null, language: 'en' }], programs: folder }),
    /**
     * @param {Uint8Array} message
     * @param {{ secret: Uint8Array, signer: Found, fresh: boolean }} means
     * @returns {Promise<import('../../www/generated/contract').Opened & { parts: { bytes: Uint8Array }[] }>}
     */
    open(message, { secret, signer, fresh }) {
      return worked(fresh ? forgetful : judged, (program) =>
        /** @type {any} */ (program.begin_open(message, [secret], [signer], organisation.id, fresh ? later() : Date.now(), silent)));
    },
    /** How it stands with people of whom a directory gave a certificate each, all judged anew. @param {Found[]} people */
    choose(people) {
      const now = later();
      return people.map(({ address, bytes }) => forgetful.judge(address, [{ bytes, source: 'directory' }], [], [], now));
    },
    /** @param {Uint8Array} certificate @param {string} address whose usability is judged anew */
    judge: (certificate, address) => forgetful.read_certificate(certificate, address, later()),
  };
}

/** What is done with own keys. @param {string} folder */
export async function ownKeys(folder) {
  /** @type {FullSealer} */
  const full = await program(folder, 'sealer-full', 'one');
  return {
    /** Unlocks as well. @param {Uint8Array} secret @param {string} passphrase */
    unlock: async (secret, passphrase) => full.read_keys(secret.slice(), passphrase, await stretched(full.stretches(secret), passphrase), Date.now())[0],
    /** @param {Uint8Array} secret @returns {{ key: any }} */
    readKey: (secret) => full.read_keys(secret.slice(), undefined, [], Date.now())[0],
    /**
     * @param {string} address
     * @param {'v4'|'v6'} kind
     * @returns {{ key: { certificate: Uint8Array }, secret: Uint8Array }}
     */
    make: (address, kind) => full.make_key(
      JSON.stringify({ name: 'Noor de Wit', addresses: [address], kind, postQuantum: false, validDays: null }), Date.now()),
  };
}
