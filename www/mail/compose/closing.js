// @ts-check
// What becomes of a message that is closed before it is sent, and of a draft that was sent before it was opened.

import { choose } from "./popover.js";

/**
 * @param {HTMLElement} node  the composer
 * @param {import("./composer.js").Tell} tell
 * @param {import("../drafts/keeping.js").Keeping|null} keeping
 * @returns {Promise<"keep"|"discard"|"write">}
 */
export async function askClose(node, tell, keeping) {
  const canKeep = keeping !== null && keeping.state.error?.code !== "no-own-key";
  const answers = canKeep
    ? [{ value: "keep", text: tell("ask-close.keep") }, { value: "write", text: tell("ask-close.write") }, { value: "discard", text: tell("ask-close.discard") }]
    : [{ value: "write", text: tell("ask-close.write") }, { value: "discard", text: tell("ask-close.discard") }];
  const title = tell(canKeep ? "ask-close.title-keep" : "ask-close.title");
  const answer = await choose(node, { title, text: tell(canKeep ? "ask-close.text-keep" : "ask-close.text"), answers });
  return answer === "keep" || answer === "discard" ? answer : "write";
}

/**
 * @param {HTMLElement} node  the composer
 * @param {import("./composer.js").Tell} tell
 * @returns {Promise<boolean>}  whether the draft may go
 */
export async function askSent(node, tell) {
  const answers = [{ value: "write", text: tell("ask-close.write") }, { value: "discard", text: tell("ask-sent.discard") }];
  return await choose(node, { title: tell("ask-sent.title"), text: tell("ask-sent.text"), answers }) === "discard";
}
