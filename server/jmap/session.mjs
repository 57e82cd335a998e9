// @ts-check
/** What the server tells about itself (RFC 8620, section 2; RFC 8621, section 1.3). */
import { MAILBOX_IDS } from "./mailboxes.mjs";

export const CORE = "urn:ietf:params:jmap:core";
export const MAIL = "urn:ietf:params:jmap:mail";
export const SUBMISSION = "urn:ietf:params:jmap:submission";

/**
 * @typedef {object} Limits announced here, enforced where they apply
 * @property {number} maxSizeUpload
 * @property {number} maxConcurrentUpload
 * @property {number} maxSizeRequest
 * @property {number} maxConcurrentRequests
 * @property {number} maxCallsInRequest
 * @property {number} maxObjectsInGet
 * @property {number} maxObjectsInSet
 */

/** @type {Readonly<Limits>} */
export const LIMITS = {
  maxSizeUpload: 1_000_000_000,
  maxConcurrentUpload: 8,
  maxSizeRequest: 10_000_000,
  maxConcurrentRequests: 16,
  maxCallsInRequest: 32,
  maxObjectsInGet: 1000,
  maxObjectsInSet: 1000,
};

/**
 * @param {import("./store.mjs").Account} account
 * @param {Limits} limits
 */
export function sessionOf({ owner }, limits) {
  const { id, address } = owner;
  const mail = {
    maxMailboxesPerEmail: Object.keys(MAILBOX_IDS).length,
    maxMailboxDepth: 1,
    maxSizeMailboxName: 100,
    maxSizeAttachmentsPerEmail: limits.maxSizeUpload,
    emailQuerySortOptions: ["receivedAt"],
    mayCreateTopLevelMailbox: false,
  };
  return {
    capabilities: { [CORE]: { ...limits, collationAlgorithms: [] }, [MAIL]: {}, [SUBMISSION]: {} },
    accounts: {
      [id]: {
        name: address,
        isPersonal: true,
        isReadOnly: false,
        accountCapabilities: { [CORE]: {}, [MAIL]: mail, [SUBMISSION]: { maxDelayedSend: 0, submissionExtensions: {} } },
      },
    },
    primaryAccounts: { [CORE]: id, [MAIL]: id, [SUBMISSION]: id },
    username: address,
    apiUrl: "/jmap/",
    downloadUrl: "/jmap/download/{accountId}/{blobId}/{name}?accept={type}",
    uploadUrl: "/jmap/upload/{accountId}/",
    // The session must name one; this server has no push, and says so there.
    eventSourceUrl: "/jmap/eventsource/?types={types}&closeafter={closeafter}&ping={ping}",
    state: sessionState(id),
  };
}

/** @param {string} accountId what the session tells never changes while the server runs */
export function sessionState(accountId) {
  return `1-${accountId}`;
}
