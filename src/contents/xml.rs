//! XML as it comes by: no tree, no document type, no entities but the five that every document has.

use super::{MAX_DEPTH, Unread};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// What stands next in a document. Names are local: the prefix of a namespace is the document's own choice.
pub(super) enum Node<'a> {
    /// An element starts.
    Open(&'a Element<'a>),
    /// An element ends, also one that was empty.
    Close(&'a str),
    /// Characters, resolved.
    Text(&'a str),
}

/// The start of an element.
pub(super) struct Element<'a>(BytesStart<'a>);

impl Element<'_> {
    pub(super) fn name(&self) -> &str {
        local(self.0.name().into_inner())
    }

    /// The value of an attribute, by its local name.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        attributes.with_checks(false);
        let found = attributes.filter_map(Result::ok).find(|attribute| local(attribute.key.into_inner()) == name)?;
        Some(resolved(&found.value))
    }

    /// Visits all attributes: their local names and values.
    pub(super) fn attributes(&self, visit: &mut dyn FnMut(&str, &str)) {
        let mut attributes = self.0.attributes();
        attributes.with_checks(false);
        for attribute in attributes.filter_map(Result::ok) {
            visit(local(attribute.key.into_inner()), &resolved(&attribute.value));
        }
    }
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// Goes through a document until it ends, breaks a rule that matters here, or `visit` says false.
pub(super) fn walk(xml: &str, visit: &mut dyn FnMut(Node<'_>) -> bool) -> Result<(), Unread> {
    let mut reader = Reader::from_str(xml);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut depth: usize = 0;
    loop {
        let go_on = match reader.read_event().map_err(|_| Unread::Damaged)? {
            Event::Start(start) => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err(Unread::TooDeep);
                }
                visit(Node::Open(&Element(start)))
            }
            Event::Empty(start) => {
                let element = Element(start);
                visit(Node::Open(&element)) && visit(Node::Close(element.name()))
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                visit(Node::Close(local(end.name().into_inner())))
            }
            Event::Text(text) => visit(Node::Text(&text)),
            Event::CData(text) => visit(Node::Text(&text)),
            Event::GeneralRef(name) => match reference(&name) {
                Some(c) => visit(Node::Text(c.encode_utf8(&mut [0; 4]))),
                None => true,
            },
            Event::Eof if depth > 0 => return Err(Unread::Damaged),
            Event::Eof => return Ok(()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => true,
        };
        if !go_on {
            return Ok(());
        }
    }
}

fn resolved(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('&') {
        text.push_str(before);
        let Some((name, tail)) = after.split_once(';') else {
            rest = after;
            break;
        };
        text.extend(reference(name));
        rest = tail;
    }
    text.push_str(rest);
    text
}

/// The character that a reference stands for. What a document defines itself is not looked at.
fn reference(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => digits.parse(),
            };
            code.ok().and_then(char::from_u32)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(xml: &str) -> (String, Result<(), Unread>) {
        let mut seen = String::new();
        let end = walk(xml, &mut |node| {
            match node {
                Node::Open(element) => {
                    let value = element.attribute("a").map(|value| format!(" {value}"));
                    seen += &["<", element.name(), value.as_deref().unwrap_or(""), ">"].concat();
                }
                Node::Close(name) => seen += &["</", name, ">"].concat(),
                Node::Text(text) => seen += text,
            }
            true
        });
        (seen, end)
    }

    #[test]
    fn names_are_local_and_references_resolved() {
        let (text, end) =
            seen("<?xml version='1.0'?><x:p y:a='1 &lt; &#x32;'>a &amp; b<q/><![CDATA[<c>]]>&#233;</x:p>");
        assert_eq!((text.as_str(), end), ("<p 1 < 2>a & b<q></q><c>é</p>", Ok(())));
    }

    #[test]
    fn entities_of_the_document_are_never_resolved() {
        let laughs =
            "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'><!ENTITY c SYSTEM 'file:///etc/passwd'>]><x>&b;&c;.</x>";
        assert_eq!(seen(laughs).0, "<x>.</x>");
    }

    #[test]
    fn faults_and_depth_end_it() {
        assert_eq!(seen("<a><b>x"), ("<a><b>x".to_owned(), Err(Unread::Damaged)));
        assert_eq!(seen("<a>x</b></c>y").1, Ok(()));
        assert_eq!(seen(&"<a>".repeat(MAX_DEPTH + 1)).1, Err(Unread::TooDeep));
    }
}
