//! What a page shows: the operators of its content streams (ISO 32000-2, 8.4, 8.8 and 9.4).

use super::super::Unread;
use super::super::findings::Findings;
use super::document::Document;
use super::filter;
use super::font::Font;
use super::object::{Dictionary, Lexer, Object, is_space};
use super::place::{self, Matrix, Place};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Forms inside one another.
const MAX_FORMS: usize = 12;
/// States that are kept to come back to.
const MAX_STATES: usize = 64;
/// Octets of content that are gone through, all together.
const MAX_CONTENT: usize = 32 * 1024 * 1024;
/// Operands of one operator.
const MAX_OPERANDS: usize = 64;

/// Reads pages one after another.
pub(super) struct Reader<'a, 'f> {
    pub(super) findings: &'f mut Findings,
    document: &'f Document<'a>,
    fonts: BTreeMap<u32, Rc<Font>>,
    /// Forms whose text is already there: what stands on every page is read once.
    read: BTreeSet<u32>,
    place: Place,
    /// Whether a picture was shown.
    pub(super) has_pictures: bool,
    /// Octets of content that may still be gone through.
    left: usize,
    /// Characters shown, and how many of them nothing says the meaning of.
    shown: usize,
    unknown: usize,
}

#[derive(Clone, Default)]
struct State {
    matrix: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    character_spacing: f64,
    word_spacing: f64,
    scale: f64,
    leading: f64,
}

impl State {
    /// Whether the spacing of characters makes words, as Ghostscript has it: wide, but taken back inside words, or for
    /// two characters only. Otherwise it spreads a word.
    fn has_words_in_spacing(&self, shown: &Object<'_>) -> bool {
        if self.character_spacing < place::SPACE * self.size {
            return false;
        }
        match shown {
            Object::Text(string) => string.len() <= 2,
            Object::Array(items) => {
                let back = items.iter().filter_map(Object::number).fold(0.0, f64::max);
                back / 1000.0 * self.size > self.character_spacing * 0.6
            }
            _ => false,
        }
    }
}

/// What names in a content stream stand for.
struct Resources<'a> {
    dictionary: Dictionary<'a>,
    fonts: Dictionary<'a>,
    objects: Dictionary<'a>,
    /// Fonts already looked up by these names.
    known: BTreeMap<Vec<u8>, Option<Rc<Font>>>,
}

impl<'a> Resources<'a> {
    fn new(document: &Document<'a>, dictionary: Dictionary<'a>) -> Self {
        let of = |key: &[u8]| document.dictionary(dictionary.get(key)).unwrap_or_default();
        let (fonts, objects) = (of(b"Font"), of(b"XObject"));
        Self { dictionary, fonts, objects, known: BTreeMap::new() }
    }
}

impl<'a, 'f> Reader<'a, 'f> {
    pub(super) fn new(findings: &'f mut Findings, document: &'f Document<'a>) -> Self {
        Self {
            findings,
            document,
            fonts: BTreeMap::new(),
            read: BTreeSet::new(),
            place: Place::default(),
            has_pictures: false,
            left: MAX_CONTENT,
            shown: 0,
            unknown: 0,
        }
    }

    /// Adds what a content stream shows, with the names of `resources`.
    pub(super) fn content(&mut self, bytes: &[u8], resources: Dictionary<'a>) {
        let mut resources = Resources::new(self.document, resources);
        let state = State { matrix: Matrix::IDENTITY, scale: 1.0, ..State::default() };
        self.run(bytes, &mut resources, state, 0);
    }

    /// Whether more characters than a few symbols were shown of which nothing says what they mean.
    pub(super) fn has_unknown(&self) -> bool {
        self.unknown > self.shown / 50
    }

    /// Adds what a form shows.
    pub(super) fn form(&mut self, number: u32) {
        let state = State { matrix: Matrix::IDENTITY, scale: 1.0, ..State::default() };
        self.nested_form(number, &Dictionary::default(), state, 0);
    }

