//! The objects of PDF (ISO 32000-2, 7.2 and 7.3), one after another.

use std::borrow::Cow;

/// An object, or an operator of a content stream.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Object<'a> {
    Number(f64),
    Name(Cow<'a, [u8]>),
    Text(Cow<'a, [u8]>),
    Array(Vec<Object<'a>>),
    Dictionary(Dictionary<'a>),
    /// An indirect object by its number; generations are not told apart.
    Reference(u32),
    /// Anything else: `null`, `true`, `obj`, `Tj`, a stray bracket.
    Word(&'a [u8]),
}

impl Object<'_> {
    pub(super) fn number(&self) -> Option<f64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    /// A number that counts something.
    pub(super) fn count(&self) -> Option<u32> {
        let number = self.number().filter(|number| (0.0..=4_294_967_295.0).contains(number))?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range was looked at")]
        Some(number as u32)
    }

    pub(super) fn name(&self) -> Option<&[u8]> {
        if let Self::Name(name) = self { Some(name) } else { None }
    }

    pub(super) fn text(&self) -> Option<&[u8]> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }
}

/// Keys and values in the order in which they stand.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Dictionary<'a>(pub(super) Vec<(Cow<'a, [u8]>, Object<'a>)>);

impl<'a> Dictionary<'a> {
    pub(super) fn get(&self, key: &[u8]) -> Option<&Object<'a>> {
        self.0.iter().find(|(known, _)| **known == *key).map(|(_, value)| value)
    }

    pub(super) fn has_name(&self, key: &[u8], name: &[u8]) -> bool {
        self.get(key).and_then(Object::name) == Some(name)
    }
}

/// Arrays and dictionaries inside one another.
const MAX_DEPTH: usize = 32;
/// Objects inside one object.
const MAX_NODES: usize = 200_000;
/// Octets of a string; one that seems longer has lost its end.
const MAX_STRING: usize = 1024 * 1024;

/// Reads objects from bytes. It always goes forward and never fails: what is no object is a word.
pub(super) struct Lexer<'a> {
    bytes: &'a [u8],
    pub(super) at: usize,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    /// The next object, unless only white space and comments are left.
    pub(super) fn object(&mut self) -> Option<Object<'a>> {
        self.nested(0, &mut { MAX_NODES })
    }

    fn nested(&mut self, depth: usize, nodes: &mut usize) -> Option<Object<'a>> {
        self.skip_space();
        *nodes = nodes.checked_sub(1)?;
        let start = self.at;
        let first = self.peek()?;
        self.at += 1;
        match first {
            b'/' => Some(Object::Name(self.name())),
            b'(' => Some(Object::Text(Cow::Owned(self.literal()))),
            b'<' if self.peek() == Some(b'<') => {
                self.at += 1;
                self.dictionary(depth, nodes)
            }
            b'<' => Some(Object::Text(Cow::Owned(self.hexadecimal()))),
            b'[' => self.array(depth, nodes),
            b'>' if self.peek() == Some(b'>') => {
                self.at += 1;
                Some(Object::Word(b">>"))
            }
            b'0'..=b'9' | b'+' | b'-' | b'.' => {
                self.skip_regular();
                Some(self.reference(start).unwrap_or_else(|| self.number_or_word(start)))
            }
            _ => {
                if is_regular(first) {
                    self.skip_regular();
                }
                Some(Object::Word(self.since(start)))
            }
        }
    }

    fn array(&mut self, depth: usize, nodes: &mut usize) -> Option<Object<'a>> {
        let mut items = Vec::new();
        if depth >= MAX_DEPTH {
            return None;
        }
        loop {
            self.skip_space();
            if self.peek() == Some(b']') {
                self.at += 1;
                return Some(Object::Array(items));
            }
            match self.nested(depth + 1, nodes) {
                // The array has lost its end: what it holds is still good.
                None | Some(Object::Word(b"endobj" | b">>")) => return Some(Object::Array(items)),
                Some(item) => items.push(item),
            }
        }
    }

    fn dictionary(&mut self, depth: usize, nodes: &mut usize) -> Option<Object<'a>> {
        let mut pairs = Vec::new();
        if depth >= MAX_DEPTH {
            return None;
        }
        let mut key = None;
        loop {
            let (item, taken) = (self.nested(depth + 1, nodes), key.take());
            match (taken, item) {
                (_, None | Some(Object::Word(b">>" | b"endobj" | b"stream"))) => {
                    return Some(Object::Dictionary(Dictionary(pairs)));
                }
                (Some(key), Some(value)) => pairs.push((key, value)),
                (None, Some(Object::Name(name))) => key = Some(name),
                (None, Some(_)) => {}
            }
        }
    }

    /// After a number: the whole of `12 0 R`, if it is that.
    fn reference(&mut self, start: usize) -> Option<Object<'a>> {
        let number = decimal(self.since(start))?;
        let after = self.at;
        let mut rest = || {
            self.skip_space();
            let generation = self.at;
            self.skip_regular();
            decimal(self.since(generation))?;
            self.skip_space();
            let word = self.at;
            self.skip_regular();
            (self.since(word) == b"R").then_some(Object::Reference(number))
        };
        let found = rest();
        if found.is_none() {
            self.at = after;
        }
        found
    }

    fn number_or_word(&self, start: usize) -> Object<'a> {
        let word = self.since(start);
        number(word).map_or(Object::Word(word), Object::Number)
    }

    fn name(&mut self) -> Cow<'a, [u8]> {
        let start = self.at;
        self.skip_regular();
        let name = self.since(start);
        if !name.contains(&b'#') {
            return Cow::Borrowed(name);
        }
        let mut plain = Vec::with_capacity(name.len());
        let mut rest = name;
        while let Some((&first, tail)) = rest.split_first() {
            let escaped = || {
                let [high, low] = *tail.first_chunk::<2>()?;
                Some((digit(high)? << 4 | digit(low)?, tail.get(2..)?))
            };
            let (byte, tail) = if first == b'#' { escaped().unwrap_or((first, tail)) } else { (first, tail) };
            plain.push(byte);
            rest = tail;
        }
        Cow::Owned(plain)
    }

    fn hexadecimal(&mut self) -> Vec<u8> {
        let mut text = Vec::new();
        let mut high = None;
        let end = self.at.saturating_add(2 * MAX_STRING);
        while let Some(byte) = self.peek().filter(|_| self.at < end) {
            self.at += 1;
            match (digit(byte), high) {
                (Some(low), Some(first)) => {
                    text.push(first << 4 | low);
                    high = None;
                }
                (Some(first), None) => high = Some(first),
                (None, _) if byte == b'>' => break,
                (None, _) => {}
            }
        }
        text.extend(high.map(|first| first << 4));
        text
    }

    fn literal(&mut self) -> Vec<u8> {
        let mut text = Vec::new();
        let mut open = 1;
        while let Some(byte) = self.peek().filter(|_| text.len() < MAX_STRING) {
            self.at += 1;
            match byte {
                b'\\' => self.escape(&mut text),
                b'(' => open += 1,
                b')' => {
                    open -= 1;
                    if open == 0 {
                        break;
                    }
                }
                _ => {}
            }
            if byte != b'\\' {
                text.push(byte);
            }
        }
        text
    }

    fn escape(&mut self, text: &mut Vec<u8>) {
        let Some(byte) = self.peek() else { return };
        self.at += 1;
        match byte {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' => text.push(8),
            b'f' => text.push(12),
            b'0'..=b'7' => {
                let mut code = byte - b'0';
                for _ in 0..2 {
                    let Some(next @ b'0'..=b'7') = self.peek() else { break };
                    self.at += 1;
                    code = code.wrapping_mul(8).wrapping_add(next - b'0');
                }
                text.push(code);
            }
            // The line goes on.
            b'\r' if self.peek() == Some(b'\n') => self.at += 1,
            b'\r' | b'\n' => {}
            _ => text.push(byte),
        }
    }

    pub(super) fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                while self.peek().is_some_and(|byte| !matches!(byte, b'\r' | b'\n')) {
                    self.at += 1;
                }
            } else if is_space(byte) {
                self.at += 1;
            } else {
                break;
            }
        }
    }

    fn skip_regular(&mut self) {
        while self.peek().is_some_and(is_regular) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn since(&self, start: usize) -> &'a [u8] {
        self.bytes.get(start..self.at).unwrap_or(&[])
    }
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

