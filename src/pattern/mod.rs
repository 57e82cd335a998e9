//! Patterns that can be matched in time linear in the text, many at once.
//!
//! The `…MatchesPatterns` conditions of mail flow rules take regular expressions. What is understood here is what .NET
//! (which Exchange uses) and other linear-time engines have in common; upper and lower case are the same unless a
//! pattern says otherwise.
//!
//! | Write | for |
//! |---|---|
//! | `a` `7` `é` | this character |
//! | `\.` `\*` `\\` … | this punctuation mark, which would mean something else without `\` |
//! | `\t` `\n` `\r` `\x2C` `\u20AC` | tab, line feed, carriage return, a character by two or four hexadecimal digits |
//! | `.` | any character but a line feed; with `(?s)` any character |
//! | `[abc]` `[a-z0-9]` `[^;]` | one of these; one of these ranges; none of these |
//! | `\d` `\D` | a digit 0–9; anything else |
//! | `\w` `\W` | a letter or digit of any script, or `_`; anything else |
//! | `\s` `\S` | white space; anything else |
//! | `\p{L}` `\p{N}` `\P{…}` | a letter of any script; a number; anything else |
//! | `\p{Lu}` `\p{Ll}` | after `(?-i)` a letter that has a lower-case, an upper-case form; otherwise either |
//! | `\b` `\B` | the border of a word; no border of a word |
//! | `^` `$` | the start and the end of the text; with `(?m)` of a line |
//! | `\A` `\z` | the start and the end of the text, always |
//! | `ab` `a\|b` | one after the other; one or the other |
//! | `(…)` `(?:…)` `(?<name>…)` | a group |
//! | `*` `+` `?` `{3}` `{3,}` `{3,5}` | how often what stands before; a `?` behind it is allowed and changes nothing |
//! | `(?i)` `(?-i)` `(?s)` `(?m)` `(?i:…)` | from here to the end of the group: case, `.`, `^` and `$` as above |
//!
//! Everything else is refused, with its place and what to write instead: what cannot be matched in linear time
//! (look-around, back-references, atomic groups), and what the engines understand differently.
//!
//! A pattern has at most [`LONGEST`] characters and [`MOST_STEPS`] steps after its repetitions are written out.

mod charset;
mod classes;
mod escape;
pub(crate) mod intern;
mod many;
mod parse;
mod program;
mod refusal;
mod spans;

pub use many::Patterns;

use intern::Interner;
use program::Step;

/// The most characters of a pattern.
pub const LONGEST: usize = 2048;
/// The most steps (characters, branches, assertions) of a pattern after its repetitions are written out.
pub const MOST_STEPS: usize = 2000;
/// The highest count of a repetition.
const MOST_REPEATS: u32 = 1000;
/// How deep groups can stand in groups.
const DEEPEST: usize = 50;

/// A pattern that can be matched in time linear in the text.
#[derive(Debug, Clone)]
pub struct Pattern {
    steps: Vec<Step>,
    /// The sets of characters that the steps name, as [`charset`] writes them.
    sets: Interner,
}

impl Pattern {
    /// Reads a pattern of the dialect above.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        parse::parse(text)
    }

    /// The places that match, in bytes, from left to right: each starts as far left and is as long as possible, none
    /// overlap and none are empty. At most `limit`. Takes time in proportion to the text times the steps.
    pub fn find_all(&self, text: &str, limit: usize) -> Vec<(usize, usize)> {
        spans::find_all(self, text, limit)
    }
}

