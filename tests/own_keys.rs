//! The life of an own key: made, renewed, revoked, backed up, imported, certified by another.
#![expect(clippy::string_slice, reason = "a test stops at the first surprise")]

use crate::people::{draft, now, open, protect};
use base64::Engine as _;
use pgp::armor::Dearmor as Dearmored;
use pgp::composed::{ArmorOptions, Deserializable as _, MessageBuilder, SignedPublicKey, SignedSecretKey};
use pgp::crypto::hash::HashAlgorithm;
use pgp::crypto::sym::SymmetricKeyAlgorithm;
use pgp::packet::{PacketParser, PacketTrait as _, SignatureConfig, SignatureType, Subpacket, SubpacketData};
use pgp::ser::Serialize as _;
use pgp::types::{KeyDetails as _, Password, SigningKey as _, StringToKey, Tag, Timestamp};
use rand::SeedableRng;
use rand::rngs::StdRng;
use zegel::address::Address;
use zegel::error::{Error, Refusal};
use zegel::mime::{SetupMessage, setup_attachment};
use zegel::seal::{
    Certificate, EncryptionState, Found, KeyKind, NewKey, OwnKey, Reason, SignatureState, backup, derive_key, make_key,
    recovery_code, restore,
};
use zegel::time::Instant;

const DAY: i64 = 86_400;

fn rng() -> StdRng {
    StdRng::seed_from_u64(7)
}

fn at(days: i64) -> Instant {
    Instant::from_seconds(1_760_000_000 + days * DAY)
}

fn key(kind: KeyKind, valid_days: Option<u32>) -> OwnKey {
    let wish = NewKey {
        name: "Noor",
        addresses: &["noor@example.org", "n.dewit@example.org"],
        kind,
        post_quantum: false,
        valid_days,
    };
    make_key(&wish, at(0), &mut rng()).unwrap()
}

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

/// Read back from its octets, at a time.
fn again(key: &OwnKey, when: Instant) -> OwnKey {
    OwnKey::read(&key.to_bytes().unwrap(), None, when).unwrap()
}

#[test]
fn a_key_is_dated_by_the_callers_clock_and_serves_all_its_addresses() {
    for kind in [KeyKind::V4, KeyKind::V6] {
        let key = again(&key(kind, Some(730)), at(1));
        let view = key.view().unwrap();
        assert_eq!(view.addresses, ["noor@example.org", "n.dewit@example.org"]);
        assert_eq!(
            (view.created.as_str(), view.expires.as_deref()),
            (at(0).to_iso().as_str(), Some(at(730).to_iso().as_str()))
        );
        for one in ["noor@example.org", "N.deWit@example.org"] {
            assert_eq!(key.certificate().view(Some(&address(one))).reason, None, "{kind:?}");
        }
        let (early, late) = (again(&key, at(-1)), again(&key, at(731)));
        assert_eq!(early.certificate().view(None).reason, Some(Refusal::NotYetValid));
        assert_eq!(late.certificate().view(None).reason, Some(Refusal::Expired));
    }
}

#[test]
fn a_name_forges_no_address_and_the_first_address_speaks_for_the_key() {
    for kind in [KeyKind::V4, KeyKind::V6] {
        let addresses: &[_] = &["noor@example.org", "n.dewit@example.org"];
        let wish = NewKey { name: "Eve <eve@example.com>\r\n", addresses, kind, post_quantum: false, valid_days: None };
        let key = again(&make_key(&wish, at(0), &mut rng()).unwrap(), at(1));
        let names = ["Eve eve@example.com <noor@example.org>", "Eve eve@example.com <n.dewit@example.org>"];
        assert_eq!(key.certificate().view(None).user_ids, names, "{kind:?}");
        assert!(!key.belongs_to(&address("eve@example.com")), "{kind:?}");
        let secret = SignedSecretKey::from_bytes(key.to_bytes().unwrap().as_slice()).unwrap();
        let primary: Vec<bool> = secret.details.users.iter().map(|user| user.signatures[0].is_primary()).collect();
        assert_eq!(primary, [true, false], "{kind:?}");
    }
}

