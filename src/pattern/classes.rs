//! Characters that no set of a program tells apart are one class.

use super::charset::{contains, is_word};
use super::intern::{Interner, number};
use super::program::{EDGE, NEWLINE, TRAITS, WORD};

/// The class of what is no character: before the start and after the end of the text.
pub(super) const END: u32 = 0;

/// The classes met so far; they are found as characters come.
#[derive(Debug)]
pub(super) struct Classes {
    traits: u32,
    /// A class is the position of its signature: one bit for each trait, then one for each set.
    signatures: Interner,
    ascii: [u32; 128],
    /// Where the cells of 256 characters begin, plus one.
    pages: Vec<u32>,
    cells: Vec<u32>,
    signature: Vec<u32>,
}

/// The most pages kept: half a mebibyte of cells. Text of more scripts at once starts over.
const MOST_PAGES: usize = 512;

impl Classes {
    /// For a program that looks at these traits of characters.
    pub(super) fn new(traits: u32) -> Self {
        let mut signatures = Interner::default();
        signatures.intern(&[EDGE]);
        let (pages, cells) = (Vec::new(), Vec::new());
        Self { traits, signatures, ascii: [END; 128], pages, cells, signature: Vec::new() }
    }

    /// How many classes were met.
    pub(super) fn len(&self) -> usize {
        self.signatures.len()
    }

    pub(super) fn signature(&self, class: u32) -> &[u32] {
        self.signatures.get(class)
    }

    /// The traits of the characters of a class.
    pub(super) fn traits(&self, class: u32) -> u32 {
        self.signature(class).first().map_or(0, |bits| bits & self.traits)
    }

    /// The class of a character, or [`END`] if it must be found with [`Classes::meet`] first.
    #[inline]
    pub(super) fn known(&self, c: char) -> u32 {
        let code = c as usize;
        if let Some(class) = self.ascii.get(code) {
            return *class;
        }
        let page = self.pages.get(code / 256).map_or(0, |page| *page as usize);
        let cell = page.checked_sub(1).and_then(|page| self.cells.get(page * 256 + code % 256));
        cell.copied().unwrap_or(END)
    }

    /// The class of a character.
    pub(super) fn meet(&mut self, sets: &Interner, c: char) -> u32 {
        self.signature.clear();
        self.signature.resize((sets.len() + TRAITS as usize).div_ceil(32), 0);
        let set_bits = (0..number(sets.len())).filter(|set| contains(sets.get(*set), c)).map(|set| set + TRAITS);
        for bit in set_bits {
            if let Some(word) = self.signature.get_mut(bit as usize / 32) {
                *word |= 1 << (bit % 32);
            }
        }
        if let Some(first) = self.signature.first_mut() {
            *first |= self.traits & if is_word(c) { WORD } else { 0 };
            *first |= self.traits & if c == '\n' { NEWLINE } else { 0 };
        }
        let class = self.signatures.intern(&self.signature);
        self.remember(c, class);
        class
    }

    fn remember(&mut self, c: char, class: u32) {
        let code = c as usize;
        if let Some(cell) = self.ascii.get_mut(code) {
            *cell = class;
            return;
        }
        if self.cells.len() >= MOST_PAGES * 256 {
            self.pages.clear();
            self.cells.clear();
        }
        if self.pages.len() <= code / 256 {
            self.pages.resize(code / 256 + 1, 0);
        }
        let Some(page) = self.pages.get_mut(code / 256) else { return };
        if *page == 0 {
            self.cells.resize(self.cells.len() + 256, END);
            *page = number(self.cells.len() / 256);
        }
        if let Some(cell) = self.cells.get_mut((*page as usize - 1) * 256 + code % 256) {
            *cell = class;
        }
    }
}
