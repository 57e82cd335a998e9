//! What a stamp looks like: the operators that draw a header, a footer and a watermark on a sheet.

use super::helvetica::{encoded, width};
use super::pages::Shape;
use crate::bundle::Alignment;
use crate::files::{Mark, Marks, Watermark};
use std::fmt::Write as _;

/// Points between the edge of the sheet and a header or footer, above or below it and beside it.
const EDGE: f64 = 18.0;
const SIDE: f64 = 36.0;
/// How high letters stand over their line and reach below it, at size 1; capitals are lower than the highest.
const ASCENT: f64 = 0.76;
const DESCENT: f64 = 0.22;
const CAPITAL: f64 = 0.718;
/// From line to line, at size 1.
const LEADING: f64 = 1.2;
/// Smaller letters are not read.
const MIN_SIZE: f64 = 4.0;

/// The marks whose letters can be drawn.
pub(super) struct Drawing {
    header: Option<Band>,
    footer: Option<Band>,
    watermark: Option<Letters>,
}

/// A header or footer.
struct Band {
    /// The words of each line, encoded.
    lines: Vec<Vec<Vec<u8>>>,
    color: [f64; 3],
    size: f64,
    alignment: Alignment,
}

struct Letters {
    text: Vec<u8>,
    color: [f64; 3],
    size: Option<f64>,
    diagonal: bool,
}

impl Drawing {
    pub(super) fn new(marks: &Marks) -> Self {
        Self {
            header: marks.header.as_ref().and_then(Band::new),
            footer: marks.footer.as_ref().and_then(Band::new),
            watermark: marks.watermark.as_ref().and_then(Letters::new),
        }
    }

    /// Header, footer, watermark: which there are.
    pub(super) fn parts(&self) -> [bool; 3] {
        [self.header.is_some(), self.footer.is_some(), self.watermark.is_some()]
    }

    /// How much of a watermark is seen: less of a dark one.
    pub(super) fn opacity(&self) -> f64 {
        let [red, green, blue] = self.watermark.as_ref().map_or([0.0; 3], |letters| letters.color);
        0.2 + 0.3 * (0.3 * red + 0.6 * green + 0.1 * blue)
    }

    /// The operators; they use the font `/F` and the graphics state `/G`.
    pub(super) fn operators(&self, shape: &Shape) -> Vec<u8> {
        let mut drawn = Vec::new();
        if let Some(watermark) = &self.watermark {
            watermark.draw(&mut drawn, shape);
        }
        if let Some(header) = &self.header {
            header.draw(&mut drawn, shape, true);
        }
        if let Some(footer) = &self.footer {
            footer.draw(&mut drawn, shape, false);
        }
        drawn
    }
}

impl Band {
    fn new(mark: &Mark) -> Option<Self> {
        let words = |line: &str| line.split_whitespace().map(encoded).collect::<Option<Vec<_>>>();
        let lines = mark.text.trim().lines().map(words).collect::<Option<Vec<_>>>()?;
        let size = f64::from(mark.size).max(MIN_SIZE);
        let band = Self { lines, color: color(&mark.color), size, alignment: mark.alignment };
        Some(band).filter(|band| band.lines.iter().flatten().any(|word| !word.is_empty()))
    }

    fn draw(&self, drawn: &mut Vec<u8>, shape: &Shape, is_header: bool) {
        let beside = SIDE.min(shape.width / 10.0);
        let room = shape.width - 2.0 * beside;
        // Smaller, until it takes no more than a third of the sheet.
        let mut size = self.size;
        let mut lines = self.wrapped(room / size);
        while lines.iter().map(|_| LEADING * size).sum::<f64>() > shape.height / 3.0 && size > MIN_SIZE {
            size = (size - 1.0).max(MIN_SIZE);
            lines = self.wrapped(room / size);
        }
        let edge = EDGE.min(shape.height / 10.0);
        let (kind, mut y) = if is_header {
            ("Header", shape.height - edge - ASCENT * size)
        } else {
            let below = lines.iter().skip(1).map(|_| LEADING * size).sum::<f64>();
            ("Footer", edge + DESCENT * size + below)
        };
        begin(drawn, kind, self.color);
        for line in lines {
            let rest = room - width(&line) * size;
            let x = beside
                + match self.alignment {
                    Alignment::Left => 0.0,
                    Alignment::Center => rest / 2.0,
                    Alignment::Right => rest,
                };
            show(drawn, size, [1.0, 0.0, 0.0, 1.0, x, y], &line);
            y -= LEADING * size;
        }
        end(drawn);
    }

    /// The lines, broken so that each fits in `room` at size 1.
    fn wrapped(&self, room: f64) -> Vec<Vec<u8>> {
        let mut lines = Vec::new();
        for words in &self.lines {
            let mut line: Vec<u8> = Vec::new();
            for word in words {
                let joined = if line.is_empty() { word.clone() } else { [&line[..], b" ", word].concat() };
                if width(&joined) <= room {
                    line = joined;
                    continue;
                }
                if !line.is_empty() {
                    lines.push(std::mem::take(&mut line));
                }
                for letter in word {
                    line.push(*letter);
                    if line.len() > 1 && width(&line) > room {
                        line.pop();
                        lines.push(std::mem::replace(&mut line, vec![*letter]));
                    }
                }
            }
            lines.push(line);
        }
        lines
    }
}

