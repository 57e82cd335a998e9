//! Which messages are opened in steps.

use super::*;
use crate::seal::{EncryptionState, KeyKind, NewKey, make_key, open};
use pgp::composed::MessageBuilder;
use pgp::crypto::aead::{AeadAlgorithm, ChunkSize};
use pgp::crypto::sym::SymmetricKeyAlgorithm;
use rand::SeedableRng as _;
use rand::rngs::StdRng;

#[test]
fn packets_that_mean_nothing_may_stand_behind_the_data() {
    let now = Instant::from_seconds(1_700_000_000);
    let mut rng = StdRng::seed_from_u64(9580);
    let new = NewKey {
        name: "Noor",
        addresses: &["noor@example.org"],
        kind: KeyKind::V6,
        post_quantum: false,
        valid_days: None,
    };
    let own = make_key(&new, now, &mut rng).unwrap();
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
