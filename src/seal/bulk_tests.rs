//! The same data by this program, by the reader's and, in `tests/node/engine/bulk.test.js`, by Web Cryptography.

use super::*;
use crate::seal::lean::seipd::Encrypted;
use crate::seal::lean::skesk::SessionKey;
use crate::seal::ocb::tests::by_the_crate;
use crate::seal::suite::Begin;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

const SALT: [u8; 32] = [7; 32];
/// Octets that stand before the chunks.
const HEAD: usize = 36;

fn silent() -> impl FnMut(u64, u64) {
    |_, _| {}
}

fn data(length: usize) -> Vec<u8> {
    (0..length).map(|at| u8::try_from(at % 251).unwrap()).collect()
}

fn key(cipher: Cipher) -> Vec<u8> {
    (0..cipher.key_size()).map(|at| u8::try_from(at).unwrap()).collect()
}

fn suite(cipher: Cipher, mode: Mode, chunk: u8) -> Suite {
    Suite { cipher, mode, chunk, begin: Begin::Salt(SALT) }
}

/// What stands before the chunks, and the chunks.
fn sealed(suite: Suite, plain: &[u8]) -> Vec<u8> {
    let mut octets = suite.head();
    let start = octets.len();
    octets.resize(start + suite.growth(plain.len()), 0);
    let data = octets.len();
    octets.extend_from_slice(plain);
    let mut job = Job::seal(suite, &key(suite.cipher), octets, (start, data)).unwrap();
    job.run(&mut silent());
    job.finish().unwrap()
}

fn opened(body: &[u8]) -> Option<Vec<u8>> {
    let suite = Suite::read(body).or_else(|| Suite::read_gnupg(body))?;
    let mut job = Job::open(suite, &key(suite.cipher), body[suite.head_size()..].to_vec(), 0)?;
    job.run(&mut silent());
    job.finish()
}

fn by_the_reader(body: &[u8], cipher: Cipher) -> Option<Vec<u8>> {
    let session = SessionKey { cipher: Some(cipher), key: Zeroizing::new(key(cipher)) };
    Encrypted::read(body).ok()?.decrypt(&session, &mut silent()).ok()
}

#[test]
fn chunks_of_every_size_are_those_the_reader_opens() {
    for octet in 0..=16 {
        for (cipher, mode) in [(Cipher::Aes256, Mode::Gcm), (Cipher::Aes128, Mode::Gcm), (Cipher::Aes128, Mode::Ocb)] {
            let suite = suite(cipher, mode, octet);
            let size = suite.size();
            let mut lengths = vec![0, 1, 15, 16, 17, 300];
            if octet <= 12 {
                lengths.extend([size - 1, size, size + 1, 2 * size, 3 * size + 5]);
            }
            for length in lengths {
                let plain = data(length);
                let body = sealed(suite, &plain);
                assert_eq!(body.len(), HEAD + length + (length.div_ceil(size) + 1) * BLOCK);
                assert_eq!(opened(&body).as_ref(), Some(&plain), "{octet} {length}");
                assert_eq!(by_the_reader(&body, cipher), Some(plain), "{octet} {length}");
            }
        }
    }
    assert!(Suite::read(&[&[2, 9, 3, 17], SALT.as_slice()].concat()).is_none(), "larger than may be");
}

#[test]
fn what_is_cut_off_put_elsewhere_or_said_twice_does_not_open() {
    let gnupg = Suite { begin: Begin::Gnupg([9; 15]), ..suite(Cipher::Aes256, Mode::Ocb, 0) };
    for suite in [suite(Cipher::Aes256, Mode::Gcm, 0), suite(Cipher::Aes128, Mode::Ocb, 0), gnupg] {
        let step = suite.size() + BLOCK;
        let body = sealed(suite, &data(4 * suite.size()));
        let (head, chunks) = body.split_at(suite.head_size());
        let (chunks, last) = chunks.split_at(4 * step);
        let chunk = |index: usize| &chunks[index * step..(index + 1) * step];
        let put = |order: &[usize], end: &[u8]| {
            let middle: Vec<&[u8]> = order.iter().map(|index| chunk(*index)).collect();
            [head, &middle.concat(), end].concat()
        };
        assert!(opened(&put(&[0, 1, 2, 3], last)).is_some());
        for order in [&[0, 1, 2][..], &[1, 2, 3], &[1, 0, 2, 3], &[0, 0, 1, 2, 3], &[0, 1, 2, 3, 3], &[]] {
            assert_eq!(opened(&put(order, last)), None, "{order:?}");
            assert_eq!(opened(&put(order, &[])), None, "{order:?}");
        }
        for length in suite.head_size()..body.len() {
            assert_eq!(opened(&body[..length]), None, "{length}");
        }
        for at in (0..body.len()).step_by(7) {
            let mut changed = body.clone();
            changed[at] ^= 1;
            assert_eq!(opened(&changed), None, "{at}");
        }
    }
}

