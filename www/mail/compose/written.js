// @ts-check
// What stands in a composer, as data: as it was written, as it is sent, as it is kept.

import { writeMailbox } from "./draft.js";

/** @typedef {import("./composer.js").Composer} Composer */

/** Without what is set when it is sent. @param {Composer} composer */
export function written({ from, people, editor, files, subject, labels }) {
  return {
    from: writeMailbox(from), to: people.list("to"), cc: people.list("cc"), bcc: people.list("bcc"), subject: subject?.value ?? "",
    text: editor?.text() ?? "", html: editor?.html() ?? null,
    attachments: [
      ...(editor?.pictures() ?? []).map(({ file, contentId }) => ({ name: file.name, type: file.type, size: file.size, contentId })),
      ...(files?.files ?? []).map(({ file, name, type }) => ({ name, type, size: file.size, contentId: null, ...labels?.of(file) })),
    ],
  };
}

/** What is left out where nothing was given. */
const givenOnly = /** @type {const} */ (["answered", "previousLabel", "importance", "bodyOnly"]);

/** With what was given and is not changed here. @param {Composer} composer */
export function lasting(composer) {
  const { draft = {} } = composer.opening;
  return {
    ...written(composer), inReplyTo: draft.inReplyTo ?? null, references: draft.references ?? [],
    answeredLabels: draft.answeredLabels ?? [], labelHidden: draft.labelHidden ?? false,
    ...Object.fromEntries(givenOnly.filter((name) => draft[name] !== undefined).map((name) => [name, draft[name]])),
    language: /** @type {"en"|"nl"} */ (composer.language.startsWith("nl") ? "nl" : "en"),
  };
}

/** Everything it takes to go on with it another day. @param {Composer} composer */
export function toKeep(composer) {
  const { label = null, protection = null, answers = { acknowledged: [] } } = composer.protect?.choice ?? {};
  return { ...lasting(composer), label, protection, answers, typed: composer.people.typed(), letters: composer.letters.kept() };
}

/** The bytes of what is attached, in the order of `attachments`. @param {Composer} composer @returns {Blob[]} */
export function contents({ editor, files }) {
  return [...(editor?.pictures() ?? []).map(({ file }) => file), ...(files?.files ?? []).map(({ file }) => file)];
}
