//! In the place of `aes` with the feature `plain-aes`: the same by the crate of that name, which takes block after block.

use super::lean::cipher::{BLOCK, Cipher, Way};
use aes::cipher::generic_array::GenericArray;
use aes::cipher::{BlockDecrypt as _, BlockEncrypt as _, KeyInit as _};
use aes::{Aes128, Aes256};

/// Octets of the blocks computed together.
pub(super) const BATCH: usize = 8 * BLOCK;

/// A key made ready, and the key itself for CFB.
pub(super) struct Aes(Ready, zeroize::Zeroizing<Vec<u8>>);

enum Ready {
    Short(Box<Aes128>),
    Long(Box<Aes256>),
}

impl Aes {
    /// For keys of 16 and of 32 octets; nothing for others.
    pub(super) fn new(key: &[u8]) -> Option<Self> {
        let ready = match key.len() {
            16 => Ready::Short(Box::new(Aes128::new_from_slice(key).ok()?)),
            32 => Ready::Long(Box::new(Aes256::new_from_slice(key).ok()?)),
            _ => return None,
        };
        Some(Self(ready, key.to_vec().into()))
    }

    /// Encrypts the blocks of a batch.
    pub(super) fn encrypt(&self, batch: &mut [u8; BATCH]) {
        for block in batch.as_chunks_mut::<BLOCK>().0 {
            match &self.0 {
                Ready::Short(aes) => aes.encrypt_block(GenericArray::from_mut_slice(block)),
                Ready::Long(aes) => aes.encrypt_block(GenericArray::from_mut_slice(block)),
            }
        }
    }

    /// Decrypts the blocks of a batch.
    pub(super) fn decrypt(&self, batch: &mut [u8; BATCH]) {
        for block in batch.as_chunks_mut::<BLOCK>().0 {
            match &self.0 {
                Ready::Short(aes) => aes.decrypt_block(GenericArray::from_mut_slice(block)),
                Ready::Long(aes) => aes.decrypt_block(GenericArray::from_mut_slice(block)),
            }
        }
    }

    /// Decrypts by CFB with an initial vector of zeros, in place.
    pub(super) fn decrypt_cfb(&self, octets: &mut [u8]) {
        let cipher = match self.0 {
            Ready::Short(_) => Cipher::Aes128,
            Ready::Long(_) => Cipher::Aes256,
        };
        // The key has that length.
        let _ = cipher.cfb(&self.1, octets, Way::Decrypt);
    }
}
