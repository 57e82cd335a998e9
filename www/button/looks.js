// @ts-check
// The looks of the element as one constructable stylesheet, so that a host's Content-Security-Policy needs no exception.
// Everything a host may want otherwise is a --zegel-* property; what is missing falls back to a calm default.

/** @type {CSSStyleSheet|undefined} */
let sheet;

export function looks() {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
  }
  return sheet;
}

const css = /* css */ `
:host {
  display: flex; flex-wrap: wrap; gap: var(--space2); position: relative;
  --accent: var(--zegel-accent, light-dark(#2a56b5, #93b5ff)); --accent-ink: var(--zegel-accent-ink, light-dark(#fff, #0d1a38));
  --accent-soft: var(--zegel-accent-soft, light-dark(#e8eefb, #202c47));
  --surface: var(--zegel-surface-raised, light-dark(#fff, #1f2229)); --sunken: var(--zegel-surface-sunken, light-dark(#f4f5f7, #101216));
  --hover: var(--zegel-surface-hover, light-dark(#eef0f3, #23262e));
  --ink: var(--zegel-ink, light-dark(#1a1d24, #e7e9ee)); --muted: var(--zegel-ink-muted, light-dark(#5a6170, #a2a9b8));
  --line: var(--zegel-line, light-dark(#dfe2e8, #2f333d)); --line-strong: var(--zegel-line-strong, light-dark(#868e9d, #737b8b));
  --warning: var(--zegel-warning, light-dark(#855200, #f0bd66)); --warning-soft: var(--zegel-warning-soft, light-dark(#fdf1dc, #362a13));
  --danger: var(--zegel-danger, light-dark(#b3261e, #ff9c93)); --danger-soft: var(--zegel-danger-soft, light-dark(#fdeceb, #3d1b1a));
  --ring: var(--zegel-focus-ring, 2px solid var(--zegel-focus, light-dark(#1d4fd7, #a9c4ff)));
  --radius: var(--zegel-radius, 8px); --target: var(--zegel-target, 36px); --space1: var(--zegel-space-1, 4px); --space2: var(--zegel-space-2, 8px);
  --small: var(--zegel-size-small, .8125rem); --medium: var(--zegel-size-label, .875rem);
  --backdrop: var(--zegel-backdrop, rgb(20 24 34 / .4)); --shadow: var(--zegel-shadow, 0 8px 28px rgb(20 24 34 / .18));
  color: var(--ink); font-family: var(--zegel-font, system-ui, sans-serif); font-size: var(--medium); line-height: 1.4;
}
:host([hidden]) { display: none; }
*, ::before { box-sizing: border-box; }
[hidden] { display: none !important; }
p, h2, h3, ul, pre, fieldset { margin: 0; }
svg { flex: none; }
button { font: inherit; color: inherit; cursor: pointer; border: 1px solid transparent; background: none; border-radius: var(--radius);
  min-height: var(--target); padding: 0 12px; display: inline-flex; align-items: center; gap: var(--space2); }
button:disabled { cursor: default; opacity: .5; }
:focus-visible { outline: var(--ring); outline-offset: 1px; }

.controls { display: flex; gap: var(--space2); min-width: 0; align-items: center; }
.split { display: flex; flex: none; border: 1px solid var(--line-strong); border-radius: var(--radius); background: var(--surface); }
.split button { border-radius: 0; min-height: calc(var(--target) - 2px); border: 0; }
.split .main { border-start-start-radius: calc(var(--radius) - 1px); border-end-start-radius: calc(var(--radius) - 1px); font-weight: 500; }
.split .open { padding: 0; width: calc(var(--target) - 4px); justify-content: center; border-inline-start: 1px solid var(--line);
  border-start-end-radius: calc(var(--radius) - 1px); border-end-end-radius: calc(var(--radius) - 1px); }
.split.on { background: var(--accent); border-color: var(--accent); color: var(--accent-ink); }
.split.on .open { border-inline-start-color: color-mix(in srgb, var(--accent-ink) 35%, transparent); }
.split:not(.on) button:hover:enabled, .label:hover:enabled, .quiet:hover { background: var(--hover); }
.split.on button:hover:enabled { background: color-mix(in srgb, var(--accent-ink) 14%, transparent); }
.label { border-color: var(--line-strong); background: var(--surface); min-width: 0; }
.label .name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.label svg { color: var(--muted); }
.label.needed { border-style: dashed; }
.dot { flex: none; width: 12px; height: 12px; border-radius: 50%; background: var(--label); box-shadow: inset 0 0 0 1px color-mix(in srgb, var(--ink) 25%, transparent);
  forced-color-adjust: none; }

.bar { flex: 1 0 100%; order: 9; min-width: 0; border: 1px solid var(--line); border-inline-start: 4px solid var(--label); border-radius: var(--radius); background: var(--sunken); overflow: auto; max-height: var(--zegel-bar-room, min(40vh, 320px)); }
.bar.empty { position: absolute; border: 0; height: 0; }
.bar[data-tone=on], .bar[data-tone=busy] { background: var(--accent-soft); }
.head, .issue { display: flex; flex-wrap: wrap; align-items: flex-start; gap: 4px 10px; padding: 6px 6px 6px 12px; }
.sign { display: grid; place-items: center; min-height: 28px; }
.head .sign { color: var(--muted); }
[data-tone=on] .head .sign, [data-tone=busy] .head .sign { color: var(--accent); }
[data-tone=failed] .head { background: var(--danger-soft); }
[data-tone=failed] .head .sign { color: var(--danger); }
.say { flex: 1 1 14em; min-width: 0; padding-block: 4px; overflow-wrap: anywhere; }
.sentence { font-weight: 500; }
.more { color: var(--muted); }
.template { flex: none; max-width: 16em; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; align-self: center; font-size: var(--small); padding: 1px 8px; border-radius: 99px;
  border: 1px solid color-mix(in srgb, var(--accent) 40%, transparent); color: var(--accent); }
.acts { display: flex; flex-wrap: wrap; gap: 2px; margin-inline-start: auto; }
.quiet { min-height: 28px; padding: 0 8px; color: var(--accent); font-weight: 500; border-radius: 6px; }
.icon-only { padding: 0; width: var(--target); min-height: var(--target); justify-content: center; color: var(--muted); }
.issue { border-block-start: 1px solid var(--line); }
.issue.block { background: var(--danger-soft); }
.issue.question { background: var(--warning-soft); }
.issue.block .sign, .issue.block .title { color: var(--danger); }
.issue.question .sign, .issue.question .title { color: var(--warning); }
.issue .title { font-weight: 500; }
.issue .more { color: var(--ink); }
.why { padding: 0 12px 8px 40px; color: var(--muted); }
.why summary { cursor: pointer; list-style: none; display: inline-block; border-radius: 4px; }
.why summary::-webkit-details-marker { display: none; }
.why .link { color: var(--accent); text-decoration: underline; text-underline-offset: 2px; }
.why[open] .first { display: none; }
.why ul, .issue ul { padding-inline-start: 1.2em; }
.progress { display: flex; flex-wrap: wrap; align-items: center; gap: 2px 10px; padding: 0 12px 10px 40px; }
progress { flex: 1 1 100%; height: 6px; appearance: none; border: 0; border-radius: 99px; overflow: hidden; background: color-mix(in srgb, var(--accent) 20%, transparent); }
progress::-webkit-progress-bar { background: transparent; }
progress::-webkit-progress-value { background: var(--accent); border-radius: 99px; }
progress::-moz-progress-bar { background: var(--accent); }
.amount { flex: 1 1 100%; color: var(--muted); font-size: var(--small); font-variant-numeric: tabular-nums; }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

@media (max-width: 560px) {
  .quiet { min-height: 44px; padding: 0 10px; }
  .acts { margin-inline-start: 22px; }
  .head .acts { margin-inline-start: auto; }
  .sign { min-height: 28px; }
  .template { display: none; }
  .amount:not(:empty) { min-height: 2.9em; }
}
@media (prefers-reduced-motion: no-preference) {
  .controls button { transition: background-color 120ms; }
  [data-tone=busy] .head .sign svg { animation: turn 1.2s linear infinite; }
}
@keyframes turn { to { rotate: 1turn; } }
@media (forced-colors: active) {
  .split.on { outline: 2px solid Highlight; }
  .bar { border-inline-start-width: 4px; }
}
`;
