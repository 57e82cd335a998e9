//! Custom properties of a package (ECMA-376 part 1, clause 15.2.12.2): where every program looks for a label.

use super::package::Package;
use super::relationships::kind;
use crate::files::office::{belongs, replaced};
use crate::files::xml::{DECLARATION, Document, Edits, escaped};
use crate::files::{FileLabel, Left};
use std::collections::BTreeSet;

const USUAL: &str = "docProps/custom.xml";
const CONTENT_TYPE: &str = "application/vnd.openxmlformats-officedocument.custom-properties+xml";
const TRANSITIONAL: [&str; 2] = [
    "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties",
    "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes",
];
const STRICT: [&str; 2] = [
    "http://purl.oclc.org/ooxml/officeDocument/customProperties",
    "http://purl.oclc.org/ooxml/officeDocument/docPropsVTypes",
];
/// The set that properties of the user belong to.
const USER: &str = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}";

/// The custom properties of a package.
pub(super) struct Custom {
    part: String,
    is_related: bool,
    document: Option<Document>,
    properties: Vec<Property>,
}

struct Property {
    place: usize,
    id: u32,
    name: String,
    value: String,
}

impl Custom {
    /// Reads them, under whatever name the package has them.
    pub(super) fn read(package: &Package<'_>) -> Result<Self, Left> {
        let related = package.relationships("")?;
        let mut own = related.iter().filter(|one| one.is("custom-properties") || one.is("customProperties"));
        let found = own.next();
        if own.next().is_some() {
            return Err(Left::Damaged);
        }
        let part = match found {
            Some(found) => found.target.clone().ok_or(Left::Damaged)?,
            None => USUAL.to_owned(),
        };
        // Programs that go by names would read another part than those that go by relationships.
        let is_plain = part.to_ascii_lowercase().ends_with(".xml");
        if !is_plain || (!part.eq_ignore_ascii_case(USUAL) && package.has(USUAL)) {
            return Err(Left::Damaged);
        }
        let mut custom = Self { is_related: found.is_some(), document: None, properties: Vec::new(), part };
        if package.has(&custom.part) {
            let document = package.document(&custom.part, &|depth, _| depth == 2 || depth == 3)?;
            custom.properties = properties(&document)?;
            custom.document = Some(document);
        }
        Ok(custom)
    }

    /// The value of a property.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.properties.iter().find(|known| known.name == name).map(|known| known.value.as_str())
    }

    /// Writes a label, and what `excel` has to remember, in the place of earlier ones.
    pub(super) fn write(
        self,
        package: &mut Package<'_>,
        label: &FileLabel,
        pairs: &[(String, String)],
        record: Option<&str>,
    ) -> Result<(), Left> {
        let [space, values] = if package.is_strict() { STRICT } else { TRANSITIONAL };
        let new = [DECLARATION, "<Properties xmlns=\"", space, "\" xmlns:vt=\"", values, "\"/>"].concat();
        let (document, known) = match self.document {
            Some(document) => (document, self.properties),
            None => (Document::read(new.into_bytes(), &|_, _| false)?, Vec::new()),
        };
        let old = replaced(known.iter().map(|one| (one.name.as_str(), one.value.as_str())), label);
        let goes = |one: &Property| belongs(&one.name, &old) || one.name == super::excel::RECORD;
        let mut edits = Edits::default();
        for one in known.iter().filter(|one| goes(one)) {
            edits.replace(&document, one.place, String::new());
        }

        let taken: BTreeSet<u32> = known.iter().filter(|one| !goes(one)).map(|one| one.id).collect();
        // Numbers go on from the highest one, or are those that are free where there is nothing above it.
        let highest = taken.last().copied().unwrap_or(1).max(1);
        let first = if highest < 1 << 24 { highest + 1 } else { 2 };
        let free = (first..).filter(|id| !taken.contains(id));
        let values = if document.elements().first().is_some_and(|root| root.space == STRICT[0]) {
            STRICT[1]
        } else {
            TRANSITIONAL[1]
        };
        let names = document.declarations(&[("vt", values)]);
        let prefix = document.prefix(0);
        let record = record.map(|record| (super::excel::RECORD.to_owned(), record.to_owned()));
        let property = |((name, value), id): (&(String, String), u32)| {
            let open = ["<", prefix, "property fmtid=\"", USER, "\" pid=\"", &id.to_string(), "\" name=\""].concat();
            let value = ["\"><vt:lpwstr", &names, ">", &escaped(value), "</vt:lpwstr></", prefix, "property>"].concat();
            [open.as_str(), &escaped(name), &value].concat()
        };
        edits.append(&document, 0, pairs.iter().chain(&record).zip(free).map(property).collect());
        package.write(&self.part, edits.apply(&document)?);

        package.declare(&self.part, CONTENT_TYPE)?;
        if !self.is_related {
            let name = if package.is_strict() { "customProperties" } else { "custom-properties" };
            package.relate("", &kind(name, package.is_strict()), &self.part)?;
        }
        Ok(())
    }
}

fn properties(document: &Document) -> Result<Vec<Property>, Left> {
    let root = document.elements().first().filter(|root| root.name == "Properties");
    let space = root.map(|root| root.space.as_str()).filter(|space| [TRANSITIONAL[0], STRICT[0]].contains(space));
    let mut properties = Vec::new();
    for place in document.all(space.ok_or(Left::Damaged)?, "property") {
        let id = document.attribute(place, "pid")?.and_then(|id| id.trim().parse().ok()).ok_or(Left::Damaged)?;
        let name = document.attribute(place, "name")?.unwrap_or_default();
        let value = match document.children(place).next() {
            Some((value, _)) => document.characters(value)?,
            None => String::new(),
        };
        properties.push(Property { place, id, name, value });
    }
    Ok(properties)
}
