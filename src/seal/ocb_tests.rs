//! The standard's examples, and whatever the crate `ocb3` makes of random octets.

use super::*;
use crate::seal::lean::cipher::Cipher;
use aes::{Aes128, Aes256};
use aes_gcm::aead::consts::U15;
use aes_gcm::aead::generic_array::GenericArray;
use aes_gcm::aead::{AeadInPlace as _, KeyInit as _};
use ocb3::Ocb3;
use rand::rngs::StdRng;
use rand::{Rng as _, RngCore as _, SeedableRng as _};

fn hex(text: &str) -> Vec<u8> {
    text.as_bytes().chunks(2).map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

#[test]
fn the_standards_examples_come_out() {
    // RFC 7253 appendix A: the last octet of the nonce, how much of 0, 1, 2, … is covered and encrypted, and what comes out.
    let ocb = Ocb::new(&hex("000102030405060708090A0B0C0D0E0F")).unwrap();
    for (nonce, covered, plain, expected) in [
        (0x00, 0, 0, "785407BFFFC8AD9EDCC5520AC9111EE6"),
        (0x01, 8, 8, "6820B3657B6F615A5725BDA0D3B4EB3A257C9AF1F8F03009"),
        (0x02, 8, 0, "81017F8203F081277152FADE694A0A00"),
        (0x03, 0, 8, "45DD69F8F5AAE72414054CD1F35D82760B2CD00D2F99BFA9"),
        (0x04, 16, 16, "571D535B60B277188BE5147170A9A22C3AD7A4FF3835B8C5701C1CCEC8FC3358"),
        (0x05, 16, 0, "8CF761B6902EF764462AD86498CA6B97"),
        (0x06, 0, 16, "5CE88EC2E0692706A915C00AEB8B2396F40E1C743F52436BDF06D8FA1ECA343D"),
        (
            0x0d,
            40,
            40,
            "D5CA91748410C1751FF8A2F618255B68A0A12E093FF454606E59F9C1D0DDC54B65E8628E568BAD7AED07BA06A4A69483A7035490C5769E60",
        ),
    ] {
        let nonce = [&hex("BBAA9988776655443322110000")[..11], &[nonce]].concat();
        let covered: Vec<u8> = (0..covered).collect();
        let plain: Vec<u8> = (0..plain).collect();
        let mut octets = plain.clone();
        let tag = ocb.seal(&nonce, &covered, &mut octets).unwrap();
        assert_eq!([&octets[..], &tag].concat(), hex(expected));
        ocb.open(&nonce, &covered, &mut octets, &tag).unwrap();
        assert_eq!(octets, plain);
    }
    assert!(Ocb::new(&[0; 24]).is_none() && Ocb::new(&[]).is_none());
    assert!(ocb.seal(&[0; 17], &[], &mut []).is_none() && ocb.seal(&[0; 16], &[], &mut []).is_none());
}

#[test]
fn the_standards_test_of_all_lengths_comes_out() {
    // Appendix A: 128 lengths, each covered, encrypted, and both; then the tag of all of it.
    for (size, expected) in [(16, "67E944D23256C5E0B6C61FA22FDF1EA2"), (32, "D90EB8E9C977C88B79DD793D7FFA161C")] {
        let mut key = vec![0; size];
        *key.last_mut().unwrap() = 128;
        let ocb = Ocb::new(&key).unwrap();
        let nonce = |number: u32| [[0; 8].as_slice(), &number.to_be_bytes()].concat();
        let mut all = Vec::new();
        for index in 0..128 {
            let zeros = vec![0; usize::try_from(index).unwrap()];
            for (step, covered, plain) in [(1, &zeros[..], &zeros[..]), (2, &[], &zeros), (3, &zeros, &[])] {
                let mut octets = plain.to_vec();
                let tag = ocb.seal(&nonce(3 * index + step), covered, &mut octets).unwrap();
                all.extend([&octets[..], &tag].concat());
            }
        }
        assert_eq!(ocb.seal(&nonce(385), &all, &mut []).unwrap().to_vec(), hex(expected));
    }
}

/// What the crate makes of it, and the tag.
pub(in crate::seal) fn by_the_crate(
    cipher: Cipher,
    key: &[u8],
    nonce: &[u8],
    covered: &[u8],
    octets: &mut [u8],
) -> Vec<u8> {
    let nonce = GenericArray::from_slice(nonce);
    match cipher {
        Cipher::Aes128 => {
            let ocb = Ocb3::<Aes128, U15>::new_from_slice(key).unwrap();
            ocb.encrypt_in_place_detached(nonce, covered, octets).unwrap().to_vec()
        }
        Cipher::Aes256 => {
            let ocb = Ocb3::<Aes256, U15>::new_from_slice(key).unwrap();
            ocb.encrypt_in_place_detached(nonce, covered, octets).unwrap().to_vec()
        }
    }
}

#[test]
fn both_ways_are_those_of_the_crate() {
    let mut rng = StdRng::seed_from_u64(7253);
    for cipher in [Cipher::Aes128, Cipher::Aes256] {
        for length in (0..300).chain([1000, 4096, 65_537]) {
            let (mut key, mut plain, mut nonce) = (vec![0; cipher.key_size()], vec![0; length], [0; 15]);
            let mut covered = vec![0; rng.gen_range(0..50)];
            for octets in [&mut key, &mut plain, &mut nonce[..], &mut covered] {
                rng.fill_bytes(octets);
            }
            let mut expected = plain.clone();
            let tag = by_the_crate(cipher, &key, &nonce, &covered, &mut expected);
            let ocb = Ocb::new(&key).unwrap();
            let mut octets = plain.clone();
            assert_eq!(ocb.seal(&nonce, &covered, &mut octets).unwrap().to_vec(), tag, "{length}");
            assert_eq!(octets, expected, "{length}");
            ocb.open(&nonce, &covered, &mut octets, &tag).unwrap();
            assert_eq!(octets, plain, "{length}");
            // Whatever is changed, it does not open.
            let mut wrong = tag.clone();
            wrong[length % 16] ^= 1;
            assert!(ocb.open(&nonce, &covered, &mut expected.clone(), &wrong).is_none());
            assert!(ocb.open(&nonce, &[&covered[..], &[0]].concat(), &mut expected.clone(), &tag).is_none());
            if length > 0 {
                expected[length / 2] ^= 1;
                assert!(ocb.open(&nonce, &covered, &mut expected, &tag).is_none());
            }
        }
    }
}
