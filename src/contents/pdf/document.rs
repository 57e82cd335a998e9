//! Where the objects of a PDF are.
//!
//! Its cross-reference tables are not believed: all bytes are gone through once and the last object of a number counts.
//! That reads damaged files like whole ones, and there is no chain of tables that could lead in a circle.

use super::super::bytes::{find, stands_at};
use super::super::findings::Findings;
use super::super::{MAX_OBJECTS, Unread};
use super::filter;
use super::object::{Dictionary, Lexer, Object, decimal, is_space};
use std::cell::Cell;
use std::collections::BTreeMap;

/// Octets that are parsed when objects are looked up, all together: they may be looked up often.
const MAX_LOOKUPS: usize = 16 * 1024 * 1024;
/// References that lead to a reference.
const MAX_HOPS: usize = 8;

pub(super) struct Document<'a> {
    bytes: &'a [u8],
    /// The octets of all object streams, one stream after another.
    unpacked: &'a [u8],
    places: BTreeMap<u32, Place>,
    lookups: Cell<usize>,
    /// Objects that say they are a page, in the order of the file.
    pub(super) pages: Vec<u32>,
    /// Objects that name an attached file.
    pub(super) attached: Vec<u32>,
    /// Information about the document, and about earlier states of it.
    pub(super) information: Vec<u32>,
    /// The catalog, as the last trailer has it.
    pub(super) root: Option<u32>,
    pub(super) is_encrypted: bool,
}

/// Where an object stands.
#[derive(Clone, Copy)]
struct Place {
    at: usize,
    is_unpacked: bool,
    /// Where the file has it or its object stream; a later one counts.
    order: usize,
    /// Start and end of its octets, if it is a stream.
    stream: Option<(usize, usize)>,
}

/// A stream: its dictionary, and its octets as they stand in the file.
pub(super) struct Stream<'a> {
    pub(super) dictionary: Dictionary<'a>,
    pub(super) raw: &'a [u8],
}

impl<'a> Document<'a> {
    /// Finds all objects. `unpacked` keeps what object streams hold.
    pub(super) fn open(findings: &mut Findings, bytes: &'a [u8], unpacked: &'a mut Vec<u8>) -> Self {
        let mut document = Self {
            bytes,
            unpacked: &[],
            places: BTreeMap::new(),
            lookups: Cell::new(MAX_LOOKUPS),
            pages: Vec::new(),
            attached: Vec::new(),
            information: Vec::new(),
            root: None,
            is_encrypted: false,
        };
        let object_streams = document.scan(findings);
        if document.is_encrypted {
            return document;
        }
        let mut found = Vec::new();
        for (order, stream) in &object_streams {
            if let Some(octets) = filter::decode(findings, &document, &stream.dictionary, stream.raw) {
                found.extend(
                    listed(&stream.dictionary, &octets, unpacked.len())
                        .into_iter()
                        .map(|(number, at)| (number, at, *order)),
                );
                unpacked.extend_from_slice(&octets);
            }
        }
        document.unpacked = unpacked;
        for (number, at, order) in found {
            let object = Lexer::new(document.unpacked, at).object();
            document.enter(findings, number, object.as_ref(), Place { at, is_unpacked: true, order, stream: None });
        }
        document
    }

    /// What a reference leads to; any other object is that itself.
    pub(super) fn resolved(&self, object: &Object<'a>) -> Object<'a> {
        let mut found = None;
        for _ in 0..MAX_HOPS {
            let Object::Reference(number) = found.as_ref().unwrap_or(object) else { break };
            found = Some(self.lookup(*number).unwrap_or(Object::Word(b"null")));
        }
        found.unwrap_or_else(|| object.clone())
    }

    /// The value of a key, resolved, if it is a dictionary; that of a stream, if it is one.
    pub(super) fn dictionary(&self, object: Option<&Object<'a>>) -> Option<Dictionary<'a>> {
        if let Object::Dictionary(found) = self.resolved(object?) { Some(found) } else { None }
    }

    /// The stream of a number.
    pub(super) fn stream(&self, number: u32) -> Option<Stream<'a>> {
        let (start, end) = self.places.get(&number)?.stream?;
        let Object::Dictionary(dictionary) = self.lookup(number)? else { return None };
        Some(Stream { dictionary, raw: self.bytes.get(start..end)? })
    }

    /// Whether so much was looked up that the rest was not.
    pub(super) fn is_exhausted(&self) -> bool {
        self.lookups.get() == 0
    }

    fn lookup(&self, number: u32) -> Option<Object<'a>> {
        let place = self.places.get(&number).filter(|_| !self.is_exhausted())?;
        let mut lexer = Lexer::new(if place.is_unpacked { self.unpacked } else { self.bytes }, place.at);
        let object = lexer.object();
        self.lookups.set(self.lookups.get().saturating_sub(lexer.at - place.at + 64));
        object
    }

