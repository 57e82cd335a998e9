//! Numbers of cards and accounts.

use super::digits::{field, luhn, mod97, mod97_after, part, weighted};

/// ISO/IEC 7812-1: Luhn, and a length the issuer of the prefix uses.
pub(super) fn card(s: &[u8]) -> bool {
    let prefix = field(s, 0, 4);
    let issued = ISSUERS.iter().any(|(from, to, lengths)| {
        (u64::from(*from)..=u64::from(*to)).contains(&prefix) && lengths >> (s.len() % 32) & 1 == 1
    });
    issued && luhn(s)
}

/// First and last prefix of four digits, then the lengths in use, one bit each.
const ISSUERS: [(u16, u16, u32); 13] = [
    (2221, 2720, 1 << 16),                     // Mastercard
    (3000, 3059, 1 << 14),                     // Diners Club
    (3090, 3099, 1 << 14),                     // Diners Club
    (3400, 3499, 1 << 15),                     // American Express
    (3528, 3589, 0xf << 16),                   // JCB
    (3600, 3699, 0x3f << 14),                  // Diners Club
    (3700, 3799, 1 << 15),                     // American Express
    (3800, 3999, 1 << 14),                     // Diners Club
    (4000, 4999, 1 << 13 | 1 << 16 | 1 << 19), // Visa
    (5000, 5099, 0xff << 12),                  // Maestro; RuPay
    (5100, 5599, 1 << 16),                     // Mastercard
    (5600, 6999, 0xff << 12),                  // Maestro; Discover, UnionPay and RuPay are among them
    (8100, 8299, 1 << 16),                     // RuPay
];

/// ISO 13616-1: the country's length, and mod 97-10.
pub(super) fn iban(s: &[u8]) -> bool {
    let [first, second, b'0'..=b'9', b'0'..=b'9', ..] = s else { return false };
    let entry = IBAN.as_chunks::<4>().0.iter().find(|[one, two, ..]| one == first && two == second);
    let known = entry.is_some_and(|entry| field(entry, 2, 4) == s.len() as u64);
    // The first four characters count last.
    known
        && s.iter().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase())
        && mod97_after(mod97(part(s, 4, s.len())), part(s, 0, 4)) == 1
}

/// Countries and their lengths (IBAN registry, version 101).
const IBAN: &[u8] = b"AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24\
FI18FK18FO18FR27GB22GE22GI23GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27\
MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28\
TL23TN24TR26UA29VA22VG24XK20YE30";

/// Routing number of the American Bankers Association.
pub(super) fn aba(s: &[u8]) -> bool {
    let district = field(s, 0, 2);
    matches!(district, 0..=12 | 21..=32 | 61..=72 | 80)
        && weighted(s, &[3, 7, 1, 3, 7, 1, 3, 7, 1]).is_multiple_of(10)
        && s.iter().any(|c| *c != b'0')
}

#[cfg(test)]
mod tests {
    use super::{aba, card, iban};

    #[test]
    fn cards_have_an_issuer() {
        for right in [
            "4111111111111111",
            "5555555555554444",
            "2223003122003222",
            "378282246310005",
            "6011111111111117",
            "3530111333300000",
            "30569309025904",
            "6200000000000005",
        ] {
            assert!(card(right.as_bytes()), "{right}");
        }
        // Luhn fails; Luhn passes without an issuer, and with the length of another.
        for wrong in ["4111111111111112", "1111111111111117", "41111111111111", ""] {
            assert!(!card(wrong.as_bytes()), "{wrong}");
        }
    }

    #[test]
    fn accounts_have_the_length_of_their_country() {
        for right in [
            "NL91ABNA0417164300",
            "DE89370400440532013000",
            "GB82WEST12345698765432",
            "GR1601101050000010547023795",
            "BE31435411161155",
        ] {
            assert!(iban(right.as_bytes()), "{right}");
        }
        for wrong in ["NL91ABNA0417164301", "NL91ABNA041716430", "XX91ABNA0417164300", "NL", ""] {
            assert!(!iban(wrong.as_bytes()), "{wrong}");
        }
    }

    #[test]
    fn routing_numbers_have_a_district() {
        assert!(aba(b"021000021"));
        assert!(!aba(b"021000012") && !aba(b"000000000") && !aba(b"400000006"));
    }
}
