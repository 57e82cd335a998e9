// @ts-check
// How the element stands in a page: its attributes, what a host set before it was defined, its language, its shortcut.

/** Properties a host may set before the element is defined, or at any time. */
const properties = ["engine", "draft", "bundle", "recipients", "choice", "scope", "passphrases", "language", "disabled"];

/** A server that renders pages imports the class too, and has no elements. @type {typeof HTMLElement} */
const Base = globalThis.HTMLElement ?? Object;

export class InPage extends Base {
  static observedAttributes = ["language", "disabled"];

  /** Where the shortcut works; the whole document unless the host names a part of it.
   * @type {EventTarget|null} */
  #scope = null;
  #shortcut = (/** @type {any} */ event) => {
    if (!(event.ctrlKey || event.metaKey) || !event.shiftKey || event.altKey || event.key.toLowerCase() !== "l") return;
    event.preventDefault();
    this.toggle();
  };

  connectedCallback() {
    for (const name of properties) {
      if (!Object.hasOwn(this, name)) continue;
      const value = /** @type {any} */ (this)[name];
      delete (/** @type {any} */ (this)[name]);
      /** @type {any} */ (this)[name] = value;
    }
    this.#listen(true);
  }

  disconnectedCallback() { this.#listen(false); }

  /** @param {string} _ */
  attributeChangedCallback(_) {}

  get language() { return this.getAttribute("language") || languageAround(this) || "en"; }
  set language(value) { this.setAttribute("language", value); }

  get disabled() { return this.hasAttribute("disabled"); }
  set disabled(value) { this.toggleAttribute("disabled", Boolean(value)); }

  get scope() { return this.#scope; }
  set scope(scope) {
    this.#listen(false);
    this.#scope = scope;
    this.#listen(this.isConnected);
  }

  toggle() {}

  /** @param {boolean} on */
  #listen(on) {
    const scope = this.#scope ?? document;
    if (on) scope.addEventListener("keydown", this.#shortcut);
    else scope.removeEventListener("keydown", this.#shortcut);
  }
}

/** Through the shadow trees it may stand in. @param {Element} element @returns {string|null|undefined} */
function languageAround(element) {
  const { host } = /** @type {ShadowRoot} */ (element.getRootNode());
  return element.closest("[lang]")?.getAttribute("lang") ?? (host && languageAround(host));
}
