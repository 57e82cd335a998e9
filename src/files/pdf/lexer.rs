//! The objects of PDF (ISO 32000-2, 7.2 and 7.3) as they stand: an object is the octets that spell it.
//!
//! What is written again is copied, so that nothing is lost which this program does not know. Anything that breaks the
//! rules is a fault; there is no guessing.

use crate::files::Left;
use std::borrow::Cow;

/// Arrays and dictionaries inside one another.
const MAX_DEPTH: usize = 64;

/// Why an object could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// The octets at hand end inside it; with more of the file it might be whole.
    Short,
    /// It breaks a rule.
    Bad,
}

impl From<Fault> for Left {
    fn from(_: Fault) -> Self {
        Self::Damaged
    }
}

/// The number and generation of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ref(pub(super) u32, pub(super) u16);

impl Ref {
    /// As it is written in an object.
    pub(super) fn spelled(self) -> String {
        format!("{} {} R", self.0, self.1)
    }
}

/// Reads objects from octets, one after another.
pub(super) struct Lexer<'a> {
    octets: &'a [u8],
    pub(super) at: usize,
    /// Whether the file goes on behind the octets.
    goes_on: bool,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(octets: &'a [u8], at: usize, goes_on: bool) -> Self {
        Self { octets, at, goes_on }
    }

    /// The octets of the next object.
    pub(super) fn value(&mut self) -> Result<&'a [u8], Fault> {
        self.skip_space();
        let start = self.at;
        let mut open = Vec::new();
        loop {
            self.skip_space();
            match self.next()? {
                b'/' => {
                    self.regular()?;
                }
                b'(' => self.literal()?,
                b'[' => open.push(b']'),
                b']' if open.pop() == Some(b']') => {}
                b'<' if self.peek()? == b'<' => {
                    self.at += 1;
                    open.push(b'>');
                }
                b'<' => self.hexadecimal()?,
                b'>' if open.pop() == Some(b'>') && self.peek()? == b'>' => self.at += 1,
                byte if is_regular(byte) => {
                    self.at -= 1;
                    self.word(open.is_empty())?;
                }
                _ => return Err(Fault::Bad),
            }
            if open.is_empty() {
                return Ok(self.octets.get(start..self.at).unwrap_or_default());
            }
            if open.len() > MAX_DEPTH {
                return Err(Fault::Bad);
            }
        }
    }

    /// A whole number.
    pub(super) fn count(&mut self) -> Result<usize, Fault> {
        self.skip_space();
        count(self.regular()?).ok_or(Fault::Bad)
    }

    /// A word that must stand next.
    pub(super) fn keyword(&mut self, word: &[u8]) -> Result<(), Fault> {
        self.skip_space();
        if self.regular()? == word { Ok(()) } else { Err(Fault::Bad) }
    }

    /// `12 0 obj`
    pub(super) fn head(&mut self) -> Result<Ref, Fault> {
        let (number, generation) = (self.count()?, self.count()?);
        self.keyword(b"obj")?;
        both(number, generation).ok_or(Fault::Bad)
    }

    /// White space and comments.
    pub(super) fn skip_space(&mut self) {
        while let Some(byte) = self.octets.get(self.at) {
            if *byte == b'%' {
                let rest = self.octets.get(self.at..).unwrap_or_default();
                self.at += rest.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(rest.len());
            } else if is_space(*byte) {
                self.at += 1;
            } else {
                break;
            }
        }
    }

    /// The octet that stands next.
    pub(super) fn peek(&self) -> Result<u8, Fault> {
        self.octets.get(self.at).copied().ok_or(if self.goes_on { Fault::Short } else { Fault::Bad })
    }

    /// Letters, digits and the like.
    pub(super) fn regular(&mut self) -> Result<&'a [u8], Fault> {
        let rest = self.octets.get(self.at..).unwrap_or_default();
        let length = rest.iter().position(|byte| !is_regular(*byte)).unwrap_or(rest.len());
        self.at += length;
        if length == rest.len() && self.goes_on {
            return Err(Fault::Short);
        }
        Ok(rest.get(..length).unwrap_or_default())
    }

    /// A number or a word. With `alone`, all of `12 0 R`.
    fn word(&mut self, alone: bool) -> Result<(), Fault> {
        let word = self.regular()?;
        if matches!(word, b"true" | b"false" | b"null") || word == b"R" && !alone {
            return Ok(());
        }
        number(word).ok_or(Fault::Bad)?;
        if alone && count(word).is_some() {
            let after = self.at;
            let is_reference = self.count().is_ok() && self.keyword(b"R").is_ok();
            if self.goes_on && self.at >= self.octets.len() {
                return Err(Fault::Short);
            }
            if !is_reference {
                self.at = after;
            }
        }
        Ok(())
    }

    fn next(&mut self) -> Result<u8, Fault> {
        let byte = self.peek()?;
        self.at += 1;
        Ok(byte)
    }

    fn hexadecimal(&mut self) -> Result<(), Fault> {
        loop {
            match self.next()? {
                b'>' => return Ok(()),
                byte if is_space(byte) || digit(byte).is_some() => {}
                _ => return Err(Fault::Bad),
            }
        }
    }

    fn literal(&mut self) -> Result<(), Fault> {
        let mut open = 1_usize;
        while open > 0 {
            match self.next()? {
                b'\\' => {
                    self.next()?;
                }
                b'(' => open += 1,
                b')' => open -= 1,
                _ => {}
            }
        }
        Ok(())
    }
}

