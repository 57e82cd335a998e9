// @ts-check
// Whether the vault may stand in this page. The organisation says so in its signed rules; where it has none, whoever runs the
// vault does. What is doubtful is refused.

/**
 * @typedef {{ allowed: true }|{ allowed: false, reason: "not-in-rules"|"rules-unread"|"not-configured", remedy: string, cause: unknown }} Judgement
 *   `remedy`: the line an administrator adds; empty where no line helps; `cause`: why there are no rules, null where that is not the reason
 */

/**
 * @param {string} host  origin
 * @param {Pick<import("../mail/types.d.ts").RulesInUse, "bundle"|"bundleFailed"|"rulesOf"|"ruleTroubles">} rules
 * @param {readonly string[]} [configured]  hosts the vault itself is told
 * @returns {Judgement}
 */
export function judgeHost(host, { bundle, bundleFailed, rulesOf, ruleTroubles }, configured = []) {
  if (bundleFailed) return { allowed: false, reason: "rules-unread", remedy: "", cause: ruleTroubles[0] ?? null };
  // The rules of everybody name no host: who has no organisation relies on whoever runs the vault.
  if (bundle && rulesOf !== "everybody") {
    const { hosts } = bundle.embedding;
    if (hosts.includes(host)) return { allowed: true };
    return { allowed: false, reason: "not-in-rules", remedy: `"embedding": { "hosts": ${JSON.stringify([...hosts, host]).replaceAll(",", ", ")} }`, cause: null };
  }
  const named = configured.map((one) => one.replace(/\/+$/, ""));
  if (named.includes(host)) return { allowed: true };
  return { allowed: false, reason: "not-configured", remedy: `"hosts": ${JSON.stringify([...named, host]).replaceAll(",", ", ")}`, cause: null };
}
