//! Text strings (ISO 32000-2, 7.9.2.2).

use super::lexer::digit;
use std::fmt::Write as _;

/// Writes a text: as it is where all readers agree on its letters, else in UTF-16.
pub(super) fn spelled(text: &str) -> String {
    let is_plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if is_plain {
        let escaped = text.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)");
        return ["(", &escaped, ")"].concat();
    }
    let mut written = "<FEFF".to_owned();
    for unit in text.encode_utf16() {
        let _ = write!(written, "{unit:04X}");
    }
    written + ">"
}

/// Reads a text; `None` for what is no string. Letters that PDF alone encodes as it does are not told apart.
pub(super) fn read(value: &[u8]) -> Option<String> {
    let octets = octets(value)?;
    Some(match octets.as_slice() {
        [0xfe, 0xff, rest @ ..] => {
            let units = rest.as_chunks().0.iter().map(|unit| u16::from_be_bytes(*unit));
            char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
        }
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        octets => octets.iter().map(|octet| char::from(*octet)).collect(),
    })
}

fn octets(value: &[u8]) -> Option<Vec<u8>> {
    match value {
        [b'(', inner @ .., b')'] => Some(literal(inner)),
        [b'<', inner @ .., b'>'] if inner.first() != Some(&b'<') => {
            let digits: Vec<u8> = inner.iter().filter_map(|byte| digit(*byte)).collect();
            Some(digits.chunks(2).map(|pair| pair.first().unwrap_or(&0) << 4 | pair.get(1).unwrap_or(&0)).collect())
        }
        _ => None,
    }
}

fn literal(mut rest: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(rest.len());
    while let [first, tail @ ..] = rest {
        rest = tail;
        if *first != b'\\' {
            plain.push(*first);
            continue;
        }
        let Some((escaped, tail)) = rest.split_first() else { break };
        rest = tail;
        match escaped {
            b'n' => plain.push(b'\n'),
            b'r' => plain.push(b'\r'),
            b't' => plain.push(b'\t'),
            b'b' => plain.push(8),
            b'f' => plain.push(12),
            b'0'..=b'7' => {
                let mut code = escaped - b'0';
                for _ in 0..2 {
                    let [next @ b'0'..=b'7', tail @ ..] = rest else { break };
                    code = code.wrapping_mul(8).wrapping_add(next - b'0');
                    rest = tail;
                }
                plain.push(code);
            }
            // The line goes on.
            b'\r' => rest = rest.strip_prefix(b"\n").unwrap_or(rest),
            b'\n' => {}
            other => plain.push(*other),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for text in ["true", "a (b) \\c)", "Vertrouwelijk – é", "机密 😀", ""] {
            assert_eq!(read(spelled(text).as_bytes()).as_deref(), Some(text));
        }
        assert_eq!(spelled("a(b"), "(a\\(b)");
        assert_eq!(read(b"(\\101\\\r\nB\\x\\53)").as_deref(), Some("ABx+"));
        assert_eq!(read(b"<41 4>").as_deref(), Some("A@"));
        assert_eq!((read(b"12"), read(b"<<>>"), read(b"/A")), (None, None, None));
    }
}
