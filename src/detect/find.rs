//! Which kind a candidate is, and how sure that is.

use super::Finding;
use super::digits::field;
use super::keywords::Topic;
use super::kinds::{Form, Kind, kinds};
use super::near::Keywords;
use super::runs::{Candidate, Gaps, LONGEST};

/// Which of the wanted kinds a candidate can be, by its length and by whether it has letters.
pub(super) struct Plan {
    /// The lengths some kind has, one bit each: for digits alone, and with letters.
    pub(super) lengths: [u64; 2],
    lists: Vec<Vec<usize>>,
}

impl Plan {
    /// Leaves out what takes a keyword that is nowhere in the text.
    pub(super) fn of(wanted: &[&Kind], keywords: &Keywords) -> Self {
        let mut plan = Self { lengths: [0; 2], lists: (0..=place(LONGEST, true)).map(|_| Vec::new()).collect() };
        for (index, kind) in wanted.iter().enumerate() {
            let explained = kind.topics.iter().any(|topic| keywords.any(*topic as usize));
            if kind.form == Form::AnyVat {
                vat_kinds().for_each(|kind| plan.add(index, kind, explained));
            } else if explained || kind.confidence(0, false) > 0 {
                plan.add(index, kind, explained);
            }
        }
        plan
    }

    fn add(&mut self, index: usize, kind: &Kind, explained: bool) {
        if kind.form == Form::Iban {
            (15..=LONGEST).for_each(|length| self.put(index, length, true));
        }
        let is_vat = matches!(kind.form, Form::Vat(_));
        for shape in kind.shapes() {
            if is_vat {
                self.put(index, shape.len() + 2, true);
            }
            if explained || !is_vat {
                let (mut digits, mut letters) = (true, false);
                for class in shape {
                    digits &= matches!(class, b'n' | b'x' | b'0'..=b'9');
                    letters |= !matches!(class, b'n' | b'0'..=b'9');
                }
                if digits {
                    self.put(index, shape.len(), false);
                }
                if letters {
                    self.put(index, shape.len(), true);
                }
            }
        }
    }

    fn put(&mut self, index: usize, length: usize, letters: bool) {
        if let Some(bits) = self.lengths.get_mut(usize::from(letters)) {
            *bits |= 1 << (length % 64);
        }
        if let Some(list) = self.lists.get_mut(place(length, letters))
            && list.last() != Some(&index)
        {
            list.push(index);
        }
    }

    pub(super) fn kinds(&self, candidate: &Candidate<'_>) -> &[usize] {
        self.lists.get(place(candidate.compact.len(), !candidate.digits_only)).map_or(&[], Vec::as_slice)
    }
}

/// Where a length is in the plan.
fn place(length: usize, letters: bool) -> usize {
    2 * length + usize::from(letters)
}

impl Kind {
    /// What a candidate of one of the kind's lengths is worth here.
    pub(super) fn find(&self, candidate: &Candidate<'_>, keywords: &Keywords) -> Option<Finding> {
        if candidate.groups.len() > self.groups || (candidate.gaps == Gaps::Loose && self.form != Form::Phone) {
            return None;
        }
        let near =
            |topic: Topic| keywords.near(topic as usize, candidate.at, candidate.at + candidate.end - candidate.start);
        // Cheap things first: most candidates are nothing.
        let speaks = self.confidence(0, false) > 0 && has_prefix(self, candidate.compact);
        let explained = self.topics.iter().any(|topic| *topic != Topic::Date && near(*topic));
        if !speaks && !explained {
            return None;
        }
        let (doubt, value) = self.read(candidate)?;
        let mut confidence = self.confidence(doubt, explained);
        if (1..85).contains(&confidence) && self.topics.contains(&Topic::Date) && near(Topic::Date) {
            confidence += 10;
        }
        (confidence > 0).then(|| Finding {
            start: candidate.start,
            end: candidate.end,
            confidence,
            value: String::from_utf8(value).unwrap_or_default(),
        })
    }

