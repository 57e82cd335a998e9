//! AES for many blocks at once, where the browser's cryptography cannot help: decrypting CFB, and OCB.
//!
//! Eight blocks are computed together, bit by bit: vector `b` holds bit `b` of all their octets, each octet of the vector the same
//! place in all eight blocks (Käsper and Schwabe, *Faster and Timing-Attack Resistant AES-GCM*, 2009). So nothing is looked up,
//! no time depends on key or data, and rows and columns move by shuffling octets. In WebAssembly a vector is one of its
//! instructions; elsewhere the same steps run on integers.

/// Octets of a block.
const BLOCK: usize = 16;
/// Octets of the blocks computed together.
pub const BATCH: usize = 8 * BLOCK;

/// `ShiftRows`, the same and then each row the next one, and each row the next but one (FIPS 197 section 5.1).
macro_rules! shift_rows {
    ($vector:expr) => {
        shuffle!($vector, 0, 5, 10, 15, 4, 9, 14, 3, 8, 13, 2, 7, 12, 1, 6, 11)
    };
}
macro_rules! shift_rows_and_one {
    ($vector:expr) => {
        shuffle!($vector, 5, 10, 15, 0, 9, 14, 3, 4, 13, 2, 7, 8, 1, 6, 11, 12)
    };
}
macro_rules! two_rows_on {
    ($vector:expr) => {
        shuffle!($vector, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13)
    };
}

// Behind the macros, which it uses too.
mod inverse;

use crate::vector::{Vector, and, exchange, from_octets, halves, not, read, shuffle, to_octets, xor};

/// Eight blocks; or, turned, bit 0 of all their octets, bit 1, and so on.
type Vectors = [Vector; 8];

/// A key made ready: what is added in each round.
pub struct Aes {
    rounds: Vec<Vectors>,
}

impl Aes {
    /// For keys of 16 and of 32 octets; nothing for others.
    #[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
    pub fn new(key: &[u8]) -> Option<Self> {
        let (words, _) = key.as_chunks::<4>();
        let count = words.len();
        if !matches!(key.len(), 16 | 32) {
            return None;
        }
        let bare = Self { rounds: vec![[read(0, 0); 8]; 2] };
        // FIPS 197 section 5.2.
        let mut schedule = words.to_vec();
        let mut constant: u8 = 1;
        for index in count..4 * (count + 7) {
            let mut word = *schedule.last()?;
            if index % count == 0 {
                word.rotate_left(1);
                word = bare.substituted(word);
                let [first, ..] = &mut word;
                *first ^= constant;
                constant = constant << 1 ^ if constant & 0x80 == 0 { 0 } else { 0x1b };
            } else if count == 8 && index % count == 4 {
                word = bare.substituted(word);
            }
            for (octet, add) in word.iter_mut().zip(schedule.get(index - count)?) {
                *octet ^= add;
            }
            schedule.push(word);
        }
        let (round_keys, _) = schedule.as_flattened().as_chunks::<BLOCK>();
        let everywhere = |round_key: &[u8; BLOCK]| {
            let mut blocks = [from_octets(*round_key); 8];
            turn(&mut blocks);
            blocks
        };
        Some(Self { rounds: round_keys.iter().map(everywhere).collect() })
    }

    /// Encrypts the blocks of a batch.
    #[inline(never)]
    #[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
    pub fn encrypt(&self, batch: &mut [u8; BATCH]) {
        let mut blocks = loaded(batch);
        self.encrypt_blocks(&mut blocks);
        stored(&blocks, batch);
    }

    #[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
    fn encrypt_blocks(&self, blocks: &mut Vectors) {
        let [first, rounds @ ..] = self.rounds.as_slice() else { return };
        turn(blocks);
        add(blocks, first);
        // One loop, also for the last round, which mixes nothing: the S-box is large, and stands here once.
        for (round_key, left) in rounds.iter().zip((0..rounds.len()).rev()) {
            substitute(blocks);
            if left > 0 {
                mix_columns(blocks, round_key);
                continue;
            }
            for slice in blocks.iter_mut() {
                *slice = shift_rows!(*slice);
            }
            add(blocks, round_key);
        }
        turn(blocks);
    }

    /// Four octets through the S-box, by a key of nothing but a last round of zeros: rows move, but all columns are alike. The
    /// S-box is large, and need not stand here once more.
    #[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
    fn substituted(&self, word: [u8; 4]) -> [u8; 4] {
        let columns = u64::from(u32::from_le_bytes(word)) * 0x1_0000_0001;
        let mut blocks = [read(columns, columns); 8];
        self.encrypt_blocks(&mut blocks);
        let [first, ..] = blocks;
        let [a, b, c, d, ..] = halves(first).0.to_le_bytes();
        [a, b, c, d]
    }

