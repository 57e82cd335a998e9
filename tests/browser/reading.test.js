// @ts-check
/** What a person sees of a mail that was received: its attachments, its pictures from elsewhere, its links. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { unzipSync } from "fflate";
import { signIn } from "../node/server/start.js";
import { mailOf, pdf, png } from "./attached.mjs";
import { mailbox } from "./deliveries.mjs";
import { Person } from "./person.mjs";
import { sound } from "./sound.mjs";
import { Stage } from "./stage.mjs";

const mara = "Mara Novak <mara@example.com>";

/** @param {Stage} stage @param {string} mail */
async function send(stage, mail) {
  await (await signIn(stage.url, "mara@example.com")).send(mail, ["noor@example.org"]);
}

test("attachments are looked at in a frame that reaches nothing", async (t) => {
  const stage = await Stage.open(t);
  const files = [
    { name: "report.pdf", type: "application/pdf", bytes: pdf(["The first page", "The second page", "The third page"], "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>") },
    { name: "notes.txt", type: "text/plain", bytes: Buffer.from("Caf\xe9 \u202a", "latin1") },
    { name: "plan.png", type: "application/octet-stream", bytes: png },
    { name: "broken.pdf", type: "application/pdf", bytes: Buffer.from("%PDF-1.7 and nothing") },
    { name: "table.csv", type: "text/csv", bytes: Buffer.from("\ufeffname;sum\nNoor;12 \u202egnp", "utf16le") },
  ];
  await send(stage, mailOf({ from: mara, to: "noor@example.org", subject: "Files", files }));
  const noor = await Person.signIn(stage, "noor@example.org");
  await noor.openMessage("Files");
  assert.ok(!stage.requests.some(({ url }) => url.includes("vendor/pdf")), "nothing of PDF is loaded before one is looked at");
  const shown = noor.page.frameLocator(".peek-frame").locator("body");
  const view = async (/** @type {string} */ name) => noor.reader.getByRole("button", { name: `View ${name}` }).click();

  await view("report.pdf");
  await shown.locator(".words").getByText("The first page").waitFor({ state: "attached" });
  await noor.dialog.getByText("1 of 3").waitFor();
  assert.ok(stage.requests.some(({ url }) => url.includes("vendor/pdf")), "then it is");
  assert.equal(await noor.dialog.getByRole("button", { name: "Previous page" }).isDisabled(), true);
  await noor.dialog.getByRole("button", { name: "Next page" }).click();
  await shown.locator(".words").getByText("The second page").waitFor({ state: "attached" });
  await noor.page.keyboard.press("ArrowRight");
  await noor.dialog.getByText("3 of 3").waitFor();
  await shown.locator(".page").click();
  await noor.page.keyboard.press("ArrowLeft");
  await noor.dialog.getByText("2 of 3").waitFor();
  const width = () => shown.locator(".page").evaluate((page) => page.getBoundingClientRect().width);
  const before = await width();
  await noor.dialog.getByRole("button", { name: "Larger" }).click();
  // What is drawn anew is another element.
  for (let tries = 0; await width() <= before; tries += 1) {
    assert.ok(tries < 100, "the page grows");
    await noor.page.waitForTimeout(100);
  }
  assert.deepEqual(await shown.evaluate(async (body) => ({
    origin: self.origin, outer: (() => { try { return parent.document.title; } catch { return "refused"; } })(),
    network: await fetch("/config.json").then(() => "reached", () => "refused"), stored: (() => { try { return localStorage.length; } catch { return "refused"; } })(),
    links: body.querySelectorAll("a").length,
  })), { origin: "null", outer: "refused", network: "refused", stored: "refused", links: 0 });
  // Whether that was refused is what the browser complains of.
  noor.visitor.problems.splice(0);
  await sound(noor.page, "a PDF", { places: ".peek, .peek-bar" });
  await noor.page.keyboard.press("Escape");
  await noor.dialog.waitFor({ state: "detached" });
  assert.match(await noor.page.evaluate(() => document.activeElement?.textContent ?? ""), /report/, "back to where one was");

  await view("notes.txt");
  await shown.getByText("Café  ").or(shown.getByText("Café")).first().waitFor();
  await noor.page.keyboard.press("Escape");
  await view("table.csv");
  await shown.getByText("Noor;12 [U+202E]gnp").waitFor();
  await shown.locator("pre").click();
  await noor.page.keyboard.press("Escape");
  await noor.dialog.waitFor({ state: "detached" });
  await view("plan.png");
  await shown.locator("img").waitFor();
  assert.equal(await shown.locator("img").evaluate((image) => /** @type {HTMLImageElement} */ (image).naturalWidth), 1);
  const [saved] = await Promise.all([noor.page.waitForEvent("download"), noor.dialog.getByRole("button", { name: "Save" }).click()]);
  assert.equal(saved.suggestedFilename(), "plan.png");
  await noor.page.keyboard.press("Escape");
  await view("broken.pdf");
  await noor.dialog.getByText("it may be damaged").waitFor();
  await noor.dialog.getByRole("button", { name: "Close" }).click();
  const [all] = await Promise.all([noor.page.waitForEvent("download"), noor.reader.getByRole("button", { name: /^Save all/ }).click()]);
  const unpacked = unzipSync(await readFile(await all.path()));
  assert.deepEqual(Object.keys(unpacked), files.map(({ name }) => name));
  for (const { name, bytes } of files) assert.ok(bytes.equals(/** @type {Uint8Array} */ (unpacked[name])), name);
  assert.deepEqual(noor.visitor.problems, []);
  assert.deepEqual(stage.outside, []);
});

