//! The structure of a message that arrived: its parts as they stand in its octets (RFC 2046), in one pass.
//!
//! A signature covers octets, and what is shown has to be exactly those; so nothing is decoded here, a message inside a message
//! stays closed, and a boundary of an outer multipart ends whatever was left open inside it.

use mail_parser::parsers::MessageStream;
use mail_parser::{ContentType, Message, MessageParser, MessagePart, MimeHeaders as _};
use zegel_octets::lines;

/// Multiparts inside each other: one that is deeper is a file.
pub(super) const MAX_DEPTH: usize = 100;
/// Parts of one message: the last of them holds what is left.
pub(super) const MAX_PARTS: usize = 20_000;
/// Asterisks in one header section: each may begin a piece of a parameter (RFC 2231), and the parser puts pieces together in time
/// that grows with the square of their number.
const MAX_PIECES: usize = 300;
/// A boundary is at most this long (RFC 2046 section 5.1.1, with room for programs that do not know).
const MAX_BOUNDARY: usize = 200;

/// A message with its parts; the first is the message itself.
#[derive(Debug)]
pub struct Tree<'m> {
    parts: Vec<Node<'m>>,
}

/// One part.
#[derive(Debug)]
pub struct Node<'m> {
    /// Its header section and its body, as they arrived.
    pub raw: &'m [u8],
    /// Its body.
    pub body: &'m [u8],
    /// Its header fields.
    pub head: Message<'m>,
    /// Positions of the parts of a multipart.
    pub children: Vec<usize>,
    /// In a digest, where messages need not say what they are.
    in_digest: bool,
}

/// A part whose end has not been seen.
struct Open {
    node: usize,
    start: usize,
    body: usize,
    boundary: Option<Vec<u8>>,
}

/// Reads a header section; one that cannot be read is empty.
pub fn head(bytes: &[u8]) -> Message<'_> {
    let mut pieces = 0;
    for three in bytes.windows(3) {
        match three {
            [b'\n', b'\n', _] | [b'\n', b'\r', b'\n'] => break,
            [b'*', ..] => pieces += 1,
            _ => {}
        }
    }
    let mut headers = Vec::new();
    if pieces <= MAX_PIECES {
        MessageStream::new(bytes).parse_headers(&MessageParser::default(), &mut headers);
    }
    // The parser's accessors count on a first part.
    let root = MessagePart { headers, ..MessagePart::default() };
    Message { parts: vec![root], raw_message: bytes.into(), ..Message::default() }
}

impl<'m> Tree<'m> {
    /// Reads a message.
    pub fn of(bytes: &'m [u8]) -> Self {
        let mut reading = Reading { bytes, tree: Self { parts: Vec::new() }, open: Vec::new() };
        reading.begin(0, false);
        let (mut at, mut in_head) = (0, true);
        while at < bytes.len() {
            let rest = bytes.get(at..).unwrap_or_default();
            let length = lines::first(rest).map_or(rest.len(), |(line, _)| line.len() + 1);
            let line = rest.get(..length).unwrap_or_default().trim_ascii_end();
            let next = at + length;
            if let Some((level, last)) = reading.boundary(line) {
                reading.end_inside(level, at);
                in_head = !last;
                if last {
                    reading.end_parts(level);
                } else {
                    reading.begin_in(level, next);
                }
            } else if in_head && line.is_empty() {
                in_head = false;
                reading.end_head(next);
            }
            at = next;
        }
        reading.end_from(0, bytes.len());
        reading.tree
    }

    /// The message itself.
    pub fn root(&self) -> Option<&Node<'m>> {
        self.parts.first()
    }

    /// A part by its position.
    pub fn get(&self, position: usize) -> Option<&Node<'m>> {
        self.parts.get(position)
    }

    /// All parts in the order in which they begin, multiparts and all.
    pub fn parts(&self) -> std::slice::Iter<'_, Node<'m>> {
        self.parts.iter()
    }

    /// The parts of a multipart.
    pub fn children<'t>(&'t self, node: &'t Node<'m>) -> impl DoubleEndedIterator<Item = &'t Node<'m>> {
        node.children.iter().filter_map(|child| self.parts.get(*child))
    }
}

impl<'m> Node<'m> {
    /// Its header section as it arrived, with the blank line behind it.
    pub fn fields(&self) -> &'m [u8] {
        self.raw.get(..self.raw.len() - self.body.len()).unwrap_or_default()
    }

    /// Whether it is of a media type; `*` stands for any subtype.
    pub fn is(&self, major: &str, minor: &str) -> bool {
        let (found_major, found_minor) = self.media();
        found_major.eq_ignore_ascii_case(major) && (minor == "*" || found_minor.eq_ignore_ascii_case(minor))
    }

    /// Its media type; without a readable one it is plain text (RFC 2045 section 5.2), in a digest a message.
    pub fn media(&self) -> (&str, &str) {
        match self.content_type() {
            Some(content_type) => (content_type.ctype(), content_type.subtype().unwrap_or_default()),
            None if self.in_digest => ("message", "rfc822"),
            None => ("text", "plain"),
        }
    }

    /// Its content type as it stands there; of several the last.
    pub fn content_type(&self) -> Option<&ContentType<'_>> {
        self.head.content_type()
    }

    /// A parameter of its content type.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.content_type().and_then(|content_type| content_type.attribute(name))
    }
}

struct Reading<'m> {
    bytes: &'m [u8],
    tree: Tree<'m>,
    /// From the message itself to the part that is being read.
    open: Vec<Open>,
}

