//! XML that is changed at some places and stays as it is everywhere else.
//!
//! A document is not taken apart and written anew: the places of its elements are noted, and new text goes between them.
//! One with a document type, in another encoding than UTF-8 or not well-formed where that can be told is refused.

use super::Left;
use quick_xml::Reader;
use quick_xml::events::{BytesDecl, BytesStart, Event};
use std::collections::BTreeSet;
use std::ops::Range;

/// Elements inside one another.
const MAX_DEPTH: usize = 1000;
/// Elements that are noted.
const MAX_ELEMENTS: usize = 200_000;

/// What a part that is written for the first time starts with.
pub(super) const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// A document, and where those of its elements stand that were asked for.
pub(super) struct Document {
    text: String,
    elements: Vec<Element>,
    /// Namespaces that the root names, with their prefixes.
    names: Vec<(String, String)>,
    /// Prefixes that mean something else further in.
    renamed: BTreeSet<String>,
}

/// An element and its place.
pub(super) struct Element {
    /// Its namespace.
    pub(super) space: String,
    /// Its local name.
    pub(super) name: String,
    /// 1 for the root.
    pub(super) depth: usize,
    /// The next element around it among those asked for.
    pub(super) parent: Option<usize>,
    /// From its start tag to its end tag.
    whole: Range<usize>,
    /// What stands between them; nothing of an empty one.
    inside: Range<usize>,
}

impl Document {
    /// Reads a document. `wanted`, told depth and local name, says which elements are noted; the root always is.
    pub(super) fn read(octets: Vec<u8>, wanted: &dyn Fn(usize, &str) -> bool) -> Result<Self, Left> {
        let text = String::from_utf8(octets).map_err(|error| {
            // UTF-16 is allowed in documents, but nobody writes it.
            let wide = error.as_bytes().starts_with(b"\xff\xfe") || error.as_bytes().starts_with(b"\xfe\xff");
            if wide { Left::Unsupported } else { Left::Damaged }
        })?;
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        if text.contains('\0') || text.starts_with('\u{feff}') {
            return Err(Left::Unsupported);
        }
        let mut document = Self { text: String::new(), elements: Vec::new(), names: Vec::new(), renamed: BTreeSet::new() };
        Scan::default().run(&mut document, &text, wanted)?;
        document.text = text;
        Ok(document)
    }

    /// The document as it stands there.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The elements, in the order of their start tags. The first one is the root.
    pub(super) fn elements(&self) -> &[Element] {
        &self.elements
    }

    /// The places of the elements of a name in a namespace.
    pub(super) fn all<'a>(&'a self, space: &'a str, name: &'a str) -> impl Iterator<Item = usize> + 'a {
        let found = self.elements.iter().enumerate();
        found.filter(move |(_, element)| element.is(space, name)).map(|(place, _)| place)
    }

    /// The places of the children of an element.
    pub(super) fn children(&self, of: usize) -> impl Iterator<Item = (usize, &Element)> {
        let depth = self.elements.get(of).map(|element| element.depth + 1);
        let after = self.elements.iter().enumerate().skip(of.saturating_add(1));
        let inside = after.take_while(move |(_, element)| depth.is_some_and(|depth| element.depth >= depth));
        inside.filter(move |(_, element)| Some(element.depth) == depth)
    }

    /// The first child of a name in the namespace of its parent.
    pub(super) fn child(&self, of: usize, name: &str) -> Option<usize> {
        let space = &self.elements.get(of)?.space;
        self.children(of).find(|(_, element)| element.is(space, name)).map(|(place, _)| place)
    }

    /// The value of an attribute of an element, by its local name: rather one without a prefix.
    pub(super) fn attribute(&self, of: usize, name: &str) -> Result<Option<String>, Left> {
        let attributes = attributes(self.start_tag(of))?;
        let local = |key: &str| key.rsplit_once(':').is_some_and(|(_, local)| local == name);
        let found = attributes.iter().find(|(key, _)| key == name);
        let found = found.or_else(|| attributes.iter().find(|(key, _)| local(key) && !key.starts_with("xmlns:")));
        Ok(found.map(|(_, value)| value.clone()))
    }

    /// The characters inside an element.
    pub(super) fn characters(&self, of: usize) -> Result<String, Left> {
        let mut characters = String::new();
        let mut reader = Reader::from_str(self.elements.get(of).map_or("", |element| self.piece(&element.inside)));
        loop {
            match reader.read_event().map_err(|_| Left::Damaged)? {
                Event::Text(text) => characters.push_str(&text),
                Event::CData(text) => characters.push_str(&text),
                Event::GeneralRef(name) => characters.push(reference(&name).ok_or(Left::Damaged)?),
                Event::Eof => return Ok(characters),
                _ => {}
            }
        }
    }

    /// The text of an element as it stands there.
    pub(super) fn source(&self, of: usize) -> &str {
        self.elements.get(of).map_or("", |element| self.piece(&element.whole))
    }

    /// The start tag of an element as it stands there.
    pub(super) fn start_tag(&self, of: usize) -> &str {
        let Some(element) = self.elements.get(of) else { return "" };
        self.piece(&(element.whole.start..if element.is_empty() { element.whole.end } else { element.inside.start }))
    }

    /// The prefix with its colon that the name of an element has.
    pub(super) fn prefix(&self, of: usize) -> &str {
        let tag = self.start_tag(of);
        let name = tag.strip_prefix('<').and_then(|tag| tag.split([' ', '\t', '\r', '\n', '/', '>']).next());
        name.and_then(|name| name.split_inclusive(':').next()).filter(|prefix| prefix.ends_with(':')).unwrap_or("")
    }

    /// Declarations for those of some prefixes that do not mean these namespaces everywhere in the document.
    pub(super) fn declarations(&self, names: &[(&str, &str)]) -> String {
        let known = |prefix: &str, space: &str| {
            self.names.iter().any(|(one, known)| one == prefix && known == space) && !self.renamed.contains(prefix)
        };
        let missing = names.iter().filter(|(prefix, space)| !known(prefix, space));
        missing.map(|(prefix, space)| [" xmlns:", prefix, "=\"", space, "\""].concat()).collect()
    }

    fn piece(&self, range: &Range<usize>) -> &str {
        self.text.get(range.clone()).unwrap_or("")
    }
}

