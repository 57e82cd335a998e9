//! Marks on slides as shapes (ECMA-376 part 1, clause 19.3.1.43): boxes of text whose names say that they are ours.

use super::{digits, ems, lines, one_line};
use crate::bundle::Alignment;
use crate::files::xml::escaped;
use crate::files::{Mark, Marks, Watermark};

/// Names of our boxes.
pub(super) const NAMES: [&str; 3] = ["zegel-watermark", "zegel-header", "zegel-footer"];

/// Units of a point, and of the space between a line and the edge of a slide.
const POINT: f64 = 12_700.0;
const MARGIN: f64 = 90_000.0;
/// A line with the space above it, in its letters' own size.
const LINE: f64 = 1.2;

/// How large slides are, in units.
#[derive(Clone, Copy)]
pub(super) struct Size {
    pub(super) width: f64,
    pub(super) height: f64,
}

/// A box of text.
pub(super) struct TextBox<'a> {
    /// Whether these are letters behind the text.
    pub(super) is_pale: bool,
    name: &'static str,
    lines: Vec<String>,
    alignment: Alignment,
    color: &'a str,
    points: f64,
    /// Left, top, width, height; in units.
    place: [f64; 4],
    /// How far it is turned to the left, in degrees.
    turn: f64,
}

/// The boxes for marks, the lowest one first.
pub(super) fn boxes(marks: &Marks, size: Size) -> Vec<TextBox<'_>> {
    let watermark = marks.watermark.iter().map(|mark| watermark(mark, size));
    let header = marks.header.iter().map(|mark| line(mark, NAMES[1], size));
    let footer = marks.footer.iter().map(|mark| line(mark, NAMES[2], size));
    watermark.chain(header).chain(footer).collect()
}

/// A box along the upper or lower edge.
fn line<'a>(mark: &'a Mark, name: &'static str, size: Size) -> TextBox<'a> {
    let lines: Vec<String> = lines(&mark.text).map(str::to_owned).collect();
    let points = f64::from(mark.size.max(1));
    let height = points * LINE * POINT * f64::from(u16::try_from(lines.len()).unwrap_or(1));
    let top = if name == NAMES[1] { MARGIN } else { (size.height - height - MARGIN).max(0.0) };
    TextBox {
        is_pale: false,
        name,
        lines,
        alignment: mark.alignment,
        color: &mark.color,
        points,
        place: [MARGIN, top, size.width - 2.0 * MARGIN, height],
        turn: 0.0,
    }
}

/// A box in the middle.
fn watermark(mark: &Watermark, size: Size) -> TextBox<'_> {
    let text = one_line(&mark.text);
    let length = ems(&text).max(1.0);
    let angle = if mark.diagonal { size.height.atan2(size.width) } else { 0.0 };
    // A turned box has to fit both ways; a tenth is left free.
    let across = size.width / (length * angle.cos() + LINE * angle.sin());
    let down = size.height / (length * angle.sin() + LINE * angle.cos());
    let points = mark.size.map_or(0.9 * across.min(down) / POINT, f64::from).clamp(1.0, 400.0);
    let (width, height) = (points * length * POINT, points * LINE * POINT);
    TextBox {
        is_pale: true,
        name: NAMES[0],
        lines: vec![text],
        alignment: Alignment::Center,
        color: &mark.color,
        points,
        place: [(size.width - width) / 2.0, (size.height - height) / 2.0, width, height],
        turn: angle.to_degrees(),
    }
}

impl TextBox<'_> {
    /// Its shape. `names`: declarations of namespaces that it needs; `on_slide`: not on a master or layout.
    pub(super) fn shape(&self, id: u32, names: &str, on_slide: bool) -> String {
        let [left, top, width, height] = self.place;
        let turn =
            if self.turn > 0.0 { format!(" rot=\"{:.0}\"", (360.0 - self.turn) * 60_000.0) } else { String::new() };
        let place = format!(
            "<a:xfrm{turn}><a:off x=\"{left:.0}\" y=\"{top:.0}\"/><a:ext cx=\"{width:.0}\" cy=\"{height:.0}\"/></a:xfrm>"
        );
        let (wrap, anchor) = if self.is_pale { ("none", "ctr") } else { ("square", "t") };
        [
            "<p:sp",
            names,
            "><p:nvSpPr><p:cNvPr id=\"",
            &id.to_string(),
            "\" name=\"",
            self.name,
            "\"/><p:cNvSpPr txBox=\"1\"/>",
            if on_slide { "<p:nvPr/>" } else { "<p:nvPr userDrawn=\"1\"/>" },
            "</p:nvSpPr><p:spPr>",
            &place,
            "<a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom><a:noFill/></p:spPr><p:txBody><a:bodyPr wrap=\"",
            wrap,
            "\" lIns=\"0\" tIns=\"0\" rIns=\"0\" bIns=\"0\" anchor=\"",
            anchor,
            "\"><a:noAutofit/></a:bodyPr><a:lstStyle/>",
            &self.paragraphs(),
            "</p:txBody></p:sp>",
        ]
        .concat()
    }

    fn paragraphs(&self) -> String {
        let alignment = match self.alignment {
            Alignment::Left => "l",
            Alignment::Center => "ctr",
            Alignment::Right => "r",
        };
        let size = format!("{:.0}", self.points * 100.0);
        let color = digits(self.color);
        let fill = if self.is_pale { "\"><a:alpha val=\"50000\"/></a:srgbClr>" } else { "\"/>" };
        let look = ["sz=\"", &size, "\"><a:solidFill><a:srgbClr val=\"", &color, fill, "</a:solidFill>"].concat();
        let plain =
            "<a:lnSpc><a:spcPct val=\"100000\"/></a:lnSpc><a:spcBef><a:spcPts val=\"0\"/></a:spcBef><a:buNone/>";
        let start = ["<a:p><a:pPr marL=\"0\" indent=\"0\" algn=\"", alignment, "\">", plain, "</a:pPr>"].concat();
        let paragraph = |line: &String| {
            [&start, "<a:r><a:rPr ", &look, "</a:rPr><a:t>", &escaped(line), "</a:t></a:r></a:p>"].concat()
        };
        self.lines.iter().map(paragraph).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_fill_a_slide_and_stay_on_it() {
        let size = Size { width: 12_192_000.0, height: 6_858_000.0 };
        for (text, diagonal) in [("CONFIDENTIAL", true), ("Confidential, for the board only", false), ("X", true)] {
            let mark = Watermark { text: text.to_owned(), color: "#c0c0c0".to_owned(), size: None, diagonal };
            let one = watermark(&mark, size);
            let ([left, top, width, height], angle) = (one.place, one.turn.to_radians());
            assert!((2.0 * left + width - size.width).abs() < 1.0 && (2.0 * top + height - size.height).abs() < 1.0);
            let (across, down) =
                (width * angle.cos() + height * angle.sin(), width * angle.sin() + height * angle.cos());
            assert!(
                across < size.width && down < size.height && (across > 0.8 * size.width || down > 0.8 * size.height)
            );
        }
    }
}
