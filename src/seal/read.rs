//! Opening: nothing of the plaintext is handed on before its integrity has been checked.

use super::Progress;
use super::armor::bare;
use super::authorship::{MAX_SIGNATURES, Signatures};
use super::copies::Found;
use super::key::OwnKey;
use super::waiting::Waiting;
use crate::time::Instant;
use pgp::composed::{DecryptionOptions, Edata, Esk, Message, PlainSessionKey, TheRing};
use pgp::crypto::aead::{AeadAlgorithm, ChunkSize};
use pgp::crypto::sym::SymmetricKeyAlgorithm;
use pgp::packet::{ProtectedDataConfig, PublicKeyEncryptedSessionKey, SymEncryptedProtectedDataConfig};
use pgp::types::{DecryptionKey, EskType, Password, PkeskVersion, SecretParams};
use serde::Serialize;
use std::io::Read;

/// Plaintext longer than this is not opened.
pub(super) const MAX_PLAINTEXT: usize = 1024 * 1024 * 1024;
/// Longer than this it may be so many times the ciphertext, up to a length: mail does not grow like that, compression bombs do.
const MAX_INFLATED: u64 = 64 * 1024 * 1024;
const MAX_INFLATION: [(u64, u64); 2] = [(50, 4 * MAX_INFLATED), (4, MAX_PLAINTEXT as u64)];
/// Session keys in one message: a larger circle than any mail goes to.
pub(super) const MAX_SESSION_KEYS: usize = 4096;
/// Session keys tried: those for the person, and those that do not say for whom they are.
const MAX_TRIED: usize = 100;
/// Data of fewer octets are decrypted at once: asking somebody else takes longer.
pub(super) const LARGE: usize = 64 * 1024;
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

/// An opened message.
#[derive(Debug)]
pub struct Opening {
    /// The encryption.
    pub encryption: EncryptionView,
    /// The decrypted and checked bytes; nothing unless the state is [`EncryptionState::Encrypted`].
    pub payload: Option<Vec<u8>>,
    /// Its signatures.
    pub signatures: Signatures,
}

impl EncryptionView {
    /// No encryption.
    pub fn none() -> Self {
        Self { state: EncryptionState::None, container: None, cipher: None }
    }
}

impl Opening {
    pub(super) fn closed(state: EncryptionState, container: Option<Container>, cipher: Option<String>) -> Self {
        let encryption = EncryptionView { state, container, cipher };
        Self { encryption, payload: None, signatures: Signatures::default() }
    }
}

/// How far a message could be opened at once.
#[derive(Debug)]
pub enum Begun {
    /// To the end.
    Opened(Opening),
    /// Up to something that is to be done to all of its octets.
    Waiting(Box<Waiting>),
}

/// Opens an OpenPGP message with the keys at hand and checks its signatures against the certificates at hand.
///
/// Never fails: what cannot be opened is a state to be shown, with nothing of the plaintext.
pub fn open(sealed: &[u8], keys: &[OwnKey], certificates: &[Found], now: Instant, progress: Progress<'_>) -> Opening {
    let mut begun = begin(sealed, keys, certificates, now, progress);
    loop {
        begun = match begun {
            Begun::Opened(opening) => return opening,
            Begun::Waiting(mut waiting) => {
                waiting.errand().run(progress);
                waiting.go_on(keys, certificates, now)
            }
        };
    }
}

/// Begins to open a message as [`open`] does; while it is waiting, [`Waiting::errand`] is to be done and
/// then [`Waiting::go_on`].
pub fn begin(sealed: &[u8], keys: &[OwnKey], certificates: &[Found], now: Instant, progress: Progress<'_>) -> Begun {
    let damaged = || Opening::closed(EncryptionState::Damaged, None, None).into();
    let Some(octets) = bare(sealed) else { return damaged() };
    if let Some(waiting) = Waiting::at(&octets, keys) {
        return waiting.into();
    }
    let Ok(mut message) = Message::from_bytes(&*octets) else { return damaged() };
    let Message::Encrypted { esk, edata, .. } = &mut message else {
        return Opening::closed(EncryptionState::Unsupported, None, None).into();
    };
    let (container, cipher, by) = describe(edata);
    let closed = |state| Opening::closed(state, container, cipher.clone()).into();
    if by == By::Nobody || esk.len() > MAX_SESSION_KEYS {
        return closed(EncryptionState::Unsupported);
    }
    keep_own(esk, keys);
    if by == By::Us {
        // It would be open by now, or waiting: a key is missing, which may only be locked, or something was cut off or changed.
        let missing = session_key(esk, keys).is_none();
        return closed(if missing { EncryptionState::NotForYou } else { EncryptionState::Damaged });
    }
    let opened = match decrypt(message, keys) {
        Ok(opened) => opened,
        Err(pgp::errors::Error::MissingKey) => return closed(EncryptionState::NotForYou),
        Err(_) => return closed(EncryptionState::Damaged),
    };
    // Armor takes four octets for three.
    let expected = count(sealed.len() / 4 * 3);
    Opening::of(opened, (container, cipher), expected, (keys, certificates, now), progress).into()
}

