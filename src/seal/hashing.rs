//! Hashes over most of a message: the code that shows whether it was changed, and what it is signed by.
//!
//! A browser's own cryptography hashes several times faster than a program in WebAssembly, but only asynchronously. So a hash is
//! described here, and computed by whoever can, here or there.

use super::lean::hash::{Hash, Hasher};
use std::ops::Range;

/// A hash over a salt, the payload and a tail, for somebody else to compute.
#[derive(Debug, Clone)]
pub struct Digest {
    /// As Web Cryptography names it.
    pub algorithm: &'static str,
    /// What is hashed first.
    pub salt: Vec<u8>,
    /// Then these octets of the buffer.
    pub payload: Range<usize>,
    /// What is hashed last.
    pub tail: Vec<u8>,
}

/// A hash of octets that come piece by piece.
pub struct PieceHash(Hasher);

impl PieceHash {
    /// `algorithm`: as Web Cryptography names it. Nothing of one that is not known.
    pub fn new(algorithm: &str) -> Option<Self> {
        const ALL: [Hash; 4] = [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512];
        ALL.into_iter().find(|hash| name(*hash) == algorithm).map(|hash| Self(hash.hasher()))
    }

    /// The next piece.
    pub fn update(&mut self, octets: &[u8]) {
        self.0.update(octets);
    }

    /// The hash of all pieces.
    pub fn finish(self) -> Vec<u8> {
        self.0.finish()
    }
}

impl std::fmt::Debug for PieceHash {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("PieceHash").finish_non_exhaustive()
    }
}

/// As Web Cryptography names it.
pub(super) fn name(hash: Hash) -> &'static str {
    match hash {
        Hash::Sha1 => "SHA-1",
        Hash::Sha256 => "SHA-256",
        Hash::Sha384 => "SHA-384",
        Hash::Sha512 => "SHA-512",
    }
}

/// Decrypted data that have to be hashed. `Debug` does not show them.
pub struct Hashing {
    octets: Vec<u8>,
    hash: Hash,
    digest: Digest,
    sum: Option<Vec<u8>>,
}

impl std::fmt::Debug for Hashing {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Hashing").field("digest", &self.digest).finish_non_exhaustive()
    }
}

impl Hashing {
    /// `around`: what is hashed before the payload, and behind it.
    pub(super) fn new(octets: Vec<u8>, hash: Hash, payload: Range<usize>, (salt, tail): (Vec<u8>, Vec<u8>)) -> Self {
        Self { octets, hash, digest: Digest { algorithm: name(hash), salt, payload, tail }, sum: None }
    }

    /// What is to be hashed.
    pub fn digest(&self) -> &Digest {
        &self.digest
    }

    /// The buffer.
    pub fn octets(&self) -> &[u8] {
        &self.octets
    }

    /// Somebody else computed it.
    pub fn computed(&mut self, sum: Vec<u8>) {
        self.sum = Some(sum);
    }

    /// Computes it here.
    pub fn run(&mut self) {
        let Digest { salt, payload, tail, .. } = &self.digest;
        let payload = self.octets.get(payload.clone()).unwrap_or_default();
        self.sum = Some(self.hash.of(&[salt, payload, tail]));
    }

    /// The buffer, and the hash; nothing where that was never computed.
    pub(super) fn finish(self) -> Option<(Vec<u8>, Vec<u8>)> {
        Some((self.octets, self.sum?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_of_pieces_is_that_of_the_whole() {
        for hash in [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512] {
            let mut pieces = PieceHash::new(name(hash)).unwrap();
            for piece in [b"a".as_slice(), b"", &[7; 500]] {
                pieces.update(piece);
            }
            assert_eq!(pieces.finish(), hash.of(&[b"a", &[7; 500]]));
        }
        assert!(PieceHash::new("SHA-3").is_none() && PieceHash::new("").is_none());
    }
}
