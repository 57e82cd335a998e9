// What a composer is opened with.

import type { BundleView, Draft, Engine, Outgoing, Progress } from "../../button/types.js";
import type { Standings } from "../../keys/standings.js";
import type { Keeping } from "../drafts/keeping.js";
import type { Written as Kept } from "../drafts/kept.js";
import type { Vault } from "../passphrases/held.js";
import type { LetterWishes } from "../passphrases/wishes.js";
import type { OnRecipient } from "./addressing.js";
import type { Weight } from "./attachments.js";
import type { written } from "./written.js";

/** What hands sealed messages on. It resolves when whoever sends them has them, and rejects where that is not certain. */
export type Sender = {
  /** Whether large messages may come as a `blob`. */
  takesBlobs?: boolean,
  send: (options: { messages: Outgoing["messages"], signal: AbortSignal, onProgress: (progress: Progress) => void }) => Promise<unknown>,
  /** Octets of the largest message it takes. */
  maxSizeMail?: number,
};

export type Look = {
  /** Something around it has a head and a way to close it. */
  inFrame: boolean,
  subject: boolean,
  /** Whether recipients are typed here, or given from outside. */
  addresses: "own" | "given",
  /** Whether it is over when it has been handed on. */
  goes: boolean,
  /** Whether it has a button to be sent with. */
  send: boolean,
};

export type Opening = {
  engine: Engine, sender: Sender, account: { address: string, name: string }, identity: { email: string, name: string } | null,
  draft?: Partial<Draft>, contents?: (Uint8Array | Blob)[], language: string, standings: Standings,
  unlocking?: <T>(work: () => Promise<T>) => Promise<T>,
  letters?: { vault: Vault, wishes: LetterWishes },
  config: { bundle?: BundleView | null, ownKey?: { fingerprint: string, address: string, certificate?: Uint8Array } | null },
  /** Where the draft is kept while it is written. */
  keeping?: Keeping,
  /** Whether a mail out of this draft has left before. */
  sent?: boolean,
  /** What it had that is not sent, where it was kept before. */
  kept?: Pick<Kept, "typed" | "letters"> | null,
  look?: Partial<Look>,
  onClose: () => void, onSent: (outgoing: Outgoing) => void,
  /** What a page around it may show is another. */
  onState?: () => void,
  /** How far sending is. */
  onProgress?: (progress: Progress) => void,
  /** The page around it has a way of its own to have it sent. */
  onSendWanted?: () => void,
  /** Somebody else may ask for it to be sent: what makes sure that the person wants it. `changedAround`: others than before are named from outside. */
  agreement?: { changedAround: () => void, press: (event: Event) => void, begin: () => (signal: AbortSignal) => Promise<"go" | "stop" | "again"> },
  /** The page around it has fields of its own for recipients. */
  onRecipient?: OnRecipient,
  /** How large it will be, where that is another question than how large a mail is. */
  weigh?: (now: ReturnType<typeof written>) => Weight | null,
};
