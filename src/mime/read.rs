//! From MIME to what a reader may show.

use super::protected::{FieldState, LABEL_LINES, strip_legacy_html, strip_legacy_text};
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Encoding, HeaderValue, Message, MessagePart, MimeHeaders, PartType};

/// `HP-Outer` fields read: more than any message has header fields.
const MAX_HP_OUTER: usize = 256;

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

/// The payload's header protection as RFC 9788 section 4 reads it.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "four independent facts about one message")]
pub struct ProtectedHeaders {
    present: bool,
    cipher: bool,
    outer: Vec<(String, String)>,
    verified: bool,
    encrypted: bool,
}

impl ProtectedHeaders {
    /// Reads the payload's root. `outer` is the message around it.
    ///
    /// Besides RFC 9788 the older `protected-headers="v1"` of Thunderbird and others is understood (its appendix A):
    /// there, what really stands outside takes the place of the `HP-Outer` fields.
    pub fn of(payload: &Message<'_>, outer: &Message<'_>, encrypted: bool) -> Self {
        let parameter = |name| payload.content_type().and_then(|content_type| content_type.attribute(name));
        let hp = parameter("hp").unwrap_or_default().to_ascii_lowercase();
        let is_older = hp.is_empty() && parameter("protected-headers") == Some("v1");
        let really_outside = outer.headers_raw().map(|(name, value)| (name.trim().to_ascii_lowercase(), unfold(value)));
        if is_older {
            let outer = really_outside.collect();
            return Self { present: true, cipher: encrypted, outer, verified: false, encrypted };
        }
        let is_hp_outer = |(name, _): &(&str, &str)| name.eq_ignore_ascii_case("HP-Outer");
        // Where not all of them are read, nothing is said to have been hidden.
        let all_read = payload.headers_raw().filter(is_hp_outer).count() <= MAX_HP_OUTER;
        let told = payload.headers_raw().filter(is_hp_outer).take(MAX_HP_OUTER).filter_map(|(_, value)| {
            let (name, value) = value.split_once(':')?;
            Some((name.trim().to_ascii_lowercase(), unfold(value)))
        });
        let present = hp == "clear" || hp == "cipher";
        let cipher = hp == "cipher" && all_read;
        // What really stands outside was not hidden, whatever the sender says.
        let outer = told.chain(really_outside).collect();
        Self { present, cipher, outer, verified: false, encrypted }
    }

    /// The same, knowing whether a valid signature of the sender covers the payload.
    #[must_use]
    pub fn verified(self, verified: bool) -> Self {
        Self { verified, ..self }
    }

    /// Whether fields may have been hidden outside, so that body parts may repeat them (RFC 9788 section 5.2).
    pub fn hides_fields(&self) -> bool {
        self.encrypted && self.cipher
    }

    /// Whether the payload's own fields count at all.
    pub fn present(&self) -> bool {
        self.present
    }

    /// The state of one field of the payload, given its raw value.
    pub fn state(&self, name: &str, raw_value: &str) -> FieldState {
        let value = unfold(raw_value);
        let seen_outside =
            self.outer.iter().any(|(known, outside)| known.eq_ignore_ascii_case(name) && *outside == value);
        match (self.encrypted && self.cipher && !seen_outside, self.verified) {
            (true, true) => FieldState::SignedAndEncrypted,
            (true, false) => FieldState::Encrypted,
            (false, true) => FieldState::Signed,
            (false, false) => FieldState::Unprotected,
        }
    }
}

fn unfold(value: &str) -> String {
    value.replace(['\r', '\n'], "").trim().to_owned()
}

