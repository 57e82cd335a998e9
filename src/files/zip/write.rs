//! An archive with some of its files replaced and others added, told as a difference.

use super::unpack::crc;
use super::{Archive, CENTRAL, Entry, LOCAL, LOCATOR64, u16_at, u32_at};
use crate::files::{Left, Patch};
use flate2::{Compress, Compression, FlushCompress, Status};
use std::collections::BTreeMap;

/// What becomes of an archive.
#[derive(Default)]
pub(in crate::files) struct Changes {
    /// New octets for the file at a place.
    pub(in crate::files) replaced: BTreeMap<usize, Vec<u8>>,
    /// Files that follow all others.
    pub(in crate::files) added: Vec<(String, Vec<u8>)>,
}

/// 1980-01-01, the oldest that the format can say; the time as octets, the day after it.
const NO_TIME: u32 = 0x0021_0000;
/// Bit 11: the name is UTF-8.
const UTF8: u16 = 0x0800;

impl Archive<'_> {
    /// The changed archive: files that are not replaced stay octet for octet, in their order.
    pub(in crate::files) fn changed(&self, changes: &Changes) -> Result<Patch, Left> {
        let mut order: Vec<usize> = (0..self.entries.len()).collect();
        order.sort_by_key(|place| self.entries.get(*place).map(|entry| entry.header));
        let mut patch = Patch::default();
        let mut records: Vec<Vec<u8>> = vec![Vec::new(); self.entries.len()];
        for place in order {
            let (Some(entry), Some(record)) = (self.entries.get(place), records.get_mut(place)) else { continue };
            let offset = patch.size();
            *record = if let Some(octets) = changes.replaced.get(&place) {
                let file = Fresh::instead_of(entry, octets).ok_or(Left::Damaged)?;
                file.write(&mut patch)?;
                file.record(offset)?
            } else {
                patch.keep(entry.header, entry.next);
                entry.moved(offset).ok_or(Left::TooLarge)?
            };
        }
        for (name, octets) in &changes.added {
            let offset = patch.size();
            let file = Fresh::new(name, octets);
            file.write(&mut patch)?;
            records.push(file.record(offset)?);
        }
        let start = patch.size();
        for record in &records {
            patch.add(record);
        }
        self.finish(&mut patch, start, records.len())?;
        Ok(patch)
    }

    /// What stands after the directory.
    fn finish(&self, patch: &mut Patch, start: usize, count: usize) -> Result<(), Left> {
        let (end, length) = (patch.size(), patch.size().saturating_sub(start));
        let long = |number: usize| u64::try_from(number).unwrap_or(u64::MAX).to_le_bytes();
        if let Some(large) = &self.end.large {
            patch.add(large.get(..24).ok_or(Left::Damaged)?);
            for number in [count, count, length, start] {
                patch.add(long(number));
            }
            patch.add(LOCATOR64);
            patch.add(0_u32.to_le_bytes());
            patch.add(long(end));
            patch.add(1_u32.to_le_bytes());
        }
        // A number that is all ones stands in the longer record.
        let record = &self.end.record;
        let is_large = self.end.large.is_some();
        let mut counted = Vec::new();
        for at in [8, 10] {
            let ones = is_large && u16_at(record, at) == Some(u16::MAX);
            let count = if ones { u16::MAX } else { u16::try_from(count).map_err(|_| Left::TooLarge)? };
            counted.extend(count.to_le_bytes());
        }
        for (at, number) in [(12, length), (16, start)] {
            let ones = is_large && u32_at(record, at) == Some(u32::MAX);
            counted.extend(if ones { u32::MAX } else { short(number)? }.to_le_bytes());
        }
        patch.add(record.get(..8).ok_or(Left::Damaged)?);
        patch.add(counted);
        patch.add(record.get(20..).ok_or(Left::Damaged)?);
        Ok(())
    }
}

impl Entry {
    /// Its record with another offset.
    fn moved(&self, offset: usize) -> Option<Vec<u8>> {
        let (at, width) = self.offset;
        let mut record = self.record.clone();
        let number = u64::try_from(offset).ok()?.to_le_bytes();
        // All ones would mean that the offset stands elsewhere.
        if width == 4 && short(offset).is_err() {
            return None;
        }
        record.get_mut(at..at.checked_add(width)?)?.copy_from_slice(number.get(..width)?);
        Some(record)
    }
}

