// @ts-check
// The page's Trusted Types policy: the two strings the page may turn into something that acts.

/** The document of the frame in which a mail is shown. */
const emptyPage = "<!doctype html><meta charset=utf-8><title>Message</title>";

const rules = {
  createHTML: () => emptyPage,
  createScriptURL: (/** @type {string} */ url) => {
    if (!url.startsWith("blob:")) throw new TypeError("only the page's own script");
    return url;
  },
};

/** @type {{ createHTML(text: string): string, createScriptURL(url: string): string }} */
export const policy = /** @type {any} */ (globalThis).document ? /** @type {any} */ (globalThis).trustedTypes?.createPolicy("reader", rules) ?? rules : rules;

/** @param {HTMLIFrameElement} frame */
export function framePage(frame) {
  frame.srcdoc = policy.createHTML("");
}
