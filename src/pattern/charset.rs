//! Sets of characters, written as numbers: first how to read them, then pairs.
//!
//! A pair is a range of characters, or [`KIND`] with the name of a kind of characters and whether it is turned round.
//! Numbers, because equal sets must be recognised and [`super::intern`] does that.

/// A flag of the first number: every character but these.
pub(super) const NEGATED: u32 = 1;
/// A flag of the first number: in upper or lower case.
pub(super) const FOLDED: u32 = 2;

/// In place of the start of a range: the pair names a kind of characters.
const KIND: u32 = 1 << 31;

/// The kinds of characters, each by the letters that name it in a pattern.
pub(super) fn kind(name: &str, turned: bool, without_case: bool) -> Option<[u32; 2]> {
    let kind = match name {
        "d" => 0,
        "w" => 1,
        "s" => 2,
        "L" => 3,
        "N" => 4,
        "Lu" | "Ll" if without_case => 5,
        "Lu" => 6,
        "Ll" => 7,
        _ => return None,
    };
    Some([KIND | kind, u32::from(turned)])
}

/// The set of one character; without case, the set of all its cases.
pub(super) fn literal(c: char, without_case: bool) -> [u32; 3] {
    let folded = fold(c);
    // A character without case makes the same set either way, which saves a set.
    if without_case && (has_lower(c) || has_upper(c)) {
        [FOLDED, u32::from(folded), u32::from(folded)]
    } else {
        [0, u32::from(c), u32::from(c)]
    }
}

pub(super) fn contains(set: &[u32], c: char) -> bool {
    let Some((flags, pairs)) = set.split_first() else { return false };
    let folded = fold(c);
    let found = holds(pairs, c) || flags & FOLDED != 0 && (holds(pairs, folded) || holds(pairs, upper(folded)));
    found != (flags & NEGATED != 0)
}

/// What `\w` holds, and what `\b` looks at.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn holds(pairs: &[u32], c: char) -> bool {
    pairs.chunks_exact(2).any(|pair| match *pair {
        [kind, turned] if kind & KIND != 0 => {
            let is = match kind & !KIND {
                0 => c.is_ascii_digit(),
                1 => is_word(c),
                2 => c.is_whitespace(),
                3 => c.is_alphabetic(),
                4 => c.is_numeric(),
                // By their other case: lists of cased letters would weigh more than this file.
                5 => has_lower(c) || has_upper(c),
                6 => has_lower(c),
                _ => has_upper(c),
            };
            is != (turned != 0)
        }
        [low, high] => (low..=high).contains(&u32::from(c)),
        _ => false,
    })
}

/// The same for all cases of a letter: long s and s, the Kelvin sign and k.
fn fold(c: char) -> char {
    // Dotless i is a letter of its own: its capital is I, whose small letter is another.
    if c == 'ı' { c } else { lower(upper(c)) }
}

fn lower(c: char) -> char {
    single(c, c.to_lowercase())
}

fn upper(c: char) -> char {
    if c == 'ı' { c } else { single(c, c.to_uppercase()) }
}

fn has_lower(c: char) -> bool {
    c.to_lowercase().next() != Some(c)
}

fn has_upper(c: char) -> bool {
    c.to_uppercase().next() != Some(c)
}

/// The other case of a character if it is one character too.
fn single(c: char, mut cased: impl Iterator<Item = char>) -> char {
    match (cased.next(), cased.next()) {
        (Some(other), None) => other,
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_of_a_letter_are_the_same() {
        for (one, other) in [('a', 'A'), ('é', 'É'), ('σ', 'ς'), ('s', 'ſ'), ('k', '\u{212a}'), ('ß', 'ẞ')] {
            assert!(contains(&literal(one, true), other) && contains(&literal(other, true), one), "{one} {other}");
            assert!(!contains(&literal(one, false), other) && contains(&literal(one, false), one), "{one} {other}");
        }
        for (one, other) in [('i', 'ı'), ('I', 'ı'), ('i', 'İ'), ('a', 'b'), ('1', '１')] {
            assert!(!contains(&literal(one, true), other) && !contains(&literal(other, true), one), "{one} {other}");
        }
    }

    #[test]
    fn sets_turn_round() {
        let [kind, turned] = kind("d", true, true).unwrap();
        assert!(contains(&[0, kind, turned], 'x') && !contains(&[0, kind, turned], '7'));
        assert!(!contains(&[NEGATED, kind, turned], 'x') && contains(&[NEGATED, kind, turned], '7'));
        assert!(contains(&[FOLDED, u32::from('a'), u32::from('z')], 'Q'));
        assert!(!contains(&[FOLDED | NEGATED, u32::from('a'), u32::from('z')], 'Q'));
        assert!(contains(&[FOLDED, u32::from('A'), u32::from('Z')], '\u{212a}'));
    }
}
