// What a host page and a frame of the vault say to each other. The host never gets plaintext, keys or passphrases: it gives
// recipients and sealed bytes, and gets sealed bytes and what may be known of them.

/** What a frame is for. One frame has one kind for its whole life. */
export type Kind = "keyring" | "editor" | "display" | "settings" | "key-generation" | "backup" | "restore";

/** The frame's document to its parent, whoever that is: it is there. */
export type Ready = { zegel: 1; say: "ready" };

/** The host to the frame, with a MessagePort and for the vault's origin alone. */
export type Connect = {
  zegel: 1; say: "connect"; kind: Kind;
  /** Whose mailbox this is, as the host says; null where it does not know (Mailvelope's client API does not). */
  address: string | null;
  name?: string | null;
  /** The host's name for the keyring; one host may have several. */
  keyring: string;
  /** BCP 47; the vault speaks English and Dutch. */
  language: string;
  theme: "light" | "dark" | "auto";
};

// On the port. Either side asks and tells.
export type Ask = { ask: string; id: number; input: unknown };
export type Answer = { answer: unknown; id: number } | { error: PortError; id: number };
export type Tell = { tell: string; what: unknown };
/** `code` as in www/engine/errors.js, or one of the client API's where the host speaks that. Never user data. */
export type PortError = { code: string; detail?: Record<string, unknown>; message: string };

/** An address with, perhaps, a name: RFC 5322's mailbox, as in `"Lee" <lee@example.org>`. */
export type Mailbox = string;
export type Recipients = { to: Mailbox[]; cc: Mailbox[]; bcc: Mailbox[] };

/** Everything either side may ask of a frame of that kind, by name: input and answer. */
export interface HostAsks {
  keyring: {
    /** How it stands, without asking the person anything. */
    standing: { input: undefined; answer: Standing };
    /** Lets the person connect this host, and make or bring a key; resolves when that has ended. */
    connect: { input: undefined; answer: Standing };
    validKeyForAddress: { input: { addresses: string[] }; answer: Record<string, false | { keys: { fingerprint: string; lastModified: string; source: string }[] }> };
    hasPrivateKey: { input: { fingerprint?: string; email?: string }; answer: boolean };
    /** Armored. Rejects `no-certificate`. */
    exportOwnPublicKey: { input: { address: string }; answer: string };
    importPublicKey: { input: { armored: string }; answer: "IMPORTED" | "UPDATED" | "INVALIDATED" | "REJECTED" };
    processAutocryptHeader: { input: { from: string; header: string; date: string }; answer: null };
    autocryptHeader: { input: { from: string }; answer: string | null };
    /** What the rules say of a mail that stands in the host's own editor. */
    /** `fields`: the host is about to send it. */
    decide: { input: { draft: HostDraft; fields?: boolean }; answer: Outlook };
  };
  editor: {
    begin: { input: Beginning; answer: null };
    /** The host's own recipient fields, each time they change; a host without such fields never calls it and the editor shows its own. */
    recipients: { input: Recipients; answer: null };
    /** Whole-message hosts: settle, ask the person unless they have just pressed Send in the frame, seal and deliver. `sent: false`: they went back to writing. */
    send: { input: undefined; answer: { sent: boolean } };
    /** Body hosts: one armored message to all of them and to oneself. The person may be asked; `canceled`: they went back to writing. */
    encrypt: { input: { recipients: string[] }; answer: string };
    /** Body hosts: armored, to oneself alone. */
    createDraft: { input: undefined; answer: string };
    /** Protect on or off, as a press on the button. */
    toggle: { input: undefined; answer: null };
    focus: { input: { from: "before" | "after" }; answer: null };
    /** Before the host leaves the page: keeps the draft if there is anything to keep. */
    close: { input: { discard: boolean }; answer: { kept: boolean } };
    unsaved: { input: undefined; answer: boolean };
  };
  display: {
    show: { input: Shown; answer: Displayed };
    focus: { input: { from: "before" | "after" }; answer: null };
  };
  settings: { show: { input: { section?: "keys" | "people" | "indicator" | "hosts" }; answer: null } };
  "key-generation": { generate: { input: { userIds: { email: string; fullName?: string }[]; confirm?: boolean }; answer: string } };
  backup: { isReady: { input: undefined; answer: null } };
  restore: { isReady: { input: undefined; answer: null } };
}

/** What a frame of the vault may ask of its host. */
export interface VaultAsks {
  /** Whole-message hosts: hand these over for sending, all or none. `digest`: SHA-256 (hex) of what the host holds of each, read back before anything is sent. */
  deliver: { input: { messages: DeliveredMessage[]; draft: string | null }; answer: { digests: string[]; sent: boolean } };
  /** Whole-message hosts: keep this sealed draft in the place of an earlier one. */
  keepDraft: { input: { message: Uint8Array; previous: string | null }; answer: { id: string; digest: string } };
  dropDraft: { input: { id: string }; answer: null };
  /** The size of a message the host's mail server takes, in octets; null where nobody knows. */
  limit: { input: undefined; answer: { octets: number | null } };
}

