// @ts-check
// Figures as text.

/** @typedef {{ n: number, median: number, min: number, max: number, medians: number[] }} Figures medians: one of each pass */

/** @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] ?? NaN : ((sorted[half - 1] ?? NaN) + (sorted[half] ?? NaN)) / 2;
}

/** @param {number[][]} passes samples of each pass @returns {Figures} */
export function figures(passes) {
  const all = passes.flat();
  return { n: all.length, median: median(all), min: Math.min(...all), max: Math.max(...all), medians: passes.map(median) };
}

/** Three digits say all that such a measurement knows. @param {number} value */
export const digits = (value) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

/** @param {Figures|undefined} figures */
export const shown = (figures) => (figures === undefined ? '' : `${digits(figures.median)} [${digits(figures.min)}–${digits(figures.max)}]`);

/**
 * A Markdown table whose columns also line up in a terminal.
 * @param {string[]} heads
 * @param {string[][]} rows
 */
export function table(heads, rows) {
  const widths = heads.map((head, at) => Math.max(head.length, ...rows.map((row) => (row[at] ?? '').length)));
  const line = (/** @type {string[]} */ cells) => `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  return [line(heads), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)].join('\n');
}
