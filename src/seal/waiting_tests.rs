//! Which messages are opened in steps.

use super::*;
use crate::seal::made::{born, key};
use crate::seal::{EncryptionState, KeyKind, open};
use pgp::composed::MessageBuilder;
use pgp::crypto::aead::{AeadAlgorithm, ChunkSize};
use pgp::crypto::sym::SymmetricKeyAlgorithm;
use rand::SeedableRng as _;
use rand::rngs::StdRng;

#[test]
fn packets_that_mean_nothing_may_stand_behind_the_data() {
    let now = born();
    let mut rng = StdRng::seed_from_u64(9580);
    let own = key(KeyKind::V6, 1);
    let (marker, padding) = (b"\xca\x03PGP".as_slice(), b"\xd5\x04\x00\x01\x02\x03".as_slice());
    // What the library opens by itself, and what it does not.
    let (ocb, gcm) = ((AeadAlgorithm::Ocb, ChunkSize::C1MiB), (AeadAlgorithm::Gcm, ChunkSize::C64KiB));
    for ((mode, size), length) in [(ocb, 100), (gcm, 100), (gcm, LARGE)] {
        let payload = vec![7; length];
        let builder = MessageBuilder::from_bytes("", payload.clone());
        let mut builder = builder.seipd_v2(&mut rng, SymmetricKeyAlgorithm::AES256, mode, size);
        builder.encrypt_to_key(&mut rng, &own.certificate().key().public_subkeys[0]).unwrap();
        let message = builder.to_vec(&mut rng).unwrap();
        for behind in [&[][..], marker, padding, &[padding, marker].concat()] {
            let opening = open(&[&message, behind].concat(), std::slice::from_ref(&own), &[], now, &mut |_, _| {});
            assert_eq!(opening.encryption.state, EncryptionState::Encrypted, "{mode:?} {length} {behind:x?}");
            assert_eq!(opening.payload.as_deref(), Some(payload.as_slice()));
        }
        // Anything that means something is none of it.
        let more = [&message[..], b"\xcb\x07b\x00\x00\x00\x00\x00x"].concat();
        let opening = open(&more, std::slice::from_ref(&own), &[], now, &mut |_, _| {});
        assert_eq!(opening.encryption.state, EncryptionState::Damaged);
        assert_eq!(opening.payload, None);
    }
}

/// What is done in steps, by what it is in: the container and the cipher.
fn waits(message: &[u8], own: &OwnKey) -> Option<Described> {
    Waiting::at(message, std::slice::from_ref(own)).map(|waiting| waiting.described)
}

/// The session key of a message, and its data.
fn in_two(message: &[u8]) -> (&[u8], &[u8]) {
    // The header of a short packet has two octets.
    assert!(message[1] < 192);
    message.split_at(2 + usize::from(message[1]))
}

#[test]
fn large_data_and_large_chunks_of_ocb_are_opened_in_steps_where_the_key_is_here() {
    use SymmetricKeyAlgorithm::{AES128, AES192, AES256};
    let mut rng = StdRng::seed_from_u64(9580);
    for kind in [KeyKind::V4, KeyKind::V6] {
        let (own, other) = (key(kind, 1), key(kind, 2));
        let subkey = &own.certificate().key().public_subkeys[0];
        let v2 = Some(Container::SeipdV2);
        let of = |name: &str| Some((v2, Some(name.to_owned())));
        for (cipher, mode, size, length, found) in [
            (AES256, AeadAlgorithm::Gcm, ChunkSize::C64KiB, LARGE, of("AES256-GCM")),
            (AES128, AeadAlgorithm::Gcm, ChunkSize::C64KiB, LARGE, of("AES128-GCM")),
            (AES256, AeadAlgorithm::Gcm, ChunkSize::C1MiB, 100, None),
            (AES256, AeadAlgorithm::Ocb, ChunkSize::C64KiB, LARGE, of("AES256-OCB")),
            (AES256, AeadAlgorithm::Ocb, ChunkSize::C64KiB, 100, None),
            (AES256, AeadAlgorithm::Ocb, ChunkSize::C1MiB, 100, of("AES256-OCB")),
            (AES128, AeadAlgorithm::Ocb, ChunkSize::C4MiB, 100, of("AES128-OCB")),
            // For the library.
            (AES192, AeadAlgorithm::Gcm, ChunkSize::C64KiB, LARGE, None),
            (AES256, AeadAlgorithm::Eax, ChunkSize::C64KiB, LARGE, None),
        ] {
            let mut builder = MessageBuilder::from_bytes("", vec![7; length]).seipd_v2(&mut rng, cipher, mode, size);
            builder.encrypt_to_key(&mut rng, subkey).unwrap();
            let message = builder.to_vec(&mut rng).unwrap();
            assert_eq!(waits(&message, &own), found, "{kind:?} {cipher:?} {mode:?} {size:?} {length}");
            assert_eq!(waits(&message, &other), None);
        }
        for (cipher, length, found) in [
            (AES256, LARGE, Some((Some(Container::SeipdV1), None))),
            (AES128, LARGE, Some((Some(Container::SeipdV1), None))),
            (AES256, 100, None),
            (AES192, LARGE, None),
        ] {
            let mut builder = MessageBuilder::from_bytes("", vec![7; length]).seipd_v1(&mut rng, cipher);
            builder.encrypt_to_key(&mut rng, subkey).unwrap();
            let message = builder.to_vec(&mut rng).unwrap();
            assert_eq!(waits(&message, &own), found, "{kind:?} {cipher:?} {length}");
            // More session keys than anybody writes, each for the person.
            let (session, data) = in_two(&message);
            let crowd = |count: usize| waits(&[session.repeat(count).as_slice(), data].concat(), &own);
            assert_eq!(crowd(2), found, "{kind:?} {cipher:?} {length}");
            assert_eq!(crowd(MAX_SESSION_KEYS + 1), None);
        }
    }
}

#[test]
fn session_keys_of_another_version_do_not_count() {
    let mut rng = StdRng::seed_from_u64(9580);
    let own = key(KeyKind::V4, 1);
    let subkey = &own.certificate().key().public_subkeys[0];
    let (cipher, mode, size) = (SymmetricKeyAlgorithm::AES256, AeadAlgorithm::Gcm, ChunkSize::C64KiB);
    let mut one = MessageBuilder::from_bytes("", vec![7; LARGE]).seipd_v1(&mut rng, cipher);
    one.encrypt_to_key(&mut rng, subkey).unwrap();
    let mut two = MessageBuilder::from_bytes("", vec![7; LARGE]).seipd_v2(&mut rng, cipher, mode, size);
    two.encrypt_to_key(&mut rng, subkey).unwrap();
    let (one, two) = (one.to_vec(&mut rng).unwrap(), two.to_vec(&mut rng).unwrap());
    let ((session_1, data_1), (session_2, data_2)) = (in_two(&one), in_two(&two));
    for (sessions, data, opens) in [
        (vec![session_1], data_1, true),
        (vec![session_2], data_2, true),
        (vec![session_2, session_1], data_1, true),
        (vec![session_1, session_2], data_2, true),
        (vec![session_2], data_1, false),
        (vec![session_1], data_2, false),
    ] {
        let message = [sessions.concat().as_slice(), data].concat();
        assert_eq!(waits(&message, &own).is_some(), opens);
    }
}
