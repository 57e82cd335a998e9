//! Header protection (RFC 9788): which fields stand outside, and how they look there.

use super::Field;
use mail_parser::{Message, MimeHeaders as _};
use serde::Serialize;

/// `HP-Outer` fields read: more than any message has header fields.
const MAX_HP_OUTER: usize = 256;

/// The subject that stands outside an encrypted message (RFC 9788 section 3.2.1).
pub(super) const OUTER_SUBJECT: &str = "[...]";

/// The parameter on the payload's Content-Type.
pub(super) const HP_CIPHER: (&str, &str) = ("hp", "cipher");

/// The same in the way of programs before RFC 9788 (its appendix A): what stands inside counts, the rest stands outside.
pub(super) const PARTIAL: (&str, &str) = ("protected-headers", "v1");

/// The parameter on a body part that repeats hidden fields for readers that do not know header protection.
pub(super) const LEGACY_DISPLAY: (&str, &str) = ("hp-legacy-display", "1");

/// The parameter on a text part that says how many lines at its beginning and at its end are a label's, as `1-1`: an
/// answer quotes the text without them.
pub(super) const LABEL_LINES: &str = "zegel-label-lines";

const LEGACY_CLASS: &str = "header-protection-legacy-display";

/// How a field of an opened message was protected on its way (RFC 9788 section 4.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum FieldState {
    /// Anyone could read and change it.
    Unprotected,
    /// Anyone could read it; a valid signature covers it.
    Signed,
    /// Only the recipients could read it; no valid signature covers it.
    Encrypted,
    /// Only the recipients could read it, and a valid signature covers it.
    SignedAndEncrypted,
}

/// The payload's header protection as RFC 9788 section 4 reads it.
#[derive(Debug)]
pub struct ProtectedHeaders {
    way: Way,
    cipher: bool,
    outer: Vec<(String, String)>,
    encrypted: bool,
}

/// How the payload says that its fields count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// It does not.
    No,
    /// As RFC 9788 has it.
    Standard,
    /// As programs did before it.
    Older,
}

impl ProtectedHeaders {
    /// Reads the payload's root. `outer` is the message around it; `wrapped`: the payload was a whole message.
    ///
    /// Besides RFC 9788 two older ways are understood: the wrapping of RFC 8551 and `protected-headers="v1"` of Thunderbird and
    /// others (its appendix A). There, what really stands outside takes the place of the `HP-Outer` fields.
    pub fn of(payload: &Message<'_>, outer: &Message<'_>, encrypted: bool, wrapped: bool) -> Self {
        let parameter = |name| payload.content_type().and_then(|content_type| content_type.attribute(name));
        let hp = parameter("hp").unwrap_or_default().to_ascii_lowercase();
        let is_older = hp.is_empty() && (wrapped || parameter("protected-headers") == Some("v1"));
        let really_outside = outer.headers_raw().map(|(name, value)| (name.trim().to_ascii_lowercase(), unfold(value)));
        if is_older {
            return Self { way: Way::Older, cipher: encrypted, outer: really_outside.collect(), encrypted };
        }
        let is_hp_outer = |(name, _): &(&str, &str)| name.eq_ignore_ascii_case("HP-Outer");
        // Where not all of them are read, nothing is said to have been hidden.
        let all_read = payload.headers_raw().filter(is_hp_outer).count() <= MAX_HP_OUTER;
        let told = payload.headers_raw().filter(is_hp_outer).take(MAX_HP_OUTER).filter_map(|(_, value)| {
            let (name, value) = value.split_once(':')?;
            Some((name.trim().to_ascii_lowercase(), unfold(value)))
        });
        let way = if hp == "clear" || hp == "cipher" { Way::Standard } else { Way::No };
        let cipher = hp == "cipher" && all_read;
        // What really stands outside was not hidden, whatever the sender says.
        let outer = told.chain(really_outside).collect();
        Self { way, cipher, outer, encrypted }
    }

    /// Whether it came one of the older ways, which may protect the subject and leave the rest outside; by RFC 9788 every field
    /// its writer knew stands inside.
    pub fn may_be_partial(&self) -> bool {
        self.way == Way::Older
    }

    /// Whether fields may have been hidden outside, so that body parts may repeat them (RFC 9788 section 5.2).
    pub fn hides_fields(&self) -> bool {
        self.encrypted && self.cipher
    }

    /// Whether the payload's own fields count at all.
    pub fn present(&self) -> bool {
        self.way != Way::No
    }

    /// Whether a field of the payload, given its raw value, stood nowhere outside the encryption.
    pub fn hid(&self, name: &str, raw_value: &str) -> bool {
        let value = unfold(raw_value);
        let outside = |(known, outside): &(String, String)| known.eq_ignore_ascii_case(name) && *outside == value;
        self.hides_fields() && !self.outer.iter().any(outside)
    }
}

fn unfold(value: &str) -> String {
    value.replace(['\r', '\n'], "").trim().to_owned()
}

/// The header confidentiality policy `hcp_baseline` (RFC 9788 section 3.2.1): what a field becomes outside, or
/// nothing if it is left out there.
pub(super) fn baseline(field: &Field) -> Option<Field> {
    let name = field.name();
    if name.eq_ignore_ascii_case("subject") {
        return Some(Field::raw(name, OUTER_SUBJECT));
    }
    if name.eq_ignore_ascii_case("comments") || name.eq_ignore_ascii_case("keywords") {
        return None;
    }
    Some(field.clone())
}

