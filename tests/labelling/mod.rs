//! Labels for the tests, and what is read back of them.

use std::cell::Cell;
use zegel::bundle::Alignment;
use zegel::contents::inspect;
use zegel::files::{FileLabel, Left, Mark, Marks, Patch, Source, Watermark, mark};
use zegel::msip::{Group, groups};

/// A file, and how much of it was asked for.
pub(crate) struct Octets {
    pub(crate) octets: Vec<u8>,
    pub(crate) read: Cell<usize>,
}

impl Octets {
    pub(crate) fn new(octets: &[u8]) -> Self {
        Self { octets: octets.to_vec(), read: Cell::new(0) }
    }
}

impl Source for Octets {
    fn size(&self) -> usize {
        self.octets.len()
    }

    fn read(&self, start: usize, end: usize) -> Vec<u8> {
        let octets = self.octets.as_slice().read(start, end);
        self.read.set(self.read.get() + octets.len());
        octets
    }
}

pub(crate) const SITE: &str = "0d9c6a51-77aa-4c0d-8f11-5a2b6c7d8e9f";

pub(crate) fn label(number: u8, name: &str) -> FileLabel {
    FileLabel {
        id: format!("{number:08x}-0c1e-4b57-9a80-3b7c5d9e1f02"),
        site: SITE.to_owned(),
        name: name.to_owned(),
        set: "2026-03-02T08:15:00Z".to_owned(),
        action: "1b5e7f90-2a3b-4c5d-8e6f-708192a3b4c5".to_owned(),
        by_person: true,
        label_info: false,
    }
}

/// A label of another organisation.
pub(crate) fn theirs() -> FileLabel {
    FileLabel { site: "aaaaaaaa-77aa-4c0d-8f11-5a2b6c7d8e9f".to_owned(), ..label(0xff, "Theirs") }
}

/// Header, footer and watermark, where there are texts for them.
pub(crate) fn marks([header, footer, watermark]: [&str; 3]) -> Marks {
    let line = |text: &str, alignment| {
        let (text, color) = (text.to_owned(), "#b00020".to_owned());
        (!text.is_empty()).then_some(Mark { text, color, size: 9, alignment })
    };
    let letters = Watermark { text: watermark.to_owned(), color: "#808080".to_owned(), size: None, diagonal: true };
    Marks {
        header: line(header, Alignment::Left),
        footer: line(footer, Alignment::Center),
        watermark: (!watermark.is_empty()).then_some(letters),
    }
}

pub(crate) fn patch(octets: &[u8], label: &FileLabel, marks: &Marks) -> Result<Patch, Left> {
    mark(&Octets::new(octets), "a", label, marks)
}

pub(crate) fn labelled(octets: &[u8], label: &FileLabel, marks: &Marks) -> Result<Vec<u8>, Left> {
    patch(octets, label, marks).map(|patch| patch.apply(octets))
}

pub(crate) fn labels(octets: &[u8]) -> Vec<Group> {
    let found = inspect("a", "", octets).properties;
    groups(found.iter().map(|property| (property.name.as_str(), property.value.as_str())))
}

/// Whether a file has one label of the site, and that is this one, the same wherever it is written.
pub(crate) fn says(octets: &[u8], label: &FileLabel, bits: u8) -> bool {
    let found: Vec<Group> =
        labels(octets).into_iter().filter(|group| group.site().as_deref() == Some(&label.site)).collect();
    let [group] = found.as_slice() else { return false };
    let written: Vec<(String, String)> = group.pairs().map(|(name, value)| (name, value.to_owned())).collect();
    !group.contradicts && group.id == label.id && written == label.pairs(bits)
}

/// How often some octets stand in a file.
pub(crate) fn count(octets: &[u8], pattern: &[u8]) -> usize {
    octets.windows(pattern.len()).filter(|found| *found == pattern).count()
}

/// Numbers that look random and are the same each time.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit.max(1)
    }

    /// A file with a few faults.
    pub(crate) fn spoiled(&mut self, octets: &[u8], words: &[&[u8]]) -> Vec<u8> {
        let mut octets = octets.to_vec();
        for _ in 0..=self.below(3) {
            let at = self.below(octets.len());
            let word = words.get(self.below(words.len())).copied().unwrap_or_default();
            match self.below(5) {
                0 => octets.truncate(at + octets.len() / 2),
                1 => drop(octets.splice(at..at, word.iter().copied())),
                2 => drop(octets.drain(at..octets.len().min(at + 20))),
                3 => octets.iter_mut().skip(at).zip(word).for_each(|(to, from)| *to = *from),
                _ => octets.iter_mut().skip(at).take(1).for_each(|octet| *octet ^= 1 << self.below(8)),
            }
        }
        octets
    }
}
