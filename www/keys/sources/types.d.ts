// What a place that has certificates looks like to the finder.

/** A certificate, or what was taken for one, and where it comes from. */
export interface Candidate {
  bytes: Uint8Array;
  /** "directory", "keyring", "wkd", "keyserver", "autocrypt", "gossip", "attached" or "imported". */
  source: string;
  /** When it was seen there, in milliseconds. */
  seenAt: number;
  /** The host that gave it out, where another than the page's own did. */
  host?: string;
}

export interface Source {
  readonly name: string;
  /** What is on this device or comes as a whole: asked each time, never kept by the finder, and no request to count. */
  readonly local?: boolean;
  /** Milliseconds after which the finder goes on without it; ten seconds unless told. */
  readonly patience?: number;
  /** Milliseconds after which an answer is asked for again in the background; an hour unless told. */
  readonly fresh?: number;
  /** All it has for an address, none or several. Whether they are for this address is not looked at. */
  ask(address: string, options: { signal?: AbortSignal }): Promise<Candidate[]>;
  /** Calls back when it has something new, for one address or (null) for any. */
  onChange?(listener: (address: string | null) => void): void;
  /** Gets what it needs before the first address is asked for. */
  prepare?(): Promise<void>;
  /** The host that learns what, when this source is asked for this address; null where nobody does. */
  discloses?(address: string): Disclosure | null;
}

/** Whom a look-up tells about an address. */
export interface Disclosure {
  source: string;
  /** The host that is asked; empty for the page's own. */
  host: string;
  /** Whether the page's own server asks for us, and so learns it too, while the host sees only that server. */
  throughOwnServer: boolean;
  /** "address": whom one looks up. "nothing": that somebody looks, and not for whom. */
  learns: "address" | "nothing";
}

/** The part of the page's configuration about looking up elsewhere. */
export interface Lookups {
  /** The path of the own server's way to other Web Key Directories, e.g. "/lookup/wkd/". */
  wkd: string;
  /** The path of the own server's way to the key server, e.g. "/lookup/vks/". */
  keyserver: string;
  keyserverHost: string;
}
