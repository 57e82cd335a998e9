//! How a question is named.

use super::{Because, QuestionKind};
use crate::address::Address;
use crate::compose::{Draft, DraftInput};

/// FNV-1a over texts: it has to differ where they do, not to resist anybody: whoever answers a question can see it.
pub(super) struct Print(u64);

impl Print {
    pub(super) fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    pub(super) fn add(&mut self, text: &str) {
        for byte in text.bytes() {
            self.mix(u64::from(byte));
        }
        // Where it ends.
        self.mix(0);
    }

    pub(super) fn mix(&mut self, number: u64) {
        self.0 = (self.0 ^ number).wrapping_mul(0x0100_0000_01b3);
    }

    pub(super) fn finish(&self) -> u64 {
        self.0
    }
}

/// A name for one question, out of the rule, and of what was found and in what: an answer about one person, one file or one
/// number counts for no other that takes its place.
pub(super) fn key_of(rule: &str, kind: QuestionKind, because: &[Because], draft: &Draft) -> String {
    let input = draft.input();
    let mut print = Print::new();
    for found in because {
        print.add(&found.condition);
        print.add(&found.field);
        print.add(found.matched.as_deref().unwrap_or(""));
        print.mix(found.values);
        add_place(&mut print, found, input);
    }
    let kind = match kind {
        QuestionKind::Warn => "warn",
        QuestionKind::Reason => "reason",
        QuestionKind::LowerLabel => {
            print.add(input.label.as_deref().unwrap_or(""));
            "lower"
        }
        QuestionKind::Unprotect => "unprotect",
        QuestionKind::Outsiders => "outsiders",
        QuestionKind::AnswerInClear => "clear",
        QuestionKind::AddedOutsiders => "added",
        QuestionKind::AddRecipients => "add",
    };
    [rule, ":", kind, ":", &hexadecimal(print.finish())].concat()
}

/// Who or which file stands where something was found: all of the field, where it was found of all.
fn add_place(print: &mut Print, found: &Because, input: &DraftInput) {
    if found.field == "attachments" {
        for file in at(&input.attachments, found.index) {
            print.add(&file.name);
            print.mix(file.size);
        }
    }
    for (name, people) in [("to", &input.to), ("cc", &input.cc), ("bcc", &input.bcc)] {
        if found.field == name {
            for person in at(people, found.index) {
                // Whatever name stands before it.
                print.add(&Address::parse(person).map_or_else(|_| person.clone(), |address| address.addr_spec()));
            }
        }
    }
}

fn at<T>(all: &[T], index: Option<usize>) -> &[T] {
    index.map_or(all, |index| all.get(index..=index).unwrap_or_default())
}

fn hexadecimal(number: u64) -> String {
    let digit = |shift: u32| char::from_digit(u32::try_from(number >> shift & 15).unwrap_or(0), 16).unwrap_or('0');
    (0..64).step_by(4).rev().map(digit).collect()
}
