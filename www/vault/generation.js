// @ts-check
// Makes a key when the host's own button is pressed. The host names whom it is for; the rules say what it is like.

import { PortError } from "../embed/port.js";
import { armored } from "../keys/keyring.js";
import { icon } from "../icons/icon.js";
import { element } from "../mail/element.js";
import { isFor, makeKey } from "../mail/keys/own.js";
import { ask } from "../mail/keys/sheet.js";
import { speaking } from "../mail/keys/say.js";
import { unlocking } from "../mail/keys/unlock.js";
import { panel } from "./panels.js";
import { wordsIn } from "./words.js";

/** @param {import("./types.d.ts").KindOptions<"key-generation">} options */
export function generation({ session, voice: first, port, root, place }) {
  let voice = first;
  const { address } = session.account;
  const line = element("p", { role: "status" });
  const draw = (/** @type {string} */ key) => {
    const say = wordsIn(voice);
    line.replaceChildren(...(key === "generate.working" ? [icon("loader-circle", { size: 18 })] : []), say(key, { address }));
    root.replaceChildren(panel(say("generate.title"), line));
  };
  let shown = session.ownKey ? "generate.here" : "generate.text";
  draw(shown);
  place.onVoice((next) => { voice = next; draw(shown); });
  const show = (/** @type {string} */ key) => { shown = key; draw(key); };

  port.answerTo({
    generate: async ({ userIds }) => {
      // For the mailbox the person connected, and no other: a key for somebody else's address would be taken for theirs.
      const addresses = [...new Set(userIds.map(({ email }) => email.trim()))];
      const foreign = addresses.find((one) => one.toLowerCase() !== address.toLowerCase() && !session.ownKey?.addresses.some((own) => own.toLowerCase() === one.toLowerCase()));
      if (addresses.length === 0 || foreign) throw new PortError("foreign-address");
      await place.seen();
      const spoken = speaking(voice);
      const say = wordsIn(voice);
      const has = (await session.engine.ownKeys()).some((key) => isFor(key, address));
      if (has && !await ask(spoken, { title: say("generate.confirm", { address }), action: say("generate.yes"), cancel: say("generate.no"), content: [element("p", {}, say("key.make-elsewhere"))], work: () => place.seen() })) {
        throw new PortError("canceled");
      }
      const before = shown;
      show("generate.working");
      try {
        const key = await unlocking(session, spoken, () => makeKey(session, { addresses }));
        await session.refreshKeys();
        show("generate.ready");
        return armored(key.certificate);
      } catch (error) {
        show(before);
        throw error;
      }
    },
  });
}
