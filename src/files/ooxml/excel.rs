//! Marks in Excel workbooks: lines in the headers and footers of every sheet that prints.

use super::header_codes::{Codes, Lines};
use super::package::Package;
use super::{Made, digits, lines, one_line};
use crate::bundle::Alignment;
use crate::files::xml::{Document, Edits, escaped};
use crate::files::{BIT_FOOTER, BIT_HEADER, BIT_WATERMARK, Left, Marks};
use std::collections::BTreeSet;

/// The property that remembers which lines are ours.
pub(super) const RECORD: &str = "ZegelMarks";

const SPACES: [&str; 2] =
    ["http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"];
/// Points of a watermark that does not say how large it is.
const LARGE: u8 = 48;
/// Octets of a header or footer that is looked at.
const MAX_TEXT: usize = 10_000;
/// Characters of a property.
const MAX_RECORD: usize = 255;

/// What stands before the header and footer of a sheet.
const BEFORE: [&str; 23] = [
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
];

/// The texts of a sheet, in their order, with the attribute that has pages of their own show them.
const TEXTS: [(&str, char, Option<&str>); 6] = [
    ("oddHeader", 'H', None),
    ("oddFooter", 'F', None),
    ("evenHeader", 'H', Some("differentOddEven")),
    ("evenFooter", 'F', Some("differentOddEven")),
    ("firstHeader", 'H', Some("differentFirst")),
    ("firstFooter", 'F', Some("differentFirst")),
];

/// A sheet and its texts.
struct Sheet {
    part: String,
    document: Document,
    /// The element that holds them.
    element: Option<usize>,
    texts: Vec<Text>,
}

struct Text {
    name: &'static str,
    place: char,
    /// Whether some pages show it.
    in_use: bool,
    /// The element.
    old: Option<usize>,
    codes: Codes,
    changed: bool,
}

/// Puts marks in the place of earlier ones. A mark that does not fit into every sheet is put into none.
pub(super) fn mark(package: &mut Package<'_>, main: &str, marks: &Marks, record: Option<&str>) -> Result<Made, Left> {
    let wanted = wanted(marks);
    // A longer one is not of ours.
    let record = record.filter(|record| record.len() <= MAX_RECORD);
    if wanted.is_empty() && record.is_none() {
        return Ok(Made::default());
    }
    let mut parts = BTreeSet::new();
    for one in package.relationships(main)? {
        if one.is("worksheet") || one.is("chartsheet") {
            parts.insert(one.target.ok_or(Left::Damaged)?);
        }
    }
    let sheets = parts.into_iter().map(|part| Sheet::read(package, part, record));
    let mut sheets = sheets.collect::<Result<Vec<Sheet>, Left>>()?;
    let mut made = Made::default();
    let mut records: Vec<String> = Vec::new();
    for (bit, place, lines) in wanted {
        let more = lines.record(place);
        let length: usize = records.iter().chain(&more).map(|one| one.len() + 1).sum();
        if length <= MAX_RECORD && sheets.iter().all(|sheet| sheet.has_room(place, &lines)) {
            for sheet in &mut sheets {
                sheet.add(place, &lines);
            }
            made.bits |= bit;
            records.extend(more);
        }
    }
    made.record = Some(records.join(" ")).filter(|record| !record.is_empty());
    for sheet in sheets {
        sheet.write(package)?;
    }
    Ok(made)
}

fn wanted(marks: &Marks) -> Vec<(u8, char, Lines)> {
    let mark = |mark: &crate::files::Mark| Lines::new(lines(&mark.text), mark.alignment, mark.size, &mark.color);
    let header = marks.header.iter().map(|one| (BIT_HEADER, 'H', mark(one)));
    let footer = marks.footer.iter().map(|one| (BIT_FOOTER, 'F', mark(one)));
    let watermark = marks.watermark.iter().map(|one| {
        let text = one_line(&one.text);
        let lines =
            Lines::new([text.as_str()].into_iter(), Alignment::Center, one.size.unwrap_or(LARGE), &pale(&one.color));
        (BIT_WATERMARK, 'H', lines)
    });
    header.chain(footer).chain(watermark).collect()
}

