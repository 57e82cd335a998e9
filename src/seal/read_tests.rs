//! Which session keys are tried, and what they give.

use super::*;
use crate::seal::KeyKind;
use crate::seal::made::{born, key};
use pgp::composed::RawSessionKey;
use pgp::types::KeyId;
use rand::SeedableRng as _;
use rand::rngs::StdRng;

fn session(octet: u8) -> RawSessionKey {
    RawSessionKey::from([octet; 16].as_slice())
}

/// For somebody, by name.
fn named(own: &OwnKey, session: &RawSessionKey) -> PublicKeyEncryptedSessionKey {
    let subkey = own.secret().secret_subkeys[0].public_key();
    let rng = StdRng::from_entropy();
    PublicKeyEncryptedSessionKey::from_session_key_v3(rng, session, SymmetricKeyAlgorithm::AES128, subkey).unwrap()
}

/// The same, not saying for whom.
fn anonymous(own: &OwnKey, session: &RawSessionKey) -> PublicKeyEncryptedSessionKey {
    let mut made = named(own, session);
    if let PublicKeyEncryptedSessionKey::V3 { id, .. } = &mut made {
        *id = KeyId::WILDCARD;
    }
    made
}

fn packets(all: Vec<PublicKeyEncryptedSessionKey>) -> Vec<Esk> {
    all.into_iter().map(Esk::PublicKeyEncryptedSessionKey).collect()
}

#[test]
fn a_crowd_neither_hides_ones_own_nor_is_tried_whole() {
    let (own, other) = (key(KeyKind::V4, 1), key(KeyKind::V4, 2));
    let mine = named(&own, &session(1));
    let mut esk = packets(vec![anonymous(&other, &session(1)); 500]);
    esk.extend(packets(vec![named(&other, &session(1)); 500]));
    esk.extend(packets(vec![mine.clone()]));
    keep_own(&mut esk, std::slice::from_ref(&own));
    assert_eq!(esk.len(), MAX_TRIED);
    assert_eq!(esk[0], Esk::PublicKeyEncryptedSessionKey(mine));
    let is_anonymous =
        |esk: &Esk| matches!(esk, Esk::PublicKeyEncryptedSessionKey(one) if one.id().unwrap().is_wildcard());
    assert!(esk[1..].iter().all(is_anonymous));
}

#[test]
fn the_session_key_is_found_by_whoever_has_the_key_unless_two_are() {
    let (own, other) = (key(KeyKind::V4, 1), key(KeyKind::V4, 2));
    let keys = std::slice::from_ref(&own);
    let found = |all| session_key(&packets(all), keys);
    let is = |octet| Some(PlainSessionKey::V3_4 { key: session(octet), sym_alg: SymmetricKeyAlgorithm::AES128 });
    assert_eq!(found(vec![named(&own, &session(1))]), is(1));
    assert_eq!(found(vec![named(&other, &session(2)), anonymous(&own, &session(1))]), is(1));
    assert_eq!(found(vec![named(&own, &session(1)), anonymous(&own, &session(1))]), is(1));
    assert_eq!(found(vec![named(&other, &session(1)), anonymous(&other, &session(1))]), None);
    assert_eq!(found(vec![named(&own, &session(1)), anonymous(&own, &session(2))]), None);
    // A locked key opens nothing, not even with an empty passphrase.
    let mut locked = own.secret().clone();
    let empty = Password::empty();
    locked.secret_subkeys[0].key.set_password(StdRng::from_entropy(), &empty).unwrap();
    let locked = OwnKey::new(locked, born());
    assert_eq!(session_key(&packets(vec![named(&own, &session(1))]), &[locked]), None);
}
