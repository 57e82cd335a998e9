// @ts-check
// An engine with the example organisation's rules, and short forms of drafts.

import { readFile } from "node:fs/promises";
import { start } from "../../../www/engine/engine.js";

/** @import { Engine, StartOptions } from "../../../www/engine/types.js" */
/** @import { Draft } from "../../../www/generated/contract.js" */

export const policy = await readFile(new URL("../../../www/pages/demo/policy/example.org.json", import.meta.url));

/**
 * @param {import("node:test").TestContext} test  ends the engine with it
 * @param {StartOptions} [options]
 * @returns {Promise<Engine>}
 */
export async function engineFor(test, options) {
  const engine = await start(options);
  test.after(() => engine.close());
  engine.useBundle(policy);
  await engine.ready();
  return engine;
}

/**
 * @param {Partial<Draft>} [wishes]
 * @returns {Draft}
 */
export function draft(wishes = {}) {
  return {
    from: "Noor de Wit <noor@example.org>", to: ["daan@example.org"], cc: [], bcc: [], subject: "Budget", text: "Hello Daan",
    html: null, attachments: [], label: null, protection: "encrypt", answers: { acknowledged: [] }, inReplyTo: null,
    references: [], language: "en", date: "2026-11-24T10:00:00+01:00", messageId: "budget-1@example.org", ...wishes,
  };
}

/** A key's certificate as if found for the key's address. @param {{ address: string, certificate: Uint8Array }} key */
export const found = ({ address, certificate }) => ({ address, bytes: certificate });

/** @param {Uint8Array[]} contents */
export function attachmentsOf(contents) {
  return contents.map(({ length: size }, index) =>
    ({ name: `file-${index}.bin`, type: "application/octet-stream", size, contentId: null }));
}

/** @param {string} name @param {string} address */
export const person = (name, address) => ({ name, address });
export const noor = person("Noor de Wit", "noor@example.org");
export const daan = person("Daan Bakker", "daan@example.org");
