// @ts-check
// The vault on offer: Roundcube's own editor, with what the rules say over it, until somebody presses Protect or a rule asks for
// protection. Then everything moves into the vault, and Roundcube keeps nothing of it.

import { PortError } from "../../../www/embed/port.js";
import { Bar } from "./bar.js";
import { beginning } from "./beginnings.js";
import { sender, writeInVault } from "./compose.js";
import { ownDraft, takeFiles, uploading } from "./own-editor.js";
import { Place } from "./place.js";
import { element, say, tell } from "./words.js";

/**
 * @typedef {import("../../../www/embed/protocol.d.ts").Outlook} Outlook
 * @typedef {import("../../../www/embed/frame.js").FramePort<"keyring">} KeyringPort
 */

/** Milliseconds after which a vault that could not be reached is looked for again. */
const again = 10_000;

/** Answers of a keyring that is there, and stays. */
const standing = new Set(["rules-unread", "not-connected", "host-not-allowed"]);

class Offer {
  #bar = new Bar();
  /** The vault's keyring, which speaks for the rules. @type {Place<"keyring">|null} */ #place = null;
  /** null where it cannot be reached. @type {Promise<KeyringPort|null>} */ #rules = Promise.resolve(null);
  /** When it turned out that it cannot be reached, or says nothing; 0 while it may. */ #lost = 0;
  /** What was asked about last. */ #asked = "";
  #looking = false;
  /** It is on its way into the vault's editor: this page may have the only copy, and sends nothing of it. */ #moved = false;
  /** The vault's editor has taken the commands over. */ #stands = false;
  /** It was opened for a protected message, which nothing of Roundcube's own may answer. */ #sealed = false;
  #deciding = false;
  #timer = 0;
  /** The code with which the rules could not be asked. */ #why = "";
  /** A send that was looked at and may pass, once. */ #passes = false;

  begin() {
    document.getElementById("compose-headers")?.after(this.#bar.node);
    this.#bar.node.hidden = true;
    rcmail.register_command("plugin.zegel.protect", () => void this.move("moved"), true);
    rcmail.env.compose_commands.push("plugin.zegel.protect");
    // Before anything moves: whatever becomes of that, Roundcube sends and keeps nothing in the meantime.
    for (const command of /** @type {const} */ (["send", "savedraft"])) rcmail.addEventListener(`before${command}`, () => this.#before(command));
    // A protected message is opened, answered and gone on with where it can be read.
    this.#sealed = Boolean(rcmail.env.zegel_sealed);
    if (this.#sealed) return void this.move(null);
    const hidden = element("div", { class: "zegel-hidden" });
    document.body.append(hidden);
    this.#place = new Place({ container: hidden, kind: "keyring", who: sender(), title: say("settings"), waiting: "" });
    this.#rules = this.#open(this.#place);
    this.#watch();
  }

  #watch() {
    this.#timer = window.setInterval(async () => {
      if (this.#looking) return;
      this.#looking = true;
      await this.#look().finally(() => { this.#looking = false; });
    }, 800);
  }

  /** @param {Place<"keyring">} place */
  async #open(place) {
    return place.open().catch(() => {
      [this.#why, this.#lost] = ["", Date.now()];
      return null;
    });
  }

  /** A vault that could not be reached is tried again: after a while, or `now`. @param {boolean} [now] */
  #reach(now = false) {
    if (this.#place && this.#lost && (now || Date.now() - this.#lost > again)) {
      this.#lost = 0;
      this.#rules = this.#open(this.#place);
    }
    return this.#rules;
  }

