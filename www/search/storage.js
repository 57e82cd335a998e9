// @ts-check
// Where an index is kept: IndexedDB of the page's origin, and memory for Node and tests. Both take and give encrypted parts
// only.

import { Database } from "../keys/database.js";

/** @import { Change, Head, Sealed, Storage } from "./types.js" */

const [heads, messages, segments] = ["heads", "messages", "segments"];

/** @implements {Storage} */
export class IndexedStorage {
  #database;

  constructor(name = "zegel-search") {
    this.#database = new Database(name, [
      (database) => { for (const store of [heads, messages, segments]) database.createObjectStore(store); },
    ]);
  }

  /** @type {Storage["read"]} */
  read(owner, known) {
    return this.#database.transact([heads, messages, segments], "readonly", (transaction, answer) => {
      const asked = transaction.objectStore(heads).get(owner);
      asked.onsuccess = () => {
        /** @type {Head|undefined} */
        const head = asked.result;
        if (!head) return;
        const found = { head, messages: /** @type {[number, Sealed][]} */ ([]), segments: /** @type {[string, Sealed][]} */ ([]) };
        answer(found);
        // An array comes after every number: a range of nothing but its own end would be refused.
        const range = IDBKeyRange.bound([owner, head.flushed], [owner, []]);
        const store = transaction.objectStore(messages);
        const [keys, values] = [store.getAllKeys(range), store.getAll(range)];
        values.onsuccess = () => { found.messages = values.result.map((sealed, at) => [/** @type {[string, number]} */ (keys.result[at])[1], sealed]); };
        for (const id of head.segments.filter((id) => !known.includes(id))) {
          const segment = transaction.objectStore(segments).get([owner, id]);
          segment.onsuccess = () => { if (segment.result) found.segments.push([id, segment.result]); };
        }
      };
    });
  }

  /** @type {Storage["messages"]} */
  messages(owner, numbers) {
    return this.#database.transact(messages, "readonly", (transaction, answer) => {
      const asked = numbers.map((number) => transaction.objectStore(messages).get([owner, number]));
      /** @type {(Sealed|null)[]} */
      const found = [];
      answer(found);
      asked.forEach((request, at) => { request.onsuccess = () => { found[at] = request.result ?? null; }; });
    });
  }

  /** @type {Storage["commit"]} */
  commit(owner, generation, change) {
    return this.#database.transact([heads, messages, segments], "readwrite", (transaction, answer) => {
      const head = transaction.objectStore(heads).get(owner);
      head.onsuccess = () => {
        if ((/** @type {Head|undefined} */ (head.result)?.generation ?? 0) !== generation) return answer(false);
        for (const [number, sealed] of change.putMessages ?? []) transaction.objectStore(messages).put(sealed, [owner, number]);
        for (const number of change.removeMessages ?? []) transaction.objectStore(messages).delete([owner, number]);
        for (const [id, sealed] of change.putSegments ?? []) transaction.objectStore(segments).put(sealed, [owner, id]);
        for (const id of change.removeSegments ?? []) transaction.objectStore(segments).delete([owner, id]);
        transaction.objectStore(heads).put(change.head, owner);
        answer(true);
      };
    });
  }

  /** @type {Storage["clear"]} */
  clear(owner) {
    return this.#database.transact([heads, messages, segments], "readwrite", (transaction) => {
      transaction.objectStore(heads).delete(owner);
      // An array comes after every text and number.
      const range = IDBKeyRange.bound([owner], [owner, []]);
      transaction.objectStore(messages).delete(range);
      transaction.objectStore(segments).delete(range);
    });
  }

  close() {
    this.#database.close();
  }
}

/** @implements {Storage} */
export class MemoryStorage {
  /** @type {Map<string, { head: Head, messages: Map<number, Sealed>, segments: Map<string, Sealed> }>} */
  kept = new Map();

  /** @type {Storage["read"]} */
  async read(owner, known) {
    const place = this.kept.get(owner);
    if (!place) return null;
    const { head } = place;
    return structuredClone({
      head, messages: [...place.messages].filter(([number]) => number >= head.flushed).sort(([one], [other]) => one - other),
      segments: [...place.segments].filter(([id]) => !known.includes(id)),
    });
  }

  /** @type {Storage["messages"]} */
  async messages(owner, numbers) {
    return structuredClone(numbers.map((number) => this.kept.get(owner)?.messages.get(number) ?? null));
  }

  /** @type {Storage["commit"]} */
  async commit(owner, generation, change) {
    const known = this.kept.get(owner);
    if (generation !== (known?.head.generation ?? 0)) return false;
    const place = known ?? { head: change.head, messages: new Map(), segments: new Map() };
    const { head, putMessages = [], putSegments = [], removeMessages = [], removeSegments = [] } = structuredClone(change);
    for (const [number, sealed] of putMessages) place.messages.set(number, sealed);
    for (const [id, sealed] of putSegments) place.segments.set(id, sealed);
    for (const number of removeMessages) place.messages.delete(number);
    for (const id of removeSegments) place.segments.delete(id);
    place.head = head;
    this.kept.set(owner, place);
    return true;
  }

  /** @type {Storage["clear"]} */
  async clear(owner) {
    this.kept.delete(owner);
  }

  close() {}
}
