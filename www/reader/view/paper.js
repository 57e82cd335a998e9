// @ts-check
// The label at the top of every printed sheet, where the browser writes into margins; elsewhere it stands on the first.

/**
 * @param {string|null} label
 */
export function labelSheets(label) {
  const sheet = new CSSStyleSheet();
  // Not by the page's policy but through CSSOM: no style of the message gets here, only one string.
  if (label) sheet.replaceSync(`@page { @top-right { content: "${label.replace(/["\\\n]/g, "\\$&")}"; font: 600 10pt system-ui, sans-serif; } }`);
  document.adoptedStyleSheets = [sheet];
}
