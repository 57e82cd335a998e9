//! What signatures say of who wrote something: each is checked against the certificates at hand, then judged for a sender.

use super::certificate::{Certificate, hex};
use super::copies::Found;
use super::key::OwnKey;
use super::signature::{CLOCK_SKEW, created, has_unknown_critical, is_expired, is_from_the_future, is_strong};
use crate::address::Address;
use crate::time::Instant;
use pgp::packet::{PublicKey, PublicSubkey, Signature, SignatureType, SubpacketData};
use pgp::types::{Fingerprint, VerifyingKey};
use serde::Serialize;

/// Signatures looked at.
pub(super) const MAX_SIGNATURES: usize = 16;

/// What became of the signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum SignatureState {
    /// There is none.
    None,
    /// Valid, by a key of the sender's address.
    Valid,
    /// It does not fit what was signed, or its key or algorithm cannot be relied on.
    Invalid,
    /// The signer's certificate is not at hand.
    UnknownKey,
    /// Valid, but by a key of somebody else.
    WrongSender,
    /// Valid, but it was made for other readers: somebody passed it on.
    NotIntendedForYou,
}

/// The signature as a user interface needs it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SignatureView {
    /// What became of it.
    pub state: SignatureState,
    /// The signer's certificate, in hexadecimal capitals.
    pub fingerprint: Option<String>,
    /// The key that signed, as the signature names it.
    pub key_id: Option<String>,
    /// When, ISO 8601.
    pub signed_at: Option<String>,
    /// The address of the signer's certificate.
    pub signer_address: Option<String>,
}

/// Signatures over one payload, checked.
#[derive(Debug, Default)]
pub struct Signatures(Vec<CheckedSignature>);

#[derive(Debug)]
struct CheckedSignature {
    key_id: Option<String>,
    signed_at: Option<String>,
    outcome: Outcome,
    /// It names readers, and the person is none of them.
    for_others: bool,
}

#[derive(Debug)]
enum Outcome {
    Invalid,
    UnknownKey,
    /// Valid under the certificate of this fingerprint.
    Valid(Fingerprint),
}

impl SignatureState {
    /// Which of several says most: a valid one is not spoilt by a second one of an unknown key beside it.
    pub(super) fn rank(self) -> u8 {
        match self {
            Self::Valid => 5,
            Self::NotIntendedForYou => 4,
            Self::WrongSender => 3,
            Self::Invalid => 2,
            Self::UnknownKey => 1,
            Self::None => 0,
        }
    }
}

impl SignatureView {
    /// No signature.
    pub fn none() -> Self {
        Self { state: SignatureState::None, fingerprint: None, key_id: None, signed_at: None, signer_address: None }
    }
}

impl Signatures {
    /// Those over the same payload from two layers.
    #[must_use]
    pub fn and(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }

    /// A signature that cannot be read: there is one, and it vouches for nothing.
    pub(super) fn unreadable() -> Self {
        let outcome = Outcome::Invalid;
        Self(vec![CheckedSignature { key_id: None, signed_at: None, outcome, for_others: false }])
    }

