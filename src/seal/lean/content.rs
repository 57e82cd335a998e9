//! What stands inside the encryption: literal data, perhaps packed, perhaps signed (RFC 9580 section 10.3).

use super::flaw::Flaw;
use super::octets::Octets;
use super::packet::{Packet, packets, tag};
use super::signature::Signature;
use flate2::{Decompress, FlushDecompress, Status};

/// Unpacked data longer than this is refused: a few octets can stand for any number of them.
const MAX_UNPACKED: usize = 256 * 1024 * 1024;
/// Layers of compression: every program makes at most one.
const MAX_LAYERS: usize = 2;
/// Signatures looked at.
const MAX_SIGNATURES: usize = 16;

/// The data and their signatures, not yet checked.
pub(super) struct Content {
    pub(super) data: Vec<u8>,
    pub(super) signatures: Vec<Signature>,
}

impl Content {
    /// Reads decrypted octets.
    pub(super) fn read(mut bytes: Vec<u8>) -> Result<Self, Flaw> {
        for _ in 0..MAX_LAYERS {
            match unpacked(&bytes)? {
                Some(inner) => bytes = inner,
                None => break,
            }
        }
        let mut content = None;
        // Signatures of the older form stand before the data, the others after them, one for each announced.
        let (mut signatures, mut announced) = (Vec::new(), 0_usize);
        let packets = relevant(&bytes)?;
        for packet in &packets {
            match packet.tag {
                tag::ONE_PASS if content.is_none() => announced += 1,
                tag::SIGNATURE => {
                    if content.is_some() {
                        announced = announced.checked_sub(1).ok_or(Flaw::Malformed)?;
                    }
                    // One of a kind that is not read here is as good as none, and the data are whole without it.
                    signatures.extend(Signature::read(&packet.body));
                }
                tag::LITERAL if content.is_none() => content = Some(literal(&packet.body).ok_or(Flaw::Malformed)?),
                _ => return Err(Flaw::Malformed),
            }
        }
        signatures.truncate(MAX_SIGNATURES);
        match content {
            Some(data) if announced == 0 => Ok(Self { data: data.to_vec(), signatures }),
            _ => Err(Flaw::Malformed),
        }
    }
}

/// The packets that say something: no markers, no padding, and nothing that may be passed over (section 4.3).
pub(super) fn relevant(bytes: &[u8]) -> Result<Vec<Packet<'_>>, Flaw> {
    let mut found = packets(bytes)?;
    found.retain(|packet| !matches!(packet.tag, tag::MARKER | tag::PADDING | 40..));
    Ok(found)
}

/// Section 5.9: format, file name, date; all of them for nobody.
fn literal(body: &[u8]) -> Option<&[u8]> {
    let mut octets = Octets::new(body);
    octets.octet()?;
    octets.counted()?;
    octets.number()?;
    Some(octets.rest())
}

/// What is in compressed data, if they are nothing else (section 5.6).
fn unpacked(bytes: &[u8]) -> Result<Option<Vec<u8>>, Flaw> {
    let packets = relevant(bytes)?;
    let [Packet { tag: tag::COMPRESSED, body }] = packets.as_slice() else { return Ok(None) };
    let (algorithm, packed) = body.split_first().ok_or(Flaw::Malformed)?;
    match algorithm {
        0 => Ok(Some(packed.to_vec())),
        1 | 2 => inflate(packed, *algorithm == 2).map(Some),
        _ => Err(Flaw::Unsupported("compression")),
    }
}

fn inflate(packed: &[u8], zlib: bool) -> Result<Vec<u8>, Flaw> {
    let mut unpacking = Decompress::new(zlib);
    let mut bytes = Vec::new();
    loop {
        let room = MAX_UNPACKED.saturating_sub(bytes.len());
        if room == 0 {
            return Err(Flaw::Unsupported("size"));
        }
        let wish = bytes.len().max(packed.len().saturating_mul(3)).clamp(1024, 1 << 22);
        bytes.reserve_exact(wish.min(room));
        let consumed = usize::try_from(unpacking.total_in()).unwrap_or(usize::MAX);
        let (rest, before) = (packed.get(consumed..).unwrap_or_default(), bytes.len());
        match unpacking.decompress_vec(rest, &mut bytes, FlushDecompress::None) {
            Ok(Status::StreamEnd) => return Ok(bytes),
            Ok(_) if bytes.len() > before => {}
            _ => return Err(Flaw::Malformed),
        }
    }
}
