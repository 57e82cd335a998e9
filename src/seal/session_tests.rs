//! What is written for a reader is what the library writes, and what it opens.

use super::*;
use crate::seal::KeyKind;
use crate::seal::made::key;
use pgp::composed::PlainSessionKey;
use pgp::packet::{Packet, PacketParser, PubKeyInner};
use pgp::types::{DecryptionKey as _, EcdhKdfType, EskType, Password};
use rand::SeedableRng as _;
use rand::rngs::StdRng;

fn by_the_library(
    key: &impl EncryptionKey,
    session: &RawSessionKey,
    symmetric: SymmetricKeyAlgorithm,
    version6: bool,
) -> Vec<u8> {
    let rng = StdRng::seed_from_u64(2);
    let packet = if version6 {
        PublicKeyEncryptedSessionKey::from_session_key_v6(rng, session, key)
    } else {
        PublicKeyEncryptedSessionKey::from_session_key_v3(rng, session, symmetric, key)
    };
    let mut octets = Vec::new();
    packet.unwrap().to_writer_with_header(&mut octets).unwrap();
    octets
}

#[test]
fn both_encodings_are_written_as_the_library_writes_them_and_opens_them() {
    for kind in [KeyKind::V4, KeyKind::V6] {
        let own = key(kind, 1);
        let subkey = &own.secret().secret_subkeys[0];
        for symmetric in [SymmetricKeyAlgorithm::AES128, SymmetricKeyAlgorithm::AES256] {
            for version6 in [false, true] {
                let session = symmetric.new_session_key(StdRng::seed_from_u64(3));
                let mut rng = StdRng::seed_from_u64(2);
                let mut keys = SessionKeys::new(symmetric, version6, &mut rng);
                keys.session = session.clone();
                keys.add(subkey.public_key(), &mut rng).unwrap();
                let octets = keys.packets(&mut rng).unwrap();
                // Shorter session keys are padded further than there.
                if symmetric == SymmetricKeyAlgorithm::AES256 || subkey.version() == pgp::types::KeyVersion::V6 {
                    assert_eq!(octets, by_the_library(subkey.public_key(), &session, symmetric, version6));
                }
                let Some(Ok(Packet::PublicKeyEncryptedSessionKey(packet))) = PacketParser::new(&*octets).next() else {
                    panic!("{octets:x?}")
                };
                assert!(packet.match_identity(subkey.public_key()));
                let kind = if version6 { EskType::V6 } else { EskType::V3_4 };
                let opened = subkey.decrypt(&Password::empty(), packet.values().unwrap(), kind).unwrap().unwrap();
                let found = match &opened {
                    PlainSessionKey::V3_4 { key, sym_alg } => (key, *sym_alg),
                    PlainSessionKey::V6 { key } => (key, symmetric),
                    PlainSessionKey::V5 { .. } => panic!("{opened:?}"),
                };
                assert_eq!((found.0.as_ref(), found.1), (session.as_ref(), symmetric));
            }
        }
    }
}

#[test]
fn a_key_that_asks_for_a_forbidden_hash_gets_nothing() {
    let own = key(KeyKind::V4, 1);
    let subkey = own.secret().secret_subkeys[0].public_key();
    let PublicParams::ECDH(EcdhPublicParams::Curve25519Legacy { p, alg_sym, .. }) = subkey.public_params() else {
        panic!("{subkey:?}")
    };
    for (hash, is_written) in [
        (HashAlgorithm::Md5, false),
        (HashAlgorithm::Sha1, false),
        (HashAlgorithm::Ripemd160, false),
        (HashAlgorithm::Sha256, true),
        (HashAlgorithm::Sha512, true),
    ] {
        let ecdh_kdf_type = EcdhKdfType::Native;
        let params = EcdhPublicParams::Curve25519Legacy { p: *p, hash, alg_sym: *alg_sym, ecdh_kdf_type };
        let (created, params) = (subkey.created_at(), PublicParams::ECDH(params));
        let inner = PubKeyInner::new(KeyVersion::V4, PublicKeyAlgorithm::ECDH, created, None, params).unwrap();
        let asking = PublicSubkey::from_inner(inner).unwrap();
        let mut rng = StdRng::seed_from_u64(2);
        let mut keys = SessionKeys::new(SymmetricKeyAlgorithm::AES256, false, &mut rng);
        keys.add(&asking, &mut rng).unwrap();
        assert_eq!(keys.packets(&mut rng).is_ok(), is_written, "{hash:?}");
    }
}

#[test]
fn each_readers_packet_opens_with_their_key_alone() {
    let keys = [key(KeyKind::V4, 1), key(KeyKind::V6, 1), key(KeyKind::V4, 2), key(KeyKind::V6, 2)];
    let subkeys: Vec<_> = keys.iter().map(|own| &own.secret().secret_subkeys[0]).collect();
    let mut rng = StdRng::seed_from_u64(5);
    let mut keys = SessionKeys::new(SymmetricKeyAlgorithm::AES256, true, &mut rng);
    for subkey in &subkeys {
        keys.add(subkey.public_key(), &mut rng).unwrap();
    }
    let session = keys.session().clone();
    let octets = keys.packets(&mut rng).unwrap();
    for (place, packet) in PacketParser::new(&*octets).enumerate() {
        let Ok(Packet::PublicKeyEncryptedSessionKey(packet)) = packet else { panic!("{packet:?}") };
        for (other, subkey) in subkeys.iter().enumerate() {
            let opened = subkey.decrypt(&Password::empty(), packet.values().unwrap(), EskType::V6).unwrap();
            let opens = matches!(&opened, Ok(PlainSessionKey::V6 { key }) if key.as_ref() == session.as_ref());
            assert_eq!(opens, place == other, "{place} {other}");
        }
    }
}

#[test]
fn what_is_printed_holds_no_secret() {
    let own = key(KeyKind::V4, 1);
    let subkey = own.secret().secret_subkeys[0].public_key();
    let mut rng = StdRng::seed_from_u64(8);
    let mut keys = SessionKeys::new(SymmetricKeyAlgorithm::AES256, true, &mut rng);
    keys.add(subkey, &mut rng).unwrap();
    let met = Met { key: subkey, fingerprint: subkey.fingerprint(), ephemeral: [1; 32], shared: [173; 32].into() };
    let printed = format!("{met:?}");
    assert!(!printed.contains("173") && !printed.to_lowercase().contains("adad"), "{printed}");
    let printed = format!("{keys:?}");
    for secret in [keys.session.as_ref(), keys.agreement.secret()] {
        let decimal = format!("{secret:?}");
        let decimal = decimal.trim_matches(['[', ']']);
        assert!(!printed.contains(decimal), "{printed}");
    }
}