    /// Checks one more signature; `verifies`: whether it fits what was signed, under a key.
    pub(super) fn check(
        &mut self,
        signature: &Signature,
        keys: &[OwnKey],
        certificates: &[Found],
        now: Instant,
        verifies: &dyn Fn(&Component<'_>) -> bool,
    ) {
        // Each signature speaks only for itself: a second one that names the person must not vouch for the first.
        let intended = intended_recipients(signature);
        let is_named = |key: &OwnKey| intended.contains(key.certificate().raw_fingerprint());
        self.0.push(CheckedSignature {
            key_id: issuer(signature),
            signed_at: Some(Instant::from_seconds(created(signature)).to_iso()),
            outcome: check_signature(signature, certificates, now, verifies),
            for_others: !intended.is_empty() && !keys.iter().any(is_named),
        });
    }

    /// The signature that says most, judged for a sender. Several signatures are judged each on its own.
    ///
    /// It is valid only under a certificate that was found for the sender's address and claims it.
    pub fn judge(&self, certificates: &[Found], sender: Option<&Address>) -> SignatureView {
        let judged = self.0.iter().map(|signature| {
            let is_senders = |found: &&Found| {
                sender.is_some_and(|sender| found.address.same_mailbox(sender) && found.certificate.belongs_to(sender))
            };
            let (state, found) = match &signature.outcome {
                Outcome::Invalid => (SignatureState::Invalid, None),
                Outcome::UnknownKey => (SignatureState::UnknownKey, None),
                Outcome::Valid(fingerprint) => {
                    // One certificate may have been found for several addresses.
                    let is_signer = |found: &&Found| found.certificate.raw_fingerprint() == fingerprint;
                    let mut signers = certificates.iter().filter(is_signer);
                    let claims = |found: &&Found| found.certificate.belongs_to(&found.address);
                    let first = signers.clone().find(claims).or_else(|| signers.clone().next());
                    match signers.find(is_senders) {
                        found if signature.for_others => (SignatureState::NotIntendedForYou, found.or(first)),
                        Some(found) => (SignatureState::Valid, Some(found)),
                        None => (SignatureState::WrongSender, first),
                    }
                }
            };
            SignatureView {
                state,
                fingerprint: found.map(|found| found.certificate.fingerprint()),
                key_id: signature.key_id.clone(),
                signed_at: signature.signed_at.clone(),
                signer_address: found.map(|found| found.address.addr_spec()),
            }
        });
        judged.max_by_key(|view| view.state.rank()).unwrap_or_else(SignatureView::none)
    }
}

fn check_signature(
    signature: &Signature,
    certificates: &[Found],
    now: Instant,
    verifies: &dyn Fn(&Component<'_>) -> bool,
) -> Outcome {
    let sound = matches!(signature.typ(), Some(SignatureType::Binary | SignatureType::Text))
        && is_strong(signature.hash_alg())
        && !has_unknown_critical(signature)
        && !is_from_the_future(signature, now)
        && !is_expired(signature, now);
    let mut known = false;
    let is_named =
        |certificate: &Certificate| signing_keys(certificate).iter().any(|key| names(signature, key.component.key()));
    for Found { certificate, .. } in certificates {
        if !is_named(certificate) {
            continue;
        }
        // A key that has expired since still vouches for what it signed in time.
        let then = certificate.as_of_expiry(Instant::from_seconds(created(signature)));
        for key in signing_keys(then.as_ref().unwrap_or(certificate)) {
            if !names(signature, key.component.key()) {
                continue;
            }
            known = true;
            let born = i64::from(key.component.key().created_at().as_secs()) - CLOCK_SKEW;
            let made_in_time =
                created(signature) >= born && key.expires.is_none_or(|expires| created(signature) < expires);
            if sound && key.usable && made_in_time && verifies(&key.component) {
                return Outcome::Valid(certificate.raw_fingerprint().clone());
            }
        }
    }
    if known { Outcome::Invalid } else { Outcome::UnknownKey }
}

/// A key of a certificate.
pub(super) enum Component<'c> {
    Primary(&'c PublicKey),
    Subkey(&'c PublicSubkey),
}

impl Component<'_> {
    pub(super) fn key(&self) -> &dyn VerifyingKey {
        match self {
            Self::Primary(key) => *key,
            Self::Subkey(key) => *key,
        }
    }
}

struct SigningCandidate<'c> {
    component: Component<'c>,
    usable: bool,
    expires: Option<i64>,
}

/// Keys of a certificate that may have signed.
fn signing_keys(certificate: &Certificate) -> Vec<SigningCandidate<'_>> {
    let binding = certificate.primary().ok();
    let usable = binding.is_some();
    let mut keys = vec![SigningCandidate {
        component: Component::Primary(&certificate.key().primary_key),
        usable: binding.is_some_and(super::certificate::Binding::can_sign),
        expires: binding.and_then(|binding| binding.expires),
    }];
    for subkey in certificate.subkeys() {
        let Some(public) = certificate.key().public_subkeys.get(subkey.position) else { continue };
        let binding = subkey.state.as_ref().ok();
        keys.push(SigningCandidate {
            component: Component::Subkey(&public.key),
            usable: usable && binding.is_some_and(super::certificate::Binding::can_sign),
            expires: binding.and_then(|binding| binding.expires),
        });
    }
    keys
}

/// Whether a signature names a key as its issuer. One that names nobody is tried with every key.
fn names(signature: &Signature, key: &dyn VerifyingKey) -> bool {
    let fingerprints = signature.issuer_fingerprint();
    if !fingerprints.is_empty() {
        return fingerprints.contains(&&key.fingerprint());
    }
    let ids = signature.issuer_key_id();
    ids.is_empty() || ids.contains(&&key.legacy_key_id())
}

fn issuer(signature: &Signature) -> Option<String> {
    if let Some(fingerprint) = signature.issuer_fingerprint().first() {
        return Some(hex(fingerprint.as_bytes()));
    }
    signature.issuer_key_id().first().map(|id| hex(id.as_ref()))
}

fn intended_recipients(signature: &Signature) -> Vec<Fingerprint> {
    let Some(config) = signature.config() else { return Vec::new() };
    let subpackets = config.hashed_subpackets.iter();
    subpackets
        .filter_map(|subpacket| match &subpacket.data {
            SubpacketData::IntendedRecipientFingerprint(fingerprint) => Some(fingerprint.clone()),
            _ => None,
        })
        .collect()
}
