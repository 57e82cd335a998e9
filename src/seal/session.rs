//! A message's session key for each of its readers (RFC 9580 section 5.1).

use super::lean::cipher::Cipher;
use super::lean::hash::Hash;
use super::lean::packet::{tag, write};
use super::lean::pkesk::{OnCurve25519, seal_on_curve25519};
use super::lean::public::Kdf;
use super::x25519::agree;
use pgp::composed::RawSessionKey;
use pgp::crypto::sym::SymmetricKeyAlgorithm;
use pgp::packet::{PacketTrait as _, PublicKeyEncryptedSessionKey};
use pgp::types::{EcdhPublicParams, EncryptionKey, PublicParams};
use rand::{CryptoRng, Rng};

/// Writes the packet for one key. Keys on Curve25519 are nearly all there are: for them the library is passed by, which takes
/// twice as long. Nothing where a key cannot be encrypted to.
pub(super) fn write_to<K: EncryptionKey, R: Rng + CryptoRng>(
    key: &K,
    session: &RawSessionKey,
    symmetric: SymmetricKeyAlgorithm,
    version6: bool,
    rng: &mut R,
    out: &mut Vec<u8>,
) -> Option<()> {
    let plain = cfg!(feature = "plain-x25519");
    let (point, kdf) = match key.public_params() {
        PublicParams::X25519(params) if !plain => (params.key, None),
        PublicParams::ECDH(EcdhPublicParams::Curve25519Legacy { p, hash, alg_sym, .. })
            if !plain && knows((*hash).into(), (*alg_sym).into()) =>
        {
            (*p, Some(Kdf { hash: (*hash).into(), cipher: (*alg_sym).into() }))
        }
        _ => {
            let packet = if version6 {
                PublicKeyEncryptedSessionKey::from_session_key_v6(rng, session, key)
            } else {
                PublicKeyEncryptedSessionKey::from_session_key_v3(rng, session, symmetric, key)
            };
            return packet.and_then(|packet| packet.to_writer_with_header(out)).ok();
        }
    };
    let fingerprint = key.fingerprint();
    let key = OnCurve25519 {
        version: key.version().into(),
        fingerprint: fingerprint.as_bytes(),
        point: point.as_bytes(),
        kdf,
    };
    let cipher = Cipher::numbered(symmetric.into()).ok()?;
    let body = seal_on_curve25519(&key, if version6 { 6 } else { 3 }, (cipher, session.as_ref()), rng, agree)?;
    write(tag::PKESK, &[&body], out)
}

/// Whether our own derivation knows what the key asks for (RFC 9580 section 12.5.1); the library may know more.
fn knows(hash: u8, cipher: u8) -> bool {
    Hash::numbered(hash).is_some_and(|hash| hash != Hash::Sha1) && Cipher::numbered(cipher).is_ok()
}

#[cfg(test)]
#[path = "session_tests.rs"]
mod tests;
