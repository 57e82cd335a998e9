//! Many lists of words, searched in one pass.
//!
//! Aho and Corasick's automaton, over tokens (runs of letters and digits, and single other characters) instead of
//! bytes: borders of words come by themselves, ordinary text looks up one token in five bytes, and the whole is small.
//! The time depends on the text alone, also when all phrases begin alike.

use super::{Prose, fold};
use crate::pattern::intern::{Interner, number};

/// Many lists of words and phrases, searched at once.
#[derive(Debug, Clone)]
pub struct WordLists {
    tokens: Interner,
    /// An edge is the node before and a token; it leads to the node after its position, and node 0 is the root.
    edges: Interner,
    /// For each token, the node of the words that begin with it.
    starts: Vec<u32>,
    /// For each node, the node of its longest ending that begins a word too.
    endings: Vec<u32>,
    /// Where each word of each list ends.
    words: Vec<Word>,
}

#[derive(Debug, Clone, Copy)]
struct Word {
    list: usize,
    position: usize,
    node: u32,
    /// In bytes.
    length: usize,
}

/// A word that stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// The position of the list.
    pub list: usize,
    /// The position of the word in its list.
    pub word: usize,
    /// At how many places; they may overlap.
    pub count: u32,
    /// The first place, in bytes of [`Prose::lower`].
    pub start: usize,
    /// Where the first place ends.
    pub end: usize,
}

impl WordLists {
    /// Prepares the lists. White space around a word does not matter; an empty word is never found.
    pub fn new(lists: &[&[String]]) -> Self {
        let mut made = Self {
            tokens: Interner::default(),
            edges: Interner::default(),
            starts: Vec::new(),
            endings: vec![0],
            words: Vec::with_capacity(lists.iter().map(|list| list.len()).sum()),
        };
        // The tokens of all words, and for each word those not yet in the tree.
        let mut spelled = Vec::new();
        let mut open = Vec::new();
        for (list, words) in lists.iter().enumerate() {
            for (position, text) in words.iter().enumerate() {
                let lower = fold::lower(fold::plain(text).trim());
                let first = spelled.len();
                each_token(&lower, |token, _, _| spelled.push(made.tokens.intern(token)));
                if spelled.len() > first {
                    open.push((made.words.len(), first..spelled.len()));
                    made.words.push(Word { list, position, node: 0, length: lower.len() });
                }
            }
        }
        made.starts.resize(made.tokens.len(), 0);
        // Level by level, so that the endings of a node are there before it is.
        while !open.is_empty() {
            open.retain_mut(|(word, left)| {
                let Some(token) = left.next().and_then(|at| spelled.get(at)).copied() else { return false };
                let parent = made.words.get(*word).map_or(0, |word| word.node);
                let node = made.edges.intern(&[parent, token]) + 1;
                if node as usize == made.endings.len() {
                    let ending = if parent == 0 { 0 } else { made.follow(made.ending(parent), token) };
                    made.endings.push(ending);
                    if parent == 0
                        && let Some(start) = made.starts.get_mut(token as usize)
                    {
                        *start = node;
                    }
                }
                if let Some(word) = made.words.get_mut(*word) {
                    word.node = node;
                }
                true
            });
        }
        made
    }

    /// Which words stand in the text, in the order of the lists; each at most once.
    pub fn find(&self, prose: &Prose) -> Vec<Hit> {
        // How often and where first (as its end) each node was reached.
        let mut reached = vec![(0u32, usize::MAX); self.endings.len()];
        let mut node = 0;
        each_token(prose.lower(), |token, end, bounded| {
            if node == 0 && token == SPACE {
                return;
            }
            node = self.tokens.find(token).map_or(0, |token| self.follow(node, token));
            if bounded && let Some((count, first)) = reached.get_mut(node as usize) {
                *count += 1;
                *first = end.min(*first);
            }
        });
        // Where a node was reached, its endings stand too.
        for node in (1..reached.len()).rev() {
            let (count, first) = reached.get(node).copied().unwrap_or_default();
            if let Some(shorter) = reached.get_mut(self.ending(number(node)) as usize) {
                *shorter = (shorter.0.saturating_add(count), shorter.1.min(first));
            }
        }
        let hit = |word: &Word| {
            let (count, end) = reached.get(word.node as usize).copied().unwrap_or_default();
            let Word { list, position, length, .. } = *word;
            (count > 0).then(|| Hit { list, word: position, count, start: end.saturating_sub(length), end })
        };
        self.words.iter().filter_map(hit).collect()
    }

    /// The node after one more token: the longest ending of what was read that begins a word.
    fn follow(&self, mut node: u32, token: u32) -> u32 {
        while node != 0 {
            if let Some(edge) = self.edges.find(&[node, token]) {
                return edge + 1;
            }
            node = self.ending(node);
        }
        self.starts.get(token as usize).copied().unwrap_or(0)
    }

    fn ending(&self, node: u32) -> u32 {
        self.endings.get(node as usize).copied().unwrap_or(0)
    }
}

/// Behind the number of a character that is no letter or digit. Where it follows one, it is another token, because no
/// word begins with it there.
const APART: u32 = 1;
const ATTACHED: u32 = 2;

/// A token that no word begins with.
const SPACE: [u32; 2] = [32, ATTACHED];

/// Calls with each token, where it ends in bytes, and whether a word may end there.
fn each_token(text: &str, mut call: impl FnMut(&[u32], usize, bool)) {
    let mut packed: Vec<u32> = Vec::new();
    let mut rest = text;
    let mut kind = APART;
    while let Some(c) = rest.chars().next() {
        let run = run_length(rest);
        let (token, after) = rest.split_at_checked(if run == 0 { c.len_utf8() } else { run }).unwrap_or((rest, ""));
        rest = after;
        let end = text.len() - rest.len();
        if run > 0 {
            packed.clear();
            packed.extend(
                token.as_bytes().chunks(4).map(|four| four.iter().fold(0, |all, byte| all << 8 | u32::from(*byte))),
            );
            call(&packed, end, true);
            kind = ATTACHED;
        } else {
            call(&[u32::from(c), kind], end, !rest.starts_with(char::is_alphanumeric));
            kind = APART;
        }
    }
}

/// How many bytes of letters and digits stand in front.
fn run_length(text: &str) -> usize {
    let ascii = text.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(text.len());
    match text.get(ascii..) {
        Some(rest) if rest.starts_with(char::is_alphanumeric) => {
            ascii + rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())
        }
        _ => ascii,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_of_each_list_is_told_once() {
        let one = ["apollo", "project  Apollo", "", "  ", "apollo"].map(String::from);
        let other = ["gemini", "APOLLO"].map(String::from);
        let found = WordLists::new(&[&one, &[], &other]).find(&Prose::new("A project\nApollo. Apollo!"));
        let hit = |list, word, count, start, end| Hit { list, word, count, start, end };
        assert_eq!(found, [hit(0, 0, 2, 10, 16), hit(0, 1, 1, 2, 16), hit(0, 4, 2, 10, 16), hit(2, 1, 2, 10, 16)]);
    }

    #[test]
    fn shorter_words_are_found_in_longer_ones() {
        let words = ["a b c d", "b c", "c", "c x", "b"].map(String::from);
        let found: Vec<_> = WordLists::new(&[&words])
            .find(&Prose::new("a b c x a b c d"))
            .iter()
            .map(|hit| (hit.word, hit.count))
            .collect();
        assert_eq!(found, [(0, 1), (1, 2), (2, 2), (3, 1), (4, 2)]);
    }
}
