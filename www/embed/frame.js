// @ts-check
// A frame of the vault in a host page: makes it, connects to it, gives it the height it asks for, and says what to do where
// that does not work. Nothing of what is in the frame comes here.

import { listenTo } from "./connect.js";
import { PortError } from "./port.js";
import { edge, watchSeen } from "./seen.js";
import { style, troublePanel, whySilent } from "./trouble.js";

/**
 * @template {import("./protocol.d.ts").Kind} K
 * @typedef {object} FrameOptions
 * @property {string|URL} vault  address of the vault's page, as https://vault.example.org/vault/
 * @property {K} kind
 * @property {Element} [container]  the frame becomes its last child; a keyring's may be left out, it lies over the page while it asks something
 * @property {string|null} [address]  of the person's mailbox; null where the host does not know it
 * @property {string|null} [name]
 * @property {string} [keyring]
 * @property {string} [language]
 * @property {"light"|"dark"|"auto"} [theme]
 * @property {string} [title]  what the frame is called to people who cannot see it
 * @property {import("./port.js").Handlers<import("./protocol.d.ts").VaultAsks>} [asks]  what the host does for the frame
 * @property {{ least?: number, most?: number }} [height]  CSS pixels
 * @property {(failure: PortError) => void} [onFailure]  told besides what stands in the frame's place
 * @property {(to: "before"|"after") => void} [onFocusLeft]
 * @property {number} [patience]  milliseconds a loaded frame may say nothing
 */

/**
 * @template {import("./protocol.d.ts").Kind} K
 * @typedef {import("./port.js").Port<import("./protocol.d.ts").HostAsks[K], import("./protocol.d.ts").VaultAsks, import("./protocol.d.ts").VaultTells, import("./protocol.d.ts").HostTells>} FramePort
 */

/** @template {import("./protocol.d.ts").Kind} K */
export class Frame {
  #options;
  #vault;
  #language;
  /** @type {"light"|"dark"|"auto"} */ #theme;
  /** @type {(() => void)[]} */ #ends = [];
  /** @type {(port: FramePort<K>) => void} */ #resolve = () => {};
  /** @type {(error: PortError) => void} */ #reject = () => {};
  /** @type {HTMLElement|null} */ #trouble = null;
  /** @type {HTMLElement|null} */ #shade = null;
  #over = false;
  /** Waits for a frame that says nothing. */
  #waiting = { silent: /** @type {ReturnType<typeof setTimeout>|undefined} */ (undefined), slow: /** @type {ReturnType<typeof setTimeout>|undefined} */ (undefined) };

