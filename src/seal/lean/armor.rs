//! ASCII armor (RFC 9580 section 6), off and on.

use super::flaw::Flaw;
use std::borrow::Cow;
use zegel_octets::{base64, lines};

const BEGIN: &[u8] = b"-----BEGIN PGP ";
const END: &[u8] = b"-----END PGP ";
/// Octets in a line.
const LINE: usize = 48;

/// The octets in the first armored block of any text around it; octets that are none of text are given back.
pub(in crate::seal) fn dearmor(bytes: &[u8]) -> Result<Cow<'_, [u8]>, Flaw> {
    // Section 4.2: the first bit of every packet is set. No text begins so but with a byte order mark.
    if bytes.first().is_some_and(|first| first & 0x80 != 0) && !bytes.starts_with(b"\xef\xbb\xbf") {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut rest = bytes;
    let begins = |line: &[u8]| line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line).starts_with(BEGIN);
    while !begins(next_line(&mut rest).ok_or(Flaw::Malformed)?) {}
    // Armor headers are for people, and end with an empty line.
    while !next_line(&mut rest).ok_or(Flaw::Malformed)?.is_empty() {}
    if let Some((octets, used)) = base64::decode(rest)
        && rest.split_at_checked(used).is_some_and(|(lines, rest)| lines.ends_with(b"\n") && is_end(rest))
    {
        return Ok(Cow::Owned(octets));
    }
    // As people keep it, with blanks here and there.
    let mut text = Vec::with_capacity(bytes.len());
    while let Some(line) = next_line(&mut rest) {
        if line.starts_with(END) {
            // Section 6.1: the checksum is not needed for anything, and not checked.
            return base64::whole(&text).map(Cow::Owned).ok_or(Flaw::Malformed);
        }
        if !line.starts_with(b"=") {
            text.extend(line.iter().filter(|octet| !octet.is_ascii_whitespace()));
        }
    }
    Err(Flaw::Malformed)
}

/// The next line, without blanks at its ends.
fn next_line<'t>(text: &mut &'t [u8]) -> Option<&'t [u8]> {
    if text.is_empty() {
        return None;
    }
    let (line, rest) = lines::first(text).unwrap_or((text, &[]));
    *text = rest;
    Some(line.trim_ascii())
}

/// Whether armor ends here, or behind its checksum.
fn is_end(mut text: &[u8]) -> bool {
    if text.starts_with(b"=") {
        next_line(&mut text);
    }
    text.starts_with(END)
}

/// An armored message. `checksum`: for GnuPG 2.2, which takes the tail for base64 where a message that needs no `=` at its
/// end lacks it.
pub(in crate::seal) fn armor(message: &[u8], checksum: bool) -> Vec<u8> {
    let mut text = Vec::with_capacity(message.len() / 3 * 4 + message.len() / LINE + 128);
    text.extend_from_slice(b"-----BEGIN PGP MESSAGE-----\n\n");
    base64::lines(message, LINE, b"\n", &mut text);
    if checksum {
        let [_, sum @ ..] = crc24(message).to_be_bytes();
        text.push(b'=');
        base64::lines(&sum, LINE, b"\n", &mut text);
    }
    text.extend_from_slice(b"-----END PGP MESSAGE-----\n");
    text
}

/// Section 6.1.1.
fn crc24(bytes: &[u8]) -> u32 {
    let mut crc: u32 = 0x00b7_04ce;
    for octet in bytes {
        crc ^= u32::from(*octet) << 16;
        for _ in 0..8 {
            crc <<= 1;
            if crc & 0x0100_0000 != 0 {
                crc ^= 0x0186_4cfb;
            }
        }
    }
    crc & 0x00ff_ffff
}
