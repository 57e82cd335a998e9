//! How a message is written down: MIME with protected header fields (RFC 9788).

mod field;
mod protected;
mod read;
mod write;

pub use field::Field;
pub use protected::{FieldState, HiddenSubject, strip_legacy_html, strip_legacy_text};
pub(crate) use read::value_text;
pub use read::{Body, OpenedPart, ProtectedHeaders, body};

/// A message written down, ready for the next stage. Only [`Entity::write`] makes one, from a labelled draft.
#[derive(Debug)]
pub struct Entity {
    protected: bool,
    outer: Vec<Field>,
    bytes: Vec<u8>,
}

impl Entity {
    /// Whether the bytes may only leave sealed.
    pub fn is_protected(&self) -> bool {
        self.protected
    }

    /// The header fields that stand outside.
    pub fn outer(&self) -> &[Field] {
        &self.outer
    }

    /// If protected, the whole entity to encrypt, with its own header section; otherwise the MIME header fields and
    /// the body that follow the outer fields. Lines end in CRLF.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}
