//! Multiples of the base point, added up from a table on the Edwards curve that X25519's is another form of (RFC 7748 section
//! 4.1), as *High-speed high-security signatures*, 2011, section 4, does: a quarter of the ladder's work.
//!
//! The table is computed when it is first wanted, because octets that nothing can compress would be a twentieth of the program.

use super::field::{Pair, chosen, constant, inverses, limbs, minus, multiply, plus, square};
use super::pairs::{Four, Narrow, beside, choose, four, halves, pair};
use std::sync::OnceLock;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

const X: [u32; 10] =
    limbs([0xc956_2d60_8f25_d51a, 0x692c_c760_9525_a7b2, 0xc0a4_e231_fdd6_dc5c, 0x2169_36d3_cd6e_53fe]);
const Y: [u32; 10] =
    limbs([0x6666_6666_6666_6658, 0x6666_6666_6666_6666, 0x6666_6666_6666_6666, 0x6666_6666_6666_6666]);
/// The curve's constant, twice.
const TWICE_D: [u32; 10] =
    limbs([0xebd6_9b94_26b2_f159, 0x00e0_149a_8283_b156, 0x198e_80f2_eef3_d130, 0x2406_d9dc_56df_fce7]);

/// As many rows as a secret has octets.
const ROWS: usize = 32;
/// Half as many multiples as a digit has values.
const MULTIPLES: usize = 8;

/// What is added of a point: `y + x`, `y - x` and `2dxy`.
type Added = [Pair; 3];

/// One of them alone, its thirty limbs in fours, and two zeros.
type Entry = [Four; 8];

/// In row `n` the base point times 256^n, once to eight times.
pub(super) struct Table {
    rows: Vec<[Entry; MULTIPLES]>,
}

/// Points side by side: `x = X / Z`, `y = Y / Z` and `xy = T / Z`.
#[derive(Clone, Copy)]
struct Points {
    x: Pair,
    y: Pair,
    z: Pair,
    t: Pair,
}

impl Table {
    pub(super) fn of_base() -> &'static Self {
        static TABLE: OnceLock<Table> = OnceLock::new();
        TABLE.get_or_init(Self::computed)
    }

    fn computed() -> Self {
        let (x, y) = (both(X), both(Y));
        let base = Points { x, y, z: constant(1), t: multiply(&x, &y) };
        let starts: Vec<Points> =
            core::iter::successors(Some(base), |start| Some(start.doubled(8))).take(ROWS).collect();
        let mut multiples = Vec::with_capacity(ROWS * MULTIPLES);
        for (start, added) in starts.iter().zip(added(&starts)) {
            let mut multiple = *start;
            for _ in 0..MULTIPLES {
                multiples.push(multiple);
                multiple = multiple.plus(&added);
            }
        }
        let entries: Vec<Entry> = added(&multiples).iter().map(entry_of).collect();
        Self { rows: entries.as_chunks().0.to_vec() }
    }

    /// The base point times each of two secrets, on the curve of X25519, as a numerator and a denominator.
    #[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
    pub(super) fn multiplied(&self, (first, second): (&[u8; 32], &[u8; 32])) -> (Pair, Pair) {
        let (first, second) = (digits(first), digits(second));
        let both = || self.rows.iter().zip(first.as_chunks::<2>().0.iter().zip(second.as_chunks::<2>().0));
        let mut sum = Points { x: constant(0), y: constant(1), z: constant(1), t: constant(0) };
        for (row, ([_, one], [_, other])) in both() {
            sum = sum.plus(&looked_up(row, *one, *other));
        }
        sum = sum.doubled(4);
        for (row, ([one, _], [other, _])) in both() {
            sum = sum.plus(&looked_up(row, *one, *other));
        }
        (plus(&sum.z, &sum.y), minus(&sum.z, &sum.y))
    }
}

impl Points {
    /// Also where both are the same: the curve's formula knows no exception.
    #[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
    fn plus(&self, [sum, difference, product]: &Added) -> Self {
        let low = multiply(&minus(&self.y, &self.x), difference);
        let high = multiply(&plus(&self.y, &self.x), sum);
        let across = multiply(&self.t, product);
        let twice = plus(&self.z, &self.z);
        Self::of((minus(&high, &low), plus(&high, &low)), (minus(&twice, &across), plus(&twice, &across)))
    }

