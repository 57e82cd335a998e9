//! ASCII armor in the text of a mail (RFC 9580 sections 6 and 7), line by line.

use zegel_octets::lines;

const MESSAGE: &[u8] = b"-----BEGIN PGP MESSAGE-----";
const MESSAGE_END: &[u8] = b"-----END PGP MESSAGE-----";
const SIGNED: &[u8] = b"-----BEGIN PGP SIGNED MESSAGE-----";
const SIGNATURE: &[u8] = b"-----BEGIN PGP SIGNATURE-----";
const SIGNATURE_END: &[u8] = b"-----END PGP SIGNATURE-----";

/// What stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Block {
    Encrypted,
    Signed,
}

/// A cleartext signed text.
pub(super) struct Cleartext {
    /// What the signature covers, which is all that may be shown of it: without escapes, lines ending in CRLF.
    pub(super) text: Vec<u8>,
    /// The armored signature.
    pub(super) signature: Vec<u8>,
}

/// Whether octets are one armored message and nothing else.
pub(super) fn is_message(octets: &[u8]) -> bool {
    is_block(octets, MESSAGE, MESSAGE_END)
}

/// Whether octets are one armored signature and nothing else.
pub(super) fn is_signature(octets: &[u8]) -> bool {
    is_block(octets, SIGNATURE, SIGNATURE_END)
}

fn is_block(octets: &[u8], begin: &[u8], end: &[u8]) -> bool {
    let octets = octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(octets).trim_ascii();
    let is_begin = |line: &&[u8]| line.trim_ascii_end().starts_with(b"-----BEGIN PGP ");
    octets.starts_with(begin) && octets.ends_with(end) && lines::split(octets).filter(is_begin).count() == 1
}

/// Whether an OpenPGP message begins here in binary: with a session key for a key or for a passphrase (sections 5.1, 5.3).
pub(super) fn is_binary_message(octets: &[u8]) -> bool {
    let first = octets.first().copied().unwrap_or_default();
    let tag = if first & 0x40 == 0 { first >> 2 & 0x0f } else { first & 0x3f };
    first & 0x80 != 0 && (tag == 1 || tag == 3)
}

/// The value of an armor header.
pub(super) fn header<'o>(octets: &'o [u8], name: &str) -> Option<&'o str> {
    let lines = octets.trim_ascii_start().split(|octet| *octet == b'\n').skip(1);
    let mut headers = lines.map(<[u8]>::trim_ascii).take_while(|line| !line.is_empty()).take(16);
    headers.find_map(|line| {
        let (found, value) = std::str::from_utf8(line).ok()?.split_once(':')?;
        found.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// Reads a text that is cleartext signed from its first line to its last. Nothing where anything stands around it, or inside it
/// and not under the signature: in the armor headers only hashes may be named (section 7).
pub(super) fn cleartext(octets: &[u8]) -> Option<Cleartext> {
    let octets = octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(octets).trim_ascii();
    if !octets.starts_with(SIGNED) || !octets.ends_with(SIGNATURE_END) {
        return None;
    }
    let mut at = 0;
    let mut lines = octets.split_inclusive(|octet| *octet == b'\n').map(|line| {
        at += line.len();
        // Blanks at the end of a line are not signed (section 7.2).
        (at - line.len(), line.trim_ascii_end())
    });
    lines.next().filter(|(_, line)| *line == SIGNED)?;
    loop {
        match lines.next()?.1 {
            b"" => break,
            header if header.starts_with(b"Hash: ") => {}
            _ => return None,
        }
    }
    let mut text: Option<Vec<u8>> = None;
    for (start, line) in lines {
        if line == SIGNATURE {
            let signature = octets.get(start..)?;
            return is_signature(signature)
                .then(|| Cleartext { text: text.unwrap_or_default(), signature: signature.to_vec() });
        }
        let line = match line.strip_prefix(b"- ") {
            Some(escaped) => escaped,
            None if line.starts_with(b"-") => return None,
            None => line,
        };
        let text = match &mut text {
            Some(text) => {
                text.extend_from_slice(b"\r\n");
                text
            }
            None => text.insert(Vec::new()),
        };
        text.extend_from_slice(line);
    }
    None
}

/// The armored blocks in a text, at most so many. A stranger's text may begin thousands and end none.
pub(super) fn blocks(text: &[u8], most: usize) -> Vec<(Block, &[u8])> {
    let mut found = Vec::new();
    let mut inside: Option<(Block, usize)> = None;
    let mut at = 0;
    for line in text.split_inclusive(|octet| *octet == b'\n') {
        let start = at;
        at += line.len();
        let line = line.trim_ascii_end();
        // Inside a signed text an armored message may be quoted.
        match line {
            MESSAGE if !matches!(inside, Some((Block::Signed, _))) => inside = Some((Block::Encrypted, start)),
            SIGNED => inside = Some((Block::Signed, start)),
            _ => {}
        }
        let Some((kind, from)) = inside else { continue };
        let ends = match kind {
            Block::Encrypted => line == MESSAGE_END,
            Block::Signed => line == SIGNATURE_END,
        };
        if ends {
            let counts = |block: &&[u8]| match kind {
                Block::Encrypted => is_message(block),
                Block::Signed => cleartext(block).is_some(),
            };
            found.extend(text.get(from..at).filter(counts).map(|block| (kind, block)));
            inside = None;
            if found.len() >= most {
                break;
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(head: &str, text: &str, after: &str) -> Option<String> {
        let whole = format!(
            "-----BEGIN PGP SIGNED MESSAGE-----\n{head}\n{text}\n-----BEGIN PGP SIGNATURE-----\n\nx\n-----END PGP SIGNATURE-----\n{after}"
        );
        cleartext(whole.as_bytes()).map(|found| String::from_utf8(found.text).unwrap())
    }

    #[test]
    fn what_is_signed_is_read_without_escapes_and_trailing_blanks() {
        assert_eq!(signed("Hash: SHA256\n", "a  \n- -b\n\nc", "").as_deref(), Some("a\r\n-b\r\n\r\nc"));
        assert_eq!(signed("", "a", "\n \n").as_deref(), Some("a"));
        assert_eq!(signed("Comment: pay Eve\n", "a", ""), None, "only hashes may be named");
        assert_eq!(signed("Hash: SHA256\n", "a\n-b", ""), None, "an escape is missing");
        assert_eq!(signed("Hash: SHA256\n", "a", "and pay Eve"), None, "text behind");
        assert_eq!(
            signed("", "a\n- -----BEGIN PGP SIGNATURE-----", "").as_deref(),
            Some("a\r\n-----BEGIN PGP SIGNATURE-----")
        );
    }

    #[test]
    fn blocks_are_found_line_by_line() {
        let message = "-----BEGIN PGP MESSAGE-----\n\nx\n-----END PGP MESSAGE-----\n";
        assert!(is_message(message.as_bytes()));
        assert!(!is_message(format!("{message}{message}").as_bytes()));
        assert!(!is_message(format!("a\n{message}").as_bytes()));
        let text = format!("Look:\n{message}and\n> {message}{message}");
        assert_eq!(blocks(text.as_bytes(), 5).len(), 2);
        assert_eq!(blocks(text.as_bytes(), 1).len(), 1);
        assert_eq!(blocks("-----BEGIN PGP MESSAGE-----\n\n".repeat(100_000).as_bytes(), 5), []);
    }
}
