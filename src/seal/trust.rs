//! How far a certificate stands for a person: of all that was found for an address the one to use, and what to say of it.
//!
//! A person's own comparison counts most, then the organisation's certification, then what was used before. A certificate
//! that takes the place of one that was used is not used before somebody agreed, unless somebody who is relied on vouches
//! for it: the organisation, or the old key itself.

use super::certificate::{Certificate, CertificateView, address_of};
use super::signature::{MAX_TRIES, has_unknown_critical, is_expired, is_from_the_future, is_strong, newest_first};
use crate::address::Address;
use crate::error::Refusal;
use crate::time::Instant;
use pgp::packet::{Signature, SignatureType};
use pgp::types::{KeyDetails as _, Tag};
use serde::Serialize;

/// Candidates looked at for one address.
const MAX_CANDIDATES: usize = 64;

/// Where a certificate was found. Of two sources the later one in this order says more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "KeySource"))]
pub enum Source {
    /// Somebody else sent it along (Autocrypt-Gossip).
    Gossip,
    /// It was attached to a mail.
    Attached,
    /// A mail of the address itself had it in its header.
    Autocrypt,
    /// A key server that asks the address before it publishes.
    Keyserver,
    /// The Web Key Directory of the address's own domain.
    Wkd,
    /// The directory of the server that serves the page.
    Directory,
    /// The organisation's own list of certificates.
    Keyring,
    /// The person brought it.
    Imported,
}

impl Source {
    /// By the name that it has in JavaScript.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "gossip" => Self::Gossip,
            "attached" => Self::Attached,
            "autocrypt" => Self::Autocrypt,
            "keyserver" => Self::Keyserver,
            "wkd" => Self::Wkd,
            "directory" => Self::Directory,
            "keyring" => Self::Keyring,
            "imported" => Self::Imported,
            _ => return None,
        })
    }
}

/// A certificate that was found for the address asked about.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The certificate.
    pub certificate: Certificate,
    /// Where.
    pub source: Source,
    /// Which of the files handed over it came from.
    pub file: usize,
}

/// A certificate that was met before. Times are ISO 8601.
#[derive(Debug, Clone)]
pub struct Remembered {
    /// In hexadecimal capitals.
    pub fingerprint: String,
    /// When mail was last encrypted to it.
    pub last_used: Option<String>,
    /// When the person compared it with its owner.
    pub verified: Option<String>,
    /// When the person agreed to it in place of another.
    pub accepted: Option<String>,
    /// When the person found that it is not its owner's.
    pub rejected: Option<String>,
}

impl Remembered {
    /// Whether the person's last word about it was no.
    fn is_rejected(&self) -> bool {
        self.rejected.is_some() && self.rejected > self.accepted && self.rejected > self.verified
    }
}

/// How it stands with an address, in the words of the user interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum StandingState {
    /// Somebody who is relied on vouches for it.
    Verified,
    /// It is the one used before.
    Known,
    /// It was not used before, and nothing speaks against it.
    New,
    /// It takes the place of one that was used before: not used until somebody agrees.
    Changed,
    /// There is one, and its time is over.
    Expired,
    /// There is one, and its owner has revoked it.
    Revoked,
    /// There is one that cannot be used for another reason.
    Unusable,
    /// There is none.
    None,
}

/// Who vouches for a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Vouched {
    /// The person compared it with its owner.
    Person,
    /// The organisation certified it.
    Organisation,
    /// The key used before certified it.
    PreviousKey,
}

/// The certificate to use for an address, and what to say of it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Standing {
    /// How it stands.
    pub state: StandingState,
    /// Why it cannot be used, where it cannot.
    pub reason: Option<Refusal>,
    /// Who vouches for it.
    pub vouched: Option<Vouched>,
    /// Where it was found.
    pub sources: Vec<Source>,
    /// The certificate, where there is one.
    pub certificate: Option<CertificateView>,
    /// Which of the files handed over holds it.
    pub file: Option<usize>,
    /// The fingerprint used before, where this is another.
    pub previous: Option<String>,
    /// Whether the person had compared that one.
    pub previous_verified: bool,
    /// How many other certificates claim the address.
    pub others: usize,
}

/// All that was found of one certificate.
struct Group<'c> {
    best: &'c Candidate,
    whole: Certificate,
    view: CertificateView,
    sources: Vec<Source>,
    vouched: Option<Vouched>,
}