impl From<Opening> for Begun {
    fn from(opening: Opening) -> Self {
        Self::Opened(opening)
    }
}

impl Opening {
    /// It was changed on the way.
    pub(super) fn damaged((container, cipher): (Option<Container>, Option<String>)) -> Self {
        Self::closed(EncryptionState::Damaged, container, cipher)
    }

    /// A payload without a signature.
    pub(super) fn unsigned((container, cipher): (Option<Container>, Option<String>), payload: Vec<u8>) -> Self {
        let encryption = EncryptionView { state: EncryptionState::Encrypted, container, cipher };
        Self { encryption, payload: Some(payload), signatures: Signatures::default() }
    }

    /// What is inside an encryption that was opened.
    pub(super) fn of(
        inside: Message<'_>,
        (container, cipher): (Option<Container>, Option<String>),
        expected: u64,
        (keys, certificates, now): (&[OwnKey], &[Found], Instant),
        progress: Progress<'_>,
    ) -> Self {
        let (payload, message) = match decompress(inside).and_then(|inside| read_all(inside, expected, progress)) {
            Ok(read) => read,
            Err(state) => return Self::closed(state, container, cipher),
        };
        let mut signatures = Signatures::default();
        if let Message::Signed { reader, .. } = &message {
            for index in 0..reader.num_signatures().min(MAX_SIGNATURES) {
                let Some(signature) = reader.signature(index) else { continue };
                signatures.check(signature, keys, certificates, now, &|component| {
                    message.verify_nested_explicit(index, component.key()).is_ok()
                });
            }
        }
        let encryption = EncryptionView { state: EncryptionState::Encrypted, container, cipher };
        Self { encryption, payload: Some(payload), signatures }
    }
}

/// The session key. Nothing where several are found: then one of them is none.
pub(super) fn session_key(esk: &[Esk], keys: &[OwnKey]) -> Option<PlainSessionKey> {
    let mut found: Option<PlainSessionKey> = None;
    let password = Password::empty();
    for esk in esk {
        let Esk::PublicKeyEncryptedSessionKey(esk) = esk else { continue };
        let Ok(values) = esk.values() else { continue };
        let kind = if esk.version() == PkeskVersion::V6 { EskType::V6 } else { EskType::V3_4 };
        for own in keys.iter().map(OwnKey::secret) {
            let primary = Some(&own.primary_key as &dyn DecryptionKey).filter(|_| {
                esk.match_identity(own.primary_key.public_key()) && is_open(own.primary_key.secret_params())
            });
            let subkeys = own
                .secret_subkeys
                .iter()
                .filter(|subkey| esk.match_identity(subkey.public_key()) && is_open(subkey.key.secret_params()));
            for key in primary.into_iter().chain(subkeys.map(|subkey| &subkey.key as &dyn DecryptionKey)) {
                let Ok(Ok(session)) = key.decrypt(&password, values, kind) else { continue };
                if found.as_ref().is_some_and(|other| *other != session) {
                    return None;
                }
                found = Some(session);
            }
        }
    }
    found
}

fn is_open(secret: &SecretParams) -> bool {
    !secret.is_encrypted()
}

/// Who can open data.
#[derive(PartialEq, Eq)]
enum By {
    Library,
    /// [`Waiting`] only.
    Us,
    Nobody,
}

