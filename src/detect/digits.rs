//! Arithmetic on the characters of a number, and the checks many kinds of numbers share.

/// A check that a custom kind can ask for by name.
pub struct Check {
    /// Its name in a bundle.
    pub id: &'static str,
    run: fn(&[u8]) -> bool,
}

impl std::fmt::Debug for Check {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id)
    }
}

impl Check {
    /// Whether a compact number (ASCII digits and upper-case letters) passes.
    pub fn passes(&self, compact: &[u8]) -> bool {
        !compact.is_empty() && (self.run)(compact)
    }

    /// The check of this name, see [`CHECKS`].
    pub fn named(id: &str) -> Option<&'static Self> {
        CHECKS.iter().find(|check| check.id == id)
    }
}

/// Every check with a name.
pub static CHECKS: [Check; 8] = [
    Check { id: "luhn", run: |s| all_digits(s) && luhn(s) },
    Check { id: "mod97", run: |s| mod97(s) == 1 },
    Check { id: "mod11", run: |s| all_digits(s) && elevens(s) },
    Check { id: "mod11-2", run: mod11_2 },
    Check { id: "mod11-10", run: |s| all_digits(s) && mod11_10(s) },
    Check { id: "verhoeff", run: |s| all_digits(s) && verhoeff(s) },
    Check { id: "iban", run: super::finance::iban },
    Check { id: "nl-bsn", run: |s| matches!(s.len(), 8 | 9) && all_digits(s) && super::people::bsn(s) },
];

fn all_digits(s: &[u8]) -> bool {
    s.iter().all(u8::is_ascii_digit)
}

/// 0–9 for digits, 10–35 for letters.
pub(super) fn value(c: u8) -> u32 {
    match c {
        b'0'..=b'9' => u32::from(c - b'0'),
        b'A'..=b'Z' => u32::from(c - b'A') + 10,
        _ => 0,
    }
}

/// The value of one character; 0 past the end.
pub(super) fn at(s: &[u8], index: usize) -> u32 {
    s.get(index).copied().map_or(0, value)
}

/// A part; empty when the number is too short.
pub(super) fn part(s: &[u8], start: usize, end: usize) -> &[u8] {
    s.get(start..end).unwrap_or(&[])
}

/// Digits as a number.
pub(super) fn number(digits: &[u8]) -> u64 {
    digits.iter().fold(0, |sum, c| sum * 10 + u64::from(value(*c)))
}

/// Some digits in the middle, as a number.
pub(super) fn field(s: &[u8], start: usize, end: usize) -> u64 {
    number(part(s, start, end))
}

/// Each character times its weight; what has no weight does not count.
pub(super) fn weighted(s: &[u8], weights: &[u8]) -> u32 {
    s.iter().zip(weights).map(|(c, weight)| value(*c) * u32::from(*weight)).sum()
}

/// Each of the first `count` digits times `from`, `from` − 1, …
pub(super) fn falling(s: &[u8], count: usize, from: u32) -> u32 {
    (0..count).zip((0..=from).rev()).map(|(index, weight)| at(s, index) * weight).sum()
}

/// From the right, every second digit doubled (ISO/IEC 7812-1).
pub(super) fn luhn(s: &[u8]) -> bool {
    let sum: u32 = s.iter().rev().enumerate().map(|(index, c)| fold_double(value(*c), index % 2 == 1)).sum();
    sum.is_multiple_of(10)
}

/// A digit, or the digits of its double added up.
pub(super) fn fold_double(digit: u32, double: bool) -> u32 {
    match (double, digit) {
        (false, _) => digit,
        (true, 0..=4) => digit * 2,
        (true, _) => digit * 2 - 9,
    }
}

/// ISO 7064 mod 97-10, letters as two digits: 1 for a number that ends in its check digits.
pub(super) fn mod97(s: &[u8]) -> u32 {
    mod97_after(0, s)
}

/// The remainder when more characters follow those that left `rest`.
pub(super) fn mod97_after(rest: u32, s: &[u8]) -> u32 {
    s.iter().fold(rest, |rest, c| (rest * if c.is_ascii_digit() { 10 } else { 100 } + value(*c)) % 97)
}

/// ISO 7064 mod 11,10.
pub(super) fn mod11_10(s: &[u8]) -> bool {
    let Some((last, body)) = s.split_last() else { return false };
    let product = body.iter().fold(10, |product, c| {
        let sum = (product + value(*c)) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (product + value(*last)) % 10 == 1
}

/// ISO 7064 mod 11-2; the check character is a digit or X.
fn mod11_2(s: &[u8]) -> bool {
    let Some((last, body)) = s.split_last() else { return false };
    let last = if *last == b'X' { 10 } else { value(*last) };
    let rest = body.iter().fold(0, |rest, c| (rest + value(*c)) * 2 % 11);
    all_digits(body) && last <= 10 && (rest + last) % 11 == 1
}

/// Weights 1, 2, 3, … from the right: the eleven test of banks and books.
fn elevens(s: &[u8]) -> bool {
    s.iter().rev().zip(1..).fold(0, |sum, (c, weight)| (sum + value(*c) * (weight % 11)) % 11) == 0
}

/// Verhoeff's check over the symmetries of the pentagon.
fn verhoeff(s: &[u8]) -> bool {
    // One round of his permutation; position n takes n rounds, and eight rounds change nothing.
    const ROUND: [u32; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    s.iter().rev().enumerate().fold(0, |sum, (index, c)| {
        let turned = (0..index % 8).fold(value(*c), |d, _| ROUND.get(d as usize).copied().unwrap_or(0));
        pentagon(sum, turned)
    }) == 0
}

/// The product in the dihedral group of ten: 0–4 turn the pentagon, 5–9 mirror it.
fn pentagon(a: u32, b: u32) -> u32 {
    let turn = if a < 5 { a + b } else { a + 10 - b } % 5;
    if (a < 5) == (b < 5) { turn } else { turn + 5 }
}

/// Whether a day exists (Gregorian calendar).
pub(super) fn is_date(year: u64, month: u64, day: u64) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 => 28 + u64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::Check;

    fn passes(id: &str, compact: &str) -> bool {
        Check::named(id).unwrap().passes(compact.as_bytes())
    }

    #[test]
    fn every_check_knows_right_from_wrong() {
        for (id, right, wrong) in [
            ("luhn", "4111111111111111", "4111111111111112"),
            ("mod97", "79444", "79445"),
            ("mod11", "0306406152", "0306406512"),
            ("mod11-2", "079X", "0799"),
            ("mod11-10", "36574261809", "36574261890"),
            ("verhoeff", "2363", "2633"),
            ("iban", "NL91ABNA0417164300", "NL91ABNA0417164301"),
            ("nl-bsn", "111222333", "111252333"),
        ] {
            assert!(passes(id, right), "{id} {right}");
            assert!(!passes(id, wrong), "{id} {wrong}");
            assert!(!passes(id, ""), "{id} of nothing");
        }
        assert!(Check::named("none").is_none());
    }
}
