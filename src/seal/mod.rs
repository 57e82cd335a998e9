//! How a message is locked: OpenPGP (RFC 9580). The only folder that names the OpenPGP library.
//!
//! `certificate` reads and judges certificates, `choose` is the one place that picks keys and algorithms, `trust` says how
//! far a certificate stands for a person, `key` holds the person's own secret; `make`, `statements`, `revoke` and `backup`
//! are its life; `write` and `read` seal and open. `lean` opens and answers letters without the library.

#[cfg(feature = "plain-aes")]
mod aes_plain;
mod agreement;
mod armor;
mod authorship;
mod backup;
mod bulk;
mod certificate;
mod choose;
mod copies;
mod detached;
mod frame;
mod hashing;
mod inside;
mod introduce;
mod key;
pub mod lean;
#[cfg(test)]
mod made;
mod make;
mod ocb;
mod packets;
mod read;
mod revoke;
mod session;
mod signature;
mod statements;
mod streaming;
mod suite;
mod trust;
mod unlock;
mod waiting;
mod write;

#[cfg(feature = "plain-aes")]
use aes_plain as aes;
#[cfg(not(feature = "plain-aes"))]
use zegel_octets::aes;

pub use agreement::Agreement;
pub use authorship::{SignatureState, SignatureView, Signatures};
pub use backup::{backup, derive_key, recovery_code, restore};
pub use bulk::{Job, Order, Task};
pub use certificate::{Certificate, CertificateView};
pub use choose::{Readers, best_for};
pub use copies::Found;
pub use detached::verify;
pub use hashing::{Digest, Hashing, PieceHash};
pub use key::{OwnKey, OwnKeyView};
pub use make::{KeyKind, NewKey, make_key};
pub use read::{Begun, Container, EncryptionState, EncryptionView, Opening, begin, open};
pub use revoke::{Reason, Revocation};
pub use session::SessionKeys;
pub use streaming::{Ready, Streamed, Streaming, Wanted};
pub use trust::{Candidate, Remembered, Source, Standing, StandingState, Vouched, judge};
pub use unlock::{Stretch, Stretched};
pub use waiting::{Errand, Waiting};
pub use write::{Sealed, Sealing};

/// What a long operation reports while it runs: octets done, octets in all.
pub type Progress<'p> = &'p mut dyn FnMut(u64, u64);
