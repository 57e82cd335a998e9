// @ts-check
// The webmail's beginning: what the server offers, how the page speaks, who signs in.

import { start } from "../../engine/engine.js";
import { icon } from "../../icons/icon.js";
import { errorText } from "../../texts/error-text.js";
import { ZegelError } from "../../engine/errors.js";
import { element } from "../../mail/element.js";
import { guarded } from "../../mail/keys/guard.js";
import { MailboxView } from "./mailbox/mailbox.js";
import { signInView } from "./sign-in/sign-in.js";
import { preferredLanguage, rememberLanguage, sayIn } from "../../mail/texts/texts.js";

/**
 * @typedef {import("../../mail/types.d.ts").Session} Session
 * @typedef {import("../../mail/types.d.ts").Voice} Voice
 */

const page = /** @type {HTMLElement} */ (document.getElementById("page"));
/** @type {Voice} */
let voice = voiceIn(preferredLanguage());
/** @type {Promise<import("../../mail/types.d.ts").Engine>} */
let engine;
/** @type {MailboxView|null} */
let mailbox = null;

/** @param {import("../../mail/texts/texts.js").Language} language */
function voiceIn(language) {
  document.documentElement.lang = language;
  return { language, say: sayIn(language) };
}

async function begin() {
  page.replaceChildren(element("p", { class: "page-status", role: "status" }, icon("loader-circle"), voice.say("app.loading")));
  engine = loadEngine();
  try {
    const answer = await fetch("/config.json", { credentials: "omit", cache: "no-store" }).catch((cause) => {
      throw new ZegelError("server-unreachable", {}, { cause });
    });
    if (!answer.ok) throw new ZegelError("server-refused", { status: answer.status });
    const config = await answer.json();
    guard(config).catch(() => {});
    showSignIn(config);
  } catch (error) {
    showFailure(error);
  }
}

/** Pins the release, where the settings ask for it or it was done before. @param {import("../../mail/types.d.ts").Config} config */
async function guard({ releases }) {
  if (!releases && !navigator.serviceWorker?.controller) return;
  const { watchReleases } = await import("../../release/watch.js");
  await watchReleases(releases, document.body);
}

function loadEngine() {
  const loading = /** @type {Promise<import("../../mail/types.d.ts").Engine>} */ (start());
  // Whoever signs in hears of a failure; until then it is not unhandled.
  loading.catch(() => {});
  return loading;
}

/** @param {unknown} error */
function showFailure(error) {
  page.replaceChildren(element("main", { class: "page-status" },
    element("h1", { class: "visually-hidden" }, voice.say("app.name")),
    icon("cloud-off", { size: 32 }),
    element("p", { role: "alert" }, errorText(error, voice.language)),
    element("button", { class: "button", type: "button", on: { click: begin } }, voice.say("app.retry"))));
}

/** @param {import("../../mail/types.d.ts").Config} config */
function showSignIn(config) {
  const show = () => page.replaceChildren(signInView({
    config, engine: engineForSignIn, voice,
    onLanguage: (language) => {
      rememberLanguage(language);
      voice = voiceIn(language);
      show();
    },
    onSignedIn: (session) => showMailbox(session),
  }));
  document.title = voice.say("app.name");
  show();
}

/** The engine; where loading it failed, the next sign-in tries again. */
function engineForSignIn() {
  const loading = engine;
  loading.catch(() => {
    engine = loadEngine();
  });
  return loading;
}

/** @param {Session} session */
function showMailbox(session) {
  session.engine = guarded(session, () => voice);
  mailbox = new MailboxView({
    session, voice,
    onLanguage: (language) => {
      rememberLanguage(language);
      voice = voiceIn(language);
      mailbox?.speak(voice);
    },
    onSignOut: () => {
      mailbox?.close();
      mailbox = null;
      // With the rules, and with whatever was still to be sealed by them. The next person gets an engine of their own.
      session.engine.close();
      engine = loadEngine();
      useAccent(null);
      showSignIn(session.config);
    },
  });
  useAccent(session.bundle?.organisation.accent ?? null);
  page.replaceChildren(mailbox.root);
  mailbox.open();
}

/**
 * The organisation's colour, where white on it and it on white can be read; else the page keeps its own.
 * @param {string|null} accent
 */
function useAccent(accent) {
  const tokens = ["--zegel-accent", "--zegel-accent-strong", "--zegel-accent-soft"];
  for (const token of tokens) document.documentElement.style.removeProperty(token);
  if (matchMedia("(forced-colors: active)").matches) return;
  const channels = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(accent ?? "")?.slice(1).map((hex) => parseInt(hex, 16) / 255);
  if (!channels) return;
  const [r, g, b] = channels.map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  const contrast = 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05);
  if (contrast < 4.5) return;
  const mix = (/** @type {number} */ share, /** @type {string} */ other) => `color-mix(in oklab, ${accent} ${share}%, ${other})`;
  const values = [
    `light-dark(${accent}, ${mix(45, "white")})`,
    `light-dark(${mix(85, "black")}, ${mix(30, "white")})`,
    `light-dark(${mix(11, "white")}, ${mix(30, "#16181d")})`,
  ];
  tokens.forEach((token, index) => document.documentElement.style.setProperty(token, values[index]));
}

begin();