/// Chooses a certificate for an address. `trusted`: the certificates whose certifications count, the organisation's.
pub fn judge(
    address: &Address,
    candidates: &[Candidate],
    remembered: &[Remembered],
    trusted: &[Certificate],
    now: Instant,
) -> Standing {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for candidate in candidates.iter().take(MAX_CANDIDATES) {
        let view = candidate.certificate.view(Some(address));
        // A directory may answer with somebody else's: that is none.
        if view.reason == Some(Refusal::WrongAddress) {
            continue;
        }
        match groups.iter_mut().find(|group| group.view.fingerprint == view.fingerprint) {
            None => {
                let (whole, sources) = (candidate.certificate.clone(), vec![candidate.source]);
                groups.push(Group { best: candidate, whole, view, sources, vouched: None });
            }
            Some(group) => group.take(candidate, address),
        }
    }
    let before = pinned(remembered);
    let previous = before
        .and_then(|one| groups.iter().find(|group| group.view.fingerprint == one.fingerprint))
        .map(|group| group.whole.clone());
    for group in &mut groups {
        let record = remembered.iter().find(|one| one.fingerprint == group.view.fingerprint);
        let certificate = &group.whole;
        let by = |signer: &Certificate| is_certified(certificate, address, signer, now);
        group.vouched = if record.is_some_and(|record| record.verified.is_some()) {
            Some(Vouched::Person)
        } else if trusted.iter().any(by) {
            Some(Vouched::Organisation)
        } else if previous.as_ref().is_some_and(|old| old.fingerprint() != group.view.fingerprint && by(old)) {
            Some(Vouched::PreviousKey)
        } else {
            None
        };
    }
    let is_rejected =
        |view: &CertificateView| remembered.iter().any(|one| one.fingerprint == view.fingerprint && one.is_rejected());
    // A source that speaks for the address outweighs what was used before, an e-mail header does not.
    let rank = |group: &Group<'_>| {
        let is_before = before.is_some_and(|one| one.fingerprint == group.view.fingerprint);
        let best_source = group.sources.iter().max().copied();
        let authority = best_source.filter(|source| *source >= Source::Wkd);
        let trust = match group.vouched {
            Some(Vouched::Person) => 3,
            Some(Vouched::Organisation) => 2,
            Some(Vouched::PreviousKey) | None => 0,
        };
        (
            group.view.usable,
            !is_rejected(&group.view),
            trust,
            authority.is_some(),
            is_before,
            best_source,
            group.view.created.clone(),
        )
    };
    let others = groups.len().saturating_sub(1);
    // Of several that rank alike the first.
    let chosen = groups.into_iter().min_by_key(|group| std::cmp::Reverse(rank(group)));
    let Some(chosen) = chosen else { return Standing::none() };
    let is_before = before.is_some_and(|one| one.fingerprint == chosen.view.fingerprint);
    let state = match (chosen.view.reason, chosen.vouched) {
        (Some(Refusal::Expired), _) => StandingState::Expired,
        (Some(Refusal::Revoked), _) => StandingState::Revoked,
        (Some(_), _) => StandingState::Unusable,
        // The person has said that it is not theirs.
        (None, _) if is_rejected(&chosen.view) => StandingState::Changed,
        (None, Some(Vouched::Person | Vouched::Organisation)) => StandingState::Verified,
        (None, Some(Vouched::PreviousKey)) => StandingState::Known,
        (None, None) if is_before => StandingState::Known,
        (None, None) if before.is_some() => StandingState::Changed,
        (None, None) => StandingState::New,
    };
    Standing {
        state,
        reason: chosen.view.reason,
        vouched: chosen.vouched,
        sources: chosen.sources,
        file: Some(chosen.best.file),
        certificate: Some(chosen.view),
        previous: before.filter(|_| !is_before).map(|one| one.fingerprint.clone()),
        previous_verified: before.is_some_and(|one| !is_before && one.verified.is_some()),
        others,
    }
}

impl<'c> Group<'c> {
    /// Another copy of the same certificate. Together they say what each says; the file to use is one that holds the key
    /// which counts.
    fn take(&mut self, candidate: &'c Candidate, address: &Address) {
        if !self.sources.contains(&candidate.source) {
            self.sources.push(candidate.source);
        }
        self.whole = self.whole.with(&candidate.certificate);
        self.view = self.whole.view(Some(address));
        let wanted = self.whole.sealing_key();
        if self.best.certificate.sealing_key() != wanted && candidate.certificate.sealing_key() == wanted {
            self.best = candidate;
        }
    }
}

impl Standing {
    fn none() -> Self {
        Self {
            state: StandingState::None,
            reason: None,
            vouched: None,
            sources: Vec::new(),
            certificate: None,
            file: None,
            previous: None,
            previous_verified: false,
            others: 0,
        }
    }
}

/// The certificate that was relied on last.
fn pinned(remembered: &[Remembered]) -> Option<&Remembered> {
    let times = remembered.iter().filter_map(|one| {
        let relied = [&one.last_used, &one.accepted, &one.verified].into_iter().flatten().max();
        relied.filter(|_| !one.is_rejected()).map(|time| (time, one))
    });
    times.max_by_key(|(time, _)| *time).map(|(_, one)| one)
}

/// Whether a user ID with this address is certified by another certificate that may do so.
fn is_certified(certificate: &Certificate, address: &Address, signer: &Certificate, now: Instant) -> bool {
    let Ok(binding) = signer.primary() else { return false };
    if binding.flags.as_ref().is_some_and(|flags| !flags.certify()) {
        return false;
    }
    let (key, signer) = (&certificate.key().primary_key, &signer.key().primary_key);
    let fingerprint = signer.fingerprint();
    certificate.key().details.users.iter().any(|user| {
        let of_address = user.id.as_str().and_then(address_of).is_some_and(|found| found.same_mailbox(address));
        let by_signer = |one: &&Signature| {
            let (named, ids) = (one.issuer_fingerprint(), one.issuer_key_id());
            named.contains(&&fingerprint) || (named.is_empty() && ids.contains(&&signer.legacy_key_id()))
        };
        let sound = |one: &Signature| {
            is_strong(one.hash_alg())
                && !has_unknown_critical(one)
                && !is_from_the_future(one, now)
                && !is_expired(one, now)
        };
        let verifies =
            |one: &Signature| one.verify_third_party_certification(key, signer, Tag::UserId, &user.id).is_ok();
        let mut says: Vec<&Signature> = user.signatures.iter().filter(by_signer).collect();
        newest_first(&mut says);
        // The newest word counts: a certification may have been taken back.
        let newest = says.into_iter().take(MAX_TRIES).find(|one| sound(one) && verifies(one));
        of_address && newest.is_some_and(|one| one.typ() != Some(SignatureType::CertRevocation))
    })
}
