// @ts-check
// Pictures from elsewhere: left out and counted. Whoever insists may see them where label, organisation and sender leave
// that open, after reading whom asking for them tells what. That is never remembered.

import { icon } from "../../icons/icon.js";
import { element } from "../element.js";
import { listing } from "../texts/texts.js";

/**
 * @typedef {import("../types.d.ts").OpenMessage} OpenMessage
 * @typedef {import("../types.d.ts").Holder} Session
 */

/** More hosts than these are counted, not named. */
const named = 4;

/**
 * Who forbids that pictures of a message are asked for elsewhere.
 * @param {OpenMessage["opened"]} opened
 * @param {Session["bundle"]} bundle
 * @returns {"label"|"organisation"|"sender"|null}
 */
export function forbids({ labels, restrictions }, bundle) {
  // A label counts here even where nothing proves it: to load less than was meant harms nobody.
  const own = bundle?.organisation.id.toLowerCase();
  const strict = bundle?.labels.filter(({ remoteContent }) => remoteContent === false) ?? [];
  if (labels.some(({ id, organisation }) => organisation?.toLowerCase() === own && strict.some((label) => label.id === id))) return "label";
  if (bundle?.reading?.remoteContent === false) return "organisation";
  return restrictions.doNotForward ? "sender" : null;
}

/**
 * The line over a mail that says what was left out, with the way to see it.
 * @param {{ remote: number, hosts: string[] }} body
 * @param {OpenMessage} message
 * @param {Session} session
 * @param {import("../types.d.ts").Voice} voice
 * @param {() => void} onInsist
 * @returns {HTMLElement|null}
 */
export function remoteNote({ remote, hosts }, { opened }, { bundle }, { say, language }, onInsist) {
  if (remote === 0) return null;
  const forbidden = forbids(opened, bundle);
  const line = element("p", { class: "remote-line" }, icon("image-off", { size: 16 }), element("span", {}, say("reader.remote", { count: remote }),
    forbidden && hosts.length > 0 ? ` ${say(`remote.${forbidden}`)}` : ""));
  const note = element("div", { class: "remote-note" }, line);
  if (forbidden || hosts.length === 0) return note;
  const ask = element("button", { type: "button", class: "button small", "aria-expanded": "false", "aria-controls": "remote-ask" }, say("remote.show"));
  const places = [...hosts.slice(0, named), ...(hosts.length > named ? [say("remote.more", { count: hosts.length - named })] : [])];
  const panel = element("div", { class: "remote-ask", id: "remote-ask", hidden: true },
    element("p", {}, say(opened.encryption.state === "encrypted" ? "remote.encrypted" : "remote.plain")),
    element("p", {}, element("strong", {}, say("remote.hosts")), " ", element("span", { class: "remote-hosts", dir: "ltr" }, listing(places, language))),
    element("p", { class: "muted" }, say("remote.once")),
    element("div", { class: "remote-acts" },
      element("button", { type: "button", class: "button small", on: { click: onInsist } }, icon("image", { size: 16 }), say("remote.load")),
      element("button", { type: "button", class: "button primary small", on: { click: () => { set(false); ask.focus(); } } }, say("remote.leave"))));
  const set = (/** @type {boolean} */ open) => {
    panel.hidden = !open;
    ask.setAttribute("aria-expanded", String(open));
  };
  ask.addEventListener("click", () => set(panel.hidden === true));
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    set(false);
    ask.focus();
  });
  line.append(ask);
  note.append(panel);
  return note;
}
