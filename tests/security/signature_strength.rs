//! Signatures that are worth nothing: weak hashes, unknown critical notations, keys that are revoked or were expired, key IDs
//! that are somebody else's.

use crate::people::{Person, now};
use crate::security::crafted::{crlf, detached, multipart_signed, secret, three};
use pgp::composed::{DetachedSignature, SubpacketConfig};
use pgp::crypto::hash::HashAlgorithm;
use pgp::packet::{Notation, Signature, SignatureConfig, SignatureType, Subpacket, SubpacketData};
use pgp::types::{Duration, KeyDetails as _, Password, SigningKey as _, Timestamp};
use rand::SeedableRng;
use rand::rngs::StdRng;
use zegel::address::Address;
use zegel::open::{Means, Opened, Summary, open};
use zegel::seal::{Certificate, Found, KeyKind, NewKey, Reason, SignatureState, make_key};
use zegel::time::Instant;

const ENTITY: &str = "Content-Type: text/plain\n\npay\n";

fn read(signature: &DetachedSignature, certificate: &[u8], person: &Person) -> Opened {
    let message = crlf(&format!("From: noor@example.org\n{}", multipart_signed(ENTITY, signature)));
    let certificate = Certificate::read_all(certificate, now()).unwrap().remove(0);
    let found = [Found { address: person.address.clone(), certificate }];
    let means = Means { keys: &[], certificates: &found, site: None, now: now() };
    open(message.as_bytes(), &means, &mut |_, _, _| {}).unwrap()
}

fn is_worth_nothing(opened: &Opened, what: &str) {
    assert_eq!((opened.status.summary, opened.author.is_some()), (Summary::Plain, false), "{what}");
    assert_eq!(opened.signature.state, SignatureState::Invalid, "{what}");
    assert_eq!(opened.text.as_deref(), Some("pay\n"), "{what}");
}

#[test]
fn only_hashes_that_hold_count() {
    let (_, noor, _) = three();
    let good = detached(&noor, ENTITY, HashAlgorithm::Sha256, Vec::new());
    assert_eq!(read(&good, &noor.certificate, &noor).status.summary, Summary::Signed);
    // The library does not make weak ones; GnuPG does.
    let cases = crate::corpus::cases();
    let weak = cases.iter().find(|case| case.name == "gnupg-signed-sha1").unwrap();
    let opened = weak.open(&weak.message);
    assert_eq!((opened.status.summary, opened.signature.state), (Summary::Plain, SignatureState::Invalid));
}

#[test]
fn what_must_be_understood_and_is_not_makes_it_void() {
    let (_, noor, _) = three();
    let notation = || {
        SubpacketData::Notation(Notation {
            readable: true,
            name: "only@example.org".into(),
            value: "on Sundays".into(),
        })
    };
    let critical = vec![Subpacket::critical(notation()).unwrap()];
    is_worth_nothing(
        &read(&detached(&noor, ENTITY, HashAlgorithm::Sha256, critical), &noor.certificate, &noor),
        "critical",
    );
    let regular = vec![Subpacket::regular(notation()).unwrap()];
    let opened = read(&detached(&noor, ENTITY, HashAlgorithm::Sha256, regular), &noor.certificate, &noor);
    assert_eq!(opened.status.summary, Summary::Signed);
}

#[test]
fn a_signature_has_its_time() {
    let (_, noor, _) = three();
    let over = vec![Subpacket::regular(SubpacketData::SignatureExpirationTime(Duration::from_secs(1))).unwrap()];
    let key = secret(&noor);
    let at = |seconds: i64, more: Vec<Subpacket>| {
        let time = Timestamp::from_secs(u32::try_from(now().seconds() + seconds).unwrap());
        let mut hashed = vec![
            Subpacket::regular(SubpacketData::SignatureCreationTime(time)).unwrap(),
            Subpacket::regular(SubpacketData::IssuerFingerprint(key.fingerprint())).unwrap(),
        ];
        hashed.extend(more);
        let config = SubpacketConfig::UserDefined { hashed, unhashed: Vec::new() };
        let (rng, password) = (StdRng::from_entropy(), Password::empty());
        let data = crlf(ENTITY);
        let made = DetachedSignature::sign_binary_data_with_subpackets(
            rng,
            &key.primary_key,
            &password,
            HashAlgorithm::Sha256,
            data.as_bytes(),
            config,
        );
        made.unwrap()
    };
    assert_eq!(read(&at(-60, Vec::new()), &noor.certificate, &noor).status.summary, Summary::Signed);
    is_worth_nothing(&read(&at(-60, over), &noor.certificate, &noor), "expired");
    is_worth_nothing(&read(&at(86_400, Vec::new()), &noor.certificate, &noor), "tomorrow's");
    is_worth_nothing(&read(&at(-10 * 86_400, Vec::new()), &noor.certificate, &noor), "older than its key");
}