    /// Goes through the file and gives the object streams.
    fn scan(&mut self, findings: &mut Findings) -> Vec<(usize, Stream<'a>)> {
        let mut object_streams = Vec::new();
        // Whether an end of a stream was looked for in vain. It would be in vain again.
        let mut is_endless = false;
        let mut at = 0;
        while let Some(byte) = self.bytes.get(at) {
            if *byte == b't' && stands_at(self.bytes, at, b"trailer") {
                let mut lexer = Lexer::new(self.bytes, at + 7);
                if let Some(Object::Dictionary(trailer)) = lexer.object() {
                    self.trailer(&trailer);
                }
                at = lexer.at;
            } else if *byte == b'o'
                && stands_at(self.bytes, at, b"obj")
                && let Some(number) = number_before(self.bytes, at)
            {
                let mut lexer = Lexer::new(self.bytes, at + 3);
                let object = lexer.object();
                let mut place = Place { at: at + 3, is_unpacked: false, order: at, stream: None };
                at = lexer.at;
                if let Some(Object::Dictionary(dictionary)) = &object
                    && let Some(start) = self.stream_start(lexer)
                {
                    let end = self.stream_end(start, dictionary, &mut is_endless);
                    place.stream = Some((start, end));
                    at = end;
                    let raw = self.bytes.get(start..end).unwrap_or(&[]);
                    if dictionary.has_name(b"Type", b"XRef") {
                        self.trailer(dictionary);
                        continue;
                    }
                    if dictionary.has_name(b"Type", b"ObjStm") && object_streams.len() < MAX_OBJECTS {
                        object_streams.push((place.order, Stream { dictionary: dictionary.clone(), raw }));
                    }
                }
                self.enter(findings, number, object.as_ref(), place);
            } else {
                at += 1;
            }
        }
        if is_endless {
            findings.miss(Unread::Damaged);
        }
        object_streams
    }

    fn trailer(&mut self, trailer: &Dictionary<'a>) {
        self.is_encrypted |= matches!(trailer.get(b"Encrypt"), Some(Object::Dictionary(_) | Object::Reference(_)));
        if let Some(Object::Reference(number)) = trailer.get(b"Root") {
            self.root = Some(*number);
        }
        if let Some(Object::Reference(number)) = trailer.get(b"Info")
            && !self.information.contains(number)
            && self.information.len() < 8
        {
            self.information.push(*number);
        }
    }

    fn enter(&mut self, findings: &mut Findings, number: u32, object: Option<&Object<'a>>, place: Place) {
        if let Some(Object::Dictionary(dictionary)) = object {
            if dictionary.has_name(b"Type", b"StructElem") {
                return;
            }
            if dictionary.has_name(b"Type", b"Page") {
                self.pages.push(number);
            } else if dictionary.get(b"EF").is_some() {
                self.attached.push(number);
            }
        }
        if self.places.len() >= MAX_OBJECTS && !self.places.contains_key(&number) {
            findings.miss(Unread::TooManyParts);
            return;
        }
        let known = self.places.entry(number).or_insert(place);
        if known.order <= place.order {
            *known = place;
        }
    }

    /// Where the octets of a stream start, if one follows a dictionary.
    fn stream_start(&self, mut lexer: Lexer<'a>) -> Option<usize> {
        lexer.skip_space();
        let start = lexer.at + b"stream".len();
        let ends = [&b"\r\n"[..], b"\n", b"\r"];
        let skipped = ends.iter().find(|end| stands_at(self.bytes, start, end)).map_or(0, |end| end.len());
        stands_at(self.bytes, lexer.at, b"stream").then_some(start + skipped)
    }

    /// Where they end: where the dictionary says, if that is true.
    fn stream_end(&self, start: usize, dictionary: &Dictionary<'_>, is_endless: &mut bool) -> usize {
        const END: &[u8] = b"endstream";
        let length = dictionary.get(b"Length").and_then(Object::count).and_then(|length| usize::try_from(length).ok());
        let said = length.and_then(|length| start.checked_add(length));
        let is_true = |end: &usize| (0..3).any(|space| stands_at(self.bytes, end.saturating_add(space), END));
        if let Some(end) = said.filter(is_true) {
            return end;
        }
        let found = if *is_endless { None } else { find(self.bytes, start, END) };
        *is_endless |= found.is_none();
        found.unwrap_or(self.bytes.len())
    }
}

/// The number of an object whose `obj` stands at an offset: `12 0 obj`.
fn number_before(bytes: &[u8], at: usize) -> Option<u32> {
    let head = bytes.get(at.saturating_sub(40)..at)?;
    let trimmed = |head: &[u8]| head.iter().rposition(|byte| !is_space(*byte)).map_or(0, |last| last + 1);
    let digits = |head: &[u8]| head.iter().rposition(|byte| !byte.is_ascii_digit()).map_or(0, |last| last + 1);
    let generation = head.get(..trimmed(head))?;
    let before = generation.get(..digits(generation)).filter(|before| before.len() < generation.len())?;
    let number = before.get(..trimmed(before)).filter(|number| number.len() < before.len())?;
    decimal(number.get(digits(number)..)?)
}

/// The numbers of the objects in an object stream, and where each will stand once its octets follow `base` others.
fn listed(dictionary: &Dictionary<'_>, octets: &[u8], base: usize) -> Vec<(u32, usize)> {
    let first = dictionary.get(b"First").and_then(Object::count).and_then(|first| usize::try_from(first).ok());
    let first = first.filter(|first| *first <= octets.len()).unwrap_or(octets.len());
    let mut numbers = Vec::new();
    let mut lexer = Lexer::new(octets.get(..first).unwrap_or(&[]), 0);
    while let (Some(number), Some(offset)) = (lexer.object(), lexer.object())
        && numbers.len() <= MAX_OBJECTS
    {
        let (Some(number), Some(offset)) = (number.count(), offset.count()) else { break };
        let at = usize::try_from(offset).ok().and_then(|offset| first.checked_add(offset));
        numbers.extend(at.filter(|at| *at < octets.len()).map(|at| (number, base + at)));
    }
    numbers
}
