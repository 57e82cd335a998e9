//! Document properties of OOXML (ECMA-376 part 2 clause 11, part 1 clause 22) and of `OpenDocument` (part 3 clause 4).

use super::findings::Findings;
use super::xml::{Element, Node, walk};

/// Reads a part that holds properties: core, extended or custom ones, a list of sensitivity labels
/// ([MS-OFFCRYPTO] 2.6), or `meta.xml`.
pub(super) fn read(findings: &mut Findings, xml: &str) {
    let mut custom = None;
    let mut value = String::new();
    let end = walk(xml, &mut |node| {
        match node {
            Node::Open(element) => {
                match element.name() {
                    "label" => label(findings, element),
                    "property" | "user-defined" => custom = element.attribute("name"),
                    _ => {}
                }
                value.clear();
            }
            Node::Text(text) => value.push_str(text),
            Node::Close(name) => {
                if let Some(custom) = &custom {
                    findings.property(custom, &value);
                } else if let Some(shown) = shown(name) {
                    findings.property(shown, &value);
                }
                if matches!(name, "property" | "user-defined") {
                    custom = None;
                }
                value.clear();
            }
        }
        true
    });
    if let Err(reason) = end {
        findings.miss(reason);
    }
}

/// The name under which Office shows a built-in property.
fn shown(name: &str) -> Option<&'static str> {
    Some(match name {
        "title" => "Title",
        "subject" => "Subject",
        "creator" | "initial-creator" => "Author",
        "keywords" | "keyword" => "Keywords",
        "description" => "Comments",
        "lastModifiedBy" => "Last saved by",
        "category" => "Category",
        "contentStatus" => "Status",
        "Company" => "Company",
        "Manager" => "Manager",
        "HyperlinkBase" => "Hyperlink base",
        _ => return None,
    })
}

/// A sensitivity label, under the names that it has as custom properties.
fn label(findings: &mut Findings, element: &Element<'_>) {
    let Some(id) = element.attribute("id") else { return };
    let id = id.trim_matches(['{', '}']);
    for (attribute, name) in
        [("enabled", "Enabled"), ("siteId", "SiteId"), ("method", "Method"), ("removed", "Removed")]
    {
        let Some(value) = element.attribute(attribute) else { continue };
        let value = match (name, value.as_str()) {
            ("Enabled", "1") => "true",
            ("Enabled", "0") => "false",
            ("SiteId", id) => id.trim_matches(['{', '}']),
            (_, value) => value,
        };
        findings.property(&format!("MSIP_Label_{id}_{name}"), value);
    }
}

#[cfg(test)]
mod tests {
    use super::super::FileKind;
    use super::*;

    fn properties(xml: &str) -> Vec<(String, String)> {
        let mut findings = Findings::default();
        read(&mut findings, xml);
        findings.conclude(FileKind::Docx).properties.into_iter().map(|found| (found.name, found.value)).collect()
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn core_and_custom_properties_are_found() {
        assert_eq!(
            properties(
                "<cp:coreProperties><dc:title>Plan &amp; B</dc:title><dc:creator>Ann</dc:creator><x>no</x></cp:coreProperties>"
            ),
            pairs(&[("Title", "Plan & B"), ("Author", "Ann")])
        );
        assert_eq!(
            properties(
                "<Properties><property name='MSIP_Label_x_Enabled'><vt:lpwstr>true</vt:lpwstr></property><Company>C</Company></Properties>"
            ),
            pairs(&[("MSIP_Label_x_Enabled", "true"), ("Company", "C")])
        );
        assert_eq!(
            properties(
                "<office:meta><meta:keyword>a</meta:keyword><meta:user-defined meta:name='Project'>Zeus</meta:user-defined></office:meta>"
            ),
            pairs(&[("Keywords", "a"), ("Project", "Zeus")])
        );
    }

    #[test]
    fn a_label_has_the_names_of_its_custom_properties() {
        assert_eq!(
            properties("<l:labelList><l:label id='{6f1d}' enabled='1' siteId='{0d9c}' removed='0'/></l:labelList>"),
            pairs(&[
                ("MSIP_Label_6f1d_Enabled", "true"),
                ("MSIP_Label_6f1d_SiteId", "0d9c"),
                ("MSIP_Label_6f1d_Removed", "0")
            ])
        );
    }
}
