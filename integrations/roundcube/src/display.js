// @ts-check
// A message that only the vault opens, in the place of Roundcube's body.

import { PortError } from "../../../www/embed/port.js";
import { hideDots } from "./list.js";
import { Place } from "./place.js";
import { wholeMessage } from "./server.js";
import { say } from "./words.js";

const commands = { reply: "reply", "reply-all": "reply-all", forward: "forward" };

export function showInVault() {
  const shown = rcmail.env.zegel_shown;
  const container = document.querySelector(".zegel-display");
  if (!shown || !(container instanceof HTMLElement) || rcmail.env.action === "print") return;
  const subject = document.querySelector("#message-header .subject");
  if (subject instanceof HTMLElement) hideDots(subject);
  const { email, name } = own();
  const place = new Place({
    container, kind: "display", who: { email, name }, title: say("display"), waiting: say("opening"),
    down: say("displaydown", { vault: rcmail.env.zegel?.vault ?? "" }), height: { least: 120 }, onAgain: () => void open(),
  });
  const open = async () => {
    try {
      const [message, port] = await Promise.all([wholeMessage(shown.uid, shown.mailbox), place.open()]);
      port.on("answer", ({ kind }) => inTurn(commands[kind]));
      void port.closed.then((why) => { place.failed(new PortError(why.code, {}, say("displaygone"))); });
      await port.ask("show", { message, folder: shown.mailbox });
    } catch (error) {
      if (error instanceof PortError && error.message !== error.code) place.failed(error);
    }
  };
  void open();
}

/** The address that mail to this mailbox is for. */
function own() {
  const { identities, address } = /** @type {import("./roundcube.d.ts").ZegelEnv} */ (rcmail.env.zegel);
  return Object.values(identities).find(({ email }) => email === address) ?? { email: address, name: "" };
}

/** Roundcube takes no command while it is loading something. @param {string} command */
function inTurn(command) {
  const to = outer();
  if (to.busy) setTimeout(inTurn, 100, command);
  else to.command(command);
}

/** In the list's preview the commands are those of the page around it. */
function outer() {
  return rcmail.is_framed() && window.parent.rcmail ? window.parent.rcmail : rcmail;
}
