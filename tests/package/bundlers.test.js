// @ts-check
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { buildTools } from "../../scripts/package/tools.mjs";
import { browser, lee, project, run, served, writesTo } from "./project.mjs";

for (const bundler of ["vite", "webpack"]) {
  test(`a page that ${bundler} built seals a mail, and OpenPGP.js opens it`, async (t) => {
    await buildTools();
    const [folder, recipient] = [await project(t, "page", bundler), await lee()];
    const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Mail</title><link rel="icon" href="data:,">${await readFile(join(folder, "body.html"), "utf8")}<script type="module" src="/main.js"></script></html>`;
    await writeFile(join(folder, "index.html"), html);
    await run(process.execPath, ["build.mjs"], folder);
    const address = await served(t, join(folder, "dist"), { certificate: recipient.certificate, ...(bundler === "webpack" ? { pages: { "/index.html": { html } } } : {}) });
    await writesTo(await browser(t), `${address}/index.html`, recipient);
  });
}
