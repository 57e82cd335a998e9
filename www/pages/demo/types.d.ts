// What the page takes from the engine, as the page sees it.

import type { Jmap, Identity, Email } from "./jmap.js";
import type { Language, Say } from "./texts/texts.js";

export type Text = { [language: string]: string };
export type LabelView = {
  id: string, parent: string | null, name: Text, tooltip: Text, color: string, rank: number, applicable: boolean, protection: string | null,
};
export type TemplateView = {
  id: string, name: Text, description: Text, recipients: "anyone" | "insiders", doNotForward: boolean, label: string | null,
};
export type BundleView = {
  organisation: { id: string, name: string, domains: string[], accent: string | null },
  labels: LabelView[], templates: TemplateView[], serial: number, expires: string | null,
};
export type OwnKey = {
  fingerprint: string, address: string, name: string, certificate: Uint8Array<ArrayBuffer>, created: string, expires: string | null,
};
export type CertificateView = {
  fingerprint: string, version: 4 | 6, userIds: string[], created: string, expires: string | null, algorithm: string,
  usable: boolean, reason: string | null, seipdV2: boolean,
};
export type Field = {
  value: string, name: string | null, address: string | null, protection: "unprotected" | "signed" | "encrypted" | "signed-and-encrypted",
};
export type Part = {
  name: string, type: string, size: number, contentId: string | null, inline: boolean, bytes: Uint8Array<ArrayBuffer>,
};
export type Opened = {
  structure: "plain" | "signed" | "encrypted",
  encryption: { state: "none" | "encrypted" | "not-for-you" | "damaged", container: "SEIPDv1" | "SEIPDv2" | null, cipher: string | null },
  signature: {
    state: "none" | "valid" | "invalid" | "unknown-key" | "wrong-sender" | "not-intended-for-you",
    fingerprint: string | null, keyId: string | null, signedAt: string | null, signerAddress: string | null,
  },
  headers: {
    from: Field, to: Field[], cc: Field[], replyTo: Field[], subject: Field, date: Field,
    messageId: string | null, inReplyTo: string | null, references: string[],
  },
  fromMismatch: string | null,
  label: { id: string, name: string | null, state: "verified" | "claimed" | "disagree", organisation: string | null } | null,
  restrictions: { doNotForward: boolean, template: string | null },
  text: string | null, html: string | null, parts: Part[],
};
export type Progress = { stage: string, done: number, total: number };
export type Engine = {
  useBundle(bytes: Uint8Array): { bundle: BundleView } | { mistakes: { path: string, code: string, detail: string }[] },
  makeKey(owner: { name: string, address: string }): Promise<OwnKey>,
  ownKeys(): Promise<OwnKey[]>,
  readCertificate(bytes: Uint8Array, address: string): Promise<CertificateView>,
  open(message: Uint8Array, options?: { certificates?: Uint8Array[], signal?: AbortSignal, onProgress?: (progress: Progress) => void }): Promise<Opened>,
  close(): void,
};
export type Config = {
  mode: "embedded" | "remote", mailboxes: { address: string, name: string, password: string }[],
  jmap: string, directory: string, policy: string,
};

/** Everything that follows from having signed in. Held in memory; gone with the page. */
export type Session = {
  config: Config, engine: Engine, jmap: Jmap, account: { address: string, name: string }, identity: Identity | null,
  bundle: BundleView | null, bundleFailed: boolean, ownKey: OwnKey, published: "this" | "other" | "none",
  publish: () => Promise<void>,
  /** What opening taught about a message, by Email id: the list shows it instead of "[...]". */
  known: Map<string, { subject: string, from: string, attachments: boolean }>,
};

/** How the page speaks at the moment. */
export type Voice = { language: Language, say: Say };

/** How the sender's certificates were found. */
export type Finding = { address: string, source: "directory" | "own" | "none" | "failed", certificates: Uint8Array[] };

/** A message with what opening it gave. */
export type OpenMessage = { email: Email, bytes: Uint8Array<ArrayBuffer>, opened: Opened, finding: Finding, signer: CertificateView | null };

export type PartialDraft = {
  to?: string[], cc?: string[], subject?: string, text?: string, html?: string | null, label?: string | null, protection?: string | null,
  inReplyTo?: string | null, references?: string[],
  attachments?: { name: string, type: string, size: number, contentId: string | null }[],
};
