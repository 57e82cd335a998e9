// @ts-check
/** How often one client may ask: a bucket that fills again by itself. */
import { Problem } from "./answers.mjs";

/** @typedef {{ burst: number, perSecond: number }} Rate */

/** Two questions for each of 150 recipients at once, then those of a person who types. */
const USUAL = { burst: 300, perSecond: 5 };
const MAX_CLIENTS = 10_000;

/** @param {Rate} [rate] */
export function openRates({ burst, perSecond } = USUAL) {
  /** @type {Map<string, { left: number, at: number }>} */
  const clients = new Map();

  /** @param {string} client @throws {Problem} when it asks too often */
  function take(client) {
    const now = performance.now();
    const { left, at } = clients.get(client) ?? { left: burst, at: now };
    const filled = Math.min(burst, left + ((now - at) / 1000) * perSecond);
    clients.delete(client);
    clients.set(client, { left: Math.max(0, filled - 1), at: now });
    // The one that was silent longest is full again, or nearly.
    if (clients.size > MAX_CLIENTS) clients.delete(/** @type {string} */ (clients.keys().next().value));
    if (filled >= 1) return;
    throw new Problem(429, "Too many look-ups at once.", { headers: { "retry-after": String(Math.ceil(1 / perSecond)) } });
  }

  return { take };
}
