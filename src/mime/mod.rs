//! How a message is written down: MIME with protected header fields (RFC 9788).

mod answer;
mod autocrypt;
mod field;
mod protected;
mod read;
mod setup;
mod write;

pub use answer::{ANSWER_PROOF_FIELD, Answer, AnswerPart};
pub use autocrypt::{Introduced, gossip, introduced, introduction};
pub use field::Field;
pub use protected::{FieldState, strip_legacy_html, strip_legacy_text};
pub(crate) use read::value_text;
pub use read::{Body, OpenedPart, ProtectedHeaders, body};
pub use setup::{SetupMessage, setup_attachment};

/// A message written down. Only [`Entity::write`] makes one, from a labelled draft; the decision chooses which, and
/// the next stages take only their own.
#[derive(Debug)]
pub enum Entity {
    /// Leaves as it is.
    Clear(ClearEntity),
    /// Leaves only sealed.
    Secret(SecretEntity),
}

/// An entity that was decided to leave unprotected. Lines end in CRLF.
#[derive(Debug)]
pub struct ClearEntity {
    bytes: Vec<u8>,
}

/// An entity that may only leave sealed: the whole payload to encrypt, with its own header section, and the fields
/// that stand outside. Lines end in CRLF.
#[derive(Debug)]
pub struct SecretEntity {
    outer: Vec<Field>,
    payload: Vec<u8>,
}

impl ClearEntity {
    /// The whole message.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

impl SecretEntity {
    /// The header fields that stand outside.
    pub fn outer(&self) -> &[Field] {
        &self.outer
    }

    /// The bytes to encrypt.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }
}
