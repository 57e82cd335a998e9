// @ts-check
// The vault as the package has it, whose page is one script: written, sealed, read, and how many files a frame takes.

import assert from "node:assert/strict";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../../scripts/paths.mjs";
import { Correspondent } from "../browser/correspondent.mjs";
import { hosted } from "../browser/host-page.mjs";
import { project } from "./project.mjs";

test("a frame of the packed vault is one script, in which mail is written, sealed and read", async (t) => {
  const www = await mkdtemp(join(tmpdir(), "zegel-packed-"));
  t.after(() => rm(www, { recursive: true, force: true }));
  // Keys are put into the browser by the modules that the package's script was made of.
  await cp(join(root, "www"), www, { recursive: true });
  const { stage, host } = await hosted(t, { name: "127.0.0.1", wwwDir: www });
  const [noor, lee] = [await Correspondent.arrive(stage, host, "noor"), await Correspondent.arrive(stage, host, "lee")];
  await rm(www, { recursive: true });
  await cp(join(await project(t), "node_modules/zegel/www"), www, { recursive: true });

  await noor.enter();
  const before = stage.requests.length;
  const editor = await noor.write({ given: { to: [lee.address], subject: "Budget", html: "<p>The <b>canary</b> sings at noon</p>" } });
  await editor.frame.locator(`button.chip[title="${lee.address}"][data-state="new"]`).waitFor();
  stage.keepSecret("The canary sings at noon");
  await editor.protectIt();
  const frame = stage.requests.slice(before).map(({ url }) => new URL(url, stage.url).pathname);
  assert.deepEqual(frame.filter((path) => /\.m?js$/.test(path) && !path.startsWith("/wasm/")), ["/vault/main.js", "/engine/sealer-worker.js"]);
  const looks = frame.filter((path) => path.endsWith(".css"));
  assert.deepEqual(looks, [...new Set(looks)], "a style sheet that is there is not asked for again");
  assert.ok(frame.length <= 30, `${frame.length} requests: ${frame.join(" ")}`);
  assert.deepEqual(await editor.agreeing(editor.ask("send")), { answer: { sent: true } });
  const [[{ text }]] = /** @type {any[][]} */ (await noor.delivered());
  assert.doesNotMatch(text, /canary|Budget/);

  await lee.enter();
  const { display, shown } = await lee.read({ message: { octets: text } });
  assert.equal(shown.answer.status, "sealed");
  await display.body.getByText("The canary sings at noon").waitFor();
  const settings = await host.frame(lee.page, { kind: "settings", address: lee.address });
  await lee.seen(settings).frame.getByRole("heading").first().waitFor();
  assert.deepEqual([...noor.visitor.problems, ...lee.visitor.problems], []);
});
