//! Finding words and phrases in text, many lists of them at once.
//!
//! The matching that Exchange documents for its `…ContainsWords` conditions: upper and lower case are the same, a word
//! is bounded by anything that is no letter or digit, nothing is a wildcard. Beyond that, nothing that a reader does
//! not see keeps a word from being found: invisible characters, wide or unusual blanks, dashes and digits.

mod fold;
mod lists;

pub use lists::{Hit, WordLists};

/// Text prepared once for everything that looks into it.
#[derive(Debug, Clone, Default)]
pub struct Prose {
    plain: String,
    lower: String,
}

impl Prose {
    /// Prepares a text.
    pub fn new(text: &str) -> Self {
        let plain = fold::plain(text);
        let lower = fold::lower(&plain);
        Self { plain, lower }
    }

    /// The text as patterns and detection read it: without invisible characters; full-width letters and the decimal
    /// digits of all scripts as in ASCII; every blank as a space and every dash as a hyphen. Case and lines stay.
    pub fn plain(&self) -> &str {
        &self.plain
    }

    /// The text as words are compared: besides, in lower case, and with every run of white space as one space.
    pub fn lower(&self) -> &str {
        &self.lower
    }
}

/// Whether one word or phrase stands in a short text, such as a subject. For several words, or a long text,
/// [`WordLists`] looks once for all.
pub fn contains_word(prose: &Prose, word: &str) -> bool {
    !WordLists::new(&[&[word.to_owned()]]).find(prose).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contains(text: &str, word: &str) -> bool {
        contains_word(&Prose::new(text), word)
    }

    #[test]
    fn words_have_borders() {
        for text in ["Contoso", "say Contoso.", "(contoso)", "a contoso-b", "x\ncontoso", "ｃｏｎｔｏｓｏ"] {
            assert!(contains(text, "contoso"), "{text}");
        }
        for text in ["Acontoso", "Contosoa", "Acontosob", "contoso1", ""] {
            assert!(!contains(text, "contoso"), "{text}");
        }
        assert!(contains("Wij SLUITEN de jaarrekening", "sluiten de"));
        assert!(contains("acontoso contoso", "contoso"));
        for text in ["donor  list", "donor\nlist", "donor\u{a0}list", "do\u{ad}nor li\u{200b}st", "Donor\r\n\tList"] {
            assert!(contains(text, "donor list"), "{text:?}");
        }
    }

    #[test]
    fn punctuation_is_part_of_a_word() {
        for (text, word) in [
            ("write C++, please", "c++"),
            ("C++", "C++"),
            ("a * b", "*"),
            ("zie § 5 en", "§ 5"),
            ("Re: hello", "re:"),
            ("(re:) x", "re:"),
            ("xa-a-a", "a-a"),
            ("R&D – budget", "R&D - budget"),
            ("ΟΔΟΣ", "οδος"),
            ("No. ٣", "no. 3"),
        ] {
            assert!(contains(text, word), "{word} in {text}");
        }
        for (text, word) in
            [("C++x", "c++"), ("a*b", "*"), ("§ 55", "§ 5"), ("core: x", "re:"), ("C+ +", "c++"), ("x", "")]
        {
            assert!(!contains(text, word), "{word} in {text}");
        }
    }
}
