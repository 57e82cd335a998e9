//! The standard's examples, and whatever the crate `x25519-dalek` makes of random octets.

use super::*;
use rand::rngs::StdRng;
use rand::{RngCore as _, SeedableRng as _};
use x25519_dalek::{X25519_BASEPOINT_BYTES, x25519};

/// Each point multiplied by the secret.
fn multiplied(secret: &[u8; 32], first: &[u8; 32], second: &[u8; 32]) -> ([u8; 32], [u8; 32]) {
    let secret = clamped(secret);
    let (numerators, denominators) = climbed((&secret, &secret), &read(first, second));
    write(&multiply(&numerators, &inverses(&[denominators])[0]))
}

/// A secret's public key, and what it shares with one peer.
fn agree_with(secret: &[u8; 32], peer: &[u8; 32]) -> Option<([u8; 32], [u8; 32])> {
    agree(&[*secret], &[*peer]).map(|agreed| (agreed[0].public, *agreed[0].shared))
}

fn hex(text: &str) -> [u8; 32] {
    let octets = text.as_bytes().chunks(2).map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap());
    octets.collect::<Vec<u8>>().try_into().unwrap()
}

#[test]
fn the_standards_examples_come_out() {
    // RFC 7748 section 5.2; in the second the highest bit is not zero.
    for (scalar, point, product) in [
        (
            "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
            "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
            "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552",
        ),
        (
            "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
            "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
            "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957",
        ),
    ] {
        assert_eq!(multiplied(&hex(scalar), &hex(point), &hex(point)), (hex(product), hex(product)));
    }
}

#[test]
fn a_thousand_in_a_row_come_out() {
    // RFC 7748 section 5.2.
    let (mut scalar, mut point) = (X25519_BASEPOINT_BYTES, X25519_BASEPOINT_BYTES);
    for round in 1..=1000 {
        let product = multiplied(&scalar, &point, &point).0;
        (point, scalar) = (scalar, product);
        if round == 1 {
            assert_eq!(scalar, hex("422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079"));
        }
    }
    assert_eq!(scalar, hex("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51"));
}

#[test]
fn two_who_agree_have_the_same_secret() {
    // RFC 7748 section 6.1.
    let alice = hex("77076d0a7318a57d3c16c17251b26645df4c6c1a8e8a5b3c2d5d1b3a7a8a2c2a");
    let bob = hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
    let (of_alice, _) = agree_with(&alice, &X25519_BASEPOINT_BYTES).unwrap();
    let (of_bob, shared) = agree_with(&bob, &of_alice).unwrap();
    assert_eq!(of_bob, hex("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"));
    assert_eq!(agree_with(&alice, &of_bob).unwrap().1, shared);
}

#[test]
fn whatever_is_multiplied_is_what_the_crate_says() {
    let mut rng = StdRng::seed_from_u64(7748);
    for _ in 0..200 {
        let (mut secret, mut first, mut second) = ([0; 32], [0; 32], [0; 32]);
        rng.fill_bytes(&mut secret);
        rng.fill_bytes(&mut first);
        rng.fill_bytes(&mut second);
        assert_eq!(multiplied(&secret, &first, &second), (x25519(secret, first), x25519(secret, second)));
    }
}

#[test]
fn however_many_agree_each_has_what_the_crate_says() {
    let mut rng = StdRng::seed_from_u64(255);
    for count in 0..20 {
        let (mut secrets, mut peers) = (vec![[0; 32]; count], vec![[0; 32]; count]);
        rng.fill_bytes(secrets.as_flattened_mut());
        rng.fill_bytes(peers.as_flattened_mut());
        let agreed = agree(&secrets, &peers).unwrap();
        assert_eq!(agreed.len(), count);
        for ((secret, peer), agreed) in secrets.iter().zip(&peers).zip(agreed) {
            assert_eq!(agreed.public, x25519(*secret, X25519_BASEPOINT_BYTES));
            assert_eq!(*agreed.shared, x25519(*secret, *peer));
        }
    }
}

#[test]
fn every_digit_of_a_secret_is_looked_up() {
    // Each value, with what it hands on to the next place, at both ends, and two of them side by side.
    for place in [0, 1, 30, 31] {
        for octets in (0..=255).step_by(2).map(|value| [value, value + 1]) {
            let secrets = octets.map(|octet| {
                let mut secret = [0x77; 32];
                secret[place] = octet;
                secret
            });
            for (secret, agreed) in secrets.iter().zip(agree(&secrets, &[X25519_BASEPOINT_BYTES; 2]).unwrap()) {
                assert_eq!(agreed.public, *agreed.shared, "{place} {octets:?}");
                assert_eq!(agreed.public, x25519(*secret, X25519_BASEPOINT_BYTES));
            }
        }
    }
}

#[test]
fn one_who_shares_no_secret_refuses_it_for_all() {
    assert!(agree(&[[7; 32]; 3], &[X25519_BASEPOINT_BYTES, [0; 32], X25519_BASEPOINT_BYTES]).is_none());
    // Nor is there one where a secret is missing.
    assert!(agree(&[[7; 32]; 2], &[X25519_BASEPOINT_BYTES; 3]).is_none());
}

#[test]
fn numbers_at_every_edge_are_what_the_crate_says() {
    // Around zero, the modulus and 2^255, and limbs that are all ones or nearly.
    let near = |octets: [u8; 32], last: u8| {
        [last.wrapping_sub(2), last.wrapping_sub(1), last, last.wrapping_add(1)].map(|low| {
            let mut octets = octets;
            octets[0] = low;
            octets
        })
    };
    let mut ones = [0xff; 32];
    let mut points: Vec<[u8; 32]> = [near([0; 32], 2), near(ones, 0xec), near(ones, 0xfe)].concat();
    ones[31] = 0x7f;
    points.extend([near(ones, 0xec), near(ones, 0xee), near(ones, 0xfe)].concat());
    points.extend((0..32).map(|at| {
        let mut octets = [0xff; 32];
        octets[at] = 0;
        octets
    }));
    for secret in [[0; 32], [0xff; 32], [0x55; 32]] {
        for pair in points.windows(2) {
            let expected = (x25519(secret, pair[0]), x25519(secret, pair[1]));
            assert_eq!(multiplied(&secret, &pair[0], &pair[1]), expected, "{pair:x?}");
        }
    }
}

#[test]
fn a_point_that_gives_no_secret_is_refused() {
    // Of small order, all there are, and two of them written another way.
    for point in [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ] {
        assert!(agree_with(&[7; 32], &hex(point)).is_none(), "{point}");
        let mut spelt = hex(point);
        assert!(is_of_small_order(&spelt), "{point}");
        spelt[31] ^= 0x80;
        assert!(is_of_small_order(&spelt), "{point}");
        spelt[0] ^= 2;
        assert_eq!(is_of_small_order(&spelt), agree_with(&[7; 32], &spelt).is_none(), "{point}");
    }
    // Nearly as large as the modulus is not enough.
    let mut large = [0xff; 32];
    [large[15], large[31]] = [0x7f; 2];
    assert!(agree_with(&[7; 32], &large).is_some() && !is_of_small_order(&large));
    assert!(agree_with(&[7; 32], &X25519_BASEPOINT_BYTES).is_some() && !is_of_small_order(&X25519_BASEPOINT_BYTES));
}
