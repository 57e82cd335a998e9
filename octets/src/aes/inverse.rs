//! The inverse cipher (FIPS 197 section 5.3), which of all modes only OCB needs.

use super::{Aes, BATCH, Vectors, add, loaded, stored, substitute, turn};
use crate::vector::{Vector, not, shuffle, xor};

/// Each row of a column the next one.
macro_rules! row_on {
    ($vector:expr) => {
        shuffle!($vector, 1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12)
    };
}
/// `InvShiftRows` (section 5.3.1).
macro_rules! shift_rows_back {
    ($vector:expr) => {
        shuffle!($vector, 0, 13, 10, 7, 4, 1, 14, 11, 8, 5, 2, 15, 12, 9, 6, 3)
    };
}

impl Aes {
    /// Decrypts the blocks of a batch.
    #[inline(never)]
    #[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
    pub fn decrypt(&self, batch: &mut [u8; BATCH]) {
        let mut blocks = loaded(batch);
        let [rounds @ .., last] = self.rounds.as_slice() else { return };
        turn(&mut blocks);
        add(&mut blocks, last);
        for (round_key, left) in rounds.iter().rev().zip((0..rounds.len()).rev()) {
            substitute_back(&mut blocks);
            add(&mut blocks, round_key);
            if left > 0 {
                mix_columns_back(&mut blocks);
            }
        }
        turn(&mut blocks);
        stored(&blocks, batch);
    }
}

/// `InvShiftRows` and `InvSubBytes` (sections 5.3.1 and 5.3.2). The S-box inverts in the field and then applies an affine map; so its
/// inverse is the S-box itself between two inverses of that map.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
fn substitute_back(slices: &mut Vectors) {
    let [s0, s1, s2, s3, s4, s5, s6, s7] = *slices;
    *slices = [
        shift_rows_back!(s0),
        shift_rows_back!(s1),
        shift_rows_back!(s2),
        shift_rows_back!(s3),
        shift_rows_back!(s4),
        shift_rows_back!(s5),
        shift_rows_back!(s6),
        shift_rows_back!(s7),
    ];
    affine_back(slices);
    substitute(slices);
    affine_back(slices);
}

/// The inverse of the affine map of the S-box: of each bit the second, the fifth and the seventh after it, and 5.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
fn affine_back(slices: &mut Vectors) {
    let [b0, b1, b2, b3, b4, b5, b6, b7] = *slices;
    let [p0, p1, p2, p3] = [xor(b0, b2), xor(b1, b3), xor(b2, b4), xor(b3, b5)];
    let [p4, p5, p6, p7] = [xor(b4, b6), xor(b5, b7), xor(b6, b0), xor(b7, b1)];
    *slices = [
        not(xor(b2, p5)),
        xor(b3, p6),
        not(xor(b4, p7)),
        xor(b5, p0),
        xor(b6, p1),
        xor(b7, p2),
        xor(b0, p3),
        xor(b1, p4),
    ];
}

/// `InvMixColumns` (section 5.3.3): the polynomial is that of `MixColumns` times 4x² + 5.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
fn mix_columns_back(slices: &mut Vectors) {
    let [s0, s1, s2, s3, s4, s5, s6, s7] = *slices;
    let [a0, a1, a2, a3] = [opposite(s0), opposite(s1), opposite(s2), opposite(s3)];
    let [a4, a5, a6, a7] = [opposite(s4), opposite(s5), opposite(s6), opposite(s7)];
    // Four times that: its bits two places up, the polynomial added for both that fall out.
    let a67 = xor(a6, a7);
    let ((s0, r0), (s1, r1), (s2, r2)) = (mixed(xor(s0, a6)), mixed(xor(s1, a67)), mixed(xor3(s2, a0, a7)));
    let ((s3, r3), (s4, r4), (s5, r5)) = (mixed(xor3(s3, a1, a6)), mixed(xor3(s4, a2, a67)), mixed(xor3(s5, a3, a7)));
    let ((s6, r6), (s7, r7)) = (mixed(xor(s6, a4)), mixed(xor(s7, a5)));
    *slices = [
        xor(s7, r0),
        xor3(s0, s7, r1),
        xor(s1, r2),
        xor3(s2, s7, r3),
        xor3(s3, s7, r4),
        xor(s4, r5),
        xor(s5, r6),
        xor(s6, r7),
    ];
}

/// Of each row and the one opposite the sum.
#[inline]
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
fn opposite(slice: Vector) -> Vector {
    xor(slice, two_rows_on!(slice))
}

/// Of each row and the next the sum, and what is added to twice that, as in `MixColumns`.
#[inline]
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
fn mixed(slice: Vector) -> (Vector, Vector) {
    let next = row_on!(slice);
    let sum = xor(slice, next);
    (sum, xor(next, two_rows_on!(sum)))
}

#[inline]
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
fn xor3(one: Vector, two: Vector, three: Vector) -> Vector {
    xor(xor(one, two), three)
}
