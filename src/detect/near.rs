//! The words of a text, and where keywords are near.

/// A longest run of letters and digits, and what stands before it.
#[derive(Clone, Copy)]
pub(super) struct Word {
    /// First byte.
    pub(super) start: usize,
    /// Behind the last byte.
    pub(super) end: usize,
    /// How many characters stand before it in the text.
    pub(super) at: usize,
    /// Its length in characters.
    pub(super) chars: usize,
    /// The same for all spellings that differ only in case; as good as unique.
    hash: u64,
    /// It has ASCII digits, and no characters beyond ASCII.
    pub(super) digits: bool,
    /// It has ASCII letters, and no characters beyond ASCII.
    pub(super) letters: bool,
    pub(super) gap: Gap,
}

/// What parts a word from the one before.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Gap {
    /// One blank, dot, hyphen or slash: the two may be groups of one number.
    Single(u8),
    /// Up to three of those and brackets: only telephone numbers are written so.
    Loose,
    Wide,
    /// Wide, and a plus sign directly before the word.
    Plus,
}

impl Gap {
    pub(super) fn joins(self) -> bool {
        matches!(self, Self::Single(_) | Self::Loose)
    }
}

/// The words of a text in one pass.
pub(super) struct Words<'a> {
    text: &'a str,
    /// The next byte.
    byte: usize,
    /// The next character.
    at: usize,
}

impl<'a> Words<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self { text, byte: 0, at: 0 }
    }

    /// The next character, if it is beyond ASCII.
    fn foreign(&self) -> Option<char> {
        self.text.get(self.byte..)?.chars().next().filter(|c| !c.is_ascii())
    }

    fn gap(&mut self) -> Gap {
        let (mut wide, start, mut last) = (self.byte == 0, self.at, 0);
        while let Some(c) = self.text.as_bytes().get(self.byte).copied() {
            if c.is_ascii() {
                if c.is_ascii_alphanumeric() {
                    break;
                }
                wide |= !matches!(c, b' ' | b'.' | b'-' | b'/' | b'(' | b')');
                self.byte += 1;
            } else {
                let foreign = self.foreign().filter(|c| !c.is_alphanumeric());
                let Some(foreign) = foreign else { break };
                wide = true;
                self.byte += foreign.len_utf8();
            }
            self.at += 1;
            last = c;
        }
        match self.at - start {
            _ if last == b'+' => Gap::Plus,
            _ if wide => Gap::Wide,
            1 if !matches!(last, b'(' | b')') => Gap::Single(last),
            1..=3 => Gap::Loose,
            _ => Gap::Wide,
        }
    }
}

impl Iterator for Words<'_> {
    type Item = Word;

    fn next(&mut self) -> Option<Word> {
        let gap = self.gap();
        let (start, at) = (self.byte, self.at);
        let (mut hash, mut ascii, mut digits, mut letters) = (0xcbf2_9ce4_8422_2325, true, false, false);
        loop {
            let from = self.byte;
            for c in self.text.as_bytes().get(from..).unwrap_or_default() {
                // Digits have this bit already.
                let small = c | 0x20;
                if small.is_ascii_lowercase() {
                    letters = true;
                } else if c.is_ascii_digit() {
                    digits = true;
                } else {
                    break;
                }
                hash = mix(hash, u64::from(small));
                self.byte += 1;
            }
            self.at += self.byte - from;
            let Some(c) = self.foreign().filter(|c| c.is_alphanumeric()) else { break };
            ascii = false;
            hash = c.to_lowercase().fold(hash, |hash, c| mix(hash, u64::from(c)));
            self.byte += c.len_utf8();
            self.at += 1;
        }
        let (end, chars) = (self.byte, self.at - at);
        let word = Word { start, end, at, chars, hash, digits: digits && ascii, letters: letters && ascii, gap };
        (chars > 0).then_some(word)
    }
}

/// One step of FNV-1a.
fn mix(hash: u64, with: u64) -> u64 {
    (hash ^ with).wrapping_mul(0x100_0000_01b3)
}

/// Finds the words and phrases of several topics in one pass.
pub(super) struct Keywords {
    phrases: Vec<Phrase>,
    /// For some bits of a last word's hash, the latest phrase that ends in such a word, counted from 1.
    latest: [u16; BUCKETS],
    recent: [(u64, usize); LONGEST],
    seen: usize,
    reach: usize,
    zones: Vec<Vec<(usize, usize)>>,
}

struct Phrase {
    last: u64,
    all: u64,
    words: usize,
    topic: usize,
    /// The phrase before it in its bucket.
    next: u16,
}

const BUCKETS: usize = 1024;

/// Of a longer phrase, its last words.
const LONGEST: usize = 8;

impl Keywords {
    /// `reach`: how many characters a keyword may be away.
    pub(super) fn new(topics: usize, reach: usize) -> Self {
        let zones = (0..topics).map(|_| Vec::new()).collect();
        Self { phrases: Vec::new(), latest: [0; BUCKETS], recent: [(0, 0); LONGEST], seen: 0, reach, zones }
    }

