//! ASCII armor (RFC 9580 section 6): written, and read as people keep it: several blocks in one file, notes around them, blanks
//! at the ends of lines.

use super::lean::armor::dearmor;
use std::borrow::Cow;
use zegel_octets::base64;
use zegel_octets::crc24::Crc24;

/// Octets in a line, and what they become.
const LINE: usize = 48;
const LETTERS: usize = 64;

/// Blocks looked at in one file.
const MAX_BLOCKS: usize = 32;

/// Whether a file is one ASCII-armored block.
fn is_armored(bytes: &[u8]) -> bool {
    bytes.trim_ascii_start().starts_with(b"-----BEGIN PGP ")
}

/// The octets of a file, out of its armor where it is armored.
pub(super) fn bare(bytes: &[u8]) -> Option<Cow<'_, [u8]>> {
    if is_armored(bytes) { dearmor(bytes).ok() } else { Some(Cow::Borrowed(bytes)) }
}

/// The armored blocks of keys and certificates in a text, decoded, of at most so many octets each; nothing where there is no
/// block. A damaged one is left out.
pub(super) fn blocks(bytes: &[u8], limit: usize) -> Option<Vec<Vec<u8>>> {
    let texts = texts(bytes);
    let decoded = texts.iter().filter_map(|text| {
        let mut octets = dearmor(text).ok()?.into_owned();
        octets.truncate(limit);
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

/// Writes a message, which comes in two pieces, in armor. `checksum`: for programs that want one.
pub(super) fn armor(head: &[u8], rest: &[u8], checksum: bool, line_end: &[u8], out: &mut Vec<u8>) {
    let lines = (head.len() + rest.len()) / LINE + 8;
    out.reserve(lines * (LETTERS + line_end.len()) + 256);
    begin(line_end, out);
    // The pieces share a line.
    let (lead, rest) = rest.split_at((head.len().next_multiple_of(LINE) - head.len()).min(rest.len()));
    let first = [head, lead].concat();
    base64::lines(&first, LINE, line_end, out);
    base64::lines(rest, LINE, line_end, out);
    let sum = checksum.then(|| {
        let mut crc = Crc24::new();
        crc.update(&first);
        crc.update(rest);
        crc.finish()
    });
    end(sum, line_end, out);
}

fn begin(line_end: &[u8], out: &mut Vec<u8>) {
    for part in [b"-----BEGIN PGP MESSAGE-----", line_end, line_end] {
        out.extend_from_slice(part);
    }
}

fn end(sum: Option<[u8; 3]>, line_end: &[u8], out: &mut Vec<u8>) {
    if let Some(sum) = sum {
        out.push(b'=');
        base64::lines(&sum, LINE, line_end, out);
    }
    for part in [b"-----END PGP MESSAGE-----", line_end] {
        out.extend_from_slice(part);
    }
}

/// Armor of a message whose head is known last, because the length of the whole stands there.
#[derive(Debug)]
pub(super) struct Armoring {
    /// What shares lines with the head, and how much of it is missing.
    lead: Vec<u8>,
    missing: usize,
    /// What fills no line yet.
    carry: Vec<u8>,
    sum: Option<Crc24>,
    /// Octets behind the lead.
    octets: u64,
}

impl Armoring {
    const LINE_END: &[u8] = b"\r\n";

    /// `head`: how many octets it will have.
    pub(super) fn new(head: usize, checksum: bool) -> Self {
        let missing = head.next_multiple_of(LINE) - head;
        Self { lead: Vec::new(), missing, carry: Vec::new(), sum: checksum.then(Crc24::of_the_rest), octets: 0 }
    }

    /// Writes the lines that what comes next makes full.
    pub(super) fn write(&mut self, octets: &[u8], out: &mut Vec<u8>) {
        let (lead, mut rest) = octets.split_at(self.missing.min(octets.len()));
        self.lead.extend_from_slice(lead);
        self.missing -= lead.len();
        self.octets += u64::try_from(rest.len()).unwrap_or_default();
        if let Some(sum) = &mut self.sum {
            sum.update(rest);
        }
        if !self.carry.is_empty() {
            let (first, behind) = rest.split_at((LINE - self.carry.len()).min(rest.len()));
            self.carry.extend_from_slice(first);
            rest = behind;
            if self.carry.len() < LINE {
                return;
            }
            base64::lines(&self.carry, LINE, Self::LINE_END, out);
        }
        let (full, behind) = rest.split_at(rest.len() - rest.len() % LINE);
        self.carry.clear();
        self.carry.extend_from_slice(behind);
        base64::lines(full, LINE, Self::LINE_END, out);
    }

    /// What stands before those lines and behind them.
    pub(super) fn end(self, head: &[u8]) -> (Vec<u8>, Vec<u8>) {
        let (mut before, mut after) = (Vec::new(), Vec::new());
        let first = [head, &self.lead].concat();
        begin(Self::LINE_END, &mut before);
        base64::lines(&first, LINE, Self::LINE_END, &mut before);
        base64::lines(&self.carry, LINE, Self::LINE_END, &mut after);
        let sum = self.sum.map(|mut sum| {
            let mut begun = Crc24::new();
            begun.update(&first);
            sum.put_after(&begun, self.octets);
            sum.finish()
        });
        end(sum, Self::LINE_END, &mut after);
        (before, after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seal::lean::armor::armor as plain;

    fn octets() -> Vec<u8> {
        (0..1000_u32).map(|i| ((i * i) >> 3).to_le_bytes()[0]).collect()
    }

    #[test]
    fn armor_is_the_same_with_tables_and_without() {
        let octets = octets();
        for length in (0..200).chain([999, 1000]) {
            for head in [0, 1, 47, 48, 49, 96, 150] {
                let (head, rest) = octets[..length].split_at(head.min(length));
                let mut armored = Vec::new();
                armor(head, rest, true, b"\n", &mut armored);
                assert_eq!(armored, plain(&octets[..length], true), "{} {length}", head.len());
            }
        }
    }

    #[test]
    fn armor_is_the_same_in_pieces() {
        let octets = octets();
        for checksum in [true, false] {
            for (head, piece) in [(0, 1), (1, 47), (47, 48), (48, 49), (95, 500), (130, 13)] {
                for length in [200, 336, 999, 1000] {
                    let mut whole = Vec::new();
                    armor(&[], &octets[..length], checksum, b"\r\n", &mut whole);
                    let mut armoring = Armoring::new(head, checksum);
                    let mut middle = Vec::new();
                    octets[head..length].chunks(piece).for_each(|piece| armoring.write(piece, &mut middle));
                    let (before, after) = armoring.end(&octets[..head]);
                    assert!([before, middle, after].concat() == whole, "{head} {piece} {length}");
                }
            }
        }
    }
}
