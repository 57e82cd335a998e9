// @ts-check
/** Identity/get and EmailSubmission/set (RFC 8621, sections 6 and 7): delivery among the accounts of this server. */
import { mailDate } from "../accounts.mjs";
import {
  MethodError, Refused, checkSetSize, checkState, isObject, isStrings, objectOrNothing, orNull, pickProperties,
  selectIds, setErrorOf,
} from "./arguments.mjs";
import { existingId } from "./email-get.mjs";
import { emailSet } from "./email-set.mjs";
import { MAILBOX_IDS } from "./mailboxes.mjs";
import { headerLength } from "./message.mjs";
import { patched } from "./placement.mjs";
import { newId, utcDate } from "./store.mjs";

/** @typedef {import("./calls.mjs").Call} Call */
/** @typedef {import("./arguments.mjs").SetError} SetError */
/** @typedef {import("./store.mjs").Account} Account */
/** @typedef {import("./store.mjs").Email} Email */
/** @typedef {{ mailFrom: string, rcptTo: string[] }} Envelope */

const IDENTITY_ID = "I1";

/**
 * @param {Record<string, unknown>} args
 * @param {Call} call
 */
export async function identityGet(args, { account, limits }) {
  const { name, address } = account.owner;
  const identity = {
    id: IDENTITY_ID,
    name,
    email: address,
    replyTo: null,
    bcc: null,
    textSignature: "",
    htmlSignature: "",
    mayDelete: false,
  };
  const { list, notFound } = selectIds(args.ids, new Map([[IDENTITY_ID, identity]]), limits.maxObjectsInGet);
  return {
    accountId: account.owner.id,
    state: "1",
    list: list.map((found) => pickProperties(found, args.properties)),
    notFound,
  };
}

/**
 * None is kept, so there is never one to give; the state is, for those who submit only once.
 *
 * @param {Record<string, unknown>} args
 * @param {Call} call
 */
export async function emailSubmissionGet(args, { account, limits }) {
  const { notFound } = selectIds(args.ids, new Map(), limits.maxObjectsInGet);
  return { accountId: account.owner.id, state: account.submissionState, list: [], notFound };
}

/**
 * Delivery happens at once, so a submission is final when it is created and is not kept (RFC 8621, section 7, allows
 * both). `update` and `destroy` therefore never find one.
 *
 * @param {Record<string, unknown>} args
 * @param {Call} call
 */
export async function emailSubmissionSet(args, call) {
  const { account, limits, createdIds, fault } = call;
  const create = objectOrNothing(args.create, "create");
  const update = objectOrNothing(args.update, "update");
  const destroy = args.destroy ?? [];
  if (!isStrings(destroy)) throw new MethodError("invalidArguments", '"destroy" must be an array of ids or null.');
  checkSetSize(Object.keys(create).length + Object.keys(update).length + destroy.length, limits.maxObjectsInSet);
  checkState(args.ifInState, account.submissionState);
  const oldState = account.submissionState;
  const afterwards = readFollowUp(args);
  await fault("before-submission");
  /** @type {Record<string, { id: string, threadId: string, sendAt: string, undoStatus: string }>} */
  const created = {};
  /** @type {Record<string, SetError>} */
  const notCreated = {};
  /** @type {Map<string, string>} submission, by creation id reference or id, to the Email it sent */
  const sent = new Map();
  for (const [creationId, wanted] of Object.entries(create)) {
    try {
      const email = await submit(wanted, afterwards.update[`#${creationId}`], call);
      account.submissions += 1;
      const id = newId("S");
      created[creationId] = { id, threadId: email.threadId, sendAt: utcDate(new Date()), undoStatus: "final" };
      createdIds.set(creationId, id);
      sent.set(`#${creationId}`, email.id).set(id, email.id);
    } catch (error) {
      notCreated[creationId] = setErrorOf(error);
    }
  }
  await fault("after-submission");
  await followUp(afterwards, sent, call);
  const notFound = (/** @type {string[]} */ ids) => orNull(Object.fromEntries(ids.map((id) => [id, { type: "notFound" }])));
  return {
    accountId: account.owner.id,
    oldState,
    newState: account.submissionState,
    created: orNull(created),
    notCreated: orNull(notCreated),
    updated: null,
    notUpdated: notFound(Object.keys(update)),
    destroyed: null,
    notDestroyed: notFound(destroy),
  };
}

/**
 * What is to happen to a message that was sent. Read before anything is, for a wrong wish must not follow a delivery.
 *
 * @param {Record<string, unknown>} args
 */
function readFollowUp(args) {
  const update = objectOrNothing(args.onSuccessUpdateEmail, "onSuccessUpdateEmail");
  const destroy = args.onSuccessDestroyEmail ?? [];
  if (!isStrings(destroy)) throw new MethodError("invalidArguments", '"onSuccessDestroyEmail" must be an array or null.');
  return { update, destroy };
}

/**
 * The Email/set that a client asks for in advance, answered as a response of its own (RFC 8621, section 7.5). An update
 * has happened with the delivery already; applied again it changes nothing, and what is wrong with one is answered here.
 *
 * @param {ReturnType<typeof readFollowUp>} afterwards
 * @param {ReadonlyMap<string, string>} sent
 * @param {Call} call
 */
async function followUp({ update, destroy }, sent, call) {
  const updates = Object.entries(update).flatMap(([key, patch]) => {
    const emailId = sent.get(key);
    return emailId === undefined ? [] : [[emailId, patch]];
  });
  const destroys = destroy.flatMap((key) => sent.get(key) ?? []);
  if (updates.length + destroys.length === 0) return;
  const answer = await emailSet(
    { accountId: call.account.owner.id, update: Object.fromEntries(updates), destroy: destroys }, call);
  call.implicit.push(["Email/set", answer]);
}

