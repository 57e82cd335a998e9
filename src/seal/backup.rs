//! Keys on their way to another place: an Autocrypt Setup Message (Autocrypt Level 1.1, section 4.4) under a recovery code,
//! or a file under a passphrase; and what a passphrase is turned into.

use super::armor::armor;
use super::bulk::{Job, PREFIX};
use super::key::OwnKey;
use super::lean::armor::dearmor;
use super::lean::cipher::Cipher;
use super::lean::packet::{tag, write};
use super::unlock::{MAX_ARGON2, MAX_PASSES};
use crate::error::Error;
use crate::mime::setup_attachment;
use crate::time::Instant;
use pgp::armor::Headers;
use pgp::composed::{ArmorOptions, Esk, Message};
use pgp::crypto::hash::HashAlgorithm;
use pgp::crypto::sym::SymmetricKeyAlgorithm;
use pgp::packet::{PacketTrait as _, SymKeyEncryptedSessionKey};
use pgp::types::{Password, StringToKey};
use rand::{CryptoRng, Rng};
use std::io::Read as _;
use zeroize::Zeroizing;

/// A backup longer than this is refused unread.
const MAX_BYTES: usize = 4 * 1024 * 1024;
/// Session keys of a backup; each may cost a derivation.
const MAX_ESKS: usize = 2;
/// Groups of a recovery code, and digits of each: 119 bits.
const GROUPS: usize = 9;
const DIGITS: usize = 4;
/// The code is beyond guessing, so that deriving a key from it need not be slow: 65 536 octets hashed.
const CODED_COUNT: u8 = 96;
/// RFC 9106 section 4, second choice: 64 MiB, three passes, four lanes.
const ARGON2: (u8, u8, u8) = (3, 4, 16);

/// A fresh recovery code: nine groups of four digits.
pub fn recovery_code<R: Rng + CryptoRng>(rng: &mut R) -> Zeroizing<String> {
    let mut code = Zeroizing::new(String::with_capacity(GROUPS * (DIGITS + 1)));
    for digit in 0..GROUPS * DIGITS {
        if digit > 0 && digit % DIGITS == 0 {
            code.push('-');
        }
        code.push(char::from(b'0' + rng.gen_range(0..10u8)));
    }
    code
}

/// Encrypts keys under a recovery code; armored. The first is the one that programs take which read only one.
///
/// # Errors
/// [`Error::Internal`]
pub fn backup<R: Rng + CryptoRng>(keys: &[OwnKey], code: &str, rng: &mut R) -> Result<Vec<u8>, Error> {
    let failed = |_| Error::internal("seal::backup");
    let mut text = Zeroizing::new(Vec::new());
    let prefers = Headers::from([("Autocrypt-Prefer-Encrypt".to_owned(), vec!["mutual".to_owned()])]);
    for key in keys {
        let options = ArmorOptions { headers: Some(&prefers), include_checksum: true };
        text.extend(key.secret().to_armored_bytes(options).map_err(failed)?);
    }
    let message = under_code(&text, code, rng).ok_or_else(|| Error::internal("seal::backup"))?;
    let mut armored = Vec::new();
    armor(&[], &message, true, b"\n", &mut armored);
    let begin: String = code.chars().take(2).collect();
    let headers = format!("Passphrase-Begin: {begin}\nPassphrase-Format: numeric9x4\n");
    let first_line = armored.iter().position(|octet| *octet == b'\n').map_or(0, |end| end + 1);
    armored.splice(first_line..first_line, headers.into_bytes());
    Ok(armored)
}

/// A message that only its code opens: `SEIPDv1`, as Autocrypt has it. The library's way to write it would be a twentieth of the
/// program.
fn under_code<R: Rng + CryptoRng>(text: &[u8], code: &str, rng: &mut R) -> Option<Vec<u8>> {
    const AES: SymmetricKeyAlgorithm = SymmetricKeyAlgorithm::AES256;
    let session = AES.new_session_key(&mut *rng);
    let s2k = StringToKey::new_iterated(&mut *rng, HashAlgorithm::Sha256, CODED_COUNT);
    let under_code = SymKeyEncryptedSessionKey::encrypt_v4(&Password::from(code), &session, s2k, AES).ok()?;
    let mut message = Vec::new();
    under_code.to_writer_with_header(&mut message).ok()?;
    let mut random = [0; PREFIX - 2];
    rng.fill_bytes(&mut random);
    let mut data = random.to_vec();
    data.extend(random.last_chunk::<2>()?);
    // Literal data without a name and a date (RFC 9580 section 5.9).
    write(tag::LITERAL, &[&[b'b', 0, 0, 0, 0, 0], text], &mut data)?;
    let mut job = Job::seal_cfb(Cipher::numbered(AES.into()).ok()?, session.as_ref(), data, 0);
    job.run(&mut |_, _| {});
    write(tag::SEIPD, &[&[1], &job.finish()?], &mut message)?;
    Some(message)
}

