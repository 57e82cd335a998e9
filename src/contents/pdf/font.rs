//! Fonts: which characters a shown string has, and how wide they are (ISO 32000-2, 9.6 and 9.7).

use super::super::findings::Findings;
use super::cmap::{CMap, code};
use super::document::Document;
use super::filter;
use super::glyph::{self, Encoding};
use super::guess::Guess;
use super::object::{Dictionary, Object};

pub(super) struct Font {
    to_unicode: CMap,
    codes: Codes,
    /// First code, last code and width in text space, by first code.
    widths: Vec<(u32, u32, f64)>,
    /// The width of any other character; unknown for fonts that every reader has.
    default_width: Option<f64>,
    /// A guess at all other widths.
    guess: Guess,
}

enum Codes {
    /// One octet a character.
    Bytes(Box<Encoding>),
    /// Two octets a glyph; only `ToUnicode` says which character that is.
    Glyphs,
    /// UTF-16.
    Unicode,
}

/// A character of a shown string.
pub(super) struct Shown {
    /// Its text; none if nothing says it.
    pub(super) text: Option<String>,
    pub(super) width: f64,
    /// Whether the width is a guess.
    pub(super) is_guess: bool,
    /// Whether it is the single octet 32, to which word spacing applies.
    pub(super) is_space: bool,
}

impl Font {
    pub(super) fn read<'a>(findings: &mut Findings, document: &Document<'a>, font: &Dictionary<'a>) -> Self {
        let to_unicode = match font.get(b"ToUnicode") {
            Some(Object::Reference(number)) => document.stream(*number).and_then(|stream| {
                Some(CMap::read(&filter::decode(findings, document, &stream.dictionary, stream.raw)?))
            }),
            _ => None,
        };
        let to_unicode = to_unicode.unwrap_or_default();
        if font.has_name(b"Subtype", b"Type0") {
            let descendants = font.get(b"DescendantFonts").map(|fonts| document.resolved(fonts));
            let descendant = match &descendants {
                Some(Object::Array(fonts)) => document.dictionary(fonts.first()),
                _ => None,
            };
            let descendant = descendant.unwrap_or_default();
            let encoding = font.get(b"Encoding").and_then(Object::name).unwrap_or(b"");
            let is_unicode =
                [&b"UCS2"[..], b"UTF16"].iter().any(|part| encoding.windows(part.len()).any(|at| at == *part));
            let default = descendant.get(b"DW").and_then(Object::number).unwrap_or(1000.0);
            return Self {
                to_unicode,
                codes: if is_unicode { Codes::Unicode } else { Codes::Glyphs },
                widths: composite_widths(document, &descendant),
                default_width: Some(default / 1000.0),
                guess: Guess::of(b""),
            };
        }
        let (widths, default_width) = simple_widths(document, font);
        let name = font.get(b"BaseFont").and_then(Object::name).unwrap_or(b"");
        let codes = Codes::Bytes(Box::new(simple_encoding(document, font)));
        Self { to_unicode, codes, widths, default_width, guess: Guess::of(name) }
    }

    /// The characters of a string.
    pub(super) fn shown<'s>(&'s self, string: &'s [u8]) -> impl Iterator<Item = Shown> + 's {
        let octets = if matches!(self.codes, Codes::Bytes(_)) { 1 } else { 2 };
        string.chunks(octets).map(|bytes| {
            let code = code(bytes).unwrap_or(0);
            let text = self.to_unicode.text(code).or_else(|| self.character(code).map(String::from));
            let width = self.width(code);
            let guess = || self.guess.width(text.as_deref().unwrap_or(""));
            Shown { width: width.unwrap_or_else(guess), is_guess: width.is_none(), text, is_space: bytes == b" " }
        })
    }

    fn character(&self, code: u32) -> Option<char> {
        match &self.codes {
            // A space needs no glyph: groff leaves it out.
            Codes::Bytes(_) if code == 32 => Some(' '),
            Codes::Bytes(encoding) => encoding.get(usize::try_from(code).ok()?).copied().flatten(),
            Codes::Unicode => char::from_u32(code),
            // Some writers leave the map away where glyphs are numbered as characters; nothing tells them.
            Codes::Glyphs => None,
        }
    }

    fn width(&self, code: u32) -> Option<f64> {
        let after = self.widths.partition_point(|(first, ..)| *first <= code);
        let found = after.checked_sub(1).and_then(|at| self.widths.get(at)).filter(|(_, last, _)| code <= *last);
        found.map(|(.., width)| *width).or(self.default_width)
    }
}

fn simple_encoding<'a>(document: &Document<'a>, font: &Dictionary<'a>) -> Encoding {
    let given = font.get(b"Encoding").map(|encoding| document.resolved(encoding));
    let is_type1 = font.has_name(b"Subtype", b"Type1");
    let base = |name: Option<&[u8]>| glyph::encoding(name.or((!is_type1).then_some(b"WinAnsiEncoding")));
    let Some(Object::Dictionary(given)) = given else { return base(given.as_ref().and_then(Object::name)) };
    let mut encoding = base(given.get(b"BaseEncoding").and_then(Object::name));
    let Some(Object::Array(differences)) = given.get(b"Differences").map(|differences| document.resolved(differences))
    else {
        return encoding;
    };
    let mut code = 0;
    for item in &differences {
        if let Some(next) = item.count() {
            code = usize::try_from(next).unwrap_or(usize::MAX);
        } else if let Some(name) = item.name() {
            if let Some(place) = encoding.get_mut(code) {
                *place = glyph::character(name);
            }
            code = code.saturating_add(1);
        }
    }
    encoding
}

fn simple_widths<'a>(document: &Document<'a>, font: &Dictionary<'a>) -> (Vec<(u32, u32, f64)>, Option<f64>) {
    let Some(Object::Array(widths)) = font.get(b"Widths").map(|widths| document.resolved(widths)) else {
        return (Vec::new(), None);
    };
    // Glyphs of type 3 have their own scale.
    let scale = match font.get(b"FontMatrix").map(|matrix| document.resolved(matrix)) {
        Some(Object::Array(matrix)) => matrix.first().and_then(Object::number).unwrap_or(0.001),
        _ => 0.001,
    };
    let first =
        font.get(b"FirstChar").map(|first| document.resolved(first)).and_then(|first| first.count()).unwrap_or(0);
    let widths = widths.iter().zip(first..).take(256);
    let widths = widths.filter_map(|(width, code)| Some((code, code, document.resolved(width).number()? * scale)));
    (widths.collect(), Some(0.0))
}

fn composite_widths<'a>(document: &Document<'a>, descendant: &Dictionary<'a>) -> Vec<(u32, u32, f64)> {
    let mut widths = Vec::new();
    let Some(Object::Array(items)) = descendant.get(b"W").map(|widths| document.resolved(widths)) else {
        return widths;
    };
    let mut rest = items.iter();
    while let (Some(first), Some(next)) = (rest.next().and_then(Object::count), rest.next()) {
        if let Object::Array(each) = document.resolved(next) {
            widths.extend(
                each.iter().zip(first..).filter_map(|(width, code)| Some((code, code, width.number()? / 1000.0))),
            );
        } else if let (Some(last), Some(width)) = (next.count(), rest.next().and_then(Object::number)) {
            widths.push((first, last, width / 1000.0));
        }
    }
    widths.sort_by_key(|(first, ..)| *first);
    widths
}
