//! Messages inside a message, which do not stand under its protection: each is handed out whole, to be opened by itself.
//! Nothing around one may speak with its authority, nor it for what is around.

use super::armor::{Block, blocks};
use super::read::{Layer, is_encrypted_file, layer, signed};
use crate::mime::{Node, Tree, characters, contents, name, shown_texts};
use serde::Serialize;

/// Messages handed out of one; more of them stay files.
const MAX_PIECES: usize = 5;
/// Octets of all of them together.
const MAX_OCTETS: usize = 64 * 1024 * 1024;

/// What a message inside another is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum WithinKind {
    /// Encrypted.
    Encrypted,
    /// Signed.
    Signed,
    /// A mail passed on whole, or what came beside a protected text.
    Message,
}

/// A message inside another.
#[derive(Debug)]
pub struct Piece {
    /// What it is.
    pub kind: WithinKind,
    /// The name of its file, if it has one.
    pub name: String,
    /// All of it, to be opened like one that arrived.
    pub bytes: Vec<u8>,
}

/// What is opened by itself.
#[derive(Debug, Default)]
pub struct Within {
    /// The messages.
    pub pieces: Vec<Piece>,
    /// Positions of parts that are handed out instead of being mixed into the text around them.
    pub apart: Vec<usize>,
    /// Positions of those that are too many or too large, and are files.
    pub held: Vec<usize>,
    octets: usize,
}

impl Within {
    /// Finds the messages inside a message. `fields`: the header section that a part without one of its own gets.
    pub fn of(tree: &Tree<'_>, fields: &[u8]) -> Self {
        let mut within = Self::default();
        let (mut inside_until, mut apart) = (0, Vec::new());
        for (id, node) in tree.parts().enumerate() {
            // What stands inside a part that is apart comes with it.
            let at = node.raw.as_ptr_range();
            if (at.start as usize) < inside_until {
                continue;
            }
            let Some(kind) = kind(tree, id, node) else { continue };
            // What is too much is not written down first: of thousands each would copy the fields.
            let fits = within.has_room(fields.len() + node.raw.len()) && {
                let bytes = match kind {
                    WithinKind::Message => contents(node).into_owned(),
                    _ if id == 0 => node.raw.to_vec(),
                    _ => with_fields(fields, node.raw),
                };
                within.push(kind, name(node).unwrap_or_default(), bytes)
            };
            // A file stays one.
            if node.is("multipart", "*") {
                inside_until = at.end as usize;
                if fits { &mut within.apart } else { &mut within.held }.push(id);
                apart.push(id);
            }
        }
        for node in shown_texts(tree, &apart).into_iter().filter_map(|id| tree.get(id)) {
            for (block, armored) in blocks(characters(node).as_bytes(), MAX_PIECES) {
                let kind = match block {
                    Block::Encrypted => WithinKind::Encrypted,
                    Block::Signed => WithinKind::Signed,
                };
                let head = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n";
                if within.has_room(fields.len() + armored.len()) {
                    within.push(kind, String::new(), with_fields(fields, &[head, armored].concat()));
                }
            }
        }
        within
    }

    /// What came beside a protected text and does not stand under its protection, as one message.
    pub fn beside(tree: &Tree<'_>, positions: &[usize], fields: &[u8]) -> Option<Piece> {
        // It delimits the parts already, so it stands in none of them.
        let boundary = tree.root()?.parameter("boundary")?;
        let mut parts = format!("Content-Type: multipart/mixed; boundary=\"{boundary}\"\r\n\r\n").into_bytes();
        for node in positions.iter().filter_map(|id| tree.get(*id)) {
            parts.extend_from_slice(format!("--{boundary}\r\n").as_bytes());
            parts.extend_from_slice(node.raw);
            parts.extend_from_slice(b"\r\n");
        }
        parts.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        let bytes = with_fields(fields, &parts);
        (!positions.is_empty()).then_some(Piece { kind: WithinKind::Message, name: String::new(), bytes })
    }

    fn has_room(&self, octets: usize) -> bool {
        self.pieces.len() < MAX_PIECES && self.octets + octets <= MAX_OCTETS
    }

    fn push(&mut self, kind: WithinKind, name: String, bytes: Vec<u8>) -> bool {
        let fits = self.has_room(bytes.len());
        if fits {
            self.octets += bytes.len();
            self.pieces.push(Piece { kind, name, bytes });
        }
        fits
    }
}

/// What a part is, if it is a message to be opened by itself.
fn kind(tree: &Tree<'_>, id: usize, node: &Node<'_>) -> Option<WithinKind> {
    if let Some(layer) = (id == 0).then(|| layer(tree)).flatten() {
        // Layers inside each other beyond the bound.
        return Some(match layer {
            Layer::Encrypted { .. } => WithinKind::Encrypted,
            Layer::Signed { .. } => WithinKind::Signed,
        });
    }
    let is_leaf = node.children.is_empty();
    if !is_leaf && node.is("multipart", "signed") {
        return signed(tree, node).map(|_| WithinKind::Signed);
    }
    let is_encrypted = if is_leaf {
        is_encrypted_file(node) && (name(node).is_some() || !node.is("text", "*"))
    } else {
        id > 0 && node.is("multipart", "encrypted") && node.children.len() == 2
    };
    let is_message = is_leaf && (node.is("message", "rfc822") || node.is("message", "global"));
    match (is_encrypted, is_message) {
        (true, _) => Some(WithinKind::Encrypted),
        (false, true) => Some(WithinKind::Message),
        (false, false) => None,
    }
}

/// A part as a message of its own: the fields of the message around it, and those that say what the part is.
fn with_fields(fields: &[u8], part: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(fields.len() + part.len() + 32);
    let mut kept = false;
    for line in fields.split_inclusive(|octet| *octet == b'\n') {
        let line = line.trim_ascii_end();
        if !line.starts_with(b" ") && !line.starts_with(b"\t") {
            let name = line.split(|octet| *octet == b':').next().unwrap_or_default().trim_ascii().to_ascii_lowercase();
            let is_of_part = name.starts_with(b"content-") || name == b"mime-version" || name == b"hp-outer";
            kept = line.contains(&b':') && !is_of_part;
        }
        if kept {
            bytes.extend_from_slice(line);
            bytes.extend_from_slice(b"\r\n");
        }
    }
    bytes.extend_from_slice(b"MIME-Version: 1.0\r\n");
    bytes.extend_from_slice(part);
    bytes
}
