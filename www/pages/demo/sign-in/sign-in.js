// @ts-check
// The first thing a person sees: ready mailboxes to choose from, or address and password.

import { icon } from "../../../icons/icon.js";
import { element } from "../../../mail/element.js";
import { avatar } from "../../../mail/avatar.js";
import { sentence } from "../../../mail/keys/say.js";
import { languages } from "../../../mail/texts/texts.js";
import { askWhatKey } from "./elsewhere.js";
import { signIn } from "./session.js";

/**
 * @param {{ config: import("../../../mail/types.d.ts").Config, engine: () => Promise<import("../../../mail/types.d.ts").Engine>,
 *   voice: import("../../../mail/types.d.ts").Voice, onLanguage: (language: "en"|"nl") => void,
 *   onSignedIn: (session: import("../../../mail/types.d.ts").Session) => void }} options
 * @returns {HTMLElement}
 */
export function signInView({ config, engine, voice, onLanguage, onSignedIn }) {
  const { say } = voice;
  const status = element("p", { class: "sign-in-status", role: "status" });
  const failure = element("p", { class: "notice danger", role: "alert", hidden: true });
  const choice = element("div", { class: "sign-in-choice" });
  const fieldset = element("fieldset", { class: "bare-fieldset" }, choice);

  /** @param {string} address @param {string} password @param {string|null} name */
  const enter = async (address, password, name) => {
    failure.hidden = true;
    fieldset.disabled = true;
    status.replaceChildren(icon("loader-circle"), say("sign-in.busy", { address }));
    try {
      const onStage = (/** @type {string} */ stage) => status.replaceChildren(icon("loader-circle"), say(`sign-in.${stage}`));
      const session = await signIn({
        config, engine: engine(), address, password, name, voice, onStage,
        onElsewhere: (place) => askWhatKey(place, voice, (view) => {
          status.replaceChildren();
          card.replaceChildren(brand(say), view, status);
        }),
      });
      if (session) onSignedIn(session);
      else again();
    } catch (error) {
      again();
      failure.replaceChildren(icon("circle-alert"), element("span", {}, sentence(error, voice)));
      failure.hidden = false;
    }
  };

  const again = () => {
    status.replaceChildren();
    fieldset.disabled = false;
    card.replaceChildren(...whole);
  };

  const embedded = config.mailboxes.length > 0;
  if (embedded) choice.append(...readyMailboxes(config.mailboxes, enter));
  else choice.append(form(say, enter));
  const whole = [
    brand(say),
    element("h1", {}, say(embedded ? "sign-in.title" : "sign-in.title-remote")),
    element("p", { class: "muted" }, say(embedded ? "sign-in.lead" : "sign-in.lead-remote")),
    failure, fieldset, status,
  ];
  const card = element("div", { class: "sign-in-card" }, ...whole);
  return element("main", { class: "sign-in" }, card, languageSwitch(voice, onLanguage));
}

/** @param {import("../../../mail/texts/texts.js").Say} say */
function brand(say) {
  return element("div", { class: "brand" }, element("img", { src: "/pages/demo/styles/seal.svg", alt: "", width: 32, height: 32 }), say("app.name"));
}

/**
 * @param {{ address: string, name: string, password: string }[]} mailboxes
 * @param {(address: string, password: string, name: string) => void} enter
 */
function readyMailboxes(mailboxes, enter) {
  const domainOf = (/** @type {{ address: string }} */ { address }) => address.slice(address.indexOf("@") + 1);
  const domains = [...new Set(mailboxes.map(domainOf))];
  return domains.map((domain) => element("section", { class: "organisation", "aria-label": domain },
    element("h2", {}, domain),
    ...mailboxes.filter((one) => domainOf(one) === domain).map(({ address, name, password }) => element("button",
      { class: "person", type: "button", on: { click: () => enter(address, password, name) } },
      avatar(name),
      element("span", { class: "person-text" }, element("strong", {}, name), element("span", { class: "muted" }, address)),
      icon("chevron-right")))));
}

/**
 * @param {import("../../../mail/texts/texts.js").Say} say
 * @param {(address: string, password: string, name: null) => void} enter
 */
function form(say, enter) {
  const address = element("input", { id: "sign-in-address", type: "email", autocomplete: "username", required: true, inputmode: "email" });
  const password = element("input", { id: "sign-in-password", type: "password", autocomplete: "current-password", required: true });
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    enter(address.value.trim(), password.value, null);
  };
  return element("form", { class: "sign-in-form", on: { submit } },
    element("label", { for: address.id }, say("sign-in.address")), address,
    element("label", { for: password.id }, say("sign-in.password")), password,
    element("button", { class: "button primary", type: "submit" }, say("sign-in.enter")));
}

/**
 * @param {import("../../../mail/types.d.ts").Voice} voice
 * @param {(language: "en"|"nl") => void} onLanguage
 */
function languageSwitch({ language }, onLanguage) {
  return element("nav", { class: "language-switch", "aria-label": "Language, taal" }, ...languages.map(([code, name]) => element("button", {
    type: "button", lang: code, class: "quiet", "aria-pressed": String(code === language), on: { click: () => onLanguage(code) },
  }, name)));
}
