//! The standard's examples, and whatever the crate `aes` makes of random octets.

use super::*;
use ::aes::{Aes128, Aes256};
use cfb_mode::Decryptor;
use cfb_mode::cipher::{AsyncStreamCipher as _, KeyIvInit as _};
use rand::rngs::StdRng;
use rand::{RngCore as _, SeedableRng as _};

fn hex(text: &str) -> Vec<u8> {
    text.as_bytes().chunks(2).map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

#[test]
fn the_standards_examples_come_out() {
    // FIPS 197 appendix C.1 and C.3.
    let plain = hex("00112233445566778899aabbccddeeff");
    for (key, sealed) in [
        ("000102030405060708090a0b0c0d0e0f", "69c4e0d86a7b0430d8cdb78070b4c55a"),
        ("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "8ea2b7ca516745bfeafc49904b496089"),
    ] {
        let mut batch: [u8; BATCH] = plain.repeat(8).try_into().unwrap();
        Aes::new(&hex(key)).unwrap().encrypt(&mut batch);
        assert_eq!(batch.to_vec(), hex(sealed).repeat(8));
    }
    assert!(Aes::new(&[0; 24]).is_none() && Aes::new(&[]).is_none() && Aes::new(&[0; 33]).is_none());
}

#[test]
fn whatever_was_encrypted_is_decrypted_as_the_crate_does() {
    let mut rng = StdRng::seed_from_u64(197);
    for size in [16, 32] {
        for length in (0..300).chain([1000, 4096, 65_537]) {
            let (mut key, mut octets) = (vec![0; size], vec![0; length]);
            rng.fill_bytes(&mut key);
            rng.fill_bytes(&mut octets);
            let mut expected = octets.clone();
            match size {
                16 => Decryptor::<Aes128>::new_from_slices(&key, &[0; BLOCK]).unwrap().decrypt(&mut expected),
                _ => Decryptor::<Aes256>::new_from_slices(&key, &[0; BLOCK]).unwrap().decrypt(&mut expected),
            }
            Aes::new(&key).unwrap().decrypt_cfb(&mut octets);
            assert_eq!(octets, expected, "{length}");
        }
    }
}

#[test]
fn blocks_come_back() {
    let mut rng = StdRng::seed_from_u64(1997);
    for size in [16, 32] {
        for _ in 0..200 {
            let (mut key, mut octets) = (vec![0; size], [0; BATCH]);
            rng.fill_bytes(&mut key);
            rng.fill_bytes(&mut octets);
            let (aes, mut batch) = (Aes::new(&key).unwrap(), octets);
            aes.encrypt(&mut batch);
            assert_ne!(batch, octets);
            aes.decrypt(&mut batch);
            assert_eq!(batch, octets);
        }
    }
}
