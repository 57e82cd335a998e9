//! The vectors that AES is computed in: WebAssembly's own, elsewhere integers.

#[cfg(target_arch = "wasm32")]
mod here {
    use core::arch::wasm32::{
        u8x16_splat, u64x2, u64x2_extract_lane, u64x2_shl, u64x2_shr, v128, v128_and, v128_not, v128_xor,
    };

    pub(in crate::seal::aes) type Vector = v128;

    macro_rules! shuffle {
        ($vector:expr, $($from:literal),*) => {{
            let vector = $vector;
            core::arch::wasm32::i8x16_shuffle::<$($from),*>(vector, vector)
        }};
    }
    pub(in crate::seal::aes) use shuffle;

    #[inline]
    #[target_feature(enable = "simd128")]
    pub(in crate::seal::aes) fn read(low: u64, high: u64) -> Vector {
        u64x2(low, high)
    }

    #[inline]
    #[target_feature(enable = "simd128")]
    pub(in crate::seal::aes) fn halves(vector: Vector) -> (u64, u64) {
        (u64x2_extract_lane::<0>(vector), u64x2_extract_lane::<1>(vector))
    }

    #[inline]
    #[target_feature(enable = "simd128")]
    pub(in crate::seal::aes) fn xor(left: Vector, right: Vector) -> Vector {
        v128_xor(left, right)
    }

    #[inline]
    #[target_feature(enable = "simd128")]
    pub(in crate::seal::aes) fn and(left: Vector, right: Vector) -> Vector {
        v128_and(left, right)
    }

    #[inline]
    #[target_feature(enable = "simd128")]
    pub(in crate::seal::aes) fn not(vector: Vector) -> Vector {
        v128_not(vector)
    }

    /// Exchanges the bits of `left` that stand `by` places above those of `right` in the mask.
    #[inline]
    #[target_feature(enable = "simd128")]
    pub(in crate::seal::aes) fn exchange(left: Vector, right: Vector, by: u32, mask: u8) -> (Vector, Vector) {
        let differ = v128_and(v128_xor(u64x2_shr(left, by), right), u8x16_splat(mask));
        (v128_xor(left, u64x2_shl(differ, by)), v128_xor(right, differ))
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod here {
    pub(in crate::seal::aes) type Vector = u128;

    macro_rules! shuffle {
        ($vector:expr, $($from:literal),*) => {{
            let octets = $vector.to_le_bytes();
            u128::from_le_bytes([$(octets.get($from).copied().unwrap_or_default()),*])
        }};
    }
    pub(in crate::seal::aes) use shuffle;

    pub(in crate::seal::aes) fn read(low: u64, high: u64) -> Vector {
        u128::from(high) << 64 | u128::from(low)
    }

    #[expect(clippy::cast_possible_truncation, reason = "the halves")]
    pub(in crate::seal::aes) fn halves(vector: Vector) -> (u64, u64) {
        (vector as u64, (vector >> 64) as u64)
    }

    pub(in crate::seal::aes) fn xor(left: Vector, right: Vector) -> Vector {
        left ^ right
    }

    pub(in crate::seal::aes) fn and(left: Vector, right: Vector) -> Vector {
        left & right
    }

    pub(in crate::seal::aes) fn not(vector: Vector) -> Vector {
        !vector
    }

    pub(in crate::seal::aes) fn exchange(left: Vector, right: Vector, by: u32, mask: u8) -> (Vector, Vector) {
        let differ = (left >> by ^ right) & u128::from_le_bytes([mask; 16]);
        (left ^ differ << by, right ^ differ)
    }
}

pub(super) use here::*;
