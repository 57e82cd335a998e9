//! Header protection (RFC 9788): which fields stand outside, and how they look there.

use super::Field;
use serde::Serialize;

/// The subject that stands outside an encrypted message (RFC 9788 section 3.2.1).
pub(super) const OUTER_SUBJECT: &str = "[...]";

/// The parameter on the payload's Content-Type.
pub(super) const HP_CIPHER: (&str, &str) = ("hp", "cipher");

/// The parameter on a body part that repeats hidden fields for readers that do not know header protection.
pub(super) const LEGACY_DISPLAY: (&str, &str) = ("hp-legacy-display", "1");

/// Octets looked at for the end of a tag.
const MAX_TAG: usize = 256;

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
/// first blank line (RFC 9788 section 5.3.2).
pub fn strip_legacy_text(text: &str) -> &str {
    let mut rest = text;
    while let Some((line, after)) = rest.split_once('\n') {
        rest = after;
        if line.trim_end_matches('\r').is_empty() {
            return rest;
        }
    }
    text
}

/// Takes the legacy display element off a text/html part that says it has one (RFC 9788 section 5.3.3).
pub fn strip_legacy_html(html: &str) -> String {
    let Some((before, element)) = find_legacy_div(html) else { return html.to_owned() };
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(tag) = element.get(at..).and_then(|rest| rest.find('<')).map(|found| at + found) {
        let lower = element.get(tag..).unwrap_or_default().get(..5).unwrap_or_default().to_ascii_lowercase();
        if lower.starts_with("<div") {
            depth += 1;
        } else if lower.starts_with("</div") {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                let after = element.get(tag..).and_then(|rest| rest.split_once('>')).map_or("", |(_, after)| after);
                return format!("{before}{after}");
            }
        }
        at = tag + 1;
    }
    before.to_owned()
}

/// Splits before the first `div` that has the class of the legacy display element.
fn find_legacy_div(html: &str) -> Option<(&str, &str)> {
    html.match_indices('<').find_map(|(at, _)| {
        let element = html.get(at..)?;
        // A tag this long is not ours; without a bound a page of `<` would take quadratic time.
        let end = element.bytes().take(MAX_TAG).position(|byte| byte == b'>')?;
        let tag = element.get(..end)?;
        let tag = tag.to_ascii_lowercase();
        let class = tag.strip_prefix("<div")?.split_once("class")?.1.trim_start().strip_prefix('=')?.trim_start();
        let quote = class.chars().next().filter(|c| ['"', '\''].contains(c));
        let value = match quote {
            Some(quote) => class.get(1..)?.split(quote).next()?,
            None => class.split_whitespace().next()?,
        };
        value.split_whitespace().any(|token| token == LEGACY_CLASS).then_some((html.get(..at)?, element))
    })
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
        let nested = "<DIV CLASS='x header-protection-legacy-display'><div>Subject</div></DIV>rest";
        assert_eq!(strip_legacy_html(nested), "rest");
        assert_eq!(strip_legacy_html("<div class=\"other\">x</div>"), "<div class=\"other\">x</div>");
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
