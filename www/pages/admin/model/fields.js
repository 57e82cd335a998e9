// @ts-check
// What a rule can ask and do, as a table: the order and groups of the menus, and which input a value needs. The words for
// each stand in the texts under the same names.

/**
 * @typedef {"choice"|"choices"|"domains"|"addresses"|"address"|"groups"|"words"|"patterns"|"extensions"|"propertyWords"|
 *   "attributePatterns"|"size"|"flag"|"header"|"label"|"labels"|"dataTypes"|"count"|"plain"|"text"|"longText"|"template"|
 *   "branding"|"status"} Kind
 * @typedef {{ name: string, kind: Kind, group: string, choices?: readonly string[], initial?: unknown,
 *   partners?: readonly Partner[] }} Entry  `partners` stand with it, in the same row
 * @typedef {{ name: string, kind: Kind, choices?: readonly string[], initial?: unknown, optional?: boolean }} Partner
 */

const scopes = /** @type {const} */ (["InOrganization", "NotInOrganization"]);

/** @type {readonly Entry[]} */
export const conditions = [
  { name: "SentToScope", kind: "choice", group: "to", choices: scopes, initial: "NotInOrganization" },
  { name: "RecipientDomainIs", kind: "domains", group: "to" },
  { name: "SentTo", kind: "addresses", group: "to" },
  { name: "SentToMemberOf", kind: "groups", group: "to" },
  { name: "RecipientCountOver", kind: "count", group: "to", initial: 20 },
  { name: "AnyOfToHeader", kind: "addresses", group: "to" },
  { name: "AnyOfCcHeader", kind: "addresses", group: "to" },
  { name: "AnyOfToCcHeader", kind: "addresses", group: "to" },
  { name: "AnyOfToHeaderMemberOf", kind: "groups", group: "to" },
  { name: "AnyOfCcHeaderMemberOf", kind: "groups", group: "to" },
  { name: "AnyOfToCcHeaderMemberOf", kind: "groups", group: "to" },
  { name: "AnyOfRecipientAddressContainsWords", kind: "words", group: "to" },
  { name: "AnyOfRecipientAddressMatchesPatterns", kind: "patterns", group: "to" },
  { name: "RecipientAddressContainsWords", kind: "words", group: "to" },
  { name: "RecipientAddressMatchesPatterns", kind: "patterns", group: "to" },
  { name: "RecipientADAttributeContainsWords", kind: "propertyWords", group: "to" },
  { name: "RecipientADAttributeMatchesPatterns", kind: "attributePatterns", group: "to" },

  { name: "FromScope", kind: "choice", group: "from", choices: scopes, initial: "InOrganization" },
  { name: "From", kind: "addresses", group: "from" },
  { name: "FromMemberOf", kind: "groups", group: "from" },
  { name: "SenderDomainIs", kind: "domains", group: "from" },
  { name: "FromAddressContainsWords", kind: "words", group: "from" },
  { name: "FromAddressMatchesPatterns", kind: "patterns", group: "from" },
  { name: "SenderADAttributeContainsWords", kind: "propertyWords", group: "from" },
  { name: "SenderADAttributeMatchesPatterns", kind: "attributePatterns", group: "from" },

  { name: "MessageContainsDataClassifications", kind: "dataTypes", group: "content" },
  { name: "SubjectOrBodyContainsWords", kind: "words", group: "content" },
  { name: "SubjectOrBodyMatchesPatterns", kind: "patterns", group: "content" },
  { name: "SubjectContainsWords", kind: "words", group: "content" },
  { name: "SubjectMatchesPatterns", kind: "patterns", group: "content" },

  { name: "HasAttachment", kind: "flag", group: "attachments" },
  { name: "AttachmentIsNotInspected", kind: "flag", group: "attachments" },
  { name: "AttachmentHasExecutableContent", kind: "flag", group: "attachments" },
  { name: "AttachmentIsPasswordProtected", kind: "flag", group: "attachments" },
  { name: "AttachmentSizeOver", kind: "size", group: "attachments", initial: "10 MB" },
  { name: "AttachmentExtensionMatchesWords", kind: "extensions", group: "attachments" },
  { name: "AttachmentNameMatchesPatterns", kind: "patterns", group: "attachments" },
  { name: "AttachmentContainsWords", kind: "words", group: "attachments" },
  { name: "AttachmentMatchesPatterns", kind: "patterns", group: "attachments" },
  { name: "AttachmentPropertyContainsWords", kind: "propertyWords", group: "attachments" },
  { name: "AttachmentIsUnsupported", kind: "flag", group: "attachments" },
  { name: "AttachmentProcessingLimitExceeded", kind: "flag", group: "attachments" },

  { name: "LabelIs", kind: "labels", group: "label" },
  { name: "LabelIsAtLeast", kind: "label", group: "label" },
  { name: "HasClassification", kind: "label", group: "label" },
  { name: "HasNoClassification", kind: "flag", group: "label" },

  { name: "IsReply", kind: "flag", group: "message" },
  { name: "InReplyToOurs", kind: "flag", group: "message" },
  { name: "MessageSizeOver", kind: "size", group: "message", initial: "25 MB" },
  { name: "WithImportance", kind: "choice", group: "message", choices: ["High", "Normal", "Low"], initial: "High" },
  { name: "MessageTypeMatches", kind: "choice", group: "message", choices: ["Encrypted", "Signed", "PermissionControlled", "Calendaring"], initial: "Encrypted" },
  { name: "HeaderContainsMessageHeader", kind: "header", group: "message", partners: [{ name: "HeaderContainsWords", kind: "words" }] },
  { name: "HeaderMatchesMessageHeader", kind: "header", group: "message", partners: [{ name: "HeaderMatchesPatterns", kind: "patterns" }] },

  { name: "BetweenMemberOf1", kind: "groups", group: "relation", partners: [{ name: "BetweenMemberOf2", kind: "groups" }] },
  { name: "SenderManagementRelationship", kind: "choice", group: "relation", choices: ["Manager", "DirectReport"], initial: "Manager" },
  { name: "ManagerAddresses", kind: "addresses", group: "relation", partners: [
    { name: "ManagerForEvaluatedUser", kind: "choice", choices: ["Sender", "Recipient"], initial: "Sender" }] },
  { name: "ADComparisonAttribute", kind: "plain", group: "relation", initial: "Department", partners: [
    { name: "ADComparisonOperator", kind: "choice", choices: ["Equal", "NotEqual"], initial: "NotEqual", optional: true }] },
];

