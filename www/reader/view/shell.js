// @ts-check
// What stands around everything: the organisation's head, and its words at the foot. All of it is text that anybody could
// have written.

import { element } from "../../mail/element.js";
import { inkOn } from "./ink.js";

/**
 * @typedef {import("../types.d.ts").Letterhead} Letterhead
 * @typedef {import("../types.d.ts").Voice} Voice
 */

export class Shell {
  #head = element("header", { class: "brand" });
  #foot = element("footer", { class: "foot" });
  /** Where views stand. */ main = element("main", {});
  /** What is said aloud. */ #status = element("p", { class: "visually-hidden", role: "status" });
  /** @type {Voice} */ voice;

  /**
   * @param {HTMLElement} root
   * @param {Letterhead|null} head
   * @param {Voice} voice
   */
  constructor(root, head, voice) {
    this.voice = voice;
    this.dress(head, voice);
    root.replaceChildren(this.#head, this.main, this.#foot, this.#status);
  }

  /** In an organisation's colours and a language. @param {Letterhead|null} head @param {Voice} voice */
  dress(head, voice) {
    this.voice = voice;
    const { say } = voice;
    const { organisation = "", brand } = head ?? {};
    document.documentElement.lang = voice.language;
    document.title = organisation ? say("title.from", { organisation }) : say("title");
    this.#head.classList.toggle("coloured", Boolean(brand?.color));
    for (const [name, value] of [["--brand", brand?.color], ["--brand-ink", brand?.color && inkOn(brand.color)]]) {
      if (name && value) this.#head.style.setProperty(name, value);
      else this.#head.style.removeProperty(name ?? "");
    }
    this.#head.replaceChildren(element("div", { class: "brand-inside" },
      brand?.logo ? element("img", { class: "brand-logo", src: brand.logo, alt: organisation || say("title") }) : element("p", { class: "brand-name", dir: "auto" }, organisation || say("title")),
      brand?.portal ? element("p", { class: "brand-portal", dir: "auto" }, brand.portal) : null));
    this.#foot.replaceChildren(
      ...[brand?.text, brand?.disclaimer].map((text) => (text ? element("p", { dir: "auto" }, text) : "")),
      brand?.privacy ? element("p", {}, element("a", { href: brand.privacy, target: "_blank", rel: "noopener noreferrer", title: brand.privacy }, say("footer.privacy"))) : "");
    this.#foot.hidden = !this.#foot.textContent;
  }

  /** @param {...(Node|null|false)} nodes */
  show(...nodes) {
    this.main.replaceChildren(...nodes.filter((node) => node instanceof Node));
    scrollTo(0, 0);
  }

  /** @param {string} text */
  announce(text) {
    this.#status.textContent = text;
  }
}
