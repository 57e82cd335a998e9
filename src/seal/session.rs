//! A message's session key for each of its readers (RFC 9580 section 5.1).

use super::lean::cipher::Cipher;
use super::lean::hash::Hash;
use super::lean::packet::{tag, write};
use super::lean::pkesk::{OnCurve25519, seal_on_curve25519};
use super::lean::public::Kdf;
use super::x25519::agree;
use pgp::composed::RawSessionKey;
use pgp::crypto::sym::SymmetricKeyAlgorithm;
use pgp::packet::{PacketTrait as _, PublicKeyEncryptedSessionKey, PublicSubkey};
use pgp::types::{EcdhPublicParams, EncryptionKey, Fingerprint, KeyDetails as _, PublicParams};
use rand::{CryptoRng, Rng};
use zeroize::Zeroizing;

/// Whether the library does all.
const PLAIN: bool = cfg!(feature = "plain-x25519");

/// The packets of one message, in the order of its readers. Keys on Curve25519 are nearly all there are: for them the library is
/// passed by, and what all of them need is computed together.
pub(super) struct SessionKeys<'s> {
    session: &'s RawSessionKey,
    symmetric: SymmetricKeyAlgorithm,
    version6: bool,
    readers: Vec<Reader>,
    /// The points of those on Curve25519.
    points: Vec<[u8; 32]>,
}

enum Reader {
    /// By the library.
    Written(Vec<u8>),
    OnCurve25519 {
        version: u8,
        fingerprint: Fingerprint,
        kdf: Option<Kdf>,
    },
}

impl<'s> SessionKeys<'s> {
    pub(super) fn new(session: &'s RawSessionKey, symmetric: SymmetricKeyAlgorithm, version6: bool) -> Self {
        Self { session, symmetric, version6, readers: Vec::new(), points: Vec::new() }
    }

    /// Another reader; nothing where the key cannot be encrypted to.
    pub(super) fn add<R: Rng + CryptoRng>(&mut self, key: &PublicSubkey, rng: &mut R) -> Option<()> {
        let (point, kdf) = match key.public_params() {
            PublicParams::X25519(params) if !PLAIN => (params.key, None),
            PublicParams::ECDH(EcdhPublicParams::Curve25519Legacy { p, hash, alg_sym, .. })
                if !PLAIN && knows((*hash).into(), (*alg_sym).into()) =>
            {
                (*p, Some(Kdf { hash: (*hash).into(), cipher: (*alg_sym).into() }))
            }
            _ => return self.add_by_library(key, rng),
        };
        self.points.push(point.to_bytes());
        self.readers.push(Reader::OnCurve25519 { version: key.version().into(), fingerprint: key.fingerprint(), kdf });
        Some(())
    }

    /// As [`SessionKeys::add`], whatever the key is. A primary key is never one on Curve25519, where what encrypts cannot certify.
    pub(super) fn add_by_library<K: EncryptionKey, R: Rng + CryptoRng>(&mut self, key: &K, rng: &mut R) -> Option<()> {
        let packet = if self.version6 {
            PublicKeyEncryptedSessionKey::from_session_key_v6(rng, self.session, key)
        } else {
            PublicKeyEncryptedSessionKey::from_session_key_v3(rng, self.session, self.symmetric, key)
        };
        let mut written = Vec::new();
        packet.and_then(|packet| packet.to_writer_with_header(&mut written)).ok()?;
        self.readers.push(Reader::Written(written));
        Some(())
    }

    /// Writes all packets; nothing where one of the readers has a key that gives no secret.
    pub(super) fn write<R: Rng + CryptoRng>(self, rng: &mut R, out: &mut Vec<u8>) -> Option<()> {
        let cipher = Cipher::numbered(self.symmetric.into()).ok()?;
        let version = if self.version6 { 6 } else { 3 };
        // One secret for each, all drawn at once: asking the browser for them takes longer than it takes to draw them.
        let mut secrets = Zeroizing::new(vec![[0; 32]; self.points.len()]);
        rng.fill_bytes(secrets.as_flattened_mut());
        let agreed = if PLAIN { Vec::new() } else { agree(&secrets, &self.points)? };
        let mut agreed = self.points.iter().zip(&agreed);
        for reader in &self.readers {
            match reader {
                Reader::Written(packet) => out.extend_from_slice(packet),
                Reader::OnCurve25519 { version: of_key, fingerprint, kdf } => {
                    let (point, agreed) = agreed.next()?;
                    let key = OnCurve25519 { version: *of_key, fingerprint: fingerprint.as_bytes(), point, kdf: *kdf };
                    let body = seal_on_curve25519(&key, version, (cipher, self.session.as_ref()), agreed)?;
                    write(tag::PKESK, &[&body], out)?;
                }
            }
        }
        Some(())
    }
}

/// Whether our own derivation knows what the key asks for (RFC 9580 section 12.5.1); the library may know more.
fn knows(hash: u8, cipher: u8) -> bool {
    Hash::numbered(hash).is_some_and(|hash| hash != Hash::Sha1) && Cipher::numbered(cipher).is_ok()
}

#[cfg(test)]
#[path = "session_tests.rs"]
mod tests;
