//! How a message is written down: MIME with protected header fields (RFC 9788).

mod answer;
mod autocrypt;
mod draft;
mod field;
mod gaps;
mod protected;
mod read;
mod setup;
mod tree;
mod write;

pub use answer::{ANSWER_PROOF_FIELD, Answer, AnswerPart};
pub use autocrypt::{Introduced, gossip, introduced, introduction};
pub use draft::{DRAFT_FIELD, DRAFT_FORM, DRAFT_TYPE, KeptDraft};
pub use field::Field;
pub use gaps::Gap;
pub use protected::{FieldState, ProtectedHeaders, strip_legacy_html, strip_legacy_text};
pub(crate) use read::value_text;
pub use read::{Body, OpenedPart, body, characters, contents, name, repeating, shown_texts};
pub use setup::{SetupMessage, setup_attachment};
pub use tree::{Node, Tree, head};

/// A message written down. [`Entity::write`] makes one from a labelled draft; the decision chooses which, and the next
/// stages take only their own.
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
    gaps: Vec<Gap>,
}

/// An entity that may only leave sealed: the whole payload to encrypt, with its own header section, and the fields
/// that stand outside. Lines end in CRLF.
#[derive(Debug)]
pub struct SecretEntity {
    outer: Vec<Field>,
    payload: Vec<u8>,
    gaps: Vec<Gap>,
}

impl ClearEntity {
    /// The whole message, but for what belongs into its gaps.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Where large files belong.
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }
}

impl SecretEntity {
    /// The header fields that stand outside.
    pub fn outer(&self) -> &[Field] {
        &self.outer
    }

    /// The bytes to encrypt, but for what belongs into the gaps.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// Where large files belong in the payload.
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// How many octets there will be to encrypt.
    pub fn length(&self) -> u64 {
        let here = u64::try_from(self.payload.len()).unwrap_or(u64::MAX);
        self.gaps.iter().fold(here, |sum, gap| sum.saturating_add(gap.length()))
    }

    /// Gives their memory back, once they are on their way to being sealed for the last time.
    pub(crate) fn drop_payload(&mut self) {
        self.payload = Vec::new();
    }
}
