// @ts-check
// The beginning of a frame of the vault: who the host is, whose mailbox it says this is, and what the frame is for. Nothing of
// that happens before the person connected the website and the organisation allows it.

import { start } from "../engine/engine.js";
import { ZegelError } from "../engine/errors.js";
import { element } from "../mail/element.js";
import { tendKeys } from "../mail/keys/own.js";
import { preferredLanguage } from "../mail/texts/texts.js";
import { Access, refusalOf } from "./access.js";
import { connecting } from "./connecting.js";
import { Connections } from "./connections.js";
import { meetHost } from "./handshake.js";
import { judgeHost } from "./hosts.js";
import { strip } from "./indicator.js";
import { failurePanel, panel, refusedPanel, waitingPanel } from "./panels.js";
import { takePlace, tellHeight, voiceIn } from "./place.js";
import { Sight } from "./visible.js";
import { wordsIn } from "./words.js";

/** What each kind of frame is made by, loaded when it is one. @type {Record<string, () => Promise<(options: any) => unknown>>} */
const kinds = {
  keyring: () => import("./keyring.js").then((module) => module.keyring),
  editor: () => import("./editor.js").then((module) => module.editor),
  display: () => import("./display.js").then((module) => module.display),
  settings: () => import("./settings.js").then((module) => module.settings),
  "key-generation": () => import("./generation.js").then((module) => module.generation),
  backup: () => import("./bringing.js").then((module) => module.backup),
  restore: () => import("./bringing.js").then((module) => module.restore),
};

/** Which have nothing to do without a key of the person's own. */
const needKey = new Set(["editor", "backup"]);

const page = /** @type {HTMLElement} */ (document.getElementById("page"));
/** Below the person's sign, which no website can imitate. */
const notices = element("div");

function load() {
  const begun = { engine: start({ sharedUnlocking: true }), config: readConfig() };
  // Whoever needs them hears of a failure; until then it is not unhandled.
  for (const early of Object.values(begun)) early.catch(() => {});
  return begun;
}

/** @returns {Promise<import("./types.d.ts").VaultConfig>} */
async function readConfig() {
  const answer = await fetch("config.json", { credentials: "omit", cache: "no-store" }).catch((cause) => {
    throw new ZegelError("server-unreachable", {}, { cause });
  });
  if (!answer.ok) throw new ZegelError("server-refused", { status: answer.status });
  return answer.json();
}

/** Pins the release, where the settings ask for it or it was done before. @param {import("./types.d.ts").VaultConfig} config */
async function guard({ releases }) {
  if (!releases && !navigator.serviceWorker?.controller) return;
  const { watchReleases } = await import("../release/watch.js");
  await watchReleases(releases, notices);
}

