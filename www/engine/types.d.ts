// The JavaScript side of the engine: what a page calls, and how its parts talk. What crosses into Rust is described by
// ../generated/contract.d.ts, which Rust writes.

import type {
  AddressAnswer, Attachment, BundleAnswer, BundleView, CertificateView, Decision, Draft, Explanation, FileLeft, Inspection, Mistake, Opened, OpenedLabel,
  KeySource, Outgoing, OutgoingPostings, OwnKey, Progress, Receipt, Released, Standing,
} from "../generated/contract.js";

import type { Received } from "./received.js";

export interface StartOptions {
  /** The folder with the wasm programs and their glue; `../wasm/` beside the engine's, or where a bundler put them, unless told. */
  wasm?: URL | string;
  /**
   * Keeps the secret keys instead of IndexedDB. It lives where `start` was called, so secrets leave the worker for it:
   * meant for Node and for tests. In Node, without one, keys live as long as the engine.
   */
  keyStore?: KeyStore;
  /** Whether what is unlocked here is unlocked in every other engine of this origin that wants it so, as in the frames of one page. */
  sharedUnlocking?: boolean;
}

/** Where the programs lie: a folder, as a URL that ends in a slash, or the address of each file. */
export type Programs = string | Record<string, string>;

export interface Engine {
  /**
   * Takes the organisation's labels and rules for all that follows. The mistakes of a bad bundle are answered, and then
   * there is none: nothing is decided or sealed by rules that no longer count. `address`: whose labels and settings count
   * in what is answered; what is decided goes by the draft's sender.
   */
  useBundle(bytes: Uint8Array, options?: { address?: string }): BundleAnswer;
  /** Reads a bundle without taking it into use. */
  readBundle(bytes: Uint8Array): BundleAnswer;
  /** Forgets the labels and rules. Until there are others, `decide` and `seal` refuse with `bundle-missing`. */
  dropBundle(): void;
  /** Splits what a person typed or pasted into addresses. */
  readAddresses(text: string): AddressAnswer[];
  /**
   * Waits until drafts can be decided upon: rules that look into text need a second program. Where that program finds
   * mistakes in the bundle, it rejects with `bundle-invalid`.
   */
  ready(): Promise<void>;
  /**
   * What must happen to a draft; throws `engine-not-loaded` before `ready`. Cheap enough for every keystroke. `contents` are the bytes of `draft.attachments`, in that
   * order; of those that `inspect` has read, rules see what stands in them.
   */
  decide(draft: Draft, options?: { contents?: (Uint8Array | Blob)[] }): Decision;
  /**
   * Reads attachments in the worker, where the rules look into them, so that `decide` knows what stands in them; null for
   * each where they do not. What was read once, as the same object, is not read again. Sealing reads all of them itself.
   */
  inspect(attachments: Pick<Attachment, "name" | "type">[], contents: (Uint8Array | Blob)[], options?: WorkOptions): Promise<(Inspection | null)[]>;
  /** The labels that files carry, whoever put them there: anyone could have. For each file those in force. */
  fileLabels(attachments: Pick<Attachment, "name" | "type">[], contents: (Uint8Array | Blob)[], options?: WorkOptions): Promise<OpenedLabel[][]>;
  /** Why files cannot carry a label; null for each that can. */
  labelable(attachments: Pick<Attachment, "name">[], contents: (Uint8Array | Blob)[], options?: WorkOptions): Promise<(FileLeft | null)[]>;
  /** BLAKE2b-512 (RFC 7693), by which minisign signs files. */
  blake2b(bytes: Uint8Array): Promise<Uint8Array>;
  /** Loads the large program into its worker, and has the rules in use read there, so that sending need not wait for it. */
  preload(): Promise<void>;
  /** The person's keys: locking and unlocking, importing, backing up, renewing, revoking. */
  vault(): Promise<import("../keys/vault.js").Vault>;
  makeKey(owner: Owner): Promise<OwnKey>;
  ownKeys(): Promise<OwnKey[]>;
  readCertificate(bytes: Uint8Array, address: string): Promise<CertificateView>;
  /**
   * Of all that was found for each of these people the certificate to use, and how far it stands. `trusted`: certificates
   * whose certifications count, the organisation's.
   */
  judge(people: PersonFound[], trusted?: Uint8Array[]): Promise<Standing[]>;
  /** Labels, signs and encrypts a draft as decided. What was decided to be protected comes back protected, or not at all. */
  seal(draft: Draft, options: SealOptions): Promise<Outgoing>;
  /**
   * The same for many messages that have nothing to do with each other, such as a personal letter to each of a thousand people, by as many
   * workers as the machine has room for. Each comes as soon as it is sealed, by its place among `mails`, or with why it was not; the others go
   * on. `mails` may be made as they are asked for. Canceled, or no longer asked, it stops at once (docs/package.md).
   */
  sealMany(mails: Iterable<Mail> | AsyncIterable<Mail>, options?: ManyOptions): AsyncGenerator<SealedOne, void, undefined>;
  /**
   * The same for a host that writes the header by itself and takes one armored body, as Mailvelope's client API has it: all
   * recipients in `to`, nobody hidden, no letters. Of the header only the label stands inside. Rejected with `draft-malformed` where
   * the decision is not to protect.
   */
  sealBody(draft: Omit<Draft, "cc" | "bcc">, options: Omit<SealOptions, "letters">): Promise<SealedBody>;
  /**
   * Seals a draft to its writer, to be kept until it is finished: everything inside, outside only who wrote it and when.
   * Opening the message gives the draft again, as text, in `draft`. Whatever else the draft has is kept with it.
   * Rejected with `no-own-key`, `own-key-unusable`, `vault-locked`, `draft-malformed`, `attachment-unreadable`.
   */
  sealDraft<D extends DraftToKeep>(draft: D, options?: WorkOptions & { contents?: (Uint8Array | Blob)[], from?: string }): Promise<Uint8Array<ArrayBuffer>>;
  /** `without`: own keys, by fingerprint, with which it is not to be opened. */
  open(message: Uint8Array, options?: OpenOptions & { without?: string[] }): Promise<Opened>;
  /**
   * Whether the protection of an encrypted message that arrived may be taken off: by a rule on receiving, by the person, or by
   * nobody (docs/removal.md). `received`: see `receivedOf` in received.js, which also gives the `contents`; without them, rules
   * that look into attachments are not looked at.
   */
  receive(received: Received, options?: WorkOptions & { contents?: (Uint8Array | Blob)[] }): Promise<Receipt>;
  /**
   * The same message without its encryption, to be put in the place of the sealed one, with a `Zegel-Removed` field that says
   * when, by whom, and what the signature was worth. It decides nothing: ask `receive` before. Rejected with `removal-refused`
   * where the message itself forbids it or cannot be opened, and with `vault-locked`.
   */
  release(message: Uint8Array, options: OpenOptions & { by: "person" | "rule", /** the id of the rule. */ rule?: string | null }): Promise<Released>;
  /** Drops the bundle and ends the worker; what is under way, and every later request to it, is rejected with `canceled`. */
  close(): void;
}

