//! What stands in an attachment, so that rules can look at it.
//!
//! ```text
//!   bytes ──► kind ──► text, csv, html        the formats; each writes what it finds into Findings,
//!                      zip ──► ooxml, odf     which holds the bounds
//!                      ole, pdf, image, archive
//! ```
//!
//! Whatever the bytes are, the work and the memory are bounded by the constants of this file. Nothing is fetched,
//! executed or looked up outside the bytes.

mod archive;
mod bytes;
mod csv;
mod eyes;
mod findings;
pub mod html;
mod image;
mod inflate;
mod kind;
mod latin;
mod odf;
mod ole;
mod ooxml;
mod pdf;
pub mod people;
mod properties;
mod sheet;
mod sight;
mod text;
mod xml;
mod xmp;
mod zip;

pub use eyes::{Eyes, Looked};
pub use sight::{Attached, Later, Seen, SeenData, Sight};

use findings::Findings;
use serde::{Deserialize, Serialize};

/// Octets of an attachment that is looked at; a larger one is [`Unread::TooLarge`].
pub const MAX_INPUT: usize = 50 * 1024 * 1024;
/// Octets of text that are handed on, as Exchange takes 1 MB of an attachment.
pub const MAX_TEXT: usize = 1024 * 1024;
/// Octets that all compressed parts of an attachment may have together once inflated.
pub const MAX_INFLATED: usize = 64 * 1024 * 1024;
/// A single part may be this many times its packed size once it is larger than [`FREE_OF_RATIO`] octets.
pub const MAX_RATIO: usize = 256;
/// Octets that a part may have whatever its ratio.
pub const FREE_OF_RATIO: usize = 4 * 1024 * 1024;
/// Files that are looked at in a zip archive or a document made of one.
pub const MAX_PARTS: usize = 2000;
/// Objects of a PDF that are looked at; nodes of its structure tree are not counted.
pub const MAX_OBJECTS: usize = 20_000;
/// Elements inside one another in XML.
pub const MAX_DEPTH: usize = 256;
/// Names of files inside an archive that are handed on.
pub const MAX_NAMES: usize = 1000;
/// Document properties that are handed on.
pub const MAX_PROPERTIES: usize = 256;
/// Characters of the name of a file or property and of the value of a property.
pub const MAX_VALUE: usize = 255;

/// What was found in an attachment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Inspection {
    /// What it is, by content and not by name; the name and the media type only tell kinds of text apart.
    pub kind: FileKind,
    /// How much of it could be read.
    pub state: InspectionState,
    /// Why not all of it could be read; the weightiest reason if there are several.
    pub reason: Option<Unread>,
    /// Its text, at most [`MAX_TEXT`] octets; that of files inside it follows its own.
    pub text: String,
    /// Its document properties, at most [`MAX_PROPERTIES`].
    pub properties: Vec<Property>,
    /// Names of the files inside an archive, or attached to a PDF, at most [`MAX_NAMES`].
    pub names: Vec<String>,
    /// Whether it, or a file inside it, asks for a password or a key.
    pub encrypted: bool,
    /// Whether it, or a file inside it, is a program or script by content.
    pub executable: bool,
}

/// What a file is by its content.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum FileKind {
    /// Text without a known structure.
    Text,
    /// Text in cells.
    Csv,
    /// A page.
    Html,
    /// Rich Text Format.
    Rtf,
    /// A Word document, with or without macros, or a template.
    Docx,
    /// An Excel workbook.
    Xlsx,
    /// A `PowerPoint` presentation.
    Pptx,
    /// An `OpenDocument` text.
    Odt,
    /// An `OpenDocument` spreadsheet.
    Ods,
    /// An `OpenDocument` presentation or drawing.
    Odp,
    /// A PDF.
    Pdf,
    /// A zip archive that is no document.
    Zip,
    /// Another archive or compressed file: 7z, RAR, tar, gzip, …
    Archive,
    /// A picture.
    Image,
    /// A program: PE, ELF, Mach-O, Java class or Windows shortcut.
    Executable,
    /// An OLE compound file: Office before 2007, and any Office document that is encrypted.
    LegacyOffice,
    /// A mail message.
    Message,
    /// None of these.
    #[default]
    Unknown,
}

/// How much of a file could be read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum InspectionState {
    /// All text that its format is known to hold.
    Read,
    /// Some.
    Partly,
    /// Nothing.
    #[default]
    Unread,
}

/// Why a file, or some of it, could not be read; the weightiest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Unread {
    /// It asks for a password or a key.
    Encrypted,
    /// It, or its text, exceeds a limit on octets.
    TooLarge,
    /// It holds more parts than are looked at.
    TooManyParts,
    /// It holds an archive inside an archive, or nests otherwise too deep.
    TooDeep,
    /// It breaks the rules of its format.
    Damaged,
    /// Its format, or one inside it, is not known.
    Unsupported,
}

/// A document property.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Property {
    /// Its name: one that Office shows (`Title`, `Author`, `Company`, …), or as the document spells it.
    pub name: String,
    /// Its value, at most [`MAX_VALUE`] characters.
    pub value: String,
}

/// What is in an attachment. Never fails: what cannot be read is said in the answer.
pub fn inspect(name: &str, media_type: &str, bytes: &[u8]) -> Inspection {
    let mut findings = Findings::default();
    let file = File { name, media_type, bytes };
    let kind = if bytes.len() > MAX_INPUT {
        findings.miss(Unread::TooLarge);
        file.kind()
    } else {
        file.read(&mut findings, 0)
    };
    findings.conclude(kind)
}

/// A file as it came: attached, or inside another.
#[derive(Clone, Copy)]
struct File<'a> {
    name: &'a str,
    media_type: &'a str,
    bytes: &'a [u8],
}

impl File<'_> {
    fn kind(self) -> FileKind {
        kind::of(self.name, self.media_type, self.bytes)
    }

    /// Reads it into `findings`. `depth` counts the files around it.
    fn read(self, findings: &mut Findings, depth: usize) -> FileKind {
        let kind = self.kind();
        findings.executable |= kind == FileKind::Executable || self.bytes.starts_with(b"#!");
        match kind {
            FileKind::Text | FileKind::Csv | FileKind::Html | FileKind::Message => {
                let text = text::decode(findings, self.bytes);
                match kind {
                    FileKind::Csv => csv::read(findings, &text),
                    FileKind::Html => html::read(findings, &text),
                    _ => findings.text(&text),
                }
                // Parts in base64 stay as they are.
                if kind == FileKind::Message {
                    findings.miss(Unread::Unsupported);
                }
            }
            FileKind::Pdf => pdf::read(findings, self.bytes, depth),
            FileKind::Zip => return archive::read(findings, self.bytes, depth),
            FileKind::LegacyOffice => return ole::read(findings, self.bytes),
            FileKind::Image => {
                image::read(findings, self.bytes);
                findings.miss(Unread::Unsupported);
            }
            FileKind::Archive => {
                findings.encrypted |= archive::is_encrypted_7z(self.bytes);
                findings.miss(if findings.encrypted { Unread::Encrypted } else { Unread::Unsupported });
            }
            _ => findings.miss(Unread::Unsupported),
        }
        kind
    }
}
