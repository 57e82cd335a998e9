//! Do patterns and words match what others say they match, whatever is written and searched?
#![expect(clippy::string_slice, reason = "a test stops at the first surprise")]

use proptest::prelude::*;
use regex::{Regex, RegexBuilder};
use zegel::pattern::{Pattern, Patterns};
use zegel::words::{Prose, WordLists};

/// Letters with one, two and three cases, letters whose other case is something else, digits, blanks, borders.
const LETTERS: &str = "aAbBkKsSſ\u{212a}éÉßẞжЖςσΣıİ";
const OTHERS: &str = "019٣_ -.,@\n\t\u{a0}\u{2028}😀";

fn character() -> impl Strategy<Value = char> {
    let all: Vec<char> = LETTERS.chars().chain(OTHERS.chars()).collect();
    prop_oneof![4 => prop::sample::select(vec!['a', 'b', 'A', '1', ' ', '\n']), 1 => prop::sample::select(all)]
}

fn text(longest: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(character(), 0..longest).prop_map(|text| text.into_iter().collect())
}

/// A pattern as written here, and as the oracle writes it.
type Both = (String, String);

fn same(text: &str) -> Both {
    (text.to_owned(), text.to_owned())
}

fn literal() -> impl Strategy<Value = Both> {
    character().prop_map(|c| match c {
        '.' | '-' | ' ' | '@' => (format!("\\{c}"), regex::escape(&c.to_string())),
        '\n' => same("\\n"),
        'é' => ("\\u00e9".to_owned(), "é".to_owned()),
        '1' => same("\\x31"),
        _ => same(&c.to_string()),
    })
}

/// What stands in classes and alone. Letters and digits are those of the texts: the oracle's `\w` holds more marks.
fn kind() -> impl Strategy<Value = Both> {
    prop::sample::select(vec![
        ("\\d", "[0-9]".to_owned()),
        ("\\D", "[^0-9]".to_owned()),
        ("\\w", format!("(?-i:[{LETTERS}019٣_])")),
        ("\\W", format!("(?-i:[^{LETTERS}019٣_])")),
        ("\\s", "\\s".to_owned()),
        ("\\S", "\\S".to_owned()),
        ("\\p{N}", "\\p{N}".to_owned()),
        ("\\p{L}", "\\p{Alphabetic}".to_owned()),
        (".", ".".to_owned()),
    ])
    .prop_map(|(ours, theirs)| (ours.to_owned(), theirs))
}

fn class() -> impl Strategy<Value = Both> {
    let member = prop_oneof![
        3 => literal(),
        1 => Just(same("a-k")),
        1 => Just(same("A-Z")),
        1 => Just(same("0-9")),
        1 => Just(same("а-я")),
        1 => Just(("\\d".to_owned(), "0-9".to_owned())),
        1 => Just(same("\\s")),
    ];
    (any::<bool>(), prop::collection::vec(member, 1..4)).prop_map(|(negated, members)| {
        let all = |pick: fn(&Both) -> &String| {
            let members: String = members.iter().map(|both| pick(both).as_str()).collect();
            format!("[{}{members}]", if negated { "^" } else { "" })
        };
        (all(|both| &both.0), all(|both| &both.1))
    })
}

fn place() -> impl Strategy<Value = Both> {
    prop::sample::select(vec!["^", "$", "\\b", "\\B", "\\A", "\\z", "(?m:^)", "(?m:$)"]).prop_map(same)
}

