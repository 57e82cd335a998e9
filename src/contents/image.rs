//! Pictures: of what they hold, the XMP of PNG (ISO 15948), JPEG (ISO 10918-1) and TIFF (revision 6.0).

use super::bytes::{size, stands_at};
use super::findings::Findings;
use super::inflate::inflate;
use super::xmp;
use std::borrow::Cow;

/// Parts of a picture that are gone through.
const MAX_PARTS: usize = 1 << 16;
/// A packet that is longer is cut.
const MAX_PACKET: usize = 4 * 1024 * 1024;

/// Reads the sensitivity labels of a picture.
pub(super) fn read(findings: &mut Findings, bytes: &[u8]) {
    let packet = match bytes {
        [0x89, b'P', b'N', b'G', ..] => png(bytes),
        [0xff, 0xd8, ..] => jpeg(bytes).map(Cow::Borrowed),
        [b'I', b'I', ..] => tiff(bytes, u32::from_le_bytes).map(Cow::Borrowed),
        [b'M', b'M', ..] => tiff(bytes, u32::from_be_bytes).map(Cow::Borrowed),
        _ => None,
    };
    if let Some(packet) = packet {
        let packet = packet.get(..MAX_PACKET).unwrap_or(&packet);
        findings.spend(packet.len());
        xmp::read(findings, packet);
    }
}

fn png(bytes: &[u8]) -> Option<Cow<'_, [u8]>> {
    const KEYWORD: &[u8] = b"iTXtXML:com.adobe.xmp\0";
    let mut at = 8_usize;
    for _ in 0..MAX_PARTS {
        let length = size(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?));
        let end = at.checked_add(8)?.checked_add(length)?;
        if stands_at(bytes, at + 4, KEYWORD) {
            let (compression, rest) = bytes.get(at + 4 + KEYWORD.len()..end)?.split_first_chunk::<2>()?;
            // Behind a language and a translated keyword.
            let packet = rest.splitn(3, |byte| *byte == 0).nth(2)?;
            let is_packed = compression.first() == Some(&1);
            return Some(if is_packed {
                Cow::Owned(inflate(packet.get(2..)?, MAX_PACKET).bytes)
            } else {
                Cow::Borrowed(packet)
            });
        }
        at = end.checked_add(4)?;
    }
    None
}

fn jpeg(bytes: &[u8]) -> Option<&[u8]> {
    let mut at = 2;
    for _ in 0..MAX_PARTS {
        let [0xff, marker, high, low] = *bytes.get(at..)?.first_chunk::<4>()? else { return None };
        // An octet to fill up.
        if marker == 0xff {
            at += 1;
            continue;
        }
        let end = at + 2 + usize::from(u16::from_be_bytes([high, low]));
        let found = bytes.get(at + 4..end)?.strip_prefix(b"http://ns.adobe.com/xap/1.0/\0");
        if found.is_some() && marker == 0xe1 {
            return found;
        }
        // The picture follows.
        if marker == 0xda {
            return None;
        }
        at = end;
    }
    None
}

fn tiff(bytes: &[u8], number: fn([u8; 4]) -> u32) -> Option<&[u8]> {
    let at = |place: usize| Some(number(*bytes.get(place..)?.first_chunk()?));
    // Two octets of which either order makes the same number once they stand twice.
    let short = |place: usize| {
        let [first, second] = *bytes.get(place..)?.first_chunk()?;
        Some(number([first, second, first, second]) & 0xffff)
    };
    let directory = size(at(4)?);
    for index in 0..size(short(directory)?) {
        let entry = directory.checked_add(2 + 12 * index)?;
        if short(entry)? == 700 {
            let (length, place) = (size(at(entry.checked_add(4)?)?), size(at(entry.checked_add(8)?)?));
            return bytes.get(place..place.checked_add(length)?);
        }
    }
    None
}