test("what an attachment could do is said before it is saved", async (t) => {
  const stage = await Stage.open(t);
  const files = [
    { name: "Invoice 2026.pdf          .exe", type: "application/pdf", bytes: Buffer.concat([Buffer.from("MZ\x90\0"), Buffer.alloc(80)]) },
    { name: "budget.docm", type: "application/octet-stream", bytes: Buffer.from("PK") },
    { name: "photo.jpg", type: "image/jpeg", bytes: Buffer.from("#!/bin/sh\n") },
    { name: "minutes.odt", type: "application/vnd.oasis.opendocument.text", bytes: Buffer.from("PK") },
    { name: "list.\u0440df", type: "application/pdf", bytes: Buffer.from("x") },
  ];
  await send(stage, mailOf({ from: mara, to: "noor@example.org", subject: "Careful", files }));
  const noor = await Person.signIn(stage, "noor@example.org");
  await noor.openMessage("Careful");
  const about = async (/** @type {string} */ name) => (await noor.reader.locator(".attachment", { hasText: name }).locator(".attachment-risk").allInnerTexts()).join();
  assert.match(await about("Invoice"), /Not what its name makes it look like/);
  assert.match(await about("budget"), /programs in it/);
  assert.match(await about("photo"), /Not what its name/);
  assert.match(await about("list"), /Not what its name/);
  assert.equal(await about("minutes"), "");
  await sound(noor.page, "attachments that could do harm", { places: ".attachments" });
  const downloads = /** @type {string[]} */ ([]);
  noor.page.on("download", (download) => downloads.push(download.suggestedFilename()));
  await noor.reader.getByRole("button", { name: "Save Invoice 2026.pdf .exe" }).click();
  await noor.dialog.getByText("This is a program.").waitFor();
  await noor.page.keyboard.press("Enter");
  await noor.dialog.waitFor({ state: "detached" });
  assert.deepEqual(downloads, [], "leaving it is what Enter does");
  await noor.reader.getByRole("button", { name: "Save Invoice 2026.pdf .exe" }).click();
  const [saved] = await Promise.all([noor.page.waitForEvent("download"), noor.dialog.getByRole("button", { name: "Save it anyway" }).click()]);
  assert.equal(saved.suggestedFilename(), "Invoice 2026.pdf .exe");
  assert.equal((await noor.save("minutes.odt")).toString(), "PK");
  assert.deepEqual(downloads, ["Invoice 2026.pdf .exe", "minutes.odt"], "nothing came of Enter later, either");
});

