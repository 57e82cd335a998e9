// @ts-check
// The editor in a frame: the composer, with the webmail around it as the way messages and drafts go. What is typed here is
// nowhere else until it is sealed.

import { PortError } from "../embed/port.js";
import { dateWithOffset } from "../mail/compose/draft.js";
import { startComposer } from "../mail/compose/composer.js";
import { Keeping } from "../mail/drafts/keeping.js";
import { keep, newLineage, nextOf } from "../mail/drafts/kept.js";
import { unlocking } from "../mail/keys/unlock.js";
import { standingsOf } from "../mail/people/finding.js";
import { simplestTemplate } from "../mail/reader/answer.js";
import { attachLooks, focusIn, sayAlways, showHandedOn, trouble } from "./writing-place.js";
import { Agreement } from "./agreement.js";
import { begun } from "./editor-beginning.js";
import { Body, bodyEngine, postedWeight } from "./editor-body.js";
import { HostDrafts, HostSender } from "./editor-host.js";
import { stateOf } from "./editor-state.js";
import { tellProgress } from "./progress.js";

/**
 * @typedef {import("../embed/protocol.d.ts").Beginning} Beginning
 * @typedef {import("../mail/compose/composer.js").Composer} Composer
 * @typedef {import("./types.d.ts").KindOptions<"editor">} Options
 * @typedef {Omit<Options, "voice"> & { voice: () => Options["voice"] }} Frame
 */

/** @param {Options} frame */
export function editor({ session, voice: first, port, root, place, connections }) {
  let spoken = first;
  place.onVoice((next) => { spoken = next; });
  const voice = () => spoken;
  /** @type {Promise<Writing>|null} */
  let writing = null;
  const now = () => {
    if (!writing) throw new PortError("not-begun");
    return writing;
  };
  port.answerTo({
    async begin(beginning) {
      // A frame has one message for its whole life: a second one has no place to go.
      if (writing) throw new PortError("begun-already");
      writing = begin(beginning, { session, voice, port, root, place, connections });
      try {
        await writing;
      } catch (error) {
        writing = null;
        trouble(root, error, voice);
        throw error;
      }
      return null;
    },
    async recipients(given) {
      const { composer, given: fromHost } = await now();
      if (!fromHost) return null;
      composer.readdress({ to: mailboxes(given?.to), cc: mailboxes(given?.cc), bcc: mailboxes(given?.bcc) });
      return null;
    },
    async send() {
      const { composer, mode } = await now();
      if (mode !== "message") throw new PortError("unknown-ask", { ask: "send" });
      return { sent: await composer.send() };
    },
    async encrypt({ recipients }) {
      const { composer, body } = await now();
      if (!body) throw new PortError("unknown-ask", { ask: "encrypt" });
      return body.encrypt(composer, recipients);
    },
    async createDraft() {
      const { composer, body } = await now();
      if (!body) throw new PortError("unknown-ask", { ask: "createDraft" });
      const { address } = session.account;
      return unlocking(session, voice(), () => body.createDraft(session.engine, composer, {
        from: session.ownKey?.fingerprint, keep: ({ written }) => keep(written, nextOf(newLineage()), { date: dateWithOffset(new Date()), address }),
      }));
    },
    async toggle() {
      const { composer, agreement } = await now();
      agreement.changedAround();
      composer.protect?.toggle();
      return null;
    },
    async focus({ from }) {
      if (writing) await writing;
      focusIn(root, from);
      return null;
    },
    async close({ discard }) {
      const { composer, keeping, drafts } = await now();
      if (composer.busy) throw new PortError("busy");
      if (!keeping) return { kept: false };
      if (discard) {
        await keeping.discard();
        await drafts?.drop();
        return { kept: false };
      }
      await composer.save();
      return { kept: keeping.isKept };
    },
    async unsaved() {
      return writing ? (await writing).composer.unsaved : false;
    },
  });
}

/** What a host says in the place of addresses is no reason to stumble. @param {unknown} list */
const mailboxes = (list) => (Array.isArray(list) ? list.filter((one) => typeof one === "string") : []);

/** @typedef {{ mode: Beginning["mode"], composer: Composer, keeping: Keeping|null, drafts: HostDrafts|null, body: Body|null, agreement: Agreement, given: boolean }} Writing
 *   `given`: the host has fields for recipients */

