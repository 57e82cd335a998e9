// @ts-check
/** What leaves the browser besides what is sealed: exactly what the threat model lists, by request, JMAP method and header field. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { Stage } from "./stage.mjs";
import { exchange } from "./two-people.mjs";

const document = await readFile(new URL("../../docs/threat-model.md", import.meta.url), "utf8");
const listed = /^## What leaves the browser\n([\s\S]*?)^## /m.exec(document)?.[1] ?? "";

/** The files of the page are named as such. */
const ownFiles = /\.(?:js|mjs|css|svg|wasm|html)$|^\/$/;

/** A path without what is another each time, as the document writes it. @param {string} path */
const written = (path) => path.replace(/^\/\.well-known\/openpgpkey\/.*/, "/.well-known/openpgpkey/…").replace(/^\/policy\/[\w.-]+\.json(\.minisig)?$/, (_, signature) => (signature ? ".minisig" : "/policy/<domain>.json"));

test("no request, no method and no header field leaves that the threat model does not name", async (t) => {
  assert.ok(listed.length > 1000);
  const names = [...listed.matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? "");
  const isNamed = (/** @type {string} */ what) => names.some((name) => name === what || name.endsWith(` ${what}`));
  const stage = await Stage.open(t);
  await exchange(stage, { noor: "Noor de Wit", lee: "Lee Chen" });
  const [methods, fields, paths] = [new Set(), new Set(), new Set()];
  for (const { method, url, body } of stage.requests) {
    const path = url.split("?")[0] ?? "";
    if (path.startsWith("/jmap/upload/")) {
      const message = body.toString("latin1");
      assert.match(message, /multipart\/encrypted/);
      for (const [, field = ""] of message.slice(0, message.indexOf("\r\n\r\n")).matchAll(/^([A-Za-z-]+):/gm)) fields.add(field);
    } else if (path === "/jmap/" && method === "POST") {
      for (const [name] of JSON.parse(body.toString()).methodCalls) methods.add(name);
    } else if (!path.startsWith("/jmap/download/") && !ownFiles.test(path)) paths.add(written(path));
  }
  assert.ok(methods.size > 5 && fields.size > 8 && paths.size > 3, [methods, fields, paths].map(({ size }) => size).join());
  assert.deepEqual([...fields, ...methods, ...paths].filter((one) => !isNamed(one)), []);
  assert.deepEqual(stage.outside, []);
});
