// @ts-check
/** The reader file, for somebody who has nothing but a browser and the passphrase. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, afterEach, before, test } from "node:test";
import { zipSync } from "fflate";
import * as openpgp from "openpgp";
import { gnupg } from "../interop/gnupg.mjs";
import { entity, filled, letterhead, passphrase, sealed, sealedPackets, signer } from "./letters.mjs";
import { Desk, Reader, page } from "./reader-page.mjs";
import { Stage, lastFirst } from "./stage.mjs";

/** @type {Desk} */ let desk;
/** @type {import("./letters.mjs").Signer} */ let noor;
const end = lastFirst({ after });

before(async () => {
  [desk, noor] = await Promise.all([Desk.open(end), signer()]);
});

// Nothing leaves, whatever is opened, and the policy has nothing to refuse.
afterEach(() => {
  assert.deepEqual(desk.requests.splice(0), []);
  assert.deepEqual(desk.problems.splice(0), []);
});

const text = "Dear Lee,\n\nThe figures are attached.\n\nNoor\n";
const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGNg6GHAg0alRyYAZJ5GAZWLkVIAAAAASUVORK5CYII=", "base64");
const head = (/** @type {Record<string, unknown>} */ changes = {}) => letterhead(noor.certificate, changes);
/** @param {Uint8Array} bytes */
const digest = (bytes) => createHash("sha256").update(bytes).digest("hex");

test("the file passes any mail server, and OpenPGP programs open it as it stands", async (t) => {
  assert.match(page, /^[\n\x20-\x7e]+$/);
  assert.ok(page.split("\n").every((line) => line.length <= 990 && !/^(?:From |\.)|\s$/.test(line)));
  const file = filled(page, head(), await sealed(entity({ text }), { lock: "iterated" }));
  const gpg = gnupg(t);
  const { output } = gpg.run(["--passphrase", passphrase, "--decrypt"], file.replaceAll("\n", "\r\n"));
  assert.match(output.toString(), /^From: Noor de Wit/);
});

test("a wrong passphrase says only that, as often as one likes; the right one opens, however it is typed", async () => {
  const reader = await desk.letter(await sealed(entity({ subject: "Café figures", text }), { by: noor }), { head: head({ hint: "our first meeting" }) });
  await reader.page.getByText("Noor de Wit <noor@example.org>").waitFor();
  await reader.page.getByText("Hint from the sender: our first meeting").waitFor();
  assert.equal(await reader.page.title(), "Protected message · Example Foundation");
  /** @type {string[]} */
  const said = [];
  for (const wrong of ["amber quiet lantern over eight", "x", passphrase.toUpperCase()]) {
    await reader.type(wrong);
    await reader.error.filter({ hasText: "does not open the message" }).waitFor();
    said.push(await reader.error.innerText());
    assert.equal(await reader.field.getAttribute("aria-invalid"), "true");
    assert.ok(await reader.field.evaluate((field) => document.activeElement === field));
  }
  assert.equal(new Set(said).size, 1);
  await reader.button("Show the passphrase").click();
  assert.equal(await reader.field.getAttribute("type"), "text");
  await reader.open(`  ${passphrase.replaceAll(" ", "  ")} `);
  assert.equal(await reader.title.innerText(), "Café figures");
  assert.equal(await reader.page.locator(".plain-body").innerText().then((shown) => shown.trimEnd()), text.trimEnd());
  // Nothing of the message gets where the browser keeps things.
  assert.equal(await reader.page.title(), "Protected message · Example Foundation");
  await reader.button("Close the message").click();
  await reader.field.waitFor();
  assert.equal(await reader.field.inputValue(), "");
  await reader.close();
});