/// Why a pattern was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PatternError {
    /// Where, in characters from the start.
    pub at: usize,
    /// What it is, for programs.
    pub code: &'static str,
    /// What to write instead, for administrators.
    pub detail: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, text: &str) -> bool {
        let parsed = Pattern::parse(pattern).unwrap_or_else(|error| panic!("{pattern}: {error:?}"));
        Patterns::new([&parsed]).matching(text) == [true]
    }

    fn refused(pattern: &str) -> (&'static str, usize) {
        Pattern::parse(pattern).map_or_else(|error| (error.code, error.at), |_| ("read", 0))
    }

    #[test]
    fn the_dialect_is_what_it_says() {
        for (pattern, text) in [
            ("@partner\\.example$", "lee@Partner.Example"),
            ("\\bproject\\s+(apollo|gemini)\\b", "The PROJECT  Gemini."),
            ("[A-Z]{2}\\d{6}", "no nl123456"),
            ("sec=unofficial\\u002C", "SEC=UNOFFICIAL, x"),
            ("^(?<year>\\d{4})-(?:0[1-9]|1[0-2])$", "2026-03"),
            ("(?m)^to:.*$", "from: a\nTo: b\nx"),
            ("(?s)a.b", "a\nb"),
            ("[]a]", "]"),
            ("[^]a]", "b"),
            ("[a-]+[\\]\\-]", "-]"),
            ("[[]", "["),
            ("x{2,3}?y", "xxy"),
            ("a}]", "a}]"),
            ("é", "É"),
            ("(?-i)A(?i)b", "AB"),
            ("(?-i:A)b", "AB"),
            ("\\p{Lu}\\P{L}", "x7"),
            ("(?-i)\\p{Lu}[\\p{Ll}]\\P{Ll}", "XxX"),
            ("\\x41\\t\\§", "a\t§"),
            ("\\Aab\\z", "ab"),
            ("a*", ""),
            ("^$", ""),
            ("a||b", "c"),
            ("\\w\\W\\s\\S", "ж- x"),
        ] {
            assert!(matches(pattern, text), "{pattern} in {text:?}");
        }
        for (pattern, text) in [
            ("@partner\\.example$", "lee@partner.example.org"),
            ("^to:", "from: a\nto: b"),
            ("a.b", "a\nb"),
            ("(?-i)a(?i)b", "AB"),
            ("(?-i:A)b", "ab"),
            ("((?-i)a)|b", "A"),
            ("(?-i)\\p{Lu}", "x"),
            ("\\P{Ll}|[^\\p{L}]", "X"),
            ("x{2}", "x.x"),
            ("\\d", "٣"),
            ("a$", "a\n"),
            ("\\Bb", "a b"),
        ] {
            assert!(!matches(pattern, text), "{pattern} in {text:?}");
        }
    }

    #[test]
    fn what_is_refused_says_why_and_where() {
        for (pattern, code, at) in [
            ("", "empty", 0),
            ("(?i)", "empty", 0),
            ("a(?=b)", "look-around", 1),
            ("é(?<!b)", "look-around", 1),
            ("(a)\\1", "back-reference", 3),
            ("\\k<a>", "back-reference", 0),
            ("(?>a)", "atomic-group", 0),
            ("a*+", "possessive", 1),
            ("(?(1)a)", "conditional", 0),
            ("(?#x)", "unknown-group", 0),
            ("(?x)", "unknown-flag", 0),
            ("(?<1a>b)", "bad-name", 0),
            ("x(a", "unclosed-group", 1),
            ("a)", "unopened-group", 1),
            ("a[bc", "unclosed-class", 1),
            ("[a-[b]]", "class-subtraction", 2),
            ("[[:alpha:]]", "posix-class", 1),
            ("[z-a]", "bad-range", 3),
            ("[\\d-z]", "bad-range", 4),
            ("[x\\b]", "unknown-escape", 2),
            ("*a", "nothing-to-repeat", 0),
            ("(|*)", "nothing-to-repeat", 2),
            ("(?i)*", "nothing-to-repeat", 4),
            ("a**", "nested-repetition", 1),
            ("a{,3}", "bad-repetition", 1),
            ("a{3", "bad-repetition", 1),
            ("a{3,2}", "bad-repetition", 1),
            ("a{1001}", "too-large", 1),
            ("a{99999999999}", "too-large", 1),
            ("(a{100}){100}", "too-large", 8),
            ("\\q", "unknown-escape", 0),
            ("a\\", "unknown-escape", 1),
            ("\\x4", "bad-number", 0),
            ("\\uD83D", "bad-number", 0),
            ("\\p{Lm}", "unknown-property", 0),
            ("\\p{w}", "unknown-property", 0),
            ("\\p{L", "unknown-property", 0),
        ] {
            assert_eq!(refused(pattern), (code, at), "{pattern}");
        }
        let deep = |depth: usize| "(".repeat(depth) + "a" + &")".repeat(depth);
        assert_eq!((refused(&deep(50)), refused(&deep(51))), (("read", 0), ("too-deep", 50)));
        assert_eq!(refused(&"a".repeat(MOST_STEPS - 1)), ("read", 0));
        assert_eq!(refused(&"a".repeat(MOST_STEPS)), ("too-large", 0));
        assert_eq!(refused(&" ".repeat(LONGEST + 1)), ("too-long", LONGEST));
        assert_eq!(refused(&("(".repeat(1024) + &")".repeat(1024))).0, "too-deep");
    }

    #[test]
    fn places_are_in_bytes_and_in_order() {
        let places = |pattern: &str, text: &str, limit| Pattern::parse(pattern).unwrap().find_all(text, limit);
        assert_eq!(places("\\d+", "é12 3 ٣45", 9), [(2, 4), (5, 6), (9, 11)]);
        assert_eq!(places("\\d+", "é12 3 ٣45", 2), [(2, 4), (5, 6)]);
        assert_eq!(places("a|ab|bcd|cdefgh", "abcdefgh", 9), [(0, 2), (2, 8)]);
        assert_eq!(places("a*", "baac", 9), [(1, 3)]);
        assert_eq!(places("a", "aaa", 0), []);
        assert_eq!(places("\\b", "a b", 9), []);
        // The first goes on to the end, and only then gives way to what is behind it.
        assert_eq!(places("(?s)a|a.*z", "a a a", 9), [(0, 1), (2, 3), (4, 5)]);
        assert_eq!(places("(?s)a|a.*z", "a a az", 9), [(0, 6)]);
    }
}
