//! Signatures that stand beside what they sign (RFC 9580 section 10.4).

use super::armor::bare;
use super::authorship::{Component, MAX_SIGNATURES, Signatures};
use super::copies::Found;
use super::key::OwnKey;
use super::packets::reader;
use crate::time::Instant;
use pgp::packet::{Packet, PacketParser, Signature};

/// A file of signatures longer than this is not read.
const MAX_FILE: usize = 256 * 1024;

/// Checks the signatures in a file against what they sign. Where it holds none that can be read, there is one that vouches for
/// nothing.
pub fn verify(file: &[u8], signed: &[u8], keys: &[OwnKey], certificates: &[Found], now: Instant) -> Signatures {
    let mut signatures = Signatures::default();
    let mut any = false;
    for signature in read(file).iter().take(MAX_SIGNATURES) {
        any = true;
        signatures.check(signature, keys, certificates, now, &|component| match component {
            Component::Primary(key) => signature.verify(key, signed).is_ok(),
            Component::Subkey(key) => signature.verify(key, signed).is_ok(),
        });
    }
    if any { signatures } else { Signatures::unreadable() }
}

fn read(file: &[u8]) -> Vec<Signature> {
    if file.len() > MAX_FILE {
        return Vec::new();
    }
    let Some(octets) = bare(file) else { return Vec::new() };
    let packets = PacketParser::new(reader(&octets)).map_while(Result::ok);
    packets
        .filter_map(|packet| if let Packet::Signature(signature) = packet { Some(signature) } else { None })
        .collect()
}
