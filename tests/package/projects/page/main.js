// A page to write mail in, as small as it gets: whom, what, Protect, Send.
import { start } from "zegel";
import { everybody } from "zegel/everybody";
import "zegel/element";

const one = (selector) => document.querySelector(selector);
const protect = one("zegel-protect");
const addresses = () => one("[name=to]").value.split(",").map((address) => address.trim()).filter(Boolean);

protect.draft = () => ({
  from: "Noor <noor@example.org>", to: addresses(), subject: "Budget", text: one("[name=text]").value,
  date: new Date().toISOString(), messageId: `${crypto.randomUUID()}@example.org`,
});
protect.certificates = () => Promise.all(addresses().map(async (address) =>
  ({ address, bytes: new Uint8Array(await (await fetch(`/keys/${address}`)).arrayBuffer()) })));

const engine = await start();
const own = await engine.makeKey({ name: "Noor", address: "noor@example.org" });
protect.engine = engine;
protect.bundle = engine.useBundle(everybody()).bundle;
one("form").addEventListener("input", () => protect.refresh());
one("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    if (!await protect.settle()) return;
    const { messages } = await protect.seal();
    one("output").textContent = new TextDecoder().decode(messages[0].bytes);
    protect.sealed();
  } catch (error) {
    protect.fail(error);
  }
});
one("output").dataset.certificate = btoa(String.fromCharCode(...own.certificate));