export interface Owner {
  name: string;
  address: string;
  /** All addresses the key is for, the main one first; `address` alone unless told. */
  addresses?: string[];
  /** The version of the new key: "v4" unless told, which every OpenPGP program reads. */
  kind?: "v4" | "v6";
  /** Another subkey of ML-KEM-768 with X25519 (RFC 9980); programs that do not know it use the ordinary one. */
  postQuantum?: boolean;
  /** For how many days it is valid; without end unless told. It can be renewed at any time. */
  validDays?: number;
}

/** What was found for a person, each with where, and what is remembered of them (see www/keys/people.js). */
export type PersonFound = { address: string, files: { bytes: Uint8Array, source: KeySource }[], remembered: object[] };

/** What a lock is, apart from what it wraps. `salt` and `prfSalt` are no secrets. */
export type LockHead = {
  id: string, kind: "passphrase" | "passkey", created: string, label: string,
  salt: Uint8Array<ArrayBuffer>, credentialId?: Uint8Array<ArrayBuffer>, prfSalt?: Uint8Array<ArrayBuffer>,
};
export type Lock = LockHead & import("../keys/locks.js").Wrapped;
export type VaultState = { locks: LockHead[], locked: boolean };
/** What unlocking gave: a key that the browser uses but does not hand out, and of which edition of the vault. */
export type VaultSession = { epoch: string, key: CryptoKey };
/** What opens a lock: a passphrase, or what a passkey gave for the lock of this id. */
export type Opener = { passphrase: string } | { id: string, prf: CryptoKey };
/** What a setup message says, and when: in the person's language. */
export type SetupWords = { address: string, date: string, messageId: string, subject: string, text: string };

