//! One `New-TransportRule` command, taken apart as PowerShell would in argument mode, and never executed.
//!
//! Only literal values are read. Variables, expressions, pipes, redirections, script blocks, here-strings and further
//! commands refuse the command as a whole.

/// A literal value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Arg {
    /// A quoted text, a word or a number.
    Text(String),
    /// `$true`, `$false`
    Flag(bool),
    /// `$null`
    Null,
    /// `a,b` or `@('a','b')`
    List(Vec<Arg>),
    /// `@{Name='x'; minCount='2'}`
    Table(Vec<(String, Arg)>),
}

/// A parameter with its value, if it has one.
pub(super) type Parameter = (String, Option<Arg>);

/// Why a command is not read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) code: &'static str,
    pub(super) reason: &'static str,
    /// What stands there.
    pub(super) near: String,
}

/// Lists in tables in lists: no export nests deeper.
const MAX_DEPTH: usize = 8;

/// The parameters in their order.
pub(super) fn read(command: &str) -> Result<Vec<Parameter>, Refused> {
    let mut reader = Reader { chars: command.chars().collect(), at: 0, depth: 0 };
    reader.skip(char::is_whitespace);
    let name = reader.word()?;
    if !name.eq_ignore_ascii_case("New-TransportRule") {
        reader.at = 0;
        return reader.refuse("not-a-rule", "Only New-TransportRule commands are read.");
    }
    let mut parameters: Vec<Parameter> = Vec::new();
    loop {
        reader.gap();
        let (name, value) = match reader.peek() {
            None => return Ok(parameters),
            Some('\n' | '\r' | ';') => return reader.end().map(|()| parameters),
            Some(_) if reader.at_parameter() => reader.parameter()?,
            // The name is the one parameter that may stand without its name.
            Some(_) if parameters.iter().all(|(name, _)| !name.eq_ignore_ascii_case("Name")) => {
                ("Name".to_owned(), Some(reader.values(Mode::Argument)?))
            }
            Some('|' | '&' | '<' | '>') => return reader.value(Mode::Argument).map(|_| parameters),
            Some(_) => {
                return reader.refuse(
                    "command-malformed",
                    "A value stands here without a parameter. Typographic quotes end a text too.",
                );
            }
        };
        if parameters.iter().any(|(known, _)| known.eq_ignore_ascii_case(&name)) {
            return reader.refuse("command-malformed", "The same parameter stands twice.");
        }
        parameters.push((name, value));
    }
}

/// Outside tables and `@(…)` a word is a text; inside it would be a command.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Argument,
    Expression,
}

