//! Marks in `PowerPoint` presentations: text boxes on the masters, and wherever the shapes of a master are hidden.

use super::Made;
use super::package::Package;
use super::text_box::{NAMES, Size, boxes};
use crate::files::xml::Edits;
use crate::files::{Left, Marks};
use std::collections::BTreeSet;

/// The namespaces of presentations and drawings, in both editions of the standard.
const SPACES: [[&str; 2]; 2] = [
    [
        "http://schemas.openxmlformats.org/presentationml/2006/main",
        "http://schemas.openxmlformats.org/drawingml/2006/main",
    ],
    ["http://purl.oclc.org/ooxml/presentationml/main", "http://purl.oclc.org/ooxml/drawingml/main"],
];
/// Puts marks in the place of earlier ones.
pub(super) fn mark(package: &mut Package<'_>, main: &str, marks: &Marks) -> Result<Made, Left> {
    let targets = |package: &Package<'_>, of: &str, name: &str| -> Result<Vec<String>, Left> {
        let related = package.relationships(of)?.into_iter().filter(|one| one.is(name));
        related.map(|one| one.target.ok_or(Left::Damaged)).collect()
    };
    let size = size(package, main)?;
    let masters: BTreeSet<String> = targets(package, main, "slideMaster")?.into_iter().collect();
    let mut others = BTreeSet::new();
    let mut had_marks = false;
    for master in &masters {
        had_marks |= edit(package, master, size, marks, true)?;
        others.extend(targets(package, master, "slideLayout")?);
    }
    // Marks are on every master or nowhere.
    if had_marks || marks.bits() != 0 {
        others.extend(targets(package, main, "slide")?);
        for part in &others {
            edit(package, part, size, marks, false)?;
        }
    }
    Ok(Made { bits: if masters.is_empty() { 0 } else { marks.bits() }, record: None })
}

fn size(package: &Package<'_>, main: &str) -> Result<Size, Left> {
    let document = package.document(main, &|depth, name| depth == 2 && name == "sldSz")?;
    let element = document.child(0, "sldSz").ok_or(Left::Damaged)?;
    let side = |name: &str| -> Result<f64, Left> {
        let side = document.attribute(element, name)?.and_then(|side| side.trim().parse::<u32>().ok());
        side.filter(|side| (100_000..=100_000_000).contains(side)).map(f64::from).ok_or(Left::Damaged)
    };
    Ok(Size { width: side("cx")?, height: side("cy")? })
}

/// Changes one part. Whether it had marks.
fn edit(package: &mut Package<'_>, part: &str, size: Size, marks: &Marks, is_master: bool) -> Result<bool, Left> {
    let wanted = |depth: usize, name: &str| {
        matches!((depth, name), (2, "cSld") | (3, "spTree")) || depth == 4 || name == "nvSpPr" || name == "cNvPr"
    };
    let document = package.document(part, &wanted)?;
    let root = document.elements().first().ok_or(Left::Damaged)?;
    let spaces = SPACES.into_iter().find(|[main, _]| *main == root.space).ok_or(Left::Damaged)?;
    let tree = document.child(0, "cSld").and_then(|slide| document.child(slide, "spTree")).ok_or(Left::Damaged)?;
    let is_slide = root.name == "sld";
    let is_hidden = document.attribute(0, "showMasterSp")?.is_some_and(|shown| matches!(shown.trim(), "0" | "false"));

    let mut edits = Edits::default();
    let (mut had_marks, mut old) = (false, BTreeSet::new());
    for (shape, _) in document.children(tree).filter(|(_, element)| element.is(spaces[0], "sp")) {
        let about = document.child(shape, "nvSpPr").and_then(|about| document.child(about, "cNvPr"));
        let name = about.map(|about| document.attribute(about, "name")).transpose()?.flatten();
        if name.is_some_and(|name| NAMES.contains(&name.as_str())) {
            edits.replace(&document, shape, String::new());
            old.extend(about);
            had_marks = true;
        }
    }
    let mut ids = BTreeSet::new();
    for (place, _) in document.elements().iter().enumerate().filter(|(_, element)| element.name == "cNvPr") {
        if !old.contains(&place) {
            ids.extend(document.attribute(place, "id")?.and_then(|id| id.trim().parse::<u32>().ok()));
        }
    }
    if is_master || is_hidden {
        // Numbers go on from the highest one, so that no animation of a shape that is gone means ours.
        let highest = ids.last().copied().unwrap_or(1).max(1);
        let first = if highest < 1 << 30 { highest + 1 } else { 2 };
        let mut free = (first..).filter(|id| !ids.contains(id));
        let names = document.declarations(&[("p", spaces[0]), ("a", spaces[1])]);
        // On a master the letters lie behind all slides anyway; on a slide, behind its own shapes.
        let (mut low, mut high) = (String::new(), String::new());
        for one in boxes(marks, size) {
            let shape = one.shape(free.next().ok_or(Left::Damaged)?, &names, is_slide);
            *if one.is_pale && is_slide { &mut low } else { &mut high } += &shape;
        }
        if !low.is_empty() {
            edits.after(&document, document.child(tree, "grpSpPr").ok_or(Left::Damaged)?, low);
        }
        match document.child(tree, "extLst") {
            Some(list) => edits.before(&document, list, high),
            None => edits.append(&document, tree, high),
        }
    }
    package.edit(part, &document, edits)?;
    Ok(had_marks)
}
