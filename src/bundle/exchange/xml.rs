//! The file of `Export-TransportRuleCollection`: one command for each rule.

use super::{ImportError, MAX_FILE};
use crate::bundle::schema::MAX_RULES;
use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

/// Exports nest four deep.
const MAX_DEPTH: usize = 16;

/// A rule as it stands in the file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Exported {
    /// The attribute of the same name.
    pub(super) name: String,
    /// The command of the newest version; none in formats of before 2013.
    pub(super) command: Option<String>,
    /// How many versions of the command there are.
    pub(super) versions: usize,
}

/// The rules in the order of the file, which is that of priority.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Exported>, ImportError> {
    let text = decode(bytes)?;
    let mut reader = Reader::from_str(&text);
    let mut rules = Rules::default();
    loop {
        let event = reader.read_event().map_err(|_| ImportError::ImportXmlMalformed { at: reader.error_position() })?;
        let at = reader.buffer_position();
        let malformed = || ImportError::ImportXmlMalformed { at };
        match event {
            Event::Start(element) => rules.open(&element).ok_or_else(malformed)??,
            Event::Empty(element) => {
                rules.open(&element).ok_or_else(malformed)??;
                rules.close();
            }
            Event::End(_) => rules.close(),
            Event::Text(piece) => rules.text(&piece.xml10_content()),
            Event::CData(piece) => rules.text(&piece.xml10_content()),
            Event::GeneralRef(reference) => {
                let character = reference.resolve_char_ref().map_err(|_| malformed())?;
                let predefined = resolve_predefined_entity(&reference).map(ToOwned::to_owned);
                let piece = character.map(String::from).or(predefined);
                rules.text(&piece.ok_or(ImportError::ImportXmlForbidden { at })?);
            }
            Event::DocType(_) => return Err(ImportError::ImportXmlForbidden { at }),
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
            Event::Eof if rules.path.is_empty() && rules.seen => return Ok(rules.found),
            Event::Eof if rules.path.is_empty() => return Err(ImportError::ImportNotRules {}),
            Event::Eof => return Err(malformed()),
        }
    }
}

#[derive(Default)]
struct Rules {
    path: Vec<String>,
    /// Whether the root was that of an export.
    seen: bool,
    found: Vec<Exported>,
    version: Vec<u32>,
    newest: Vec<u32>,
    command: String,
}

impl Rules {
    /// None where the attributes are no XML.
    fn open(&mut self, element: &BytesStart<'_>) -> Option<Result<(), ImportError>> {
        let name = element.local_name().as_ref().to_owned();
        if self.path.is_empty() && (self.seen || name != "rules") {
            return Some(Err(ImportError::ImportNotRules {}));
        }
        if self.path.len() >= MAX_DEPTH {
            return None;
        }
        self.path.push(name);
        self.seen = true;
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        match path.as_slice() {
            ["rules", "rule"] => {
                if self.found.len() >= MAX_RULES {
                    return Some(Err(ImportError::ImportTooManyRules { limit: MAX_RULES }));
                }
                self.newest = Vec::new();
                self.found.push(Exported { name: attribute(element, "name")?, ..Exported::default() });
            }
            ["rules", "rule", "version"] => {
                let version = attribute(element, "requiredMinVersion")?;
                self.version = version.split('.').map(|part| part.parse().unwrap_or(0)).collect();
            }
            ["rules", "rule", "version", "commandBlock"] => self.command.clear(),
            _ => {}
        }
        Some(Ok(()))
    }

    fn in_command(&self) -> bool {
        self.path.iter().map(String::as_str).eq(["rules", "rule", "version", "commandBlock"])
    }

    fn text(&mut self, piece: &str) {
        if self.in_command() {
            self.command.push_str(piece);
        }
    }

    fn close(&mut self) {
        if self.in_command()
            && let Some(rule) = self.found.last_mut()
        {
            rule.versions += 1;
            if rule.command.is_none() || self.version > self.newest {
                self.newest.clone_from(&self.version);
                rule.command = Some(std::mem::take(&mut self.command));
            }
        }
        self.path.pop();
    }
}

/// Empty where it is missing; none where the attributes are no XML.
fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut found = String::new();
    for attribute in element.attributes() {
        let attribute = attribute.ok()?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
        if attribute.key.as_ref() == name {
            value.as_ref().clone_into(&mut found);
        }
    }
    Some(found)
}