#[test]
fn renewing_lengthens_a_life_even_after_its_end_and_says_the_rest_again() {
    for kind in [KeyKind::V4, KeyKind::V6] {
        let old = again(&key(kind, Some(30)), at(40));
        let renewed = again(&old.renewed(365, at(40), &mut rng()).unwrap(), at(41));
        let view = renewed.certificate().view(Some(&address("n.dewit@example.org")));
        assert_eq!((view.reason, view.expires), (None, Some(at(405).to_iso())), "{kind:?}");
        assert!(view.seipd_v2 && renewed.view().unwrap().addresses.len() == 2, "{kind:?}");
        assert_eq!(renewed.certificate().fingerprint(), old.certificate().fingerprint());
        // Of two statements of one second the later counts.
        let twice = old.renewed(30, at(40), &mut rng()).unwrap().renewed(90, at(40), &mut rng()).unwrap();
        assert_eq!(again(&twice, at(41)).certificate().view(None).expires, Some(at(130).to_iso()), "{kind:?}");
        // Again and again does not make it grow without end.
        let mut key = renewed;
        let mut sizes = Vec::new();
        for year in 1..12 {
            key = key.renewed(365, at(40 + year * 300), &mut rng()).unwrap();
            sizes.push(key.to_bytes().unwrap().len());
        }
        assert_eq!(sizes[5], sizes[10], "{kind:?}: {sizes:?}");
        assert_eq!(again(&key, at(3500)).certificate().view(None).reason, None);
    }
}

#[test]
fn a_user_id_that_was_revoked_stays_so() {
    for kind in [KeyKind::V4, KeyKind::V6] {
        let [first, second] = ["noor@example.org", "n.dewit@example.org"].map(address);
        let mut secret = SignedSecretKey::from_bytes(key(kind, Some(30)).to_bytes().unwrap().as_slice()).unwrap();
        let primary = &secret.primary_key;
        let (algorithm, hash, revocation) = (primary.algorithm(), primary.hash_alg(), SignatureType::CertRevocation);
        let mut config = match kind {
            KeyKind::V4 => SignatureConfig::v4(revocation, algorithm, hash),
            KeyKind::V6 => SignatureConfig::v6(rng(), revocation, algorithm, hash).unwrap(),
        };
        let says = [
            SubpacketData::SignatureCreationTime(Timestamp::from_secs(at(2).openpgp())),
            SubpacketData::IssuerFingerprint(primary.fingerprint()),
        ];
        config.hashed_subpackets = says.map(|one| Subpacket::regular(one).unwrap()).to_vec();
        let user = &secret.details.users[0];
        assert_eq!(user.id.as_str(), Some("Noor <noor@example.org>"));
        let none = Password::empty();
        let made = config.sign_certification(primary, primary.public_key(), &none, Tag::UserId, &user.id).unwrap();
        secret.details.users[0].signatures.push(made);
        let mut key = OwnKey::read(&secret.to_bytes().unwrap(), None, at(3)).unwrap();
        let of = |key: &OwnKey| [&first, &second].map(|address| key.certificate().belongs_to(address));
        assert_eq!(of(&key), [false, true], "{kind:?}");
        // Nothing that is said of the key later says it again, nor what goes along with a mail.
        for year in 0..12 {
            key = again(&key.renewed(365, at(4 + year * 300), &mut rng()).unwrap(), at(5 + year * 300));
            assert_eq!(of(&key), [false, true], "{kind:?} {year}");
        }
        assert_eq!(key.certificate().minimal(&first), None, "{kind:?}");
        let minimal = key.certificate().minimal(&second).unwrap();
        let read = &Certificate::read_all(&minimal, at(3310)).unwrap()[0];
        let view = read.view(Some(&second));
        assert!(read.belongs_to(&second) && view.usable && view.seipd_v2, "{kind:?}");
        // On a version 6 key the direct signature speaks for it; on others it would only cost octets.
        let direct = SignedPublicKey::from_bytes(minimal.as_slice()).unwrap().details.direct_signatures.len();
        assert_eq!(direct, usize::from(kind == KeyKind::V6), "{kind:?}");
    }
}