  /** @param {FrameOptions<K>} options */
  constructor(options) {
    this.#options = options;
    this.#vault = new URL(options.vault, location.href);
    this.#language = options.language ?? (document.documentElement.lang || navigator.language);
    this.#theme = options.theme ?? "auto";
    /** Rejected where there will be no frame. @type {Promise<FramePort<K>>} */
    this.connected = new Promise((resolve, reject) => { [this.#resolve, this.#reject] = [resolve, reject]; });
    this.connected.catch(() => {});
    /** There once it is connected. @type {FramePort<K>|null} */
    this.port = null;
    this.element = this.#make();
    if (globalThis.isSecureContext) this.#begin();
    else this.#end(new PortError("insecure-context"), false);
  }

  /** @param {"light"|"dark"|"auto"} theme */
  setTheme(theme) {
    this.#theme = theme;
    this.port?.tell("theme", { theme });
  }

  /** @param {string} language */
  setLanguage(language) {
    this.#language = language;
    this.port?.tell("language", { language });
  }

  remove() {
    this.#end(new PortError("frame-removed"), false, false);
    this.element.remove();
    this.#trouble?.remove();
    this.#shade?.remove();
  }

  #make() {
    const frame = document.createElement("iframe");
    frame.title = this.#options.title ?? "Zegel";
    frame.referrerPolicy = "no-referrer";
    frame.allow = "clipboard-write; publickey-credentials-get; publickey-credentials-create";
    // "normal": a frame of another colour scheme than its page gets an opaque white or black ground.
    // Its edges seldom lie on whole pixels. Chromium looks for what covers a frame at all pixels that it touches, its neighbours' too:
    // an edge of its own keeps these away, or the frame would count as covered for ever.
    style(frame, { display: "block", width: "100%", height: "0", border: "0", padding: `${edge}px`, "box-sizing": "border-box", "color-scheme": "normal" });
    if (this.#options.kind === "keyring") this.#layOver(frame, 0);
    return frame;
  }

  #begin() {
    const { kind, container = document.body, address = null, name = null, keyring = "default" } = this.#options;
    const frame = this.element;
    const { origin } = this.#vault;
    this.#ends.push(listenTo(frame, origin, { kind, address, name, keyring, language: this.#language, theme: this.#theme }, {
      connected: (port) => this.#connected(/** @type {FramePort<K>} */ (port)),
      replaced: () => this.#end(new PortError("frame-replaced")),
    }));
    let mayAsk = true;
    const violated = (/** @type {SecurityPolicyViolationEvent} */ { effectiveDirective, blockedURI }) => {
      if (!blockedURI.startsWith(origin)) return;
      if (effectiveDirective === "connect-src") mayAsk = false;
      if (/^(?:frame|child|default)-src$/.test(effectiveDirective) && !this.port) this.#end(new PortError("frame-blocked", { origin }));
    };
    document.addEventListener("securitypolicyviolation", violated);
    // Given up when the document has loaded and still says nothing; one that loads slowly is waited for.
    const { patience = 5000 } = this.#options;
    let loads = 0;
    const loaded = () => {
      loads += 1;
      // Whatever loads into it later is not what was connected.
      if (loads > 1 && this.port) return this.#end(new PortError("frame-replaced"));
      clearTimeout(this.#waiting.slow);
      if (this.port) return;
      this.#waiting.silent = setTimeout(async () => {
        const code = await whySilent(this.#vault);
        if (!this.port && this.element === frame) this.#end(new PortError(code, { origin }));
      }, patience);
    };
    this.#waiting.slow = setTimeout(async () => {
      this.#say("vault-slow", true);
      // Firefox tells nobody of a frame that could not be loaded.
      if (await whySilent(this.#vault) === "vault-unreachable" && mayAsk && !this.port && this.element === frame) this.#end(new PortError("vault-unreachable", { origin }));
    }, patience * 3);
    frame.addEventListener("load", loaded);
    this.#ends.push(() => {
      document.removeEventListener("securitypolicyviolation", violated);
      frame.removeEventListener("load", loaded);
      this.#waitNoMore();
    });
    frame.src = this.#vault.href;
    container.append(frame);
  }

  #waitNoMore() {
    clearTimeout(this.#waiting.silent);
    clearTimeout(this.#waiting.slow);
  }

  /** @param {FramePort<K>} port */
  #connected(port) {
    const { asks = {}, height: { least = 0, most = 100_000 } = {}, onFocusLeft } = this.#options;
    this.port = port;
    this.#waitNoMore();
    this.#trouble?.remove();
    port.answerTo(asks);
    const seen = watchSeen(this.element, (visible) => port.tell("visible", visible));
    port.on("height", ({ px, asks: asking }) => {
      if (!Number.isFinite(px)) return;
      const bounded = Math.min(Math.max(Math.ceil(px), px > 0 ? least : 0), most);
      if (this.#options.kind === "keyring") this.#layOver(this.element, bounded);
      else style(this.element, { height: `${bounded + 2 * edge}px` });
      seen.fit(asking === true);
    });
    port.on("unseen", () => seen.show());
    port.on("focus-left", ({ to }) => onFocusLeft?.(to));
    this.#ends.push(seen.end, this.#watchRemoval());
    this.#resolve(port);
  }

  /** A frame taken out of its document loses everything in it, also where it is put back at once. */
  #watchRemoval() {
    const frame = this.element;
    const inside = frame.contentWindow;
    const observer = new MutationObserver(() => {
      if (frame.isConnected && frame.contentWindow === inside) return;
      this.#end(new PortError("frame-removed"), frame.isConnected);
      if (!frame.isConnected) this.#watchReturn(frame);
    });
    observer.observe(document, { childList: true, subtree: true });
    return () => observer.disconnect();
  }

  /** Put back, it is another document, which nobody answers: then it is said where it stands. @param {HTMLIFrameElement} frame */
  #watchReturn(frame) {
    const observer = new MutationObserver(() => {
      if (!frame.isConnected) return;
      observer.disconnect();
      this.#say("frame-removed", true);
    });
    observer.observe(document, { childList: true, subtree: true });
    this.#ends.push(() => observer.disconnect());
  }

  /**
   * Over the page while it asks something, and nowhere otherwise. Its width stays, or it could not say how high it would be.
   * @param {HTMLIFrameElement} frame @param {number} height
   */
  #layOver(frame, height) {
    const shown = height > 0;
    style(frame, {
      position: "fixed", inset: "0 0 auto 0", margin: "max(16px, 8vh) auto 0", width: "min(40rem, calc(100vw - 32px))", "max-height": "calc(100vh - 32px)",
      height: `${Math.max(1, height) + 2 * edge}px`, "z-index": "2147483647", "border-radius": "12px", "box-shadow": "0 12px 48px rgb(0 0 0 / 0.35)",
      visibility: shown ? "visible" : "hidden", "pointer-events": shown ? "auto" : "none",
    });
    if (shown === this.#over) return;
    this.#over = shown;
    if (!shown) return void this.#shade?.remove();
    this.#shade ??= document.createElement("div");
    style(this.#shade, { position: "fixed", inset: "0", background: "rgb(20 24 34 / 0.45)", "z-index": "2147483646" });
    frame.before(this.#shade);
    frame.focus();
  }

  /** @param {PortError} reason @param {boolean} [retry] @param {boolean} [told] */
  #end(reason, retry = true, told = true) {
    for (const end of this.#ends.splice(0)) end();
    this.#reject(reason);
    this.port?.close(reason);
    this.port = null;
    this.#shade?.remove();
    this.#over = false;
    if (!told) return;
    this.#say(reason.code, retry || reason.code === "insecure-context");
    this.#options.onFailure?.(reason);
  }

  /** @param {string} code @param {boolean} inPlace */
  #say(code, inPlace) {
    this.#trouble?.remove();
    this.#trouble = null;
    // Nobody sees a keyring: what does not work there is for the host to say.
    if (!inPlace || this.#options.kind === "keyring") return;
    const values = { origin: this.#vault.origin, host: location.origin };
    this.#trouble = troublePanel(code, this.#language, values, this.#theme, code === "insecure-context" || code === "vault-slow" ? null : () => this.#again());
    if (this.element.isConnected) this.element.after(this.#trouble);
    else (this.#options.container ?? document.body).append(this.#trouble);
    if (code !== "vault-slow") style(this.element, { display: "none" });
  }

  /** Another document in another frame; whoever waits for `connected` gets that one. */
  #again() {
    this.element.remove();
    this.#trouble?.remove();
    this.connected = new Promise((resolve, reject) => { [this.#resolve, this.#reject] = [resolve, reject]; });
    this.connected.catch(() => {});
    this.element = this.#make();
    this.#begin();
  }
}
