//! The label in the XMP packet of the document (ISO 32000-2, 14.3.2).

use super::document::{Document, Object};
use super::lexer::{Dict, add_pair, reference};
use super::update::Update;
use crate::files::xmp::{self, Packet};
use crate::files::{FileLabel, Left};
use crate::msip::Group;

/// How archival files name their kind: PDF/A (ISO 19005).
const ARCHIVAL: &[u8] = b"http://www.aiim.org/pdfa/ns/id/";

/// The packet as it is.
pub(super) enum Metadata {
    /// None yet.
    Missing,
    /// One that can be changed.
    Known(Object, Vec<u8>),
    /// One in a form that is not known. It stays as it is.
    Foreign,
}

impl Metadata {
    pub(super) fn read(document: &Document<'_>, root: &Dict<'_>) -> Result<Self, Left> {
        let Some(value) = root.get("Metadata").filter(|value| *value != b"null") else { return Ok(Self::Missing) };
        let Some(object) = document.object(reference(value).ok_or(Left::Damaged)?)? else { return Ok(Self::Missing) };
        let known = document.stream(&object)?.filter(|packet| Packet::parse(packet).is_ok());
        Ok(known.map_or(Self::Foreign, |packet| Self::Known(object, packet)))
    }

    /// The labels in it.
    pub(super) fn groups(&self) -> Vec<Group> {
        match self {
            Self::Known(_, packet) => Packet::parse(packet).map_or(Vec::new(), |packet| packet.groups()),
            _ => Vec::new(),
        }
    }

    /// Whether it says that this is PDF/A.
    pub(super) fn is_archival(&self) -> bool {
        matches!(self, Self::Known(_, packet) if packet.windows(ARCHIVAL.len()).any(|found| found == ARCHIVAL))
    }

    /// Writes a new state of it; a first one also needs a new state of the catalog.
    pub(super) fn write(
        &self,
        update: &mut Update<'_>,
        catalog: &Object,
        label: &FileLabel,
        bits: u8,
    ) -> Result<(), Left> {
        match self {
            Self::Foreign => Ok(()),
            Self::Known(object, packet) => {
                let opened = object.dict()?.opened_without(&["Length", "Filter", "DecodeParms", "DL"]);
                update.stream(object.at, &opened, Packet::parse(packet)?.labelled(label, bits).as_bytes())
            }
            Self::Missing => {
                let at = update.reserve()?;
                update.stream(at, b"<</Type /Metadata\n/Subtype /XML\n", xmp::packet(label, bits).as_bytes())?;
                let mut root = catalog.dict()?.opened_without(&["Metadata"]);
                add_pair(&mut root, b"Metadata", at.spelled());
                root.extend_from_slice(b">>");
                update.object(catalog.at, &root)
            }
        }
    }
}
