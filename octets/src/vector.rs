//! Sixteen octets side by side: WebAssembly's own vectors, elsewhere integers.

#[cfg(target_arch = "wasm32")]
mod here {
    use core::arch::wasm32::{
        i8x16_swizzle, u8x16_add, u8x16_bitmask, u8x16_eq, u8x16_lt, u8x16_splat, u8x16_sub_sat, u32x4_shl, u32x4_shr,
        u32x4_splat, u64x2, u64x2_extract_lane, u64x2_shl, u64x2_shr, v128, v128_and, v128_not, v128_or, v128_xor,
    };

    pub(crate) type Vector = v128;

    macro_rules! shuffle {
        ($vector:expr, $($from:literal),*) => {{
            let vector = $vector;
            core::arch::wasm32::i8x16_shuffle::<$($from),*>(vector, vector)
        }};
    }
    pub(crate) use shuffle;

    #[inline]
    #[target_feature(enable = "simd128")]
    pub(crate) fn read(low: u64, high: u64) -> Vector {
        u64x2(low, high)
    }

    #[inline]
    #[target_feature(enable = "simd128")]
    pub(crate) fn halves(vector: Vector) -> (u64, u64) {
        (u64x2_extract_lane::<0>(vector), u64x2_extract_lane::<1>(vector))
    }

    #[inline]
    #[target_feature(enable = "simd128")]
    pub(crate) fn xor(left: Vector, right: Vector) -> Vector {
        v128_xor(left, right)
    }

    #[inline]
    #[target_feature(enable = "simd128")]
    pub(crate) fn and(left: Vector, right: Vector) -> Vector {
        v128_and(left, right)
    }

    #[inline]
    #[target_feature(enable = "simd128")]
    pub(crate) fn or(left: Vector, right: Vector) -> Vector {
        v128_or(left, right)
    }

    #[inline]
    #[target_feature(enable = "simd128")]
    pub(crate) fn not(vector: Vector) -> Vector {
        v128_not(vector)
    }

    /// Exchanges the bits of `left` that stand `by` places above those of `right` in the mask.
    #[inline]
    #[target_feature(enable = "simd128")]
    pub(crate) fn exchange(left: Vector, right: Vector, by: u32, mask: u8) -> (Vector, Vector) {
        let differ = v128_and(v128_xor(u64x2_shr(left, by), right), u8x16_splat(mask));
        (v128_xor(left, u64x2_shl(differ, by)), v128_xor(right, differ))
    }

    #[inline]
    #[target_feature(enable = "simd128")]
    pub(crate) fn splat(octet: u8) -> Vector {
        u8x16_splat(octet)
    }

    #[inline]
    #[target_feature(enable = "simd128")]
    pub(crate) fn splat_words(word: u32) -> Vector {
        u32x4_splat(word)
    }

    /// Each word moved up.
    #[inline]
    #[target_feature(enable = "simd128")]
    pub(crate) fn left(words: Vector, by: u32) -> Vector {
        u32x4_shl(words, by)
    }

    /// Each word moved down.
    #[inline]
    #[target_feature(enable = "simd128")]
    pub(crate) fn right(words: Vector, by: u32) -> Vector {
        u32x4_shr(words, by)
    }

    /// Each two octets added, without what goes beyond.
    #[inline]
    #[target_feature(enable = "simd128")]
    pub(crate) fn add(left: Vector, right: Vector) -> Vector {
        u8x16_add(left, right)
    }

    /// How much each octet is above another, or zero.
    #[inline]
    #[target_feature(enable = "simd128")]
    pub(crate) fn above(left: Vector, right: Vector) -> Vector {
        u8x16_sub_sat(left, right)
    }

    /// All ones where an octet is less than another.
    #[inline]
    #[target_feature(enable = "simd128")]
    pub(crate) fn less(left: Vector, right: Vector) -> Vector {
        u8x16_lt(left, right)
    }

    /// All ones where two octets are the same.
    #[inline]
    #[target_feature(enable = "simd128")]
    pub(crate) fn equal(left: Vector, right: Vector) -> Vector {
        u8x16_eq(left, right)
    }

