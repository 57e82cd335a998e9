// @ts-check

/** Milliseconds: nothing under way for so long, and waited for no longer than that. */
const [pause, patience] = [300, 10_000];

/**
 * Two answers of Roundcube at once may each write the session, and the later one what it knew before: then it has never heard of the
 * message that is being composed. A person is slower than its lists; so is whoever waits for this before going on.
 * @param {import("playwright-core").Page} page
 * @returns {() => Promise<void>}
 */
export function quietOf(page) {
  const open = new Set();
  let since = Date.now();
  page.on("request", (request) => { open.add(request); });
  for (const event of /** @type {const} */ (["requestfinished", "requestfailed"])) {
    // @ts-expect-error each of the names has this kind of listener
    page.on(event, (/** @type {import("playwright-core").Request} */ request) => { open.delete(request); since = Date.now(); });
  }
  return async () => {
    const end = Date.now() + patience;
    while ((open.size > 0 || Date.now() - since < pause) && Date.now() < end) await page.waitForTimeout(50);
  };
}