test("of very many attachments the first are shown, and more where they are asked for", async (t) => {
  const stage = await Stage.open(t);
  const files = Array.from({ length: 425 }, (_, at) => ({ name: "a.js", type: "text/plain", bytes: Buffer.from(String(at)) }));
  await send(stage, mailOf({ from: mara, to: "noor@example.org", subject: "Many", files }));
  const noor = await Person.signIn(stage, "noor@example.org");
  await noor.openMessage("Many");
  const { reader } = noor;
  const more = reader.locator(".attachments-more");
  await reader.getByRole("heading", { name: "425 attachments" }).waitFor();
  assert.equal(await reader.locator(".attachment").count(), 200);
  await more.getByText("225 more are not shown.").waitFor();
  await more.getByRole("button", { name: "Show the next 200" }).click();
  await more.getByText("25 more are not shown.").waitFor();
  assert.equal(await reader.locator(".attachment").count(), 400);
  assert.match(await noor.page.evaluate(() => document.activeElement?.textContent ?? ""), /a \(201\)\.js/, "one goes on where one was");
  await more.getByRole("button", { name: "Show the next 25" }).click();
  await more.waitFor({ state: "hidden" });
  assert.equal(await reader.locator(".attachment").count(), 425);
  // All of them are saved, shown or not, and named only as far as anybody reads.
  await noor.openMessage("Welcome");
  await noor.openMessage("Many");
  await reader.getByRole("button", { name: /^Save all/ }).click();
  assert.match(await noor.dialog.locator(".attachment-named").innerText(), /^a\.js, a \(2\)\.js, .*a \(20\)\.js,? and 405 more$/);
  const [all] = await Promise.all([noor.page.waitForEvent("download"), noor.dialog.getByRole("button", { name: "Save it anyway" }).click()]);
  assert.equal(Object.keys(unzipSync(await readFile(await all.path()))).length, 425);
  assert.deepEqual(noor.visitor.problems, []);
});

test("of very many recipients the first are named, all where one asks, and an answer goes to all of them", async (t) => {
  const stage = await Stage.open(t);
  const some = (/** @type {string} */ letter, /** @type {number} */ count) => Array.from({ length: count }, (_, at) => `${letter}${at + 1} <${letter}${at + 1}@example.net>`.toLowerCase());
  await send(stage, mailOf({ from: mara, to: ["noor@example.org", ...some("t", 24)].join(",\r\n "), subject: "Everybody", more: [`Cc: ${some("c", 22).join(",\r\n ")}`] }));
  const noor = await Person.signIn(stage, "noor@example.org");
  await noor.openMessage("Everybody");
  const line = noor.reader.locator(".people-text p.muted");
  assert.match(await line.innerText(), /^to you, t1, t2, .*, t19,? and 5 more · cc c1, .*, c20,? and 2 more\s+Show all 47$/);
  assert.doesNotMatch(await line.getAttribute("title") ?? "", /t20|c21/);
  await sound(noor.page, "very many recipients", { places: ".people" });
  await line.getByRole("button", { name: "Show all 47" }).click();
  assert.match(await line.innerText(), /^to you, t1, .*, t23,? and t24 · cc c1, .*, c21,? and c22$/);
  assert.match(await line.getAttribute("title") ?? "", /t24@example\.net.*c22@example\.net/);
  assert.equal(await line.evaluate((one) => one === document.activeElement), true);
  await noor.reader.getByRole("button", { name: "Reply all" }).click();
  await noor.composer.waitFor();
  const draft = await noor.composer.evaluate((composer) => /** @type {any} */ (composer.querySelector("zegel-protect")).current());
  assert.deepEqual([draft.to.length, draft.cc.length], [25, 22]);
});

test("where more recipients are named than are read, that is said", async (t) => {
  const stage = await Stage.open(t);
  const to = ["noor@example.org", ...Array.from({ length: 2030 }, (_, at) => `t${at}@example.net`)].join(",\r\n ");
  await send(stage, mailOf({ from: mara, to, subject: "Crowd" }));
  const noor = await Person.signIn(stage, "noor@example.org");
  await noor.openMessage("Crowd");
  await noor.reader.getByText("31 more recipients are named than are shown here.").waitFor();
});

