//! The directory of an archive, checked against the headers of its files.

use super::{
    CENTRAL, END, END64, End, Entry, LOCAL, LOCATOR64, MAX_DIRECTORY, MAX_ENTRIES, size_at, u16_at, u32_at, u64_at,
};
use crate::files::{Left, Source};

/// Where the directory is.
pub(super) struct Directory {
    start: usize,
    /// Its octets.
    length: usize,
    /// Files that it is said to list.
    count: usize,
    pub(super) end: End,
}

impl Directory {
    pub(super) fn find(source: &dyn Source) -> Result<Self, Left> {
        let tail_start = source.size().saturating_sub(22 + 0xffff + 20 + 56);
        let tail = source.read(tail_start, source.size());
        // The last signature is the one that programs find first; its comment has to end the file, so that all of them
        // find the same.
        let at = tail.windows(END.len()).rposition(|window| window == END).ok_or(Left::Damaged)?;
        let record = tail.get(at..).unwrap_or_default();
        if record.len() != 22 + usize::from(u16_at(record, 20).ok_or(Left::Damaged)?) {
            return Err(Left::Damaged);
        }
        let before = tail.get(..at).unwrap_or_default();
        let end_at = tail_start.saturating_add(at);
        let found = match before.len().checked_sub(20).and_then(|at| before.get(at..)) {
            Some(locator) if locator.starts_with(LOCATOR64) => Self::large(source, locator, record, end_at),
            _ => Self::small(record),
        };
        let found = found.ok_or(Left::Damaged)?;
        let after = end_at - found.end.large.as_ref().map_or(0, |large| large.len() + 20);
        if found.start.checked_add(found.length) != Some(after) {
            return Err(Left::Damaged);
        }
        if found.count > MAX_ENTRIES || found.length > MAX_DIRECTORY {
            return Err(Left::TooLarge);
        }
        Ok(found)
    }

    /// Of an archive in one piece.
    fn small(record: &[u8]) -> Option<Self> {
        let count = usize::from(u16_at(record, 10)?);
        let alone = u32_at(record, 4)? == 0 && u16_at(record, 8)? == u16_at(record, 10)?;
        let end = End { large: None, record: record.to_vec() };
        alone.then_some(Self { start: size_at(record, 16)?, length: size_at(record, 12)?, count, end })
    }

    /// Of an archive in the format for large ones. What the short record says there is either the same or all ones.
    fn large(source: &dyn Source, locator: &[u8], record: &[u8], end: usize) -> Option<Self> {
        let at = end.checked_sub(20 + 56)?;
        let large = source.read(at, at.checked_add(56)?);
        let alone = u32_at(locator, 4)? == 0 && u32_at(locator, 16)? <= 1 && u64_at(&large, 16)? == 0;
        let fits = large.starts_with(END64) && u64_at(locator, 8)? == at && u64_at(&large, 4)? == 44;
        let (count, length, start) = (u64_at(&large, 32)?, u64_at(&large, 40)?, u64_at(&large, 48)?);
        let same = |short: usize, ones: usize, long: usize| short == ones || short == long;
        let ones = usize::try_from(u32::MAX).ok()?;
        let agrees = u64_at(&large, 24)? == count
            && same(usize::from(u16_at(record, 8)?), 0xffff, count)
            && same(usize::from(u16_at(record, 10)?), 0xffff, count)
            && same(size_at(record, 12)?, ones, length)
            && same(size_at(record, 16)?, ones, start);
        let end = End { large: Some(large), record: record.to_vec() };
        (alone && fits && agrees).then_some(Self { start, length, count, end })
    }

    /// The files that it lists, each with a place of its own.
    pub(super) fn entries(&self, source: &dyn Source) -> Result<Vec<Entry>, Left> {
        let octets = source.read(self.start, self.start.saturating_add(self.length));
        let mut rest = octets.as_slice();
        let mut entries = Vec::new();
        while !rest.is_empty() {
            if entries.len() >= self.count {
                return Err(Left::Damaged);
            }
            let (entry, after) = listed(source, rest).ok_or(Left::Damaged)?;
            entries.push(entry);
            rest = after;
        }
        if entries.len() == self.count && place(&mut entries, self.start) { Ok(entries) } else { Err(Left::Damaged) }
    }
}

/// The file at the start of the rest of the directory, and what follows it there.
fn listed<'a>(source: &dyn Source, rest: &'a [u8]) -> Option<(Entry, &'a [u8])> {
    let name_end = 46 + usize::from(u16_at(rest, 28)?);
    let extra_end = name_end + usize::from(u16_at(rest, 30)?);
    let (record, after) = rest.split_at_checked(extra_end + usize::from(u16_at(rest, 32)?))?;
    let name = record.get(46..name_end)?;
    let (flags, method) = (u16_at(record, 8)?, u16_at(record, 10)?);

    let mut large = field(record, name_end, extra_end, 1);
    let mut number = |at: usize| {
        if u32_at(record, at)? != u32::MAX {
            return Some((size_at(record, at)?, (at, 4)));
        }
        let (from, to) = large.filter(|(from, to)| to - from >= 8)?;
        large = Some((from + 8, to));
        Some((u64_at(record, from)?, (from, 8)))
    };
    let (size, _) = number(24)?;
    let (packed, _) = number(20)?;
    let (header, offset) = number(42)?;

    let local = source.read(header, header.checked_add(30 + name.len())?);
    let fits = record.starts_with(CENTRAL)
        && u16_at(record, 34)? == 0
        && local.starts_with(LOCAL)
        && local.get(30..)? == name
        && usize::from(u16_at(&local, 26)?) == name.len()
        && u16_at(&local, 8)? == method
        && u16_at(&local, 6)? & 1 == flags & 1;
    let data = header.checked_add(30 + name.len() + usize::from(u16_at(&local, 28)?))?;
    // With bit 3 the sizes are said once more after the packed octets.
    let end = data.checked_add(packed)?.checked_add(if flags & 8 == 0 { 0 } else { 12 })?;
    let entry = Entry {
        name: String::from_utf8_lossy(name).into_owned(),
        // Bit 0 is any encryption, bit 13 that of the directory; method 99 is that of `WinZip`.
        is_encrypted: flags & 0x2001 != 0 || method == 99,
        method,
        crc: u32_at(record, 16)?,
        size,
        header,
        next: end,
        data,
        packed,
        record: record.to_vec(),
        offset,
    };
    fits.then_some((entry, after))
}

/// The extra field of a kind, from one place in a record up to another.
fn field(record: &[u8], start: usize, end: usize, kind: u16) -> Option<(usize, usize)> {
    let mut at = start;
    loop {
        let to = at.checked_add(4 + usize::from(u16_at(record, at + 2)?)).filter(|to| *to <= end)?;
        if u16_at(record, at)? == kind {
            return Some((at + 4, to));
        }
        at = to;
    }
}

/// Says of every file where the next one starts. Whether they stand one after another, the first one at the start.
fn place(entries: &mut [Entry], directory: usize) -> bool {
    let mut order: Vec<&mut Entry> = entries.iter_mut().collect();
    order.sort_by_key(|entry| entry.header);
    let mut nexts: Vec<usize> = order.iter().map(|entry| entry.header).skip(1).collect();
    nexts.push(directory);
    let starts = order.first().is_none_or(|first| first.header == 0);
    starts
        && order.into_iter().zip(nexts).all(|(entry, next)| {
            let ends_before = entry.next <= next;
            entry.next = next;
            ends_before
        })
}