/// Container, cipher, and who can open it here.
///
/// The library underneath aborts on AEAD algorithms it does not know and, on 32-bit machines, on OCB chunks of 1 MiB and
/// more; so a hostile or merely unusual sender could end the program. Such data is kept from it.
fn describe(edata: &Edata<'_>) -> (Option<Container>, Option<String>, By) {
    let by = |symmetric: SymmetricKeyAlgorithm, aead: AeadAlgorithm, chunk: ChunkSize| {
        use SymmetricKeyAlgorithm::{AES128, AES192, AES256};
        let small = cfg!(target_pointer_width = "64") || chunk.as_byte_size() < 1024 * 1024;
        match (symmetric, aead) {
            (AES128 | AES192 | AES256, AeadAlgorithm::Eax | AeadAlgorithm::Gcm) => By::Library,
            (AES128 | AES192 | AES256, AeadAlgorithm::Ocb) if small => By::Library,
            (AES128 | AES256, AeadAlgorithm::Ocb) => By::Us,
            _ => By::Nobody,
        }
    };
    match edata {
        Edata::SymEncryptedProtectedData { reader } | Edata::GnupgAeadData { reader } => match reader.config() {
            ProtectedDataConfig::Seipd(SymEncryptedProtectedDataConfig::V1) => {
                (Some(Container::SeipdV1), None, By::Library)
            }
            ProtectedDataConfig::Seipd(SymEncryptedProtectedDataConfig::V2 { sym_alg, aead, chunk_size, .. }) => {
                let cipher = format!("{sym_alg:?}-{aead:?}").to_ascii_uppercase();
                (Some(Container::SeipdV2), Some(cipher), by(*sym_alg, *aead, *chunk_size))
            }
            ProtectedDataConfig::GnupgAead(config) => {
                let cipher = format!("{:?}-{:?}", config.sym_alg, config.aead).to_ascii_uppercase();
                (Some(Container::GnupgOcb), Some(cipher), by(config.sym_alg, config.aead, config.chunk_size))
            }
        },
        // Data without integrity protection is never decrypted (RFC 9580 section 13.7).
        Edata::SymEncryptedData { .. } => (None, None, By::Nobody),
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
    Ok(message.decrypt_the_ring(ring, true)?.0)
}

fn decompress(mut message: Message<'_>) -> Result<Message<'_>, EncryptionState> {
    for _ in 0..MAX_COMPRESSION {
        if !message.is_compressed() {
            break;
        }
        message = message.decompress().map_err(|_| EncryptionState::Damaged)?;
    }
    Ok(message)
}

fn count(octets: usize) -> u64 {
    u64::try_from(octets).unwrap_or(u64::MAX)
}

/// Leaves the session keys that may be for the person: each costs as much as any other to try.
pub(super) fn keep_own(esk: &mut Vec<Esk>, keys: &[OwnKey]) {
    let is_own = |session: &PublicKeyEncryptedSessionKey| {
        keys.iter().map(OwnKey::secret).any(|key| {
            session.match_identity(key.primary_key.public_key())
                || key.secret_subkeys.iter().any(|subkey| session.match_identity(subkey.public_key()))
        })
    };
    esk.retain(|esk| match esk {
        Esk::PublicKeyEncryptedSessionKey(session) => is_own(session),
        Esk::SymKeyEncryptedSessionKey(_) => true,
    });
    let is_anonymous = |esk: &Esk| match esk {
        Esk::PublicKeyEncryptedSessionKey(session) => {
            session.id().is_ok_and(pgp::types::KeyId::is_wildcard)
                || session.fingerprint().is_ok_and(|fingerprint| fingerprint.is_none())
        }
        Esk::SymKeyEncryptedSessionKey(_) => true,
    };
    // Those that name the person first: many others must not hide them.
    let (anonymous, named): (Vec<Esk>, Vec<Esk>) = std::mem::take(esk).into_iter().partition(is_anonymous);
    esk.extend(named.into_iter().chain(anonymous).take(MAX_TRIED));
}

/// Reads to the end: only there the integrity of the whole is known.
fn read_all<'m>(
    mut message: Message<'m>,
    expected: u64,
    progress: Progress<'_>,
) -> Result<(Vec<u8>, Message<'m>), EncryptionState> {
    if message.is_encrypted() || message.is_compressed() {
        return Err(EncryptionState::Unsupported);
    }
    let limits = MAX_INFLATION.map(|(times, most)| expected.saturating_mul(times).min(most));
    let limit = limits.into_iter().fold(MAX_INFLATED, u64::max);
    let mut payload = Vec::new();
    let mut chunk = vec![0; 256 * 1024];
    loop {
        let read = message.read(&mut chunk).map_err(|_| EncryptionState::Damaged)?;
        if read == 0 {
            return Ok((payload, message));
        }
        payload.extend_from_slice(chunk.get(..read).unwrap_or_default());
        let done = count(payload.len());
        if done > limit {
            return Err(EncryptionState::Unsupported);
        }
        progress(done, expected.max(done));
    }
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