test("lines and blanks that a mail keeps by its style stay", async (t) => {
  const stage = await Stage.open(t);
  await send(stage, mailOf({ from: mara, to: "noor@example.org", subject: "Verse", html: '<div style="white-space: pre-wrap">one\n   two</div>' }));
  const noor = await Person.signIn(stage, "noor@example.org");
  await noor.openMessage("Verse");
  assert.equal(await noor.frame.getByText("one").innerText(), "one\n   two");
});

test("pictures from elsewhere come only for who insists, and say nothing of who asks", async (t) => {
  const stage = await Stage.open(t);
  const html = '<p>Our offers</p><img src="https://pictures.example.test/a.png" width="40" height="30"><img src="https://pictures.example.test/b.png" alt="B"><img src="http://plain.example.test/c.png">'
    + '<img src="//more.example.test/d.png"><div style="background:url(https://pictures.example.test/e.png)">x</div>';
  await send(stage, mailOf({ from: mara, to: "noor@example.org", subject: "Offers", html }));
  const noor = await Person.signIn(stage, "noor@example.org");
  /** @type {{ url: string, headers: Record<string, string> }[]} */
  const asked = [];
  const { context } = noor.visitor;
  await context.route(/^https?:\/\/[^/]*\.example\.test\//, async (route) => {
    asked.push({ url: route.request().url(), headers: await route.request().allHeaders() });
    await route.fulfill({ contentType: "image/png", body: png });
  });
  await noor.openMessage("Offers");
  await noor.frame.getByText("Our offers").waitFor();
  await noor.reader.getByText("5 remote pictures not loaded").waitFor();
  assert.equal(asked.length, 0);
  await noor.reader.getByRole("button", { name: "Show pictures from elsewhere" }).click();
  await noor.reader.getByText("more.example.test and pictures.example.test").waitFor();
  await sound(noor.page, "the question before pictures from elsewhere", { places: ".remote-ask" });
  await noor.reader.getByRole("button", { name: "Show them this once" }).click();
  await noor.frame.locator("img").nth(2).waitFor();
  await noor.reader.getByText("2 remote pictures not loaded").waitFor();
  await noor.frame.evaluate((body) => Promise.all([...body.querySelectorAll("img")].map((image) => image.decode())));
  assert.deepEqual(asked.map(({ url }) => url).sort(), ["https://more.example.test/d.png", "https://pictures.example.test/a.png", "https://pictures.example.test/b.png"]);
  for (const { url, headers } of asked) {
    assert.equal(headers.referer, undefined, url);
    assert.equal(headers.origin, undefined, url);
  }
  // Without cookies; the relay between would add them again, so the frame itself is asked.
  assert.equal(await noor.frame.evaluate(({ ownerDocument }) => /** @type {any} */ (ownerDocument.defaultView).credentialless), true);
  // Nothing else comes through: the frame's own policy holds what the page would let slip.
  const tried = await noor.page.evaluate(async () => {
    const inside = /** @type {Document} */ (/** @type {HTMLIFrameElement} */ (document.querySelector("iframe.mail-frame")).contentDocument);
    /** @type {string[]} */
    const broken = [];
    await new Promise((done) => {
      inside.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => broken.push(effectiveDirective) > 2 && done(null));
      for (const [tag = "", name = ""] of [["img", "http://plain.example.test/c.png"], ["iframe", "https://pictures.example.test/f"], ["video", "https://pictures.example.test/v"]]) {
        const made = inside.createElement(tag);
        made.setAttribute("src", name);
        inside.body.append(made);
      }
    });
    return broken.sort();
  });
  assert.deepEqual(tried, ["frame-src", "img-src", "media-src"]);
  assert.equal(asked.length, 3);
  // It was for once.
  asked.splice(0);
  await noor.openMessage("Welcome");
  await noor.openMessage("Offers");
  await noor.reader.getByText("5 remote pictures not loaded").waitFor();
  assert.deepEqual(asked.map(({ url }) => url), []);
});

