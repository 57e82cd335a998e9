//! Marks in Word documents: paragraphs in headers and footers, each in a content control whose tag says that it is ours.

use super::package::Package;
use super::sections::{Area, shown};
use super::watermark;
use super::{Made, digits, lines};
use crate::bundle::Alignment;
use crate::files::xml::{Document, Edits, escaped};
use crate::files::{Left, Mark, Marks};
use std::collections::BTreeSet;

/// Points between a line and the edge of the page, which some programs put headers on where there are none.
const MARGIN: f64 = 15.0;
/// Names of our content controls.
const NAMES: [&str; 3] = ["zegel-header", "zegel-footer", "zegel-watermark"];

/// Where on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    Header,
    Footer,
}

impl Place {
    /// Its name in names of parts and their kinds.
    pub(super) fn name(self) -> &'static str {
        if self == Self::Header { "header" } else { "footer" }
    }

    /// The root element of such a part.
    pub(super) fn root(self) -> &'static str {
        if self == Self::Header { "hdr" } else { "ftr" }
    }

    /// The element of a section that refers to one.
    pub(super) fn reference(self) -> &'static str {
        if self == Self::Header { "headerReference" } else { "footerReference" }
    }
}

/// The namespaces of an edition of the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Space {
    pub(super) main: &'static str,
    pub(super) relationships: &'static str,
    pub(super) is_strict: bool,
}

const TRANSITIONAL: Space = Space {
    main: "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    relationships: "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    is_strict: false,
};
const STRICT: Space = Space {
    main: "http://purl.oclc.org/ooxml/wordprocessingml/main",
    relationships: "http://purl.oclc.org/ooxml/officeDocument/relationships",
    is_strict: true,
};

impl Space {
    /// That of a document.
    pub(super) fn of(document: &Document) -> Result<Self, Left> {
        let root = document.elements().first().ok_or(Left::Damaged)?;
        [TRANSITIONAL, STRICT].into_iter().find(|known| known.main == root.space).ok_or(Left::Damaged)
    }
}

/// Puts marks in the place of earlier ones.
pub(super) fn mark(package: &mut Package<'_>, main: &str, marks: &Marks) -> Result<Made, Left> {
    let mut marks = marks.clone();
    // The strict edition does not have the shapes that Word makes watermarks of.
    marks.watermark = marks.watermark.filter(|_| !package.is_strict());
    let mut places = Vec::new();
    if marks.header.is_some() || marks.watermark.is_some() {
        places.push(Place::Header);
    }
    if marks.footer.is_some() {
        places.push(Place::Footer);
    }
    let mut parts: Vec<(Place, String, Option<Area>)> = Vec::new();
    if !places.is_empty() {
        parts.extend(shown(package, main, &places)?.into_iter().map(|((place, part), area)| (place, part, Some(area))));
    }
    // Others may hold marks from before.
    let mut known: BTreeSet<String> = parts.iter().map(|(_, part, _)| part.to_ascii_lowercase()).collect();
    for one in package.relationships(main)? {
        let Some(place) = [Place::Header, Place::Footer].into_iter().find(|place| one.is(place.name())) else {
            continue;
        };
        let Some(part) = one.target.filter(|part| package.has(part)) else { continue };
        if known.insert(part.to_ascii_lowercase()) {
            parts.push((place, part, None));
        }
    }
    for (number, (place, part, area)) in parts.iter().enumerate() {
        let wanted = |depth: usize, name: &str| {
            depth <= 5 && matches!(name, "sdt" | "sdtPr" | "tag" | "docPartObj" | "docPartCategory")
        };
        let document = package.document(part, &wanted)?;
        let edits = changed(&document, *place, *area, &marks, number)?;
        package.edit(part, &document, edits)?;
    }
    Ok(Made { bits: marks.bits(), record: None })
}

