// @ts-check
// The engine as a page sees it. It starts with the small program that decides; the worker with the large one, and all
// the code around it, is loaded when it is first needed.

import { copyOf } from "./buffers.js";
import { loadDecider } from "./decider.js";
import { ZegelError } from "./errors.js";
import { wasmFolder } from "./load.js";

/** @import { Engine, Operations, StartOptions, WorkOptions } from "./types.js" */
/** @import { Supervisor } from "./supervisor.js" */

/**
 * @param {StartOptions} [options]
 * @returns {Promise<Engine>}
 */
export async function start({ wasm, keyStore } = {}) {
  // Deciding works without WebCrypto, but a page that can never seal should hear it now and not at "Send".
  if (!globalThis.crypto?.subtle) throw new ZegelError("insecure-context");
  const folder = wasmFolder(wasm);
  const decider = await loadDecider(folder);
  /** @type {Uint8Array|undefined} */
  let bundle;
  /** @type {Promise<Supervisor>|undefined} */
  let supervisor;
  let closed = false;

  /**
   * @template {keyof Operations} Name
   * @param {Name} operation
   * @param {Parameters<Operations[Name]>[0]} input
   * @param {WorkOptions} [options]
   * @returns {ReturnType<Operations[Name]>}
   */
  const work = (operation, input, options) => /** @type {any} */ (asked(operation, input, options));

  /**
   * @param {keyof Operations} operation
   * @param {unknown} input
   * @param {WorkOptions} [options]
   */
  const asked = async (operation, input, options) => {
    if (closed) throw new ZegelError("canceled");
    // Copied before anything waits: the caller keeps its bytes, and may change them as soon as this call returns.
    const own = copyOf(input);
    supervisor ??= import("./supervisor.js").then(
      (module) => new module.Supervisor(folder, keyStore),
      (cause) => {
        supervisor = undefined;
        throw new ZegelError("engine-not-loaded", { file: "supervisor.js" }, { cause });
      },
    );
    return (await supervisor).ask(operation, own, options);
  };

  const neededBundle = () => {
    if (!bundle) throw new ZegelError("bundle-missing");
    return bundle;
  };

  return {
    useBundle(bytes) {
      // Before it is read: whatever becomes of that, the rules of before were somebody else's.
      bundle = undefined;
      const answer = decider.read_bundle(bytes);
      if ("bundle" in answer) bundle = bytes.slice();
      return answer;
    },
    dropBundle() {
      bundle = undefined;
    },
    readAddresses: (text) => decider.read_addresses(text),
    decide: (draft) => decider.decide(neededBundle(), draft, Date.now()),

    preload: () => work("preload", undefined),
    makeKey({ name, address, kind = "v4" }) {
      keepStorage();
      return work("makeKey", { name, address, kind });
    },
    importKey(secret, passphrase) {
      keepStorage();
      return work("importKey", { secret, passphrase });
    },
    ownKeys: () => work("ownKeys", undefined),
    removeKey: (fingerprint) => work("removeKey", { fingerprint }),
    readCertificate: (bytes, address) => work("readCertificate", { bytes, address }),
    async seal(draft, { contents, certificates, from, ...options }) {
      return work("seal", { bundle: neededBundle(), draft, contents, certificates, from }, options);
    },
    open: (message, { certificates = [], ...options } = {}) =>
      work("open", { message, certificates, bundle }, options),

    close() {
      closed = true;
      bundle = undefined;
      supervisor?.then((supervisor) => supervisor.close(), () => {});
    },
  };
}

/**
 * Browsers may clear the storage of a page they do not think important; a lost key is lost mail. Only a page can ask, a
 * worker cannot. Nobody waits for the answer: some browsers ask the person, and the key is needed whatever they say.
 */
function keepStorage() {
  globalThis.navigator?.storage?.persist?.().catch(() => {});
}