impl Letters {
    fn new(mark: &Watermark) -> Option<Self> {
        let words: Vec<&str> = mark.text.split_whitespace().collect();
        let text = encoded(&words.join(" ")).filter(|text| !text.is_empty())?;
        Some(Self { text, color: color(&mark.color), size: mark.size.map(f64::from), diagonal: mark.diagonal })
    }

    fn draw(&self, drawn: &mut Vec<u8>, shape: &Shape) {
        let diagonal = (shape.width * shape.width + shape.height * shape.height).sqrt();
        let (cos, sin) = if self.diagonal { (shape.width / diagonal, shape.height / diagonal) } else { (1.0, 0.0) };
        let length = width(&self.text);
        // The largest size at which all of it is on the sheet with some room around.
        let fits = (0.9 * shape.width / (length * cos + CAPITAL * sin))
            .min(0.9 * shape.height / (length * sin + CAPITAL * cos));
        let size = self.size.unwrap_or(shape.width.min(shape.height) / 4.0).min(fits).max(1.0);
        let (across, up) = (length * size / 2.0, CAPITAL * size / 2.0);
        let x = shape.width / 2.0 - across * cos + up * sin;
        let y = shape.height / 2.0 - across * sin - up * cos;
        begin(drawn, "Watermark", self.color);
        drawn.extend_from_slice(b"/G gs\n");
        show(drawn, size, [cos, sin, -sin, cos, x, y], &self.text);
        end(drawn);
    }
}

/// Opens a mark, which reading aloud and reflowing pass over.
fn begin(drawn: &mut Vec<u8>, kind: &str, color: [f64; 3]) {
    drawn.extend_from_slice(b"/Artifact <</Type /Pagination /Subtype /");
    drawn.extend_from_slice(kind.as_bytes());
    drawn.extend_from_slice(b">> BDC\nq\n");
    drawn.extend_from_slice([&reals(&color), " rg\nBT\n"].concat().as_bytes());
}

fn end(drawn: &mut Vec<u8>) {
    drawn.extend_from_slice(b"ET\nQ\nEMC\n");
}

/// Shows a line; `gs` may stand inside a text object.
fn show(drawn: &mut Vec<u8>, size: f64, matrix: [f64; 6], line: &[u8]) {
    drawn.extend_from_slice(["/F ", &reals(&[size]), " Tf ", &reals(&matrix), " Tm <"].concat().as_bytes());
    let mut digits = String::new();
    for code in line {
        let _ = write!(digits, "{code:02x}");
    }
    drawn.extend_from_slice(digits.as_bytes());
    drawn.extend_from_slice(b"> Tj\n");
}

/// Numbers as PDF writes them.
pub(super) fn reals(numbers: &[f64]) -> String {
    let spelled = |number: &f64| {
        #[expect(clippy::cast_possible_truncation, reason = "pages are not that large")]
        let parts = (number * 10_000.0).round() as i64;
        let (sign, parts) = (if parts < 0 { "-" } else { "" }, parts.unsigned_abs());
        let text = format!("{sign}{}.{:04}", parts / 10_000, parts % 10_000);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    numbers.iter().map(spelled).collect::<Vec<_>>().join(" ")
}

/// `#rrggbb`; black for anything else.
fn color(text: &str) -> [f64; 3] {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
    let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()).unwrap_or(0);
    let [_, red, green, blue] = number.to_be_bytes();
    [red, green, blue].map(|part| f64::from(part) / 255.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn band(text: &str) -> Option<Band> {
        Band::new(&Mark { text: text.into(), color: "#ff0000".into(), size: 10, alignment: Alignment::Right })
    }

    #[test]
    fn lines_are_broken_where_they_must_be() {
        let band = band("aa bb cc\n\nAVERYLONGWORD").unwrap();
        let lines =
            |room| band.wrapped(room).iter().map(|line| String::from_utf8(line.clone()).unwrap()).collect::<Vec<_>>();
        assert_eq!(lines(99.0), ["aa bb cc", "", "AVERYLONGWORD"]);
        assert_eq!(lines(3.0), ["aa bb", "cc", "", "AVER", "YLON", "GWO", "RD"]);
        assert_eq!(lines(0.0).concat(), "aabbccAVERYLONGWORD");
    }

    #[test]
    fn what_cannot_be_drawn_is_left_out() {
        assert!(band("тайно").is_none() && band(" \n ").is_none());
        let watermark = |text: &str| {
            Letters::new(&Watermark { text: text.into(), color: String::new(), size: None, diagonal: true })
        };
        assert!(watermark("機密").is_none() && watermark("  ").is_none());
        assert_eq!(watermark("a\n b").unwrap().text, b"a b");
        assert_eq!(reals(&[1.0, -0.000_01, 0.5, 100.0, -2.25]), "1 0 0.5 100 -2.25");
        assert_eq!(reals(&color("#00ff00")), "0 1 0");
    }
}
