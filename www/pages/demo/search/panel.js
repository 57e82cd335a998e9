// @ts-check
// What is searched of protected mail: how much, adding what was never opened here, and deleting all of it.

import { asZegelError, ZegelError } from "../../../engine/errors.js";
import { icon } from "../../../icons/icon.js";
import { errorText } from "../../../texts/error-text.js";
import { element } from "../../../mail/element.js";
import { openSheet } from "../../../mail/keys/sheet.js";
import { unlock } from "../../../mail/keys/unlock.js";
import { asEmail, emailProperties } from "../jmap.js";
import { folderName } from "../mailbox/folders.js";
import { called } from "../../../mail/texts/names.js";
import { longDate } from "../../../mail/texts/texts.js";
import { fillingOf } from "./filling.js";
import { searchWords } from "./line.js";

/**
 * @typedef {import("../../../mail/types.d.ts").Session} Session
 * @typedef {import("../../../mail/types.d.ts").Voice} Voice
 * @typedef {import("../jmap.js").Mailbox} Mailbox
 */

/** So many of those that could not be opened are named. */
const named = 25;

/** @param {Session} session @param {Voice} voice @param {Mailbox[]} mailboxes */
export function openSearchPanel(session, voice, mailboxes) {
  const say = searchWords(voice);
  const { search } = session;
  const walk = fillingOf(session);
  const standing = element("div", { class: "search-standing", role: "status" });
  const work = element("div", { class: "search-work" });
  const dialog = openSheet(say("search.title"), voice, element("p", {}, say("search.about")), standing, work);
  dialog.classList.add("search-panel");
  /** Those that the person chose before; without that, all but drafts and the trash. */
  const chosen = new Set(mailboxes.filter(({ role, total }) => total > 0 && role !== "drafts" && role !== "trash").map(({ id }) => id));
  let deleted = false;
  const button = (/** @type {string} */ text, /** @type {() => unknown} */ act, kind = "button") => element("button", { type: "button", class: kind, on: { click: act } }, say(text));

  const showStanding = () => {
    const state = search?.state ?? "off";
    const notices = /** @type {Record<string, string>} */ ({ locked: "search.locked", off: "search.off", failed: "search.failed" });
    const text = notices[state] ? say(notices[state]) : say("search.count", { count: search?.count ?? 0 });
    standing.replaceChildren(element("p", { class: "search-count" }, icon(state === "locked" ? "lock-keyhole" : "search", { size: 18 }), element("span", {}, text),
      state === "locked" && button("search.unlock", () => unlock(session, voice), "button small")));
    if (search?.damaged) standing.append(element("p", { class: "notice warning" }, icon("triangle-alert", { size: 18 }), element("span", {}, say("search.damaged"))));
    if (deleted) standing.append(element("p", { class: "muted" }, say("search.deleted")));
  };

  /** What is drawn: the buttons stay while only numbers change, for whoever is on one of them. */
  let drawn = "";
  const showWork = () => {
    const { state, done, total, counts, error } = walk.progress;
    const open = search?.state === "ready" || search?.state === "locked";
    const shape = JSON.stringify([state, open, error && asZegelError(error).code, search?.state]);
    if (state === "running" && drawn === shape) {
      const bar = /** @type {HTMLProgressElement|null} */ (work.querySelector("progress"));
      if (bar) [bar.max, bar.value] = [Math.max(1, total), done];
      /** @type {HTMLElement} */ (work.querySelector(".search-said")).textContent = say("search.running", { done, total });
      return;
    }
    if (drawn === shape) return;
    drawn = shape;
    const had = work.contains(document.activeElement);
    work.replaceChildren(...(open || state === "running" ? parts() : []));
    if (had) /** @type {HTMLElement|null} */ (work.querySelector("button"))?.focus();

    function parts() {
      const heading = element("h3", {}, say("search.fill"));
      if (state === "running") {
        const bar = element("progress", { max: Math.max(1, total), value: done, "aria-label": say("search.progress") });
        return [heading, bar, element("p", { class: "search-said muted" }, say("search.running", { done, total })),
          element("div", { class: "button-row" }, button("search.pause", () => walk.pause()), button("search.cancel", () => walk.cancel()))];
      }
      if (state === "paused") {
        const why = error ? element("p", { class: "notice warning" }, icon("triangle-alert", { size: 18 }), element("span", {}, errorText(asZegelError(error), voice.language))) : null;
        return [heading, element("p", {}, say("search.paused", { done, total })), why,
          element("div", { class: "button-row" }, button("search.resume", goOn, "button primary"), button("search.cancel", () => walk.cancel()))].filter((part) => part !== null);
      }
      if (state === "elsewhere") return [heading, element("p", {}, say("search.elsewhere"))];
      const before = state === "done" || state === "canceled" ? report() : [];
      return [heading, ...before, ...choice(before.length > 0), erase()];
    }

    function report() {
      const closed = (counts.closed ?? 0) + (counts.failed ?? 0);
      const list = element("ul", { class: "search-closed" });
      if (closed > 0) void exceptionsInto(list);
      const said = [say(state === "done" ? "search.done" : "search.canceled", { done, total }), say("search.added", { count: counts.added ?? 0 }),
        counts.known ? say("search.known", { count: counts.known }) : ""].filter(Boolean).join(" ");
      return [element("p", { role: "status" }, said), ...closed > 0 ? [element("p", {}, say("search.closed", { count: closed })), list] : []];
    }
  };

  /** @param {boolean} again */
  const choice = (again) => {
    const trouble = element("p", { class: "search-trouble", role: "alert" });
    const boxes = mailboxes.filter(({ total }) => total > 0).map((mailbox) => {
      const box = element("input", { type: "checkbox", checked: chosen.has(mailbox.id), on: { change: () => {
        if (box.checked) chosen.add(mailbox.id);
        else chosen.delete(mailbox.id);
      } } });
      return element("label", { class: "search-mailbox" }, box, say("search.mailbox", { name: folderName(mailbox, voice), count: mailbox.total }));
    });
    const start = async () => {
      if (chosen.size === 0) return trouble.replaceChildren(say("search.choose"));
      deleted = false;
      if (await opened()) await walk.start(mailboxes.filter(({ id }) => chosen.has(id)).map(({ id }) => id));
    };
    return [element("p", { class: "muted" }, say("search.fill-about")), element("fieldset", { class: "search-mailboxes" }, element("legend", { class: "visually-hidden" }, say("search.fill")), ...boxes), trouble,
      element("div", { class: "button-row" }, button(again ? "search.again" : "search.start", start, "button primary"))];
  };

  const erase = () => element("div", { class: "search-erase" }, button("search.delete", async () => {
    await walk.forget();
    await search?.clear();
    deleted = true;
    showStanding();
  }));

  const opened = async () => (search?.state !== "locked" || await unlock(session, voice)) && await search?.settled() === "ready";
  const goOn = async () => { if (await opened()) await walk.resume(); };

  /** By whom and when they came: the server knows that, and the messages themselves say nothing. @param {HTMLElement} list */
  const exceptionsInto = async (list) => {
    const all = await walk.exceptions();
    const ids = all.slice(0, named).map(({ emailId }) => emailId);
    const answers = await session.jmap.call([["Email/get", { ids, properties: emailProperties }, "g"]]).catch(() => new Map());
    const emails = new Map((answers.get("g")?.list ?? []).map((/** @type {any} */ one) => [one.id, asEmail(one)]));
    list.replaceChildren(...all.slice(0, named).map(({ emailId, code }) => {
      const email = emails.get(emailId);
      const who = email ? `${email.from[0] ? called(email.from[0]) : ""}, ${longDate(email.receivedAt, voice.language)}` : emailId;
      return element("li", {}, element("strong", {}, who), " ", errorText(new ZegelError(/** @type {any} */ (code)), voice.language));
    }), ...all.length > named ? [element("li", {}, say("search.closed-more", { count: all.length - named }))] : []);
  };

  const show = () => { showStanding(); showWork(); };
  search?.addEventListener("change", show);
  walk.addEventListener("change", show);
  dialog.addEventListener("close", () => {
    search?.removeEventListener("change", show);
    walk.removeEventListener("change", show);
  });
  show();
  void walk.recall().then(show, () => {});
  return dialog;
}
