//! Why a message stays closed.

use crate::error::Error;

/// Why a message stays closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::seal) enum Flaw {
    /// The passphrase is another one.
    Passphrase,
    /// It has been changed or cut off.
    Damaged,
    /// These are no octets of an OpenPGP message.
    Malformed,
    /// It needs something that is not done here.
    Unsupported(&'static str),
}

impl From<Flaw> for Error {
    fn from(flaw: Flaw) -> Self {
        match flaw {
            Flaw::Passphrase => Self::PassphraseWrong {},
            Flaw::Damaged => Self::MessageDamaged {},
            Flaw::Malformed => Self::MessageMalformed {},
            Flaw::Unsupported(what) => Self::MessageUnsupported { what: what.to_owned() },
        }
    }
}
