//! What a message's readers on Curve25519 share with its sender (RFC 7748 section 6.1).
//!
//! One ephemeral secret serves all readers of a message, and none of another. Readers of CMS have it the same way (RFC 5652
//! section 6.2.2), and *Randomness Re-use in Multi-recipient Encryption Schemes*, 2003, shows that such a scheme loses nothing by
//! it: what wraps the session key is derived from the reader's own key besides (RFC 9580 sections 5.1.6 and 11.5). So each costs
//! one scalar multiplication, and a browser's cryptography does that faster than a program in WebAssembly. As it answers only
//! later, and the data are encrypted meanwhile, it is asked for by itself.

use pgp::packet::PublicSubkey;
use pgp::types::{EcdhKdfType, EcdhPublicParams, KeyDetails as _, PublicParams};
use rand::{CryptoRng, Rng};
use subtle::ConstantTimeEq as _;
use x25519_dalek::{X25519_BASEPOINT_BYTES, x25519};
use zeroize::Zeroizing;

/// Points that are to be multiplied by one secret. `Debug` does not show it.
pub struct Agreement {
    secret: Zeroizing<[u8; 32]>,
    /// The base point, which becomes the ephemeral public key, and then the readers'.
    points: Vec<[u8; 32]>,
    products: Option<Zeroizing<Vec<[u8; 32]>>>,
}

/// What came of it.
pub(super) struct Agreed {
    pub(super) ephemeral: [u8; 32],
    /// The secrets shared with the readers, in their order.
    pub(super) shared: std::vec::IntoIter<Zeroizing<[u8; 32]>>,
}

impl std::fmt::Debug for Agreement {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Agreement").field("points", &self.points).finish_non_exhaustive()
    }
}

impl Agreement {
    /// Draws a secret for the readers of one message, who are added then.
    pub(super) fn draw<R: Rng + CryptoRng>(rng: &mut R) -> Self {
        let mut secret = Zeroizing::new([0; 32]);
        rng.fill_bytes(&mut *secret);
        Self { secret, points: vec![X25519_BASEPOINT_BYTES], products: None }
    }

    pub(super) fn add(&mut self, point: [u8; 32]) {
        self.points.push(point);
    }

    /// Whether there is anybody to agree with, and nobody has computed it.
    pub fn is_open(&self) -> bool {
        self.points.len() > 1 && self.products.is_none()
    }

    /// What all points are to be multiplied by, as it was drawn: whoever multiplies sets and clears bits (RFC 7748 section 5).
    pub fn secret(&self) -> &[u8; 32] {
        &self.secret
    }

    /// The points, one after another.
    pub fn points(&self) -> &[u8] {
        self.points.as_flattened()
    }

    /// Somebody else multiplied: the products in their order. Anything but as many as there are points is passed over.
    pub fn computed(&mut self, products: &[u8]) {
        let (products, rest) = products.as_chunks();
        if products.len() == self.points.len() && rest.is_empty() {
            self.products = Some(Zeroizing::new(products.to_vec()));
        }
    }

    /// Multiplies here.
    pub fn run(&mut self) {
        let products = self.points.iter().map(|point| x25519(*self.secret, *point)).collect();
        self.products = Some(Zeroizing::new(products));
    }

    /// What is shared with each; nothing where it is the same for everybody, zero (RFC 7748 section 6.1).
    pub(super) fn agreed(&mut self) -> Option<Agreed> {
        if self.is_open() {
            self.run();
        }
        let products = self.products.take().unwrap_or_default();
        let is_secret = |product: &[u8; 32]| !bool::from(product.ct_eq(&[0; 32]));
        let all = products.iter().all(is_secret);
        let (ephemeral, shared) = products.split_first().map_or(([0; 32], &[][..]), |(first, rest)| (*first, rest));
        let shared: Vec<_> = shared.iter().map(|product| Zeroizing::new(*product)).collect();
        all.then(|| Agreed { ephemeral, shared: shared.into_iter() })
    }
}

/// The point of a key on Curve25519, in either of its encodings.
pub(super) fn on_curve25519(key: &PublicSubkey) -> Option<[u8; 32]> {
    match key.public_params() {
        PublicParams::X25519(params) => Some(params.key.to_bytes()),
        // Where the derivation is another one, it is the library's.
        PublicParams::ECDH(EcdhPublicParams::Curve25519Legacy { p, ecdh_kdf_type: EcdhKdfType::Native, .. }) => {
            Some(p.to_bytes())
        }
        _ => None,
    }
}

/// Whether everybody who agrees with this point has the same secret, zero: the points of small order, in all their spellings.
pub(super) fn is_of_small_order(point: &[u8; 32]) -> bool {
    const ORDER_8: [(u128, u128); 2] = [
        (0x6ac4_9ff1_fae3_5616_aeb8_413b_7c7a_ebe0, 0x00b8_495f_1605_6286_fdb1_329c_eb8d_09da),
        (0x5bef_839c_55b1_d0b1_248c_50a3_bc95_9c5f, 0x5711_9fd0_dd4e_22d8_868e_1c58_c45c_4404),
    ];
    const ABOVE: u128 = u128::MAX >> 1;
    let (low, high) = point.split_at(16);
    let [low, high] = [low, high].map(|half| u128::from_le_bytes(half.try_into().unwrap_or_default()));
    match (low, high & ABOVE) {
        // 0 and 1, and the numbers beside the modulus and itself.
        (0 | 1, 0) => true,
        (low, ABOVE) => (u128::MAX - 19..=u128::MAX - 17).contains(&low),
        point => ORDER_8.contains(&point),
    }
}

#[cfg(test)]
#[path = "agreement_tests.rs"]
mod tests;
