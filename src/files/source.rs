//! Where the octets of a file come from: only those that are asked for are fetched.

/// A file that can be read at any place. A browser hands over a piece of a buffer, so that labelling a large file does
/// not take another copy of it.
pub trait Source {
    /// Octets in all.
    fn size(&self) -> usize;
    /// The octets from `start` up to but without `end`, as far as there are any.
    fn read(&self, start: usize, end: usize) -> Vec<u8>;
}

impl Source for [u8] {
    fn size(&self) -> usize {
        self.len()
    }

    fn read(&self, start: usize, end: usize) -> Vec<u8> {
        let end = end.min(self.len());
        self.get(start.min(end)..end).unwrap_or_default().to_vec()
    }
}
