// @ts-check
// Labels as header fields state them, and markings that are not the same everywhere.

import assert from "node:assert/strict";
import { test } from "node:test";
import { forKind, pairsOf, statedIn } from "../../../www/pages/admin/model/stated.js";

const label = "6f1d2a34-0c1e-4b57-9a80-3b7c5d9e1f02";
const organisation = "0d9c6a51-77aa-4c0d-8f11-5a2b6c7d8e9f";

test("both ids are taken out of a header field", () => {
  assert.deepEqual(statedIn(pairsOf(label, organisation)), { label, organisation });
  const folded = `msip_labels: MSIP_Label_${label.toUpperCase()}_Enabled=True;\r\n MSIP_Label_${label.toUpperCase()}_Name=Secret;\r\n\tMSIP_Label_${label.toUpperCase()}_SiteId=${organisation.toUpperCase()};`;
  assert.deepEqual(statedIn(folded), { label, organisation });
  for (const other of ["", organisation, `MSIP_Label_${label}_Enabled=true`, "MSIP_Label_x_SiteId=y"]) assert.equal(statedIn(other), null, other);
});

test("a marking is shown as its kind has it", () => {
  const text = "${If.App.WP}This content is ${If.End}${Item.Label}${If.App.Outlook} mail${If.End}";
  assert.equal(forKind(text, "W"), "This content is ${Item.Label}");
  assert.equal(forKind(text, "X"), "${Item.Label}");
  assert.equal(forKind(text, "O"), "${Item.Label} mail");
  assert.equal(forKind("${If.App.WXO}a${If.End} ${If.Other} ${open", "X"), "a ${If.Other} ${open");
  assert.equal(forKind("a${If.App.}b${If.App.Visio}c", "W"), "a");
});
