// @ts-check
// What a page says of recipients without a certificate reaches the worker as it was said.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Supervisor } from "../../../www/engine/supervisor.js";
import { draft, engineFor } from "./people.js";

test("letters go to the worker beside the certificates, copied", async (t) => {
  const engine = await engineFor(t);
  /** @type {{ operation: string, input: any }[]} */
  const asked = [];
  t.mock.method(Supervisor.prototype, "ask", async (/** @type {string} */ operation, /** @type {any} */ input) => { asked.push({ operation, input }); });
  const letter = { address: "lee@example.com", passphrase: "acid bone cactus dune", hint: null, language: "nl" };
  const letters = [letter];
  const sealing = engine.seal(draft({ to: ["lee@example.com"] }), { contents: [], certificates: [], letters });
  letters.pop();
  await sealing;
  await engine.seal(draft(), { contents: [], certificates: [] });
  assert.deepEqual(asked.map(({ operation, input }) => [operation, input.letters]), [["seal", [letter]], ["seal", []]]);
});
