//! Sections of a Word document, and the headers and footers that their pages show (ECMA-376 part 1, clause 17.10).

use super::package::Package;
use super::relationships::{Relationship, folder, kind};
use super::word::{Place, Space};
use crate::files::Left;
use crate::files::xml::{DECLARATION, Document, Edits};
use std::collections::BTreeMap;

/// Where a section's text stands, in points.
#[derive(Clone, Copy)]
pub(super) struct Area {
    pub(super) width: f64,
    pub(super) height: f64,
    /// From the upper edge of the page to its header, and from its footer to the lower edge.
    pub(super) edges: (f64, f64),
}

/// The headers and footers that pages show, each with an area of text that it stands around.
pub(super) type Shown = BTreeMap<(Place, String), Area>;

/// Sections of a document that gets marks.
const MAX_SECTIONS: usize = 2000;

const USUAL: &str = "default";
const KINDS: [&str; 3] = [USUAL, "first", "even"];

/// Finds the parts that show headers or footers on every page; where a page has none, it is given one.
pub(super) fn shown(package: &mut Package<'_>, main: &str, places: &[Place]) -> Result<Shown, Left> {
    let related = package.relationships(main)?;
    let targets = related.iter().map(|one| (one.id.as_str(), one.target.as_deref())).collect();
    let wanted = |depth: usize, name: &str| {
        let names = ["sectPr", "sectPrChange", "headerReference", "footerReference", "titlePg", "pgSz", "pgMar"];
        (depth == 2 && name == "body") || names.contains(&name) || matches!(name, "txbxContent" | "AlternateContent")
    };
    let document = package.document(main, &wanted)?;
    let space = Space::of(&document)?;
    let body = document.child(0, "body").ok_or(Left::Damaged)?;
    let both_sides = has_even_pages(package, &related)?;

    let sections = sections(&document, space, body)?;
    // A document that says nothing about its pages has one section all the same.
    let none = document.elements().len();
    let sections = if sections.is_empty() { vec![none] } else { sections };
    let mut found = Shown::new();
    let mut fresh: BTreeMap<usize, String> = BTreeMap::new();
    for place in places {
        // What the section before shows is shown on, until a section says otherwise.
        let mut current: BTreeMap<&str, String> = BTreeMap::new();
        for &section in &sections {
            let own = references(&document, section, place.reference(), &targets)?;
            let has_title = document.child(section, "titlePg").map(|at| is_on(&document, at)).transpose()?;
            for kind in KINDS {
                if let Some(part) = own.get(kind) {
                    current.insert(kind, part.clone());
                }
                let in_use = match kind {
                    "first" => has_title == Some(true),
                    "even" => both_sides,
                    _ => true,
                };
                if !in_use {
                    continue;
                }
                let part = if let Some(part) = current.get(kind) {
                    part.clone()
                } else {
                    let (part, reference) = new_part(package, main, *place, space, kind)?;
                    *fresh.entry(section).or_default() += &reference;
                    current.insert(kind, part.clone());
                    part
                };
                found.entry((*place, part)).or_insert(area(&document, section)?);
            }
        }
    }
    let mut edits = Edits::default();
    for (section, references) in fresh {
        if section == none {
            let names = document.declarations(&[("w", space.main)]);
            edits.append(&document, body, ["<w:sectPr", &names, ">", &references, "</w:sectPr>"].concat());
        } else {
            // They are the first that a section says.
            edits.prepend(&document, section, references);
        }
    }
    package.edit(main, &document, edits)?;
    Ok(found)
}

/// The sections, in order. Those that were there before a change, or that a text box seems to have, are none.
fn sections(document: &Document, space: Space, body: usize) -> Result<Vec<usize>, Left> {
    let mut found = Vec::new();
    for place in document.all(space.main, "sectPr") {
        let around = document.elements().get(place).and_then(|element| element.parent);
        match around.and_then(|around| document.elements().get(around)) {
            Some(_) if around == Some(body) => found.push(place),
            Some(element) if matches!(element.name.as_str(), "sectPrChange" | "txbxContent") => {}
            _ => return Err(Left::Damaged),
        }
    }
    if found.len() > MAX_SECTIONS { Err(Left::TooLarge) } else { Ok(found) }
}

