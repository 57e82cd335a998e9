//! XMP (ISO 16684-1): properties in XML that PDF and pictures carry. A packet is changed as text, so that what other
//! programs wrote stays as it was.

use super::{FileLabel, Left};
use crate::msip::{self, Group};
use quick_xml::Reader;
use quick_xml::events::Event;
use std::fmt::Write as _;
use std::ops::Range;

/// Octets of a packet.
pub(super) const MAX_PACKET: usize = 8 * 1024 * 1024;
/// Elements inside one another.
const MAX_DEPTH: usize = 128;
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
/// The namespace of properties that people and programs make up (Acrobat shows them as custom ones).
const PDFX: &str = "http://ns.adobe.com/pdfx/1.3/";

/// A packet, and what stands where in it.
pub(super) struct Packet<'a> {
    text: &'a str,
    properties: Vec<Property>,
    descriptions: Vec<Description>,
    /// Where the end tag of `rdf:RDF` stands, or all of it if it is empty.
    end: Range<usize>,
    /// Whom the descriptions are about, as it stands.
    about: &'a str,
}

/// A property of a label: an element or an attribute.
struct Property {
    name: String,
    value: String,
    place: Range<usize>,
}

/// An element that properties stand in.
struct Description {
    place: Range<usize>,
    /// Its properties, by their places in the list.
    properties: Range<usize>,
    /// Whether anything else stands in it.
    has_more: bool,
}

impl<'a> Packet<'a> {
    /// Finds what matters in a packet in UTF-8, which must be whole XML with one RDF element.
    pub(super) fn parse(octets: &'a [u8]) -> Result<Self, Left> {
        if octets.len() > MAX_PACKET {
            return Err(Left::TooLarge);
        }
        if octets.starts_with(b"\xfe\xff") || octets.starts_with(b"\xff\xfe") || octets.contains(&0) {
            return Err(Left::Unsupported);
        }
        // A mark before UTF-8 says nothing, and the reader would not count it.
        let text = std::str::from_utf8(octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(octets));
        let text = text.map_err(|_| Left::Damaged)?;
        let mut packet = Self { text, properties: Vec::new(), descriptions: Vec::new(), end: 0..0, about: "" };
        packet.read()?;
        if packet.end.is_empty() || !text.contains(RDF) { Err(Left::Damaged) } else { Ok(packet) }
    }

    /// The labels in it.
    pub(super) fn groups(&self) -> Vec<Group> {
        msip::groups(self.properties.iter().map(|found| (found.name.as_str(), found.value.as_str())))
    }

    /// The packet with a label in place of the site's earlier ones.
    pub(super) fn labelled(&self, label: &FileLabel, bits: u8) -> String {
        let own = msip::of_site(&self.groups(), &label.site, &label.id);
        let is_own = |property: &Property| msip::split_key(&property.name).is_some_and(|(id, _)| own.contains(&id));
        let mut gone: Vec<Range<usize>> =
            self.properties.iter().filter(|found| is_own(found)).map(|found| found.place.clone()).collect();
        for description in &self.descriptions {
            let properties = self.properties.get(description.properties.clone()).unwrap_or_default();
            if !description.has_more && !properties.is_empty() && properties.iter().all(is_own) {
                let line = self.text.get(description.place.end..).is_some_and(|rest| rest.starts_with('\n'));
                gone.push(description.place.start..description.place.end + usize::from(line));
            }
        }
        gone.sort_by_key(|place| place.start);
        let mut written = String::with_capacity(self.text.len() + 2048);
        let mut at = 0;
        for place in gone.into_iter().filter(|place| place.end <= self.end.start) {
            written.push_str(self.text.get(at..place.start).unwrap_or_default());
            at = at.max(place.end);
        }
        written.push_str(self.text.get(at..self.end.start).unwrap_or_default());
        let tag = self.text.get(self.end.clone()).unwrap_or_default();
        let empty = tag.strip_suffix("/>");
        if let Some(opened) = empty {
            written.extend([opened, ">"]);
        }
        description(&mut written, label, bits, self.about);
        match empty {
            Some(opened) => written.extend(["</", name_of(opened), ">"]),
            None => written.push_str(tag),
        }
        written.push_str(self.text.get(self.end.end..).unwrap_or_default());
        written
    }

