//! Arithmetic on two numbers side by side, and the choice between four: in WebAssembly vectors, whose one instruction does all,
//! elsewhere integers.

pub(super) use vector::{
    Four, Narrow, Wide, add, beside, choose, down, four, halves, lowest, narrow, pair, product, select, shift,
    subtract, sum, up,
};

#[cfg(target_arch = "wasm32")]
mod vector {
    use core::arch::wasm32::{
        i32x4_shuffle, u32x4, u32x4_add, u32x4_extract_lane, u32x4_shl, u32x4_splat, u32x4_sub, u64x2_add,
        u64x2_extmul_low_u32x4, u64x2_shl, u64x2_shr, v128, v128_and, v128_bitselect,
    };

    /// Two numbers of 32 bits.
    pub(in crate::seal::x25519) type Narrow = v128;
    /// Two numbers of 64 bits.
    pub(in crate::seal::x25519) type Wide = v128;
    /// Four numbers of 32 bits.
    pub(in crate::seal::x25519) type Four = v128;

    #[inline]
    #[target_feature(enable = "simd128")]
    pub(in crate::seal::x25519) fn pair(first: u32, second: u32) -> Narrow {
        u32x4(first, second, 0, 0)
    }

    #[inline]
    #[target_feature(enable = "simd128")]
    pub(in crate::seal::x25519) fn halves(pair: Narrow) -> (u32, u32) {
        (u32x4_extract_lane::<0>(pair), u32x4_extract_lane::<1>(pair))
    }

    #[inline]
    #[target_feature(enable = "simd128")]
    pub(in crate::seal::x25519) fn add(left: Narrow, right: Narrow) -> Narrow {
        u32x4_add(left, right)
    }

    #[inline]
    #[target_feature(enable = "simd128")]
    pub(in crate::seal::x25519) fn subtract(left: Narrow, right: Narrow) -> Narrow {
        u32x4_sub(left, right)
    }

    #[inline]
    #[target_feature(enable = "simd128")]
    pub(in crate::seal::x25519) fn shift(pair: Narrow, by: u32) -> Narrow {
        u32x4_shl(pair, by)
    }

    /// Of each number `left` where `mask` is all ones, `right` where it is zero.
    #[inline]
    #[target_feature(enable = "simd128")]
    pub(in crate::seal::x25519) fn select(left: Narrow, right: Narrow, mask: Narrow) -> Narrow {
        v128_bitselect(left, right, mask)
    }

    #[inline]
    #[target_feature(enable = "simd128")]
    pub(in crate::seal::x25519) fn four(numbers: &[u32; 4]) -> Four {
        let [a, b, c, d] = *numbers;
        u32x4(a, b, c, d)
    }

    /// `left` where `mask` is all ones, `right` where it is zero.
    #[inline]
    #[target_feature(enable = "simd128")]
    pub(in crate::seal::x25519) fn choose(left: Four, right: Four, mask: u32) -> Four {
        v128_bitselect(left, right, u32x4_splat(mask))
    }

    /// Each number beside the one at its place in the other.
    #[inline]
    #[target_feature(enable = "simd128")]
    pub(in crate::seal::x25519) fn beside(left: Four, right: Four) -> [Narrow; 4] {
        [
            i32x4_shuffle::<0, 4, 0, 4>(left, right),
            i32x4_shuffle::<1, 5, 1, 5>(left, right),
            i32x4_shuffle::<2, 6, 2, 6>(left, right),
            i32x4_shuffle::<3, 7, 3, 7>(left, right),
        ]
    }

    #[inline]
    #[target_feature(enable = "simd128")]
    pub(in crate::seal::x25519) fn product(left: Narrow, right: Narrow) -> Wide {
        u64x2_extmul_low_u32x4(left, right)
    }

    #[inline]
    #[target_feature(enable = "simd128")]
    pub(in crate::seal::x25519) fn sum(left: Wide, right: Wide) -> Wide {
        u64x2_add(left, right)
    }

