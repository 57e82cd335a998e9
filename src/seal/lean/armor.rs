//! ASCII armor (RFC 9580 section 6), off and on.

use super::flaw::Flaw;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::borrow::Cow;

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
    let mut lines = bytes.split(|octet| *octet == b'\n').map(<[u8]>::trim_ascii);
    let begins = |line: &[u8]| line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line).starts_with(BEGIN);
    lines.find(|line| begins(line)).ok_or(Flaw::Malformed)?;
    // Armor headers are for people, and end with an empty line.
    lines.find(|line| line.is_empty()).ok_or(Flaw::Malformed)?;
    let mut text = Vec::with_capacity(bytes.len());
    for line in lines {
        if line.starts_with(END) {
            // Section 6.1: the checksum is not needed for anything, and not checked.
            return STANDARD.decode(&text).map(Cow::Owned).map_err(|_| Flaw::Malformed);
        }
        if !line.starts_with(b"=") {
            text.extend_from_slice(line);
        }
    }
    Err(Flaw::Malformed)
}

/// An armored message. `checksum`: for GnuPG 2.2, which takes the tail for base64 where a message that needs no `=` at its
/// end lacks it.
pub(in crate::seal) fn armor(message: &[u8], checksum: bool) -> Vec<u8> {
    let mut text = String::with_capacity(message.len() / 3 * 4 + message.len() / LINE + 128);
    text.push_str("-----BEGIN PGP MESSAGE-----\n\n");
    for line in message.chunks(LINE) {
        STANDARD.encode_string(line, &mut text);
        text.push('\n');
    }
    if checksum {
        let [_, sum @ ..] = crc24(message).to_be_bytes();
        text.push('=');
        STANDARD.encode_string(sum, &mut text);
        text.push('\n');
    }
    text.push_str("-----END PGP MESSAGE-----\n");
    text.into_bytes()
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
