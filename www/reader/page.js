// @ts-check
// The page: its looks, what it has to open, and who is in charge of that.

import { Reading } from "./reading.js";
import { inflated, bytesOf } from "./source/unpack.js";
import { readLetterhead } from "./source/letterhead.js";
import { armorIn, messageInLink, textIn } from "./source/message.js";
import { voiceFor } from "./texts/texts.js";
import { showChoice } from "./view/choose.js";
import { Shell } from "./view/shell.js";
import { element } from "../mail/element.js";

/** @param {string} code  this script itself, for the worker */
export async function begin(code) {
  const head = readLetterhead(document.getElementById("letter")?.textContent ?? "");
  document.head.append(element("style", {}, STYLES));
  const shell = new Shell(/** @type {HTMLElement} */ (document.getElementById("page")), head, voiceFor(head?.language));
  // The passphrase can be typed while the rest of the file is still being read.
  let give = (/** @type {Blob} */ _message) => {};
  let fail = (/** @type {unknown} */ _failure) => {};
  if (head) {
    const message = new Promise((resolve, reject) => { give = resolve; fail = reject; });
    new Reading(shell, { head, code, program: whenRead().then(theProgram), message }).begin();
  }
  await whenRead();
  const place = document.getElementById("message");
  const sealed = place ? await textIn(place) : new Blob();
  const armor = await armorIn(sealed);
  if (head) return armor === "whole" ? give(sealed) : fail({ code: armor === "cut" || !place ? "message-cut" : "message-malformed" });
  readElsewhere(shell, code, armor === "none" ? null : sealed);
}

/**
 * The hosted reader, which has no message of its own: it takes one from its address or from a file.
 * @param {Shell} shell
 * @param {string} code
 * @param {Blob|null} message
 */
function readElsewhere(shell, code, message) {
  const program = theProgram();
  /** @param {import("./types.d.ts").Letter} letter */
  const read = ({ head, message }) => {
    shell.dress(head, voiceFor(head?.language));
    new Reading(shell, { head, code, program, message: Promise.resolve(message), onOther: choose }).begin();
  };
  const choose = () => {
    shell.dress(null, voiceFor());
    showChoice(shell, read);
  };
  const look = () => {
    const linked = message ?? messageInLink(location.hash);
    if (linked) read({ head: null, message: linked });
    else choose();
  };
  addEventListener("hashchange", look);
  look();
}

/** The program as the page carries it. */
async function theProgram() {
  try {
    return await inflated(bytesOf(document.getElementById("program")?.textContent ?? ""));
  } catch {
    throw { code: "message-cut" };
  }
}

/** @returns {Promise<void>} when the whole file is there */
function whenRead() {
  return new Promise((resolve) => {
    if (document.readyState !== "loading") resolve();
    else document.addEventListener("DOMContentLoaded", () => resolve(), { once: true });
  });
}
