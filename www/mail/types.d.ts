// What signing in and opening give the page.

import type { ZegelError } from "../engine/errors.js";
import type { Engine, FoundCertificate } from "../engine/types.js";
import type { AnsweredLabel, BundleView, CertificateView, Opened, OwnKey } from "../generated/contract.js";
import type { Vault } from "../keys/vault.js";
import type { Email, Identity, Jmap } from "../pages/demo/jmap.js";
import type { Language, Say } from "./texts/texts.js";

export type { Engine } from "../engine/types.js";
export type { BundleView, CertificateView, Field, LabelView, Opened, OpenedLabel, OwnKey, Part, TemplateView, Text } from "../generated/contract.js";

export type Config = {
  mode: "embedded" | "remote", mailboxes: { address: string, name: string, password: string }[],
  jmap: string, directory: string, policy: string,
  /** The keys by which an organisation's rules count, by its domain. */
  policyKeys: Record<string, string[]>,
  /** The own server's way to directories elsewhere, where it has one. */
  lookups?: import("../keys/sources/types.js").Lookups | null,
  /** Whose releases a browser pins; without it, none. */
  releases?: import("../release/watch.js").Releases | null,
};

/** How the organisation wants keys made, kept and found; what it does not say is as usual. */
export type KeyWishes = {
  kind: "v4" | "v6", postQuantum: boolean, validDays: number,
  /** Whether keys have to be under a passphrase or a passkey. */
  lock: "optional" | "required", unlockedMinutes: number,
  /** Where keys may be looked up; null for everywhere there is. */
  sources: string[] | null,
  /** The address of the organisation's file of certificates. */
  keyring: string | null,
  /** Certificates whose certifications count, armored. */
  trusted: string[],
};

/** The organisation's rules as they are in use; where they failed, nothing can be protected or held back by them. */
export type RulesInUse = {
  bundle: BundleView | null, bundleFailed: boolean, ruleTroubles: ZegelError[], keyWishes: KeyWishes,
  /** Whose they are: an organisation that publishes none has those of everybody, which name no hosts for the vault. */
  rulesOf?: "organisation" | "everybody",
  letterWishes: import("./passphrases/wishes.js").LetterWishes,
};

/** Everything that follows from having signed in. Held in memory; gone with the page. */
export type Session = RulesInUse & {
  config: Config, engine: Engine, jmap: Jmap, account: { address: string, name: string }, identity: Identity | null,
  vault: Vault,
  /** The index over protected mail, while the webmail is shown. */
  search?: import("../search/search.js").Search,
  ownKey: OwnKey, published: "this" | "other" | "none",
  /** Publishes a key under the own address; the own one unless told. */
  publish: (key?: OwnKey) => Promise<void>,
  /** Why the own key, which runs out, could not be renewed. */
  keyTrouble: unknown,
  /** When a key was used last, milliseconds since 1970; 0 for not yet. */
  keysUsed: number,
  /** Looks for newer rules from time to time, takes them into use and tells. */
  watchRules: (changed: (rules: RulesInUse) => void) => { stop: () => void },
  /** What opening taught about a message, by Email id: the list shows it instead of "[...]". */
  known: Map<string, { subject: string, from: string, attachments: boolean, encrypted: boolean,
    /** Of an own draft, and whom it is for. */ draft?: true, to?: string[] }>,
};

/**
 * What "Your keys" needs. Without a mail server nothing can be put into the mailbox or found there, and without a directory one
 * signs in to nothing is published.
 */
export type KeyHolder = RulesInUse & Pick<Session, "engine" | "account" | "vault" | "ownKey" | "published" | "keyTrouble" | "keysUsed"> & {
  config: Pick<Config, "directory" | "policy" | "lookups">, jmap: Jmap | null, publish: Session["publish"] | null,
};

/** What reading and looking people up needs: who it is, their keys and the rules for them. A mail server is none of it. */
export type Holder = Pick<Session, "engine" | "account" | "vault" | "bundle" | "bundleFailed" | "keyWishes"> & {
  config: Pick<Config, "directory" | "policy" | "lookups">, ownKey: OwnKey | null,
  /** In a frame within another page: rejects where the person does not see it. */
  seen?: () => Promise<void>,
};

/** How the page speaks at the moment. */
export type Voice = { language: Language, say: Say };

/** How the sender's certificates were found, and for which address: for that one they count. */
export type Finding = {
  address: string, own: boolean, certificates: FoundCertificate[],
  /** Null where nobody could be asked, and for oneself. */
  answer: import("../keys/standings.js").Answer | null, remembered: import("../keys/people.js").Known[],
};

/** How far the key of a valid signature stands. */
export type Trust = "own" | "verified" | "known" | "new" | "changed";

/** What is known of a message before it is opened. */
export type Arrived = Pick<Email, "id" | "receivedAt" | "from">;

/** A message with what opening it gave. `signer`: the certificate of the signature, where it is among those found. */
export type OpenMessage<E extends Arrived = Arrived> = { email: E, bytes: Uint8Array<ArrayBuffer>, opened: Opened, finding: Finding, trust: Trust | null, signer: CertificateView | null,
  /** Of an answer from the reader file: whether whoever wrote it knows the passphrase that was given to the address it is from. */
  proven?: boolean,
  /** It stood in another one; `email` is that one. */
  within?: boolean,
  /** The header around it is somebody else's to show and to answer for. */
  bodyOnly?: boolean };

export type PartialDraft = {
  to?: string[], cc?: string[], bcc?: string[], subject?: string, text?: string, html?: string | null, label?: string | null, protection?: string | null,
  inReplyTo?: string | null, references?: string[],
  bodyOnly?: boolean, importance?: string,
  answeredLabels?: AnsweredLabel[], answered?: import("../generated/contract.js").Answered, labelHidden?: boolean,
  attachments?: { name: string, type: string, size: number, contentId: string | null, label?: string }[],
};
