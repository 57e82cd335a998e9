//! How a message is locked: OpenPGP (RFC 9580). The only folder that names the OpenPGP library.
//!
//! `certificate` reads and judges certificates, `choose` is the one place that picks keys and algorithms, `key` holds
//! the person's own secret, `write` and `read` seal and open.

mod certificate;
mod choose;
mod key;
mod make;
mod read;
mod signature;
mod write;

pub use certificate::{Certificate, CertificateView, Found};
pub use choose::Readers;
pub use key::{OwnKey, OwnKeyView};
pub use make::{KeyKind, make_key};
pub use read::{Container, EncryptionState, EncryptionView, Opening, SignatureState, SignatureView, open};
pub use write::Sealed;

/// What a long operation reports while it runs: octets done, octets in all.
pub type Progress<'p> = &'p mut dyn FnMut(u64, u64);
