//! What stands around a message's payload: the beginning of its packets, the announcement of its signature, and the signature.

use super::certificate::Certificate;
use super::choose::{Cipher, Readers};
use super::hashing::{self, Digest};
use super::key::OwnKey;
use super::lean::cipher as lean;
use super::lean::cipher::Mode;
use super::lean::hash::{Hash, Hasher};
use super::lean::packet::tag;
use super::suite::{Begin, Suite};
use crate::error::Error;
use crate::time::Instant;
use pgp::composed::RawSessionKey;
use pgp::crypto::aead::AeadAlgorithm;
use pgp::crypto::hash::HashAlgorithm;
use pgp::crypto::sym::SymmetricKeyAlgorithm;
use pgp::packet::{
    OnePassSignature, PacketTrait as _, Signature, SignatureConfig, SignatureType, SignatureVersion, Subpacket,
    SubpacketData, SymKeyEncryptedSessionKey,
};
use pgp::ser::Serialize as _;
use pgp::types::{Fingerprint, KeyVersion, Password, SigningKey, StringToKey, Timestamp};
use rand::{CryptoRng, Rng};
use std::ops::Range;

/// 256 KiB: the fastest chunk for a browser.
const CHUNK: u8 = 12;
/// Above this many readers their fingerprints would not fit into the signature's hashed area (two-octet length).
const MAX_INTENDED_RECIPIENTS: usize = 1000;
/// 32 MiB are hashed (RFC 9580 section 3.7.1.3).
const ITERATIONS: u8 = 240;

/// Everything of one message but its payload.
#[derive(Debug)]
pub(super) struct Frame {
    /// What was given, or the session key under a passphrase; the header of the data packet, and what stands before its data.
    pub(super) head: Vec<u8>,
    /// Where in it the length of the data packet stands.
    pub(super) length_at: usize,
    pub(super) cipher: lean::Cipher,
    /// Of chunks; nothing for CFB.
    pub(super) suite: Option<Suite>,
    pub(super) session: RawSessionKey,
    /// What is encrypted in front of the payload.
    pub(super) front: Vec<u8>,
    pub(super) unsigned: Unsigned,
    /// Whether the armor has one.
    pub(super) checksum: bool,
}

/// What is to be signed.
#[derive(Debug)]
pub(super) struct Unsigned {
    config: SignatureConfig,
    salt: Vec<u8>,
}

/// Who writes to whom, and when.
struct Occasion<'o> {
    own: &'o OwnKey,
    now: Instant,
    /// Octets of the payload.
    payload: u64,
}

impl Frame {
    /// Around a message to the readers. `head`: what stands before its data packet; their packets are there or will be put before it.
    ///
    /// # Errors
    /// [`Error::OwnKeyUnusable`] if the sender's key cannot sign now, [`Error::Internal`].
    pub(super) fn to_readers<R: Rng + CryptoRng>(
        payload: u64,
        readers: &Readers<'_>,
        (head, session): (Vec<u8>, &RawSessionKey),
        own: &OwnKey,
        now: Instant,
        rng: &mut R,
    ) -> Result<Self, Error> {
        let (symmetric, aead) = match readers.cipher() {
            Cipher::V1(symmetric) => (symmetric, None),
            Cipher::V2(symmetric, aead) => (symmetric, Some(aead)),
        };
        let manner = Manner::of(readers);
        Self::around(head, (symmetric, aead), session.clone(), &manner, &Occasion { own, now, payload }, rng)
    }

    /// Draws a session key and encrypts it to a passphrase, for one recipient who has no certificate.
    ///
    /// # Errors
    /// As for [`Frame::to_readers`].
    pub(super) fn to_passphrase<R: Rng + CryptoRng>(
        payload: u64,
        passphrase: &str,
        reach: bool,
        own: &OwnKey,
        now: Instant,
        rng: &mut R,
    ) -> Result<Self, Error> {
        const AES: SymmetricKeyAlgorithm = SymmetricKeyAlgorithm::AES256;
        const GCM: AeadAlgorithm = AeadAlgorithm::Gcm;
        let password = Password::from(passphrase);
        let session = AES.new_session_key(&mut *rng);
        let packet = if reach {
            let s2k = StringToKey::new_iterated(&mut *rng, HashAlgorithm::Sha256, ITERATIONS);
            SymKeyEncryptedSessionKey::encrypt_v4(&password, &session, s2k, AES)
        } else {
            let s2k = StringToKey::new_argon2(&mut *rng, 3, 4, 16);
            SymKeyEncryptedSessionKey::encrypt_v6(&mut *rng, &password, &session, s2k, AES, GCM)
        };
        let mut head = Vec::new();
        packet.and_then(|packet| packet.to_writer_with_header(&mut head)).map_err(|_| failed("skesk"))?;
        let for_all = Manner { certificates: &[], hash: HashAlgorithm::Sha512, checksum: reach };
        let aead = if reach { None } else { Some(GCM) };
        Self::around(head, (AES, aead), session, &for_all, &Occasion { own, now, payload }, rng)
    }

