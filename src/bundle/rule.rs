//! Rules, under the names and with the meaning of Exchange's mail flow rules.

use super::Text;

/// If all conditions hold and no exception does, the actions are taken.
///
/// Several values in one condition are alternatives; a rule without conditions holds for every message.
#[derive(Debug, Clone)]
pub struct Rule {
    /// A short name in kebab case.
    pub id: String,
    /// What a person reads when asking why.
    pub name: Text,
    /// All must hold.
    pub conditions: Vec<Condition>,
    /// None may hold.
    pub exceptions: Vec<Condition>,
    /// What happens.
    pub actions: Actions,
}

/// Something to find in a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// `SentToScope`: a recipient is inside (`true`) or outside the organisation.
    SentToScope {
        /// `InOrganization`
        inside: bool,
    },
    /// `RecipientDomainIs`: a recipient's domain is one of these or a subdomain of one.
    RecipientDomainIs(Vec<String>),
    /// `SubjectContainsWords`
    SubjectContainsWords(Vec<String>),
    /// `SubjectOrBodyContainsWords`
    SubjectOrBodyContainsWords(Vec<String>),
    /// `AttachmentExtensionMatchesWords`: extensions without the dot.
    AttachmentExtensionMatchesWords(Vec<String>),
    /// `AttachmentSizeOver`: one attachment is longer than this many octets.
    AttachmentSizeOver(u64),
    /// `LabelIs`: the message carries one of these labels (positions in the bundle). Not in Exchange, where labels are
    /// matched as text in a header.
    LabelIs(Vec<usize>),
}

impl Condition {
    /// The name in the bundle.
    pub fn name(&self) -> &'static str {
        match self {
            Self::SentToScope { .. } => "SentToScope",
            Self::RecipientDomainIs(_) => "RecipientDomainIs",
            Self::SubjectContainsWords(_) => "SubjectContainsWords",
            Self::SubjectOrBodyContainsWords(_) => "SubjectOrBodyContainsWords",
            Self::AttachmentExtensionMatchesWords(_) => "AttachmentExtensionMatchesWords",
            Self::AttachmentSizeOver(_) => "AttachmentSizeOver",
            Self::LabelIs(_) => "LabelIs",
        }
    }
}

/// What a rule does. Where rules disagree, the most protective outcome wins.
#[derive(Debug, Clone, Default)]
pub struct Actions {
    /// `ApplyLabel`: a position in the labels; raises a lower label, never lowers one.
    pub apply_label: Option<usize>,
    /// `ApplyRightsProtectionTemplate`: a position in the templates.
    pub apply_protection: Option<usize>,
    /// `Warn`: the person has to accept this before sending.
    pub warn: Option<Text>,
    /// `RejectMessageReasonText`: the message is not sent.
    pub reject: Option<Text>,
    /// `StopRuleProcessing`: later rules are not looked at.
    pub stop: bool,
}
