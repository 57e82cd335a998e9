//! Arithmetic on two numbers side by side: in WebAssembly vectors, whose one instruction computes both, elsewhere integers.

pub(super) use vector::{
    Narrow, Wide, add, down, halves, lowest, narrow, pair, product, select, shift, subtract, sum, up,
};

#[cfg(target_arch = "wasm32")]
mod vector {
    use core::arch::wasm32::{
        i32x4_shuffle, u32x4, u32x4_add, u32x4_extract_lane, u32x4_shl, u32x4_splat, u32x4_sub, u64x2_add,
        u64x2_extmul_low_u32x4, u64x2_shl, u64x2_shr, v128, v128_and, v128_bitselect,
    };

    /// Two numbers of 32 bits.
    pub(in crate::seal) type Narrow = v128;
    /// Two numbers of 64 bits.
    pub(in crate::seal) type Wide = v128;

    #[inline]
    #[target_feature(enable = "simd128")]
    pub(in crate::seal) fn pair(first: u32, second: u32) -> Narrow {
        u32x4(first, second, 0, 0)
    }

    #[inline]
    #[target_feature(enable = "simd128")]
    pub(in crate::seal) fn halves(pair: Narrow) -> (u32, u32) {
        (u32x4_extract_lane::<0>(pair), u32x4_extract_lane::<1>(pair))
    }

    #[inline]
    #[target_feature(enable = "simd128")]
    pub(in crate::seal) fn add(left: Narrow, right: Narrow) -> Narrow {
        u32x4_add(left, right)
    }

    #[inline]
    #[target_feature(enable = "simd128")]
    pub(in crate::seal) fn subtract(left: Narrow, right: Narrow) -> Narrow {
        u32x4_sub(left, right)
    }

    #[inline]
    #[target_feature(enable = "simd128")]
    pub(in crate::seal) fn shift(pair: Narrow, by: u32) -> Narrow {
        u32x4_shl(pair, by)
    }

    /// `left` where `mask` is all ones, `right` where it is zero.
    #[inline]
    #[target_feature(enable = "simd128")]
    pub(in crate::seal) fn select(left: Narrow, right: Narrow, mask: u32) -> Narrow {
        v128_bitselect(left, right, u32x4_splat(mask))
    }

    #[inline]
    #[target_feature(enable = "simd128")]
    pub(in crate::seal) fn product(left: Narrow, right: Narrow) -> Wide {
        u64x2_extmul_low_u32x4(left, right)
    }

    #[inline]
    #[target_feature(enable = "simd128")]
    pub(in crate::seal) fn sum(left: Wide, right: Wide) -> Wide {
        u64x2_add(left, right)
    }

    #[inline]
    #[target_feature(enable = "simd128")]
    pub(in crate::seal) fn up(wide: Wide, by: u32) -> Wide {
        u64x2_shl(wide, by)
    }

    #[inline]
    #[target_feature(enable = "simd128")]
    pub(in crate::seal) fn down(wide: Wide, by: u32) -> Wide {
        u64x2_shr(wide, by)
    }

    /// The lowest bits.
    #[inline]
    #[target_feature(enable = "simd128")]
    pub(in crate::seal) fn lowest(wide: Wide, bits: u32) -> Wide {
        v128_and(wide, core::arch::wasm32::u64x2_splat((1 << bits) - 1))
    }

    /// Numbers that fit.
    #[inline]
    #[target_feature(enable = "simd128")]
    pub(in crate::seal) fn narrow(wide: Wide) -> Narrow {
        i32x4_shuffle::<0, 2, 0, 2>(wide, wide)
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod vector {
    pub(in crate::seal) type Narrow = [u32; 2];
    pub(in crate::seal) type Wide = [u64; 2];

    pub(in crate::seal) fn pair(first: u32, second: u32) -> Narrow {
        [first, second]
    }

    pub(in crate::seal) fn halves([first, second]: Narrow) -> (u32, u32) {
        (first, second)
    }

    pub(in crate::seal) fn add([a, b]: Narrow, [c, d]: Narrow) -> Narrow {
        [a + c, b + d]
    }

    pub(in crate::seal) fn subtract([a, b]: Narrow, [c, d]: Narrow) -> Narrow {
        [a - c, b - d]
    }

    pub(in crate::seal) fn shift([a, b]: Narrow, by: u32) -> Narrow {
        [a << by, b << by]
    }

    pub(in crate::seal) fn select([a, b]: Narrow, [c, d]: Narrow, mask: u32) -> Narrow {
        [a & mask | c & !mask, b & mask | d & !mask]
    }

    pub(in crate::seal) fn product([a, b]: Narrow, [c, d]: Narrow) -> Wide {
        [u64::from(a) * u64::from(c), u64::from(b) * u64::from(d)]
    }

    pub(in crate::seal) fn sum([a, b]: Wide, [c, d]: Wide) -> Wide {
        [a + c, b + d]
    }

    pub(in crate::seal) fn up([a, b]: Wide, by: u32) -> Wide {
        [a << by, b << by]
    }

    pub(in crate::seal) fn down([a, b]: Wide, by: u32) -> Wide {
        [a >> by, b >> by]
    }

    pub(in crate::seal) fn lowest([a, b]: Wide, bits: u32) -> Wide {
        let mask = (1 << bits) - 1;
        [a & mask, b & mask]
    }

    #[expect(clippy::cast_possible_truncation, reason = "they fit")]
    pub(in crate::seal) fn narrow([a, b]: Wide) -> Narrow {
        [a as u32, b as u32]
    }
}
