// @ts-check
// What answers to issues come to: another choice, and what only the host can do.

import { pressed } from "./states.js";

/**
 * @param {import("./ask.js").Answer[]} answers
 * @param {import("./types.d.ts").Situation} situation
 * @param {(remedy: { remedy: string, address: string|null, field?: import("./types.d.ts").Added["field"] }) => void} remedied
 * @returns {import("./types.d.ts").Choice}
 */
export function chosenBy(answers, situation, remedied) {
  const choice = structuredClone(situation.choice);
  for (const { issue, value, text } of answers) {
    const { key, address } = issue;
    if (value === "accept" && key) choice.answers.acknowledged.push(key);
    else if (value === "explain" && key) choice.answers.reasons = [...(choice.answers.reasons ?? []), { question: key, text }];
    else if (value === "add") for (const { field, address } of issue.add) remedied({ remedy: "add-recipient", field, address });
    else if (value === "unprotect") choice.protection = "none";
    else if (value === "protect") choice.protection = pressed(situation) ?? choice.protection;
    else if (value.startsWith("label:")) choice.label = value.slice(6);
    else if (/^(?:look-up-again|accept-key|passphrase)$/.test(value)) remedied({ remedy: value, address });
    else if (value === "remove") remedied({ remedy: "remove-recipient", address });
  }
  return choice;
}
