//! What a key says of itself: self-signatures (RFC 9580 section 5.2.3.10), dated by the caller's clock.

use super::signature::{Effort, certifies, claimed_by, created, newest_valid};
use crate::error::Error;
use crate::time::Instant;
use pgp::crypto::aead::AeadAlgorithm;
use pgp::crypto::hash::HashAlgorithm;
use pgp::crypto::sym::SymmetricKeyAlgorithm;
use pgp::packet::{
    Features, KeyFlags, PublicSubkey, SecretKey, Signature, SignatureConfig, SignatureType, Subpacket, SubpacketData,
};
use pgp::ser::Serialize;
use pgp::types::{Duration, KeyDetails, KeyVersion, Password, SigningKey, Tag, Timestamp};
use rand::{CryptoRng, Rng};

/// Earlier statements that are kept beside a new one: who verifies an old signature may ask what the key said then.
const KEPT: usize = 4;

/// What a new key says: what it may be used for, and what its owner's programs prefer.
pub(super) fn preferences(expires_after: Option<u32>) -> pgp::errors::Result<Vec<Subpacket>> {
    let mut flags = KeyFlags::default();
    flags.set_certify(true);
    flags.set_sign(true);
    let mut features = Features::default();
    features.set_seipd_v1(true);
    features.set_seipd_v2(true);
    let (aes256, aes128) = (SymmetricKeyAlgorithm::AES256, SymmetricKeyAlgorithm::AES128);
    let mut says = vec![
        SubpacketData::KeyFlags(flags),
        SubpacketData::Features(features),
        SubpacketData::PreferredSymmetricAlgorithms([aes256, aes128].into_iter().collect()),
        SubpacketData::PreferredHashAlgorithms([HashAlgorithm::Sha512, HashAlgorithm::Sha256].into_iter().collect()),
        SubpacketData::PreferredAeadAlgorithms(
            [(aes256, AeadAlgorithm::Gcm), (aes256, AeadAlgorithm::Ocb)].into_iter().collect(),
        ),
    ];
    says.extend(expires_after.map(|seconds| SubpacketData::KeyExpirationTime(Duration::from_secs(seconds))));
    says.into_iter().map(Subpacket::regular).collect()
}

/// A signature to be made by a key: when, by whom, and what it says besides.
pub(super) fn begin<R: Rng + CryptoRng>(
    key: &impl SigningKey,
    kind: SignatureType,
    says: Vec<Subpacket>,
    now: Instant,
    rng: &mut R,
) -> pgp::errors::Result<SignatureConfig> {
    let mut config = SignatureConfig::from_key(rng, key, kind)?;
    let time = SubpacketData::SignatureCreationTime(Timestamp::from_secs(now.openpgp()));
    config.hashed_subpackets =
        vec![Subpacket::regular(time)?, Subpacket::regular(SubpacketData::IssuerFingerprint(key.fingerprint()))?];
    config.hashed_subpackets.extend(says);
    // RFC 9580 section 5.2.3.12: not in signatures of version 6 keys.
    if key.version() != KeyVersion::V6 {
        config.unhashed_subpackets = vec![Subpacket::regular(SubpacketData::IssuerKeyId(key.legacy_key_id()))?];
    }
    Ok(config)
}

/// Binds a user ID to its own key.
pub(super) fn certify<R: Rng + CryptoRng>(
    key: &SecretKey,
    user_id: &impl Serialize,
    says: Vec<Subpacket>,
    now: Instant,
    rng: &mut R,
) -> pgp::errors::Result<Signature> {
    let config = begin(key, SignatureType::CertPositive, says, now, rng)?;
    config.sign_certification(key, key.public_key(), &Password::empty(), Tag::UserId, user_id)
}

