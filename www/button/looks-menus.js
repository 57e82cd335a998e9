// @ts-check
// The looks of the element's menus. Loaded with them.

import { dresser } from "./dress.js";

/** Of the element that shows a menu. */
export const dressMenus = dresser(/* css */ `
.menu { position: fixed; margin: 0; inset: var(--top, 0) auto var(--bottom, auto) var(--left, 0); width: min(400px, 100vw - 16px); max-height: var(--room, 70vh); overflow: auto;
  padding: 6px; border: 1px solid var(--line); border-radius: calc(var(--radius) + 2px); background: var(--surface); color: var(--ink); box-shadow: var(--shadow); }
.sheet-head { display: none; }
.row { width: 100%; align-items: flex-start; text-align: start; padding: 8px 10px; padding-inline-start: calc(10px + var(--depth, 0) * 22px); gap: 10px; border-radius: 6px; }
.row > svg, .row > .dot { margin-block-start: 1px; color: var(--muted); }
.row > .dot { margin-block-start: 4px; }
.row .words { flex: 1; min-width: 0; display: grid; }
.row .name { font-weight: 500; }
.row .text, .row .reason { color: var(--muted); font-size: var(--small); }
.row .reason { color: var(--warning); }
.row .tick { width: 18px; color: var(--accent); }
.row:hover, .row:focus { background: var(--hover); }
.row[aria-disabled] { cursor: default; background: none; }
.row[aria-disabled] .name, .row[aria-disabled] > svg { opacity: .65; }
.separator { height: 1px; background: var(--line); margin: 6px 4px; }

@media (max-width: 560px) {
  .menu { inset: auto 0 0 0; width: 100vw; max-width: 100vw; max-height: 82vh; border-radius: 16px 16px 0 0; border-width: 1px 0 0; padding: 4px 8px max(12px, env(safe-area-inset-bottom)); }
  .menu::backdrop { background: var(--backdrop); }
  .sheet-head { display: flex; justify-content: space-between; align-items: center; padding-inline-start: 10px; position: sticky; top: -4px; background: var(--surface); z-index: 1; }
  .sheet-head .title { font-weight: 600; font-size: 1rem; }
  .row { min-height: 44px; padding-block: 10px; }
}
@media (prefers-reduced-motion: no-preference) {
  .row { transition: background-color 120ms; }
}
@media (forced-colors: active) {
  .row:focus { outline: 2px solid Highlight; }
}
`);