fn pattern() -> impl Strategy<Value = Both> {
    let atom = prop_oneof![6 => literal(), 2 => kind(), 2 => class(), 1 => place()];
    atom.prop_recursive(5, 24, 4, |inner| {
        let join = |between: &'static str| {
            move |parts: Vec<Both>| {
                let (ours, theirs): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
                (ours.join(between), theirs.join(between))
            }
        };
        let around = |open: &'static str, close: &'static str| {
            move |(ours, theirs): Both| (format!("{open}{ours}{close}"), format!("{open}{theirs}{close}"))
        };
        let repeat =
            prop::sample::select(vec![")*", ")+", ")?", "){2}", "){1,}", "){0,3}", "){2,4}?", ")*?", ")??", "){0}"]);
        let open =
            prop::sample::select(vec!["(", "(?:", "(?<name>", "(?-i:", "(?s:", "(?i-s:", "(?m:", "(?-i)(", "(?s)("]);
        prop_oneof![
            4 => prop::collection::vec(inner.clone(), 2..4).prop_map(join("")),
            2 => prop::collection::vec(inner.clone(), 2..4).prop_map(join("|")).prop_map(around("(", ")")),
            1 => inner.clone().prop_map(around("(", "|)")),
            3 => (inner.clone(), repeat).prop_map(move |(both, close)| around("(?:", close)(both)),
            1 => (inner, open).prop_map(move |(both, open)| around(open, ")")(both)),
        ]
    })
}

/// Names may stand twice here; the oracle wants each once.
fn oracle(theirs: &str) -> Regex {
    let theirs = theirs.replace("(?<name>", "(");
    RegexBuilder::new(&theirs).case_insensitive(true).size_limit(1 << 28).build().unwrap()
}

fn parse(ours: &str) -> Option<Pattern> {
    match Pattern::parse(ours) {
        Ok(pattern) => Some(pattern),
        Err(error) => {
            assert!(["too-large", "empty", "too-deep"].contains(&error.code), "{ours}: {error:?}");
            None
        }
    }
}

