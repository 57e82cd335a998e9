// @ts-check
// How the button and the dialog look, in shadow trees: a page's own style does not reach in, and a strict policy of the page
// has nothing to say about sheets that are made.

const rules = `
:host { all: initial; color-scheme: light dark; font: 14px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif; display: block; }
:host([hidden]), [hidden] { display: none !important; }
* { box-sizing: border-box; }
.bar {
  --accent: light-dark(#2a56b5, #93b5ff); --ink: light-dark(#1a1d24, #e7e9ee); --muted: light-dark(#5a6170, #a2a9b8); --line: light-dark(#c9cedb, #3a3f4b);
  --surface: light-dark(#ffffff, #1c1f26); --danger: light-dark(#b3261e, #ff9c93); --danger-soft: light-dark(#fdeceb, #3d1b1a);
  display: flex; flex-wrap: wrap; align-items: center; gap: 8px; margin: 6px 0; color: var(--ink);
}
button {
  display: inline-flex; align-items: center; gap: 6px; min-height: 36px; padding: 0 14px; border: 1px solid var(--line, light-dark(#868e9d, #737b8b)); border-radius: 8px;
  font: inherit; font-weight: 500; color: inherit; background: var(--surface, light-dark(#ffffff, #1c1f26)); cursor: pointer;
}
button:hover { background: light-dark(#eef0f3, #262a33); }
button:focus-visible, input:focus-visible { outline: 2px solid light-dark(#1d4fd7, #a9c4ff); outline-offset: 2px; }
button.main { border-color: transparent; color: light-dark(#ffffff, #0d1a38); background: light-dark(#2a56b5, #93b5ff); }
button.main:hover { background: light-dark(#204594, #b3caff); }
button[disabled] { opacity: 0.6; cursor: default; }
button.plain { border-color: transparent; background: none; }
.said { flex: 1 1 16em; margin: 0; padding: 7px 10px; border-radius: 8px; color: light-dark(#1a1d24, #e7e9ee); background: light-dark(#eef2fb, #202c47); }
.said.trouble { color: light-dark(#8c1d18, #ffb4ab); background: light-dark(#fdeceb, #3d1b1a); }
dialog {
  width: min(52rem, calc(100vw - 24px)); max-width: none; height: min(46rem, calc(100dvh - 24px)); max-height: none; margin: auto; padding: 0; border: 1px solid light-dark(#dfe2e8, #2f333d);
  border-radius: 12px; overflow: hidden; color: light-dark(#1a1d24, #e7e9ee); background: light-dark(#ffffff, #16181d); box-shadow: 0 8px 28px light-dark(rgb(20 24 34 / 0.18), rgb(0 0 0 / 0.6));
}
dialog[open] { display: flex; flex-direction: column; }
dialog::backdrop { background: light-dark(rgb(20 24 34 / 0.38), rgb(0 0 0 / 0.6)); }
h2 { margin: 0; padding: 14px 16px 6px; font-size: 18px; font-weight: 620; }
label { display: flex; align-items: center; gap: 10px; padding: 0 16px 8px; color: light-dark(#5a6170, #a2a9b8); }
input {
  flex: 1; min-width: 0; min-height: 36px; padding: 0 10px; border: 1px solid light-dark(#868e9d, #737b8b); border-radius: 8px; font: inherit; color: light-dark(#1a1d24, #e7e9ee);
  background: light-dark(#ffffff, #1f2229);
}
.room { flex: 1; min-height: 0; overflow: hidden; border-top: 1px solid light-dark(#dfe2e8, #2f333d); }
/* The frame scrolls by itself. */
.room > iframe { height: 100% !important; }
.foot { display: flex; flex-wrap: wrap; justify-content: flex-end; gap: 8px; padding: 12px 16px; border-top: 1px solid light-dark(#dfe2e8, #2f333d); }
.foot .said { flex-basis: 100%; }
.note { margin: 0; padding: 0 16px 8px; font-size: 13px; color: light-dark(#5a6170, #a2a9b8); }
.shown { margin: 6px 0; border: 1px solid light-dark(#dfe2e8, #2f333d); border-radius: 8px; overflow: hidden; background: light-dark(#ffffff, #16181d); }
svg { width: 16px; height: 16px; flex: none; }
@media (pointer: coarse), (max-width: 640px) { button, input { min-height: 44px; } dialog { width: 100vw; height: 100dvh; border: 0; border-radius: 0; } }
`;

/** @type {CSSStyleSheet|null} */
let sheet = null;

/** A place of ours in the page: its element, and the tree in it. */
export function shadowPlace() {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(rules);
  }
  const host = document.createElement("div");
  host.dataset.zegel = "";
  const tree = host.attachShadow({ mode: "open" });
  tree.adoptedStyleSheets = [sheet];
  return { host, tree };
}

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag @param {Record<string, string>} [attributes] @param {...(Node|string)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function made(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A closed padlock: encrypted, and nothing else. */
export function padlock() {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const attributes = { viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", "stroke-width": "1.75", "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true" };
  for (const [name, value] of Object.entries(attributes)) svg.setAttribute(name, value);
  const body = document.createElementNS(space, "rect");
  for (const [name, value] of Object.entries({ x: "4", y: "11", width: "16", height: "10", rx: "2" })) body.setAttribute(name, value);
  const shackle = document.createElementNS(space, "path");
  shackle.setAttribute("d", "M8 11V7a4 4 0 0 1 8 0v4");
  svg.append(body, shackle);
  return svg;
}
