//! What may stand in a bundle, as tables: the reader checks by them, and the published JSON Schema is written from them.

use super::embedding::EMBEDDING;
use super::label_schema::{FILE_LABELS, LABEL, LABEL_HEADERS, MAPPING};
use super::letters::{BRANDING, PASSPHRASE};
use super::reading::READING;

/// What a value has to be.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// A text, or one text per language with an English one among them; at most so many characters each.
    Text(usize),
    /// A text of at most so many characters.
    Plain(usize),
    /// True or false.
    Flag,
    /// A whole number between two.
    Count(u64, u64),
    /// ISO 8601 with an offset.
    Time,
    /// A string of this form.
    Form(Form),
    /// One of a few words.
    Choice(&'static [&'static str]),
    /// A number of octets, or a text such as `10 MB`.
    Size,
    /// The id of an entry of a list of the bundle.
    Reference(List),
    /// A kind of sensitive information: built in, or one of the bundle's own.
    DataType,
    /// A word or phrase, or `{ "wordList": id }`.
    Word,
    /// Texts by name.
    Attributes,
    /// One or more.
    Many(&'static Kind),
    /// Any number.
    Any(&'static Kind),
    /// An object.
    Object(&'static [Field]),
}

/// The form of a string.
#[derive(Clone, Copy)]
pub(super) enum Form {
    /// `#rrggbb`
    Color,
    /// A UUID (RFC 9562) without braces.
    Guid,
    /// Lower-case letters, digits and hyphens; at most 64.
    Name,
    /// A mail domain, as A-label.
    Domain,
    /// A mail address without a name.
    Address,
    /// One of the two.
    AddressOrDomain,
    /// A pattern as `crate::pattern` reads them.
    Pattern,
    /// The name of a check on digits.
    Check,
    /// `Property:word,phrase`
    PropertyWords,
    /// A header field a rule may set: `X-…`, `Importance`, `Keywords`, `Comments`, `Organization`.
    SettableHeader,
    /// One of those, or one that states a label: what may stand outside the encryption.
    ExposableHeader,
    /// Letters, digits, hyphens and colons: a value of a protective marking.
    MarkingWord,
    /// The name of a header field (RFC 5322 section 3.6.8).
    Header,
    /// `5.7.1`, or `5.7.900` to `5.7.999`.
    StatusCode,
    /// The address of a page, by https.
    WebAddress,
    /// The origin of a page.
    Origin,
    /// A picture as `data:` URL.
    Picture,
}

/// The lists whose entries have an id.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    Labels,
    Templates,
    Groups,
    WordLists,
    Branding,
}

/// One field of an object.
#[derive(Clone, Copy)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) required: bool,
}

pub(super) const fn may(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, required: false }
}

pub(super) const fn must(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, required: true }
}

pub(super) const ID: Kind = Kind::Form(Form::Name);
pub(super) const LABEL_ID: Kind = Kind::Reference(List::Labels);
pub(super) const TEMPLATE_ID: Kind = Kind::Reference(List::Templates);
const GROUPS: Kind = Kind::Many(&Kind::Reference(List::Groups));
const WORDS: Kind = Kind::Many(&Kind::Word);
const PATTERNS: Kind = Kind::Many(&Kind::Form(Form::Pattern));
pub(super) const DOMAINS: Kind = Kind::Many(&Kind::Form(Form::Domain));
const ADDRESSES: Kind = Kind::Many(&Kind::Form(Form::Address));
pub(super) const ANYBODY: Kind = Kind::Any(&Kind::Form(Form::AddressOrDomain));
const SCOPE: Kind = Kind::Choice(&["InOrganization", "NotInOrganization"]);
pub(super) const COLOR: Kind = Kind::Form(Form::Color);
pub(super) const NAME: Kind = Kind::Text(256);
pub(super) const SENTENCE: Kind = Kind::Text(1024);
const AUDIENCE: Kind = Kind::Choice(&["anyone", "insiders"]);
pub(super) const LOWERING: Kind = Kind::Choice(&["free", "reason", "forbidden"]);

/// More would be no policy but a database; the whole file has a limit of its own.
pub(super) const MAX_RULES: usize = 1000;
/// Words of one list.
pub(super) const MAX_WORDS: usize = 100_000;

