//! `docMetadata/LabelInfo.xml` ([MS-OFFCRYPTO] 2.6): where newer programs look for a label first.

use super::package::Package;
use crate::files::xml::{DECLARATION, Document, Edits};
use crate::files::{FileLabel, Left};

const USUAL: &str = "docMetadata/LabelInfo.xml";
const CONTENT_TYPE: &str = "application/vnd.ms-office.classificationlabels+xml";
const KIND: &str = "http://schemas.microsoft.com/office/2020/02/relationships/classificationlabels";
const SPACE: &str = "http://schemas.microsoft.com/office/2020/mipLabelMetadata";

/// Writes a label in the place of an earlier one of its organisation, where the package has this list or is to have it.
pub(super) fn write(package: &mut Package<'_>, label: &FileLabel, bits: u8) -> Result<(), Left> {
    let related = package.relationships("")?;
    let mut own = related.iter().filter(|one| one.kind == KIND);
    let found = own.next();
    if own.next().is_some() {
        return Err(Left::Damaged);
    }
    let part = match found {
        Some(found) => found.target.clone().ok_or(Left::Damaged)?,
        None => USUAL.to_owned(),
    };
    if !label.label_info && !package.has(&part) {
        return Ok(());
    }
    if !package.has(&part) {
        package.write(&part, [DECLARATION, "<clbl:labelList xmlns:clbl=\"", SPACE, "\"/>"].concat());
    }
    let document = package.document(&part, &|depth, _| depth == 2)?;
    let edits = changed(&document, label, bits)?;
    package.edit(&part, &document, edits)?;
    package.declare(&part, CONTENT_TYPE)?;
    if found.is_none() {
        package.relate("", KIND, &part)?;
    }
    Ok(())
}

fn changed(document: &Document, label: &FileLabel, bits: u8) -> Result<Edits, Left> {
    let root = document.elements().first().filter(|root| root.is(SPACE, "labelList"));
    root.ok_or(Left::Damaged)?;
    let mut edits = Edits::default();
    let mut last = None;
    for place in document.all(SPACE, "label") {
        let guid = |name: &str| -> Result<String, Left> {
            let value = document.attribute(place, name)?.unwrap_or_default();
            Ok(value.trim().trim_matches(['{', '}']).to_ascii_lowercase())
        };
        if guid("siteId")? == label.site || guid("id")? == label.id {
            edits.replace(document, place, String::new());
        }
        last = Some(place);
    }
    let names = [document.prefix(0), "label id=\"{", &label.id, "}\" enabled=\"1\" method=\"", label.method()].concat();
    let done = ["\" contentBits=\"", &bits.to_string(), "\" removed=\"0\"/>"].concat();
    let fresh = ["<", &names, "\" siteId=\"{", &label.site, "}", &done].concat();
    // Extensions follow the labels.
    match last {
        Some(last) => edits.after(document, last, fresh),
        None => edits.prepend(document, 0, fresh),
    }
    Ok(edits)
}
