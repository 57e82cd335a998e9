//! Octets read one field after another, never past their end.

/// What is left to read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Octets<'a>(&'a [u8]);

impl<'a> Octets<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All that is left.
    pub(super) fn rest(&mut self) -> &'a [u8] {
        std::mem::take(&mut self.0)
    }

    pub(super) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    pub(super) fn octet(&mut self) -> Option<u8> {
        self.array().map(|[octet]| octet)
    }

    /// A count in one octet.
    pub(super) fn count(&mut self) -> Option<usize> {
        self.octet().map(usize::from)
    }

    /// A count in two octets.
    pub(super) fn short_count(&mut self) -> Option<usize> {
        self.array().map(|octets| usize::from(u16::from_be_bytes(octets)))
    }

    pub(super) fn number(&mut self) -> Option<u32> {
        self.array().map(u32::from_be_bytes)
    }

    /// A count in four octets.
    pub(super) fn long_count(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok()
    }

    /// As many octets as a count in one octet says.
    pub(super) fn counted(&mut self) -> Option<&'a [u8]> {
        let count = self.count()?;
        self.take(count)
    }

    /// A multiprecision integer (RFC 9580 section 3.2), big-endian.
    pub(super) fn integer(&mut self) -> Option<&'a [u8]> {
        let bits = self.short_count()?;
        self.take(bits.div_ceil(8))
    }
}

/// An integer as RFC 9580 section 3.2 writes it.
pub(super) fn write_integer(value: &[u8], out: &mut Vec<u8>) {
    let zeros = value.iter().take_while(|octet| **octet == 0).count();
    let value = value.get(zeros..).unwrap_or_default();
    let unused = value.first().map_or(0, |first| first.leading_zeros());
    let bits = (value.len() * 8).saturating_sub(usize::try_from(unused).unwrap_or(0));
    out.extend_from_slice(&u16::try_from(bits).unwrap_or(u16::MAX).to_be_bytes());
    out.extend_from_slice(value);
}
