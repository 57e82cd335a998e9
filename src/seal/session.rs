//! A message's session key for each of its readers (RFC 9580 section 5.1).

use super::agreement::{Agreement, on_curve25519};
use super::choose::{Cipher, EncryptionKey as Chosen, Readers, encryption_key};
use super::lean::public::CURVE25519_LEGACY;
use crate::error::Error;
use pgp::composed::RawSessionKey;
use pgp::crypto::hash::HashAlgorithm;
use pgp::crypto::public_key::PublicKeyAlgorithm;
use pgp::crypto::sym::SymmetricKeyAlgorithm;
use pgp::crypto::{aes_kw, ecdh, x25519};
use pgp::errors;
use pgp::packet::{PacketTrait as _, PublicKeyEncryptedSessionKey, PublicSubkey};
use pgp::types::{
    EcdhPublicParams, EncryptionKey, EskType, Fingerprint, KeyDetails, KeyId, KeyVersion, Mpi, PkeskBytes,
    PublicParams, Timestamp,
};
use rand::{CryptoRng, Rng};
use zeroize::Zeroizing;

/// Octets of a session key, padded: always as many, so that they do not tell its cipher (section 11.5).
const PADDED: usize = 40;

/// A message's session key, and what its readers' packets are made of, in their order. Those on Curve25519 wait for what is agreed
/// with them; the library has written the others. `Debug` shows no secret.
#[derive(Debug)]
pub struct SessionKeys {
    session: RawSessionKey,
    symmetric: SymmetricKeyAlgorithm,
    version6: bool,
    agreement: Agreement,
    readers: Vec<Reader>,
}

#[derive(Debug)]
enum Reader {
    Written(Vec<u8>),
    Waiting(Box<PublicSubkey>),
}

/// A key on Curve25519 with whose owner a secret is shared already. The library does with it all that it does with any other, which
/// may be to print it: `Debug` does not show the secret.
struct Met<'k> {
    key: &'k PublicSubkey,
    /// Kept, because the library hashes the key whenever it is asked.
    fingerprint: Fingerprint,
    ephemeral: [u8; 32],
    shared: Zeroizing<[u8; 32]>,
}

impl std::fmt::Debug for Met<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Met").field("fingerprint", &self.fingerprint).finish_non_exhaustive()
    }
}

impl SessionKeys {
    /// Draws a session key for the readers of one message.
    ///
    /// # Errors
    /// [`Error::Internal`] where one of them has a key that cannot be encrypted to.
    pub fn draw<R: Rng + CryptoRng>(readers: &Readers<'_>, rng: &mut R) -> Result<Self, Error> {
        let (symmetric, version6) = match readers.cipher() {
            Cipher::V1(symmetric) => (symmetric, false),
            Cipher::V2(symmetric, _) => (symmetric, true),
        };
        let mut keys = Self::new(symmetric, version6, rng);
        for certificate in readers.certificates() {
            let added = match encryption_key(certificate).map_err(|_| failed())? {
                // Never one on Curve25519, where what encrypts cannot certify.
                Chosen::Primary => keys.write(&certificate.key().primary_key, rng),
                Chosen::Subkey(subkey) => keys.add(&subkey.key, rng),
            };
            added.ok_or_else(failed)?;
        }
        Ok(keys)
    }

    fn new<R: Rng + CryptoRng>(symmetric: SymmetricKeyAlgorithm, version6: bool, rng: &mut R) -> Self {
        let agreement = Agreement::draw(rng);
        let session = symmetric.new_session_key(&mut *rng);
        Self { session, symmetric, version6, agreement, readers: Vec::new() }
    }

    fn add<R: Rng + CryptoRng>(&mut self, key: &PublicSubkey, rng: &mut R) -> Option<()> {
        let Some(point) = on_curve25519(key) else { return self.write(key, rng) };
        self.agreement.add(point);
        self.readers.push(Reader::Waiting(Box::new(key.clone())));
        Some(())
    }

    fn write<K: EncryptionKey, R: Rng + CryptoRng>(&mut self, key: &K, rng: &mut R) -> Option<()> {
        let packet = self.packet(key, rng)?;
        self.readers.push(Reader::Written(packet));
        Some(())
    }

    fn packet<K: EncryptionKey, R: Rng + CryptoRng>(&self, key: &K, rng: R) -> Option<Vec<u8>> {
        let packet = if self.version6 {
            PublicKeyEncryptedSessionKey::from_session_key_v6(rng, &self.session, key)
        } else {
            PublicKeyEncryptedSessionKey::from_session_key_v3(rng, &self.session, self.symmetric, key)
        };
        let mut written = Vec::new();
        packet.and_then(|packet| packet.to_writer_with_header(&mut written)).ok()?;
        Some(written)
    }

    pub(super) fn session(&self) -> &RawSessionKey {
        &self.session
    }

    /// What is to be computed, here or elsewhere, before the packets are there.
    pub fn agreement(&mut self) -> &mut Agreement {
        &mut self.agreement
    }

    /// All packets, in the order of the readers; what nobody computed is computed now.
    ///
    /// # Errors
    /// [`Error::Internal`] where one of the readers has a key that gives no secret.
    pub(super) fn packets<R: Rng + CryptoRng>(mut self, rng: &mut R) -> Result<Vec<u8>, Error> {
        let (readers, mut agreed) = (std::mem::take(&mut self.readers), self.agreement.agreed().ok_or_else(failed)?);
        let mut packets = Vec::new();
        for reader in readers {
            match reader {
                Reader::Written(packet) => packets.extend_from_slice(&packet),
                Reader::Waiting(key) => {
                    let (ephemeral, fingerprint) = (agreed.ephemeral, key.fingerprint());
                    let shared = agreed.shared.next().ok_or_else(failed)?;
                    let met = Met { key: &key, fingerprint, ephemeral, shared };
                    packets.append(&mut self.packet(&met, &mut *rng).ok_or_else(failed)?);
                }
            }
        }
        Ok(packets)
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
    fn encrypt<R: CryptoRng + Rng>(&self, _: R, plain: &[u8], kind: EskType) -> errors::Result<PkeskBytes> {
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

fn failed() -> Error {
    Error::internal("seal::session")
}

fn unsuitable(what: &str) -> errors::Error {
    errors::Error::from(format!("no agreement by this {what}"))
}

#[cfg(test)]
#[path = "session_tests.rs"]
mod tests;
