// @ts-check
// What stands in Roundcube's own editor, and taking it out of there: the text, and files that lie on the server already.

import { recipients } from "./recipients.js";

/** @typedef {import("../../../www/embed/protocol.d.ts").HostDraft} HostDraft */
/** @typedef {{ id: string, name: string, mimetype?: string, size?: number, complete?: boolean }} Attached */

const subjectField = () => /** @type {HTMLInputElement|null} */ (document.querySelector("input[name='_subject']"));

/** @returns {Attached[]} */
const attached = () => Object.entries(rcmail.env.attachments ?? {}).map(([id, one]) => ({ ...one, id }));

/** A file that is on its way to the server belongs to nothing yet. */
export const uploading = () => attached().some(({ complete }) => complete === false);

/** @param {{ email: string, name: string }} who @returns {HostDraft} */
export function ownDraft({ email, name }) {
  const html = rcmail.editor?.is_html() ? rcmail.editor.get_content() : null;
  return {
    ...recipients(), from: name ? `"${name.replace(/(["\\])/g, "\\$1")}" <${email}>` : email, subject: subjectField()?.value ?? "",
    text: html === null ? rcmail.editor?.get_content() ?? "" : textOf(html), html,
    attachments: attached().map(({ name: file, mimetype, size }) => ({ name: file, type: mimetype ?? "application/octet-stream", size: Number(size) || 0 })),
  };
}

/** Parsed into a document of its own, where nothing runs and nothing is loaded. @param {string} html */
function textOf(html) {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  for (const end of body.querySelectorAll("br, p, div, li, tr, h1, h2, h3")) end.append("\n");
  return body.textContent ?? "";
}

/**
 * The attached files out of the server's hands: fetched first, all of them; deleted there by `forget`.
 * @param {boolean} [fetched]  false where somebody else has them
 */
export async function takeFiles(fetched = true) {
  /** @type {Map<string, { name: string, type: string, bytes: Uint8Array }>} */
  const taken = new Map();
  const missing = () => (fetched ? attached().filter(({ id }) => !taken.has(id)) : []);
  // Until there is none that was attached while others were fetched.
  for (let next = missing(); next.length > 0; next = missing()) {
    // Asked for one that is on its way there, Roundcube answers with nothing, and says that all is well.
    if (uploading()) throw new Error("uploading");
    await Promise.all(next.map(async ({ id, name, mimetype }) => {
      const answer = await fetch(rcmail.url("display-attachment", { _file: id, _id: rcmail.env.compose_id }), { credentials: "same-origin" });
      if (!answer.ok) throw new Error(`${answer.status}`);
      const type = mimetype ?? answer.headers.get("content-type")?.split(";")[0] ?? "application/octet-stream";
      taken.set(id, { name, type, bytes: new Uint8Array(await answer.arrayBuffer()) });
    }));
  }
  const all = attached();
  /** One after another, for each answer writes the session. @returns {Promise<boolean>} whether the server says of all that they are gone */
  const forget = async () => {
    let gone = true;
    for (const { id } of all) {
      rcmail.remove_from_attachment_list(id);
      gone = await isRemoved(id) && gone;
    }
    return gone;
  };
  return { files: all.flatMap(({ id }) => taken.get(id) ?? []), forget };
}

/** What was deleted the page is told to take out of its list; of what was not, Roundcube says nothing at all. @param {string} id */
async function isRemoved(id) {
  const answer = await Promise.resolve(rcmail.http_post("remove-attachment", { _id: rcmail.env.compose_id, _file: id })).catch(() => null);
  return String(answer?.exec ?? "").includes(id);
}