    fn around<R: Rng + CryptoRng>(
        mut head: Vec<u8>,
        (symmetric, aead): (SymmetricKeyAlgorithm, Option<AeadAlgorithm>),
        session: RawSessionKey,
        manner: &Manner<'_>,
        occasion: &Occasion<'_>,
        rng: &mut R,
    ) -> Result<Self, Error> {
        let unknown = |_| failed("suite");
        if occasion.payload > MAX_PAYLOAD.into() {
            return Err(too_large());
        }
        let cipher = lean::Cipher::numbered(symmetric.into()).map_err(unknown)?;
        let suite = match aead {
            None => None,
            Some(aead) => {
                let mut salt = [0; 32];
                rng.fill_bytes(&mut salt);
                Some(Suite {
                    cipher,
                    mode: Mode::numbered(aead.into()).map_err(unknown)?,
                    chunk: CHUNK,
                    begin: Begin::Salt(salt),
                })
            }
        };
        head.extend_from_slice(&[0xc0 | tag::SEIPD, 255]);
        let length_at = head.len();
        head.extend_from_slice(&[0; 4]);
        let mut front = Vec::new();
        if let Some(suite) = suite {
            head.extend_from_slice(&suite.head());
        } else {
            head.push(1);
            let mut random = [0; 16];
            rng.fill_bytes(&mut random);
            front.extend_from_slice(&random);
            front.extend(random.iter().skip(14));
        }
        let unsigned = Unsigned::announce(manner, occasion, rng, &mut front)?;
        // Literal data without a name and a date (RFC 9580 section 5.9).
        front.extend_from_slice(&[0xc0 | tag::LITERAL, 255]);
        front.extend_from_slice(&length_of(occasion.payload + 6)?);
        front.extend_from_slice(&[b'b', 0, 0, 0, 0, 0]);
        Ok(Self { head, length_at, cipher, suite, session, front, unsigned, checksum: manner.checksum })
    }
}

impl Unsigned {
    /// What is to be hashed, where Web Cryptography knows the hash; `payload`: where that stands.
    pub(super) fn digest(&self, payload: Range<usize>) -> Option<Digest> {
        let algorithm = hashing::name(Hash::numbered(self.config.hash_alg.into())?);
        Some(Digest { algorithm, salt: self.salt.clone(), payload, tail: self.tail().ok()? })
    }

    /// The hash, to be fed with the payload and then with the [`Unsigned::tail`].
    pub(super) fn hasher(&self) -> Result<Hasher, Error> {
        let mut hasher = Hash::numbered(self.config.hash_alg.into()).ok_or_else(|| failed("hash"))?.hasher();
        hasher.update(&self.salt);
        Ok(hasher)
    }

    /// What is hashed behind the payload.
    pub(super) fn tail(&self) -> Result<Vec<u8>, Error> {
        tail(&self.config).map_err(|_| failed("hash"))
    }

    /// The signature's packet, given the hash.
    ///
    /// # Errors
    /// [`Error::OwnKeyUnusable`] if the sender's key cannot sign now, [`Error::Internal`].
    pub(super) fn signed(self, own: &OwnKey, hash: &[u8]) -> Result<Vec<u8>, Error> {
        let Self { config, .. } = self;
        let signer = own.signing_key().map_err(|reason| Error::OwnKeyUnusable { reason })?;
        let fits = Some(hash.len()) == config.hash_alg.digest_size();
        let start = *hash.first_chunk().filter(|_| fits).ok_or_else(|| failed("digest"))?;
        let mut packet = Vec::new();
        signer
            .sign(&Password::empty(), config.hash_alg, hash)
            .and_then(|octets| Signature::from_config(config, start, octets))
            .and_then(|signature| signature.to_writer_with_header(&mut packet))
            .map_err(|_| failed("signature"))?;
        Ok(packet)
    }

