//! A session key under a public key (RFC 9580 section 5.1).

use super::cipher::{Cipher, hkdf};
use super::hash::Hash;
use super::octets::write_integer;
use super::public::{CURVE25519_LEGACY, Kdf, Material, P256, PublicKey, algorithm, key_id};
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
    let mut body = head((key.version, &key.fingerprint, key.algorithm), version)?;
    match &key.material {
        Material::X25519(point) => {
            let (ephemeral, shared) = agree(rng, point)?;
            x25519_fields(point, (&ephemeral, &shared), (cipher, session), version, &mut body)?;
        }
        Material::Curve25519 { point, kdf } => {
            let (ephemeral, shared) = agree(rng, point)?;
            let shared = (&*[&[0x40], ephemeral.as_slice()].concat(), shared.as_slice());
            let plain = checked(cipher, session, version);
            ecdh_fields(&key.fingerprint, (CURVE25519_LEGACY, *kdf), shared, &plain, &mut body)?;
        }
        Material::P256(point, kdf) => {
            let secret = p256::ecdh::EphemeralSecret::random(rng);
            let shared = secret.diffie_hellman(point);
            let ephemeral = p256::EncodedPoint::from(secret.public_key());
            let shared = (ephemeral.as_bytes(), shared.raw_secret_bytes().as_slice());
            ecdh_fields(&key.fingerprint, (P256, *kdf), shared, &checked(cipher, session, version), &mut body)?;
        }
        Material::Rsa(rsa) if key.algorithm != algorithm::RSA_SIGN => {
            let plain = checked(cipher, session, version);
            write_integer(&rsa.encrypt(rng, Pkcs1v15Encrypt, &plain).ok()?, &mut body);
        }
        _ => return None,
    }
    Some(body)
}

/// For whom it is.
fn head((key_version, fingerprint, algorithm): (u8, &[u8], u8), version: u8) -> Option<Vec<u8>> {
    let mut head = vec![version];
    if version == 6 {
        // The version of the key and its fingerprint, counted together (section 5.1.2).
        head.push(u8::try_from(fingerprint.len() + 1).ok()?);
        head.push(key_version);
        head.extend_from_slice(fingerprint);
    } else {
        head.extend_from_slice(&key_id(key_version, fingerprint));
    }
    head.push(algorithm);
    Some(head)
}

/// The session key and its sum. Where the packet does not name the cipher outside, it does inside (sections 5.1.3 to 5.1.5).
fn checked(cipher: Cipher, session: &[u8], version: u8) -> Zeroizing<Vec<u8>> {
    let sum = session.iter().fold(0_u16, |sum, octet| sum.wrapping_add(u16::from(*octet)));
    let id = cipher.id();
    let named: &[u8] = if version == 3 { std::slice::from_ref(&id) } else { &[] };
    Zeroizing::new([named, session, &sum.to_be_bytes()].concat())
}

/// Draws a secret: its public half, and what it shares with this point; nothing where that is nothing. By the crate that also opens.
///
/// The public half is multiplied out instead of looked up: the table for that would be a sixth of the program.
fn agree<R: Rng + CryptoRng>(rng: &mut R, point: &[u8; 32]) -> Option<([u8; 32], Zeroizing<[u8; 32]>)> {
    let mut secret = Zeroizing::new([0; 32]);
    rng.fill_bytes(&mut *secret);
    let shared = Zeroizing::new(x25519(*secret, *point));
    (*shared != [0; 32]).then(|| (x25519(*secret, X25519_BASEPOINT_BYTES), shared))
}

/// Section 5.1.6.
fn x25519_fields(
    point: &[u8; 32],
    (ephemeral, shared): (&[u8; 32], &[u8; 32]),
    (cipher, session): (Cipher, &[u8]),
    version: u8,
    body: &mut Vec<u8>,
) -> Option<()> {
    let secret = Zeroizing::new([ephemeral.as_slice(), point, shared].concat());
    let kek = hkdf(None, &secret, b"OpenPGP X25519", 16)?;
    let wrapped = wrap(&kek, session)?;
    body.extend_from_slice(ephemeral);
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
    fingerprint: &[u8],
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
        fingerprint,
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
