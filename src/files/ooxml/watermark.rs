//! The watermark of a Word document: the shape of letters, behind the text, that Word itself makes one of.

use super::sections::Area;
use super::{digits, ems, one_line};
use crate::files::Watermark;
use crate::files::xml::escaped;

/// Points of a watermark that are not too small or large for any program.
const SIZES: (f64, f64) = (4.0, 1500.0);

/// A paragraph that takes no place, with the shape anchored in it. `number` tells it from those in other headers.
pub(super) fn paragraph(mark: &Watermark, area: Area, number: usize) -> String {
    let text = one_line(&mark.text);
    let length = ems(&text).max(1.0);
    let size = match mark.size {
        Some(size) => f64::from(size),
        // Turned by an eighth, a box is as wide and as high as its sides together over the root of 2.
        None if mark.diagonal => area.width.min(area.height) * std::f64::consts::SQRT_2 / (length + 1.0),
        None => (area.width / length).min(area.height / 2.0),
    };
    let size = size.clamp(SIZES.0, SIZES.1);
    let turn = if mark.diagonal { "rotation:315;" } else { "" };
    // Word and LibreOffice know a watermark by this start of its name.
    let id = ["PowerPlusWaterMarkObject", &(357_000_001 + number).to_string()].concat();
    let place = "mso-position-horizontal:center;mso-position-horizontal-relative:margin;\
        mso-position-vertical:center;mso-position-vertical-relative:margin";
    let style = format!(
        "position:absolute;margin-left:0;margin-top:0;width:{:.2}pt;height:{size:.2}pt;{turn}z-index:-251658752;{place}",
        (size * length).min(SIZES.1)
    );
    let color = digits(&mark.color);
    let shape = [
        "<v:shape id=\"",
        &id,
        "\" o:spid=\"",
        &["_x0000_s", &(2049 + number).to_string()].concat(),
        "\" type=\"#_x0000_t136\" style=\"",
        &style,
        "\" o:allowincell=\"f\" fillcolor=\"#",
        &color,
        "\" stroked=\"f\"><v:fill opacity=\".5\"/><v:textpath style=\"font-family:&quot;Calibri&quot;;font-size:1pt\" \
            string=\"",
        &escaped(&text),
        "\"/></v:shape>",
    ]
    .concat();
    [OPEN, TYPE, &shape, "</w:pict></w:r></w:p>"].concat()
}

const OPEN: &str = "<w:p><w:pPr><w:spacing w:before=\"0\" w:after=\"0\" w:line=\"20\" w:lineRule=\"exact\"/></w:pPr>\
    <w:r><w:rPr><w:noProof/></w:rPr><w:pict xmlns:v=\"urn:schemas-microsoft-com:vml\" \
    xmlns:o=\"urn:schemas-microsoft-com:office:office\">";

/// Shape type 136, letters along a straight line, as every program that knows it by number has it built in.
const TYPE: &str = "<v:shapetype id=\"_x0000_t136\" coordsize=\"21600,21600\" o:spt=\"136\" adj=\"10800\" \
    path=\"m@7,l@8,m@5,21600l@6,21600e\"><v:formulas><v:f eqn=\"sum #0 0 10800\"/><v:f eqn=\"prod #0 2 1\"/>\
    <v:f eqn=\"sum 21600 0 @1\"/><v:f eqn=\"sum 0 0 @2\"/><v:f eqn=\"sum 21600 0 @3\"/><v:f eqn=\"if @0 @3 0\"/>\
    <v:f eqn=\"if @0 21600 @1\"/><v:f eqn=\"if @0 0 @2\"/><v:f eqn=\"if @0 @4 21600\"/><v:f eqn=\"mid @5 @6\"/>\
    <v:f eqn=\"mid @8 @5\"/><v:f eqn=\"mid @7 @8\"/><v:f eqn=\"mid @6 @7\"/><v:f eqn=\"sum @6 0 @5\"/></v:formulas>\
    <v:path textpathok=\"t\" o:connecttype=\"custom\" o:connectlocs=\"@9,0;@10,10800;@11,21600;@12,10800\" \
    o:connectangles=\"270,180,90,0\"/><v:textpath on=\"t\" fitshape=\"t\"/>\
    <v:handles><v:h position=\"#0,bottomRight\" xrange=\"6629,14971\"/></v:handles>\
    <o:lock v:ext=\"edit\" text=\"t\" shapetype=\"t\"/></v:shapetype>";
