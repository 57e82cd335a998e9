//! `OpenDocument` (ISO/IEC 26300): texts, spreadsheets and presentations.

use super::archive::read_stray;
use super::findings::Findings;
use super::xml::{Element, Node, walk};
use super::zip::Entry;
use super::{FileKind, Unread, properties, text};

/// Which document the files of an archive make, if one.
pub(super) fn kind(files: &[Entry<'_>]) -> Option<FileKind> {
    let mimetype = files.iter().find(|file| file.name == "mimetype")?.head();
    let kind = mimetype.strip_prefix(b"application/vnd.oasis.opendocument.")?;
    let kinds = [
        (&b"text"[..], FileKind::Odt),
        (b"spreadsheet", FileKind::Ods),
        (b"presentation", FileKind::Odp),
        (b"graphics", FileKind::Odp),
    ];
    kinds.into_iter().find(|(name, _)| kind.starts_with(name)).map(|(_, kind)| kind)
}

/// Reads the text, the headers and footers, the properties, and objects embedded in it.
pub(super) fn read(findings: &mut Findings, files: &[Entry<'_>], depth: usize) {
    let named = |name: &'static str| files.iter().filter(move |file| file.name.ends_with(name));
    for file in named("META-INF/manifest.xml").chain(named("encrypted-package")) {
        let bytes = file.read(findings);
        if file.name.ends_with("encrypted-package") || is_encrypted(&text::decode(findings, &bytes)) {
            findings.encrypted = true;
            findings.miss(Unread::Encrypted);
            return;
        }
    }
    for file in named("meta.xml").chain(named("content.xml")).chain(named("styles.xml")) {
        if findings.is_full() || !findings.take_part() {
            return;
        }
        let bytes = file.read(findings);
        let xml = text::decode(findings, &bytes);
        if file.name.ends_with("meta.xml") {
            properties::read(findings, &xml);
        } else if let Err(reason) = content(findings, &xml) {
            findings.miss(reason);
        }
    }
    for file in files.iter().filter(|file| !is_part(&file.name)) {
        read_stray(findings, file, depth);
    }
}

/// Whether the format has such a file: in the document's own folder, or in that of an object in it.
fn is_part(name: &str) -> bool {
    let own =
        ["meta.xml", "content.xml", "styles.xml", "settings.xml", "manifest.xml", "encrypted-package", "mimetype"];
    own.contains(&name.rsplit('/').next().unwrap_or(name))
}

/// Whether the manifest says how some file is encrypted.
fn is_encrypted(manifest: &str) -> bool {
    let mut found = false;
    let _: Result<(), Unread> = walk(manifest, &mut |node| {
        found |= matches!(node, Node::Open(element) if element.name() == "encryption-data");
        !found
    });
    found
}

/// Adds the text of paragraphs and headings, and the values of cells.
fn content(findings: &mut Findings, xml: &str) -> Result<(), Unread> {
    let mut paragraphs: usize = 0;
    let mut cell = None;
    walk(xml, &mut |node| {
        match node {
            Node::Open(element) => match element.name() {
                "p" | "h" => {
                    findings.part('\n');
                    paragraphs += 1;
                }
                "s" | "tab" if paragraphs > 0 => findings.part(' '),
                "line-break" => findings.part('\n'),
                "hidden-text" | "hidden-paragraph" => {
                    findings.apart(&element.attribute("string-value").unwrap_or_default());
                }
                "table" => findings.apart(&element.attribute("name").unwrap_or_default()),
                "table-cell" | "covered-table-cell" => cell = Some((value(element), findings.length())),
                _ => {}
            },
            Node::Text(text) if paragraphs > 0 => findings.text(text),
            Node::Close("p" | "h") => {
                paragraphs = paragraphs.saturating_sub(1);
                findings.part('\n');
            }
            Node::Close("table-cell") => {
                // The number behind a formatted one.
                if let Some((Some(value), start)) = cell.take()
                    && !findings.ends_with(start, &value)
                {
                    findings.part('\t');
                    findings.text(&value);
                }
                findings.part('\t');
            }
            Node::Close("table-row") => findings.part('\n'),
            Node::Text(_) | Node::Close(_) => {}
        }
        !findings.is_full()
    })
}

fn value(cell: &Element<'_>) -> Option<String> {
    cell.attribute("value").or_else(|| cell.attribute("date-value")).or_else(|| cell.attribute("string-value"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(xml: &str) -> String {
        let mut findings = Findings::default();
        content(&mut findings, xml).unwrap();
        findings.conclude(FileKind::Odt).text
    }

    #[test]
    fn paragraphs_and_spaces_part_words() {
        let xml = "<office:text>no<text:h>Head</text:h><text:p>se<text:span>cret</text:span><text:s text:c='3'/>a<text:tab/>b</text:p></office:text>";
        assert_eq!(text_of(xml), "Head\nsecret a b\n");
    }

    #[test]
    fn cells_give_what_is_shown_and_what_is_stored() {
        let xml = "<table:table table:name='Pay'><table:table-row>\
            <table:table-cell office:value='1234.5'><text:p>€ 1,234.50</text:p></table:table-cell>\
            <table:table-cell office:value='7'><text:p>7</text:p></table:table-cell>\
            <table:table-cell office:value='8'/></table:table-row></table:table>";
        assert_eq!(text_of(xml), "Pay\n€ 1,234.50\n1234.5\n7\n8\n");
    }
}
