// @ts-check
// The one script a webmail loads: <script src="zegel-client-api.js" data-vault="https://vault.example.org"></script>, or with
// `window.zegelVault` set before. Classic, so that it runs before the webmail looks for `window.mailvelope`.

import { vaultAddress } from "../vault-address.js";
import { Frames } from "../frames.js";
import { Mailvelope } from "./mailvelope.js";
import { present } from "./presence.js";
import { watchRoundcube } from "./roundcube.js";

const script = /** @type {HTMLScriptElement|null} */ (document.currentScript);

/** @param {string} name */
const said = (name) => script?.dataset[name] || null;

/** @param {string} theme @returns {"light"|"dark"|"auto"} */
const themeOf = (theme) => theme === "light" || theme === "dark" ? theme : "auto";

function begin() {
  // A webmail that loads its pages into frames of its own, or its script twice.
  if (Reflect.get(window, "zegelClientApi")) return;
  const vault = vaultAddress(said("vault") ?? Reflect.get(window, "zegelVault") ?? script?.src, location);
  if ("trouble" in vault) {
    console.error(`Zegel: ${vault.trouble}`);
    return;
  }
  const frames = new Frames({ vault: vault.address, address: said("address"), language: said("language"), theme: themeOf(said("theme") ?? "") });
  const api = new Mailvelope(frames);
  Object.defineProperty(window, "zegelClientApi", { value: true });
  const stop = watchRoundcube(window, { api, frames });
  void present(window, {
    api, inUse: () => frames.writing, unless: said("clientApi") === "extension" ? "extension" : "zegel",
    decided: async () => {
      await ready();
      const { state, clientApi } = await frames.standing("");
      // Whose rules count is not known before the person, or the page, said which address it is.
      return state === "not-connected" && said("address") === null ? null : clientApi;
    },
    withdraw: () => { stop(); frames.closeAll(); },
  });
}

/** A frame needs a body to stand in. @returns {Promise<void>} */
function ready() {
  return new Promise((resolve) => {
    if (document.body) resolve();
    else document.addEventListener("DOMContentLoaded", () => resolve(), { once: true });
  });
}

begin();