async function begin() {
  const begun = load();
  const met = await meetHost();
  const { host, connect, port } = met;
  // Begun while it turns out whether it may do anything.
  const coming = kinds[connect.kind]();
  coming.catch(() => {}); // it is asked for again where it is needed
  const sight = new Sight(() => port.tell("unseen"));
  const place = takePlace(met, sight);
  const { voice } = place;
  const connections = new Connections();
  const access = new Access({ met, connections, begun, load, sight });
  const top = element("div", { class: "vault-top" });
  const root = element("main", { class: "vault-content" });
  page.replaceChildren(top, notices, root);
  // It has no content of its own, and is shown where it asks something.
  page.hidden = connect.kind === "keyring";
  const measure = tellHeight(page, (px, asks) => port.tell("height", { px, asks }));
  begun.config.then(guard).catch(() => {});

  /** @type {string|null} */
  let address = connect.address;
  const drawTop = async () => {
    const indicator = await connections.indicator().catch(() => null);
    top.replaceChildren(strip(indicator, address, voice()));
  };
  /** @param {HTMLElement} view */
  const show = (view) => {
    root.replaceChildren(view);
    void drawTop();
    measure();
  };
  place.onVoice(() => { void drawTop(); });
  connections.addEventListener("change", () => { void drawTop(); });
  await drawTop();

  /** @param {boolean} needsKey */
  const ask = (needsKey) => connecting({ access, place, voice, show, needsKey });
  if (connect.kind === "keyring") {
    const open = async () => {
      page.hidden = false;
      measure();
      try {
        return await ask(true);
      } finally {
        root.replaceChildren();
        page.hidden = true;
        measure();
        port.tell("closed");
      }
    };
    const answer = async () => { (await coming.catch(kinds.keyring))({ access, port, voice, place, open }); };
    // Without it nobody would ever be answered: they hear that, and whoever asks next has it tried once more.
    const began = () => answer().catch(() => port.answerWith(() => { void began(); throw new ZegelError("server-unreachable"); }));
    return began();
  }

  /** When it is worth looking again. */
  const change = () => new Promise((resolve) => {
    connections.addEventListener("change", (event) => resolve(/** @type {CustomEvent} */ (event).detail.elsewhere), { once: true });
  });
  const needsKey = needKey.has(connect.kind);
  let drawAgain = () => {};
  place.onVoice(() => drawAgain());
  for (;;) {
    try {
      const state = await access.state();
      if (state.state === "refused") {
        address = state.session.account.address;
        // Where asking once more may help, what was asked waits for it, as it does for the person's consent.
        const mayAsk = state.judgement.reason === "rules-unread";
        if (!mayAsk) port.answerWith(() => { throw refusalOf(state); });
        await new Promise((resolve) => {
          drawAgain = () => show(refusedPanel(host, state.judgement, state.session.account.address, voice(), mayAsk ? () => resolve(null) : null));
          drawAgain();
        });
        drawAgain = () => {};
        access.forget();
        continue;
      }
      if (state.state === "connected" && (state.session.ownKey || !needsKey) && await connections.indicator()) {
        address = state.session.account.address;
        await drawTop();
        return await run(state.session);
      }
      // Another frame may be asking the same, and be answered first.
      const answer = await Promise.race([ask(needsKey).then((done) => (done ? "done" : "later")), connectedElsewhere()]);
      if (answer === "later") {
        const refused = root.querySelector(".remedy") !== null;
        port.answerWith(async () => { throw refusalOf(await access.state()); });
        const again = new Promise((resolve) => { if (!refused) show(waitingPanel(host, voice(), () => resolve(null))); });
        await Promise.race([again, change()]);
      }
    } catch (error) {
      // What was asked waits: it is begun with once that went well.
      await new Promise((resolve) => show(failurePanel(error, voice(), () => resolve(null))));
    }
  }

  /** @returns {Promise<"done">} */
  async function connectedElsewhere() {
    const before = await connections.of(host, connect.keyring, connect.address);
    for (;;) {
      const elsewhere = await change();
      const now = await connections.of(host, connect.keyring, connect.address);
      // This frame's own steps go on by themselves.
      if (!before && now && elsewhere) return "done";
    }
  }

  /** @param {import("./types.d.ts").VaultSession} session */
  async function run(session) {
    root.replaceChildren();
    const end = (/** @type {HTMLElement} */ view, /** @type {() => never} */ answer) => {
      port.answerWith(answer);
      show(view);
    };
    session.vault.addEventListener("change", () => { session.refreshKeys().catch(() => {}); });
    session.watchRules((rules) => {
      Object.assign(session, rules);
      const judgement = judgeHost(host, session, session.config.hosts);
      if (judgement.allowed) return;
      end(refusedPanel(host, judgement, session.account.address, voice()), () => { throw refusalOf({ state: "refused", judgement, session }); });
    });
    connections.addEventListener("change", async () => {
      if (await connections.of(host, connect.keyring, connect.address)) return;
      end(waitingPanel(host, voice(), () => { void ask(needsKey).then((done) => done && location.reload()); }), () => { throw refusalOf({ state: "not-connected" }); });
    });
    if (session.ownKey) void tendKeys(/** @type {any} */ (session)).catch(() => {});
    const kind = await coming.catch(kinds[connect.kind]);
    await kind({ session, voice: voice(), port, root, place, connections });
  }
}

if (parent !== window) void begin();
else {
  const voice = voiceIn(preferredLanguage());
  page.replaceChildren(element("main", { class: "vault-alone" }, panel(wordsIn(voice)("alone.title"), element("p", {}, wordsIn(voice)("alone.text")))));
}