#[test]
fn a_revoked_key_seals_nothing_more_and_still_opens() {
    for kind in [KeyKind::V4, KeyKind::V6] {
        let key = key(kind, None);
        let revocation = key.revoked(Reason::Superseded, at(3), &mut rng()).unwrap();
        let certificate = &Certificate::read_all(&revocation.certificate, at(4)).unwrap()[0];
        assert_eq!(certificate.view(None).reason, Some(Refusal::Revoked), "{kind:?}");
        // By itself it can be published: behind the key where its version asks for that (RFC 9580 section 10.1.2).
        let octets = Dearmored::new(revocation.armored.as_slice());
        let tags: Vec<u8> =
            PacketParser::new(std::io::BufReader::new(octets)).map(|one| one.unwrap().tag().into()).collect();
        assert_eq!(tags, if kind == KeyKind::V6 { vec![6, 2] } else { vec![2] }, "{kind:?}");
        let text = String::from_utf8(revocation.armored).unwrap();
        assert!(text.starts_with("-----BEGIN PGP PUBLIC KEY BLOCK-----"), "{text}");
        assert_eq!(again(&revocation.key, at(4)).certificate().view(None).reason, Some(Refusal::Revoked));
    }
}

#[test]
fn a_backup_comes_back_under_its_code_however_typed_and_under_no_other() {
    let keys = [key(KeyKind::V4, None), key(KeyKind::V6, Some(30))];
    let code = recovery_code(&mut rng());
    assert_eq!(
        code.split('-').map(|group| (group.len(), group.parse::<u32>().is_ok())).collect::<Vec<_>>(),
        [(4, true); 9]
    );
    let armored = backup(&keys, &code, &mut rng()).unwrap();
    let text = String::from_utf8(armored.clone()).unwrap();
    assert!(
        text.contains("Passphrase-Format: numeric9x4") && text.contains(&format!("Passphrase-Begin: {}", &code[..2])),
        "{text}"
    );
    let words = SetupMessage {
        address: "noor@example.org",
        date: "Thu, 26 Nov 2026 09:00:00 +0100",
        message_id: "s1@example.org",
        subject: "Uw sleutelback-up é",
        text: "Bewaar dit bericht.",
        armored: &armored,
    };
    let message = words.write("=_boundary");
    assert!(setup_attachment(&message).is_some_and(|found| String::from_utf8_lossy(&found).contains("<pre>")));
    for typed in
        [code.to_string(), code.replace('-', ""), code.replace('-', " "), format!(" {} ", code.replace('-', " – "))]
    {
        for file in [&armored, &message] {
            let back = restore(file, &typed, at(1)).unwrap();
            let prints: Vec<_> = back.iter().map(|key| key.certificate().fingerprint()).collect();
            assert_eq!(prints, keys.iter().map(|key| key.certificate().fingerprint()).collect::<Vec<_>>());
        }
    }
    let wrong = code.replace('1', "2");
    assert_eq!(restore(&armored, &wrong, at(1)).unwrap_err(), Error::RecoveryCodeWrong {});
    assert_eq!(restore(b"nothing of the kind", &code, at(1)).unwrap_err(), Error::BackupMalformed {});
    let half = &armored[..armored.len() / 2];
    assert!(restore(half, &code, at(1)).is_err());
}

#[test]
fn a_file_may_hold_several_keys_among_certificates() {
    let (one, other) = (key(KeyKind::V4, None), key(KeyKind::V6, None));
    let passphrase = "correct horse";
    let mut file = b"A note before it.\n\n".to_vec();
    file.extend(one.locked(passphrase, &mut rng()).unwrap());
    file.extend(b"\n-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nnonsense\n-----END PGP PUBLIC KEY BLOCK-----\n");
    file.extend(other.locked(passphrase, &mut rng()).unwrap());
    let read = OwnKey::read_all(&file, Some(passphrase), &[], at(1)).unwrap();
    let prints: Vec<_> = read.iter().map(|key| key.certificate().fingerprint()).collect();
    assert_eq!(prints, [one.certificate().fingerprint(), other.certificate().fingerprint()]);
    assert_eq!(OwnKey::read_all(&file, None, &[], at(1)).unwrap_err(), Error::PassphraseWrong {});
    assert_eq!(OwnKey::read_all(&file, Some("wrong"), &[], at(1)).unwrap_err(), Error::PassphraseWrong {});
    assert_eq!(OwnKey::read_all(b"-----BEGIN PGP PUBLIC", None, &[], at(1)).unwrap_err(), Error::KeyMalformed {});
}

