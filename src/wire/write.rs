//! The outer message: header fields and, if sealed, the two parts of PGP/MIME (RFC 3156 section 4).

use crate::mime::{ClearEntity, Field};
use crate::seal::{Sealed, Streamed};

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
        let (mut bytes, after) = around(sealed.outer(), boundary, cover);
        sealed.armor(b"\r\n", &mut bytes);
        bytes.extend_from_slice(&after);
        Self { bytes }
    }

    /// The same of a message that was sealed in pieces: gives what stands before them, and what behind.
    pub fn streamed(streamed: &Streamed, outer: &[Field], boundary: &str, cover: Option<&str>) -> (Vec<u8>, Vec<u8>) {
        let (mut before, after) = around(outer, boundary, cover);
        before.extend_from_slice(&streamed.before);
        (before, [streamed.after.as_slice(), &after].concat())
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

/// What stands before the armor and behind it.
fn around(outer: &[Field], boundary: &str, cover: Option<&str>) -> (Vec<u8>, Vec<u8>) {
    let mut bytes = Vec::with_capacity(4096);
    for field in outer {
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
    (bytes, format!("\r\n--{boundary}--\r\n").into_bytes())
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
