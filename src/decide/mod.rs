//! What must happen to a draft, and why.
//!
//! [`decide`] is total: every draft against every bundle has an answer. While a person types, the answer is shown; when
//! the person sends, the same function runs again on the final draft, and only its answer makes a [`Permit`].

mod ceilings;
mod explain;
mod facts;
mod inherit;
mod permit;
mod question;
mod receive;
mod subject;
mod told;
mod work;

pub use explain::{ConditionTrace, Explanation, Outcome, RuleTrace, explain};
pub use permit::{Permit, PermittedFile, PermittedLabel, PermittedTemplate};
pub use receive::{Arrival, Receipt, Removal, receive};

use crate::bundle::{Bundle, InFiles, Text};
use crate::compose::Draft;
use crate::contents::Sight;
use crate::time::Instant;
use serde::Serialize;

/// Decides what must happen to a draft.
///
/// `sight` is what was found in the draft's texts and attachments; an attachment that was not looked into yet fulfils no
/// condition, and [`Permit::grant`] insists on all of them.
///
/// Rules run in order. A rule's label raises the label, never lowers it; of several protections the strongest is taken,
/// and what a label or a rule asks for outweighs the person's "none".
pub fn decide(bundle: &Bundle, draft: &Draft, sight: &Sight, now: Instant) -> Decision {
    work::Work::run(bundle, draft, sight, now, None)
}

/// The answer for a draft.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Decision {
    /// The label it gets.
    pub label: Option<DecidedLabel>,
    /// The protection it gets.
    pub protection: Option<DecidedProtection>,
    /// A higher label that the bundle recommends, where nobody chose one.
    pub recommended: Option<Recommended>,
    /// Why, in the order in which the rules spoke.
    pub reasons: Vec<Reason>,
    /// What the person should know.
    pub tips: Vec<Tip>,
    /// What the person has to answer before it is sent.
    pub questions: Vec<Question>,
    /// What keeps it from being sent.
    pub blocks: Vec<Block>,
    /// What rules change in the message.
    pub changes: Changes,
    /// What happens to each attached file, in their order.
    pub files: Vec<DecidedFile>,
    /// What is handed to the host page for the organisation's records; nothing is sent anywhere by itself.
    pub records: Vec<Record>,
}

/// The label decided upon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DecidedLabel {
    /// The label's id.
    pub id: String,
    /// Where it comes from.
    pub source: Source,
}

/// The protection decided upon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DecidedProtection {
    /// The template's id.
    pub template: String,
    /// Where it comes from.
    pub source: Source,
    /// Whether recipients are asked not to forward: by this template, or by a weaker one whose place it took.
    pub do_not_forward: bool,
}

/// Where a label or a protection comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Source {
    /// The person chose it.
    Chosen,
    /// The bundle's default.
    Default,
    /// The message that is answered has it.
    Previous,
    /// A file attached has it.
    Attachment,
    /// The label applies itself.
    Automatic,
    /// A rule.
    Rule,
    /// The template chosen brings this label.
    Template,
    /// The label brings this protection.
    Label,
}

/// What happens to an attached file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DecidedFile {
    /// The id of the label it has afterwards, as far as that is one of the organisation's.
    pub label: Option<String>,
    /// How it gets it; off where it has it already, or none.
    pub how: InFiles,
}

/// A label worth choosing.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Recommended {
    /// The label's id.
    pub id: String,
    /// What to say.
    pub tip: Option<Text>,
    /// What was found.
    pub because: Vec<Because>,
}

/// What a rule did and on what grounds.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Reason {
    /// The rule's id; `None` where a label or a template itself asks for it.
    pub rule: Option<String>,
    /// The rule's name.
    pub name: Option<Text>,
    /// What it did.
    pub effect: Effect,
    /// The label, template, header field or address it named.
    pub value: Option<String>,
    /// What it found, the first hundred.
    pub because: Vec<Because>,
}

/// What a rule does to a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Effect {
    /// Took off the protection that only the person had chosen.
    Unprotect,
    /// Put something before the subject.
    Subject,
    /// Added a text.
    Disclaimer,
    /// Set or removed a header field.
    Header,
    /// Chose what recipients see around it.
    Brand,
    /// Said something.
    Tell,
    /// Gave it a label.
    Label,
    /// Protected it.
    Protect,
    /// Wants somebody to get it too.
    Add,
    /// Asks the person.
    Warn,
    /// Asks the person for a reason.
    Ask,
    /// Keeps it from being sent.
    Block,
}

