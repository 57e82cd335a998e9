// @ts-check
// The first time on a website: which it is and for which address, the key, and the sign. Each step is taken only in a frame
// that the person sees.

import { ZegelError } from "../engine/errors.js";
import { element } from "../mail/element.js";
import { fromBackup, fromFile, waysToBring } from "../mail/keys/bring.js";
import { isFor, makeKey, standing } from "../mail/keys/own.js";
import { speaking } from "../mail/keys/say.js";
import { Unready, workForm } from "../mail/keys/sheet.js";
import { unlocking } from "../mail/keys/unlock.js";
import { mailbox } from "../keys/addresses.js";
import { errorText } from "../texts/error-text.js";
import { panel, refusal, refusedPanel } from "./panels.js";
import { anyIndicator, signChoice } from "./indicator.js";
import { afterReading } from "./reading.js";
import { wordsIn } from "./words.js";

/**
 * @typedef {import("./types.d.ts").VaultSession} VaultSession
 * @typedef {import("../mail/types.d.ts").Voice} Voice
 * @typedef {{ access: import("./access.js").Access, place: import("./types.d.ts").Place, voice: () => Voice, show: (view: HTMLElement) => void, needsKey: boolean }} Means
 */

/**
 * @param {Means} means
 * @returns {Promise<boolean>} whether the website is connected now; false: not now, or not allowed
 */
export async function connecting(means) {
  const { access } = means;
  const known = access.given ?? (await access.connections.of(access.host, access.keyring, null))?.address ?? null;
  const [indicator, first] = await Promise.all([access.connections.indicator(), access.connections.of(access.host, access.keyring, access.given)]);
  const hasKey = known && (await access.session(known)).ownKey !== null;
  const steps = [!first && "site", means.needsKey && !hasKey && "key", !indicator && "sign"].filter((step) => typeof step === "string");
  const count = (/** @type {string} */ step) => (steps.length > 1 ? { step: steps.indexOf(step) + 1, steps: steps.length } : null);

  let address = known;
  if (!first) {
    address = await askSite(means, known, count("site"));
    if (!address) return false;
  }
  const session = await access.session(/** @type {string} */ (address));
  if (means.needsKey && !session.ownKey && !await askKey(means, session, count("key"))) return false;
  if (!await access.connections.indicator()) await askSign(means, count("sign"));
  return true;
}

/** @param {Voice} voice @param {{ step: number, steps: number }|null} count */
function stepLine(voice, count) {
  return count && element("p", { class: "step" }, wordsIn(voice)("connect.step", count));
}

/**
 * A form whose button can be pressed once the frame is seen, and what it is about read, and does nothing in one that is not.
 * @param {Means} means
 * @param {Parameters<typeof workForm>[1]} options
 */
