//! The field modulo 2^255 - 19: two elements side by side, in the halves of vectors. In WebAssembly a vector is one of its
//! instructions; elsewhere the same steps run on integers.

use super::pairs::{Narrow, Wide, add, down, halves, lowest, narrow, pair, product, select, shift, subtract, sum, up};

/// Two elements of the field modulo 2^255 - 19, each in ten limbs of 26 and 25 bits in turns. A limb of a product is hardly
/// longer; sums of three of them and differences of two may be factors: 19 times such a limb still has 32 bits.
pub(super) type Pair = [Narrow; 10];

/// The same done with each two limbs.
macro_rules! both {
    ($left:expr, $right:expr, |$l:ident, $r:ident| $done:expr) => {{
        let [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9] = *$left;
        let [b0, b1, b2, b3, b4, b5, b6, b7, b8, b9] = *$right;
        macro_rules! one {
            ($a:ident, $b:ident) => {{
                let ($l, $r) = ($a, $b);
                $done
            }};
        }
        [
            one!(a0, b0),
            one!(a1, b1),
            one!(a2, b2),
            one!(a3, b3),
            one!(a4, b4),
            one!(a5, b5),
            one!(a6, b6),
            one!(a7, b7),
            one!(a8, b8),
            one!(a9, b9),
        ]
    }};
}

macro_rules! sum {
    ($first:expr $(, $more:expr)*) => {{
        let total = $first;
        $(let total = sum(total, $more);)*
        total
    }};
}

#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub(super) fn exchange(left: &mut Pair, right: &mut Pair, mask: Narrow) {
    (*left, *right) = (chosen(right, left, mask), chosen(left, right, mask));
}

/// As [`select`].
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub(super) fn chosen(left: &Pair, right: &Pair, mask: Narrow) -> Pair {
    both!(left, right, |left, right| select(left, right, mask))
}

#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub(super) fn constant(number: u32) -> Pair {
    let zero = pair(0, 0);
    [pair(number, number), zero, zero, zero, zero, zero, zero, zero, zero, zero]
}

#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub(super) fn plus(left: &Pair, right: &Pair) -> Pair {
    both!(left, right, |left, right| add(left, right))
}

/// Twice the modulus is added, so that no limb falls below zero.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub(super) fn minus(left: &Pair, right: &Pair) -> Pair {
    let (even, odd) = (pair(0x7ff_fffe, 0x7ff_fffe), pair(0x3ff_fffe, 0x3ff_fffe));
    let twice = [pair(0x7ff_ffda, 0x7ff_ffda), odd, even, odd, even, odd, even, odd, even, odd];
    let raised = plus(left, &twice);
    both!(&raised, right, |left, right| subtract(left, right))
}

/// A limb that counts for the lowest again: 2^255 is 19.
#[inline]
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
fn nineteen(limb: Narrow) -> Narrow {
    add(add(shift(limb, 4), shift(limb, 1)), limb)
}

/// The left one may have as much as 29 and 28 bits: it is doubled, and not multiplied by 19.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub(super) fn multiply(left: &Pair, right: &Pair) -> Pair {
    let [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9] = *left;
    let [b0, b1, b2, b3, b4, b5, b6, b7, b8, b9] = *right;
    let (n1, n2, n3, n4, n5) = (nineteen(b1), nineteen(b2), nineteen(b3), nineteen(b4), nineteen(b5));
    let (n6, n7, n8, n9) = (nineteen(b6), nineteen(b7), nineteen(b8), nineteen(b9));
    // Two odd limbs meet a bit above where their product is counted.
    let (d1, d3, d5, d7, d9) = (add(a1, a1), add(a3, a3), add(a5, a5), add(a7, a7), add(a9, a9));
    macro_rules! row {
        ($($a:ident * $b:ident),*) => { sum!($(product($a, $b)),*) };
    }
    carried([
        row!(a0 * b0, d1 * n9, a2 * n8, d3 * n7, a4 * n6, d5 * n5, a6 * n4, d7 * n3, a8 * n2, d9 * n1),
        row!(a0 * b1, a1 * b0, a2 * n9, a3 * n8, a4 * n7, a5 * n6, a6 * n5, a7 * n4, a8 * n3, a9 * n2),
        row!(a0 * b2, d1 * b1, a2 * b0, d3 * n9, a4 * n8, d5 * n7, a6 * n6, d7 * n5, a8 * n4, d9 * n3),
        row!(a0 * b3, a1 * b2, a2 * b1, a3 * b0, a4 * n9, a5 * n8, a6 * n7, a7 * n6, a8 * n5, a9 * n4),
        row!(a0 * b4, d1 * b3, a2 * b2, d3 * b1, a4 * b0, d5 * n9, a6 * n8, d7 * n7, a8 * n6, d9 * n5),
        row!(a0 * b5, a1 * b4, a2 * b3, a3 * b2, a4 * b1, a5 * b0, a6 * n9, a7 * n8, a8 * n7, a9 * n6),
        row!(a0 * b6, d1 * b5, a2 * b4, d3 * b3, a4 * b2, d5 * b1, a6 * b0, d7 * n9, a8 * n8, d9 * n7),
        row!(a0 * b7, a1 * b6, a2 * b5, a3 * b4, a4 * b3, a5 * b2, a6 * b1, a7 * b0, a8 * n9, a9 * n8),
        row!(a0 * b8, d1 * b7, a2 * b6, d3 * b5, a4 * b4, d5 * b3, a6 * b2, d7 * b1, a8 * b0, d9 * n9),
        row!(a0 * b9, a1 * b8, a2 * b7, a3 * b6, a4 * b5, a5 * b4, a6 * b3, a7 * b2, a8 * b1, a9 * b0),
    ])
}