    #[inline]
    #[target_feature(enable = "simd128")]
    pub(in crate::seal::x25519) fn up(wide: Wide, by: u32) -> Wide {
        u64x2_shl(wide, by)
    }

    #[inline]
    #[target_feature(enable = "simd128")]
    pub(in crate::seal::x25519) fn down(wide: Wide, by: u32) -> Wide {
        u64x2_shr(wide, by)
    }

    /// The lowest bits.
    #[inline]
    #[target_feature(enable = "simd128")]
    pub(in crate::seal::x25519) fn lowest(wide: Wide, bits: u32) -> Wide {
        v128_and(wide, core::arch::wasm32::u64x2_splat((1 << bits) - 1))
    }

    /// Numbers that fit.
    #[inline]
    #[target_feature(enable = "simd128")]
    pub(in crate::seal::x25519) fn narrow(wide: Wide) -> Narrow {
        i32x4_shuffle::<0, 2, 0, 2>(wide, wide)
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod vector {
    pub(in crate::seal::x25519) type Narrow = [u32; 2];
    pub(in crate::seal::x25519) type Wide = [u64; 2];
    pub(in crate::seal::x25519) type Four = [u32; 4];

    pub(in crate::seal::x25519) fn pair(first: u32, second: u32) -> Narrow {
        [first, second]
    }

    pub(in crate::seal::x25519) fn halves([first, second]: Narrow) -> (u32, u32) {
        (first, second)
    }

    pub(in crate::seal::x25519) fn add([a, b]: Narrow, [c, d]: Narrow) -> Narrow {
        [a + c, b + d]
    }

    pub(in crate::seal::x25519) fn subtract([a, b]: Narrow, [c, d]: Narrow) -> Narrow {
        [a - c, b - d]
    }

    pub(in crate::seal::x25519) fn shift([a, b]: Narrow, by: u32) -> Narrow {
        [a << by, b << by]
    }

    pub(in crate::seal::x25519) fn select([a, b]: Narrow, [c, d]: Narrow, [first, second]: Narrow) -> Narrow {
        [a & first | c & !first, b & second | d & !second]
    }

    pub(in crate::seal::x25519) fn four(numbers: &[u32; 4]) -> Four {
        *numbers
    }

    pub(in crate::seal::x25519) fn choose(left: Four, right: Four, mask: u32) -> Four {
        let mut chosen = right;
        for (chosen, left) in chosen.iter_mut().zip(left) {
            *chosen = left & mask | *chosen & !mask;
        }
        chosen
    }

    pub(in crate::seal::x25519) fn beside(left: Four, right: Four) -> [Narrow; 4] {
        let mut pairs = [[0; 2]; 4];
        for (pair, (left, right)) in pairs.iter_mut().zip(left.into_iter().zip(right)) {
            *pair = [left, right];
        }
        pairs
    }

    pub(in crate::seal::x25519) fn product([a, b]: Narrow, [c, d]: Narrow) -> Wide {
        [u64::from(a) * u64::from(c), u64::from(b) * u64::from(d)]
    }

    pub(in crate::seal::x25519) fn sum([a, b]: Wide, [c, d]: Wide) -> Wide {
        [a + c, b + d]
    }

    pub(in crate::seal::x25519) fn up([a, b]: Wide, by: u32) -> Wide {
        [a << by, b << by]
    }

    pub(in crate::seal::x25519) fn down([a, b]: Wide, by: u32) -> Wide {
        [a >> by, b >> by]
    }

    pub(in crate::seal::x25519) fn lowest([a, b]: Wide, bits: u32) -> Wide {
        let mask = (1 << bits) - 1;
        [a & mask, b & mask]
    }

    #[expect(clippy::cast_possible_truncation, reason = "they fit")]
    pub(in crate::seal::x25519) fn narrow([a, b]: Wide) -> Narrow {
        [a as u32, b as u32]
    }
}