/// The whole document.
pub(super) const BUNDLE: &[Field] = &[
    may("$schema", Kind::Plain(256)),
    must("format", Kind::Count(1, 1)),
    must("serial", Kind::Count(0, 1 << 53)),
    may("issued", Kind::Time),
    may("expires", Kind::Time),
    may("graceDays", Kind::Count(0, 365)),
    must("organisation", Kind::Object(ORGANISATION)),
    may("labels", Kind::Any(&Kind::Object(LABEL))),
    must("templates", Kind::Many(&Kind::Object(TEMPLATE))),
    may("groups", Kind::Any(&Kind::Object(GROUP))),
    may("people", Kind::Any(&Kind::Object(PERSON))),
    may("wordLists", Kind::Any(&Kind::Object(WORD_LIST))),
    may("types", Kind::Any(&Kind::Object(TYPE))),
    may("rules", Kind::Any(&Kind::Object(RULE))),
    may("policies", Kind::Any(&Kind::Object(POLICY))),
    may("branding", Kind::Any(&Kind::Object(BRANDING))),
    may("defaultLabel", LABEL_ID),
    may("labelRequired", Kind::Flag),
    may("lowering", LOWERING),
    may("exposedHeaders", Kind::Any(&Kind::Form(Form::ExposableHeader))),
    may("labelHeaders", Kind::Any(&Kind::Choice(LABEL_HEADERS))),
    may("fileLabels", Kind::Object(FILE_LABELS)),
    may("labelMappings", Kind::Any(&Kind::Object(MAPPING))),
    may("keys", Kind::Object(KEYS)),
    may("passphrase", Kind::Object(PASSPHRASE)),
    may("reading", Kind::Object(READING)),
    may("embedding", Kind::Object(EMBEDDING)),
];

/// How the organisation's people get, keep and find keys. Only checked here; whoever keeps keys reads it.
const KEYS: &[Field] = &[
    may("kind", Kind::Choice(&["v4", "v6"])),
    may("postQuantum", Kind::Flag),
    may("validDays", Kind::Count(30, 3650)),
    may("lock", Kind::Choice(&["optional", "required"])),
    may("unlockedMinutes", Kind::Count(1, 10_080)),
    may("sources", Kind::Any(&Kind::Choice(&["directory", "keyring", "wkd", "keyserver", "mail"]))),
    may("keyring", Kind::Plain(2048)),
    may("trusted", Kind::Any(&Kind::Plain(100_000))),
];

const ORGANISATION: &[Field] = &[
    must("id", Kind::Form(Form::Guid)),
    must("name", Kind::Plain(256)),
    must("domains", DOMAINS),
    may("accent", COLOR),
];

const TEMPLATE: &[Field] = &[
    must("id", ID),
    must("name", NAME),
    must("description", SENTENCE),
    may("recipients", AUDIENCE),
    may("doNotForward", Kind::Flag),
    may("label", LABEL_ID),
];

const GROUP: &[Field] = &[must("id", ID), may("name", NAME), must("members", ANYBODY)];

const PERSON: &[Field] = &[
    must("address", Kind::Form(Form::Address)),
    may("manager", Kind::Form(Form::Address)),
    may("attributes", Kind::Attributes),
];

const WORD_LIST: &[Field] = &[must("id", ID), may("name", NAME), must("words", Kind::Many(&Kind::Plain(128)))];

const TYPE: &[Field] = &[
    must("id", ID),
    must("name", NAME),
    may("patterns", PATTERNS),
    may("words", WORDS),
    may("check", Kind::Form(Form::Check)),
    may("keywords", WORDS),
    may("proximity", Kind::Count(1, 10_000)),
    may("confidence", Kind::Count(1, 100)),
    may("confidenceAlone", Kind::Count(1, 100)),
];

const RULE: &[Field] = &[
    must("id", ID),
    must("name", NAME),
    may("comments", Kind::Plain(1024)),
    may("enabled", Kind::Flag),
    may("mode", Kind::Choice(&["Enforce", "Audit", "AuditAndNotify"])),
    may("activationDate", Kind::Time),
    may("expiryDate", Kind::Time),
    may("on", Kind::Choice(&["sending", "receiving"])),
    may("conditions", Kind::Object(CONDITIONS)),
    may("exceptions", Kind::Object(CONDITIONS)),
    must("actions", Kind::Object(ACTIONS)),
];

