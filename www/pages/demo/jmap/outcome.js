// @ts-check
// What an answer, or the lack of one, says of a request that was sent.

import { ZegelError } from "../../../engine/errors.js";

/**
 * Errors after which nothing was done. Of serverFail and whatever else a server may say that is not certain: the first
 * submissions of a call may have left when the server failed.
 */
const refusals = new Set([
  "notJSON", "notRequest", "unknownCapability", "limit", // of a request (RFC 8620, section 3.6.1)
  "unknownMethod", "invalidArguments", "invalidResultReference", "forbidden", "accountNotFound", // of a call (section 3.6.2)
  "accountNotSupportedByMethod", "accountReadOnly", "requestTooLarge", "stateMismatch",
]);

/**
 * @param {unknown} failure  what a call threw
 * @returns {boolean} whether the server said that it did nothing
 */
export function isRefusal(failure) {
  if (!(failure instanceof ZegelError)) return false;
  if (failure.code === "sign-in-refused") return true;
  return failure.code === "server-refused" && refusals.has(/** @type {string} */ (failure.detail.type));
}

/**
 * @param {Record<string, any>|undefined} answer  of EmailSubmission/set
 * @param {string} key  creation id
 * @param {unknown} failure  in the place of an answer
 * @returns {import("./sending.js").Outcome}
 */
export function outcomeOf(answer, key, failure) {
  if (failure) return isRefusal(failure) ? "refused" : "unknown";
  if (answer?.created?.[key]) return "submitted";
  const type = answer?.notCreated?.[key]?.type;
  if (type) return /^server/.test(type) ? "unknown" : "refused";
  return refusals.has(answer?.refused) ? "refused" : "unknown";
}
