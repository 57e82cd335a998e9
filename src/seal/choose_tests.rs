//! Of several copies the one that has the key which counts; what a certificate says of somebody else; the hash all know.

use super::*;
use crate::seal::{KeyKind, NewKey, Reason, make_key};
use crate::time::Instant;
use pgp::composed::{EncryptionCaps, KeyType, SecretKeyParamsBuilder, SubkeyParamsBuilder};
use pgp::ser::Serialize as _;
use pgp::types::Timestamp;
use rand::SeedableRng as _;
use rand::rngs::StdRng;

const BORN: i64 = 1_700_000_000;

fn at(days: i64) -> Instant {
    Instant::from_seconds(BORN + days * 86_400)
}

fn rng() -> StdRng {
    StdRng::seed_from_u64(1)
}

fn lee() -> Address {
    Address::parse("lee@example.com").unwrap()
}

fn key(address: &str, valid_days: Option<u32>) -> OwnKey {
    let new = NewKey { name: "Lee", addresses: &[address], kind: KeyKind::V4, post_quantum: false, valid_days };
    make_key(&new, at(0), &mut rng()).unwrap()
}

/// What a directory would answer for Lee, on that day.
fn found(key: &OwnKey, day: i64) -> Found {
    read(&key.view().unwrap().certificate, day)
}

fn read(octets: &[u8], day: i64) -> Found {
    Found { address: lee(), certificate: Certificate::read_all(octets, at(day)).unwrap().remove(0) }
}

#[test]
fn of_a_renewed_key_the_copy_counts_that_says_so_and_of_a_revoked_one_none() {
    let old = key("lee@example.com", Some(30));
    let renewed = old.renewed(365, at(40), &mut rng()).unwrap();
    let revoked = renewed.revoked(Reason::Superseded, at(41), &mut rng()).unwrap().key;
    let [old, renewed, revoked] = [&old, &renewed, &revoked].map(|key| found(key, 42));
    for copies in [[old.clone(), renewed.clone()], [renewed.clone(), old.clone()]] {
        let chosen = best_for(&lee(), &copies).unwrap();
        assert_eq!(chosen.view(Some(&lee())).reason, None);
        assert_eq!(chosen.key(), renewed.certificate.key());
    }
    for copies in [[revoked.clone(), renewed.clone()], [renewed, revoked], [old.clone(), old]] {
        let refused = best_for(&lee(), &copies).unwrap_err();
        let expired = copies[0].certificate.key() == copies[1].certificate.key();
        let (address, reason) = (lee().addr_spec(), if expired { Refusal::Expired } else { Refusal::Revoked });
        assert_eq!(refused, Error::RecipientCertificateUnusable { address, reason });
    }
}

#[test]
fn what_says_nothing_of_an_address_is_no_reason_why_it_cannot_be_written_to() {
    // Whoever answers for Lee's address with somebody's certificate that has ended.
    let other = found(&key("mara@example.com", Some(30)), 42);
    let none = best_for(&lee(), &[other]).unwrap_err();
    assert_eq!(none, Error::RecipientWithoutCertificate { address: "lee@example.com".to_owned() });
    let own = found(&key("lee@example.com", Some(30)), 42);
    let expired = best_for(&lee(), &[own]).unwrap_err();
    let (address, reason) = ("lee@example.com".to_owned(), Refusal::Expired);
    assert_eq!(expired, Error::RecipientCertificateUnusable { address, reason });
}

#[test]
fn a_hash_that_one_of_them_does_not_list_is_not_used() {
    let listing = |hashes: &[HashAlgorithm]| {
        let mut subkey = SubkeyParamsBuilder::default();
        let born = Timestamp::from_secs(BORN.try_into().unwrap());
        subkey.key_type(KeyType::X25519).created_at(born).can_encrypt(EncryptionCaps::All);
        let mut params = SecretKeyParamsBuilder::default();
        params.key_type(KeyType::Ed25519).created_at(born).can_certify(true).can_sign(true);
        params.preferred_hash_algorithms(hashes.iter().copied().collect());
        params.primary_user_id("Lee <lee@example.com>".to_owned()).subkeys(vec![subkey.build().unwrap()]);
        let secret = params.build().unwrap().generate(StdRng::from_entropy()).unwrap();
        // It is signed at the hour of the test.
        read(&secret.to_public_key().to_bytes().unwrap(), 20_000).certificate
    };
    let (sha256, sha512) = (HashAlgorithm::Sha256, HashAlgorithm::Sha512);
    let [both, short, none] = [listing(&[sha512, sha256]), listing(&[sha256]), listing(&[])];
    for (certificates, hash) in [
        (vec![&both], sha512),
        (vec![&both, &both], sha512),
        (vec![&both, &short], sha256),
        (vec![&short, &both], sha256),
        (vec![&none], sha256),
    ] {
        assert_eq!(Readers { certificates }.hash(), hash);
    }
}