    /// More than 65 535 are not looked for.
    pub(super) fn add(&mut self, topic: usize, keyword: &str) {
        let before = self.seen;
        for word in Words::of(keyword) {
            self.remember(&word);
        }
        let words = (self.seen - before).min(LONGEST);
        let last = self.nth_last(0).0;
        let all = self.last_words(words);
        if let Some(latest) = self.latest.get_mut(bucket(last)).filter(|_| words > 0)
            && let Ok(number) = u16::try_from(self.phrases.len() + 1)
        {
            self.phrases.push(Phrase { last, all, words, topic, next: *latest });
            *latest = number;
        }
    }

    /// Takes the words of the text in turn.
    pub(super) fn see(&mut self, word: &Word) {
        self.remember(word);
        let mut number = self.latest.get(bucket(word.hash)).copied().unwrap_or(0);
        while let Some(phrase) = usize::from(number).checked_sub(1).and_then(|index| self.phrases.get(index)) {
            number = phrase.next;
            if phrase.last == word.hash && self.last_words(phrase.words) == phrase.all {
                let (topic, start) = (phrase.topic, self.nth_last(phrase.words - 1).1);
                self.mark(topic, start, word.at + word.chars);
            }
        }
    }

    /// Whether there is anything of this topic in the text.
    pub(super) fn any(&self, topic: usize) -> bool {
        self.zones.get(topic).is_some_and(|zones| !zones.is_empty())
    }

    /// Something of this topic stands here (in characters). Call in the order of the text.
    pub(super) fn mark(&mut self, topic: usize, start: usize, end: usize) {
        let (from, to) = (end.saturating_sub(self.reach), start + self.reach);
        let Some(zones) = self.zones.get_mut(topic) else { return };
        match zones.last_mut() {
            Some(zone) if zone.1 >= from => zone.1 = zone.1.max(to),
            _ => zones.push((from, to)),
        }
    }

    /// Whether something of this topic lies wholly within reach of a place (in characters).
    pub(super) fn near(&self, topic: usize, start: usize, end: usize) -> bool {
        let Some(zones) = self.zones.get(topic) else { return false };
        let place = zones.partition_point(|zone| zone.1 < start);
        zones.get(place).is_some_and(|zone| zone.0 <= end)
    }

    fn remember(&mut self, word: &Word) {
        if let Some(place) = self.recent.get_mut(self.seen % LONGEST) {
            *place = (word.hash, word.at);
        }
        self.seen += 1;
    }

    fn nth_last(&self, n: usize) -> (u64, usize) {
        self.recent.get((self.seen + LONGEST - 1 - n) % LONGEST).copied().unwrap_or_default()
    }

    fn last_words(&self, count: usize) -> u64 {
        (0..count).fold(0, |all, n| mix(all, self.nth_last(n).0))
    }
}

fn bucket(hash: u64) -> usize {
    // The highest bits depend on every character, the lowest on its lowest.
    usize::try_from(hash >> 54).unwrap_or(0) % BUCKETS
}

#[cfg(test)]
mod tests {
    use super::{Gap, Keywords, Words};

    #[test]
    fn words_know_their_place() {
        let text = "Zoë (tel. +31 6-12/3)";
        let words: Vec<_> = Words::of(text).collect();
        let spelt: Vec<_> = words.iter().map(|word| text.get(word.start..word.end).unwrap()).collect();
        assert_eq!(spelt, ["Zoë", "tel", "31", "6", "12", "3"]);
        assert_eq!(words.iter().map(|word| word.at).collect::<Vec<_>>(), [0, 5, 11, 14, 16, 19]);
        assert!(words[2].gap == Gap::Plus && !words[0].letters && words[1].letters);
        assert!(words[3].gap == Gap::Single(b' ') && words[4].gap == Gap::Single(b'-') && words[1].gap == Gap::Loose);
        assert_eq!(Words::of("").count() + Words::of(" .-").count(), 0);
    }

    #[test]
    fn keywords_reach_as_far_as_they_are_told() {
        let near = |text: &str, start: usize| {
            let mut keywords = Keywords::new(2, 10);
            keywords.add(0, "citizen service number");
            keywords.add(1, "número");
            Words::of(text).for_each(|word| keywords.see(&word));
            [keywords.near(0, start, start + 1), keywords.near(1, start, start + 1)]
        };
        assert_eq!(near("Citizen-Service\nNUMBER x", 23), [false, false], "the phrase starts too far away");
        assert_eq!(near("NÚMERO x", 7), [false, true]);
        assert_eq!(near("número......", 10), [false, true], "ten characters, not bytes");
        assert_eq!(near("número......", 11), [false, false]);
        assert_eq!(near("x números", 0), [false, false], "another word");
    }
}
