//! What decrypted data hold where they were written as nearly everybody does: one signature is announced, the literal data
//! follow, then the signature (RFC 9580 section 10.3); or the data alone.
//!
//! That is taken apart in place, so that somebody else can compute the hash. Anything else is for the library to read.

use super::frame::tail;
use super::hashing::{self, Digest, Hashing};
use super::lean::hash::Hash;
use super::lean::packet::{self, Packet, packets, tag, write};
use super::packets::reader;
use super::signature::has_unknown_critical;
use pgp::packet::{Packet as Parsed, PacketParser, Signature, SignatureType, SignatureVersionSpecific, SubpacketData};
use pgp::types::{Fingerprint, KeyVersion, VerifyingKey};
use std::borrow::Cow;
use std::ops::Range;

/// A payload in its buffer.
pub(super) enum Inside {
    Unsigned(Vec<u8>),
    /// Its hash has to be computed first.
    Signed(Hashing, Box<Signature>),
}

impl Inside {
    /// Takes apart what stands from `start` on; gives the octets back where they are not for this.
    pub(super) fn read(octets: Vec<u8>, start: usize) -> Result<Self, Vec<u8>> {
        let Some(Found { payload, loose, signature }) = octets.get(start..).and_then(find) else { return Err(octets) };
        let (octets, payload) = match loose {
            Some(loose) => (loose, payload),
            None => (octets, payload.start + start..payload.end + start),
        };
        Ok(match signature {
            Some((signature, hash, around)) => Self::Signed(Hashing::new(octets, hash, payload, around), signature),
            None => Self::Unsigned(cut(octets, &payload)),
        })
    }
}

/// Leaves a range of a buffer.
pub(super) fn cut(mut octets: Vec<u8>, payload: &Range<usize>) -> Vec<u8> {
    octets.truncate(payload.end);
    octets.drain(..payload.start.min(octets.len()));
    octets
}

/// Whether a signature over data of this hash is by a key. A version 6 signature and a version 6 key go together (section 5.2).
pub(super) fn is_by(signature: &Signature, hash: &[u8], key: &dyn VerifyingKey) -> bool {
    let Some(config) = signature.config() else { return false };
    let version6 = matches!(config.version_specific, SignatureVersionSpecific::V6 { .. });
    let begins = signature.signed_hash_value();
    version6 == (key.version() == KeyVersion::V6)
        && begins.is_some_and(|begins| hash.starts_with(&begins))
        && signature.signature().is_some_and(|octets| key.verify(config.hash_alg, hash, octets).is_ok())
}

/// What the beginning of decrypted data says will be hashed, and where it stands: for who hashes while the rest is decrypted. It
/// is only said: what counts is what [`Inside::read`] finds when all of it is there.
pub(super) fn announced(begin: &[u8]) -> Option<Digest> {
    let (mut at, mut hash) = (0, None);
    loop {
        let (tag, body) = packet::announced(begin.get(at..)?)?;
        let body = at + body.start..at.checked_add(body.end)?;
        match tag {
            tag::MARKER | tag::PADDING => {}
            // Version, type, hash, algorithm; and in version 6 a salt with its length (section 5.4).
            tag::ONE_PASS if hash.is_none() => {
                let body = begin.get(body.clone())?;
                let salt = match body.first()? {
                    3 => &[],
                    6 => body.get(5..5 + usize::from(*body.get(4)?))?,
                    _ => return None,
                };
                hash = Some((Hash::numbered(*body.get(2)?)?, salt));
            }
            tag::LITERAL => {
                let (hash, salt) = hash?;
                let front = front_of(begin.get(body.start..)?)?;
                let payload = Some(body.start + front..body.end).filter(|payload| payload.start <= payload.end)?;
                let (algorithm, salt) = (hashing::name(hash), salt.to_vec());
                return Some(Digest { algorithm, salt, payload, tail: Vec::new() });
            }
            _ => return None,
        }
        at = body.end;
    }
}

struct Found {
    payload: Range<usize>,
    /// The literal data, where they came in pieces.
    loose: Option<Vec<u8>>,
    signature: Option<Signed>,
}

/// A signature, its hash, and what is hashed around the payload.
type Signed = (Box<Signature>, Hash, (Vec<u8>, Vec<u8>));

fn find(octets: &[u8]) -> Option<Found> {
    let mut packets = packets(octets).ok()?;
    packets.retain(|packet| !matches!(packet.tag, tag::MARKER | tag::PADDING));
    let tags: Vec<u8> = packets.iter().map(|packet| packet.tag).collect();
    let (literal, signature) = match tags.as_slice() {
        [tag::LITERAL] => (packets.pop()?, None),
        [tag::ONE_PASS, tag::LITERAL, tag::SIGNATURE] => {
            let signature = signed(packets.first()?, packets.last()?)?;
            (packets.swap_remove(1), Some(signature))
        }
        _ => return None,
    };
    let front = front_of(&literal.body)?;
    let known = matches!(literal.body.first()?, b'b' | b'u' | b't') && front <= literal.body.len();
    known.then(|| match literal.body {
        Cow::Borrowed(body) => {
            let at = body.as_ptr().addr() - octets.as_ptr().addr();
            Found { payload: at + front..at + body.len(), loose: None, signature }
        }
        Cow::Owned(body) => Found { payload: front..body.len(), loose: Some(body), signature },
    })
}

/// Octets of literal data before the payload: format, name and date (section 5.9).
fn front_of(literal: &[u8]) -> Option<usize> {
    Some(2 + usize::from(*literal.get(1)?) + 4)
}

/// A signature over the data as they are, that is what was announced, by a hash that browsers know.
fn signed(announced: &Packet<'_>, signature: &Packet<'_>) -> Option<Signed> {
    let (Parsed::OnePassSignature(announced), Parsed::Signature(signature)) = (parsed(announced)?, parsed(signature)?)
    else {
        return None;
    };
    let config = signature.config()?;
    let hash = Hash::numbered(config.hash_alg.into()).filter(|hash| *hash != Hash::Sha1)?;
    let salt = match &config.version_specific {
        SignatureVersionSpecific::V4 => Vec::new(),
        SignatureVersionSpecific::V6 { salt } if salt.len() == hash.salt_size() => salt.clone(),
        _ => return None,
    };
    // Of a key of another version the library refuses the whole.
    let fits = config.hashed_subpackets.iter().all(|subpacket| match &subpacket.data {
        SubpacketData::IssuerFingerprint(fingerprint) => {
            matches!(
                (&config.version_specific, fingerprint),
                (SignatureVersionSpecific::V4, Fingerprint::V4(_))
                    | (SignatureVersionSpecific::V6 { .. }, Fingerprint::V6(_))
            )
        }
        _ => true,
    });
    let usual = fits
        && config.typ == SignatureType::Binary
        && announced.matches(&signature)
        && !announced.is_nested()
        && !has_unknown_critical(&signature);
    let tail = tail(config).ok().filter(|_| usual)?;
    Some((Box::new(signature), hash, (salt, tail)))
}

fn parsed(packet: &Packet<'_>) -> Option<Parsed> {
    let mut octets = Vec::new();
    write(packet.tag, &[&packet.body], &mut octets)?;
    PacketParser::new(reader(&octets)).next()?.ok()
}

#[cfg(test)]
#[path = "inside_tests.rs"]
mod tests;