    /// Decrypts by CFB with an initial vector of zeros, in place.
    #[inline(never)]
    #[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
    pub fn decrypt_cfb(&self, octets: &mut [u8]) {
        let mut before = read(0, 0);
        let (batches, rest) = octets.as_chunks_mut::<BATCH>();
        for batch in batches {
            self.decrypt_cfb_batch(&mut before, batch);
        }
        let mut last = [0; BATCH];
        for (to, from) in last.iter_mut().zip(rest.iter()) {
            *to = *from;
        }
        self.decrypt_cfb_batch(&mut before, &mut last);
        for (to, from) in rest.iter_mut().zip(last) {
            *to = from;
        }
    }

    /// Each block is its ciphertext and the ciphertext before, encrypted, added up. `before`: that of the last batch.
    #[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
    fn decrypt_cfb_batch(&self, before: &mut Vector, batch: &mut [u8; BATCH]) {
        let mut blocks = loaded(batch);
        let [b0, b1, b2, b3, b4, b5, b6, b7] = blocks;
        let mut stream = [*before, b0, b1, b2, b3, b4, b5, b6];
        *before = b7;
        self.encrypt_blocks(&mut stream);
        add(&mut blocks, &stream);
        stored(&blocks, batch);
    }
}

/// The blocks of a batch.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
fn loaded(batch: &[u8; BATCH]) -> Vectors {
    let mut blocks = [read(0, 0); 8];
    for (block, octets) in blocks.iter_mut().zip(batch.as_chunks().0) {
        *block = from_octets(*octets);
    }
    blocks
}

#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
fn stored(blocks: &Vectors, batch: &mut [u8; BATCH]) {
    for (octets, block) in batch.as_chunks_mut::<BLOCK>().0.iter_mut().zip(blocks) {
        *octets = to_octets(*block);
    }
}

/// Bits of blocks become blocks of bits, and the other way round: eight by eight, turned over.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
fn turn(slices: &mut Vectors) {
    let [s0, s1, s2, s3, s4, s5, s6, s7] = *slices;
    let ((s0, s1), (s2, s3)) = (exchange(s0, s1, 1, 0x55), exchange(s2, s3, 1, 0x55));
    let ((s4, s5), (s6, s7)) = (exchange(s4, s5, 1, 0x55), exchange(s6, s7, 1, 0x55));
    let ((s0, s2), (s1, s3)) = (exchange(s0, s2, 2, 0x33), exchange(s1, s3, 2, 0x33));
    let ((s4, s6), (s5, s7)) = (exchange(s4, s6, 2, 0x33), exchange(s5, s7, 2, 0x33));
    let ((s0, s4), (s1, s5)) = (exchange(s0, s4, 4, 0x0f), exchange(s1, s5, 4, 0x0f));
    let ((s2, s6), (s3, s7)) = (exchange(s2, s6, 4, 0x0f), exchange(s3, s7, 4, 0x0f));
    *slices = [s0, s1, s2, s3, s4, s5, s6, s7];
}

#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
fn add(slices: &mut Vectors, round_key: &Vectors) {
    let [s0, s1, s2, s3, s4, s5, s6, s7] = *slices;
    let [k0, k1, k2, k3, k4, k5, k6, k7] = *round_key;
    *slices = [xor(s0, k0), xor(s1, k1), xor(s2, k2), xor(s3, k3), xor(s4, k4), xor(s5, k5), xor(s6, k6), xor(s7, k7)];
}

/// Of each row and the next the sum, and what is added to twice that: the next row, and the sum two rows on.
#[inline]
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
fn mixed(slice: Vector) -> (Vector, Vector) {
    let next = shift_rows_and_one!(slice);
    let sum = xor(shift_rows!(slice), next);
    (sum, xor(next, two_rows_on!(sum)))
}

/// `ShiftRows`, `MixColumns` and `AddRoundKey` (FIPS 197 sections 5.1.2 to 5.1.4).
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
fn mix_columns(slices: &mut Vectors, round_key: &Vectors) {
    let [s0, s1, s2, s3, s4, s5, s6, s7] = *slices;
    let [k0, k1, k2, k3, k4, k5, k6, k7] = *round_key;
    let ((s0, r0), (s1, r1), (s2, r2), (s3, r3)) = (mixed(s0), mixed(s1), mixed(s2), mixed(s3));
    let ((s4, r4), (s5, r5), (s6, r6), (s7, r7)) = (mixed(s4), mixed(s5), mixed(s6), mixed(s7));
    // Twice an octet is its bits one place up, the reduction polynomial added where one falls out.
    *slices = [
        xor(xor(s7, r0), k0),
        xor(xor(xor(s0, s7), r1), k1),
        xor(xor(s1, r2), k2),
        xor(xor(xor(s2, s7), r3), k3),
        xor(xor(xor(s3, s7), r4), k4),
        xor(xor(s4, r5), k5),
        xor(xor(s5, r6), k6),
        xor(xor(s6, r7), k7),
    ];
}