/// A colour half way to white, as there is no letting through.
fn pale(color: &str) -> String {
    let number = u32::from_str_radix(&digits(color), 16).unwrap_or(0);
    format!("#{:06x}", ((number >> 1) & 0x7f_7f7f) + 0x80_8080)
}

impl Sheet {
    fn read(package: &Package<'_>, part: String, record: Option<&str>) -> Result<Self, Left> {
        let document = package.document(&part, &|depth, name| {
            depth == 2 || (depth == 3 && TEXTS.iter().any(|(known, _, _)| *known == name))
        })?;
        let root = document.elements().first().ok_or(Left::Damaged)?;
        if !SPACES.contains(&root.space.as_str()) || !matches!(root.name.as_str(), "worksheet" | "chartsheet") {
            return Err(Left::Damaged);
        }
        let element = document.child(0, "headerFooter");
        let mut texts = Vec::new();
        for (name, place, attribute) in TEXTS {
            let (mut old, mut in_use) = (None, attribute.is_none());
            if let Some(element) = element {
                old = document.child(element, name);
                let value = attribute.map(|name| document.attribute(element, name)).transpose()?.flatten();
                in_use |= value.is_some_and(|value| matches!(value.trim(), "1" | "true"));
            }
            let text = old.map(|old| document.characters(old)).transpose()?.unwrap_or_default();
            if text.len() > MAX_TEXT {
                return Err(Left::Damaged);
            }
            let mut codes = Codes::read(&text);
            let changed = record.is_some_and(|record| codes.remove(record, place));
            texts.push(Text { name, place, in_use, old, codes, changed });
        }
        Ok(Self { part, document, element, texts })
    }

    fn has_room(&self, place: char, lines: &Lines) -> bool {
        self.texts.iter().filter(|text| text.place == place && text.in_use).all(|text| {
            let mut codes = text.codes.clone();
            codes.add(lines);
            codes.fits()
        })
    }

    fn add(&mut self, place: char, lines: &Lines) {
        for text in self.texts.iter_mut().filter(|text| text.place == place && text.in_use) {
            text.codes.add(lines);
            text.changed = true;
        }
    }

    fn write(self, package: &mut Package<'_>) -> Result<(), Left> {
        if !self.texts.iter().any(|text| text.changed) {
            return Ok(());
        }
        let (document, mut edits) = (&self.document, Edits::default());
        let prefix = document.prefix(0);
        let texts: String = self.texts.iter().map(|text| text.source(document, prefix)).collect();
        match self.element {
            // Where nothing but ours was in it, it goes.
            Some(element) if texts.is_empty() && !document.start_tag(element).contains('=') => {
                edits.replace(document, element, String::new());
            }
            Some(element) => {
                let tag = document.start_tag(element);
                let open = tag.strip_suffix('>').unwrap_or(tag).trim_end_matches('/').trim_end();
                let name = [document.prefix(element), "headerFooter>"].concat();
                edits.replace(document, element, [open, ">", &texts, "</", &name].concat());
            }
            None => {
                let known = document.children(0).filter(|(_, element)| BEFORE.contains(&element.name.as_str()));
                let (last, _) = known.last().ok_or(Left::Damaged)?;
                let name = [prefix, "headerFooter>"].concat();
                edits.after(document, last, ["<", &name, &texts, "</", &name].concat());
            }
        }
        package.edit(&self.part, document, edits)
    }
}

impl Text {
    /// Its element, as it was if nothing changed; none for an empty text.
    fn source(&self, document: &Document, prefix: &str) -> String {
        let text = self.codes.text();
        match self.old {
            Some(old) if !self.changed => document.source(old).to_owned(),
            _ if text.is_empty() => String::new(),
            _ => {
                let name = [prefix, self.name].concat();
                ["<", &name, ">", &escaped(&text), "</", &name, ">"].concat()
            }
        }
    }
}
