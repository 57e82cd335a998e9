// @ts-check
// The example of a host of one's own, served beside the packed package, in front of a vault that allows it: under exactly the
// policy that is there to be pasted.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { test } from "node:test";
import { root } from "../../scripts/paths.mjs";
import { Correspondent } from "../browser/correspondent.mjs";
import { hosted } from "../browser/host-page.mjs";
import { project } from "./project.mjs";

const types = /** @type {Record<string, string>} */ ({ ".css": "text/css", ".html": "text/html", ".js": "text/javascript" });

/**
 * A webmail's server with the example beside what the other tests' host has.
 * @param {import("node:test").TestContext} t
 * @param {(policy: Record<string, string>, vault: string) => string} policyOf
 */
async function play(t, policyOf) {
  const www = join(await project(t), "node_modules/zegel/www");
  const { contentSecurityPolicy } = JSON.parse(await readFile(join(www, "../integrity.json"), "utf8"));
  const server = createServer(async (request, response) => {
    const { pathname, href } = new URL(request.url ?? "/", host.origin);
    const file = /^\/zegel\//.test(pathname) ? join(www, pathname.slice("/zegel/".length)) : /^\/example\//.test(pathname) ? join(root, "examples/host", pathname.slice("/example/".length)) : null;
    if (file) {
      const text = (await readFile(file, "utf8")).replace("https://vault.example.org/vault/", `${stage.url}vault/`)
        // What it holds can be looked at from outside.
        .replace("const [sent, drafts] = [[], new Map()];", "$& Object.assign(globalThis, { sent, drafts });");
      const policy = `default-src 'none'; img-src data:; style-src 'self'; ${policyOf(contentSecurityPolicy, new URL(stage.url).origin)}`;
      response.writeHead(200, { "content-type": types[extname(file)] ?? "text/plain", "content-security-policy": policy }).end(text);
    } else {
      const answer = await fetch(href);
      response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "text/plain" }).end(Buffer.from(await answer.arrayBuffer()));
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(null)));
  t.after(() => { server.close(); server.closeAllConnections(); });
  const origin = `http://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (server.address()).port}`;
  const { stage, host } = await hosted(t, { name: "127.0.0.1", configured: () => [origin], rules: (bundle) => { bundle.embedding.hosts = [origin]; } });
  stage.besides.push(`${origin}/`);
  return { stage, host: Object.assign(Object.create(host), { origin }), example: `${origin}/example/index.html` };
}

test("a host of one's own hands on what the frame sealed, and has nothing else", async (t) => {
  const { stage, host, example } = await play(t, ({ vaultFrame = "" }, vault) => vaultFrame.replaceAll("https://vault.example.org", vault));
  const [noor, lee] = [await Correspondent.arrive(stage, host, "noor"), await Correspondent.arrive(stage, host, "lee")];
  await noor.page.goto(example);

  // Where the person of the other tests looks for frames.
  await noor.page.waitForSelector("#compose > iframe");
  await noor.page.evaluate(() => {
    const place = /** @type {HTMLElement} */ (document.querySelector("#compose"));
    place.id = "place";
    Object.assign(window, { host: { frames: [{ element: place.querySelector("iframe") }] } });
  });
  const editor = noor.seen(0);
  await editor.fill({ to: lee.address, subject: "Budget", text: "The canary sings at noon" });
  await editor.protectIt();
  await noor.page.getByText("Will be encrypted").waitFor();
  await noor.page.getByRole("button", { name: "Send" }).first().click();
  await editor.agreeing(noor.page.getByText(`Sent to ${lee.address}`).waitFor());
  assert.doesNotMatch(await noor.page.content(), /canary|Budget/);
  const held = await noor.page.evaluate(() => {
    const { sent, drafts } = /** @type {any} */ (globalThis);
    return [...sent.map((/** @type {any} */ { bytes }) => bytes), ...drafts.values()].map((bytes) => new TextDecoder("latin1").decode(bytes)).join("\n");
  });
  assert.match(held, /BEGIN PGP MESSAGE/);
  assert.doesNotMatch(held, /canary|Budget/);
  assert.deepEqual(noor.visitor.problems, []);
});

test("without frame-src, the page says which line is missing, and nothing can be sent", async (t) => {
  const { stage, example } = await play(t, () => "script-src 'self'");
  const { page } = await stage.visitor();
  await page.goto(example);
  await page.getByText(new URL(stage.url).origin).first().waitFor();
  assert.match(await page.locator("#compose").evaluate((place) => [...place.querySelectorAll("*")].map((one) => `${one.textContent}${one.shadowRoot?.textContent ?? ""}`).join(" ")), /frame-src/);
  assert.equal(await page.getByRole("button", { name: "Send" }).isDisabled(), true);
});
