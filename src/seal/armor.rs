//! ASCII armor as people keep it: several blocks in one file, notes around them, blanks at the ends of lines.

use pgp::armor::Dearmor;
use std::io::Read as _;

/// Blocks looked at in one file.
const MAX_BLOCKS: usize = 32;

/// Whether a file is one ASCII-armored block.
pub(super) fn is_armored(bytes: &[u8]) -> bool {
    bytes.trim_ascii_start().starts_with(b"-----BEGIN PGP ")
}

/// The armored blocks of keys and certificates in a text, decoded, of at most so many octets each; nothing where there is no
/// block. A damaged one is left out.
pub(super) fn blocks(bytes: &[u8], limit: usize) -> Option<Vec<Vec<u8>>> {
    let texts = texts(bytes);
    let limit = u64::try_from(limit).unwrap_or(u64::MAX);
    let decoded = texts.iter().filter_map(|text| {
        let mut octets = Vec::new();
        Dearmor::new(text.as_slice()).take(limit).read_to_end(&mut octets).ok()?;
        Some(octets)
    });
    (!texts.is_empty()).then(|| decoded.collect())
}

/// Each block by itself, without the blanks that mail programs and people leave at the ends of lines (RFC 9580 section 6.2).
fn texts(bytes: &[u8]) -> Vec<Vec<u8>> {
    const BEGIN: &[u8] = b"-----BEGIN PGP P";
    const END: &[u8] = b"-----END PGP P";
    // A certificate in binary may hold anything, also such a line.
    if bytes.first().is_some_and(|first| first & 0x80 != 0) && !bytes.starts_with(b"\xef\xbb\xbf") {
        return Vec::new();
    }
    let mut found: Vec<Vec<u8>> = Vec::new();
    let mut inside = false;
    for line in bytes.split(|octet| *octet == b'\n') {
        let line = line.trim_ascii_end();
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        if line.starts_with(BEGIN) {
            if found.len() >= MAX_BLOCKS {
                break;
            }
            found.push(Vec::new());
            inside = true;
        }
        let Some(block) = found.last_mut().filter(|_| inside) else { continue };
        block.extend_from_slice(line);
        block.push(b'\n');
        if line.starts_with(END) {
            inside = false;
        }
    }
    found
}
