//! The outer message: header fields and, if sealed, the two parts of PGP/MIME (RFC 3156 section 4).

use crate::mime::ClearEntity;
use crate::seal::Sealed;

/// The bytes of a message as they leave the browser. Only [`Outgoing::sealed`], [`Outgoing::letter`] and
/// [`Outgoing::clear`] make one.
#[derive(Debug)]
pub struct Outgoing {
    pub(super) bytes: Vec<u8>,
}

impl Outgoing {
    /// Wraps a sealed message in PGP/MIME. `boundary` is a random boundary delimiter.
    ///
    /// `cover` is said where it disturbs no program: RFC 3156 allows exactly two parts, so it stands in the preamble
    /// (RFC 2046 section 5.1.1), which programs that do not know multiparts show.
    pub fn sealed(sealed: &Sealed<'_>, boundary: &str, cover: Option<&str>) -> Self {
        let mut bytes = Vec::with_capacity(sealed.armored().len() + 4096);
        for field in sealed.outer() {
            field.write(&mut bytes);
        }
        let preamble = cover.map(preamble).unwrap_or_default();
        let head = format!(
            "MIME-Version: 1.0\r\n\
             Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\";\r\n boundary=\"{boundary}\"\r\n\
             \r\n\
             {preamble}\
             --{boundary}\r\n\
             Content-Type: application/pgp-encrypted\r\n\
             Content-Description: PGP/MIME version identification\r\n\
             \r\n\
             Version: 1\r\n\
             \r\n\
             --{boundary}\r\n\
             Content-Type: application/octet-stream; name=\"encrypted.asc\"\r\n\
             Content-Description: OpenPGP encrypted message\r\n\
             Content-Disposition: inline; filename=\"encrypted.asc\"\r\n\
             \r\n"
        );
        bytes.extend_from_slice(head.as_bytes());
        // Armor comes with LF; mail wants CRLF (RFC 5322 section 2.3).
        for line in sealed.armored().split(|byte| *byte == b'\n') {
            bytes.extend_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
            bytes.extend_from_slice(b"\r\n");
        }
        bytes.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        Self { bytes }
    }

    /// A message that was decided to leave unprotected.
    pub fn clear(entity: ClearEntity) -> Self {
        Self { bytes: entity.into_bytes() }
    }

    /// The bytes, with CRLF line ends.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

/// ASCII in short lines that no delimiter starts: a preamble has no encoding of its own.
fn preamble(text: &str) -> String {
    const LONGEST: usize = 76;
    let mut out = String::new();
    for line in text.lines() {
        let mut length = 0;
        for word in line.split_ascii_whitespace() {
            let word: String = word.chars().map(|c| if c.is_ascii_graphic() { c } else { '?' }).take(800).collect();
            if length > 0 && length + word.len() >= LONGEST {
                out.push_str("\r\n");
                length = 0;
            }
            let space = if length > 0 || word.starts_with('-') { " " } else { "" };
            out.extend([space, &word]);
            length += space.len() + word.len();
        }
        out.push_str("\r\n");
    }
    out
}
