//! Public keys (RFC 9580 section 5.5), and checking with them.

use super::hash::Hash;
use super::octets::Octets;
use super::signature::Signature;
use crate::error::Refusal;
use ed25519_dalek::{Signature as Ed25519Signature, VerifyingKey};
use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
use rsa::{BigUint, Pkcs1v15Sign, RsaPublicKey};
use sha2::{Sha256, Sha384, Sha512};

/// 1.3.6.1.4.1.11591.15.1 (section 9.2).
const ED25519_LEGACY: &[u8] = &[0x2b, 0x06, 0x01, 0x04, 0x01, 0xda, 0x47, 0x0f, 0x01];
/// 1.3.6.1.4.1.3029.1.5.1
pub(in crate::seal) const CURVE25519_LEGACY: &[u8] = &[0x2b, 0x06, 0x01, 0x04, 0x01, 0x97, 0x55, 0x01, 0x05, 0x01];
/// 1.2.840.10045.3.1.7, which is NIST's P-256.
pub(super) const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
/// Shorter RSA keys protect nothing today.
const MIN_RSA_OCTETS: usize = 256;
/// Longer ones take too long.
const MAX_RSA_BITS: usize = 8192;

/// Algorithms of public keys (section 9.1).
pub(super) mod algorithm {
    pub(in crate::seal::lean) const RSA: u8 = 1;
    pub(in crate::seal::lean) const RSA_ENCRYPT: u8 = 2;
    pub(in crate::seal::lean) const RSA_SIGN: u8 = 3;
    pub(in crate::seal::lean) const ELGAMAL: u8 = 16;
    pub(in crate::seal::lean) const ECDH: u8 = 18;
    pub(in crate::seal::lean) const ECDSA: u8 = 19;
    pub(in crate::seal::lean) const EDDSA_LEGACY: u8 = 22;
    pub(in crate::seal::lean) const X25519: u8 = 25;
    pub(in crate::seal::lean) const ED25519: u8 = 27;
}

/// A public key or subkey.
#[derive(Debug, Clone)]
pub(super) struct PublicKey {
    pub(super) version: u8,
    /// Seconds since 1970.
    pub(super) created: i64,
    pub(super) algorithm: u8,
    pub(super) fingerprint: Vec<u8>,
    pub(super) material: Material,
    /// As it is hashed, for its fingerprint and under signatures (section 5.2.4).
    pub(super) hashed: Vec<u8>,
}

/// What the algorithm needs.
#[derive(Debug, Clone)]
pub(super) enum Material {
    Rsa(Box<RsaPublicKey>),
    /// Of either encoding.
    Ed25519([u8; 32]),
    X25519([u8; 32]),
    /// ECDH over Curve25519.
    Curve25519 {
        point: [u8; 32],
        kdf: Kdf,
    },
    /// ECDSA over P-256.
    P256Sign(Box<p256::ecdsa::VerifyingKey>),
    /// ECDH over P-256.
    P256(Box<p256::PublicKey>, Kdf),
    /// Not to be used.
    Refused(Refusal),
}

/// Parameters of ECDH (section 11.5): hash and cipher, by their numbers.
#[derive(Debug, Clone, Copy)]
pub(in crate::seal) struct Kdf {
    pub(in crate::seal) hash: u8,
    pub(in crate::seal) cipher: u8,
}

impl PublicKey {
    /// Nothing for octets that are no key of a version known here.
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        let mut octets = Octets::new(body);
        let version = octets.octet()?;
        let created = i64::from(octets.number()?);
        let algorithm = octets.octet()?;
        let hashed = match version {
            4 => [&[0x99], u16::try_from(body.len()).ok()?.to_be_bytes().as_slice(), body].concat(),
            6 => {
                let length = octets.long_count()?;
                let material = octets.take(length)?;
                if !octets.is_empty() {
                    return None;
                }
                octets = Octets::new(material);
                [&[0x9b], u32::try_from(body.len()).ok()?.to_be_bytes().as_slice(), body].concat()
            }
            _ => return None,
        };
        let fingerprint = if version == 6 { Hash::Sha256.of(&[&hashed]) } else { Hash::Sha1.of(&[&hashed]) };
        let material = Material::read(algorithm, version, octets)?;
        Some(Self { version, created, algorithm, fingerprint, material, hashed })
    }

    /// The key ID (section 5.5.4).
    pub(super) fn id(&self) -> [u8; 8] {
        key_id(self.version, &self.fingerprint)
    }

    /// Whether keys of its algorithm encrypt.
    pub(super) fn encrypts(&self) -> bool {
        matches!(self.algorithm, algorithm::RSA | algorithm::RSA_ENCRYPT | algorithm::ECDH | algorithm::X25519)
    }

    /// Whether it made a signature over this hash.
    pub(super) fn verifies(&self, signature: &Signature, hash: Hash, digest: &[u8]) -> bool {
        self.verified(signature, hash, digest).is_some()
    }

    fn verified(&self, signature: &Signature, hash: Hash, digest: &[u8]) -> Option<()> {
        if signature.algorithm != self.algorithm {
            return None;
        }
        let mut value = Octets::new(&signature.value);
        match (&self.material, self.algorithm) {
            (Material::Ed25519(point), _) => {
                let signature =
                    if self.algorithm == algorithm::ED25519 { value.array()? } else { two_integers(&mut value)? };
                let key = VerifyingKey::from_bytes(point).ok()?;
                key.verify_strict(digest, &Ed25519Signature::from_bytes(&signature)).ok()
            }
            (Material::P256Sign(key), _) => {
                let signature = p256::ecdsa::Signature::from_slice(&two_integers(&mut value)?).ok()?;
                key.verify_prehash(digest, &signature).ok()
            }
            (Material::Rsa(key), algorithm::RSA | algorithm::RSA_SIGN) => {
                let integer = value.integer()?;
                // The integer is written without its leading zeros; the scheme wants them.
                let size = rsa::traits::PublicKeyParts::size(&**key);
                let padded = [vec![0; size.checked_sub(integer.len())?].as_slice(), integer].concat();
                let scheme = match hash {
                    Hash::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
                    Hash::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
                    Hash::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
                    Hash::Sha1 => return None,
                };
                key.verify(scheme, digest, &padded).ok()
            }
            _ => None,
        }
    }
}

