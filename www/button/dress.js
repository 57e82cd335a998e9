// @ts-check
// Looks that come with what they are for, so that a page does not wait for those of menus and dialogs nobody has opened.

/**
 * @param {string} css
 * @returns {(root: ShadowRoot) => void}
 */
export function dresser(css) {
  /** @type {CSSStyleSheet|undefined} */
  let sheet;
  return (root) => {
    if (!sheet) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
    }
    if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  };
}
