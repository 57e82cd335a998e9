//! The parts of a package and what they are (ECMA-376 part 2).

use super::relationships::{Relationship, coded, plain};
use crate::files::xml::{Document, Edits, escaped};
use crate::files::zip::{Archive, Changes};
use crate::files::{Left, Patch};

/// The part that says of all others what they are.
pub(in crate::files) const CONTENT_TYPES: &str = "[Content_Types].xml";

/// Lines of a list of parts: it is read again and again.
pub(super) const MAX_LINES: usize = 20_000;

const SPACE: &str = "http://schemas.openxmlformats.org/package/2006/content-types";
const VISIO: &str = "http://schemas.microsoft.com/visio/2010/relationships/document";
const SIGNATURES: &str = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/";

/// A document as a set of parts, with changes that are not yet made. Names of parts stand without the slash before them.
pub(super) struct Package<'a> {
    archive: Archive<'a>,
    changes: Changes,
    /// The part that all others hang on.
    main: String,
    is_strict: bool,
}

impl<'a> Package<'a> {
    /// The package in an archive; other users of the format, such as installers, are no documents.
    pub(super) fn open(archive: Archive<'a>) -> Result<Self, Left> {
        let mut package = Self { archive, changes: Changes::default(), main: String::new(), is_strict: false };
        let mut names = package.archive.entries().iter().map(|entry| entry.name.to_ascii_lowercase());
        if package.archive.entries().iter().any(|entry| entry.is_encrypted) {
            return Err(Left::Encrypted);
        }
        // A part may stand in several pieces, as print jobs have it.
        if names.any(|name| {
            name.contains("].piece") || name.contains("].last.piece") || name.starts_with('/') || name.contains('\\')
        }) {
            return Err(Left::Unsupported);
        }
        let related = package.relationships("")?;
        let mut documents = related.iter().filter(|one| one.is("officeDocument") || one.kind == VISIO);
        let document = documents.next().ok_or(Left::Unsupported)?;
        if documents.next().is_some() {
            return Err(Left::Damaged);
        }
        if package.is_signed(&related) {
            return Err(Left::Signed);
        }
        let main = document.target.clone().filter(|main| package.has(main)).ok_or(Left::Damaged)?;
        package.is_strict = document.is_strict();
        package.main = main;
        Ok(package)
    }

    fn is_signed(&self, related: &[Relationship]) -> bool {
        let mut entries = self.archive.entries().iter();
        entries.any(|entry| entry.name.to_ascii_lowercase().starts_with("_xmlsignatures/"))
            || related.iter().any(|one| one.kind.starts_with(SIGNATURES))
    }

    /// The name of the part that all others hang on.
    pub(super) fn main(&self) -> &str {
        &self.main
    }

    /// Whether it keeps to the strict edition of the standard.
    pub(super) fn is_strict(&self) -> bool {
        self.is_strict
    }

    /// Whether there is such a part.
    pub(super) fn has(&self, part: &str) -> bool {
        self.archive.place(part).is_some() || self.added(part).is_some()
    }

    /// Reads a part that is XML, changed if it was.
    pub(super) fn document(&self, part: &str, wanted: &dyn Fn(usize, &str) -> bool) -> Result<Document, Left> {
        let octets = match self.archive.place(part) {
            Some(place) => match self.changes.replaced.get(&place) {
                Some(octets) => octets.clone(),
                None => self.archive.read(place)?,
            },
            None => self.added(part).ok_or(Left::Damaged)?.clone(),
        };
        Document::read(octets, wanted)
    }

    /// Puts a part in the place of one of that name, or adds it.
    pub(super) fn write(&mut self, part: &str, text: String) {
        if let Some(place) = self.archive.place(part) {
            self.changes.replaced.insert(place, text.into_bytes());
        } else if let Some((_, octets)) =
            self.changes.added.iter_mut().find(|(name, _)| name.eq_ignore_ascii_case(part))
        {
            *octets = text.into_bytes();
        } else {
            self.changes.added.push((part.to_owned(), text.into_bytes()));
        }
    }

    /// Changes a part, unless nothing changes.
    pub(super) fn edit(&mut self, part: &str, document: &Document, edits: Edits) -> Result<(), Left> {
        let text = edits.apply(document)?;
        if text != document.text() {
            self.write(part, text);
        }
        Ok(())
    }

    /// Drops all changes.
    pub(super) fn forget(&mut self) {
        self.changes = Changes::default();
        self.archive.start_over();
    }

    /// The changed document.
    pub(super) fn finish(self) -> Result<Patch, Left> {
        self.archive.changed(&self.changes)
    }

    /// A name for a new part that no other has: folder and start of the name, then a number.
    pub(super) fn free_name(&self, start: &str) -> Result<String, Left> {
        let count = self.archive.entries().len() + self.changes.added.len();
        let mut names = (1..=count + 1).map(|number| [start, &number.to_string(), ".xml"].concat());
        names.find(|name| !self.has(name)).ok_or(Left::Damaged)
    }

    /// What a part is.
    pub(super) fn content_type(&self, part: &str) -> Result<Option<String>, Left> {
        let types = self.types()?;
        if let Some(place) = override_of(&types, part)? {
            return types.attribute(place, "ContentType");
        }
        let extension = part.rsplit_once('.').map_or("", |(_, extension)| extension);
        for place in types.all(SPACE, "Default") {
            if types.attribute(place, "Extension")?.is_some_and(|known| known.eq_ignore_ascii_case(extension)) {
                return types.attribute(place, "ContentType");
            }
        }
        Ok(None)
    }

    /// Says what a part is, unless something says so already.
    pub(super) fn declare(&mut self, part: &str, content_type: &str) -> Result<(), Left> {
        let types = self.types()?;
        if override_of(&types, part)?.is_some() {
            return Ok(());
        }
        let name = [types.prefix(0), "Override PartName=\"/", &escaped(&coded(part))].concat();
        let mut edits = Edits::default();
        edits.append(&types, 0, ["<", &name, "\" ContentType=\"", content_type, "\"/>"].concat());
        self.edit(CONTENT_TYPES, &types, edits)
    }

    fn types(&self) -> Result<Document, Left> {
        let types = self.document(CONTENT_TYPES, &|depth, _| depth == 2)?;
        let root = types.elements().first().filter(|root| root.is(SPACE, "Types"));
        root.ok_or(Left::Damaged)?;
        if types.elements().len() > MAX_LINES { Err(Left::TooLarge) } else { Ok(types) }
    }

    fn added(&self, part: &str) -> Option<&Vec<u8>> {
        let mut added = self.changes.added.iter();
        added.find(|(name, _)| name.eq_ignore_ascii_case(part)).map(|(_, octets)| octets)
    }
}

/// What the list says of one part by its name.
fn override_of(types: &Document, part: &str) -> Result<Option<usize>, Left> {
    for place in types.all(SPACE, "Override") {
        let name = types.attribute(place, "PartName")?.ok_or(Left::Damaged)?;
        let Some(name) = name.strip_prefix('/') else { continue };
        if name.eq_ignore_ascii_case(part) || plain(name).is_some_and(|name| name.eq_ignore_ascii_case(part)) {
            return Ok(Some(place));
        }
    }
    Ok(None)
}
