// @ts-check
// The headlines as bars: how many times as fast as OpenPGP.js each is. One picture for light and for dark pages.

import { candidates } from './headlines.mjs';
import { digits } from './table.mjs';

const reference = 'openpgp.js';
const shown = Object.keys(candidates).filter((name) => name !== reference);
const [width, left, right, top, thick, gap] = [860, 330, 60, 62, 10, 12];
/** Longer bars are cut, and say so by their number. */
const most = 12;

const style = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328 } .small { font-size: 11px; fill: #59636e } .end { text-anchor: end }
  .zegel { fill: #1a6fd4 } .naive { fill: #a8792b } .webcrypto { fill: #818b98 } .line { stroke: #59636e; stroke-dasharray: 3 3 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .small { fill: #9aa4af } .zegel { fill: #5aa2ff } .naive { fill: #d3a256 } .webcrypto { fill: #a4adb8 } .line { stroke: #9aa4af }
  }`;

/** @param {string} text */
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/**
 * @param {import('./headlines.mjs').Headline[]} rows
 * @param {string} about  the machine and the date
 * @returns {string} SVG
 */
export function picture(rows, about) {
  const ratios = rows.map(({ title, by }) => ({ title, bars: shown.flatMap((name) => (by[name] === undefined ? [] : [{ name, ratio: (by[reference] ?? NaN) / by[name] }])) }));
  const end = Math.min(most, Math.max(2, ...ratios.flatMap(({ bars }) => bars.map(({ ratio }) => ratio))));
  const scale = (width - left - right) / end;
  const parts = [];
  let y = top;
  for (const { title, bars } of ratios) {
    const middle = y + (bars.length * thick) / 2;
    parts.push(`<text class="end" x="${left - 10}" y="${middle + 4}">${escaped(title)}</text>`);
    for (const { name, ratio } of bars) {
      const length = Math.max(1, Math.min(ratio, end) * scale);
      parts.push(`<rect class="${name}" x="${left}" y="${y}" width="${length.toFixed(1)}" height="${thick - 1}" rx="1"/>`);
      parts.push(`<text class="small" x="${(left + length + 4).toFixed(1)}" y="${y + thick - 1}">${digits(ratio)}×</text>`);
      y += thick;
    }
    y += gap;
  }
  const height = y + 20;
  const one = left + scale;
  let x = left;
  const legend = shown.map((name) => {
    const mark = `<rect class="${name}" x="${x}" y="32" width="10" height="10" rx="1"/><text class="small" x="${x + 15}" y="41">${escaped(candidates[name] ?? '')}</text>`;
    x += 40 + (candidates[name] ?? '').length * 6;
    return mark;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="How many times as fast as OpenPGP.js">`,
    `<style>${style}</style>`,
    `<text x="${left}" y="18">Times as fast as OpenPGP.js</text><text class="small" x="${left}" y="${height - 6}">${escaped(about)}</text>`,
    ...legend,
    `<line class="line" x1="${one}" x2="${one}" y1="${top - 8}" y2="${height - 22}"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}