for (const lock of /** @type {const} */ (["argon2", "iterated"])) test(`a message locked by ${lock} opens, by the page alone too`, async () => {
  const armored = await sealed(entity({ text }), { lock });
  const usual = await desk.letter(armored);
  await usual.open();
  await usual.close();
  const { url } = await desk.put(filled(page, head(), armored));
  for (const refusal of ["throw new DOMException('no', 'SecurityError')", "setTimeout(() => this.onerror?.(new Event('error')))"]) {
    const alone = await desk.visit(url, { before: (page) => page.addInitScript(`globalThis.Worker = class { constructor() { ${refusal}; } terminate() {} postMessage() {} }`) });
    await alone.type("wrong");
    await alone.error.filter({ hasText: "does not open" }).waitFor();
    await alone.open();
    await alone.close();
  }
});

test("files are saved as they are, under names that cannot surprise; pictures can be looked at", async () => {
  const octets = Uint8Array.from({ length: 70_000 }, (_, at) => (at * 7919) >>> 3);
  const files = [
    { name: "Jaarverslag 2026.pdf", type: "application/pdf", bytes: octets }, { name: "../../.bashrc", type: "text/plain", bytes: Buffer.from("x\r\n.\r\n") },
    { name: "gnp.\u202eexe.png", type: "image/png", bytes: png },
  ];
  const reader = await desk.letter(await sealed(entity({ text, files }), { by: noor }), { head: head() });
  await reader.open();
  await reader.page.getByRole("heading", { name: "3 attachments" }).waitFor();
  for (const [at, name] of ["Jaarverslag 2026.pdf", "bashrc.txt", "gnp.exe.png"].entries()) {
    const file = await reader.saved(() => reader.page.locator(".attachments li").nth(at).getByRole("button", { name: /^Save/ }).click());
    assert.equal(digest(file.bytes), digest(files[at]?.bytes ?? new Uint8Array()), name);
    assert.equal(file.name, name);
  }
  await reader.button(/^View/).click();
  const picture = reader.page.locator("dialog img");
  await picture.waitFor();
  assert.equal(await picture.evaluate((image) => /** @type {HTMLImageElement} */ (image).naturalWidth), 10);
  await reader.page.keyboard.press("Escape");
  await reader.page.locator("dialog").waitFor({ state: "detached" });
  await reader.close();
});

test("HTML is harmless: no script, nothing from elsewhere, its own pictures shown", async () => {
  const html = `<style>@import "https://example.net/a.css"; body { background: url(https://example.net/b.png) }</style>
    <p style="color: #a00; position: fixed; top: 0; background-image: url(https://example.net/c.png)">Dear <b>Lee</b></p>
    <img id="own" src="cid:chart@x" alt="chart"><img src="https://example.net/d.png" srcset="https://example.net/e.png 2x" alt="tracker">
    <script>document.title = "hacked"; fetch("https://example.net/f")</script><img src="x" onerror="parent.document.title = 'hacked'">
    <iframe src="https://example.net/g"></iframe><form action="https://example.net/h"><button>Go</button></form><link rel="stylesheet" href="https://example.net/i.css">
    <a href="javascript:alert(1)">one</a> <a href="https://example.net/j">example.org</a><meta http-equiv="refresh" content="0; url=https://example.net/k">`;
  const files = [{ name: "chart.png", type: "image/png", bytes: png, contentId: "chart@x" }];
  const reader = await desk.letter(await sealed(entity({ text, html, files }), { by: noor }), { head: head() });
  await reader.open();
  await reader.page.getByText("2 pictures from elsewhere were not loaded").waitFor();
  const inside = reader.frame.locator("body");
  await inside.getByText("Dear Lee").waitFor();
  assert.equal(await inside.locator("img").count(), 1);
  assert.equal(await inside.locator("img").evaluate((image) => /** @type {HTMLImageElement} */ (image).naturalWidth), 10);
  assert.equal(await inside.locator("p").first().evaluate((one) => `${getComputedStyle(one).color} ${getComputedStyle(one).position}`), "rgb(170, 0, 0) static");
  assert.deepEqual(await inside.locator("a").evaluateAll((links) => links.map((link) => link.getAttribute("href"))), [null, "https://example.net/j"]);
  assert.equal(await inside.locator("script, style, form, iframe, link, meta").count(), 0);
  assert.equal(await inside.evaluate(() => document.compatMode), "CSS1Compat");
  assert.equal(await reader.page.locator(".attachments").count(), 0);
  assert.equal(await reader.page.title(), "Protected message · Example Foundation");
  await reader.close();
  // What DOMPurify parses before it cleans, the policy refuses.
  desk.problems = desk.problems.filter((line) => !line.startsWith("Executing inline event handler violates"));
});

