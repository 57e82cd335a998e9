// @ts-check
/**
 * A mail relay on loopback for the tests: takes mail by SMTP (RFC 5321) and hands it on by LMTP (RFC 2033).
 *
 * The two speak nearly the same language, so every line goes on as it came, the message untouched. Different are the
 * greeting (LHLO), and the answer to a message: LMTP gives one for each recipient, SMTP one for all. Everything is read
 * and written as latin1, which keeps every byte.
 *
 *   SMTP_PORT=… LMTP_PORT=… ADDRESSES="a@example.org b@example.com" node smtp-to-lmtp.mjs
 */
import { connect, createServer } from "node:net";
import { createInterface } from "node:readline";

const { SMTP_PORT, LMTP_PORT, ADDRESSES = "" } = process.env;
/** The mail store would make a mailbox for anybody, so who exists is decided here. */
const known = new Set(ADDRESSES.toLowerCase().split(/\s+/).filter(Boolean));

createServer((client) => {
  const store = connect(Number(LMTP_PORT), "127.0.0.1");
  for (const [socket, other] of [[client, store], [store, client]]) {
    socket?.on("error", () => other?.destroy()).on("close", () => other?.destroy());
  }
  relay(client, store, readReplies(store)).catch(() => client.destroy());
}).listen(Number(SMTP_PORT), "127.0.0.1");

/**
 * @param {import("node:net").Socket} client
 * @param {import("node:net").Socket} store
 * @param {AsyncIterator<string>} replies
 */
async function relay(client, store, replies) {
  const reply = async () => {
    const { value, done } = await replies.next();
    if (done) throw new Error("the mail store hung up");
    return value;
  };
  const say = (/** @type {string} */ line) => client.write(`${line}\r\n`, "latin1");
  const ask = (/** @type {string} */ line) => {
    store.write(`${line}\r\n`, "latin1");
    return reply();
  };
  await reply();
  await ask("LHLO localhost");
  say("220 localhost ready");
  let recipients = 0;
  let isMessage = false;
  for await (const line of createInterface({ input: client.setEncoding("latin1"), crlfDelay: Infinity })) {
    if (isMessage) {
      store.write(`${line}\r\n`, "latin1");
      if (line !== ".") continue;
      isMessage = false;
      const outcomes = [];
      for (; recipients > 0; recipients -= 1) outcomes.push(await reply());
      say(outcomes.find((outcome) => !outcome.startsWith("2")) ?? outcomes[0] ?? "554 no recipients");
      continue;
    }
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === "QUIT") break;
    // Without enhanced status codes Cyrus 3.6 takes a refused recipient for one too many.
    if (verb === "EHLO") say("250-localhost\r\n250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n250 SIZE 0");
    else if (verb === "HELO") say("250 localhost");
    else if (verb === "RCPT" && !isKnown(line)) say("550 5.1.1 nobody has a mailbox of this name");
    else if (["MAIL", "RCPT", "DATA", "RSET", "NOOP"].includes(verb)) {
      const answer = await ask(line.replace(/ SIZE=\d+/i, ""));
      if (verb === "RCPT" && answer.startsWith("2")) recipients += 1;
      if (verb === "MAIL" || verb === "RSET") recipients = 0;
      isMessage = verb === "DATA" && answer.startsWith("3");
      say(answer);
    } else say("502 5.5.1 not known here");
  }
  say("221 bye");
  client.end();
}

/** @param {string} line */
function isKnown(line) {
  return known.has(/<([^>]*)>/.exec(line)?.[1]?.toLowerCase() ?? "");
}

/**
 * @param {import("node:net").Socket} socket
 * @returns {AsyncGenerator<string>} whole replies; "250-a", "250 b" is one
 */
async function* readReplies(socket) {
  let lines = "";
  for await (const line of createInterface({ input: socket.setEncoding("latin1"), crlfDelay: Infinity })) {
    lines += lines ? `\r\n${line}` : line;
    if (/^\d{3}-/.test(line)) continue;
    yield lines;
    lines = "";
  }
}
