//! Packets (RFC 9580 section 4.2): both formats, and data in pieces.

use super::flaw::Flaw;
use super::octets::Octets;
use std::borrow::Cow;
use std::ops::Range;

/// Packets looked at in one sequence: more than any certificate or message of honest people has.
const MAX_PACKETS: usize = 4096;

/// The packets that are read here, by their type ID.
pub(in crate::seal) mod tag {
    pub(in crate::seal) const PKESK: u8 = 1;
    pub(in crate::seal) const SIGNATURE: u8 = 2;
    pub(in crate::seal) const SKESK: u8 = 3;
    pub(in crate::seal) const ONE_PASS: u8 = 4;
    pub(in crate::seal) const PUBLIC_KEY: u8 = 6;
    pub(in crate::seal) const COMPRESSED: u8 = 8;
    pub(in crate::seal) const MARKER: u8 = 10;
    pub(in crate::seal) const LITERAL: u8 = 11;
    pub(in crate::seal) const USER_ID: u8 = 13;
    pub(in crate::seal) const PUBLIC_SUBKEY: u8 = 14;
    pub(in crate::seal) const USER_ATTRIBUTE: u8 = 17;
    pub(in crate::seal) const SEIPD: u8 = 18;
    /// GnuPG's own (draft-koch-librepgp section 5.16).
    pub(in crate::seal) const GNUPG_OCB: u8 = 20;
    pub(in crate::seal) const PADDING: u8 = 21;
}

/// A packet: its type and its octets.
#[derive(Debug)]
pub(in crate::seal) struct Packet<'a> {
    pub(in crate::seal) tag: u8,
    pub(in crate::seal) body: Cow<'a, [u8]>,
}

/// All packets, to the end of the octets.
pub(in crate::seal) fn packets(bytes: &[u8]) -> Result<Vec<Packet<'_>>, Flaw> {
    let mut octets = Octets::new(bytes);
    let mut packets = Vec::new();
    while !octets.is_empty() {
        if packets.len() >= MAX_PACKETS {
            return Err(Flaw::Malformed);
        }
        packets.push(packet(&mut octets).ok_or(Flaw::Malformed)?);
    }
    Ok(packets)
}

fn packet<'a>(octets: &mut Octets<'a>) -> Option<Packet<'a>> {
    let (tag, length) = head(octets)?;
    let length = match length {
        Length::Whole(length) => return Some(Packet { tag, body: Cow::Borrowed(octets.take(length)?) }),
        // Only data may be, and it is the last packet.
        Length::Unknown => return is_data(tag).then(|| Packet { tag, body: Cow::Borrowed(octets.rest()) }),
        Length::First(length) => length,
    };
    // Section 4.2.1.4: only data comes in pieces, and the first is no small one.
    if !is_data(tag) || length < 512 {
        return None;
    }
    let mut body = octets.take(length)?.to_vec();
    let mut partial = true;
    while partial {
        let (length, more) = self::length(octets)?;
        body.extend_from_slice(octets.take(length)?);
        partial = more;
    }
    Some(Packet { tag, body: Cow::Owned(body) })
}

/// The type of the packet that begins here, where its body is and how long, though not all of it may be here. Nothing where it
/// comes in pieces or its length is not told.
pub(in crate::seal) fn announced(bytes: &[u8]) -> Option<(u8, Range<usize>)> {
    let mut octets = Octets::new(bytes);
    let (tag, Length::Whole(length)) = head(&mut octets)? else { return None };
    let from = bytes.len() - octets.rest().len();
    Some((tag, from..from.checked_add(length)?))
}

/// How long a packet is.
enum Length {
    Whole(usize),
    /// To the end of everything.
    Unknown,
    /// Of its first piece.
    First(usize),
}

/// The type of a packet, and its length.
fn head(octets: &mut Octets<'_>) -> Option<(u8, Length)> {
    let first = octets.octet()?;
    match first >> 6 {
        // Section 4.2.2: the older format.
        0b10 => Some((
            (first >> 2) & 0x0f,
            match first & 3 {
                0 => Length::Whole(octets.count()?),
                1 => Length::Whole(octets.short_count()?),
                2 => Length::Whole(octets.long_count()?),
                _ => Length::Unknown,
            },
        )),
        // Section 4.2.1.
        0b11 => {
            let (length, partial) = length(octets)?;
            Some((first & 0x3f, if partial { Length::First(length) } else { Length::Whole(length) }))
        }
        _ => None,
    }
}

/// A length, and whether another piece follows.
fn length(octets: &mut Octets<'_>) -> Option<(usize, bool)> {
    Some(match octets.count()? {
        short @ 0..192 => (short, false),
        middle @ 192..224 => (((middle - 192) << 8) + octets.count()? + 192, false),
        255 => (octets.long_count()?, false),
        piece => (1 << (piece & 0x1f), true),
    })
}

fn is_data(tag: u8) -> bool {
    matches!(tag, tag::COMPRESSED | tag::LITERAL | tag::SEIPD | tag::GNUPG_OCB)
}

/// Writes a packet in the newer format.
pub(in crate::seal) fn write(tag: u8, body: &[&[u8]], out: &mut Vec<u8>) -> Option<()> {
    let length = u32::try_from(body.iter().map(|part| part.len()).sum::<usize>()).ok()?;
    out.push(0xc0 | tag);
    match u8::try_from(length) {
        Ok(short) if short < 192 => out.push(short),
        _ => {
            out.push(255);
            out.extend_from_slice(&length.to_be_bytes());
        }
    }
    for part in body {
        out.extend_from_slice(part);
    }
    Some(())
}

#[cfg(test)]
#[path = "packet_tests.rs"]
mod tests;
