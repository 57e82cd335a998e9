//! The one place that picks keys and algorithms.
//!
//! Never "the first that can": a key is used if a valid self-signature gives it the capability, it is in time, not
//! revoked, and its algorithm is strong enough today.

use super::certificate::{Binding, Certificate, is_post_quantum};
use super::copies::Found;
use super::key::OwnKey;
use crate::address::{Address, Mailboxes};
use crate::alike::Alike;
use crate::error::{Error, Refusal};
use pgp::composed::SignedPublicSubKey;
use pgp::crypto::aead::AeadAlgorithm;
use pgp::crypto::hash::HashAlgorithm;
use pgp::crypto::public_key::PublicKeyAlgorithm;
use pgp::crypto::sym::SymmetricKeyAlgorithm;
use pgp::types::{Fingerprint, KeyDetails, KeyVersion};
use std::borrow::Cow;

/// The certificates a message is encrypted to: one for each recipient, and the sender's own.
#[derive(Debug)]
pub struct Readers<'c> {
    certificates: Vec<&'c Certificate>,
}

/// The container and its algorithms (RFC 9580 section 13.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cipher {
    /// `SEIPDv1`: readable everywhere.
    V1(SymmetricKeyAlgorithm),
    /// `SEIPDv2`: only if every certificate asks for it.
    V2(SymmetricKeyAlgorithm, AeadAlgorithm),
}

impl<'c> Readers<'c> {
    /// Chooses a certificate for each address; the sender's own is always included, and stands for `from` only: a key
    /// that several people share must not draw their mail to itself.
    ///
    /// # Errors
    /// [`Error::RecipientWithoutCertificate`], [`Error::RecipientCertificateUnusable`], [`Error::OwnKeyUnusable`]
    pub fn choose(
        from: &Address,
        addresses: &[&Address],
        candidates: &'c [Found],
        own: &'c OwnKey,
    ) -> Result<Self, Error> {
        encryption_key(own.certificate()).map_err(|reason| Error::OwnKeyUnusable { reason })?;
        let mailboxes = Mailboxes::new(candidates.iter().map(|found| &found.address).collect());
        let mut chosen = vec![own.certificate()];
        for address in addresses.iter().filter(|address| !address.same_mailbox(from)) {
            let found = mailboxes.places(address).into_iter().filter_map(|place| candidates.get(place));
            chosen.push(best(address, found.map(|found| &found.certificate).collect())?);
        }
        Ok(Self { certificates: once(&chosen) })
    }

    pub(super) fn certificates(&self) -> &[&'c Certificate] {
        &self.certificates
    }

    /// AES-256 where all list it; GCM before OCB, because browsers compute it natively.
    pub(super) fn cipher(&self) -> Cipher {
        if !self.certificates.iter().all(|certificate| wants_seipd_v2(certificate)) {
            let all_know_256 = self.certificates.iter().all(|certificate| {
                preferences(certificate).is_some_and(|binding| {
                    binding.signature.preferred_symmetric_algs().contains(&SymmetricKeyAlgorithm::AES256)
                })
            });
            // AES-128 is the one algorithm everybody must know (section 9.3).
            return Cipher::V1(if all_know_256 {
                SymmetricKeyAlgorithm::AES256
            } else {
                SymmetricKeyAlgorithm::AES128
            });
        }
        let wanted = [
            (SymmetricKeyAlgorithm::AES256, AeadAlgorithm::Gcm),
            (SymmetricKeyAlgorithm::AES256, AeadAlgorithm::Ocb),
            (SymmetricKeyAlgorithm::AES128, AeadAlgorithm::Gcm),
        ];
        let common = wanted.into_iter().find(|suite| {
            self.certificates.iter().all(|certificate| {
                preferences(certificate).is_some_and(|binding| binding.signature.preferred_aead_algs().contains(suite))
            })
        });
        let (symmetric, aead) = common.unwrap_or((SymmetricKeyAlgorithm::AES128, AeadAlgorithm::Ocb));
        Cipher::V2(symmetric, aead)
    }

    /// SHA-512 where all list it, otherwise SHA-256.
    pub(super) fn hash(&self) -> HashAlgorithm {
        let all_know_512 = self.certificates.iter().all(|certificate| {
            preferences(certificate)
                .is_some_and(|binding| binding.signature.preferred_hash_algs().contains(&HashAlgorithm::Sha512))
        });
        if all_know_512 { HashAlgorithm::Sha512 } else { HashAlgorithm::Sha256 }
    }
}

/// The newest usable certificate for an address; the reason of the best refused one where there is none.
///
/// # Errors
/// [`Error::RecipientWithoutCertificate`], [`Error::RecipientCertificateUnusable`]
pub fn best_for<'c>(address: &Address, candidates: &'c [Found]) -> Result<&'c Certificate, Error> {
    // Found for somebody else: no candidate.
    let found = candidates.iter().filter(|found| found.address.same_mailbox(address));
    best(address, found.map(|found| &found.certificate).collect())
}

