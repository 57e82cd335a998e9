// @ts-check
// The cover in a frame of its own. No script runs there and nothing is loaded: so say the frame's sandbox and its own policy.
// (A document given as `srcdoc` would have this page's policy, by which no style attribute counts.)

import { h } from "../view/dom.js";
import { fitInto } from "./fitted.js";

const address = new URL("cover-frame.html", import.meta.url).pathname;

/** What each frame is to show. @type {WeakMap<HTMLIFrameElement, string>} */
const wanted = new WeakMap();
/** What it shows. @type {WeakMap<Document, string>} */
const shown = new WeakMap();

/**
 * @param {{ html: string, title: string, width: number, look: "light"|"dark" }} of
 */
export function coverFrame({ html, title, width, look }) {
  return h("div", { class: "fitted", key: "cover-box", sync: (/** @type {HTMLElement} */ box) => fitInto(box, { width }) },
    h("iframe", {
      class: "cover-frame", title, src: address, sandbox: "allow-same-origin", referrerpolicy: "no-referrer", style: { "color-scheme": look },
      on: { load: (/** @type {any} */ { target }) => write(target) },
      sync: (/** @type {HTMLIFrameElement} */ frame) => {
        wanted.set(frame, inLook(html, look));
        write(frame);
      },
    }));
}

/** What the mail keeps for dark programs, shown or not whatever this browser prefers. @param {string} html @param {"light"|"dark"} look */
function inLook(html, look) {
  return html.replaceAll("(prefers-color-scheme:dark)", look === "dark" ? "all" : "not all").replaceAll("color-scheme:light dark", `color-scheme:${look}`);
}

/** @param {HTMLIFrameElement} frame */
function write(frame) {
  const inside = frame.contentDocument;
  const html = wanted.get(frame);
  const view = /** @type {any} */ (inside?.defaultView);
  if (!inside || !view || html === undefined || inside.readyState !== "complete" || !inside.URL.endsWith(address)) return;
  if (shown.get(inside) !== html) {
    shown.set(inside, html);
    const parsed = /** @type {Document} */ (new view.DOMParser().parseFromString(html, "text/html"));
    inside.replaceChild(inside.adoptNode(parsed.documentElement), inside.documentElement);
    // It is looked at; where its links lead is said in its form.
    for (const link of inside.querySelectorAll("a")) link.removeAttribute("href");
  }
  const box = frame.parentElement;
  const measure = () => box && fitInto(box, { height: Math.max(200, inside.body.scrollHeight) });
  measure();
  for (const image of inside.images) if (!image.complete) image.addEventListener("load", measure, { once: true });
  requestAnimationFrame(measure);
}
