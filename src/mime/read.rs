//! From MIME to what a reader may show.

use super::protected::{LABEL_LINES, strip_legacy_html, strip_legacy_text};
use super::tree::{Node, Tree};
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{ContentType, HeaderValue, MimeHeaders as _};
use std::borrow::Cow;
use zegel_octets::base64;

/// The body of a message.
#[derive(Debug, Default)]
pub struct Body {
    /// Plain text.
    pub text: Option<String>,
    /// HTML, not yet sanitised.
    pub html: Option<String>,
    /// How many lines at the beginning and at the end of the text its sender marked as a label's.
    pub label_lines: (usize, usize),
    /// Files and inline images.
    pub parts: Vec<OpenedPart>,
}

/// A file or inline image of an opened message.
#[derive(Debug, Clone)]
pub struct OpenedPart {
    /// The file name as claimed, without path.
    pub name: String,
    /// The media type as claimed.
    pub media_type: String,
    /// Content-ID without angle brackets.
    pub content_id: Option<String>,
    /// Whether it wants to be shown inside the text.
    pub inline: bool,
    /// The value of its own `msip_labels` field.
    pub labels: Option<String>,
    /// The contents.
    pub bytes: Vec<u8>,
}

/// Reads the body: text and HTML of the main parts, everything else as files. `repeats`: the payload hides fields, so
/// that main parts which say they repeat them have that taken off. `apart`: parts that are opened by themselves, and are
/// neither text nor file here. `held`: parts that are files with all that is in them. Both in order.
pub fn body(tree: &Tree<'_>, repeats: bool, apart: &[usize], held: &[usize]) -> Body {
    let main = Main::of(tree, apart, held);
    let mut body = Body::default();
    let mut text: Vec<String> = Vec::new();
    let mut html: Vec<String> = Vec::new();
    let has_html = main.html.iter().any(|id| is_html(tree, *id));
    for id in &main.text {
        if let Some(node) = tree.get(*id) {
            text.push(main_text(node, repeats));
            body.label_lines = label_lines(node);
        }
    }
    for node in main.html.iter().filter(|_| has_html).filter_map(|id| tree.get(*id)) {
        html.push(match node.is("text", "html") {
            true if repeats && has_legacy_display(node) => strip_legacy_html(&characters(node)),
            true => characters(node).into_owned(),
            false => preformatted(&main_text(node, repeats)),
        });
    }
    // Of several texts put together no line can be counted.
    if text.len() != 1 {
        body.label_lines = (0, 0);
    }
    if !text.is_empty() {
        body.text = Some(text.join("\n"));
    }
    if !html.is_empty() {
        body.html = Some(html.join("\n"));
    }
    for (id, inline) in main.files {
        if let Some(node) = tree.get(id) {
            body.parts.push(opened_part(node, inline, body.parts.len()));
        }
    }
    body
}

/// The positions of the parts that are shown as text. `apart`: parts that are left out, in order.
pub fn shown_texts(tree: &Tree<'_>, apart: &[usize]) -> Vec<usize> {
    Main::of(tree, apart, &[]).text
}

/// The positions of the main parts that say they repeat hidden fields.
pub fn repeating(tree: &Tree<'_>, apart: &[usize], held: &[usize]) -> Vec<usize> {
    let main = Main::of(tree, apart, held);
    let mut repeats = vec![false; tree.parts().len()];
    for id in main.text.iter().chain(&main.html) {
        if let Some(repeats) = repeats.get_mut(*id) {
            *repeats = tree.get(*id).is_some_and(has_legacy_display);
        }
    }
    repeats.iter().enumerate().filter(|(_, repeats)| **repeats).map(|(id, _)| id).collect()
}

/// The main parts and the files of a message.
struct Main<'t> {
    tree: &'t Tree<'t>,
    apart: &'t [usize],
    held: &'t [usize],
    text: Vec<usize>,
    html: Vec<usize>,
    /// Each with whether it wants to be shown inside the text.
    files: Vec<(usize, bool)>,
}

