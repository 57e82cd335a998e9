// @ts-check
// A pile of certificates on its way into a directory: checked one by one, certified if the organisation's key is there, packed.

import { joinCertificates } from "../../../keys/keyring.js";
import { wkdTree, zip } from "../../../keys/publish.js";
import { addressIn, certificateFrom, isWithin, readFile, withMore } from "./certificates.js";
import { turn } from "./armor.js";

/**
 * @typedef {import("../../../engine/types.js").Engine} Engine
 * @typedef {import("../../../generated/contract.js").CertificateView} CertificateView
 * @typedef {import("../../../generated/contract.js").OwnKey} OwnKey
 * @typedef {import("./certificates.js").Certificate & { views: Map<string, CertificateView|null>, certified: Certified|null }} Known
 *   `views`: by address; null where it cannot be read
 * @typedef {{ by: string, addresses: Set<string>, bytes: Uint8Array }} Certified
 * @typedef {{ address: string, certificates: Known[] }} Listed
 * @typedef {{ reason: string, who: string }} Left
 * @typedef {{ listed: Listed[], left: Left[], unchecked: number, alsoElsewhere: number }} Sorted
 *   `alsoElsewhere`: how many of those to be published name addresses of other domains too
 * @typedef {{ what: "reading"|"checking"|"certifying"|"packing", done: number, total: number }} Work
 * @typedef {{ key: OwnKey, fresh: boolean, saved: boolean }} Owner  `fresh`: made here
 */

/** How often the page hears how far it is, in milliseconds. */
const often = 100;

export class Publication {
  /** @type {readonly Known[]} */ certificates = [];
  /** @type {{ file: string, problem: string }[]} */ problems = [];
  files = 0;
  /** @type {Work|null} */ work = null;
  /** What went wrong last. @type {unknown} */ error = null;
  /** What certifies. @type {Owner|null} */ owner = null;
  /** A key file that waits for its passphrase. @type {{ name: string, bytes: Uint8Array, wrong: boolean }|null} */ locked = null;
  /** How many certifications were made, and how many were there already. How many were left to a person, because of several certificates or addresses. @type {{ made: number, there: number, unsure: number }|null} */ certifications = null;

  #start;
  #changed;
  /** @type {Promise<Engine>|null} */ #engine = null;
  /** Trusted certificates by their text, read or on the way. @type {Map<string, { view?: CertificateView|null }>} */ #trusted = new Map();
  #canceled = false;
  #told = 0;
  /** @type {{ certificates: readonly Known[], domains: string, revision: number, sorted: Sorted }|null} */ #sorted = null;
  #revision = 0;

  /**
   * @param {() => Promise<Engine>} start  with a key store of its own
   * @param {() => void} changed
   */
  constructor(start, changed) {
    this.#start = start;
    this.#changed = changed;
  }

