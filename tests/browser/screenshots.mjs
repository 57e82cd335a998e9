// @ts-check
/** Pictures of the page for people to look at: `node tests/browser/screenshots.mjs [folder]` writes them to test-results/. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Person } from "./person.mjs";
import { Stage, lastFirst } from "./stage.mjs";

const target = process.argv[2] ?? fileURLToPath(new URL("../../test-results/screenshots/", import.meta.url));

/** @type {Record<string, { viewport: { width: number, height: number }, colorScheme: "light"|"dark" }>} */
const looks = {
  "wide-light": { viewport: { width: 1280, height: 800 }, colorScheme: "light" },
  "wide-dark": { viewport: { width: 1280, height: 800 }, colorScheme: "dark" },
  "narrow-light": { viewport: { width: 360, height: 740 }, colorScheme: "light" },
  "narrow-dark": { viewport: { width: 360, height: 740 }, colorScheme: "dark" },
};

/** @param {Person} person @param {string} name @param {string[]} [wanted] */
async function picture({ page }, name, wanted = Object.keys(looks)) {
  for (const [look, { viewport, colorScheme }] of Object.entries(looks)) {
    if (!wanted.includes(look)) continue;
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize(viewport);
    await page.screenshot({ path: join(target, `${name}-${look}.png`) });
  }
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await page.setViewportSize({ width: 1280, height: 800 });
}

/** @param {Person} noor @param {Person} daan @param {string} folder */
async function reading(noor, daan, folder) {
  const notes = join(folder, "Jaarverslag 2026.pdf");
  await writeFile(notes, Buffer.alloc(234_567));
  await noor.write({ to: daan.address, subject: "Minutes of the board meeting", text: "Dear Daan,", protect: false });
  await noor.page.keyboard.type("\n\nHere are the minutes. Please look at the second part before Thursday: https://example.org/minutes\n\n");
  await noor.pastePicture("#0a7d5a");
  await noor.text.locator("img").waitFor();
  await noor.page.keyboard.type("\nNoor");
  await noor.chooseLabel("Highly Confidential");
  await noor.attach(notes);
  await noor.attached("Jaarverslag 2026.pdf").waitFor();
  await picture(noor, "compose-protected");
  await noor.send();
  await noor.page.locator(".sent-note").waitFor();
  await picture(noor, "sent", ["wide-light", "narrow-dark"]);
  await daan.openMessage("Protected message");
  await daan.frame.locator("img").waitFor();
  await picture(daan, "reading");
  await daan.statements.first().click();
  await picture(daan, "evidence", ["wide-light", "narrow-dark"]);
  await daan.reader.getByRole("button", { name: "What travelled" }).click();
  await picture(daan, "travelled", ["wide-dark", "narrow-light"]);
  await daan.page.keyboard.press("Escape");
}

/** @param {Person} noor @param {string} folder */
async function writing(noor, folder) {
  const program = join(folder, "setup.exe");
  await writeFile(program, "MZ");
  await noor.startWriting();
  await picture(noor, "compose-empty");
  await noor.addressTo("lee@example.com");
  await noor.subject.fill("Spring campaign");
  await noor.type("Dear Lee,\n\nThe donor list is below.");
  await noor.isProtected();
  await noor.bar.getByText("Why?").click();
  await picture(noor, "compose-rule");
  await noor.openMenu(noor.composer.getByRole("button", { name: "Ways to protect" }));
  await picture(noor, "menu-protect", ["wide-light", "narrow-light", "wide-dark"]);
  await noor.page.keyboard.press("Escape");
  await noor.openMenu(noor.label);
  await picture(noor, "menu-label", ["wide-dark", "narrow-dark"]);
  await noor.page.keyboard.press("Escape");
  await noor.addRecipient("Cc", "unknown@example.com", "none");
  await noor.addRecipient("Bcc", "nobody", null);
  await noor.attach(program);
  await noor.attached("setup.exe").waitFor();
  await picture(noor, "compose-blocked");
  await noor.chip("unknown@example.com", "none").click();
  await noor.dialog.waitFor();
  await picture(noor, "recipient", ["wide-light", "narrow-dark"]);
  await noor.page.keyboard.press("Escape");
  await noor.sendButton.click();
  await noor.dialog.waitFor();
  await picture(noor, "ask");
  await noor.page.keyboard.press("Escape");
}

/** @param {Person} noor @param {Person} daan */
async function failing(noor, daan) {
  await noor.write({ to: daan.address, subject: "Budget", text: "See below." });
  await noor.page.route("**/jmap/upload/**", (route) => route.abort());
  await noor.sendButton.click();
  await noor.bar.getByText("Not sent.").waitFor();
  await picture(noor, "not-sent");
  await daan.page.route("**/jmap/**", (route) => route.abort());
  await daan.refresh();
  await daan.page.getByText("No connection to the server.").waitFor();
  await picture(daan, "offline", ["wide-light", "narrow-dark"]);
}

/** @param {Stage} stage */
async function dutch(stage) {
  const sofie = await Person.signIn(stage, "sofie@example.org", { locale: "nl-NL" });
  await picture(sofie, "nl-list", ["wide-light", "narrow-light"]);
  await sofie.row("Welcome to Zegel").click();
  await sofie.statements.first().waitFor();
  await picture(sofie, "nl-reading", ["wide-light", "narrow-dark"]);
  await sofie.page.keyboard.press("Escape");
  await sofie.page.getByRole("button", { name: "Nieuw bericht" }).click();
  const to = sofie.composer.getByLabel("Aan", { exact: true });
  await to.fill("lee@example.com, onbekend@example.com,");
  await sofie.chip("onbekend@example.com", "none").waitFor();
  await sofie.composer.getByLabel("Onderwerp").fill("Donateurslijst voorjaar");
  await sofie.composer.getByRole("textbox", { name: "Bericht" }).click();
  await sofie.page.keyboard.type("Beste Lee, hierbij de donateurslijst.");
  await sofie.composer.locator('[aria-pressed="true"].main').waitFor();
  await picture(sofie, "nl-compose");
}

/** @type {() => void} */
let finish = () => {};
const end = lastFirst({ after: (work) => { finish = () => void work(); } });
try {
  await mkdir(target, { recursive: true });
  const stage = await Stage.open(end);
  const visitor = await stage.visitor();
  await visitor.page.getByRole("heading", { name: "Choose a mailbox" }).waitFor();
  await picture(new Person(visitor, ""), "sign-in");
  await visitor.context.close();
  const [noor, daan] = [await Person.signIn(stage, "noor@example.org"), await Person.signIn(stage, "daan@example.org")];
  const lee = await Person.signIn(stage, "lee@example.com");
  await lee.visitor.context.close();
  await picture(daan, "list");
  await reading(noor, daan, stage.folder);
  await failing(noor, daan);
  await dutch(stage);
  const other = await Person.signIn(stage, "daan@example.org");
  await other.openMessage("Protected message");
  await other.statements.first().waitFor();
  await picture(other, "not-for-you", ["wide-light", "narrow-dark"]);
  await other.startWriting();
  await other.page.keyboard.press("Escape");
  await writing(other, stage.folder);
} finally {
  finish();
}