/// A file that is written anew.
struct Fresh<'a> {
    name: &'a [u8],
    utf8: u16,
    time: u32,
    method: u16,
    crc: u32,
    size: usize,
    packed: Vec<u8>,
    /// What the directory said about the file that it replaces.
    old: Option<&'a [u8]>,
}

impl<'a> Fresh<'a> {
    fn new(name: &'a str, octets: &[u8]) -> Self {
        let packed = deflate(octets).filter(|packed| packed.len() < octets.len());
        Self {
            name: name.as_bytes(),
            utf8: if name.is_ascii() { 0 } else { UTF8 },
            time: NO_TIME,
            method: if packed.is_some() { 8 } else { 0 },
            crc: crc(octets),
            size: octets.len(),
            packed: packed.unwrap_or_else(|| octets.to_vec()),
            old: None,
        }
    }

    fn instead_of(entry: &'a Entry, octets: &[u8]) -> Option<Self> {
        let old = entry.record.as_slice();
        let name = old.get(46..46 + usize::from(u16_at(old, 28)?))?;
        let (utf8, time) = (u16_at(old, 8)? & UTF8, u32_at(old, 12)?);
        Some(Self { name, utf8, time, old: Some(old), ..Self::new("", octets) })
    }

    /// From the version needed to the length of the name: the same in both headers.
    fn fields(&self) -> Result<Vec<u8>, Left> {
        let mut fields = Vec::new();
        for number in [20, self.utf8, self.method] {
            fields.extend(number.to_le_bytes());
        }
        for number in [self.time, self.crc, short(self.packed.len())?, short(self.size)?] {
            fields.extend(number.to_le_bytes());
        }
        fields.extend(u16::try_from(self.name.len()).map_err(|_| Left::Damaged)?.to_le_bytes());
        Ok(fields)
    }

    fn write(&self, patch: &mut Patch) -> Result<(), Left> {
        patch.add(LOCAL);
        patch.add(self.fields()?);
        patch.add(0_u16.to_le_bytes());
        patch.add(self.name);
        patch.add(&self.packed);
        Ok(())
    }

    /// What the directory says about it: comment, attributes and extra fields as before, except for large numbers.
    fn record(&self, offset: usize) -> Result<Vec<u8>, Left> {
        let old = self.old.unwrap_or(&[]);
        let part = |from: usize, to: usize| old.get(from..to).unwrap_or_default();
        let name_end = 46 + self.name.len();
        let extra_end = name_end + usize::from(u16_at(old, 30).unwrap_or(0));
        let extra = without_large(part(name_end, extra_end));
        let comment = part(extra_end, old.len());
        let length = |part: &[u8]| u16::try_from(part.len()).map_err(|_| Left::Damaged).map(u16::to_le_bytes);

        let mut record = CENTRAL.to_vec();
        record.extend(u16_at(old, 4).unwrap_or(20).to_le_bytes());
        record.extend(self.fields()?);
        record.extend(length(&extra)?);
        record.extend(length(comment)?);
        record.extend([0; 2]);
        record.extend(u16_at(old, 36).unwrap_or(0).to_le_bytes());
        record.extend(u32_at(old, 38).unwrap_or(0).to_le_bytes());
        record.extend(short(offset)?.to_le_bytes());
        record.extend(self.name);
        record.extend(extra);
        record.extend(comment);
        Ok(record)
    }
}

/// Extra fields but for that of large numbers, which a fresh file has none of.
fn without_large(extra: &[u8]) -> Vec<u8> {
    let mut kept = Vec::new();
    let mut rest = extra;
    while let Some((field, after)) = u16_at(rest, 2).and_then(|length| rest.split_at_checked(4 + usize::from(length))) {
        if u16_at(field, 0) != Some(1) {
            kept.extend_from_slice(field);
        }
        rest = after;
    }
    kept
}

/// A number in 32 bits, none of which may be all ones.
fn short(number: usize) -> Result<u32, Left> {
    u32::try_from(number).ok().filter(|number| *number != u32::MAX).ok_or(Left::TooLarge)
}

fn deflate(octets: &[u8]) -> Option<Vec<u8>> {
    let mut packing = Compress::new(Compression::default(), false);
    let mut packed = Vec::with_capacity(octets.len() + 64);
    let end = packing.compress_vec(octets, &mut packed, FlushCompress::Finish);
    matches!(end, Ok(Status::StreamEnd)).then_some(packed)
}