  /** Asks the rules where something has changed. */
  async #look() {
    const draft = ownDraft(sender());
    const text = JSON.stringify(draft);
    if (text === this.#asked) return;
    const port = await this.#reach();
    const outlook = port && !this.#lost && !this.#moved && await this.#askRules(port, draft, false);
    // On its way into the vault it is no longer what the bar speaks of.
    if (!outlook || this.#moved) return;
    this.#asked = text;
    this.#bar.show(outlook);
    if (outlook.protected) await this.move("rulemoved");
  }

  /** @param {KeyringPort} port @param {import("../../../www/embed/protocol.d.ts").HostDraft} draft @param {boolean} fields @returns {Promise<Outlook|null>} */
  async #askRules(port, draft, fields) {
    try {
      // One that says nothing would hold a message without a word.
      return await port.ask("decide", { draft, fields }, { signal: AbortSignal.timeout(1000 * (rcmail.env.zegel?.wait ?? 15)) });
    } catch (error) {
      const { code, detail } = error instanceof PortError ? error : new PortError("internal");
      // Rules that cannot be read allow no website either; they may be read in a moment.
      this.#why = detail.reason === "rules-unread" ? "rules-unread" : code;
      if (!standing.has(this.#why)) this.#lost = Date.now();
      return null;
    }
  }

  /** @param {"send"|"savedraft"} command @returns {boolean|undefined} false holds it */
  #before(command) {
    if (this.#stands) return undefined;
    if (this.#moved) {
      this.#bar.held(say("loading"));
      return false;
    }
    if (this.#sealed) {
      void this.move(null);
      return false;
    }
    if (this.#passes) { this.#passes = false; return undefined; }
    if (!this.#deciding) {
      this.#deciding = true;
      void this.#decide(command).finally(() => { this.#deciding = false; });
    }
    return false;
  }

  /** @param {"send"|"savedraft"} command */
  async #decide(command) {
    /** @type {string|number|undefined} */ let said;
    // Where it takes a moment the person hears what is waited for.
    const slow = setTimeout(() => { said = tell(say("askingrules"), "loading"); }, 700);
    try {
      await this.#decideNow(command);
    } finally {
      clearTimeout(slow);
      if (said !== undefined) rcmail.hide_message(said);
    }
  }

  /** @param {"send"|"savedraft"} command */
  async #decideNow(command) {
    const port = await this.#reach(true);
    for (;;) {
      const draft = ownDraft(sender());
      const outlook = port && await this.#askRules(port, draft, command === "send");
      if (this.#moved) return;
      // What goes is what was decided on: where somebody typed meanwhile it is decided anew.
      if (JSON.stringify(ownDraft(sender())) !== JSON.stringify(draft)) continue;
      if (!outlook) return this.#withoutRules(command);
      this.#bar.show(outlook);
      if (outlook.protected) return this.move("rulemoved");
      const blocks = command === "send" ? outlook.issues.filter(({ severity }) => severity === "block") : [];
      if (blocks.length > 0) return this.#bar.held(blocks.map(({ text }) => text).join(" "));
      // What has to be asked is asked where the answer can be given.
      if (command === "send" && outlook.issues.some(({ severity }) => severity === "ask")) return this.move("asked");
      return this.#go(command, outlook);
    }
  }

  /** @param {"send"|"savedraft"} command */
  #withoutRules(command) {
    const { require, vault = "" } = rcmail.env.zegel ?? {};
    const sentences = /** @type {Record<string, string>} */ ({ "not-connected": "notconnected", "host-not-allowed": "vaultrefused" });
    const sentence = say(sentences[this.#why] ?? "norules", { vault, host: location.origin });
    if (require !== false) return this.#bar.held(sentence);
    rcmail.confirm_dialog(sentence, "zegel.plainsend", () => this.#go(command, null));
  }

  /** @param {"send"|"savedraft"} command @param {Outlook|null} outlook */
  #go(command, outlook) {
    const form = document.querySelector("form[name='form']");
    form?.querySelector("[name='_zegel_fields']")?.remove();
    if (outlook?.fields?.length) form?.append(element("input", { type: "hidden", name: "_zegel_fields", value: JSON.stringify(outlook.fields) }));
    this.#passes = true;
    rcmail.command(command, {});
    this.#passes = false;
  }

  /** @param {"moved"|"rulemoved"|"asked"|null} why */
  async move(why) {
    if (this.#moved) return;
    if (uploading()) return this.#bar.held(say("stilluploading"));
    this.#moved = true;
    clearInterval(this.#timer);
    const sealed = this.#sealed;
    try {
      // The files of a protected message come out of it, in the vault.
      const { files, forget } = await takeFiles(!sealed);
      // Only now: people go on writing while files are fetched.
      const given = ownDraft(sender());
      this.#bar.node.hidden = true;
      const writing = writeInVault({
        // Until it stands there, this page has the only copy.
        holds: true,
        beginning: async (identity) => {
          const begun = await beginning(identity);
          if (sealed) return begun;
          const { answer: _, draft: __, signature: ___, ...rest } = begun;
          const references = String(rcmail.env.zegel_references ?? "").match(/<[^<>\s]+>/g) ?? [];
          return { ...rest, given: { ...given, inReplyTo: rcmail.env.reply_msgid ?? null, references }, ...(files.length > 0 ? { files } : {}) };
        },
        onBegun: async () => {
          // Pressing Protect asks for protection; a rule asks by itself.
          if (why === "moved" && !sealed) writing.toggle();
          const gone = await forget();
          if (!gone) tell(say("filesleft"), "warning", 60_000);
          else if (why && !sealed) tell(say(files.length > 0 ? "movedfiles" : why), "notice", 15_000);
        },
      });
      this.#stands = true;
      await writing.start();
    } catch {
      this.#moved = false;
      this.#bar.held(say(uploading() ? "stilluploading" : "notmoved"));
      if (!sealed) this.#watch();
    }
  }
}

export function offerVault() {
  new Offer().begin();
}
