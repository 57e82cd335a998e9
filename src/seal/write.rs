//! Sealing: one OpenPGP message, signed and encrypted.

use super::Progress;
use super::certificate::Certificate;
use super::choose::{Cipher, EncryptionKey, Readers, encryption_key};
use super::key::OwnKey;
use crate::error::Error;
use crate::mime::{Field, SecretEntity};
use crate::time::Instant;
use pgp::composed::{ArmorOptions, Encryption, MessageBuilder, SubpacketConfig};
use pgp::crypto::aead::{AeadAlgorithm, ChunkSize};
use pgp::crypto::hash::HashAlgorithm;
use pgp::crypto::sym::SymmetricKeyAlgorithm;
use pgp::packet::{Subpacket, SubpacketData};
use pgp::types::{KeyVersion, Password, SigningKey, StringToKey, Timestamp};
use rand::{CryptoRng, Rng};
use std::io::Write;

/// Above this many readers their fingerprints would not fit into the signature's hashed area (two-octet length).
const MAX_INTENDED_RECIPIENTS: usize = 1000;
/// 32 MiB are hashed (RFC 9580 section 3.7.1.3).
const ITERATIONS: u8 = 240;

/// A sealed message, ASCII-armored. Only [`Sealed::seal`] makes one, from an entity that may only leave sealed.
#[derive(Debug)]
pub struct Sealed<'e> {
    entity: &'e SecretEntity,
    armored: Vec<u8>,
}

impl<'e> Sealed<'e> {
    /// Signs an entity with the sender's key and encrypts it to the readers.
    ///
    /// # Errors
    /// [`Error::OwnKeyUnusable`] if the sender's key cannot sign now, [`Error::Internal`].
    pub fn seal<R: Rng + CryptoRng>(
        entity: &'e SecretEntity,
        readers: &Readers<'_>,
        own: &OwnKey,
        now: Instant,
        rng: &mut R,
        progress: Progress<'_>,
    ) -> Result<Self, Error> {
        let builder = MessageBuilder::from_bytes("", entity.payload().to_vec());
        let mut armored = Counted::new(entity.payload().len(), progress);
        match readers.cipher() {
            Cipher::V1(symmetric) => {
                let mut builder = builder.seipd_v1(&mut *rng, symmetric);
                for certificate in readers.certificates() {
                    match encryption_key(certificate).map_err(|_| failed("choose"))? {
                        EncryptionKey::Primary => builder.encrypt_to_key(&mut *rng, &certificate.key().primary_key),
                        EncryptionKey::Subkey(subkey) => builder.encrypt_to_key(&mut *rng, &subkey.key),
                    }
                    .map_err(|_| failed("pkesk"))?;
                }
                finish(builder, &Manner::of(readers, own)?, own, now, rng, &mut armored)?;
            }
            Cipher::V2(symmetric, aead) => {
                // 256 KiB: the fastest chunk for a browser that opens it.
                let mut builder = builder.seipd_v2(&mut *rng, symmetric, aead, ChunkSize::C256KiB);
                for certificate in readers.certificates() {
                    match encryption_key(certificate).map_err(|_| failed("choose"))? {
                        EncryptionKey::Primary => builder.encrypt_to_key(&mut *rng, &certificate.key().primary_key),
                        EncryptionKey::Subkey(subkey) => builder.encrypt_to_key(&mut *rng, &subkey.key),
                    }
                    .map_err(|_| failed("pkesk"))?;
                }
                finish(builder, &Manner::of(readers, own)?, own, now, rng, &mut armored)?;
            }
        }
        Ok(Self { entity, armored: armored.bytes })
    }

    /// Signs an entity with the sender's key and encrypts it to a passphrase, for one recipient who has no certificate.
    ///
    /// Argon2id with the second of RFC 9106's parameter choices and `SEIPDv2` (RFC 9580 sections 3.7.1.4, 5.13.2), or, for
    /// `reach`, iterated S2K over 32 MiB and `SEIPDv1`, which every OpenPGP program reads.
    ///
    /// # Errors
    /// [`Error::OwnKeyUnusable`] if the sender's key cannot sign now, [`Error::Internal`].
    pub fn to_passphrase<R: Rng + CryptoRng>(
        entity: &'e SecretEntity,
        passphrase: &str,
        reach: bool,
        own: &OwnKey,
        now: Instant,
        rng: &mut R,
        progress: Progress<'_>,
    ) -> Result<Self, Error> {
        const AES: SymmetricKeyAlgorithm = SymmetricKeyAlgorithm::AES256;
        let builder = MessageBuilder::from_bytes("", entity.payload().to_vec());
        let mut armored = Counted::new(entity.payload().len(), progress);
        let password = Password::from(passphrase);
        let for_all = Manner { certificates: &[], hash: HashAlgorithm::Sha512, checksum: reach };
        if reach {
            let mut builder = builder.seipd_v1(&mut *rng, AES);
            let s2k = StringToKey::new_iterated(&mut *rng, HashAlgorithm::Sha256, ITERATIONS);
            builder.encrypt_with_password(s2k, &password).map_err(|_| failed("skesk"))?;
            finish(builder, &for_all, own, now, rng, &mut armored)?;
        } else {
            let mut builder = builder.seipd_v2(&mut *rng, AES, AeadAlgorithm::Gcm, ChunkSize::C256KiB);
            let s2k = StringToKey::new_argon2(&mut *rng, 3, 4, 16);
            builder.encrypt_with_password(&mut *rng, s2k, &password).map_err(|_| failed("skesk"))?;
            finish(builder, &for_all, own, now, rng, &mut armored)?;
        }
        Ok(Self { entity, armored: armored.bytes })
    }

