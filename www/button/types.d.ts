// What the button takes and what it shows. What crosses into the engine is Rust's to describe.

import type {
  Added, Answers, BundleView, Decision, Draft, LabelView, Outgoing as OutgoingData, OutgoingMessage as MessageData, Text,
} from "../generated/contract.js";
import type { Engine as WholeEngine } from "../engine/types.js";

export type {
  Added, AddressAnswer, Answers, Attachment, Because, Block, BundleView, CertificateView, Decision, Draft, LabelView, Question, Reason, TemplateView, Text,
} from "../generated/contract.js";
export type { FoundCertificate, Letter, SealOptions } from "../engine/types.js";

/** Bytes cross beside the data that Rust describes. */
export type OutgoingMessage = MessageData & { bytes: Uint8Array };
export type Outgoing = Omit<OutgoingData, "messages"> & { messages: OutgoingMessage[] };

/** The part of the engine that composing needs. */
export type Engine = Pick<WholeEngine, "ready" | "decide" | "inspect" | "readAddresses" | "preload" | "seal" | "labelable">;

/** How far the work is, of the engine or of the host that hands the bytes on. */
export type Progress = {
  stage: string, done: number, total: number,
  /** From here on it cannot be stopped. */
  final?: boolean,
};

/** What the host knows of a draft; the choices are the element's. */
export type Written = Omit<Partial<Draft>, "label" | "protection" | "answers">;

/** The words of a language, and the icons. */
export type Words = { texts: Texts, icon: (name: string, options?: { size?: number }) => SVGElement, failure: (error: unknown) => string, /** Of the work of this name. */ line: (name: string) => import("./progress.js").ProgressLine };

/** What the person decided by hand; the rest follows from the organisation's rules. */
export type Choice = { label: string | null, protection: string | null, answers: Answers };

/**
 * How it stands with a recipient's key: `verified`, `known` and `new` can be encrypted to; `changed` takes the place of a
 * known one and waits for the person's word. `passphrase`: has no key that can be used, and a passphrase in its place.
 */
export type RecipientState =
  | "looking" | "verified" | "known" | "new" | "changed" | "expired" | "revoked" | "unusable" | "none" | "malformed" | "unreachable"
  | "passphrase";
export type Recipient = {
  address: string, name: string | null, field: "to" | "cc" | "bcc", state: RecipientState, reason: string | null,
};

/** A sentence by its key in texts/, with what completes it. */
export type Message = [key: string, params?: { [name: string]: unknown }];
export type Texts = { [key: string]: string | ((params: any) => string) };

export type Situation = {
  bundle: BundleView | null, decision: Decision | null, choice: Choice, recipients: Recipient[],
  attachments: string[], busy: Progress | null, error: { code: string, detail?: { [name: string]: unknown } } | null, 
  /** Whether recipients without a key may get a passphrase, or who says no; null where the host knows of none. */
  passphrases: "offered" | "organisation" | "branding" | null,
  /** Handed on, and how; then nothing can be changed any more. */
  sealed: false | "protected" | "clear",
};

/** `explained`: the answer is words of the person. */
export type Option = { value: string, text: Message | Text, safe: boolean, color?: string, explained?: boolean };
export type Issue = {
  kind: "block" | "question", code: string, rule: string | null, key: string | null, add: Added[], title: Message | Text, text: Message | Text | null,
  because: Message[], address: string | null, options: Option[],
  /** Told in the bar while writing; otherwise only when the person wants to send. */
  early: boolean,
};

export type ButtonView = { on: boolean, disabled: boolean, icon: string, text: Message, hint: Message, toggles: boolean };
export type BarView = {
  tone: "off" | "on" | "warning" | "blocked" | "busy" | "failed", icon: string, sentence: Message, more: Message | null,
  name: Text | null, color: string | null, label: Text | null, change: boolean, remove: boolean, progress: Progress | null,
  reasons: { text: Message, because: Message[] }[], tips: { text: Text, because: Message[] }[],
  /** A label worth choosing. */
  recommended: { id: string, text: Message | Text, name: Text, color: string, because: Message[] } | null,
  issues: Issue[], error: Situation["error"],
};
export type View = {
  button: ButtonView, bar: BarView | null,
  label: { needed: boolean, current: LabelView | null, path: Text[], source: string | null } | null,
};
export type Row = {
  value: string | null, name: Message | Text, text: Message | Text | null, checked: boolean, depth: number, icon: string | null,
  color: string | null, disabled: boolean, reason: Message | null, group: number,
};

/** What only the host can do about an issue; `until`: what there is to wait for before it is asked again. */
export type Remedy = {
  remedy: "add-recipient" | "remove-recipient" | "look-up-again" | "accept-key" | "passphrase", address: string | null,
  field?: "to" | "cc" | "bcc", until?: (done: Promise<unknown>) => void,
};

declare global {
  interface HTMLElementTagNameMap {
    "zegel-protect": import("./element.js").ZegelProtect;
  }
  interface HTMLElementEventMap {
    "zegel-decision": CustomEvent<Decision>;
    "zegel-change": CustomEvent<Choice>;
    "zegel-blocked": CustomEvent<{ issues: Issue[] }>;
    "zegel-remedy": CustomEvent<Remedy>;
    "zegel-before-seal": CustomEvent<{ draft: Draft }>;
    "zegel-sealed": CustomEvent<Outgoing>;
    "zegel-reason": CustomEvent<Outgoing["reasons"][number]>;
    "zegel-failed": CustomEvent<NonNullable<Situation["error"]>>;
  }
}
