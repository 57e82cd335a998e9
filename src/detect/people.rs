//! Numbers of persons. Each function trusts the shape its kind names and checks what the shape cannot say.

use super::digits::{at, falling, field, is_date, mod11_10, number, part, value, weighted};

/// Dutch burgerservicenummer, of eight or nine digits: the eleven test with the last digit taken off.
pub(super) fn bsn(s: &[u8]) -> bool {
    let body = s.len().saturating_sub(1);
    let weight = u32::try_from(s.len()).unwrap_or(0);
    number(s) > 0 && (falling(s, body, weight) + 10 * at(s, body)).is_multiple_of(11)
}

/// U.S. Social Security number (20 CFR 422.103): never issued are area 000, 666 and 900–999, group 00, serial 0000.
/// Three that were printed in advertisements belong to nobody.
pub(super) fn ssn(s: &[u8]) -> bool {
    let area = field(s, 0, 3);
    !matches!(area, 0 | 666 | 900..)
        && field(s, 3, 5) > 0
        && field(s, 5, 9) > 0
        && !matches!(number(s), 78_051_120 | 219_099_999 | 457_555_462)
}

/// U.S. Individual Taxpayer Identification number: 9, and a group the tax office gives out.
pub(super) fn itin(s: &[u8]) -> bool {
    at(s, 0) == 9 && matches!(field(s, 3, 5), 50..=65 | 70..=88 | 90..=92 | 94..=99)
}

/// U.K. National Insurance number: prefixes that are not given out (HMRC manual NIM39110).
pub(super) fn nino(s: &[u8]) -> bool {
    let first = part(s, 0, 1).iter().all(|c| !b"DFIQUV".contains(c));
    let second = part(s, 1, 2).iter().all(|c| !b"DFIOQUV".contains(c));
    let given = !matches!(part(s, 0, 2), b"BG" | b"GB" | b"KN" | b"NK" | b"NT" | b"TN" | b"ZZ");
    first && second && given && matches!(s.last(), Some(b'A'..=b'D'))
}

/// U.K. National Health Service number.
pub(super) fn nhs(s: &[u8]) -> bool {
    (falling(s, 9, 10) + at(s, 9)).is_multiple_of(11)
}

/// German Steuer-Identifikationsnummer: one digit of the first ten occurs twice or thrice, all others at most once.
pub(super) fn steuer_id(s: &[u8]) -> bool {
    // How often each digit occurs, four bits each.
    let counts = part(s, 0, 10).iter().fold(0_u64, |counts, c| counts + (1 << (4 * value(*c))));
    let (mut repeated, mut most) = (0, 0);
    for digit in 0..10 {
        let count = counts >> (4 * digit) & 0xf;
        repeated += u8::from(count > 1);
        most = most.max(count);
    }
    at(s, 0) > 0 && repeated == 1 && most <= 3 && mod11_10(s)
}

/// French numéro d'inscription au répertoire; Corsica's departments 2A and 2B count as 19 and 18.
pub(super) fn nir(s: &[u8]) -> bool {
    let corsica = match s.get(6) {
        Some(b'A') => 1,
        Some(b'B') => 2,
        _ => 0,
    };
    let body = match corsica {
        0 => field(s, 0, 13),
        _ => field(s, 0, 5) * 100_000_000 + (20 - corsica) * 1_000_000 + field(s, 7, 13),
    };
    97 - body % 97 == field(s, 13, 15)
}

/// Belgian national register number, and bis number (month raised by 20 or 40). The check says the century. Where the
/// day of birth is unknown, or its series is full, day and month may be none that exist.
pub(super) fn belgian(s: &[u8]) -> bool {
    let (body, check) = (field(s, 0, 9), field(s, 9, 11));
    matches!(field(s, 2, 4), 0..=12 | 20..=32 | 40..=52)
        && (97 - body % 97 == check || 97 - (2_000_000_000 + body) % 97 == check)
}