export interface DeliveredMessage {
  bytes: Uint8Array;
  /** RFC 5321: the envelope. No recipients: nobody gets it, it is the copy alone. */
  from: string; recipients: string[];
  /** Whether it is the one a copy of which belongs into the Sent mailbox. */
  copy: boolean;
}

/** What a frame tells, unasked. */
export interface VaultTells {
  /** CSS pixels its content needs; `asks`: the question before something leaves lies on it, and has to be seen. */
  height: { px: number; asks: boolean };
  /** Tab went out of the frame at its end, or at its beginning. */
  "focus-left": { to: "before" | "after" };
  /** The editor's state, for a host's own toolbar. */
  state: EditorState;
  /** Ctrl+Enter and the editor's own button: the host brings recipients up to date and asks `send`. */
  "send-wanted": null;
  /** The editor wants somebody taken out of the host's fields, or put in. */
  recipient: { do: "add" | "remove"; field: "to" | "cc" | "bcc"; address: string };
  /** In a display: the person answers. The host opens its composer, and begins the editor there with the same message. */
  answer: { kind: "reply" | "reply-all" | "forward" };
  /** A press did nothing because too little of the frame was seen: the host brings it into view. */
  unseen: null;
  /** A frame that is nothing but a question or a panel is done. */
  closed: null;
  /** How far sending or opening is, in hundredths of a stage: sizes stay in the frame. */
  progress: { stage: string; done: number; total: number };
}

/** What a host tells a frame, unasked. */
export interface HostTells {
  theme: { theme: "light" | "dark" | "auto" };
  language: { language: string };
  /**
   * The part of the frame that can be seen, in its own CSS pixels: panels are placed there. `room`: the height of the window. `of`: where the frame was made
   * as small as that part, how high it is otherwise.
   */
  visible: { top: number; bottom: number; room: number; of: number | null };
  /** To a key generation that was asked with `confirm`: whether the new key is kept. */
  generation: { keep: boolean };
}

export type Standing = {
  /** `refused`: the organisation does not allow this host. */
  state: "ready" | "locked" | "no-key" | "not-connected" | "refused" | "no-rules";
  address: string | null; fingerprint: string | null; version: string;
  /** Who serves Mailvelope's client API where the extension is there too, as the organisation says. */
  clientApi: "zegel" | "extension";
};

export type HostDraft = Recipients & { from: Mailbox; subject: string; text: string; html: string | null; attachments: { name: string; type: string; size: number }[] };

/** What may be said to a host about a decision: no word of the mail. */
export type Outlook = {
  label: { id: string; path: string[]; color: string } | null;
  protected: boolean;
  /** Stable codes and the person's sentences, in the frame's language. */
  issues: { code: string; severity: "block" | "ask" | "tip"; text: string }[];
  /** Of a decision for a mail that the host sends itself: the label's header fields, unfolded. */
  fields?: { name: string; value: string }[];
};

export type EditorState = {
  label: Outlook["label"]; protected: boolean; open: number; busy: boolean; saved: "none" | "saving" | "saved" | "failed";
};

/** How an editor begins. */
export type Beginning = {
  /** Body hosts: the subject and the recipients are the host's, and one armored body is asked for. */
  mode: "message" | "body";
  /** Whether the host has recipient fields of its own. */
  recipients: "host" | "vault";
  given?: Partial<HostDraft> & { importance?: "high" | "low"; inReplyTo?: string | null; references?: string[] };
  /** Files the host already has (a forwarded clear mail's): bytes in their order. */
  files?: { name: string; type: string; bytes: Uint8Array }[];
  /** An answer to this message (RFC 5322, whole). */
  answer?: { kind: "reply" | "reply-all" | "forward"; message: Uint8Array };
  /** A message to be written anew with all it had (RFC 5322, whole). */
  again?: { message: Uint8Array };
  /** A kept draft to go on with (RFC 5322, whole), and the host's id for it. */
  draft?: { message: Uint8Array; id: string };
  /** Body hosts, as Mailvelope names them. */
  predefinedText?: string; quotedMail?: string; quotedMailIndent?: boolean; quotedMailHeader?: string; armoredDraft?: string;
  /** Whether what was attached to the quoted mail goes along. */
  keepAttachments?: boolean;
  signMsg?: boolean;
  /** The most octets the attachments together may have, as the host says. */
  quota?: number;
  signature?: { text: string; html: string | null };
};

export type Shown =
  /** `answers`: false where the host cannot begin an answer. */
  | { message: Uint8Array; folder?: string; answers?: boolean }
  /** Body hosts: an armored message, and who the host says sent it. */
  | { armored: string; sender: string | null };

export type Displayed = {
  /** The one cryptographic status (docs/reading.md). */
  status: "sealed" | "encrypted" | "signed" | "plain" | "doubtful" | "closed";
  /** Why it stayed closed, where it did. */
  closed?: "not-for-you" | "damaged" | "unsupported";
  /** The own organisation's, where it does not stand inside the encryption alone. */
  label: Outlook["label"];
};
