//! What the person wrote.

mod json;

use crate::address::{Address, AddressError};
use serde::{Deserialize, Serialize};

/// A draft as the user interface hands it over. Unknown fields are refused: a misspelt wish must not pass unnoticed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "Draft"))]
pub struct DraftInput {
    /// The sender, `name <local@domain>`.
    pub from: String,
    /// Recipients, one address each.
    pub to: Vec<String>,
    /// Recipients of a copy.
    pub cc: Vec<String>,
    /// Recipients nobody else hears of.
    pub bcc: Vec<String>,
    /// The subject.
    pub subject: String,
    /// The text as plain text.
    pub text: String,
    /// The same as HTML, if the person formatted it.
    pub html: Option<String>,
    /// Attached files and inline images; their contents travel beside the draft, in the same order.
    pub attachments: Vec<AttachmentInput>,
    /// The id of the label the person chose.
    pub label: Option<String>,
    /// The id of the label it had before the person chose one: that of the message answered, or one a person with other
    /// rights gave it. Choosing a lower one is lowering.
    #[serde(default)]
    #[cfg_attr(test, ts(optional))]
    pub previous_label: Option<String>,
    /// The labels of the message answered or forwarded, as opening it gave them. The own organisation's and mapped ones
    /// are not fallen below where they were verified; those of other organisations are kept.
    #[serde(default)]
    #[cfg_attr(test, ts(optional, as = "Option<Vec<AnsweredLabel>>"))]
    pub answered_labels: Vec<AnsweredLabel>,
    /// What is known of the protection of the message answered or forwarded; nothing where none is.
    #[serde(default)]
    #[cfg_attr(test, ts(optional))]
    pub answered: Option<Answered>,
    /// Whether that message kept its label inside the encryption; then the answer does too (RFC 9788 section 6.1).
    #[serde(default)]
    #[cfg_attr(test, ts(optional, as = "Option<bool>"))]
    pub label_hidden: bool,
    /// Whether a host that writes the header by itself asks for the body only: one message for everybody in To, of whose header
    /// fields nothing but the label is protected.
    #[serde(default)]
    #[cfg_attr(test, ts(optional, as = "Option<bool>"))]
    pub body_only: bool,
    /// The id of the template the person chose, or `none` for explicitly none.
    pub protection: Option<String>,
    /// `low` or `high` (RFC 2156); `normal` and nothing are the same.
    #[serde(default)]
    #[cfg_attr(test, ts(optional))]
    pub importance: Option<String>,
    /// What the person answered.
    pub answers: Answers,
    /// Message-ID of the message answered, without angle brackets.
    pub in_reply_to: Option<String>,
    /// Message-IDs of the thread.
    pub references: Vec<String>,
    /// The language of texts put into the message.
    pub language: String,
    /// When it is sent: ISO 8601 with offset. Needed for sealing, not for deciding.
    pub date: String,
    /// Its Message-ID, without angle brackets. Needed for sealing, not for deciding.
    pub message_id: String,
}

/// A file of a draft.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "Attachment"))]
pub struct AttachmentInput {
    /// The file name.
    pub name: String,
    /// The media type.
    #[serde(rename = "type")]
    #[cfg_attr(test, ts(rename = "type"))]
    pub media_type: String,
    /// Octets.
    #[cfg_attr(test, ts(type = "number"))]
    pub size: u64,
    /// For an inline image: the id the HTML names as `cid:`.
    pub content_id: Option<String>,
    /// The labels it had in the message it comes from, as opening that gave them, where a signature vouched for them.
    #[serde(default)]
    #[cfg_attr(test, ts(optional))]
    pub label: Option<String>,
}

/// A label of the message answered.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AnsweredLabel {
    /// Its pairs, as in a `msip_labels` field.
    pub text: String,
    /// Whether the sender's signature covers it, and nothing outside contradicts it.
    pub verified: bool,
}

/// The message answered or forwarded, as far as its protection goes.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Answered {
    /// Whether it was encrypted.
    pub protected: bool,
    /// The addresses it went between: its sender and all its recipients, from its protected fields.
    pub people: Vec<String>,
    /// Whether its sender asks not to forward it.
    #[serde(default)]
    #[cfg_attr(test, ts(optional, as = "Option<bool>"))]
    pub restricted: bool,
}

/// What the person answered to questions of a decision, each named by its key.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Answers {
    /// Keys of the questions that were accepted.
    pub acknowledged: Vec<String>,
    /// Reasons given where a question asks for one.
    #[serde(default)]
    #[cfg_attr(test, ts(optional, as = "Option<Vec<GivenReason>>"))]
    pub reasons: Vec<GivenReason>,
}

/// Why something may be so.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct GivenReason {
    /// The key of the question.
    pub question: String,
    /// The person's words.
    pub text: String,
}

/// A field that names recipients.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RecipientField {
    /// To
    To,
    /// Cc
    Cc,
    /// Bcc
    Bcc,
}

/// One recipient at its place in the draft.
#[derive(Debug, Clone)]
pub struct Recipient {
    /// The field.
    pub field: RecipientField,
    /// Position in the field as the person sees it.
    pub index: usize,
    /// The address.
    pub address: Address,
}

/// An address that cannot be read, at its place in the draft.
#[derive(Debug, Clone)]
pub struct AddressFault {
    /// The field; `None` for the sender's.
    pub field: Option<RecipientField>,
    /// Position in the field.
    pub index: usize,
    /// What is wrong.
    pub reason: AddressError,
}

/// A draft whose addresses have been read.
#[derive(Debug, Clone)]
pub struct Draft {
    input: DraftInput,
    from: Option<Address>,
    recipients: Vec<Recipient>,
    faults: Vec<AddressFault>,
}

impl RecipientField {
    /// `to`, `cc` or `bcc`.
    pub fn name(self) -> &'static str {
        match self {
            Self::To => "to",
            Self::Cc => "cc",
            Self::Bcc => "bcc",
        }
    }
}

impl Draft {
    /// Reads the addresses; what cannot be read is kept as a fault, so that a half-typed draft can be decided upon.
    pub fn new(input: DraftInput) -> Self {
        let mut draft = Self { from: None, recipients: Vec::new(), faults: Vec::new(), input };
        match Address::parse(&draft.input.from) {
            Ok(from) => draft.from = Some(from),
            Err(reason) => draft.faults.push(AddressFault { field: None, index: 0, reason }),
        }
        let fields = [
            (RecipientField::To, &draft.input.to),
            (RecipientField::Cc, &draft.input.cc),
            (RecipientField::Bcc, &draft.input.bcc),
        ];
        for (field, texts) in fields {
            for (index, text) in texts.iter().enumerate() {
                match Address::parse(text) {
                    Ok(address) => draft.recipients.push(Recipient { field, index, address }),
                    Err(reason) => draft.faults.push(AddressFault { field: Some(field), index, reason }),
                }
            }
        }
        draft
    }

    /// What was handed over.
    pub fn input(&self) -> &DraftInput {
        &self.input
    }

    /// The sender, if the address can be read.
    pub fn from(&self) -> Option<&Address> {
        self.from.as_ref()
    }

    /// All recipients whose address can be read, in the order To, Cc, Bcc.
    pub fn recipients(&self) -> &[Recipient] {
        &self.recipients
    }

    /// Addresses that cannot be read.
    pub fn faults(&self) -> &[AddressFault] {
        &self.faults
    }
}
