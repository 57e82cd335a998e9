//! Certificates as found in directories, judged before they are used.
//!
//! Nothing in a certificate counts before a self-signature over it verifies. Signatures by others are ignored here.

use super::agreement::is_of_small_order;
use super::armor::blocks;
use super::packets::{reader, tidy};
use super::signature::{CLOCK_SKEW, Effort, certifies, created, is_revoked, newest_valid};
use crate::address::Address;
use crate::error::{Error, Refusal};
use crate::time::Instant;
use pgp::composed::{Deserializable as _, SignedPublicKey, SignedPublicSubKey};
use pgp::crypto::public_key::PublicKeyAlgorithm;
use pgp::packet::{KeyFlags, Signature, SignatureType, SubpacketData};
use pgp::ser::Serialize as _;
use pgp::types::{EcdhPublicParams, Fingerprint, KeyDetails, KeyVersion, PublicParams, Tag};
use serde::Serialize;
use std::sync::{Arc, OnceLock};

/// A certificate file longer than this is refused unread.
const MAX_BYTES: usize = 1024 * 1024;
/// Certificates read from one file.
const MAX_CERTIFICATES: usize = 16;
/// User IDs and subkeys looked at.
const MAX_COMPONENTS: usize = 64;

/// A certificate whose self-signatures have been checked at one instant. Its clones share what is large.
#[derive(Debug, Clone)]
pub struct Certificate {
    pub(super) key: Arc<SignedPublicKey>,
    pub(super) fingerprint: Fingerprint,
    primary: Result<Arc<Binding>, Refusal>,
    addresses: Vec<String>,
    user_ids: Vec<String>,
    subkeys: Arc<[Subkey]>,
    /// Made small for the address that asked first.
    pub(super) introduced: Arc<OnceLock<(String, Option<Vec<u8>>)>>,
    /// When its primary key ends, also where it has.
    ends: Option<i64>,
    pub(super) checked: Instant,
    /// It holds more signatures than are tried, and so nothing of it can be relied on, not even what it revokes.
    pub(super) flooded: bool,
}

/// What a valid self-signature says of a key.
#[derive(Debug, Clone)]
pub(super) struct Binding {
    pub(super) flags: Option<KeyFlags>,
    pub(super) expires: Option<i64>,
    pub(super) signature: Signature,
}

/// A subkey and whether it may be used.
#[derive(Debug, Clone)]
pub(super) struct Subkey {
    pub(super) position: usize,
    pub(super) state: Result<Binding, Refusal>,
}

/// A certificate as a user interface needs it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CertificateView {
    /// In hexadecimal capitals.
    pub fingerprint: String,
    /// 4 or 6.
    pub version: u8,
    /// User IDs with a valid self-signature.
    pub user_ids: Vec<String>,
    /// When it was made, ISO 8601.
    pub created: String,
    /// When it expires.
    pub expires: Option<String>,
    /// The algorithm of the primary key.
    pub algorithm: String,
    /// Whether mail to the address asked for can be encrypted to it now.
    pub usable: bool,
    /// Why not.
    pub reason: Option<Refusal>,
    /// Whether it asks for `SEIPDv2` (AEAD).
    pub seipd_v2: bool,
    /// Whether it has a subkey that withstands quantum computers (RFC 9980).
    pub post_quantum: bool,
}

impl Certificate {
    /// Reads the certificates in a file, binary or armored, and checks them at `now`.
    ///
    /// # Errors
    /// [`Error::CertificateMalformed`] if there is none in it.
    pub fn read_all(bytes: &[u8], now: Instant) -> Result<Vec<Self>, Error> {
        let malformed = Error::CertificateMalformed {};
        if bytes.len() > MAX_BYTES {
            return Err(malformed);
        }
        let mut found = Vec::new();
        for octets in blocks(bytes, MAX_BYTES).unwrap_or_else(|| vec![bytes.to_vec()]) {
            let octets = tidy(&octets);
            let keys = SignedPublicKey::from_bytes_many(reader(&octets)).map_err(|_| malformed.clone())?;
            found.extend(keys.take(MAX_CERTIFICATES).filter_map(Result::ok));
        }
        found.truncate(MAX_CERTIFICATES);
        if found.is_empty() {
            return Err(malformed);
        }
        Ok(found.into_iter().map(|key| Self::check(key, now)).collect())
    }

