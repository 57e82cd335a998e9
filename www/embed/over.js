// @ts-check
// Room over a host's page, with a way out of it. It stands in a shadow tree with a style of its own: what the page does to
// dialogs and frames does not reach it.

const closeLabels = { en: "Close", nl: "Sluiten" };

const style = `
dialog {
  box-sizing: border-box; width: min(44rem, calc(100vw - 24px)); max-width: none; height: auto; max-height: calc(100dvh - 24px); margin: auto; padding: 0;
  border: 1px solid light-dark(#dfe2e8, #2f333d); border-radius: 12px; overflow: hidden;
  color: light-dark(#1a1d24, #e7e9ee); background: light-dark(#ffffff, #16181d);
  box-shadow: 0 8px 28px light-dark(rgb(20 24 34 / 0.18), rgb(0 0 0 / 0.6));
}
dialog[open] { display: flex; flex-direction: column; }
dialog::backdrop { background: light-dark(rgb(20 24 34 / 0.38), rgb(0 0 0 / 0.6)); }
.head { display: flex; justify-content: flex-end; padding: 6px 6px 0; }
.close {
  display: inline-grid; place-items: center; width: 36px; height: 36px; padding: 0; border: 0; border-radius: 8px; font: inherit; color: inherit; background: none; cursor: pointer;
}
.close:hover { background: light-dark(#eef0f3, #23262e); }
.close:focus-visible { outline: 2px solid light-dark(#1d4fd7, #a9c4ff); outline-offset: -2px; }
.room { display: flex; overflow: hidden; min-height: 12rem; padding: 0 8px 8px; }
/* Higher than the page is, the frame scrolls by itself. */
.room > iframe { max-height: calc(100dvh - 80px); }
`;

export class Over {
  #host = document.createElement("div");
  #dialog = document.createElement("dialog");
  /** Where a frame goes; it must not be moved afterwards, or it begins anew. */
  room = document.createElement("div");
  #closed = () => {};

  /** @param {string} language */
  constructor(language) {
    const shadow = this.#host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    shadow.adoptedStyleSheets = [sheet];
    const close = document.createElement("button");
    close.type = "button";
    close.className = "close";
    close.setAttribute("aria-label", language.startsWith("nl") ? closeLabels.nl : closeLabels.en);
    close.textContent = "✕";
    close.addEventListener("click", () => this.#dialog.close());
    const head = document.createElement("div");
    head.className = "head";
    head.append(close);
    this.room.className = "room";
    this.#dialog.setAttribute("aria-label", "Zegel");
    this.#dialog.append(head, this.room);
    this.#dialog.addEventListener("close", () => this.#closed());
    shadow.append(this.#dialog);
    // A page's own scheme, where it says one, else the system's.
    this.#host.style.setProperty("color-scheme", "light dark");
    (document.body ?? document.documentElement).append(this.#host);
  }

  /** When the person closes it. @param {() => void} listener */
  onClose(listener) { this.#closed = listener; }

  show() { if (!this.#dialog.open) this.#dialog.showModal(); }

  hide() { if (this.#dialog.open) this.#dialog.close(); }

  remove() {
    this.#closed = () => {};
    this.hide();
    this.#host.remove();
  }
}
