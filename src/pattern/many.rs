//! Many patterns at once: an automaton over all of them, built while it runs.
//!
//! A state is where the steps of all patterns stand after a character. With hundreds of patterns most of that has
//! only just started and depends on that character alone, so it is worked out once for each class of characters and
//! named by one number; what lives longer is little.

use super::Pattern;
use super::classes::{Classes, END};
use super::intern::{Interner, number};
use super::program::{EDGE, Step, TRAITS, Walker, look, traits_of};
use std::mem;
use std::sync::{Mutex, PoisonError};

/// Many patterns, searched at once in time that hardly depends on their number.
#[derive(Debug)]
pub struct Patterns {
    program: Program,
    /// Kept from text to text: a text looked at again after every keystroke finds its states there.
    automaton: Mutex<Automaton>,
}

impl Patterns {
    /// Puts the patterns together.
    pub fn new<'a>(patterns: impl IntoIterator<Item = &'a Pattern>) -> Self {
        let mut program = Program::default();
        for pattern in patterns {
            program.add(pattern);
        }
        let automaton = Mutex::new(Automaton::new(&program));
        Self { program, automaton }
    }

    /// Which of the patterns match somewhere in the text, the empty place included.
    pub fn matching(&self, text: &str) -> Vec<bool> {
        let mut automaton = self.automaton.lock().unwrap_or_else(PoisonError::into_inner);
        let mut found = vec![false; self.program.starts.len()];
        automaton.run(&self.program, text, &mut found);
        found
    }
}

/// The steps of all patterns, one after the other.
#[derive(Debug, Default)]
struct Program {
    steps: Vec<Step>,
    sets: Interner,
    starts: Vec<u32>,
}

impl Program {
    fn add(&mut self, pattern: &Pattern) {
        let sets: Vec<u32> =
            (0..number(pattern.sets.len())).map(|set| self.sets.intern(pattern.sets.get(set))).collect();
        let position = number(self.starts.len());
        self.starts.push(number(self.steps.len()));
        self.steps.extend(pattern.steps.iter().map(|step| match *step {
            Step::Take(set) => Step::Take(sets.get(set as usize).copied().unwrap_or(0)),
            Step::Match(_) => Step::Match(position),
            other => other,
        }));
    }
}

/// A transition that is not known yet. In front of a state otherwise: some pattern matches on arrival.
const FLAG: u32 = 1 << 31;

/// In front of what started at a character, beside the traits of the character: some pattern matched.
const MATCHED: u32 = 1 << TRAITS;

/// How many numbers the states and their transitions may take before they are forgotten: one mebibyte.
const MOST_NUMBERS: usize = 256 * 1024;

/// The states met so far. Bounded: when there are too many, all are forgotten.
#[derive(Debug)]
struct Automaton {
    classes: Classes,
    /// What starts at a character: the traits of that character, then the steps to go on with and the matches.
    fresh: Interner,
    /// Which of these it is, for the traits of the character before and the class of the character.
    fresh_cells: Vec<u32>,
    /// A state: what started at the last character, then the steps and matches of what had started earlier.
    states: Interner,
    /// For each state and class, the state after (as the place of its row here) and perhaps [`FLAG`].
    rows: Vec<u32>,
    width: usize,
    /// In which run the matches of a state were told.
    told: Vec<u32>,
    run: u32,
    walker: Walker,
    marks: Marks,
}

impl Automaton {
    fn new(program: &Program) -> Self {
        let mut classes = Classes::new(traits_of(&program.steps));
        for c in '\0'..='\x7f' {
            classes.meet(&program.sets, c);
        }
        let width = classes.len() + 4;
        Self {
            classes,
            fresh: Interner::default(),
            fresh_cells: vec![FLAG; width << TRAITS],
            states: Interner::default(),
            rows: Vec::new(),
            width,
            told: Vec::new(),
            run: 0,
            walker: Walker::new(program.steps.len()),
            marks: Marks::new(program.steps.len()),
        }
    }

    fn run(&mut self, program: &Program, text: &str, found: &mut [bool]) {
        let mut missing = found.len();
        self.run = self.run.wrapping_add(1);
        let mut at = self.state_after(&[EDGE], &mut [0]);
        for c in text.chars() {
            let mut class = self.classes.known(c);
            if class == END {
                (class, at) = self.meet(program, c, at);
            }
            at = match self.rows.get(at as usize + class as usize) {
                Some(next) if next & FLAG == 0 => *next,
                _ => self.arrive(program, at, class, found, &mut missing),
            };
            if missing == 0 {
                return;
            }
        }
        self.arrive(program, at, END, found, &mut missing);
    }

