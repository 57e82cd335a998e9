//! What is known of a key is not found out again, and copies put together have all that any of them has.

use super::*;
use crate::seal::{KeyKind, NewKey, make_key};
use rand::SeedableRng as _;
use rand::rngs::StdRng;

#[test]
fn what_was_judged_is_not_judged_again_and_anothers_judgement_says_nothing() {
    let (before, now) = (Instant::from_seconds(1_700_000_000), Instant::from_seconds(1_700_000_100));
    for kind in [KeyKind::V4, KeyKind::V6] {
        let new =
            NewKey { name: "Noor", addresses: &["noor@example.org"], kind, post_quantum: false, valid_days: None };
        let [own, other] = [1, 2].map(|seed| make_key(&new, before, &mut StdRng::seed_from_u64(seed)).unwrap());
        let secret = own.to_bytes().unwrap();
        let read = |judged: &mut dyn FnMut(&[u8]) -> Option<Certificate>| {
            let found = OwnKey::read_known(&secret, now, judged).unwrap();
            (found.certificate.fingerprint(), found.certificate.checked)
        };
        let mine = own.certificate.fingerprint();
        let known = read(&mut |octets| Certificate::read_all(octets, before).ok()?.pop());
        assert_eq!(known, (mine.clone(), before));
        assert_eq!(read(&mut |_| None), (mine.clone(), now));
        assert_eq!(read(&mut |_| Some(other.certificate.clone())), (mine, now));
    }
}

/// As it lies where the secret of one part is locked, or not there at all.
fn without(own: &OwnKey, primary: bool) -> OwnKey {
    let mut secret = own.secret.clone();
    let (rng, passphrase) = (StdRng::seed_from_u64(3), Password::from("elsewhere"));
    if primary {
        secret.primary_key.set_password(rng, &passphrase).unwrap();
    } else {
        secret.secret_subkeys[0].key.set_password(rng, &passphrase).unwrap();
    }
    OwnKey::new(secret, own.certificate.checked)
}

#[test]
fn a_copy_that_lacks_a_secret_takes_none_away_and_one_that_has_it_brings_it() {
    let now = Instant::from_seconds(1_700_000_000);
    for kind in [KeyKind::V4, KeyKind::V6] {
        let new =
            NewKey { name: "Noor", addresses: &["noor@example.org"], kind, post_quantum: false, valid_days: None };
        let own = make_key(&new, now, &mut StdRng::seed_from_u64(1)).unwrap();
        for primary in [true, false] {
            let less = without(&own, primary);
            for both in [own.with(&less, now), less.with(&own, now)] {
                assert_eq!(both.secret.primary_key, own.secret.primary_key, "{kind:?} {primary}");
                assert_eq!(both.secret.secret_subkeys[0].key, own.secret.secret_subkeys[0].key, "{kind:?} {primary}");
            }
        }
        // Of two that lack different ones, all.
        let both = without(&own, true).with(&without(&own, false), now);
        assert_eq!(both.secret.primary_key, own.secret.primary_key, "{kind:?}");
        assert_eq!(both.secret.secret_subkeys[0].key, own.secret.secret_subkeys[0].key, "{kind:?}");
        let both = without(&own, false).with(&without(&own, true), now);
        assert_eq!(both.secret.primary_key, own.secret.primary_key, "{kind:?}");
        assert_eq!(both.secret.secret_subkeys[0].key, own.secret.secret_subkeys[0].key, "{kind:?}");
    }
}
