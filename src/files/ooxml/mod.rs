//! Office Open XML (ECMA-376): a label stands in the properties of the package; marks, in the parts that pages are made of.

mod excel;
mod header_codes;
mod label_info;
mod package;
mod powerpoint;
mod properties;
mod relationships;
mod sections;
mod text_box;
mod watermark;
mod word;

pub(super) use package::CONTENT_TYPES;

use super::zip::Archive;
use super::{FileLabel, Left, Marks, Patch};
use package::Package;
use properties::Custom;

/// What was made visible.
#[derive(Default)]
struct Made {
    /// `ContentBits`
    bits: u8,
    /// How to find it again, where the document has no place for a name.
    record: Option<String>,
}

/// Labels a document. Marks that cannot be put in without doubt are left out, and the label says so.
pub(super) fn label(archive: Archive<'_>, label: &FileLabel, marks: &Marks) -> Result<Patch, Left> {
    let mut package = Package::open(archive)?;
    let custom = Custom::read(&package)?;
    let main = package.main().to_owned();
    let content_type = package.content_type(&main)?.unwrap_or_default().to_ascii_lowercase();
    let is = |names: [&str; 2]| content_type.ends_with("+xml") && names.iter().any(|name| content_type.contains(name));
    let record = custom.get(excel::RECORD).map(str::to_owned);
    let made = if is(["wordprocessingml", "ms-word"]) {
        word::mark(&mut package, &main, marks)
    } else if is(["spreadsheetml", "ms-excel"]) {
        excel::mark(&mut package, &main, marks, record.as_deref())
    } else if is(["presentationml", "ms-powerpoint"]) {
        powerpoint::mark(&mut package, &main, marks)
    } else {
        Ok(Made::default())
    };
    let made = made.unwrap_or_else(|_| {
        package.forget();
        Made { bits: 0, record }
    });
    custom.write(&mut package, label, &label.pairs(made.bits), made.record.as_deref())?;
    label_info::write(&mut package, label, made.bits)?;
    package.finish()
}

/// `#rrggbb` as six digits; anything else is black.
fn digits(color: &str) -> String {
    let digits = color.strip_prefix('#').filter(|digits| digits.len() == 6);
    let digits = digits.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
    digits.unwrap_or("000000").to_ascii_uppercase()
}

/// The lines of a text that have something in them.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// A text in one line.
fn one_line(text: &str) -> String {
    lines(text).collect::<Vec<_>>().join(" ")
}

/// How wide a line is, in its own height: letters of common fonts, near enough to fill a page with.
fn ems(line: &str) -> f64 {
    let width = |c: char| match c {
        'i' | 'j' | 'l' | 'I' | ' ' | '.' | ',' | ':' | '\'' | '|' => 28,
        'm' | 'w' | 'M' | 'W' | '@' => 85,
        c if u32::from(c) >= 0x2e80 => 100,
        c if c.is_uppercase() => 66,
        _ => 54,
    };
    f64::from(line.chars().take(super::msip::MAX_LENGTH).map(width).sum::<u32>()) / 100.0
}
