//! The steps of a pattern, and walking them.

/// One step. Unless it says otherwise, the next step follows. Offsets count from the step itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Takes a character of the set with this number.
    Take(u32),
    /// Goes on both with the next step and at the offset.
    Split(i16),
    /// Goes on at the offset.
    Jump(i16),
    /// Goes on where one of these [`look`] flags holds.
    Look(u8),
    /// The pattern with this number matches.
    Match(u32),
}

pub(super) const TEXT_START: u8 = 1;
pub(super) const TEXT_END: u8 = 2;
pub(super) const LINE_START: u8 = 4;
pub(super) const LINE_END: u8 = 8;
pub(super) const BORDER: u8 = 16;
pub(super) const NO_BORDER: u8 = 32;

// What assertions want to know of a character. The first bits of its signature; the bits after are the sets it is in.

/// No character: before the start, after the end.
pub(super) const EDGE: u32 = 1;
/// A character of a word.
pub(super) const WORD: u32 = 2;
/// A line feed.
pub(super) const NEWLINE: u32 = 4;
/// How many these are.
pub(super) const TRAITS: u32 = 3;

/// The traits of characters that these steps look at.
pub(super) fn traits_of(steps: &[Step]) -> u32 {
    steps.iter().fold(EDGE, |traits, step| match step {
        Step::Look(flags) if flags & (BORDER | NO_BORDER) != 0 => traits | WORD,
        Step::Look(flags) if flags & (LINE_START | LINE_END) != 0 => traits | NEWLINE,
        _ => traits,
    })
}

/// Which assertions hold between two characters with these traits.
pub(super) fn look(before: u32, after: u32) -> u8 {
    let flag = |holds: bool, flag: u8| if holds { flag } else { 0 };
    flag(before & EDGE != 0, TEXT_START)
        | flag(after & EDGE != 0, TEXT_END)
        | flag(before & (EDGE | NEWLINE) != 0, LINE_START)
        | flag(after & (EDGE | NEWLINE) != 0, LINE_END)
        | if (before ^ after) & WORD != 0 { BORDER } else { NO_BORDER }
}

/// Follows steps between two characters.
#[derive(Debug, Default)]
pub(super) struct Walker {
    /// In which round a step was seen last.
    seen: Vec<u32>,
    round: u32,
    stack: Vec<u32>,
    /// Where to go on after the next character.
    pub(super) onward: Vec<u32>,
    /// The matching steps that were met.
    pub(super) matches: Vec<u32>,
}

impl Walker {
    pub(super) fn new(steps: usize) -> Self {
        Self { seen: vec![0; steps], ..Self::default() }
    }

    /// Begins at a new place between characters: no step is seen yet.
    pub(super) fn begin(&mut self) {
        if self.round == u32::MAX {
            self.seen.fill(0);
            self.round = 0;
        }
        self.round += 1;
        self.onward.clear();
        self.matches.clear();
    }

    /// Follows all steps from here that were not seen since `begin`, where these assertions hold and the next
    /// character has this signature.
    pub(super) fn walk(&mut self, steps: &[Step], from: u32, look: u8, signature: &[u32]) {
        let mut next = Some(from);
        while let Some(at) = next.take().or_else(|| self.stack.pop()) {
            let (Some(step), Some(seen)) = (steps.get(at as usize), self.seen.get_mut(at as usize)) else { continue };
            if *seen == self.round {
                continue;
            }
            *seen = self.round;
            match *step {
                Step::Take(set) => {
                    let bit = TRAITS + set;
                    if signature.get(bit as usize / 32).is_some_and(|word| word >> (bit % 32) & 1 != 0) {
                        self.onward.push(at + 1);
                    }
                }
                Step::Split(offset) => {
                    self.stack.push(at.wrapping_add_signed(i32::from(offset)));
                    next = Some(at + 1);
                }
                Step::Jump(offset) => next = Some(at.wrapping_add_signed(i32::from(offset))),
                Step::Look(flags) if flags & look != 0 => next = Some(at + 1),
                Step::Look(_) => {}
                Step::Match(_) => self.matches.push(at),
            }
        }
    }
}