/// Leftmost, then longest: each place tried by the oracle, with all of the text around it.
fn brute_force(theirs: &str, text: &str) -> Vec<(usize, usize)> {
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let last = ends.len() - 1;
    let mut found = Vec::new();
    let mut start = 0;
    while start < last {
        let matches = |end: &usize| {
            oracle(&format!("\\A(?s:.{{{start}}})(?:{theirs})(?s:.{{{}}})\\z", last - end)).is_match(text)
        };
        match (start + 1..=last).rev().find(matches) {
            Some(end) => {
                found.push((ends[start], ends[end]));
                start = end;
            }
            None => start += 1,
        }
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 384, ..ProptestConfig::default() })]

    #[test]
    fn many_patterns_match_what_each_matches(
        patterns in prop::collection::vec(pattern(), 1..7),
        texts in prop::collection::vec(text(24), 1..6),
    ) {
        let (ours, oracles): (Vec<_>, Vec<_>) =
            patterns.iter().filter_map(|(ours, theirs)| Some((parse(ours)?, oracle(theirs)))).unzip();
        let together = Patterns::new(&ours);
        for text in &texts {
            let expected: Vec<bool> = oracles.iter().map(|oracle| oracle.is_match(text)).collect();
            prop_assert_eq!(together.matching(text), expected, "{:?} in {:?}", patterns, text);
        }
    }

    #[test]
    fn whatever_is_written_is_read_or_refused(
        wild in "[()\\[\\]{}*+?|^$.\\\\<>:=!\\-a-z0-9,ui]{0,40}",
        text in text(12),
    ) {
        match Pattern::parse(&wild) {
            Ok(pattern) => {
                let found = !pattern.find_all(&text, 1).is_empty();
                prop_assert!(!found || Patterns::new([&pattern]).matching(&text)[0]);
            }
            Err(error) => {
                prop_assert!(error.at <= wild.chars().count() && !error.code.is_empty() && !error.detail.is_empty());
            }
        }
    }

    #[test]
    fn words_are_found_where_a_plain_search_finds_them(
        lists in prop::collection::vec(prop::collection::vec("[ab1+ é]{0,5}|[ab ]{0,9}", 0..6), 0..4),
        text in "[ab1+ é\n]{0,60}|[ab ]{0,60}",
    ) {
        let prose = Prose::new(&text);
        let lower = prose.lower();
        let mut expected = Vec::new();
        for (list, words) in lists.iter().enumerate() {
            for (word, text) in words.iter().enumerate() {
                let sought = Prose::new(text.trim()).lower().to_owned();
                let alone = |at: &usize| {
                    lower.is_char_boundary(*at)
                        && lower[*at..].starts_with(&sought)
                        && !lower[..*at].ends_with(char::is_alphanumeric)
                        && !lower[at + sought.len()..].starts_with(char::is_alphanumeric)
                };
                let places: Vec<usize> = (0..=lower.len()).filter(alone).collect();
                if let (Some(first), false) = (places.first(), sought.is_empty()) {
                    expected.push((list, word, places.len(), *first, first + sought.len()));
                }
            }
        }
        let slices: Vec<&[String]> = lists.iter().map(Vec::as_slice).collect();
        let found: Vec<_> = WordLists::new(&slices).find(&prose).iter()
            .map(|hit| (hit.list, hit.word, hit.count as usize, hit.start, hit.end)).collect();
        prop_assert_eq!(found, expected, "{:?} in {:?}", lists, text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn places_are_leftmost_and_longest((ours, theirs) in pattern(), texts in prop::collection::vec(text(8), 1..4)) {
        let Some(pattern) = parse(&ours) else { return Ok(()) };
        for text in &texts {
            let expected = brute_force(&theirs, text);
            prop_assert_eq!(pattern.find_all(text, 99), expected.clone(), "{:?} in {:?}", ours, text);
            let first: Vec<_> = expected.into_iter().take(1).collect();
            prop_assert_eq!(pattern.find_all(text, 1), first, "the first of {:?} in {:?}", ours, text);
        }
    }
}

/// What takes exponential time where alternatives are tried one after the other.
#[test]
fn hostile_patterns_take_ordinary_time() {
    let a = "a".repeat(20_000);
    for (pattern, text, expected) in [
        ("(a+)+$", format!("{a}!"), false),
        ("(a|a)*b", a.clone(), false),
        ("(a|aa)+$", a.clone(), true),
        ("(x+x+)+y", "x".repeat(20_000), false),
        ("(.*)*,(.*)*", a.clone(), false),
        ("(.*)*,(.*)*", ",".repeat(20_000), true),
        ("(a?){300}a{300}$", a.clone(), true),
        ("((a*)*)*b", a.clone(), false),
    ] {
        let parsed = Pattern::parse(pattern).unwrap();
        assert_eq!(Patterns::new([&parsed]).matching(&text), [expected], "{pattern}");
        assert_eq!(!parsed.find_all(&text, 1).is_empty(), expected, "{pattern}");
    }
    let swallowing = Pattern::parse("(?s)a|a.*z").unwrap();
    assert_eq!(swallowing.find_all(&a, usize::MAX).len(), 20_000);
}

#[test]
fn the_digits_of_every_script_are_digits() {
    let digits = Regex::new(r"^\p{Nd}$").unwrap();
    let mut seen = 0;
    for c in ('\u{80}'..=char::MAX).filter(|c| c.is_numeric()) {
        let plain = Prose::new(&c.to_string()).plain().to_owned();
        let is_digit = digits.is_match(&c.to_string());
        assert_eq!(plain.starts_with(|c: char| c.is_ascii_digit()), is_digit, "{c} {:x}", u32::from(c));
        seen += usize::from(is_digit);
    }
    assert!(seen >= 700, "{seen}");
}

#[test]
fn many_phrases_that_begin_alike_are_found() {
    let phrases: Vec<String> = (0..10_000).map(|n| format!("a {}z{n}", "a ".repeat(n % 40))).collect();
    let text = "a ".repeat(10_000) + "a z0, a a z41 z9999";
    let found: Vec<_> = WordLists::new(&[&phrases]).find(&Prose::new(&text)).iter().map(|hit| hit.word).collect();
    assert_eq!(found, [0, 41]);
}
