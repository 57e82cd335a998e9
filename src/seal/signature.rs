//! What a signature is worth before anybody looks at what it says.

use crate::error::Refusal;
use crate::time::Instant;
use pgp::crypto::hash::HashAlgorithm;
use pgp::packet::{PublicKey, Signature, SignatureType, SubpacketData};
use pgp::types::KeyDetails;
use std::cell::Cell;

/// Signatures of one kind tried for one component, newest first.
pub(super) const MAX_TRIES: usize = 32;
/// Signatures tried for one certificate: a flooded one costs no more than this.
const MAX_EFFORT: u32 = 256;
/// A clock may be this many seconds behind the one that made a signature.
pub(super) const CLOCK_SKEW: i64 = 600;

/// What checking one certificate may still cost. Where nothing is left, nothing is believed.
pub(super) struct Effort {
    left: Cell<u32>,
    exceeded: Cell<bool>,
}

impl Effort {
    pub(super) fn new() -> Self {
        Self { left: Cell::new(MAX_EFFORT), exceeded: Cell::new(false) }
    }

    /// Whether there was more than was tried.
    pub(super) fn is_exceeded(&self) -> bool {
        self.exceeded.get()
    }

    fn spend(&self, tried: usize) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        let may = left > 0 && tried < MAX_TRIES;
        if !may {
            self.exceeded.set(true);
        }
        may
    }
}

/// When it was made, in seconds since 1970; a signature that does not say counts as oldest.
pub(super) fn created(signature: &Signature) -> i64 {
    signature.created().map_or(0, |time| i64::from(time.as_secs()))
}

/// Hashes under which a signature still means something. SHA-1 collisions are practical (RFC 9580 section 15.1).
pub(super) fn is_strong(hash: Option<HashAlgorithm>) -> bool {
    matches!(
        hash,
        Some(
            HashAlgorithm::Sha224
                | HashAlgorithm::Sha256
                | HashAlgorithm::Sha384
                | HashAlgorithm::Sha512
                | HashAlgorithm::Sha3_256
                | HashAlgorithm::Sha3_512
        )
    )
}

/// Whether it binds a user ID, and does not take that back: the library counts both (RFC 9580 section 5.2.1).
pub(super) fn certifies(signature: &Signature) -> bool {
    signature.is_certification() && signature.typ() != Some(SignatureType::CertRevocation)
}

/// Whether a signature carries a critical subpacket that this program does not understand (RFC 9580 section 5.2.3.7).
pub(super) fn has_unknown_critical(signature: &Signature) -> bool {
    signature.config().is_none_or(|config| {
        config.hashed_subpackets.iter().any(|subpacket| {
            subpacket.is_critical
                && matches!(
                    subpacket.data,
                    SubpacketData::Other(..) | SubpacketData::Experimental(..) | SubpacketData::Notation(_)
                )
        })
    })
}

pub(super) fn is_expired(signature: &Signature, now: Instant) -> bool {
    signature
        .signature_expiration_time()
        .map(|duration| i64::from(duration.as_secs()))
        .is_some_and(|seconds| seconds > 0 && created(signature) + seconds <= now.seconds())
}

pub(super) fn is_from_the_future(signature: &Signature, now: Instant) -> bool {
    created(signature) > now.seconds() + CLOCK_SKEW
}

/// The signatures that say they are the key's own; the many others that a well-known person collects cost nothing.
pub(super) fn claimed_by<'s>(primary: &PublicKey, signatures: &'s [Signature]) -> impl Iterator<Item = &'s Signature> {
    signatures.iter().filter(move |signature| is_claimed_by(primary, signature))
}

fn is_claimed_by(primary: &PublicKey, signature: &Signature) -> bool {
    let (fingerprints, ids) = (signature.issuer_fingerprint(), signature.issuer_key_id());
    match (fingerprints.is_empty(), ids.is_empty()) {
        (false, _) => fingerprints.contains(&&primary.fingerprint()),
        (true, false) => ids.contains(&&primary.legacy_key_id()),
        (true, true) => true,
    }
}

/// Whether one of these revokes something of the key. Where there are more of them than can be tried, nothing is said to be
/// in order: or many forged ones would hide the genuine one.
pub(super) fn is_revoked<'s>(
    primary: &PublicKey,
    signatures: impl Iterator<Item = &'s Signature>,
    kind: SignatureType,
    effort: &Effort,
    verifies: impl Fn(&Signature) -> bool,
) -> bool {
    let claims = signatures.filter(|signature| signature.typ() == Some(kind) && is_claimed_by(primary, signature));
    claims.enumerate().any(|(tried, signature)| !effort.spend(tried) || verifies(signature))
}

/// In a function of its own: where closures are handed in, sorting would be compiled for each of them.
pub(super) fn newest_first(signatures: &mut [&Signature]) {
    signatures.sort_by_key(|signature| std::cmp::Reverse(created(signature)));
}

/// The newest self-signature of a kind that counts at `now`.
pub(super) fn newest_valid<'s>(
    primary: &PublicKey,
    signatures: &'s [Signature],
    now: Instant,
    effort: &Effort,
    is_kind: impl Fn(&Signature) -> bool,
    verifies: impl Fn(&Signature) -> bool,
) -> Result<&'s Signature, Refusal> {
    let mut candidates: Vec<&Signature> = claimed_by(primary, signatures).filter(|one| is_kind(one)).collect();
    newest_first(&mut candidates);
    let mut refusal = Refusal::BadBinding;
    for (tried, signature) in candidates.into_iter().enumerate() {
        if is_from_the_future(signature, now) {
            refusal = Refusal::NotYetValid;
        } else if is_expired(signature, now) {
            refusal = Refusal::Expired;
        } else if !is_strong(signature.hash_alg()) {
            refusal = Refusal::WeakAlgorithm;
        } else if !effort.spend(tried) {
            break;
        } else if !has_unknown_critical(signature) && verifies(signature) {
            return Ok(signature);
        }
    }
    Err(refusal)
}
