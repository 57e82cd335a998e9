// @ts-check
/** Email/import (RFC 8621, section 4.8): an uploaded blob becomes a message, byte for byte. */
import {
  MethodError, Refused, checkSetSize, checkState, isObject, orNull, setErrorOf,
} from "./arguments.mjs";
import { readKeywords, readMailboxIds } from "./placement.mjs";
import { utcDate } from "./store.mjs";

/** @typedef {import("./calls.mjs").Call} Call */
/** @typedef {import("./arguments.mjs").SetError} SetError */
/** @typedef {import("./store.mjs").Email} Email */

const UTC_DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

/**
 * @param {Record<string, unknown>} args
 * @param {Call} call
 */
export async function emailImport(args, call) {
  const { account, limits, createdIds, fault } = call;
  if (!isObject(args.emails)) throw new MethodError("invalidArguments", '"emails" must be an object.');
  checkSetSize(Object.keys(args.emails).length, limits.maxObjectsInSet);
  checkState(args.ifInState, account.state);
  const oldState = account.state;
  await fault("before-import");
  /** @type {Record<string, Pick<Email, "id" | "blobId" | "threadId" | "size">>} */
  const created = {};
  /** @type {Record<string, SetError>} */
  const notCreated = {};
  for (const [creationId, wanted] of Object.entries(args.emails)) {
    try {
      const { id, blobId, threadId, size } = await importOne(wanted, call);
      created[creationId] = { id, blobId, threadId, size };
      createdIds.set(creationId, id);
    } catch (error) {
      notCreated[creationId] = setErrorOf(error);
    }
  }
  await fault("after-import");
  return {
    accountId: account.owner.id,
    oldState,
    newState: account.state,
    created: orNull(created),
    notCreated: orNull(notCreated),
  };
}

/**
 * @param {unknown} wanted an EmailImport object
 * @param {Call} call
 * @returns {Promise<Email>}
 */
async function importOne(wanted, { account, store }) {
  if (!isObject(wanted)) throw new Refused({ type: "invalidProperties", description: "An EmailImport must be an object." });
  const { blobId, mailboxIds, keywords, receivedAt, ...others } = wanted;
  const stray = Object.keys(others);
  if (stray.length > 0) throw new Refused({ type: "invalidProperties", properties: stray });
  if (typeof blobId !== "string" || !account.holds(blobId)) {
    throw new Refused({ type: "invalidProperties", properties: ["blobId"], description: "There is no such blob." });
  }
  const isDate = typeof receivedAt === "string" && UTC_DATE.test(receivedAt) && !Number.isNaN(Date.parse(receivedAt));
  if (receivedAt !== undefined && receivedAt !== null && !isDate) {
    throw new Refused({ type: "invalidProperties", properties: ["receivedAt"] });
  }
  const email = await store.describe(account, {
    blobId,
    mailboxIds: readMailboxIds(mailboxIds),
    keywords: readKeywords(keywords),
    receivedAt: isDate ? utcDate(new Date(receivedAt)) : undefined,
  });
  if (!email) throw new Refused({ type: "invalidEmail", description: "The blob does not begin with header fields." });
  await account.put(email);
  return email;
}
