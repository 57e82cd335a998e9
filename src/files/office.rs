//! Documents that are zip archives: what they are is told by what they hold, not by a name.

use super::zip::Archive;
use super::{FileLabel, Left, Marks, Patch, Source, odf, ooxml};
use crate::msip;
use std::collections::BTreeSet;

/// Labels a document. An archive that is none has no place for a label.
pub(super) fn label(source: &dyn Source, label: &FileLabel, marks: &Marks) -> Result<Patch, Left> {
    let archive = Archive::open(source)?;
    if archive.place(ooxml::CONTENT_TYPES).is_some() {
        ooxml::label(archive, label, marks)
    } else if odf::is_document(&archive) {
        odf::label(&archive, label)
    } else {
        Err(Left::Unsupported)
    }
}

/// The labels that a new one takes the place of: those of its organisation, and one with its own id.
/// `pairs` may hold more of them than are ever shown.
pub(super) fn replaced<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>, label: &FileLabel) -> BTreeSet<String> {
    let own = pairs.filter_map(|(name, value)| {
        let (id, attribute) = msip::split_key(name)?;
        let site = value.trim().trim_matches(['{', '}']);
        (attribute.eq_ignore_ascii_case("SiteId") && site.eq_ignore_ascii_case(&label.site)).then_some(id)
    });
    own.chain([label.id.clone()]).collect()
}

/// Whether a property belongs to one of these labels.
pub(super) fn belongs(name: &str, labels: &BTreeSet<String>) -> bool {
    msip::split_key(name).is_some_and(|(id, _)| labels.contains(&id))
}
