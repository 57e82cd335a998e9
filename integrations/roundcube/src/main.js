// @ts-check
// What the plugin does on which page of Roundcube. This file is made into one classic script, which is loaded before Roundcube begins.

import { composeInVault } from "./compose.js";
import { showInVault } from "./display.js";
import { markList } from "./list.js";
import { offerVault } from "./offer.js";
import { showSettings } from "./settings.js";

const { zegel, action, task } = rcmail.env;

/** By what the administrator chose; "plain" is a person's choice where the vault cannot be reached, and they may. */
const begin = { always: composeInVault, offer: offerVault, plain() {} };

if (zegel) {
  // Two that encrypt in one composer would get in each other's way; which one serves, the administrator chose with this plugin.
  rcmail.check_mailvelope = () => {};
  document.documentElement.classList.add("zegel-on");
  if (task === "mail" && !action) markList();
  rcmail.addEventListener("init", () => {
    if (task === "settings") return showSettings();
    if (action === "compose") return begin[zegel.editor]();
    if (action === "show" || action === "preview") showInVault();
  });
}