export interface WorkOptions {
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
}

/** What a draft has to have to be kept; its addresses need not be finished. */
export type DraftToKeep = Pick<Draft, "from" | "date" | "messageId" | "subject" | "text"> & { attachments: Pick<Attachment, "name" | "type">[] };

/** A certificate, or a file with several, and the address it was found for. It counts for no other. */
export type FoundCertificate = { address: string, bytes: Uint8Array, /** which one of the file; else any. */ fingerprint?: string };

/** A recipient without a certificate, and what opens the message for them (docs/letters.md). */
export type Letter = {
  address: string,
  /** However it was typed: spaces too many and the way letters are composed make no difference. */
  passphrase: string,
  /** In the clear beside the message. */
  hint: string | null,
  /** Of the cover, and of what opens it. */
  language: string,
};

/** What letters are written with; each of the people as `zegel::wire::Letter` has it. */
export type Stationery = {
  people: {
    address: string, attach: "html" | "zip" | "link" | "link-and-html", subject: string, text: string, html: string, letterhead: string,
    reader: string | null, passphrase: string,
  }[], reach: boolean, page: string, logo: Uint8Array | null, expires: string | null, keyCover: string | null,
  pack: ((name: string, bytes: Uint8Array) => Uint8Array) | null,
};

export interface SealOptions extends WorkOptions {
  /** The bytes of `draft.attachments`, in that order. */
  contents: (Uint8Array | Blob)[];
  /** All candidates for all recipients, in any order; for a recipient only those found for that address are considered. */
  certificates: FoundCertificate[];
  /** Recipients who open it with a passphrase. Who has a certificate above needs none. */
  letters?: Letter[];
  /** The fingerprint of the own key to sign with; else the newest usable one of the From address. */
  from?: string;
  /**
   * Whether large messages may come as a `blob`, which need not lie in memory: they do where Files or Blobs of 16 MiB and more in
   * all are sealed, to certificates only.
   */
  blobs?: boolean;
}

/** One of many messages. An attachment that goes to all of them is best the same Blob for all. */
export type Mail = { draft: Draft, contents?: (Uint8Array | Blob)[] } & Pick<SealOptions, "certificates" | "letters" | "from">;
/** `index`: which of them, counted from 0. */
export type SealedOne = { index: number, outgoing: Outgoing } | { index: number, error: import("./errors.js").ZegelError };
/** `total`: null where nobody knows how many there will be. */
export type ManyProgress = { done: number, failed: number, total: number | null };

export interface ManyOptions {
  signal?: AbortSignal;
  onProgress?: (progress: ManyProgress) => void;
  /** At most so many workers, and never more than four; as many as the machine has processors unless told. */
  workers?: number;
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
  /** Of a store that can be locked. Without these it is always open. */
  vault?(): Promise<VaultState>;
  unlock?(id: string, key: CryptoKey): Promise<void>;
  addLock?(lock: LockHead, key: CryptoKey, proof?: { id: string, key: CryptoKey }): Promise<void>;
  removeLock?(id: string): Promise<void>;
  /**
   * Of a store that keeps the passphrases told to others, under the same locks as the keys; `owner`: the own address.
   * Whom there are passphrases for is known while it is locked.
   */
  passphrases?(owner: string): Promise<PassphraseHead[]>;
  passphrase?(owner: string, address: string): Promise<KeptPassphrase | null>;
  keepPassphrase?(owner: string, kept: KeptPassphrase): Promise<void>;
  forgetPassphrase?(owner: string, address: string): Promise<void>;
  /**
   * The key of an account's search index, made at first use, under the same locks as the keys; gone with the last key for
   * that address. `id`: another for every key. `owner`: the own address.
   */
  indexKey?(owner: string): Promise<{ id: string, key: CryptoKey }>;
  forgetIndexKey?(owner: string): Promise<void>;
}

/** Whom a passphrase was told to, and since when; addresses in lower case. */
export type PassphraseHead = { owner: string, address: string, since: string };
/** A passphrase that somebody was told. `bits`: what it was worth when it was chosen. */
export type KeptPassphrase = Letter & { since: string, bits: number };

