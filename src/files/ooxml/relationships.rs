//! How parts of a package refer to one another (ECMA-376 part 2, clause 6.5).

use super::package::{MAX_LINES, Package};
use crate::files::Left;
use crate::files::xml::{DECLARATION, Document, Edits, escaped};
use std::collections::BTreeSet;

const SPACE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const TRANSITIONAL: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
const STRICT: &str = "http://purl.oclc.org/ooxml/officeDocument/relationships/";

/// A reference from the package or a part to a part.
pub(super) struct Relationship {
    pub(super) id: String,
    /// A URI.
    pub(super) kind: String,
    /// The name of the part; none of what is outside the package.
    pub(super) target: Option<String>,
}

impl Relationship {
    /// Whether it is one of those that the standard names, in either of its two editions.
    pub(super) fn is(&self, name: &str) -> bool {
        let name_of = |base: &str| self.kind.strip_prefix(base).is_some_and(|known| known == name);
        name_of(TRANSITIONAL) || name_of(STRICT)
    }

    /// Whether it keeps to the strict edition.
    pub(super) fn is_strict(&self) -> bool {
        self.kind.starts_with(STRICT)
    }
}

/// The full name of a kind of relationship.
pub(super) fn kind(name: &str, is_strict: bool) -> String {
    [if is_strict { STRICT } else { TRANSITIONAL }, name].concat()
}

impl Package<'_> {
    /// Where a part refers to; the package itself has the empty name.
    pub(super) fn relationships(&self, of: &str) -> Result<Vec<Relationship>, Left> {
        let part = part_of(of);
        if !self.has(&part) {
            return Ok(Vec::new());
        }
        let document = read(self, &part)?;
        let mut found = Vec::new();
        for place in document.all(SPACE, "Relationship") {
            let value = |name: &str| document.attribute(place, name)?.ok_or(Left::Damaged);
            let is_outside = document.attribute(place, "TargetMode")?.as_deref() == Some("External");
            let target = if is_outside { None } else { self.resolve(of, &value("Target")?) };
            found.push(Relationship { id: value("Id")?, kind: value("Type")?, target });
        }
        Ok(found)
    }

    /// Lets a part refer to another, and tells under which id.
    pub(super) fn relate(&mut self, of: &str, kind: &str, target: &str) -> Result<String, Left> {
        let known = self.relationships(of)?;
        let known: BTreeSet<String> = known.iter().map(|one| one.id.to_ascii_lowercase()).collect();
        let mut ids = (1..=known.len() + 1).map(|number| ["rIdZegel", &number.to_string()].concat());
        let id = ids.find(|id| !known.contains(&id.to_ascii_lowercase())).ok_or(Left::Damaged)?;
        // A part in the same folder by its name alone, as the programs do.
        let near = target.strip_prefix(folder(of)).filter(|name| !name.contains('/'));
        let target = match near {
            Some(name) => name.to_owned(),
            None if of.is_empty() => target.to_owned(),
            None => ["/", target].concat(),
        };
        let part = part_of(of);
        if !self.has(&part) {
            self.write(&part, [DECLARATION, "<Relationships xmlns=\"", SPACE, "\"/>"].concat());
        }
        let document = read(self, &part)?;
        let names = [document.prefix(0), "Relationship Id=\"", &id, "\" Type=\"", kind].concat();
        let mut edits = Edits::default();
        edits.append(&document, 0, ["<", &names, "\" Target=\"", &escaped(&coded(&target)), "\"/>"].concat());
        self.write(&part, edits.apply(&document)?);
        Ok(id)
    }

    /// The name of the part that a reference means.
    fn resolve(&self, of: &str, target: &str) -> Option<String> {
        let target = target.split('#').next().unwrap_or("");
        let (base, target) = match target.strip_prefix('/') {
            Some(target) => ("", target),
            None => (folder(of), target),
        };
        let mut steps: Vec<&str> = Vec::new();
        for step in base.split('/').chain(target.split('/')) {
            match step {
                "" | "." => {}
                ".." => {
                    steps.pop()?;
                }
                step => steps.push(step),
            }
        }
        let name = steps.join("/");
        // Names with octets as %20 stand in some archives as they are, in others with the octets.
        if !self.has(&name)
            && let Some(plain) = plain(&name)
            && self.has(&plain)
        {
            return Some(plain);
        }
        Some(name).filter(|name| !name.is_empty() && !name.contains(char::is_control))
    }
}

fn read(package: &Package<'_>, part: &str) -> Result<Document, Left> {
    let document = package.document(part, &|depth, _| depth == 2)?;
    let root = document.elements().first().filter(|root| root.is(SPACE, "Relationships"));
    root.ok_or(Left::Damaged)?;
    if document.elements().len() > MAX_LINES { Err(Left::TooLarge) } else { Ok(document) }
}

/// The folder of a part with the slash after it.
pub(super) fn folder(part: &str) -> &str {
    part.rsplit_once('/').and_then(|(folder, _)| part.get(..=folder.len())).unwrap_or("")
}

/// The part that holds the relationships of another.
fn part_of(part: &str) -> String {
    let folder = folder(part);
    [folder, "_rels/", part.strip_prefix(folder).unwrap_or(part), ".rels"].concat()
}

/// A name with percent codes for all that may not stand in one.
pub(super) fn coded(name: &str) -> String {
    let may = |octet: u8| octet.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/%".contains(&octet);
    let coded = |octet: u8| if may(octet) { char::from(octet).to_string() } else { format!("%{octet:02X}") };
    name.bytes().map(coded).collect()
}

/// A name with its percent codes resolved.
pub(super) fn plain(name: &str) -> Option<String> {
    let mut parts = name.split('%');
    let mut octets = parts.next()?.as_bytes().to_vec();
    for part in parts {
        let (code, rest) = part.split_at_checked(2)?;
        octets.push(u8::from_str_radix(code, 16).ok()?);
        octets.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(octets).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_parts_are_put_together() {
        assert_eq!((part_of(""), part_of("a/b.xml")), ("_rels/.rels".to_owned(), "a/_rels/b.xml.rels".to_owned()));
        assert_eq!(coded("a b/€&%20.xml"), "a%20b/%E2%82%AC&%20.xml");
        assert_eq!((folder("a/b/c"), folder("c")), ("a/b/", ""));
        assert_eq!(
            (plain("a%20b").as_deref(), plain("%e2%82%ac").as_deref(), plain("%2")),
            (Some("a b"), Some("€"), None)
        );
    }
}
