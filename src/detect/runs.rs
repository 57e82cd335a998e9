//! Candidates: one to nine words in a row that may be the groups of one number.

use super::digits::{field, is_date};
use super::keywords::Topic;
use super::near::{Gap, Keywords, Word};

/// A word that may be a group of a number.
struct Group {
    start: usize,
    /// In characters.
    at: usize,
    /// Where it starts in the compact text.
    compact: usize,
    length: usize,
    digits: bool,
    letters: bool,
    /// It has no small letters.
    capital: bool,
    gap: Gap,
}

/// A candidate.
pub(super) struct Candidate<'a> {
    /// Digits and letters alone, in upper case.
    pub(super) compact: &'a [u8],
    pub(super) start: usize,
    /// Behind the last byte.
    pub(super) end: usize,
    /// In characters.
    pub(super) at: usize,
    /// The length of each group.
    pub(super) groups: &'a [usize],
    pub(super) digits_only: bool,
    pub(super) gaps: Gaps,
    pub(super) plus: bool,
}

/// The gaps between the groups of a candidate.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Gaps {
    /// All the same, or none.
    Even,
    Uneven,
    /// As only telephone numbers have them.
    Loose,
}

/// The longest number is an IBAN of 34 characters; in fours, nine groups.
pub(super) const LONGEST: usize = 34;
const MOST: usize = 9;

/// The groups of a text, from its words.
#[derive(Default)]
pub(super) struct Groups {
    all: Vec<Group>,
    /// Their characters one after another, in upper case.
    compact: Vec<u8>,
    /// A word in between was no group.
    broken: bool,
}

impl Groups {
    pub(super) fn push(&mut self, text: &str, word: &Word) {
        let length = word.end - word.start;
        // Letters alone are a country or part of an IBAN.
        if !(word.digits || word.letters) || length > if word.digits { LONGEST } else { 4 } {
            self.broken = true;
            return;
        }
        let bytes = text.as_bytes().get(word.start..word.end).unwrap_or(&[]);
        let compact = self.compact.len();
        self.compact.extend(bytes.iter().map(u8::to_ascii_uppercase));
        let group = Group {
            start: word.start,
            at: word.at,
            compact,
            length,
            digits: word.digits,
            letters: word.letters,
            capital: !(word.letters && bytes.iter().any(u8::is_ascii_lowercase)),
            gap: if self.broken && word.gap.joins() { Gap::Wide } else { word.gap },
        };
        self.broken = false;
        // No number has three groups of letters; prose has many.
        if let [.., before, last] = self.all.as_mut_slice()
            && !(before.digits || last.digits || group.digits)
        {
            core::mem::swap(before, last);
            before.gap = Gap::Wide;
            *last = group;
        } else {
            self.all.push(group);
        }
    }

    /// Calls back with every candidate of a wanted length, from left to right and the longest first. `lengths` has a
    /// bit for each: for digits alone, and with letters.
    pub(super) fn candidates(&self, lengths: [u64; 2], mut found: impl FnMut(&Candidate<'_>)) {
        let ([digits, mixed], mut sizes) = (lengths, [0; MOST]);
        for index in 0..self.all.len() {
            let run = self.all.get(index..).unwrap_or(&[]);
            let Some(first) = run.first().filter(|_| may_start(run)) else { continue };
            // How many groups are in it, and after how many it is no longer so.
            let (mut count, mut digits_only, mut even, mut tight) = (0, MOST, MOST, MOST);
            for (group, size) in run.iter().zip(&mut sizes) {
                if count > 0 && !group.gap.joins() || group.compact + group.length - first.compact > LONGEST {
                    break;
                }
                if group.letters {
                    digits_only = digits_only.min(count);
                }
                if count > 0 && group.gap == Gap::Loose {
                    tight = tight.min(count);
                }
                if run.get(1).is_some_and(|second| count > 1 && second.gap != group.gap) {
                    even = even.min(count);
                }
                *size = group.length;
                count += 1;
            }
            for (last, group) in run.iter().enumerate().take(count).rev() {
                let compact = self.compact.get(first.compact..group.compact + group.length).unwrap_or(&[]);
                let digits_only = last < digits_only;
                // A short word in a sentence is no part of a number: letters alone after a blank are capitals.
                let complete = group.digits || group.capital || group.gap != Gap::Single(b' ');
                if complete && if digits_only { digits } else { mixed } >> (compact.len() % 64) & 1 == 1 {
                    found(&Candidate {
                        compact,
                        start: first.start,
                        end: group.start + group.length,
                        at: first.at,
                        groups: sizes.get(..=last).unwrap_or(&[]),
                        digits_only,
                        gaps: match last {
                            _ if last >= tight => Gaps::Loose,
                            _ if last >= even => Gaps::Uneven,
                            _ => Gaps::Even,
                        },
                        plus: first.gap == Gap::Plus,
                    });
                }
            }
        }
    }

    /// Marks dates, and the months in which cards expire.
    pub(super) fn mark_dates(&self, keywords: &mut Keywords) {
        for index in 0..self.all.len() {
            let mut run = self.all.get(index..).unwrap_or(&[]).iter();
            let (Some(one), Some(two), three) = (run.next(), run.next(), run.next()) else { return };
            if !matches!(two.gap, Gap::Single(b'-' | b'/' | b'.')) {
                continue;
            }
            let end = |last: &Group| last.at + last.length;
            let joined = three.filter(|three| three.gap == two.gap);
            if let Some(three) = joined
                && is_day(self.number(one), self.number(two), self.number(three))
            {
                keywords.mark(Topic::Date as usize, one.at, end(three));
            } else if joined.is_none() && one.gap != two.gap && is_expiry(self.number(one), self.number(two)) {
                keywords.mark(Topic::Expiry as usize, one.at, end(two));
            }
        }
    }

    /// Length and value, where there are only digits and no more than four.
    fn number(&self, group: &Group) -> (usize, u64) {
        if group.letters || group.length > 4 {
            return (0, 0);
        }
        (group.length, field(&self.compact, group.compact, group.compact + group.length))
    }
}

/// With digits, or letters and then digits: a country, or the six letters of an Italian name.
fn may_start(run: &[Group]) -> bool {
    let Some(first) = run.first() else { return false };
    let Some(second) = run.get(1).filter(|second| !first.digits && second.gap.joins()) else { return first.digits };
    let third = run.get(2).is_some_and(|third| third.gap.joins() && third.digits);
    let name = first.length == 3 && second.length == 3 && third;
    (second.digits || name) && (first.capital || second.gap != Gap::Single(b' '))
}

/// Day, month and year in the orders in use.
fn is_day(one: (usize, u64), two: (usize, u64), three: (usize, u64)) -> bool {
    let year = |part: (usize, u64)| part.0 == 4 && (1900..2100).contains(&part.1);
    let short = |part: (usize, u64)| matches!(part.0, 1 | 2);
    match (one, two, three) {
        _ if year(one) && short(two) && short(three) => is_date(one.1, two.1, three.1),
        _ if year(three) && short(one) && short(two) => {
            is_date(three.1, two.1, one.1) || is_date(three.1, one.1, two.1)
        }
        _ => false,
    }
}

/// Month and year, of two digits or four.
fn is_expiry(month: (usize, u64), year: (usize, u64)) -> bool {
    month.0 == 2 && (1..=12).contains(&month.1) && matches!(year, (2, 20..=60) | (4, 2020..=2060))
}