    pub(super) fn check(key: SignedPublicKey, now: Instant) -> Self {
        Self::check_as_of(Arc::new(key), now, now)
    }

    /// By all that is said of it until `now`: what of it lived `then`.
    fn check_as_of(key: Arc<SignedPublicKey>, now: Instant, then: Instant) -> Self {
        let mut certificate = Self {
            fingerprint: key.fingerprint(),
            key,
            primary: Err(Refusal::BadBinding),
            addresses: Vec::new(),
            user_ids: Vec::new(),
            subkeys: Arc::default(),
            introduced: Arc::default(),
            ends: None,
            checked: now,
            flooded: false,
        };
        let effort = Effort::new();
        certificate.primary = certificate.check_primary(now, then, &effort).map(Arc::new);
        certificate.subkeys = certificate.check_subkeys(now, then, &effort);
        certificate.flooded = effort.is_exceeded();
        certificate
    }

    /// User IDs first: on version 4 keys their self-signatures carry what is said of the primary key.
    fn check_primary(&mut self, now: Instant, then: Instant, effort: &Effort) -> Result<Binding, Refusal> {
        let primary = &self.key.primary_key;
        refuse_by_algorithm(primary.public_params())?;
        let verifies = |one: &Signature| one.verify_key(primary).is_ok();
        let revocations = &self.key.details.revocation_signatures;
        let revoked = is_revoked(primary, revocations.iter(), SignatureType::KeyRevocation, effort, verifies);
        let is_direct = |one: &Signature| one.typ() == Some(SignatureType::Key);
        let direct = newest_valid(primary, &self.key.details.direct_signatures, now, effort, is_direct, verifies);
        let mut refused = Refusal::BadBinding;
        if let (Err(why), false) = (&direct, self.key.details.direct_signatures.is_empty()) {
            refused = refused.max(*why);
        }
        let mut best: Option<(bool, i64, Signature)> = None;
        for user in self.key.details.users.iter().take(MAX_COMPONENTS) {
            let verifies =
                |signature: &Signature| signature.verify_certification(primary, Tag::UserId, &user.id).is_ok();
            let own = newest_valid(primary, &user.signatures, now, effort, certifies, verifies);
            let signature = match own {
                Ok(signature) => signature,
                Err(why) => {
                    refused = refused.max(why);
                    continue;
                }
            };
            let later = user.signatures.iter().filter(|other| created(other) >= created(signature));
            if is_revoked(primary, later, SignatureType::CertRevocation, effort, verifies) {
                continue;
            }
            let Some(id) = user.id.as_str() else { continue };
            self.user_ids.push(id.to_owned());
            if let Some(address) = address_of(id) {
                self.addresses.push(address.addr_spec().to_ascii_lowercase());
            }
            let rank = (signature.is_primary(), created(signature));
            if best.as_ref().is_none_or(|(is_primary, time, _)| (*is_primary, *time) < rank) {
                best = Some((rank.0, rank.1, signature.clone()));
            }
        }
        if revoked {
            return Err(Refusal::Revoked);
        }
        // RFC 9580 section 10.1: a version 6 key is described by its direct key signature.
        let from_user = best.map(|(_, _, signature)| signature);
        let signature = match (direct.ok().cloned(), from_user) {
            (Some(direct), _) if primary.version() == KeyVersion::V6 => direct,
            (_, Some(user)) => user,
            (Some(direct), None) => direct,
            (None, None) => return Err(refused),
        };
        let binding = Binding::of(signature, primary);
        self.ends = binding.expires;
        in_time(primary, binding, then)
    }

    fn check_subkeys(&self, now: Instant, then: Instant, effort: &Effort) -> Arc<[Subkey]> {
        let subkeys = self.key.public_subkeys.iter().enumerate().take(MAX_COMPONENTS);
        let check = |subkey| self.check_subkey(subkey, now, then, effort);
        subkeys.map(|(position, subkey)| Subkey { position, state: check(subkey) }).collect()
    }

