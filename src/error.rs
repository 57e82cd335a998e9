//! What can go wrong, as stable codes with typed detail.
//!
//! A sentence for a person is made elsewhere, from the code and in the person's language. No variant carries text that
//! a person wrote; addresses and positions are the exception, because a remedy has to name its place.

use crate::address::AddressError;
use serde::Serialize;

/// An error of the library. Serialised as `{ code, detail }` with kebab-case codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "code", content = "detail", rename_all = "kebab-case", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Error {
    /// An address of the draft cannot be read.
    AddressMalformed {
        /// `from`, `to`, `cc` or `bcc`.
        field: String,
        /// Position in the field.
        index: usize,
        /// What is wrong with it.
        reason: AddressError,
    },
    /// The draft itself is not of the documented form.
    DraftMalformed {
        /// The field, or `form` where it is not known.
        field: String,
    },
    /// Nobody is addressed.
    NoRecipient {},
    /// No certificate was given for a recipient.
    RecipientWithoutCertificate {
        /// The recipient's addr-spec.
        address: String,
    },
    /// The certificates found for a recipient cannot be used.
    RecipientCertificateUnusable {
        /// The recipient's addr-spec.
        address: String,
        /// Why the best of them was refused.
        reason: Refusal,
    },
    /// The sender has no key to sign with.
    NoOwnKey {
        /// The sender's addr-spec.
        address: String,
    },
    /// The sender's own key cannot sign, or nothing can be encrypted to it.
    OwnKeyUnusable {
        /// Why.
        reason: Refusal,
    },
    /// The passphrase does not open the key or the message.
    PassphraseWrong {},
    /// The bytes are no OpenPGP secret key.
    KeyMalformed {},
    /// The part of the key that may renew or revoke it is kept elsewhere.
    KeyWithoutPrimary {},
    /// Nothing in the file is a backup of keys.
    BackupMalformed {},
    /// The code does not open the backup.
    RecoveryCodeWrong {},
    /// It asks for something that this program does not do.
    Unsupported {
        /// `argon2`, `post-quantum`
        what: String,
    },
    /// The bytes are no OpenPGP certificate.
    CertificateMalformed {},
    /// The bundle has mistakes; nothing is sealed or sent by it.
    BundleInvalid {
        /// How many.
        mistakes: usize,
    },
    /// The decision forbids sending.
    Blocked {},
    /// The decision asks something that has not been answered.
    QuestionOpen {},
    /// The contents of an attachment are missing or not as long as announced.
    AttachmentUnreadable {
        /// Position in the draft.
        index: usize,
    },
    /// The bytes are no Internet message.
    MessageMalformed {},
    /// The message has been changed or cut off; nothing of it is shown.
    MessageDamaged {},
    /// The message needs something that this program does not do.
    MessageUnsupported {
        /// `aead`, `argon2`, `cipher`, `compression`, `container`, `hash`, `passphrase` (it is for keys only), `s2k`, `seipd`,
        /// `size`, `skesk`
        what: String,
    },
    /// The message is longer than the library opens.
    MessageTooLarge {
        /// The limit in octets.
        limit: usize,
    },
    /// The protection of a message is not taken off.
    RemovalRefused {
        /// `not-encrypted`, `not-opened`, `beside`, `doubtful`, `draft`, `do-not-forward`, `keep-protected`, `past`
        reason: String,
    },
    /// Something that must not fail has failed; the place says where.
    Internal {
        /// A name within the source.
        place: String,
    },
}

/// Why a certificate or key is not used. Of several reasons the last in this order says most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Refusal {
    /// No user ID with a valid self-signature has this address.
    WrongAddress,
    /// The self-signatures do not verify.
    BadBinding,
    /// No valid subkey or primary key with the needed capability.
    NoUsableSubkey,
    /// Algorithms this program does not know.
    Unsupported,
    /// Algorithms too weak to protect anything today (RSA or DSA under 2048 bits, ElGamal, SHA-1 or MD5 self-signatures).
    WeakAlgorithm,
    /// Its time is over.
    Expired,
    /// Created in the future.
    NotYetValid,
    /// Revoked by its owner.
    Revoked,
}

impl Error {
    /// For what cannot happen: names the place instead of panicking.
    pub fn internal(place: &str) -> Self {
        Self::Internal { place: place.to_owned() }
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for Error {}
