//! Signatures (RFC 9580 section 5.2), of versions 4 and 6.

use super::hash::{Hash, Hasher};
use super::octets::Octets;
use super::public::PublicKey;
use super::subpacket::Said;
use crate::time::Instant;

/// A clock may be this many seconds behind the one that made a signature.
pub(super) const CLOCK_SKEW: i64 = 600;

/// What a signature is for (section 5.2.1).
pub(super) mod kind {
    pub(in crate::seal::lean) const BINARY: u8 = 0x00;
    pub(in crate::seal::lean) const TEXT: u8 = 0x01;
    pub(in crate::seal::lean) const CERTIFICATION: std::ops::RangeInclusive<u8> = 0x10..=0x13;
    pub(in crate::seal::lean) const SUBKEY_BINDING: u8 = 0x18;
    pub(in crate::seal::lean) const PRIMARY_KEY_BINDING: u8 = 0x19;
    pub(in crate::seal::lean) const DIRECT_KEY: u8 = 0x1f;
    pub(in crate::seal::lean) const KEY_REVOCATION: u8 = 0x20;
    pub(in crate::seal::lean) const SUBKEY_REVOCATION: u8 = 0x28;
    pub(in crate::seal::lean) const CERTIFICATION_REVOCATION: u8 = 0x30;
}

/// A signature, not yet checked.
#[derive(Debug, Clone)]
pub(super) struct Signature {
    version: u8,
    pub(super) kind: u8,
    pub(super) algorithm: u8,
    /// Nothing where it is not known here.
    pub(super) hash: Option<Hash>,
    pub(super) said: Said,
    /// From the version to the end of the hashed area.
    hashed: Vec<u8>,
    /// The first octets of what was signed.
    left: [u8; 2],
    salt: Vec<u8>,
    /// What the algorithm made.
    pub(super) value: Vec<u8>,
}

impl Signature {
    /// Nothing for what is none of these versions.
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        let mut octets = Octets::new(body);
        let [version, kind, algorithm, hash] = octets.array()?;
        let is_long = match version {
            4 => false,
            6 => true,
            _ => return None,
        };
        let count = |octets: &mut Octets<'_>| if is_long { octets.long_count() } else { octets.short_count() };
        let length = count(&mut octets)?;
        let area = octets.take(length)?;
        let hashed = body.get(..body.len() - octets_left(&octets))?.to_vec();
        let length = count(&mut octets)?;
        let unhashed = octets.take(length)?;
        let left = octets.array()?;
        let salt = if is_long { octets.counted()?.to_vec() } else { Vec::new() };
        let said = Said::read(area, unhashed)?;
        let (hash, value) = (Hash::numbered(hash), octets.rest().to_vec());
        Some(Self { version, kind, algorithm, hash, said, hashed, left, salt, value })
    }

    /// When it was made, in seconds since 1970; one that does not say counts as oldest.
    pub(super) fn created(&self) -> i64 {
        self.said.created.unwrap_or(0)
    }

    /// SHA-1 collisions are practical (section 15.1).
    pub(super) fn is_strong(&self) -> bool {
        !matches!(self.hash, None | Some(Hash::Sha1))
    }

    pub(super) fn is_expired(&self, now: Instant) -> bool {
        self.said.expires_after.is_some_and(|after| after > 0 && self.created() + after <= now.seconds())
    }

    pub(super) fn is_from_the_future(&self, now: Instant) -> bool {
        self.created() > now.seconds() + CLOCK_SKEW
    }

    /// Whether it names a key as its issuer. One that names nobody is tried with every key.
    pub(super) fn names(&self, key: &PublicKey) -> bool {
        if !self.said.issuers.is_empty() {
            return self.said.issuers.contains(&key.fingerprint);
        }
        self.said.issuer_ids.is_empty() || self.said.issuer_ids.contains(&key.id())
    }

    /// Whether a key signed these octets, one piece after another.
    pub(super) fn covers(&self, key: &PublicKey, pieces: &[&[u8]]) -> bool {
        self.is_by(key, |hasher| pieces.iter().for_each(|piece| hasher.update(piece)))
    }

    /// Whether a key signed a document.
    pub(super) fn covers_document(&self, key: &PublicKey, document: &[u8]) -> bool {
        if self.kind == kind::TEXT {
            self.is_by(key, |hasher| canonical(document, hasher))
        } else {
            self.covers(key, &[document])
        }
    }

    /// Section 5.2.4.
    fn is_by(&self, key: &PublicKey, content: impl FnOnce(&mut Hasher)) -> bool {
        let Some(hash) = self.hash else { return false };
        // A version 6 key makes only version 6 signatures, and no other key does (section 5.2.3).
        if (self.version == 6) != (key.version == 6) || (self.version == 6 && self.salt.len() != hash.salt_size()) {
            return false;
        }
        let mut hasher = hash.hasher();
        hasher.update(&self.salt);
        content(&mut hasher);
        hasher.update(&self.hashed);
        let length = u32::try_from(self.hashed.len()).unwrap_or(u32::MAX);
        hasher.update(&[self.version, 0xff]);
        hasher.update(&length.to_be_bytes());
        let digest = hasher.finish();
        digest.starts_with(&self.left) && key.verifies(self, hash, &digest)
    }
}

fn octets_left(octets: &Octets<'_>) -> usize {
    octets.clone().rest().len()
}

/// Text is signed with its lines ended by CR LF (section 5.2.1.2).
fn canonical(text: &[u8], hasher: &mut Hasher) {
    let mut lines = text.split(|octet| *octet == b'\n').peekable();
    while let Some(line) = lines.next() {
        let ends = lines.peek().is_some();
        hasher.update(if ends { line.strip_suffix(b"\r").unwrap_or(line) } else { line });
        if ends {
            hasher.update(b"\r\n");
        }
    }
}
