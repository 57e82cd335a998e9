//! Taking the lock off a secret key as another program exported it.
//!
//! What takes the time is that a passphrase is hashed over and over. The browser's own hash functions do that several times as fast as
//! a program in it, so it is told what there is to hash; what it did not hash, the library does.

use super::lean::cipher::{BLOCK, Cipher, Way};
use super::lean::hash::Hash;
use super::packets::reader;
use crate::error::Error;
use pgp::composed::SignedSecretKey;
use pgp::crypto::checksum::calculate_simple;
use pgp::crypto::hash::HashAlgorithm;
use pgp::packet::{Packet, PacketHeader, PacketParser, PacketTrait as _};
use pgp::ser::Serialize;
use pgp::types::{
    EncryptedSecretParams, KeyDetails, KeyVersion, PacketLength, Password, S2kParams, SecretParams, StringToKey,
};
use zeroize::Zeroizing;

/// Memory that Argon2 may ask for to unlock a key, as the exponent of 2 KiB: 512 MiB. More than any program writes, and a
/// browser has no more to give.
pub(super) const MAX_ARGON2: u8 = 19;
/// Passes over that memory.
pub(super) const MAX_PASSES: u8 = 16;

/// Hashes that are told of before a key is tried: more secrets than a file of several keys has. What is left is for the library, which
/// stops at the first that does not open.
const MAX_STRETCHES: usize = 32;
/// Octets of SHA-1 behind a locked secret (RFC 9580 section 3.7.2).
const CHECK: usize = 20;

/// What there is to hash of a passphrase (RFC 9580 section 3.7.1.3): a salt and the passphrase, over and over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// The hash as Web Cryptography names it.
    pub algorithm: &'static str,
    /// What stands in front of the passphrase, each time.
    pub salt: [u8; 8],
    /// How many octets; salt and passphrase are hashed once at least.
    pub octets: u32,
}

/// With what came of it.
pub type Stretched = (Stretch, Zeroizing<Vec<u8>>);

/// How a secret is locked, if it can be unlocked by one hash of the passphrase.
struct Lock<'l> {
    stretch: Stretch,
    cipher: Cipher,
    iv: &'l [u8; BLOCK],
    locked: &'l [u8],
}

impl<'l> Lock<'l> {
    /// Nothing where there is anything unusual about it; that is for the library to judge. A version 6 key must not be locked by SHA-1
    /// (section 9.5).
    fn of(version: KeyVersion, secret: &'l EncryptedSecretParams) -> Option<Self> {
        let S2kParams::Cfb { sym_alg, s2k: StringToKey::IteratedAndSalted { hash_alg, salt, count }, iv } =
            secret.string_to_key_params()
        else {
            return None;
        };
        let (algorithm, size) = match hash_alg {
            HashAlgorithm::Sha1 => ("SHA-1", 20),
            HashAlgorithm::Sha256 => ("SHA-256", 32),
            HashAlgorithm::Sha384 => ("SHA-384", 48),
            HashAlgorithm::Sha512 => ("SHA-512", 64),
            _ => return None,
        };
        let cipher = Cipher::numbered((*sym_alg).into()).ok()?;
        let allowed = match version {
            KeyVersion::V4 => true,
            KeyVersion::V6 => !matches!(hash_alg, HashAlgorithm::Sha1),
            _ => false,
        };
        if !allowed || cipher.key_size() > size {
            return None;
        }
        let octets = (16 + u32::from(count & 15)) << (u32::from(count >> 4) + 6);
        let iv = iv.as_ref().try_into().ok()?;
        Some(Self { stretch: Stretch { algorithm, salt: *salt, octets }, cipher, iv, locked: secret.data() })
    }

    /// The octets of the secret, given the hash. Nothing where the passphrase was another one.
    fn opened(&self, hash: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let mut plain = Zeroizing::new(self.locked.to_vec());
        self.cipher.cfb_after(self.iv, hash.get(..self.cipher.key_size())?, &mut plain, Way::Decrypt)?;
        let (secret, check) = plain.split_at_checked(plain.len().checked_sub(CHECK)?)?;
        if Hash::Sha1.of(&[secret]) != check {
            return None;
        }
        let length = secret.len();
        plain.truncate(length);
        Some(plain)
    }
}

