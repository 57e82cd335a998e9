//! XMP (ISO 16684-1), which PDF and pictures carry: of its properties, sensitivity labels.

use super::findings::Findings;
use super::text::decode;
use super::xml::{Node, walk};
use crate::msip::split_key;

/// Reads a packet. A property is an element or an attribute.
pub(super) fn read(findings: &mut Findings, packet: &[u8]) {
    let text = decode(findings, packet);
    let mut value = String::new();
    // A fault is none of the file's: its text is read all the same.
    let _ = walk(&text, &mut |node| {
        match node {
            Node::Open(element) => {
                value.clear();
                element.attributes(&mut |name, value| label(findings, name, value));
            }
            Node::Text(text) => value.push_str(text),
            Node::Close(name) => {
                label(findings, name, &value);
                value.clear();
            }
        }
        true
    });
}

fn label(findings: &mut Findings, name: &str, value: &str) {
    if split_key(name).is_some() {
        findings.property(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::super::FileKind;
    use super::*;

    #[test]
    fn labels_are_elements_or_attributes() {
        const KEY: &str = "MSIP_Label_6f1d2a34-0c1e-4b57-9a80-3b7c5d9e1f02";
        let packet = format!(
            "<rdf:RDF><rdf:Description p:{KEY}_Name='A &amp; B' dc:title='x'><p:{KEY}_SiteId> s </p:{KEY}_SiteId>\
             <dc:creator>no</dc:creator></rdf:Description></rdf:RDF>"
        );
        let mut findings = Findings::default();
        read(&mut findings, packet.as_bytes());
        read(&mut findings, b"<a><b");
        let found = findings.conclude(FileKind::Image);
        let pairs: Vec<_> =
            found.properties.iter().map(|found| (found.name.trim_start_matches(KEY), found.value.as_str())).collect();
        assert_eq!(pairs, [("_Name", "A & B"), ("_SiteId", "s")]);
        assert_eq!(found.reason, None);
    }
}
