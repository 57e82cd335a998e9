//! How a question is named.

use super::{Because, QuestionKind};

/// A name for one question: FNV-1a over what was found. It has to differ where the findings do, not to resist anybody:
/// whoever answers it can see the question.
pub(super) fn key_of(rule: &str, kind: QuestionKind, because: &[Because]) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut add = |text: &str| {
        for byte in text.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    for found in because {
        add(&found.condition);
        add(&found.field);
        add(&found.index.map_or_else(String::new, |index| index.to_string()));
        add(found.matched.as_deref().unwrap_or(""));
    }
    let kind = match kind {
        QuestionKind::Warn => "warn",
        QuestionKind::Reason => "reason",
        QuestionKind::LowerLabel => "lower",
        QuestionKind::Unprotect => "unprotect",
        QuestionKind::Outsiders => "outsiders",
        QuestionKind::AnswerInClear => "clear",
        QuestionKind::AddedOutsiders => "added",
        QuestionKind::AddRecipients => "add",
    };
    let digit = |shift: u32| char::from_digit(u32::try_from(hash >> shift & 15).unwrap_or(0), 16).unwrap_or('0');
    let hash: String = (0..64).step_by(4).rev().map(digit).collect();
    [rule, ":", kind, ":", &hash].concat()
}
