// @ts-check
/** Is one mailbox one, however it is written? As `src/address.rs` has it. */
import assert from "node:assert/strict";
import test from "node:test";
import { mailbox } from "../../../www/keys/addresses.js";

test("quotes that a local part does not need make no other mailbox", () => {
  for (const written of ['"noor"@example.org', '"no\\or"@Example.org', "Noor@example.org", '"Noor"@example.org']) assert.equal(mailbox(written).key, "noor@example.org", written);
  assert.equal(mailbox('"j.de"@example.org').local, "j.de");
  for (const needed of ['"a b"@example.org', '"a@b"@example.org', '"no\\\\or"@example.org', '".a"@example.org', '""@example.org']) {
    assert.equal(mailbox(needed).local, needed.slice(0, needed.lastIndexOf("@")), needed);
  }
});