#[test]
fn of_a_key_that_is_given_away_locked_every_part_is() {
    for kind in [KeyKind::V4, KeyKind::V6] {
        let locked = key(kind, None).locked("correct horse", &mut rng()).unwrap();
        let (secret, _) = SignedSecretKey::from_armor_single(locked.as_slice()).unwrap();
        assert!(secret.primary_key.secret_params().is_encrypted(), "{kind:?}");
        assert!(!secret.secret_subkeys.is_empty(), "{kind:?}");
        for subkey in &secret.secret_subkeys {
            assert!(subkey.key.secret_params().is_encrypted(), "{kind:?}: {:?}", subkey.key.algorithm());
        }
    }
}

#[test]
fn of_subkeys_with_an_end_those_are_renewed_that_ended_with_the_key() {
    for (ends, lives) in [(30, true), (20, false)] {
        let mut secret =
            SignedSecretKey::from_bytes(key(KeyKind::V4, Some(30)).to_bytes().unwrap().as_slice()).unwrap();
        let primary = &secret.primary_key;
        for subkey in &mut secret.secret_subkeys {
            let mut config = subkey.signatures[0].config().unwrap().clone();
            let seconds = u32::try_from(ends * DAY).unwrap();
            let end = SubpacketData::KeyExpirationTime(pgp::types::Duration::from_secs(seconds));
            config.hashed_subpackets.retain(|one| !matches!(one.data, SubpacketData::KeyExpirationTime(_)));
            config.hashed_subpackets.push(Subpacket::regular(end).unwrap());
            let (none, public) = (Password::empty(), subkey.key.public_key());
            subkey.signatures = vec![config.sign_subkey_binding(primary, primary.public_key(), &none, public).unwrap()];
        }
        let old = OwnKey::read(&secret.to_bytes().unwrap(), None, at(40)).unwrap();
        assert_eq!(old.certificate().view(None).reason, Some(Refusal::Expired));
        // An end is the first of the two: of the key, and of what is encrypted to.
        let lived = OwnKey::read(&secret.to_bytes().unwrap(), None, at(10)).unwrap();
        assert_eq!(lived.certificate().view(None).expires, Some(at(ends).to_iso()));
        let renewed = again(&old.renewed(365, at(40), &mut rng()).unwrap(), at(41));
        let view = renewed.certificate().view(None);
        let reason = (!lives).then_some(Refusal::Expired);
        assert_eq!((view.reason, view.expires.is_some()), (reason, true), "ended after {ends} days");
        for both in [old.with(&renewed, at(41)), renewed.with(&old, at(41))] {
            assert_eq!(again(&both, at(41)).certificate().view(None).reason, reason, "ended after {ends} days");
        }
    }
}

#[test]
fn a_passphrase_gives_the_same_octets_again_and_another_gives_others() {
    let octets = |passphrase, salt| *derive_key(passphrase, [salt; 16]).unwrap();
    assert_eq!(octets("correct horse", 1), octets("correct horse", 1));
    assert_ne!(octets("correct horse", 1), octets("correct horse", 2));
    assert_ne!(octets("correct horse", 1), octets("correct horsf", 1));
}

