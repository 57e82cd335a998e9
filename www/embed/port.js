// @ts-check
// Asking and telling over a MessagePort, the same from both sides: an ask is answered once, a tell is not answered at all.
// Nothing is imported here: whatever host page uses this loads this file and those beside it, and no more.

/**
 * @typedef {{ signal: AbortSignal }} Way  `signal`: whoever asked no longer wants to know, or is gone
 */

/** @template Asks @template {keyof Asks} Name @typedef {Asks[Name] extends { input: infer I } ? I : any} Input */
/** @template Asks @template {keyof Asks} Name @typedef {Asks[Name] extends { answer: infer A } ? A : any} Answer */
/** @template Asks @typedef {{ [Name in keyof Asks]?: (input: Input<Asks, Name>, way: Way) => Answer<Asks, Name>|Promise<Answer<Asks, Name>> }} Handlers */

/** A failure that may be said to the other side: its code is stable, and there is no user data in it. */
export class PortError extends Error {
  /** @param {string} code @param {Record<string, unknown>} [detail] @param {string} [message] */
  constructor(code, detail = {}, message = code) {
    super(message);
    this.name = "PortError";
    this.code = code;
    this.detail = detail;
  }
}

/**
 * @template {object} [Theirs=any]  what may be asked of the other side
 * @template {object} [Ours=any]  what it may ask here
 * @template {object} [Heard=any]
 * @template {object} [Told=any]
 */
export class Port {
  #port;
  #last = 0;
  /** @type {Map<number, { resolve: (answer: any) => void, reject: (error: unknown) => void }>} */
  #pending = new Map();
  /** What is being answered. @type {Map<number, AbortController>} */
  #working = new Map();
  /** Asks that came before anybody was there to answer. @type {{ ask: string, id: number, input: unknown }[]|null} */
  #early = [];
  /** @type {((name: string, input: any, way: Way) => unknown)|null} */
  #answer = null;
  /** @type {Map<string, Set<(what: any) => void>>} */
  #listeners = new Map();
  /** @type {PortError|null} */
  #ended = null;
  /** @type {(reason: PortError) => void} */
  #end = () => {};
  /** When nothing can be asked any more. @type {Promise<PortError>} */
  closed;

  /** @param {MessagePort} port */
  constructor(port) {
    this.#port = port;
    this.closed = new Promise((resolve) => { this.#end = resolve; });
    port.onmessage = ({ data }) => this.#hear(data);
    // What cannot be read has no id either: the answer that never comes is rejected when the port closes.
    port.onmessageerror = () => {};
    // Where browsers tell that the other end is gone.
    port.addEventListener("close", () => this.close(new PortError("port-closed")));
  }

  /**
   * @template {keyof Theirs & string} Name
   * @param {Name} name
   * @param {Input<Theirs, Name>} [input]
   * @param {{ transfer?: Transferable[], signal?: AbortSignal }} [options]  transferred, bytes are there only once
   * @returns {Promise<Answer<Theirs, Name>>}
   */
  ask(name, input, { transfer = [], signal } = {}) {
    return new Promise((resolve, reject) => {
      if (this.#ended) return reject(this.#ended);
      if (signal?.aborted) return reject(new PortError("canceled"));
      const id = ++this.#last;
      const cancel = () => {
        this.#settle(id)?.reject(new PortError("canceled"));
        this.#post({ cancel: id });
      };
      const done = () => signal?.removeEventListener("abort", cancel);
      this.#pending.set(id, { resolve: (answer) => { done(); resolve(answer); }, reject: (error) => { done(); reject(error); } });
      signal?.addEventListener("abort", cancel, { once: true });
      try {
        this.#port.postMessage({ ask: name, id, input }, transfer);
      } catch {
        this.#settle(id)?.reject(new PortError("not-cloneable", { ask: name }));
      }
    });
  }

  /**
   * Says who answers which ask. Until this is called asks wait; afterwards one that is not among them is refused.
   * @param {Handlers<Ours>} handlers
   */
  answerTo(handlers) {
    this.answerWith((name, input, way) => {
      const handler = Object.hasOwn(handlers, name) ? handlers[/** @type {keyof Ours} */ (name)] : undefined;
      if (!handler) throw new PortError("unknown-ask", { ask: String(name) });
      return handler(input, way);
    });
  }

  /** One that answers whatever is asked, in place of whoever did before. @param {(name: string, input: any, way: Way) => unknown} answer */
  answerWith(answer) {
    this.#answer = answer;
    const early = this.#early ?? [];
    this.#early = null;
    for (const one of early) void this.#work(one);
  }

  /**
   * @template {keyof Told & string} Name
   * @param {Name} name
   * @param {Told[Name]} [what]
   */
  tell(name, what) {
    this.#post({ tell: name, what: what ?? null });
  }

  /**
   * @template {keyof Heard & string} Name
   * @param {Name} name
   * @param {(what: Heard[Name]) => void} listener
   * @returns {() => void} ends it
   */
  on(name, listener) {
    const all = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, all.add(listener));
    return () => { all.delete(listener); };
  }

  /** Everything that is still asked is rejected with the reason. @param {PortError} [reason] */
  close(reason = new PortError("port-closed")) {
    if (this.#ended) return;
    this.#ended = reason;
    for (const { reject } of this.#pending.values()) reject(reason);
    for (const work of this.#working.values()) work.abort(reason);
    this.#pending.clear();
    this.#working.clear();
    this.#early = null;
    this.#listeners.clear();
    this.#port.close();
    this.#end(reason);
  }

  /** @param {any} data */
  #hear(data) {
    if (this.#ended || typeof data !== "object" || data === null) return;
    if (typeof data.tell === "string") {
      for (const listener of [...this.#listeners.get(data.tell) ?? []]) listener(data.what);
    } else if (typeof data.id === "number" && typeof data.ask === "string") {
      if (this.#early) this.#early.push(data);
      else void this.#work(data);
    } else if (typeof data.cancel === "number") {
      this.#early = this.#early?.filter(({ id }) => id !== data.cancel) ?? null;
      this.#working.get(data.cancel)?.abort(new PortError("canceled"));
    } else if (typeof data.id === "number") {
      const waiting = this.#settle(data.id);
      if ("error" in data) waiting?.reject(errorOf(data.error));
      else waiting?.resolve(data.answer);
    }
  }

  /** @param {{ ask: string, id: number, input: unknown }} asked */
  async #work({ ask, id, input }) {
    const work = new AbortController();
    this.#working.set(id, work);
    try {
      const answer = await this.#answer?.(ask, input, { signal: work.signal });
      this.#post({ answer: answer ?? null, id });
    } catch (error) {
      this.#post({ error: told(error), id });
    } finally {
      this.#working.delete(id);
    }
  }

  /** @param {number} id */
  #settle(id) {
    const waiting = this.#pending.get(id);
    this.#pending.delete(id);
    return waiting;
  }

  /** @param {object} message */
  #post(message) {
    if (!this.#ended) this.#port.postMessage(message);
  }
}

/**
 * What may be said of a failure: of one that was made to be told everything, of any other its code alone. The words and the
 * details of an error may have user data in them.
 * @param {any} error
 */
function told(error) {
  if (error instanceof PortError) return { code: error.code, detail: error.detail, message: error.message };
  const code = typeof error?.code === "string" ? error.code : "internal";
  return { code, detail: {}, message: code };
}

/** @param {any} error */
function errorOf(error) {
  return new PortError(String(error?.code ?? "internal"), error?.detail ?? {}, String(error?.message ?? ""));
}
