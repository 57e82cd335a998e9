//! Copies of one certificate, from different places and times, put together.

use super::certificate::Certificate;
use crate::address::{Address, Mailboxes};
use pgp::composed::SignedPublicKey;
use pgp::packet::Signature;

/// A certificate and the address somebody looked it up for.
///
/// User IDs are claims that anyone can make. It counts for this address and no other, or an entry in one person's
/// directory could speak for another person.
#[derive(Debug, Clone)]
pub struct Found {
    /// The address it was found for.
    pub address: Address,
    /// What was found.
    pub certificate: Certificate,
}

impl Found {
    /// All that was found, the copies of one certificate for one address as one.
    pub fn merged(all: Vec<Self>) -> Vec<Self> {
        let mailboxes = Mailboxes::new(all.iter().map(|one| &one.address).collect());
        let is = |place: usize, one: &Self| {
            all.get(place).is_some_and(|other| other.certificate.fingerprint == one.certificate.fingerprint)
        };
        let firsts: Vec<Option<usize>> =
            all.iter().map(|one| mailboxes.places(&one.address).into_iter().find(|place| is(*place, one))).collect();
        // Where each went that was the first of its copies.
        let mut places = Vec::with_capacity(all.len());
        let mut merged: Vec<Self> = Vec::with_capacity(all.len());
        for (one, first) in all.into_iter().zip(firsts) {
            let known: Option<usize> = first.and_then(|first| places.get(first).copied());
            places.push(merged.len());
            match known.and_then(|place| merged.get_mut(place)) {
                Some(known) => known.certificate = known.certificate.with(&one.certificate),
                None => merged.push(one),
            }
        }
        merged
    }
}

impl Certificate {
    /// Everything that two copies of one certificate say, judged as one: what one of them revokes is revoked, and the newest
    /// word counts. The copy itself where the other is the same.
    ///
    /// A flooded copy adds nothing: anybody can make one, and it must not speak for the others.
    #[must_use]
    pub fn with(&self, other: &Self) -> Self {
        if self.key == other.key || self.fingerprint != other.fingerprint || other.flooded {
            return self.clone();
        }
        if self.flooded {
            return other.clone();
        }
        let mut key = SignedPublicKey::clone(&self.key);
        let more = &other.key;
        add(&mut key.details.revocation_signatures, &more.details.revocation_signatures);
        add(&mut key.details.direct_signatures, &more.details.direct_signatures);
        for user in &more.details.users {
            match key.details.users.iter_mut().find(|known| known.id.id() == user.id.id()) {
                Some(known) => add(&mut known.signatures, &user.signatures),
                None => key.details.users.push(user.clone()),
            }
        }
        for subkey in &more.public_subkeys {
            match key.public_subkeys.iter_mut().find(|known| known.key == subkey.key) {
                Some(known) => add(&mut known.signatures, &subkey.signatures),
                None => key.public_subkeys.push(subkey.clone()),
            }
        }
        Self::check(key, self.checked)
    }
}

fn add(known: &mut Vec<Signature>, more: &[Signature]) {
    for signature in more {
        if !known.contains(signature) {
            known.push(signature.clone());
        }
    }
}
