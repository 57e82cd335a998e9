// @ts-check
// What a rule found, as something a person can look at: the recipient, the file, the word.

/**
 * @typedef {import("./types.d.ts").Situation} Situation
 * @typedef {import("./types.d.ts").Because} Because
 * @typedef {import("./types.d.ts").Message} Message
 */

/**
 * @param {Situation} situation
 * @param {Because[]} list
 * @returns {Message[]}
 */
export function grounds(situation, list) {
  const told = list.flatMap((one) => ground(situation, one) ?? []);
  return [...new Map(told.map((message) => [JSON.stringify(message), message])).values()];
}

/** @param {Situation} situation @param {Because} because @returns {Message[]|null} */
function ground(situation, { condition, field, index, matched, count, data }) {
  if (field === "to" || field === "cc" || field === "bcc") {
    const address = addressAt(situation, field, index);
    return address === null ? null : [[condition === "SentToScope" && situation.bundle && outsideOf(situation.bundle, address)
      ? "because.outsider" : "because.recipient", { address }]];
  }
  const name = index === null ? undefined : situation.attachments[index];
  const label = situation.bundle?.labels.find((one) => one.id === matched)?.name;
  // The message answered, or a file, has it.
  if (label && /Label$/.test(condition)) return [[`because.${condition}`, { label, name }]];
  if (data) return [[name === undefined ? "because.data" : "because.data-in", { data, matched, count, name }]];
  if (field === "attachments") {
    if (name === undefined) return null;
    return [matched === null || condition.startsWith("AttachmentExtension") ? ["because.attachment", { name }] : ["because.attachment-says", { name, matched }]];
  }
  if (field === "label") return label ? [["because.label", { label }]] : null;
  if (matched === null) return null;
  return [[field === "subject" || field === "body" ? `because.${field}` : "because.other", { matched }]];
}

/**
 * The recipient a decision points at. It counts in the draft, where what is no address does not stand.
 * @param {Situation} situation
 * @param {string|null} field
 * @param {number|null} index
 */
export function addressAt({ recipients }, field, index) {
  if (field === null || index === null) return null;
  return recipients.filter((one) => one.field === field && one.state !== "malformed")[index]?.address ?? null;
}

/**
 * Whether an address lies outside the organisation; its sub-domains are inside, as they are for the rules.
 * @param {import("./types.d.ts").BundleView} bundle
 * @param {string} address
 */
export function outsideOf(bundle, address) {
  const domain = address.slice(address.lastIndexOf("@") + 1).toLowerCase();
  return !bundle.organisation.domains.map((one) => one.toLowerCase()).some((one) => domain === one || domain.endsWith(`.${one}`));
}