/// Italian codice fiscale. Where two persons would have the same, digits are written as letters.
pub(super) fn codice_fiscale(s: &[u8]) -> bool {
    const AS_DIGITS: &[u8] = b"LMNPQRSTUV";
    let mut sum = 0;
    let mut digits = [0_u64; 16];
    for (index, c) in part(s, 0, 15).iter().enumerate() {
        let plain = if c.is_ascii_digit() { c - b'0' } else { c - b'A' };
        let odd = ODD.get(usize::from(plain)).copied().unwrap_or(0);
        sum += u32::from(if index % 2 == 0 { odd } else { plain });
        let digit = if c.is_ascii_digit() { Some(usize::from(plain)) } else { AS_DIGITS.iter().position(|l| l == c) };
        match (digit, digits.get_mut(index)) {
            (Some(digit), Some(place)) => *place = digit as u64,
            (None, _) if matches!(index, 6 | 7 | 9 | 10 | 12..=14) => return false,
            _ => {}
        }
    }
    let two = |index: usize| digits.iter().skip(index).take(2).fold(0, |sum, digit| sum * 10 + digit);
    let month = s.get(8).and_then(|c| b"ABCDEHLMPRST".iter().position(|month| month == c)).map_or(0, |m| m as u64 + 1);
    let day = two(9);
    is_date(2000 + two(6), month, if day > 40 { day - 40 } else { day }) && at(s, 15) == sum % 26 + 10
}

/// What a digit or letter counts in an odd place of Italian and Cypriot numbers.
pub(super) const ODD: [u8; 26] =
    [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

/// Spanish DNI, and NIE with X, Y or Z for the first digit.
pub(super) fn dni(s: &[u8]) -> bool {
    let first = match s.first() {
        Some(letter @ b'X'..=b'Z') => u64::from(letter - b'X'),
        _ => field(s, 0, 1),
    };
    dni_letter(first * 10_000_000 + field(s, 1, 8)) == s.get(8)
}

/// The check letter of a Spanish number.
pub(super) fn dni_letter(number: u64) -> Option<&'static u8> {
    b"TRWAGMYFPDXBNJZSQVHLCKE".get(usize::try_from(number % 23).ok()?)
}

/// Polish PESEL: the month says the century.
pub(super) fn pesel(s: &[u8]) -> bool {
    let month = field(s, 2, 4);
    let century = match month / 20 {
        4 => 1800,
        later => 1900 + later * 100,
    };
    is_date(century + field(s, 0, 2), month % 20, field(s, 4, 6))
        && weighted(s, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]).is_multiple_of(10)
}

/// Bulgarian EGN: the month says the century.
pub(super) fn egn(s: &[u8]) -> bool {
    let month = field(s, 2, 4);
    let (century, month) = match month {
        41.. => (2000, month - 40),
        21.. => (1800, month - 20),
        _ => (1900, month),
    };
    is_date(century + field(s, 0, 2), month, field(s, 4, 6))
        && weighted(s, &[2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10 == at(s, 9)
}

/// Romanian CNP: the first digit says sex and century, two in the middle the county.
pub(super) fn cnp(s: &[u8]) -> bool {
    let century = match at(s, 0) {
        1 | 2 => 1900,
        3 | 4 => 1800,
        // From 7 on foreigners, of either century.
        _ => 2000,
    };
    let check = weighted(s, &[2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
    at(s, 0) > 0
        && is_date(century + field(s, 1, 3), field(s, 3, 5), field(s, 5, 7))
        && matches!(field(s, 7, 9), 1..=48 | 51 | 52 | 70 | 80..=83)
        && (if check == 10 { 1 } else { check }) == at(s, 12)
}

/// Czech and Slovak birth number: women's month is raised by 50, and by 20 more when a day's series is full; ten digits
/// since 1954.
pub(super) fn birth_number(s: &[u8]) -> bool {
    let (year, long) = (field(s, 0, 2), s.len() == 10);
    let year = match year {
        ..54 if long => 2000 + year,
        80.. if !long => 1800 + year,
        _ => 1900 + year,
    };
    let check = field(s, 0, 9) % 11 % 10 == field(s, 9, 10);
    is_date(year, field(s, 2, 4) % 50 % 20, field(s, 4, 6)) && if long { check } else { year < 1954 }
}

/// Dutch passports and identity cards: no letter O.
pub(super) fn nl_passport(s: &[u8]) -> bool {
    !s.contains(&b'O')
}

/// German passports and identity cards: no vowels, and no letter that looks like another character. A number only of
/// letters would be a word.
pub(super) fn de_passport(s: &[u8]) -> bool {
    s.iter().all(|c| c.is_ascii_digit() || b"CFGHJKLMNPRTVWXYZ".contains(c)) && s.iter().any(u8::is_ascii_digit)
}
