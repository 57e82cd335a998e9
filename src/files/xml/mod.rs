//! XML that is changed at some places and stays as it is everywhere else.
//!
//! A document is not taken apart and written anew: the places of its elements are noted, and new text goes between them.
//! One with a document type, in another encoding than UTF-8 or not well-formed where that can be told is refused.

mod scan;

use super::Left;
use quick_xml::Reader;
use quick_xml::events::Event;
use scan::{Scan, attributes, reference};
use std::collections::BTreeSet;
use std::ops::Range;

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
        let mut document =
            Self { text: String::new(), elements: Vec::new(), names: Vec::new(), renamed: BTreeSet::new() };
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
    /// Takes out an element, or puts something in its place.
    pub(super) fn replace(&mut self, document: &Document, of: usize, text: String) {
        self.0.extend(document.elements.get(of).map(|element| (element.whole.clone(), text)));
    }

    /// Puts something before an element.
    pub(super) fn before(&mut self, document: &Document, of: usize, text: String) {
        self.0.extend(document.elements.get(of).map(|element| (element.whole.start..element.whole.start, text)));
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

#[cfg(test)]
mod tests {
    use super::*;

    fn document(xml: &str) -> Result<Document, Left> {
        Document::read(xml.as_bytes().to_vec(), &|_, _| true)
    }

    #[test]
    fn only_what_is_edited_changes() {
        let xml = "<?xml version='1.0'?>\n<a:r xmlns:a='u' xmlns='v'><!-- é --><a:b c = '1&amp;2' a:d='3'/><b>x&#65;<![CDATA[<]]></b > </a:r>";
        let read = document(xml).unwrap();
        let b = read.child(0, "b").unwrap();
        assert_eq!(read.elements().iter().map(|one| one.space.as_str()).collect::<Vec<_>>(), ["u", "u", "v"]);
        assert_eq!(read.attribute(b, "c").unwrap().as_deref(), Some("1&2"));
        assert_eq!((read.attribute(b, "d").unwrap().as_deref(), read.prefix(b), read.prefix(2)), (Some("3"), "a:", ""));
        assert_eq!(read.characters(2).unwrap(), "xA<");
        assert_eq!(read.declarations(&[("a", "u"), ("a", "w"), ("z", "u")]), " xmlns:a=\"w\" xmlns:z=\"u\"");

        let mut edits = Edits::default();
        edits.replace(&read, 2, String::new());
        edits.append(&read, b, "<q/>".to_owned());
        edits.after(&read, b, "<s/>".to_owned());
        edits.append(&read, 0, "<t/>".to_owned());
        let wanted = xml.replace("a:d='3'/>", "a:d='3'><q/></a:b><s/>").replace("</a:r>", "<t/></a:r>");
        let wanted = wanted.replace("<b>x&#65;<![CDATA[<]]></b >", "");
        assert_eq!(edits.apply(&read).unwrap(), wanted);
    }

    #[test]
    fn a_prefix_that_changes_its_meaning_is_declared_again() {
        let read = document("<r xmlns:a='u'><b xmlns:a='w'><a:c/></b><a:c/></r>").unwrap();
        assert_eq!(read.all("u", "c").count() + read.all("w", "c").count(), 2);
        assert_eq!(read.declarations(&[("a", "u")]), " xmlns:a=\"u\"");
    }

    #[test]
    fn what_is_not_plain_is_refused() {
        let deep = "<a>".repeat(1001) + &"</a>".repeat(1001);
        for xml in
            ["", "a", "<a>", "<a></b>", "<a/><b/>", "<a/>b", "<!DOCTYPE a><a/>", "<a>&b;</a>", "<p:a/>", "<a", &deep]
        {
            assert_eq!(document(xml).map(|_| ()), Err(Left::Damaged), "{xml}");
        }
        for xml in ["<?xml version='1.0' encoding='latin1'?><a/>", "<?xml version='1.1'?><a/>", "<\0a\0/\0>\0"] {
            assert_eq!(document(xml).map(|_| ()), Err(Left::Unsupported), "{xml}");
        }
        let twice = document("<a b='1' b='2'/>").unwrap();
        assert_eq!(twice.attribute(0, "b"), Err(Left::Damaged));
        assert_eq!(escaped("<a b=\"&\">\n\u{1}"), "&lt;a b=&quot;&amp;&quot;&gt;&#10;");
    }
}
