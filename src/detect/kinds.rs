//! The built-in kinds, one line each.

use super::keywords::Topic;
use super::{finance, people, vat};

/// A built-in kind of sensitive information.
pub struct Kind {
    /// Its name in a bundle, in lower case with hyphens. VAT numbers end in the prefix of their country.
    pub id: &'static str,
    /// Its English name, Microsoft Purview's where that has the kind.
    pub name: &'static str,
    /// The confidence a rule asks for unless it says otherwise.
    pub recommended_confidence: u8,
    pub(super) form: Form,
    /// How its compact form looks: `n` a digit, `a` a letter, `x` either, anything else itself; `|` between shapes.
    shapes: &'static str,
    /// In how many groups people write it at most.
    pub(super) groups: usize,
    /// Confidence with a keyword near, and without one; at 0 it is not found.
    with: u8,
    without: u8,
    /// Which keywords explain it; a date only supports what is already found.
    pub(super) topics: &'static [Topic],
    check: fn(&[u8]) -> bool,
}

/// What has rules of its own.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Form {
    Number,
    Card,
    /// Of any length; the check knows.
    Iban,
    /// American: hyphens or blanks in their places say more than bare digits.
    Hyphenated,
    Phone,
    Vat([u8; 2]),
    AnyVat,
    Address,
    Zone,
}

/// All kinds.
pub fn kinds() -> &'static [Kind] {
    &KINDS
}

/// The kind of this id, or of this name whatever its case.
pub fn kind(id_or_name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.id == id_or_name || kind.name.eq_ignore_ascii_case(id_or_name))
}

impl std::fmt::Debug for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id)
    }
}

impl Kind {
    /// Whether a compact number has one of the shapes and passes the check.
    pub(super) fn accepts(&self, compact: &[u8]) -> bool {
        (self.form == Form::Iban || self.shapes().any(|shape| has_shape(compact, shape))) && (self.check)(compact)
    }

    pub(super) fn shapes(&self) -> impl Iterator<Item = &'static [u8]> {
        self.shapes.as_bytes().split(|c| *c == b'|')
    }

    /// `doubt` takes 10 for each step, and more than none always needs a keyword. 0: not found.
    pub(super) fn confidence(&self, doubt: u8, keyword: bool) -> u8 {
        match (keyword, doubt) {
            (true, _) => self.with.saturating_sub(doubt * 10),
            (false, 0) => self.without,
            (false, _) => 0,
        }
    }

    const fn recommending(mut self, confidence: u8) -> Self {
        self.recommended_confidence = confidence;
        self
    }

    const fn written(mut self, form: Form, groups: usize) -> Self {
        self.form = form;
        self.groups = groups;
        self
    }

    const fn trusted(mut self, with: u8, without: u8) -> Self {
        self.with = with;
        self.without = without;
        self
    }
}

fn has_shape(compact: &[u8], shape: &[u8]) -> bool {
    compact.len() == shape.len()
        && compact.iter().zip(shape).all(|(c, class)| match class {
            b'n' => c.is_ascii_digit(),
            b'a' => c.is_ascii_uppercase(),
            b'x' => c.is_ascii_digit() || c.is_ascii_uppercase(),
            _ => c == class,
        })
}

/// Found only with a keyword near.
const fn number(
    id: &'static str,
    name: &'static str,
    shapes: &'static str,
    topics: &'static [Topic],
    check: fn(&[u8]) -> bool,
) -> Kind {
    Kind {
        id,
        name,
        recommended_confidence: 85,
        form: Form::Number,
        shapes,
        groups: 5,
        with: 85,
        without: 0,
        topics,
        check,
    }
}

const fn eu_vat(
    id: &'static str,
    name: &'static str,
    prefix: [u8; 2],
    shapes: &'static str,
    topics: &'static [Topic],
    check: fn(&[u8]) -> bool,
) -> Kind {
    number(id, name, shapes, topics, check).written(Form::Vat(prefix), 6).trusted(85, 85).recommending(75)
}

fn any(_: &[u8]) -> bool {
    true
}

const CARD: &str = "nnnnnnnnnnnn|nnnnnnnnnnnnn|nnnnnnnnnnnnnn|nnnnnnnnnnnnnnn|nnnnnnnnnnnnnnnn|nnnnnnnnnnnnnnnnn|\
                    nnnnnnnnnnnnnnnnnn|nnnnnnnnnnnnnnnnnnn";
const PHONE: &str = "nnnnnnnn|nnnnnnnnn|nnnnnnnnnn|nnnnnnnnnnn|nnnnnnnnnnnn|nnnnnnnnnnnnn|nnnnnnnnnnnnnn|nnnnnnnnnnnnnnn|\
                     nnnnnnnnnnnnnnnn|nnnnnnnnnnnnnnnnn";

use Topic as T;

