// What the worker that pins a release and its pages say to each other, and what the worker keeps.

/** Why something the server offers is not taken, in the order in which it is found out. */
export type Reason =
  | "unreachable" | "unsupported" | "key-changed" | "missing" | "unsigned" | "malformed" | "older" | "not-allowed" | "changed" | "no-room"
  /** Said by pages alone: the browser starts no worker. */
  | "no-worker";

/** A release as it is named to people: the hash is that of its list. */
export type Named = { version: string, serial: number, hash: string };

/** What `release.json` says. */
export type List = {
  version: string, serial: number,
  /** The document that "/" stands for, as a path; null where there is none. */
  start: string | null,
  /** Hashes by the path at which a file is served. */
  files: Map<string, string>,
  /** Says that nothing is pinned any more; it has no files. */
  withdrawn: boolean,
};

export type Judged = List & { hash: string };

/** What is kept between visits. */
export type State = {
  /** The key whose releases count: that of the first visit. */
  key: string,
  allowed: string[] | null,
  /** The highest serial that was taken. */
  serial: number,
  current: Named | null,
  /** Whole and beside it, not in use yet; `shown` once a person could see it announced. */
  next: (Named & { shown: boolean }) | null,
  trouble: { reason: Reason, detail: Record<string, string> } | null,
  checkedAt: number,
};

export type Status = {
  current: Named | null, next: Named | null, trouble: State["trouble"], withdrawn: boolean,
  /** What the script of the worker should hash to in these releases. */
  guards: string[],
};

export type Question =
  | { zegel: "release", ask: "check", key: string | null, allowed: string[] | null }
  | { zegel: "release", ask: "shown", hash: string }
  | { zegel: "release", ask: "renew", hash: string };

/** What the worker uses of ServiceWorkerGlobalScope. */
export type Scope = {
  location: { origin: string },
  navigator: { language: string },
  registration: { unregister: () => Promise<boolean> },
  clients: { matchAll: (options: { type: "window" }) => Promise<{ id: string, url: string }[]> },
  addEventListener: {
    (type: "fetch", listener: (event: FetchLike & { respondWith: (answer: Promise<Response>) => void }) => void): void,
    (type: "message", listener: (event: MessageEvent & { waitUntil: (work: Promise<unknown>) => void }) => void): void,
  },
};

export type FetchLike = { request: Request, resultingClientId: string, waitUntil: (work: Promise<unknown>) => void };
