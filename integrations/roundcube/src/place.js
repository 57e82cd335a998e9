// @ts-check
// A place in Roundcube's page where a frame of the vault stands, or the sentence that says why none does.

import { Frame } from "../../../www/embed/frame.js";
import { PortError } from "../../../www/embed/port.js";
import { element, say } from "./words.js";

/**
 * @template {import("../../../www/embed/protocol.d.ts").Kind} K
 * @typedef {object} PlaceOptions
 * @property {HTMLElement} container
 * @property {K} kind
 * @property {{ email: string, name: string }} who
 * @property {string} title
 * @property {string} waiting  what is said until the frame stands
 * @property {string} [down]  the sentence for a vault that cannot be reached
 * @property {import("../../../www/embed/frame.js").FrameOptions<K>["asks"]} [asks]
 * @property {{ least?: number, most?: number }} [height]
 * @property {() => void} [onAgain]  asked to begin anew
 * @property {HTMLElement[]} [ways]  what else can be done where it fails
 */

/** The person's choice in Roundcube, which may not be the system's. */
export const theme = () => document.documentElement.classList.contains("dark-mode") ? "dark" : "light";

/** @param {string} text @returns {URL|null} */
function vaultAddress(text) {
  try {
    const url = new URL(text);
    return /^https?:$/.test(url.protocol) && url.username === "" ? new URL(url.pathname.endsWith("/vault/") ? url : `${text.replace(/\/$/, "")}/vault/`) : null;
  } catch {
    return null;
  }
}

/** @template {import("../../../www/embed/protocol.d.ts").Kind} K */
export class Place {
  /** @type {Frame<K>|null} */ frame = null;
  #options;
  #notice = element("div", { class: "zegel-notice", role: "status" });
  #watch = new MutationObserver(() => this.frame?.setTheme(theme()));

  /** @param {PlaceOptions<K>} options */
  constructor(options) {
    this.#options = options;
    options.container.append(this.#notice);
    this.#watch.observe(document.documentElement, { attributes: true, attributeFilter: ["class"] });
  }

  /** @returns {Promise<import("../../../www/embed/frame.js").FramePort<K>>} rejects with a PortError, after it was said here */
  async open() {
    const { vault, wait, keyring, language } = /** @type {import("./roundcube.d.ts").ZegelEnv} */ (rcmail.env.zegel);
    const { container, kind, who, title, waiting, asks, height } = this.#options;
    this.close();
    this.#say(waiting, "waiting");
    const address = vaultAddress(vault);
    if (!address) throw this.failed(new PortError("vault-address", {}, say("vaultconfig", { vault })));
    const blocked = blockedBy(address.origin);
    try {
      this.frame = new Frame({
        vault: address, kind, container, address: who.email, name: who.name || null, keyring, language, theme: theme(), title, asks, height,
      });
      this.frame.element.classList.add("zegel-frame");
      const port = await within(wait, this.frame.connected, blocked.found);
      this.#notice.replaceChildren();
      this.#notice.hidden = true;
      return port;
    } catch (error) {
      const code = error instanceof PortError ? error.code : "internal";
      this.frame?.remove();
      this.frame = null;
      const sentence = code === "frame-blocked" ? say("vaultblocked", { vault: address.origin }) : this.#options.down ?? say("vaultdown", { vault: address.origin });
      throw this.failed(new PortError(code, {}, sentence));
    } finally {
      blocked.stop();
    }
  }

  close() {
    this.frame?.remove();
    this.frame = null;
  }

  /** Says it in the frame's place, with a way to try again. @param {PortError} error */
  failed(error) {
    this.close();
    this.#say(error.message, "failed");
    const again = element("button", { type: "button", class: "btn btn-secondary" }, say("retry"));
    again.addEventListener("click", () => this.#options.onAgain?.());
    this.#notice.append(element("div", { class: "zegel-ways" }, again, ...this.#options.ways ?? []));
    return error;
  }

  /** @param {string} text @param {"waiting"|"failed"} state */
  #say(text, state) {
    this.#notice.hidden = false;
    this.#notice.dataset.state = state;
    this.#notice.setAttribute("role", state === "failed" ? "alert" : "status");
    this.#notice.replaceChildren(element("p", {}, text));
  }
}

/** The page's own policy may keep the frame out; the browser says so at once. @param {string} origin */
function blockedBy(origin) {
  /** @type {(error: PortError) => void} */ let tell = () => {};
  const found = new Promise((_, reject) => { tell = reject; });
  found.catch(() => {});
  const hear = (/** @type {SecurityPolicyViolationEvent} */ event) => {
    if (/^(?:frame|child|default)-src$/.test(event.effectiveDirective) && event.blockedURI.startsWith(origin)) tell(new PortError("frame-blocked"));
  };
  document.addEventListener("securitypolicyviolation", hear);
  return { found, stop: () => document.removeEventListener("securitypolicyviolation", hear) };
}

/** @template T @param {number} seconds @param {Promise<T>} work @param {Promise<never>|Promise<unknown>} other @returns {Promise<T>} */
function within(seconds, work, other) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new PortError("vault-silent")), seconds * 1000);
    other.catch(reject);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
