// A webmail, as much of it as a frame of the vault needs: somewhere to hand messages to, and somewhere to keep drafts.
import { Frame } from "/zegel/embed/frame.js";

/** In the place of a mail server. By what it calls them; bytes are sealed, and nothing here can read them. */
const [sent, drafts] = [[], new Map()];
const sha256 = async (bytes) => Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)), (octet) => octet.toString(16).padStart(2, "0")).join("");
const one = (selector) => document.querySelector(selector);

/** What the frame asks of its webmail. */
const asks = {
  /** All or none: every message is with the server, and read back from it, before the first one is sent. */
  async deliver({ messages, draft }) {
    const held = messages.map(({ bytes }) => bytes.slice());
    const digests = await Promise.all(held.map(sha256));
    messages.forEach(({ from, recipients, copy }, at) => sent.push({ from, recipients, copy, bytes: held[at] }));
    drafts.delete(draft);
    show();
    return { digests, sent: true };
  },
  /** The next version takes the place of the one before. */
  async keepDraft({ message, previous }) {
    const id = crypto.randomUUID();
    drafts.set(id, message.slice());
    drafts.delete(previous);
    show();
    return { id, digest: await sha256(drafts.get(id)) };
  },
  dropDraft({ id }) { drafts.delete(id); show(); return null; },
  limit: () => ({ octets: 25_000_000 }),
};

function show() {
  one("#mailbox").replaceChildren(...[...sent.map(({ recipients, bytes }) => `Sent to ${recipients.join(", ")}: ${bytes.length} octets, sealed`),
    ...[...drafts.values()].map((bytes) => `Draft: ${bytes.length} octets, sealed`)].map((text) => Object.assign(document.createElement("li"), { textContent: text })));
}

const frame = new Frame({
  vault: document.documentElement.dataset.vault, kind: "editor", container: one("#compose"), title: "Message",
  address: "noor@example.org", name: "Noor de Wit", asks, height: { least: 480 }, onFocusLeft: () => one("#send").focus(),
});
// Where there will be no frame, its place says why and what to do; nothing may be sent in its stead.
const port = await frame.connected;
port.on("state", ({ protected: on, busy }) => {
  one("#send").disabled = busy;
  one("#state").textContent = on ? "Will be encrypted" : "";
});
const send = () => port.ask("send").catch(() => {}); // the frame has said what is wrong
port.on("send-wanted", send);
one("#send").addEventListener("click", send);
// The same where the person does not use Zegel here, or may not: the frame says so.
await port.ask("begin", { mode: "message", recipients: "vault" }).then(() => { one("#send").disabled = false; }, () => {});
addEventListener("pagehide", () => { void port.ask("close", { discard: false }).catch(() => {}); });
