// @ts-check
// A list whose order matters: dragged by the handle, or moved with the arrow keys on it. Every move is said aloud.

import { h } from "./dom.js";

/** @typedef {import("../page.js").Page} Page */

/**
 * @param {Page} page
 * @param {{ label: string, count: number, name: (index: number) => string, row: (index: number, handle: any) => any, key: (index: number) => unknown,
 *   step: (index: number, step: -1|1) => number|null, drop: (from: number, to: number) => void, rowClass?: (index: number) => string, properties?: any }} options
 *   `step` moves by one and says the new position; `drop` moves to where another stands
 */
export function orderedList(page, { label, count, name, row, key, step, drop, rowClass, properties = {} }) {
  const { say } = page.voice;
  const handle = (/** @type {number} */ index) => h("button", {
    type: "button", class: "handle", "aria-label": say("order.handle", { name: name(index) }), title: say("order.help"), "aria-keyshortcuts": "ArrowUp ArrowDown",
    on: {
      keydown: (/** @type {KeyboardEvent} */ event) => {
        const way = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
        if (way === 0) return;
        event.preventDefault();
        const moved = name(index);
        const position = step(index, way);
        page.announce(position === null ? say("order.end", { name: moved }) : say("order.moved", { name: moved, position: position + 1, count }));
      },
      pointerdown: (/** @type {PointerEvent} */ event) => startDrag(event, (from, to) => {
        const moved = name(from);
        drop(from, to);
        page.announce(say("order.dropped", { name: moved }));
      }),
    },
  }, h("span", { class: "grip", "aria-hidden": "true" }));
  return h("ol", { class: "ordered", "aria-label": label, ...properties }, Array.from({ length: count }, (_, index) =>
    h("li", { class: `ordered-row ${rowClass?.(index) ?? ""}`, key: key(index), data: { index } }, row(index, handle(index)))));
}


/**
 * @param {PointerEvent} event
 * @param {(from: number, to: number) => void} drop
 */
function startDrag(event, drop) {
  const handle = /** @type {HTMLElement} */ (event.currentTarget);
  const row = /** @type {HTMLElement|null} */ (handle.closest(".ordered-row"));
  const list = row?.parentElement;
  if (!row || !list || event.button !== 0) return;
  event.preventDefault();
  handle.focus();
  handle.setPointerCapture(event.pointerId);
  const rows = /** @type {HTMLElement[]} */ ([...list.children]);
  const from = rows.indexOf(row);
  const begun = event.clientY;
  let to = from;
  row.classList.add("dragged");

  const move = (/** @type {PointerEvent} */ { clientY }) => {
    row.style.setProperty("translate", `0 ${clientY - begun}px`);
    const others = rows.filter((one) => one !== row);
    to = others.filter((one) => {
      const box = one.getBoundingClientRect();
      return box.top + box.height / 2 < clientY;
    }).length;
    rows.forEach((one) => one.classList.remove("drop-before", "drop-after"));
    if (to === from) return;
    const target = rows[to];
    target?.classList.add(to > from ? "drop-after" : "drop-before");
  };
  const end = (/** @type {Event} */ { type }) => {
    handle.removeEventListener("pointermove", move);
    for (const name of ["pointerup", "pointercancel", "keydown"]) handle.removeEventListener(name, end);
    row.classList.remove("dragged");
    row.style.removeProperty("translate");
    rows.forEach((one) => one.classList.remove("drop-before", "drop-after"));
    if (type === "pointerup" && to !== from) drop(from, to);
  };
  handle.addEventListener("pointermove", move);
  // Any key takes the drag back.
  for (const name of ["pointerup", "pointercancel", "keydown"]) handle.addEventListener(name, end);
}
