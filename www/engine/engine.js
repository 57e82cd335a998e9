// @ts-check
// The engine as a page sees it. It starts with the small program that decides; the worker with the large one, and all
// the code around it, is loaded when it is first needed.

import { copyOf } from "./buffers.js";
import { loadDecider } from "./decider.js";
import { ZegelError } from "./errors.js";
import { folderAt } from "./load.js";
import { Rules } from "./rules.js";

/** @import { Engine, Looked, Operations, StartOptions, WorkOptions } from "./types.js" */
/** @import { Supervisor } from "./supervisor.js" */

/**
 * @param {StartOptions} [options]
 * @returns {Promise<Engine>}
 */
export async function start({ wasm, keyStore, sharedUnlocking } = {}) {
  // Deciding works without WebCrypto, but a page that can never seal should hear it now and not at "Send".
  if (!globalThis.crypto?.subtle) throw new ZegelError("insecure-context");
  /** Undefined: each where it lies beside this file. */
  const programs = wasm && folderAt(wasm);
  const decider = await loadDecider(programs);
  /** The rules in use. @type {Rules|undefined} */
  let rules;
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
    return (await supervised()).ask(operation, own, options);
  };

  const supervised = () => supervisor ??= import("./supervisor.js").then(
    (module) => new module.Supervisor(programs, keyStore, sharedUnlocking),
    (cause) => {
      supervisor = undefined;
      throw new ZegelError("engine-not-loaded", { file: "supervisor.js" }, { cause });
    },
  );

  /** @type {Promise<import("../keys/vault.js").Vault>|undefined} */
  let vault;

  const neededRules = () => {
    if (!rules) throw new ZegelError("bundle-missing");
    return rules;
  };

  const dropBundle = () => {
    rules?.drop();
    rules = undefined;
  };

  /** One detector for all rules of this engine. @type {Promise<import("./types.js").Detector>|undefined} */
  let detector;
  const loadDetector = () => {
    detector ??= import("./detector.js").then((module) => module.loadDetector(programs));
    detector.catch(() => { detector = undefined; });
    return detector;
  };

  /** What stands in attachments, as far as they were looked at, by their contents. @type {WeakMap<object, Looked>} */
  const inspections = new WeakMap();
  /** What is known of contents that are gone need not be kept. @type {FinalizationRegistry<Looked>} */
  const gone = new FinalizationRegistry(({ number, mark }) => { rules?.forget(number, mark); });

  /** @param {Rules} rules @param {(Uint8Array|Blob)[]} contents */
  const numbers = (rules, contents) => contents.map((content) => {
    const known = content && inspections.get(content);
    if (!known) return 0;
    if (known.mark !== rules.mark) {
      known.number = rules.look(known.inspection);
      known.mark = rules.mark;
    }
    return known.number;
  });

  /** @type {Engine} */
  const engine = {
    useBundle(bytes, { address = "" } = {}) {
      // Before it is read: whatever becomes of that, the rules of before were somebody else's.
      dropBundle();
      const answer = Rules.read(decider, bytes.slice(), address);
      if ("mistakes" in answer) return answer;
      rules = answer.rules;
      rules.prepare(loadDetector).catch(() => {}); // told to whoever waits for it
      return { bundle: rules.view };
    },
    readBundle(bytes) {
      const answer = Rules.read(decider, bytes, "");
      if ("mistakes" in answer) return answer;
      answer.rules.drop();
      return { bundle: answer.rules.view };
    },
    dropBundle,
    async ready() {
      await neededRules().prepare(loadDetector);
    },
    readAddresses: (text) => decider.readAddresses(text),
    decide(draft, { contents = [] } = {}) {
      const rules = neededRules();
      return rules.decide(draft, numbers(rules, contents));
    },
    async inspect(attachments, contents, options) {
      const { view } = neededRules();
      const unknown = contents.flatMap((content, at) => (inspections.has(content) ? [] : [at]));
      if (view.looksIntoAttachments && unknown.length > 0) {
        const found = await work("inspect", { attachments: unknown.map((at) => attachments[at]), contents: unknown.map((at) => contents[at]) }, options);
        unknown.forEach((at, index) => {
          const looked = { inspection: found[index], number: 0, mark: "" };
          inspections.set(contents[at], looked);
          gone.register(contents[at], looked);
        });
      }
      return contents.map((content) => inspections.get(content)?.inspection ?? null);
    },
    async receive(received, { contents = [], ...options } = {}) {
      const rules = neededRules();
      await rules.prepare(loadDetector);
      // What is not at hand counts as not looked at.
      if (contents.length > 0) await engine.inspect(received.attachments, contents, options);
      return rules.receive(received, numbers(rules, contents));
    },
    fileLabels: (attachments, contents, options) => work("fileLabels", { attachments, contents }, options),
    labelable: (attachments, contents, options) => work("labelable", { attachments, contents }, options),
    blake2b: async (bytes) => (await loadDetector()).blake2b(bytes),

    preload: () => work("preload", rules && { bundle: rules.bytes, address: rules.address }),
    vault: () => vault ??= Promise.all([import("../keys/vault.js"), supervised()]).then(([{ Vault }, session]) => new Vault(work, session)),
    makeKey: async ({ name, address, addresses = [address], kind = "v4", postQuantum = false, validDays }) =>
      (await engine.vault()).makeKey({ name, addresses, kind, postQuantum, validDays }),
    ownKeys: () => work("ownKeys", undefined),
    readCertificate: (bytes, address) => work("readCertificate", { bytes, address }),
    judge: (people, trusted = []) => work("judge", { people, trusted }),
    async seal(draft, { contents, certificates, letters = [], from, blobs = false, ...options }) {
      const { bytes, address } = neededRules();
      return work("seal", { bundle: bytes, address, draft, contents, certificates, letters, from, blobs }, options);
    },
    async *sealMany(mails, options) {
      yield* (await import("./many.js")).sealMany(mails, await supervised(), neededRules, options);
    },
    async sealBody(draft, options) {
      const outgoing = await engine.seal({ ...draft, cc: [], bcc: [], bodyOnly: true }, { ...options, blobs: false });
      return (await import("./body.js")).bodyOf(outgoing);
    },
    sealDraft: (draft, { contents = [], from, ...options } = {}) => work("sealDraft", { draft, contents, from }, options),
    open: (message, { certificates = [], without = [], ...options } = {}) =>
      work("open", { message, certificates, site: rules?.view.organisation.id, without }, options),
    release: (message, { certificates = [], by, rule = null, ...options }) => work("release", { message, certificates, by, rule }, options),

    close() {
      closed = true;
      dropBundle();
      supervisor?.then((supervisor) => supervisor.close(), () => {});
      vault?.then((vault) => vault.close(), () => {});
    },
  };
  return engine;
}
