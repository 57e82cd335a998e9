// @ts-check
// What a person is told of releases: that there is another, that one was refused, that the worker itself is being replaced.

import { icon } from "../icons/icon.js";
import { element } from "../mail/element.js";
import { wordsIn } from "./words.js";

/** @import { Named, Status } from "./types.js" */
/** @typedef {{ shown: (hash: string) => unknown, use: ((hash: string) => Promise<boolean>)|null }} Ways  to tell the worker what a person saw and chose */
/** @typedef {{ key: string, kind: "plain"|"warning"|"danger", text: string, more?: (string|null)[], hashes?: [string, string][], action?: [string, () => void], seen?: () => unknown }} Told */

export class Notices {
  /** What the worker's script hashes to in the releases in use and announced. @type {string[]} */ #guards = [];
  #root;
  /** By what it is about, in this order. @type {Map<string, () => Told|null>} */ #told = new Map();
  /** What the person closed, in any page of this tab: a webmail has a frame for each mail. @type {Set<string>} */ #closed = new Set(readClosed());

  /** @param {HTMLElement} place */
  constructor(place) {
    this.#root = element("section", { class: "release-notices", "aria-live": "polite", hidden: true });
    document.head.append(element("link", { rel: "stylesheet", href: "/release/release.css" }));
    place.prepend(this.#root);
    // The page may be spoken in another language later.
    new MutationObserver(() => this.#draw()).observe(document.documentElement, { attributeFilter: ["lang"] });
  }

  /**
   * @param {Status} status
   * @param {Named|null} running  what this page runs
   * @param {Ways} [ways]
   */
  show(status, running, { shown, use } = { shown: () => {}, use: null }) {
    const { current, next, trouble, withdrawn } = status;
    this.#guards = status.guards;
    const from = current?.version ?? "";
    let beside = false;
    this.#tell("renewed", () => next && current && {
      key: next.hash, kind: "plain", text: this.#say("renewed", { from, to: next.version }),
      more: [beside ? this.#say("renewed.beside", { from }) : this.#say("renewed.how")],
      hashes: [[this.#say("hash.from", { version: current.version }), current.hash], [this.#say("hash.to", { version: next.version }), next.hash]],
      action: use ? [this.#say("renewed.now"), () => {
        use(next.hash).then((done) => {
          beside = !done;
          if (done) location.reload();
          else this.#draw();
        });
      }] : undefined,
      seen: () => shown(next.hash),
    });
    this.#tell("reload", () => (current && running && current.hash !== running.hash ? { key: current.hash, kind: "warning", text: this.#say("reload", { from: running.version, to: current.version }) } : null));
    this.#tell("refused", () => trouble && {
      key: `${trouble.reason} ${trouble.detail.hash ?? ""}`, kind: trouble.reason === "unsigned" || trouble.reason === "changed" ? "danger" : "warning",
      text: this.#say(/** @type {any} */ (`refused.${trouble.reason}`), trouble.detail),
      more: [current ? this.#say("kept", { from }) : this.#say("kept.none")],
      hashes: trouble.detail.hash ? [...(current ? [/** @type {[string, string]} */ ([this.#say("hash.from", { version: from }), current.hash])] : []), [this.#say("hash.found"), trouble.detail.hash]] : [],
    });
    this.#tell("withdrawn", () => (withdrawn ? { key: "withdrawn", kind: "warning", text: this.#say("withdrawn") } : null));
    this.#draw();
  }

  /** @param {string|null} found  what the server's script hashes to now; null where it could not be had */
  guardChanges(found) {
    this.#tell("guard", () => {
      const known = found !== null && this.#guards.includes(found);
      return {
        key: found ?? "", kind: known ? "plain" : "danger", text: this.#say(known ? "guard.known" : "guard"),
        hashes: [...this.#guards.map((hash) => /** @type {[string, string]} */ ([this.#say("hash.known"), hash])), [this.#say("hash.found"), found ?? "?"]],
      };
    });
    this.#draw();
  }

  /** @param {string} about @param {() => Told|null|false} what */
  #tell(about, what) {
    this.#told.set(about, () => what() || null);
  }

  /** @param {Parameters<ReturnType<typeof wordsIn>>} what */
  #say(...what) {
    return wordsIn(document.documentElement.lang)(...what);
  }

  #draw() {
    const all = [...this.#told].flatMap(([about, what]) => {
      const told = what();
      return told && !this.#closed.has(`${about} ${told.key}`) ? [this.#notice(about, told)] : [];
    });
    this.#root.setAttribute("aria-label", this.#say("region"));
    this.#root.replaceChildren(...all);
    this.#root.hidden = all.length === 0;
  }

  /** @param {string} about @param {Told} told */
  #notice(about, { key, kind, text, more = [], hashes = [], action, seen }) {
    const close = () => {
      this.#closed.add(`${about} ${key}`);
      keepClosed([...this.#closed]);
      this.#draw();
    };
    const made = element("div", { class: `notice ${kind}`, data: { about } }, icon(kind === "plain" ? "package" : "shield-alert"),
      element("div", { class: "release-words" },
        element("p", {}, text), ...more.map((line) => line && element("p", {}, line)),
        hashes.length > 0 && element("dl", {}, ...hashes.flatMap(([name, hash]) => [element("dt", {}, name), element("dd", {}, element("code", {}, hash))])),
        action && element("div", {}, element("button", { type: "button", class: "button small", on: { click: action[1] } }, action[0]))),
      // Beside the words, so that it is there also where little of the notice can be seen.
      element("button", { type: "button", class: "icon-button", "aria-label": this.#say("close"), title: this.#say("close"), on: { click: close } }, icon("x")));
    if (seen) whenSeen(made, seen);
    return made;
  }
}

/** In a frame too, where a page may be open far below what one sees of it. @param {HTMLElement} made @param {() => unknown} then */
function whenSeen(made, then) {
  const observer = new IntersectionObserver((entries) => {
    if (document.visibilityState !== "visible" || !entries.some(({ isIntersecting }) => isIntersecting)) return;
    observer.disconnect();
    then();
  }, { threshold: 0.1 });
  observer.observe(made);
}

const closedKey = "zegel-release-closed";

/** @returns {string[]} */
function readClosed() {
  try {
    return JSON.parse(sessionStorage.getItem(closedKey) ?? "[]");
  } catch {
    return [];
  }
}

/** @param {string[]} closed */
function keepClosed(closed) {
  try {
    sessionStorage.setItem(closedKey, JSON.stringify(closed));
  } catch {
    // Without storage it is closed on this page.
  }
}