const incidentContent = ["Sender", "Recipients", "Subject", "CC", "BCC", "Severity", "RuleDetections", "FalsePositive", "IdMatch"];

/** @type {readonly Entry[]} */
export const actions = [
  { name: "ApplyLabel", kind: "label", group: "protect" },
  { name: "ApplyRightsProtectionTemplate", kind: "template", group: "protect" },
  { name: "ApplyOME", kind: "flag", group: "protect" },
  { name: "RemoveOMEv2", kind: "flag", group: "protect" },
  { name: "ApplyRightsProtectionCustomizationTemplate", kind: "branding", group: "protect" },

  { name: "Tip", kind: "text", group: "ask" },
  { name: "Warn", kind: "text", group: "ask" },
  { name: "RequireReason", kind: "text", group: "ask" },
  { name: "RejectMessageReasonText", kind: "text", group: "ask", partners: [
    { name: "RejectMessageEnhancedStatusCode", kind: "status", optional: true }] },
  { name: "GenerateNotification", kind: "longText", group: "ask" },

  { name: "AddToRecipients", kind: "addresses", group: "recipients" },
  { name: "CopyTo", kind: "addresses", group: "recipients" },
  { name: "BlindCopyTo", kind: "addresses", group: "recipients" },

  { name: "PrependSubject", kind: "text", group: "change" },
  { name: "ApplyHtmlDisclaimerText", kind: "longText", group: "change", partners: [
    { name: "ApplyHtmlDisclaimerLocation", kind: "choice", choices: ["Append", "Prepend"], optional: true },
    { name: "ApplyHtmlDisclaimerFallbackAction", kind: "choice", choices: ["Wrap", "Ignore", "Reject"], optional: true }] },
  { name: "SetHeaderName", kind: "header", group: "change", initial: "X-", partners: [{ name: "SetHeaderValue", kind: "plain" }] },
  { name: "RemoveHeader", kind: "header", group: "change", initial: "X-" },

  { name: "GenerateIncidentReport", kind: "address", group: "record", partners: [
    { name: "IncidentReportContent", kind: "choices", choices: incidentContent, optional: true }] },
  { name: "SetAuditSeverity", kind: "choice", group: "record", choices: ["High", "Medium", "Low", "DoNotAudit"], initial: "Medium" },
  { name: "StopRuleProcessing", kind: "flag", group: "record" },
];

/** @type {Readonly<Record<"conditions"|"exceptions"|"actions", readonly Entry[]>>} */
export const tables = { conditions, exceptions: conditions, actions };

/**
 * What an entry begins with. Lists begin empty: the check then says that something is missing, at its field.
 * @param {Entry|Partner} entry
 */
export function initialOf({ kind, initial }) {
  if (initial !== undefined) return initial;
  if (kind === "flag") return true;
  return ["domains", "addresses", "groups", "words", "patterns", "extensions", "propertyWords", "attributePatterns", "labels", "dataTypes", "choices"].includes(kind) ? [] : "";
}
