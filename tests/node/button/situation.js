// @ts-check
// An organisation and a draft to try states.js on; a test says only what is particular to it.

/** @type {import("../../../www/button/types.d.ts").BundleView} */
export const bundle = {
  organisation: { id: "o", name: "Example Foundation", domains: ["example.org"], accent: null }, serial: 1, issued: null, expires: null, graceDays: 7, looksIntoText: false, looksIntoAttachments: false, defaultLabel: null, labelRequired: false,
  reading: { search: true, remoteContent: true, removal: true, keepOriginal: false }, embedding: { hosts: [], clientApi: "zegel" },
  labels: [
    label("general", null, 0, true, null), label("confidential", null, 1, false, null),
    { ...label("named", "confidential", 2, true, "encrypt"), name: { en: "Confidential \\ Named", nl: "Vertrouwelijk \\ Genoemd" } },
    label("staff", "confidential", 3, true, "staff-only"),
  ],
  templates: [
    template("encrypt", "anyone", false, null), template("no-forward", "anyone", true, null), template("staff-only", "insiders", false, "staff"),
  ],
};

/** @param {string} id @param {string|null} parent @param {number} rank @param {boolean} applicable @param {string|null} protection */
function label(id, parent, rank, applicable, protection) {
  const name = { en: id === "confidential" ? "Confidential" : id, nl: id === "confidential" ? "Vertrouwelijk" : id };
  /** @type {"anyone"} */
  const recipients = "anyone";
  return { id, parent, rank, applicable, protection, recipients, name, tooltip: { en: `About ${id}` }, color: "#123456", removal: true, remoteContent: true };
}

/** @param {string} id @param {"anyone"|"insiders"} recipients @param {boolean} doNotForward @param {string|null} brings */
function template(id, recipients, doNotForward, brings) {
  return { id, recipients, doNotForward, label: brings, name: { en: id }, description: { en: `Who can do what: ${id}` } };
}

/** @param {Partial<import("../../../www/button/types.d.ts").Decision>} [given] */
export const decision = (given = {}) => ({
  label: null, protection: null, recommended: null, reasons: [], tips: [], questions: [], blocks: [], files: [], records: [],
  changes: { subject: [], disclaimers: [], headers: [], branding: null }, ...given,
});

/** A rule's warning. @returns {import("../../../www/button/types.d.ts").Question} */
export const warning = () => ({ key: "r:1", kind: "warn", rule: "r", name: { en: "n" }, text: { en: "t" }, add: [], because: [] });

/** @param {Partial<import("../../../www/button/types.d.ts").Situation>} [given] @returns {import("../../../www/button/types.d.ts").Situation} */
export const situation = (given = {}) => ({
  bundle, decision: decision(), choice: { label: null, protection: null, answers: { acknowledged: [] } }, recipients: [], attachments: [],
  busy: null, error: null, sealed: false, passphrases: null, ...given,
});

/**
 * @param {string} address @param {import("../../../www/button/types.d.ts").RecipientState} [state] @param {"to"|"cc"|"bcc"} [field]
 * @param {string|null} [name] @returns {import("../../../www/button/types.d.ts").Recipient}
 */
export const recipient = (address, state = "known", field = "to", name = null) => ({ address, name, field, state, reason: null });

/** @param {"chosen"|"rule"|"label"} [source] @param {string} [template_] */
export const encrypted = (source = "chosen", template_ = "encrypt") => ({ template: template_, source, doNotForward: false });
