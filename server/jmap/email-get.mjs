// @ts-check
/** Email/get (RFC 8621, section 4.2), without the body: the page downloads the message itself. */
import { MethodError, isStrings, selectIds } from "./arguments.mjs";
import { FORMS, readHeader } from "./message.mjs";

/** @typedef {import("./calls.mjs").Call} Call */
/** @typedef {import("./store.mjs").Email} Email */
/** @typedef {{ field: string, form: (raw: string) => unknown, all: boolean }} HeaderProperty */

const PROPERTIES = [
  "id", "blobId", "threadId", "mailboxIds", "keywords", "size", "receivedAt", "messageId", "inReplyTo", "references",
  "sender", "from", "to", "cc", "bcc", "replyTo", "subject", "sentAt", "hasAttachment", "preview",
];

/**
 * @param {Record<string, unknown>} args
 * @param {Call} call
 */
export async function emailGet(args, { account, store, limits, createdIds }) {
  const properties = args.properties ?? PROPERTIES;
  if (!isStrings(properties)) throw new MethodError("invalidArguments", '"properties" must be an array or null.');
  const asked = readProperties(properties);
  const ids = isStrings(args.ids) ? args.ids.map((id) => existingId(id, createdIds)) : args.ids;
  const { list, notFound } = selectIds(ids, account.emails, limits.maxObjectsInGet);
  return {
    accountId: account.owner.id,
    state: account.state,
    list: await Promise.all(list.map((email) => describe(email, asked, store.blobs))),
    notFound,
  };
}

/**
 * @param {string} id
 * @param {ReadonlyMap<string, string>} createdIds
 * @returns {string} the id behind a creation id like "#e", if there is one (RFC 8620, section 5.3)
 */
export function existingId(id, createdIds) {
  return id.startsWith("#") ? createdIds.get(id.slice(1)) ?? id : id;
}

/**
 * @param {string[]} properties
 * @returns {Map<string, HeaderProperty | null>} null stands for a stored property
 */
function readProperties(properties) {
  return new Map(["id", ...properties].map((name) => {
    if (PROPERTIES.includes(name)) return [name, null];
    const [, field, form = "asRaw", all] = /^header:([!-9;-~]+?)(?::(as\w+))?(:all)?$/.exec(name) ?? [];
    const parse = Object.hasOwn(FORMS, form) ? FORMS[form] : undefined;
    if (field === undefined || !parse) throw new MethodError("invalidArguments", `There is no property "${name}" here.`);
    return [name, { field: field.toLowerCase(), form: parse, all: all !== undefined }];
  }));
}

/**
 * @param {Email} email
 * @param {ReadonlyMap<string, HeaderProperty | null>} properties
 * @param {import("./blobs.mjs").Blobs} blobs
 */
async function describe(email, properties, blobs) {
  const needsHeader = [...properties.values()].some((property) => property !== null);
  const header = needsHeader ? readHeader(await blobs.head(email.blobId)) : [];
  return Object.fromEntries([...properties].map(([name, property]) => {
    if (!property) return [name, email[/** @type {keyof Email} */ (name)]];
    const values = header
      .filter((field) => field.name.toLowerCase() === property.field)
      .map(({ raw }) => property.form(raw));
    return [name, property.all ? values : values.at(-1) ?? null];
  }));
}