#[test]
fn chunks_of_gnupg_are_those_of_its_draft() {
    // By the crate, as draft-koch-librepgp section 5.16 says: the number of the chunk is added to the vector and covered.
    let suite = Suite { begin: Begin::Gnupg([9; 15]), ..suite(Cipher::Aes128, Mode::Ocb, 1) };
    let (plain, session) = (data(300), key(suite.cipher));
    let mut body = [&[1, 7, 2, 1][..], &[9; 15]].concat();
    let numbered = |index: u8| {
        ([&[9; 14][..], &[9 ^ index]].concat(), [&[0xd4, 1, 7, 2, 1, 0, 0, 0, 0, 0, 0, 0][..], &[index]].concat())
    };
    for (index, chunk) in (0..).zip(plain.chunks(128)) {
        let (mut octets, (nonce, covered)) = (chunk.to_vec(), numbered(index));
        let tag = by_the_crate(suite.cipher, &session, &nonce, &covered, &mut octets);
        body.extend([octets, tag].concat());
    }
    let (nonce, covered) = numbered(3);
    body.extend(by_the_crate(
        suite.cipher,
        &session,
        &nonce,
        &[&covered[..], &300_u64.to_be_bytes()].concat(),
        &mut [],
    ));
    assert_eq!(opened(&body), Some(plain.clone()));
    assert_eq!(sealed(suite, &plain), body);
    assert!(Suite::read_gnupg(&[&[1, 7, 1, 1][..], &[9; 15]].concat()).is_none(), "EAX");
    assert!(Suite::read_gnupg(&[&[1, 7, 3, 1][..], &[9; 15]].concat()).is_none(), "GCM");
    assert!(Suite::read_gnupg(&[&[1, 7, 2, 17][..], &[9; 15]].concat()).is_none(), "larger than may be");
}

#[test]
fn a_job_changes_hands_between_two_chunks() {
    let suite = suite(Cipher::Aes256, Mode::Gcm, 6);
    let plain = data(3 * suite.size() + 9);
    let body = sealed(suite, &plain);
    // Somebody else did the first two.
    let mut octets = body[HEAD..].to_vec();
    octets[..2 * suite.size()].copy_from_slice(&plain[..2 * suite.size()]);
    let mut job = Job::open(suite, &key(suite.cipher), octets, 0).unwrap();
    job.skip(2);
    job.run(&mut silent());
    assert_eq!(job.finish(), Some(plain));
    // What nobody did comes to nothing.
    let job = Job::open(suite, &key(suite.cipher), body[HEAD..].to_vec(), 0).unwrap();
    assert_eq!(job.finish(), None);
}

#[test]
fn cfb_does_not_change_hands_and_what_is_told_only_grows() {
    let made = |length| Job::seal_cfb(Cipher::Aes256, &key(Cipher::Aes256), data(length + PREFIX), 0);
    let mut job = made(100);
    job.skip(1);
    job.run(&mut silent());
    assert_eq!(job.finish(), None, "the code at its end would be made over what is encrypted already");
    let gcm = suite(Cipher::Aes256, Mode::Gcm, 10);
    let length = 5 * STEP + 1000;
    let chunked = Job::seal(gcm, &key(Cipher::Aes256), data(length), (0, 0)).unwrap();
    let sealed = sealed(gcm, &data(length));
    let opening = Job::open(gcm, &key(Cipher::Aes256), sealed[gcm.head_size()..].to_vec(), 0).unwrap();
    for (what, mut job) in [("encrypted", chunked), ("decrypted", opening), ("by CFB", made(length))] {
        let mut told = Vec::new();
        job.run(&mut |done, total| told.push((done, total)));
        assert!(job.finish().is_some(), "{what}");
        assert!(told.len() >= 2 && told.windows(2).all(|two| two[0].0 < two[1].0), "{what}: {told:?}");
        assert!(told.iter().all(|(done, total)| done <= total && total == &told[0].1), "{what}: {told:?}");
        let (last, total) = told[told.len() - 1];
        assert_eq!(last, total, "{what}");
        // A few times a second, not for each chunk.
        assert!(told.len() < 8, "{what}: {told:?}");
    }
}