/// Reads the body: text and HTML of the main parts, everything else as files. `repeats`: the payload hides fields, so
/// that main parts which say they repeat them have that taken off.
pub fn body(message: &Message<'_>, repeats: bool) -> Body {
    let mut body = Body::default();
    let mut shown = vec![false; message.parts.len()];
    let mut show = |id: u32| {
        if let Some(shown) = shown.get_mut(id as usize) {
            *shown = true;
        }
    };
    let mut text: Vec<String> = Vec::new();
    let mut html: Vec<String> = Vec::new();
    let has_html = message.html_body.iter().any(|id| is_html(message, *id));
    for id in &message.text_body {
        if let Some(PartType::Text(content)) = message.parts.get(*id as usize).map(|part| &part.body) {
            text.push(main_text(message, *id, content, repeats));
            body.label_lines = label_lines(message, *id);
            show(*id);
        }
    }
    for id in &message.html_body {
        match message.parts.get(*id as usize).map(|part| &part.body) {
            Some(PartType::Html(content)) => {
                html.push(if repeats && has_legacy_display(message, *id) {
                    strip_legacy_html(content)
                } else {
                    content.to_string()
                });
                show(*id);
            }
            Some(PartType::Text(content)) if has_html => {
                html.push(preformatted(&main_text(message, *id, content, repeats)));
                show(*id);
            }
            _ => {}
        }
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
    for (part, shown) in message.parts.iter().zip(shown) {
        if !shown && !matches!(part.body, PartType::Multipart(_)) {
            body.parts.push(opened_part(message, part, body.parts.len()));
        }
    }
    body
}

fn is_html(message: &Message<'_>, id: u32) -> bool {
    message.parts.get(id as usize).is_some_and(|part| matches!(part.body, PartType::Html(_)))
}

fn main_text(message: &Message<'_>, id: u32, content: &str, repeats: bool) -> String {
    let content = if repeats && has_legacy_display(message, id) { strip_legacy_text(content) } else { content };
    content.replace("\r\n", "\n")
}

fn label_lines(message: &Message<'_>, id: u32) -> (usize, usize) {
    let content_type = message.parts.get(id as usize).and_then(MimeHeaders::content_type);
    let stated = content_type.and_then(|content_type| content_type.attribute(LABEL_LINES)?.split_once('-'));
    let count = |digits: &str| digits.parse::<usize>().ok().filter(|count| *count <= 1).unwrap_or(0);
    stated.map_or((0, 0), |(before, after)| (count(before), count(after)))
}

fn has_legacy_display(message: &Message<'_>, id: u32) -> bool {
    let content_type = message.parts.get(id as usize).and_then(MimeHeaders::content_type);
    content_type.and_then(|content_type| content_type.attribute("hp-legacy-display")) == Some("1")
}

/// Plain text that stands among HTML parts.
fn preformatted(text: &str) -> String {
    format!("<pre>{}</pre>", text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"))
}

fn opened_part(message: &Message<'_>, part: &MessagePart<'_>, position: usize) -> OpenedPart {
    let content_type = part.content_type();
    let media_type = content_type.map_or_else(
        || "application/octet-stream".to_owned(),
        |content_type| match content_type.subtype() {
            Some(subtype) => format!("{}/{subtype}", content_type.ctype()).to_ascii_lowercase(),
            None => content_type.ctype().to_ascii_lowercase(),
        },
    );
    // Encoded words in parameters are forbidden by RFC 2047 and common all the same; the parser decodes them.
    let name = part.attachment_name().map(safe_name).filter(|name| !name.is_empty());
    let inline = matches!(part.body, PartType::InlineBinary(_))
        || part.content_disposition().is_some_and(mail_parser::ContentType::is_inline);
    let content_id = part.content_id().map(|id| id.trim_matches(['<', '>']).to_owned());
    let bytes = match &part.body {
        PartType::Message(nested) => nested.raw_message.to_vec(),
        PartType::Text(_) | PartType::Html(_) => {
            undecoded_text(message, part).unwrap_or_else(|| part.contents().to_vec())
        }
        _ => part.contents().to_vec(),
    };
    let labels = part.headers.iter().find(|header| header.name().eq_ignore_ascii_case("msip_labels"));
    let labels = labels.and_then(|header| value_text(&header.value));
    OpenedPart {
        name: name.unwrap_or_else(|| format!("part-{}", position + 1)),
        media_type,
        content_id,
        inline,
        labels,
        bytes,
    }
}

/// The octets of a text file as they were attached: the parser has turned its characters into UTF-8, and a file is more
/// than its characters.
fn undecoded_text(message: &Message<'_>, part: &MessagePart<'_>) -> Option<Vec<u8>> {
    let raw = message.raw_message.get(part.offset_body as usize..part.offset_end as usize)?;
    match part.encoding {
        Encoding::Base64 => base64_decode(raw),
        Encoding::QuotedPrintable => quoted_printable_decode(raw),
        Encoding::None => Some(raw.to_vec()),
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
        let parsed = mail_parser::MessageParser::default().parse(message.as_slice()).unwrap();
        let body = body(&parsed, true);
        assert_eq!(body.text.as_deref(), Some("hello"));
        let contents: Vec<&[u8]> = body.parts.iter().map(|part| part.bytes.as_slice()).collect();
        assert_eq!(contents, [b"f\xfcr x\r\n".as_slice(), b"\xff\x0d\x00", b"\xff\xfe"]);
    }
}