test("a link says where it leads", async (t) => {
  const stage = await Stage.open(t);
  const long = `https://example.org/${"path/".repeat(60)}end`;
  const html = `<a href="https://evil.example.test/x">www.example.org</a><br><a href="https://example.org@evil.example.test/">sign in</a><br>
<a href="https://xn--exmple-cua.org/">offer</a><br><a href="https://192.0.2.7/">invoice</a><br><a href="https://www.example.org/a">example.org</a><br><a href="${long}">read on</a><br>
<a href="mailto:lee@example.com?attach=/etc/passwd&cc=x@example.test">write</a><br><a href="https://evil.example.test/">ex\u0430mple.org</a>
<a href="https://evil.example.test/">example<span style="display:none">#</span>.<span hidden>#</span>or\u00adg</a> <a href="https://evil.example.test/"><img src="https://evil.example.test/a.png" alt="www.example.org"></a>`;
  await send(stage, mailOf({ from: mara, to: "noor@example.org", subject: "Linked", html }));
  await send(stage, mailOf({ from: mara, to: "noor@example.org", subject: "Plainly", text: `Look: https://example.org@evil.example.test/ and https://ex\u0430mple.org/ and ${long} and https://example.org/plain.` }));
  const noor = await Person.signIn(stage, "noor@example.org");
  await noor.openMessage("Linked");
  await noor.frame.getByText("read on").waitFor();
  const links = await noor.frame.evaluate((body) => [...body.querySelectorAll("a")].map((link) => [link.textContent, link.getAttribute("href"), link.rel]));
  assert.deepEqual(links.map(([text]) => text), ["www.example.org [evil.example.test]", "sign in [evil.example.test]", "offer [xn--exmple-cua.org]", "invoice [192.0.2.7]", "example.org", "read on", "write", "ex\u0430mple.org [evil.example.test]",
    "example.or\u00adg [evil.example.test]", "[www.example.org] [evil.example.test]"]);
  assert.equal(links[1]?.[1], "https://evil.example.test/");
  assert.equal(links[6]?.[1], "mailto:lee@example.com");
  assert.ok(links.every(([, , rel]) => rel === "noopener noreferrer"));
  assert.ok((await noor.frame.getByText("read on").getAttribute("title") ?? "").length < 120);
  await noor.openMessage("Plainly");
  await noor.reader.locator(".plain-body").waitFor();
  const plain = await noor.reader.locator(".plain-body").innerText();
  assert.match(plain, /https:\/\/example\.org@evil\.example\.test\/ \[evil\.example\.test\] and https:\/\/ex\u0430mple\.org\/ \[xn--exmple-4nf\.org\] and https:\/\/example\.org\/path\/[^ ]*…[^ ]*end and https:\/\/example\.org\/plain\./);
  await noor.reader.getByRole("button", { name: "Reply", exact: true }).click();
  await noor.text.getByText(long).waitFor();
});

