//! Sensitive information in text: numbers of cards, accounts, persons and companies, recognised as Microsoft Purview
//! does. A candidate of the right shape passes the check of its kind, and keywords within [`PROXIMITY`] characters say
//! how sure it is: high 85, medium 75, low 65.
//!
//! What only a keyword can tell from an order number is not found without one, not even at low confidence: one in
//! eleven of all numbers of nine digits, for instance, would do as a Dutch BSN.
//!
//! The text has been normalised: digits are ASCII, blanks are blanks, hyphens are hyphens, nothing is invisible.

mod digits;
mod finance;
mod find;
mod keywords;
mod kinds;
mod near;
mod people;
mod runs;
mod spots;
mod vat;

pub use digits::{CHECKS, Check};
pub use kinds::{Kind, kind, kinds};

use find::{Plan, vat_number};
use keywords::TOPICS;
use kinds::Form;
use near::{Keywords, Words};
use runs::Groups;

/// How many characters a keyword may be away from what it explains.
pub const PROXIMITY: usize = 300;

/// One piece of sensitive information.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// First byte in the text.
    pub start: usize,
    /// Behind the last byte.
    pub end: usize,
    /// From 55 to 85.
    pub confidence: u8,
    /// Equal for equal information however it is written: digits and upper-case letters, VAT numbers with the prefix
    /// of their country, addresses in lower case.
    pub value: String,
}

/// Everything of the wanted kinds: a list for each, in the order of the text and without overlaps. One pass, whose time
/// grows with the length of the text alone.
pub fn scan(text: &str, wanted: &[&Kind]) -> Vec<Vec<Finding>> {
    let mut keywords = Keywords::new(TOPICS, PROXIMITY);
    let mut known = [false; TOPICS];
    for topic in wanted.iter().flat_map(|kind| kind.topics) {
        if let Some(known) = known.get_mut(*topic as usize).filter(|known| !**known) {
            *known = true;
            topic.words().split('|').for_each(|keyword| keywords.add(*topic as usize, keyword));
        }
    }
    let mut groups = Groups::default();
    for word in Words::of(text) {
        keywords.see(&word);
        groups.push(text, &word);
    }
    groups.mark_dates(&mut keywords);

    let plan = Plan::of(wanted, &keywords);
    let mut found: Vec<Vec<Finding>> = wanted.iter().map(|_| Vec::new()).collect();
    groups.candidates(plan.lengths, |candidate| {
        for index in plan.kinds(candidate) {
            if let (Some(kind), Some(found)) = (wanted.get(*index), found.get_mut(*index))
                && found.last().is_none_or(|last| last.end <= candidate.start)
            {
                found.extend(kind.find(candidate, &keywords));
            }
        }
    });
    for (kind, found) in wanted.iter().zip(&mut found) {
        match kind.form {
            Form::Address => spots::addresses(text, kind.confidence(0, false), found),
            Form::Zone => spots::zones(text, kind.confidence(0, false), found),
            _ => {}
        }
    }
    found
}

/// Whether a compact text (no separators; upper case unless it is an address) is well formed for a kind, whatever
/// stands around it. Nothing for an unknown kind.
pub fn check(kind_id: &str, compact: &str) -> Option<bool> {
    let kind = kind(kind_id)?;
    let bytes = compact.as_bytes();
    Some(match kind.form {
        Form::Address => spots::is_whole_address(compact),
        Form::Zone => {
            bytes.split_at_checked(bytes.len() / 2).is_some_and(|(upper, lower)| spots::is_zone(upper, lower))
        }
        Form::Phone => {
            let digits = bytes.strip_prefix(b"+").unwrap_or(bytes);
            matches!(digits.len(), 8..=15) && digits.iter().all(u8::is_ascii_digit)
        }
        Form::Vat(_) | Form::AnyVat => vat_number(kind, bytes).is_some(),
        Form::Number | Form::Card | Form::Iban | Form::Hyphenated => kind.accepts(bytes),
    })
}

/// How candidates of a custom kind become findings.
pub struct Custom<'a> {
    /// What the digits and letters must pass.
    pub check: Option<&'static Check>,
    /// Words or phrases of which one must be near.
    pub keywords: &'a [String],
    /// How many characters a keyword may be away; [`PROXIMITY`] is usual.
    pub proximity: usize,
    /// Confidence with a keyword near.
    pub with_keyword: u8,
    /// Confidence without; nothing when it takes a keyword.
    pub without_keyword: Option<u8>,
}

