// @ts-check
/** A letter opened from a disk: WebKit takes such a page for one of no origin, which may less than others. */
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import * as openpgp from "openpgp";
import { entity, filled, letterhead, locks, passphrase, sealed, signer } from "../browser/letters.mjs";
import { lastFirst } from "../browser/stage.mjs";
import { Window, eventually, listens, problems } from "./window.mjs";

const dot = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

for (const lock of /** @type {(keyof typeof locks)[]} */ (Object.keys(locks))) {
  test(`with ${lock} it opens, shows pictures and files, and is answered`, async (t) => {
    const until = lastFirst(t);
    const folder = await mkdtemp(join(tmpdir(), "zegel-webkit-"));
    until.after(() => rm(folder, { recursive: true }));
    const noor = await signer();
    const files = [
      { name: "dot.png", type: "image/png", bytes: dot, contentId: "dot" }, { name: "photo.png", type: "image/png", bytes: dot },
      { name: "notes.txt", type: "text/plain", bytes: Buffer.from("the notes") },
    ];
    const armored = await sealed(entity({ subject: "Figures of May", text: "Dear Lee", html: '<p>Dear <b>Lee</b> <img src="cid:dot"></p>', files }), { by: noor, lock });
    const path = join(folder, "message.html");
    await writeFile(path, filled(await readFile(new URL("../../www/wasm/reader.html", import.meta.url), "utf8"), letterhead(noor.certificate), armored));

    const window = await Window.open(until);
    await window.visit(pathToFileURL(path).href);
    await window.run(listens);
    await window.type("#passphrase", "another one");
    await window.press("button", "Open the message");
    await window.reads("This passphrase does not open the message");
    await window.run(() => { /** @type {HTMLInputElement} */ (document.querySelector("#passphrase")).value = ""; });
    await window.type("#passphrase", passphrase);
    await window.press("button", "Open the message");
    await window.reads("Figures of May");
    await window.reads("Signed with the sender’s key");
    const width = () => window.run(() => /** @type {HTMLIFrameElement} */ (document.querySelector("iframe")).contentDocument?.images[0]?.naturalWidth);
    assert.equal(await eventually(width, "the picture in the text is not shown"), 1);
    await window.press("button", "View");
    const viewed = () => window.run(() => /** @type {HTMLImageElement} */ (document.querySelector("dialog[open] img"))?.naturalWidth);
    assert.equal(await eventually(viewed, "the picture that is attached is not shown"), 1);
    await window.press("button", "Close");

    await window.press("button", "Reply");
    await window.type("textarea", "Thank you, all is clear.");
    await window.press("button", "Encrypt");
    await window.sees("a", "Open in my mail program");
    const link = new URL(await window.run(() => [...document.querySelectorAll("a")].map(({ href }) => href).find((href) => href.startsWith("mailto:")) ?? ""));
    const answer = link.searchParams.get("body") ?? "";
    const { data } = await openpgp.decrypt({ message: await openpgp.readMessage({ armoredMessage: answer }), decryptionKeys: noor.privateKey, format: "binary" });
    assert.match(Buffer.from(/** @type {Uint8Array} */ (data)).toString(), /Thank you, all is clear\./);
    assert.deepEqual(await window.run(problems), []);
  });
}