    /// Writes what announces the signature (RFC 9580 section 5.4).
    fn announce<R: Rng + CryptoRng>(
        manner: &Manner<'_>,
        occasion: &Occasion<'_>,
        rng: &mut R,
        out: &mut Vec<u8>,
    ) -> Result<Self, Error> {
        const BINARY: SignatureType = SignatureType::Binary;
        let Occasion { own, now, .. } = *occasion;
        let signer = own.signing_key().map_err(|reason| Error::OwnKeyUnusable { reason })?;
        // Whatever readers prefer, one that is as long as the key needs.
        let needed = signer.hash_alg();
        let hash = if needed.digest_size() > manner.hash.digest_size() { needed } else { manner.hash };
        let (mut config, salt, announced) = if let Fingerprint::V6(fingerprint) = signer.fingerprint() {
            let mut salt = vec![0; hash.salt_len().ok_or_else(|| failed("salt"))?];
            rng.fill_bytes(&mut salt);
            let config = SignatureConfig::v6_with_salt(BINARY, signer.algorithm(), hash, salt.clone());
            let announced = OnePassSignature::v6(BINARY, hash, signer.algorithm(), salt.clone(), fingerprint);
            (config, salt, announced)
        } else {
            let config = SignatureConfig::v4(BINARY, signer.algorithm(), hash);
            let announced = OnePassSignature::v3(BINARY, hash, signer.algorithm(), signer.legacy_key_id());
            (config, Vec::new(), announced)
        };
        (config.hashed_subpackets, config.unhashed_subpackets) =
            subpackets(signer, manner.certificates, now).map_err(|_| failed("subpackets"))?;
        announced.to_writer_with_header(out).map_err(|_| failed("announce"))?;
        Ok(Self { config, salt })
    }
}

/// What a signature hashes behind the payload: what it says of itself, and how long that is (section 5.2.4).
pub(super) fn tail(config: &SignatureConfig) -> pgp::errors::Result<Vec<u8>> {
    let mut said = Vec::new();
    for subpacket in &config.hashed_subpackets {
        subpacket.to_writer(&mut said)?;
    }
    let version = u8::from(config.version());
    let mut tail = vec![version, config.typ.into(), config.pub_alg.into(), config.hash_alg.into()];
    if config.version() == SignatureVersion::V6 {
        tail.extend_from_slice(&u32::try_from(said.len())?.to_be_bytes());
    } else {
        tail.extend_from_slice(&u16::try_from(said.len())?.to_be_bytes());
    }
    tail.append(&mut said);
    let length = u32::try_from(tail.len())?.to_be_bytes();
    tail.extend_from_slice(&[version, 0xff]);
    tail.extend_from_slice(&length);
    Ok(tail)
}

/// A length of five octets, without the first (section 4.2.1.3).
pub(super) fn length_of(octets: u64) -> Result<[u8; 4], Error> {
    u32::try_from(octets).map(u32::to_be_bytes).map_err(|_| too_large())
}

/// The longest payload whose data packet still has a length.
const MAX_PAYLOAD: u32 = u32::MAX - (1 << 20);

fn too_large() -> Error {
    Error::MessageTooLarge { limit: usize::try_from(MAX_PAYLOAD).unwrap_or(usize::MAX) }
}

fn failed(place: &str) -> Error {
    Error::internal(&format!("seal::frame::{place}"))
}

/// How a message is signed and armored.
struct Manner<'m> {
    certificates: &'m [&'m Certificate],
    hash: HashAlgorithm,
    checksum: bool,
}

impl<'m> Manner<'m> {
    fn of(readers: &'m Readers<'m>) -> Self {
        Self {
            certificates: readers.certificates(),
            hash: readers.hash(),
            // RFC 9580 section 6.1 does without the checksum, but GnuPG 2.2 takes the armor's tail for base64 where a
            // message that needs no `=` at its end lacks it. It can only read SEIPDv1.
            checksum: matches!(readers.cipher(), Cipher::V1(_)),
        }
    }
}

/// Issuer, time, and for whom it is meant: a reader who is not named may see that the message was passed on
/// (RFC 9580 section 5.2.3.36). Never critical: OpenPGP.js 6 does not know the subpacket and would reject the signature.
/// Bcc recipients are never in `readers` of a message that others get.
fn subpackets(
    signer: &dyn SigningKey,
    readers: &[&Certificate],
    now: Instant,
) -> pgp::errors::Result<(Vec<Subpacket>, Vec<Subpacket>)> {
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
    Ok((hashed, unhashed))
}

#[cfg(test)]
#[path = "frame_tests.rs"]
mod tests;
