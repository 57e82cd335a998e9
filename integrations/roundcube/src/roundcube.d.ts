// What of Roundcube's own script (program/js/app.js of 1.6) is used here.

export type ZegelEnv = {
  vault: string; editor: "always" | "offer" | "plain"; require: boolean;
  /** Seconds a frame may take to appear. */
  wait: number;
  /** Octets of one piece of an upload, and of a whole message. */
  piece: number; limit: number | null;
  address: string; identities: Record<string, { email: string; name: string }>; keyring: string; language: string;
};

export type ZegelCompose = {
  mode: null | "reply" | "forward" | "draft" | "edit"; all?: boolean; mailbox: string | null; uids?: string[]; id?: string; attached?: boolean;
  subject?: string; text?: string;
};

export interface Roundcube {
  env: Record<string, any> & { zegel?: ZegelEnv; zegel_compose?: ZegelCompose; zegel_shown?: { uid: string; mailbox: string } };
  task: string;
  busy: boolean;
  commands: Record<string, boolean>;
  cmp_hash: string;
  compose_skip_unsavedcheck: boolean;
  gettext(name: string, domain?: string): string;
  addEventListener(name: string, listener: (event: any) => any): void;
  register_command(name: string, work: (props?: unknown) => unknown, enabled?: boolean): void;
  enable_command(...names: (string | string[] | boolean)[]): void;
  command(name: string, props?: unknown): unknown;
  display_message(text: string, type?: "notice" | "confirmation" | "warning" | "error" | "loading", timeout?: number): string | number;
  hide_message(id: string | number): void;
  set_busy(busy: boolean, message?: string | null, id?: string | number): string | number;
  url(action: string, query?: Record<string, string>): string;
  is_framed(): boolean;
  sent_successfully(type: string, message: string, folders: string[], saveError?: boolean): void;
  compose_field_hash(save?: boolean): string;
  check_mailvelope(action: string): void;
  confirm_dialog(text: string, button: string, work: () => void): void;
  remove_from_attachment_list(name: string): void;
  /** The answer as it came, after it was acted on. */
  http_post(action: string, data: Record<string, string>): PromiseLike<{ exec?: string } | undefined>;
  editor?: { get_content(options?: object): string; set_content(text: string): void; is_html(): boolean; save(): void };
}

declare global {
  const rcmail: Roundcube;
  interface Window { rcmail?: Roundcube }
}
