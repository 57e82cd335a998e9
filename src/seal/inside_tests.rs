//! What is taken apart here says what the library says of it, however it was changed.

use super::*;
use crate::address::Address;
use crate::seal::copies::Found;
use crate::seal::made::key;
use crate::seal::{KeyKind, Opening, OwnKey, SignatureState, SignatureView};
use crate::time::Instant;
use pgp::composed::{Message, MessageBuilder};
use pgp::crypto::hash::HashAlgorithm;
use pgp::types::{Password, SigningKey as _};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use sha2::{Digest as _, Sha256};

const PAYLOAD: usize = 3000;

/// The library dates what it signs by the clock of the machine: this is long after.
fn now() -> Instant {
    Instant::from_seconds(4_000_000_000)
}

fn address() -> Address {
    Address::parse("noor@example.org").unwrap()
}

fn payload() -> Vec<u8> {
    (0..PAYLOAD).map(|at| u8::try_from(at % 251).unwrap()).collect()
}

/// Packets of the library: of signed data, or of data alone.
fn written(own: &OwnKey, hash: Option<HashAlgorithm>, text: bool) -> Vec<u8> {
    let mut builder = MessageBuilder::from_bytes("a name", payload());
    if text {
        builder.sign_text();
    }
    if let Some(hash) = hash {
        builder.sign(&own.secret().primary_key, Password::empty(), hash);
    }
    builder.to_vec(StdRng::seed_from_u64(2)).unwrap()
}

fn found(own: &OwnKey) -> Vec<Found> {
    vec![Found { address: address(), certificate: own.certificate().clone() }]
}

/// The hash of the payload, and what became of the signature.
type Said = (Option<String>, SignatureState, Option<String>);

fn hex(payload: &[u8]) -> String {
    format!("{:x}", Sha256::digest(payload))
}

fn said(opening: &Opening, certificates: &[Found]) -> Said {
    let SignatureView { state, key_id, .. } = opening.signatures.judge(certificates, Some(&address()));
    (opening.payload.as_deref().map(hex), state, key_id)
}

fn by_the_library(octets: &[u8], certificates: &[Found]) -> Option<Said> {
    let message = Message::from_bytes(octets).ok()?;
    let opening = Opening::of(message, (None, None), 0, (&[], certificates, now()), &mut |_, _| {});
    opening.payload.is_some().then(|| said(&opening, certificates))
}

/// Nothing where it is for the library.
fn here(octets: &[u8], certificates: &[Found]) -> Option<Said> {
    // What stands before it is left alone.
    let opening = match Inside::read([b"front".as_slice(), octets].concat(), 5).ok()? {
        Inside::Unsigned(payload) => Opening::unsigned((None, None), payload),
        Inside::Signed(mut hashing, signature) => {
            hashing.run();
            let place = hashing.digest().payload.clone();
            let (octets, sum) = hashing.finish().unwrap();
            let mut opening = Opening::unsigned((None, None), cut(octets, &place));
            opening
                .signatures
                .check(&signature, &[], certificates, now(), &|component| is_by(&signature, &sum, component.key()));
            opening
        }
    };
    Some(said(&opening, certificates))
}

/// The same literal data in pieces: the first of 2048 octets.
fn in_pieces(octets: &[u8]) -> Vec<u8> {
    let mut all = Vec::new();
    for packet in packets(octets).unwrap() {
        if packet.tag == tag::LITERAL {
            all.extend_from_slice(&[0xc0 | tag::LITERAL, 0xe0 | 0x0b]);
            all.extend_from_slice(&packet.body[..2048]);
            all.push(255);
            all.extend_from_slice(&u32::try_from(packet.body.len() - 2048).unwrap().to_be_bytes());
            all.extend_from_slice(&packet.body[2048..]);
        } else {
            write(packet.tag, &[&packet.body], &mut all).unwrap();
        }
    }
    all
}

#[test]
fn what_is_usual_is_taken_apart_and_valid() {
    for kind in [KeyKind::V4, KeyKind::V6] {
        let own = key(kind, 1);
        let certificates = found(&own);
        for hash in [HashAlgorithm::Sha256, HashAlgorithm::Sha384, HashAlgorithm::Sha512] {
            let octets = written(&own, Some(hash), false);
            for octets in [in_pieces(&octets), octets] {
                let said = here(&octets, &certificates).unwrap();
                assert_eq!((&said.0, said.1), (&Some(hex(&payload())), SignatureState::Valid));
                assert_eq!(by_the_library(&octets, &certificates), Some(said));
                assert_eq!(here(&octets, &[]).unwrap().1, SignatureState::UnknownKey);
            }
        }
        let octets = written(&own, None, false);
        assert_eq!(here(&octets, &certificates).unwrap(), (Some(hex(&payload())), SignatureState::None, None));
        // Of text the hash is over other line ends; some hashes no browser knows; two signatures are two hashes.
        assert!(here(&written(&own, Some(HashAlgorithm::Sha512), true), &certificates).is_none());
        assert!(here(&written(&own, Some(HashAlgorithm::Sha3_512), false), &certificates).is_none());
        let one = written(&own, Some(HashAlgorithm::Sha512), false);
        assert!(here(&[one.as_slice(), &one].concat(), &certificates).is_none());
    }
}