#[test]
fn a_message_brings_the_senders_certificate_and_those_of_the_others_addressed() {
    let people: Vec<_> = [("Noor", "noor@example.org"), ("Lee", "lee@example.com"), ("Mara", "mara@example.com")]
        .into_iter()
        .map(|(name, address)| crate::people::Person::new(name, address, KeyKind::V4))
        .collect();
    let (noor, lee, mara) = (&people[0], &people[1], &people[2]);
    let mut input = draft("Noor <noor@example.org>", &["lee@example.com", "mara@example.com"]);
    input.protection = Some("encrypt".to_owned());
    let sent = protect(input.clone(), &[], noor, &[lee, mara]).unwrap();
    let opened = open(&sent.messages[0].bytes, lee, &[noor]);
    assert_eq!(opened.encryption.state, EncryptionState::Encrypted);
    assert_eq!(opened.signature.state, SignatureState::Valid);
    let brought: Vec<_> = opened.keys.iter().map(|key| (key.address.as_str(), key.mutual)).collect();
    assert_eq!(brought, [("noor@example.org", true), ("lee@example.com", false), ("mara@example.com", false)]);
    for (key, bytes) in opened.keys.iter().zip(&opened.certificates) {
        let certificate = &Certificate::read_all(bytes, now()).unwrap()[0];
        assert_eq!(certificate.view(Some(&address(&key.address))).reason, None);
    }
    // In the clear stands the sender's own and nobody else's.
    let text = String::from_utf8(sent.messages[0].bytes.clone()).unwrap();
    assert_eq!(
        (text.matches("Autocrypt: addr=noor@example.org").count(), text.matches("Autocrypt-Gossip").count()),
        (1, 0)
    );
    // Nobody in Bcc is handed on.
    (input.to, input.bcc) = (vec!["lee@example.com".to_owned()], vec!["mara@example.com".to_owned()]);
    let sent = protect(input, &[], noor, &[lee, mara]).unwrap();
    for message in &sent.messages {
        for reader in [lee, mara] {
            let opened = open(&message.bytes, reader, &[noor]);
            assert!(opened.keys.iter().all(|key| key.address == "noor@example.org"));
        }
    }
}

#[cfg(feature = "post-quantum")]
#[test]
fn a_post_quantum_key_is_used_where_it_can_be_and_is_an_ordinary_one_elsewhere() {
    for kind in [KeyKind::V4, KeyKind::V6] {
        let wish =
            NewKey { name: "Noor", addresses: &["noor@example.org"], kind, post_quantum: true, valid_days: None };
        let born = Instant::from_seconds(now().seconds() - DAY);
        let key = make_key(&wish, born, &mut rng()).unwrap();
        let view = key.view().unwrap();
        assert!(view.post_quantum);
        let noor = crate::people::Person {
            key: OwnKey::read(&key.to_bytes().unwrap(), None, now()).unwrap(),
            address: address("noor@example.org"),
            certificate: view.certificate,
        };
        let mut input = draft("Noor <noor@example.org>", &["noor@example.org"]);
        input.protection = Some("encrypt".to_owned());
        let sent = protect(input, &[], &noor, &[]).unwrap();
        let opened = open(&sent.messages[0].bytes, &noor, &[&noor]);
        assert_eq!(
            (opened.encryption.state, opened.signature.state),
            (EncryptionState::Encrypted, SignatureState::Valid)
        );
        // What travels in a header field is the small, ordinary part.
        let minimal = noor.key.certificate().minimal(&noor.address).unwrap();
        assert!(minimal.len() < 700 && !Certificate::read_all(&minimal, now()).unwrap()[0].view(None).post_quantum);
    }
}

#[test]
fn an_older_export_that_comes_in_again_takes_nothing_away() {
    for kind in [KeyKind::V4, KeyKind::V6] {
        let old = again(&key(kind, Some(30)), at(1));
        let renewed = old.renewed(365, at(5), &mut rng()).unwrap();
        let revoked = again(&renewed.revoked(Reason::Compromised, at(6), &mut rng()).unwrap().key, at(7));
        let both = again(&revoked.with(&old, at(7)), at(7));
        assert_eq!(both.certificate().view(None).reason, Some(Refusal::Revoked), "{kind:?}");
        // The other way round it is the same.
        let both = again(&old.with(&revoked, at(7)), at(7));
        assert_eq!(both.certificate().view(None).reason, Some(Refusal::Revoked), "{kind:?}");
        let living = again(&old.with(&renewed, at(7)), at(100));
        assert_eq!(living.certificate().view(None).reason, None, "{kind:?}");
    }
}