/// What there is to hash to unlock these keys.
pub(super) fn stretches(secrets: &[SignedSecretKey]) -> Vec<Stretch> {
    let of = |key: KeyVersion, secret: &SecretParams| match secret {
        SecretParams::Encrypted(secret) => Lock::of(key, secret).map(|lock| lock.stretch),
        SecretParams::Plain(_) => None,
    };
    let mut all: Vec<Stretch> = Vec::new();
    for secret in secrets {
        let primary = &secret.primary_key;
        let subkeys = secret.secret_subkeys.iter().map(|subkey| &subkey.key);
        all.extend(of(primary.version(), primary.secret_params()));
        all.extend(subkeys.filter_map(|subkey| of(subkey.version(), subkey.secret_params())));
    }
    all.truncate(MAX_STRETCHES);
    all
}

/// The key without its lock. `stretched`: what was hashed of the passphrase already.
///
/// # Errors
/// [`Error::PassphraseWrong`], [`Error::Unsupported`]
pub(super) fn unlocked(
    mut secret: SignedSecretKey,
    password: &Password,
    stretched: &[Stretched],
) -> Result<SignedSecretKey, Error> {
    let wrong = |_| Error::PassphraseWrong {};
    // A primary key kept elsewhere leaves a stub here: nothing to unlock, and its subkeys work without it.
    let primary = &mut secret.primary_key;
    if is_locked(primary.secret_params())? {
        match opened(primary.version(), primary.secret_params(), stretched)? {
            Some(plain) => match rewritten(primary.packet_header(), primary.public_key(), &plain) {
                Some(Packet::SecretKey(unlocked)) => *primary = unlocked,
                _ => return Err(Error::KeyMalformed {}),
            },
            None => primary.remove_password(password).map_err(wrong)?,
        }
    }
    for subkey in &mut secret.secret_subkeys {
        let subkey = &mut subkey.key;
        if is_locked(subkey.secret_params())? {
            match opened(subkey.version(), subkey.secret_params(), stretched)? {
                Some(plain) => match rewritten(subkey.packet_header(), subkey.public_key(), &plain) {
                    Some(Packet::SecretSubkey(unlocked)) => *subkey = unlocked,
                    _ => return Err(Error::KeyMalformed {}),
                },
                None => subkey.remove_password(password).map_err(wrong)?,
            }
        }
    }
    Ok(secret)
}

/// The packet of a key with its secret in the open (section 5.5.3), behind a header of the format it had: so a certificate keeps its octets.
fn rewritten<K: KeyDetails + Serialize>(was: &PacketHeader, public: &K, secret: &[u8]) -> Option<Packet> {
    let mut body = Zeroizing::new(Vec::new());
    public.to_writer(&mut *body).ok()?;
    body.push(0);
    body.extend_from_slice(secret);
    if public.version() == KeyVersion::V4 {
        body.extend_from_slice(&calculate_simple(secret).to_be_bytes());
    }
    let length = PacketLength::Fixed(u32::try_from(body.len()).ok()?);
    let mut octets = Zeroizing::new(Vec::new());
    PacketHeader::from_parts(was.version(), was.tag(), length).ok()?.to_writer(&mut *octets).ok()?;
    octets.extend_from_slice(&body);
    PacketParser::new(reader(&octets)).next()?.ok()
}

/// The secret's octets; nothing where what it needs was not hashed.
fn opened(
    version: KeyVersion,
    secret: &SecretParams,
    stretched: &[Stretched],
) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
    let SecretParams::Encrypted(secret) = secret else { return Ok(None) };
    let Some(lock) = Lock::of(version, secret) else { return Ok(None) };
    let Some((_, hash)) = stretched.iter().find(|(stretch, _)| *stretch == lock.stretch) else { return Ok(None) };
    lock.opened(hash).map(Some).ok_or(Error::PassphraseWrong {})
}

/// Whether a passphrase is needed. GnuPG writes a stub, under a private S2K specifier, for a key that lies elsewhere.
fn is_locked(secret: &SecretParams) -> Result<bool, Error> {
    let SecretParams::Encrypted(locked) = secret else { return Ok(false) };
    let (S2kParams::Cfb { s2k, .. } | S2kParams::MalleableCfb { s2k, .. } | S2kParams::Aead { s2k, .. }) =
        locked.string_to_key_params()
    else {
        return Ok(true);
    };
    match s2k {
        StringToKey::Private { .. } => Ok(false),
        StringToKey::Argon2 { t, m_enc, .. } if *m_enc > MAX_ARGON2 || *t > MAX_PASSES => {
            Err(Error::Unsupported { what: "argon2".to_owned() })
        }
        _ => Ok(true),
    }
}
