//! From the outside of a message to its payload, one layer of protection after the other.

use super::{Means, Opened, Unfolding, draft, shell, unfold};
use crate::mime::{Node, Tree, contents, head};
use crate::protect::Stage;
use crate::seal::{Begun, EncryptionView, Errand, Opening, Signatures, Waiting, begin, verify};
use crate::wire::{Layer, Piece, Shape, Structure, Within, layer};
use std::cell::RefCell;

/// Layers of protection inside each other; what has more of them is handed out as a message of its own.
pub(super) const MAX_LAYERS: usize = 8;
/// Octets in which the header fields of a payload are looked for.
const MAX_HEAD: usize = 1024 * 1024;

/// What stays the same on the way in.
pub(super) struct Way<'a, 'm> {
    pub(super) outer: &'a Node<'m>,
    pub(super) means: &'a Means<'a>,
    /// Where the innermost thing that was encrypted is kept, for whoever takes the encryption off.
    pub(super) kept: Option<&'a RefCell<Kept>>,
}

/// What was encrypted.
#[derive(Debug, Default)]
pub(super) struct Kept {
    pub(super) payload: Vec<u8>,
    /// Files stand beside it that are not under the encryption.
    pub(super) beside: bool,
    /// Layers taken off to get at it.
    pub(super) layers: usize,
}

/// What was met on the way so far.
#[derive(Debug)]
pub(super) struct Met {
    structure: Structure,
    shape: Option<Shape>,
    encryption: EncryptionView,
    /// Those that cover everything that is still inside.
    signatures: Signatures,
    wrapped: bool,
    beside: Vec<Piece>,
    layers: usize,
}

impl Met {
    pub(super) fn nothing() -> Self {
        Self {
            structure: Structure::Plain,
            shape: None,
            encryption: EncryptionView::none(),
            signatures: Signatures::default(),
            wrapped: false,
            beside: Vec::new(),
            layers: 0,
        }
    }
}

/// How far it got.
#[derive(Debug)]
pub(super) enum Reached {
    Opened(Box<Opened>),
    /// Data that have to be decrypted first.
    Waiting(Box<Halt>),
}

/// Where it waits.
#[derive(Debug)]
pub(super) struct Halt {
    waiting: Box<Waiting>,
    met: Met,
    shape: Shape,
    charset: Option<String>,
}

impl Halt {
    pub(super) fn errand(&mut self) -> Errand<'_> {
        self.waiting.errand()
    }

    /// Goes on with what was decrypted.
    pub(super) fn go_on(self, way: &Way<'_, '_>, progress: &mut dyn FnMut(Stage, u64, u64)) -> Reached {
        let Self { waiting, met, shape, charset } = self;
        let means = way.means;
        reached(waiting.go_on(means.keys, means.certificates, means.now), way, met, (shape, charset), progress)
    }
}

/// Takes off the outermost layer and goes on with what is inside; calls itself at most [`MAX_LAYERS`] times.
pub(super) fn descend(
    tree: &Tree<'_>,
    way: &Way<'_, '_>,
    mut met: Met,
    progress: &mut dyn FnMut(Stage, u64, u64),
) -> Reached {
    let means = way.means;
    let found = if met.layers < MAX_LAYERS { layer(tree) } else { None };
    met.layers += usize::from(found.is_some());
    match found {
        Some(Layer::Encrypted { shape, message, charset, beside }) => {
            met.beside.extend(Within::beside(tree, &beside, way.outer.fields()));
            met.structure = Structure::Encrypted;
            met.shape.get_or_insert(shape);
            let mut report = |done, total| progress(Stage::Opening, done, total);
            let begun = begin(&message, means.keys, means.certificates, means.now, &mut report);
            reached(begun, way, met, (shape, charset), progress)
        }
        Some(Layer::Signed { shape, signed, signature, text, beside }) => {
            met.beside.extend(Within::beside(tree, &beside, way.outer.fields()));
            met.shape.get_or_insert(shape);
            if met.structure == Structure::Plain {
                met.structure = Structure::Signed;
            }
            let signatures = verify(&signature, &signed, means.keys, means.certificates, means.now);
            met.signatures = met.signatures.and(signatures);
            match text {
                Some(charset) => descend(&Tree::of(&as_text(&signed, &charset)), way, met, progress),
                None => descend(&Tree::of(&signed), way, met, progress),
            }
        }
        None => match tree.root().filter(|root| met.layers > 0 && !met.wrapped && is_wrapping(root)) {
            Some(root) => {
                met.wrapped = true;
                // What is protected inside a wrapped message is that message's matter.
                met.layers = MAX_LAYERS;
                descend(&Tree::of(&contents(root)), way, met, progress)
            }
            None => Reached::Opened(Box::new(finish(tree, way, met, progress))),
        },
    }
}

