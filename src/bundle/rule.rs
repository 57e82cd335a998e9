//! Rules, under the names and with the meaning of Exchange's mail flow rules.

use super::{InFiles, Member, Text, ToMessage};
use crate::address::Address;
use crate::time::Instant;

/// If all conditions hold and no exception does, the actions are taken.
///
/// Several values in one condition are alternatives; a rule without conditions holds for every message.
#[derive(Debug, Clone)]
pub struct Rule {
    /// A short name in kebab case.
    pub id: String,
    /// What a person reads when asking why.
    pub name: Text,
    /// Whether it is looked at.
    pub enabled: bool,
    /// Whether it acts or only records.
    pub mode: Mode,
    /// Before this it does nothing.
    pub active_from: Option<Instant>,
    /// After this it does nothing.
    pub active_until: Option<Instant>,
    /// Whether it is for mail that arrives, instead of mail that is written.
    pub receiving: bool,
    /// When.
    pub when: When,
    /// What happens.
    pub actions: Actions,
}

/// Conditions with their exceptions.
#[derive(Debug, Clone, Default)]
pub struct When {
    /// All must hold.
    pub conditions: Vec<Condition>,
    /// None may hold.
    pub exceptions: Vec<Condition>,
}

/// How far a rule goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// It acts.
    Enforce,
    /// It records what it would have done.
    Audit,
    /// It records, and shows its texts.
    AuditAndNotify,
}

/// Something to find in a message.
#[derive(Debug, Clone)]
pub struct Condition {
    /// Its name in the bundle.
    pub name: &'static str,
    /// What it looks for.
    pub test: Test,
}

/// What a condition looks for, and where.
#[derive(Debug, Clone)]
pub enum Test {
    /// Somebody is inside (`true`) or outside the organisation.
    Scope(Who, bool),
    /// Somebody's domain is one of these or a subdomain of one.
    Domain(Who, Vec<String>),
    /// Somebody is one of these.
    Address(Who, Vec<Address>),
    /// Somebody is in one of these groups.
    Group(Who, Vec<usize>),
    /// Sender and a recipient are in the two lists of groups, either way round.
    Between(Vec<usize>, Vec<usize>),
    /// A text of a place (a position in the bundle's places) contains one of the words.
    Words(usize, Words),
    /// A text of a place matches one of the patterns (positions in the bundle's patterns).
    Patterns(usize, Vec<usize>),
    /// An attachment's name ends in one of these, without the dot.
    Extension(Vec<String>),
    /// One attachment is longer than so many octets.
    AttachmentSize(u64),
    /// The text and all attachments together are longer than so many octets.
    MessageSize(u64),
    /// One attachment is so (`true`), or none is.
    Attachment(AttachmentIs, bool),
    /// The message carries one of these labels.
    Label(Vec<usize>),
    /// The message carries this label or a more sensitive one.
    LabelAtLeast(usize),
    /// The message carries no label (`true`), or one.
    NoLabel(bool),
    /// Sensitive information is in it.
    Data(Vec<Classification>),
    /// What sort of message it is.
    MessageType(MessageType),
    /// `low`, `normal` or `high`.
    Importance(&'static str),
    /// An attribute of sender and a recipient is equal (`true`) or not.
    SameAttribute(String, bool),
    /// The sender is the manager (`true`) of a recipient, or reports to one.
    Manages(bool),
    /// The manager of the sender (`true`) or of a recipient is one of these.
    ManagedBy(bool, Vec<Address>),
    /// There are more recipients than this.
    RecipientCount(u64),
    /// It answers (`true`) another message.
    Reply(bool),
    /// It answers (`true`) a message of the organisation: In-Reply-To or References name one of its domains.
    ReplyToOurs(bool),
    /// It has (`true`) an attachment.
    HasAttachment(bool),
    /// One of these holds.
    Any(Vec<Test>),
}

/// Of whom a condition speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// The sender.
    Sender,
    /// Any recipient.
    Recipient,
    /// A recipient in To.
    To,
    /// A recipient in Cc.
    Cc,
    /// A recipient in To or Cc.
    ToCc,
}

/// Where a text stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The subject.
    Subject,
    /// The subject, and the body as text and as HTML.
    SubjectOrBody,
    /// The text of attachments.
    Attachments,
    /// The names of attachments and of files inside them.
    AttachmentNames,
    /// The addresses of somebody.
    AddressOf(Who),
    /// An attribute of somebody.
    AttributeOf(Who, String),
    /// A header field.
    Header(String),
    /// A property of attached documents.
    Property(String),
}

/// Words of a condition: positions in the bundle's lists of words.
pub type Words = Vec<usize>;

/// What can be so of an attachment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttachmentIs {
    /// It needs a password.
    PasswordProtected,
    /// No text can be read from its kind.
    Unsupported,
    /// It is too large to be looked at whole.
    LimitExceeded,
    /// It is a program.
    Executable,
    /// It was not read whole, for whatever reason.
    NotInspected,
}

/// What sort of message it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageType {
    /// It leaves encrypted.
    Encrypted,
    /// It leaves signed; whatever is encrypted is.
    Signed,
    /// Recipients are asked not to forward it.
    PermissionControlled,
    /// It carries an appointment.
    Calendaring,
}

/// A kind of sensitive information, and how much of it.
#[derive(Debug, Clone)]
pub struct Classification {
    /// Which: a position in the names that the bundle asks for.
    pub data: usize,
    /// At least so many different values.
    pub min_count: usize,
    /// At most so many.
    pub max_count: usize,
    /// Of findings at least so sure, in percent; `None`: as sure as the kind recommends.
    pub min_confidence: Option<u8>,
    /// And at most so sure.
    pub max_confidence: u8,
}

