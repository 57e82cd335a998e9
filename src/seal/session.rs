//! A message's session key for each of its readers (RFC 9580 section 5.1).

use super::agreement::{Agreed, on_curve25519};
use super::lean::public::CURVE25519_LEGACY;
use pgp::composed::RawSessionKey;
use pgp::crypto::hash::HashAlgorithm;
use pgp::crypto::public_key::PublicKeyAlgorithm;
use pgp::crypto::sym::SymmetricKeyAlgorithm;
use pgp::crypto::{aes_kw, ecdh, x25519};
use pgp::errors::{Error, Result};
use pgp::packet::{PacketTrait as _, PublicKeyEncryptedSessionKey, PublicSubkey};
use pgp::types::{
    EcdhPublicParams, EncryptionKey, EskType, Fingerprint, KeyDetails, KeyId, KeyVersion, Mpi, PkeskBytes,
    PublicParams, Timestamp,
};
use rand::{CryptoRng, Rng};
use zeroize::Zeroizing;

/// Octets of a session key, padded: always as many, so that they do not tell its cipher (section 11.5).
const PADDED: usize = 40;

/// What is said to every reader.
pub(super) struct SessionKey<'s> {
    session: &'s RawSessionKey,
    symmetric: SymmetricKeyAlgorithm,
    version6: bool,
    agreed: Agreed,
}

/// A key on Curve25519 with whose owner a secret is shared already. The library does with it all that it does with any other.
#[derive(Debug)]
struct Met<'k> {
    key: &'k PublicSubkey,
    /// Kept, because the library hashes the key whenever it is asked.
    fingerprint: Fingerprint,
    ephemeral: [u8; 32],
    shared: Zeroizing<[u8; 32]>,
}

impl<'s> SessionKey<'s> {
    pub(super) fn new(
        session: &'s RawSessionKey,
        symmetric: SymmetricKeyAlgorithm,
        version6: bool,
        agreed: Agreed,
    ) -> Self {
        Self { session, symmetric, version6, agreed }
    }

    /// Writes the next reader's packet; nothing where the key cannot be encrypted to, or it is somebody else's turn.
    pub(super) fn write<R: Rng + CryptoRng>(
        &mut self,
        key: &PublicSubkey,
        rng: &mut R,
        out: &mut Vec<u8>,
    ) -> Option<()> {
        let Some(point) = on_curve25519(key) else { return self.write_for(key, rng, out) };
        let shared = self.agreed.next_with(&point)?;
        let (fingerprint, ephemeral) = (key.fingerprint(), self.agreed.ephemeral);
        self.write_for(&Met { key, fingerprint, ephemeral, shared }, rng, out)
    }

    /// As [`SessionKey::write`] for a key with whose owner nothing is agreed. A primary key is never one on Curve25519, where what
    /// encrypts cannot certify.
    pub(super) fn write_for<K: EncryptionKey, R: Rng + CryptoRng>(
        &self,
        key: &K,
        rng: &mut R,
        out: &mut Vec<u8>,
    ) -> Option<()> {
        let packet = if self.version6 {
            PublicKeyEncryptedSessionKey::from_session_key_v6(rng, self.session, key)
        } else {
            PublicKeyEncryptedSessionKey::from_session_key_v3(rng, self.session, self.symmetric, key)
        };
        packet.and_then(|packet| packet.to_writer_with_header(out)).ok()
    }
}

impl KeyDetails for Met<'_> {
    fn version(&self) -> KeyVersion {
        self.key.version()
    }

    /// Of version 4 the end of the fingerprint, later its beginning (section 5.5.4).
    fn legacy_key_id(&self) -> KeyId {
        let octets = self.fingerprint.as_bytes();
        let part = if self.version() == KeyVersion::V4 { octets.last_chunk() } else { octets.first_chunk() };
        part.copied().map_or_else(|| self.key.legacy_key_id(), KeyId::from)
    }

    fn fingerprint(&self) -> Fingerprint {
        self.fingerprint.clone()
    }

    fn algorithm(&self) -> PublicKeyAlgorithm {
        self.key.algorithm()
    }

    fn created_at(&self) -> Timestamp {
        self.key.created_at()
    }

    fn legacy_v3_expiration_days(&self) -> Option<u16> {
        self.key.legacy_v3_expiration_days()
    }

    fn public_params(&self) -> &PublicParams {
        self.key.public_params()
    }
}

impl EncryptionKey for Met<'_> {
    fn encrypt<R: CryptoRng + Rng>(&self, _: R, plain: &[u8], kind: EskType) -> Result<PkeskBytes> {
        let Self { ephemeral, shared, .. } = self;
        match self.public_params() {
            PublicParams::X25519(params) => {
                // Before version 6 the packet names the cipher, which stands before the key (sections 5.1.1 and 5.1.6).
                let (sym_alg, key) = match (kind, plain.split_first()) {
                    (EskType::V3_4, Some((cipher, key))) => (Some((*cipher).into()), key),
                    _ => (None, plain),
                };
                let kek = x25519::hkdf(ephemeral, params.key.as_bytes(), shared)?;
                let session_key = aes_kw::wrap(&*kek, key)?.into();
                Ok(PkeskBytes::X25519 { ephemeral: *ephemeral, session_key, sym_alg })
            }
            PublicParams::ECDH(EcdhPublicParams::Curve25519Legacy { hash, alg_sym, .. }) => {
                // Section 9.5.
                if matches!(hash, HashAlgorithm::Md5 | HashAlgorithm::Sha1 | HashAlgorithm::Ripemd160) {
                    return Err(unsuitable("hash"));
                }
                let about = ecdh::build_ecdh_param(CURVE25519_LEGACY, *alg_sym, *hash, self.fingerprint.as_bytes());
                let kek = Zeroizing::new(ecdh::kdf(*hash, &**shared, alg_sym.key_size(), &about)?);
                let padding = PADDED.checked_sub(plain.len()).and_then(|padding| u8::try_from(padding).ok());
                let padding = padding.filter(|padding| *padding > 0).ok_or_else(|| unsuitable("session key"))?;
                let mut padded = Zeroizing::new(plain.to_vec());
                padded.resize(PADDED, padding);
                let public_point = Mpi::from_slice(&[&[0x40], ephemeral.as_slice()].concat());
                Ok(PkeskBytes::Ecdh { public_point, encrypted_session_key: aes_kw::wrap(&kek, &padded)?.into() })
            }
            _ => Err(unsuitable("algorithm")),
        }
    }
}

fn unsuitable(what: &str) -> Error {
    Error::from(format!("no agreement by this {what}"))
}

#[cfg(test)]
#[path = "session_tests.rs"]
mod tests;