test("how certain the sender is stands in plain words", async () => {
  const stranger = await signer("mallory@example.net");
  const content = entity({ text });
  const signed = Buffer.from(/** @type {Uint8Array} */ (await openpgp.sign({ message: await openpgp.createMessage({ binary: content }), signingKeys: noor.privateKey, format: "binary" })));
  const forged = await sealedPackets(Buffer.from(signed.toString("latin1").replace(Buffer.from("Dear Lee,\n\n").toString("base64").slice(0, 12), "RGVhciBMZW8s"), "latin1"));
  /** @type {[string, string, RegExp, boolean][]} armored, what is said, what explains it, whether it says so unasked */
  const cases = [
    [await sealed(content, { by: noor }), "Signed with the sender’s key", /cannot prove/, false],
    [await sealed(content), "Not signed", /Nothing else proves who wrote it/, false],
    [await sealed(content, { by: stranger }), "Signed with an unknown key", /proves nothing yet/, true],
    [forged, "The signature does not fit", /Do not rely on it/, true],
    [await sealed(entity({ text, from: "Lee <lee@example.org>" }), { by: noor }), "Signed by somebody else", /with a key of noor@example\.org, not of lee@example\.org/, true],
  ];
  for (const [armored, said, why, unasked] of cases) {
    const reader = await desk.letter(armored, { head: head() });
    await reader.open();
    const statement = reader.page.locator(".certainty");
    await statement.locator("summary").getByText(said).waitFor();
    assert.equal(await statement.evaluate((one) => /** @type {HTMLDetailsElement} */ (one).open), unasked, said);
    if (!unasked) await statement.locator("summary").click();
    assert.match(await statement.innerText(), why);
    if (said.startsWith("Signed with the sender")) {
      const shown = (await statement.locator(".fingerprint").innerText()).replace(/\s/g, "");
      assert.equal(shown, noor.publicKey.getFingerprint().toUpperCase());
    }
    await reader.close();
  }
});

test("what stands outside is a claim: another sender is noticed, and nothing in it is markup", async () => {
  const bait = "<img src=x onerror=alert(1)></script><script>alert(2)</script>";
  const changes = {
    organisation: `Bank ${bait}`, from: { name: `Your bank ${bait}`, address: "service@example.net" }, to: bait, hint: bait,
    brand: { color: "red; background: url(https://example.net/a)", logo: "https://example.net/logo.png", portal: bait, text: bait, disclaimer: bait, privacy: "javascript:alert(3)" },
  };
  const reader = await desk.letter(await sealed(entity({ text }), { by: noor }), { head: head(changes) });
  await reader.field.waitFor();
  assert.equal(await reader.page.locator("header img, .foot a, img[src=x]").count(), 0);
  assert.equal(await reader.page.locator("header").getAttribute("style"), null);
  await reader.open();
  await reader.page.getByRole("alert").getByText("Outside, this file says it comes from service@example.net.").waitFor();
  await reader.close();
});