    fn read(&mut self) -> Result<(), Left> {
        let mut reader = Reader::from_str(self.text);
        let mut position = || -> Result<(Event<'a>, Range<usize>), Left> {
            let place = |at: u64| usize::try_from(at).map_err(|_| Left::Damaged);
            let start = place(reader.buffer_position())?;
            let event = reader.read_event().map_err(|_| Left::Damaged)?;
            Ok((event, start..place(reader.buffer_position())?))
        };
        let mut open: Vec<Open> = Vec::new();
        loop {
            let (event, place) = position()?;
            let tag = self.text.get(place.clone()).unwrap_or_default();
            match event {
                Event::Start(_) => {
                    if open.len() >= MAX_DEPTH {
                        return Err(Left::TooLarge);
                    }
                    let opened = self.opened(&mut open, tag, place.start)?;
                    open.push(opened);
                }
                Event::Empty(_) if local(name_of(tag)) == "RDF" => self.ends(place)?,
                Event::Empty(_) => {
                    let opened = self.opened(&mut open, tag, place.start)?;
                    self.closed(&mut open, opened, place)?;
                }
                Event::End(_) => {
                    let opened = open.pop().ok_or(Left::Damaged)?;
                    self.closed(&mut open, opened, place)?;
                }
                Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) => {
                    let Some(inner) = open.last_mut() else { continue };
                    inner.has_more |= !tag.trim().is_empty();
                    if let Some(value) = open.iter_mut().find_map(|outer| outer.value.as_mut()) {
                        value.push_str(tag);
                    }
                }
                // Its entities could mean anything.
                Event::DocType(_) => return Err(Left::Unsupported),
                Event::Comment(_) | Event::PI(_) if !open.is_empty() => {
                    for outer in &mut open {
                        outer.has_more = true;
                    }
                }
                Event::Eof if !open.is_empty() => return Err(Left::Damaged),
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    fn opened(&mut self, open: &mut [Open], tag: &'a str, start: usize) -> Result<Open, Left> {
        let name = local(name_of(tag)).to_owned();
        let is_property = msip::split_key(&name).is_some();
        if let Some(outer) = open.last_mut() {
            outer.has_more |= !is_property;
        }
        let mut opened = Open { start, first: self.properties.len(), has_more: false, value: None, name };
        if is_property {
            opened.value = Some(String::new());
        }
        for attribute in attributes(tag).ok_or(Left::Damaged)? {
            let key = local(attribute.name);
            if msip::split_key(key).is_some() {
                let place = start + attribute.place.start..start + attribute.place.end;
                self.properties.push(Property { name: key.to_owned(), value: resolved(attribute.value), place });
            } else if key == "about" && opened.name == "Description" {
                self.about = if self.about.is_empty() { attribute.value } else { self.about };
            } else if attribute.name != "xmlns" && !attribute.name.starts_with("xmlns:") {
                opened.has_more = true;
            }
        }
        Ok(opened)
    }

    fn closed(&mut self, open: &mut [Open], opened: Open, place: Range<usize>) -> Result<(), Left> {
        let whole = opened.start..place.end;
        if let Some(value) = opened.value {
            // A property inside a property goes with it.
            if !open.iter().any(|outer| outer.value.is_some()) {
                let value = resolved(value.trim());
                self.properties.push(Property { name: opened.name, value, place: whole });
            }
        } else if opened.name == "RDF" {
            return self.ends(place);
        } else if opened.name == "Description" {
            let properties = opened.first..self.properties.len();
            self.descriptions.push(Description { place: whole, properties, has_more: opened.has_more });
        }
        Ok(())
    }

    fn ends(&mut self, place: Range<usize>) -> Result<(), Left> {
        if self.end.is_empty() {
            self.end = place;
            Ok(())
        } else {
            Err(Left::Damaged)
        }
    }
}

/// An element whose end has not come yet.
struct Open {
    name: String,
    start: usize,
    /// How many properties there were before it.
    first: usize,
    has_more: bool,
    /// What stands in it, if it is a property of a label.
    value: Option<String>,
}

/// A new packet.
pub(super) fn packet(label: &FileLabel, bits: u8) -> String {
    let mut written = "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
        <x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n<rdf:RDF xmlns:rdf=\""
        .to_owned();
    written.extend([RDF, "\">\n"]);
    description(&mut written, label, bits, "");
    written.push_str("</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"w\"?>");
    written
}

/// The packet of a picture: the one that it has, changed, or a new one.
pub(super) fn of_picture(before: Option<&[u8]>, label: &FileLabel) -> Result<Vec<u8>, Left> {
    let written = match before.map(|octets| octets.strip_suffix(b"\0").unwrap_or(octets)) {
        Some(octets) => Packet::parse(octets)?.labelled(label, 0),
        None => packet(label, 0),
    };
    Ok(written.into_bytes())
}

fn description(written: &mut String, label: &FileLabel, bits: u8, about: &str) {
    let quote = if about.contains('"') { '\'' } else { '"' };
    let _ = write!(written, "<rdf:Description xmlns:rdf=\"{RDF}\" rdf:about={quote}{about}{quote}");
    let _ = writeln!(written, " xmlns:pdfx=\"{PDFX}\">");
    for (name, value) in label.pairs(bits) {
        let _ = writeln!(written, " <pdfx:{name}>{}</pdfx:{name}>", escaped(&value));
    }
    written.push_str("</rdf:Description>\n");
}

fn escaped(text: &str) -> String {
    let allowed = |c: &char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}');
    let text: String = text.chars().filter(allowed).collect();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Text without markup, as it was meant.
fn resolved(raw: &str) -> String {
    if let Some(plain) = raw.strip_prefix("<![CDATA[").and_then(|raw| raw.strip_suffix("]]>")) {
        return plain.to_owned();
    }
    quick_xml::escape::unescape(raw).map_or_else(|_| raw.to_owned(), std::borrow::Cow::into_owned)
}

/// The name in a start tag.
fn name_of(tag: &str) -> &str {
    let tag = tag.trim_start_matches('<');
    tag.split(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')).next().unwrap_or_default()
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

struct Attribute<'a> {
    name: &'a str,
    value: &'a str,
    /// Where it stands in the tag, with the space before it.
    place: Range<usize>,
}

/// The attributes of a start tag; `None` where they break a rule.
fn attributes(tag: &str) -> Option<Vec<Attribute<'_>>> {
    let mut rest = tag.get(1 + name_of(tag).len()..)?;
    let mut found = Vec::new();
    loop {
        let start = tag.len() - rest.len();
        let trimmed = rest.trim_ascii_start();
        if matches!(trimmed, ">" | "/>") {
            return Some(found);
        }
        let (name, after) = trimmed.split_once('=').filter(|_| trimmed.len() < rest.len())?;
        let after = after.trim_ascii_start();
        let quote = after.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let (value, after) = after.get(1..)?.split_once(quote)?;
        rest = after;
        found.push(Attribute { name: name.trim_ascii_end(), value, place: start..tag.len() - rest.len() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OTHER: &str = "11111111-0c1e-4b57-9a80-3b7c5d9e1f02";

    fn label(name: &str) -> FileLabel {
        FileLabel {
            id: "6f1d2a34-0c1e-4b57-9a80-3b7c5d9e1f02".into(),
            site: "0d9c6a51-77aa-4c0d-8f11-5a2b6c7d8e9f".into(),
            name: name.into(),
            set: "2026-03-02T08:15:00Z".into(),
            action: "1b5e7f90-2a3b-4c5d-8e6f-708192a3b4c5".into(),
            by_person: true,
            label_info: false,
        }
    }

    fn names(packet: &str) -> Vec<(String, String)> {
        let groups = Packet::parse(packet.as_bytes()).unwrap().groups();
        groups.iter().map(|group| (group.id.clone(), group.get("Name").unwrap_or("").to_owned())).collect()
    }

    #[test]
    fn a_label_is_replaced_and_does_not_pile_up() {
        let first = packet(&label("A < B & \"C\""), 0);
        assert_eq!(names(&first), [(label("").id, "A < B & \"C\"".to_owned())]);
        let second = Packet::parse(first.as_bytes()).unwrap().labelled(&label("É"), 3);
        assert_eq!(second, packet(&label("É"), 3));
        let empty = format!("<x:xmpmeta xmlns:x='adobe:ns:meta/'><r:RDF xmlns:r='{RDF}' /></x:xmpmeta>");
        let filled = Packet::parse(empty.as_bytes()).unwrap().labelled(&label("A"), 0);
        assert!(filled.ends_with("</rdf:Description>\n</r:RDF></x:xmpmeta>"), "{filled}");
        assert_eq!(Packet::parse(filled.as_bytes()).unwrap().labelled(&label("A"), 0), filled);
    }

    #[test]
    fn both_forms_of_ours_go_and_what_others_wrote_stays() {
        let (id, site) = (label("").id, label("").site);
        let old = format!(
            "<rdf:RDF xmlns:rdf='{RDF}'><rdf:Description rdf:about='uuid:1' xmlns:dc='d' dc:format='x' \
             p:MSIP_Label_{id}_Enabled='true'\n p:MSIP_Label_{OTHER}_Name=\"Theirs\"><dc:title>T</dc:title>\
             <p:MSIP_Label_{id}_Name><![CDATA[Old]]></p:MSIP_Label_{id}_Name></rdf:Description>\
             <rdf:Description rdf:about='uuid:1'><p:MSIP_Label_22222222-0c1e-4b57-9a80-3b7c5d9e1f02_SiteId>{site}\
             </p:MSIP_Label_22222222-0c1e-4b57-9a80-3b7c5d9e1f02_SiteId></rdf:Description></rdf:RDF>"
        );
        assert_eq!(names(&old).first(), Some(&(id.clone(), "Old".to_owned())));
        let new = Packet::parse(old.as_bytes()).unwrap().labelled(&label("New"), 0);
        let kept = format!(
            "<rdf:RDF xmlns:rdf='{RDF}'><rdf:Description rdf:about='uuid:1' xmlns:dc='d' dc:format='x'  \
             p:MSIP_Label_{OTHER}_Name=\"Theirs\"><dc:title>T</dc:title></rdf:Description><rdf:Description xmlns:rdf"
        );
        assert!(new.replace('\n', " ").starts_with(&kept), "{new}");
        assert!(new.contains("rdf:about=\"uuid:1\" xmlns:pdfx"));
        assert_eq!(names(&new), [(OTHER.to_owned(), "Theirs".to_owned()), (id, "New".to_owned())]);
    }

    #[test]
    fn what_is_no_whole_packet_is_left() {
        let whole = packet(&label("A"), 0);
        for cut in (1..whole.len() - 21).filter(|cut| whole.is_char_boundary(*cut)) {
            assert!(Packet::parse(&whole.as_bytes()[..cut]).is_err(), "{cut}");
        }
        let marked = ["\u{feff}", &whole].concat();
        let again = Packet::parse(marked.as_bytes()).unwrap().labelled(&label("A"), 0);
        assert_eq!(again, whole);
        let doctype = format!("<!DOCTYPE x [<!ENTITY a 'b'>]>{}", whole.replace("<?", "<?x"));
        assert_eq!(Packet::parse(doctype.as_bytes()).err(), Some(Left::Unsupported));
        assert_eq!(Packet::parse(b"<\0x\0").err(), Some(Left::Unsupported));
        let deep = format!("<rdf:RDF xmlns:rdf='{RDF}'>{}", "<a>".repeat(200));
        assert_eq!(Packet::parse(deep.as_bytes()).err(), Some(Left::TooLarge));
    }
}
