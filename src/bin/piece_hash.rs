//! Hashing for a thread beside the one that has a message in hand.

use wasm_bindgen::prelude::wasm_bindgen;
use zegel::seal;

/// A hash of octets that come piece by piece, told by JavaScript.
#[wasm_bindgen]
pub struct PieceHash(seal::PieceHash);

#[wasm_bindgen]
impl PieceHash {
    /// `algorithm`: as Web Cryptography names it; nothing of one that is not known.
    pub fn begin(algorithm: &str) -> Option<PieceHash> {
        seal::PieceHash::new(algorithm).map(Self)
    }

    /// The next piece.
    pub fn update(&mut self, octets: &[u8]) {
        self.0.update(octets);
    }

    /// The hash of all pieces; the object is used up.
    pub fn finish(self) -> Vec<u8> {
        self.0.finish()
    }
}