fn changed(document: &Document, place: Place, area: Option<Area>, marks: &Marks, number: usize) -> Result<Edits, Left> {
    let space = Space::of(document)?;
    document.elements().first().filter(|root| root.name == place.root()).ok_or(Left::Damaged)?;
    let mut edits = Edits::default();
    for (control, element) in document.children(0) {
        if element.is(space.main, "sdt") && is_ours(document, control)? {
            edits.replace(document, control, String::new());
        }
    }
    let Some(area) = area else { return Ok(edits) };
    if place == Place::Footer {
        if let Some(mark) = &marks.footer {
            edits.append(
                document,
                0,
                control(document, space, NAMES[1], "Footers", &paragraphs(mark, place, area, space)),
            );
        }
        return Ok(edits);
    }
    let mut fresh = String::new();
    if let Some(mark) = &marks.header {
        fresh += &control(document, space, NAMES[0], "Headers", &paragraphs(mark, place, area, space));
    }
    if let Some(mark) = &marks.watermark {
        fresh += &control(document, space, NAMES[2], "Watermarks", &watermark::paragraph(mark, area, number));
    }
    if !fresh.is_empty() {
        edits.prepend(document, 0, fresh);
    }
    Ok(edits)
}

/// Whether a content control has one of our names.
fn is_ours(document: &Document, control: usize) -> Result<bool, Left> {
    let Some(properties) = document.child(control, "sdtPr") else { return Ok(false) };
    let part = document.child(properties, "docPartObj");
    let names = [document.child(properties, "tag"), part.and_then(|part| document.child(part, "docPartCategory"))];
    for name in names.into_iter().flatten() {
        if document.attribute(name, "val")?.is_some_and(|name| NAMES.contains(&name.as_str())) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A content control around paragraphs. `LibreOffice` keeps how they look only in one that comes from a gallery; of its
/// names it keeps only the category there.
fn control(document: &Document, space: Space, tag: &str, gallery: &str, paragraphs: &str) -> String {
    let names = document.declarations(&[("w", space.main)]);
    let head =
        ["<w:sdt", &names, "><w:sdtPr><w:tag w:val=\"", tag, "\"/><w:docPartObj><w:docPartGallery w:val=\""].concat();
    let open =
        [gallery, "\"/><w:docPartCategory w:val=\"", tag, "\"/></w:docPartObj></w:sdtPr><w:sdtContent>"].concat();
    [&head, &open, paragraphs, "</w:sdtContent></w:sdt>"].concat()
}

fn paragraphs(mark: &Mark, place: Place, area: Area, space: Space) -> String {
    let edge = if place == Place::Header { area.edges.0 } else { area.edges.1 };
    let (left, right) = if space.is_strict { ("start", "end") } else { ("left", "right") };
    let alignment = match mark.alignment {
        Alignment::Left => left,
        Alignment::Center => "center",
        Alignment::Right => right,
    };
    let half_points = (u16::from(mark.size.max(1)) * 2).to_string();
    let color = digits(&mark.color);
    let lines: Vec<&str> = lines(&mark.text).collect();
    let paragraph = |(number, line): (usize, &&str)| {
        let gap =
            |is_outer: bool| if is_outer { format!("{:.0}", (MARGIN - edge).max(0.0) * 20.0) } else { "0".into() };
        [
            "<w:p><w:pPr><w:spacing w:before=\"",
            &gap(place == Place::Header && number == 0),
            "\" w:after=\"",
            &gap(place == Place::Footer && number + 1 == lines.len()),
            "\" w:line=\"240\" w:lineRule=\"auto\"/><w:ind w:firstLine=\"0\"/><w:jc w:val=\"",
            alignment,
            "\"/></w:pPr><w:r><w:rPr><w:color w:val=\"",
            &color,
            "\"/><w:sz w:val=\"",
            &half_points,
            "\"/><w:szCs w:val=\"",
            &half_points,
            "\"/></w:rPr><w:t xml:space=\"preserve\">",
            &escaped(line),
            "</w:t></w:r></w:p>",
        ]
        .concat()
    };
    lines.iter().enumerate().map(paragraph).collect()
}