    #[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
    fn doubled(&self, times: usize) -> Self {
        let mut doubled = *self;
        for _ in 0..times {
            let Self { x, y, z, .. } = doubled;
            let (xx, yy, zz, xy) = (square(&x), square(&y), square(&z), multiply(&x, &y));
            // All four with the other sign, which is the same point.
            let rest = minus(&plus(&plus(&zz, &zz), &xx), &yy);
            doubled = Self::of((plus(&xy, &xy), plus(&xx, &yy)), (rest, minus(&yy, &xx)));
        }
        doubled
    }

    /// The four products that both ways to add end with. `third` is the one that may be longest.
    #[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
    fn of((first, second): (Pair, Pair), (third, fourth): (Pair, Pair)) -> Self {
        Self {
            x: multiply(&third, &first),
            y: multiply(&fourth, &second),
            z: multiply(&third, &fourth),
            t: multiply(&first, &second),
        }
    }
}

/// The same number twice.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
fn both(limbs: [u32; 10]) -> Pair {
    limbs.map(|limb| pair(limb, limb))
}

#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
fn added(points: &[Points]) -> Vec<Added> {
    let twice_d = both(TWICE_D);
    let denominators: Vec<Pair> = points.iter().map(|point| point.z).collect();
    let of = |(Points { x, y, t, .. }, inverse): (&Points, &Pair)| {
        [multiply(&plus(y, x), inverse), multiply(&minus(y, x), inverse), multiply(&multiply(t, inverse), &twice_d)]
    };
    points.iter().zip(&inverses(&denominators)).map(of).collect()
}

/// Of the same point side by side, once.
fn entry_of(added: &Added) -> Entry {
    let mut limbs = [0; 32];
    for (limb, pair) in limbs.iter_mut().zip(added.as_flattened()) {
        *limb = halves(*pair).0;
    }
    in_fours(&limbs)
}

#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
fn in_fours(limbs: &[u32; 32]) -> Entry {
    let mut entry = [four(&[0; 4]); 8];
    for (to, limbs) in entry.iter_mut().zip(limbs.as_chunks().0) {
        *to = four(limbs);
    }
    entry
}

/// A secret in digits from -8 to 8, each sixteen times the one before.
fn digits(secret: &[u8; 32]) -> Zeroizing<[i8; 64]> {
    let mut digits = Zeroizing::new([0; 64]);
    for ([low, high], octet) in digits.as_chunks_mut::<2>().0.iter_mut().zip(secret) {
        (*low, *high) = ((octet & 15).cast_signed(), (octet >> 4).cast_signed());
    }
    let mut over = 0;
    let [rest @ .., last] = &mut *digits;
    for digit in rest {
        *digit += over;
        over = (*digit + 8) >> 4;
        *digit -= over << 4;
    }
    // The highest bit of a secret is never set, so that it is 8 at most.
    *last += over;
    digits
}

/// So many times the row's point.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
fn looked_up(row: &[Entry; MULTIPLES], first: i8, second: i8) -> Added {
    let mut limbs = [pair(0, 0); 32];
    let (one, other) = (entry(row, first), entry(row, second));
    for (limbs, (one, other)) in limbs.as_chunks_mut().0.iter_mut().zip(one.iter().zip(&other)) {
        *limbs = beside(*one, *other);
    }
    let ([sum, difference, product], _) = limbs.as_chunks() else { return [constant(0); 3] };
    // Below zero it is the point's mirror image.
    let below: Narrow = pair(sign(first), sign(second));
    let mirrored = minus(&constant(0), product);
    [chosen(difference, sum, below), chosen(sum, difference, below), chosen(&mirrored, product, below)]
}

/// The entry of a digit's size: all of the row is read, whatever the digit is.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
fn entry(row: &[Entry; MULTIPLES], digit: i8) -> Entry {
    let wanted = size(digit);
    let [zero, one, third] = [four(&[0; 4]), four(&[1, 0, 0, 0]), four(&[0, 0, 1, 0])];
    let mut found = [one, zero, third, zero, zero, zero, zero, zero];
    for (size, entry) in (1..).zip(row) {
        let mask = all_ones(wanted.ct_eq(&size));
        for (found, limbs) in found.iter_mut().zip(entry) {
            *found = choose(*limbs, *found, mask);
        }
    }
    found
}

/// All ones where it is below zero.
fn sign(digit: i8) -> u32 {
    i32::from(digit >> 7).cast_unsigned()
}

fn size(digit: i8) -> u8 {
    let sign = digit >> 7;
    ((digit ^ sign) - sign).cast_unsigned()
}

fn all_ones(choice: subtle::Choice) -> u32 {
    0_u32.wrapping_sub(choice.unwrap_u8().into())
}
