// @ts-check
// The examples: typed, built by Vite as they stand, and written with.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../../scripts/paths.mjs";
import { buildTools } from "../../scripts/package/tools.mjs";
import { browser, lee, project, run, served, writesTo } from "./project.mjs";

for (const name of ["react", "vue"]) {
  test(`the example in ${name} is well typed, is built, and seals a mail`, async (t) => {
    await buildTools();
    const [folder, recipient] = [await project(t, join(root, "examples", name)), await lee()];
    await run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "--project", "tsconfig.json"], folder);
    await run(process.execPath, ["../../node_modules/vite/bin/vite.js", "build", "--logLevel", "warn"], folder);
    const address = await served(t, join(folder, "dist"), { certificate: recipient.certificate });
    await writesTo(await browser(t), `${address}/index.html`, recipient);
  });

  test(`the example in ${name} asks for the versions it is tested with`, async () => {
    const read = async (/** @type {string} */ path) => JSON.parse(await readFile(join(root, path), "utf8"));
    const { devDependencies: tested } = await read("tests/package/tools/package.json");
    const { dependencies: { zegel, ...dependencies }, devDependencies } = await read(`examples/${name}/package.json`);
    for (const [dependency, version] of Object.entries({ ...dependencies, ...devDependencies })) assert.equal(version, tested[dependency], dependency);
    assert.ok(zegel.endsWith(`zegel-${(await read("package.json")).version}.tgz`));
  });
}