test("an answer quotes what was seen, as it was seen, and nothing that was not", async (t) => {
  const stage = await Stage.open(t);
  const hidden = [
    '<div style="display:none">hidden-1</div>', '<p style="visibility:hidden">hidden-2</p>', '<p style="opacity:0">hidden-12</p>', '<span style="font-size:1px">shown-b</span>',
    '<p style="color:#fff">hidden-3</p>', '<p style="color:#fefefe;background:#ffffff">hidden-4</p>', '<p style="position:absolute;left:-9999px">shown-c</p>', '<p style="text-indent:-9999px">shown-d</p>',
    '<p style="height:0;overflow:hidden">hidden-13</p>', '<p style="clip-path:inset(100%)">shown-f</p>', '<p hidden>hidden-14</p>', "<details><summary>more</summary>shown-h</details>",
    '<p style="line-height:0">hidden-5</p>', '<div style="max-height:0">shown-i</div>', '<bdo dir="rtl">shown-j</bdo>', "<canvas>shown-k</canvas>", "<progress>shown-l</progress>", '<font color="#ffffff" size="1">hidden-6</font>',
    '<p style="transform:scale(0)">shown-m</p>', "<template>hidden-7</template>", "<noscript>hidden-8</noscript>", "<!-- hidden-9 -->", "<textarea>shown-o</textarea>", '<p class="x">shown-n</p>',
  ];
  const styles = '<style>@media (max-width:600px){.x{display:none}} @media print{.y{display:block}} body:has(.moz-cite) .y{display:block} .y{display:none} [class~="x"]{display:none} .x::after{content:"hidden-11"} @container (width>1px){.x{display:none}} @supports (display:grid){.x{display:none}}</style>';
  const html = `<html><head>${styles}</head><body style="background-color:#fff"><p style="background:url(${" ".repeat(300_000)}x)"></p><h2>The plan</h2><p>First <b>bold</b> words with <a href="https://example.org/x">a link</a>.</p><ul><li>one</li><li>two</li></ul>`
    + `<table><tr><td>left</td><td>right</td></tr></table><img src="cid:seen@example.com" alt="hidden-15 I agree to pay" width="30" height="20"><img src="cid:dot@example.com" width="1" height="1"><img src="https://pictures.example.test/a.png" alt="Logo">${hidden.join("\n")}</body></html>`;
  const inline = (/** @type {string} */ id) => `--b\r\nContent-Type: image/png\r\nContent-ID: <${id}>\r\nContent-Disposition: inline\r\nContent-Transfer-Encoding: base64\r\n\r\n${png.toString("base64")}\r\n`;
  const mail = mailOf({ from: mara, to: "noor@example.org", subject: "Plan", html }).replace("--b--", `${inline("seen@example.com")}${inline("dot@example.com")}--b--`);
  await send(stage, mail);
  const noor = await Person.signIn(stage, "noor@example.org");
  await noor.openMessage("Plan");
  await noor.frame.getByText("The plan").waitFor();
  const seen = await noor.frame.innerText();
  for (const word of ["hidden-1", "hidden-2", "hidden-7", "hidden-8", "hidden-9", "hidden-12", "hidden-13", "hidden-14"]) assert.ok(!seen.includes(`${word}`) || new RegExp(`${word}\\d`).test(seen), word);
  for (const letter of "bcdfhijklmno") assert.ok(seen.includes(`shown-${letter}`), `shown-${letter}: what hides it is taken away`);
  await noor.reader.getByRole("button", { name: "Reply", exact: true }).click();
  await noor.text.getByText("The plan").waitFor();
  const quoted = await noor.text.locator("blockquote").evaluate((quote) => ({
    text: quote.textContent ?? "", html: quote.innerHTML, heading: quote.querySelector("h2")?.textContent, bold: quote.querySelector("b")?.textContent, items: quote.querySelectorAll("li").length,
    cells: quote.querySelectorAll("td").length, link: quote.querySelector("a")?.getAttribute("href"), images: [...quote.querySelectorAll("img")].map((image) => image.src.slice(0, 5)),
  }));
  assert.deepEqual([quoted.heading, quoted.bold, quoted.items, quoted.cells, quoted.link, quoted.images], ["The plan", "bold", 2, 2, "https://example.org/x", ["blob:"]]);
  assert.doesNotMatch(quoted.html, /hidden-|style=|class=|pictures\.example/);
  assert.match(quoted.text, /\[Logo\]/);
  for (const letter of "bcdfhijklmno") assert.ok(quoted.text.includes(`shown-${letter}`), letter);
  await noor.type("Fine.");
  await noor.send();
  // The picture that stood in the text goes along, and stands in the answer.
  const [{ bytes } = { bytes: Buffer.alloc(0) }] = (await mailbox(stage, "noor@example.org", "sent")).filter(({ subject }) => subject === "Re: Plan");
  const sent = bytes.toString();
  assert.equal(sent.match(/^Content-ID:/gim)?.length, 1);
  assert.doesNotMatch(sent, /hidden-\d|pictures\.example/);
  assert.deepEqual(stage.outside, []);
});

