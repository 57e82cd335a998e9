//! The text of PDF (ISO 32000-2).
//!
//! The `lopdf` crate was measured at 423 KB compressed and reads a whole document into memory; this reads what shows
//! text, within bounds.

mod cmap;
mod content;
mod document;
mod filter;
mod font;
mod glyph;
mod guess;
mod object;
mod place;

use super::archive::read_inner;
use super::findings::Findings;
use super::text::utf16;
use super::{MAX_PARTS, Unread, xmp};
use content::Reader;
use document::Document;
use object::{Dictionary, Object};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Pages above a page that may have its resources.
const MAX_PARENTS: usize = 32;
/// Notes and form fields of one page.
const MAX_NOTES: usize = 2000;

/// Reads the text of every page with its notes and form fields, the properties, and attached files.
pub(super) fn read(findings: &mut Findings, bytes: &[u8], depth: usize) {
    let mut unpacked = Vec::new();
    let document = Document::open(findings, bytes, &mut unpacked);
    if document.is_encrypted {
        findings.encrypted = true;
        findings.miss(Unread::Encrypted);
        return;
    }
    for number in &document.information {
        properties(findings, &document, *number);
    }
    metadata(findings, &document);
    pages(findings, &document);
    for number in document.attached.iter().take(MAX_PARTS) {
        attached(findings, &document, *number, depth);
    }
    if document.is_exhausted() {
        findings.miss(Unread::TooLarge);
    }
}

fn properties(findings: &mut Findings, document: &Document<'_>, number: u32) {
    let Some(information) = document.dictionary(Some(&Object::Reference(number))) else { return };
    for (key, value) in &information.0 {
        let Object::Text(value) = document.resolved(value) else { continue };
        findings.property(&String::from_utf8_lossy(key), &string(&value));
    }
}

/// Reads the XMP packet of the document; those of pictures in it speak of these alone.
fn metadata(findings: &mut Findings, document: &Document<'_>) {
    let root = document.root.map(Object::Reference);
    let Some(root) = document.dictionary(root.as_ref()) else { return };
    let Some(Object::Reference(number)) = root.get(b"Metadata") else { return };
    let Some(stream) = document.stream(*number) else { return };
    if let Some(packet) = filter::decode(findings, document, &stream.dictionary, stream.raw) {
        xmp::read(findings, &packet);
    }
}

fn pages(findings: &mut Findings, document: &Document<'_>) {
    let numbers: BTreeSet<u32> = document.pages.iter().copied().collect();
    if numbers.is_empty() {
        findings.miss(Unread::Damaged);
    }
    let mut reader = Reader::new(findings, document);
    let mut read = BTreeSet::new();
    for number in document.pages.iter().filter(|number| read.insert(**number)) {
        if reader.findings.is_full() {
            return;
        }
        let before = reader.findings.length();
        reader.has_pictures = false;
        page(&mut reader, document, *number);
        // A scanned page is a picture of text.
        if reader.has_pictures && reader.findings.text_since(before).trim().is_empty() {
            reader.findings.miss(Unread::Unsupported);
        }
    }
    if reader.has_unknown() {
        findings.miss(Unread::Unsupported);
    }
}

fn page<'a>(reader: &mut Reader<'a, '_>, document: &Document<'a>, number: u32) {
    let Some(page) = document.dictionary(Some(&Object::Reference(number))) else { return };
    let streams = match page.get(b"Contents").map(|contents| (contents, document.resolved(contents))) {
        Some((_, Object::Array(streams))) => streams,
        Some((contents, _)) => vec![contents.clone()],
        None => Vec::new(),
    };
    // An operator may begin in one stream and end in the next.
    let mut content = Vec::new();
    for stream in streams {
        let Object::Reference(number) = stream else { continue };
        let Some(stream) = document.stream(number) else { continue };
        if let Some(bytes) = filter::decode(reader.findings, document, &stream.dictionary, stream.raw) {
            content.extend_from_slice(&bytes);
            content.push(b'\n');
        }
        if reader.findings.allowance(0) == 0 {
            break;
        }
    }
    reader.findings.part('\n');
    let resources = inherited(document, &page, b"Resources").unwrap_or_default();
    reader.content(&content, resources);
    notes(reader, document, &page);
}

/// A dictionary of a page, or of the pages above it.
fn inherited<'a>(document: &Document<'a>, page: &Dictionary<'a>, key: &[u8]) -> Option<Dictionary<'a>> {
    let mut node = Cow::Borrowed(page);
    for _ in 0..MAX_PARENTS {
        if let Some(found) = document.dictionary(node.get(key)) {
            return Some(found);
        }
        node = Cow::Owned(document.dictionary(node.get(b"Parent"))?);
    }
    None
}

/// Adds what notes say and form fields hold, else what they look like.
fn notes<'a>(reader: &mut Reader<'a, '_>, document: &Document<'a>, page: &Dictionary<'a>) {
    let Some(Object::Array(notes)) = page.get(b"Annots").map(|notes| document.resolved(notes)) else { return };
    for note in notes.iter().take(MAX_NOTES) {
        let Some(note) = document.dictionary(Some(note)) else { continue };
        let parent = document.dictionary(note.get(b"Parent")).unwrap_or_default();
        let before = reader.findings.length();
        for value in [note.get(b"Contents"), note.get(b"V"), parent.get(b"V")].into_iter().flatten() {
            if let Object::Text(value) = document.resolved(value) {
                reader.findings.apart(&string(&value));
            }
        }
        let appearance = document.dictionary(note.get(b"AP")).unwrap_or_default();
        if let Some(Object::Reference(number)) = appearance.get(b"N")
            && reader.findings.length() == before
        {
            reader.findings.part('\n');
            reader.form(*number);
        }
    }
}

fn attached(findings: &mut Findings, document: &Document<'_>, number: u32, depth: usize) {
    let Some(file) = document.dictionary(Some(&Object::Reference(number))) else { return };
    let name = [file.get(b"UF"), file.get(b"F")].into_iter().flatten().map(|name| document.resolved(name)).next();
    let name = name.as_ref().and_then(Object::text).map(string).unwrap_or_default();
    let streams = document.dictionary(file.get(b"EF")).unwrap_or_default();
    let Some(Object::Reference(number)) = streams.get(b"F").or_else(|| streams.get(b"UF")) else { return };
    let Some(stream) = document.stream(*number).filter(|_| findings.take_part()) else { return };
    findings.name(&name);
    match filter::decode(findings, document, &stream.dictionary, stream.raw) {
        Some(bytes) => read_inner(findings, &name, &bytes, depth),
        None => findings.miss(Unread::Unsupported),
    }
}

/// A text string (ISO 32000-2, 7.9.2.2): UTF-16 or UTF-8 with a mark, else the encoding of PDF, which is nearly Latin.
fn string(bytes: &[u8]) -> String {
    const HIGH: &str = "•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž";
    if bytes.starts_with(b"\xfe\xff") || bytes.starts_with(b"\xff\xfe") {
        return utf16(bytes);
    }
    if let Some(utf8) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return String::from_utf8_lossy(utf8).into_owned();
    }
    let character = |byte: &u8| match byte {
        0x80..=0x9e => HIGH.chars().nth(usize::from(byte - 0x80)).unwrap_or(' '),
        0xa0 => '€',
        _ => char::from(*byte),
    };
    bytes.iter().map(character).collect()
}
