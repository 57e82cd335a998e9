//! Where the objects are: cross-reference tables and streams (ISO 32000-2, 7.5.4, 7.5.8), each leading to the one
//! before it. Rows of tables are read when they are asked for, as most never are.

use super::document::{Document, Object};
use super::lexer::{Dict, Lexer, array, count, is_space};
use crate::files::Left;
use std::collections::BTreeSet;

/// Tables that lead to one another.
const MAX_SECTIONS: usize = 1024;
/// Stretches of numbers that tables are made of.
const MAX_RANGES: usize = 1 << 16;
/// Numbers are below this (ISO 32000-1, annex C).
pub(super) const MAX_NUMBER: usize = 8_388_607;
/// Octets of a row of a table.
const ROW: usize = 20;
/// Octets at the end among which the end mark stands.
const TAIL: usize = 1024;

/// All tables, the newest first.
#[derive(Default)]
pub(super) struct Xref {
    sections: Vec<Section>,
    /// The newest trailer.
    pub(super) trailer: Vec<u8>,
    /// Where the newest table stands.
    pub(super) start: usize,
    /// Whether it is a stream.
    pub(super) is_stream: bool,
    /// A number that no object has, nor any above it.
    pub(super) unused: usize,
}

/// What a table says about a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    /// No object.
    Free,
    /// It stands at a place in the file, with a generation.
    At(usize, u16),
    /// It stands in an object stream, so many objects behind the first.
    Inside(u32, usize),
}

/// A stretch of numbers.
struct Range {
    first: usize,
    length: usize,
    /// Where its rows start: in the file, or in the octets of the stream.
    at: usize,
}

struct Section {
    ranges: Vec<Range>,
    /// The widths of the fields of a row and the octets of all rows, if it is a stream.
    stream: Option<([usize; 3], Vec<u8>)>,
    /// Whether it adds to the table before it in the list.
    is_hidden: bool,
}

impl Xref {
    /// Follows the tables from the end of the file to its first state.
    pub(super) fn read(document: &Document<'_>) -> Result<Self, Left> {
        let mut xref = Self { start: start(document)?, ..Self::default() };
        let mut seen = BTreeSet::new();
        let mut next = Some(xref.start);
        while let Some(at) = next {
            if !seen.insert(at) {
                return Err(Left::Damaged);
            }
            let (section, trailer) = section(document, at)?;
            let dict = Dict::parse(&trailer)?;
            if dict.get("Encrypt").is_some_and(|encrypt| encrypt != b"null") {
                return Err(Left::Encrypted);
            }
            let size = dict.get("Size").and_then(count).ok_or(Left::Damaged)?;
            xref.unused = xref.unused.max(size);
            let is_stream = section.stream.is_some();
            xref.push(section)?;
            // Objects that only readers of cross-reference streams are to see.
            if let Some(hidden) = dict.get("XRefStm").filter(|_| !is_stream) {
                let hidden = count(hidden).filter(|hidden| seen.insert(*hidden)).ok_or(Left::Damaged)?;
                let (section, _) = self::stream(document, &document.object_at(hidden)?)?;
                xref.push(Section { is_hidden: true, ..section })?;
            }
            next = dict.get("Prev").map(|previous| count(previous).ok_or(Left::Damaged)).transpose()?;
            if xref.trailer.is_empty() {
                (xref.trailer, xref.is_stream) = (trailer, is_stream);
            }
        }
        if xref.unused == 0 || xref.unused > MAX_NUMBER { Err(Left::Damaged) } else { Ok(xref) }
    }

    fn push(&mut self, section: Section) -> Result<(), Left> {
        for range in &section.ranges {
            self.unused = self.unused.max(range.first.saturating_add(range.length));
        }
        self.sections.push(section);
        let ranges: usize = self.sections.iter().map(|section| section.ranges.len()).sum();
        if self.sections.len() > MAX_SECTIONS || ranges > MAX_RANGES { Err(Left::TooLarge) } else { Ok(()) }
    }

    /// What the newest table that knows a number says about it.
    pub(super) fn find(&self, document: &Document<'_>, number: u32) -> Result<Option<Entry>, Left> {
        let number = usize::try_from(number).map_err(|_| Left::Damaged)?;
        if self.sections.is_empty() {
            return Err(Left::Damaged);
        }
        // Free in a table: the stream that adds to it may still know it, but no older table.
        let mut is_free = false;
        for section in &self.sections {
            document.spend(section.ranges.len())?;
            if is_free && !section.is_hidden {
                break;
            }
            match section.row(document, number)? {
                None => {}
                Some(Entry::Free) if section.stream.is_none() => is_free = true,
                Some(entry) => return Ok(Some(entry)),
            }
        }
        Ok(is_free.then_some(Entry::Free))
    }
}

impl Section {
    fn row(&self, document: &Document<'_>, number: usize) -> Result<Option<Entry>, Left> {
        let offset = |range: &Range| number.checked_sub(range.first).filter(|offset| *offset < range.length);
        let found = self.ranges.iter().find_map(|range| Some((range.at, offset(range)?)));
        let Some((at, index)) = found else { return Ok(None) };
        let entry = match &self.stream {
            None => table_row(&document.window().exactly(at + index * ROW, ROW)?)?,
            Some((widths, rows)) => {
                let width: usize = widths.iter().sum();
                let start = at + index * width;
                stream_row(rows.get(start..start + width).ok_or(Left::Damaged)?, widths)?
            }
        };
        Ok(Some(entry))
    }
}

