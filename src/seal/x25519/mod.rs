//! X25519 (RFC 7748) for sealing, where each reader costs two scalar multiplications by the same secret: one of the base point,
//! which makes the ephemeral public key, and one of the reader's point.
//!
//! The ladder does the same steps whatever secrets and points are, so it climbs for two readers at once, side by side in the halves
//! of vectors. The base point is always the same one, and its multiples are added up instead. Both end in a division, which is one
//! for all readers. Whatever is looked up, all of the row is read; no branch depends on a secret.

mod base;
mod field;
mod pairs;

use super::lean::pkesk::Agreed;
use base::Table;
use field::{Pair, constant, exchange, inverses, minus, multiply, plus, read, square, step, write};
use pairs::pair;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

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

/// Each secret with its peer, in their order; nothing where one of the peers gives zero to everybody.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub(super) fn agree(secrets: &[[u8; 32]], peers: &[[u8; 32]]) -> Option<Vec<Agreed>> {
    if secrets.len() != peers.len() || peers.iter().any(is_of_small_order) {
        return None;
    }
    let table = Table::of_base();
    let (mut numerators, mut denominators) = (Vec::new(), Vec::new());
    for (two, their) in secrets.chunks(2).zip(peers.chunks(2)) {
        // The last one may be alone, and then stands beside itself.
        let (first, second) = (two.first()?, two.last()?);
        let (its_peer, other_peer) = (their.first()?, their.last()?);
        let (first, second) = (clamped(first), clamped(second));
        let secrets = (&*first, &*second);
        for (numerator, denominator) in [table.multiplied(secrets), climbed(secrets, &read(its_peer, other_peer))] {
            numerators.push(numerator);
            denominators.push(denominator);
        }
    }
    let mut agreed = Vec::with_capacity(peers.len() + 1);
    let quotients = numerators.iter().zip(inverses(&denominators));
    let mut quotients = quotients.map(|(numerator, inverse)| write(&multiply(numerator, &inverse)));
    while let (Some(publics), Some(shared)) = (quotients.next(), quotients.next()) {
        agreed.push(Agreed { public: publics.0, shared: Zeroizing::new(shared.0) });
        agreed.push(Agreed { public: publics.1, shared: Zeroizing::new(shared.1) });
    }
    agreed.truncate(peers.len());
    agreed.iter().all(|one| !bool::from(one.shared.ct_eq(&[0; 32]))).then_some(agreed)
}

/// What counts of a secret: bit 254 is set and the lowest three are not, whatever it is (RFC 7748 section 5).
fn clamped(secret: &[u8; 32]) -> Zeroizing<[u8; 32]> {
    let mut clamped = Zeroizing::new(*secret);
    let [lowest, .., highest] = &mut *clamped;
    *lowest &= 0xf8;
    *highest = *highest & 0x7f | 0x40;
    clamped
}

/// Each point multiplied by its secret, as a numerator and a denominator (RFC 7748 section 5).
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
fn climbed((first, second): (&[u8; 32], &[u8; 32]), x1: &Pair) -> (Pair, Pair) {
    let (mut x2, mut z2, mut x3, mut z3) = (constant(1), constant(0), *x1, constant(1));
    let mut swapped = (0, 0);
    for (one, other) in first.iter().zip(second).rev() {
        for place in (0..8).rev() {
            let bits = (u32::from(one >> place & 1), u32::from(other >> place & 1));
            let mask = pair(0_u32.wrapping_sub(bits.0 ^ swapped.0), 0_u32.wrapping_sub(bits.1 ^ swapped.1));
            swapped = bits;
            exchange(&mut x2, &mut x3, mask);
            exchange(&mut z2, &mut z3, mask);
            let (sum2, difference2) = (plus(&x2, &z2), minus(&x2, &z2));
            let (sum3, difference3) = (plus(&x3, &z3), minus(&x3, &z3));
            let (left, right) = (multiply(&difference3, &sum2), multiply(&sum3, &difference2));
            x3 = square(&plus(&left, &right));
            z3 = multiply(&square(&minus(&left, &right)), x1);
            let (left, right) = (square(&sum2), square(&difference2));
            x2 = multiply(&left, &right);
            let difference = minus(&left, &right);
            z2 = multiply(&step(&difference, &right), &difference);
        }
    }
    // The last bit is never set, so nothing is left exchanged.
    (x2, z2)
}

#[cfg(test)]
mod tests;