test("an answer is encrypted to the sender, handed over three ways, and never lost unasked", async () => {
  const reader = await desk.letter(await sealed(entity({ subject: "Figures", text }), { by: noor }), { head: head() });
  await reader.open();
  await reader.button("Reply").click();
  await reader.page.getByText("Encrypted to Noor de Wit alone").waitFor();
  await reader.button("Encrypt").click();
  await reader.page.getByText("Write something, or attach a file.").waitFor();
  await reader.page.getByLabel("Your reply").fill("Dear Noor,\n\nünïcödé 漢字\n.\nFrom here");
  // Leaving asks, the page's own way and the browser's.
  await reader.button("Close the message").click();
  await reader.button("Keep writing").click();
  assert.equal(await reader.page.evaluate(() => dispatchEvent(new Event("beforeunload", { cancelable: true }))), false);
  await reader.button("Encrypt").click();
  await reader.page.getByRole("heading", { name: "Your reply is encrypted. Now send it" }).waitFor();
  const short = await reader.page.getByRole("link", { name: "Open in my mail program" }).getAttribute("href");
  assert.match(short ?? "", /^mailto:noor@example\.org\?subject=\.\.\.&body=-----BEGIN%20PGP%20MESSAGE-----%0D%0A/);
  await reader.button("Change the reply").click();
  const notes = Buffer.from("a;b\r\n1;2\n".repeat(400));
  await reader.page.locator("#reply-files").setInputFiles([{ name: "notes.csv", mimeType: "text/csv", buffer: notes }]);
  await reader.button("Encrypt").click();
  await reader.page.getByText("This reply is too long for that.").waitFor();
  const file = await reader.saved(() => reader.button("Save as a file").click());
  assert.equal(file.name, "answer.asc");
  await reader.page.getByText("Handed to your browser to save as answer.asc.").waitFor();
  assert.equal(await reader.page.evaluate(() => dispatchEvent(new Event("beforeunload", { cancelable: true }))), true);
  const message = await openpgp.readMessage({ armoredMessage: file.bytes.toString() });
  const { data } = await openpgp.decrypt({ message, decryptionKeys: noor.privateKey, format: "binary" });
  const inside = Buffer.from(/** @type {Uint8Array} */ (data)).toString();
  const [fields = ""] = inside.split(/\r?\n\r?\n/);
  for (const field of [/^Subject: Re: Figures$/m, /^In-Reply-To: <one@example\.org>$/m, /^Zegel-Answer-Proof: [0-9a-f]{64}$/m]) assert.match(fields.replaceAll("\r", ""), field);
  assert.ok(inside.replace(/\s/g, "").includes(notes.toString("base64").slice(0, 400)));
  await reader.close();
});

test("where the device can share a file, the answer is shared", async () => {
  const { url } = await desk.put(filled(page, head(), await sealed(entity({ text }), { by: noor })));
  const reader = await desk.visit(url, {
    before: (page) => page.addInitScript(() => {
      const names = (/** @type {any} */ { files }) => files.map((/** @type {File} */ { name }) => name);
      Object.assign(navigator, { canShare: (/** @type {any} */ what) => names(what)[0].endsWith(".txt"), share: async (/** @type {any} */ what) => { Object.assign(globalThis, { shared: names(what) }); } });
    }),
  });
  await reader.open();
  await reader.button("Reply").click();
  await reader.page.getByLabel("Your reply").fill("Yes.");
  await reader.button("Encrypt").click();
  await reader.button("Share").click();
  assert.deepEqual(await reader.page.evaluate(() => /** @type {any} */ (globalThis).shared), ["answer.asc.txt"]);
  await reader.close();
});

test("no answer to a key that was put into the file on the way", async () => {
  const mallory = await signer("noor@example.org");
  const reader = await desk.letter(await sealed(entity({ text }), { by: noor }), { head: letterhead(mallory.certificate) });
  await reader.open();
  await reader.button("Reply").click();
  await reader.page.getByText("somebody else might be able to read your answer").waitFor();
  assert.equal(await reader.page.locator("textarea").count(), 0);
  await reader.close();
});