/// Names and values as they stand; a name without its slash.
#[derive(Debug, Clone, Default)]
pub(super) struct Dict<'a>(pub(super) Vec<(&'a [u8], &'a [u8])>);

impl<'a> Dict<'a> {
    /// Takes a dictionary apart. One with a name twice means different things to different readers.
    pub(super) fn parse(octets: &'a [u8]) -> Result<Self, Fault> {
        let mut lexer = Lexer::new(octets, 0, false);
        lexer.skip_space();
        lexer.at += 2;
        if octets.get(lexer.at - 2..lexer.at) != Some(b"<<") {
            return Err(Fault::Bad);
        }
        let mut pairs = Vec::new();
        loop {
            lexer.skip_space();
            match lexer.next()? {
                b'>' => break,
                b'/' => pairs.push((lexer.regular()?, lexer.value()?)),
                _ => return Err(Fault::Bad),
            }
        }
        let mut names: Vec<_> = pairs.iter().map(|(name, _)| plain_name(name)).collect();
        names.sort_unstable();
        let twice = names.windows(2).any(|pair| pair.first() == pair.get(1));
        if twice { Err(Fault::Bad) } else { Ok(Self(pairs)) }
    }

    /// The value of a name, as it stands.
    pub(super) fn get(&self, name: &str) -> Option<&'a [u8]> {
        self.0.iter().find(|(known, _)| is_name(known, name)).map(|(_, value)| *value)
    }

    /// Whether a value is a certain name.
    pub(super) fn says(&self, name: &str, value: &str) -> bool {
        self.get(name).and_then(|found| found.strip_prefix(b"/")).is_some_and(|found| is_name(found, value))
    }

    /// Writes it again without some names; more may follow, then `>>`.
    pub(super) fn opened_without(&self, names: &[&str]) -> Vec<u8> {
        let mut written = b"<<".to_vec();
        for (name, value) in &self.0 {
            if !names.iter().any(|left_out| is_name(name, left_out)) {
                add_pair(&mut written, name, value);
            }
        }
        written
    }
}

/// Adds a pair to a dictionary that is being written.
pub(super) fn add_pair(written: &mut Vec<u8>, name: &[u8], value: impl AsRef<[u8]>) {
    for part in [b"/", name, b" ", value.as_ref(), b"\n"] {
        written.extend_from_slice(part);
    }
}

fn is_name(spelled: &[u8], name: &str) -> bool {
    spelled == name.as_bytes() || spelled.contains(&b'#') && *plain_name(spelled) == *name.as_bytes()
}

/// A name without its `#20`.
pub(super) fn plain_name(spelled: &[u8]) -> Cow<'_, [u8]> {
    if !spelled.contains(&b'#') {
        return Cow::Borrowed(spelled);
    }
    let mut plain = Vec::with_capacity(spelled.len());
    let mut rest = spelled;
    while let [first, tail @ ..] = rest {
        let code = || Some(digit(*tail.first()?)? << 4 | digit(*tail.get(1)?)?);
        if let Some(byte) = code().filter(|_| *first == b'#') {
            plain.push(byte);
            rest = tail.get(2..).unwrap_or_default();
        } else {
            plain.push(*first);
            rest = tail;
        }
    }
    Cow::Owned(plain)
}

/// The items of an array, as they stand.
pub(super) fn array(octets: &[u8]) -> Result<Vec<&[u8]>, Fault> {
    let mut lexer = Lexer::new(octets, 0, false);
    lexer.skip_space();
    if lexer.next()? != b'[' {
        return Err(Fault::Bad);
    }
    let mut items = Vec::new();
    loop {
        lexer.skip_space();
        if lexer.peek()? == b']' {
            return Ok(items);
        }
        items.push(lexer.value()?);
    }
}