function seenForm({ place, voice }, options) {
  const form = workForm(voice(), { ...options, work: async () => { await place.seen(); await options.work(); } });
  const go = /** @type {HTMLButtonElement} */ (form.querySelector("button[type=submit]"));
  form.querySelector(".dialog-actions")?.before(afterReading(go, [.../** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll(".facts"))], { place, voice: voice() }));
  return form;
}

/**
 * @param {Means} means
 * @param {string|null} known
 * @param {{ step: number, steps: number }|null} count
 * @returns {Promise<string|null>} the address; null: not now
 */
function askSite(means, known, count) {
  const { access, place, voice, show } = means;
  return new Promise((resolve) => {
    const draw = () => {
      const say = wordsIn(voice());
      const input = element("input", { id: "address", type: "email", autocomplete: "email", inputmode: "email", spellcheck: "false", "aria-describedby": "address-hint" });
      const form = seenForm(means, {
        content: [
          element("dl", { class: "facts" },
            element("dt", {}, say("connect.site")), element("dd", { class: "origin" }, access.host),
            known && element("dt", {}, say("connect.address")), known && element("dd", {}, known)),
          !known && element("div", { class: "key-field" }, element("label", { for: input.id }, say("connect.address")), input,
            element("p", { class: "muted small", id: "address-hint" }, say("connect.address-hint"))),
          element("p", {}, say("connect.can")),
          element("p", { class: "muted" }, `${say("connect.sees")} ${say("connect.check")}`),
        ],
        action: say("connect.continue"),
        beside: [element("button", { type: "button", class: "button", on: { click: () => resolve(null) } }, say("connect.later"))],
        work: async () => {
          const address = known ?? typedAddress(input, say);
          const { judgement } = await access.judged(address);
          if (!judgement.allowed) {
            const { reason, cause } = judgement;
            if (reason === "rules-unread") {
              // Said in the form, it can be sent again.
              access.forget();
              const why = cause instanceof ZegelError ? ` ${errorText(cause, voice().language)}` : "";
              throw new Unready(refusal(access.host, reason, address, voice()) + why);
            }
            show(refusedPanel(access.host, judgement, address, voice()));
            return resolve(null);
          }
          await access.connect(address);
          resolve(address);
        },
      });
      show(panel(say("connect.title"), stepLine(voice(), count), form));
    };
    place.onVoice(() => { if (document.querySelector(".panel .facts")) draw(); });
    draw();
  });
}

/** @param {HTMLInputElement} input @param {import("../mail/texts/texts.js").Say} say */
function typedAddress(input, say) {
  const address = input.value.trim();
  try {
    const { domain } = mailbox(address);
    if (domain.includes(".") && !/\s/.test(address)) return address;
  } catch {
    // said below
  }
  throw new Unready(say("connect.address-wrong"), input);
}

/**
 * @param {Means} means
 * @param {VaultSession} session
 * @param {{ step: number, steps: number }|null} [count]
 * @returns {Promise<boolean>}
 */
export async function askKey(means, session, count = null) {
  const { voice, show } = means;
  const { address } = session.account;
  const { elsewhere } = await standing(session);
  return new Promise((resolve) => {
    const say = wordsIn(voice());
    const spoken = speaking(voice());
    const come = async () => {
      await session.refreshKeys();
      if (!session.ownKey) throw new Unready(say("key.not-yours", { address }));
      resolve(true);
    };
    const brought = async (/** @type {import("../mail/types.d.ts").OwnKey[]} */ keys) => {
      if (!keys.some((key) => isFor(key, address))) throw new Unready(say("key.not-yours", { address }));
      await come();
    };
    const make = seenForm(means, {
      content: [element("p", {}, say(elsewhere ? "key.make-elsewhere" : "key.make-text"))], action: say("key.make"),
      work: async () => {
        await unlocking(session, spoken, () => makeKey(session));
        await come();
      },
    });
    const ways = [
      { title: say("key.make"), text: say("key.make-short"), content: make, open: !elsewhere },
      { title: say("key.restore"), text: say("key.restore-text"), content: fromBackup(session, spoken, brought) },
      { title: say("key.import"), text: say("key.import-text"), content: fromFile(session, spoken, brought) },
    ];
    show(panel(say("key.title"), stepLine(voice(), count), element("p", {}, say(elsewhere ? "key.elsewhere" : "key.text", { address })),
      waysToBring(elsewhere ? [...ways.slice(1), ...ways.slice(0, 1)] : ways),
      element("div", { class: "panel-actions" }, element("button", { type: "button", class: "button", on: { click: () => resolve(false) } }, say("connect.later")))));
  });
}

/**
 * @param {Means} means
 * @param {{ step: number, steps: number }|null} count
 * @returns {Promise<void>}
 */
function askSign(means, count) {
  const { access, voice, show } = means;
  const say = wordsIn(voice());
  return new Promise((resolve) => {
    const choice = signChoice(anyIndicator(), voice());
    const form = seenForm(means, {
      content: [element("p", {}, say("sign.text")), choice.root], action: say("sign.done"),
      work: async () => {
        await access.connections.choose(choice.read());
        resolve();
      },
    });
    show(panel(say("sign.title"), stepLine(voice(), count), form));
  });
}
