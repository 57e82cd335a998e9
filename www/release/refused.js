// @ts-check
// The page that the worker shows where it lets none open: without scripts, in the language of the browser.

import { wordsIn } from "./words.js";

/** @import { Named } from "./types.js" */

/**
 * @param {{ language: string, reason: string, file: string, current: Named|null, next: Named|null }} what
 * @returns {Response}
 */
export function refusedPage({ language, reason, file, current, next }) {
  const say = wordsIn(language);
  const values = { file, from: current?.version ?? "", to: next?.version ?? "" };
  const known = reason === "missing" || reason === "unreachable" || reason === "unreadable" ? reason : "changed";
  const lines = [
    `<h1>${escaped(say("page.title"))}</h1>`,
    `<p>${escaped(say(`page.${known}`, values))}</p>`,
    next ? `<p>${escaped(say("page.next", values))}</p>` : "",
    current ? `<p>${escaped(say("hash.from", { version: current.version }))}: <code>${escaped(current.hash)}</code></p>` : "",
    next ? `<p>${escaped(say("hash.to", { version: next.version }))}: <code>${escaped(next.hash)}</code></p>` : "",
  ];
  const page = `<!doctype html><html lang="${language.toLowerCase().startsWith("nl") ? "nl" : "en"}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>${escaped(say("page.title"))}</title>
<style>body { font: 16px/1.5 system-ui, sans-serif; max-width: 36rem; margin: 3rem auto; padding: 0 1rem } code { overflow-wrap: anywhere } h1 { font-size: 1.25rem }</style>
</head><body>${lines.join("\n")}</body></html>`;
  const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; sandbox";
  return new Response(page, {
    status: 503, headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": policy, "x-content-type-options": "nosniff", "cross-origin-resource-policy": "cross-origin" },
  });
}

/** @param {string} text */
const escaped = (text) => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