/// A kind of sensitive information that the bundle describes.
#[derive(Debug, Clone)]
pub struct OwnType {
    /// A short name in kebab case.
    pub id: String,
    /// Positions in the bundle's patterns.
    pub patterns: Vec<usize>,
    /// A dictionary: positions in the bundle's lists of words.
    pub words: Words,
    /// The name of what the digits have to fulfil.
    pub check: Option<String>,
    /// One of these near a finding makes it surer.
    pub keywords: Vec<String>,
    /// How near, in characters.
    pub proximity: usize,
    /// How sure with a keyword, in percent.
    pub confidence: u8,
    /// How sure without one; `None`: then it is no finding.
    pub confidence_alone: Option<u8>,
}

/// What a rule does. Where rules disagree, the most protective outcome wins.
#[derive(Debug, Clone, Default)]
pub struct Actions {
    /// `ApplyLabel`: a position in the labels; raises a lower label, never lowers one.
    pub apply_label: Option<usize>,
    /// `ApplyRightsProtectionTemplate`, `ApplyOME`: a position in the templates.
    pub apply_protection: Option<usize>,
    /// `RemoveOMEv2`: what only the person chose is taken off.
    pub remove_protection: bool,
    /// `ApplyRightsProtectionCustomizationTemplate`: an id of a branding template.
    pub branding: Option<String>,
    /// `PrependSubject`
    pub prepend_subject: Option<Text>,
    /// `ApplyHtmlDisclaimerText`, and whether it stands before the text.
    pub disclaimer: Option<(Text, bool)>,
    /// `SetHeaderName`, `SetHeaderValue`
    pub set_header: Option<(String, String)>,
    /// `RemoveHeader`
    pub remove_header: Option<String>,
    /// `AddToRecipients`, `CopyTo`, `BlindCopyTo`
    pub add: Vec<(AddTo, Address)>,
    /// `Tip`: said while writing.
    pub tip: Option<Text>,
    /// `Warn`: the person has to accept this before sending.
    pub warn: Option<Text>,
    /// `RequireReason`: the person has to say why.
    pub require_reason: Option<Text>,
    /// `RejectMessageReasonText`: the message is not sent.
    pub reject: Option<Text>,
    /// `RejectMessageEnhancedStatusCode`
    pub status_code: Option<String>,
    /// `GenerateNotification`
    pub notification: Option<Text>,
    /// `GenerateIncidentReport`, and what stands in it.
    pub incident: Option<(String, Vec<String>)>,
    /// `SetAuditSeverity`
    pub severity: Option<String>,
    /// `StopRuleProcessing`: later rules are not looked at.
    pub stop: bool,
}

/// The field into which a rule wants a recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddTo {
    /// `AddToRecipients`
    To,
    /// `CopyTo`
    Cc,
    /// `BlindCopyTo`
    Bcc,
}

/// Labels and settings for some people.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// For whom; with no groups either, for everyone.
    pub users: Vec<Member>,
    /// For whom.
    pub groups: Vec<usize>,
    /// The labels they have.
    pub labels: Vec<usize>,
    /// The label their new messages have.
    pub default_label: Option<usize>,
    /// Whether their messages need a label.
    pub label_required: Option<bool>,
    /// What lowering a label takes.
    pub lowering: Option<super::Lowering>,
}

impl super::Bundle {
    fn tests(&self) -> impl Iterator<Item = &Test> {
        let automatic =
            self.labels().iter().filter_map(|label| label.automatic.as_ref()).map(|automatic| &automatic.when);
        let all = self.rules().iter().map(|rule| &rule.when).chain(automatic);
        all.flat_map(|when| when.conditions.iter().chain(&when.exceptions)).map(|condition| &condition.test)
    }

    /// Where words and patterns are looked for: place, lists of words, patterns.
    pub fn text_tests(&self) -> Vec<(usize, &[usize], &[usize])> {
        fn of(test: &Test) -> Vec<(usize, &[usize], &[usize])> {
            match test {
                Test::Words(place, lists) => vec![(*place, lists, &[])],
                Test::Patterns(place, patterns) => vec![(*place, &[], patterns)],
                Test::Any(tests) => tests.iter().flat_map(of).collect(),
                _ => Vec::new(),
            }
        }
        self.tests().flat_map(of).collect()
    }

    /// Whether rules look at what stands in attachments, so that they have to be read.
    pub fn looks_into_attachments(&self) -> bool {
        // A file's own label stands inside it.
        let labels = self.file_labels.to_message != ToMessage::Off
            || self.labels.iter().any(|label| self.in_files(label) != InFiles::Off);
        if labels {
            return true;
        }
        self.tests().any(|test| self.is_of_attachments(test))
    }

    /// Whether a condition looks at what stands in attachments.
    pub fn is_of_attachments(&self, test: &Test) -> bool {
        let inside = |place: &Place| matches!(place, Place::Attachments | Place::AttachmentNames | Place::Property(_));
        match test {
            Test::Extension(_) | Test::Attachment(..) | Test::Data(_) => true,
            Test::Words(place, _) | Test::Patterns(place, _) => self.places().get(*place).is_some_and(inside),
            Test::Any(tests) => tests.iter().any(|test| self.is_of_attachments(test)),
            _ => false,
        }
    }

    /// Whether rules look for words, patterns or sensitive information.
    pub fn looks_into_text(&self) -> bool {
        !self.places().is_empty() || !self.asked().is_empty()
    }
}