    /// The header fields that stand outside.
    pub fn outer(&self) -> &[Field] {
        self.entity.outer()
    }

    /// The armored message.
    pub fn armored(&self) -> &[u8] {
        &self.armored
    }
}

fn failed(place: &str) -> Error {
    Error::internal(&format!("seal::write::{place}"))
}

/// How a message is signed and armored.
struct Manner<'m> {
    certificates: &'m [&'m Certificate],
    hash: HashAlgorithm,
    checksum: bool,
}

impl<'m> Manner<'m> {
    fn of(readers: &'m Readers<'m>, own: &OwnKey) -> Result<Self, Error> {
        let signer = own.signing_key().map_err(|reason| Error::OwnKeyUnusable { reason })?;
        Ok(Self {
            certificates: readers.certificates(),
            hash: readers.hash(signer.hash_alg()),
            // RFC 9580 section 6.1 does without the checksum, but GnuPG 2.2 takes the armor's tail for base64 where a
            // message that needs no `=` at its end lacks it. It can only read SEIPDv1.
            checksum: matches!(readers.cipher(), Cipher::V1(_)),
        })
    }
}

fn finish<'a, R: Rng + CryptoRng, S: std::io::Read, E: Encryption>(
    mut builder: MessageBuilder<'a, S, E>,
    manner: &Manner<'_>,
    own: &'a OwnKey,
    now: Instant,
    rng: &mut R,
    out: &mut Counted<'_>,
) -> Result<(), Error> {
    let signer = own.signing_key().map_err(|reason| Error::OwnKeyUnusable { reason })?;
    let subpackets = subpackets(signer, manner.certificates, now).map_err(|_| failed("subpackets"))?;
    let needed = signer.hash_alg();
    let hash = if needed.digest_size() > manner.hash.digest_size() { needed } else { manner.hash };
    builder.sign_with_subpackets(signer, Password::empty(), hash, subpackets);
    let options = ArmorOptions { headers: None, include_checksum: manner.checksum };
    builder.to_armored_writer(rng, options, out).map_err(|_| failed("message"))
}

/// Issuer, time, and for whom it is meant: a reader who is not named may see that the message was passed on
/// (RFC 9580 section 5.2.3.36). Never critical: OpenPGP.js 6 does not know the subpacket and would reject the signature.
/// Bcc recipients are never in `readers` of a message that others get.
fn subpackets(signer: &dyn SigningKey, readers: &[&Certificate], now: Instant) -> pgp::errors::Result<SubpacketConfig> {
    let mut hashed = vec![
        Subpacket::critical(SubpacketData::SignatureCreationTime(Timestamp::from_secs(now.openpgp())))?,
        Subpacket::regular(SubpacketData::IssuerFingerprint(signer.fingerprint()))?,
    ];
    let version6 = signer.version() == KeyVersion::V6;
    if readers.len() <= MAX_INTENDED_RECIPIENTS {
        for certificate in readers {
            let intended = SubpacketData::IntendedRecipientFingerprint(certificate.raw_fingerprint().clone());
            hashed.push(Subpacket::regular(intended)?);
        }
    }
    let mut unhashed = Vec::new();
    if !version6 {
        unhashed.push(Subpacket::regular(SubpacketData::IssuerKeyId(signer.legacy_key_id()))?);
    }
    Ok(SubpacketConfig::UserDefined { hashed, unhashed })
}

/// Collects the armored message and reports how far it is.
struct Counted<'p> {
    bytes: Vec<u8>,
    expected: u64,
    reported: usize,
    progress: Progress<'p>,
}

impl<'p> Counted<'p> {
    /// Reports every so many octets: often enough for a smooth bar, rarely enough to cost nothing.
    const STEP: usize = 256 * 1024;

    fn new(plain: usize, progress: Progress<'p>) -> Self {
        let expected = plain / 3 * 4 + plain / 48 + 2048;
        Self {
            bytes: Vec::with_capacity(expected),
            expected: u64::try_from(expected).unwrap_or(u64::MAX),
            reported: 0,
            progress,
        }
    }
}

impl Write for Counted<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        if self.bytes.len() - self.reported >= Self::STEP {
            self.reported = self.bytes.len();
            let done = u64::try_from(self.reported).unwrap_or(u64::MAX);
            (self.progress)(done.min(self.expected), self.expected);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