/// A whole number without a sign.
pub(super) fn decimal(word: &[u8]) -> Option<u32> {
    if word.is_empty() || word.len() > 10 {
        return None;
    }
    word.iter().try_fold(0_u32, |number, byte| {
        let digit = byte.checked_sub(b'0').filter(|digit| *digit < 10)?;
        number.checked_mul(10)?.checked_add(u32::from(digit))
    })
}

fn number(word: &[u8]) -> Option<f64> {
    let (mut value, mut scale, mut digits) = (0.0, 0.0, 0);
    let unsigned = word.strip_prefix(b"-").or_else(|| word.strip_prefix(b"+")).unwrap_or(word);
    for byte in unsigned {
        match byte {
            b'0'..=b'9' if scale == 0.0 => value = value * 10.0 + f64::from(byte - b'0'),
            b'0'..=b'9' => {
                value += f64::from(byte - b'0') * scale;
                scale /= 10.0;
            }
            b'.' if scale == 0.0 => scale = 0.1,
            // Some writers put a hyphen inside; what stands before it counts.
            b'-' if digits > 0 => break,
            b'-' => {}
            _ => return None,
        }
        digits += usize::from(byte.is_ascii_digit());
    }
    (digits > 0).then_some(if word.starts_with(b"-") { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Vec<Object<'_>> {
        let mut lexer = Lexer::new(bytes, 0);
        std::iter::from_fn(|| lexer.object()).collect()
    }

    #[test]
    fn objects_are_told_apart() {
        let Object::Dictionary(all) =
            &read(b"<</A 1/B[-2.5 (x\\(y\\)\\101\\\n(z)) <4a4>]/C 12 0 R/D#20E/F%c\n/G true>>")[0]
        else {
            panic!()
        };
        assert_eq!(all.get(b"A"), Some(&Object::Number(1.0)));
        let Some(Object::Array(items)) = all.get(b"B") else { panic!() };
        assert_eq!(
            (items[0].number(), items[1].text(), items[2].text()),
            (Some(-2.5), Some(&b"x(y)A(z)"[..]), Some(&b"J@"[..]))
        );
        assert_eq!(all.get(b"C"), Some(&Object::Reference(12)));
        assert!(all.has_name(b"D E", b"F"));
        assert_eq!(all.get(b"G"), Some(&Object::Word(b"true")));
    }

    #[test]
    fn content_keeps_its_operators() {
        let words = read(b"1 0 0 RG .5 w(a)Tj T* ' ] } >> 1 0");
        assert_eq!(words.len(), 15);
        assert_eq!(words[3], Object::Word(b"RG"));
        assert_eq!(words[7], Object::Word(b"Tj"));
    }

    #[test]
    fn nesting_and_lost_ends_are_bounded() {
        for bytes in [&b"["[..], b"<<", b"(", b"<", b"<</A", b"[[<</A [", b"(\\", b"/#", b"-", b"99999999999 0 R"] {
            read(&bytes.repeat(300_000 / bytes.len()));
            read(bytes);
        }
    }
}
