//! The one cryptographic status of a message (RFC 9787 section 3): see docs/reading.md for the table.

use super::claims::Author;
use crate::seal::{EncryptionState, SignatureState};
use crate::wire::Structure;
use serde::Serialize;

/// What is said of a message as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Summary {
    /// Encrypted, and signed by a key of the sender's address.
    Sealed,
    /// Encrypted; who wrote it is not known.
    Encrypted,
    /// Signed by a key of the sender's address; anybody could read it.
    Signed,
    /// Nothing that counts.
    Plain,
    /// Something in it claims to be what it is not.
    Doubtful,
    /// Not opened; the encryption says why.
    Closed,
}

/// What is false in a doubtful message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Doubt {
    /// It names one sender and is signed by another.
    WrongSender,
    /// It was signed for other readers, and passed on.
    NotIntendedForYou,
    /// It has a signature inside the encryption that does not fit.
    InvalidSignature,
    /// Inside it names another sender than outside, and nobody vouches for that.
    FromMismatch,
}

/// The one cryptographic status of a message.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Status {
    /// The status.
    pub summary: Summary,
    /// The verified author's address, nothing where there is none.
    pub signer: Option<String>,
    /// The certificate of the key that signed, in hexadecimal capitals; only with a signer.
    pub fingerprint: Option<String>,
    /// Of a doubtful message, why.
    pub doubt: Option<Doubt>,
}

impl Status {
    /// Of several doubts the first in the order of the list above says most.
    pub(super) fn of(
        structure: Structure,
        encryption: EncryptionState,
        signature: SignatureState,
        author: Option<&Author>,
        mismatch: bool,
    ) -> Self {
        let encrypted = structure == Structure::Encrypted;
        let closed = encrypted && encryption != EncryptionState::Encrypted;
        let doubt = match signature {
            SignatureState::WrongSender => Some(Doubt::WrongSender),
            SignatureState::NotIntendedForYou => Some(Doubt::NotIntendedForYou),
            // Whoever breaks the signature of a clear message could have taken it off: that must be worth nothing.
            SignatureState::Invalid if encrypted => Some(Doubt::InvalidSignature),
            _ if mismatch => Some(Doubt::FromMismatch),
            _ => None,
        };
        let summary = match (doubt, encrypted, author) {
            _ if closed => Summary::Closed,
            (Some(_), _, _) => Summary::Doubtful,
            (None, true, Some(_)) => Summary::Sealed,
            (None, true, None) => Summary::Encrypted,
            (None, false, Some(_)) => Summary::Signed,
            (None, false, None) => Summary::Plain,
        };
        let author = author.filter(|_| matches!(summary, Summary::Sealed | Summary::Signed));
        Self {
            summary,
            signer: author.map(|author| author.address().get().addr_spec()),
            fingerprint: author.map(|author| author.fingerprint().get().clone()),
            doubt: doubt.filter(|_| summary == Summary::Doubtful),
        }
    }
}
