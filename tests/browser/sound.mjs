// @ts-check
/** Whether everybody can use what is shown: axe finds nothing, and nothing stands out of its place. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

/** @typedef {import("playwright-core").Page} Page */

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * What axe finds, a line for each rule. The page's own policy lets no such script in; the tester's way does.
 * @param {Page} page
 * @param {{ colours?: boolean }} [how]  `colours`: only those, where all else was looked at before
 * @returns {Promise<string[]>}
 */
export async function violations(page, { colours = false } = {}) {
  if (!await page.evaluate(() => "axe" in globalThis)) await page.evaluate(axe);
  return page.evaluate(async (colours) => {
    const rules = colours ? { runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] } } : {};
    const found = await /** @type {any} */ (globalThis).axe.run(document, { resultTypes: ["violations"], ...rules });
    return found.violations.map((/** @type {any} */ { id, impact, nodes }) => `${id} (${impact})\n  ${nodes.map((/** @type {any} */ node) =>
      `${node.html.slice(0, 200)}: ${[...node.any, ...node.all, ...node.none].map(({ message }) => message).join("; ")}`).join("\n  ")}`);
  }, colours);
}

/**
 * Looked at on a phone and on a desk, in light and, for its colours, in dark. Leaves it light and as wide as a desk: set to the same size
 * once more, Chromium was seen to draw no frame for as long as anybody waited.
 * @param {Page} page
 * @param {string} view  what is shown, for the failure
 * @param {{ desk?: { width: number, height: number }, places?: string }} [how]  `places`: a selector of what must hold its contents
 */
export async function sound(page, view, { desk = { width: 1280, height: 800 }, places = "dialog[open]" } = {}) {
  for (const viewport of [{ width: 360, height: 740 }, desk]) {
    await page.setViewportSize(viewport);
    for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await violations(page, { colours: colorScheme === "dark" }), [], `${view}, ${colorScheme}, ${viewport.width} px wide`);
    }
    const wide = await page.evaluate((places) => [...document.querySelectorAll(places)].filter((one) => one.scrollWidth > one.clientWidth + 1).map(({ className }) => className), places);
    assert.deepEqual(wide, [], `${view}, ${viewport.width} px wide: something stands out`);
  }
  await page.emulateMedia({ colorScheme: "light" });
}