    fn run(&mut self, bytes: &[u8], resources: &mut Resources<'a>, mut state: State, depth: usize) {
        if bytes.len() > self.left {
            self.findings.miss(Unread::TooLarge);
        }
        let bytes = bytes.get(..self.left).unwrap_or(bytes);
        self.left -= bytes.len();
        let mut lexer = Lexer::new(bytes, 0);
        let mut operands: Vec<Object<'_>> = Vec::new();
        let mut states: Vec<State> = Vec::new();
        let (mut text, mut line) = (Matrix::IDENTITY, Matrix::IDENTITY);
        while let Some(object) = lexer.object().filter(|_| !self.findings.is_full()) {
            let Object::Word(operator) = object else {
                if operands.len() < MAX_OPERANDS {
                    operands.push(object);
                }
                continue;
            };
            let number = |at: usize| operands.get(at).and_then(Object::number).unwrap_or(0.0);
            let matrix = || Matrix([number(0), number(1), number(2), number(3), number(4), number(5)]);
            match operator {
                b"q" if states.len() < MAX_STATES => states.push(state.clone()),
                b"Q" => state = states.pop().unwrap_or(state),
                b"cm" => state.matrix = matrix().then(&state.matrix),
                b"BT" => (text, line) = (Matrix::IDENTITY, Matrix::IDENTITY),
                b"Tf" => {
                    state.size = number(1);
                    state.font = operands.first().and_then(Object::name).and_then(|name| self.font(resources, name));
                }
                b"Tc" => state.character_spacing = number(0),
                b"Tw" => state.word_spacing = number(0),
                b"Tz" => state.scale = number(0) / 100.0,
                b"TL" => state.leading = number(0),
                b"Tm" => (text, line) = (matrix(), matrix()),
                b"Td" | b"TD" => {
                    if operator == b"TD" {
                        state.leading = -number(1);
                    }
                    line = line.moved(number(0), number(1));
                    text = line;
                }
                b"T*" | b"'" | b"\"" => {
                    if operator == b"\"" {
                        (state.word_spacing, state.character_spacing) = (number(0), number(1));
                    }
                    line = line.moved(0.0, -state.leading);
                    text = line;
                    self.show(&state, &mut text, operands.last());
                }
                b"Tj" | b"TJ" => self.show(&state, &mut text, operands.last()),
                b"Do" => {
                    if let Some(name) = operands.first().and_then(Object::name) {
                        self.object(resources, name, &state, depth);
                    }
                }
                b"ID" => {
                    self.has_pictures = true;
                    lexer.at = after_picture(bytes, lexer.at);
                }
                _ => {}
            }
            operands.clear();
        }
    }

    fn show(&mut self, state: &State, text: &mut Matrix, operand: Option<&Object<'_>>) {
        let is_spaced = operand.is_some_and(|operand| state.has_words_in_spacing(operand));
        match operand {
            Some(Object::Text(string)) => self.string(state, text, string, is_spaced),
            Some(Object::Array(items)) => {
                for item in items {
                    if let Object::Text(string) = item {
                        self.string(state, text, string, is_spaced);
                    } else if let Some(back) = item.number() {
                        *text = text.moved(-back / 1000.0 * state.size * state.scale, 0.0);
                    }
                }
            }
            _ => {}
        }
    }

    fn string(&mut self, state: &State, text: &mut Matrix, string: &[u8], is_spaced: bool) {
        let Some(font) = &state.font else {
            self.unknown += string.len();
            return;
        };
        let mut guesses = 0.0;
        for (at, shown) in font.shown(string).enumerate() {
            if (at == 0 || is_spaced)
                && let Some(space) = self.place.space_before(&text.then(&state.matrix), state.size)
            {
                match shown.text.as_deref().and_then(|text| text.chars().next()) {
                    Some(next) if space == '\n' => self.findings.wrap(next),
                    _ => self.findings.part(space),
                }
            }
            *text = text.moved(shown.width * state.size * state.scale, 0.0);
            if is_spaced {
                self.place.leave(&text.then(&state.matrix), 0.0);
            }
            let spacing = state.character_spacing + if shown.is_space { state.word_spacing } else { 0.0 };
            *text = text.moved(spacing * state.scale, 0.0);
            guesses += f64::from(u8::from(shown.is_guess));
            self.shown += 1;
            match shown.text {
                Some(characters) => characters.chars().for_each(|c| self.character(c)),
                None => self.unknown += 1,
            }
        }
        // An empty string ends nothing: the gap before it counts for what follows.
        if !is_spaced && !string.is_empty() {
            self.place.leave(&text.then(&state.matrix), guesses);
        }
    }

