//! VAT identification numbers of the European Union, without their country prefix (Directive 2006/112/EC, article 215).
//! Each function trusts the shape its kind names and checks what the shape cannot say.

use super::digits::{
    at, falling, field, fold_double, is_date, luhn, mod11_10, mod97, mod97_after, part, value, weighted,
};
use super::people::{ODD, birth_number, bsn, cnp, dni, dni_letter, egn};

pub(super) fn austria(s: &[u8]) -> bool {
    let sum: u32 = (1..8).map(|index| fold_double(at(s, index), index % 2 == 0)).sum();
    (sum + 4 + at(s, 8)).is_multiple_of(10)
}

pub(super) fn belgium(s: &[u8]) -> bool {
    let check = s.len().saturating_sub(2);
    let body = field(s, 0, check);
    body > 0 && (body + field(s, check, s.len())).is_multiple_of(97)
}

/// Companies have nine digits; persons, foreigners and others ten.
pub(super) fn bulgaria(s: &[u8]) -> bool {
    if s.len() == 10 {
        let foreigner = weighted(s, &[21, 19, 17, 13, 11, 9, 7, 3, 1]) % 10 == at(s, 9);
        let other = (weighted(s, &[4, 3, 2, 7, 6, 5, 4, 3, 2]) + at(s, 9)).is_multiple_of(11);
        return foreigner || other || egn(s);
    }
    let first = weighted(s, &[1, 2, 3, 4, 5, 6, 7, 8]) % 11;
    let check = if first == 10 { weighted(s, &[3, 4, 5, 6, 7, 8, 9, 10]) % 11 % 10 } else { first };
    check == at(s, 8)
}

pub(super) fn cyprus(s: &[u8]) -> bool {
    let odd = |c: &u8| ODD.get(value(*c) as usize).map_or(0, |odd| u32::from(*odd));
    let sum: u32 =
        part(s, 0, 8).iter().enumerate().map(|(index, c)| if index % 2 == 0 { odd(c) } else { value(*c) }).sum();
    part(s, 0, 2) != b"12" && at(s, 8) == sum % 26 + 10
}

/// Companies have eight digits; persons their birth number, or a six and eight digits.
pub(super) fn czechia(s: &[u8]) -> bool {
    match (s.len(), at(s, 0)) {
        (8, 9) => false,
        (8, _) => {
            let check = (11 - falling(s, 7, 8) % 11) % 11;
            (if check == 0 { 1 } else { check }) % 10 == at(s, 7)
        }
        (9, 6) => {
            let check = falling(part(s, 1, 8), 7, 8) % 11;
            (8 + 20 - (10 + 11 - check) % 11) % 10 == at(s, 8)
        }
        _ => birth_number(s),
    }
}

pub(super) fn germany(s: &[u8]) -> bool {
    at(s, 0) > 0 && mod11_10(s)
}