    /// A character that was not met yet may need a class, and the class wider rows.
    fn meet(&mut self, program: &Program, c: char, at: u32) -> (u32, u32) {
        let class = self.classes.meet(&program.sets, c);
        let fits = (class as usize) < self.width;
        (class, if fits { at } else { self.forget(at, self.classes.len() + 16) })
    }

    /// The state after a character of this class, when it is not known or matches something.
    #[cold]
    fn arrive(&mut self, program: &Program, mut at: u32, class: u32, found: &mut [bool], missing: &mut usize) -> u32 {
        if self.rows.len() + self.states.size() + self.fresh.size() > MOST_NUMBERS {
            at = self.forget(at, self.width);
        }
        let next = self.next(program, at, class);
        let state = next & !FLAG;
        let id = self.id(state);
        if next & FLAG != 0
            && let Some(told) = self.told.get_mut(id as usize)
            && *told != self.run
        {
            *told = self.run;
            let (fresh, earlier) = split(self.states.get(id));
            for step in split(self.fresh.get(fresh)).1.iter().chain(earlier) {
                if let Some(Step::Match(pattern)) = program.steps.get(*step as usize)
                    && let Some(found) = found.get_mut(*pattern as usize)
                    && !mem::replace(found, true)
                {
                    *missing -= 1;
                }
            }
        }
        state
    }

    /// The transition, worked out if it is not known.
    fn next(&mut self, program: &Program, at: u32, class: u32) -> u32 {
        let cell = at as usize + class as usize;
        if let Some(next) = self.rows.get(cell).copied().filter(|next| *next != FLAG) {
            return next;
        }
        let state = self.states.get(self.id(at)).to_vec();
        let (fresh, earlier) = split(&state);
        let started = self.fresh.get(fresh).to_vec();
        let (before, started) = split(&started);
        let after = self.starting(program, before, class);
        let mut flag = if split(self.fresh.get(after)).0 & MATCHED != 0 { FLAG } else { 0 };
        let going = if earlier.is_empty() {
            started
        } else {
            // The same state without what started earlier is met often: what follows it is known.
            let alone = self.state(&[fresh]);
            let next = self.next(program, alone, class);
            flag |= next & FLAG;
            for step in split(self.states.get(self.id(next & !FLAG))).1 {
                self.marks.set(*step);
            }
            earlier
        };
        if self.walk(program, going, before, class) {
            flag = FLAG;
        }
        let mut next = vec![after];
        self.marks.drain_into(&mut next);
        let next = self.state(&next) | flag;
        if let Some(cell) = self.rows.get_mut(cell) {
            *cell = next;
        }
        next
    }

    /// What starts at a character of this class.
    fn starting(&mut self, program: &Program, before: u32, class: u32) -> u32 {
        let before = before & (MATCHED - 1);
        let cell = before as usize * self.width + class as usize;
        if let Some(fresh) = self.fresh_cells.get(cell).copied().filter(|fresh| *fresh != FLAG) {
            return fresh;
        }
        let matched = self.walk(program, &program.starts, before, class);
        let mut fresh = vec![self.classes.traits(class) | if matched { MATCHED } else { 0 }];
        self.marks.drain_into(&mut fresh);
        let fresh = self.fresh.intern(&fresh);
        if let Some(cell) = self.fresh_cells.get_mut(cell) {
            *cell = fresh;
        }
        fresh
    }

    /// Marks where these steps lead with a character of this class; says whether some pattern matches.
    fn walk(&mut self, program: &Program, from: &[u32], before: u32, class: u32) -> bool {
        let is_match = |step: &u32| matches!(program.steps.get(*step as usize), Some(Step::Match(_)));
        let signature = self.classes.signature(class);
        let look = look(before, self.classes.traits(class));
        self.walker.begin();
        for step in from.iter().filter(|step| !is_match(step)) {
            self.walker.walk(&program.steps, *step, look, signature);
        }
        let mut matched = false;
        for step in self.walker.onward.iter().chain(&self.walker.matches) {
            self.marks.set(*step);
            matched |= is_match(step);
        }
        matched
    }

    /// The row of a state, which is added if it is new.
    fn state(&mut self, state: &[u32]) -> u32 {
        let id = self.states.intern(state) as usize;
        if id == self.told.len() {
            self.told.push(self.run.wrapping_sub(1));
            self.rows.resize(self.rows.len() + self.width, FLAG);
        }
        number(id * self.width)
    }

    /// The row of the state that has this behind it and those steps, in which the first place is free.
    fn state_after(&mut self, fresh: &[u32], state: &mut [u32]) -> u32 {
        if let Some(first) = state.first_mut() {
            *first = self.fresh.intern(fresh);
        }
        self.state(state)
    }

