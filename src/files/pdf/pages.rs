//! The pages of a file (ISO 32000-2, 7.7.3), each with what it takes over from the nodes above it.

use super::document::{Document, Object};
use super::lexer::{Dict, Ref, array, number, reference};
use crate::files::Left;
use std::collections::BTreeSet;
use std::rc::Rc;

/// Pages that are marked.
const MAX_PAGES: usize = 20_000;
/// Nodes between the root and a page.
const MAX_DEPTH: usize = 64;

/// A page.
pub(super) struct Page {
    pub(super) object: Object,
    /// The resources, its own or those of a node above, as they stand there.
    pub(super) resources: Option<Rc<[u8]>>,
    pub(super) shape: Shape,
}

/// What a page looks like: a sheet of a size, and how its own coordinates lie on it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Shape {
    /// In points, as people see it.
    pub(super) width: f64,
    /// Likewise.
    pub(super) height: f64,
    /// From points on the sheet, from its lower left corner, to the coordinates of the page.
    pub(super) matrix: [f64; 6],
}

/// What a node hands on to those below it.
#[derive(Clone, Default)]
struct Inherited {
    resources: Option<Rc<[u8]>>,
    media: Option<[f64; 4]>,
    crop: Option<[f64; 4]>,
    rotation: f64,
}

/// Visits every page once.
pub(super) fn each(
    document: &Document<'_>,
    root: &Dict<'_>,
    visit: &mut dyn FnMut(&Page) -> Result<(), Left>,
) -> Result<(), Left> {
    let top = root.get("Pages").and_then(reference).ok_or(Left::Damaged)?;
    let mut seen: BTreeSet<Ref> = BTreeSet::new();
    let mut waiting = vec![(top, Rc::new(Inherited::default()), 0)];
    let mut pages = 0;
    while let Some((at, above, depth)) = waiting.pop() {
        if !seen.insert(at) {
            return Err(Left::Damaged);
        }
        let object = document.object(at)?.ok_or(Left::Damaged)?;
        let dict = object.dict()?;
        let inherited = Inherited::below(&above, document, &dict)?;
        if let Some(kids) = document.get(&dict, "Kids")? {
            let kids = array(&kids)?;
            if depth >= MAX_DEPTH || waiting.len() + kids.len() > MAX_PAGES {
                return Err(Left::TooLarge);
            }
            let inherited = Rc::new(inherited);
            for kid in kids.into_iter().rev() {
                waiting.push((reference(kid).ok_or(Left::Damaged)?, Rc::clone(&inherited), depth + 1));
            }
            continue;
        }
        pages += 1;
        if !dict.says("Type", "Page") {
            return Err(Left::Damaged);
        }
        if pages > MAX_PAGES {
            return Err(Left::TooLarge);
        }
        let unit = document.get(&dict, "UserUnit")?.map_or(Some(1.0), |unit| number(&unit));
        let shape = inherited.shape(unit.filter(|unit| (0.001..=1000.0).contains(unit)).ok_or(Left::Damaged)?)?;
        visit(&Page { resources: inherited.resources, shape, object })?;
    }
    Ok(())
}

impl Inherited {
    fn below(above: &Self, document: &Document<'_>, dict: &Dict<'_>) -> Result<Self, Left> {
        let mut found = above.clone();
        if let Some(resources) = dict.get("Resources").filter(|resources| *resources != b"null") {
            found.resources = Some(resources.into());
        }
        for (name, to) in [("MediaBox", &mut found.media), ("CropBox", &mut found.crop)] {
            if let Some(value) = dict.get(name) {
                *to = Some(document.numbers(value)?);
            }
        }
        if let Some(rotation) = document.get(dict, "Rotate")? {
            found.rotation = number(&rotation).ok_or(Left::Damaged)?;
        }
        Ok(found)
    }

    fn shape(&self, unit: f64) -> Result<Shape, Left> {
        let media = sorted(self.media.ok_or(Left::Damaged)?);
        let shown = self.crop.map(|crop| within(sorted(crop), media));
        let [left, bottom, right, top] = shown.filter(|shown| is_box(*shown)).unwrap_or(media);
        if !is_box([left, bottom, right, top]) {
            return Err(Left::Damaged);
        }
        let (width, height) = ((right - left) * unit, (top - bottom) * unit);
        let scale = 1.0 / unit;
        // Turned clockwise, as the page is shown.
        let quarters = (self.rotation / 90.0).rem_euclid(4.0);
        let is = |turns: f64| (quarters - turns).abs() < 0.01;
        let (width, height, matrix) = if is(1.0) {
            (height, width, [0.0, scale, -scale, 0.0, right, bottom])
        } else if is(2.0) {
            (width, height, [-scale, 0.0, 0.0, -scale, right, top])
        } else if is(3.0) {
            (height, width, [0.0, -scale, scale, 0.0, left, top])
        } else {
            (width, height, [scale, 0.0, 0.0, scale, left, bottom])
        };
        Ok(Shape { width, height, matrix })
    }
}

/// Any two corners as the lower left and the upper right one.
fn sorted([a, b, c, d]: [f64; 4]) -> [f64; 4] {
    [a.min(c), b.min(d), a.max(c), b.max(d)]
}

fn within(inner: [f64; 4], [left, bottom, right, top]: [f64; 4]) -> [f64; 4] {
    let [a, b, c, d] = inner;
    [a.max(left), b.max(bottom), c.min(right), d.min(top)]
}

fn is_box([left, bottom, right, top]: [f64; 4]) -> bool {
    right - left >= 1.0 && top - bottom >= 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sheet_is_what_people_see() {
        let of = |rotation, crop| {
            let above = Inherited { media: Some([0.0, 0.0, 600.0, 800.0]), crop, rotation, resources: None };
            let shape = above.shape(1.0).unwrap();
            let [xx, yx, xy, yy, dx, dy] = shape.matrix;
            let put = |x: f64, y: f64| (xx * x + xy * y + dx, yx * x + yy * y + dy);
            (shape.width, shape.height, put(0.0, 0.0), put(10.0, 20.0))
        };
        assert_eq!(of(0.0, None), (600.0, 800.0, (0.0, 0.0), (10.0, 20.0)));
        assert_eq!(of(90.0, None), (800.0, 600.0, (600.0, 0.0), (580.0, 10.0)));
        assert_eq!(of(180.0, None), (600.0, 800.0, (600.0, 800.0), (590.0, 780.0)));
        assert_eq!(of(-90.0, None), (800.0, 600.0, (0.0, 800.0), (20.0, 790.0)));
        assert_eq!(of(360.0, Some([700.0, 500.0, 100.0, -9.0])), (500.0, 500.0, (100.0, 0.0), (110.0, 20.0)));
        assert!((of(0.0, Some([900.0, 900.0, 950.0, 950.0])).0 - 600.0).abs() < 0.01);
    }
}
