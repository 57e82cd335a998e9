// @ts-check
/** What reached whom, as the mail server has it; and a clean table for the next test. */
import assert from "node:assert/strict";
import { signIn } from "../node/server/start.js";

/** @typedef {import("./stage.mjs").Stage} Stage */
/** @typedef {import("./person.mjs").Person} Person */

/** How often a protected message or one of this subject lies in the mailbox. @param {Stage} stage @param {string} address @param {string} subject @param {string} [role] */
export async function deliveries(stage, address, subject, role = "inbox") {
  return (await mailbox(stage, address, role)).filter((email) => email.subject === subject).length;
}

/** The messages of a mailbox as they lie there. @param {Stage} stage @param {string} address @param {string} [role] @returns {Promise<{ subject: string, bytes: Buffer }[]>} */
export async function mailbox(stage, address, role = "inbox") {
  const user = await signIn(stage.url, address);
  const emails = await user.emails(role);
  return Promise.all(emails.map(async ({ subject, blobId }) => ({ subject, bytes: await user.bytes(blobId) })));
}

/** How often mail was handed to the server. A sealed draft is none: outside it is addressed to nobody. @param {Stage} stage */
export function uploads(stage) {
  const isDraft = (/** @type {Buffer} */ body) => !/^(?:To|Cc):/mi.test(String(body).split("\r\n\r\n", 1)[0] ?? "");
  return stage.requests.filter(({ url, body }) => url.includes("/upload/") && !isDraft(body)).length;
}

/** Everybody signs in again, with the keys they have; their mailboxes and our records are empty. @param {Stage} stage @param {...Person} people */
export async function startOver(stage, ...people) {
  // What was asked until now is looked through before it is gone.
  assert.deepEqual(await stage.leaks(), []);
  stage.fault = null;
  // First of all nobody writes any more: a draft that a page still had in hand would lie in a mailbox that was emptied.
  await Promise.all(people.map(async ({ page }) => {
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await page.goto("about:blank");
  }));
  for (const { address } of people) {
    const user = await signIn(stage.url, address);
    for (const role of ["inbox", "sent", "drafts"]) {
      const ids = (await user.emails(role)).filter((email) => !email.subject.startsWith("Welcome")).map(({ id }) => id);
      if (ids.length > 0) await user.callOne("Email/set", { destroy: ids });
    }
  }
  await Promise.all(people.map(async (person) => {
    await person.page.goto(stage.url);
    await person.signIn();
  }));
  stage.requests.length = 0;
}
