// @ts-check
import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { lee, project, run } from "./project.mjs";

test("Node seals with what the package brings, and OpenPGP.js opens it", async (t) => {
  const [folder, recipient] = [await project(t, "node"), await lee()];
  await mkdir(join(folder, "keys"));
  await writeFile(join(folder, "keys/lee@example.org"), recipient.certificate);
  await run(process.execPath, ["main.mjs", "The canary sings at noon"], folder);
  const message = await readFile(join(folder, "message.eml"), "latin1");
  assert.doesNotMatch(message, /canary/);
  assert.match(await recipient.opened(message, await readFile(join(folder, "own.pgp"))), /The canary sings at noon/);
});

test("the element can be named where there is no page: a server that renders pages imports it too", async (t) => {
  const folder = await project(t);
  await writeFile(join(folder, "main.mjs"), 'import { ZegelProtect } from "zegel/element"; if (typeof ZegelProtect !== "function") throw new Error("no class");');
  await run(process.execPath, ["main.mjs"], folder);
});