impl Element {
    /// Whether it has this name in this namespace.
    pub(super) fn is(&self, space: &str, name: &str) -> bool {
        self.name == name && self.space == space
    }

    fn is_empty(&self) -> bool {
        self.inside.start == self.whole.end
    }
}

/// Changes of a document, gathered and made all at once.
#[derive(Default)]
pub(super) struct Edits(Vec<(Range<usize>, String)>);

impl Edits {
    /// Whether nothing changes.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes out an element, or puts something in its place.
    pub(super) fn replace(&mut self, document: &Document, of: usize, text: String) {
        self.0.extend(document.elements.get(of).map(|element| (element.whole.clone(), text)));
    }

    /// Puts something after an element.
    pub(super) fn after(&mut self, document: &Document, of: usize, text: String) {
        self.0.extend(document.elements.get(of).map(|element| (element.whole.end..element.whole.end, text)));
    }

    /// Puts something before all that stands inside an element. At most one of this and [`Self::append`] for an empty one.
    pub(super) fn prepend(&mut self, document: &Document, of: usize, text: String) {
        self.inside(document, of, text, |element| element.inside.start);
    }

    /// Puts something after all that stands inside an element.
    pub(super) fn append(&mut self, document: &Document, of: usize, text: String) {
        self.inside(document, of, text, |element| element.inside.end);
    }

    fn inside(&mut self, document: &Document, of: usize, text: String, at: impl Fn(&Element) -> usize) {
        let Some(element) = document.elements.get(of) else { return };
        if !element.is_empty() {
            self.0.push((at(element)..at(element), text));
            return;
        }
        // `<a b="c"/>` gets an end tag.
        let tag = document.start_tag(of);
        let name = [document.prefix(of), &element.name].concat();
        let open = tag.strip_suffix("/>").unwrap_or(tag).trim_end();
        self.0.push((element.whole.clone(), [open, ">", &text, "</", &name, ">"].concat()));
    }

    /// The changed document. Changes in one another cannot be made.
    pub(super) fn apply(mut self, document: &Document) -> Result<String, Left> {
        // What is put in at a place goes before what is taken out from there on.
        self.0.sort_by_key(|(range, _)| (range.start, range.end));
        let mut text = String::with_capacity(document.text.len());
        let mut at = 0;
        for (range, fresh) in self.0 {
            text.push_str(document.text.get(at..range.start).ok_or(Left::Damaged)?);
            text.push_str(&fresh);
            at = range.end;
        }
        text.push_str(document.text.get(at..).ok_or(Left::Damaged)?);
        Ok(text)
    }
}

/// Goes through a document once.
#[derive(Default)]
struct Scan {
    depth: usize,
    /// Elements that are open and noted, with their depths.
    open: Vec<(usize, usize)>,
    /// Namespaces in force: the depth that names them, prefix, namespace.
    spaces: Vec<(usize, String, String)>,
}

impl Scan {
    fn run(&mut self, document: &mut Document, text: &str, wanted: &dyn Fn(usize, &str) -> bool) -> Result<(), Left> {
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
                Event::DocType(_) => return Err(Left::Damaged),
                Event::Decl(declaration) => check_declaration(&declaration)?,
                Event::Eof if ended => return Ok(()),
                Event::Eof => return Err(Left::Damaged),
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

fn attributes(tag: &str) -> Result<Vec<(String, String)>, Left> {
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
        if pairs.iter().any(|(known, _)| known == key) {
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

fn reference(name: &str) -> Option<char> {
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
            code.ok().and_then(char::from_u32)?
        }
    })
}

/// Text as it stands in an element or attribute. Characters that XML cannot hold are left out.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push_str("&#10;"),
            '\t' => escaped.push_str("&#9;"),
            '\r' => escaped.push_str("&#13;"),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            c => escaped.push(c),
        }
    }
    escaped
}