#[test]
fn a_revoked_key_vouches_for_nothing() {
    let (_, noor, _) = three();
    let signature = detached(&noor, ENTITY, HashAlgorithm::Sha256, Vec::new());
    let revoked = noor.key.revoked(Reason::Compromised, now(), &mut StdRng::from_entropy()).unwrap();
    let certificate = revoked.key.view().unwrap().certificate;
    is_worth_nothing(&read(&signature, &certificate, &noor), "revoked");
}

#[test]
fn what_an_expired_key_signs_is_worth_nothing() {
    let born = Instant::from_seconds(now().seconds() - 10 * 86_400);
    let person = |days| {
        let kind = KeyKind::V4;
        let wish =
            NewKey { name: "Noor", addresses: &["noor@example.org"], kind, post_quantum: false, valid_days: days };
        let key = make_key(&wish, born, &mut StdRng::from_entropy()).unwrap();
        let certificate = key.view().unwrap().certificate;
        Person { key, address: Address::parse("noor@example.org").unwrap(), certificate }
    };
    for (days, summary) in [(Some(5), Summary::Plain), (Some(50), Summary::Signed)] {
        let noor = person(days);
        let opened = read(&detached(&noor, ENTITY, HashAlgorithm::Sha256, Vec::new()), &noor.certificate, &noor);
        assert_eq!(opened.status.summary, summary, "{days:?}");
    }
}

#[test]
fn a_key_id_that_is_somebody_elses_verifies_nothing() {
    let (evil, noor, _) = three();
    let (evils, noors) = (secret(&evil), secret(&noor));
    // The attacker's signature names Noor's key: by its ID, by its fingerprint, by both and the own one.
    for issuers in [
        vec![SubpacketData::IssuerKeyId(noors.legacy_key_id())],
        vec![SubpacketData::IssuerFingerprint(noors.fingerprint())],
        vec![SubpacketData::IssuerFingerprint(evils.fingerprint()), SubpacketData::IssuerKeyId(noors.legacy_key_id())],
        Vec::new(),
    ] {
        let mut hashed = vec![
            Subpacket::regular(SubpacketData::SignatureCreationTime(Timestamp::from_secs(now().openpgp()))).unwrap(),
        ];
        hashed.extend(issuers.into_iter().map(|issuer| Subpacket::regular(issuer).unwrap()));
        let config = SubpacketConfig::UserDefined { hashed, unhashed: Vec::new() };
        let data = crlf(ENTITY);
        let made = DetachedSignature::sign_binary_data_with_subpackets(
            StdRng::from_entropy(),
            &evils.primary_key,
            &Password::empty(),
            HashAlgorithm::Sha256,
            data.as_bytes(),
            config,
        );
        let opened = read(&made.unwrap(), &noor.certificate, &noor);
        assert_eq!((opened.status.summary, opened.author.is_some()), (Summary::Plain, false));
    }
}

#[test]
fn a_signature_over_something_else_is_none_over_this() {
    let (_, noor, _) = three();
    let key = secret(&noor);
    // As the library itself does not make them, but takes them for sound: of the data they cover one octet.
    let signature = |kind: SignatureType| {
        let mut config = SignatureConfig::v4(kind, key.primary_key.algorithm(), HashAlgorithm::Sha256);
        config.hashed_subpackets = vec![
            Subpacket::regular(SubpacketData::SignatureCreationTime(Timestamp::from_secs(now().openpgp()))).unwrap(),
            Subpacket::regular(SubpacketData::IssuerFingerprint(key.fingerprint())).unwrap(),
        ];
        let mut hasher = HashAlgorithm::Sha256.new_hasher().unwrap();
        config.hash_data_to_sign(&mut hasher, crlf(ENTITY).as_bytes()).unwrap();
        let length = config.hash_signature_data(&mut hasher).unwrap();
        hasher.update(&config.trailer(length).unwrap());
        let hash = hasher.finalize();
        let made = key.primary_key.sign(&Password::empty(), HashAlgorithm::Sha256, &hash).unwrap();
        DetachedSignature::new(Signature::from_config(config, [hash[0], hash[1]], made).unwrap())
    };
    let opened = read(&signature(SignatureType::Binary), &noor.certificate, &noor);
    assert_eq!(opened.status.summary, Summary::Signed, "made like this one counts");
    for kind in [SignatureType::Standalone, SignatureType::Timestamp] {
        let signature = signature(kind);
        let verifies = signature.signature.verify(key.primary_key.public_key(), crlf(ENTITY).as_bytes());
        assert!(verifies.is_ok(), "{kind:?}");
        is_worth_nothing(&read(&signature, &noor.certificate, &noor), "another kind");
    }
}
