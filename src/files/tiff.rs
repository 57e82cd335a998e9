//! Labels in TIFF (revision 6.0) and formats built on it: XMP under a tag of the first directory. Nothing is moved: the
//! packet and a new directory follow at the end.

use super::window::Window;
use super::{FileLabel, Left, MAX_FILE, Marks, Patch, Source, xmp};

/// The tag for XMP.
const XMP: u16 = 700;
/// The tag for a manifest of origin (C2PA), which is signed.
const MANIFEST: u16 = 52545;
/// Octets of the header, the last four of which tell where the first directory is.
const HEADER: usize = 8;
const ENTRY: usize = 12;

/// Numbers in the byte order of the file.
#[derive(Clone, Copy)]
struct Endian {
    is_little: bool,
}

impl Endian {
    fn u16(self, octets: &[u8], at: usize) -> Result<u16, Left> {
        let number = octets.get(at..).and_then(<[u8]>::first_chunk).ok_or(Left::Damaged)?;
        Ok(if self.is_little { u16::from_le_bytes(*number) } else { u16::from_be_bytes(*number) })
    }

    fn size(self, octets: &[u8], at: usize) -> Result<usize, Left> {
        let number = octets.get(at..).and_then(<[u8]>::first_chunk).ok_or(Left::Damaged)?;
        let number = if self.is_little { u32::from_le_bytes(*number) } else { u32::from_be_bytes(*number) };
        usize::try_from(number).map_err(|_| Left::TooLarge)
    }

    fn spell_u16(self, number: u16) -> [u8; 2] {
        if self.is_little { number.to_le_bytes() } else { number.to_be_bytes() }
    }

    fn spell(self, number: usize) -> Result<[u8; 4], Left> {
        let number = u32::try_from(number).map_err(|_| Left::TooLarge)?;
        Ok(if self.is_little { number.to_le_bytes() } else { number.to_be_bytes() })
    }
}

/// Writes a label into a TIFF.
pub(super) fn label(source: &dyn Source, label: &FileLabel, _marks: &Marks) -> Result<Patch, Left> {
    let window = Window::new(source, 1024);
    let header = window.exactly(0, HEADER)?;
    let endian = match header.get(..2) {
        Some(b"II") => Endian { is_little: true },
        Some(b"MM") => Endian { is_little: false },
        _ => return Err(Left::Damaged),
    };
    match endian.u16(&header, 2)? {
        42 => {}
        43 => return Err(Left::Unsupported),
        _ => return Err(Left::Damaged),
    }
    let at = endian.size(&header, 4)?;
    let count = usize::from(endian.u16(&window.exactly(at, 2)?, 0)?);
    // The entries, then the place of the next directory.
    let directory = window.exactly(at.saturating_add(2), count * ENTRY + 4)?;
    let (entries, next) = directory.split_at_checked(count * ENTRY).ok_or(Left::Damaged)?;
    if count == 0 || at < HEADER {
        return Err(Left::Damaged);
    }
    let (mut before, mut after, mut found) = (Vec::new(), Vec::new(), None);
    let mut last = HEADER;
    for entry in entries.chunks(ENTRY) {
        let (place, length) = value(endian, entry)?;
        if length > 4 && place.checked_add(length).is_none_or(|end| end > window.size()) {
            return Err(Left::Damaged);
        }
        match endian.u16(entry, 0)? {
            MANIFEST => return Err(Left::Signed),
            XMP if length <= 4 || found.replace((place, length)).is_some() => return Err(Left::Damaged),
            XMP => continue,
            tag if tag < XMP && after.is_empty() => before.extend_from_slice(entry),
            _ => after.extend_from_slice(entry),
        }
        if length > 4 {
            last = last.max(place + length);
        }
    }
    let packet = match found {
        Some((_, length)) if length > xmp::MAX_PACKET => return Err(Left::TooLarge),
        Some((place, length)) => Some(window.exactly(place, length)?),
        None => None,
    };
    let packet = xmp::of_picture(packet.as_deref(), label)?;

    // A packet and a directory that end the file, as they do behind an earlier label, make room for the new ones.
    let ends = |(place, length): (usize, usize)| {
        place + length + length % 2 == at && at + 2 + directory.len() == window.size() && last <= place
    };
    let size = found.filter(|found| ends(*found)).map_or(window.size(), |(place, _)| place);
    // Places are even.
    let start = size + size % 2;
    let table = start + packet.len() + packet.len() % 2;
    let number = (before.len() + after.len()) / ENTRY + 1;
    let number = u16::try_from(number).map_err(|_| Left::TooLarge)?;
    if table + directory.len() + ENTRY + 2 > MAX_FILE {
        return Err(Left::TooLarge);
    }
    let mut patch = Patch::default();
    patch.add(header.get(..4).unwrap_or_default());
    patch.add(endian.spell(table)?);
    patch.keep(HEADER, size);
    patch.add(vec![0; start - size]);
    patch.add(&packet);
    patch.add(vec![0; packet.len() % 2]);
    patch.add(endian.spell_u16(number));
    patch.add(before);
    // Octets, as many as the packet has, at its place.
    for part in [&endian.spell_u16(XMP)[..], &endian.spell_u16(1), &endian.spell(packet.len())?, &endian.spell(start)?]
    {
        patch.add(part);
    }
    patch.add(after);
    patch.add(next);
    Ok(patch)
}

/// Where the value of an entry is, unless it is in the entry, and how long it is.
fn value(endian: Endian, entry: &[u8]) -> Result<(usize, usize), Left> {
    let width = match endian.u16(entry, 2)? {
        1 | 2 | 6 | 7 => 1,
        3 | 8 => 2,
        4 | 9 | 11 | 13 => 4,
        5 | 10 | 12 => 8,
        // A type to come.
        _ => 0,
    };
    let length = endian.size(entry, 4)?.checked_mul(width).ok_or(Left::Damaged)?;
    Ok((endian.size(entry, 8)?, length))
}
