// @ts-check
// Labels as mail and files state them, and the conditions that may stand in a marking.

/**
 * A label as pairs of a `msip_labels` field.
 * @param {string} label
 * @param {string} organisation
 */
export function pairsOf(label, organisation) {
  return `MSIP_Label_${label}_Enabled=true; MSIP_Label_${label}_SiteId=${organisation}`;
}

/**
 * The first label of such a field that says whose it is.
 * @param {string} text
 * @returns {{ organisation: string, label: string }|null}
 */
export function statedIn(text) {
  const site = /MSIP_Label_\{?([0-9a-f-]{36})\}?_SiteId\s*=\s*\{?([0-9a-f-]{36})\b/i.exec(text);
  return site?.[1] && site[2] ? { organisation: site[2].toLowerCase(), label: site[1].toLowerCase() } : null;
}

/** What `${If.App.…}` calls a kind, by the letters that stand for it among others. @type {Readonly<Record<string, string>>} */
const kinds = { Word: "W", Excel: "EX", PowerPoint: "P", Outlook: "O" };

/**
 * A marking without what is not for one kind.
 * @param {string} text
 * @param {"W"|"X"|"P"|"O"} kind
 */
export function forKind(text, kind) {
  let silent = false;
  return text.split(/(\$\{If\.(?:App\.[^}]*|End)\})/).map((piece) => {
    const asked = /^\$\{If\.(?:App\.([^}]*)|End)\}$/.exec(piece);
    if (!asked) return silent ? "" : piece;
    const [, names] = asked;
    silent = names !== undefined && !(kinds[names] ?? (/^[WEXPO]+$/.test(names) ? names : "")).includes(kind);
    return "";
  }).join("");
}
