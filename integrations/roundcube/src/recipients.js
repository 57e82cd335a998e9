// @ts-check
// Roundcube's fields for addresses, and what stands in them.

/** @typedef {import("../../../www/embed/protocol.d.ts").Recipients} Recipients */

const fields = /** @type {const} */ (["to", "cc", "bcc"]);

/** @param {"to"|"cc"|"bcc"} name */
const field = (name) => /** @type {HTMLTextAreaElement|null} */ (document.querySelector(`textarea[name="_${name}"], input[name="_${name}"]`));

/** An address list (RFC 5322) in its mailboxes: commas in quotes, comments and angle brackets divide nothing. @param {string} text @returns {string[]} */
export function mailboxes(text) {
  const found = [""];
  let quoted = false;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === "\\" && quoted) { found[found.length - 1] += text.slice(at, at + 2); at += 1; continue; }
    if (char === '"') quoted = !quoted;
    else if (!quoted && (char === "<" || char === "(")) depth += 1;
    else if (!quoted && (char === ">" || char === ")")) depth = Math.max(0, depth - 1);
    if (!quoted && depth === 0 && (char === "," || char === ";" || char === "\n")) found.push("");
    else found[found.length - 1] += char;
  }
  return found.map((one) => one.trim()).filter((one) => one !== "");
}

/** @returns {Recipients} */
export function recipients() {
  const [to, cc, bcc] = fields.map((name) => mailboxes(field(name)?.value ?? ""));
  return { to: to ?? [], cc: cc ?? [], bcc: bcc ?? [] };
}

/**
 * Tells when they change. The skin's own fields write into Roundcube's by script, which no event tells of: they are looked at.
 * @param {(now: Recipients) => void} changed
 */
export function watchRecipients(changed) {
  let last = "";
  const look = () => {
    const now = recipients();
    const text = JSON.stringify(now);
    if (text === last) return;
    last = text;
    changed(now);
  };
  look();
  const timer = setInterval(look, 300);
  return { look, stop: () => clearInterval(timer) };
}

/** @param {"to"|"cc"|"bcc"} name @param {string[]} list */
export function setRecipients(name, list) {
  const input = field(name);
  if (!input) return;
  input.value = list.length === 0 ? "" : `${list.join(", ")}, `;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  // A field that Roundcube hides while it is empty.
  if (list.length > 0) document.getElementById(`compose_${name}`)?.classList.remove("hidden");
}

/** @param {import("../../../www/embed/protocol.d.ts").VaultTells["recipient"]} wish */
export function changeRecipient({ do: what, field: name, address }) {
  const now = recipients()[name];
  const others = now.filter((one) => addressOf(one) !== address.toLowerCase());
  setRecipients(name, what === "add" ? [...others, address] : others);
}

/** @param {string} mailbox */
const addressOf = (mailbox) => (/<([^>]*)>\s*$/.exec(mailbox)?.[1] ?? mailbox).trim().toLowerCase();
