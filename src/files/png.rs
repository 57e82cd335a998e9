//! Labels in PNG (ISO 15948): XMP in a chunk of text.

use super::inflate::inflate;
use super::window::Window;
use super::{FileLabel, Left, Marks, Patch, Source, xmp};

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
const KEYWORD: &[u8] = b"XML:com.adobe.xmp\0";
/// Chunks that are gone through.
const MAX_CHUNKS: usize = 1 << 20;
/// Octets of a chunk that are no data: length and name before it, checksum behind it.
const FRAME: usize = 12;

/// A chunk that holds XMP.
struct Found {
    start: usize,
    end: usize,
    packet: Vec<u8>,
}

/// Writes a label into a PNG: in place of its XMP chunk, else behind its header.
pub(super) fn label(source: &dyn Source, label: &FileLabel, _marks: &Marks) -> Result<Patch, Left> {
    let window = Window::new(source, 512);
    let size = window.size();
    if window.read(0, SIGNATURE.len()) != SIGNATURE {
        return Err(Left::Damaged);
    }
    let mut at = SIGNATURE.len();
    let (mut header, mut has_pixels) = (0, false);
    let mut found: Option<Found> = None;
    for _ in 0..MAX_CHUNKS {
        let head = window.exactly(at, 8)?;
        let (length, name) = head.split_first_chunk::<4>().ok_or(Left::Damaged)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| Left::Damaged)?;
        let end = at.checked_add(FRAME).and_then(|end| end.checked_add(length)).filter(|end| *end <= size);
        let end = end.filter(|_| name.iter().all(u8::is_ascii_alphabetic)).ok_or(Left::Damaged)?;
        match name {
            b"IHDR" if header == 0 && length == 13 => header = end,
            _ if header == 0 => return Err(Left::Damaged),
            b"IDAT" => has_pixels = true,
            // A manifest of its origin (C2PA), which is signed.
            b"caBX" => return Err(Left::Signed),
            b"iTXt" if window.read(at + 8, KEYWORD.len()) == KEYWORD => {
                let packet = packet(&window, at, end)?;
                if found.replace(Found { start: at, end, packet }).is_some() {
                    return Err(Left::Damaged);
                }
            }
            b"IEND" if has_pixels && length == 0 => {
                let written = chunk(&xmp::of_picture(found.as_ref().map(|found| &found.packet[..]), label)?)?;
                let (start, end) = found.map_or((header, header), |found| (found.start, found.end));
                let mut patch = Patch::default();
                patch.keep(0, start);
                patch.add(written);
                patch.keep(end, size);
                return Ok(patch);
            }
            b"IEND" => return Err(Left::Damaged),
            _ => {}
        }
        at = end;
    }
    Err(Left::TooLarge)
}

/// The packet in a chunk that lies at a place.
fn packet(window: &Window<'_>, start: usize, end: usize) -> Result<Vec<u8>, Left> {
    if end - start > xmp::MAX_PACKET {
        return Err(Left::TooLarge);
    }
    let chunk = window.exactly(start + 4, end - start - 4)?;
    let (whole, sum) = chunk.split_last_chunk::<4>().ok_or(Left::Damaged)?;
    let text = whole.get(4 + KEYWORD.len()..).filter(|_| u32::from_be_bytes(*sum) == checksum(whole));
    let (compression, rest) = text.and_then(<[u8]>::split_first_chunk::<2>).ok_or(Left::Damaged)?;
    // The language and the translated keyword.
    let mut parts = rest.splitn(3, |byte| *byte == 0);
    let packet = parts.nth(2).ok_or(Left::Damaged)?;
    match compression {
        [0, _] => Ok(packet.to_vec()),
        [1, 0] => inflate(packet, xmp::MAX_PACKET),
        _ => Err(Left::Damaged),
    }
}

fn chunk(packet: &[u8]) -> Result<Vec<u8>, Left> {
    let body = [b"iTXt", KEYWORD, &[0; 4], packet].concat();
    let length = u32::try_from(body.len() - 4).map_err(|_| Left::TooLarge)?;
    Ok([&length.to_be_bytes()[..], &body, &checksum(&body).to_be_bytes()].concat())
}

/// CRC-32.
fn checksum(octets: &[u8]) -> u32 {
    let step = |sum: u32, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 };
    !octets.iter().fold(u32::MAX, |sum, octet| (0..8).fold(sum ^ u32::from(*octet), step))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_that_of_png() {
        assert_eq!(checksum(b"IEND"), 0xae42_6082);
    }
}