/// `SubBytes` (FIPS 197 section 5.1.1), by the circuit of Boyar and Peralta, *A Small Depth-16 Circuit for the AES S-Box*, 2012:
/// 128 gates, named as there.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
#[expect(clippy::too_many_lines, reason = "one circuit")]
fn substitute(slices: &mut Vectors) {
    let [u7, u6, u5, u4, u3, u2, u1, u0] = *slices;
    let y14 = xor(u3, u5);
    let y13 = xor(u0, u6);
    let y9 = xor(u0, u3);
    let y8 = xor(u0, u5);
    let t0 = xor(u1, u2);
    let y1 = xor(t0, u7);
    let y4 = xor(y1, u3);
    let y12 = xor(y13, y14);
    let y2 = xor(y1, u0);
    let y5 = xor(y1, u6);
    let y3 = xor(y5, y8);
    let t1 = xor(u4, y12);
    let y15 = xor(t1, u5);
    let y20 = xor(t1, u1);
    let y6 = xor(y15, u7);
    let y10 = xor(y15, t0);
    let y11 = xor(y20, y9);
    let y7 = xor(u7, y11);
    let y17 = xor(y10, y11);
    let y19 = xor(y10, y8);
    let y16 = xor(t0, y11);
    let y21 = xor(y13, y16);
    let y18 = xor(u0, y16);
    let t2 = and(y12, y15);
    let t4 = xor(and(y3, y6), t2);
    let t6 = xor(and(y4, u7), t2);
    let t7 = and(y13, y16);
    let t9 = xor(and(y5, y1), t7);
    let t11 = xor(and(y2, y7), t7);
    let t12 = and(y9, y11);
    let t14 = xor(and(y14, y17), t12);
    let t16 = xor(and(y8, y10), t12);
    let t21 = xor(xor(t4, t14), y20);
    let t22 = xor(xor(t6, t16), y19);
    let t23 = xor(xor(t9, t14), y21);
    let t24 = xor(xor(t11, t16), y18);
    let t25 = xor(t21, t22);
    let t26 = and(t21, t23);
    let t27 = xor(t24, t26);
    let t29 = xor(and(t25, t27), t22);
    let t30 = xor(t23, t24);
    let t31 = xor(t22, t26);
    let t33 = xor(and(t31, t30), t24);
    let t34 = xor(t23, t33);
    let t35 = xor(t27, t33);
    let t36 = and(t24, t35);
    let t37 = xor(t36, t34);
    let t38 = xor(t27, t36);
    let t40 = xor(t25, and(t29, t38));
    let t41 = xor(t40, t37);
    let t42 = xor(t29, t33);
    let t43 = xor(t29, t40);
    let t44 = xor(t33, t37);
    let t45 = xor(t42, t41);
    let z0 = and(t44, y15);
    let z1 = and(t37, y6);
    let z2 = and(t33, u7);
    let z3 = and(t43, y16);
    let z4 = and(t40, y1);
    let z5 = and(t29, y7);
    let z6 = and(t42, y11);
    let z7 = and(t45, y17);
    let z8 = and(t41, y10);
    let z9 = and(t44, y12);
    let z10 = and(t37, y3);
    let z11 = and(t33, y4);
    let z12 = and(t43, y13);
    let z13 = and(t40, y5);
    let z14 = and(t29, y2);
    let z15 = and(t42, y9);
    let z16 = and(t45, y14);
    let z17 = and(t41, y8);
    let t46 = xor(z15, z16);
    let t47 = xor(z10, z11);
    let t48 = xor(z5, z13);
    let t49 = xor(z9, z10);
    let t50 = xor(z2, z12);
    let t51 = xor(z2, z5);
    let t52 = xor(z7, z8);
    let t53 = xor(z0, z3);
    let t54 = xor(z6, z7);
    let t55 = xor(z16, z17);
    let t56 = xor(z12, t48);
    let t57 = xor(t50, t53);
    let t58 = xor(z4, t46);
    let t59 = xor(z3, t54);
    let t60 = xor(t46, t57);
    let t61 = xor(z14, t57);
    let t62 = xor(t52, t58);
    let t63 = xor(t49, t58);
    let t64 = xor(z4, t59);
    let t65 = xor(t61, t62);
    let t66 = xor(z1, t63);
    let s3 = xor(t53, t66);
    let t67 = xor(t64, t65);
    *slices = [
        not(xor(t48, t60)),
        not(xor(t56, t62)),
        xor(t47, t65),
        xor(t51, t66),
        s3,
        not(xor(t55, t67)),
        not(xor(t64, s3)),
        xor(t59, t63),
    ];
}

#[cfg(test)]
mod tests;
