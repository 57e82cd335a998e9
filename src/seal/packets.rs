//! Packets for the OpenPGP library. A file of certificates put in the order the OpenPGP library reads: without trust packets, and revocations of the key
//! right behind it, wherever in the file somebody appended them.

use pgp::composed::MessageReader;
use std::borrow::Cow;

const SIGNATURE: u8 = 2;
const SECRET_KEY: u8 = 5;
const PUBLIC_KEY: u8 = 6;
/// Somebody's own notes (RFC 9580 section 5.10).
const TRUST: u8 = 12;
/// The type of a signature that revokes a key (section 5.2.1.11).
const KEY_REVOCATION: u8 = 0x20;

/// Octets behind the reader that the library has for messages. All of its parsers are generic: read so, certificates, keys and signatures
/// share those of messages, which would else be in the program twice.
pub(super) fn reader(octets: &[u8]) -> MessageReader<'_> {
    MessageReader::Reader(Box::new(octets))
}

/// The same packets in order; the file as it is where they cannot be told apart.
pub(super) fn tidy(bytes: &[u8]) -> Cow<'_, [u8]> {
    let (mut ordered, mut rest): (Vec<u8>, Vec<u8>) = (Vec::with_capacity(bytes.len()), Vec::new());
    let (mut left, mut moved) = (bytes, false);
    while !left.is_empty() {
        let Some((tag, head, length)) = header(left) else { return Cow::Borrowed(bytes) };
        let Some((packet, after)) = left.split_at_checked(head + length) else { return Cow::Borrowed(bytes) };
        left = after;
        match tag {
            PUBLIC_KEY | SECRET_KEY => {
                ordered.append(&mut rest);
                ordered.extend_from_slice(packet);
            }
            // Versions 4 and 6: version, then type.
            SIGNATURE if packet.get(head + 1) == Some(&KEY_REVOCATION) => {
                moved |= !rest.is_empty();
                ordered.extend_from_slice(packet);
            }
            TRUST => moved = true,
            _ => rest.extend_from_slice(packet),
        }
    }
    ordered.append(&mut rest);
    if moved { Cow::Owned(ordered) } else { Cow::Borrowed(bytes) }
}

/// The type of a packet, the octets of its header and of its body (section 4.2).
fn header(bytes: &[u8]) -> Option<(u8, usize, usize)> {
    let first = *bytes.first()?;
    let number = |octets: &[u8]| octets.iter().fold(0, |sum, octet| sum << 8 | usize::from(*octet));
    if first & 0xc0 == 0xc0 {
        let (head, length) = match *bytes.get(1)? {
            short @ 0..192 => (2, usize::from(short)),
            long @ 192..224 => (3, ((usize::from(long) - 192) << 8) + usize::from(*bytes.get(2)?) + 192),
            255 => (6, number(bytes.get(2..6)?)),
            _ => return None,
        };
        return Some((first & 0x3f, head, length));
    }
    if first & 0x80 == 0 {
        return None;
    }
    let octets = match first & 3 {
        0 => 1,
        1 => 2,
        2 => 4,
        _ => return None,
    };
    Some((first >> 2 & 0x0f, 1 + octets, number(bytes.get(1..1 + octets)?)))
}