test("do not forward: no printing, selecting or copying, and said for what it is", async () => {
  const fields = { "Zegel-Protection": "template=do-not-forward; do-not-forward" };
  for (const html of [null, "<p>The figures are attached.</p>"]) {
    const reader = await desk.letter(await sealed(entity({ text, html, fields }), { by: noor }), { head: head() });
    await reader.open();
    await reader.page.getByText("That is a wish of the sender, not a lock").waitFor();
    assert.equal(await reader.button("Print").count(), 0);
    const place = html ? reader.frame.getByText("figures are attached") : reader.page.locator(".plain-body");
    await place.click({ clickCount: 3 });
    assert.equal(await place.evaluate((one) => String(one.ownerDocument.getSelection())), "");
    assert.equal(await place.evaluate((one) => one.dispatchEvent(new Event("copy", { bubbles: true, cancelable: true }))), false);
    await reader.page.emulateMedia({ media: "print" });
    assert.equal(await reader.page.locator(".canvas").isVisible(), false);
    await reader.page.getByText("The sender asks not to print this message.").waitFor();
    await reader.page.emulateMedia({ media: "screen" });
    // In an answer everything works as usual.
    await reader.button("Reply").click();
    await reader.page.getByLabel("Your reply").fill("Yes");
    assert.equal(await reader.page.getByLabel("Your reply").evaluate((one) => one.dispatchEvent(new Event("copy", { bubbles: true, cancelable: true }))), true);
    await reader.close();
  }
});

test("any other message prints with its head", async () => {
  const reader = await desk.letter(await sealed(entity({ text }), { by: noor }), { head: head() });
  await reader.open();
  await reader.button("Print").waitFor();
  await reader.page.emulateMedia({ media: "print" });
  assert.ok(await reader.page.locator(".plain-body").isVisible());
  assert.ok(await reader.title.isVisible());
  assert.equal(await reader.button("Reply").isVisible(), false);
  await reader.close();
});

test("a letter to very many people begins with its text all the same; on paper all of them stand", async () => {
  const to = Array.from({ length: 600 }, (_, at) => `Person ${at} <person-${at}@example.com>`).join(",\r\n ");
  const reader = await desk.letter(await sealed(entity({ text, to }), { by: noor }), { head: head() });
  await reader.open();
  const people = reader.page.locator(".people dd").nth(1);
  const height = () => people.evaluate((one) => one.getBoundingClientRect().height);
  assert.match(await people.innerText(), /Person 0, .*Person 599/);
  assert.ok(await height() < 200, `${await height()} px`);
  assert.ok(await reader.page.locator(".plain-body").evaluate((one) => one.getBoundingClientRect().top) < 900);
  await people.evaluate((one) => { one.scrollTop = one.scrollHeight; });
  assert.ok(await people.evaluate((one) => one.scrollTop) > 500);
  await reader.page.emulateMedia({ media: "print" });
  assert.ok(await height() > 1000, `${await height()} px on paper`);
  await reader.close();
});

test("an expired message is not shown, by what stands outside or inside, and that is called a courtesy", async () => {
  const outside = await desk.letter(await sealed(entity({ text })), { head: head({ expires: "2020-01-01T00:00:00Z" }) });
  await outside.page.getByRole("heading", { name: "This message has expired" }).waitFor();
  await outside.page.getByText("That is a courtesy and not a lock").waitFor();
  assert.equal(await outside.field.count(), 0);
  await outside.close();
  const fields = { "Zegel-Protection": "template=encrypt; expires=2020-01-01T00:00:00Z" };
  const inside = await desk.letter(await sealed(entity({ text, fields }), { by: noor }), { head: head() });
  await inside.type();
  await inside.page.getByRole("heading", { name: "This message has expired" }).waitFor();
  assert.equal(await inside.page.getByText("figures are attached").count(), 0);
  await inside.close();
});

test("a file that is not whole says so before anybody types, and what to do", async () => {
  const armored = await sealed(entity({ text, files: [{ name: "a.bin", type: "application/octet-stream", bytes: new Uint8Array(20_000) }] }), { by: noor });
  const whole = filled(page, head(), armored);
  const cut = (/** @type {string} */ mark, more = 0) => (/** @type {string} */ _) => whole.slice(0, whole.indexOf(mark) + more);
  for (const edited of [cut("-----END"), cut("-----BEGIN", 5000), cut('id="program"', 3000), cut("-----BEGIN")]) {
    const reader = await desk.letter("", { edited });
    await reader.page.getByRole("heading", { name: /This file is (?:not complete|damaged)/ }).waitFor();
    await reader.page.getByText("ask Noor de Wit to send the message again").waitFor();
    await reader.close();
  }
  // Cut before its script, it still says something.
  const early = await desk.letter("", { edited: cut('id="code"', 3000) });
  await early.page.getByText("Then the page could not start").waitFor();
  await early.close();
  const at = armored.indexOf("\n\n") + 600;
  const damaged = await desk.letter(armored.slice(0, at) + (armored[at] === "A" ? "B" : "A") + armored.slice(at + 1), { head: head() });
  await damaged.type();
  await damaged.page.getByRole("heading", { name: "This file is damaged" }).waitFor();
  await damaged.close();
});

