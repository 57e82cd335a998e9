// @ts-check
/** The five mailboxes every account has, and Mailbox/get (RFC 8621, section 2). */
import { pickProperties, selectIds } from "./arguments.mjs";

/** @typedef {import("./calls.mjs").Call} Call */
/** @typedef {import("./store.mjs").Email} Email */

/** Ids say nothing to a client: what a mailbox is for stands in its role. */
export const MAILBOX_IDS = { inbox: "M1", drafts: "M2", sent: "M3", archive: "M4", trash: "M5" };

const NAMES = { inbox: "Inbox", drafts: "Drafts", sent: "Sent", archive: "Archive", trash: "Trash" };
const ROLES = /** @type {(keyof typeof NAMES)[]} */ (Object.keys(NAMES));

const RIGHTS = {
  mayReadItems: true,
  mayAddItems: true,
  mayRemoveItems: true,
  maySetSeen: true,
  maySetKeywords: true,
  mayCreateChild: false,
  mayRename: false,
  mayDelete: false,
  maySubmit: true,
};

/** @param {string} id */
export function isMailbox(id) {
  return Object.values(MAILBOX_IDS).includes(id);
}

/**
 * @param {Record<string, unknown>} args
 * @param {Call} call
 */
export async function mailboxGet(args, { account, limits }) {
  const emails = [...account.emails.values()];
  const all = new Map(ROLES.map((role, index) => [MAILBOX_IDS[role], describe(role, index, emails)]));
  const { list, notFound } = selectIds(args.ids, all, limits.maxObjectsInGet);
  return {
    accountId: account.owner.id,
    state: account.state,
    list: list.map((mailbox) => pickProperties(mailbox, args.properties)),
    notFound,
  };
}

/**
 * @param {keyof typeof NAMES} role
 * @param {number} sortOrder
 * @param {Email[]} emails
 */
function describe(role, sortOrder, emails) {
  const id = MAILBOX_IDS[role];
  const inside = emails.filter((email) => email.mailboxIds[id]);
  const unread = inside.filter(({ keywords }) => !keywords.$seen && !keywords.$draft);
  const threads = (/** @type {Email[]} */ some) => new Set(some.map(({ threadId }) => threadId)).size;
  return {
    id,
    name: NAMES[role],
    parentId: null,
    role,
    sortOrder,
    totalEmails: inside.length,
    unreadEmails: unread.length,
    totalThreads: threads(inside),
    unreadThreads: threads(unread),
    myRights: RIGHTS,
    isSubscribed: true,
  };
}
