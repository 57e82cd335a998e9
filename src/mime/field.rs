//! Header fields in their written form.
//!
//! RFC 9788 compares and repeats field values, so a value is encoded and folded once and then kept.

use crate::address::Address;
use mail_builder::headers::{Header, address, message_id::MessageId, raw::Raw, text::Text};
use zegel_octets::base64;

/// A header field: name, and value as written (encoded, folded, without the final line end).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    name: String,
    value: String,
}

impl Field {
    /// Unstructured text; anything outside ASCII becomes encoded words (RFC 2047), and so does what looks like one: readers would
    /// see another text than the one that rules have looked at.
    pub fn text(name: &str, value: &str) -> Self {
        let value = one_line(value);
        if !value.is_ascii() || !value.contains("=?") {
            return Self::written(name, &Text::new(value));
        }
        let mut words = b"=?utf-8?B?".to_vec();
        base64::lines(value.as_bytes(), 36, b"?=\r\n =?utf-8?B?", &mut words);
        let words = String::from_utf8_lossy(&words);
        Self { name: name.to_owned(), value: words.trim_end_matches("\r\n =?utf-8?B?").to_owned() }
    }

    /// Text of which programs look for words: ASCII stays as it is, folded at blanks; anything else becomes encoded words.
    pub fn plain(name: &str, value: &str) -> Self {
        const LONGEST: usize = 900;
        let as_it_is = value.is_ascii() && !value.contains("=?") && value.split(' ').all(|word| word.len() < LONGEST);
        if as_it_is { Self::raw(name, value) } else { Self::text(name, value) }
    }

    /// ASCII as it is, folded at blanks.
    pub fn raw(name: &str, value: &str) -> Self {
        Self::written(name, &Raw::new(one_line(value)))
    }

    /// Parameters or pairs, each on a line of its own; whoever looks for one of them finds it in one piece. Only ASCII:
    /// these fields are read by programs that do not decode words, and a letter of another script becomes `?`.
    pub fn listed(name: &str, items: &[String]) -> Self {
        let items: Vec<String> = items.iter().map(|item| ascii(item)).collect();
        Self { name: name.to_owned(), value: items.join(";\r\n ") }
    }

    /// ASCII, each item on a line of its own.
    pub(super) fn lines(name: &str, lines: &[String]) -> Self {
        Self { name: name.to_owned(), value: lines.join("\r\n ") }
    }

    /// A list of addresses.
    pub fn addresses(name: &str, addresses: &[&Address]) -> Self {
        let list = addresses
            .iter()
            .map(|address| address::Address::new_address(address.name().map(ToOwned::to_owned), address.addr_spec()))
            .collect();
        Self::written(name, &address::Address::new_list(list))
    }

    /// The same without display names: what a person calls people is nobody else's business.
    pub fn bare_addresses(name: &str, addresses: &[&Address]) -> Self {
        let list = addresses.iter().map(|address| address.addr_spec()).collect::<Vec<_>>().join(", ");
        Self::raw(name, &list)
    }

    /// Message-IDs, given without angle brackets.
    pub fn message_ids(name: &str, ids: &[String]) -> Self {
        Self::written(name, &MessageId::new_list(ids.iter().map(|id| one_line(id))))
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The written value.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// `Name: value` and a line end.
    pub fn write(&self, out: &mut Vec<u8>) {
        for part in [self.name.as_str(), ": ", &self.value, "\r\n"] {
            out.extend_from_slice(part.as_bytes());
        }
    }

    /// The `HP-Outer` field that records this one (RFC 9788 section 2.2).
    #[must_use]
    pub fn hp_outer(&self) -> Self {
        Self { name: "HP-Outer".to_owned(), value: format!("{}: {}", self.name, self.value) }
    }

    fn written(name: &str, header: &impl Header) -> Self {
        let mut value = Vec::new();
        header.write_header(&mut value, name.len() + 2);
        let value = String::from_utf8_lossy(&value);
        Self { name: name.to_owned(), value: value.trim_end_matches(['\r', '\n']).to_owned() }
    }
}

/// Printable ASCII: blanks for control characters, `?` for letters of other scripts.
pub(super) fn ascii(text: &str) -> String {
    let plain = |c: char| if c.is_ascii_graphic() { c } else { ' ' };
    text.chars().map(|c| if c.is_ascii() { plain(c) } else { '?' }).collect()
}

/// Line ends inside a value would start a new field.
fn one_line(value: &str) -> String {
    value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_can_start_another_field() {
        for field in [
            Field::text("Subject", "a\r\nBcc: x@example.com"),
            Field::raw("X", "a\nBcc: x@example.com"),
            Field::message_ids("References", &["a\r\nBcc: x@example.com".to_owned()]),
        ] {
            for line in field.value().split("\r\n").skip(1) {
                assert!(line.starts_with([' ', '\t']), "{field:?}");
            }
            assert!(!field.value().replace("\r\n", "").contains(['\r', '\n']), "{field:?}");
        }
    }

    #[test]
    fn what_looks_like_an_encoded_word_is_read_as_it_was_written() {
        for text in ["=?utf-8?B?cHJvamVjdCBhcG9sbG8=?=", &"é =?utf-8?Q?apollo?= ".repeat(9), "a =? b"] {
            for field in [Field::text("Subject", text), Field::plain("Subject", text)] {
                let written = ["Subject: ", field.value(), "\r\n\r\n"].concat();
                assert!(written.lines().all(|line| line.len() <= 78), "{written}");
                let read = mail_parser::MessageParser::new().parse_headers(written.as_bytes()).unwrap();
                assert_eq!(read.subject().map(str::trim_end), Some(text.trim_end()), "{written}");
            }
        }
    }

    #[test]
    fn long_values_fold_and_foreign_letters_are_encoded() {
        let field = Field::text("Subject", &"Überraschung ".repeat(20));
        assert!(field.value().is_ascii());
        assert!(field.value().split("\r\n").all(|line| line.len() <= 78), "{}", field.value());
    }
}
