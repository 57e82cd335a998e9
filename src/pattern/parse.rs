//! Reading a pattern: groups, alternatives and repetitions, without recursion.
//!
//! The steps of any part of a pattern stand together, are entered at the front and left at the end, and name each
//! other by offsets only. So a part can be moved and repeated as it is.

use super::charset::{FOLDED, NEGATED, literal};
use super::intern::Interner;
use super::program::{LINE_END, LINE_START, Step, TEXT_END, TEXT_START};
use super::refusal::{self, Refusal};
use super::{DEEPEST, LONGEST, MOST_REPEATS, MOST_STEPS, Pattern, PatternError};

pub(super) fn parse(text: &str) -> Result<Pattern, PatternError> {
    let characters: Vec<char> = text.chars().take(LONGEST + 1).collect();
    let flags = Flags { without_case: true, ..Flags::default() };
    let group = Group { opened: 0, start: 0, branch: 0, ends: Vec::new(), flags };
    let (steps, sets) = (Vec::new(), Interner::default());
    let mut parser = Parser { characters, at: 0, begun: 0, steps, sets, flags, group, outer: Vec::new() };
    match parser.pattern() {
        Ok(()) => Ok(Pattern { steps: parser.steps, sets: parser.sets }),
        Err(refusal) => Err(PatternError { at: parser.begun, code: refusal.code, detail: refusal.detail }),
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Flags {
    without_case: bool,
    dot_takes_all: bool,
    by_line: bool,
}

/// A group that is open.
struct Group {
    /// Where, in characters.
    opened: usize,
    /// The first step of the group, and of the alternative being read.
    start: usize,
    branch: usize,
    /// The jumps at the ends of the alternatives before.
    ends: Vec<usize>,
    /// What holds again after the group.
    flags: Flags,
}

pub(super) struct Parser {
    characters: Vec<char>,
    pub(super) at: usize,
    /// Where what is being read begins, for errors.
    pub(super) begun: usize,
    steps: Vec<Step>,
    sets: Interner,
    flags: Flags,
    group: Group,
    outer: Vec<Group>,
}

type Done = Result<(), &'static Refusal>;

impl Parser {
    fn pattern(&mut self) -> Done {
        if self.characters.len() > LONGEST {
            self.begun = LONGEST;
            return Err(&refusal::TOO_LONG);
        }
        // The first step of what a repetition would repeat.
        let mut last = None;
        loop {
            self.begun = self.at;
            let start = self.steps.len();
            let Some(c) = self.next() else { break };
            match c {
                '(' => {
                    self.open()?;
                    last = None;
                    continue;
                }
                ')' => {
                    last = Some(self.close()?);
                    continue;
                }
                '|' => {
                    self.alternative()?;
                    last = None;
                    continue;
                }
                '*' | '+' | '?' | '{' => {
                    let Some(start) = last.take() else {
                        return Err(&refusal::NOTHING_TO_REPEAT);
                    };
                    self.repetition(c, start)?;
                    continue;
                }
                '^' => self.push(Step::Look(if self.flags.by_line { LINE_START } else { TEXT_START }))?,
                '$' => self.push(Step::Look(if self.flags.by_line { LINE_END } else { TEXT_END }))?,
                '.' if self.flags.dot_takes_all => self.take(&[NEGATED])?,
                '.' => self.take(&[NEGATED, 10, 10])?,
                '[' => self.class()?,
                '\\' => self.escape()?,
                _ => self.character(c)?,
            }
            last = Some(start);
        }
        if !self.outer.is_empty() {
            self.begun = self.group.opened;
            return Err(&refusal::UNCLOSED_GROUP);
        }
        self.end_of_group();
        self.begun = 0;
        if self.steps.is_empty() {
            return Err(&refusal::EMPTY);
        }
        self.push(Step::Match(0))
    }

    fn open(&mut self) -> Done {
        let outside = self.flags;
        if self.skip('?') {
            match (self.next(), self.peek()) {
                (Some(':'), _) => {}
                (Some('=' | '!'), _) | (Some('<'), Some('=' | '!')) => {
                    return Err(&refusal::LOOK_AROUND);
                }
                (Some('<'), _) => self.name()?,
                (Some('>'), _) => return Err(&refusal::ATOMIC_GROUP),
                (Some('('), _) => return Err(&refusal::CONDITIONAL),
                (Some(first), _) if first == '-' || first.is_ascii_alphabetic() => {
                    if self.flags(first)? {
                        return Ok(());
                    }
                }
                _ => return Err(&refusal::UNKNOWN_GROUP),
            }
        }
        if self.outer.len() >= DEEPEST {
            return Err(&refusal::TOO_DEEP);
        }
        let (start, opened) = (self.steps.len(), self.begun);
        let group = Group { opened, start, branch: start, ends: Vec::new(), flags: outside };
        self.outer.push(std::mem::replace(&mut self.group, group));
        Ok(())
    }

    /// The name of a group: it groups, and the name is for people.
    fn name(&mut self) -> Done {
        let mut length = 0;
        while let Some(c) = self.next() {
            match c {
                '>' if length > 0 => return Ok(()),
                c if c == '_' || c.is_ascii_alphabetic() || c.is_ascii_digit() && length > 0 => length += 1,
                _ => break,
            }
        }
        Err(&refusal::BAD_NAME)
    }

    /// Flags of a group; says whether they hold for what follows instead of a group of their own.
    fn flags(&mut self, first: char) -> Result<bool, &'static Refusal> {
        let (mut on, mut c) = (true, Some(first));
        loop {
            match c {
                Some('-') if on => on = false,
                Some('i') => self.flags.without_case = on,
                Some('s') => self.flags.dot_takes_all = on,
                Some('m') => self.flags.by_line = on,
                Some(')') => return Ok(true),
                Some(':') => return Ok(false),
                _ => return Err(&refusal::UNKNOWN_FLAG),
            }
            c = self.next();
        }
    }

    fn close(&mut self) -> Result<usize, &'static Refusal> {
        let Some(outer) = self.outer.pop() else {
            return Err(&refusal::UNOPENED_GROUP);
        };
        self.end_of_group();
        self.flags = self.group.flags;
        Ok(std::mem::replace(&mut self.group, outer).start)
    }

    /// All alternatives but the last jump to the end.
    fn end_of_group(&mut self) {
        let end = self.steps.len();
        for at in self.group.ends.drain(..) {
            if let Some(step) = self.steps.get_mut(at) {
                *step = Step::Jump(offset(end - at));
            }
        }
    }

    fn alternative(&mut self) -> Done {
        let length = self.steps.len() - self.group.branch;
        self.room(2)?;
        self.steps.insert(self.group.branch, Step::Split(offset(length + 2)));
        self.group.ends.push(self.steps.len());
        self.steps.push(Step::Jump(0));
        self.group.branch = self.steps.len();
        Ok(())
    }

    fn repetition(&mut self, c: char, start: usize) -> Done {
        let (least, most) = match c {
            '*' => (0, None),
            '+' => (1, None),
            '?' => (0, Some(1)),
            _ => self.counts()?,
        };
        // Laziness makes no difference to what matches in linear time.
        self.skip('?');
        match self.peek() {
            Some('+') => {
                return Err(&refusal::POSSESSIVE);
            }
            Some('*' | '?' | '{') => {
                return Err(&refusal::NESTED_REPETITION);
            }
            _ => {}
        }
        let body = self.steps.split_off(start);
        let (length, copies) = (body.len(), most.unwrap_or(least.max(1)) as usize);
        self.room(copies.saturating_mul(length + 1) + 1)?;
        for _ in 0..least {
            self.steps.extend_from_slice(&body);
        }
        match most {
            None if least > 0 => self.steps.push(Step::Split(-offset(length))),
            None => {
                self.steps.push(Step::Split(offset(length + 2)));
                self.steps.extend_from_slice(&body);
                self.steps.push(Step::Jump(-offset(length + 1)));
            }
            Some(most) => {
                for left in (1..=(most - least) as usize).rev() {
                    self.steps.push(Step::Split(offset(left * (length + 1))));
                    self.steps.extend_from_slice(&body);
                }
            }
        }
        Ok(())
    }

    /// `{n}`, `{n,}` or `{n,m}`, after the brace.
    fn counts(&mut self) -> Result<(u32, Option<u32>), &'static Refusal> {
        let least = self.count();
        let most = if self.skip(',') { self.count() } else { least };
        let open = most.is_none();
        match (least, most, self.skip('}')) {
            (Some(least), _, true) if least.max(most.unwrap_or(0)) > MOST_REPEATS => Err(&refusal::TOO_LARGE),
            (Some(least), most, true) if open || most >= Some(least) => Ok((least, most)),
            _ => Err(&refusal::BAD_REPETITION),
        }
    }

    fn count(&mut self) -> Option<u32> {
        let mut count: Option<u32> = None;
        while let Some(digit) = self.peek().and_then(|c| c.to_digit(10)) {
            self.at += 1;
            count = Some(count.unwrap_or(0).saturating_mul(10).saturating_add(digit));
        }
        count
    }

    pub(super) fn character(&mut self, c: char) -> Done {
        self.take(&self.literal(c))
    }

    pub(super) fn literal(&self, c: char) -> [u32; 3] {
        literal(c, self.flags.without_case)
    }

    /// A step that takes a character of the set.
    pub(super) fn take(&mut self, set: &[u32]) -> Done {
        let set = self.sets.intern(set);
        self.push(Step::Take(set))
    }

    pub(super) fn push(&mut self, step: Step) -> Done {
        self.room(1)?;
        self.steps.push(step);
        Ok(())
    }

    fn room(&self, steps: usize) -> Done {
        if self.steps.len() + steps > MOST_STEPS {
            return Err(&refusal::TOO_LARGE);
        }
        Ok(())
    }

    /// The flags of a set, as the pattern stands now.
    pub(super) fn case(&self) -> u32 {
        if self.flags.without_case { FOLDED } else { 0 }
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    /// The characters that follow.
    pub(super) fn ahead(&self) -> impl Iterator<Item = char> + '_ {
        self.characters.iter().skip(self.at).copied()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += 1;
        Some(next)
    }

    pub(super) fn skip(&mut self, expected: char) -> bool {
        let there = self.peek() == Some(expected);
        self.at += usize::from(there);
        there
    }
}

/// Fits: no pattern has more than two thousand steps.
fn offset(steps: usize) -> i16 {
    i16::try_from(steps).unwrap_or(i16::MAX)
}
