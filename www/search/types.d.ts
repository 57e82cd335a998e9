// What the index takes, keeps and answers.

export type Person = { name: string | null, email: string };

/** A message as it is indexed: what stood inside the encryption, and where it lies. */
export type Indexed = {
  /** Of the Email and its bytes on the server. */
  id: string, blobId: string, mailboxIds: string[],
  /** When it was received, and until when it may be shown; ISO 8601. */
  date: string, expires: string | null,
  subject: string,
  /** Who wrote it first, then whom it went to. */
  people: Person[],
  attachments: string[], text: string,
};

/** A found message. `number`: under which it is kept. `fields`: bits of what the words stand in (fresh.js). */
export type Hit = Omit<Indexed, "text"> & { number: number, fields: number };
export type Found = { total: number, hits: Hit[] };
/** Some of a text around what was looked for, and where in it that stands. */
export type Snippet = { text: string, spots: [number, number][] };

export type Sealed = { iv: Uint8Array<ArrayBuffer>, sealed: ArrayBuffer };

/** What is known of an index without its key: how many messages, and nothing about them. */
export type Head = {
  version: number,
  /** The key its parts are encrypted by. */
  keyId: string,
  /** Another with every change. */
  generation: number,
  /** The number of the next message; those before `flushed` are in segments. */
  next: number, flushed: number,
  segments: string[],
  /** Numbers that are in a segment still. */
  removed: number[],
};

/** One step: all of it or nothing, and only where nobody else was faster. */
export type Change = {
  head: Head, putMessages?: [number, Sealed][], removeMessages?: number[], putSegments?: [string, Sealed][], removeSegments?: string[],
};

/** Where an index is kept. Each owner has one. */
export interface Storage {
  /** All that is there in one moment: the messages that are in no segment, and the segments that are not `known`. */
  read(owner: string, known: string[]): Promise<{ head: Head, messages: [number, Sealed][], segments: [string, Sealed][] } | null>;
  messages(owner: string, numbers: number[]): Promise<(Sealed | null)[]>;
  /** False, and nothing is done, where the head is not of this generation; 0 for none. */
  commit(owner: string, generation: number, change: Change): Promise<boolean>;
  clear(owner: string): Promise<void>;
  close(): void;
}

/** What the worker does, by name. */
export interface SearchOperations {
  open(input: { owner: string, id: string, key: CryptoKey }): Promise<{ count: number, damaged: boolean }>;
  add(input: { messages: Indexed[] }): Promise<{ count: number }>;
  /** Which of these are indexed. */
  known(input: { ids: string[] }): Promise<string[]>;
  remove(input: { ids: string[] }): Promise<{ count: number }>;
  find(input: { text: string, limit: number, now: number }): Promise<Found>;
  snippets(input: { text: string, numbers: number[] }): Promise<(Snippet | null)[]>;
  /** Another tab changed it. */
  refresh(): Promise<{ count: number }>;
  clear(input: { owner: string }): Promise<void>;
}
