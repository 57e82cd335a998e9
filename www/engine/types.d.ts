// The JavaScript side of the engine: what a page calls, and how its parts talk. What crosses into Rust is described by
// ../generated/contract.d.ts, which Rust writes.

import type {
  AddressAnswer, BundleAnswer, CertificateView, Decision, Draft, Opened, Outgoing, OwnKey, Progress,
} from "../generated/contract.js";

export interface StartOptions {
  /** The folder with the wasm programs and their glue; `../wasm/` beside this folder unless told. */
  wasm?: URL | string;
  /**
   * Keeps the secret keys instead of IndexedDB. It lives where `start` was called, so secrets leave the worker for it:
   * meant for Node and for tests. In Node, without one, keys live as long as the engine.
   */
  keyStore?: KeyStore;
}

export interface Engine {
  /**
   * Takes the organisation's labels and rules for all that follows. The mistakes of a bad bundle are answered, and then
   * there is none: nothing is decided or sealed by rules that no longer count.
   */
  useBundle(bytes: Uint8Array): BundleAnswer;
  /** Forgets the labels and rules. Until there are others, `decide` and `seal` refuse with `bundle-missing`. */
  dropBundle(): void;
  /** Splits what a person typed or pasted into addresses. */
  readAddresses(text: string): AddressAnswer[];
  /** What must happen to a draft. Cheap enough for every keystroke. */
  decide(draft: Draft): Decision;
  /** Loads the large program into its worker, so that sending need not wait for it. */
  preload(): Promise<void>;
  makeKey(owner: Owner): Promise<OwnKey>;
  importKey(secret: Uint8Array, passphrase?: string): Promise<OwnKey>;
  ownKeys(): Promise<OwnKey[]>;
  removeKey(fingerprint: string): Promise<void>;
  readCertificate(bytes: Uint8Array, address: string): Promise<CertificateView>;
  /** Labels, signs and encrypts a draft as decided. What was decided to be protected comes back protected, or not at all. */
  seal(draft: Draft, options: SealOptions): Promise<Outgoing>;
  open(message: Uint8Array, options?: OpenOptions): Promise<Opened>;
  /** Drops the bundle and ends the worker; what is under way, and every later request to it, is rejected with `canceled`. */
  close(): void;
}

export interface Owner {
  name: string;
  address: string;
  /** The version of the new key: "v4" unless told, which every OpenPGP program reads. */
  kind?: "v4" | "v6";
}

export interface WorkOptions {
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
}

/** A certificate, or a file with several, and the address it was found for. It counts for no other. */
export type FoundCertificate = { address: string, bytes: Uint8Array };

export interface SealOptions extends WorkOptions {
  /** The bytes of `draft.attachments`, in that order. */
  contents: (Uint8Array | Blob)[];
  /** All candidates for all recipients, in any order; for a recipient only those found for that address are considered. */
  certificates: FoundCertificate[];
  /** The fingerprint of the own key to sign with; else the newest usable one of the From address. */
  from?: string;
}

export interface OpenOptions extends WorkOptions {
  /**
   * Candidates for the sender's signature: it is valid only by one found for the From address that the message protects.
   * The own certificates are always among them, for their own addresses.
   */
  certificates?: FoundCertificate[];
}

/** Keeps secret keys, unlocked, under their fingerprint. */
export interface KeyStore {
  /** Keeps a key, in place of an earlier one with this fingerprint. */
  keep(key: OwnKey, secret: Uint8Array): Promise<void>;
  list(): Promise<OwnKey[]>;
  /** The secret as bytes of the caller's own, to wipe after use; null for an unknown key. */
  secret(fingerprint: string): Promise<Uint8Array | null>;
  remove(fingerprint: string): Promise<void>;
  close(): void;
}

/** The small program: decides while the person writes. */
export interface Decider {
  read_bundle(bytes: Uint8Array): BundleAnswer;
  read_addresses(text: string): AddressAnswer[];
  decide(bundle: Uint8Array, draft: Draft, nowMs: number): Decision;
}

export type OnStage = (stage: Progress["stage"], done: number, total: number) => void;

/** The large program: everything that touches OpenPGP. */
export interface SealerProgram {
  read_certificate(bytes: Uint8Array, address: string, nowMs: number): CertificateView;
  read_key(secret: Uint8Array, passphrase: string | undefined, nowMs: number): MadeKey;
  seal(
    bundle: Uint8Array, draft: Draft, contents: Uint8Array[], certificates: FoundCertificate[], secret: Uint8Array | undefined,
    nowMs: number, progress: OnStage,
  ): Outgoing | Promise<Outgoing>;
  open(
    message: Uint8Array, secrets: Uint8Array[], certificates: FoundCertificate[], bundle: Uint8Array | undefined,
    nowMs: number, progress: OnStage,
  ): Opened | Promise<Opened>;
}

/** Apart from the large program, because most visits make no key. */
export interface Keymaker {
  make_key(name: string, address: string, kind: "v4" | "v6", nowMs: number): MadeKey;
}

export type MadeKey = { key: OwnKey, secret: Uint8Array };

/** What the worker does, by name: each takes one plain object. */
export interface Operations {
  preload(): Promise<void>;
  makeKey(input: { name: string, address: string, kind: "v4" | "v6" }): Promise<OwnKey>;
  importKey(input: { secret: Uint8Array, passphrase?: string }): Promise<OwnKey>;
  ownKeys(): Promise<OwnKey[]>;
  removeKey(input: { fingerprint: string }): Promise<void>;
  readCertificate(input: { bytes: Uint8Array, address: string }): Promise<CertificateView>;
  seal(input: {
    bundle: Uint8Array, draft: Draft, contents: (Uint8Array | Blob)[], certificates: FoundCertificate[], from?: string,
  }, progress: OnStage): Promise<Outgoing>;
  open(input: {
    message: Uint8Array, certificates: FoundCertificate[], bundle?: Uint8Array,
  }, progress: OnStage): Promise<Opened>;
}

export type Failure = { code: string, detail: Record<string, unknown>, message: string };

/** Page to worker. `start` comes first, once. */
export type ToWorker =
  | { kind: "start", wasm: string, store: "indexeddb" | "page" }
  | { kind: "request", id: number, operation: keyof Operations, input: any }
  | { kind: "stored", id: number, result?: any, failure?: Failure };

/** Worker to page. `store` asks the page's key store, where the page brought one. */
export type FromWorker =
  | { kind: "progress", id: number, progress: Progress }
  | { kind: "done", id: number, result: any }
  | { kind: "failed", id: number, failure: Failure }
  | { kind: "store", id: number, method: "keep" | "list" | "secret" | "remove", args: any[] };

/** What a worker and a Node worker thread have in common, once adapted. */
export interface Thread {
  postMessage(message: ToWorker, transfer: ArrayBuffer[]): void;
  terminate(): unknown;
  /** Whether the thread keeps the process alive (Node only). */
  ref?(): void;
  unref?(): void;
}
export interface ThreadEvents {
  onMessage(message: FromWorker): void;
  /** The thread died, or never lived. */
  onDeath(cause: unknown): void;
}
/** The worker's end. */
export interface Port {
  postMessage(message: FromWorker, transfer: ArrayBuffer[]): void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
}
