// @ts-check
// The dialog in which protection comes off many messages: chosen, done, and what came of it.

import { icon } from "../../../icons/icon.js";
import { errorText } from "../../../texts/error-text.js";
import { element } from "../../../mail/element.js";
import { openSheet } from "../../../mail/keys/sheet.js";
import { unlock } from "../../../mail/keys/unlock.js";
import { choosing } from "./choosing.js";
import { removalJobOf } from "./jobs.js";
import { csvOf, reasons, totals } from "./report.js";
import { speaking } from "./say.js";

/** @typedef {import("../../../mail/types.d.ts").Session} Session */
/** @typedef {import("../../../mail/types.d.ts").Voice} Voice */
/** @typedef {import("./job.js").JobProgress} JobProgress */

/** So often the numbers are drawn, and so often they are said aloud, in milliseconds. */
const pace = { drawn: 250, said: 20_000 };

/** @param {Session} session @param {Voice} given */
export function openBulk(session, given) {
  const voice = speaking(given);
  const { say } = voice;
  const job = removalJobOf(session);
  const place = element("div", { class: "removal-bulk" });
  const said = element("p", { class: "visually-hidden", role: "status" });
  const dialog = openSheet(say("bulk.title"), voice, said, place);
  dialog.classList.add("removal-sheet");
  const close = () => dialog.close();
  let shown = "";
  /** Whether somebody wants to begin anew, where a report stands. */
  let anew = false;
  /** @type {(progress: JobProgress) => void} */
  let update = () => {};
  let lastSaid = Date.now();
  const speak = (/** @type {string} */ text) => { lastSaid = Date.now(); said.textContent = text; };
  const numbers = (/** @type {JobProgress} */ { done, total }) => say("run.said", { done, total: Math.max(done, total) });

  const draw = () => {
    const { progress } = job;
    const code = /** @type {any} */ (progress.error)?.code ?? "";
    const view = anew && progress.state !== "running" ? "anew" : `${progress.state} ${code}`;
    if (view === shown) {
      update(progress);
      if (progress.state === "running" && Date.now() - lastSaid > pace.said) speak(numbers(progress));
      return;
    }
    const first = shown === "";
    shown = view;
    update = () => {};
    void show(view, progress).then((nodes) => {
      if (shown !== view) return;
      const had = place.contains(document.activeElement) || document.activeElement === document.body || document.activeElement === dialog;
      place.replaceChildren(...nodes);
      if (!first && had) /** @type {HTMLElement|null} */ (place.querySelector("[data-first]") ?? dialog.querySelector("h2"))?.focus();
    });
  };

  /** @param {string} view @param {JobProgress} progress @returns {Promise<(Node|string)[]>} */
  const show = async (view, progress) => {
    const { state } = progress;
    if (state === "running") {
      const { nodes, update: change } = running(job, progress, voice, close);
      update = change;
      return nodes;
    }
    if (state === "elsewhere") return [element("p", {}, say("run.elsewhere")), actions(button(say("one.close"), close, "primary"))];
    if (state === "paused" && view !== "anew") {
      speak(say("run.paused", countsOf(progress)));
      return pausedNodes(session, job, progress, voice);
    }
    if ((state === "done" || state === "canceled") && view !== "anew") {
      speak(say(`report.${state}`, countsOf(progress)));
      return reportNodes(session, job, progress, voice, close, () => { anew = true; draw(); });
    }
    if (session.bundleFailed || session.bundle?.reading?.removal === false) {
      return [element("p", {}, say(session.bundleFailed ? "why.policy-missing" : "bulk.off")), actions(button(say("one.close"), close, "primary"))];
    }
    const mailboxes = await session.jmap.mailboxes();
    return [choosing(session, voice, mailboxes, {
      cancel: close,
      begin: (ids, by) => {
        anew = false;
        void job.start(ids, by).catch(() => {});
      },
    })];
  };

  const tick = setInterval(draw, pace.drawn);
  const changed = () => { if (job.progress.state !== "running" || !shown.startsWith("running")) draw(); };
  job.addEventListener("change", changed);
  dialog.addEventListener("close", () => {
    clearInterval(tick);
    job.removeEventListener("change", changed);
  });
  void job.recall().then(draw, draw);
}

/** @param {...(Node|null|false)} buttons */
const actions = (...buttons) => element("div", { class: "dialog-actions" }, ...buttons);

/** @param {string} text @param {() => void} act @param {""|"primary"} [kind] @param {string} [shape] */
function button(text, act, kind = "", shape = "") {
  return element("button", { type: "button", class: `button ${kind}`, data: kind ? { first: "" } : {}, on: { click: act } }, shape ? icon(shape, { size: 18 }) : null, text);
}

/**
 * @param {import("./job.js").RemovalJob} job
 * @param {JobProgress} progress
 * @param {Voice} voice
 * @param {() => void} close
 */