/// As [`multiply`], what stands twice in its rows computed once.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub(super) fn square(of: &Pair) -> Pair {
    let [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9] = *of;
    let (d0, d1, d2, d3, d4) = (add(a0, a0), add(a1, a1), add(a2, a2), add(a3, a3), add(a4, a4));
    let (d5, d6, d7, d8, d9) = (add(a5, a5), add(a6, a6), add(a7, a7), add(a8, a8), add(a9, a9));
    let (n5, n6, n7, n8, n9) = (nineteen(a5), nineteen(a6), nineteen(a7), nineteen(a8), nineteen(a9));
    macro_rules! row {
        ($($a:ident * $b:ident),*) => { sum!($(product($a, $b)),*) };
    }
    macro_rules! twice {
        ($($a:ident * $b:ident),*) => { up(row!($($a * $b),*), 1) };
    }
    carried([
        sum(row!(a0 * a0, d4 * n6, d2 * n8, d5 * n5), twice!(d1 * n9, d3 * n7)),
        row!(d0 * a1, d2 * n9, d3 * n8, d4 * n7, d5 * n6),
        sum(row!(d0 * a2, d1 * a1, d4 * n8, a6 * n6), twice!(d3 * n9, d5 * n7)),
        row!(d0 * a3, d1 * a2, d4 * n9, d5 * n8, d6 * n7),
        sum(row!(d0 * a4, a2 * a2, d6 * n8, d7 * n7), twice!(d1 * a3, d5 * n9)),
        row!(d0 * a5, d1 * a4, d2 * a3, d6 * n9, d7 * n8),
        sum(row!(d0 * a6, d2 * a4, d3 * a3, a8 * n8), twice!(d1 * a5, d7 * n9)),
        row!(d0 * a7, d1 * a6, d2 * a5, d3 * a4, d8 * n9),
        sum(row!(d0 * a8, d2 * a6, a4 * a4, d9 * n9), twice!(d1 * a7, d3 * a5)),
        row!(d0 * a9, d1 * a8, d2 * a7, d3 * a6, d4 * a5),
    ])
}

/// `(A + 2) / 4` times one, and the other added.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub(super) fn step(e: &Pair, bb: &Pair) -> Pair {
    let factor = pair(121_666, 121_666);
    let one = pair(1, 1);
    carried(both!(e, bb, |e, bb| sum(product(e, factor), product(bb, one))))
}

/// Back to 26 and 25 bits, but for a little in two limbs.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
fn carried(limbs: [Wide; 10]) -> Pair {
    let [h0, h1, h2, h3, h4, h5, h6, h7, h8, h9] = limbs;
    // From the lowest and from the middle at once: each step waits for the one before.
    let (h1, h0) = (sum(h1, down(h0, 26)), lowest(h0, 26));
    let (h5, h4) = (sum(h5, down(h4, 26)), lowest(h4, 26));
    let (h2, h1) = (sum(h2, down(h1, 25)), lowest(h1, 25));
    let (h6, h5) = (sum(h6, down(h5, 25)), lowest(h5, 25));
    let (h3, h2) = (sum(h3, down(h2, 26)), lowest(h2, 26));
    let (h7, h6) = (sum(h7, down(h6, 26)), lowest(h6, 26));
    let (h4, h3) = (sum(h4, down(h3, 25)), lowest(h3, 25));
    let (h8, h7) = (sum(h8, down(h7, 25)), lowest(h7, 25));
    let (h5, h4) = (sum(h5, down(h4, 26)), lowest(h4, 26));
    let (h9, h8) = (sum(h9, down(h8, 26)), lowest(h8, 26));
    let (over, h9) = (down(h9, 25), lowest(h9, 25));
    let h0 = sum(h0, sum(sum(up(over, 4), up(over, 1)), over));
    let (h1, h0) = (sum(h1, down(h0, 26)), lowest(h0, 26));
    [
        narrow(h0),
        narrow(h1),
        narrow(h2),
        narrow(h3),
        narrow(h4),
        narrow(h5),
        narrow(h6),
        narrow(h7),
        narrow(h8),
        narrow(h9),
    ]
}