test("what mail gateways do to files does no harm", async () => {
  const armored = await sealed(entity({ subject: "Figures", text }), { by: noor });
  const banner = '<div style="background:#ff0"><img src="https://example.net/b.png">CAUTION: this mail comes from outside.</div>';
  const edits = {
    "line ends": (/** @type {string} */ file) => file.replaceAll("\n", "\r\n"),
    "blanks at line ends": (/** @type {string} */ file) => file.replaceAll("\n", " \t\r\n"),
    "a banner": (/** @type {string} */ file) => file.replace("<body>", `<body>${banner}`),
  };
  for (const [what, edited] of Object.entries(edits)) {
    const reader = await desk.letter(armored, { head: head(), edited });
    await reader.open();
    assert.equal(await reader.title.innerText(), "Figures", what);
    await reader.page.locator(".certainty").getByText("Signed with the sender’s key").waitFor();
    await reader.close();
    // What a gateway put in the page's policy keeps from loading, and the browser says so.
    assert.deepEqual(desk.requests.splice(0), what === "a banner" ? ["https://example.net/b.png"] : []);
    desk.problems = desk.problems.filter((line) => !/'https:\/\/example\.net\/b\.png' violates/.test(line));
  }
  // Before everything else, where there is no policy any more: the page still opens the message.
  const first = await desk.letter(armored, { head: head(), edited: (file) => banner.replace(/<img[^>]*>/, "") + file });
  await first.open();
  await first.close();
  desk.problems.length = 0;
});

test("the hosted reader takes a message from its address or from a file", async () => {
  const armored = await sealed(entity({ subject: "Figures", text }), { by: noor });
  const binary = Buffer.from(/** @type {Uint8Array} */ ((await openpgp.unarmor(armored)).data));
  const { url } = await desk.put(page);
  const linked = await desk.visit(`${url}#${binary.toString("base64url")}`);
  await linked.open();
  assert.equal(await linked.title.innerText(), "Figures");
  await linked.button("Reply").click();
  await linked.page.getByText("this file holds no key of the sender").waitFor();
  await linked.close();
  const file = filled(page, head({ language: "nl" }), armored);
  const zip = zipSync({ "readme.txt": Buffer.from("x"), "message.html": Buffer.from(file) });
  const files = { "message.html": Buffer.from(file), "message.zip": Buffer.from(zip), "message.asc": Buffer.from(armored), "message.pgp": binary };
  for (const [name, buffer] of Object.entries(files)) {
    const reader = await desk.visit(url);
    await reader.page.getByRole("heading", { name: "Open a protected message" }).waitFor();
    await reader.page.locator("#file").setInputFiles({ name: "holiday.png", mimeType: "image/png", buffer: png });
    await reader.page.getByText("There is no protected message in holiday.png.").waitFor();
    await reader.page.locator("#file").setInputFiles({ name, mimeType: "application/octet-stream", buffer });
    await reader.open();
    assert.equal(await reader.title.innerText(), "Figures", name);
    await reader.button(/Open another file|Een ander bestand openen/).click();
    await reader.page.getByRole("heading", { name: "Open a protected message" }).waitFor();
    await reader.close();
  }
  const reader = await desk.visit(url);
  const dropped = await reader.page.evaluateHandle((text) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], "message.asc"));
    return transfer;
  }, armored);
  await reader.page.getByRole("heading", { name: "Open a protected message" }).waitFor();
  await reader.page.locator("body").dispatchEvent("drop", { dataTransfer: dropped });
  await reader.open();
  await reader.close();
});