    /// What stands in a table of sixteen at each place.
    #[inline]
    #[target_feature(enable = "simd128")]
    pub(crate) fn table(table: Vector, places: Vector) -> Vector {
        i8x16_swizzle(table, places)
    }

    /// The highest bit of each octet, the first the lowest.
    #[inline]
    #[target_feature(enable = "simd128")]
    pub(crate) fn bits(vector: Vector) -> u32 {
        u8x16_bitmask(vector).into()
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod here {
    pub(crate) type Vector = u128;

    macro_rules! shuffle {
        ($vector:expr, $($from:literal),*) => {{
            let octets = $vector.to_le_bytes();
            u128::from_le_bytes([$(octets.get($from).copied().unwrap_or_default()),*])
        }};
    }
    pub(crate) use shuffle;

    pub(crate) fn read(low: u64, high: u64) -> Vector {
        u128::from(high) << 64 | u128::from(low)
    }

    #[expect(clippy::cast_possible_truncation, reason = "the halves")]
    pub(crate) fn halves(vector: Vector) -> (u64, u64) {
        (vector as u64, (vector >> 64) as u64)
    }

    pub(crate) fn xor(left: Vector, right: Vector) -> Vector {
        left ^ right
    }

    pub(crate) fn and(left: Vector, right: Vector) -> Vector {
        left & right
    }

    pub(crate) fn or(left: Vector, right: Vector) -> Vector {
        left | right
    }

    pub(crate) fn not(vector: Vector) -> Vector {
        !vector
    }

    pub(crate) fn exchange(left: Vector, right: Vector, by: u32, mask: u8) -> (Vector, Vector) {
        let differ = (left >> by ^ right) & splat(mask);
        (left ^ differ << by, right ^ differ)
    }

    pub(crate) fn splat(octet: u8) -> Vector {
        u128::from_le_bytes([octet; 16])
    }

    pub(crate) fn splat_words(word: u32) -> Vector {
        u128::from(word) * 0x0000_0001_0000_0001_0000_0001_0000_0001
    }

    pub(crate) fn left(words: Vector, by: u32) -> Vector {
        words << by & splat_words(u32::MAX << by)
    }

    pub(crate) fn right(words: Vector, by: u32) -> Vector {
        words >> by & splat_words(u32::MAX >> by)
    }

    /// The same done with each two octets.
    fn both(left: Vector, right: Vector, done: impl Fn(u8, u8) -> u8) -> Vector {
        let mut octets = left.to_le_bytes();
        for (octet, other) in octets.iter_mut().zip(right.to_le_bytes()) {
            *octet = done(*octet, other);
        }
        u128::from_le_bytes(octets)
    }

    pub(crate) fn add(left: Vector, right: Vector) -> Vector {
        both(left, right, u8::wrapping_add)
    }

    pub(crate) fn above(left: Vector, right: Vector) -> Vector {
        both(left, right, u8::saturating_sub)
    }

    pub(crate) fn less(left: Vector, right: Vector) -> Vector {
        both(left, right, |left, right| if left < right { 0xff } else { 0 })
    }

    pub(crate) fn equal(left: Vector, right: Vector) -> Vector {
        both(left, right, |left, right| if left == right { 0xff } else { 0 })
    }

    pub(crate) fn table(table: Vector, places: Vector) -> Vector {
        let table = table.to_le_bytes();
        both(places, places, |place, _| table.get(usize::from(place)).copied().unwrap_or_default())
    }

    pub(crate) fn bits(vector: Vector) -> u32 {
        vector.to_le_bytes().iter().rev().fold(0, |bits, octet| bits << 1 | u32::from(octet >> 7))
    }
}

pub(crate) use here::*;

#[inline]
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub(crate) fn from_octets(octets: [u8; 16]) -> Vector {
    match octets.as_chunks() {
        ([low, high], _) => read(u64::from_le_bytes(*low), u64::from_le_bytes(*high)),
        _ => read(0, 0),
    }
}

#[inline]
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub(crate) fn to_octets(vector: Vector) -> [u8; 16] {
    let (low, high) = halves(vector);
    (u128::from(high) << 64 | u128::from(low)).to_le_bytes()
}