fn best<'c>(address: &Address, mut of_address: Vec<&'c Certificate>) -> Result<&'c Certificate, Error> {
    // Nor is what says nothing about this address.
    of_address.retain(|certificate| certificate.claims(address));
    // What one copy of a certificate revokes is revoked in all.
    let mut wholes: Vec<Cow<'_, Certificate>> = Vec::new();
    for copy in &of_address {
        match wholes.iter_mut().find(|whole| whole.raw_fingerprint() == copy.raw_fingerprint()) {
            Some(whole) => *whole = Cow::Owned(whole.with(copy)),
            None => wholes.push(Cow::Borrowed(copy)),
        }
    }
    let refusals = wholes.iter().filter_map(|whole| encryption_key(whole).err());
    let usable = of_address.iter().filter(|copy| {
        let whole = wholes.iter().find(|whole| whole.raw_fingerprint() == copy.raw_fingerprint());
        whole.is_some_and(|whole| {
            let counts = encryption_key(whole).is_ok() && whole.belongs_to(address) && copy.belongs_to(address);
            // Of several the copy that has the key in it which counts; the only one needs no hashing.
            counts && (matches!(whole, Cow::Borrowed(_)) || whole.sealing_key() == copy.sealing_key())
        })
    });
    if let Some(newest) = usable.max_by_key(|certificate| certificate.key().created_at().as_secs()) {
        return Ok(newest);
    }
    let address = address.addr_spec();
    match refusals.max() {
        Some(reason) => Err(Error::RecipientCertificateUnusable { address, reason }),
        None => Err(Error::RecipientWithoutCertificate { address }),
    }
}

/// Each certificate once: several people may share one.
fn once<'c>(chosen: &[&'c Certificate]) -> Vec<&'c Certificate> {
    let hash = |certificate: &Certificate| {
        certificate.raw_fingerprint().as_bytes().first_chunk().map_or(0, |octets| u32::from_le_bytes(*octets))
    };
    let hashes: Vec<u32> = chosen.iter().map(|certificate| hash(certificate)).collect();
    let alike = Alike::new(&hashes);
    let is_first = |(place, certificate): &(usize, &&Certificate)| {
        let is = |other: usize| {
            chosen.get(other).is_some_and(|other| other.raw_fingerprint() == certificate.raw_fingerprint())
        };
        alike.places(hash(certificate), &is).first() == Some(place)
    };
    chosen.iter().enumerate().filter(is_first).map(|(_, certificate)| *certificate).collect()
}

/// A key that data can be encrypted to.
#[derive(Debug, Clone, Copy)]
pub(super) enum EncryptionKey<'c> {
    Primary,
    Subkey(&'c SignedPublicSubKey),
}

/// The encryption key of a certificate: the newest subkey that may, one that withstands quantum computers before any
/// other, or the primary key if none does and it may.
pub(super) fn encryption_key(certificate: &Certificate) -> Result<EncryptionKey<'_>, Refusal> {
    let primary = certificate.primary()?;
    let mut refusal = Refusal::NoUsableSubkey;
    let mut newest: Option<&SignedPublicSubKey> = None;
    for subkey in certificate.subkeys() {
        let Some(found) = certificate.key().public_subkeys.get(subkey.position) else { continue };
        if !encrypts(found.key.algorithm()) {
            // An ElGamal subkey was meant for this; it is only too weak. What is not known may have been.
            if let Err(why @ (Refusal::WeakAlgorithm | Refusal::Unsupported)) = &subkey.state {
                refusal = refusal.max(*why);
            }
            continue;
        }
        match &subkey.state {
            Ok(binding) if may_encrypt(binding, found.key.algorithm()) => {
                let rank =
                    |subkey: &SignedPublicSubKey| (is_post_quantum(subkey.key.algorithm()), subkey.key.created_at());
                if newest.is_none_or(|other| rank(other) <= rank(found)) {
                    newest = Some(found);
                }
            }
            Ok(_) => {}
            Err(why) => refusal = refusal.max(*why),
        }
    }
    match newest {
        Some(subkey) => Ok(EncryptionKey::Subkey(subkey)),
        None if encrypts(certificate.key().algorithm()) && primary.can_encrypt() => Ok(EncryptionKey::Primary),
        None => Err(refusal),
    }
}

impl Certificate {
    /// The fingerprint of the key that data would be encrypted to; nothing where there is none.
    pub(super) fn sealing_key(&self) -> Option<Fingerprint> {
        Some(match encryption_key(self).ok()? {
            EncryptionKey::Primary => self.raw_fingerprint().clone(),
            EncryptionKey::Subkey(subkey) => subkey.key.fingerprint(),
        })
    }
}

/// A key whose algorithm can only encrypt needs no flag; any other must have been given the capability.
fn may_encrypt(binding: &Binding, algorithm: PublicKeyAlgorithm) -> bool {
    let only_encrypts = !matches!(algorithm, PublicKeyAlgorithm::RSA);
    binding.can_encrypt() || (binding.flags.is_none() && only_encrypts)
}

fn encrypts(algorithm: PublicKeyAlgorithm) -> bool {
    #[cfg(feature = "post-quantum")]
    if is_post_quantum(algorithm) {
        return true;
    }
    matches!(
        algorithm,
        PublicKeyAlgorithm::RSA
            | PublicKeyAlgorithm::RSAEncrypt
            | PublicKeyAlgorithm::ECDH
            | PublicKeyAlgorithm::X25519
            | PublicKeyAlgorithm::X448
    )
}

/// The self-signature that carries the preferences.
fn preferences(certificate: &Certificate) -> Option<&Binding> {
    certificate.primary().ok()
}

/// RFC 9580 section 13.7: a version 6 certificate that says nothing is able, any other has to say so.
pub(super) fn wants_seipd_v2(certificate: &Certificate) -> bool {
    match preferences(certificate).and_then(|binding| binding.signature.features()) {
        Some(features) => features.seipd_v2(),
        None => certificate.key().version() == KeyVersion::V6,
    }
}

#[cfg(test)]
#[path = "choose_tests.rs"]
mod tests;
