import { mkdtempSync, readFileSync } from "node:fs";
import { Stage, lastFirst } from "./stage.mjs";
import { gnupg } from "../interop/gnupg.mjs";
const works = [];
const end = { after: (w) => works.push(w) };
const stage = await Stage.open(end);
const gpg = gnupg({ after: (w) => works.push(w) });
const curve = { primary: "ed25519", sub: "cv25519" };
const ids = ["Noor de Wit <noor@brug.example>", "Lee Chen <lee@brug.example>", "Mara Jansen <mara@brug.example>", "Sam <sam@example.com>", "Oud <oud@brug.example>", "Kim <kim@dept.brug.example>", ...Array.from({length: 6}, (_, i) => `P${i} <persoon${i}@brug.example>`)];
const made = ids.map((id) => gpg.makeKey({ ...curve, ...(id.startsWith("Oud") ? { expires: "seconds=1" } : {}) }, id));
gpg.revoke(made[2]);
const pile = gpg.run(["--export", "--armor"]).output;
const secret = gpg.secret(made[0]);
const shot = async (page, name, full = true) => { 
  if (full) await page.evaluate(() => { document.documentElement.style.setProperty("height", "auto"); });
  await page.screenshot({ path: `/tmp/zk/${name}.png`, fullPage: false }); };
async function run({ locale, scheme, width, tag, words }) {
  const visitor = await stage.visitor({ locale, colorScheme: scheme, viewport: { width, height: width < 500 ? 5200 : 3300 } });
  const { page } = visitor;
  await page.goto(`${stage.url}pages/admin/`);
  await page.getByRole("button", { name: words.start }).click();
  await page.getByLabel(words.org).fill("Stichting De Brug");
  await page.getByLabel(words.domains).fill("brug.example");
  await page.getByRole("button", { name: words.begin, exact: true }).click();
  await page.locator("h1").waitFor(); await page.waitForTimeout(300);
  await page.evaluate(() => { location.hash = "/keys"; });
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.waitForTimeout(300);
  await shot(page, `${tag}-empty`); console.log(visitor.problems);
  await page.locator(".drop input[type=file]").setInputFiles([{ name: "pile.asc", mimeType: "", buffer: pile }, { name: "noor.key", mimeType: "", buffer: secret }]);
  await page.locator(".found").waitFor();
  await page.getByRole("button", { name: words.make, exact: true }).click();
  await page.waitForTimeout(200);
  await shot(page, `${tag}-making`);
  await page.getByRole("button", { name: words.makeNow }).click();
  await page.locator("#owner-new-passphrase").waitFor();
  await page.getByRole("button", { name: words.trust }).click();
  await page.locator(".addresses .icon-button").first().click();
  await page.locator("#keyserver-agreed").waitFor();
  await page.waitForTimeout(300);
  await shot(page, `${tag}-full`);
  await page.locator("#owner-new-passphrase").fill("a passphrase for it");
  const [d0] = await Promise.all([page.waitForEvent("download"), page.locator(".save-key button").click()]);
  const [d] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "openpgpkey-brug.example.zip" }).click()]);
  console.log(d0.suggestedFilename(), d.suggestedFilename());
  await page.waitForTimeout(300);
  await shot(page, `${tag}-packed`);
  await page.setViewportSize({ width, height: 1000 });
  for (const [i, sel] of ["h1", "#at\\/keys\\/keyring", ".publication", ".save-key", ".methods", "#keyserver"].entries()) { await page.locator(sel).evaluate((n) => n.scrollIntoView({ block: "start" })); await shot(page, `${tag}-part${i}`); }
  console.log(tag, visitor.problems);
}
const en = { start: "Begin with an example", org: "Name of the organisation", domains: "Mail domains", begin: "Begin", make: "Make one", makeNow: "Make the key", trust: "Add to the trusted certificates" };
const nl = { start: "Met een voorbeeld beginnen", org: "Naam van de organisatie", domains: "Maildomeinen", begin: "Beginnen", make: "Er een maken", makeNow: "De sleutel maken", trust: "Bij de vertrouwde certificaten zetten" };
try {
  await run({ locale: "en-GB", scheme: "light", width: 1440, tag: "en", words: en });
  await run({ locale: "nl-NL", scheme: "dark", width: 1200, tag: "nl", words: nl });
  await run({ locale: "nl-NL", scheme: "light", width: 360, tag: "phone", words: nl });
} catch (e) { console.error(e); }
for (const w of works.reverse()) await w();
process.exit(0);
