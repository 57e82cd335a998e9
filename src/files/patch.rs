//! What a labelled file consists of: stretches of the original, untouched, and fresh octets between them.

/// A changed file, told as a difference.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Patch {
    pieces: Vec<Piece>,
}

/// A piece of a changed file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Octets of the original from a place up to but without another.
    Kept(usize, usize),
    /// New octets.
    Fresh(Vec<u8>),
}

impl Patch {
    /// The pieces, in order.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Octets of the changed file.
    pub fn size(&self) -> usize {
        self.pieces.iter().fold(0_usize, |sum, piece| sum.saturating_add(piece.size()))
    }

    /// The changed file.
    pub fn apply(&self, original: &[u8]) -> Vec<u8> {
        let mut whole = Vec::with_capacity(self.size());
        for piece in &self.pieces {
            match piece {
                Piece::Kept(start, end) => whole.extend_from_slice(original.get(*start..*end).unwrap_or_default()),
                Piece::Fresh(octets) => whole.extend_from_slice(octets),
            }
        }
        whole
    }

    /// Goes on with a stretch of the original.
    pub(super) fn keep(&mut self, start: usize, end: usize) {
        if start >= end {
            return;
        }
        match self.pieces.last_mut() {
            Some(Piece::Kept(_, last)) if *last == start => *last = end,
            _ => self.pieces.push(Piece::Kept(start, end)),
        }
    }

    /// Goes on with new octets.
    pub(super) fn add(&mut self, octets: impl AsRef<[u8]>) {
        let octets = octets.as_ref();
        match self.pieces.last_mut() {
            _ if octets.is_empty() => {}
            Some(Piece::Fresh(last)) => last.extend_from_slice(octets),
            _ => self.pieces.push(Piece::Fresh(octets.to_vec())),
        }
    }
}

impl Piece {
    fn size(&self) -> usize {
        match self {
            Self::Kept(start, end) => end.saturating_sub(*start),
            Self::Fresh(octets) => octets.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_become_one() {
        let mut patch = Patch::default();
        patch.keep(0, 2);
        patch.keep(2, 4);
        patch.add(b"x");
        patch.add(b"y");
        patch.keep(6, 6);
        patch.keep(5, 7);
        assert_eq!(patch.pieces(), [Piece::Kept(0, 4), Piece::Fresh(b"xy".to_vec()), Piece::Kept(5, 7)]);
        assert_eq!((patch.apply(b"0123456789"), patch.size()), (b"0123xy56".to_vec(), 8));
    }
}
