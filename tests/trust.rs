//! Which certificate is used for an address, and what is said of it: one table.

use pgp::composed::{Deserializable as _, SignedPublicKey, SignedSecretKey};
use pgp::crypto::hash::HashAlgorithm;
use pgp::packet::{SignatureConfig, SignatureType, Subpacket, SubpacketData};
use pgp::ser::Serialize as _;
use pgp::types::{KeyDetails as _, Password, Tag, Timestamp};
use rand::SeedableRng;
use rand::rngs::StdRng;
use zegel::address::Address;
use zegel::seal::Source::{Attached, Autocrypt, Directory, Gossip, Keyserver, Wkd};
use zegel::seal::StandingState::{Changed, Expired, Known, New, None as Nothing, Revoked, Verified};
use zegel::seal::{
    Candidate, Certificate, KeyKind, NewKey, OwnKey, Reason, Remembered, Source, Standing, StandingState, Vouched,
    judge, make_key,
};
use zegel::time::Instant;

fn at(days: i64) -> Instant {
    Instant::from_seconds(1_760_000_000 + days * 86_400)
}

fn rng() -> StdRng {
    StdRng::from_entropy()
}

fn key(address: &str, born: i64, valid_days: Option<u32>) -> OwnKey {
    let wish = NewKey { name: "Lee", addresses: &[address], kind: KeyKind::V4, post_quantum: false, valid_days };
    make_key(&wish, at(born), &mut rng()).unwrap()
}

fn lee() -> Address {
    Address::parse("lee@example.com").unwrap()
}

fn read(bytes: &[u8]) -> Certificate {
    Certificate::read_all(bytes, at(100)).unwrap().remove(0)
}

fn public(key: &OwnKey) -> Vec<u8> {
    key.view().unwrap().certificate
}