/** The small program: decides while the person writes. A bundle in use goes by its handle. */
export interface Decider {
  useBundle(bytes: Uint8Array, address?: string): { handle: number, bundle: BundleView } | { mistakes: Mistake[] };
  dropBundle(handle: number): void;
  readAddresses(text: string): AddressAnswer[];
  /** `sight`: what the detector saw in the draft; empty where the rules look into nothing. */
  decide(handle: number, draft: Draft, sight: string, nowMs: number): Decision;
  permit(handle: number, draft: Draft, sight: string, nowMs: number): { permit: string, decision: Decision };
  receive(handle: number, received: Draft, arrival: Pick<Received, "verified" | "threadProtected" | "restrictions">, sight: string, nowMs: number): Receipt;
  /** Another number after a crash: then no handle is known any more. */
  readonly generation: number;
}

/** The program that looks into text. An attachment that was looked through goes by its number. */
export interface Detector {
  useBundle(bytes: Uint8Array): { handle: number } | { mistakes: Mistake[] };
  dropBundle(handle: number): void;
  look(handle: number, inspection: Inspection): number;
  forget(handle: number, number: number): void;
  /** What the rules look for, found in a draft: for the decider. */
  see(handle: number, draft: Draft, looked: number[]): string;
  blake2b(bytes: Uint8Array): Uint8Array;
  readonly generation: number;
}

/** What the small programs themselves offer: JSON text in and out. */
export interface DeciderProgram {
  use_bundle(bytes: Uint8Array, address: string): string;
  drop_bundle(handle: number): void;
  read_addresses(text: string): string;
  decide(handle: number, draft: string, sight: string, nowMs: number): string;
  permit(handle: number, draft: string, sight: string, nowMs: number): string;
  receive(handle: number, received: string, arrival: string, sight: string, nowMs: number): string;
}
export interface DetectorProgram {
  use_bundle(bytes: Uint8Array): string;
  drop_bundle(handle: number): void;
  look(handle: number, inspection: string): number;
  forget(handle: number, number: number): void;
  see(handle: number, draft: string, looked: Uint32Array): string;
  blake2b(bytes: Uint8Array): Uint8Array;
}

/** What is known of an attachment, and its number at the detector as long as the mark is the same. */
export type Looked = { inspection: Inspection, number: number, mark: string };

/** Reads attachments. */
export interface InspectorProgram {
  inspect(name: string, type: string, bytes: Uint8Array): string;
  labels(name: string, type: string, bytes: Uint8Array): string;
}

/** Puts labels into files; `read` gives octets of the file. */
export interface MarkerProgram {
  begin(permit: string, action: string): string;
  carry_out(index: number, size: number, read: (from: number, to: number) => Uint8Array): string;
  attempt(name: string, size: number, read: (from: number, to: number) => Uint8Array): string;
  fresh(): Uint8Array;
}

/** The administrator's program. Bundles are JSON text. */
export interface Steward {
  /** The view, or every mistake. */
  check(bundle: string): BundleAnswer;
  /** What happens to a draft, rule by rule. `inspections`: what stands in its attachments. */
  explain(bundle: string, draft: Draft, nowMs: number, inspections?: (Inspection | null)[]): Explanation;
  /** What Export-TransportRuleCollection wrote. */
  importRules(xml: Uint8Array, bundle: string): Import;
  /** What Get-Label and Get-LabelPolicy print as JSON. */
  importLabels(json: string, bundle: string): Import;
  /** The rules as New-TransportRule commands. */
  printRules(bundle: string): string;
  /** The built-in types of sensitive information. */
  dataTypes(): { id: string, name: string, confidence: number }[];
  /** BLAKE2b-512 (RFC 7693), by which minisign signs files. */
  blake2b(bytes: Uint8Array): Uint8Array;
}

/** What came over from Exchange or Purview, as entries of a bundle, and what did not. */
export interface Import {
  labels: object[]; policies: object[]; templates: object[]; groups: object[]; rules: object[]; types: object[];
  notImported: Left[]; notes: Left[];
}
export type Left = { rule: string, parameter: string | null, value: string | null, code: string, reason: string };

export type OnStage = (stage: Progress["stage"], done: number, total: number) => void;

/** What of it only the small edition has. */
export interface SmallSealer extends SealerProgram {
  needs_full(certificates: FoundCertificate[], nowMs: number): boolean;
}

