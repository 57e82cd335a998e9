// @ts-check
// The looks of the element's dialogs: what is open before sending, and what leaves the browser. Loaded with them.

import { dresser } from "./dress.js";

/** Of the element that shows a dialog. */
export const dressDialogs = dresser(/* css */ `
dialog { width: min(560px, 100vw - 24px); max-height: min(86vh, 100vh - 24px); padding: 0; border: 1px solid var(--line); border-radius: calc(var(--radius) + 4px); background: var(--surface);
  color: var(--ink); box-shadow: var(--shadow); overflow: auto; font-size: 1rem; overscroll-behavior: contain; }
dialog::backdrop { background: var(--backdrop); }
dialog h2 { display: flex; gap: 10px; align-items: center; font-size: 1.125rem; line-height: 1.3; }
.ask form { display: grid; gap: 16px; padding: 20px; }
.ask h2 svg { color: var(--warning); }
.issues { display: grid; gap: 12px; }
fieldset { min-width: 0; border: 1px solid var(--line); border-radius: var(--radius); padding: 12px 14px; display: grid; gap: 4px; }
fieldset.block { border-inline-start: 4px solid var(--danger); }
fieldset.question { border-inline-start: 4px solid var(--warning); }
legend { float: inline-start; width: 100%; padding: 0; display: flex; gap: 8px; font-weight: 600; overflow-wrap: anywhere; }
legend span { min-width: 0; }
legend + * { clear: both; }
fieldset.block legend svg { color: var(--danger); }
fieldset.question legend svg { color: var(--warning); }
fieldset p { color: var(--muted); padding-block-end: 4px; }
.option { display: flex; align-items: center; gap: 10px; min-height: var(--target); padding: 4px 8px; border-radius: 6px; cursor: pointer; overflow-wrap: anywhere; }
.option:hover { background: var(--hover); }
.option input { width: 18px; height: 18px; margin: 0; flex: none; accent-color: var(--accent); }
.option span { min-width: 0; }
textarea { display: block; margin: 4px 0 0; font: inherit; color: inherit; background: var(--surface); border: 1px solid var(--line-strong); border-radius: var(--radius); padding: 8px 10px; width: 100%; resize: vertical; }
.foot { display: flex; justify-content: flex-end; }
.primary { background: var(--accent); color: var(--accent-ink); font-weight: 600; padding: 0 20px; min-height: 40px; }

.bytes { width: min(860px, 100vw - 24px); height: min(86vh, 760px); }
.bytes[open] { display: flex; flex-direction: column; overflow: hidden; }
.top { display: flex; justify-content: space-between; align-items: center; padding: 12px 12px 12px 20px; border-block-end: 1px solid var(--line); }
.body { flex: 1; overflow: auto; padding: 16px 20px; display: grid; gap: 16px; align-content: start; }
.body > .more, .verdict { display: flex; gap: 10px; align-items: flex-start; }
.verdict { padding: 10px 12px; border-radius: var(--radius); background: var(--sunken); font-weight: 500; }
.verdict.on { background: var(--accent-soft); } .verdict.on svg { color: var(--accent); }
.verdict.failed { background: var(--danger-soft); color: var(--danger); }
.source { min-width: 0; border: 1px solid var(--line); border-radius: var(--radius); overflow: hidden; }
.source-head { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 8px; padding: 6px 6px 6px 12px; border-block-end: 1px solid var(--line); }
.source-head h3 { flex: 1 1 12em; min-width: 0; font-size: var(--medium); font-weight: 600; overflow-wrap: anywhere; }
.source-head .size { color: var(--muted); font-size: var(--small); }
pre { padding: 12px; max-height: 46vh; overflow: auto; background: var(--sunken); font: .8125rem/1.5 var(--zegel-font-mono, ui-monospace, monospace); white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4; }
.source:only-of-type pre { max-height: none; }
pre:focus-visible { outline-offset: -2px; }
.source .more { padding: 8px 12px; font-size: var(--small); }

@media (max-width: 560px) {
  dialog.ask { margin: auto 0 0; width: 100vw; max-width: 100vw; border-radius: 16px 16px 0 0; }
  .ask form { padding: 16px; }
  .primary { min-height: 44px; flex: 1; justify-content: center; }
  .body { padding: 12px; }
}
@media (prefers-reduced-motion: no-preference) {
  .option { transition: background-color 120ms; }
  .body > .more svg { animation: turn 1.2s linear infinite; }
}
@keyframes turn { to { rotate: 1turn; } }
`);
