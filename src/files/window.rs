//! A file read in blocks: what stands close together is fetched once.

use super::{Left, Source};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// Blocks that are kept; then all are let go.
const MAX_BLOCKS: usize = 1024;
/// A longer stretch is fetched as it is and not kept.
const MAX_KEPT: usize = 64 * 1024;

/// A file, and the blocks of it that were fetched last.
pub(super) struct Window<'a> {
    source: &'a dyn Source,
    block: usize,
    blocks: RefCell<BTreeMap<usize, Vec<u8>>>,
}

impl<'a> Window<'a> {
    /// `block`: octets that are fetched at least, so many that a call is worth it and so few that not all is fetched.
    pub(super) fn new(source: &'a dyn Source, block: usize) -> Self {
        Self { source, block: block.max(1), blocks: RefCell::default() }
    }

    /// Octets of the file.
    pub(super) fn size(&self) -> usize {
        self.source.size()
    }

    /// The octets at a place, fewer than asked for only where the file ends.
    pub(super) fn read(&self, start: usize, length: usize) -> Vec<u8> {
        let end = start.saturating_add(length).min(self.size());
        if start >= end {
            return Vec::new();
        }
        if end - start > MAX_KEPT {
            return self.source.read(start, end);
        }
        let mut blocks = self.blocks.borrow_mut();
        let mut found = Vec::with_capacity(end - start);
        let mut at = start;
        while at < end {
            let first = at - at % self.block;
            if !blocks.contains_key(&first) {
                self.fetch(&mut blocks, first, end);
            }
            let known = blocks.get(&first).map_or(&[][..], |block| block);
            let part = known.get(at - first..known.len().min(end - first)).unwrap_or_default();
            if part.is_empty() {
                break;
            }
            found.extend_from_slice(part);
            at += part.len();
        }
        found
    }

    /// Exactly as many octets as asked for.
    pub(super) fn exactly(&self, start: usize, length: usize) -> Result<Vec<u8>, Left> {
        let found = self.read(start, length);
        if found.len() == length { Ok(found) } else { Err(Left::Damaged) }
    }

    /// Fetches the blocks from `first` on up to one that is known, as far as `end`.
    fn fetch(&self, blocks: &mut BTreeMap<usize, Vec<u8>>, first: usize, end: usize) {
        if blocks.len() >= MAX_BLOCKS {
            blocks.clear();
        }
        let known = blocks.range(first..).next().map_or(usize::MAX, |(start, _)| *start);
        let whole = end.div_ceil(self.block).saturating_mul(self.block).min(known).min(self.size());
        let octets = self.source.read(first, whole);
        for (index, block) in octets.chunks(self.block).enumerate() {
            blocks.insert(first + index * self.block, block.to_vec());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    struct Counted(Vec<u8>, Cell<usize>);

    impl Source for Counted {
        fn size(&self) -> usize {
            self.0.len()
        }

        fn read(&self, start: usize, end: usize) -> Vec<u8> {
            self.1.set(self.1.get() + 1);
            self.0.as_slice().read(start, end)
        }
    }

    #[test]
    fn what_was_fetched_is_not_fetched_again() {
        let octets: Vec<u8> = (0..=255).cycle().take(100_000).collect();
        let source = Counted(octets.clone(), Cell::new(0));
        let window = Window::new(&source, 64);
        for (start, length) in [(10, 20), (0, 64), (60, 200), (130, 5), (99_990, 50), (100_001, 5), (0, 90_000)] {
            let end = (start + length).min(octets.len());
            assert_eq!(window.read(start, length), octets.get(start..end).unwrap_or_default(), "{start} {length}");
        }
        assert_eq!(source.1.get(), 4);
        assert_eq!(window.exactly(99_999, 2), Err(Left::Damaged));
        assert!(window.read(usize::MAX, usize::MAX).is_empty());
    }
}