/// The candidates, as byte ranges in ascending order, that pass.
pub fn judge(text: &str, candidates: &[(usize, usize)], custom: &Custom<'_>) -> Vec<Finding> {
    if candidates.is_empty() {
        return Vec::new();
    }
    let mut keywords = Keywords::new(1, custom.proximity);
    custom.keywords.iter().for_each(|keyword| keywords.add(0, keyword));
    for word in Words::of(text) {
        keywords.see(&word);
    }

    let (mut byte, mut at) = (0, 0);
    let mut findings = Vec::new();
    for (start, end) in candidates.iter().copied() {
        let Some(matched) = text.get(start..end) else { continue };
        if start < byte {
            (byte, at) = (0, 0);
        }
        // As many characters as bytes that continue none.
        at += text.as_bytes().get(byte..start).unwrap_or(&[]).iter().filter(|c| **c & 0xc0 != 0x80).count();
        byte = start;
        let (mut value, mut length) = (String::new(), 0);
        for c in matched.chars() {
            length += 1;
            if c.is_alphanumeric() {
                value.push(c.to_ascii_uppercase());
            }
        }
        let near = keywords.near(0, at, at + length);
        let confidence = if near { Some(custom.with_keyword) } else { custom.without_keyword };
        if let Some(confidence) = confidence.filter(|_| custom.check.is_none_or(|check| check.passes(value.as_bytes())))
        {
            findings.push(Finding { start, end, confidence, value });
        }
    }
    findings
}

/// A value for a person to recognise and nobody to learn: of its characters a quarter, from two to four, stay readable
/// at the end.
pub fn mask(value: &str) -> String {
    let shown = if value.len() < 6 { 0 } else { (value.len() / 4).clamp(2, 4) };
    let mut masked = "•••• ".to_owned();
    masked.push_str(value.get(value.len() - shown..).unwrap_or(""));
    masked
}

#[cfg(test)]
mod tests {
    use super::{Check, Custom, Finding, check, judge, kind, kinds, mask, scan};

    fn find(id: &str, text: &str) -> Vec<(String, u8)> {
        let found = scan(text, &[kind(id).unwrap()]).remove(0);
        found
            .into_iter()
            .map(|finding| (text.get(finding.start..finding.end).unwrap().to_owned(), finding.confidence))
            .collect()
    }

    #[test]
    fn every_kind_is_found_as_people_write_it() {
        for (id, before, written, confidence) in [
            ("payment-card", "Mastercard: ", "5555 5555 5555 4444", 85),
            ("payment-card", "", "4111-1111-1111-1111", 65),
            ("payment-card", "07/27 ", "378282246310005", 85),
            ("payment-card", "", "3782 822463 10005", 65),
            ("payment-card", "card ", "4222222222222", 65),
            ("iban", "", "NL91 ABNA 0417 1643 00", 85),
            ("iban", "rekening:", "nl91abna0417164300", 85),
            ("iban", "(", "MT84 MALT 0110 0001 2345 MTLC AST0 01S", 85),
            ("us-aba-routing", "routing ", "021000021", 85),
            ("nl-bsn", "BSN: ", "111222333", 85),
            ("nl-bsn", "Burgerservicenummer ", "1112.22.333", 85),
            ("us-ssn", "SSN ", "123-45-6789", 85),
            ("us-ssn", "SSN ", "123456789", 75),
            ("us-ssn", "SSN ", "812-45-6789", 65),
            ("us-ssn", "born 12/31/1980, SSN ", "123456789", 85),
            ("us-itin", "taxpayer ", "912-78-1234", 85),
            ("uk-nino", "", "AB 12 34 56 C", 75),
            ("uk-nino", "national insurance ", "AB123456C", 85),
            ("uk-nhs", "NHS no. ", "943 476 5919", 85),
            ("de-tax-id", "Steuer-ID ", "36 574 261 809", 85),
            ("fr-nir", "sécurité sociale: ", "2 95 10 99 126 111 93", 85),
            ("be-national-number", "rijksregisternummer ", "85.07.30-033.28", 85),
            ("it-fiscal-code", "", "RCC MNL 83S18 D969H", 85),
            ("es-dni", "DNI ", "54362315-K", 85),
            ("es-dni", "NIE ", "X-2482300-W", 85),
            ("pl-pesel", "PESEL ", "44051401359", 85),
            ("nl-passport", "paspoort ", "SPECI2014", 75),
            ("us-uk-passport", "passport no. ", "340020013", 75),
            ("de-passport", "Reisepass ", "C01X00T47", 75),
            ("email-address", "", "a.b@example.org", 75),
            ("phone-number", "", "31 (0)20-123 45 67", 75),
            ("phone-number", "tel. ", "020 123 4567", 65),
            ("eu-vat-nl", "", "NL1234.56.782.B01", 85),
            ("eu-vat-nl", "BTW: ", "123456782B01", 75),
            ("eu-vat-de", "", "DE 136 695 976", 85),
            ("eu-vat-be", "", "BE 0428.759.497", 85),
            ("eu-vat-at", "", "ATU13585627", 85),
            ("eu-vat-fr", "", "FR 40 303 265 045", 85),
            ("eu-vat", "", "PL 8567346215", 85),
            ("eu-vat", "VAT no ", "8567346215", 65),
        ] {
            let plus = if written.contains("(0)") { "+" } else { "" };
            let text = format!("{before}{plus}{written}, etc.");
            assert_eq!(find(id, &text), [(written.to_owned(), confidence)], "{id} in {text}");
        }
    }