test("served by a host, it opens what is in its address, and nothing of that reaches the host", async (t) => {
  const stage = await Stage.open(t);
  const armored = await sealed(entity({ subject: "Figures", text, html: "<p>Dear Lee</p>" }), { by: noor });
  const binary = Buffer.from(/** @type {Uint8Array} */ ((await openpgp.unarmor(armored)).data));
  const page = await stage.browser.newPage();
  await page.goto(`${stage.url}wasm/reader.html#${binary.toString("base64url")}`);
  const reader = new Reader(page);
  await reader.open();
  await reader.frame.getByText("Dear Lee").waitFor();
  assert.deepEqual(stage.requests.map(({ url }) => url), ["/wasm/reader.html"]);
  assert.deepEqual(stage.outside, []);
});

test("browsers that are too old, or run no scripts, get a plain sentence", async () => {
  const { url } = await desk.put(filled(page, head(), await sealed(entity({ text }))));
  const old = await desk.visit(url, { before: (page) => page.addInitScript("delete globalThis.DecompressionStream") });
  await old.page.getByText("Then the page could not start").waitFor();
  await old.close();
  const without = await desk.visit(url, { javaScriptEnabled: false });
  await without.page.locator("noscript p").first().waitFor();
  await without.close();
});

test("the language is the letter's, else the browser's", async () => {
  const armored = await sealed(entity({ text }), { by: noor });
  /** @type {[string, string, string][]} */
  const cases = [["nl", "en-GB", "Het bericht openen"], ["en", "nl-NL", "Open the message"], ["de", "nl-NL", "Het bericht openen"], ["de", "fr-FR", "Open the message"]];
  for (const [language, locale, words] of cases) {
    const reader = await desk.letter(armored, { head: head({ language }) }, { locale });
    await reader.button(words).waitFor();
    await reader.close();
  }
});

test("everything by keyboard", async () => {
  const files = [{ name: "plan.png", type: "image/png", bytes: png }];
  const reader = await desk.letter(await sealed(entity({ subject: "Figures", text, files }), { by: noor }), { head: head() });
  const { keyboard } = reader.page;
  await reader.field.waitFor();
  await keyboard.type("wrong\n");
  await reader.error.filter({ hasText: "does not open" }).waitFor();
  await keyboard.type(`${passphrase}\n`);
  await reader.title.waitFor();
  assert.ok(await reader.title.evaluate((one) => document.activeElement === one));
  /** @type {string[]} */
  const stops = [];
  const here = () => reader.page.evaluate(() => { const at = document.activeElement; return at?.getAttribute("aria-label") ?? at?.textContent ?? ""; });
  for (let at = 0; at < 6; at += 1) { await keyboard.press("Tab"); stops.push((await here()).slice(0, 28)); }
  assert.deepEqual(stops, ["Signed with the sender’s key", "View plan.png", "Save plan.png", "Reply", "Print", "Close the message"]);
  await keyboard.press("Shift+Tab");
  await keyboard.press("Shift+Tab");
  await keyboard.press("Enter");
  await keyboard.type("Thank you.");
  await keyboard.press("Tab");
  assert.equal(await here(), "Encrypt");
  await keyboard.press("Enter");
  await reader.page.getByRole("heading", { name: "Your reply is encrypted" }).waitFor();
  await keyboard.press("Tab");
  assert.equal(await here(), "Save as a file");
  await reader.close();
});