    /// Steps of doubt, and the value.
    fn read(&self, candidate: &Candidate<'_>) -> Option<(u8, Vec<u8>)> {
        let compact = candidate.compact;
        let doubt = match self.form {
            Form::Card if !(candidate.gaps == Gaps::Even && is_card_grouping(candidate.groups)) => return None,
            // Numbers of goods are as long as the shortest card numbers.
            Form::Card if compact.len() < 14 => 2,
            Form::Hyphenated => {
                let bare = match candidate.groups {
                    [_] => 1,
                    [3, 2, 4] if candidate.gaps == Gaps::Even => 0,
                    _ => return None,
                };
                // Areas that were given out before 2011; after that any may be.
                let random = matches!(field(compact, 0, 3), 773..=899);
                bare + 2 * u8::from(random)
            }
            Form::Phone => return phone(candidate),
            Form::Vat(_) | Form::AnyVat => return vat_number(self, compact),
            _ => 0,
        };
        self.accepts(compact).then(|| (doubt, compact.to_vec()))
    }
}

/// Groups of four, or as American Express and Diners Club print them.
fn is_card_grouping(groups: &[usize]) -> bool {
    match groups {
        [_] | [4, 6, 4 | 5] => true,
        [fours @ .., last] => fours.len() > 2 && fours.iter().all(|length| *length == 4) && *last <= 4,
        [] => false,
    }
}

/// With a plus sign 8 to 15 digits (ITU-T E.164); without, in doubt, 00 and the same, a national number that starts
/// with 0, or an American one of ten digits.
fn phone(candidate: &Candidate<'_>) -> Option<(u8, Vec<u8>)> {
    let compact = candidate.compact;
    let (doubt, digits) = match compact {
        [b'1'..=b'9', ..] if candidate.plus && compact.len() <= 15 => (0, compact),
        [b'0', b'0', digits @ ..] if matches!(digits.len(), 8..=15) => (1, digits),
        [b'0', b'1'..=b'9', ..] if matches!(compact.len(), 9..=11) => (1, compact),
        [b'2'..=b'9', _, _, b'2'..=b'9', ..] if compact.len() == 10 => (1, compact),
        _ => return None,
    };
    Some((doubt, digits.to_vec()))
}

/// A VAT number with or without the prefix of its country: steps of doubt, and the number with the prefix.
pub(super) fn vat_number(kind: &Kind, compact: &[u8]) -> Option<(u8, Vec<u8>)> {
    let Form::Vat(country) = kind.form else {
        let named = vat_kinds().find(|kind| has_prefix(kind, compact)).and_then(|kind| vat_number(kind, compact));
        // Without a country, some or other accepts most numbers.
        let some = || vat_kinds().any(|kind| kind.accepts(compact)).then(|| (2, compact.to_vec()));
        return named.filter(|(doubt, _)| *doubt == 0).or_else(some);
    };
    let body = compact.get(2..).filter(|body| has_prefix(kind, compact) && kind.accepts(body));
    let (doubt, body) = match body {
        // Romania's oldest companies have numbers of two digits.
        Some(body) => (u8::from(body.len() < 6), body),
        None if kind.accepts(compact) => (1 + u8::from(compact.len() < 6), compact),
        None => return None,
    };
    let mut number = country.to_vec();
    number.extend_from_slice(body);
    Some((doubt, number))
}

fn vat_kinds() -> impl Iterator<Item = &'static Kind> {
    kinds().iter().filter(|kind| matches!(kind.form, Form::Vat(_)))
}

/// Whether it starts with the kind's country; what is no VAT number needs none.
fn has_prefix(kind: &Kind, compact: &[u8]) -> bool {
    match (kind.form, compact) {
        (Form::Vat(country), [first, second, ..]) => {
            country == [*first, *second] || (country == *b"EL" && [*first, *second] == *b"GR")
        }
        (Form::AnyVat, [b'A'..=b'Z', b'A'..=b'Z', ..]) => vat_kinds().any(|kind| has_prefix(kind, compact)),
        (form, _) => form != Form::AnyVat,
    }
}