impl Reading<'_> {
    /// The open multipart whose boundary stands on a line, the outermost first, and whether it is its last.
    fn boundary(&self, line: &[u8]) -> Option<(usize, bool)> {
        let line = line.strip_prefix(b"--")?;
        if line.len() > MAX_BOUNDARY + 2 {
            return None;
        }
        self.open.iter().enumerate().find_map(|(level, open)| {
            let after = line.strip_prefix(open.boundary.as_ref()?.as_slice())?;
            match after {
                b"" => Some((level, false)),
                b"--" => Some((level, true)),
                _ => None,
            }
        })
    }

    fn begin(&mut self, start: usize, in_digest: bool) {
        let node = self.tree.parts.len();
        let head = Message { parts: vec![MessagePart::default()], ..Message::default() };
        self.tree.parts.push(Node { raw: &[], body: &[], head, children: Vec::new(), in_digest });
        self.open.push(Open { node, start, body: self.bytes.len(), boundary: None });
    }

    fn begin_in(&mut self, level: usize, start: usize) {
        let Some(parent) = self.open.get(level).map(|open| open.node) else { return };
        let child = self.tree.parts.len();
        let Some(parent) = self.tree.parts.get_mut(parent) else { return };
        parent.children.push(child);
        let in_digest = parent.is("multipart", "digest");
        self.begin(start, in_digest);
        if self.tree.parts.len() >= MAX_PARTS {
            // From here on no boundary counts, and what is left belongs to this part.
            self.open.iter_mut().for_each(|open| open.boundary = None);
        }
    }

    fn end_head(&mut self, body: usize) {
        let (bytes, depth) = (self.bytes, self.open.len());
        let full = self.tree.parts.len() >= MAX_PARTS;
        let Some(open) = self.open.last_mut() else { return };
        open.body = body;
        let Some(node) = self.tree.parts.get_mut(open.node) else { return };
        node.head = head(bytes.get(open.start..body).unwrap_or_default());
        if node.is("multipart", "*") && depth <= MAX_DEPTH && !full {
            let boundary = node.parameter("boundary").map(str::trim_ascii_end);
            let fits = |boundary: &&str| !boundary.is_empty() && boundary.len() <= MAX_BOUNDARY;
            open.boundary = boundary.filter(fits).map(|boundary| boundary.as_bytes().to_vec());
        }
    }

    /// What follows the last boundary still belongs to the multipart, but to none of its parts.
    fn end_parts(&mut self, level: usize) {
        if let Some(open) = self.open.get_mut(level) {
            open.boundary = None;
        }
    }

    /// Ends everything inside a multipart whose boundary stands at `at`; the line break before it is the boundary's.
    fn end_inside(&mut self, level: usize, at: usize) {
        let before = self.bytes.get(..at).unwrap_or_default();
        let before = before.strip_suffix(b"\n").unwrap_or(before);
        self.end_from(level + 1, before.strip_suffix(b"\r").unwrap_or(before).len());
    }

    fn end_from(&mut self, level: usize, end: usize) {
        while self.open.len() > level {
            let Some(open) = self.open.pop() else { return };
            let bytes = self.bytes;
            let Some(node) = self.tree.parts.get_mut(open.node) else { return };
            let end = end.max(open.start);
            node.raw = bytes.get(open.start..end).unwrap_or_default();
            node.body = bytes.get(open.body..end).unwrap_or_default();
            if open.body == bytes.len() && node.head.headers().is_empty() {
                // A part may be nothing but its header section.
                node.head = head(node.raw);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bodies(message: &str) -> Vec<String> {
        let message = message.replace('\n', "\r\n");
        let tree = Tree::of(message.as_bytes());
        let leaves = tree.parts().filter(|node| node.children.is_empty());
        leaves.map(|node| String::from_utf8_lossy(node.body).into_owned()).collect()
    }

    #[test]
    fn parts_are_what_stands_between_the_boundaries() {
        let message = "Content-Type: multipart/mixed; boundary=b\n\nbefore\n--b\n\none\n\n--bb\n--b \nA: b\n\ntwo\n--b--\nafter\n--b\n\nno part\n";
        assert_eq!(bodies(message), ["one\r\n\r\n--bb", "two"]);
    }

    #[test]
    fn an_outer_boundary_ends_what_is_open_inside() {
        let message = "Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/mixed; boundary=i\n\n--i\n\none\n--o\n\ntwo\n--i\n--o--\n";
        assert_eq!(bodies(message), ["one", "two\r\n--i"]);
    }

    #[test]
    fn a_part_of_a_multipart_keeps_its_octets() {
        let entity = "Content-Type: multipart/mixed; boundary=i\r\n\r\npre\r\n--i\r\n\r\none\r\n--i--\r\nepilogue";
        let message =
            format!("Content-Type: multipart/signed; boundary=o\r\n\r\n--o\r\n{entity}\r\n--o\r\n\r\nx\r\n--o--\r\n");
        let tree = Tree::of(message.as_bytes());
        let first = tree.root().and_then(|root| tree.get(root.children[0])).unwrap();
        assert_eq!(first.raw, entity.as_bytes());
        assert_eq!(first.fields(), b"Content-Type: multipart/mixed; boundary=i\r\n\r\n");
    }

    #[test]
    fn what_has_no_end_ends_with_the_message() {
        assert_eq!(bodies("Content-Type: multipart/mixed; boundary=b\n\n--b\n\none"), ["one"]);
        assert_eq!(bodies("Content-Type: multipart/mixed; boundary=b\n\nnone"), ["none"]);
        assert_eq!(bodies("Subject: only fields"), [""]);
        assert_eq!(bodies("\nonly a body"), ["only a body"]);
        assert_eq!(bodies(""), [""]);
    }
}