/** The large program: everything that touches OpenPGP. */
export interface SealerProgram {
  read_certificate(bytes: Uint8Array, address: string, nowMs: number): CertificateView;
  judge(address: string, files: PersonFound["files"], remembered: object[], trusted: Uint8Array[], nowMs: number): Standing;
  begin_seal(
    permit: string, action: string, contents: (Uint8Array | number)[], read: Float64Array, certificates: FoundCertificate[], secret: Uint8Array | undefined,
    stationery: Stationery | undefined, nowMs: number,
    progress: OnStage,
  ): Work<Omit<OutgoingPostings, "messages"> & { messages: SealedMessage[] }>;
  begin_seal_draft(
    head: object, state: string, files: object[], contents: Uint8Array[], secret: Uint8Array, nowMs: number, progress: OnStage,
  ): Work<Uint8Array<ArrayBuffer>>;
  begin_open(
    message: Uint8Array, secrets: Uint8Array[], certificates: FoundCertificate[], site: string | undefined,
    nowMs: number, progress: OnStage,
  ): Work<Opened>;
  begin_release(
    message: Uint8Array, secrets: Uint8Array[], certificates: FoundCertificate[], rule: string,
    nowMs: number, progress: OnStage,
  ): Work<Released>;
}

/** A message in the program's hands. While it has an order, that is carried out; at the end stands `finish`, and then `free`. */
export interface Work<Result> {
  order(): Order | OrderToAgree | undefined;
  /** Signs, by a digest that was computed or by the program's own; the order is another one then. */
  sign(digest?: Uint8Array): void;
  /** The order was carried out. */
  done(): void;
  /** The points multiplied by the secret, for the message whose turn it was. */
  agreed(turn: number, products: Uint8Array): void;
  /** Decrypts CFB up to so many octets of the data, whole blocks or all of them. */
  open_cfb(octets: number): void;
  /** What the first so many decrypted octets say will have to be hashed, of which nothing counts yet. */
  announced(decrypted: number): Pick<Order, "salt"> & { digest: NonNullable<Order["digest"]> } | undefined;
  /** What was to be hashed has been. */
  hashed(digest: Uint8Array): void;
  /** The program carries it out, but for so many chunks. */
  run(chunks: number): void;
  finish(): Result;
  free(): void;
}

/** The same of a message that is sealed in pieces. */
export interface WorkInPieces extends Work<any> {
  step(): Step;
  /** All is hashed by somebody else, who gives it to `sign`; where there are no chunks also, after that, the SHA-1 of everything. */
  leave_hashing(): void;
  /** The piece that is wanted. */
  feed(octets: Uint8Array): void;
  /** What became of the next so many octets that were ready; gives how many octets of armor there are. */
  put(sealed: Uint8Array, plain: number): number;
  /** The same, encrypted by the program. */
  seal_ready(): number;
  /** Where these stand in the program's memory. */
  armor(): number;
}

/** What is wanted next, and what is ready to be encrypted, in the program's memory. */
export interface Step {
  wanted: { file: number, from: number, length: number } | null;
  address: number;
  length: number;
  /** The same with what makes no whole chunk yet. */
  waiting: number;
  signed: boolean;
  closed: boolean;
  done: number;
  total: number;
}

/** Where it was sealed in pieces, `bytes` stand before them and `after` behind. */
export type SealedMessage = import("../generated/contract.js").OutgoingMessage & { after?: Uint8Array };

/** What is to be done to the octets of a message, which are in the program's memory from `address` on, `room` of them. */
export interface Order {
  task: "open-chunks" | "open-cfb" | "hash" | "seal-chunks" | "seal-cfb" | "seal-stream";
  mode: "GCM" | "OCB" | "CFB" | "";
  /** To be wiped after use. */
  key: Uint8Array<ArrayBuffer>;
  /** The beginning of every nonce. */
  nonce: Uint8Array<ArrayBuffer>;
  /** What every tag covers. */
  header: Uint8Array<ArrayBuffer>;
  /** Octets of a chunk without its tag. */
  chunk: number;
  /** Where the result goes; where the data begin; how long they are. */
  start: number;
  data: number;
  length: number;
  address: number;
  room: number;
  /** What is to be hashed, before it is signed or after it was decrypted: the salt, these octets, the tail. */
  digest: { algorithm: string, from: number, to: number } | null;
  salt: Uint8Array;
  tail: Uint8Array;
  /** To be computed before it is done. */
  agree?: OrderToAgree;
}