/** @param {Beginning} beginning @param {Frame} frame @returns {Promise<Writing>} */
async function begin(beginning, { session, voice, port, root, place, connections }) {
  const { mode } = beginning;
  const { engine, account, bundle, ownKey, vault, letterWishes: wishes, config } = session;
  const looks = attachLooks("editor");
  const ending = new AbortController();
  void port.closed.then(() => ending.abort());
  const from = await begun(beginning, { session, voice: voice(), signal: ending.signal, place: root });
  await looks;
  const drafts = mode === "message" ? new HostDrafts(port, beginning.draft?.id ?? null) : null;
  const sender = new HostSender(port, drafts);
  const limited = sender.learn();
  const body = mode === "body" ? new Body(beginning.quota) : null;
  const keeping = drafts && keepingFor(drafts, beginning, from, session);
  const given = mode === "body" || beginning.recipients === "host";
  const agreement = new Agreement({ place, voice, bundle: () => session.bundle, body: body !== null, sealed: isSealed(beginning), own: account.address, connections });
  if (body) from.draft = { ...from.draft, to: [], cc: [], bcc: [], bodyOnly: true, protection: from.draft.protection ?? simplestTemplate(bundle) };
  const { node, ready } = startComposer({
    engine: body ? bodyEngine(engine) : engine, sender: body ? body.sender : sender, account, identity: null, draft: from.draft, contents: from.contents,
    language: voice().language, standings: standingsOf(session), unlocking: (work) => unlocking(session, voice(), work),
    letters: body ? undefined : { vault, wishes }, config: { ...config, bundle, ownKey },
    ...(keeping ? { keeping } : {}), kept: from.kept?.written ?? null, ...(body ? { weigh: postedWeight(beginning.quota, () => sender.maxSizeMail) } : {}),
    look: { inFrame: true, subject: !body, addresses: given ? "given" : "own", goes: !body, send: !body },
    agreement, onState: () => { void ready.then((composer) => port.tell("state", stateOf(composer, bundle, keeping))); }, onProgress: tellProgress(port),
    ...(given && !body ? { onSendWanted: () => port.tell("send-wanted") } : {}),
    ...(given ? { onRecipient: (change) => port.tell("recipient", change) } : {}),
    // A sent message is not written on: a host that stays on this page shows that it is over.
    onClose() {}, onSent: ({ protected: sealed }) => showHandedOn(root, sealed, voice()),
  });
  root.replaceChildren(node);
  const composer = await ready;
  agreement.follow(composer);
  await limited;
  follow(composer, session, port);
  if (from.trouble) trouble(root, from.trouble, voice, false);
  if (body) alwaysProtected(composer, bundle, () => sayAlways(node, voice()));
  // The host's fields learn whom the answer or the draft goes to: only here can it be read.
  if (given && !body && (beginning.answer || beginning.again || beginning.draft)) {
    for (const field of /** @type {const} */ (["to", "cc", "bcc"])) {
      for (const address of composer.people.list(field)) port.tell("recipient", { do: "add", field, address });
    }
  }
  port.tell("state", stateOf(composer, bundle, keeping));
  return { mode, composer, keeping, drafts, body, agreement, given: given && !body };
}

/** Whether it may begin with something that could not be read before it was opened here. @param {Beginning} beginning */
function isSealed({ draft, answer, again, armoredDraft, quotedMail }) {
  return Boolean(draft || answer || again || armoredDraft || /-----BEGIN PGP /.test(quotedMail ?? ""));
}

/** What counts for it while it is written: the rules of the moment, and that it is not lost. @param {Composer} composer @param {Options["session"]} session @param {Options["port"]} port */
function follow(composer, session, port) {
  // The engine decides by the rules of the moment anyway; this is for what is offered to choose from.
  const look = setInterval(() => { if (composer.protect && composer.protect.bundle !== session.bundle) composer.protect.bundle = session.bundle; }, 10_000);
  void port.closed.then(() => clearInterval(look));
  window.addEventListener("beforeunload", (event) => {
    if (!composer.unsaved) return;
    event.preventDefault();
    composer.opening.keeping?.save().catch(() => {});
  });
}

/**
 * @param {HostDrafts} store
 * @param {Beginning} beginning
 * @param {import("./editor-beginning.js").Begun} from
 * @param {Options["session"]} session
 */
function keepingFor(store, { draft }, { kept }, { engine, account, ownKey, vault }) {
  const keeping = new Keeping({
    store, address: account.address, begun: draft && kept ? { lineage: kept.lineage, version: { id: draft.id, messageId: "" } } : null,
    seal: (written, options) => engine.sealDraft(written, { ...options, from: ownKey?.fingerprint }),
  });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") keeping.save().catch(() => {}); });
  window.addEventListener("online", () => keeping.retry());
  vault.addEventListener("change", () => keeping.retry());
  return keeping;
}

/**
 * Whoever asks for an encrypted body gets one or nothing: it cannot be switched off here.
 * @param {Composer} composer
 * @param {Options["session"]["bundle"]} bundle
 * @param {() => void} onWanted  where somebody tries
 */
function alwaysProtected({ protect }, bundle, onWanted) {
  protect?.addEventListener("zegel-change", () => {
    if (protect.choice.protection !== "none") return;
    protect.choose({ protection: simplestTemplate(bundle) });
    onWanted();
  });
}
