//! An incremental update (ISO 32000-2, 7.5.6): the file as it is, then new states of some objects and a table of them.

use super::document::Document;
use super::lexer::{Dict, Ref, add_pair};
use super::xref::MAX_NUMBER;
use crate::files::{Left, MAX_FILE, Patch};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Octets that are added to a file.
const MAX_FRESH: usize = 64 * 1024 * 1024;

/// An update in the making.
pub(super) struct Update<'d> {
    document: &'d Document<'d>,
    octets: Vec<u8>,
    /// Where each object stands, among the octets.
    places: BTreeMap<u32, (usize, u16)>,
    next: usize,
}

impl<'d> Update<'d> {
    pub(super) fn document(&self) -> &'d Document<'d> {
        self.document
    }

    pub(super) fn new(document: &'d Document<'d>) -> Self {
        let size = document.window().size();
        let ends_line = document.window().read(size.saturating_sub(1), 1).iter().all(|last| matches!(last, 10 | 13));
        let octets = if ends_line { Vec::new() } else { b"\n".to_vec() };
        Self { document, octets, places: BTreeMap::new(), next: document.xref.unused }
    }

    /// A number for a new object.
    pub(super) fn reserve(&mut self) -> Result<Ref, Left> {
        let number = u32::try_from(self.next).map_err(|_| Left::TooLarge)?;
        self.next += 1;
        if self.next > MAX_NUMBER { Err(Left::TooLarge) } else { Ok(Ref(number, 0)) }
    }

    /// Adds a new state of an object, or a new object.
    pub(super) fn object(&mut self, at: Ref, value: &[u8]) -> Result<(), Left> {
        self.head(at)?;
        self.octets.extend_from_slice(value);
        self.octets.extend_from_slice(b"\nendobj\n");
        Ok(())
    }

    /// Adds a stream; its dictionary is open still and says nothing of a length or filter.
    pub(super) fn stream(&mut self, at: Ref, opened: &[u8], octets: &[u8]) -> Result<(), Left> {
        self.head(at)?;
        self.octets.extend_from_slice(opened);
        add_pair(&mut self.octets, b"Length", octets.len().to_string());
        for part in [b">>\nstream\n", octets, b"\nendstream\nendobj\n"] {
            self.octets.extend_from_slice(part);
        }
        Ok(())
    }

    fn head(&mut self, at: Ref) -> Result<(), Left> {
        self.places.insert(at.0, (self.octets.len(), at.1));
        self.octets.extend_from_slice(format!("{} {} obj\n", at.0, at.1).as_bytes());
        if self.octets.len() > MAX_FRESH { Err(Left::TooLarge) } else { Ok(()) }
    }

    /// Closes it with a table of the file's own kind. `action`: the UUID that becomes the name of this state of the file.
    pub(super) fn finish(mut self, information: Ref, action: &str) -> Result<Patch, Left> {
        let document = self.document;
        let size = document.window().size();
        if size.saturating_add(self.octets.len()).saturating_add(64 * self.places.len() + 4096) > MAX_FILE {
            return Err(Left::TooLarge);
        }
        let stream = if document.xref.is_stream { Some(self.reserve()?) } else { None };
        let start = size + self.octets.len();
        if let Some(own) = stream {
            self.places.insert(own.0, (self.octets.len(), own.1));
        }
        let trailer = self.trailer(information, action)?;
        if let Some(own) = stream {
            let mut opened = trailer;
            let mut index = String::new();
            let mut rows = Vec::new();
            for stretch in self.stretches() {
                let _ = write!(index, "{} {} ", stretch.first().map_or(0, |(number, ..)| *number), stretch.len());
                for (_, at, generation) in stretch {
                    rows.push(1);
                    rows.extend_from_slice(&u32::try_from(at).map_err(|_| Left::TooLarge)?.to_be_bytes());
                    rows.extend_from_slice(&generation.to_be_bytes());
                }
            }
            add_pair(&mut opened, b"Type", "/XRef");
            add_pair(&mut opened, b"W", "[1 4 2]");
            add_pair(&mut opened, b"Index", ["[", index.trim_end(), "]"].concat());
            self.stream(own, &opened, &rows)?;
        } else {
            let mut table = "xref\n".to_owned();
            for stretch in self.stretches() {
                let _ = writeln!(table, "{} {}", stretch.first().map_or(0, |(number, ..)| *number), stretch.len());
                for (_, at, generation) in stretch {
                    let _ = writeln!(table, "{at:010} {generation:05} n ");
                }
            }
            for part in [table.as_bytes(), b"trailer\n", &trailer, b">>\n"] {
                self.octets.extend_from_slice(part);
            }
        }
        self.octets.extend_from_slice(format!("startxref\n{start}\n%%EOF\n").as_bytes());
        let mut patch = Patch::default();
        patch.keep(0, size);
        patch.add(self.octets);
        Ok(patch)
    }

    /// Number, place in the file and generation of each object, those with neighbouring numbers together.
    fn stretches(&self) -> Vec<Vec<(u32, usize, u16)>> {
        let size = self.document.window().size();
        let mut stretches: Vec<Vec<(u32, usize, u16)>> = Vec::new();
        for (number, (at, generation)) in &self.places {
            let row = (*number, size + at, *generation);
            match stretches.last_mut() {
                Some(stretch) if stretch.last().is_some_and(|(last, ..)| last + 1 == *number) => stretch.push(row),
                _ => stretches.push(vec![row]),
            }
        }
        stretches
    }

    /// What the newest trailer says, with what this update changes.
    fn trailer(&self, information: Ref, action: &str) -> Result<Vec<u8>, Left> {
        let before = Dict::parse(&self.document.xref.trailer)?;
        let changed = ["Size", "Prev", "XRefStm", "Info", "Type", "W", "Index", "Length"];
        let changed = [&changed[..], &["ID", "Filter", "DecodeParms", "DL"]].concat();
        let mut trailer = before.opened_without(&changed);
        add_pair(&mut trailer, b"Size", self.next.to_string());
        add_pair(&mut trailer, b"Prev", self.document.xref.start.to_string());
        add_pair(&mut trailer, b"Info", information.spelled());
        if let Some(id) = before.get("ID") {
            add_pair(&mut trailer, b"ID", renewed(id, action).unwrap_or_else(|| id.to_vec()));
        }
        Ok(trailer)
    }
}

/// The file's name for good, and a new one for this state of it.
fn renewed(id: &[u8], action: &str) -> Option<Vec<u8>> {
    let items = super::lexer::array(id).ok()?;
    let [first, _] = *items else { return None };
    super::text::read(first)?;
    let state: String = action.chars().filter(char::is_ascii_hexdigit).collect();
    Some([b"[", first, b"<", state.as_bytes(), b">]"].concat()).filter(|_| state.len() == 32)
}