    fn check_subkey(
        &self,
        subkey: &SignedPublicSubKey,
        now: Instant,
        then: Instant,
        effort: &Effort,
    ) -> Result<Binding, Refusal> {
        let primary = &self.key.primary_key;
        refuse_by_algorithm(subkey.key.public_params())?;
        let verifies = |signature: &Signature| signature.verify_subkey_binding(primary, &subkey.key).is_ok();
        if is_revoked(primary, subkey.signatures.iter(), SignatureType::SubkeyRevocation, effort, verifies) {
            return Err(Refusal::Revoked);
        }
        let is_binding = |one: &Signature| one.typ() == Some(SignatureType::SubkeyBinding);
        let signature = newest_valid(primary, &subkey.signatures, now, effort, is_binding, verifies)?;
        let binding = Binding::of(signature.clone(), &subkey.key);
        // A key that signs has to agree to being bound, or another's signing key could be claimed (section 5.2.1.9).
        if binding.can_sign() {
            let agrees = signature
                .embedded_signature()
                .is_some_and(|back| back.verify_primary_key_binding(&subkey.key, primary).is_ok());
            if !agrees {
                return Err(Refusal::BadBinding);
            }
        }
        in_time(&subkey.key, binding, then)
    }

    /// If something in it has expired: the same certificate, its keys as they lived at an earlier time. What is said of them counts
    /// whenever it was said: of a key that was renewed, many directories hand out only the newest self-signature.
    pub(super) fn as_of_expiry(&self, then: Instant) -> Option<Self> {
        let expired = |refusal: Option<&Refusal>| refusal == Some(&Refusal::Expired);
        let any = expired(self.primary.as_ref().err())
            || self.subkeys.iter().any(|subkey| expired(subkey.state.as_ref().err()));
        any.then(|| Self::check_as_of(self.key.clone(), self.checked, then))
    }

    /// When the primary key ends or ended.
    pub(super) fn ends(&self) -> Option<i64> {
        self.ends
    }

    /// Whether a user ID has this address, valid or not: for saying why something is not used, never for using it.
    pub(super) fn claims(&self, address: &Address) -> bool {
        let users = self.key.details.users.iter().take(MAX_COMPONENTS);
        users.filter_map(|user| address_of(user.id.as_str()?)).any(|found| found.same_mailbox(address))
    }

    pub(super) fn key(&self) -> &SignedPublicKey {
        &self.key
    }

    pub(super) fn primary(&self) -> Result<&Binding, Refusal> {
        self.primary.as_deref().map_err(|refusal| *refusal)
    }

    pub(super) fn subkeys(&self) -> &[Subkey] {
        &self.subkeys
    }

    /// In hexadecimal capitals.
    pub fn fingerprint(&self) -> String {
        hex(self.fingerprint.as_bytes())
    }

    pub(super) fn raw_fingerprint(&self) -> &Fingerprint {
        &self.fingerprint
    }

    /// Whether a valid user ID has this address.
    pub fn belongs_to(&self, address: &Address) -> bool {
        let wanted = address.addr_spec().to_ascii_lowercase();
        self.addresses.contains(&wanted)
    }

    /// Whether this is one of its valid user IDs.
    pub(super) fn has_user_id(&self, id: &str) -> bool {
        self.user_ids.iter().any(|known| known == id)
    }

    /// The addresses of its user IDs.
    pub(super) fn addresses(&self) -> &[String] {
        &self.addresses
    }

    /// The first address of its user IDs.
    pub fn address(&self) -> Option<&str> {
        self.addresses.first().map(String::as_str)
    }

    /// Whether it has a subkey that withstands quantum computers (RFC 9980).
    pub fn is_post_quantum(&self) -> bool {
        self.key.public_subkeys.iter().any(|subkey| is_post_quantum(subkey.key.algorithm()))
    }

