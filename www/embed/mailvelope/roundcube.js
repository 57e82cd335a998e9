// @ts-check
// Roundcube without our plugin: what its support for the client API leaves open, closed from outside as far as a script can.
// Seen in Debian's 1.6.5 with the Elastic skin on 2026-11-26; its development branch of August 2026 has the same code.
//
// * The text area is hidden while somebody writes in the frame, but is posted with what was in it.
// * Drafts are saved by a timer, and copied into the browser's storage; saved while protected they are sealed to the
//   recipients instead of oneself.
// * Files go to the server as before, and are then left out of the message.
// * Somebody without a key is looked for on key servers of others.
// * A refusal of the frame goes to the console, where nobody reads it.
// * "Loading data" lies over the frame until the message is open; a frame that is covered takes no press, so nobody could connect
//   or unlock.
// * A draft opens as a quoted mail, a forwarded one loses its files.

/**
 * What is used of `rcmail`.
 * @typedef {object} Roundcube
 * @property {Record<string, any>} env
 * @property {Record<string, any>} gui_objects
 * @property {any} mailvelope_editor
 * @property {number} [save_timer]
 * @property {boolean} [initialized]
 * @property {(name: string, listener: (props: any) => any) => void} addEventListener
 * @property {(...names: any[]) => void} enable_command
 * @property {(message: string, kind: string) => string|number} display_message
 * @property {(id: string|number) => void} hide_message
 * @property {() => void} clear_messages
 * @property {(id: string) => void} remove_compose_data
 */

/** What posts a message and takes files: of no use, and a way out, while the frame is there. */
const uploading = ["send-attachment", "load-attachment"];

/**
 * @param {Window & typeof globalThis} page
 * @param {{ api: import("./mailvelope.js").Mailvelope, frames: import("../frames.js").Frames }} ours
 * @returns {() => void} ends it
 */
export function watchRoundcube(page, { api, frames }) {
  const ends = new AbortController();
  const begin = () => {
    const rcmail = /** @type {Roundcube|undefined} */ (Reflect.get(page, "rcmail"));
    if (!rcmail?.addEventListener || ends.signal.aborted) return;
    const protection = new Protection(page, rcmail);
    const init = () => {
      rcmail.env.keyservers = [];
      followTheme(page, frames, ends.signal);
    };
    if (rcmail.initialized || page.document.readyState === "complete") init();
    else rcmail.addEventListener("init", init);
    rcmail.addEventListener("compose-encrypted", ({ active }) => active ? protection.begin() : protection.end());
    rcmail.addEventListener("beforesavedraft", () => { protection.saving = true; });
    rcmail.addEventListener("beforesend", () => { protection.saving = false; });
    api.adapt = {
      editorOptions: (options) => editorOptions(rcmail, options),
      failed: (error) => rcmail.display_message(asText(error.message), "error"),
      showing: (shown) => uncover(page, rcmail, shown),
    };
  };
  if (Reflect.get(page, "rcmail")) begin();
  else page.document.addEventListener("DOMContentLoaded", begin, { once: true, signal: ends.signal });
  return () => { ends.abort(); delete api.adapt; };
}

/**
 * A draft is a draft, and what is forwarded goes whole.
 * @param {Roundcube} rcmail @param {Record<string, unknown>} options
 */
export function editorOptions({ env }, options) {
  if (!options.quotedMail) return options;
  if (env.compose_mode === "draft") {
    const { quotedMail, quotedMailIndent, quotedMailHeader, predefinedText, ...others } = options;
    return { ...others, armoredDraft: quotedMail };
  }
  return env.compose_mode === "forward" ? { ...options, keepAttachments: true } : options;
}

/** Between the moments a message's text goes into the frame and comes out of it sealed. */
export class Protection {
  /** Whether what is sealed next is a draft. */
  saving = false;
  #page;
  #rcmail;
  /** @type {(() => void)|null} */ #undo = null;
  #sealed = "";
  /** What was told of a failure last. @type {string|number|null} */ #failure = null;

  /** @param {Window & typeof globalThis} page @param {Roundcube} rcmail */
  constructor(page, rcmail) {
    this.#page = page;
    this.#rcmail = rcmail;
  }

