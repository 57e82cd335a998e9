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

mod inflate;
mod jpeg;
mod odf;
mod office;
mod ooxml;
mod order;
mod patch;
mod pdf;
mod png;
mod source;
mod tiff;
mod window;
mod xml;
mod xmp;
mod zip;

pub use order::{Order, orders};
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

/// Puts a label, and what people are to see of it, into a file. An earlier label of the same organisation is replaced.
///
/// # Errors
/// Why the file is left as it is.
pub fn mark(source: &dyn Source, name: &str, label: &FileLabel, marks: &Marks) -> Result<Patch, Left> {
    if source.size() > MAX_FILE {
        return Err(Left::TooLarge);
    }
    match source.read(0, 8).as_slice() {
        [b'P', b'K', 3, 4, ..] => office::label(source, label, marks),
        [b'%', b'P', b'D', b'F', b'-', ..] => pdf::label(source, label, marks),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => png::label(source, label, marks),
        [0xff, 0xd8, 0xff, ..] => jpeg::label(source, label, marks),
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => tiff::label(source, label, marks),
        // An Office document in a compound file is one that asks for a password.
        [0xd0, 0xcf, 0x11, 0xe0, ..] if is_of_open_format(name) => Err(Left::Encrypted),
        _ => Err(Left::Unsupported),
    }
}

/// Whether a name says that the file is a document of a format that is a zip archive.
fn is_of_open_format(name: &str) -> bool {
    let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    ending.len() == 4
        && ["doc", "dot", "xls", "xlt", "ppt", "pot", "pps", "vsd"].iter().any(|kind| ending.starts_with(kind))
}

/// Whether a label can be put into a file.
///
/// # Errors
/// Why not.
pub fn attempt(source: &dyn Source, name: &str) -> Result<(), Left> {
    let none = "00000000-0000-4000-8000-000000000000".to_owned();
    let label = FileLabel {
        id: none.clone(),
        site: none.clone(),
        name: String::new(),
        set: String::new(),
        action: none,
        by_person: false,
        label_info: false,
    };
    mark(source, name, &label, &Marks::default()).map(|_| ())
}
