//! Session keys under a passphrase (RFC 9580 section 5.3).

use super::cipher::{Aead, BLOCK, Cipher, Mode, Way, hkdf};
use super::flaw::Flaw;
use super::octets::Octets;
use super::packet::tag;
use super::s2k::S2k;
use zeroize::Zeroizing;

/// The key of the encrypted data.
pub(in crate::seal) struct SessionKey {
    /// Named by version 4 only; with version 6 the encrypted data name it.
    pub(in crate::seal) cipher: Option<Cipher>,
    pub(in crate::seal) key: Zeroizing<Vec<u8>>,
}

/// Opens a session key packet. `version`: that of the encrypted data, to which 4 or 6 belongs (section 10.3.2.1).
pub(super) fn unlock(body: &[u8], version: u8, passphrase: &[u8]) -> Result<SessionKey, Flaw> {
    let mut octets = Octets::new(body);
    match (octets.octet().ok_or(Flaw::Malformed)?, version) {
        (4, 1) => version_4(octets, passphrase),
        (6, 2) => version_6(octets, passphrase),
        (4 | 6, _) => Err(Flaw::Malformed),
        _ => Err(Flaw::Unsupported("skesk")),
    }
}

/// Section 5.3.1. Nothing authenticates it: that the passphrase is the right one shows in the data at last.
fn version_4(mut octets: Octets<'_>, passphrase: &[u8]) -> Result<SessionKey, Flaw> {
    let cipher = Cipher::numbered(octets.octet().ok_or(Flaw::Malformed)?)?;
    let s2k = S2k::read(&mut octets)?;
    let mut encrypted = Zeroizing::new(octets.rest().to_vec());
    let derived = s2k.derive(passphrase, cipher.key_size())?;
    if encrypted.is_empty() {
        return Ok(SessionKey { cipher: Some(cipher), key: derived });
    }
    cipher.cfb(&derived, &mut encrypted, Way::Decrypt).ok_or(Flaw::Malformed)?;
    let (id, key) = encrypted.split_first().ok_or(Flaw::Malformed)?;
    match Cipher::numbered(*id) {
        Ok(cipher) if cipher.key_size() == key.len() => {
            Ok(SessionKey { cipher: Some(cipher), key: Zeroizing::new(key.to_vec()) })
        }
        _ => Err(Flaw::Passphrase),
    }
}

/// Section 5.3.2.
fn version_6(mut octets: Octets<'_>, passphrase: &[u8]) -> Result<SessionKey, Flaw> {
    let fields = octets.counted().ok_or(Flaw::Malformed)?;
    let mut fields = Octets::new(fields);
    let [cipher_id, mode_id] = fields.array().ok_or(Flaw::Malformed)?;
    let (cipher, mode) = (Cipher::numbered(cipher_id)?, Mode::numbered(mode_id)?);
    let s2k = fields.counted().ok_or(Flaw::Malformed)?;
    let nonce = fields.take(mode.nonce_size()).ok_or(Flaw::Malformed)?;
    let mut sealed = Zeroizing::new(octets.rest().to_vec());
    let length = sealed.len().checked_sub(BLOCK).filter(|length| matches!(length, 16 | 32));
    let (key, tag) = length.and_then(|at| sealed.split_at_mut_checked(at)).ok_or(Flaw::Malformed)?;
    let mut s2k = Octets::new(s2k);
    let derived = S2k::read(&mut s2k)?.derive(passphrase, cipher.key_size())?;
    if !s2k.is_empty() || !fields.is_empty() {
        return Err(Flaw::Malformed);
    }
    let data = [0xc0 | tag::SKESK, 6, cipher_id, mode_id];
    let kek = hkdf(None, &derived, &data, cipher.key_size()).ok_or(Flaw::Malformed)?;
    let aead = Aead::new(cipher, mode, &kek).ok_or(Flaw::Malformed)?;
    aead.open(nonce, &data, key, tag).ok_or(Flaw::Passphrase)?;
    Ok(SessionKey { cipher: None, key: Zeroizing::new(key.to_vec()) })
}
