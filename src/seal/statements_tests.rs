//! What stays of earlier statements, and how a signature names who made it.

use super::*;
use crate::seal::KeyKind;
use crate::seal::made::{born, key};
use rand::SeedableRng as _;
use rand::rngs::StdRng;

fn at(second: i64) -> Instant {
    Instant::from_seconds(born().seconds() + second)
}

fn rng(seed: u64) -> StdRng {
    StdRng::seed_from_u64(seed)
}

#[test]
fn of_what_is_said_often_the_first_and_the_last_stay_and_all_that_others_say_or_that_is_taken_back() {
    let (noor, lee) = (key(KeyKind::V4, 1), key(KeyKind::V4, 2));
    let (by_noor, by_lee) = (&noor.secret().primary_key, &lee.secret().primary_key);
    let user = &noor.secret().details.users[0].id;
    let made = |by: &SecretKey, kind, second| {
        let config = begin(by, kind, Vec::new(), at(second), &mut rng(3)).unwrap();
        config.sign_certification(by, by_noor.public_key(), &Password::empty(), Tag::UserId, user).unwrap()
    };
    // In any order.
    let own = [5, 1, 7, 3, 6, 2, 4].map(|second| made(by_noor, SignatureType::CertPositive, second));
    let others = [1, 2, 3, 4].map(|second| made(by_lee, SignatureType::CertGeneric, second));
    let back = [2, 3].map(|second| made(by_noor, SignatureType::CertRevocation, second));
    let mut said = [own.as_slice(), &others, &back].concat();
    forget_some(by_noor, &mut said);
    let times = |kind, by: &SecretKey| -> Vec<i64> {
        let of = said.iter().filter(|one| one.typ() == Some(kind) && one.issuer_fingerprint() == [&by.fingerprint()]);
        of.map(|one| created(one) - at(0).seconds()).collect()
    };
    assert_eq!(times(SignatureType::CertPositive, by_noor), [5, 1, 7, 6]);
    assert_eq!(times(SignatureType::CertGeneric, by_lee), [1, 2, 3, 4]);
    assert_eq!(times(SignatureType::CertRevocation, by_noor), [2, 3]);
    // Where there are fewer nothing goes.
    let few: Vec<_> = [3, 1, 2].map(|second| made(by_noor, SignatureType::CertPositive, second)).to_vec();
    let mut said = few.clone();
    forget_some(by_noor, &mut said);
    assert_eq!(said, few);
}

#[test]
fn who_made_a_signature_is_named_by_an_id_too_where_keys_have_one() {
    for (kind, has_id) in [(KeyKind::V4, true), (KeyKind::V6, false)] {
        let own = key(kind, 1);
        let primary = &own.secret().primary_key;
        let config = begin(primary, SignatureType::Key, Vec::new(), at(1), &mut rng(2)).unwrap();
        let said = config.hashed_subpackets.iter().chain(&config.unhashed_subpackets).map(|one| &one.data);
        let ids: Vec<_> = said.filter(|one| matches!(one, SubpacketData::IssuerKeyId(_))).collect();
        assert_eq!(!ids.is_empty(), has_id, "{kind:?}");
        assert!(
            config
                .hashed_subpackets
                .iter()
                .any(|one| one.data == SubpacketData::IssuerFingerprint(primary.fingerprint()))
        );
    }
}
