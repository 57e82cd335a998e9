//! Opening: nothing of the plaintext is handed on before its integrity has been checked.

use super::Progress;
use super::armor::is_armored;
use super::certificate::{Certificate, hex};
use super::copies::Found;
use super::key::OwnKey;
use super::signature::{created, has_unknown_critical, is_expired, is_from_the_future, is_strong};
use crate::address::Address;
use crate::time::Instant;
use pgp::composed::{DecryptionOptions, Edata, Message, TheRing};
use pgp::crypto::aead::{AeadAlgorithm, ChunkSize};
use pgp::crypto::sym::SymmetricKeyAlgorithm;
use pgp::packet::{ProtectedDataConfig, Signature, SignatureType, SubpacketData, SymEncryptedProtectedDataConfig};
use pgp::types::{Fingerprint, Password, VerifyingKey};
use serde::Serialize;
use std::io::Read;

/// Plaintext longer than this is not opened.
const MAX_PLAINTEXT: u64 = 1024 * 1024 * 1024;
/// Session keys looked at.
const MAX_SESSION_KEYS: usize = 4096;
/// Signatures looked at.
const MAX_SIGNATURES: usize = 16;
/// Layers of compression inside the encryption: every program makes at most one.
const MAX_COMPRESSION: usize = 2;

/// What became of the encryption.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum EncryptionState {
    /// There was none.
    None,
    /// Opened, and nothing was changed on the way.
    Encrypted,
    /// None of the keys at hand opens it.
    NotForYou,
    /// It has been changed or cut off; nothing of it is shown.
    Damaged,
    /// It uses a format or algorithm this program does not open.
    Unsupported,
}

/// The container of encrypted data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Container {
    /// RFC 9580 section 5.13.1
    #[serde(rename = "SEIPDv1")]
    SeipdV1,
    /// RFC 9580 section 5.13.2
    #[serde(rename = "SEIPDv2")]
    SeipdV2,
    /// GnuPG's own OCB packet.
    #[serde(rename = "GnuPG-OCB")]
    GnupgOcb,
}

/// The encryption as a user interface needs it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct EncryptionView {
    /// What became of it.
    pub state: EncryptionState,
    /// The container.
    pub container: Option<Container>,
    /// The cipher, where the container names it.
    pub cipher: Option<String>,
}

/// What became of the signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum SignatureState {
    /// There is none.
    None,
    /// Valid, by a key of the sender's address.
    Valid,
    /// It does not fit what was signed, or its key or algorithm cannot be relied on.
    Invalid,
    /// The signer's certificate is not at hand.
    UnknownKey,
    /// Valid, but by a key of somebody else.
    WrongSender,
    /// Valid, but it was made for other readers: somebody passed it on.
    NotIntendedForYou,
}

/// The signature as a user interface needs it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SignatureView {
    /// What became of it.
    pub state: SignatureState,
    /// The signer's certificate, in hexadecimal capitals.
    pub fingerprint: Option<String>,
    /// The key that signed, as the signature names it.
    pub key_id: Option<String>,
    /// When, ISO 8601.
    pub signed_at: Option<String>,
    /// The address of the signer's certificate.
    pub signer_address: Option<String>,
}

/// An opened message.
#[derive(Debug)]
pub struct Opening {
    /// The encryption.
    pub encryption: EncryptionView,
    /// The decrypted and checked bytes; nothing unless the state is [`EncryptionState::Encrypted`].
    pub payload: Option<Vec<u8>>,
    signatures: Vec<CheckedSignature>,
}

#[derive(Debug)]
struct CheckedSignature {
    key_id: Option<String>,
    signed_at: String,
    outcome: Outcome,
    /// It names readers, and the person is none of them.
    for_others: bool,
}

#[derive(Debug)]
enum Outcome {
    Invalid,
    UnknownKey,
    /// Valid under the certificate of this fingerprint.
    Valid(Fingerprint),
}

impl SignatureView {
    /// No signature.
    pub fn none() -> Self {
        Self { state: SignatureState::None, fingerprint: None, key_id: None, signed_at: None, signer_address: None }
    }
}

