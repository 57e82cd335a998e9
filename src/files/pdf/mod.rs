//! Labels and marks on PDF (ISO 32000-2), written as an incremental update: every octet of the file stays, new states of
//! a few objects follow.
//!
//! ```text
//!   Source ──► xref ──► document ──► signature          what is in the file, fetched object by object (lexer, filter)
//!                          │
//!                          ├──► pages ──► stamp         what people see (drawing, helvetica)
//!                          ├──► information, metadata   what programs see (text)
//!                          ▼
//!                        update ──► Patch
//! ```
//!
//! Nothing is mended: a file whose tables are not right is [`Left::Damaged`].

mod document;
mod drawing;
mod filter;
mod helvetica;
mod information;
mod lexer;
mod metadata;
mod pages;
mod signature;
mod stamp;
mod text;
mod update;
mod xref;

use super::{BIT_FOOTER, BIT_HEADER, BIT_WATERMARK, FileLabel, Left, Marks, Patch, Source};
use crate::msip::{self, Group};
use document::{Document, Object};
use information::Information;
use lexer::{Dict, reference};
use metadata::Metadata;
use stamp::Stamp;
use update::Update;

/// Writes a label into a PDF, and marks on its pages.
pub(super) fn label(source: &dyn Source, label: &FileLabel, marks: &Marks) -> Result<Patch, Left> {
    let document = Document::open(source)?;
    let trailer = Dict::parse(&document.xref.trailer)?;
    let catalog = catalog(&document, &trailer)?;
    let root = catalog.dict()?;
    if signature::is_signed(&document, &root)? {
        return Err(Left::Signed);
    }
    let information = Information::read(&document, &trailer)?;
    let metadata = Metadata::read(&document, &root)?;
    let groups = [information.groups(), metadata.groups()].concat();
    let was_stamped = is_stamped(&groups, label);

    // An archival file must hold its fonts and may not shine through: its pages stay as they are.
    let none = Marks::default();
    let stamp = Stamp::new(if metadata.is_archival() { &none } else { marks }, &label.site);
    let mut update = Update::new(&document);
    let mut bits = 0;
    if was_stamped || !stamp.is_empty() {
        match stamp.apply(&mut update, &root) {
            Ok(()) => bits = stamp.bits(),
            // Too many pages; unless marks of an earlier label would stay on some.
            Err(Left::TooLarge) if !was_stamped => update = Update::new(&document),
            Err(left) => return Err(left),
        }
    }
    metadata.write(&mut update, &catalog, label, bits)?;
    let information = information.write(&mut update, label, bits)?;
    update.finish(information, &label.action)
}

fn catalog(document: &Document<'_>, trailer: &Dict<'_>) -> Result<Object, Left> {
    let root = trailer.get("Root").and_then(reference).ok_or(Left::Damaged)?;
    let catalog = document.object(root)?.ok_or(Left::Damaged)?;
    if catalog.dict()?.says("Type", "Catalog") { Ok(catalog) } else { Err(Left::Damaged) }
}

/// Whether an earlier label of the site says that there are marks.
fn is_stamped(groups: &[Group], label: &FileLabel) -> bool {
    let own = msip::of_site(groups, &label.site, &label.id);
    let bits = |group: &Group| group.get("ContentBits").and_then(|bits| bits.trim().parse::<u32>().ok());
    let marks = u32::from(BIT_HEADER | BIT_FOOTER | BIT_WATERMARK);
    groups.iter().any(|group| own.contains(&group.id) && bits(group).is_some_and(|bits| bits & marks != 0))
}