/// A condition that held, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Because {
    /// The condition's name in the bundle.
    pub condition: String,
    /// `from`, `to`, `cc`, `bcc`, `subject`, `body`, `attachments`, `header`, `label`, `importance`, `size` or `message`.
    pub field: String,
    /// Position in the field, where it has positions.
    pub index: Option<usize>,
    /// The value of the bundle that matched, or what matched it; of sensitive information only the end can be read.
    pub matched: Option<String>,
    /// How often; of sensitive information how many different values.
    pub count: usize,
    /// The kind of sensitive information.
    pub data: Option<String>,
    /// A print of all its values: what is answered about some counts for no others.
    #[serde(skip)]
    values: u64,
}

/// Something the person should know.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Tip {
    /// The rule's id.
    pub rule: String,
    /// The rule's name.
    pub name: Text,
    /// What to say.
    pub text: Text,
    /// What it found, the first hundred.
    pub because: Vec<Because>,
}

/// Something the person has to answer.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Question {
    /// What names it in the draft's answers: the same rule with the same findings in the same people and files has the same
    /// key, and another finding, person or file asks again.
    pub key: String,
    /// What sort of answer it wants.
    pub kind: QuestionKind,
    /// The rule's id; `None` where the label asks.
    pub rule: Option<String>,
    /// The rule's name.
    pub name: Option<Text>,
    /// What to say; `None` where the kind says it.
    pub text: Option<Text>,
    /// Whom to add, as `to`, `cc` or `bcc` with an address.
    pub add: Vec<Added>,
    /// What was found.
    pub because: Vec<Because>,
}

/// What sort of answer a question wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum QuestionKind {
    /// To be accepted.
    Warn,
    /// A reason in the person's words.
    Reason,
    /// A reason why the label may be lower.
    LowerLabel,
    /// That the protection the person chose is taken off.
    Unprotect,
    /// That people outside the organisation get what the label wants to be asked about.
    Outsiders,
    /// That a message which was protected is answered or forwarded without protection.
    AnswerInClear,
    /// That people outside the organisation who had no part in it get what was protected.
    AddedOutsiders,
    /// Recipients to be added to the draft; it is answered once they are there.
    AddRecipients,
}

/// A recipient that a rule wants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Added {
    /// `to`, `cc` or `bcc`.
    pub field: String,
    /// The address.
    pub address: String,
}

/// Something that keeps the draft from being sent.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Block {
    /// `no-recipient`, `address-malformed`, `label-required`, `label-unknown`, `label-not-applicable`,
    /// `label-lowering-forbidden`, `template-unknown`, `recipient-outside-label`, `recipient-outside-template`,
    /// `too-many-recipients`, `policy-expired`, `answer-in-clear`, `answer-restricted`, `rule`, or an address code.
    pub code: String,
    /// The rule's id, if a rule blocks.
    pub rule: Option<String>,
    /// What the rule says.
    pub text: Option<Text>,
    /// The status code the rule gives (RFC 3463).
    pub status_code: Option<String>,
    /// The field at fault.
    pub field: Option<String>,
    /// Position in the field.
    pub index: Option<usize>,
}

/// What rules change in a message.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Changes {
    /// What stands before the subject, in order.
    pub subject: Vec<Text>,
    /// Texts added.
    pub disclaimers: Vec<Disclaimer>,
    /// Header fields set: name and value.
    pub headers: Vec<(String, String)>,
    /// The branding template of what recipients see around it.
    pub branding: Option<String>,
}

/// A text that a rule adds.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Disclaimer {
    /// The text.
    pub text: Text,
    /// Whether it stands before the message's text.
    pub before: bool,
}

/// What the organisation's records get to know.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "ReportRecord"))]
pub struct Record {
    /// The rule's id.
    pub rule: String,
    /// Whether the rule only records.
    pub audit: bool,
    /// `DoNotAudit`, `Low`, `Medium` or `High`.
    pub severity: Option<String>,
    /// Who wants a report.
    pub report: Option<String>,
    /// What the report should hold.
    pub content: Vec<String>,
    /// What was found, the first hundred.
    pub because: Vec<Because>,
}

impl Because {
    fn at(field: &str, index: Option<usize>, matched: Option<String>, count: usize) -> Self {
        Self { condition: String::new(), field: field.to_owned(), index, matched, count, data: None, values: 0 }
    }
}