fn reached(
    begun: Begun,
    way: &Way<'_, '_>,
    met: Met,
    (shape, charset): (Shape, Option<String>),
    progress: &mut dyn FnMut(Stage, u64, u64),
) -> Reached {
    match begun {
        Begun::Opened(opening) => inside(opening, way, met, (shape, charset), progress),
        Begun::Waiting(waiting) => Reached::Waiting(Box::new(Halt { waiting, met, shape, charset })),
    }
}

/// Goes on with what was inside an encryption.
fn inside(
    opening: Opening,
    way: &Way<'_, '_>,
    mut met: Met,
    (shape, charset): (Shape, Option<String>),
    progress: &mut dyn FnMut(Stage, u64, u64),
) -> Reached {
    met.encryption = opening.encryption;
    // A signature around an encryption covers ciphertext: anybody can take it off and put their own on without having
    // read a word, so it says nothing of who wrote what is read.
    met.signatures = opening.signatures;
    let Some(payload) = opening.payload else { return Reached::Opened(Box::new(closed(way, met))) };
    let payload = entity(payload, shape, charset);
    if let Some(kept) = way.kept {
        let (beside, layers) = (!met.beside.is_empty(), met.layers);
        *kept.borrow_mut() = Kept { payload: payload.clone(), beside, layers };
    }
    descend(&Tree::of(&payload), way, met, progress)
}

/// Whether a payload is a whole message so that its header fields are protected (RFC 8551 section 3.1), and none passed on.
pub(super) fn is_wrapping(root: &Node<'_>) -> bool {
    let is_message = root.is("message", "rfc822") || root.is("message", "global");
    let passed_on = root.parameter("forwarded").is_some_and(|value| value.eq_ignore_ascii_case("yes"));
    is_message && !passed_on && root.parameter("hp").is_none()
}

fn finish(tree: &Tree<'_>, way: &Way<'_, '_>, met: Met, progress: &mut dyn FnMut(Stage, u64, u64)) -> Opened {
    progress(Stage::Parsing, 0, 1);
    let Met { structure, shape, encryption, signatures, wrapped, beside, .. } = met;
    let unfolding = Unfolding { structure, shape, encryption, wrapped, beside, site: way.means.site };
    let mut opened = unfold(tree, way.outer, unfolding, &|sender| signatures.judge(way.means.certificates, sender));
    if let Some(root) = tree.root() {
        draft::take(&mut opened, &root.head, way.means.keys);
    }
    progress(Stage::Parsing, 1, 1);
    opened
}

/// The outer fields, and nothing of what is inside.
fn closed(way: &Way<'_, '_>, met: Met) -> Opened {
    let mut closed = shell(&way.outer.head, met.structure, met.encryption);
    closed.shape = met.shape;
    closed.take_labels(&way.outer.head, None, None, way.means.site);
    closed.take_within(met.beside);
    closed
}

/// What was decrypted, as a MIME entity: text in armor is often just text, and a file just a file.
fn entity(payload: Vec<u8>, shape: Shape, charset: Option<String>) -> Vec<u8> {
    let start = payload.get(..MAX_HEAD).unwrap_or(&payload);
    let fields = head(start);
    let is_entity = match shape {
        Shape::PgpMime | Shape::MixedUp | Shape::Letter => {
            !fields.headers().is_empty() || start.starts_with(b"\r\n") || start.starts_with(b"\n")
        }
        Shape::Inline | Shape::Attached => fields.header("Content-Type").is_some(),
    };
    if is_entity {
        return payload;
    }
    if charset.is_some() || std::str::from_utf8(&payload).is_ok_and(|text| !text.contains('\0')) {
        return as_text(&payload, &charset.unwrap_or_default());
    }
    [b"Content-Type: application/octet-stream\r\nContent-Disposition: attachment\r\n\r\n", payload.as_slice()].concat()
}

fn as_text(text: &[u8], charset: &str) -> Vec<u8> {
    let charset = if charset.is_empty() { "utf-8" } else { charset };
    let head = ["Content-Type: text/plain; charset=\"", charset, "\"\r\n\r\n"].concat();
    [head.as_bytes(), text].concat()
}
