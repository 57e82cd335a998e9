// @ts-check
// What a person decides by has to have been in sight for as long as it takes to read it, all of it: a page around could show the
// buttons alone, or what is harmless of the rest.

import { icon } from "../icons/icon.js";
import { element } from "../mail/element.js";
import { margin, readingTime } from "./gesture.js";
import { wordsIn } from "./words.js";

/** Milliseconds from one look to the next. */
const pause = 200;
/** In sight at so many looks after each other, it was in sight for the reading time. */
const enough = readingTime / pause + 1;
/** What is higher than its place comes into sight line by line. CSS pixels. */
const line = 16;
/** Milliseconds after which it is said what is still to be looked at; mostly all of it is in sight. */
const patience = 2 * readingTime;

/**
 * The button works when all of these have been read.
 * @param {HTMLButtonElement} go
 * @param {HTMLElement[]} all
 * @param {{ place: Pick<import("./types.d.ts").Place, "whenSeen">, voice: import("../mail/types.d.ts").Voice }} means
 * @returns {HTMLElement} what says why it does not work yet, for a place beside it
 */
export function afterReading(go, all, { place, voice }) {
  const say = wordsIn(voice);
  let [rest, read] = [all, 0];
  const text = element("span", {});
  const done = element("span", { role: "status" });
  const next = element("button", { type: "button", class: "button small", on: { click: () => {
    rest[0]?.scrollIntoView({ block: "start" });
    // Of one that is higher than its place, where it goes on.
    rest[0]?.closest(".dialog-body")?.scrollBy(0, read);
  } } }, say("read.next"));
  const node = element("p", { class: "to-read", hidden: true }, icon("eye", { size: 18 }), text, done, next);
  const show = () => {
    for (const one of all) one.toggleAttribute("data-unread", rest.includes(one));
    text.textContent = rest.length > 0 ? say("read.rest", { count: rest.length }) : "";
  };
  const later = setTimeout(() => { node.hidden = false; show(); }, patience);
  go.disabled = true;
  void whenRead(all, place, (unread, until) => { [rest, read] = [unread, until]; if (!node.hidden) show(); }).then((ended) => {
    clearTimeout(later);
    if (!ended) return;
    go.disabled = false;
    if (node.hidden) return;
    // Nothing moves under a finger that is on its way to the button.
    node.style.minHeight = `${node.offsetHeight}px`;
    next.hidden = true;
    done.textContent = say("read.done");
  });
  return node;
}

/**
 * @param {HTMLElement[]} all
 * @param {Pick<import("./types.d.ts").Place, "whenSeen">} place
 * @param {(rest: HTMLElement[], until: number) => void} tell  of what is left, at each look; `until`: to where the first of it was in sight, CSS pixels
 * @returns {Promise<boolean>} false where they are gone before
 */
async function whenRead(all, place, tell) {
  /** At how many looks each line was in sight. @type {Map<Element, { height: number, lines: number[] }>} */
  const known = new Map();
  let rest = all;
  await place.whenSeen();
  while (rest.length > 0) {
    const before = performance.now();
    await place.whenSeen();
    // What was not seen meanwhile begins anew.
    const again = performance.now() - before > pause;
    for (const { target, intersectionRect: shown, boundingClientRect: whole } of await look(rest)) {
      if (!target.isConnected) return false;
      let one = known.get(target);
      if (!one || Math.abs(one.height - whole.height) > 1) known.set(target, one = { height: whole.height, lines: Array(Math.ceil(whole.height / line)).fill(0) });
      const [from, to] = [shown.top - whole.top - 2, shown.bottom - whole.top + 2];
      const wide = shown.width > 0 && whole.width - shown.width < margin;
      one.lines = one.lines.map((looks, at) => {
        if (looks >= enough) return looks;
        const seen = wide && at * line >= from && Math.min((at + 1) * line, whole.height) <= to;
        return seen ? (again ? 1 : looks + 1) : 0;
      });
    }
    rest = rest.filter((one) => {
      const lines = known.get(one)?.lines ?? [];
      return lines.length === 0 || lines.some((looks) => looks < enough);
    });
    tell(rest, line * Math.max(0, known.get(rest[0])?.lines.findIndex((looks) => looks < enough) ?? 0));
    await new Promise((resolve) => { setTimeout(resolve, pause); });
  }
  return true;
}

/**
 * What is in sight of each now, after all that the page around cuts off: of that an observer tells once when it begins.
 * @param {HTMLElement[]} all @returns {Promise<IntersectionObserverEntry[]>}
 */
function look(all) {
  return new Promise((resolve) => {
    const observer = new IntersectionObserver((entries) => {
      observer.disconnect();
      resolve(entries);
    });
    for (const one of all) observer.observe(one);
  });
}
