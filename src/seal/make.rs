//! Making a key.

use super::key::OwnKey;
use crate::address::Address;
use crate::error::Error;
use crate::time::Instant;
use pgp::composed::{EncryptionCaps, KeyType, SecretKeyParamsBuilder, SubkeyParamsBuilder};
use pgp::crypto::aead::AeadAlgorithm;
use pgp::crypto::ecc_curve::ECCCurve;
use pgp::crypto::hash::HashAlgorithm;
use pgp::crypto::sym::SymmetricKeyAlgorithm;
use pgp::types::{KeyVersion, Timestamp};
use rand::{CryptoRng, Rng};

/// What kind of key to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// Version 4 on Curve25519, in the form that GnuPG 2.2 reads too.
    V4,
    /// Version 6 (RFC 9580), Ed25519 and X25519.
    V6,
}

/// Makes a key for an address: a primary key that signs, a subkey that decrypts.
///
/// `now` becomes the creation time of the keys. The OpenPGP library dates their self-signatures by the machine's own
/// clock and takes no other, so the two must be the same clock.
///
/// # Errors
/// [`Error::AddressMalformed`], [`Error::Internal`]
pub fn make_key<R: Rng + CryptoRng>(
    name: &str,
    address: &str,
    kind: KeyKind,
    now: Instant,
    rng: &mut R,
) -> Result<OwnKey, Error> {
    let address = Address::parse(address).map_err(|reason| Error::AddressMalformed {
        field: "address".to_owned(),
        index: 0,
        reason,
    })?;
    // A user ID is free text; angle brackets in a name would forge its address.
    let name: String = name.chars().filter(|c| !c.is_control() && !"<>".contains(*c)).collect();
    let user_id = format!("{} <{}>", name.trim(), address.addr_spec()).trim_start().to_owned();
    let created = Timestamp::from_secs(now.openpgp());
    let (version, signing, encrypting) = match kind {
        KeyKind::V4 => (KeyVersion::V4, KeyType::Ed25519Legacy, KeyType::ECDH(ECCCurve::Curve25519Legacy)),
        KeyKind::V6 => (KeyVersion::V6, KeyType::Ed25519, KeyType::X25519),
    };
    let internal = || Error::internal("seal::make");
    let subkey = SubkeyParamsBuilder::default()
        .version(version)
        .key_type(encrypting)
        .can_sign(false)
        .can_encrypt(EncryptionCaps::All)
        .can_authenticate(false)
        .created_at(created)
        .passphrase(None)
        .build()
        .map_err(|_| internal())?;
    let parameters = SecretKeyParamsBuilder::default()
        .version(version)
        .key_type(signing)
        .can_certify(true)
        .can_sign(true)
        .created_at(created)
        .feature_seipd_v1(true)
        .feature_seipd_v2(true)
        .preferred_symmetric_algorithms(
            [SymmetricKeyAlgorithm::AES256, SymmetricKeyAlgorithm::AES128].into_iter().collect(),
        )
        .preferred_hash_algorithms([HashAlgorithm::Sha512, HashAlgorithm::Sha256].into_iter().collect())
        .preferred_aead_algorithms(
            [(SymmetricKeyAlgorithm::AES256, AeadAlgorithm::Gcm), (SymmetricKeyAlgorithm::AES256, AeadAlgorithm::Ocb)]
                .into_iter()
                .collect(),
        )
        .primary_user_id(user_id)
        .subkey(subkey)
        .passphrase(None)
        .build()
        .map_err(|_| internal())?;
    let secret = parameters.generate(rng).map_err(|_| internal())?;
    Ok(OwnKey::new(secret, now))
}