impl Opening {
    fn closed(state: EncryptionState, container: Option<Container>, cipher: Option<String>) -> Self {
        let encryption = EncryptionView { state, container, cipher };
        Self { encryption, payload: None, signatures: Vec::new() }
    }

    /// The signature that says most, judged for a sender. Several signatures are judged each on its own.
    ///
    /// It is valid only under a certificate that was found for the sender's address and claims it.
    pub fn signature(&self, certificates: &[Found], sender: Option<&Address>) -> SignatureView {
        let judged = self.signatures.iter().map(|signature| {
            let is_senders = |found: &&Found| {
                sender.is_some_and(|sender| found.address.same_mailbox(sender) && found.certificate.belongs_to(sender))
            };
            let (state, found) = match &signature.outcome {
                Outcome::Invalid => (SignatureState::Invalid, None),
                Outcome::UnknownKey => (SignatureState::UnknownKey, None),
                Outcome::Valid(fingerprint) => {
                    // One certificate may have been found for several addresses.
                    let is_signer = |found: &&Found| found.certificate.raw_fingerprint() == fingerprint;
                    let mut signers = certificates.iter().filter(is_signer);
                    let claims = |found: &&Found| found.certificate.belongs_to(&found.address);
                    let first = signers.clone().find(claims).or_else(|| signers.clone().next());
                    match signers.find(is_senders) {
                        found if signature.for_others => (SignatureState::NotIntendedForYou, found.or(first)),
                        Some(found) => (SignatureState::Valid, Some(found)),
                        None => (SignatureState::WrongSender, first),
                    }
                }
            };
            let view = SignatureView {
                state,
                fingerprint: found.map(|found| found.certificate.fingerprint()),
                key_id: signature.key_id.clone(),
                signed_at: Some(signature.signed_at.clone()),
                signer_address: found.map(|found| found.address.addr_spec()),
            };
            (rank(state), view)
        });
        judged.max_by_key(|(rank, _)| *rank).map_or_else(SignatureView::none, |(_, view)| view)
    }
}

/// A valid signature is not spoilt by a second one of an unknown key beside it.
fn rank(state: SignatureState) -> u8 {
    match state {
        SignatureState::Valid => 5,
        SignatureState::NotIntendedForYou => 4,
        SignatureState::WrongSender => 3,
        SignatureState::Invalid => 2,
        SignatureState::UnknownKey => 1,
        SignatureState::None => 0,
    }
}

/// Opens an OpenPGP message with the keys at hand and checks its signatures against the certificates at hand.
///
/// Never fails: what cannot be opened is a state to be shown, with nothing of the plaintext.
pub fn open(sealed: &[u8], keys: &[OwnKey], certificates: &[Found], now: Instant, progress: Progress<'_>) -> Opening {
    let parsed = if is_armored(sealed) {
        Message::from_armor(sealed).map(|(message, _)| message)
    } else {
        Message::from_bytes(sealed)
    };
    let Ok(message) = parsed else { return Opening::closed(EncryptionState::Damaged, None, None) };
    let Message::Encrypted { esk, edata, .. } = &message else {
        return Opening::closed(EncryptionState::Unsupported, None, None);
    };
    let (container, cipher, supported) = describe(edata);
    let closed = |state| Opening::closed(state, container, cipher.clone());
    if !supported || esk.len() > MAX_SESSION_KEYS {
        return closed(EncryptionState::Unsupported);
    }
    let opened = match decrypt(message, keys) {
        Ok(opened) => opened,
        Err(pgp::errors::Error::MissingKey) => return closed(EncryptionState::NotForYou),
        Err(_) => return closed(EncryptionState::Damaged),
    };
    // Armor takes four octets for three.
    let expected = u64::try_from(sealed.len() / 4 * 3).unwrap_or(u64::MAX);
    let Some((payload, message)) = read_all(opened, expected, progress) else {
        return closed(EncryptionState::Damaged);
    };
    let signatures = check_signatures(&message, keys, certificates, now);
    let encryption = EncryptionView { state: EncryptionState::Encrypted, container, cipher };
    Opening { encryption, payload: Some(payload), signatures }
}