const POLICY: &[Field] = &[
    must("id", ID),
    may("name", NAME),
    may("users", ANYBODY),
    may("groups", Kind::Any(&Kind::Reference(List::Groups))),
    may("labels", Kind::Any(&LABEL_ID)),
    may("defaultLabel", LABEL_ID),
    may("labelRequired", Kind::Flag),
    may("lowering", LOWERING),
];

const CLASSIFICATION: &[Field] = &[
    must("name", Kind::DataType),
    may("minCount", Kind::Count(1, 1_000_000)),
    may("maxCount", Kind::Count(1, 1_000_000)),
    may("minConfidence", Kind::Count(1, 100)),
    may("maxConfidence", Kind::Count(1, 100)),
];

/// Conditions under Exchange's names; exceptions are written with the same ones. The last seven are not Exchange's:
/// there a label is matched as text in a header, and what could not be read has one name for all reasons.
pub(super) const CONDITIONS: &[Field] = &[
    may("SentToScope", SCOPE),
    may("FromScope", SCOPE),
    may("RecipientDomainIs", DOMAINS),
    may("SenderDomainIs", DOMAINS),
    may("SentTo", ADDRESSES),
    may("From", ADDRESSES),
    may("AnyOfToHeader", ADDRESSES),
    may("AnyOfCcHeader", ADDRESSES),
    may("AnyOfToCcHeader", ADDRESSES),
    may("SentToMemberOf", GROUPS),
    may("FromMemberOf", GROUPS),
    may("AnyOfToHeaderMemberOf", GROUPS),
    may("AnyOfCcHeaderMemberOf", GROUPS),
    may("AnyOfToCcHeaderMemberOf", GROUPS),
    may("BetweenMemberOf1", GROUPS),
    may("BetweenMemberOf2", GROUPS),
    may("FromAddressContainsWords", WORDS),
    may("FromAddressMatchesPatterns", PATTERNS),
    may("RecipientAddressContainsWords", WORDS),
    may("RecipientAddressMatchesPatterns", PATTERNS),
    may("AnyOfRecipientAddressContainsWords", WORDS),
    may("AnyOfRecipientAddressMatchesPatterns", PATTERNS),
    may("SubjectContainsWords", WORDS),
    may("SubjectMatchesPatterns", PATTERNS),
    may("SubjectOrBodyContainsWords", WORDS),
    may("SubjectOrBodyMatchesPatterns", PATTERNS),
    may("AttachmentContainsWords", WORDS),
    may("AttachmentMatchesPatterns", PATTERNS),
    may("AttachmentNameMatchesPatterns", PATTERNS),
    may("AttachmentExtensionMatchesWords", Kind::Many(&Kind::Plain(32))),
    may("AttachmentPropertyContainsWords", Kind::Many(&Kind::Form(Form::PropertyWords))),
    may("AttachmentSizeOver", Kind::Size),
    may("MessageSizeOver", Kind::Size),
    may("AttachmentIsPasswordProtected", Kind::Flag),
    may("AttachmentIsUnsupported", Kind::Flag),
    may("AttachmentProcessingLimitExceeded", Kind::Flag),
    may("AttachmentHasExecutableContent", Kind::Flag),
    may("HeaderContainsMessageHeader", Kind::Form(Form::Header)),
    may("HeaderContainsWords", WORDS),
    may("HeaderMatchesMessageHeader", Kind::Form(Form::Header)),
    may("HeaderMatchesPatterns", PATTERNS),
    may("HasClassification", LABEL_ID),
    may("HasNoClassification", Kind::Flag),
    may("MessageContainsDataClassifications", Kind::Many(&Kind::Object(CLASSIFICATION))),
    may("MessageTypeMatches", Kind::Choice(&["Encrypted", "Signed", "PermissionControlled", "Calendaring"])),
    may("WithImportance", Kind::Choice(&["Low", "Normal", "High"])),
    may("SenderADAttributeContainsWords", Kind::Many(&Kind::Form(Form::PropertyWords))),
    may("SenderADAttributeMatchesPatterns", Kind::Many(&Kind::Form(Form::PropertyWords))),
    may("RecipientADAttributeContainsWords", Kind::Many(&Kind::Form(Form::PropertyWords))),
    may("RecipientADAttributeMatchesPatterns", Kind::Many(&Kind::Form(Form::PropertyWords))),
    may("ADComparisonAttribute", Kind::Plain(64)),
    may("ADComparisonOperator", Kind::Choice(&["Equal", "NotEqual"])),
    may("SenderManagementRelationship", Kind::Choice(&["Manager", "DirectReport"])),
    may("ManagerAddresses", ADDRESSES),
    may("ManagerForEvaluatedUser", Kind::Choice(&["Sender", "Recipient"])),
    may("LabelIs", Kind::Many(&LABEL_ID)),
    may("LabelIsAtLeast", LABEL_ID),
    may("AttachmentIsNotInspected", Kind::Flag),
    may("HasAttachment", Kind::Flag),
    may("RecipientCountOver", Kind::Count(0, 100_000)),
    may("IsReply", Kind::Flag),
    may("InReplyToOurs", Kind::Flag),
];