#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
fn squared(of: &Pair, times: u32) -> Pair {
    (0..times).fold(*of, |power, _| square(&power))
}

/// The power 2^255 - 21, which is the inverse, and zero of zero. Each name says how many ones its exponent has.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
fn inverse(of: &Pair) -> Pair {
    let two = square(of);
    let nine = multiply(&squared(&two, 2), of);
    let eleven = multiply(&nine, &two);
    let ones5 = multiply(&square(&eleven), &nine);
    let ones10 = multiply(&squared(&ones5, 5), &ones5);
    let ones20 = multiply(&squared(&ones10, 10), &ones10);
    let ones40 = multiply(&squared(&ones20, 20), &ones20);
    let ones50 = multiply(&squared(&ones40, 10), &ones10);
    let ones100 = multiply(&squared(&ones50, 50), &ones50);
    let ones200 = multiply(&squared(&ones100, 100), &ones100);
    let nearly_all = multiply(&squared(&ones200, 50), &ones50);
    multiply(&squared(&nearly_all, 5), &eleven)
}

/// The inverse of each, by one inversion for all. If one of them is zero, all are.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub(super) fn inverses(of: &[Pair]) -> Vec<Pair> {
    let mut product = constant(1);
    let mut inverses = Vec::with_capacity(of.len());
    for one in of {
        // First of all that come before.
        inverses.push(product);
        product = multiply(&product, one);
    }
    let mut rest = inverse(&product);
    for (one, before) in of.iter().zip(&mut inverses).rev() {
        *before = multiply(&rest, before);
        rest = multiply(&rest, one);
    }
    inverses
}

/// Coordinates, without their highest bit.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub(super) fn read(first: &[u8; 32], second: &[u8; 32]) -> Pair {
    let mut pairs = constant(0);
    let [first, second] = [first, second].map(|octets| {
        let mut words = [0; 4];
        for (word, octets) in words.iter_mut().zip(octets.as_chunks().0) {
            *word = u64::from_le_bytes(*octets);
        }
        limbs(words)
    });
    for ((to, first), second) in pairs.iter_mut().zip(first).zip(second) {
        *to = pair(first, second);
    }
    pairs
}

/// A number of 255 bits, the lowest word first.
pub(super) const fn limbs([a, b, c, d]: [u64; 4]) -> [u32; 10] {
    #[expect(clippy::cast_possible_truncation, reason = "as many bits as are wanted")]
    const fn cut(bits: u32, number: u64) -> u32 {
        number as u32 & ((1 << bits) - 1)
    }
    [
        cut(26, a),
        cut(25, a >> 26),
        cut(26, a >> 51 | b << 13),
        cut(25, b >> 13),
        cut(26, b >> 38),
        cut(25, c),
        cut(26, c >> 25),
        cut(25, c >> 51 | d << 13),
        cut(26, d >> 12),
        cut(25, d >> 38),
    ]
}

#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub(super) fn write(pairs: &Pair) -> ([u8; 32], [u8; 32]) {
    let mut each = [[0; 10], [0; 10]];
    let [first, second] = &mut each;
    for ((limb, first), second) in pairs.iter().zip(first).zip(second) {
        (*first, *second) = halves(*limb);
    }
    let [first, second] = each.map(reduced);
    (first, second)
}

/// The one number below the modulus.
fn reduced(mut limbs: [u32; 10]) -> [u8; 32] {
    // What is left above the highest limb reaches it again in the second round, and then the lowest has room for it.
    let mut over = 0;
    for _ in 0..2 {
        over = carry(&mut limbs, 19 * over);
    }
    let [lowest, ..] = &mut limbs;
    *lowest += 19 * over;
    // 19 more reach 2^255 exactly where the number is not below the modulus.
    let beyond = carry(&mut { limbs }, 19);
    carry(&mut limbs, 19 * beyond);
    let [h0, h1, h2, h3, h4, h5, h6, h7, h8, h9] = limbs.map(u64::from);
    let words = [
        h0 | h1 << 26 | h2 << 51,
        h2 >> 13 | h3 << 13 | h4 << 38,
        h5 | h6 << 25 | h7 << 51,
        h7 >> 13 | h8 << 12 | h9 << 38,
    ];
    let mut octets = [0; 32];
    for (to, word) in octets.as_chunks_mut().0.iter_mut().zip(words) {
        *to = word.to_le_bytes();
    }
    octets
}

/// Adds to the lowest limb, and gives what is over at the highest.
fn carry(limbs: &mut [u32; 10], mut over: u32) -> u32 {
    for (limb, bits) in limbs.iter_mut().zip([26, 25].into_iter().cycle()) {
        *limb += over;
        over = *limb >> bits;
        *limb &= (1 << bits) - 1;
    }
    over
}
