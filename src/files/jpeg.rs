//! Labels in JPEG (ISO 10918-1): XMP in a segment for applications.

use super::window::Window;
use super::{FileLabel, Left, Marks, Patch, Source, xmp};

const NAMESPACE: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
/// Octets of a segment with those that tell its length.
const MAX_SEGMENT: usize = 0xffff;
/// Segments before the picture.
const MAX_SEGMENTS: usize = 1 << 16;

/// Writes a label into a JPEG: in place of its XMP segment, else behind the segments that must come first.
pub(super) fn label(source: &dyn Source, label: &FileLabel, _marks: &Marks) -> Result<Patch, Left> {
    let window = Window::new(source, 1024);
    if window.read(0, 2) != b"\xff\xd8" {
        return Err(Left::Damaged);
    }
    let mut at = 2;
    // Where a new segment goes; the one that there is; whether places are told from where the file starts.
    let (mut place, mut found, mut list) = (2, None, None);
    for _ in 0..MAX_SEGMENTS {
        let head = window.exactly(at, 4)?;
        let [0xff, marker, high, low] = *head else { return Err(Left::Damaged) };
        // Octets to fill up.
        if marker == 0xff {
            at += 1;
            continue;
        }
        let length = usize::from(u16::from_be_bytes([high, low]));
        let body = at + 4;
        let end = at + 2 + length;
        if length < 2 || matches!(marker, 0x01 | 0xd0..=0xd9) || marker < 0xc0 || end > window.size() {
            return Err(Left::Damaged);
        }
        let starts = |name: &[u8]| window.read(body, name.len().min(length - 2)) == name;
        match marker {
            0xda => return replaced(&window, label, place, found, list),
            0xe0 if place == at => place = end,
            0xe1 if place == at && starts(b"Exif\0") => place = end,
            0xe1 if starts(NAMESPACE) && found.replace((at, end)).is_some() => return Err(Left::Damaged),
            // A list of further pictures, placed from here on.
            0xe2 if starts(b"MPF\0") => list = Some(at),
            // A manifest of its origin (C2PA), which is signed.
            0xeb if starts(b"JP") && window.read(body, length - 2).windows(4).any(|found| found == b"c2pa") => {
                return Err(Left::Signed);
            }
            _ => {}
        }
        at = end;
    }
    Err(Left::TooLarge)
}

fn replaced(
    window: &Window<'_>,
    label: &FileLabel,
    place: usize,
    found: Option<(usize, usize)>,
    list: Option<usize>,
) -> Result<Patch, Left> {
    let (start, end) = found.unwrap_or((place, place));
    // What moves must not lie between a list and the pictures that it tells the places of.
    if list.is_some_and(|list| list < start) {
        return Err(Left::Unsupported);
    }
    let before = window.exactly(start, end - start)?;
    let before = before.get(4 + NAMESPACE.len()..).filter(|_| found.is_some());
    let mut packet = xmp::of_picture(before, label)?;
    let room = MAX_SEGMENT - 2 - NAMESPACE.len();
    if packet.len() > room {
        packet = without_padding(&packet);
    }
    let length = u16::try_from(packet.len() + 2 + NAMESPACE.len()).map_err(|_| Left::TooLarge)?;
    let mut patch = Patch::default();
    patch.keep(0, start);
    patch.add([b"\xff\xe1", &length.to_be_bytes()[..], NAMESPACE, &packet].concat());
    patch.keep(end, window.size());
    Ok(patch)
}

/// Takes out the white space that programs leave for others to write into.
fn without_padding(packet: &[u8]) -> Vec<u8> {
    const END: &[u8] = b"<?xpacket end";
    let Some(end) = packet.windows(END.len()).rposition(|found| found == END) else { return packet.to_vec() };
    let (head, tail) = packet.split_at_checked(end).unwrap_or((packet, &[]));
    [head.trim_ascii_end(), b"\n", tail].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_is_taken_out_before_the_end_only() {
        assert_eq!(without_padding(b"<a> </a>  \n  <?xpacket end='w'?>"), b"<a> </a>\n<?xpacket end='w'?>");
        assert_eq!(without_padding(b"<a> </a>  "), b"<a> </a>  ");
    }
}