/**
 * What a message's readers share with its sender is to be computed (RFC 7748): an order by itself, where nothing can be sealed before,
 * or beside one that seals.
 */
export interface OrderToAgree {
  task: "agree";
  /** Which message it is for. */
  turn: number;
  /** The secret. To be wiped after use. */
  key: Uint8Array<ArrayBuffer>;
  /** What it is to be multiplied by, one point of 32 octets after another. */
  points: Uint8Array<ArrayBuffer>;
}

/** To the thread that hashes: a hash is begun, gets pieces, and ends with a tail or, where nobody asks for it any more, without. */
export type ToHashing =
  | { kind: "start", programs: Programs, name: string, module: WebAssembly.Module | null }
  | { kind: "begin", hash: number, algorithm: string, salt: Uint8Array }
  | { kind: "piece", octets: Uint8Array<ArrayBuffer>, parts: { hash: number, from: number, to: number }[] }
  | { kind: "end", hash: number, tail: Uint8Array | null };

/** What it answers: that it serves, or does not; that a piece was taken, with its octets wiped; a hash, where there was one. */
export type FromHashing =
  | { kind: "ready" } | { kind: "failed" }
  | { kind: "taken", octets: Uint8Array<ArrayBuffer> }
  | { kind: "sum", hash: number, sum: Uint8Array | null };

/** What the full edition of the large program does besides: most visits do nothing to a key. */
export interface Keymaker {
  make_key(wish: string, nowMs: number): MadeKey;
  stretches(file: Uint8Array): Stretch[];
  read_keys(file: Uint8Array, passphrase: string | undefined, hashes: Uint8Array[], nowMs: number): MadeKey[];
  merge_keys(kept: Uint8Array, fresh: Uint8Array, nowMs: number): MadeKey;
  renew(secret: Uint8Array, validDays: number, nowMs: number): MadeKey;
  revoke(secret: Uint8Array, reason: string, nowMs: number): MadeKey & { armored: Uint8Array };
  backup(secrets: Uint8Array[], words: string, nowMs: number): { code: string, armored: Uint8Array, message: Uint8Array };
  restore(file: Uint8Array, code: string, nowMs: number): MadeKey[];
  export_key(secret: Uint8Array, passphrase: string, nowMs: number): Uint8Array;
  certify(secret: Uint8Array, certificate: Uint8Array, address: string, nowMs: number): Uint8Array;
  derive(passphrase: string, salt: Uint8Array): Uint8Array<ArrayBuffer>;
}

/** What there is to hash of a passphrase: the salt and the passphrase, over and over, up to so many octets. */
export type Stretch = { algorithm: string, salt: Uint8Array, octets: number };

export type MadeKey = { key: OwnKey, secret: Uint8Array };