/// Reads the keys of a backup: the file itself, or a whole setup message as it lies in a mailbox.
///
/// # Errors
/// [`Error::BackupMalformed`], [`Error::RecoveryCodeWrong`]: a wrong code and a damaged backup cannot be told apart.
pub fn restore(bytes: &[u8], code: &str, now: Instant) -> Result<Vec<OwnKey>, Error> {
    if bytes.len() > MAX_BYTES {
        return Err(Error::BackupMalformed {});
    }
    let inside = setup_attachment(bytes);
    let armored = armored_message(inside.as_deref().unwrap_or(bytes)).ok_or(Error::BackupMalformed {})?;
    let octets = dearmor(armored).map_err(|_| Error::BackupMalformed {})?;
    let message = Message::from_bytes(&*octets).map_err(|_| Error::BackupMalformed {})?;
    let Message::Encrypted { esk, .. } = &message else { return Err(Error::BackupMalformed {}) };
    // What derives the key must not ask for more memory than there is.
    let costs_too_much = |esk: &Esk| {
        let Esk::SymKeyEncryptedSessionKey(esk) = esk else { return false };
        matches!(esk.s2k(), Some(StringToKey::Argon2 { t, m_enc, .. }) if *m_enc > MAX_ARGON2 || *t > MAX_PASSES)
    };
    if esk.len() > MAX_ESKS || esk.iter().any(costs_too_much) {
        return Err(Error::Unsupported { what: "argon2".to_owned() });
    }
    let wrong = |_| Error::RecoveryCodeWrong {};
    let password = Password::from(typed(code).as_str());
    let message = message.decrypt_with_password(&password).map_err(wrong)?;
    let message = if message.is_compressed() { message.decompress().map_err(wrong)? } else { message };
    let mut text = Zeroizing::new(Vec::new());
    let limit = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX);
    message.take(limit).read_to_end(&mut text).map_err(|_| Error::RecoveryCodeWrong {})?;
    OwnKey::read_all(&text, None, &[], now)
}

/// The code as the message was encrypted with it, however somebody typed its digits.
fn typed(code: &str) -> Zeroizing<String> {
    let digits: Zeroizing<Vec<char>> = Zeroizing::new(code.chars().filter(char::is_ascii_digit).collect());
    let only_digits = code.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "-–—.".contains(c));
    if digits.len() != GROUPS * DIGITS || !only_digits {
        return Zeroizing::new(code.trim().to_owned());
    }
    let mut text = Zeroizing::new(String::new());
    for (at, digit) in digits.iter().enumerate() {
        if at > 0 && at % DIGITS == 0 {
            text.push('-');
        }
        text.push(*digit);
    }
    text
}

/// The armored message in a text.
fn armored_message(bytes: &[u8]) -> Option<&[u8]> {
    const BEGIN: &[u8] = b"-----BEGIN PGP MESSAGE-----";
    let at = bytes.windows(BEGIN.len()).position(|window| window == BEGIN)?;
    bytes.get(at..)
}

impl OwnKey {
    /// The key, armored and locked under a passphrase, as other programs import it.
    ///
    /// # Errors
    /// [`Error::Internal`]
    pub fn locked<R: Rng + CryptoRng>(&self, passphrase: &str, rng: &mut R) -> Result<Vec<u8>, Error> {
        let failed = |_| Error::internal("seal::backup::locked");
        let mut secret = self.secret().clone();
        let password = Password::from(passphrase);
        if !secret.primary_key.secret_params().is_encrypted() {
            secret.primary_key.set_password(&mut *rng, &password).map_err(failed)?;
        }
        for subkey in &mut secret.secret_subkeys {
            if !subkey.key.secret_params().is_encrypted() {
                subkey.key.set_password(&mut *rng, &password).map_err(failed)?;
            }
        }
        secret.to_armored_bytes(ArmorOptions { headers: None, include_checksum: true }).map_err(failed)
    }
}

/// Thirty-two octets from a passphrase: Argon2id with 64 MiB, three passes and four lanes. It takes a quarter of a second,
/// whether the passphrase is right or not.
///
/// # Errors
/// [`Error::Internal`]
pub fn derive_key(passphrase: &str, salt: [u8; 16]) -> Result<Zeroizing<[u8; 32]>, Error> {
    let (t, p, m_enc) = ARGON2;
    let failed = || Error::internal("seal::backup::derive_key");
    let derived =
        StringToKey::Argon2 { salt, t, p, m_enc }.derive_key(passphrase.as_bytes(), 32).map_err(|_| failed())?;
    let key: [u8; 32] = derived.as_ref().try_into().map_err(|_| failed())?;
    Ok(Zeroizing::new(key))
}
