// @ts-check
// Another key, for those who know why they want one.

import { element } from "../element.js";
import { choice, textField } from "./fields.js";
import { makeKey } from "./own.js";
import { Unready, ask } from "./sheet.js";
import { unlocking } from "./unlock.js";

/**
 * @param {import("../types.d.ts").KeyHolder} session
 * @param {import("../types.d.ts").Voice} voice  that has the words of this folder
 * @returns {Promise<string|null>} what came of it
 */
export async function askForAnother(session, voice) {
  const { say } = voice;
  const { account, keyWishes, engine } = session;
  const addresses = textField(say("make.addresses"), account.address, say("make.addresses-hint"));
  const sixth = choice("checkbox", { label: say("make.v6"), hint: say("make.v6-hint"), checked: keyWishes.kind === "v6" });
  const quantum = choice("checkbox", { label: say("make.quantum"), hint: say("make.quantum-hint"), checked: keyWishes.postQuantum });
  const answer = await ask(voice, {
    title: say("make.title"), action: say("make.action"),
    content: [element("p", {}, say("make.text")), addresses.root, element("div", { class: "choices" }, sixth.root, quantum.root)],
    work: async () => {
      const read = engine.readAddresses(addresses.input.value);
      const wrong = read.find(({ ok }) => !ok);
      if (wrong || read.length === 0) throw new Unready(say("make.no-address", { text: wrong?.text ?? "" }), addresses.input);
      const all = read.flatMap((one) => (one.ok ? [one.address.address] : []));
      const wish = { addresses: all, kind: sixth.input.checked ? /** @type {const} */ ("v6") : /** @type {const} */ ("v4"), postQuantum: quantum.input.checked };
      await unlocking(session, voice, () => makeKey(session, wish));
    },
  });
  return answer && say("make.done");
}
