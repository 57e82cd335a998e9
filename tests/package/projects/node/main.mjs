// Seals one mail to whoever's certificate stands in the file named, and writes the message and the own certificate.
import { readFile, writeFile } from "node:fs/promises";
import { start } from "zegel";
import { everybody } from "zegel/everybody";

const engine = await start();
engine.useBundle(everybody());
const own = await engine.makeKey({ name: "Noor", address: "noor@example.org" });
const draft = {
  from: "Noor <noor@example.org>", to: ["lee@example.org"], cc: [], bcc: [], subject: "Budget", text: process.argv[2], html: null, attachments: [],
  label: null, protection: "encrypt", answers: { acknowledged: [] }, inReplyTo: null, references: [], language: "en",
  date: new Date().toISOString(), messageId: `${crypto.randomUUID()}@example.org`,
};
const certificates = [{ address: "lee@example.org", bytes: new Uint8Array(await readFile("keys/lee@example.org")) }];
const { messages } = await engine.seal(draft, { contents: [], certificates });
await writeFile("message.eml", messages[0].bytes);
await writeFile("own.pgp", own.certificate);
engine.close();
