//! Zip archives (APPNOTE 6.3), as far as their files have to be found and unpacked.
//!
//! The `zip` crate was measured at 59 KB compressed; this is what reading from memory needs. Sizes that the archive
//! claims only choose the packed octets: what they become is counted while they are unpacked.

use super::bytes::{find, find_last, size, stands_at, u16_at, u32_at, u64_at};
use super::findings::Findings;
use super::inflate::{End, inflate};
use super::latin::windows_1252;
use super::{MAX_PARTS, Unread};
use std::borrow::Cow;

/// A file in an archive, still packed.
pub(super) struct Entry<'a> {
    pub(super) name: String,
    pub(super) is_encrypted: bool,
    method: u16,
    packed: &'a [u8],
    is_cut: bool,
}

const LOCAL: &[u8] = b"PK\x03\x04";
const CENTRAL: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";
const END64: &[u8] = b"PK\x06\x06";
const LOCATOR64: &[u8] = b"PK\x06\x07";

/// The files of an archive: those its directory lists; without a usable directory, those found one after another.
pub(super) fn entries<'a>(findings: &mut Findings, bytes: &'a [u8]) -> Vec<Entry<'a>> {
    let Some(directory) = Directory::find(bytes) else {
        findings.miss(Unread::Damaged);
        return found_entries(bytes);
    };
    let mut entries = Vec::new();
    let mut at = directory.start;
    while stands_at(bytes, at, CENTRAL) {
        if entries.len() >= MAX_PARTS {
            findings.miss(Unread::TooManyParts);
            return entries;
        }
        let Some((entry, next)) = listed_entry(bytes, at, directory.shift) else { break };
        entries.push(entry);
        at = next;
    }
    if at != directory.end {
        findings.miss(Unread::Damaged);
        if entries.is_empty() {
            return found_entries(bytes);
        }
    }
    entries
}

/// Where the central directory is, and by how much all offsets are off because something stands before the archive.
struct Directory {
    start: usize,
    end: usize,
    shift: usize,
}

impl Directory {
    fn find(bytes: &[u8]) -> Option<Self> {
        let tail = bytes.len().saturating_sub(22 + 0xffff);
        let end = tail + find_last(bytes.get(tail..)?, END)?;
        let short = (u64::from(u32_at(bytes, end + 12)?), u64::from(u32_at(bytes, end + 16)?), end);
        let (length, offset, end) = Self::long(bytes, end).unwrap_or(short);
        let start = end.checked_sub(usize::try_from(length).ok()?)?;
        Some(Self { start, end, shift: start.checked_sub(usize::try_from(offset).ok()?)? })
    }

    /// The directory of an archive in the format for large ones.
    fn long(bytes: &[u8], end: usize) -> Option<(u64, u64, usize)> {
        let locator = end.checked_sub(20).filter(|at| stands_at(bytes, *at, LOCATOR64))?;
        let said = usize::try_from(u64_at(bytes, locator + 8)?).ok()?;
        // Right before its locator where the offset is off.
        let end =
            [Some(said), locator.checked_sub(56)].into_iter().flatten().find(|at| stands_at(bytes, *at, END64))?;
        Some((u64_at(bytes, end + 40)?, u64_at(bytes, end + 48)?, end))
    }
}

/// The entry that the directory lists at an offset, and where the next one stands.
fn listed_entry(bytes: &[u8], at: usize, shift: usize) -> Option<(Entry<'_>, usize)> {
    let fields = bytes.get(at..at + 46)?;
    let flags = u16_at(fields, 8)?;
    let method = u16_at(fields, 10)?;
    let name_end = at + 46 + usize::from(u16_at(fields, 28)?);
    let extra_end = name_end + usize::from(u16_at(fields, 30)?);
    let next = extra_end + usize::from(u16_at(fields, 32)?);
    let name = bytes.get(at + 46..name_end)?;
    let extra = bytes.get(name_end..extra_end)?;

    let mut large = large_numbers(extra, u32_at(fields, 24)? == u32::MAX);
    let mut number = |short: u32| if short == u32::MAX { large.next().unwrap_or(usize::MAX) } else { size(short) };
    let packed_size = number(u32_at(fields, 20)?);
    let header = number(u32_at(fields, 42)?).saturating_add(shift);

    let start = data_start(bytes, header);
    let rest = start.and_then(|start| bytes.get(start..)).unwrap_or(&[]);
    let packed = rest.get(..packed_size).unwrap_or(rest);
    let is_cut = start.is_none() || packed.len() < packed_size;
    Some((Entry { name: readable(name), is_encrypted: is_encrypted(flags, method), method, packed, is_cut }, next))
}