    /// Ligatures count as their letters, and a space is one however it is drawn.
    fn character(&mut self, c: char) {
        match c {
            'ﬀ' => self.findings.text("ff"),
            'ﬁ' => self.findings.text("fi"),
            'ﬂ' => self.findings.text("fl"),
            'ﬃ' => self.findings.text("ffi"),
            'ﬄ' => self.findings.text("ffl"),
            'ﬅ' | 'ﬆ' => self.findings.text("st"),
            c if c.is_whitespace() => self.findings.part(' '),
            c if c.is_control() => {}
            c => self.findings.letter(c),
        }
    }

    fn font(&mut self, resources: &mut Resources<'a>, name: &[u8]) -> Option<Rc<Font>> {
        if let Some(known) = resources.known.get(name) {
            return known.clone();
        }
        let font = self.found_font(resources.fonts.get(name));
        resources.known.insert(name.to_vec(), font.clone());
        font
    }

    fn found_font(&mut self, object: Option<&Object<'a>>) -> Option<Rc<Font>> {
        let number = if let Some(Object::Reference(number)) = object { Some(*number) } else { None };
        if let Some(known) = number.and_then(|number| self.fonts.get(&number)) {
            return Some(Rc::clone(known));
        }
        let dictionary = self.document.dictionary(object)?;
        let font = Rc::new(Font::read(self.findings, self.document, &dictionary));
        if let Some(number) = number {
            self.fonts.insert(number, Rc::clone(&font));
        }
        Some(font)
    }

    fn object(&mut self, resources: &Resources<'a>, name: &[u8], state: &State, depth: usize) {
        if let Some(Object::Reference(number)) = resources.objects.get(name) {
            self.nested_form(*number, &resources.dictionary, state.clone(), depth);
        }
    }

    fn nested_form(&mut self, number: u32, outer: &Dictionary<'a>, mut state: State, depth: usize) {
        if self.read.contains(&number) {
            return;
        }
        if depth >= MAX_FORMS {
            self.findings.miss(Unread::TooDeep);
            return;
        }
        self.read.insert(number);
        let Some(stream) = self.document.stream(number) else { return };
        let kind = stream.dictionary.get(b"Subtype").map(|kind| self.document.resolved(kind));
        let kind = kind.as_ref().and_then(Object::name);
        if kind != Some(b"Form") {
            self.has_pictures |= kind == Some(b"Image");
            return;
        }
        let Some(bytes) = filter::decode(self.findings, self.document, &stream.dictionary, stream.raw) else { return };
        if let Some(Object::Array(items)) = stream.dictionary.get(b"Matrix") {
            let number = |at: usize| items.get(at).and_then(Object::number).unwrap_or(0.0);
            state.matrix = Matrix(std::array::from_fn(number)).then(&state.matrix);
        }
        let own = self.document.dictionary(stream.dictionary.get(b"Resources"));
        let mut resources = Resources::new(self.document, own.unwrap_or_else(|| outer.clone()));
        self.run(&bytes, &mut resources, state, depth + 1);
    }
}

/// Where the content goes on after the octets of a picture inside it.
fn after_picture(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some(end) = super::super::bytes::find(bytes, at, b"EI") {
        let stands_alone = |at: usize| bytes.get(at).is_none_or(|byte| is_space(*byte));
        if stands_alone(end.saturating_sub(1)) && stands_alone(end + 2) {
            return end + 2;
        }
        at = end + 1;
    }
    bytes.len()
}