/**
 * @param {unknown} wanted an EmailSubmission to create
 * @param {unknown} patch of the sender's own copy, once it is sent
 * @param {Call} call
 * @returns {Promise<Email>} the message that was sent
 */
async function submit(wanted, patch, { account, store, createdIds }) {
  if (!isObject(wanted)) throw invalid("emailId", "A submission must be an object.");
  const { identityId, emailId, envelope: given, ...others } = wanted;
  const stray = Object.keys(others);
  if (stray.length > 0) throw new Refused({ type: "invalidProperties", properties: stray });
  if (identityId !== IDENTITY_ID) throw invalid("identityId", "There is no such identity.");
  const email = typeof emailId === "string" ? account.emails.get(existingId(emailId, createdIds)) : undefined;
  if (!email) throw invalid("emailId", "There is no such message.");
  const own = account.owner.address;
  if (!email.from?.length || email.from.some((from) => from.email.toLowerCase() !== own)) {
    throw new Refused({ type: "forbiddenFrom", description: `Messages from this account must be from ${own}.` });
  }
  const { mailFrom, rcptTo } = readEnvelope(given, email);
  if (mailFrom.toLowerCase() !== own) throw new Refused({ type: "forbiddenMailFrom" });
  if (rcptTo.length === 0) throw new Refused({ type: "noRecipients" });
  const unknown = rcptTo.filter((address) => !store.accountOf(address));
  if (unknown.length > 0) {
    const description = `Nobody has a mailbox for ${unknown.join(", ")}. Nothing was delivered.`;
    throw new Refused({ type: "invalidRecipients", invalidRecipients: unknown, description });
  }
  const recipients = new Set(rcptTo.flatMap((address) => store.accountOf(address) ?? []));
  // The sender's copy changes in the same step: left among the drafts by a crash, it would look as if never sent.
  const deliveries = patch === undefined ? [] : [{ accountId: account.owner.id, email: patchedIfValid(email, patch) }];
  for (const recipient of recipients) {
    deliveries.push({ accountId: recipient.owner.id, email: await deliveredCopy(email, own, recipient, store) });
  }
  await store.deliver(deliveries);
  return email;
}

/**
 * @param {Email} email
 * @param {unknown} patch
 * @returns {Email} unchanged where the patch is wrong: that is no reason not to send (RFC 8621, section 7.5)
 */
function patchedIfValid(email, patch) {
  try {
    return patched(email, patch);
  } catch (error) {
    if (error instanceof Refused) return email;
    throw error;
  }
}

/**
 * @param {unknown} given
 * @param {Email} email
 * @returns {Envelope} as given, or else from the header (RFC 8621, section 7)
 */
function readEnvelope(given, email) {
  if (given === undefined || given === null) {
    const everyone = [email.to, email.cc, email.bcc].flatMap((list) => list ?? []);
    const [from] = email.sender ?? email.from ?? [];
    return { mailFrom: from?.email ?? "", rcptTo: everyone.map((to) => to.email) };
  }
  const { mailFrom, rcptTo } = isObject(given) ? given : {};
  /** @param {unknown} value @returns {value is { email: string }} */
  const isAddress = (value) => isObject(value) && typeof value.email === "string";
  if (!isAddress(mailFrom) || !Array.isArray(rcptTo) || !rcptTo.every(isAddress)) {
    throw invalid("envelope", '"envelope" needs mailFrom and rcptTo, each address as {"email": …}.');
  }
  return { mailFrom: mailFrom.email, rcptTo: rcptTo.map(({ email: address }) => address) };
}

/**
 * @param {Email} email
 * @param {string} mailFrom
 * @param {Account} recipient
 * @param {import("./store.mjs").Store} store
 * @returns {Promise<Email>} for the recipient's Inbox; its bytes are the sender's behind a trace (RFC 5321, section 4.4)
 */
async function deliveredCopy(email, mailFrom, recipient, store) {
  const { address } = recipient.owner;
  const trace = [
    `Return-Path: <${mailFrom}>`,
    `Delivered-To: ${address}`,
    `Received: from localhost by localhost with HTTP id ${email.id}`,
    `\tfor <${address}>; ${mailDate(new Date())}`,
    "",
  ].join("\r\n");
  const { blobId } = await store.blobs.receive(withTrace(trace, email.blobId, store.blobs));
  const copy = await store.describe(recipient, { blobId, mailboxIds: { [MAILBOX_IDS.inbox]: true }, keywords: {} });
  if (!copy) throw new Error("a stored message could not be read again");
  return copy;
}

/**
 * @param {string} trace
 * @param {string} blobId
 * @param {import("./blobs.mjs").Blobs} blobs
 */
async function* withTrace(trace, blobId, blobs) {
  yield Buffer.from(trace);
  const head = await blobs.head(blobId);
  const end = headerLength(head);
  // A message that names its blind copies would give them away to everyone, so those fields stay behind.
  yield Buffer.from(withoutBcc(Buffer.from(head.subarray(0, end)).toString("latin1")), "latin1");
  yield* blobs.stream(blobId, end);
}

/** @param {string} header */
function withoutBcc(header) {
  return header.split(/(?<=\n)(?![ \t])/).filter((field) => !/^bcc[ \t]*:/i.test(field)).join("");
}

/** @param {string} property @param {string} description */
function invalid(property, description) {
  return new Refused({ type: "invalidProperties", properties: [property], description });
}
