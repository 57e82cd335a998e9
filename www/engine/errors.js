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

/**
 * What a wasm program, the browser or our own code threw, as a `ZegelError`.
 * @param {any} thrown
 * @returns {ZegelError}
 */
export function asZegelError(thrown) {
  if (thrown instanceof ZegelError) return thrown;
  // The small programs throw { code, detail } as text.
  if (typeof thrown === "string" && thrown.startsWith("{")) return asZegelError(JSON.parse(thrown));
  // Rust throws { code, detail }, and the worker posts that. Node's own errors have a `code` too, of another kind.
  if (!(thrown instanceof Error) && typeof thrown?.code === "string") {
    return new ZegelError(thrown.code, thrown.detail, thrown.message && { cause: thrown.message });
  }
  return new ZegelError(isTrap(thrown) ? "engine-crashed" : "internal", {}, { cause: thrown });
}

/**
 * An error as it crosses between page and worker. A cause may be anything, and not everything can be posted; for
 * developers its words are enough.
 * @param {unknown} thrown
 * @returns {import("./types.js").Failure}
 */
export function failureOf(thrown) {
  const { code, detail, cause } = asZegelError(thrown);
  return { code, detail, message: cause === undefined ? "" : String(cause) };
}

/**
 * Whether an instance of a wasm program must not be used again. A stack that overflowed in wasm is a RangeError, and
 * memory that could not grow surfaces as one too.
 * @param {unknown} thrown
 */
function isTrap(thrown) {
  return thrown instanceof WebAssembly.RuntimeError || thrown instanceof RangeError;
}
