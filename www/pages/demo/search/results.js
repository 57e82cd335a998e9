// @ts-check
// What is shown of a search: what the own index knows, at once, and what the server knows, as soon as it answers. A message
// that both know stands there once.

import { asEmail, emailProperties } from "../jmap.js";
import { wordsOfQuestion } from "../../../search/words.js";

/**
 * @typedef {import("../../../mail/types.d.ts").Session} Session
 * @typedef {import("../jmap.js").Email} Email
 * @typedef {import("../../../search/types.js").Hit} Hit
 * @typedef {import("../../../search/types.js").Snippet} Snippet
 * @typedef {{ hit: Hit, snippet: Snippet|null }} FoundHere  what the index says of a message
 * @typedef {{ emails: Email[], total: number, found: Map<string, FoundHere>, words: ReturnType<typeof wordsOfQuestion> }} Results
 */

const most = 100;
const shownAtOnce = 20;

export class SearchResults {
  #session;
  /** What the server said of found messages, by Email id. @type {Map<string, Email>} */ #emails = new Map();
  /** @type {Map<number, Snippet|null>} */ #snippets = new Map();
  #text = "";

  /** @param {Session} session */
  constructor(session) {
    this.#session = session;
  }

  /**
   * From the own index; null where it knows nothing.
   * @param {string} text
   * @returns {Promise<Results|null>}
   */
  async own(text) {
    if (text !== this.#text) this.#snippets.clear();
    this.#text = text;
    const { search } = this.#session;
    const { hits, total } = search ? await search.find(text, { limit: most }) : { hits: [], total: 0 };
    if (hits.length === 0) return null;
    const found = new Map(hits.map((hit) => [hit.id, { hit, snippet: this.#snippets.get(hit.number) ?? null }]));
    return { emails: hits.map((hit) => this.#emails.get(hit.id) ?? unconfirmed(hit)), total, found, words: wordsOfQuestion(text) };
  }

  /**
   * The same with some of the texts.
   * @param {string} text
   * @param {Results} results
   * @returns {Promise<boolean>} whether there is anything new to show
   */
  async withTexts(text, { emails, found }) {
    const wanted = emails.flatMap(({ id }) => found.get(id) ?? []).filter(({ snippet }) => !snippet).slice(0, shownAtOnce);
    const snippets = await this.#session.search?.snippets(text, wanted.map(({ hit }) => hit.number)) ?? [];
    wanted.forEach((one, at) => {
      one.snippet = snippets[at];
      if (text === this.#text) this.#snippets.set(one.hit.number, snippets[at]);
    });
    return wanted.length > 0;
  }

  /**
   * Together with the server's answer. What it does not know any more is left out, and out of the index.
   * @param {string} text
   * @param {{ emails: Email[], total: number }} server
   * @param {AbortSignal} signal
   * @returns {Promise<Results>}
   */
  async together(text, server, signal) {
    const own = await this.own(text);
    const words = wordsOfQuestion(text);
    if (!own) return { ...server, found: new Map(), words };
    for (const email of server.emails) this.#emails.set(email.id, email);
    const asked = own.emails.map(({ id }) => id).filter((id) => !server.emails.some((email) => email.id === id));
    const gone = await this.#ask(asked, signal);
    if (gone.length > 0) void this.#session.search?.remove(gone).catch(() => {});
    const left = own.emails.filter(({ id }) => !gone.includes(id)).map((email) => this.#emails.get(email.id) ?? email);
    const emails = [...new Map([...server.emails, ...left].map((email) => [email.id, email])).values()]
      .sort((one, other) => Date.parse(other.receivedAt) - Date.parse(one.receivedAt));
    return { emails, total: server.total + emails.length - server.emails.length, found: own.found, words };
  }

  /** @param {string[]} ids @param {AbortSignal} signal @returns {Promise<string[]>} those that are gone */
  async #ask(ids, signal) {
    if (ids.length === 0) return [];
    const answers = await this.#session.jmap.call([["Email/get", { ids, properties: emailProperties }, "g"]], { signal });
    const { list = [], notFound = [] } = answers.get("g") ?? {};
    for (const one of list) this.#emails.set(one.id, asEmail(one));
    return notFound;
  }

  /** When the keys are locked, nothing of it is left. */
  forget() {
    this.#emails.clear();
    this.#snippets.clear();
    this.#text = "";
  }
}

/** As the index has it, until the server says how it stands. @param {Hit} hit @returns {Email} */
function unconfirmed({ id, blobId, mailboxIds, date, people }) {
  return {
    id, blobId, mailboxIds: Object.fromEntries(mailboxIds.map((mailbox) => [mailbox, true])), keywords: { $seen: true }, size: 0, receivedAt: date,
    from: people.slice(0, 1), to: people.slice(1), cc: [], subject: "[...]", hasAttachment: false, encrypted: true, messageId: null,
  };
}

/**
 * A text with what was looked for in it marked. Always text, never markup.
 * @param {string} text
 * @param {[number, number][]} spots
 * @returns {(Node|string)[]}
 */
export function marked(text, spots) {
  /** @type {(Node|string)[]} */
  const parts = [];
  let at = 0;
  for (const [from, to] of spots) {
    const mark = document.createElement("mark");
    mark.className = "found-mark";
    mark.textContent = text.slice(from, to);
    parts.push(text.slice(at, from), mark);
    at = to;
  }
  return [...parts, text.slice(at)].filter((part) => part !== "");
}