/// Fields of conditions and actions that only stand together: the second needs the first, and where `both` is true the
/// first needs the second as well.
pub(super) const PAIRS: &[(&str, &str, bool)] = &[
    ("BetweenMemberOf1", "BetweenMemberOf2", true),
    ("HeaderContainsMessageHeader", "HeaderContainsWords", true),
    ("HeaderMatchesMessageHeader", "HeaderMatchesPatterns", true),
    ("ADComparisonAttribute", "ADComparisonOperator", false),
    ("ManagerAddresses", "ManagerForEvaluatedUser", true),
    ("SetHeaderName", "SetHeaderValue", true),
    ("RejectMessageReasonText", "RejectMessageEnhancedStatusCode", false),
    ("ApplyHtmlDisclaimerText", "ApplyHtmlDisclaimerLocation", false),
    ("ApplyHtmlDisclaimerText", "ApplyHtmlDisclaimerFallbackAction", false),
    ("GenerateIncidentReport", "IncidentReportContent", false),
];

/// What a rule may do, under Exchange's names. `ApplyLabel`, `Tip`, `Warn` and `RequireReason` are ours: Exchange has
/// message classifications and `NotifySender` in their place.
pub(super) const ACTIONS: &[Field] = &[
    may("ApplyLabel", LABEL_ID),
    may("ApplyRightsProtectionTemplate", TEMPLATE_ID),
    may("ApplyOME", Kind::Flag),
    may("RemoveOMEv2", Kind::Flag),
    may("ApplyRightsProtectionCustomizationTemplate", Kind::Reference(List::Branding)),
    may("PrependSubject", Kind::Text(128)),
    may("ApplyHtmlDisclaimerText", Kind::Text(5000)),
    may("ApplyHtmlDisclaimerLocation", Kind::Choice(&["Append", "Prepend"])),
    may("ApplyHtmlDisclaimerFallbackAction", Kind::Choice(&["Wrap", "Ignore", "Reject"])),
    may("SetHeaderName", Kind::Form(Form::SettableHeader)),
    may("SetHeaderValue", Kind::Plain(1024)),
    may("RemoveHeader", Kind::Form(Form::SettableHeader)),
    may("AddToRecipients", ADDRESSES),
    may("CopyTo", ADDRESSES),
    may("BlindCopyTo", ADDRESSES),
    may("Tip", SENTENCE),
    may("Warn", SENTENCE),
    may("RequireReason", SENTENCE),
    may("RejectMessageReasonText", SENTENCE),
    may("RejectMessageEnhancedStatusCode", Kind::Form(Form::StatusCode)),
    may("GenerateNotification", Kind::Text(5120)),
    may("GenerateIncidentReport", Kind::Form(Form::Address)),
    may("IncidentReportContent", Kind::Many(&Kind::Choice(INCIDENT_CONTENT))),
    may("SetAuditSeverity", Kind::Choice(&["DoNotAudit", "Low", "Medium", "High"])),
    may("StopRuleProcessing", Kind::Flag),
];

const INCIDENT_CONTENT: &[&str] =
    &["Sender", "Recipients", "Subject", "CC", "BCC", "Severity", "RuleDetections", "FalsePositive", "IdMatch"];
