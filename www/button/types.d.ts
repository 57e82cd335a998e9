// What the button takes and what it shows. The engine's own types (Draft, Decision …) are those of www/generated.

export type Text = { [language: string]: string };

export type LabelView = {
  id: string, parent: string | null, name: Text, tooltip: Text, color: string, rank: number, applicable: boolean,
  protection: string | null,
};
export type TemplateView = {
  id: string, name: Text, description: Text, recipients: "anyone" | "insiders", doNotForward: boolean, label: string | null,
};
export type BundleView = {
  organisation: { id: string, name: string, domains: string[], accent: string | null },
  labels: LabelView[], templates: TemplateView[], serial: number, expires: string | null,
};
export type Because = { condition: string, field: string, index: number | null, matched: string | null };
export type Reason = {
  rule: string | null, name: Text | null, effect: "label" | "protect" | "warn" | "block", value: string | null, because: Because[],
};
export type Question = { rule: string, name: Text, text: Text, because: Because[] };
export type Block = { code: string, rule: string | null, text: Text | null, field: string | null, index: number | null };
export type Decision = {
  label: { id: string, source: "chosen" | "default" | "rule" | "template" | "replied" } | null,
  protection: { template: string, source: "chosen" | "rule" | "label" } | null,
  reasons: Reason[], questions: Question[], blocks: Block[],
};
export type Attachment = { name: string, type: string, size: number, contentId: string | null };
export type Answers = { lowerReason?: string, acknowledged: string[] };
export type Draft = {
  from: string, to: string[], cc: string[], bcc: string[], subject: string, text: string, html: string | null,
  attachments: Attachment[], label: string | null, protection: string | null, answers: Answers,
  inReplyTo: string | null, references: string[], language: "en" | "nl", date: string, messageId: string,
};
export type OutgoingMessage = { mailFrom: string, rcptTo: string[], bytes: Uint8Array, kept: boolean };
export type Outgoing = {
  messages: OutgoingMessage[], protected: boolean, label: string | null, template: string | null, decision: Decision,
};
export type Progress = { stage: string, done: number, total: number };
export type SealOptions = {
  contents: (Uint8Array | Blob)[], certificates: Uint8Array[], from?: string, signal?: AbortSignal,
  onProgress?: (progress: Progress) => void,
};
export type CertificateView = {
  fingerprint: string, version: 4 | 6, userIds: string[], created: string, expires: string | null, algorithm: string,
  usable: boolean, reason: string | null, seipdV2: boolean,
};
export type AddressAnswer =
  | { ok: true, address: { name: string | null, address: string, domain: string }, text: string }
  | { ok: false, code: string, text: string };

/** The part of the engine that composing needs. */
export type Engine = {
  decide(draft: Draft): Decision,
  readAddresses(text: string): AddressAnswer[],
  preload(): Promise<void>,
  ownKeys(): Promise<{ fingerprint: string, address: string, name: string, certificate: Uint8Array }[]>,
  readCertificate(bytes: Uint8Array, address: string): Promise<CertificateView>,
  seal(draft: Draft, options: SealOptions): Promise<Outgoing>,
};

/** What the person decided by hand; the rest follows from the organisation's rules. */
export type Choice = { label: string | null, protection: string | null, answers: Answers };

export type RecipientState = "looking" | "known" | "none" | "unusable" | "malformed" | "unreachable";
export type Recipient = {
  address: string, name: string | null, field: "to" | "cc" | "bcc", state: RecipientState, reason: string | null,
};

/** A sentence by its key in texts/, with what completes it. */
export type Message = [key: string, params?: { [name: string]: unknown }];
export type Texts = { [key: string]: string | ((params: any) => string) };

export type Situation = {
  bundle: BundleView | null, decision: Decision | null, choice: Choice, recipients: Recipient[],
  busy: Progress | null, error: { code: string, detail?: { [name: string]: unknown } } | null, sealed: boolean,
};

export type Option = { value: string, text: Message | Text, safe: boolean, color?: string, asks?: "reason" };
export type Issue = {
  kind: "block" | "question", code: string, rule: string | null, title: Message | Text, text: Message | Text | null,
  because: Because[], address: string | null, options: Option[],
  /** Told in the bar while writing; otherwise only when the person wants to send. */
  early: boolean,
};

export type ButtonView = { on: boolean, disabled: boolean, icon: string, text: Message, hint: Message, toggles: boolean };
export type BarView = {
  tone: "off" | "on" | "warning" | "blocked" | "busy" | "failed", icon: string, sentence: Message, more: Message | null,
  name: Text | null, color: string | null, label: Text | null, change: boolean, remove: boolean, progress: Progress | null,
  reasons: { text: Message, name: Text | null, because: Because[] }[], issues: Issue[], error: Situation["error"],
};
export type View = {
  button: ButtonView, bar: BarView | null,
  label: { needed: boolean, current: LabelView | null, path: Text[], source: string | null } | null,
};
export type Row = {
  value: string | null, name: Message | Text, text: Message | Text | null, checked: boolean, depth: number, icon: string | null,
  color: string | null, disabled: boolean, reason: Message | null, group: number,
};
