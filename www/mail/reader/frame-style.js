// @ts-check

/** How a mail looks in its frame. Apart, so that a policy can name it by its hash. */
export const frameStyle = `
  :root { color-scheme: light dark; }
  body { margin: 0; padding: 2px 2px 8px; font: 16px/1.55 system-ui, sans-serif; overflow-wrap: anywhere; overflow-x: auto; overflow-y: hidden; }
  body.own-colours { color: var(--ink); background: transparent; }
  body.paper { color-scheme: light; color: #1a1d24; background: #fff; padding: 16px; }
  img { max-width: 100%; height: auto; }
  table { max-width: 100%; }
  blockquote { margin: 8px 0; padding-inline-start: 12px; border-inline-start: 2px solid color-mix(in srgb, currentColor 30%, transparent); }
  pre { white-space: pre-wrap; }
  body.own-colours a { color: var(--accent); }
  body > :first-child { margin-top: 0; }
`;