impl<'t> Main<'t> {
    fn of(tree: &'t Tree<'t>, apart: &'t [usize], held: &'t [usize]) -> Self {
        let mut main = Self { tree, apart, held, text: Vec::new(), html: Vec::new(), files: Vec::new() };
        main.walk(0, false, true);
        main
    }

    /// Calls itself for the parts of a multipart: the tree is at most as deep as [`super::tree::MAX_DEPTH`].
    fn walk(&mut self, id: usize, in_related: bool, first: bool) {
        let Some(node) = self.tree.get(id).filter(|_| self.apart.binary_search(&id).is_err()) else { return };
        if self.held.binary_search(&id).is_ok() {
            return self.files.push((id, false));
        }
        if !node.children.is_empty() {
            if node.is("multipart", "alternative") {
                return self.alternative(node);
            }
            let related = node.is("multipart", "related");
            for (position, child) in node.children.iter().enumerate() {
                self.walk(*child, related, position == 0);
            }
            return;
        }
        let attached = node.head.content_disposition().is_some_and(ContentType::is_attachment);
        let named = node.parameter("name").is_some();
        let beside_text = !attached && (first || !in_related);
        if beside_text && (first || !named) && node.is("text", "plain") {
            self.text.push(id);
            self.html.push(id);
        } else if beside_text && (first || !named) && node.is("text", "html") {
            self.html.push(id);
        } else {
            let media = ["image", "audio", "video"].iter().any(|major| node.is(major, "*"));
            self.files.push((id, beside_text && media));
        }
    }

    /// Of each alternative what it is; a reader of HTML gets the text where there is no HTML.
    fn alternative(&mut self, node: &Node<'_>) {
        let (texts, htmls) = (self.text.len(), self.html.len());
        for (position, id) in node.children.iter().enumerate() {
            let Some(child) = self.tree.get(*id) else { continue };
            let attached = child.head.content_disposition().is_some_and(ContentType::is_attachment);
            if child.is("text", "plain") && !attached && child.children.is_empty() {
                self.text.push(*id);
            } else {
                self.walk(*id, false, position == 0);
            }
        }
        if self.html.len() == htmls {
            self.html.extend_from_slice(self.text.get(texts..).unwrap_or_default());
        }
    }
}

fn is_html(tree: &Tree<'_>, id: usize) -> bool {
    tree.get(id).is_some_and(|node| node.is("text", "html"))
}

fn main_text(node: &Node<'_>, repeats: bool) -> String {
    let content = characters(node);
    let content = if repeats && has_legacy_display(node) { strip_legacy_text(&content) } else { &content };
    content.replace("\r\n", "\n")
}

fn label_lines(node: &Node<'_>) -> (usize, usize) {
    let stated = node.parameter(LABEL_LINES).and_then(|stated| stated.split_once('-'));
    let count = |digits: &str| digits.parse::<usize>().ok().filter(|count| *count <= 1).unwrap_or(0);
    stated.map_or((0, 0), |(before, after)| (count(before), count(after)))
}

fn has_legacy_display(node: &Node<'_>) -> bool {
    node.parameter("hp-legacy-display") == Some("1")
}

