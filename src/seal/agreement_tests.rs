//! The standard's example, and what may not pass.

use super::*;
use rand::SeedableRng as _;
use rand::rngs::StdRng;

fn with(points: &[[u8; 32]]) -> Agreement {
    let mut agreement = Agreement::draw(&mut StdRng::seed_from_u64(7748));
    for point in points {
        agreement.add(*point);
    }
    agreement
}

fn hex(text: &str) -> [u8; 32] {
    let octets = text.as_bytes().chunks(2).map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap());
    octets.collect::<Vec<u8>>().try_into().unwrap()
}

#[test]
fn two_who_agree_have_the_same_secret() {
    // RFC 7748 section 6.1.
    let bob = hex("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
    let mut alice = with(&[bob]);
    *alice.secret = hex("77076d0a7318a57d3c16c17251b26645df4c6c1a8e8a5b3c2d5d1b3a7a8a2c2a");
    assert_eq!(alice.points().len(), 64);
    let bobs = hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
    let mut agreed = alice.agreed().unwrap();
    let shared = agreed.shared.next().unwrap();
    assert_eq!(*shared, x25519(bobs, agreed.ephemeral));
    assert!(agreed.shared.next().is_none());
}

#[test]
fn what_somebody_else_computed_counts_where_all_of_it_is_there() {
    let peers: Vec<[u8; 32]> = (1..=3).map(|secret| x25519([secret; 32], X25519_BASEPOINT_BYTES)).collect();
    let right = |agreement: &Agreement| -> Vec<[u8; 32]> {
        agreement.points.iter().map(|point| x25519(*agreement.secret(), *point)).collect()
    };
    for (given, counts) in [(4 * 32, true), (3 * 32, false), (5 * 32, false), (4 * 32 - 1, false), (4 * 32 + 1, false)]
    {
        let mut agreement = with(&peers);
        let products = right(&agreement);
        agreement.computed(&vec![9; given]);
        assert_eq!(agreement.is_open(), !counts, "{given}");
        let agreed = agreement.agreed().unwrap();
        assert_eq!(agreed.ephemeral, if counts { [9; 32] } else { products[0] }, "{given}");
        let shared: Vec<[u8; 32]> = agreed.shared.map(|shared| *shared).collect();
        assert_eq!(shared, if counts { vec![[9; 32]; 3] } else { products[1..].to_vec() }, "{given}");
    }
}

#[test]
fn without_readers_there_is_nothing_to_compute() {
    let mut agreement = with(&[]);
    assert!(!agreement.is_open());
    assert_eq!(agreement.agreed().unwrap().shared.count(), 0);
    assert!(with(&[X25519_BASEPOINT_BYTES]).is_open());
}

#[test]
fn one_who_shares_no_secret_refuses_it_for_all() {
    let peer = x25519([1; 32], X25519_BASEPOINT_BYTES);
    assert!(with(&[peer, [0; 32], peer]).agreed().is_none());
    for zero in 0..3 {
        let mut agreement = with(&[peer, peer]);
        let mut products = [[5; 32]; 3];
        products[zero] = [0; 32];
        agreement.computed(products.as_flattened());
        assert!(agreement.agreed().is_none(), "{zero}");
    }
}

#[test]
fn every_message_has_a_secret_of_its_own() {
    let mut rng = StdRng::seed_from_u64(1);
    let [one, other] = [(); 2].map(|()| Agreement::draw(&mut rng));
    assert_ne!(one.secret(), other.secret());
    assert_eq!(one.points(), other.points());
    assert!(!format!("{one:?}").contains("secret"));
}

#[test]
fn a_point_that_gives_no_secret_is_refused() {
    let refused = |point: &[u8; 32]| with(&[*point]).agreed().is_none();
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
        assert!(refused(&hex(point)), "{point}");
        let mut spelt = hex(point);
        assert!(is_of_small_order(&spelt), "{point}");
        spelt[31] ^= 0x80;
        assert!(is_of_small_order(&spelt), "{point}");
        spelt[0] ^= 2;
        assert_eq!(is_of_small_order(&spelt), refused(&spelt), "{point}");
    }
    // Nearly as large as the modulus is not enough.
    let mut large = [0xff; 32];
    [large[15], large[31]] = [0x7f; 2];
    assert!(!refused(&large) && !is_of_small_order(&large));
    assert!(!refused(&X25519_BASEPOINT_BYTES) && !is_of_small_order(&X25519_BASEPOINT_BYTES));
}
