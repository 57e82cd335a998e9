//! One way through a document: which elements stand where, and which namespaces are in force.

use super::{Document, Element};
use crate::files::Left;
use quick_xml::Reader;
use quick_xml::events::{BytesDecl, BytesStart, Event};
use std::ops::Range;

/// Elements inside one another.
const MAX_DEPTH: usize = 1000;
/// Elements that are noted.
const MAX_ELEMENTS: usize = 200_000;
/// Attributes of an element; documents have some tens.
const MAX_ATTRIBUTES: usize = 500;
/// Names of namespaces that are in force at a place.
const MAX_SPACES: usize = 1000;

/// Goes through a document once.
#[derive(Default)]
pub(super) struct Scan {
    depth: usize,
    /// Elements that are open and noted, with their depths.
    open: Vec<(usize, usize)>,
    /// Namespaces in force: the depth that names them, prefix, namespace.
    spaces: Vec<(usize, String, String)>,
}

impl Scan {
    pub(super) fn run(
        &mut self,
        document: &mut Document,
        text: &str,
        wanted: &dyn Fn(usize, &str) -> bool,
    ) -> Result<(), Left> {
        let mut reader = Reader::from_str(text);
        let mut ended = false;
        loop {
            let start = position(&reader)?;
            let event = reader.read_event().map_err(|_| Left::Damaged)?;
            let end = position(&reader)?;
            match event {
                Event::Start(_) | Event::Empty(_) if ended => return Err(Left::Damaged),
                Event::Start(tag) => self.open(document, &tag, start..end, wanted)?,
                Event::Empty(tag) => {
                    self.open(document, &tag, start..end, wanted)?;
                    self.close(document, end..end);
                    ended = self.depth == 0;
                }
                Event::End(_) => {
                    self.close(document, start..end);
                    ended = self.depth == 0;
                }
                Event::GeneralRef(name) if self.depth == 0 || reference(&name).is_none() => return Err(Left::Damaged),
                Event::Text(text) if self.depth == 0 && !text.trim().is_empty() => return Err(Left::Damaged),
                Event::CData(_) if self.depth == 0 => return Err(Left::Damaged),
                Event::Decl(declaration) => check_declaration(&declaration)?,
                Event::Eof if ended => return Ok(()),
                Event::DocType(_) | Event::Eof => return Err(Left::Damaged),
                _ => {}
            }
        }
    }

    fn open(
        &mut self,
        document: &mut Document,
        tag: &BytesStart<'_>,
        place: Range<usize>,
        wanted: &dyn Fn(usize, &str) -> bool,
    ) -> Result<(), Left> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Left::Damaged);
        }
        if tag.attributes_raw().contains("xmlns") {
            for (key, value) in pairs(tag)? {
                let prefix = if key == "xmlns" { Some("") } else { key.strip_prefix("xmlns:") };
                let Some(prefix) = prefix else { continue };
                if self.depth == 1 {
                    document.names.push((prefix.to_owned(), value.clone()));
                } else {
                    document.renamed.insert(prefix.to_owned());
                }
                self.spaces.push((self.depth, prefix.to_owned(), value));
            }
            if self.spaces.len() > MAX_SPACES {
                return Err(Left::Damaged);
            }
        }
        let name = tag.name().into_inner();
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        if self.depth > 1 && !wanted(self.depth, local) {
            return Ok(());
        }
        if document.elements.len() >= MAX_ELEMENTS {
            return Err(Left::TooLarge);
        }
        let space = self.spaces.iter().rev().find(|(_, known, _)| known == prefix).map(|(_, _, space)| space.clone());
        if space.is_none() && !prefix.is_empty() {
            return Err(Left::Damaged);
        }
        let inside = place.end..place.end;
        let parent = self.open.last().map(|(place, _)| *place);
        self.open.push((document.elements.len(), self.depth));
        let (space, name) = (space.unwrap_or_default(), local.to_owned());
        document.elements.push(Element { space, name, depth: self.depth, parent, whole: place, inside });
        Ok(())
    }

    /// `end`: where the end tag stands.
    fn close(&mut self, document: &mut Document, end: Range<usize>) {
        if let Some((place, _)) = self.open.pop_if(|(_, depth)| *depth == self.depth)
            && let Some(element) = document.elements.get_mut(place)
        {
            element.whole.end = end.end;
            element.inside.end = end.start;
        }
        while self.spaces.pop_if(|(depth, _, _)| *depth == self.depth).is_some() {}
        self.depth = self.depth.saturating_sub(1);
    }
}

fn position(reader: &Reader<&[u8]>) -> Result<usize, Left> {
    usize::try_from(reader.buffer_position()).map_err(|_| Left::TooLarge)
}

fn check_declaration(declaration: &BytesDecl<'_>) -> Result<(), Left> {
    let fine = |said: &str, known: &[&str]| known.iter().any(|known| said.eq_ignore_ascii_case(known));
    let version = declaration.version().map_err(|_| Left::Damaged)?;
    let encoding = declaration.encoding().transpose().map_err(|_| Left::Damaged)?;
    let encoding = encoding.as_deref().unwrap_or("UTF-8");
    if version == "1.0" && fine(encoding, &["UTF-8", "UTF8", "US-ASCII"]) { Ok(()) } else { Err(Left::Unsupported) }
}

/// The attributes of the start tag of an element.
pub(super) fn attributes(tag: &str) -> Result<Vec<(String, String)>, Left> {
    match Reader::from_str(tag).read_event() {
        Ok(Event::Start(tag) | Event::Empty(tag)) => pairs(&tag),
        // A start tag alone has no end tag.
        _ => Err(Left::Damaged),
    }
}

/// The attributes of a tag. None may stand there twice.
fn pairs(tag: &BytesStart<'_>) -> Result<Vec<(String, String)>, Left> {
    let mut attributes = tag.attributes();
    attributes.with_checks(false);
    let mut pairs: Vec<(String, String)> = Vec::new();
    for attribute in attributes {
        let attribute = attribute.map_err(|_| Left::Damaged)?;
        let key = attribute.key.into_inner();
        if pairs.len() >= MAX_ATTRIBUTES || pairs.iter().any(|(known, _)| known == key) {
            return Err(Left::Damaged);
        }
        pairs.push((key.to_owned(), resolved(&attribute.value)?));
    }
    Ok(pairs)
}

fn resolved(raw: &str) -> Result<String, Left> {
    let mut parts = raw.split('&');
    let mut text = parts.next().unwrap_or("").to_owned();
    for part in parts {
        let (name, rest) = part.split_once(';').ok_or(Left::Damaged)?;
        text.push(reference(name).ok_or(Left::Damaged)?);
        text.push_str(rest);
    }
    Ok(text)
}

/// The character that a reference stands for; a document that defines some itself is refused.
pub(super) fn reference(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => digits.parse(),
            };
            code.ok()
                .and_then(char::from_u32)
                .filter(|c| !matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}'))?
        }
    })
}