#[rustfmt::skip]
static KINDS: [Kind; 48] = [
    number("payment-card", "Credit Card Number", CARD, &[T::Card, T::Expiry], finance::card)
        .written(Form::Card, 5).trusted(85, 65),
    number("iban", "International Banking Account Number (IBAN)", "", &[], finance::iban)
        .written(Form::Iban, 9).trusted(85, 85),
    number("us-aba-routing", "ABA Routing Number", "nnnnnnnnn", &[T::Aba], finance::aba),
    number("nl-bsn", "Netherlands Citizen's Service (BSN) Number", "nnnnnnnn|nnnnnnnnn", &[T::Bsn], people::bsn),
    number("us-ssn", "U.S. Social Security Number (SSN)", "nnnnnnnnn", &[T::Ssn, T::Date], people::ssn)
        .written(Form::Hyphenated, 3).recommending(75),
    number("us-itin", "U.S. Individual Taxpayer Identification Number (ITIN)", "nnnnnnnnn", &[T::Itin], people::itin)
        .written(Form::Hyphenated, 3).recommending(75),
    number("uk-nino", "U.K. National Insurance Number (NINO)", "aannnnnna", &[T::Nino, T::Date], people::nino)
        .trusted(85, 75).recommending(75),
    number("uk-nhs", "U.K. National Health Service Number", "nnnnnnnnnn", &[T::Nhs], people::nhs),
    number("de-tax-id", "Germany Tax Identification Number", "nnnnnnnnnnn", &[T::SteuerId], people::steuer_id),
    number("fr-nir", "France Social Security Number (INSEE)",
        "nnnnnnnnnnnnnnn|nnnnn2Annnnnnnn|nnnnn2Bnnnnnnnn", &[T::Nir], people::nir).written(Form::Number, 7),
    number("be-national-number", "Belgium National Number", "nnnnnnnnnnn", &[T::Belgian], people::belgian),
    number("it-fiscal-code", "Italy Fiscal Code", "aaaaaaxxaxxaxxxa", &[T::Fiscal], people::codice_fiscale)
        .trusted(85, 85),
    number("es-dni", "Spain DNI", "nnnnnnnna|Xnnnnnnna|Ynnnnnnna|Znnnnnnna", &[T::Dni], people::dni),
    number("pl-pesel", "Poland National ID (PESEL)", "nnnnnnnnnnn", &[T::Pesel], people::pesel),
    number("passport-mrz", "Passport Machine-Readable Zone", "", &[], any)
        .written(Form::Zone, 0).trusted(85, 85),
    number("nl-passport", "Netherlands Passport Number", "aaxxxxxxn",
        &[T::Passport, T::NlPassport, T::Date], people::nl_passport)
        .written(Form::Number, 2).trusted(75, 0).recommending(75),
    number("us-uk-passport", "U.S. / U.K. Passport Number", "nnnnnnnnn|annnnnnnn", &[T::Passport, T::Date], any)
        .written(Form::Number, 2).trusted(75, 0).recommending(75),
    number("de-passport", "Germany Passport Number", "xxxxxxxxx",
        &[T::Passport, T::DePassport, T::Date], people::de_passport)
        .written(Form::Number, 2).trusted(75, 0).recommending(75),
    number("email-address", "E-mail Address", "", &[], any)
        .written(Form::Address, 0).trusted(75, 75).recommending(75),
    number("phone-number", "Phone Number", PHONE, &[T::Phone], any)
        .written(Form::Phone, 8).trusted(75, 75).recommending(75),
    number("eu-vat", "EU Value Added Tax Number", "", &[
        T::Vat, T::VatAt, T::VatBe, T::VatBg, T::VatCz, T::VatDk, T::VatEe, T::VatEl, T::VatEs, T::VatFi, T::VatFr,
        T::VatHr, T::VatHu, T::VatIe, T::VatIt, T::VatLt, T::VatLv, T::VatMt, T::VatPl, T::VatPt, T::VatRo, T::VatSe,
        T::VatSi,
    ], any).written(Form::AnyVat, 6).trusted(85, 85).recommending(75),
    eu_vat("eu-vat-at", "Austria Value Added Tax (VAT) Number", *b"AT", "Unnnnnnnn", &[T::Vat, T::VatAt], vat::austria),
    eu_vat("eu-vat-be", "Belgium Value Added Tax Number", *b"BE", "0nnnnnnnnn|1nnnnnnnnn|nnnnnnnnn",
        &[T::Vat, T::VatBe, T::VatFr, T::VatAt], vat::belgium),
    eu_vat("eu-vat-bg", "Bulgaria Value Added Tax Number", *b"BG", "nnnnnnnnn|nnnnnnnnnn",
        &[T::Vat, T::VatBg], vat::bulgaria),
    eu_vat("eu-vat-cy", "Cyprus Value Added Tax Number", *b"CY", "nnnnnnnna", &[T::Vat, T::VatEl], vat::cyprus),
    eu_vat("eu-vat-cz", "Czech Republic Value Added Tax Number", *b"CZ", "nnnnnnnn|nnnnnnnnn|nnnnnnnnnn",
        &[T::Vat, T::VatCz], vat::czechia),
    eu_vat("eu-vat-de", "Germany Value Added Tax Number", *b"DE", "nnnnnnnnn", &[T::Vat, T::VatAt], vat::germany),
    eu_vat("eu-vat-dk", "Denmark Value Added Tax Number", *b"DK", "nnnnnnnn", &[T::Vat, T::VatDk], vat::denmark),
    eu_vat("eu-vat-ee", "Estonia Value Added Tax Number", *b"EE", "nnnnnnnnn", &[T::Vat, T::VatEe], vat::estonia),
    eu_vat("eu-vat-el", "Greece Value Added Tax Number", *b"EL", "nnnnnnnnn", &[T::Vat, T::VatEl], vat::greece),
    eu_vat("eu-vat-es", "Spain Value Added Tax Number", *b"ES", "xnnnnnnnx", &[T::Vat, T::VatEs], vat::spain),
    eu_vat("eu-vat-fi", "Finland Value Added Tax Number", *b"FI", "nnnnnnnn", &[T::Vat, T::VatFi], vat::finland),
    eu_vat("eu-vat-fr", "France Value Added Tax Number", *b"FR", "xxnnnnnnnnn", &[T::Vat, T::VatFr], vat::france),
    eu_vat("eu-vat-hr", "Croatia Value Added Tax Number", *b"HR", "nnnnnnnnnnn", &[T::Vat, T::VatHr], vat::croatia),
    eu_vat("eu-vat-hu", "Hungarian Value Added Tax Number", *b"HU", "nnnnnnnn", &[T::Vat, T::VatHu], vat::hungary),
    eu_vat("eu-vat-ie", "Ireland Value Added Tax Number", *b"IE", "nnnnnnna|nnnnnnnaa|nannnnna",
        &[T::Vat, T::VatIe], vat::ireland),
    eu_vat("eu-vat-it", "Italy Value Added Tax Number", *b"IT", "nnnnnnnnnnn", &[T::Vat, T::VatIt], vat::italy),
    eu_vat("eu-vat-lt", "Lithuania Value Added Tax Number", *b"LT", "nnnnnnnnn|nnnnnnnnnnnn",
        &[T::Vat, T::VatLt], vat::lithuania),
    eu_vat("eu-vat-lu", "Luxembourg Value Added Tax Number", *b"LU", "nnnnnnnn",
        &[T::Vat, T::VatFr, T::VatAt], vat::luxembourg),
    eu_vat("eu-vat-lv", "Latvia Value Added Tax Number", *b"LV", "nnnnnnnnnnn", &[T::Vat, T::VatLv], vat::latvia),
    eu_vat("eu-vat-mt", "Malta Value Added Tax Number", *b"MT", "nnnnnnnn", &[T::Vat, T::VatMt], vat::malta),
    eu_vat("eu-vat-nl", "Netherlands Value Added Tax Number", *b"NL", "nnnnnnnnnBnn", &[T::Vat], vat::netherlands),
    eu_vat("eu-vat-pl", "Poland Value Added Tax Number", *b"PL", "nnnnnnnnnn", &[T::Vat, T::VatPl], vat::poland),
    eu_vat("eu-vat-pt", "Portugal Value Added Tax Number", *b"PT", "nnnnnnnnn", &[T::Vat, T::VatPt], vat::portugal),
    eu_vat("eu-vat-ro", "Romania Value Added Tax Number", *b"RO",
        "nn|nnn|nnnn|nnnnn|nnnnnn|nnnnnnn|nnnnnnnn|nnnnnnnnn|nnnnnnnnnn|nnnnnnnnnnnnn",
        &[T::Vat, T::VatRo], vat::romania),
    eu_vat("eu-vat-se", "Sweden Value Added Tax Number", *b"SE", "nnnnnnnnnn01", &[T::Vat, T::VatSe], vat::sweden),
    eu_vat("eu-vat-si", "Slovenia Value Added Tax Number", *b"SI", "nnnnnnnn", &[T::Vat, T::VatSi], vat::slovenia),
    eu_vat("eu-vat-sk", "Slovakia Value Added Tax Number", *b"SK", "nnnnnnnnnn", &[T::Vat, T::VatCz], vat::slovakia),
];

#[cfg(test)]
mod tests {
    use super::{kind, kinds};

    #[test]
    fn every_kind_answers_to_its_id_and_its_name_alone() {
        for one in kinds() {
            assert!(std::ptr::eq(kind(one.id).unwrap(), one), "{}", one.id);
            assert!(std::ptr::eq(kind(&one.name.to_uppercase()).unwrap(), one), "{}", one.name);
            assert!(one.id.bytes().all(|c| c.is_ascii_lowercase() || c == b'-'), "{}", one.id);
        }
        assert!(kind("IBAN").is_none(), "an id is exact");
    }
}
