// @ts-check
// Zegel's own modules, called the way its worker calls them but in the page's own thread: both candidates have one.

/** @typedef {typeof import('../../www/wasm/sealer.js')} Sealer */
/** @typedef {typeof import('../../www/wasm/decider.js')} Decider */
/** @typedef {typeof import('../../www/wasm/detector.js')} Detector */
/** @typedef {typeof import('../../www/wasm/sealer-full.js')} FullSealer */
/** @typedef {import('../../www/generated/contract').Draft} Draft */
/** @typedef {{ address: string, bytes: Uint8Array }} Found a certificate and the address it was looked up for */

const silent = () => {};
/** A certificate's judgement is kept for five minutes of the time a call is told; this is longer. */
const FORGOTTEN = 301_000;

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
  await glue.default({ module_or_path: await compiled.get(url) });
  return glue;
}

/**
 * The modules throw plain objects, which say nothing once they have left the page.
 * @template T
 * @param {() => T} work
 */
function told(work) {
  try {
    return work();
  } catch (error) {
    throw error instanceof Error ? error : new Error(JSON.stringify(error));
  }
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
  return {
    /**
     * From a draft to the bytes that leave. The secret key is read and judged by every call.
     * @param {Draft} draft
     * @param {{ contents: Uint8Array[], certificates: Found[], secret: Uint8Array, fresh: boolean }} means
     *   fresh: judge the certificates anew
     * @returns {Uint8Array}
     */
    seal(draft, { contents, certificates, secret, fresh }) {
      const read = Float64Array.from(contents, ({ length }) => length);
      const outgoing = told(() => (fresh
        ? forgetful.seal(permit(draft), crypto.randomUUID(), contents, read, certificates, secret, undefined, later(), silent)
        : judged.seal(permit(draft), crypto.randomUUID(), contents, read, certificates, secret, undefined, Date.now(), silent)));
      return outgoing.messages[0].bytes;
    },
    /**
     * @param {Uint8Array} message
     * @param {{ secret: Uint8Array, signer: Found, fresh: boolean }} means
     * @returns {import('../../www/generated/contract').Opened & { parts: { bytes: Uint8Array }[] }}
     */
    open(message, { secret, signer, fresh }) {
      return told(() => (fresh
        ? forgetful.open(message, [secret], [signer], organisation.id, later(), silent)
        : judged.open(message, [secret], [signer], organisation.id, Date.now(), silent)));
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
    /** @param {Uint8Array} secret */
    readKey: (secret) => full.read_keys(secret.slice(), undefined, Date.now())[0],
    /**
     * @param {string} address
     * @param {'v4'|'v6'} kind
     * @returns {{ key: { certificate: Uint8Array }, secret: Uint8Array }}
     */
    make: (address, kind) => full.make_key(
      JSON.stringify({ name: 'Noor de Wit', addresses: [address], kind, postQuantum: false, validDays: null }), Date.now()),
  };
}