  /** @returns {Promise<Engine>} */
  engine() {
    this.#engine ??= this.#start().catch((error) => {
      this.#engine = null;
      throw error;
    });
    return this.#engine;
  }

  cancel() {
    this.#canceled = true;
  }

  /** Forgets everything, the key above all. */
  close() {
    this.#canceled = true;
    this.#engine?.then((engine) => engine.close(), () => {});
    this.#engine = null;
    this.locked?.bytes.fill(0);
    this.locked = null;
    this.owner = null;
    this.clear();
  }

  clear() {
    this.certificates = [];
    this.problems = [];
    this.files = 0;
    this.certifications = null;
    this.error = null;
    this.#changed();
  }

  /**
   * @param {readonly (import("./certificates.js").FileLike & { name: string })[]} files
   * @param {readonly string[]} domains
   */
  async add(files, domains) {
    if (this.work) return;
    const before = this.certificates;
    const whole = await this.#at("reading", files.length, async (step) => {
      for (const file of files) {
        const { certificates, problem, skipped } = await readFile(file);
        if (problem || skipped) this.problems = [...this.problems, { file: file.name, problem: problem ?? "skipped" }];
        if (certificates.length > 0) {
          this.files += 1;
          this.certificates = withMore(this.certificates, certificates.map((one) => ({ ...one, views: new Map(), certified: null })));
        }
        if (!await step()) break;
      }
    });
    if (!whole) this.certificates = before;
    await this.check(domains);
  }

  /**
   * Asks the engine what the certificates are worth for the addresses they will be published for.
   * @param {readonly string[]} domains
   */
  async check(domains) {
    const open = this.certificates.flatMap((one) => one.addresses.filter((address) => isWithin(address, domains) && !one.views.has(address)).map((address) => ({ one, address })));
    if (open.length === 0 || this.work) return;
    const whole = await this.#at("checking", open.length, async (step) => {
      const engine = await this.engine();
      for (const { one, address } of open) {
        one.views.set(address, await engine.readCertificate(one.bytes, address).catch(refusedOnly));
        this.#revision += 1;
        if (!await step()) return;
      }
    });
    // What was not looked at is not published: whoever stops puts it back.
    if (!whole) this.certificates = this.certificates.filter((one) => one.addresses.every((address) => !isWithin(address, domains) || one.views.has(address)));
    this.#changed();
  }

  /**
   * @param {readonly string[]} domains
   * @returns {Sorted}
   */
  sorted(domains) {
    const known = this.#sorted;
    const key = domains.join(" ");
    if (known && known.certificates === this.certificates && known.domains === key && known.revision === this.#revision) return known.sorted;
    const sorted = sortOut(this.certificates, domains);
    this.#sorted = { certificates: this.certificates, domains: key, revision: this.#revision, sorted };
    return sorted;
  }

  /**
   * Opens the file of the organisation's key.
   * @param {string} name
   * @param {Uint8Array} bytes
   * @param {string} [passphrase]
   */
  async open(name, bytes, passphrase) {
    this.error = null;
    try {
      const vault = await (await this.engine()).vault();
      const [key] = await vault.importKeys(bytes, passphrase);
      if (key) await this.#take(key, false);
      bytes.fill(0);
      this.locked = null;
    } catch (/** @type {any} */ error) {
      if (error?.code === "passphrase-wrong") this.locked = { name, bytes, wrong: passphrase !== undefined };
      else this.error = error;
    }
    this.#changed();
  }

  /** @param {{ name: string, address: string, kind: "v4"|"v6" }} wish */
  async make({ name, address, kind }) {
    this.error = null;
    try {
      const vault = await (await this.engine()).vault();
      // Without end: it stands in every bundle, and nobody should have to replace it there.
      await this.#take(await vault.makeKey({ name, addresses: [address], kind, postQuantum: false }), true);
    } catch (error) {
      this.error = error;
    }
    this.#changed();
  }

  /** @param {string} passphrase */
  async exportOwner(passphrase) {
    if (!this.owner) return null;
    const vault = await (await this.engine()).vault();
    return vault.exportKey(this.owner.key.fingerprint, passphrase);
  }

  ownerSaved() {
    if (this.owner) this.owner = { ...this.owner, saved: true };
    this.#changed();
  }

  async forgetOwner() {
    const { owner } = this;
    this.owner = null;
    this.locked?.bytes.fill(0);
    this.locked = null;
    this.certifications = null;
    this.error = null;
    this.#changed();
    if (owner) await (await (await this.engine()).vault()).removeKey(owner.key.fingerprint);
  }

  /**
   * Everything for the directory as one file.
   * @param {readonly string[]} domains
   * @param {"advanced"|"direct"} method
   * @returns {Promise<Uint8Array|null>}
   */
  async packed(domains, method) {
    const ready = await this.#ready(domains);
    return ready && this.#packing(async () => zip(await wkdTree(ready, { method }), uncompressed));
  }

  /**
   * All certificates in one file, each once.
   * @param {readonly string[]} domains
   * @returns {Promise<Uint8Array|null>}
   */
  async keyring(domains) {
    const ready = await this.#ready(domains);
    return ready && this.#packing(async () => joinCertificates([...new Set(ready.map(({ bytes }) => bytes))]));
  }

  /**
   * A trusted certificate of the bundle; undefined until it has been read.
   * @param {string} text
   * @returns {CertificateView|null|undefined}
   */
  trusted(text) {
    const known = this.#trusted.get(text);
    if (known) return known.view;
    const bytes = certificateFrom(text);
    this.#trusted.set(text, { view: bytes && undefined });
    if (bytes) this.view(bytes, addressIn(text)).then((view) => {
      this.#trusted.set(text, { view });
      this.#changed();
    }, () => {});
    return bytes && undefined;
  }

  /**
   * @param {Uint8Array} bytes
   * @param {string} address  any will do for what does not depend on it
   * @returns {Promise<CertificateView|null>}
   */
  async view(bytes, address) {
    return (await this.engine()).readCertificate(bytes, address || "nobody@example.org").catch(refusedOnly);
  }

  /** @param {OwnKey} key @param {boolean} fresh */
  async #take(key, fresh) {
    const before = this.owner?.key.fingerprint;
    this.owner = { key, fresh, saved: !fresh };
    this.certifications = null;
    if (before && before !== key.fingerprint) await (await (await this.engine()).vault()).removeKey(before);
  }

  /**
   * What is to be published, certified where there is a key for it.
   * @param {readonly string[]} domains
   * @returns {Promise<{ address: string, bytes: Uint8Array }[]|null>}  null if it was stopped or went wrong
   */
  async #ready(domains) {
    const { listed } = this.sorted(domains);
    if (this.owner && !await this.#certify(listed, this.owner.key)) return null;
    const by = this.owner?.key.fingerprint;
    return listed.flatMap(({ address, certificates }) => certificates.map((one) => ({ address, bytes: by && one.certified?.by === by ? one.certified.bytes : one.bytes })));
  }

  /** @param {readonly Listed[]} listed @param {OwnKey} key */
  async #certify(listed, { fingerprint, certificate }) {
    const isDone = (/** @type {Known} */ one, /** @type {string} */ address) => one.certified?.by === fingerprint && one.certified.addresses.has(address);
    // A user ID is a claim. Where an address has two certificates, or a certificate two of our addresses, one of them may be
    // somebody else's wish; that is for a person to look at.
    const all = listed.flatMap(({ address, certificates }) => certificates.map((one) => ({ one, address, alone: certificates.length === 1 })));
    const claims = new Map();
    for (const { one } of all) claims.set(one, (claims.get(one) ?? 0) + 1);
    const sure = all.filter(({ one, alone }) => alone && claims.get(one) === 1);
    const open = sure.filter(({ one, address }) => !isDone(one, address));
    const unsure = all.length - sure.length;
    const tally = open.length > 0 || !this.certifications ? { made: 0, there: 0, unsure } : { ...this.certifications, unsure };
    const whole = await this.#at("certifying", open.length, async (step) => {
      const engine = await this.engine();
      const vault = await engine.vault();
      for (const { one, address } of open) {
        const before = one.certified?.by === fingerprint ? one.certified : { by: fingerprint, addresses: new Set(), bytes: one.bytes };
        // A second certification by the same key says nothing new, and a directory is made again and again.
        const [standing] = await engine.judge([{ address, files: [{ bytes: before.bytes, source: "imported" }], remembered: [] }], [certificate]);
        const there = standing?.vouched === "organisation";
        const bytes = there ? before.bytes : await vault.certify(fingerprint, before.bytes, address);
        one.certified = { by: fingerprint, addresses: new Set([...before.addresses, address]), bytes };
        tally[there ? "there" : "made"] += 1;
        if (!await step()) return;
      }
    });
    if (whole) this.certifications = tally;
    return whole;
  }

  /** @template T @param {() => Promise<T>} work @returns {Promise<T|null>} */
  async #packing(work) {
    /** @type {T|null} */
    let packed = null;
    await this.#at("packing", 1, async () => { packed = await work(); });
    return packed;
  }

  /**
   * @param {Work["what"]} what
   * @param {number} total
   * @param {(step: () => Promise<boolean>) => Promise<void>} work  `step` says whether to go on
   * @returns {Promise<boolean>} whether it came to its end
   */
  async #at(what, total, work) {
    if (this.work) return false;
    this.#canceled = false;
    this.error = null;
    this.work = { what, done: 0, total };
    this.#told = performance.now();
    this.#changed();
    await turn();
    let whole = true;
    try {
      await work(async () => {
        if (this.work) this.work = { ...this.work, done: this.work.done + 1 };
        if (performance.now() - this.#told > often) {
          this.#told = performance.now();
          this.#changed();
          await turn();
        }
        whole = !this.#canceled;
        return whole;
      });
    } catch (error) {
      whole = false;
      if (!this.#canceled) this.error = error;
    }
    this.work = null;
    this.#changed();
    return whole;
  }
}

