// @ts-check
// What the person can look after from within a webmail: keys, people, the sign, and the connected websites.

import { icon } from "../icons/icon.js";
import { People } from "../keys/people.js";
import { element } from "../mail/element.js";
import { day } from "../mail/keys/say.js";
import { openYourKeys } from "../mail/keys/yours.js";
import { errorText } from "../texts/error-text.js";
import { bringKey } from "./bringing.js";
import { signChoice } from "./indicator.js";
import { wordsIn } from "./words.js";

/** @typedef {import("../mail/types.d.ts").Voice} Voice */

/** @param {import("./types.d.ts").KindOptions<"settings">} options */
export function settings({ session, voice: spoken, port, root, place, connections }) {
  let voice = spoken;
  const people = new People();
  const told = element("p", { class: "settings-told", role: "status" });
  const failed = element("div", { role: "alert" });
  const body = element("div", { class: "settings" });
  root.append(element("h1", { class: "visually-hidden" }, wordsIn(voice)("settings.title")), told, failed, body);

  /** @param {() => Promise<string|null>} work */
  const doing = (work) => async () => {
    failed.replaceChildren();
    try {
      const text = await work();
      told.replaceChildren(...(text ? [icon("check", { size: 18 }), text] : []));
    } catch (error) {
      told.replaceChildren();
      failed.replaceChildren(element("p", { class: "notice danger" }, icon("circle-alert"), element("span", {}, errorText(error, voice.language))));
    }
  };

  let drawn = "";
  const draw = async () => {
    const say = wordsIn(voice);
    const [known, hosts, indicator] = await Promise.all([people.all(), connections.all(), connections.indicator()]);
    // Drawn anew only where something is otherwise: what a person is about to press must not be gone.
    const now = JSON.stringify([known, hosts, indicator, Boolean(session.ownKey), voice.language]);
    if (now === drawn) return;
    drawn = now;
    const focused = /** @type {HTMLElement|null} */ (document.activeElement)?.dataset.key;
    const section = (/** @type {string} */ name, /** @type {(Node|string|null|false)[]} */ ...content) => element("section", { class: "settings-section", id: name, "aria-labelledby": `${name}-title` },
      element("h2", { id: `${name}-title`, tabindex: -1 }, say(`settings.${name}`)), element("p", { class: "muted" }, say(`settings.${name}-text`)), ...content);
    const choice = signChoice(indicator ?? { picture: "boat", color: "blue" }, voice);
    body.replaceChildren(
      section("keys", element("div", { class: "panel-actions" }, element("button", {
        type: "button", class: "button primary", data: { key: "keys" }, on: { click: doing(async () => {
          if (session.ownKey) openYourKeys(/** @type {any} */ (session), voice);
          else await bringKey({ session, place, voice });
          return null;
        }) },
      }, icon("key-round", { size: 18 }), say(session.ownKey ? "settings.open-keys" : "key.title")))),
      section("people", peopleList(known)),
      section("indicator", element("form", { class: "sheet-form", on: { submit: (/** @type {Event} */ event) => {
        event.preventDefault();
        void doing(async () => {
          await place.seen();
          await connections.choose(choice.read());
          return say("settings.indicator-saved");
        })();
      } } }, choice.root, element("div", { class: "panel-actions" }, element("button", { type: "submit", class: "button", data: { key: "indicator" } }, say("settings.indicator-save"))))),
      section("hosts", hosts.length === 0 ? element("p", {}, say("settings.hosts-none")) : element("ul", { class: "settings-list" }, ...hosts.map((one) => element("li", {},
        icon("globe", { size: 18 }),
        element("span", { class: "grow" }, element("strong", {}, one.host), element("span", { class: "muted small" }, say("settings.host-since", { address: one.address, date: day(one.since, voice) }))),
        element("button", {
          type: "button", class: "button small", "aria-label": say("settings.disconnect-host", { host: one.host, address: one.address }), on: { click: doing(async () => {
            await connections.disconnect(one);
            return say("settings.disconnected", { host: one.host });
          }) },
        }, say("settings.disconnect")))))));
    if (focused) /** @type {HTMLElement|null} */ (body.querySelector(`[data-key="${CSS.escape(focused)}"]`))?.focus();
  };

  /** @param {import("../keys/people.js").Known[]} known */
  const peopleList = (known) => {
    const say = wordsIn(voice);
    const addresses = [...new Set(known.map(({ address }) => address))].sort((a, b) => a.localeCompare(b));
    if (addresses.length === 0) return element("p", {}, say("settings.people-none"));
    return element("ul", { class: "settings-list" }, ...addresses.map((address) => {
      const keys = known.filter((one) => one.address === address);
      const state = keys.some(({ rejected }) => rejected) ? "rejected" : keys.some(({ verified }) => verified) ? "verified" : keys.some(({ lastUsed }) => lastUsed) ? "known" : "new";
      return element("li", {}, icon(state === "verified" ? "user-check" : "user", { size: 18 }),
        element("span", { class: "grow" }, element("strong", {}, address), element("span", { class: "muted small" }, say(`settings.person-${state}`))),
        element("button", { type: "button", class: "button small", "aria-label": say("settings.forget-person", { address }), on: { click: doing(async () => {
          await place.seen();
          await people.forget(address);
          return null;
        }) } }, say("settings.forget")));
    }));
  };

  const redraw = () => { void doing(async () => { await draw(); return null; })(); };
  people.onChange(redraw);
  connections.addEventListener("change", redraw);
  session.vault.addEventListener("change", () => { void session.refreshKeys().then(redraw, () => {}); });
  place.onVoice((next) => { voice = next; redraw(); });
  const first = draw();
  port.answerTo({
    show: async ({ section }) => {
      await first;
      const heading = section && document.getElementById(`${section}-title`);
      if (heading) {
        heading.scrollIntoView({ block: "start" });
        heading.focus({ preventScroll: true });
      }
      return null;
    },
  });
  return first;
}
