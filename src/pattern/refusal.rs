//! What is refused, and what to write instead.

/// A reason to refuse a pattern.
pub(super) struct Refusal {
    pub(super) code: &'static str,
    pub(super) detail: &'static str,
}

const fn refusal(code: &'static str, detail: &'static str) -> Refusal {
    Refusal { code, detail }
}

pub(super) static ATOMIC_GROUP: Refusal = refusal("atomic-group", "write (?:…): nothing here ever backtracks");
pub(super) static BACK_REFERENCE: Refusal = refusal("back-reference", "write out what the group may hold");
pub(super) static BAD_NAME: Refusal = refusal("bad-name", "write letters, digits and _, as in (?<name>…)");
pub(super) static BAD_NUMBER: Refusal = refusal("bad-number", "write two digits after \\x, four after \\u");
pub(super) static BAD_RANGE: Refusal = refusal("bad-range", "write a character, - and a later character, as in a-z");
pub(super) static BAD_REPETITION: Refusal = refusal("bad-repetition", "write {3}, {3,} or {3,5}, or \\{ for a brace");
pub(super) static CLASS_SUBTRACTION: Refusal = refusal("class-subtraction", "write out the characters that are meant");
pub(super) static CONDITIONAL: Refusal = refusal("conditional", "write (?:…|…)");
pub(super) static EMPTY: Refusal = refusal("empty", "write what to look for: an empty pattern matches every text");
pub(super) static LOOK_AROUND: Refusal =
    refusal("look-around", "write what must be there as a condition, what must not as an exception");
pub(super) static NESTED_REPETITION: Refusal = refusal("nested-repetition", "write a group, as in (?:a*)*");
pub(super) static NOTHING_TO_REPEAT: Refusal = refusal("nothing-to-repeat", "write \\ before it for the character");
pub(super) static POSIX_CLASS: Refusal = refusal("posix-class", "write \\d, \\w, \\s or a range such as a-z");
pub(super) static POSSESSIVE: Refusal = refusal("possessive", "leave out the +: nothing here ever backtracks");
pub(super) static TOO_DEEP: Refusal = refusal("too-deep", "write fewer groups inside groups");
pub(super) static TOO_LARGE: Refusal = refusal("too-large", "write lower repetition counts, or several patterns");
pub(super) static TOO_LONG: Refusal = refusal("too-long", "write several patterns");
pub(super) static UNCLOSED_CLASS: Refusal = refusal("unclosed-class", "write ] at the end, or \\[ for a bracket");
pub(super) static UNCLOSED_GROUP: Refusal = refusal("unclosed-group", "write ) at the end, or \\( for a parenthesis");
pub(super) static UNKNOWN_ESCAPE: Refusal =
    refusal("unknown-escape", "write the character without \\, or as in \\u00E9");
pub(super) static UNKNOWN_FLAG: Refusal = refusal("unknown-flag", "write i, s or m, as in (?i) or (?-i:…)");
pub(super) static UNKNOWN_GROUP: Refusal = refusal("unknown-group", "write (…), (?:…) or (?<name>…)");
pub(super) static UNKNOWN_PROPERTY: Refusal = refusal("unknown-property", "write \\p{L}, \\p{Lu}, \\p{Ll} or \\p{N}");
pub(super) static UNOPENED_GROUP: Refusal = refusal("unopened-group", "write \\) for a parenthesis");
