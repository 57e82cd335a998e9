//! `OpenDocument` (ISO/IEC 26300): a label stands in `meta.xml` as properties of the user.

use super::office::{belongs, replaced};
use super::xml::{DECLARATION, Document, Edits, escaped};
use super::zip::{Archive, Changes};
use super::{FileLabel, Left, Patch};

const OFFICE: &str = "urn:oasis:names:tc:opendocument:xmlns:office:1.0";
const META: &str = "urn:oasis:names:tc:opendocument:xmlns:meta:1.0";
const MANIFEST: &str = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0";

/// Whether the archive says of itself that it is a document of a kind whose properties are read here, too.
pub(super) fn is_document(archive: &Archive<'_>) -> bool {
    let head = archive.place("mimetype").map(|place| archive.head(place, 64)).unwrap_or_default();
    let kind = head.strip_prefix(b"application/vnd.oasis.opendocument.".as_slice());
    let kinds = [&b"text"[..], b"spreadsheet", b"presentation", b"graphics"];
    kind.is_some_and(|kind| kinds.iter().any(|known| kind.starts_with(known)))
}

/// Labels a document. It gets no visible marks: those of its pages belong to styles that people made.
pub(super) fn label(archive: &Archive<'_>, label: &FileLabel) -> Result<Patch, Left> {
    let named = |name: &str| archive.place(name);
    if archive.entries().iter().any(|entry| entry.is_encrypted) || named("encrypted-package").is_some() {
        return Err(Left::Encrypted);
    }
    // What signs only macros stays valid.
    if named("META-INF/documentsignatures.xml").is_some() || named("META-INF/packagesignatures.xml").is_some() {
        return Err(Left::Signed);
    }
    let place = named("META-INF/manifest.xml").ok_or(Left::Damaged)?;
    let wanted = |_: usize, name: &str| matches!(name, "file-entry" | "encryption-data" | "encrypted-key");
    let manifest = Document::read(archive.read(place)?, &wanted)?;
    if manifest.elements().iter().any(|element| element.name.starts_with("encrypt")) {
        return Err(Left::Encrypted);
    }
    let mut changes = Changes::default();
    match named("meta.xml") {
        Some(meta) => {
            let text = changed(archive.read(meta)?, label)?;
            changes.replaced.insert(meta, text.into_bytes());
        }
        None => {
            changes.added.push(("meta.xml".to_owned(), changed(new_meta(&manifest)?, label)?.into_bytes()));
        }
    }
    if let Some(text) = listed(&manifest)? {
        changes.replaced.insert(place, text.into_bytes());
    }
    archive.changed(&changes)
}

/// A description without anything in it, of the same version as the manifest.
fn new_meta(manifest: &Document) -> Result<Vec<u8>, Left> {
    let version = manifest.attribute(0, "version")?.unwrap_or_else(|| "1.2".to_owned());
    let (version, end) = (escaped(&version), "\"><office:meta/></office:document-meta>");
    let names = ["<office:document-meta xmlns:office=\"", OFFICE, "\" xmlns:meta=\"", META, "\" office:version=\""];
    Ok([DECLARATION, &names.concat(), &version, end].concat().into_bytes())
}

/// The manifest with a line for `meta.xml`, unless it has one.
fn listed(manifest: &Document) -> Result<Option<String>, Left> {
    let root = manifest.elements().first().filter(|root| root.is(MANIFEST, "manifest"));
    root.ok_or(Left::Damaged)?;
    for entry in manifest.all(MANIFEST, "file-entry") {
        if manifest.attribute(entry, "full-path")?.as_deref() == Some("meta.xml") {
            return Ok(None);
        }
    }
    let names = manifest.declarations(&[("manifest", MANIFEST)]);
    let line = "manifest:full-path=\"meta.xml\" manifest:media-type=\"text/xml\"/>";
    let mut edits = Edits::default();
    edits.append(manifest, 0, ["<manifest:file-entry", &names, " ", line].concat());
    edits.apply(manifest).map(Some)
}

/// The description with another label.
fn changed(octets: Vec<u8>, label: &FileLabel) -> Result<String, Left> {
    let document = Document::read(octets, &|depth, name| depth == 2 || (depth == 3 && name == "user-defined"))?;
    let root = document.elements().first().filter(|root| root.is(OFFICE, "document-meta"));
    root.ok_or(Left::Damaged)?;
    let mut edits = Edits::default();
    let Some(meta) = document.child(0, "meta") else {
        let names = document.declarations(&[("office", OFFICE), ("meta", META)]);
        let fields = fields(label, "");
        edits.append(&document, 0, ["<office:meta", &names, ">", &fields, "</office:meta>"].concat());
        return edits.apply(&document);
    };
    let mut found = Vec::new();
    for place in document.all(META, "user-defined") {
        found.push((place, document.attribute(place, "name")?.unwrap_or_default(), document.characters(place)?));
    }
    let old = replaced(found.iter().map(|(_, name, value)| (name.as_str(), value.as_str())), label);
    for (place, _, _) in found.iter().filter(|(_, name, _)| belongs(name, &old)) {
        edits.replace(&document, *place, String::new());
    }
    edits.append(&document, meta, fields(label, &document.declarations(&[("meta", META)])));
    edits.apply(&document)
}

fn fields(label: &FileLabel, names: &str) -> String {
    let pairs = label.pairs(0).into_iter();
    let field = |(name, value): (String, String)| {
        let (name, value, end) = (escaped(&name), escaped(&value), "</meta:user-defined>");
        let open = ["<meta:user-defined", names, " meta:name=\"", &name, "\" meta:value-type=\"string\">"].concat();
        [open.as_str(), &value, end].concat()
    };
    pairs.map(field).collect()
}
