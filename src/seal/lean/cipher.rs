//! AES in the modes OpenPGP uses: CFB, and the authenticated GCM and OCB.

use super::flaw::Flaw;
use crate::seal::ocb::Ocb;
use aes::{Aes128, Aes256};
use aes_gcm::AesGcm;
use aes_gcm::aead::consts::U12;
use aes_gcm::aead::generic_array::GenericArray;
use aes_gcm::aead::{AeadInPlace, KeyInit};
use cfb_mode::cipher::{AsyncStreamCipher as _, KeyIvInit as _};
use cfb_mode::{Decryptor, Encryptor};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

/// The length of a block, of an initial vector in CFB and of an authentication tag.
pub(in crate::seal) const BLOCK: usize = 16;

/// A block cipher (RFC 9580 section 9.3). AES-192 is in no program's own choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::seal) enum Cipher {
    Aes128,
    Aes256,
}

/// An authenticated mode (section 9.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::seal) enum Mode {
    Ocb,
    Gcm,
}

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::seal) enum Way {
    Encrypt,
    Decrypt,
}

impl Cipher {
    pub(in crate::seal) fn numbered(id: u8) -> Result<Self, Flaw> {
        match id {
            7 => Ok(Self::Aes128),
            9 => Ok(Self::Aes256),
            _ => Err(Flaw::Unsupported("cipher")),
        }
    }

    pub(in crate::seal) fn id(self) -> u8 {
        match self {
            Self::Aes128 => 7,
            Self::Aes256 => 9,
        }
    }

    pub(in crate::seal) fn key_size(self) -> usize {
        match self {
            Self::Aes128 => 16,
            Self::Aes256 => 32,
        }
    }

    pub(in crate::seal) fn name(self) -> &'static str {
        match self {
            Self::Aes128 => "AES128",
            Self::Aes256 => "AES256",
        }
    }

    /// CFB with an initial vector of zeros, as everywhere in OpenPGP (section 12.9). Nothing for a key of another length.
    pub(in crate::seal) fn cfb(self, key: &[u8], bytes: &mut [u8], way: Way) -> Option<()> {
        self.cfb_after(&[0; BLOCK], key, bytes, way)
    }

    /// CFB behind a block of ciphertext.
    pub(in crate::seal) fn cfb_after(self, block: &[u8; BLOCK], key: &[u8], bytes: &mut [u8], way: Way) -> Option<()> {
        match (self, way) {
            (Self::Aes128, Way::Encrypt) => Encryptor::<Aes128>::new_from_slices(key, block).ok()?.encrypt(bytes),
            (Self::Aes128, Way::Decrypt) => Decryptor::<Aes128>::new_from_slices(key, block).ok()?.decrypt(bytes),
            (Self::Aes256, Way::Encrypt) => Encryptor::<Aes256>::new_from_slices(key, block).ok()?.encrypt(bytes),
            (Self::Aes256, Way::Decrypt) => Decryptor::<Aes256>::new_from_slices(key, block).ok()?.decrypt(bytes),
        }
        Some(())
    }
}

impl Mode {
    pub(in crate::seal) fn numbered(id: u8) -> Result<Self, Flaw> {
        match id {
            2 => Ok(Self::Ocb),
            3 => Ok(Self::Gcm),
            _ => Err(Flaw::Unsupported("aead")),
        }
    }

    pub(in crate::seal) fn id(self) -> u8 {
        match self {
            Self::Ocb => 2,
            Self::Gcm => 3,
        }
    }

    pub(in crate::seal) fn nonce_size(self) -> usize {
        match self {
            Self::Ocb => 15,
            Self::Gcm => 12,
        }
    }

    pub(in crate::seal) fn name(self) -> &'static str {
        match self {
            Self::Ocb => "OCB",
            Self::Gcm => "GCM",
        }
    }
}

/// One key in one authenticated mode.
pub(in crate::seal) enum Aead {
    Gcm128(Box<AesGcm<Aes128, U12>>),
    Gcm256(Box<AesGcm<Aes256, U12>>),
    Ocb(Box<Ocb>),
}

impl Aead {
    /// Nothing for a key of another length.
    pub(in crate::seal) fn new(cipher: Cipher, mode: Mode, key: &[u8]) -> Option<Self> {
        fn keyed<K: KeyInit>(key: &[u8]) -> Option<Box<K>> {
            K::new_from_slice(key).ok().map(Box::new)
        }
        Some(match (cipher, mode) {
            (Cipher::Aes128, Mode::Gcm) => Self::Gcm128(keyed(key)?),
            (Cipher::Aes256, Mode::Gcm) => Self::Gcm256(keyed(key)?),
            (_, Mode::Ocb) => Self::Ocb(Box::new(Ocb::new(key).filter(|_| key.len() == cipher.key_size())?)),
        })
    }

    /// Decrypts in place; nothing if the tag is another one.
    pub(in crate::seal) fn open(&self, nonce: &[u8], data: &[u8], bytes: &mut [u8], tag: &[u8]) -> Option<()> {
        match self {
            Self::Gcm128(aead) => open(&**aead, nonce, data, bytes, tag),
            Self::Gcm256(aead) => open(&**aead, nonce, data, bytes, tag),
            Self::Ocb(ocb) => ocb.open(nonce, data, bytes, tag),
        }
    }

    /// Encrypts in place and gives the tag.
    pub(in crate::seal) fn seal(&self, nonce: &[u8], data: &[u8], bytes: &mut [u8]) -> Option<Vec<u8>> {
        match self {
            Self::Gcm128(aead) => seal(&**aead, nonce, data, bytes),
            Self::Gcm256(aead) => seal(&**aead, nonce, data, bytes),
            Self::Ocb(ocb) => ocb.seal(nonce, data, bytes).map(Vec::from),
        }
    }
}

fn open<A: AeadInPlace>(aead: &A, nonce: &[u8], data: &[u8], bytes: &mut [u8], tag: &[u8]) -> Option<()> {
    let (nonce, tag) = (sized(nonce)?, sized(tag)?);
    aead.decrypt_in_place_detached(&nonce, data, bytes, &tag).ok()
}

fn seal<A: AeadInPlace>(aead: &A, nonce: &[u8], data: &[u8], bytes: &mut [u8]) -> Option<Vec<u8>> {
    let nonce = sized(nonce)?;
    aead.encrypt_in_place_detached(&nonce, data, bytes).ok().map(|tag| tag.to_vec())
}

/// Octets where exactly that many are needed.
fn sized<N: aes_gcm::aead::generic_array::ArrayLength<u8>>(octets: &[u8]) -> Option<GenericArray<u8, N>> {
    GenericArray::from_exact_iter(octets.iter().copied())
}

/// HKDF with SHA-256 (RFC 5869).
pub(in crate::seal) fn hkdf(
    salt: Option<&[u8]>,
    secret: &[u8],
    info: &[u8],
    length: usize,
) -> Option<Zeroizing<Vec<u8>>> {
    let mut key = Zeroizing::new(vec![0; length]);
    Hkdf::<Sha256>::new(salt, secret).expand(info, &mut key).ok()?;
    Some(key)
}