/// Container, cipher, and whether it can be opened here.
///
/// The library underneath aborts on AEAD algorithms it does not know and, on 32-bit machines, on OCB chunks of 1 MiB and
/// more; so a hostile or merely unusual sender could end the program. Such data is refused before it is touched.
fn describe(edata: &Edata<'_>) -> (Option<Container>, Option<String>, bool) {
    let is_safe = |symmetric: SymmetricKeyAlgorithm, aead: AeadAlgorithm, chunk: ChunkSize| {
        let known = matches!(aead, AeadAlgorithm::Eax | AeadAlgorithm::Ocb | AeadAlgorithm::Gcm)
            && matches!(
                symmetric,
                SymmetricKeyAlgorithm::AES128 | SymmetricKeyAlgorithm::AES192 | SymmetricKeyAlgorithm::AES256
            );
        let small = cfg!(target_pointer_width = "64") || chunk.as_byte_size() < 1024 * 1024;
        known && (small || aead != AeadAlgorithm::Ocb)
    };
    match edata {
        Edata::SymEncryptedProtectedData { reader } | Edata::GnupgAeadData { reader } => match reader.config() {
            ProtectedDataConfig::Seipd(SymEncryptedProtectedDataConfig::V1) => (Some(Container::SeipdV1), None, true),
            ProtectedDataConfig::Seipd(SymEncryptedProtectedDataConfig::V2 { sym_alg, aead, chunk_size, .. }) => {
                let cipher = format!("{sym_alg:?}-{aead:?}").to_ascii_uppercase();
                (Some(Container::SeipdV2), Some(cipher), is_safe(*sym_alg, *aead, *chunk_size))
            }
            ProtectedDataConfig::GnupgAead(config) => {
                let cipher = format!("{:?}-{:?}", config.sym_alg, config.aead).to_ascii_uppercase();
                (Some(Container::GnupgOcb), Some(cipher), is_safe(config.sym_alg, config.aead, config.chunk_size))
            }
        },
        // Data without integrity protection is never decrypted (RFC 9580 section 13.7).
        Edata::SymEncryptedData { .. } => (None, None, false),
    }
}

fn decrypt<'m>(message: Message<'m>, keys: &[OwnKey]) -> Result<Message<'m>, pgp::errors::Error> {
    let password = Password::empty();
    let ring = TheRing {
        secret_keys: keys.iter().map(OwnKey::secret).collect(),
        key_passwords: vec![&password],
        decrypt_options: DecryptionOptions::new().enable_gnupg_aead(),
        ..TheRing::default()
    };
    let (mut message, _) = message.decrypt_the_ring(ring, true)?;
    for _ in 0..MAX_COMPRESSION {
        if !message.is_compressed() {
            break;
        }
        message = message.decompress()?;
    }
    Ok(message)
}

/// Reads to the end: only there the integrity of the whole is known.
fn read_all<'m>(mut message: Message<'m>, expected: u64, progress: Progress<'_>) -> Option<(Vec<u8>, Message<'m>)> {
    if message.is_encrypted() || message.is_compressed() {
        return None;
    }
    let mut payload = Vec::new();
    let mut chunk = vec![0; 256 * 1024];
    loop {
        let read = message.read(&mut chunk).ok()?;
        if read == 0 {
            return Some((payload, message));
        }
        payload.extend_from_slice(chunk.get(..read)?);
        let done = u64::try_from(payload.len()).ok()?;
        if done > MAX_PLAINTEXT {
            return None;
        }
        progress(done, expected.max(done));
    }
}

