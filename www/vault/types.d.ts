// What a frame of the vault has once its host is known.

import type { Port } from "../embed/port.js";
import type { HostAsks, HostTells, Kind, VaultAsks, VaultTells } from "../embed/protocol.js";
import type { Config, KeyHolder, OwnKey, Session, Voice } from "../mail/types.js";

/** What /vault/config.json says. */
export type VaultConfig = Pick<Config, "policy" | "policyKeys" | "directory" | "lookups" | "releases"> & {
  /** Where the vault may stand for people whose organisation has no rules. */
  hosts: string[],
};

/** A session without a mail server. */
export type VaultSession = Omit<KeyHolder, "config" | "ownKey" | "jmap" | "publish"> & {
  config: VaultConfig, ownKey: OwnKey | null, jmap: null, publish: null,
  watchRules: Session["watchRules"],
  /** As that of the frame's place. */
  seen: () => Promise<void>,
  /** Takes note of what became of the own keys. */
  refreshKeys: () => Promise<void>,
};

export type FramePort<K extends Kind = Kind> = Port<VaultAsks, HostAsks[K], HostTells, VaultTells>;

/** Where a frame stands. */
export type Place = {
  /** The host's origin, as the browser says it. */
  host: string, kind: Kind, keyring: string,
  /** The part of the frame that can be seen, in its own CSS pixels; null until the host says. */
  visible: { top: number, bottom: number } | null,
  /** Tells when the host changes the language. */
  onVoice: (listener: (voice: Voice) => void) => void,
  /** Tells when what is visible changes. */
  onVisible: (listener: (visible: { top: number, bottom: number }) => void) => void,
  /** Rejects `frame-covered` unless the person has really seen the frame for a moment. Before anything that cannot be taken back. */
  seen: () => Promise<void>,
  /** Resolves when it is really seen, now or later. */
  whenSeen: () => Promise<void>,
};

/** What a kind's module gets; `root` is empty and stands below the indicator. */
export type KindOptions<K extends Kind> = {
  session: VaultSession, voice: Voice, port: FramePort<K>, root: HTMLElement, place: Place,
  /** Of the person's connected websites and their sign. */
  connections: import("./connections.js").Connections,
};
