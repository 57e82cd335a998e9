// @ts-check
/** Switches, turned by the keyboard: from under a pointer a form moves away that is drawn anew at that moment. */
import assert from "node:assert/strict";

/** @param {import("playwright-core").Locator} one @param {boolean} on */
export async function turn(one, on) {
  for (let attempt = 0; await one.isChecked() !== on; attempt += 1) {
    assert.ok(attempt < 20, `it is not turned ${on ? "on" : "off"}: ${one}`);
    await one.press("Space");
    for (let look = 0; look < 10 && await one.isChecked() !== on; look += 1) await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
