// @ts-check
// Mail that is there twice, or would be. What a browser leaves that hands an import over a second time, by itself, because a kept line closed without an answer: two
// messages of the same bytes, of which the answer names one.

/**
 * To be asked in one request with the import. A server that cannot look for it says so, and the import counts all the same.
 * @param {string} mailbox
 * @param {string|null} messageId  without angle brackets
 * @returns {Array<[string, Record<string, unknown>, string]>}  answered under "copies"
 */
export function copiesIn(mailbox, messageId) {
  if (!messageId) return [];
  return [
    ["Email/query", { filter: { inMailbox: mailbox, header: ["Message-ID", messageId] }, limit: 50 }, "query"],
    ["Email/get", { "#ids": { resultOf: "query", name: "Email/query", path: "/ids" }, properties: ["id", "blobId", "keywords"] }, "copies"],
  ];
}

/**
 * @param {any} made  what the answer to the import says of a message
 * @param {any[]} lying  the copies
 * @returns {any[]} those of the same bytes
 */
export function twinsOf(made, lying) {
  return lying.filter((one) => typeof made?.blobId === "string" && one?.blobId === made.blobId && one.id !== made.id);
}

/**
 * To be asked with it: what was sent of the same draft, by another tab perhaps.
 * @param {string} sent  the mailbox
 * @param {string|null} messageId
 * @returns {Array<[string, Record<string, unknown>, string]>}  answered under "others"
 */
export function othersIn(sent, messageId) {
  const mark = /\.[0-9a-f-]{36}@/.exec(messageId ?? "")?.[0];
  if (!mark) return [];
  return [
    ["Email/query", { filter: { inMailbox: sent, header: ["Message-ID", mark] }, limit: 50 }, "asked"],
    ["Email/get", { "#ids": { resultOf: "asked", name: "Email/query", path: "/ids" }, properties: ["id", "messageId"] }, "others"],
  ];
}