pub(super) fn denmark(s: &[u8]) -> bool {
    at(s, 0) > 0 && weighted(s, &[2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

pub(super) fn estonia(s: &[u8]) -> bool {
    weighted(s, &[3, 7, 1, 3, 7, 1, 3, 7, 1]).is_multiple_of(10)
}

pub(super) fn greece(s: &[u8]) -> bool {
    let sum = part(s, 0, 8).iter().fold(0, |sum, c| sum * 2 + value(*c));
    sum * 2 % 11 % 10 == at(s, 8)
}

/// Persons have a DNI or NIE, or K, L or M before the digits; companies a letter for their form, and in the end the
/// Luhn digit or the letter that stands for it.
pub(super) fn spain(s: &[u8]) -> bool {
    match s.first() {
        Some(b'0'..=b'9' | b'X'..=b'Z') => dni(s),
        Some(b'K'..=b'M') => dni_letter(field(s, 1, 8)) == s.get(8),
        Some(b'A'..=b'H' | b'J' | b'N' | b'P'..=b'S' | b'U'..=b'W') => {
            let sum: u32 = (1..8).map(|index| fold_double(at(s, index), index % 2 == 1)).sum();
            let digit = (10 - sum % 10) % 10;
            let letter = b"JABCDEFGHI".get(digit as usize);
            at(s, 8) == digit || s.get(8) == letter
        }
        _ => false,
    }
}

pub(super) fn finland(s: &[u8]) -> bool {
    weighted(s, &[7, 9, 10, 5, 8, 4, 2, 1]).is_multiple_of(11)
}

/// A key of two digits or letters before the SIREN. Monaco's numbers start with 000 and have no Luhn digit.
pub(super) fn france(s: &[u8]) -> bool {
    let siren = field(s, 2, 11);
    // Letters count on after the digits, without I and O.
    let key = |index| match s.get(index) {
        Some(b'I' | b'O') | None => None,
        Some(c) => Some(u64::from(value(*c)) - u64::from(*c > b'I') - u64::from(*c > b'O')),
    };
    let (Some(first), Some(second)) = (key(0), key(1)) else { return false };
    let fits = if first < 10 && second < 10 {
        (siren * 100 + 12) % 97 == field(s, 0, 2)
    } else {
        let key = if first < 10 { first * 24 + second - 10 } else { (first * 34 + second).wrapping_sub(100) };
        (siren + key / 11 + 1) % 11 == key % 11
    };
    fits && (part(s, 2, 5) == b"000" || luhn(part(s, 2, 11)))
}

pub(super) fn croatia(s: &[u8]) -> bool {
    mod11_10(s)
}

pub(super) fn hungary(s: &[u8]) -> bool {
    weighted(s, &[9, 7, 3, 1, 9, 7, 3, 1]).is_multiple_of(10)
}

/// Seven digits, a check letter, and since 2013 one more letter; the old form has a letter or sign in second place.
pub(super) fn ireland(s: &[u8]) -> bool {
    const LETTERS: &[u8] = b"WABCDEFGHIJKLMNOPQRSTUV";
    let sum = if at(s, 1) < 10 {
        let second = s.get(8).map_or(0, |c| LETTERS.iter().position(|letter| letter == c).unwrap_or(0));
        falling(s, 7, 8) as usize + 9 * second
    } else {
        (falling(part(s, 2, 7), 5, 7) + 2 * at(s, 0)) as usize
    };
    LETTERS.get(sum % 23) == s.get(7)
}

/// Digits eight to ten say the province.
pub(super) fn italy(s: &[u8]) -> bool {
    field(s, 0, 7) > 0 && matches!(field(s, 7, 10), 1..=100 | 120 | 121 | 888 | 999) && luhn(s)
}

pub(super) fn lithuania(s: &[u8]) -> bool {
    let body = s.len().saturating_sub(1);
    let sum = |weights: &[u8]| weighted(part(s, 0, body), weights) % 11;
    let first = sum(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2]);
    let check = if first == 10 { sum(&[3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4]) % 10 } else { first };
    at(s, body.saturating_sub(1)) == 1 && check == at(s, body)
}

pub(super) fn luxembourg(s: &[u8]) -> bool {
    field(s, 0, 6) % 89 == field(s, 6, 8)
}

/// Companies start above three; persons with their day of birth, or since 2017 with 32.
pub(super) fn latvia(s: &[u8]) -> bool {
    if at(s, 0) > 3 {
        return weighted(s, &[9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) % 11 == 3;
    }
    let born = is_date(1800 + 100 * field(s, 6, 7) + field(s, 4, 6), field(s, 2, 4), field(s, 0, 2));
    let check = (1 + weighted(s, &[10, 5, 8, 4, 2, 1, 6, 3, 7, 9])) % 11 % 10;
    (born || part(s, 0, 2) == b"32") && check == at(s, 10)
}

pub(super) fn malta(s: &[u8]) -> bool {
    at(s, 0) > 0 && weighted(s, &[3, 4, 6, 7, 8, 9, 10, 1]).is_multiple_of(37)
}

/// The number of the company or person, or since 2020 one with check digits of its own.
pub(super) fn netherlands(s: &[u8]) -> bool {
    field(s, 10, 12) > 0 && (bsn(part(s, 0, 9)) || mod97_after(mod97(b"NL"), s) == 1)
}

pub(super) fn poland(s: &[u8]) -> bool {
    weighted(s, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == at(s, 9)
}

pub(super) fn portugal(s: &[u8]) -> bool {
    let check = 11 - falling(s, 8, 9) % 11;
    at(s, 0) > 0 && (if check > 9 { 0 } else { check }) == at(s, 8)
}

/// Companies have two to ten digits; persons thirteen.
pub(super) fn romania(s: &[u8]) -> bool {
    if s.len() == 13 {
        return cnp(s);
    }
    let weights = [7, 5, 3, 2, 1, 7, 5, 3, 2];
    let body = s.len().saturating_sub(1);
    let sum = weighted(part(s, 0, body), weights.get(9_usize.saturating_sub(body)..).unwrap_or(&[]));
    at(s, 0) > 0 && 10 * sum % 11 % 10 == at(s, body)
}

pub(super) fn sweden(s: &[u8]) -> bool {
    luhn(part(s, 0, 10))
}

pub(super) fn slovenia(s: &[u8]) -> bool {
    let check = 11 - falling(s, 7, 8) % 11;
    at(s, 0) > 0 && check < 11 && check % 10 == at(s, 7)
}

pub(super) fn slovakia(s: &[u8]) -> bool {
    (at(s, 0) > 0 && matches!(at(s, 2), 2..=4 | 7..=9) && field(s, 0, 10).is_multiple_of(11)) || birth_number(s)
}
