// @ts-check
// The fields of everything that is no rule, as tables: which input each needs, and under which heading it stands. Labels and
// help are in the texts as `field.<table>.<name>` and `help.<table>.<name>`.

/**
 * `usual`: what nothing means; `inner`: the table of a field that has fields itself; `beside`: it is only asked
 * for where that field says something.
 * @typedef {{ name: string, kind: string, heading?: string, choices?: readonly string[], usual?: string|boolean, most?: number, least?: number,
 *   list?: string, inner?: string, beside?: string, placeholder?: string, required?: boolean }} FormField
 */

const lowering = { name: "lowering", kind: "choice", choices: /** @type {const} */ (["free", "reason", "forbidden"]) };

/** @type {readonly FormField[]} */
const marking = [
  { name: "text", kind: "template-text", required: true },
  { name: "color", kind: "color" },
  { name: "size", kind: "count", least: 6, most: 72 },
  { name: "alignment", kind: "choice", choices: ["left", "center", "right"] },
];

const inFiles = /** @type {const} */ (["off", "properties", "visible"]);

/** Header fields that state a label. */
export const labelHeaders = /** @type {const} */ (["msip_labels", "SIO-Label", "Sensitivity", "X-Protective-Marking"]);

/** @type {Readonly<Record<string, readonly FormField[]>>} */
export const forms = {
  organisation: [
    { name: "name", kind: "plain", required: true },
    { name: "domains", kind: "domains", required: true },
    { name: "accent", kind: "color" },
    { name: "id", kind: "plain", required: true },
  ],
  labels: [
    { name: "name", kind: "text", heading: "look", required: true },
    { name: "color", kind: "color", heading: "look", required: true },
    { name: "tooltip", kind: "text", heading: "look" },
    { name: "description", kind: "text", heading: "look" },
    { name: "parent", kind: "label", heading: "look" },
    { name: "defaultSubLabel", kind: "label", heading: "look" },
    { name: "protection", kind: "template", heading: "protection" },
    { name: "recipients", kind: "choice", choices: ["anyone", "ask", "insiders"], usual: "anyone", heading: "protection" },
    { name: "allowedRecipients", kind: "people", heading: "protection" },
    { name: "maxRecipients", kind: "count", least: 1, most: 100_000, heading: "protection" },
    { name: "header", kind: "object", inner: "marking", heading: "marking" },
    { name: "footer", kind: "object", inner: "marking", heading: "marking" },
    { name: "subjectTag", kind: "text", heading: "marking" },
    { name: "subjectTagAt", kind: "choice", choices: ["start", "end"], usual: "start", beside: "subjectTag", heading: "marking" },
    { name: "files", kind: "choice", choices: inFiles, heading: "files" },
    { name: "watermark", kind: "object", inner: "watermark", heading: "files" },
    { name: "sensitivity", kind: "choice", choices: ["personal", "private", "company-confidential"], heading: "programs" },
    { name: "protectiveMarking", kind: "object", inner: "protectiveMarking", heading: "programs" },
    { ...lowering, heading: "lowering" },
    { name: "lowerableBy", kind: "groups", heading: "lowering" },
    { name: "removal", kind: "choice", choices: ["allowed", "forbidden"], heading: "reading" },
    { name: "remoteContent", kind: "choice", choices: ["never"], heading: "reading" },
    { name: "automatic", kind: "automatic", heading: "automatic" },
    { name: "id", kind: "plain", heading: "details", required: true },
  ],
  marking,
  watermark: [
    { name: "text", kind: "template-text", required: true },
    { name: "color", kind: "color" },
    { name: "size", kind: "count", least: 6, most: 144 },
    { name: "layout", kind: "choice", choices: ["diagonal", "horizontal"], usual: "diagonal" },
  ],
  protectiveMarking: [
    { name: "security", kind: "choice", choices: ["UNOFFICIAL", "OFFICIAL", "OFFICIAL:Sensitive", "PROTECTED", "SECRET", "TOP-SECRET"], required: true },
    { name: "caveat", kind: "plain", placeholder: "SH:NATIONAL-CABINET" },
    { name: "access", kind: "plain", placeholder: "Legal-Privilege" },
  ],
  templates: [
    { name: "name", kind: "text", required: true },
    { name: "description", kind: "text", required: true },
    { name: "recipients", kind: "choice", choices: ["anyone", "insiders"], usual: "anyone" },
    { name: "doNotForward", kind: "flag" },
    { name: "label", kind: "label" },
    { name: "id", kind: "plain", required: true },
  ],
  groups: [
    { name: "name", kind: "text" },
    { name: "members", kind: "people" },
    { name: "id", kind: "plain", required: true },
  ],
  people: [
    { name: "address", kind: "address", required: true },
    { name: "manager", kind: "address" },
    { name: "attributes", kind: "attributes" },
  ],
  wordLists: [
    { name: "name", kind: "text" },
    { name: "words", kind: "lines", required: true },
    { name: "id", kind: "plain", required: true },
  ],
  types: [
    { name: "name", kind: "text", required: true },
    { name: "patterns", kind: "patterns", heading: "find" },
    { name: "words", kind: "words", heading: "find" },
    { name: "check", kind: "choice", choices: ["luhn", "mod97", "mod11", "mod11-2", "mod11-10", "verhoeff", "iban", "nl-bsn"], heading: "find" },
    { name: "keywords", kind: "words", heading: "near" },
    { name: "proximity", kind: "count", least: 1, most: 10_000, heading: "near" },
    { name: "confidence", kind: "count", least: 1, most: 100, heading: "near" },
    { name: "confidenceAlone", kind: "count", least: 1, most: 100, heading: "near" },
    { name: "id", kind: "plain", heading: "details", required: true },
  ],
  rules: [
    { name: "name", kind: "text", required: true },
    { name: "comments", kind: "long-plain" },
    { name: "enabled", kind: "flag", usual: true },
    { name: "on", kind: "choice", choices: ["sending", "receiving"], usual: "sending" },
    { name: "mode", kind: "choice", choices: ["Enforce", "Audit", "AuditAndNotify"] },
    { name: "activationDate", kind: "time" },
    { name: "expiryDate", kind: "time" },
    { name: "id", kind: "plain", required: true },
  ],
  policies: [
    { name: "name", kind: "text" },
    { name: "users", kind: "people", heading: "who" },
    { name: "groups", kind: "groups", heading: "who" },
    { name: "labels", kind: "labels", heading: "what" },
    { name: "defaultLabel", kind: "label", heading: "what" },
    { name: "labelRequired", kind: "choice-flag", heading: "what" },
    { ...lowering, heading: "what" },
    { name: "id", kind: "plain", heading: "details", required: true },
  ],
  branding: [
    { name: "name", kind: "text", heading: "look" },
    { name: "color", kind: "brand-color", heading: "look" },
    { name: "logo", kind: "logo", heading: "look" },
    { name: "subject", kind: "brand-text", most: 128, heading: "mail" },
    { name: "introduction", kind: "brand-text", most: 1024, heading: "mail" },
    { name: "button", kind: "brand-text", most: 64, heading: "mail" },
    { name: "text", kind: "brand-text", most: 1024, heading: "mail" },
    { name: "disclaimer", kind: "brand-text", most: 1024, heading: "mail" },
    { name: "privacy", kind: "web", placeholder: "https://www.example.org/privacy", heading: "mail" },
    { name: "portal", kind: "brand-text", most: 128, heading: "reader" },
    { name: "expiryDays", kind: "count", least: 0, most: 730, heading: "handling" },
    { name: "passphrase", kind: "flag", usual: true, heading: "handling" },
    { name: "coverForKeys", kind: "flag", heading: "handling" },
    { name: "id", kind: "plain", heading: "details", required: true },
  ],
  passphrase: [
    { name: "allowed", kind: "flag", usual: true },
    { name: "words", kind: "count", least: 4, most: 10 },
    { name: "minimumBits", kind: "count", least: 28, most: 128 },
    { name: "hint", kind: "flag", usual: true },
    { name: "reach", kind: "flag" },
    { name: "attach", kind: "ways", choices: ["html", "zip", "link", "link-and-html"], usual: "html" },
    { name: "reader", kind: "web", placeholder: "https://secure.example.org/reader.html" },
    { name: "strict", kind: "domains" },
  ],
  settings: [
    { name: "defaultLabel", kind: "label" },
    { name: "labelRequired", kind: "flag" },
    lowering,
    { name: "fileLabels", kind: "fields", inner: "fileLabels" },
    { name: "reading", kind: "fields", inner: "reading" },
    { name: "embedding", kind: "fields", inner: "embedding" },
    { name: "labelMappings", kind: "mappings", inner: "labelMappings" },
    { name: "labelHeaders", kind: "switches", choices: labelHeaders },
    { name: "exposedHeaders", kind: "headers" },
  ],
  fileLabels: [
    { name: "fromMessage", kind: "choice", choices: inFiles, usual: "off" },
    { name: "toMessage", kind: "choice", choices: ["off", "recommend", "apply"], usual: "off" },
    { name: "labelInfo", kind: "flag" },
  ],
  reading: [
    { name: "removal", kind: "choice", choices: ["ask", "off"], usual: "ask" },
    { name: "original", kind: "choice", choices: ["remove", "keep"], usual: "remove" },
    { name: "remoteContent", kind: "choice", choices: ["ask", "never"], usual: "ask" },
    { name: "search", kind: "choice", choices: ["on", "off"], usual: "on" },
  ],
  embedding: [
    { name: "hosts", kind: "lines", placeholder: "https://mail.example.org" },
    { name: "clientApi", kind: "choice", choices: ["zegel", "extension"], usual: "zegel" },
  ],
  labelMappings: [
    { name: "organisation", kind: "guid", required: true },
    { name: "label", kind: "guid" },
    { name: "to", kind: "label", required: true },
  ],
  keys: [
    { name: "kind", kind: "choice", choices: ["v4", "v6"], usual: "v4" },
    { name: "postQuantum", kind: "flag" },
    { name: "validDays", kind: "count", least: 30, most: 3650 },
    { name: "lock", kind: "choice", choices: ["optional", "required"], usual: "optional" },
    { name: "unlockedMinutes", kind: "count", least: 1, most: 10_080 },
    { name: "sources", kind: "switches", choices: ["directory", "keyring", "wkd", "keyserver", "mail"] },
    { name: "keyring", kind: "plain", placeholder: "keyring.pgp" },
    { name: "trusted", kind: "certificates" },
  ],
  edition: [
    { name: "expires", kind: "time" },
    { name: "graceDays", kind: "count", least: 0, most: 365 },
    { name: "serial", kind: "count", least: 0 },
    { name: "issued", kind: "time" },
  ],
};

/** Lists of the bundle whose entries have a page of their own, and the section each stands in. */
export const sectionOf = /** @type {Readonly<Record<string, string>>} */ ({
  labels: "labels", templates: "templates", rules: "rules", types: "detection", wordLists: "detection", groups: "people",
  people: "people", policies: "policies", branding: "branding",
});

/**
 * Where a mistake is put right: a page of the admin and the list entry, from a JSON pointer.
 * @param {string} pointer
 * @returns {string} a route
 */
export function routeOf(pointer) {
  const [, list = "", position] = pointer.split("/");
  if (list in sectionOf) return position !== undefined && /^\d+$/.test(position) ? `/${list}/${position}` : `/${sectionOf[list]}`;
  if (list === "organisation") return "/overview";
  if (list === "keys" || list === "passphrase") return `/${list}`;
  if (["defaultLabel", "labelRequired", "lowering", "reading", "embedding"].includes(list)) return "/policies";
  if (["fileLabels", "labelMappings", "labelHeaders", "exposedHeaders"].includes(list)) return "/labels";
  if (["expires", "graceDays", "serial", "issued"].includes(list)) return "/publishing";
  return "/json";
}
