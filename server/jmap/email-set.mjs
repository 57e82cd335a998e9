// @ts-check
/** Email/set (RFC 8621, section 4.6): move, mark, destroy. Messages come in by Email/import only. */
import {
  MethodError, Refused, checkSetSize, checkState, isStrings, objectOrNothing, orNull, setErrorOf,
} from "./arguments.mjs";
import { existingId } from "./email-get.mjs";
import { patched } from "./placement.mjs";

/** @typedef {import("./calls.mjs").Call} Call */
/** @typedef {import("./arguments.mjs").SetError} SetError */

/**
 * @param {Record<string, unknown>} args
 * @param {Call} call
 */
export async function emailSet(args, { account, limits, createdIds }) {
  const create = objectOrNothing(args.create, "create");
  const update = objectOrNothing(args.update, "update");
  const destroy = args.destroy ?? [];
  if (!isStrings(destroy)) throw new MethodError("invalidArguments", '"destroy" must be an array of ids or null.');
  checkSetSize(Object.keys(create).length + Object.keys(update).length + destroy.length, limits.maxObjectsInSet);
  checkState(args.ifInState, account.state);
  const oldState = account.state;

  /** @type {Record<string, SetError>} */
  const notCreated = {};
  for (const id of Object.keys(create)) {
    notCreated[id] = { type: "forbidden", description: "Upload the message and use Email/import." };
  }
  /** @type {Record<string, null>} */
  const updated = {};
  /** @type {Record<string, SetError>} */
  const notUpdated = {};
  for (const [givenId, patch] of Object.entries(update)) {
    const id = existingId(givenId, createdIds);
    try {
      const email = account.emails.get(id);
      if (!email) throw new Refused({ type: "notFound" });
      if (destroy.includes(id)) throw new Refused({ type: "willDestroy" });
      await account.put(patched(email, patch));
      updated[id] = null;
    } catch (error) {
      notUpdated[givenId] = setErrorOf(error);
    }
  }
  /** @type {string[]} */
  const destroyed = [];
  /** @type {Record<string, SetError>} */
  const notDestroyed = {};
  for (const givenId of new Set(destroy)) {
    const id = existingId(givenId, createdIds);
    if (!account.emails.has(id)) {
      notDestroyed[givenId] = { type: "notFound" };
      continue;
    }
    await account.remove(id);
    destroyed.push(id);
  }
  return {
    accountId: account.owner.id,
    oldState,
    newState: account.state,
    created: null,
    notCreated: orNull(notCreated),
    updated: orNull(updated),
    notUpdated: orNull(notUpdated),
    destroyed: destroyed.length > 0 ? destroyed : null,
    notDestroyed: orNull(notDestroyed),
  };
}
