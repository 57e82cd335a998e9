//! A session key under a public key (RFC 9580 section 5.1).

use super::cipher::{Cipher, hkdf};
use super::hash::Hash;
use super::octets::write_integer;
use super::public::{CURVE25519_LEGACY, Kdf, Material, P256, PublicKey, algorithm};
use aes_kw::{KekAes128, KekAes256};
use rand::{CryptoRng, Rng};
use rsa::Pkcs1v15Encrypt;
use x25519_dalek::{X25519_BASEPOINT_BYTES, x25519};
use zeroize::Zeroizing;

/// The body of a session key packet. `version`: 3 beside `SEIPDv1`, 6 beside `SEIPDv2`.
pub(super) fn seal<R: Rng + CryptoRng>(
    key: &PublicKey,
    version: u8,
    (cipher, session): (Cipher, &[u8]),
    rng: &mut R,
) -> Option<Vec<u8>> {
    let mut body = vec![version];
    if version == 6 {
        // The version of the key and its fingerprint, counted together (section 5.1.2).
        body.push(u8::try_from(key.fingerprint.len() + 1).ok()?);
        body.push(key.version);
        body.extend_from_slice(&key.fingerprint);
    } else {
        body.extend_from_slice(&key.id());
    }
    body.push(key.algorithm);
    // Section 5.1.3 and 5.1.4: where the packet does not name the cipher outside, it does inside.
    let named = Zeroizing::new(if version == 3 { [&[cipher.id()], session].concat() } else { session.to_vec() });
    let checked = || {
        let sum = session.iter().fold(0_u16, |sum, octet| sum.wrapping_add(u16::from(*octet)));
        Zeroizing::new([named.as_slice(), &sum.to_be_bytes()].concat())
    };
    match &key.material {
        Material::X25519(point) => x25519_fields(point, cipher, session, version, rng, &mut body)?,
        Material::Curve25519 { point, kdf } => {
            let (ephemeral, shared) = agree(point, rng)?;
            let ephemeral = [&[0x40], ephemeral.as_slice()].concat();
            ecdh_fields(key, (CURVE25519_LEGACY, *kdf), (&ephemeral, &*shared), &checked(), &mut body)?;
        }
        Material::P256(point, kdf) => {
            let secret = p256::ecdh::EphemeralSecret::random(rng);
            let shared = secret.diffie_hellman(point);
            let ephemeral = p256::EncodedPoint::from(secret.public_key());
            ecdh_fields(key, (P256, *kdf), (ephemeral.as_bytes(), shared.raw_secret_bytes()), &checked(), &mut body)?;
        }
        Material::Rsa(rsa) if key.algorithm != algorithm::RSA_SIGN => {
            write_integer(&rsa.encrypt(rng, Pkcs1v15Encrypt, &checked()).ok()?, &mut body);
        }
        _ => return None,
    }
    Some(body)
}

/// A fresh key pair's public half, and what it shares with another key; nothing where that is no secret.
///
/// The public half is multiplied out instead of looked up: the table for that would be a sixth of the program.
fn agree<R: Rng + CryptoRng>(point: &[u8; 32], rng: &mut R) -> Option<([u8; 32], Zeroizing<[u8; 32]>)> {
    let mut secret = Zeroizing::new([0; 32]);
    rng.fill_bytes(&mut *secret);
    let shared = Zeroizing::new(x25519(*secret, *point));
    (*shared != [0; 32]).then(|| (x25519(*secret, X25519_BASEPOINT_BYTES), shared))
}

/// Section 5.1.6.
fn x25519_fields<R: Rng + CryptoRng>(
    point: &[u8; 32],
    cipher: Cipher,
    session: &[u8],
    version: u8,
    rng: &mut R,
    body: &mut Vec<u8>,
) -> Option<()> {
    let (ephemeral, shared) = agree(point, rng)?;
    let secret = Zeroizing::new([ephemeral.as_slice(), point, &*shared].concat());
    let kek = hkdf(None, &secret, b"OpenPGP X25519", 16)?;
    let wrapped = wrap(&kek, session)?;
    body.extend_from_slice(&ephemeral);
    if version == 3 {
        body.push(u8::try_from(wrapped.len() + 1).ok()?);
        body.push(cipher.id());
    } else {
        body.push(u8::try_from(wrapped.len()).ok()?);
    }
    body.extend_from_slice(&wrapped);
    Some(())
}

/// Sections 5.1.5 and 11.5.
fn ecdh_fields(
    key: &PublicKey,
    (oid, kdf): (&[u8], Kdf),
    (ephemeral, shared): (&[u8], &[u8]),
    plain: &[u8],
    body: &mut Vec<u8>,
) -> Option<()> {
    let size = Cipher::numbered(kdf.cipher).ok()?.key_size();
    let digest = Hash::numbered(kdf.hash).filter(|hash| *hash != Hash::Sha1)?;
    let mut kek = Zeroizing::new(digest.of(&[
        &[0, 0, 0, 1],
        shared,
        &[u8::try_from(oid.len()).ok()?],
        oid,
        &[algorithm::ECDH, 3, 1, kdf.hash, kdf.cipher],
        b"Anonymous Sender    ",
        &key.fingerprint,
    ]));
    kek.truncate(size);
    // To one length, so that it does not tell the cipher.
    let mut padded = Zeroizing::new(plain.to_vec());
    let padding = 40_usize.checked_sub(plain.len()).filter(|padding| *padding > 0)?;
    padded.resize(40, u8::try_from(padding).ok()?);
    let wrapped = wrap(&kek, &padded)?;
    write_integer(ephemeral, body);
    body.push(u8::try_from(wrapped.len()).ok()?);
    body.extend_from_slice(&wrapped);
    Some(())
}

/// AES key wrap (RFC 3394).
fn wrap(kek: &[u8], plain: &[u8]) -> Option<Vec<u8>> {
    let mut wrapped = vec![0; plain.len() + 8];
    if let Ok(kek) = <[u8; 16]>::try_from(kek) {
        KekAes128::from(kek).wrap(plain, &mut wrapped).ok()?;
    } else {
        KekAes256::from(<[u8; 32]>::try_from(kek).ok()?).wrap(plain, &mut wrapped).ok()?;
    }
    Some(wrapped)
}
