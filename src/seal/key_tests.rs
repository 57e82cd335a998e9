//! What is known of a key is not found out again, and copies put together have all that any of them has.

use super::*;
use crate::seal::KeyKind;
use crate::seal::made::{born, key};
use rand::SeedableRng as _;
use rand::rngs::StdRng;

#[test]
fn what_was_judged_is_not_judged_again_and_anothers_judgement_says_nothing() {
    let (before, now) = (born(), Instant::from_seconds(born().seconds() + 100));
    for kind in [KeyKind::V4, KeyKind::V6] {
        let (own, other) = (key(kind, 1), key(kind, 2));
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

/// As it lies where the secret of one part is locked.
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
    let now = born();
    for kind in [KeyKind::V4, KeyKind::V6] {
        let own = key(kind, 1);
        let (no_primary, no_subkey) = (without(&own, true), without(&own, false));
        // The last two lack different ones, and have all between them.
        for (one, other) in [
            (&own, &no_primary),
            (&no_primary, &own),
            (&own, &no_subkey),
            (&no_subkey, &own),
            (&no_primary, &no_subkey),
            (&no_subkey, &no_primary),
        ] {
            let both = one.with(other, now);
            assert_eq!(both.secret.primary_key, own.secret.primary_key, "{kind:?}");
            assert_eq!(both.secret.secret_subkeys[0].key, own.secret.secret_subkeys[0].key, "{kind:?}");
        }
    }
}
