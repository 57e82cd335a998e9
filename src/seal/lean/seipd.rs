//! Encrypted and integrity-protected data (RFC 9580 section 5.13). Nothing comes out before all of it is known to be whole.

use super::cipher::{Aead, BLOCK, Cipher, Mode, Way, hkdf};
use super::flaw::Flaw;
use super::hash::Hash;
use super::octets::Octets;
use super::packet::tag;
use super::skesk::SessionKey;
use crate::seal::Progress;
use rand::{CryptoRng, Rng};
use subtle::ConstantTimeEq as _;

/// The random block at the beginning, of which two octets are repeated (section 5.13.1).
const PREFIX: usize = BLOCK + 2;
/// The header of a modification detection code packet, and with its SHA-1.
const MDC_HEADER: &[u8] = &[0xd3, 0x14];
const MDC: usize = 22;
/// Chunks of 4 MiB (section 5.13.2).
const MAX_CHUNK: u8 = 16;
/// What is written: 256 KiB.
const CHUNK: u8 = 12;
/// Progress is told every so many octets.
const STEP: usize = 1 << 20;

/// Encrypted data, read up to where the key is needed.
pub(in crate::seal) enum Encrypted<'a> {
    V1(&'a [u8]),
    V2 { cipher: Cipher, mode: Mode, chunk: u8, salt: [u8; 32], data: &'a [u8] },
}

impl<'a> Encrypted<'a> {
    pub(in crate::seal) fn read(body: &'a [u8]) -> Result<Self, Flaw> {
        let mut octets = Octets::new(body);
        match octets.octet().ok_or(Flaw::Malformed)? {
            1 => Ok(Self::V1(octets.rest())),
            2 => {
                let [cipher, mode, chunk] = octets.array().ok_or(Flaw::Malformed)?;
                let (cipher, mode) = (Cipher::numbered(cipher)?, Mode::numbered(mode)?);
                if chunk > MAX_CHUNK {
                    return Err(Flaw::Malformed);
                }
                let salt = octets.array().ok_or(Flaw::Malformed)?;
                Ok(Self::V2 { cipher, mode, chunk, salt, data: octets.rest() })
            }
            _ => Err(Flaw::Unsupported("seipd")),
        }
    }

    pub(super) fn version(&self) -> u8 {
        match self {
            Self::V1(_) => 1,
            Self::V2 { .. } => 2,
        }
    }

    pub(in crate::seal) fn decrypt(&self, session: &SessionKey, progress: Progress<'_>) -> Result<Vec<u8>, Flaw> {
        match self {
            Self::V1(data) => decrypt_v1(data, session, progress),
            Self::V2 { cipher, mode, chunk, salt, data } => {
                let stream = Stream::new(*cipher, *mode, *chunk, salt, &session.key).ok_or(Flaw::Malformed)?;
                stream.decrypt(data, progress).ok_or(Flaw::Damaged)
            }
        }
    }
}

/// Section 5.13.1. A passphrase that is not the right one shows in the repeated octets, 65535 times out of 65536.
fn decrypt_v1(data: &[u8], session: &SessionKey, progress: Progress<'_>) -> Result<Vec<u8>, Flaw> {
    let cipher = session.cipher.ok_or(Flaw::Malformed)?;
    let total = u64::try_from(data.len()).unwrap_or(u64::MAX);
    progress(0, total);
    let mut bytes = data.to_vec();
    let end = bytes.len().checked_sub(MDC).filter(|end| *end >= PREFIX).ok_or(Flaw::Damaged)?;
    cipher.cfb(&session.key, &mut bytes, Way::Decrypt).ok_or(Flaw::Malformed)?;
    progress(total / 2, total);
    let repeated = bytes.get(BLOCK - 2..BLOCK).ok_or(Flaw::Damaged)?;
    if bytes.get(BLOCK..PREFIX) != Some(repeated) {
        return Err(Flaw::Passphrase);
    }
    let (hashed, sum) = bytes.split_at_checked(end + MDC_HEADER.len()).ok_or(Flaw::Damaged)?;
    let same = Hash::Sha1.of(&[hashed]).ct_eq(sum) & hashed.get(end..).unwrap_or_default().ct_eq(MDC_HEADER);
    if !bool::from(same) {
        return Err(Flaw::Damaged);
    }
    progress(total, total);
    bytes.truncate(end);
    bytes.drain(..PREFIX);
    Ok(bytes)
}

pub(super) fn encrypt_v1<R: Rng + CryptoRng>(plain: &[u8], cipher: Cipher, key: &[u8], rng: &mut R) -> Option<Vec<u8>> {
    let mut random = [0; BLOCK];
    rng.fill_bytes(&mut random);
    let mut bytes = Vec::with_capacity(plain.len() + PREFIX + MDC);
    for part in [&random, random.get(BLOCK - 2..)?, plain, MDC_HEADER] {
        bytes.extend_from_slice(part);
    }
    let sum = Hash::Sha1.of(&[&bytes]);
    bytes.extend_from_slice(&sum);
    cipher.cfb(key, &mut bytes, Way::Encrypt)?;
    bytes.insert(0, 1);
    Some(bytes)
}

/// Data in authenticated chunks (section 5.13.2).
struct Stream {
    aead: Aead,
    header: [u8; 5],
    chunk: usize,
    nonce: Vec<u8>,
}

impl Stream {
    fn new(cipher: Cipher, mode: Mode, chunk: u8, salt: &[u8; 32], key: &[u8]) -> Option<Self> {
        if key.len() != cipher.key_size() {
            return None;
        }
        let header = [0xc0 | tag::SEIPD, 2, cipher.id(), mode.id(), chunk];
        let iv = mode.nonce_size() - 8;
        let derived = hkdf(Some(salt), key, &header, cipher.key_size() + iv)?;
        let (key, iv) = derived.split_at_checked(cipher.key_size())?;
        let nonce = [iv, &[0; 8]].concat();
        Some(Self { aead: Aead::new(cipher, mode, key)?, header, chunk: 1 << (chunk + 6), nonce })
    }

    fn nonce(&self, index: u64) -> Vec<u8> {
        let mut nonce = self.nonce.clone();
        nonce.truncate(nonce.len().saturating_sub(8));
        nonce.extend_from_slice(&index.to_be_bytes());
        nonce
    }

    /// What the last tag covers: how long the whole is, so that no chunk can be cut off.
    fn last_data(&self, length: usize) -> Option<Vec<u8>> {
        Some([self.header.as_slice(), &u64::try_from(length).ok()?.to_be_bytes()].concat())
    }

    fn decrypt(&self, data: &[u8], progress: Progress<'_>) -> Option<Vec<u8>> {
        let total = u64::try_from(data.len()).ok()?;
        let (chunks, last_tag) = data.split_at_checked(data.len().checked_sub(BLOCK)?)?;
        let mut plain = Vec::with_capacity(chunks.len());
        let (mut index, mut told) = (0, 0);
        for chunk in chunks.chunks(self.chunk + BLOCK) {
            let start = plain.len();
            let (sealed, tag) = chunk.split_at_checked(chunk.len().checked_sub(BLOCK)?)?;
            plain.extend_from_slice(sealed);
            self.aead.open(&self.nonce(index), &self.header, plain.get_mut(start..)?, tag)?;
            index += 1;
            if plain.len() - told >= STEP {
                told = plain.len();
                progress(u64::try_from(told).ok()?, total);
            }
        }
        self.aead.open(&self.nonce(index), &self.last_data(plain.len())?, &mut [], last_tag)?;
        progress(total, total);
        Some(plain)
    }

    fn encrypt(&self, plain: &[u8], out: &mut Vec<u8>) -> Option<()> {
        let mut index = 0;
        for chunk in plain.chunks(self.chunk) {
            let start = out.len();
            out.extend_from_slice(chunk);
            let tag = self.aead.seal(&self.nonce(index), &self.header, out.get_mut(start..)?)?;
            out.extend_from_slice(&tag);
            index += 1;
        }
        let tag = self.aead.seal(&self.nonce(index), &self.last_data(plain.len())?, &mut [])?;
        out.extend_from_slice(&tag);
        Some(())
    }
}

pub(super) fn encrypt_v2<R: Rng + CryptoRng>(
    plain: &[u8],
    (cipher, mode): (Cipher, Mode),
    key: &[u8],
    rng: &mut R,
) -> Option<Vec<u8>> {
    let mut salt = [0; 32];
    rng.fill_bytes(&mut salt);
    let mut out = Vec::with_capacity(plain.len() + plain.len() / 1024 + 128);
    out.extend_from_slice(&[2, cipher.id(), mode.id(), CHUNK]);
    out.extend_from_slice(&salt);
    Stream::new(cipher, mode, CHUNK, &salt, key)?.encrypt(plain, &mut out)?;
    Some(out)
}
