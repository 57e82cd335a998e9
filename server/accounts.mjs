// @ts-check
/** Who has a mailbox on the embedded server. It listens on loopback only; the passwords are no secret. */
import { createHash, timingSafeEqual } from "node:crypto";

/**
 * @typedef {object} Owner
 * @property {string} id JMAP account id; also the name of the folder (RFC 8620, section 1.2: only A-Za-z0-9_-)
 * @property {string} address
 * @property {string} name
 * @property {string} password
 */

/**
 * @param {string} address
 * @param {string} name
 * @returns {Owner}
 */
function owner(address, name) {
  const localPart = address.slice(0, address.indexOf("@"));
  return { id: address.replaceAll(/[^a-z0-9]/g, "-"), address, name, password: `${localPart}pw` };
}

/** @type {readonly Owner[]} */
export const OWNERS = [
  owner("noor@example.org", "Noor de Wit"),
  owner("daan@example.org", "Daan Bakker"),
  owner("sofie@example.org", "Sofie Jansen"),
  owner("lee@example.com", "Lee Chen"),
  owner("mara@example.com", "Mara Novak"),
];

export const DOMAINS = new Set(OWNERS.map(({ address }) => address.slice(address.indexOf("@") + 1)));

/**
 * @param {string | undefined} authorization an Authorization header (RFC 7617)
 * @returns {Owner | null} whose name and password it holds
 */
export function ownerOf(authorization) {
  const [, encoded] = /^basic +([a-z0-9+/=]+)$/i.exec(authorization ?? "") ?? [];
  if (!encoded) return null;
  const pair = Buffer.from(encoded, "base64").toString("utf8");
  const colon = pair.indexOf(":");
  const address = pair.slice(0, colon).toLowerCase();
  const found = OWNERS.find((candidate) => candidate.address === address);
  return found && sameSecret(pair.slice(colon + 1), found.password) ? found : null;
}

/**
 * @param {string} given
 * @param {string} expected
 */
function sameSecret(given, expected) {
  // Hashing first gives both the same length, which timingSafeEqual asks for.
  const digest = (/** @type {string} */ text) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/**
 * @param {Owner} to
 * @param {Date} now
 * @returns {string} the mail a new mailbox starts with
 */
export function welcomeMail(to, now) {
  const others = OWNERS.filter(({ id }) => id !== to.id).map(({ name, address }) => `${name} <${address}>`);
  const lines = [
    "From: Zegel <welcome@example.test>",
    `To: ${to.name} <${to.address}>`,
    "Subject: Welcome to Zegel",
    `Date: ${mailDate(now)}`,
    `Message-ID: <welcome.${to.id}@example.test>`,
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: 7bit",
    "",
    "Write a mail to one of the other people who have a mailbox here; they are listed below.",
    "Click Protect before you send it, or let a rule of your organisation do so.",
    "Then look at what left the browser: the server holds only what you see there.",
    "",
    ...others,
    "",
  ];
  return lines.join("\r\n");
}

/**
 * @param {Date} date
 * @returns {string} RFC 5322, section 3.3
 */
export function mailDate(date) {
  return date.toUTCString().replace("GMT", "+0000");
}
