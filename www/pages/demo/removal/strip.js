// @ts-check
// The line above the messages while a job is at work, or waits to be gone on with.

import { icon } from "../../../icons/icon.js";
import { element } from "../../../mail/element.js";
import { openBulk } from "./bulk.js";
import { removalJobOf } from "./jobs.js";
import { speaking } from "./say.js";

/** So often it changes at most, in milliseconds. */
const pace = 1_000;

/**
 * @param {import("../../../mail/types.d.ts").Session} session
 * @param {import("../../../mail/types.d.ts").Voice} given
 */
export function removalStrip(session, given) {
  const { say } = speaking(given);
  const job = removalJobOf(session);
  const text = element("span");
  const bar = element("progress", { "aria-label": say("run.progress") });
  const root = element("div", { class: "removal-strip", hidden: true }, icon("shield-off", { size: 16 }), text, bar,
    element("button", { type: "button", class: "button small", on: { click: () => openBulk(session, given) } }, say("run.show")));
  let began = false;
  /** What it was when this line came: what ended in an earlier visit was told then. */
  let first = "";
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let waiting;
  const draw = () => {
    waiting = undefined;
    // Another one stands in its place, in another language perhaps.
    if (began && !root.isConnected) return job.removeEventListener("change", changed);
    began ||= root.isConnected;
    const { state, done, total } = job.progress;
    if (state !== "idle") first ||= state;
    const ended = state === "done" || state === "canceled";
    root.hidden = state === "idle" || state === "elsewhere" || (ended && (job.seen || first === state));
    text.textContent = say(state === "running" ? "run.strip" : `run.strip-${state}`, { done, total: Math.max(done, total) });
    bar.hidden = ended;
    [bar.max, bar.value] = [Math.max(1, total, done), done];
  };
  const changed = () => { waiting ??= setTimeout(draw, root.hidden ? 0 : pace); };
  job.addEventListener("change", changed);
  changed();
  return root;
}