/// The numbers of the zip64 extra field, from that of the packed size on.
fn large_numbers(extra: &[u8], has_unpacked_size: bool) -> impl Iterator<Item = usize> + '_ {
    let mut at = 0;
    let field = loop {
        let (Some(id), Some(length)) = (u16_at(extra, at), u16_at(extra, at + 2)) else { break &[][..] };
        let end = at + 4 + usize::from(length);
        if id == 1 {
            break extra.get(at + 4..end).unwrap_or(&[]);
        }
        at = end;
    };
    let numbers = field.as_chunks::<8>().0.iter();
    numbers
        .map(|number| usize::try_from(u64::from_le_bytes(*number)).unwrap_or(usize::MAX))
        .skip(usize::from(has_unpacked_size))
}

/// Where the octets of a file start, after the header at an offset.
fn data_start(bytes: &[u8], header: usize) -> Option<usize> {
    let fields = bytes.get(header..header.checked_add(30)?).filter(|fields| fields.starts_with(LOCAL))?;
    Some(header + 30 + usize::from(u16_at(fields, 26)?) + usize::from(u16_at(fields, 28)?))
}

/// The files of an archive whose directory is lost: whatever follows a header.
fn found_entries(bytes: &[u8]) -> Vec<Entry<'_>> {
    let mut entries = Vec::new();
    let mut at = 0;
    while let Some(header) = find(bytes, at, LOCAL)
        && entries.len() < MAX_PARTS
    {
        at = header + LOCAL.len();
        if let Some(entry) = found_entry(bytes, header) {
            at = at.max(header + 30);
            if !entry.is_cut {
                at += entry.packed.len();
            }
            entries.push(entry);
        }
    }
    entries
}

fn found_entry(bytes: &[u8], header: usize) -> Option<Entry<'_>> {
    let start = data_start(bytes, header)?;
    let flags = u16_at(bytes, header + 6)?;
    let method = u16_at(bytes, header + 8)?;
    let name = bytes.get(header + 30..header + 30 + usize::from(u16_at(bytes, header + 26)?))?;
    let rest = bytes.get(start..)?;
    // With bit 3 the size follows the octets; unpacking finds their end.
    let said = size(u32_at(bytes, header + 18)?);
    let known = rest.get(..said).filter(|_| flags & 8 == 0);
    let packed = known.unwrap_or(rest);
    Some(Entry {
        name: readable(name),
        is_encrypted: is_encrypted(flags, method),
        method,
        packed,
        is_cut: known.is_none(),
    })
}

/// Bit 0 is any encryption; method 99 is that of `WinZip`.
fn is_encrypted(flags: u16, method: u16) -> bool {
    flags & 1 != 0 || method == 99
}

fn readable(name: &[u8]) -> String {
    let utf8 = std::str::from_utf8(name).map(str::to_owned);
    utf8.unwrap_or_else(|_| name.iter().map(|byte| windows_1252(*byte)).collect())
}

impl<'a> Entry<'a> {
    pub(super) fn is_folder(&self) -> bool {
        self.name.ends_with(['/', '\\']) && self.packed.is_empty()
    }

    /// Its first octets, at most 64.
    pub(super) fn head(&self) -> Vec<u8> {
        let packed = self.packed.get(..512).unwrap_or(self.packed);
        let mut head = if self.method == 8 { inflate(packed, 64).bytes } else { packed.to_vec() };
        head.truncate(64);
        head
    }

    /// Its octets; what is missing or too much is noted.
    pub(super) fn read(&self, findings: &mut Findings) -> Cow<'a, [u8]> {
        if self.is_encrypted {
            findings.encrypted = true;
            findings.miss(Unread::Encrypted);
            return Cow::Borrowed(&[]);
        }
        match self.method {
            0 => {
                if self.is_cut {
                    findings.miss(Unread::Damaged);
                }
                let allowed = self.packed.len().min(findings.allowance(self.packed.len()));
                if allowed < self.packed.len() {
                    findings.miss(Unread::TooLarge);
                }
                findings.spend(allowed);
                Cow::Borrowed(self.packed.get(..allowed).unwrap_or(&[]))
            }
            8 => {
                let inflated = inflate(self.packed, findings.allowance(self.packed.len()));
                findings.spend(inflated.bytes.len());
                match inflated.end {
                    End::Whole => {}
                    End::Limit => findings.miss(Unread::TooLarge),
                    End::Damaged => findings.miss(Unread::Damaged),
                }
                Cow::Owned(inflated.bytes)
            }
            _ => {
                findings.miss(Unread::Unsupported);
                Cow::Borrowed(&[])
            }
        }
    }
}