fn check_signatures(
    message: &Message<'_>,
    keys: &[OwnKey],
    certificates: &[Found],
    now: Instant,
) -> Vec<CheckedSignature> {
    let Message::Signed { reader, .. } = message else { return Vec::new() };
    let mut checked = Vec::new();
    for index in 0..reader.num_signatures().min(MAX_SIGNATURES) {
        let Some(signature) = reader.signature(index) else { continue };
        // Each signature speaks only for itself: a second one that names the person must not vouch for the first.
        let intended = intended_recipients(signature);
        let is_named = |key: &OwnKey| intended.contains(key.certificate().raw_fingerprint());
        checked.push(CheckedSignature {
            key_id: issuer(signature),
            signed_at: Instant::from_seconds(created(signature)).to_iso(),
            outcome: check_signature(message, index, signature, certificates, now),
            for_others: !intended.is_empty() && !keys.iter().any(is_named),
        });
    }
    checked
}

fn check_signature(
    message: &Message<'_>,
    index: usize,
    signature: &Signature,
    certificates: &[Found],
    now: Instant,
) -> Outcome {
    let sound = matches!(signature.typ(), Some(SignatureType::Binary | SignatureType::Text))
        && is_strong(signature.hash_alg())
        && !has_unknown_critical(signature)
        && !is_from_the_future(signature, now)
        && !is_expired(signature, now);
    let mut known = false;
    let is_named = |certificate: &Certificate| signing_keys(certificate).iter().any(|key| names(signature, key.key));
    for Found { certificate, .. } in certificates {
        if !is_named(certificate) {
            continue;
        }
        // A key that has expired since still vouches for what it signed in time.
        let then = certificate.as_of_expiry(Instant::from_seconds(created(signature)));
        for key in signing_keys(then.as_ref().unwrap_or(certificate)) {
            if !names(signature, key.key) {
                continue;
            }
            known = true;
            let made_in_time = key.expires.is_none_or(|expires| created(signature) < expires);
            if sound && key.usable && made_in_time && message.verify_nested_explicit(index, key.key).is_ok() {
                return Outcome::Valid(certificate.raw_fingerprint().clone());
            }
        }
    }
    if known { Outcome::Invalid } else { Outcome::UnknownKey }
}

struct SigningCandidate<'c> {
    key: &'c dyn VerifyingKey,
    usable: bool,
    expires: Option<i64>,
}

/// Keys of a certificate that may have signed.
fn signing_keys(certificate: &Certificate) -> Vec<SigningCandidate<'_>> {
    let primary: &dyn VerifyingKey = &certificate.key().primary_key;
    let binding = certificate.primary().ok();
    let usable = binding.is_some();
    let mut keys = vec![SigningCandidate {
        key: primary,
        usable: binding.is_some_and(super::certificate::Binding::can_sign),
        expires: binding.and_then(|binding| binding.expires),
    }];
    for subkey in certificate.subkeys() {
        let Some(public) = certificate.key().public_subkeys.get(subkey.position) else { continue };
        let binding = subkey.state.as_ref().ok();
        keys.push(SigningCandidate {
            key: &public.key,
            usable: usable && binding.is_some_and(super::certificate::Binding::can_sign),
            expires: binding.and_then(|binding| binding.expires),
        });
    }
    keys
}

/// Whether a signature names a key as its issuer. One that names nobody is tried with every key.
fn names(signature: &Signature, key: &dyn VerifyingKey) -> bool {
    let fingerprints = signature.issuer_fingerprint();
    if !fingerprints.is_empty() {
        return fingerprints.contains(&&key.fingerprint());
    }
    let ids = signature.issuer_key_id();
    ids.is_empty() || ids.contains(&&key.legacy_key_id())
}

fn issuer(signature: &Signature) -> Option<String> {
    if let Some(fingerprint) = signature.issuer_fingerprint().first() {
        return Some(hex(fingerprint.as_bytes()));
    }
    signature.issuer_key_id().first().map(|id| hex(id.as_ref()))
}

fn intended_recipients(signature: &Signature) -> Vec<Fingerprint> {
    let Some(config) = signature.config() else { return Vec::new() };
    let subpackets = config.hashed_subpackets.iter();
    subpackets
        .filter_map(|subpacket| match &subpacket.data {
            SubpacketData::IntendedRecipientFingerprint(fingerprint) => Some(fingerprint.clone()),
            _ => None,
        })
        .collect()
}
