// @ts-check

/** @typedef {(typeof import("./error-codes.js").errorCodes)[number]} ErrorCode */

/**
 * The one kind of error that leaves the engine and everything around it. `code` is stable and in kebab-case: a person's
 * sentence is looked up by it in the texts of their language. `detail` completes the sentence: addresses and positions,
 * never a subject, a text or a name of a file.
 */
export class ZegelError extends Error {
  /**
   * @param {ErrorCode} code
   * @param {Record<string, unknown>} [detail]
   * @param {ErrorOptions} [options]  `cause`, for developers
   */
  constructor(code, detail = {}, options) {
    super(code, options);
    this.name = "ZegelError";
    this.code = code;
    this.detail = detail;
  }
}
