//! How a message is locked: OpenPGP (RFC 9580). The only folder that names the OpenPGP library.
//!
//! `certificate` reads and judges certificates, `choose` is the one place that picks keys and algorithms, `trust` says how
//! far a certificate stands for a person, `key` holds the person's own secret; `make`, `statements`, `revoke` and `backup`
//! are its life; `write` and `read` seal and open. `lean` opens and answers letters without the library.

mod armor;
mod backup;
mod certificate;
mod choose;
mod copies;
mod introduce;
mod key;
pub mod lean;
mod make;
mod packets;
mod read;
mod revoke;
mod signature;
mod statements;
mod trust;
mod write;

pub use backup::{backup, derive_key, recovery_code, restore};
pub use certificate::{Certificate, CertificateView};
pub use choose::{Readers, best_for};
pub use copies::Found;
pub use key::{OwnKey, OwnKeyView};
pub use make::{KeyKind, NewKey, make_key};
pub use read::{Container, EncryptionState, EncryptionView, Opening, SignatureState, SignatureView, open};
pub use revoke::{Reason, Revocation};
pub use trust::{Candidate, Remembered, Source, Standing, StandingState, Vouched, judge};
pub use write::Sealed;

/// What a long operation reports while it runs: octets done, octets in all.
pub type Progress<'p> = &'p mut dyn FnMut(u64, u64);