test("nothing lies where nobody can look, and what cannot be scrolled to is not quoted; Hebrew and Arabic are", async (t) => {
  const stage = await Stage.open(t);
  const hebrew = "\u05e9\u05dc\u05d5\u05dd \u05dc\u05db\u05d5\u05dc\u05dd ";
  const arabic = "\u0627\u0644\u0633\u0644\u0627\u0645 \u0639\u0644\u064a\u0643\u0645 ";
  const source = `data:image/png;base64,${png.toString("base64")}`;
  const sums = ["margin-left:calc(1% - 9999px)", "margin-left:min(0px, 1% - 400px)", "margin-top:calc(1% - 400px)", "margin:max(-9999px, 1px - 400px)", "padding-left:calc(1% + 9999px)",
    "width:calc(1% - 1px)", "max-width:clamp(0px, 1px, 2px)", "vertical-align:calc(1px - 400px)", "border-spacing:calc(1px + 9999px)", "margin-inline-start:calc(1% - 9999px)"];
  const html = `<p>Dear Noor</p>${sums.map((style, at) => `<p style="${style}">sum-${at}</p>`).join("")}<p style="background-color:rgb(255 250 205);color:rgb(0 0 0)">in colour</p>
<div dir="rtl" style="width:1px;white-space:nowrap"><nobr>I agree to pay</nobr></div><div dir="rtl" style="width:60px"><nobr>ok<br>I agree to lend</nobr></div><div dir="rtl" style="width:1px"><img src="${source}" style="max-width:300px" width="300" height="30"></div>
<p dir="rtl">${hebrew.repeat(60)}hebrew-end</p><p dir="rtl">${arabic.repeat(60)}arabic-end</p><pre dir="rtl">${`${hebrew.repeat(20)}${" ".repeat(400)}`.repeat(4)}pre-end</pre><table width="3000"><tr><td nowrap>${"far ".repeat(900)}far-end</td></tr></table>`;
  await send(stage, mailOf({ from: mara, to: "noor@example.org", subject: "Sums", html }));
  await send(stage, mailOf({ from: mara, to: "noor@example.org", subject: "Leftward", html: `<div dir="rtl"><p>${hebrew}</p><nobr>${hebrew.repeat(300)}left-end</nobr><div dir="ltr" style="width:1px"><nobr>I agree to pay</nobr></div></div>` }));
  const noor = await Person.signIn(stage, "noor@example.org");
  await noor.openMessage("Sums");
  await noor.frame.getByText("Dear Noor").waitFor();
  const seen = await noor.frame.evaluate((body) => [...body.querySelectorAll("p")].map((one) => ({ text: one.innerText, style: one.getAttribute("style"), place: one.getBoundingClientRect().toJSON() })));
  for (const [at, { text, style, place }] of seen.entries()) {
    if (/^sum-/.test(text)) assert.equal(style, null, text);
    assert.ok(place.left >= 0 && place.width > 100 && place.top >= (seen[at - 1]?.place.bottom ?? 0), text);
  }
  assert.match(seen.find(({ text }) => text === "in colour")?.style ?? "", /background-color/);
  const quoted = async () => {
    await noor.reader.getByRole("button", { name: "Reply", exact: true }).click();
    await noor.composer.waitFor();
    const quote = noor.text.locator("blockquote");
    await quote.waitFor();
    const made = { text: await quote.evaluate((one) => one.textContent ?? ""), images: await quote.locator("img").count() };
    await noor.composer.getByRole("button", { name: "Close", exact: true }).click();
    await noor.composer.waitFor({ state: "detached" });
    return made;
  };
  const { text, images } = await quoted();
  for (const words of ["Dear Noor", ...sums.map((_, at) => `sum-${at}`), "in colour", "hebrew-end", "arabic-end", "pre-end", "far-end"]) assert.ok(text.includes(words), words);
  assert.deepEqual([/agree/.test(text), images], [false, 0]);
  // What is written from right to left as a whole is scrolled the other way.
  await noor.openMessage("Leftward");
  await noor.frame.getByText("left-end").waitFor();
  assert.ok(await noor.frame.evaluate(({ ownerDocument: { defaultView: view } }) => { view?.scrollTo(-99_999, 0); return (view?.scrollX ?? 0) < -1000; }), "there is a way to its end");
  const other = await quoted();
  assert.deepEqual([/left-end/.test(other.text), /agree/.test(other.text)], [true, false]);
});

