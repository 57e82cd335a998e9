//! Bytes as text.

use super::findings::Findings;
use super::latin::windows_1252;
use super::{MAX_TEXT, Unread};
use std::borrow::Cow;

/// Octets that are made text at once; markup may leave little of them.
const MAX_DECODED: usize = 16 * MAX_TEXT;

/// Whether bytes look like text: no zero byte and hardly any other control character at their beginning.
pub(super) fn is_text(bytes: &[u8]) -> bool {
    if has_utf16_mark(bytes) {
        return true;
    }
    let head = bytes.get(..64 * 1024).unwrap_or(bytes);
    let odd = head.iter().filter(|byte| matches!(byte, 1..=8 | 11 | 14..=26 | 28..=31 | 127)).count();
    !head.contains(&0) && odd <= head.len() / 64
}

/// Text in UTF-8, in UTF-16 if a byte order mark says so, else in windows-1252.
pub(super) fn decode<'a>(findings: &mut Findings, bytes: &'a [u8]) -> Cow<'a, str> {
    if bytes.len() > MAX_DECODED {
        findings.miss(Unread::TooLarge);
    }
    decoded(bytes.get(..MAX_DECODED).unwrap_or(bytes))
}

fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    if has_utf16_mark(bytes) {
        return Cow::Owned(utf16(bytes));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        // Cut inside a character.
        Err(error) if error.error_len().is_none() && error.valid_up_to() > 0 => Cow::Borrowed(
            bytes.get(..error.valid_up_to()).and_then(|whole| std::str::from_utf8(whole).ok()).unwrap_or(""),
        ),
        Err(_) => Cow::Owned(bytes.iter().map(|byte| windows_1252(*byte)).collect()),
    }
}

/// UTF-16 in the byte order that its mark says, big-endian without one; what is no character becomes U+FFFD.
pub(super) fn utf16(bytes: &[u8]) -> String {
    let (bytes, order): (_, fn([u8; 2]) -> u16) = match bytes {
        [0xff, 0xfe, rest @ ..] => (rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => (rest, u16::from_be_bytes),
        _ => (bytes, u16::from_be_bytes),
    };
    let units = bytes.as_chunks().0.iter().map(|unit| order(*unit));
    char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

fn has_utf16_mark(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_bytes_decide_the_character_set() {
        assert_eq!(decoded(b"\xef\xbb\xbfcaf\xc3\xa9"), "café");
        assert_eq!(decoded(b"caf\xe9 \x80"), "café €");
        assert_eq!(decoded(b"\xff\xfec\0a\0f\0\xe9\0"), "café");
        assert_eq!(decoded(b"\xfe\xff\0c\xd8\x3d\xde\0\xd8"), "c😀");
        assert_eq!(decoded(b"caf\xc3"), "caf");
        assert_eq!(decoded(b"\xc3"), "Ã");
    }

    #[test]
    fn text_is_told_from_other_bytes() {
        for text in [&b""[..], b"a\tb\r\n", b"\x1b[1mbold\x0c", b"\xff\xfea\0", "日本".as_bytes()] {
            assert!(is_text(text), "{text:?}");
        }
        for other in [&b"a\0b"[..], b"\x01\x02\x03", b"abc\x07"] {
            assert!(!is_text(other), "{other:?}");
        }
    }
}
