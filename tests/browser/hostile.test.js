// @ts-check
/** Mail of somebody who means harm: nothing of it runs, nothing of it is fetched, none of it leaves its frame. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { signIn } from "../node/server/start.js";
import { Person } from "./person.mjs";
import { Stage } from "./stage.mjs";

const there = "http://outside.example.test";
const run = "top.pwned = (top.pwned || 0) + 1";
const picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

const html = `<!doctype html><html><head><base href="${there}/"><meta http-equiv="refresh" content="0; url=${there}/refresh">
<link rel="stylesheet" href="${there}/style.css"><link rel="prefetch" href="${there}/prefetch"><link rel="dns-prefetch" href="//dns.example.test">
<style>@import "${there}/import.css"; body { background: url(${there}/css) } @font-face { font-family: f; src: url(${there}/font) } * { font-family: f }</style>
<script>${run}</script><script src="${there}/script.js"></script></head>
<body onload="${run}" background="${there}/background"><p id="text">The text itself</p>
<img src="${there}/picture"><img srcset="${there}/srcset 2x"><img src=x onerror="${run}"><img src="cid:none" onerror="${run}">
<picture><source srcset="${there}/source"><img src="${there}/fallback"></picture><video poster="${there}/poster" src="${there}/video" autoplay></video>
<audio src="${there}/audio" autoplay></audio><object data="${there}/object"></object><embed src="${there}/embed"><iframe src="${there}/iframe"></iframe>
<iframe srcdoc="<script>${run}</script>"></iframe><svg onload="${run}"><image href="${there}/svg"/><use href="${there}/use#a"/><script>${run}</script></svg>
<svg><style><img src="${there}/mutated" onerror="${run}"></style></svg>
<form action="${there}/form"><input autofocus onfocus="${run}"><button formaction="javascript:${run}">Send</button></form>
<a href="javascript:${run}" id="js">script link</a><a href="data:text/html,<script>${run}</script>">data link</a>
<a href="${there}/ping" ping="${there}/pinged">example.org</a><div style="background:url(${there}/inline);position:fixed;inset:0;z-index:9">over</div>
<details open ontoggle="${run}"><summary>x</summary></details><marquee onstart="${run}">m</marquee><dialog open>d</dialog>
<table background="${there}/table"><tr><td background="${there}/td">cell</td></tr></table><p style="color:red;content:url(${there}/content)">red</p>
<template><img src="${there}/template"></template><noscript><p title="</noscript><img src=x onerror=${run}>"></noscript>
<div popover id="p">popover</div><img name="getElementById"><form id="body"><input name="attributes"></form>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror='${run}'&gt;"></body></html>`;

const mail = [
  "From: Mara Novak <mara@example.com>", "To: noor@example.org", `Subject: <img src=x onerror="${run}"> hostile`,
  "Date: Tue, 24 Nov 2026 10:00:00 +0000", "Message-ID: <hostile@example.com>", "MIME-Version: 1.0", 'Content-Type: multipart/mixed; boundary="b"', "",
  "--b", "Content-Type: text/html; charset=utf-8", "Content-Transfer-Encoding: base64", "", ...(Buffer.from(html).toString("base64").match(/.{1,76}/g) ?? []),
  "--b", 'Content-Type: image/svg+xml; name="a.svg"', "Content-ID: <none>", "Content-Transfer-Encoding: base64", "",
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" onload="${run}"><image href="${there}/inner"/></svg>`).toString("base64"),
  "--b", 'Content-Type: text/html; name="../../.bashrc"', `Content-Disposition: attachment; filename="../../\u202egpj.exe.html"`, "Content-Transfer-Encoding: base64", "",
  picture, "--b--", "",
].join("\r\n");

test("hostile mail runs nothing, fetches nothing, and stays in its frame", async (t) => {
  const stage = await Stage.open(t);
  await (await signIn(stage.url, "mara@example.com")).send(mail, ["noor@example.org"]);
  const noor = await Person.signIn(stage, "noor@example.org");
  /** @type {string[]} */
  const opened = [];
  noor.visitor.context.on("page", (page) => opened.push(page.url()));
  await noor.openMessage("hostile");
  await noor.frame.getByText("The text itself").waitFor();
  await noor.reader.getByText("not loaded, so the sender does not learn that you read this").waitFor();
  const inside = await noor.frame.evaluate((body) => ({
    tags: [...new Set([...body.querySelectorAll("*")].map(({ localName }) => localName))],
    attributes: [...new Set([...body.querySelectorAll("*")].flatMap((node) => node.getAttributeNames()))],
    links: [...body.querySelectorAll("a")].map((link) => [link.getAttribute("href"), link.target, link.textContent]),
    positions: [...body.querySelectorAll("*")].map((node) => getComputedStyle(node).position).filter((position) => position !== "static"),
  }));
  for (const tag of ["script", "style", "iframe", "object", "embed", "form", "input", "button", "svg", "math", "link", "meta", "base", "video", "audio", "source", "template", "dialog"]) {
    assert.ok(!inside.tags.includes(tag), tag);
  }
  assert.deepEqual(inside.attributes.filter((name) => /^on|^(?:srcset|ping|background|id|name|popover|autofocus|formaction)$/.test(name)), []);
  assert.deepEqual(inside.positions, []);
  assert.deepEqual(inside.links.map(([href]) => href), [null, null, `${there}/ping`]);
  assert.equal(inside.links[2]?.[1], "_blank");
  assert.match(inside.links[2]?.[2] ?? "", /outside\.example\.test/, "a link that names another place says where it goes");

  await noor.frame.getByText("script link").click();
  await noor.reader.getByRole("button", { name: "Reply", exact: true }).click();
  await noor.to.waitFor();
  await noor.text.getByText("The text itself").waitFor();
  assert.equal(await noor.page.evaluate(() => /** @type {any} */ (globalThis).pwned), undefined);
  assert.deepEqual(stage.outside, []);
  assert.deepEqual(opened, []);
  assert.equal(new URL(noor.page.url()).pathname, "/");
});

test("what hostile mail attaches is saved under a harmless name", async (t) => {
  const stage = await Stage.open(t);
  await (await signIn(stage.url, "mara@example.com")).send(mail, ["noor@example.org"]);
  const noor = await Person.signIn(stage, "noor@example.org");
  await noor.openMessage("hostile");
  const names = await noor.reader.locator(".attachment-name").allTextContents();
  assert.equal(names.length, 2);
  for (const name of names) assert.ok(!/[/\\\u202e]|^\./.test(name), name);
  const html = names.find((name) => name.endsWith(".html"));
  assert.ok(html);
  await noor.reader.getByRole("button", { name: `Save ${html}` }).click();
  const [download] = await Promise.all([noor.page.waitForEvent("download"), noor.dialog.getByRole("button", { name: "Save it anyway" }).click()]);
  assert.equal(download.suggestedFilename(), html);
  assert.ok((await readFile(await download.path())).equals(Buffer.from(picture, "base64")));
});

test("the relay to the world would have noticed", async (t) => {
  const stage = await Stage.open(t);
  const { page } = await stage.visitor();
  await page.getByRole("heading", { name: "Choose a mailbox" }).waitFor();
  await page.goto(`${there}/on-purpose`).catch(() => {});
  assert.ok(stage.outside.some((line) => line.includes("outside.example.test/on-purpose")), String(stage.outside));
});