/// UTF-8 or UTF-16, whatever the declaration says: people save exports anew.
fn decode(bytes: &[u8]) -> Result<String, ImportError> {
    if bytes.len() > MAX_FILE {
        return Err(ImportError::ImportTooLarge { limit: MAX_FILE });
    }
    let units = |bytes: &[u8], join: fn([u8; 2]) -> u16| {
        let pairs = bytes.chunks_exact(2);
        let whole = pairs.remainder().is_empty();
        let units: Vec<u16> = pairs.filter_map(|pair| pair.try_into().ok()).map(join).collect();
        String::from_utf16(&units).ok().filter(|_| whole)
    };
    let text = match bytes {
        [0xFF, 0xFE, rest @ ..] => units(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => units(rest, u16::from_be_bytes),
        [b'<', 0, ..] => units(bytes, u16::from_le_bytes),
        [0, b'<', ..] => units(bytes, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] | rest => String::from_utf8(rest.to_vec()).ok(),
    };
    text.ok_or(ImportError::ImportNotText {})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn export(inner: &str) -> String {
        format!("<?xml version=\"1.0\" encoding=\"utf-16\"?><rules name=\"TransportVersioned\">{inner}</rules>")
    }

    #[test]
    fn every_encoding_is_read() {
        let text = export(
            "<rule name=\"Één &amp; twee\"><version><commandBlock>a&lt;b &#x41;<![CDATA[&x;]]></commandBlock></version></rule>",
        );
        let wanted = Exported { name: "Één & twee".into(), command: Some("a<b A&x;".into()), versions: 1 };
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked = |mark: &[u8], rest: &[u8]| [mark, rest].concat();
        for bytes in [
            text.clone().into_bytes(),
            marked(&[0xEF, 0xBB, 0xBF], text.as_bytes()),
            marked(&[0xFF, 0xFE], &little),
            marked(&[0xFE, 0xFF], &big),
            little,
            big,
        ] {
            assert_eq!(read(&bytes).unwrap(), [Exported { ..wanted.clone() }]);
        }
    }

    impl Clone for Exported {
        fn clone(&self) -> Self {
            Self { name: self.name.clone(), command: self.command.clone(), versions: self.versions }
        }
    }

    #[test]
    fn the_newest_version_of_a_command_counts() {
        let version = |number: &str, command: &str| {
            format!("<version requiredMinVersion=\"{number}\"><commandBlock>{command}</commandBlock></version>")
        };
        let versions = [version("15.0.3.0", "old"), version("15.10.0.0", "new"), version("15.9.0.0", "between")];
        let rules = read(export(&format!("<rule name=\"a\">{}</rule>", versions.concat())).as_bytes()).unwrap();
        assert_eq!(rules[0].command.as_deref(), Some("new"));
        assert_eq!(rules[0].versions, 3);
    }

    #[test]
    fn hostile_files_are_refused() {
        let laughs = "<!DOCTYPE rules [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><rules>&b;</rules>";
        assert!(matches!(read(laughs.as_bytes()), Err(ImportError::ImportXmlForbidden { .. })));
        assert!(matches!(read(export("&nbsp;").as_bytes()), Err(ImportError::ImportXmlForbidden { .. })));
        let nested = |depth: usize| export(&("<a>".repeat(depth) + &"</a>".repeat(depth)));
        assert_eq!(read(nested(MAX_DEPTH - 1).as_bytes()).map(|rules| rules.len()), Ok(0));
        for depth in [MAX_DEPTH, 100_000] {
            assert!(matches!(read(nested(depth).as_bytes()), Err(ImportError::ImportXmlMalformed { .. })), "{depth}");
        }
        let whole = export("<rule name=\"a\"><version><commandBlock>x</commandBlock></version></rule>");
        for end in whole.char_indices().map(|(at, _)| at).filter(|at| *at > 0) {
            assert!(read(&whole.as_bytes()[..end]).is_err(), "cut at {end}");
        }
        assert!(matches!(read(&vec![b' '; MAX_FILE + 1]), Err(ImportError::ImportTooLarge { .. })));
        assert_eq!(read(&[0xFF, 0xFE, 0x00, 0xD8]), Err(ImportError::ImportNotText {}));
        assert_eq!(read(&[0xFF, 0xFE, b'<']), Err(ImportError::ImportNotText {}));
        assert_eq!(read(b"<html/>"), Err(ImportError::ImportNotRules {}));
        assert_eq!(read(b"<rules/><rules/>"), Err(ImportError::ImportNotRules {}));
        let many = export(&"<rule/>".repeat(MAX_RULES + 1));
        assert_eq!(read(many.as_bytes()), Err(ImportError::ImportTooManyRules { limit: MAX_RULES }));
    }
}
