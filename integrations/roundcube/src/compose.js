// @ts-check
// The composer of Roundcube, with the vault's editor from the start. Roundcube keeps addresses and the choice of a sender; what it
// would do with a text has nothing to do it with.

import { beginning } from "./beginnings.js";
import { Writing } from "./writing.js";
import { element, say, tell } from "./words.js";

const root = document.documentElement;

/** Who writes, as chosen in Roundcube's field. */
export function sender() {
  const { identities, address } = /** @type {import("./roundcube.d.ts").ZegelEnv} */ (rcmail.env.zegel);
  const field = /** @type {HTMLSelectElement|HTMLInputElement|null} */ (document.querySelector("[name='_from']"));
  const id = field?.value ?? "";
  const one = identities[id] ?? Object.values(identities).find(({ email }) => email === address) ?? { email: address, name: "" };
  return { id, email: one.email, name: one.name };
}

/** The vault's editor instead of Roundcube's. @param {{ beginning: typeof beginning, ways?: HTMLElement[], holds?: boolean, onBegun?: () => void }} how */
export function writeInVault(how) {
  root.classList.add("zegel-writing");
  const headers = /** @type {Element} */ (document.getElementById("compose-headers"));
  const writing = new Writing({ after: headers, who: sender, ...how, onState: showState });
  emptyOwnEditor();
  takeCommands(writing);
  followSender(writing);
  return writing;
}

/** What was typed before, or put there by the browser when it goes back, must not be sent with anything. */
export function emptyOwnEditor() {
  for (const name of ["_message", "_subject"]) {
    const field = /** @type {HTMLTextAreaElement|HTMLInputElement|null} */ (document.querySelector(`[name="${name}"]`));
    if (field) { field.value = ""; field.disabled = true; }
  }
}

/** @param {Writing} writing */
function takeCommands(writing) {
  rcmail.addEventListener("beforesend", () => { void writing.send(); return false; });
  rcmail.addEventListener("beforesavedraft", () => { void writing.save(); return false; });
  // Nothing of Roundcube's own form says any more whether there is something to lose.
  rcmail.compose_field_hash = (save = false) => {
    const hash = writing.unsaved ? "unsaved" : "";
    if (save) rcmail.cmp_hash = hash;
    return hash;
  };
  rcmail.cmp_hash = "";
  const others = ["spellcheck", "insert-sig", "toggle-editor", "insert-response", "compose-encrypted", "compose-encrypted-signed", "extwin"];
  rcmail.enable_command(...others, false);
  rcmail.register_command("plugin.zegel.protect", () => { writing.toggle(); }, true);
  rcmail.env.compose_commands.push("plugin.zegel.protect");
}

/** @param {import("../../../www/embed/protocol.d.ts").EditorState} state */
export function showState(state) {
  const button = document.getElementById("zegel-protect");
  if (!button) return;
  button.setAttribute("aria-pressed", `${state.protected}`);
  button.classList.toggle("selected", state.protected);
  button.title = say(state.protected ? "unprotecttitle" : "protecttitle");
  const inner = button.querySelector(".inner");
  if (inner) inner.textContent = say(state.protected ? "protected" : "protect");
}

/** A sender with another address has other keys: before anything is written the editor begins anew, afterwards it stays. @param {Writing} writing */
function followSender(writing) {
  const field = document.querySelector("select[name='_from']");
  if (!(field instanceof HTMLSelectElement)) return;
  let last = field.value;
  let { email } = sender();
  field.addEventListener("change", () => {
    const now = sender();
    if (now.email === email) { last = field.value; return; }
    if (writing.unsaved) {
      field.value = last;
      tell(say("senderstays", { address: email }), "warning", 15_000);
      return;
    }
    [last, email] = [field.value, now.email];
    void writing.restart();
  });
}

/** Where nothing works and the administrator allows it. */
function plainWay() {
  if (rcmail.env.zegel?.require !== false) return [];
  const button = element("button", { type: "button", class: "btn btn-secondary" }, say("plaineditor"));
  button.addEventListener("click", () => { location.assign(rcmail.url("compose", { _id: rcmail.env.compose_id, _zegel: "plain" })); });
  return [button];
}

export function composeInVault() {
  const writing = writeInVault({ beginning, ways: plainWay() });
  void writing.start();
}
