//! Which keys are too weak, to the bit, and which points are no keys.

use super::*;

/// A number of so many bits (RFC 9580 section 3.2), odd.
fn number(bits: u16) -> Vec<u8> {
    let mut octets = vec![0; usize::from(bits).div_ceil(8)];
    octets[0] = 1 << ((bits - 1) % 8);
    *octets.last_mut().unwrap() |= 1;
    [bits.to_be_bytes().as_slice(), &octets].concat()
}

fn judged(algorithm: PublicKeyAlgorithm, octets: &[u8]) -> Result<(), Refusal> {
    refuse_by_algorithm(&PublicParams::try_from_reader(algorithm, Some(octets.len()), octets).unwrap())
}

#[test]
fn rsa_counts_from_2048_bits_on_whatever_its_exponent() {
    for exponent in [number(2), number(17), number(32)] {
        for (bits, verdict) in [
            (1024, Err(Refusal::WeakAlgorithm)),
            (2032, Err(Refusal::WeakAlgorithm)),
            (2047, Err(Refusal::WeakAlgorithm)),
            (2048, Ok(())),
            (3072, Ok(())),
        ] {
            let octets = [number(bits), exponent.clone()].concat();
            assert_eq!(judged(PublicKeyAlgorithm::RSA, &octets), verdict, "{bits} {exponent:?}");
        }
    }
}

#[test]
fn a_point_to_which_everybody_can_open_is_no_key() {
    let legacy = |point: &[u8; 32]| {
        let curve = [10, 0x2b, 0x06, 0x01, 0x04, 0x01, 0x97, 0x55, 0x01, 0x05, 0x01];
        [curve.as_slice(), &[1, 7, 0x40], point, &[3, 1, 8, 7]].concat()
    };
    let numbered = |number: u8| std::array::from_fn(|at| if at == 0 { number } else { 0 });
    // Two of small order, and the base point.
    for (number, verdict) in [(0, Err(Refusal::WeakAlgorithm)), (1, Err(Refusal::WeakAlgorithm)), (9, Ok(()))] {
        let point = numbered(number);
        assert_eq!(judged(PublicKeyAlgorithm::X25519, &point), verdict, "{number}");
        assert_eq!(judged(PublicKeyAlgorithm::ECDH, &legacy(&point)), verdict, "{number}");
    }
}

#[test]
fn what_nobody_should_use_any_more_is_weak_and_what_is_unknown_is_not_supported() {
    let three = [number(2048), number(2), number(2048)].concat();
    assert_eq!(judged(PublicKeyAlgorithm::Elgamal, &three), Err(Refusal::WeakAlgorithm));
    assert_eq!(judged(PublicKeyAlgorithm::from(99), &[1, 2, 3]), Err(Refusal::Unsupported));
}