/** What the worker does, by name: each takes one plain object. */
export interface Operations {
  /** Loads what sealing needs; with rules, reads these too. */
  preload(rules?: { bundle: Uint8Array, address: string }): Promise<void>;
  makeKey(input: { name: string, addresses: string[], kind: "v4" | "v6", postQuantum: boolean, validDays?: number }): Promise<OwnKey>;
  importKeys(input: { file: Uint8Array, passphrase?: string }): Promise<OwnKey[]>;
  restoreKeys(input: { file: Uint8Array, code: string }): Promise<OwnKey[]>;
  backupKeys(input: { fingerprints: string[], words: SetupWords }): Promise<{ code: string, armored: Uint8Array, message: Uint8Array }>;
  renewKey(input: { fingerprint: string, validDays: number }): Promise<OwnKey>;
  /** `keep`: whether the key is revoked from now on; else only the revocation is made. */
  revokeKey(input: { fingerprint: string, reason: "none" | "superseded" | "compromised" | "retired", keep: boolean }): Promise<{ key: OwnKey, armored: Uint8Array }>;
  exportKey(input: { fingerprint: string, passphrase: string }): Promise<Uint8Array>;
  certify(input: { fingerprint: string, certificate: Uint8Array, address: string }): Promise<Uint8Array>;
  vault(): Promise<VaultState>;
  unlock(input: { opener: Opener }): Promise<void>;
  /** Adds a lock, in place of one with its id. `proof`: opens one there is. */
  addLock(input: { lock: Omit<LockHead, "salt">, opener: Opener, proof?: Opener }): Promise<void>;
  /** `proof`: opens one there is. */
  removeLock(input: { id: string, proof: Opener }): Promise<void>;
  passphrases(input: { owner: string }): Promise<PassphraseHead[]>;
  passphrase(input: { owner: string, address: string }): Promise<KeptPassphrase | null>;
  keepPassphrase(input: { owner: string, kept: KeptPassphrase }): Promise<void>;
  forgetPassphrase(input: { owner: string, address: string }): Promise<void>;
  indexKey(input: { owner: string }): Promise<{ id: string, key: CryptoKey }>;
  forgetIndexKey(input: { owner: string }): Promise<void>;
  ownKeys(): Promise<OwnKey[]>;
  removeKey(input: { fingerprint: string }): Promise<void>;
  readCertificate(input: { bytes: Uint8Array, address: string }): Promise<CertificateView>;
  judge(input: { people: PersonFound[], trusted: Uint8Array[] }): Promise<Standing[]>;
  inspect(input: {
    attachments: Pick<Attachment, "name" | "type">[], contents: (Uint8Array | Blob)[],
  }, progress: OnStage): Promise<Inspection[]>;
  fileLabels(input: {
    attachments: Pick<Attachment, "name" | "type">[], contents: (Uint8Array | Blob)[],
  }, progress: OnStage): Promise<OpenedLabel[][]>;
  labelable(input: {
    attachments: Pick<Attachment, "name">[], contents: (Uint8Array | Blob)[],
  }, progress: OnStage): Promise<(FileLeft | null)[]>;
  seal(input: {
    bundle: Uint8Array, address: string, draft: Draft, contents: (Uint8Array | Blob)[], certificates: FoundCertificate[], letters?: Letter[],
    from?: string, blobs?: boolean,
  }, progress: OnStage): Promise<Outgoing>;
  /** Many at once, by the same rules. What breaks the program breaks off all of them; any other failure is one message's alone. */
  sealEach(input: {
    bundle: Uint8Array, address: string, mails: Omit<Parameters<Operations["seal"]>[0], "bundle" | "address">[],
  }, progress: OnStage): Promise<SealedOrFailed[]>;
  sealDraft(input: { draft: DraftToKeep, contents: (Uint8Array | Blob)[], from?: string }, progress: OnStage): Promise<Uint8Array<ArrayBuffer>>;
  open(input: {
    message: Uint8Array, certificates: FoundCertificate[], site?: string, without?: string[],
  }, progress: OnStage): Promise<Opened>;
  release(input: {
    message: Uint8Array, certificates: FoundCertificate[], by: "person" | "rule", rule: string | null,
  }, progress: OnStage): Promise<Released>;
}

/** `armored`: an OpenPGP message in ASCII armor (RFC 9580 section 6), lines ending in CRLF; inside is a MIME entity. */
export type SealedBody = { armored: string, label: Outgoing["label"], decision: Outgoing["decision"] };

export type SealedOrFailed = { outgoing: Outgoing } | { failure: Failure };

export type Failure = { code: string, detail: Record<string, unknown>, message: string };

/** Page to worker. `start` comes first, once. */
export type ToWorker =
  | { kind: "start", wasm: Programs, store: "indexeddb" | "page", session: VaultSession | null, /** Programs compiled by the page, to come by themselves. */ coming: string[] }
  | { kind: "module", name: string, module: WebAssembly.Module | null }
  | { kind: "request", id: number, operation: keyof Operations, input: any, /** Whether anybody wants to hear of its progress. */ tells: boolean }
  | { kind: "stored", id: number, result?: any, failure?: Failure };

/** Worker to page. `store` asks the page's key store, where the page brought one. */
export type FromWorker =
  | { kind: "progress", id: number, progress: Progress }
  | { kind: "done", id: number, result: any }
  | { kind: "failed", id: number, failure: Failure }
  | { kind: "session", session: VaultSession | null }
  | { kind: "store", id: number, method: "keep" | "list" | "secret" | "remove" | "passphrases" | "passphrase" | "keepPassphrase" | "forgetPassphrase" | "indexKey" | "forgetIndexKey", args: any[] };

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