/// `12 0 R`
pub(super) fn reference(octets: &[u8]) -> Option<Ref> {
    let mut lexer = Lexer::new(octets, 0, false);
    let (number, generation) = (lexer.count().ok()?, lexer.count().ok()?);
    lexer.keyword(b"R").ok()?;
    both(number, generation)
}

/// A whole number without a sign.
pub(super) fn count(octets: &[u8]) -> Option<usize> {
    let digits = octets.trim_ascii();
    if digits.is_empty() || digits.len() > 10 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// Any number.
pub(super) fn number(octets: &[u8]) -> Option<f64> {
    let spelled = octets.trim_ascii();
    let unsigned = spelled.strip_prefix(b"-").or_else(|| spelled.strip_prefix(b"+")).unwrap_or(spelled);
    let (mut value, mut scale, mut digits) = (0.0, None, 0);
    for byte in unsigned {
        match byte {
            b'0'..=b'9' => {
                digits += 1;
                value = value * 10.0 + f64::from(byte - b'0');
                scale = scale.map(|scale: f64| scale * 10.0);
            }
            b'.' if scale.is_none() => scale = Some(1.0),
            _ => return None,
        }
    }
    let value = value / scale.unwrap_or(1.0);
    (1..64).contains(&digits).then_some(if spelled.starts_with(b"-") { -value } else { value })
}

fn both(number: usize, generation: usize) -> Option<Ref> {
    Some(Ref(u32::try_from(number).ok().filter(|number| *number > 0)?, u16::try_from(generation).ok()?))
}

pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

fn is_regular(byte: u8) -> bool {
    !is_space(byte) && !matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

/// The value of a hexadecimal digit.
pub(super) fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(octets: &[u8], goes_on: bool) -> Result<&[u8], Fault> {
        Lexer::new(octets, 0, goes_on).value()
    }

    #[test]
    fn an_object_is_taken_whole_and_as_it_stands() {
        for whole in [
            "<</A 1/B[-2.5 (x\\(y\\)(z))<4a4>]/C 12 0 R%c >>\n/D null>>",
            "12 0 R",
            "12",
            "/N#20x",
            "(a(b)c)",
            "[]",
            "true",
            "<41>",
        ] {
            assert_eq!(value(format!(" {whole} 7 endobj ").as_bytes(), true), Ok(whole.as_bytes()));
            for cut in 1..whole.len() {
                assert_eq!(value(&whole.as_bytes()[..cut], true), Err(Fault::Short), "{whole} {cut}");
            }
        }
        assert_eq!(value(b"12", false), Ok(&b"12"[..]));
        for bad in ["", "]", ">>", "<<]", "[>>", ")", "endobj", "[1 2 endobj", "{", "1x", "R", "--", "<4g>"] {
            assert_eq!(value(bad.as_bytes(), false), Err(Fault::Bad), "{bad}");
        }
        assert_eq!(value(&b"[".repeat(1_000_000), false), Err(Fault::Bad));
    }

    #[test]
    fn a_dictionary_keeps_what_it_is_not_asked_for() {
        let dict = Dict::parse(b"<</A#42 1/C(x)/D[1 2]>>").unwrap();
        assert_eq!((dict.get("AB"), dict.get("C"), dict.get("X")), (Some(&b"1"[..]), Some(&b"(x)"[..]), None));
        assert_eq!(dict.opened_without(&["C"]), b"<</A#42 1\n/D [1 2]\n");
        for bad in ["<</A 1/A 2>>", "<</A 1/#41 2>>", "<</A>>", "<<1 2>>", "<</A 1", "[]", ""] {
            assert!(Dict::parse(bad.as_bytes()).is_err(), "{bad}");
        }
    }

    #[test]
    fn values_are_what_they_look_like() {
        assert_eq!(array(b"[1 2 0 R/N]"), Ok(vec![&b"1"[..], b"2 0 R", b"/N"]));
        assert_eq!((reference(b"12 3 R"), reference(b"0 0 R"), reference(b"12")), (Some(Ref(12, 3)), None, None));
        assert_eq!((count(b"12 "), count(b"-1"), count(b"99999999999")), (Some(12), None, None));
        assert_eq!((number(b"-.5"), number(b"+4."), number(b"1e5"), number(b".")), (Some(-0.5), Some(4.0), None, None));
    }
}