    /// What a user interface shows of it, asked on behalf of an address.
    pub fn view(&self, address: Option<&Address>) -> CertificateView {
        let refusal = match address {
            Some(address) if !self.belongs_to(address) && self.primary.is_ok() => Some(Refusal::WrongAddress),
            _ => super::choose::encryption_key(self).err(),
        };
        // Without a subkey that is in time nothing can be encrypted any more.
        let of_subkey = match super::choose::encryption_key(self) {
            Ok(super::choose::EncryptionKey::Subkey(subkey)) => {
                let state =
                    |one: &&Subkey| self.key.public_subkeys.get(one.position).is_some_and(|it| it.key == subkey.key);
                self.subkeys.iter().find(state).and_then(|one| one.state.as_ref().ok()?.expires)
            }
            _ => None,
        };
        let ends = [self.ends, of_subkey].into_iter().flatten().min();
        CertificateView {
            fingerprint: self.fingerprint(),
            version: self.key.version().into(),
            user_ids: self.user_ids.clone(),
            created: created_at(&*self.key).to_iso(),
            expires: ends.map(|at| Instant::from_seconds(at).to_iso()),
            algorithm: algorithm_name(self.key.algorithm()),
            usable: refusal.is_none(),
            reason: refusal,
            seipd_v2: super::choose::wants_seipd_v2(self),
            post_quantum: self.is_post_quantum(),
        }
    }
}

impl Binding {
    fn of(signature: Signature, key: &impl KeyDetails) -> Self {
        let flags = signature.config().and_then(|config| {
            config.hashed_subpackets.iter().find_map(|subpacket| match &subpacket.data {
                SubpacketData::KeyFlags(flags) => Some(flags.clone()),
                _ => None,
            })
        });
        let lifetime = signature.key_expiration_time().map(|duration| i64::from(duration.as_secs())).filter(|s| *s > 0);
        let expires = lifetime.map(|seconds| created_at(key).seconds() + seconds);
        Self { flags, expires, signature }
    }

    pub(super) fn can_sign(&self) -> bool {
        self.flags.as_ref().is_some_and(KeyFlags::sign)
    }

    pub(super) fn can_encrypt(&self) -> bool {
        self.flags.as_ref().is_some_and(|flags| flags.encrypt_comms() || flags.encrypt_storage())
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02X}");
        text
    })
}

pub(super) fn created_at(key: &impl KeyDetails) -> Instant {
    Instant::from_seconds(i64::from(key.created_at().as_secs()))
}

fn in_time(key: &impl KeyDetails, binding: Binding, now: Instant) -> Result<Binding, Refusal> {
    if created_at(key).seconds() > now.seconds() + CLOCK_SKEW {
        return Err(Refusal::NotYetValid);
    }
    if binding.expires.is_some_and(|expires| expires <= now.seconds()) {
        return Err(Refusal::Expired);
    }
    Ok(binding)
}

/// RSA and DSA under 2048 bits, what nobody should use any more, and what this program does not know.
fn refuse_by_algorithm(params: &PublicParams) -> Result<(), Refusal> {
    let weak = match params {
        // First comes the modulus, or the prime, and before it how many bits it has, in two octets (RFC 9580 section 3.2).
        PublicParams::RSA(_) | PublicParams::DSA(_) => {
            let mut octets = Vec::new();
            params.to_writer(&mut octets).is_err()
                || octets.first().is_none_or(|high| *high < 2048_u16.to_be_bytes()[0])
        }
        PublicParams::Elgamal(_) => true,
        // What is encrypted to such a point everybody can read.
        PublicParams::X25519(params) => is_of_small_order(params.key.as_bytes()),
        PublicParams::ECDH(EcdhPublicParams::Curve25519Legacy { p, .. }) => is_of_small_order(p.as_bytes()),
        PublicParams::Unknown { .. } => return Err(Refusal::Unsupported),
        _ => false,
    };
    if weak { Err(Refusal::WeakAlgorithm) } else { Ok(()) }
}

/// The two composite algorithms that encrypt of RFC 9980, by their numbers: a program built without them meets them too.
pub(super) fn is_post_quantum(algorithm: PublicKeyAlgorithm) -> bool {
    matches!(u8::from(algorithm), 35 | 36)
}

/// The address in a user ID: `Name (comment) <address>` or the bare address.
pub(super) fn address_of(user_id: &str) -> Option<Address> {
    let spec = match user_id.rsplit_once('<') {
        Some((_, spec)) => spec.split('>').next()?,
        None => user_id,
    };
    Address::parse(spec).ok()
}

fn algorithm_name(algorithm: PublicKeyAlgorithm) -> String {
    match algorithm {
        PublicKeyAlgorithm::EdDSALegacy | PublicKeyAlgorithm::Ed25519 => "Ed25519".to_owned(),
        other => format!("{other:?}"),
    }
}

#[cfg(test)]
#[path = "certificate_tests.rs"]
mod tests;