/**
 * @param {readonly Known[]} certificates
 * @param {readonly string[]} domains
 * @returns {Sorted}
 */
function sortOut(certificates, domains) {
  /** @type {Map<string, Known[]>} */
  const listed = new Map();
  /** @type {Left[]} */
  const left = [];
  let unchecked = 0;
  // What one copy revokes is revoked: the other must not go out without it.
  const revoked = new Set(certificates.filter(({ views }) => [...views.values()].some((view) => view?.reason === "revoked")).map(({ key }) => key));
  for (const one of certificates) {
    const own = one.addresses.filter((address) => isWithin(address, domains));
    if (one.addresses.length === 0) left.push({ reason: "no-address", who: "" });
    else if (own.length === 0) left.push({ reason: "other-domain", who: one.addresses[0] ?? "" });
    for (const address of own) {
      const view = one.views.get(address);
      if (view === undefined) unchecked += 1;
      else if (view === null) left.push({ reason: "damaged", who: address });
      else if (revoked.has(one.key)) left.push({ reason: "revoked", who: address });
      else if (!view.usable) left.push({ reason: view.reason ?? "damaged", who: address });
      else if (listed.has(address)) listed.get(address)?.push(one);
      else listed.set(address, [one]);
    }
  }
  const published = new Set([...listed.values()].flat());
  return {
    listed: [...listed].sort(([one], [other]) => (one < other ? -1 : 1)).map(([address, ones]) => ({ address, certificates: ones })), left, unchecked,
    alsoElsewhere: [...published].filter(({ addresses }) => addresses.some((address) => !isWithin(address, domains))).length,
  };
}

/** Certificates hardly get smaller, and trying it on ten thousand would hold the page up for seconds. */
async function uncompressed() {
  const { zipSync } = await import("/vendor/fflate.js");
  return { zipSync: (/** @type {Parameters<typeof zipSync>[0]} */ entries, /** @type {Parameters<typeof zipSync>[1]} */ options) => zipSync(entries, { ...options, level: 0 }) };
}

/** One damaged certificate is left out; that the engine fails is another matter. @param {any} error @returns {null} */
function refusedOnly(error) {
  if (["certificate-malformed", "unsupported", "address-malformed"].includes(error?.code)) return null;
  throw error;
}