  begin() {
    if (this.#undo) return;
    const { env } = this.#rcmail;
    const before = { draft_autosave: env.draft_autosave, save_localstorage: env.save_localstorage };
    Object.assign(env, { draft_autosave: 0, save_localstorage: false });
    this.#page.clearTimeout(this.#rcmail.save_timer);
    this.#rcmail.remove_compose_data(env.compose_id);
    this.#clear();
    this.#rcmail.enable_command(...uploading, false);
    const files = this.#page.document.getElementById("compose-attachments");
    if (files) files.hidden = true;
    const form = /** @type {HTMLFormElement|undefined} */ (this.#rcmail.gui_objects.messageform);
    const submit = form?.submit;
    if (form) form.submit = () => { if (this.#mayGo(form)) submit?.call(form); };
    this.#watch(this.#rcmail.mailvelope_editor);
    this.#undo = () => {
      Object.assign(env, before);
      this.#rcmail.enable_command(...uploading, true);
      if (files) files.hidden = false;
      if (form && submit) Reflect.deleteProperty(form, "submit");
    };
  }

  /** The person went back to Roundcube's own editor. */
  end() {
    this.#undo?.();
    this.#undo = null;
    this.#sealed = "";
  }

  /** @param {any} editor */
  #watch(editor) {
    const seal = editor.encrypt.bind(editor);
    editor.encrypt = async (/** @type {string[]} */ recipients) => {
      // It was read, and would lie over what the frame asks now.
      if (this.#failure !== null) this.#rcmail.hide_message(this.#failure);
      this.#failure = null;
      try {
        this.#sealed = await (this.saving ? editor.createDraft() : seal(recipients));
        this.#clear();
        return this.#sealed;
      } catch (error) {
        this.#failure = this.#rcmail.display_message(asText(/** @type {Error} */ (error).message), "error");
        throw error;
      }
    };
  }

  get #area() {
    return /** @type {HTMLTextAreaElement|null} */ (this.#page.document.getElementById(this.#rcmail.env.composebody ?? "composebody"));
  }

  #clear() {
    if (this.#area) this.#area.value = "";
  }

  /** What is posted is what was sealed, and nothing beside it. @param {HTMLFormElement} form */
  #mayGo(form) {
    this.#clear();
    const posted = new this.#page.FormData(form);
    const armored = String(posted.get("_pgpmime") ?? "").replace(/\r\n?/g, "\n");
    if (this.#sealed !== "" && armored === this.#sealed.replace(/\r\n?/g, "\n") && !posted.get("_message")) return true;
    this.#rcmail.display_message(held(frameLanguage(this.#page)), "error");
    return false;
  }
}

/**
 * Takes Roundcube's own notice off the frame when that takes longer than opening does: then it asks the person something.
 * @param {Window} page @param {Roundcube} rcmail @param {Promise<unknown>} shown
 */
function uncover(page, rcmail, shown) {
  const timer = page.setTimeout(() => rcmail.clear_messages(), 1500);
  shown.catch(() => {}).finally(() => page.clearTimeout(timer));
}

/** Roundcube takes markup there; a sentence may name an address. @param {string} text */
const asText = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** @param {Window} page */
const frameLanguage = (page) => page.document.documentElement.lang || page.navigator.language;

/** @param {string} language */
const held = (language) => language.startsWith("nl")
  ? "Niet verstuurd: wat de webmail wilde versturen is niet wat er is verzegeld. Laad de pagina opnieuw en probeer het nog eens."
  : "Not sent: what the webmail was about to send is not what was sealed. Reload the page and try again.";

/** Elastic is dark by a class. @param {Window & typeof globalThis} page @param {import("../frames.js").Frames} frames @param {AbortSignal} signal */
function followTheme(page, frames, signal) {
  const root = page.document.documentElement;
  const follow = () => frames.setTheme(root.classList.contains("dark-mode") ? "dark" : "light");
  follow();
  const watcher = new page.MutationObserver(follow);
  watcher.observe(root, { attributes: true, attributeFilter: ["class"] });
  signal.addEventListener("abort", () => watcher.disconnect());
}