/// Plain text that stands among HTML parts.
fn preformatted(text: &str) -> String {
    format!("<pre>{}</pre>", text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"))
}

fn opened_part(node: &Node<'_>, inline: bool, position: usize) -> OpenedPart {
    let media_type = match node.media() {
        _ if node.content_type().is_none() && node.is("text", "plain") => "application/octet-stream".to_owned(),
        (major, "") => major.to_ascii_lowercase(),
        (major, minor) => [major, "/", minor].concat().to_ascii_lowercase(),
    };
    let labels = node.head.headers().iter().find(|header| header.name().eq_ignore_ascii_case("msip_labels"));
    OpenedPart {
        name: name(node).unwrap_or_else(|| format!("part-{}", position + 1)),
        media_type,
        content_id: node.head.content_id().map(|id| id.trim_matches(['<', '>']).to_owned()),
        inline: inline || node.head.content_disposition().is_some_and(ContentType::is_inline),
        labels: labels.and_then(|header| value_text(&header.value)),
        // A multipart that is no text here is a file with its whole structure.
        bytes: if node.children.is_empty() { contents(node).into_owned() } else { node.raw.to_vec() },
    }
}

/// A part's file name, safe to show. Encoded words in parameters are forbidden by RFC 2047 and common all the same; the parser
/// decodes them.
pub fn name(node: &Node<'_>) -> Option<String> {
    node.head.attachment_name().map(safe_name).filter(|name| !name.is_empty())
}

/// The octets of a part as they were before they were encoded for the way; as they came where the encoding is broken.
pub fn contents<'m>(node: &Node<'m>) -> Cow<'m, [u8]> {
    let decoded = match node.head.content_transfer_encoding().map(str::trim) {
        Some(encoding) if encoding.eq_ignore_ascii_case("base64") => from_base64(node.body),
        Some(encoding) if encoding.eq_ignore_ascii_case("quoted-printable") => quoted_printable_decode(node.body),
        _ => None,
    };
    decoded.map_or(Cow::Borrowed(node.body), Cow::Owned)
}

/// Nearly all is written in plain lines; whatever else there is, the parser knows.
fn from_base64(text: &[u8]) -> Option<Vec<u8>> {
    base64::whole(text).or_else(|| base64_decode(text))
}

/// The characters of a text part.
pub fn characters<'m>(node: &Node<'m>) -> Cow<'m, str> {
    let octets = contents(node);
    match (node.parameter("charset").and_then(|charset| charset_decoder(charset.as_bytes())), octets) {
        (Some(decode), octets) => Cow::Owned(decode(&octets)),
        (None, Cow::Borrowed(octets)) => String::from_utf8_lossy(octets),
        (None, Cow::Owned(octets)) => Cow::Owned(String::from_utf8_lossy(&octets).into_owned()),
    }
}

/// The last piece of a path, without control characters and without the marks that turn text around
/// (`photo<U+202E>gpj.exe` must not look like a picture).
fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let harmless = |c: &char| {
        !c.is_control() && !matches!(*c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
    };
    let name: String = last.chars().filter(harmless).take(200).collect();
    name.trim().trim_start_matches('.').to_owned()
}

/// The text of a header value, where it is text.
pub(crate) fn value_text(value: &HeaderValue<'_>) -> Option<String> {
    match value {
        HeaderValue::Text(text) => Some(text.to_string()),
        HeaderValue::TextList(list) => Some(list.join(", ")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_what_deceives() {
        assert_eq!(safe_name("../../etc/passwd"), "passwd");
        assert_eq!(safe_name("C:\\x\\report.pdf"), "report.pdf");
        assert_eq!(safe_name("photo\u{202e}gpj.exe"), "photogpj.exe");
        assert_eq!(safe_name("..bashrc\n"), "bashrc");
    }

    #[test]
    fn a_text_file_keeps_its_octets() {
        let message =
            b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n\
            --b\r\nContent-Type: text/csv; charset=windows-1252\r\nContent-Disposition: attachment; filename=a.csv\r\n\
            Content-Transfer-Encoding: quoted-printable\r\n\r\nf=FCr=\r\n x\r\n\r\n\
            --b\r\nContent-Type: text/html\r\nContent-Disposition: attachment; filename=b.html\r\n\
            Content-Transfer-Encoding: base64\r\n\r\n/w\r\n0A\r\n\
            --b\r\nContent-Type: text/x-log\r\nContent-Disposition: attachment; filename=c.log\r\n\
            Content-Transfer-Encoding: 8bit\r\n\r\n\xff\xfe\r\n\
            --b--\r\n";
        let body = body(&Tree::of(message.as_slice()), true, &[], &[]);
        assert_eq!(body.text.as_deref(), Some("hello"));
        let contents: Vec<&[u8]> = body.parts.iter().map(|part| part.bytes.as_slice()).collect();
        assert_eq!(contents, [b"f\xfcr x\r\n".as_slice(), b"\xff\x0d\x00", b"\xff\xfe"]);
    }
}
