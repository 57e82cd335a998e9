// What the reader file is made of, and how its page and its program talk.

import type { Opened as Whole, Progress, Restrictions } from "../generated/contract.js";
import type { Language, Say } from "../mail/texts/texts.js";

export type Voice = { language: Language, say: Say };

/** What stands open in the file (docs/letters.md), as far as it holds. All of it is a claim. */
export type Letterhead = {
  language: string, organisation: string,
  brand: { color: string | null, logo: string | null, portal: string, text: string, disclaimer: string, privacy: string },
  from: { name: string | null, address: string } | null,
  to: string, date: string, expires: string | null, messageId: string, hint: string | null, certificate: Uint8Array,
};

/** What the program gives; `expires`: when the sender wants it no longer shown. */
export type Opened = Omit<Whole, "restrictions"> & { restrictions: Restrictions & { expires?: string | null } };

export type OnStage = (stage: Progress["stage"], done: number, total: number) => void;

/** An answer as the program wants it. */
export type Answer = {
  from: string, to: string, subject: string, text: string, date: string, messageId: string, inReplyTo: string | null, references: string[],
};
export type AnswerFile = { name: string, type: string, bytes: Uint8Array };

/** src/bin/reader.rs. */
export interface Program {
  open(message: Uint8Array, passphrase: string, certificate: Uint8Array, nowMs: number, progress: OnStage): Opened | Promise<Opened>;
  answer(answer: Answer, parts: AnswerFile[], certificate: Uint8Array, passphrase: string, nowMs: number): Uint8Array | Promise<Uint8Array>;
}

export type Failure = { code: string, detail?: Record<string, unknown> };

/** Page to worker. `start` comes first. */
export type ToWorker =
  | { kind: "start", program: Uint8Array }
  | { kind: "open", id: number, message: Uint8Array, passphrase: string, certificate: Uint8Array }
  | { kind: "answer", id: number, answer: Answer, parts: AnswerFile[], certificate: Uint8Array, passphrase: string };

export type FromWorker =
  | { kind: "here" }
  | { kind: "progress", id: number, progress: Progress }
  | { kind: "done", id: number, result: any }
  | { kind: "failed", id: number, failure: Failure };

/** Either end of the way between them. */
export interface Port {
  postMessage(message: any, transfer: ArrayBuffer[]): void;
  onmessage: ((event: { data: any }) => void) | null;
}

/** What is kept of the message while the page is open. */
export type Letter = { head: Letterhead | null, message: Blob };

declare global {
  /** The page's style sheet; scripts/reader.mjs puts it in. */
  const STYLES: string;
}