function running(job, progress, voice, close) {
  const { say } = voice;
  const bar = element("progress", { "aria-label": say("run.progress") });
  const count = element("strong");
  const pace = element("span", { class: "muted" });
  const sums = element("dl", { class: "removal-sums" });
  const pause = button(say("run.pause"), () => {
    note.textContent = say("run.pausing");
    void job.pause();
  }, "primary");
  const stop = button(say("run.stop"), () => {
    note.textContent = say("run.stopping");
    void job.cancel();
  });
  const note = element("p", { class: "muted small" }, say("run.behind"));
  const update = (/** @type {JobProgress} */ now) => {
    // Of messages that came twice there can be more than were counted first.
    const total = Math.max(now.total, now.done);
    [bar.max, bar.value] = [Math.max(1, total), now.done];
    count.textContent = say("run.count", { done: now.done, total });
    pace.textContent = paceText(now, voice);
    sums.replaceChildren(...sumsOf(now, voice));
  };
  update(progress);
  return { nodes: [element("p", { class: "removal-count" }, count, pace), bar, sums, note, actions(button(say("one.close"), close), stop, pause)], update };
}

/** @param {JobProgress} progress */
const countsOf = ({ done, total }) => ({ done, total: Math.max(done, total), count: done });

/** @param {JobProgress} progress @param {Voice} voice */
function paceText({ rate, done, total }, { say }) {
  if (!rate) return "";
  const minutes = Math.max(0, total - done) / rate;
  const left = minutes < 1 ? say("run.left-soon") : minutes < 90 ? say("run.left-minutes", { count: Math.round(minutes) }) : say("run.left-hours", { count: Math.round(minutes / 60) });
  return `${say("run.rate", { count: Math.round(rate) })} · ${left}`;
}

/** @param {JobProgress} progress @param {Voice} voice */
function sumsOf(progress, voice) {
  const number = new Intl.NumberFormat(voice.language);
  return totals(progress, voice).map(({ text, count, outcome }) => element("div", { data: { outcome } }, element("dt", {}, text), element("dd", {}, number.format(count))));
}

/**
 * @param {Session} session
 * @param {import("./job.js").RemovalJob} job
 * @param {JobProgress} progress
 * @param {Voice} voice
 */
function pausedNodes(session, job, progress, voice) {
  const { say, language } = voice;
  const { code = "", detail = {} } = /** @type {{ code?: string, detail?: Record<string, any> }} */ (progress.error ?? {});
  const locked = code === "vault-locked";
  const why = !code ? "" : locked ? say("run.locked") : detail.type === "overQuota" ? say("run.full")
    : code.startsWith("bundle-") ? say("run.rules") : say("run.trouble", { error: errorText(progress.error, language) });
  const goOn = async () => { if (!locked || await unlock(session, voice)) await job.resume(); };
  return [
    element("p", { class: "removal-count" }, element("strong", {}, say("run.paused", countsOf(progress)))),
    element("progress", { max: Math.max(1, progress.total, progress.done), value: progress.done, "aria-label": say("run.progress") }),
    why && element("p", { class: "notice warning" }, icon(locked ? "lock-keyhole" : "circle-alert"), element("span", {}, why)),
    element("dl", { class: "removal-sums" }, ...sumsOf(progress, voice)),
    actions(button(say("run.stop"), () => void job.cancel()), button(say(locked ? "run.unlock" : "run.resume"), () => void goOn().catch(() => {}), "primary")),
  ].filter((one) => one !== "");
}

/**
 * @param {Session} session
 * @param {import("./job.js").RemovalJob} job
 * @param {JobProgress} progress
 * @param {Voice} voice
 * @param {() => void} close
 * @param {() => void} anew
 */
async function reportNodes(session, job, progress, voice, close, anew) {
  const { say } = voice;
  const exceptions = await job.exceptions();
  job.seen = true;
  job.dispatchEvent(new Event("change"));
  const number = new Intl.NumberFormat(voice.language);
  const trouble = element("p", { class: "sheet-trouble", role: "alert" });
  const download = async () => {
    trouble.replaceChildren();
    try {
      save(await csvOf(progress, exceptions, session, voice), say("report.file", { date: day(new Date()) }));
    } catch (error) {
      trouble.replaceChildren(errorText(error, voice.language));
    }
  };
  return [
    element("p", { class: "removal-count" }, element("strong", {}, say(`report.${progress.state}`, countsOf(progress)))),
    element("dl", { class: "removal-sums" }, ...sumsOf(progress, voice)),
    exceptions.length > 0 ? element("section", { class: "removal-reasons" }, element("h3", {}, say("report.reasons")),
      element("ul", {}, ...reasons(exceptions, voice).map(({ text, count }) => element("li", {}, element("span", { class: "removal-number" }, number.format(count)), element("span", {}, text))))) : "",
    trouble,
    actions(button(say("report.again"), anew), button(say("report.download"), () => void download(), "", "download"), button(say("one.close"), close, "primary")),
  ].filter((one) => one !== "");
}

/** As it stands on the calendar here. @param {Date} date */
function day(date) {
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((one) => String(one).padStart(2, "0")).join("-");
}

/** @param {string} text @param {string} name */
function save(text, name) {
  // Spreadsheets take a file for UTF-8 when it begins with this sign.
  const url = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv;charset=utf-8" }));
  element("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
