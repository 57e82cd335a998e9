// @ts-check
// A Protect button beside every text field of a page, and one to open beneath every sealed text it shows:
// <script src="zegel-textarea.js" data-vault="https://vault.example.org"></script>, or by the bookmarklet.

import { Frames } from "../frames.js";
import { vaultAddress } from "../vault-address.js";
import { fieldsIn } from "./fields.js";
import { guard } from "./guard.js";
import { offerToOpen } from "./reading.js";
import { SealedField } from "./sealed-field.js";
import { wordsIn } from "./texts.js";

const script = /** @type {HTMLScriptElement|null} */ (document.currentScript);
/** @param {string} name */
const said = (name) => script?.dataset[name] || null;

/** @type {Map<HTMLElement, SealedField>} */
const fields = new Map();

function begin() {
  const vault = vaultAddress(said("vault") ?? Reflect.get(window, "zegelVault") ?? script?.src, location);
  if ("trouble" in vault) {
    console.error(`Zegel: ${vault.trouble}`);
    return;
  }
  const frames = new Frames({ vault: vault.address, address: said("address"), language: said("language") });
  const language = () => frames.language;
  const ways = { frames, language, words: () => wordsIn(language()) };
  const selector = said("fields");

  const look = () => {
    for (const [field, one] of fields) {
      if (field.isConnected) {
        one.attach();
        one.look();
      } else if (one.state !== "writing") {
        one.detach();
        fields.delete(field);
      }
    }
    for (const field of fieldsIn(document, selector)) {
      if (!fields.has(field)) fields.set(field, new SealedField(field, ways));
    }
    offerToOpen(document.body, ways);
  };
  guard(window, () => [...fields.values()]);
  // Pages change in bursts; what is looked at is what they look like afterwards.
  let waiting = false;
  const soon = () => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => { waiting = false; look(); }, 80);
  };
  new MutationObserver(soon).observe(document.documentElement, { childList: true, subtree: true, characterData: true });
  addEventListener("input", soon, { capture: true });
  look();
  if (script?.dataset.said === "bookmarklet" && fields.size === 0 && !document.querySelector("[data-zegel]")) alert(wordsIn(language())("none"));
}

if (!Reflect.get(window, "zegelTextarea")) {
  // For pages that send without a form: whether what their fields hold may go. Where it may not, the page shows why.
  const mayGo = () => [...fields.values()].map((one) => one.mayGo()).every(Boolean);
  Object.defineProperty(window, "zegelTextarea", { value: Object.freeze({ mayGo }) });
  if (document.body) begin();
  else document.addEventListener("DOMContentLoaded", begin, { once: true });
}
