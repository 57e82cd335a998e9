//! Hash functions by their OpenPGP numbers (RFC 9580 section 9.5).

use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

/// A hash function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::seal) enum Hash {
    /// Only for what SHA-1 is still good for: version 4 fingerprints, the MDC, and stretching a passphrase.
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

/// A hash in the making.
pub(in crate::seal) enum Hasher {
    Sha1(Sha1),
    Sha256(Sha256),
    Sha384(Sha384),
    Sha512(Sha512),
}

impl Hash {
    pub(in crate::seal) fn numbered(id: u8) -> Option<Self> {
        Some(match id {
            2 => Self::Sha1,
            8 => Self::Sha256,
            9 => Self::Sha384,
            10 => Self::Sha512,
            _ => return None,
        })
    }

    pub(in crate::seal) fn hasher(self) -> Hasher {
        match self {
            Self::Sha1 => Hasher::Sha1(Sha1::new()),
            Self::Sha256 => Hasher::Sha256(Sha256::new()),
            Self::Sha384 => Hasher::Sha384(Sha384::new()),
            Self::Sha512 => Hasher::Sha512(Sha512::new()),
        }
    }

    /// The hash of several pieces, one after another.
    pub(in crate::seal) fn of(self, pieces: &[&[u8]]) -> Vec<u8> {
        let mut hasher = self.hasher();
        for piece in pieces {
            hasher.update(piece);
        }
        hasher.finish()
    }

    /// Octets of salt in a version 6 signature (section 5.2.3, table 23).
    pub(in crate::seal) fn salt_size(self) -> usize {
        match self {
            Self::Sha1 => 0,
            Self::Sha256 => 16,
            Self::Sha384 => 24,
            Self::Sha512 => 32,
        }
    }
}

impl Hasher {
    pub(in crate::seal) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha1(hasher) => hasher.update(bytes),
            Self::Sha256(hasher) => hasher.update(bytes),
            Self::Sha384(hasher) => hasher.update(bytes),
            Self::Sha512(hasher) => hasher.update(bytes),
        }
    }

    pub(in crate::seal) fn finish(self) -> Vec<u8> {
        match self {
            Self::Sha1(hasher) => hasher.finalize().to_vec(),
            Self::Sha256(hasher) => hasher.finalize().to_vec(),
            Self::Sha384(hasher) => hasher.finalize().to_vec(),
            Self::Sha512(hasher) => hasher.finalize().to_vec(),
        }
    }
}