test("what something else lies over is not quoted, and what merely stands close is", async (t) => {
  const stage = await Stage.open(t);
  const source = `data:image/png;base64,${png.toString("base64")}`;
  const cover = '<span style="background-color:#fff">Nice to see you again, all the best</span>';
  const covers = [
    '<p>&nbsp;</p><p>&nbsp;</p><p style="margin:0px">covered-1 I pay</p><div style="line-height:0"><span style="font-size:100px;background-color:#fff">Hel</span></div><p>&nbsp;</p><p>&nbsp;</p>',
    `<table><tr><td style="max-width:1px"><nobr>covered-2 I pay</nobr></td><td>${cover}</td></tr></table>`,
    `<table align="left"><tr><td><div style="width:1px"><nobr>covered-3 I pay</nobr></div></td></tr></table><p style="margin:4px">${cover}</p><br clear="all">`,
    '<table><tr><td><div style="width:1px"><div style="width:300px;background-color:#000">&nbsp;</div></div></td><td>covered-4 I pay</td></tr></table>',
    '<table><tr><td><div style="width:1px"><div style="width:1px;border-right:300px solid #000">&nbsp;</div></div></td><td>covered-5 I pay</td></tr></table>',
    `<table><tr><td style="max-width:1px"><img src="${source}" style="max-width:900px" width="300" height="30"></td><td>covered-6 I pay</td></tr></table>`,
    '<table><tr><td><div style="width:1px"><nobr>Nice to see you again</nobr></div></td><td>covered-7 I pay</td></tr></table>',
    '<table><colgroup><col style="background-color:#000"></colgroup><tr><td>covered-8 I pay</td></tr></table>',
    '<table><tr><td>a</td><td rowspan="2" valign="bottom">covered-9 I pay</td></tr><tr><td colspan="2">Nice to see you again, all the best</td></tr></table>',
  ];
  const open = [
    '<p style="line-height:1">open-1 <b>open-2</b> <span style="background-color:#ff0">open-3</span> H<sub>2</sub>O<sup>open-4</sup><br><span style="background-color:#ff0">open-5 below</span></p>',
    '<div style="background-color:#eee;border:8px solid #ccc;padding:4px"><table bgcolor="#ffffff"><tr style="background-color:#fafafa"><td style="background-color:#fff">open-6</td><td>open-7</td></tr></table></div>',
    `<p><img src="${source}" align="left" width="60" height="60">open-8 beside a picture, and enough words to go on below it. ${"And on. ".repeat(60)}</p><br clear="all">`,
    '<blockquote><blockquote style="border-left:6px solid #36c">open-9<hr>open-10</blockquote></blockquote><ul><li>open-11<ol><li>open-12</li></ol></li></ul>',
    '<p style="line-height:0.9;font-size:20px">open-13 in lines that stand close<br>open-14 to each other<br><font size="6">open-15</font> and <small>open-16</small></p>',
    '<ruby>open-17<rt>open-18</rt></ruby> <p dir="rtl">\u0634\u0643\u0631\u0627\u064b \u05ea\u05d5\u05d3\u05d4 open-19</p><pre style="line-height:1">open-20\nopen-21</pre>',
  ];
  await send(stage, mailOf({ from: mara, to: "noor@example.org", subject: "Covers", html: `<div style="background-color:#fff"><p>Dear Noor</p>${[...covers, ...open].join("\n")}</div>` }));
  const noor = await Person.signIn(stage, "noor@example.org");
  await noor.openMessage("Covers");
  await noor.frame.getByText("Dear Noor").waitFor();
  await noor.reader.getByRole("button", { name: "Reply", exact: true }).click();
  const quote = noor.text.locator("blockquote").first();
  await quote.getByText("Dear Noor").waitFor();
  const said = [...new Set((await quote.evaluate((one) => one.textContent ?? "")).match(/(?:covered|open)-\d+/g))];
  assert.deepEqual(said, Array.from({ length: 21 }, (_, at) => `open-${at + 1}`));
  // The same counts for the plain text beside it.
  const text = await noor.composer.evaluate((composer) => String(/** @type {any} */ (composer.querySelector("zegel-protect")).current().text));
  assert.doesNotMatch(text, /covered-/);
  assert.equal(text.match(/open-\d+/g)?.length, 21);
});
