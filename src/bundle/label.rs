//! Labels: how sensitive a message is, and what follows from that.

use super::{Audience, Member, Text, When};
use crate::msip;
use serde::{Deserialize, Serialize};

/// A sensitivity label. Labels stand in the bundle from the least to the most sensitive.
#[derive(Debug, Clone)]
pub struct Label {
    /// A GUID in lower case without braces.
    pub id: String,
    /// The label this one refines.
    pub parent: Option<usize>,
    /// Its name.
    pub name: Text,
    /// When to choose it.
    pub tooltip: Text,
    /// What it is for, for the administrator.
    pub description: Option<Text>,
    /// `#rrggbb`.
    pub color: String,
    /// The protection it brings: a position in the templates.
    pub protection: Option<usize>,
    /// A line over the text.
    pub header: Option<Marking>,
    /// A line under the text.
    pub footer: Option<Marking>,
    /// Letters behind the text of attached documents; a mail has none.
    pub watermark: Option<Watermark>,
    /// How files attached to a message with this label get it; `None` as the bundle says for all.
    pub in_files: Option<InFiles>,
    /// The coarse projection every mail program can show (RFC 2156).
    pub sensitivity: Option<Sensitivity>,
    /// The value of an `X-Protective-Marking` field, but for its origin.
    pub protective_marking: Option<String>,
    /// What stands in the subject.
    pub subject_tag: Option<Text>,
    /// Whether it stands at the end of the subject instead of before it.
    pub subject_tag_at_end: bool,
    /// Who may receive it.
    pub recipients: Audience,
    /// Outsiders who may receive what is for insiders.
    pub allowed: Vec<Member>,
    /// How many may receive it.
    pub max_recipients: Option<u64>,
    /// What choosing a lower label in its place takes.
    pub lowering: Option<Lowering>,
    /// Groups whose members may always lower it.
    pub lowerable_by: Vec<usize>,
    /// When it applies itself.
    pub automatic: Option<Automatic>,
    /// Whether recipients may take its protection off; `None` as its template says.
    pub removal: Option<bool>,
    /// Whether a reader may load what a message with it points to elsewhere.
    pub remote_content: bool,
    /// The label that choosing it means: itself; of a heading the sub-label it names, if any.
    pub means: Option<usize>,
}

impl Label {
    /// The value of a header field that states the label.
    pub fn header(&self, name: &str) -> Option<String> {
        if name.eq_ignore_ascii_case("msip_labels") {
            return Some([&msip::key(&self.id, "Enabled"), "=true"].concat());
        }
        self.sensitivity.filter(|_| name.eq_ignore_ascii_case("Sensitivity")).map(|one| one.field_value().to_owned())
    }
}

/// When a label applies itself.
#[derive(Debug, Clone)]
pub struct Automatic {
    /// Whether it is given, or only recommended.
    pub apply: bool,
    /// When.
    pub when: When,
    /// What the person is told.
    pub tip: Option<Text>,
}

/// What it takes to choose a lower label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lowering {
    /// Nothing.
    Free,
    /// A written reason.
    Reason,
    /// It cannot be done.
    Forbidden,
}

/// A line that makes a label visible in the message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marking {
    /// The text, with variables such as `${Item.Label}`.
    pub text: String,
    /// `#rrggbb`.
    pub color: String,
    /// Points.
    pub size: u8,
    /// Where on the line.
    pub alignment: Alignment,
}

/// Large pale letters behind the text of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watermark {
    /// The text, with variables.
    pub text: String,
    /// `#rrggbb`.
    pub color: String,
    /// Points; `None` for a size that fills the page.
    pub size: Option<u8>,
    /// Whether it runs from corner to corner.
    pub diagonal: bool,
}

/// How a label gets into files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum InFiles {
    /// Not at all.
    Off,
    /// As properties that programs read.
    Properties,
    /// With the label's header, footer and watermark too.
    Visible,
}

/// How labels go between a message and the files attached to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileLabels {
    /// What the highest label of the files does to the message.
    pub to_message: ToMessage,
    /// How files get the label of the message, where the label does not say.
    pub from_message: InFiles,
    /// Whether Office documents get a `docMetadata/LabelInfo.xml` where they have none.
    pub label_info: bool,
}

/// What the highest label of the attached files does to a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToMessage {
    /// Nothing.
    Off,
    /// It is offered.
    Recommend,
    /// The message has it.
    Apply,
}

/// What a label of another organisation means here.
#[derive(Debug, Clone)]
pub struct Mapping {
    /// The organisation's UUID.
    pub site: String,
    /// The label's GUID; `None` for all of them.
    pub label: Option<String>,
    /// The own label: a position.
    pub to: usize,
}

/// Where a marking stands on its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Alignment {
    /// At the left.
    Left,
    /// In the middle.
    Center,
    /// At the right.
    Right,
}

/// The values of the `Sensitivity` field (RFC 2156 section 5.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sensitivity {
    /// `Personal`
    Personal,
    /// `Private`
    Private,
    /// `Company-Confidential`
    CompanyConfidential,
}

impl Sensitivity {
    /// The field value.
    pub fn field_value(self) -> &'static str {
        match self {
            Self::Personal => "Personal",
            Self::Private => "Private",
            Self::CompanyConfidential => "Company-Confidential",
        }
    }
}