/// The parts that a section names itself.
fn references(
    document: &Document,
    section: usize,
    name: &str,
    targets: &BTreeMap<&str, Option<&str>>,
) -> Result<BTreeMap<String, String>, Left> {
    let mut found = BTreeMap::new();
    for (place, element) in document.children(section) {
        if element.name != name {
            continue;
        }
        let kind = document.attribute(place, "type")?.unwrap_or_else(|| USUAL.to_owned());
        let id = document.attribute(place, "id")?.ok_or(Left::Damaged)?;
        let part = targets.get(id.as_str()).copied().flatten().ok_or(Left::Damaged)?;
        if !KINDS.contains(&kind.as_str()) || found.insert(kind, part.to_owned()).is_some() {
            return Err(Left::Damaged);
        }
    }
    Ok(found)
}

/// Adds an empty header or footer, and tells the reference to it.
fn new_part(
    package: &mut Package<'_>,
    main: &str,
    place: Place,
    space: Space,
    used: &str,
) -> Result<(String, String), Left> {
    let part = package.free_name(&[folder(main), place.name()].concat())?;
    let root = ["<w:", place.root(), " xmlns:w=\"", space.main, "\">", THIN, "</w:", place.root(), ">"].concat();
    package.write(&part, [DECLARATION, &root].concat());
    let content_type = ["application/vnd.openxmlformats-officedocument.wordprocessingml.", place.name(), "+xml"];
    package.declare(&part, &content_type.concat())?;
    let id = package.relate(main, &kind(place.name(), space.is_strict), &part)?;
    let names = [" xmlns:w=\"", space.main, "\" xmlns:r=\"", space.relationships, "\""].concat();
    let reference = ["<w:", place.reference(), &names, " w:type=\"", used, "\" r:id=\"", &id, "\"/>"].concat();
    Ok((part, reference))
}

/// A paragraph that takes no place to speak of: a header has at least one.
const THIN: &str =
    "<w:p><w:pPr><w:spacing w:before=\"0\" w:after=\"0\" w:line=\"20\" w:lineRule=\"exact\"/></w:pPr></w:p>";

/// Whether left and right pages are told apart.
fn has_even_pages(package: &Package<'_>, related: &[Relationship]) -> Result<bool, Left> {
    let settings = related.iter().find(|one| one.is("settings")).and_then(|one| one.target.as_deref());
    let Some(settings) = settings.filter(|part| package.has(part)) else { return Ok(false) };
    let document = package.document(settings, &|depth, name| depth == 2 && name == "evenAndOddHeaders")?;
    document.child(0, "evenAndOddHeaders").map_or(Ok(false), |place| is_on(&document, place))
}

fn is_on(document: &Document, place: usize) -> Result<bool, Left> {
    let value = document.attribute(place, "val")?;
    Ok(!value.is_some_and(|value| matches!(value.trim(), "0" | "false" | "off")))
}

/// The area that a section's text takes; of a page that does not say, of a sheet of letter paper.
fn area(document: &Document, section: usize) -> Result<Area, Left> {
    let points = |element: Option<usize>, name: &str, otherwise: f64| -> Result<f64, Left> {
        let value = element.map(|place| document.attribute(place, name)).transpose()?.flatten();
        let twentieths = value.and_then(|value| value.trim().parse::<f64>().ok()).filter(|value| value.is_finite());
        Ok(twentieths.map_or(otherwise, |twentieths| twentieths.abs() / 20.0))
    };
    let (size, margins) = (document.child(section, "pgSz"), document.child(section, "pgMar"));
    let inside = |whole: f64, one: f64, other: f64| (whole - one - other).clamp(72.0, 4000.0);
    Ok(Area {
        width: inside(points(size, "w", 612.0)?, points(margins, "left", 72.0)?, points(margins, "right", 72.0)?),
        height: inside(points(size, "h", 792.0)?, points(margins, "top", 72.0)?, points(margins, "bottom", 72.0)?),
        edges: (points(margins, "header", 36.0)?, points(margins, "footer", 36.0)?),
    })
}