#[test]
fn a_signature_by_a_key_that_one_copy_revokes_does_not_count() {
    let [noor, lee] = [("Noor", "noor@example.org"), ("Lee", "lee@example.com")]
        .map(|(name, address)| crate::people::Person::new(name, address, KeyKind::V4));
    let mut input = draft("Noor <noor@example.org>", &["lee@example.com"]);
    input.protection = Some("encrypt".to_owned());
    let sent = protect(input, &[], &noor, &[&lee]).unwrap();
    let revoked = noor.key.revoked(Reason::Compromised, now(), &mut rng()).unwrap().certificate;
    let found = |files: &[&[u8]]| {
        let all = files.iter().flat_map(|bytes| Certificate::read_all(bytes, now()).unwrap());
        Found::merged(all.map(|certificate| Found { address: noor.address.clone(), certificate }).collect())
    };
    let state = |certificates: &[Found]| {
        let keys = [OwnKey::read(&lee.key.to_bytes().unwrap(), None, now()).unwrap()];
        let means = zegel::open::Means { keys: &keys, certificates, site: None, now: now() };
        zegel::open::open(&sent.messages[0].bytes, &means, &mut |_, _, _| {}).unwrap().signature.state
    };
    assert_eq!(state(&found(&[&noor.certificate])), SignatureState::Valid);
    for files in [[&noor.certificate[..], &revoked[..]], [&revoked[..], &noor.certificate[..]]] {
        assert_eq!(state(&found(&files)), SignatureState::Invalid);
    }
}

#[test]
fn copies_become_one_for_the_same_address_and_certificate_only_in_the_order_they_came() {
    let [noor, lee] = [("Noor", "noor@example.org"), ("Lee", "lee@example.com")]
        .map(|(name, address)| crate::people::Person::new(name, address, KeyKind::V4));
    let revoked = noor.key.revoked(Reason::Compromised, now(), &mut rng()).unwrap().certificate;
    let files = [&noor.certificate[..], &revoked[..], &lee.certificate[..]];
    let addresses = ["noor@example.org", "info@example.org", "NOOR@example.org", "lee@example.com"];
    // Which address, which file.
    let given = [(0, 0), (3, 2), (1, 0), (0, 2), (2, 1), (1, 2), (0, 0), (3, 0), (3, 2), (2, 2)];
    let all = given.map(|(address, file)| Found {
        address: Address::parse(addresses[address]).unwrap(),
        certificate: Certificate::read_all(files[file], now()).unwrap().remove(0),
    });
    // What is no copy of it says nothing of it.
    let [noors, lees] = [&all[0].certificate, &all[1].certificate];
    assert_eq!(format!("{:?}", noors.with(lees)), format!("{noors:?}"));
    let merged: Vec<(String, String, bool)> = Found::merged(all.to_vec())
        .iter()
        .map(|Found { address, certificate }| {
            let view = certificate.view(None);
            (address.addr_spec(), view.fingerprint, view.reason == Some(Refusal::Revoked))
        })
        .collect();
    let [noors, lees] = [&noor, &lee].map(|person| person.key.certificate().view(None).fingerprint);
    let expected = [
        // A copy that came for the same mailbox revokes it; it had been found before.
        ("noor@example.org", &noors, true),
        ("lee@example.com", &lees, false),
        ("info@example.org", &noors, false),
        ("noor@example.org", &lees, false),
        ("info@example.org", &lees, false),
        ("lee@example.com", &noors, false),
    ];
    assert_eq!(merged, expected.map(|(address, of, is_revoked)| (address.to_owned(), of.clone(), is_revoked)));
}

