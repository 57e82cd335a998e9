// @ts-check
/** Letters that were sent once: the reader in them opens them for ever, and so does the newest. Files are added, never changed. */
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { after, before, test } from "node:test";
import { filled, letterhead } from "./letters.mjs";
import { Desk, page } from "./reader-page.mjs";
import { lastFirst } from "./stage.mjs";

const folder = new URL("../archive/letters/", import.meta.url);
const passphrase = "amber quiet lantern over seven";
const names = (await readdir(folder)).sort();

/** @type {Desk} */ let desk;
const end = lastFirst({ after });
before(async () => { desk = await Desk.open(end); });

/** @param {import("./reader-page.mjs").Reader} reader */
async function opens(reader) {
  await reader.open(passphrase);
  assert.equal(await reader.title.innerText(), "Kept for ever");
  await reader.page.getByText("This letter was written in November 2026.").waitFor();
  await reader.page.getByRole("button", { name: "Save picture.png" }).waitFor();
}

test("there is something kept", () => assert.ok(names.length >= 2));

for (const name of names) {
  test(`${name} opens`, async () => {
    const kept = await readFile(new URL(name, folder), "utf8");
    if (name.endsWith(".html")) {
      const { url } = await desk.put(kept);
      const reader = await desk.visit(url);
      await opens(reader);
      await reader.page.getByText("Signed with the sender’s key").waitFor();
    }
    const armored = /^-----BEGIN PGP MESSAGE-----[^]*^-----END PGP MESSAGE-----$/m.exec(kept)?.[0] ?? "";
    await opens(await desk.visit((await desk.put(filled(page, letterhead(), armored))).url));
    assert.deepEqual([desk.requests, desk.problems], [[], []]);
  });
}