/// Binds a subkey that decrypts.
pub(super) fn bind<R: Rng + CryptoRng>(
    key: &SecretKey,
    subkey: &PublicSubkey,
    now: Instant,
    rng: &mut R,
) -> pgp::errors::Result<Signature> {
    let mut flags = KeyFlags::default();
    flags.set_encrypt_comms(true);
    flags.set_encrypt_storage(true);
    let says = vec![Subpacket::regular(SubpacketData::KeyFlags(flags))?];
    let config = begin(key, SignatureType::SubkeyBinding, says, now, rng)?;
    config.sign_subkey_binding(key, key.public_key(), &Password::empty(), subkey)
}

/// Describes the key as a whole (RFC 9580 section 10.1: every version 6 key has such a signature).
pub(super) fn describe<R: Rng + CryptoRng>(
    key: &SecretKey,
    says: Vec<Subpacket>,
    now: Instant,
    rng: &mut R,
) -> pgp::errors::Result<Signature> {
    begin(key, SignatureType::Key, says, now, rng)?.sign_key(key, &Password::empty(), key.public_key())
}

/// Says again what the newest valid statement of a kind says, with another end. Nothing where there is no valid one.
pub(super) fn say_again<R: Rng + CryptoRng>(
    key: &SecretKey,
    said: &mut Vec<Signature>,
    expires_after: u32,
    now: Instant,
    rng: &mut R,
    (is_kind, verifies): (impl Fn(&Signature) -> bool, impl Fn(&Signature) -> bool),
    sign: impl Fn(SignatureConfig) -> pgp::errors::Result<Signature>,
) -> Result<(), Error> {
    let failed = |_| Error::internal("seal::statements::say_again");
    let Ok(newest) = newest_valid(key.public_key(), said, now, &Effort::new(), is_kind, verifies) else {
        return Ok(());
    };
    // A user ID that was taken back would be there again.
    let kind = newest.typ().filter(|kind| *kind != SignatureType::CertRevocation);
    let Some((old, kind)) = newest.config().zip(kind) else { return Ok(()) };
    let mut says: Vec<Subpacket> = old.hashed_subpackets.iter().filter(|subpacket| stays(subpacket)).cloned().collect();
    let end = SubpacketData::KeyExpirationTime(Duration::from_secs(expires_after));
    says.push(Subpacket::regular(end).map_err(failed)?);
    // Of two of one second the earlier would go on counting.
    let later = Instant::from_seconds(now.seconds().max(created(newest) + 1));
    let mut config = begin(key, kind, says, later, rng).map_err(failed)?;
    // A back signature may stand in the unhashed area.
    config.unhashed_subpackets.extend(old.unhashed_subpackets.iter().filter(|subpacket| stays(subpacket)).cloned());
    let fresh = sign(config).map_err(failed)?;
    forget_some(key, said);
    said.push(fresh);
    Ok(())
}

/// Of many earlier statements the first and the last few stay, and whatever others say or revokes something.
fn forget_some(key: &SecretKey, said: &mut Vec<Signature>) {
    let kind = |signature: &Signature| {
        let direct = matches!(signature.typ(), Some(SignatureType::SubkeyBinding | SignatureType::Key));
        direct || certifies(signature)
    };
    let own: Vec<i64> = claimed_by(key.public_key(), said).filter(|one| kind(one)).map(created).collect();
    let (Some(first), true) = (own.iter().min().copied(), own.len() >= KEPT) else { return };
    let mut newest = own;
    newest.sort_unstable_by_key(|time| std::cmp::Reverse(*time));
    let last = newest.get(KEPT - 2).copied().unwrap_or(first);
    let fingerprint = key.fingerprint();
    said.retain(|one| {
        !kind(one) || !one.issuer_fingerprint().contains(&&fingerprint) || created(one) == first || created(one) >= last
    });
}

/// What is said anew by [`begin`] and [`say_again`] does not stay.
fn stays(subpacket: &Subpacket) -> bool {
    !matches!(
        subpacket.data,
        SubpacketData::SignatureCreationTime(_)
            | SubpacketData::SignatureExpirationTime(_)
            | SubpacketData::KeyExpirationTime(_)
            | SubpacketData::IssuerFingerprint(_)
            | SubpacketData::IssuerKeyId(_)
    )
}

#[cfg(test)]
#[path = "statements_tests.rs"]
mod tests;
