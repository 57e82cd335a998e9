// @ts-check

/**
 * Finishes a work that a program began, by the program alone: without the browser's cryptography, and without waiting.
 * @template Result
 * @param {{ order(): unknown, run(chunks: number): void, finish(): Result, free(): void }} work  used up
 * @returns {Result}
 */
export function whole(work) {
  try {
    while (work.order()) work.run(0);
    return work.finish();
  } finally {
    work.free();
  }
}