test("axe finds nothing in any state", async () => {
  const html = "<p>Dear Lee</p><img src='https://example.net/a.png'>";
  const files = [{ name: "plan.png", type: "image/png", bytes: png }, { name: "a.pdf", type: "application/pdf", bytes: png }];
  const brand = { color: "#ffd200", logo: `data:image/png;base64,${png.toString("base64")}`, portal: "Secure mail", text: "Questions? Call us.", disclaimer: "For you only.", privacy: "https://example.org/privacy" };
  const armored = await sealed(entity({ text, html, files, fields: { "Zegel-Protection": "template=x; do-not-forward; expires=2099-01-01T00:00:00Z" } }), { by: noor });
  /** @type {[string, (reader: import("./reader-page.mjs").Reader) => Promise<unknown>, Record<string, unknown>?, string?][]} */
  const states = [
    ["passphrase", async (reader) => { await reader.field.waitFor(); await reader.page.locator("summary").click(); }],
    ["wrong", async (reader) => { await reader.type("x"); await reader.error.filter({ hasText: "not" }).waitFor(); }],
    ["opened", async (reader) => { await reader.open(); await reader.page.locator(".certainty summary").click(); }],
    ["picture", async (reader) => { await reader.open(); await reader.button(/^View/).click(); }],
    ["writing", async (reader) => { await reader.open(); await reader.button("Reply").click(); await reader.page.locator("#reply-files").setInputFiles({ name: "a.txt", mimeType: "text/plain", buffer: png }); }],
    ["asking", async (reader) => { await reader.open(); await reader.button("Reply").click(); await reader.page.getByLabel("Your reply").fill("x"); await reader.button("Discard the reply").click(); }],
    ["handing", async (reader) => { await reader.open(); await reader.button("Reply").click(); await reader.page.getByLabel("Your reply").fill("x"); await reader.button("Encrypt").click(); await reader.button("Save as a file").click(); }],
    ["expired", async (reader) => { await reader.page.getByText("has expired").waitFor(); }, { expires: "2020-01-01T00:00:00Z" }],
    ["cut", async (reader) => { await reader.page.getByText("is not complete").waitFor(); }, {}, armored.slice(0, 2000)],
  ];
  for (const [name, act, changes = {}, message = armored] of states) {
    const reader = await desk.letter(message, { head: head({ brand, hint: "our first meeting", ...changes }) });
    await act(reader);
    assert.deepEqual(await reader.violations(), [], name);
    await reader.close();
  }
  const hosted = await desk.visit((await desk.put(page)).url);
  await hosted.page.getByText("Choose a file").waitFor();
  assert.deepEqual(await hosted.violations(), [], "choosing");
  await hosted.close();
});

test("a large attachment: the page stays awake, tells how far it is, can be stopped, and saves every octet", async (t) => {
  const bytes = Buffer.alloc(25_000_000);
  for (let at = 0, state = 1; at < bytes.length; at += 4) { state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0; bytes.writeUInt32LE(state, at); }
  const armored = await sealed(entity({ text, files: [{ name: "film.bin", type: "application/octet-stream", bytes }] }), { by: noor });
  const { url } = await desk.put(filled(page, head(), armored));
  const reader = await desk.visit(url, {
    before: (page) => page.addInitScript(() => {
      const seen = { longest: 0, field: 0 };
      Object.assign(globalThis, { seen });
      let last = performance.now();
      setInterval(() => { const now = performance.now(); seen.longest = Math.max(seen.longest, now - last); last = now; }, 10);
      new MutationObserver(() => { if (!seen.field && document.getElementById("passphrase")) seen.field = performance.now(); }).observe(document, { subtree: true, childList: true });
    }),
  });
  const seen = () => reader.page.evaluate(() => /** @type {any} */ (globalThis).seen);
  await reader.field.waitFor();
  // While the worker opens, only what the page itself does counts.
  await reader.page.evaluate(() => { /** @type {any} */ (globalThis).seen.longest = 0; });
  await reader.type();
  await reader.button("Cancel").click();
  await reader.field.waitFor();
  const begun = Date.now();
  await reader.open();
  const took = Date.now() - begun;
  const { longest, field } = await seen();
  t.diagnostic(`${(armored.length / 1e6).toFixed(0)} MB of armor: passphrase field after ${field.toFixed(0)} ms, opened in ${took} ms, page at most ${longest.toFixed(0)} ms away`);
  assert.ok(longest < took / 2, `the page was away for ${longest} of ${took} ms`);
  const file = await reader.saved(() => reader.button("Save film.bin").click());
  assert.equal(digest(file.bytes), digest(bytes));
  await reader.close();
});
