// @ts-check
/** Where protection is taken off in Node: the real server, Noor signed in, and Daan, who seals mail for her. */
import assert from "node:assert/strict";
import { start as startEngine } from "../../../www/engine/engine.js";
import { publish } from "../../../www/keys/directory.js";
import { MemoryDatabase } from "../../../www/keys/database.js";
import { connect } from "../../../www/pages/demo/jmap.js";
import { keyWishes } from "../../../www/mail/keys/wishes.js";
import { RemovalJob } from "../../../www/pages/demo/removal/job.js";
import { policy } from "../engine/people.js";
import { signIn, start } from "../server/start.js";
import { arrive, reading, sealedTo } from "./sealed-mail.js";

/** @typedef {import("node:test").TestContext} TestContext */

export const noor = "noor@example.org";

/** @param {TestContext} t @param {{ original?: "keep"|"remove" }} [wishes] */
export async function engineWith(t, { original } = {}) {
  const engine = await startEngine();
  t.after(() => engine.close());
  const answer = engine.useBundle(new TextEncoder().encode(JSON.stringify({ ...JSON.parse(String(policy)), ...reading(original) })), { address: noor });
  assert.ok("bundle" in answer, JSON.stringify(answer));
  await engine.ready();
  return { engine, bundle: answer.bundle };
}

/**
 * Noor, signed in, and Daan, a colleague who writes to her.
 * @param {TestContext} t
 * @param {{ original?: "keep"|"remove", serve?: import("../../../server/main.mjs").ServeOptions, fetch?: typeof globalThis.fetch }} [wishes]  fetch: Noor's line
 */
export async function office(t, { original, serve, fetch } = {}) {
  const server = await start(t, serve);
  const { engine, bundle } = await engineWith(t, { original });
  const daan = (await engineWith(t)).engine;
  const [ownKey, daansKey] = [await engine.makeKey({ name: "Noor de Wit", address: noor }), await daan.makeKey({ name: "Daan Bakker", address: "daan@example.org" })];
  const directory = new URL("/.well-known/openpgpkey/", server.url).href;
  await publish(new Uint8Array(daansKey.certificate), "daan@example.org", { user: "daan@example.org", password: "daanpw", base: directory });
  const jmap = await connect({ url: new URL("/.well-known/jmap", server.url).href, user: noor, password: "noorpw", fetch });
  const session = /** @type {import("../../../www/mail/types.d.ts").Session} */ (/** @type {unknown} */ ({
    config: { directory, policy: server.url, lookups: null }, engine, jmap, account: { address: noor, name: "Noor de Wit" }, ownKey, bundle,
    bundleFailed: false, keyWishes: keyWishes(null), vault: await engine.vault(), known: new Map(),
  }));
  const user = await signIn(server.url, noor);
  const [inbox, archive] = await Promise.all(["inbox", "archive"].map(async (role) => /** @type {string} */ ((await user.mailbox(role)).id)));
  const table = new MemoryDatabase().table("walks");
  return {
    server, session, user, inbox, archive, daan, engine,
    job: () => new RemovalJob(session, table),
    sealed: (/** @type {Partial<Parameters<typeof sealedTo>[2]>} */ wishes = {}) => sealedTo(daan, [ownKey.certificate], { to: [noor], ...wishes }),
    put: (/** @type {(Uint8Array|string)[]} */ messages, /** @type {Parameters<typeof arrive>[3]} */ options = {}) => arrive(server.url, noor, messages, options),
    all: async (role = "inbox") => Promise.all((await user.emails(role)).map(async (one) => ({ ...one, bytes: String(await user.bytes(one.blobId)) }))),
  };
}