    #[test]
    fn an_ordinary_number_is_nothing() {
        let all: Vec<_> = kinds().iter().collect();
        for text in [
            "Order 111222333 of 2024-05-01, parcel 36574261809, invoice 8567346215 for 12.345.678,00",
            "het nummer de 136695976 en it 00743110157",
            "x4111111111111111 4111111111111111é 4111 1111.1111 1111 41111111 11111111",
            "in 2024 and on 12 may at 10 we be to do it all as 1 2 3 4 5 6 7 8 9 10 11 12",
            "",
        ] {
            assert_eq!(scan(text, &all).concat(), [], "{text}");
        }
    }

    #[test]
    fn keywords_count_up_to_300_characters() {
        let text = |blanks: usize| format!("bsn{}111222333", " ".repeat(blanks));
        assert_eq!(find("nl-bsn", &text(297)).len(), 1);
        assert_eq!(find("nl-bsn", &text(298)).len(), 0);
        assert_eq!(find("nl-bsn", "absn 111222333 bsns").len(), 0);
        assert_eq!(find("nl-bsn", "111222333 is my citizen\nservice-number").len(), 1);
    }

    #[test]
    fn equal_numbers_have_equal_values() {
        for (id, text) in [
            ("iban", "NL91ABNA0417164300 nl91 abna 0417 1643 00"),
            ("eu-vat-nl", "btw NL123456782B01 en 123456782.B.01"),
            ("phone-number", "tel 0031 20 1234567 of +31-20-1234567"),
            ("email-address", "A@example.org a@EXAMPLE.org"),
        ] {
            let found = scan(text, &[kind(id).unwrap()]).remove(0);
            assert_eq!(found.len(), 2, "{text}");
            assert_eq!(found[0].value, found[1].value);
        }
    }

    #[test]
    fn custom_kinds_are_judged_by_check_and_keywords() {
        let text = "klant é 4111111111111111, klant 4111111111111112, 5555-5555-5555-4444";
        let numbers = ["4111111111111111", "4111111111111112", "5555-5555-5555-4444"];
        let candidates = numbers.map(|number| text.find(number).map(|start| (start, start + number.len())).unwrap());
        let keywords = ["KLANT".to_owned()];
        let mut custom = Custom {
            check: Check::named("luhn"),
            keywords: &keywords,
            proximity: 10,
            with_keyword: 90,
            without_keyword: None,
        };
        let (start, end) = candidates[0];
        let first = Finding { start, end, confidence: 90, value: "4111111111111111".to_owned() };
        assert_eq!(judge(text, &candidates, &custom), std::slice::from_ref(&first));
        custom.without_keyword = Some(60);
        let found = judge(text, &candidates, &custom);
        assert_eq!((found.len(), &found[0], found[1].confidence), (2, &first, 60));
        assert_eq!(found[1].value, "5555555555554444");
        custom.check = None;
        assert_eq!(judge(text, &candidates, &custom).len(), 3);
        assert_eq!(judge(text, &[(7, 9), (500, 600), (9, 3)], &custom), [], "no such range");
    }

    #[test]
    fn check_needs_no_text_around() {
        assert_eq!(check("eu-vat-nl", "NL123456782B01"), Some(true));
        assert_eq!(check("eu-vat-nl", "123456782B02"), Some(true));
        assert_eq!((check("eu-vat", "EL094259216"), check("eu-vat-el", "094259216")), (Some(true), Some(true)));
        assert_eq!(check("phone-number", "+3120123456x"), Some(false));
        assert_eq!(check("email-address", "a@example.org"), Some(true));
        assert_eq!(check("passport-mrz", ""), Some(false));
        assert_eq!(check("no-such-kind", "1"), None);
    }

    #[test]
    fn masks_show_the_end() {
        assert_eq!(mask("4111111111111111"), "•••• 1111");
        assert_eq!(mask("111222333"), "•••• 33");
        assert_eq!(mask("12345"), "•••• ");
    }
}
