//! A file of an archive, unpacked and checked.

use super::{Archive, Entry, FREE_OF_RATIO, MAX_PART, MAX_RATIO};
use crate::files::Left;
use flate2::{Crc, Decompress, FlushDecompress, Status};

impl Archive<'_> {
    /// The octets of a file, which are exactly those that the directory promises.
    pub(in crate::files) fn read(&self, place: usize) -> Result<Vec<u8>, Left> {
        let entry = self.entries.get(place).ok_or(Left::Damaged)?;
        if entry.is_encrypted {
            return Err(Left::Encrypted);
        }
        let is_bomb = entry.size > FREE_OF_RATIO && entry.size / MAX_RATIO > entry.packed;
        if entry.size > MAX_PART || is_bomb {
            return Err(Left::TooLarge);
        }
        let allowance = self.allowance.get().checked_sub(entry.size).ok_or(Left::TooLarge)?;
        self.allowance.set(allowance);
        let packed = self.source.read(entry.data, entry.data.saturating_add(entry.packed));
        let octets = match entry.method {
            0 => packed,
            8 => inflate(&packed, entry.size).ok_or(Left::Damaged)?,
            _ => return Err(Left::Unsupported),
        };
        if octets.len() == entry.size && crc(&octets) == entry.crc { Ok(octets) } else { Err(Left::Damaged) }
    }

    /// The first octets of a file that is not packed.
    pub(in crate::files) fn head(&self, place: usize, length: usize) -> Vec<u8> {
        let start = |entry: &Entry| self.source.read(entry.data, entry.data.saturating_add(entry.packed.min(length)));
        self.entries.get(place).filter(|entry| entry.method == 0).map(start).unwrap_or_default()
    }
}

/// The checksum of a file.
pub(super) fn crc(octets: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(octets);
    crc.sum()
}

/// Unpacks to exactly `size` octets, all packed octets being used up.
fn inflate(packed: &[u8], size: usize) -> Option<Vec<u8>> {
    let mut unpacking = Decompress::new(false);
    let mut octets = Vec::with_capacity(size.saturating_add(1));
    loop {
        let before = (unpacking.total_in(), unpacking.total_out());
        let rest = packed.get(usize::try_from(before.0).ok()?..)?;
        match unpacking.decompress_vec(rest, &mut octets, FlushDecompress::Finish).ok()? {
            Status::StreamEnd => break,
            _ if octets.len() > size || before == (unpacking.total_in(), unpacking.total_out()) => return None,
            Status::Ok | Status::BufError => {}
        }
    }
    let all = usize::try_from(unpacking.total_in()).ok()? == packed.len();
    (all && octets.len() == size).then_some(octets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_exactly_the_size_that_is_said() {
        // "aaaaaaaaaa", packed.
        let packed = b"\x4b\x4c\x84\x01\x00";
        assert_eq!(inflate(packed, 10).as_deref(), Some(b"aaaaaaaaaa".as_slice()));
        assert_eq!(
            [inflate(packed, 9), inflate(packed, 11), inflate(b"\x4b\x4c\x84\x01\x00\x00", 10)],
            [None, None, None]
        );
        assert_eq!([inflate(b"\x4b\x4c", 10), inflate(b"", 0), inflate(b"\xff", 1)], [None, None, None]);
        assert_eq!((inflate(b"\x03\x00", 0), crc(b"123456789")), (Some(Vec::new()), 0xcbf4_3926));
    }
}
