//! What stands for more than itself: characters after `\`, and classes in brackets.

use super::charset::{NEGATED, kind};
use super::parse::Parser;
use super::program::{BORDER, NO_BORDER, Step, TEXT_END, TEXT_START};
use super::refusal::{self, Refusal};

/// What an escape stands for.
enum Escape {
    Character(char),
    Kind([u32; 2]),
    Place(u8),
}

impl Parser {
    pub(super) fn escape(&mut self) -> Result<(), &'static Refusal> {
        match self.escaped()? {
            Escape::Character(c) => self.character(c),
            Escape::Kind([kind, turned]) => self.take(&[0, kind, turned]),
            Escape::Place(flag) => self.push(Step::Look(flag)),
        }
    }

    fn escaped(&mut self) -> Result<Escape, &'static Refusal> {
        let Some(c) = self.next() else {
            return Err(&refusal::UNKNOWN_ESCAPE);
        };
        Ok(match c {
            'd' | 'w' | 's' | 'D' | 'W' | 'S' => {
                let name = c.to_ascii_lowercase();
                kind(name.encode_utf8(&mut [0; 4]), c != name, false).map_or(Escape::Character(c), Escape::Kind)
            }
            'p' | 'P' => return self.property(c == 'P'),
            'b' => Escape::Place(BORDER),
            'B' => Escape::Place(NO_BORDER),
            'A' => Escape::Place(TEXT_START),
            'z' => Escape::Place(TEXT_END),
            't' => Escape::Character('\t'),
            'n' => Escape::Character('\n'),
            'r' => Escape::Character('\r'),
            'x' => self.hexadecimal(2)?,
            'u' => self.hexadecimal(4)?,
            '1'..='9' | 'k' => {
                return Err(&refusal::BACK_REFERENCE);
            }
            c if !c.is_alphanumeric() => Escape::Character(c),
            _ => return Err(&refusal::UNKNOWN_ESCAPE),
        })
    }

    fn hexadecimal(&mut self, digits: u32) -> Result<Escape, &'static Refusal> {
        let mut code = Some(0);
        for _ in 0..digits {
            let digit = self.next().and_then(|c| c.to_digit(16));
            code = code.zip(digit).map(|(code, digit)| code * 16 + digit);
        }
        match code.and_then(char::from_u32) {
            Some(c) => Ok(Escape::Character(c)),
            None => Err(&refusal::BAD_NUMBER),
        }
    }

    /// `\p{…}`, after the letter.
    fn property(&mut self, turned: bool) -> Result<Escape, &'static Refusal> {
        let mut name = String::new();
        if self.skip('{') {
            name.extend(self.ahead().take_while(|c| *c != '}').take(3));
        }
        for _ in 0..name.len() {
            self.next();
        }
        // The names of other escapes are not names of properties.
        match kind(&name, turned, self.case() != 0).filter(|_| name.starts_with(['L', 'N']) && self.skip('}')) {
            Some(kind) => Ok(Escape::Kind(kind)),
            None => Err(&refusal::UNKNOWN_PROPERTY),
        }
    }

    /// A class, after the bracket.
    pub(super) fn class(&mut self) -> Result<(), &'static Refusal> {
        let opened = self.begun;
        let mut set = vec![self.case() | if self.skip('^') { NEGATED } else { 0 }];
        while let Some(c) = self.next() {
            // A bracket that comes first is the character.
            if c == ']' && set.len() > 1 {
                return self.take(&set);
            }
            let low = self.member(c)?;
            let Some(second) = self.range() else {
                match low {
                    Escape::Character(c) => set.extend(self.literal(c).iter().skip(1)),
                    Escape::Kind(kind) => set.extend(kind),
                    Escape::Place(_) => return Err(&refusal::UNKNOWN_ESCAPE),
                }
                continue;
            };
            match (low, self.member(second)?) {
                (Escape::Character(low), Escape::Character(high)) if low <= high => {
                    set.extend([u32::from(low), u32::from(high)]);
                }
                _ => return Err(&refusal::BAD_RANGE),
            }
        }
        self.begun = opened;
        Err(&refusal::UNCLOSED_CLASS)
    }

    fn member(&mut self, c: char) -> Result<Escape, &'static Refusal> {
        self.begun = self.at.saturating_sub(1);
        match (c, self.peek()) {
            ('\\', _) => self.escaped(),
            ('[', Some(':')) => Err(&refusal::POSIX_CLASS),
            ('-', Some('[')) => Err(&refusal::CLASS_SUBTRACTION),
            _ => Ok(Escape::Character(c)),
        }
    }

    /// What follows a dash that makes a range: not one that ends the class.
    fn range(&mut self) -> Option<char> {
        let makes_range = self.peek() == Some('-') && self.ahead().nth(1).is_some_and(|c| c != ']' && c != '[');
        if !makes_range {
            return None;
        }
        self.skip('-');
        self.next()
    }
}