    /// Forgets all states but one; gives its new row.
    fn forget(&mut self, at: u32, width: usize) -> u32 {
        let mut state = self.states.get(self.id(at)).to_vec();
        let fresh = self.fresh.get(split(&state).0).to_vec();
        self.fresh.clear();
        self.states.clear();
        self.rows.clear();
        self.told.clear();
        self.width = width;
        self.fresh_cells.clear();
        self.fresh_cells.resize(width << TRAITS, FLAG);
        self.state_after(&fresh, &mut state)
    }

    fn id(&self, row: u32) -> u32 {
        row / number(self.width)
    }
}

/// What stands in front of a list, and the list.
fn split(list: &[u32]) -> (u32, &[u32]) {
    list.split_first().map_or((0, &[]), |(first, rest)| (*first, rest))
}

/// A set of steps that puts them in order, once each: a bit for each, and a bit for each word of those.
#[derive(Debug)]
struct Marks {
    words: Vec<u32>,
    used: Vec<u32>,
}

impl Marks {
    fn new(steps: usize) -> Self {
        Self { words: vec![0; steps.div_ceil(32)], used: vec![0; steps.div_ceil(1024)] }
    }

    fn set(&mut self, step: u32) {
        let word = step / 32;
        if let (Some(bits), Some(used)) = (self.words.get_mut(word as usize), self.used.get_mut(word as usize / 32)) {
            *bits |= 1 << (step % 32);
            *used |= 1 << (word % 32);
        }
    }

    fn drain_into(&mut self, steps: &mut Vec<u32>) {
        for (position, used) in self.used.iter_mut().enumerate() {
            for word in bits(mem::take(used)).map(|bit| number(position * 32) + bit) {
                let set = self.words.get_mut(word as usize).map_or(0, mem::take);
                steps.extend(bits(set).map(|bit| word * 32 + bit));
            }
        }
    }
}

/// The places of the ones, from the lowest.
fn bits(mut word: u32) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let bit = word.trailing_zeros();
        word &= word.wrapping_sub(1);
        (bit < 32).then_some(bit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patterns(all: &[&str]) -> Patterns {
        let parsed: Vec<Pattern> = all.iter().map(|pattern| Pattern::parse(pattern).unwrap()).collect();
        Patterns::new(&parsed)
    }

    fn size(patterns: &Patterns) -> usize {
        let automaton = patterns.automaton.lock().unwrap();
        automaton.rows.len() + automaton.states.size() + automaton.fresh.size()
    }

    /// Letters in an order that does not repeat.
    fn shuffled(letters: &[char], count: usize) -> String {
        let mut state = 1u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            letters[state as usize / 65_536 % letters.len()]
        };
        (0..count).map(|_| next()).collect()
    }

    #[test]
    fn states_are_forgotten_before_there_are_too_many() {
        let hostile = patterns(&["[ab]*a[ab]{20}c", "ba[ab]{19}d$"]);
        let text = shuffled(&['a', 'b'], 20_000);
        assert_eq!(hostile.matching(&text), [false, false]);
        assert!(size(&hostile) < MOST_NUMBERS + 1000, "{}", size(&hostile));
        assert!(size(&hostile) > MOST_NUMBERS / 100, "{}: nothing was built", size(&hostile));
        let twenty = shuffled(&['a', 'b'], 19);
        assert_eq!(hostile.matching(&format!("{text}aa{twenty}ac")), [true, false]);
        assert_eq!(hostile.matching(&format!("{text}ba{twenty}d")), [false, true]);
    }

    #[test]
    fn characters_of_many_scripts_make_many_classes() {
        let letters: Vec<char> = ('ぁ'..='ん').chain(('\u{4e00}'..='\u{4eff}').step_by(8)).collect();
        let all: Vec<String> = letters.iter().map(|c| format!("x{c}+$|^{c}y")).collect();
        let each = patterns(&all.iter().map(String::as_str).collect::<Vec<_>>());
        let text = shuffled(&letters, 2000);
        let first = letters.iter().position(|c| text.starts_with(*c)).unwrap();
        assert_eq!(each.matching(&text).iter().filter(|found| **found).count(), 0);
        for (position, c) in letters.iter().enumerate() {
            let found = each.matching(&format!("{text}x{c}{c}"));
            assert!(found.iter().enumerate().all(|(at, found)| *found == (at == position)), "{c}");
        }
        let rest: String = text.chars().skip(1).collect();
        assert!(each.matching(&format!("{}y{rest}", letters[first]))[first]);
    }

    #[test]
    fn no_patterns_match_nothing() {
        assert_eq!(patterns(&[]).matching("x"), Vec::<bool>::new());
        assert_eq!(patterns(&["b", "a", "x?"]).matching("a"), [false, true, true]);
    }
}