/// What, how it stands, and what that should be: state, certificate, who vouches.
type Row = (&'static str, Standing, StandingState, Option<String>, Option<Vouched>);

/// Judged on day 100.
fn judged(found: &[(&[u8], Source)], remembered: &[Remembered], trusted: &[&OwnKey]) -> Standing {
    let candidates: Vec<_> = found
        .iter()
        .enumerate()
        .map(|(file, (bytes, source))| Candidate { certificate: read(bytes), source: *source, file })
        .collect();
    let trusted: Vec<_> = trusted.iter().map(|key| read(&public(key))).collect();
    judge(&lee(), &candidates, remembered, &trusted, at(100))
}

fn used(key: &OwnKey) -> Remembered {
    remembered(key, Some("2026-01-05T00:00:00Z"), None, None)
}

fn remembered(key: &OwnKey, used: Option<&str>, verified: Option<&str>, accepted: Option<&str>) -> Remembered {
    let text = |time: Option<&str>| time.map(ToOwned::to_owned);
    Remembered {
        fingerprint: key.certificate().fingerprint(),
        last_used: text(used),
        verified: text(verified),
        accepted: text(accepted),
        rejected: None,
    }
}

#[test]
fn how_it_stands() {
    let (old, new, stranger) =
        (key("lee@example.com", 0, None), key("lee@example.com", 50, None), key("eve@example.com", 0, None));
    let (a, b, e) = (public(&old), public(&new), public(&stranger));
    let expired = key("lee@example.com", 0, Some(30));
    let renewed = public(&expired.renewed(365, at(60), &mut rng()).unwrap());
    let x = public(&expired);
    let revoked = old.revoked(Reason::Superseded, at(60), &mut rng()).unwrap().certificate;
    let organisation = key("keys@example.com", 0, None);
    let certified = organisation.certified(&read(&b), &lee(), at(60), &mut rng()).unwrap();
    let handed_over = old.certified(&read(&b), &lee(), at(60), &mut rng()).unwrap();
    let for_other =
        organisation.certified(&read(&e), &Address::parse("eve@example.com").unwrap(), at(60), &mut rng()).unwrap();
    let later = || Some("2026-02-01T00:00:00Z");

    let print = |key: &OwnKey| Some(key.certificate().fingerprint());
    #[rustfmt::skip]
    let table: Vec<Row> = vec![
        ("nothing found", judged(&[], &[], &[]), Nothing, None, None),
        ("a directory that answers with somebody else's", judged(&[(&e, Directory)], &[], &[]), Nothing, None, None),
        ("the first time", judged(&[(&a, Wkd)], &[], &[]), New, print(&old), None),
        ("seen before, and never used", judged(&[(&b, Wkd)], &[remembered(&old, None, None, None)], &[]), New, print(&new), None),
        ("used before", judged(&[(&a, Wkd)], &[used(&old)], &[]), Known, print(&old), None),
        ("compared with its owner", judged(&[(&a, Wkd)], &[remembered(&old, None, later(), None)], &[]), Verified, print(&old), Some(Vouched::Person)),
        ("another in its place", judged(&[(&b, Wkd)], &[used(&old)], &[]), Changed, print(&new), None),
        ("another in the place of one compared", judged(&[(&b, Wkd)], &[remembered(&old, None, later(), None)], &[]), Changed, print(&new), None),
        ("another, agreed to", judged(&[(&b, Wkd)], &[used(&old), remembered(&new, None, None, later())], &[]), Known, print(&new), None),
        ("the directory has another than the one used", judged(&[(&a, Autocrypt), (&b, Directory)], &[used(&old)], &[]), Changed, print(&new), None),
        ("a mail brings another than the one used", judged(&[(&a, Attached), (&b, Gossip)], &[used(&old)], &[]), Known, print(&old), None),
        ("a mail brings another, the directory the one used", judged(&[(&a, Directory), (&b, Autocrypt)], &[used(&old)], &[]), Known, print(&old), None),
        ("the one compared, beside another in the directory", judged(&[(&a, Autocrypt), (&b, Directory)], &[remembered(&old, None, later(), None)], &[]), Verified, print(&old), Some(Vouched::Person)),
        ("the organisation certified it", judged(&[(&certified, Wkd)], &[], &[&organisation]), Verified, print(&new), Some(Vouched::Organisation)),
        ("the organisation certified the new one", judged(&[(&a, Wkd), (&certified, Wkd)], &[used(&old)], &[&organisation]), Verified, print(&new), Some(Vouched::Organisation)),
        ("certified by somebody nobody relies on", judged(&[(&certified, Wkd)], &[], &[&stranger]), New, print(&new), None),
        ("certified for another address", judged(&[(&for_other, Wkd)], &[], &[&organisation]), Nothing, None, None),
        ("the old key certified the new one", judged(&[(&revoked, Wkd), (&handed_over, Wkd)], &[used(&old)], &[]), Changed, print(&new), None),
        ("the old key, still good, certified the new one", judged(&[(&a, Attached), (&handed_over, Wkd)], &[used(&old)], &[]), Known, print(&new), Some(Vouched::PreviousKey)),
        ("expired", judged(&[(&x, Wkd)], &[used(&expired)], &[]), Expired, print(&expired), None),
        ("expired here, renewed there", judged(&[(&x, Attached), (&renewed, Wkd)], &[used(&expired)], &[]), Known, print(&expired), None),
        ("expired, and another", judged(&[(&x, Wkd), (&b, Keyserver)], &[used(&expired)], &[]), Changed, print(&new), None),
        ("revoked", judged(&[(&revoked, Wkd)], &[used(&old)], &[]), Revoked, print(&old), None),
        ("revoked in one copy", judged(&[(&a, Directory), (&revoked, Keyserver)], &[used(&old)], &[]), Revoked, print(&old), None),
        ("revoked in one copy, in the other order", judged(&[(&revoked, Gossip), (&a, Directory)], &[], &[]), Revoked, print(&old), None),
        ("revoked, and another for the first time", judged(&[(&revoked, Wkd), (&b, Wkd)], &[], &[]), New, print(&new), None),
    ];
    for (what, standing, state, fingerprint, vouched) in table {
        let found = standing.certificate.map(|view| view.fingerprint);
        assert_eq!((standing.state, &found, standing.vouched), (state, &fingerprint, vouched), "{what}");
    }
    let changed = judged(&[(&b, Wkd)], &[remembered(&old, None, later(), None)], &[]);
    assert_eq!((changed.previous, changed.previous_verified, changed.file), (print(&old), true, Some(0)));
}

#[test]
fn what_is_told_beside_it() {
    let (old, new) = (key("lee@example.com", 0, None), key("lee@example.com", 50, None));
    let (a, b) = (public(&old), public(&new));
    let later = Some("2026-02-01T00:00:00Z");
    // Of copies the file that has the key which counts, wherever it stands; and each place once.
    let expired = key("lee@example.com", 0, Some(30));
    let (x, renewed) = (public(&expired), public(&expired.renewed(365, at(60), &mut rng()).unwrap()));
    for (files, file) in [([&x, &renewed], 1), ([&renewed, &x], 0)] {
        let standing = judged(&[(files[0], Wkd), (files[1], Gossip), (files[1], Wkd)], &[], &[]);
        assert_eq!((standing.file, standing.sources), (Some(file), vec![Wkd, Gossip]));
    }
    // Nothing was there before what was there before.
    let same = judged(&[(&a, Wkd)], &[remembered(&old, None, later, None)], &[]);
    assert_eq!((same.previous, same.previous_verified), (None, false));
    // What the person found not to be theirs comes last.
    let rejected = Remembered { rejected: later.map(ToOwned::to_owned), ..remembered(&old, None, None, None) };
    for order in [[(&a[..], Directory), (&b[..], Autocrypt)], [(&b[..], Autocrypt), (&a[..], Directory)]] {
        let standing = judged(&order, std::slice::from_ref(&rejected), &[]);
        assert_eq!(standing.certificate.unwrap().fingerprint, new.certificate().fingerprint());
        assert_eq!((standing.state, standing.others), (New, 1));
    }
}

#[test]
fn a_certification_counts_for_its_own_address_from_its_own_day_on() {
    let other = Address::parse("l.chen@example.com").unwrap();
    let wish = NewKey {
        name: "Lee",
        addresses: &["lee@example.com", "l.chen@example.com"],
        kind: KeyKind::V4,
        post_quantum: false,
        valid_days: None,
    };
    let both = public(&make_key(&wish, at(0), &mut rng()).unwrap());
    let organisation = key("keys@example.com", 0, None);
    for (address, day, state) in [(&lee(), 60, Verified), (&other, 60, New), (&lee(), 150, New)] {
        let certified = organisation.certified(&read(&both), address, at(day), &mut rng()).unwrap();
        assert_eq!(judged(&[(&certified, Wkd)], &[], &[&organisation]).state, state, "{address:?} on day {day}");
    }
}

#[test]
fn a_source_is_known_by_the_name_that_it_is_given_out_by() {
    for source in [Gossip, Attached, Autocrypt, Keyserver, Wkd, Directory, Source::Keyring, Source::Imported] {
        let name = serde_json::to_value(source).unwrap();
        assert_eq!(Source::named(name.as_str().unwrap()), Some(source));
    }
    assert_eq!(Source::named("Wkd"), None);
}

#[test]
fn a_certification_that_asks_for_what_nobody_knows_counts_for_nothing() {
    let (new, organisation) = (key("lee@example.com", 0, None), key("keys@example.com", 0, None));
    let signer = SignedSecretKey::from_bytes(organisation.to_bytes().unwrap().as_slice()).unwrap().primary_key;
    for (critical, state) in [(false, Verified), (true, New)] {
        let mut lee = SignedPublicKey::from_bytes(public(&new).as_slice()).unwrap();
        let mut config = SignatureConfig::v4(SignatureType::CertGeneric, signer.algorithm(), HashAlgorithm::Sha512);
        let unknown = SubpacketData::Experimental(101, vec![1].into());
        config.hashed_subpackets = vec![
            Subpacket::regular(SubpacketData::SignatureCreationTime(Timestamp::from_secs(at(60).openpgp()))).unwrap(),
            Subpacket::regular(SubpacketData::IssuerFingerprint(signer.fingerprint())).unwrap(),
            if critical { Subpacket::critical(unknown) } else { Subpacket::regular(unknown) }.unwrap(),
        ];
        let user = &mut lee.details.users[0];
        let none = Password::empty();
        let made =
            config.sign_certification_third_party(&signer, &none, &lee.primary_key, Tag::UserId, &user.id).unwrap();
        user.signatures.push(made);
        let certified = lee.to_bytes().unwrap();
        assert_eq!(judged(&[(&certified, Wkd)], &[], &[&organisation]).state, state, "{critical}");
    }
}

#[test]
fn a_certification_can_be_taken_back_only_by_whoever_gave_it_and_dies_with_its_key() {
    let (new, organisation) = (key("lee@example.com", 0, None), key("keys@example.com", 0, Some(90)));
    let certified = organisation.certified(&read(&public(&new)), &lee(), at(60), &mut rng()).unwrap();
    // On day 100 the organisation's key has ended: its word counts for nothing until it is renewed.
    assert_eq!(judged(&[(&certified, Source::Wkd)], &[], &[&organisation]).state, StandingState::New);
    let renewed = organisation.renewed(365, at(95), &mut rng()).unwrap();
    assert_eq!(judged(&[(&certified, Source::Wkd)], &[], &[&renewed]).state, StandingState::Verified);
}

#[test]
fn a_flooded_copy_speaks_for_nobody_else() {
    let lee_key = key("lee@example.com", 0, None);
    let genuine = public(&lee_key);
    let revoked = lee_key.revoked(Reason::None, at(1), &mut rng()).unwrap().certificate;
    // The primary key packet, and forged revocations behind it: what fits into a header field.
    let end = |bytes: &[u8], from: usize| from + 2 + usize::from(bytes[from + 1]);
    let primary = genuine[..end(&genuine, 0)].to_vec();
    let forged = revoked[primary.len()..end(&revoked, primary.len())].to_vec();
    let mut flooded = primary.clone();
    for number in 0..40_u8 {
        let mut one = forged.clone();
        let last = one.len() - 2;
        one[last] ^= number + 1;
        flooded.extend(one);
    }
    flooded.extend(&genuine[primary.len()..]);
    assert_eq!(judged(&[(&flooded, Source::Autocrypt)], &[], &[]).state, StandingState::Revoked);
    for found in [[(&genuine[..], Wkd), (&flooded[..], Autocrypt)], [(&flooded[..], Autocrypt), (&genuine[..], Wkd)]] {
        assert_eq!(judged(&found, &[], &[]).state, StandingState::New);
    }
}

#[test]
fn what_the_person_found_not_to_be_theirs_waits_for_another_word() {
    let lee_key = key("lee@example.com", 0, None);
    let certificate = public(&lee_key);
    let mut record = remembered(&lee_key, Some("2026-01-05T00:00:00Z"), None, None);
    record.rejected = Some("2026-01-06T00:00:00Z".to_owned());
    assert_eq!(judged(&[(&certificate, Wkd)], std::slice::from_ref(&record), &[]).state, Changed);
    record.accepted = Some("2026-01-07T00:00:00Z".to_owned());
    assert_eq!(judged(&[(&certificate, Wkd)], &[record], &[]).state, Known);
}

#[test]
fn a_revoked_key_does_not_vouch_for_its_successor_through_an_older_copy() {
    let (old, new) = (key("lee@example.com", 0, None), key("lee@example.com", 50, None));
    let revoked = old.revoked(Reason::Compromised, at(60), &mut rng()).unwrap().certificate;
    let handed_over = old.certified(&read(&public(&new)), &lee(), at(55), &mut rng()).unwrap();
    let stale = public(&old);
    let found = [(&stale[..], Autocrypt), (&revoked[..], Wkd), (&handed_over[..], Wkd)];
    assert_eq!(judged(&found, &[used(&old)], &[]).state, Changed);
}