struct Reader {
    chars: Vec<char>,
    at: usize,
    depth: usize,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.ahead(0)
    }

    fn ahead(&self, by: usize) -> Option<char> {
        self.chars.get(self.at + by).copied()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek();
        self.at += usize::from(next.is_some());
        next
    }

    fn skip(&mut self, which: impl Fn(char) -> bool) {
        while self.peek().is_some_and(&which) {
            self.at += 1;
        }
    }

    /// Blanks, and line ends behind a backtick.
    fn gap(&mut self) {
        loop {
            self.skip(is_blank);
            match (self.peek(), self.ahead(1), self.ahead(2)) {
                (Some('`'), Some('\r'), Some('\n')) => self.at += 3,
                (Some('`'), Some('\n' | '\r'), _) => self.at += 2,
                _ => return,
            }
        }
    }

    fn refuse<T>(&self, code: &'static str, reason: &'static str) -> Result<T, Refused> {
        let near = self.chars.iter().skip(self.at.saturating_sub(10)).take(60).collect();
        Err(Refused { code, reason, near })
    }

    fn end(&mut self) -> Result<(), Refused> {
        self.skip(|c| c.is_whitespace() || c == ';');
        match self.peek() {
            None => Ok(()),
            Some(_) => self.refuse("several-commands", "There is more than one command; none of them is read."),
        }
    }

    fn at_parameter(&self) -> bool {
        self.peek().is_some_and(is_dash) && self.ahead(1).is_some_and(|c| c.is_alphabetic() || c == '_' || is_dash(c))
    }

    fn parameter(&mut self) -> Result<Parameter, Refused> {
        self.at += 1;
        let start = self.at;
        self.skip(|c| c.is_alphanumeric() || c == '_');
        let name: String = self.chars.iter().skip(start).take(self.at - start).collect();
        let colon = self.peek() == Some(':');
        if name.is_empty() || !(colon || self.peek().is_none_or(|c| c.is_whitespace() || c == ';')) {
            return self.refuse("command-malformed", "This is not the name of a parameter.");
        }
        self.at += usize::from(colon);
        self.gap();
        let none = self.peek().is_none_or(|c| matches!(c, '\n' | '\r' | ';')) || self.at_parameter();
        if none && colon {
            return self.refuse("command-malformed", "A value is missing here.");
        }
        Ok((name, if none { None } else { Some(self.values(Mode::Argument)?) }))
    }

    /// One value, or several with commas between.
    fn values(&mut self, mode: Mode) -> Result<Arg, Refused> {
        let first = self.value(mode)?;
        let mut values = vec![first];
        loop {
            self.gap();
            if self.peek() != Some(',') {
                break;
            }
            self.at += 1;
            self.skip(char::is_whitespace);
            self.gap();
            values.push(self.value(mode)?);
        }
        match (values.len(), values.pop()) {
            (1, Some(only)) => Ok(only),
            (_, last) => Ok(Arg::List(values.into_iter().chain(last).collect())),
        }
    }

    fn value(&mut self, mode: Mode) -> Result<Arg, Refused> {
        const EXPRESSION: &str = "An expression or script block would have to be executed; that is never done.";
        match (self.peek(), self.ahead(1)) {
            (Some(c), _) if is_single(c) => self.literal().map(Arg::Text),
            (Some(c), _) if is_double(c) => self.expandable().map(Arg::Text),
            (Some('$'), _) => self.constant(),
            (Some('@'), Some('{')) => self.nested(2, Self::table),
            (Some('@'), Some('(')) => self.nested(2, Self::array),
            (Some('@'), _) => self.refuse("expression", "Here-strings and splatting are not read."),
            (Some('(' | ')' | '{' | '}' | '&' | '|' | '<' | '>'), _) => self.refuse("expression", EXPRESSION),
            (Some('#'), _) => self.refuse("command-malformed", "Comments inside a command are not read."),
            (None | Some(',' | ';' | '\n' | '\r'), _) => self.refuse("command-malformed", "A value is missing here."),
            _ if mode == Mode::Expression => self.number(),
            _ => self.word().map(Arg::Text),
        }
    }

    fn nested(&mut self, by: usize, inner: fn(&mut Self) -> Result<Arg, Refused>) -> Result<Arg, Refused> {
        if self.depth >= MAX_DEPTH {
            return self.refuse("command-malformed", "This is nested too deep.");
        }
        self.depth += 1;
        self.at += by;
        let value = inner(self);
        self.depth -= 1;
        value
    }

    fn table(&mut self) -> Result<Arg, Refused> {
        let mut entries: Vec<(String, Arg)> = Vec::new();
        loop {
            self.skip(|c| c.is_whitespace() || c == ';');
            let key = match self.peek() {
                Some('}') => {
                    self.at += 1;
                    return Ok(Arg::Table(entries));
                }
                Some(c) if is_single(c) => self.literal()?,
                Some(c) if is_double(c) => self.expandable()?,
                _ => {
                    let start = self.at;
                    self.skip(|c| c.is_alphanumeric() || c == '_');
                    self.chars.iter().skip(start).take(self.at - start).collect()
                }
            };
            self.gap();
            if key.is_empty() || self.next() != Some('=') {
                return self.refuse("command-malformed", "A key and a value, such as @{Name='x'}, are expected here.");
            }
            self.skip(char::is_whitespace);
            if entries.iter().any(|(known, _)| known.eq_ignore_ascii_case(&key)) {
                return self.refuse("command-malformed", "The same key stands twice.");
            }
            entries.push((key, self.values(Mode::Expression)?));
            if !matches!(self.peek(), Some(';' | '}' | '\n' | '\r')) {
                return self.refuse("command-malformed", "This table is not closed.");
            }
        }
    }

    fn array(&mut self) -> Result<Arg, Refused> {
        let mut items = Vec::new();
        loop {
            self.skip(|c| c.is_whitespace() || c == ';');
            if self.peek() == Some(')') {
                self.at += 1;
                return Ok(Arg::List(items));
            }
            match self.values(Mode::Expression)? {
                Arg::List(more) => items.extend(more),
                one => items.push(one),
            }
            if !matches!(self.peek(), Some(';' | ')' | '\n' | '\r')) {
                return self.refuse("command-malformed", "This array is not closed.");
            }
        }
    }

    fn literal(&mut self) -> Result<String, Refused> {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        loop {
            match (self.next(), self.peek()) {
                (Some(c), Some(twin)) if is_single(c) && is_single(twin) => {
                    self.at += 1;
                    text.push(twin);
                }
                (Some(c), _) if is_single(c) => return Ok(text),
                (Some(c), _) => text.push(c),
                (None, _) => {
                    self.at = start;
                    return self.refuse("quote-open", "A quote is not closed. Typographic quotes count as quotes too.");
                }
            }
        }
    }

    fn expandable(&mut self) -> Result<String, Refused> {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        loop {
            match (self.next(), self.peek()) {
                (Some(c), Some(twin)) if is_double(c) && is_double(twin) => {
                    self.at += 1;
                    text.push(twin);
                }
                (Some(c), _) if is_double(c) => return Ok(text),
                (Some('$'), Some(c)) if begins_variable(c) => return self.variable(),
                (Some('`'), Some(_)) => self.escape(&mut text)?,
                (Some(c), _) => text.push(c),
                (None, _) => {
                    self.at = start;
                    return self.refuse("quote-open", "A quote is not closed. Typographic quotes count as quotes too.");
                }
            }
        }
    }

    /// What stands behind a backtick.
    fn escape(&mut self, text: &mut String) -> Result<(), Refused> {
        text.push(match self.next() {
            Some('0') => '\0',
            Some('a') => '\u{7}',
            Some('b') => '\u{8}',
            Some('e') => '\u{1b}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('v') => '\u{b}',
            Some('u') => return self.refuse("command-malformed", "Characters by number are not read."),
            Some(c) => c,
            None => return self.refuse("command-malformed", "Nothing stands behind a backtick."),
        });
        Ok(())
    }

    fn variable<T>(&self) -> Result<T, Refused> {
        self.refuse("variable", "A variable has a value only where the command is executed; that is never done.")
    }

    fn constant(&mut self) -> Result<Arg, Refused> {
        let word: String = self.chars.iter().skip(self.at + 1).take_while(|c| c.is_alphanumeric()).collect();
        let value = match word.to_ascii_lowercase().as_str() {
            "true" => Arg::Flag(true),
            "false" => Arg::Flag(false),
            "null" => Arg::Null,
            _ => return self.variable(),
        };
        let behind = self.ahead(1 + word.chars().count());
        if !behind.is_none_or(|c| c.is_whitespace() || matches!(c, ',' | ';' | ')' | '}')) {
            return self.variable();
        }
        self.at += 1 + word.chars().count();
        Ok(value)
    }

    fn number(&mut self) -> Result<Arg, Refused> {
        let start = self.at;
        self.skip(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+'));
        let number: String = self.chars.iter().skip(start).take(self.at - start).collect();
        if number.parse::<f64>().is_err() || self.peek().is_some_and(char::is_alphanumeric) {
            self.at = start;
            return self.refuse("expression", "Inside @{…} and @(…) only quoted texts and numbers are read.");
        }
        Ok(Arg::Text(number))
    }

    /// A word without quotes.
    fn word(&mut self) -> Result<String, Refused> {
        let mut text = String::new();
        loop {
            match (self.peek(), self.ahead(1)) {
                (None | Some(',' | ';' | ')' | '}'), _) => return Ok(text),
                (Some(c), _) if c.is_whitespace() => return Ok(text),
                (Some('`'), Some('\n' | '\r')) => return Ok(text),
                (Some('(' | '{' | '&' | '|' | '<' | '>'), _) => {
                    return self.refuse("expression", "Pipes, redirections and script blocks are not read.");
                }
                (Some(c), _) if is_single(c) || is_double(c) => {
                    return self.refuse("command-malformed", "A quote stands in the middle of a word.");
                }
                (Some('$'), Some(c)) if begins_variable(c) => return self.variable(),
                (Some('`'), _) => {
                    self.at += 1;
                    self.escape(&mut text)?;
                }
                (Some(c), _) => {
                    self.at += 1;
                    text.push(c);
                }
            }
        }
    }
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() && c != '\n' && c != '\r'
}

/// PowerShell takes typographic dashes for hyphens, and typographic quotes for quotes.
fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2013}' | '\u{2014}' | '\u{2015}')
}

pub(super) fn is_single(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}')
}

fn is_double(c: char) -> bool {
    matches!(c, '"' | '\u{201c}' | '\u{201d}' | '\u{201e}')
}

fn begins_variable(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '{' | '(' | '$' | '?' | '^' | ':')
}