impl Material {
    fn read(algorithm: u8, version: u8, mut octets: Octets<'_>) -> Option<Self> {
        Some(match algorithm {
            algorithm::RSA | algorithm::RSA_ENCRYPT | algorithm::RSA_SIGN => {
                let (n, e) = (octets.integer()?, octets.integer()?);
                if n.len() < MIN_RSA_OCTETS {
                    return Some(Self::Refused(Refusal::WeakAlgorithm));
                }
                let key =
                    RsaPublicKey::new_with_max_size(BigUint::from_bytes_be(n), BigUint::from_bytes_be(e), MAX_RSA_BITS);
                key.map_or(Self::Refused(Refusal::Unsupported), |key| Self::Rsa(Box::new(key)))
            }
            algorithm::ED25519 => Self::Ed25519(octets.array()?),
            algorithm::X25519 => Self::X25519(octets.array()?),
            algorithm::EDDSA_LEGACY | algorithm::ECDSA | algorithm::ECDH => {
                let oid = octets.counted()?;
                let point = octets.integer()?;
                Self::on_curve(algorithm, version, oid, point, octets)?
            }
            algorithm::ELGAMAL => Self::Refused(Refusal::WeakAlgorithm),
            _ => Self::Refused(Refusal::Unsupported),
        })
    }

    fn on_curve(algorithm: u8, version: u8, oid: &[u8], point: &[u8], mut octets: Octets<'_>) -> Option<Self> {
        let mut kdf = || {
            let Some([3, 1, hash, cipher]) = octets.array() else { return None };
            Some(Kdf { hash, cipher })
        };
        Some(match (algorithm, oid) {
            // The older encodings are not for version 6 (section 9.2).
            (algorithm::EDDSA_LEGACY, ED25519_LEGACY) if version == 4 => Self::Ed25519(native(point)?),
            (algorithm::ECDH, CURVE25519_LEGACY) if version == 4 => {
                Self::Curve25519 { point: native(point)?, kdf: kdf()? }
            }
            (algorithm::ECDSA, P256) => {
                Self::P256Sign(Box::new(p256::ecdsa::VerifyingKey::from_sec1_bytes(point).ok()?))
            }
            (algorithm::ECDH, P256) => Self::P256(Box::new(p256::PublicKey::from_sec1_bytes(point).ok()?), kdf()?),
            _ => Self::Refused(Refusal::Unsupported),
        })
    }
}

/// The key ID in a fingerprint (section 5.5.4).
pub(super) fn key_id(version: u8, fingerprint: &[u8]) -> [u8; 8] {
    let id = if version == 6 { fingerprint.first_chunk() } else { fingerprint.last_chunk() };
    id.copied().unwrap_or_default()
}

/// Two integers of 32 octets each, whose leading zeros are not written.
fn two_integers(value: &mut Octets<'_>) -> Option<[u8; 64]> {
    let (r, s) = (value.integer()?, value.integer()?);
    let mut both = [0; 64];
    both.get_mut(32_usize.checked_sub(r.len())?..32)?.copy_from_slice(r);
    both.get_mut(64_usize.checked_sub(s.len()).filter(|at| *at >= 32)?..)?.copy_from_slice(s);
    Some(both)
}

/// A point in its curve's own form (section 11.2.2).
fn native(integer: &[u8]) -> Option<[u8; 32]> {
    integer.strip_prefix(&[0x40])?.try_into().ok()
}