/// Where the newest table stands: after the last `startxref`, before the last `%%EOF`.
fn start(document: &Document<'_>) -> Result<usize, Left> {
    let size = document.window().size();
    let tail = document.window().read(size.saturating_sub(TAIL), TAIL);
    let last = |mark: &[u8], end: usize| {
        let before = tail.get(..end).unwrap_or_default();
        before.windows(mark.len()).rposition(|found| found == mark).ok_or(Left::Damaged)
    };
    let end = last(b"%%EOF", tail.len())?;
    let start = last(b"startxref", end)?;
    let mut lexer = Lexer::new(tail.get(..end).unwrap_or_default(), start, false);
    lexer.keyword(b"startxref")?;
    let found = lexer.count()?;
    lexer.skip_space();
    if lexer.at == end { Ok(found) } else { Err(Left::Damaged) }
}

/// The table or stream at a place, and its trailer.
fn section(document: &Document<'_>, at: usize) -> Result<(Section, Vec<u8>), Left> {
    if document.window().read(at, 4) == b"xref" {
        table(document, at + 4)
    } else {
        stream(document, &document.object_at(at)?)
    }
}

fn table(document: &Document<'_>, mut at: usize) -> Result<(Section, Vec<u8>), Left> {
    let mut ranges = Vec::new();
    loop {
        let head = document.window().read(at, 64);
        document.spend(head.len())?;
        let mut lexer = Lexer::new(&head, 0, true);
        lexer.skip_space();
        if !lexer.peek()?.is_ascii_digit() {
            lexer.keyword(b"trailer")?;
            at += lexer.at;
            break;
        }
        let (first, length) = (lexer.count()?, lexer.count()?);
        lexer.skip_space();
        at += lexer.at;
        let end = length.checked_mul(ROW).and_then(|octets| at.checked_add(octets)).ok_or(Left::Damaged)?;
        if ranges.len() >= MAX_RANGES || end > document.window().size() {
            return Err(Left::Damaged);
        }
        // Rows of another width would show at the end, if not at once.
        if length > 0 {
            table_row(&document.window().exactly(at, ROW)?)?;
            table_row(&document.window().exactly(end - ROW, ROW)?)?;
        }
        ranges.push(Range { first, length, at });
        at = end;
    }
    let trailer = document.looked_at(at, |lexer, _| Ok(lexer.value()?.to_vec()))?;
    Ok((Section { ranges, stream: None, is_hidden: false }, trailer))
}

/// `0000000016 00000 n`
fn table_row(row: &[u8]) -> Result<Entry, Left> {
    let part = |start: usize, end: usize| row.get(start..end).filter(|part| part.iter().all(u8::is_ascii_digit));
    let at = part(0, 10).and_then(count).ok_or(Left::Damaged)?;
    let generation = part(11, 16).and_then(count).ok_or(Left::Damaged)?;
    let is_even = row.get(10) == Some(&b' ') && row.get(16) == Some(&b' ');
    let has_end = row.get(18..).is_some_and(|end| end.iter().all(|byte| is_space(*byte)));
    match (row.get(17), u16::try_from(generation)) {
        (Some(b'n'), Ok(generation)) if is_even && has_end => Ok(Entry::At(at, generation)),
        (Some(b'f'), Ok(_)) if is_even && has_end => Ok(Entry::Free),
        _ => Err(Left::Damaged),
    }
}

fn stream(document: &Document<'_>, object: &Object) -> Result<(Section, Vec<u8>), Left> {
    let dict = object.dict()?;
    let list = |name: &str| -> Result<Option<Vec<usize>>, Left> {
        let Some(list) = dict.get(name) else { return Ok(None) };
        array(list)?.into_iter().map(|item| count(item).ok_or(Left::Damaged)).collect::<Result<_, _>>().map(Some)
    };
    let widths = list("W")?.and_then(|widths| <[usize; 3]>::try_from(widths).ok());
    let widths = widths.filter(|widths| widths.iter().all(|width| *width <= 8)).ok_or(Left::Damaged)?;
    let width: usize = widths.iter().sum();
    let size = dict.get("Size").and_then(count).ok_or(Left::Damaged)?;
    let index = list("Index")?.unwrap_or_else(|| vec![0, size]);
    if !dict.says("Type", "XRef") || width == 0 || index.len() % 2 != 0 || index.len() > 2 * MAX_RANGES {
        return Err(Left::Damaged);
    }
    let rows = document.stream(object)?.ok_or(Left::Unsupported)?;
    let mut ranges = Vec::new();
    let mut at = 0_usize;
    for pair in index.chunks(2) {
        let [first, length] = *pair else { return Err(Left::Damaged) };
        ranges.push(Range { first, length, at });
        at = length.checked_mul(width).and_then(|octets| at.checked_add(octets)).ok_or(Left::Damaged)?;
    }
    if at != rows.len() {
        return Err(Left::Damaged);
    }
    Ok((Section { ranges, stream: Some((widths, rows)), is_hidden: false }, object.value.clone()))
}

fn stream_row(row: &[u8], widths: &[usize; 3]) -> Result<Entry, Left> {
    let mut rest = row;
    let mut next = |width: &usize| {
        let (field, after) = rest.split_at_checked(*width).unwrap_or_default();
        rest = after;
        field.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte))
    };
    let [kind, second, third] = [0, 1, 2].map(|field: usize| next(widths.get(field).unwrap_or(&0)));
    // Without a field for it, each object is of the ordinary kind.
    let kind = if widths.first() == Some(&0) { 1 } else { kind };
    let entry = match kind {
        0 => Some(Entry::Free),
        1 => usize::try_from(second).ok().zip(u16::try_from(third).ok()).map(|(at, third)| Entry::At(at, third)),
        2 => {
            u32::try_from(second).ok().zip(usize::try_from(third).ok()).map(|(into, third)| Entry::Inside(into, third))
        }
        _ => None,
    };
    entry.ok_or(Left::Damaged)
}