#[test]
fn what_the_beginning_says_is_what_is_found_in_the_end() {
    for kind in [KeyKind::V4, KeyKind::V6] {
        let own = key(kind, 1);
        for hash in [HashAlgorithm::Sha256, HashAlgorithm::Sha384, HashAlgorithm::Sha512] {
            let whole =
                [&[0xc0 | tag::MARKER, 3, b'P', b'G', b'P'], written(&own, Some(hash), false).as_slice()].concat();
            let Ok(Inside::Signed(hashing, _)) = Inside::read(whole.clone(), 0) else { panic!("{hash:?}") };
            let Digest { algorithm, salt, payload, .. } = hashing.digest();
            // As soon as the head of the payload is there, and never anything else.
            for end in 0..whole.len() {
                let said = announced(&whole[..end]);
                assert_eq!(said.is_some(), end >= payload.start - 4, "{end} of {payload:?}");
                let Some(said) = said else { continue };
                assert_eq!((said.algorithm, &said.salt, &said.payload), (*algorithm, salt, payload), "{end}");
            }
            assert!(announced(&in_pieces(&whole)).is_none(), "where it ends is not known yet");
        }
        assert!(announced(&written(&own, Some(HashAlgorithm::Sha3_512), false)).is_none());
        assert!(announced(&written(&own, None, false)).is_none());
    }
    // Of no known version, or shorter than what stands before the payload.
    let literal = [0xc0 | tag::LITERAL, 8, b'b', 0, 0, 0, 0, 0, b'h', b'i'];
    let one_pass = |version: u8| [&[0xc0 | tag::ONE_PASS, 13, version, 0, 8, 22], &[0; 9][..]].concat();
    assert_eq!(announced(&[one_pass(3).as_slice(), &literal].concat()).unwrap().payload, 23..25);
    assert!(announced(&[one_pass(4).as_slice(), &literal].concat()).is_none());
    assert!(
        announced(&[one_pass(3).as_slice(), &[0xc0 | tag::LITERAL, 8, b'b', 3, 0, 0, 0, 0, b'h', b'i']].concat())
            .is_none()
    );
    assert!(
        announced(&[one_pass(3).as_slice(), &[0xc0 | tag::LITERAL, 255, 255, 255, 255, 255, b'b', 0]].concat())
            .is_some_and(|said| said.payload.end > 0xffff_ffff)
    );
}

/// RFC 9580 section 5.2.3.35: such a signature is malformed, and the library refuses what it is over.
#[test]
fn a_signature_that_names_a_key_of_another_version_is_for_the_library() {
    let own = key(KeyKind::V4, 1);
    let whole = written(&own, Some(HashAlgorithm::Sha512), false);
    let mut all = Vec::new();
    for packet in packets(&whole).unwrap() {
        let mut body = packet.body.to_vec();
        if packet.tag == tag::SIGNATURE {
            // Behind the hashed subpackets there are: length, type, version, fingerprint.
            let hashed = usize::from(u16::from_be_bytes([body[4], body[5]]));
            let named = [&[34, 33, 6][..], &[7; 32]].concat();
            body[4..6].copy_from_slice(&u16::try_from(hashed + named.len()).unwrap().to_be_bytes());
            body.splice(6 + hashed..6 + hashed, named);
        }
        write(packet.tag, &[&body], &mut all).unwrap();
    }
    assert!(here(&whole, &found(&own)).is_some());
    assert!(here(&all, &found(&own)).is_none());
    assert_eq!(by_the_library(&all, &found(&own)), None);
}

#[test]
fn whatever_was_changed_the_library_says_the_same() {
    let mut rng = StdRng::seed_from_u64(3);
    let (mut compared, mut invalid) = (0, 0);
    for kind in [KeyKind::V4, KeyKind::V6] {
        let own = key(kind, 1);
        let certificates = found(&own);
        let whole = written(&own, Some(own.secret().primary_key.hash_alg()), false);
        let whole_in_pieces = in_pieces(&whole);
        for round in 0..6000 {
            let mut octets = if round % 4 == 0 { whole_in_pieces.clone() } else { whole.clone() };
            for _ in 0..rng.gen_range(1..3) {
                // Mostly around the payload: there the structure is.
                let front = 120.min(octets.len());
                let at = match rng.gen_range(0..5) {
                    0 => rng.gen_range(0..octets.len()),
                    1 | 2 => rng.gen_range(0..front),
                    _ => rng.gen_range(octets.len() - 200..octets.len()),
                };
                match rng.gen_range(0..8) {
                    0 => octets.truncate(at.max(1000)),
                    1 => octets.insert(at, rng.r#gen()),
                    2 => drop(octets.remove(at)),
                    3 => octets[at] = rng.r#gen(),
                    _ => octets[at] ^= 1 << rng.gen_range(0..8),
                }
            }
            let Some(said) = here(&octets, &certificates) else { continue };
            compared += 1;
            invalid += usize::from(said.1 == SignatureState::Invalid);
            assert_eq!(by_the_library(&octets, &certificates), Some(said), "{kind:?} {round}");
        }
    }
    assert!(compared > 2000 && invalid > 500, "{compared} {invalid}");
}

#[test]
fn data_of_no_known_form_are_for_the_library() {
    let literal = |format: u8, name: u8| [0xc0 | tag::LITERAL, 8, format, name, 0, 0, 0, 0, b'h', b'i'];
    for (format, name, payload) in [
        (b'b', 0, Some(8..10)),
        (b'u', 1, Some(9..10)),
        (b't', 2, Some(10..10)),
        (b'b', 3, None),
        (b'b', 255, None),
        (b'm', 0, None),
        (b'1', 0, None),
    ] {
        let found = find(&literal(format, name)).map(|found| found.payload);
        assert_eq!(found, payload, "{format} {name}");
    }
}
