//! Answers of somebody who has no key: encrypted to the sender of a letter, and with a proof that it was opened.

use super::armor::armor;
use super::certificate::Parts;
use super::cipher::{Cipher, Mode};
use super::judge::{Binding, Judged};
use super::packet::{tag, write};
use super::pkesk;
use super::seipd::{encrypt_v1, encrypt_v2};
use crate::error::Error;
use crate::time::Instant;
use hmac::{Hmac, Mac as _};
use rand::{CryptoRng, Rng};
use sha2::Sha256;
use zeroize::Zeroizing;

/// The proof that an answer comes from somebody who knows the passphrase of the letter answered: hexadecimal HMAC-SHA-256
/// over both Message-IDs, without angle brackets. It goes inside the encryption, in the field `Zegel-Answer-Proof`.
pub fn answer_proof(passphrase: &str, answered_id: &str, answer_id: &str) -> String {
    // HMAC takes keys of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(passphrase.as_bytes()) else { return String::new() };
    for piece in ["zegel answer 1\n", answered_id, "\n", answer_id] {
        mac.update(piece.as_bytes());
    }
    super::hex(&mac.finalize().into_bytes()).to_ascii_lowercase()
}

/// Encrypts to the certificate that came with a letter; armored, unsigned.
///
/// # Errors
/// [`Error::CertificateMalformed`]; [`Error::RecipientCertificateUnusable`] where nothing can be encrypted to it now.
pub fn seal<R: Rng + CryptoRng>(
    payload: &[u8],
    certificate: &[u8],
    now: Instant,
    rng: &mut R,
) -> Result<Vec<u8>, Error> {
    let parts = Parts::read(certificate)?;
    let judged = Judged::at(&parts, now);
    let unusable =
        |reason| Error::RecipientCertificateUnusable { address: judged.claimed_address().unwrap_or_default(), reason };
    let key = judged.encryption_key().map_err(unusable)?;
    let primary = judged.primary.as_ref().map_err(|reason| unusable(*reason))?;
    let failed = || Error::internal("seal::lean::answer");
    // Literal data without a name and a date (RFC 9580 section 5.9).
    let mut literal = Vec::with_capacity(payload.len() + 16);
    write(tag::LITERAL, &[&[b'b', 0, 0, 0, 0, 0], payload], &mut literal).ok_or_else(failed)?;
    let suite = suite(primary, parts.primary.version);
    let cipher = suite.0;
    let mut session = Zeroizing::new(vec![0; cipher.key_size()]);
    rng.fill_bytes(&mut session);
    let (version, data) = match suite.1 {
        Some(mode) => (6, encrypt_v2(&literal, (cipher, mode), &session, rng)),
        None => (3, encrypt_v1(&literal, cipher, &session, rng)),
    };
    let pkesk = pkesk::seal(key, version, (cipher, &session), rng).ok_or_else(failed)?;
    let mut message = Vec::with_capacity(literal.len() + 1024);
    write(tag::PKESK, &[&pkesk], &mut message).ok_or_else(failed)?;
    write(tag::SEIPD, &[&data.ok_or_else(failed)?], &mut message).ok_or_else(failed)?;
    Ok(armor(&message, version == 3))
}

/// Section 13.7: a version 6 certificate that says nothing is able to read `SEIPDv2`, any other has to say so. AES-128 and
/// OCB are what everybody must know (sections 9.3 and 9.6).
fn suite(primary: &Binding, version: u8) -> (Cipher, Option<Mode>) {
    let wants_v2 = primary.said.features.map_or(version == 6, |features| features & 0x08 != 0);
    if !wants_v2 {
        return (if primary.said.prefers(Cipher::Aes256) { Cipher::Aes256 } else { Cipher::Aes128 }, None);
    }
    let wanted = [(Cipher::Aes256, Mode::Gcm), (Cipher::Aes256, Mode::Ocb), (Cipher::Aes128, Mode::Gcm)];
    let listed = wanted.into_iter().find(|suite| primary.said.prefers_suite(*suite));
    let (cipher, mode) = listed.unwrap_or((Cipher::Aes128, Mode::Ocb));
    (cipher, Some(mode))
}
