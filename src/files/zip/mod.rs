//! Zip archives (APPNOTE 6.3) whose files stay where and as they are, except for those that are replaced.
//!
//! `contents` reads what it can of any archive. Here an archive that two programs might read in two ways is refused
//! instead: its files follow one another from the first octet on, none lies over another, and directory and headers agree.

mod directory;
mod unpack;
mod write;

pub(super) use write::Changes;

use super::{Left, Source};
use std::cell::Cell;
use std::collections::BTreeMap;

/// Files of an archive; one with more is left as it is.
const MAX_ENTRIES: usize = 10_000;
/// Octets of a directory.
const MAX_DIRECTORY: usize = 16 * 1024 * 1024;
/// Octets of a file that is read, once it is unpacked.
const MAX_PART: usize = 64 * 1024 * 1024;
/// Octets of all files that are read.
const MAX_PARTS: usize = 128 * 1024 * 1024;
/// A file may be this many times its packed size once it is larger than [`FREE_OF_RATIO`] octets.
const MAX_RATIO: usize = 256;
/// Octets that a file may have whatever its ratio.
const FREE_OF_RATIO: usize = 4 * 1024 * 1024;

const LOCAL: &[u8] = b"PK\x03\x04";
const CENTRAL: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";
const END64: &[u8] = b"PK\x06\x06";
const LOCATOR64: &[u8] = b"PK\x06\x07";

/// An archive whose directory was read and holds.
pub(super) struct Archive<'a> {
    source: &'a dyn Source,
    entries: Vec<Entry>,
    /// Where in `entries` a file is, by its name in lower case.
    names: BTreeMap<String, usize>,
    end: End,
    /// Octets that may still be unpacked.
    allowance: Cell<usize>,
}

/// A file of an archive.
pub(super) struct Entry {
    /// Its name as far as it is UTF-8.
    pub(super) name: String,
    /// Whether a password is needed to read it.
    pub(super) is_encrypted: bool,
    method: u16,
    crc: u32,
    size: usize,
    /// Its local header, and where what follows it starts: the next header or the directory.
    header: usize,
    next: usize,
    /// Its packed octets.
    data: usize,
    packed: usize,
    /// What the directory says about it, as it stands there.
    record: Vec<u8>,
    /// Where its offset stands in the record, and in how many octets.
    offset: (usize, usize),
}

/// What stands after the directory.
struct End {
    /// The record of an archive in the format for large ones.
    large: Option<Vec<u8>>,
    /// The record with its comment.
    record: Vec<u8>,
}

impl<'a> Archive<'a> {
    /// The archive in a file.
    pub(super) fn open(source: &'a dyn Source) -> Result<Self, Left> {
        let found = directory::Directory::find(source)?;
        let entries = found.entries(source)?;
        let lower = entries.iter().enumerate().map(|(place, entry)| (entry.name.to_ascii_lowercase(), place));
        let names: BTreeMap<String, usize> = lower.collect();
        if names.len() < entries.len() {
            return Err(Left::Damaged);
        }
        Ok(Self { source, entries, names, end: found.end, allowance: Cell::new(MAX_PARTS) })
    }

    /// Its files, in the order of the directory.
    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The place of a file, its name without regard to case.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.names.get(&name.to_ascii_lowercase()).copied()
    }

    /// Lets as much be read as in the beginning.
    pub(super) fn start_over(&self) {
        self.allowance.set(MAX_PARTS);
    }
}

fn u16_at(octets: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*octets.get(at..)?.first_chunk()?))
}

fn u32_at(octets: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*octets.get(at..)?.first_chunk()?))
}

/// A 64-bit number as a size or place. One that memory cannot hold is none.
fn u64_at(octets: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u64::from_le_bytes(*octets.get(at..)?.first_chunk()?)).ok()
}

/// A 32-bit number as a size or place.
fn size_at(octets: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32_at(octets, at)?).ok()
}