#[test]
fn what_goes_along_with_a_mail_names_one_address_whichever_stands_first() {
    for kind in [KeyKind::V4, KeyKind::V6] {
        let key = key(kind, None);
        for one in ["noor@example.org", "n.dewit@example.org"] {
            let minimal = key.certificate().minimal(&address(one)).unwrap();
            let read = &Certificate::read_all(&minimal, at(1)).unwrap()[0];
            assert_eq!(read.view(None).user_ids, [format!("Noor <{one}>")], "{kind:?}");
            assert_eq!(read.view(Some(&address(one))).reason, None, "{kind:?}");
        }
        assert_eq!(key.certificate().minimal(&address("lee@example.com")), None, "{kind:?}");
        // What others say of it, and later, stands for nothing there.
        let noor = address("noor@example.org");
        let lee = NewKey { name: "Lee", addresses: &["lee@example.com"], kind, post_quantum: false, valid_days: None };
        let lee = make_key(&lee, at(0), &mut StdRng::seed_from_u64(8)).unwrap();
        let certified = lee.certified(key.certificate(), &noor, at(2), &mut rng()).unwrap();
        let certified = &Certificate::read_all(&certified, at(3)).unwrap()[0];
        let minimal = certified.minimal(&noor).unwrap();
        assert_eq!(Certificate::read_all(&minimal, at(3)).unwrap()[0].view(Some(&noor)).reason, None, "{kind:?}");
    }
}

/// A backup as another program might have made it.
fn backed_up(key: &OwnKey, s2k: StringToKey, code: &str) -> Vec<u8> {
    let secret = SignedSecretKey::from_bytes(key.to_bytes().unwrap().as_slice()).unwrap();
    let armored = secret.to_armored_string(ArmorOptions::default()).unwrap();
    let mut builder = MessageBuilder::from_bytes("", armored).seipd_v1(rng(), SymmetricKeyAlgorithm::AES256);
    builder.encrypt_with_password(s2k, &Password::from(code)).unwrap();
    builder.to_armored_string(rng(), ArmorOptions::default()).unwrap().into_bytes()
}

#[test]
fn a_code_that_is_not_only_digits_is_taken_as_it_was_typed() {
    let key = key(KeyKind::V4, None);
    let s2k = || StringToKey::new_iterated(rng(), HashAlgorithm::Sha256, 96);
    let digits = "1234-5678-9012-3456-7890-1234-5678-9012-3456";
    for code in [digits, "x1234-5678-9012-3456-7890-1234-5678-9012-3456", "1234-5678", "correct horse"] {
        let file = backed_up(&key, s2k(), code);
        let back = restore(&file, &format!(" {code}\n"), at(1)).unwrap();
        assert_eq!(back[0].certificate().fingerprint(), key.certificate().fingerprint(), "{code}");
        assert_eq!(restore(&file, &format!("{code}7"), at(1)).unwrap_err(), Error::RecoveryCodeWrong {}, "{code}");
    }
    // Nor are its digits enough.
    let file = backed_up(&key, s2k(), digits);
    assert_eq!(restore(&file, &format!("x{digits}"), at(1)).unwrap_err(), Error::RecoveryCodeWrong {});
}

#[test]
fn a_backup_that_asks_for_more_than_there_is_is_not_tried() {
    let key = key(KeyKind::V4, None);
    let argon2 =
        |passes, memory| backed_up(&key, StringToKey::Argon2 { salt: [7; 16], t: passes, p: 1, m_enc: memory }, "x");
    assert!(restore(&argon2(1, 8), "x", at(1)).is_ok());
    // The costs stand behind the salt, in the first packet.
    let made = argon2(1, 8);
    let mut octets = Vec::new();
    std::io::Read::read_to_end(&mut Dearmored::new(made.as_slice()), &mut octets).unwrap();
    let place = octets.windows(19).position(|window| window == [[7; 16].as_slice(), &[1, 1, 8]].concat()).unwrap() + 16;
    for (passes, memory) in [(255, 8), (1, 31), (255, 31)] {
        (octets[place], octets[place + 2]) = (passes, memory);
        let base64 = base64::engine::general_purpose::STANDARD.encode(&octets);
        let file = format!("-----BEGIN PGP MESSAGE-----\n\n{base64}\n-----END PGP MESSAGE-----\n");
        let unsupported = Error::Unsupported { what: "argon2".to_owned() };
        assert_eq!(restore(file.as_bytes(), "x", at(1)).unwrap_err(), unsupported, "{passes} {memory}");
    }
}