#[test]
fn cfb_is_what_the_reader_opens() {
    for length in [0, 1, 15, 16, 17, 111, 112, 113, 65536, 100_001] {
        let random = data(16);
        let prefixed = [[1].as_slice(), &random, &random[14..], &data(length)].concat();
        let mut job = Job::seal_cfb(Cipher::Aes256, &key(Cipher::Aes256), prefixed, 1);
        job.run(&mut silent());
        let body = job.finish().unwrap();
        assert_eq!(by_the_reader(&body, Cipher::Aes256), Some(data(length)), "{length}");
        let opened = |body: &[u8]| {
            let mut job = Job::open_cfb(Cipher::Aes256, &key(Cipher::Aes256), body[1..].to_vec(), 0).unwrap();
            job.run(&mut silent());
            let octets = job.finish()?;
            let sum = Hash::Sha1.of(&[&octets[..octets.len().checked_sub(SHA1)?]]);
            without_code(octets, &sum).map(|octets| octets[PREFIX..].to_vec())
        };
        assert_eq!(opened(&body), Some(data(length)), "{length}");
        for at in [0, 18, body.len() / 2, body.len() - 1].map(|at| at.min(body.len() - 2) + 1) {
            let mut changed = body.clone();
            changed[at] ^= 1;
            assert_eq!(opened(&changed), None, "{length} {at}");
        }
        for shorter in 1..if length < 1000 { 40 } else { 3 } {
            assert_eq!(opened(&body[..body.len() - shorter]), None, "{length} {shorter}");
        }
    }
}

#[test]
fn cfb_may_be_opened_piece_by_piece() {
    let cipher = Cipher::Aes256;
    let mut sealing = Job::seal_cfb(cipher, &key(cipher), data(5000), 0);
    sealing.run(&mut silent());
    let body = sealing.finish().unwrap();
    let begun = || Job::open_cfb(cipher, &key(cipher), [b"front".as_slice(), &body].concat(), 5).unwrap();
    let opened = |mut job: Job| {
        job.run(&mut silent());
        job.finish().unwrap()
    };
    let whole = opened(begun());
    assert_eq!(whole[5..5005], data(5000));
    for steps in [vec![16, 32, 4096], vec![128, 5008, body.len()], vec![body.len()], vec![0, 16, 16, 144], vec![4992]] {
        let mut job = begun();
        for to in &steps {
            job.open_cfb_up_to(*to);
            assert_eq!(job.order().octets[5..5 + to], whole[5..5 + to], "{steps:?} {to}");
            assert_eq!(job.order().octets[5 + to..], [b"front".as_slice(), &body].concat()[5 + to..], "{steps:?} {to}");
        }
        assert_eq!(opened(job), whole, "{steps:?}");
    }
    // What ends within a block, further back or behind the end changes nothing.
    let mut job = begun();
    job.open_cfb_up_to(64);
    for to in [65, 48, body.len() + 16, usize::MAX & !15] {
        job.open_cfb_up_to(to);
    }
    assert_eq!(opened(job), whole);
    let mut sealing = Job::seal_cfb(cipher, &key(cipher), data(5000), 0);
    sealing.open_cfb_up_to(16);
    sealing.run(&mut silent());
    assert_eq!(sealing.finish(), Some(body));
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vector {
    task: String,
    chunk: u8,
    length: usize,
    sha256: String,
}

/// `tests/cases/bulk.json`: what both give for the key 00 01 02 …, the salt 07 07 … and data that count to 250 and begin anew.
#[test]
fn the_octets_are_those_of_the_vectors() {
    let vectors: Vec<Vector> = serde_json::from_str(include_str!("../../tests/cases/bulk.json")).unwrap();
    assert!(vectors.len() > 20);
    for vector in vectors {
        let plain = data(vector.length);
        let result = if vector.task == "seal-cfb" {
            let mut job = Job::seal_cfb(Cipher::Aes256, &key(Cipher::Aes256), plain, 0);
            job.run(&mut silent());
            job.finish().unwrap()
        } else {
            sealed(suite(Cipher::Aes256, Mode::Gcm, vector.chunk), &plain)[HEAD..].to_vec()
        };
        assert_eq!(
            format!("{:x}", Sha256::digest(&result)),
            vector.sha256,
            "{} {} {}",
            vector.task,
            vector.chunk,
            vector.length
        );
    }
}
