//! Labels on files: in their properties for programs, in headers, footers and watermarks for people.
//!
//! ```text
//!   Source ──► kind ──► zip ──► ooxml, odf    each format tells which octets stay and what stands between them;
//!                       pdf                   what it cannot change without doubt it leaves as it is, and says why
//!                       png, jpeg, tiff
//! ```
//!
//! What a file says to its readers stays as it was: every part that holds no mark is kept octet for octet. A file that is
//! signed, encrypted or damaged is left alone ([`Left`]). Labels are read by `contents`, as document properties.

mod patch;
mod source;

pub use patch::{Patch, Piece};
pub use source::Source;

use crate::bundle::Alignment;
use crate::msip;
use serde::{Deserialize, Serialize};

/// `ContentBits`: what was really done to a file or message.
pub const BIT_HEADER: u8 = 1;
/// A line at the bottom of each page.
pub const BIT_FOOTER: u8 = 2;
/// Letters behind the text.
pub const BIT_WATERMARK: u8 = 4;

/// A larger file is left as it is.
pub const MAX_FILE: usize = 2 * 1024 * 1024 * 1024 - 1;

/// The label to write into a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FileLabel {
    /// The label's GUID in lower case, without braces.
    pub id: String,
    /// The organisation's UUID, likewise.
    pub site: String,
    /// The label's name.
    pub name: String,
    /// When it was set: `2026-03-02T08:15:00Z`.
    pub set: String,
    /// A UUID for this act of labelling.
    pub action: String,
    /// Whether a person chose it.
    pub by_person: bool,
    /// Whether Office documents also get a `docMetadata/LabelInfo.xml` where they have none.
    pub label_info: bool,
}

impl FileLabel {
    /// The label as properties, full names and values, in order. `bits`: what was done to the file.
    pub fn pairs(&self, bits: u8) -> Vec<(String, String)> {
        let short = |text: &str| text.chars().filter(|c| !c.is_control()).take(msip::MAX_LENGTH).collect::<String>();
        let pairs = [
            ("Enabled", "true".to_owned()),
            ("SetDate", short(&self.set)),
            ("Method", self.method().to_owned()),
            ("Name", short(&self.name)),
            ("SiteId", self.site.clone()),
            ("ActionId", self.action.clone()),
            ("ContentBits", bits.to_string()),
        ];
        pairs.into_iter().map(|(attribute, value)| (msip::key(&self.id, attribute), value)).collect()
    }

    /// `Privileged` where a person chose it, else `Standard`.
    pub fn method(&self) -> &'static str {
        if self.by_person { "Privileged" } else { "Standard" }
    }
}

/// What people are to see in a file; variables are expanded already.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// A line at the top of each page.
    pub header: Option<Mark>,
    /// A line at the bottom of each page.
    pub footer: Option<Mark>,
    /// Letters behind the text of each page.
    pub watermark: Option<Watermark>,
}

impl Marks {
    /// The bits for those that a format has really put in.
    pub fn bits(&self) -> u8 {
        let bit = |there: bool, bit: u8| if there { bit } else { 0 };
        bit(self.header.is_some(), BIT_HEADER)
            | bit(self.footer.is_some(), BIT_FOOTER)
            | bit(self.watermark.is_some(), BIT_WATERMARK)
    }
}

/// A header or footer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// One or more lines.
    pub text: String,
    /// `#rrggbb`
    pub color: String,
    /// Points.
    pub size: u8,
    /// Where on the line.
    pub alignment: Alignment,
}

/// Large pale letters behind the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watermark {
    /// One line.
    pub text: String,
    /// `#rrggbb`
    pub color: String,
    /// Points; `None` for a size that fills the page.
    pub size: Option<u8>,
    /// Whether it runs from corner to corner.
    pub diagonal: bool,
}

/// Why a file was left as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "FileLeft"))]
pub enum Left {
    /// A kind of file that has no place for a label.
    Unsupported,
    /// A password or a key is needed to change it.
    Encrypted,
    /// Somebody signed it; a change would break the signature.
    Signed,
    /// It does not keep to its format, so that a change might lose something.
    Damaged,
    /// It is larger, or has more parts, than is looked at.
    TooLarge,
}
