//! The keys that unit tests have.

use super::{KeyKind, NewKey, OwnKey, make_key};
use crate::time::Instant;
use rand::SeedableRng as _;
use rand::rngs::StdRng;

/// When they were made.
pub(super) fn born() -> Instant {
    Instant::from_seconds(1_700_000_000)
}

/// For `noor@example.org`; the same for the same seed.
pub(super) fn key(kind: KeyKind, seed: u64) -> OwnKey {
    let new = NewKey { name: "Noor", addresses: &["noor@example.org"], kind, post_quantum: false, valid_days: None };
    make_key(&new, born(), &mut StdRng::seed_from_u64(seed)).unwrap()
}