/// The legacy display element of a text/plain part, to stand before the text.
pub(super) fn legacy_text(subject: &str) -> String {
    format!("Subject: {}\n\n", flat(subject))
}

/// The legacy display element of a text/html part, to stand first in the body.
pub(super) fn legacy_html(subject: &str) -> String {
    let subject = flat(subject).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!("<div class=\"{LEGACY_CLASS}\"><pre>Subject: {subject}</pre></div>")
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Takes the legacy display element off a text/plain part that says it has one: everything up to and including the
/// first blank line, if all of it is header fields (RFC 9788 section 5.3.2). Anything else is text and stays.
pub fn strip_legacy_text(text: &str) -> &str {
    let mut rest = text;
    let mut fields = 0;
    while let Some((line, after)) = rest.split_once('\n') {
        rest = after;
        let line = line.trim_end_matches('\r');
        if line.is_empty() {
            return if fields > 0 { rest } else { text };
        }
        let is_continuation = fields > 0 && line.starts_with([' ', '\t']);
        if !is_continuation && !is_field(line) {
            return text;
        }
        fields += 1;
    }
    text
}

/// `Name: value` with the name of a field that people see (RFC 9787 section 1.1.2).
fn is_field(line: &str) -> bool {
    const USER_FACING: [&str; 10] =
        ["subject", "from", "to", "cc", "date", "reply-to", "followup-to", "sender", "keywords", "comments"];
    line.split_once(": ").is_some_and(|(name, _)| USER_FACING.contains(&name.to_ascii_lowercase().as_str()))
}

/// Takes the legacy display element off a text/html part that says it has one (RFC 9788 section 5.3.3): a `div` of its
/// class, with nothing but text in a `pre`, as the first thing in the body. Anything else is text and stays.
pub fn strip_legacy_html(html: &str) -> String {
    strip_first_div(html).unwrap_or_else(|| html.to_owned())
}

fn strip_first_div(html: &str) -> Option<String> {
    let at = html.find("<div")?;
    let (before, element) = html.split_at_checked(at)?;
    // Only the document's own beginning may stand before it: tags and white space, no word that is shown.
    if !only_head(before) {
        return None;
    }
    let (tag, inside) = element.split_once('>')?;
    let (class, rest) = tag.split_once("class=\"")?.1.split_once('"')?;
    if !rest.trim().is_empty() || !class.split_whitespace().any(|token| token == LEGACY_CLASS) {
        return None;
    }
    let (content, after) = inside.split_once("</div>")?;
    let content = content.trim().strip_prefix("<pre>")?.strip_suffix("</pre>")?;
    let sound = !content.contains('<') && content.lines().all(|line| is_field(line) || line.starts_with([' ', '\t']));
    (sound && !content.is_empty()).then(|| format!("{before}{after}"))
}

/// Whether HTML up to here shows nothing: a doctype, and the tags of a head without a title's words.
fn only_head(html: &str) -> bool {
    let mut rest = html;
    while let Some((text, tag)) = rest.split_once('<') {
        let Some((tag, after)) = tag.split_once('>') else { return false };
        let name: String = tag.trim_start_matches(['/', '!']).chars().take_while(char::is_ascii_alphanumeric).collect();
        let known = ["doctype", "html", "head", "meta", "body"].contains(&name.to_ascii_lowercase().as_str());
        if !text.trim().is_empty() || !known {
            return false;
        }
        rest = after;
    }
    rest.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legacy_display_comes_off_again() {
        let text = format!("{}Dear Lee,\n\nbye", legacy_text("Q1\r\n numbers"));
        assert_eq!(text, "Subject: Q1 numbers\n\nDear Lee,\n\nbye");
        assert_eq!(strip_legacy_text(&text), "Dear Lee,\n\nbye");
        assert_eq!(strip_legacy_text("no blank line"), "no blank line");
        let html = format!("<body>{}<p>Dear <b>Lee</b></p></body>", legacy_html("a < b & c"));
        assert_eq!(strip_legacy_html(&html), "<body><p>Dear <b>Lee</b></p></body>");
        let document =
            format!("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"></head><body>{}x", legacy_html("a"));
        assert!(strip_legacy_html(&document).ends_with("<body>x"));
    }

    #[test]
    fn what_is_no_list_of_fields_stays() {
        for text in [
            "I do not agree.\n\nto the price",
            "Condition: only if paid first\n\nx",
            "Dear: Lee\nno: \nbye\n\nx",
            "\nx",
            " Subject: x\n\ny",
        ] {
            assert_eq!(strip_legacy_text(text), text);
        }
        let ours = legacy_html("a");
        for html in [
            format!("<p>first</p>{ours}"),
            format!("word{ours}"),
            ours.replace("</div>", ""),
            ours.replace("Subject: a", "I do not agree"),
            ours.replace("Subject: a", "Subject: <b>a</b>"),
            ours.replace(LEGACY_CLASS, "other"),
            "<".repeat(1_000_000),
        ] {
            assert_eq!(strip_legacy_html(&html), html);
        }
    }

    #[test]
    fn baseline_hides_the_subject_only() {
        let outer = baseline(&Field::text("Subject", "Q1")).unwrap();
        assert_eq!((outer.name(), outer.value()), ("Subject", "[...]"));
        assert_eq!(baseline(&Field::text("Keywords", "x")), None);
        let date = Field::raw("Date", "Mon, 02 Mar 2026 09:15:00 +0100");
        assert_eq!(baseline(&date), Some(date));
    }
}
