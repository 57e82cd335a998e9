// @ts-check
// The composer's side of letters: which recipients open it with a passphrase, what is sealed for them, and what is said of it.
// The panel itself is loaded when it is asked for.

import { h } from "../../button/dom.js";
import { mailbox } from "../../keys/addresses.js";
import { Held } from "../passphrases/held.js";
import { sayIn } from "../texts/texts.js";
import { keyless } from "./recipients.js";

/**
 * @typedef {import("../../button/types.d.ts").Recipient} Recipient
 * @typedef {{
 *   given: { vault: import("../passphrases/held.js").Vault, wishes: import("../passphrases/wishes.js").LetterWishes }|undefined,
 *   kept: import("../drafts/kept.js").Letters|null, owner: string, language: string, tell: (key: string, params?: Record<string, unknown>) => string, unlocking?: <T>(work: () => Promise<T>) => Promise<T>,
 *   branding: () => string|null, people: () => Recipient[], known: () => string[], onChange: () => void, focus: (address: string|null) => void,
 * }} Options  `given`: nothing where the host knows of no passphrases; `kept`: what a draft says of them; `branding`: the one a rule chose; `focus`: puts it where the panel was asked for
 */

/** @param {Options} options */
export function letterSide({ given, kept, owner, language, tell, unlocking = (work) => work(), branding, people, known, onChange, focus }) {
  const notes = h("div", { class: "letter-notes" });
  const held = given && new Held({ vault: given.vault, owner, onChange });
  void held?.look();
  for (const address of kept?.left ?? []) held?.leave(address);
  /** Who was given one that lies nowhere any more. */
  const lost = new Set(kept?.chosen ?? []);
  const offered = () => given?.wishes.offered(branding()) ?? null;
  const readers = () => people().filter(({ state }) => state === "passphrase");

  /** Who is to get one; several may be asked for at once, and there is one panel. @type {Set<string>} */
  const wanted = new Set();
  /** @type {Promise<void>|null} */
  let showing = null;

  const show = async () => {
    if (!given || !held) return;
    const { openPassphrases } = await import("../passphrases/panel.js");
    const at = [...wanted];
    const lacking = new Map(people().filter(({ state }) => state === "passphrase" || keyless.has(state)).map((one) => [one.address.toLowerCase(), one]));
    const lang = language.startsWith("nl") ? /** @type {const} */ ("nl") : /** @type {const} */ ("en");
    await openPassphrases({ voice: { language: lang, say: sayIn(lang) }, wishes: given.wishes, held, people: [...lacking.values()], at, known: known(), unlocking });
    focus(at[0] ?? null);
  };

  /** Lets passphrases be chosen: for one, or for all who have no key. @param {string|null} address */
  const open = (address) => {
    if (address) wanted.add(address);
    showing ??= show().finally(() => { showing = null; wanted.clear(); });
    return showing;
  };

  return {
    notes, offered, open,
    /** For the fields of recipients; null where there are none. */
    passphrases: held ? { offered: () => offered() ?? "organisation", has: held.has.bind(held), since: held.since.bind(held), open: (/** @type {string} */ address) => void open(address) } : null,
    /** What the engine seals with; rejected with `vault-locked` while what is remembered lies under a lock. */
    sealed: async () => held?.letters([...new Set(readers().map(({ address }) => address))]) ?? [],
    /** How each recipient gets it. @returns {import("./forecast.js").Way[]} */
    ways: () => people().map(({ address, state }) => (state === "passphrase" ? given?.wishes.travel(address).attach ?? "html" : "key")),
    /** Says whose mail servers refuse a web page, and for whom a passphrase has to be chosen again. @param {boolean} on */
    note(on) {
      const again = !on || !held || !offered() ? [] : people().filter(({ address, state }) => keyless.has(state) && lost.has(mailbox(address).key))
        .map(({ address, name }) => tell("letters.again", { who: name ?? address }));
      const texts = !on ? [] : [...again, ...[...new Map(readers().map((one) => [one.address.toLowerCase(), one])).values()].flatMap(({ address, name }) => {
        const { attach, strict } = given?.wishes.travel(address) ?? { attach: "html", strict: false };
        return strict && attach === "zip" ? [tell("letters.strict", { host: address.slice(address.lastIndexOf("@") + 1), who: name ?? address })] : [];
      })];
      if (texts.join() === [...notes.children].map((one) => one.textContent).join()) return;
      notes.replaceChildren(...texts.map((text) => h("p", { role: "note" }, text)));
    },
    /** What a draft keeps: for whom, but none of the passphrases. @returns {import("../drafts/kept.js").Letters} */
    kept() {
      const { chosen, left } = held?.kept() ?? { chosen: [], left: [] };
      return { chosen: [...new Set([...lost, ...chosen])], left };
    },
    close: () => held?.close(),
  };
}
