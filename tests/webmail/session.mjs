// @ts-check
/** Somebody signed in to Roundcube without a browser: cookies, the request token, and forms. */
import assert from "node:assert/strict";
import { passwordOf } from "./mail-servers.mjs";

export class WebmailSession {
  /** @param {string} url @param {string} address */
  constructor(url, address) {
    this.url = url;
    this.address = address;
  }

  token = "";
  /** @type {Map<string, string>} */ #cookies = new Map();

  /** @param {string} url @param {string} address */
  static async signIn(url, address) {
    const session = new WebmailSession(url, address);
    await session.page("?_task=login");
    const answer = await session.ask("?_task=login", new URLSearchParams({
      _task: "login", _action: "login", _token: session.token, _user: address, _pass: passwordOf(address), _timezone: "UTC", _url: "",
    }));
    assert.equal(answer.status, 302, `signing in as ${address}: ${(await answer.text()).slice(0, 500)}`);
    await session.page("?_task=mail");
    return session;
  }

  /** @param {string} query @param {BodyInit} [body] @param {Record<string, string>} [headers] */
  async ask(query, body, headers = {}) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(new URL(query, this.url), { method: body === undefined ? "GET" : "POST", body, redirect: "manual", headers: { cookie, ...headers } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "-del-") this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return answer;
  }

  /** A page of Roundcube, and the token it hands out. @param {string} query */
  async page(query) {
    let answer = await this.ask(query);
    for (let left = 5; left > 0 && answer.status === 302; left -= 1) answer = await this.ask(answer.headers.get("location") ?? "");
    const text = await answer.text();
    this.token = /"request_token":"([^"]+)"/.exec(text)?.[1] ?? this.token;
    return text;
  }

  /** As Roundcube's own composer does. @param {{ to: string, subject: string, text: string }} mail */
  async sendStock({ to, subject, text }) {
    const page = await this.page("?_task=mail&_action=compose");
    const id = /"compose_id":"([^"]+)"/.exec(page)?.[1] ?? "";
    const from = /<option value="(\d+)"[^>]*selected/.exec(page)?.[1] ?? /name="_from"[^>]*value="([^"]+)"/.exec(page)?.[1] ?? "1";
    const answer = await this.ask(`?_task=mail&_id=${id}&_action=send&_framed=1`, new URLSearchParams({
      _token: this.token, _task: "mail", _action: "send", _id: id, _from: from, _to: to, _subject: subject, _message: text, _is_html: "0", _draft: "",
    }));
    assert.match(await answer.text(), /sent_successfully/);
  }
}
