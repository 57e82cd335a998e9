//! Does each known attack fail? One test for each, named by the attack.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod people;

use people::{Person, draft, now, open_found, protect_found};
use pgp::composed::{ArmorOptions, Deserializable, MessageBuilder, SignedSecretKey, SubpacketConfig};
use pgp::crypto::hash::HashAlgorithm;
use pgp::crypto::sym::SymmetricKeyAlgorithm;
use pgp::packet::{Subpacket, SubpacketData};
use pgp::types::{Fingerprint, KeyDetails, Password, Timestamp};
use rand::SeedableRng;
use rand::rngs::StdRng;
use zegel::error::Error;
use zegel::seal::{EncryptionState, KeyKind, SignatureState};

fn secret(person: &Person) -> SignedSecretKey {
    SignedSecretKey::from_bytes(person.key.to_bytes().unwrap().as_slice()).unwrap()
}

/// A message of an attacker who writes any payload, signs with the keys at hand naming any readers, and encrypts it.
fn crafted(outer_from: &str, payload: &str, signers: &[(&Person, &[&Person])], to: &Person) -> Vec<u8> {
    let keys: Vec<(SignedSecretKey, Vec<Fingerprint>)> = signers
        .iter()
        .map(|(signer, readers)| (secret(signer), readers.iter().map(|reader| secret(reader).fingerprint()).collect()))
        .collect();
    let mut rng = StdRng::from_entropy();
    let mut builder = MessageBuilder::from_bytes("", payload.replace('\n', "\r\n").into_bytes())
        .seipd_v1(&mut rng, SymmetricKeyAlgorithm::AES256);
    builder.encrypt_to_key(&mut rng, &secret(to).to_public_key().public_subkeys.first().unwrap().key).unwrap();
    for (key, readers) in &keys {
        let mut hashed = vec![
            Subpacket::regular(SubpacketData::SignatureCreationTime(Timestamp::from_secs(now().openpgp()))).unwrap(),
            Subpacket::regular(SubpacketData::IssuerFingerprint(key.fingerprint())).unwrap(),
        ];
        for reader in readers {
            hashed.push(Subpacket::regular(SubpacketData::IntendedRecipientFingerprint(reader.clone())).unwrap());
        }
        let subpackets = SubpacketConfig::UserDefined { hashed, unhashed: Vec::new() };
        builder.sign_with_subpackets(&key.primary_key, Password::empty(), HashAlgorithm::Sha256, subpackets);
    }
    let armored = builder.to_armored_string(rng, ArmorOptions::default()).unwrap();
    let head = format!(
        "From: {outer_from}\nSubject: [...]\nMIME-Version: 1.0\n\
         Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\n\n\
         --b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n\n--b\nContent-Type: application/octet-stream\n\n"
    );
    format!("{head}{armored}\n--b--\n").into_bytes()
}

fn three() -> (Person, Person, Person) {
    (
        Person::new("Evil", "evil@example.com", KeyKind::V4),
        Person::new("Noor", "noor@example.org", KeyKind::V4),
        Person::new("Lee", "lee@example.com", KeyKind::V4),
    )
}

#[test]
fn a_from_that_is_not_one_address_verifies_nobody() {
    let (evil, _, lee) = three();
    for from in [
        "From: Noor <noor@example.org>, evil@example.com",
        "From: Noor <noor@example.org>\nFrom: evil@example.com",
        "From: evil@example.com\nFrom: Noor <noor@example.org>",
        "From: Noor de Wit",
        "From:",
        "From: Noor <noor@exämple.org>",
        "From: Noor <noor@example.org> <evil@example.com>",
    ] {
        let payload = format!("{from}\nSubject: pay\nContent-Type: text/plain; hp=\"cipher\"\n\nnow\n");
        let message = crafted("evil@example.com", &payload, &[(&evil, &[&lee])], &lee);
        let opened = open_found(&message, &lee, &[("evil@example.com", &evil)]);
        assert_eq!(opened.encryption.state, EncryptionState::Encrypted);
        assert_ne!(opened.signature.state, SignatureState::Valid, "{from}");
        assert_eq!(opened.from_mismatch.as_deref(), Some("evil@example.com"), "{from}");
    }
}

#[test]
fn a_certificate_speaks_only_for_the_address_it_was_found_for() {
    let (_, noor, lee) = three();
    // The attacker's own certificate claims Noor's address and is published under the attacker's.
    let impostor = Person::new("Noor de Wit", "noor@example.org", KeyKind::V4);
    let payload = "From: noor@example.org\nSubject: pay\nContent-Type: text/plain; hp=\"cipher\"\n\nnow\n";
    let message = crafted("evil@example.com", payload, &[(&impostor, &[&lee])], &lee);
    let opened = open_found(&message, &lee, &[("evil@example.com", &impostor), ("noor@example.org", &noor)]);
    assert_eq!(opened.signature.state, SignatureState::WrongSender);
    assert_eq!(opened.signature.signer_address.as_deref(), Some("evil@example.com"));
    assert_eq!(opened.from_mismatch.as_deref(), Some("evil@example.com"));
    // The same must not draw mail for Noor to the attacker's key.
    let mut input = draft("lee@example.com", &["noor@example.org"]);
    input.protection = Some("encrypt".into());
    let error = protect_found(input.clone(), &lee, &[("evil@example.com", &impostor)]).unwrap_err();
    assert_eq!(error, Error::RecipientWithoutCertificate { address: "noor@example.org".into() });
    let sent = protect_found(input, &lee, &[("evil@example.com", &impostor), ("noor@example.org", &noor)]).unwrap();
    let bytes = &sent.messages.first().unwrap().bytes;
    assert_eq!(open_found(bytes, &impostor, &[]).encryption.state, EncryptionState::NotForYou);
    assert_eq!(open_found(bytes, &noor, &[]).encryption.state, EncryptionState::Encrypted);
}

#[test]
fn a_message_passed_on_is_not_meant_for_its_new_reader() {
    let (evil, noor, lee) = three();
    let payload = "From: noor@example.org\nSubject: deal\nContent-Type: text/plain; hp=\"cipher\"\n\nagreed\n";
    let found = [("noor@example.org", &noor), ("evil@example.com", &evil)];
    let passed_on = crafted("noor@example.org", payload, &[(&noor, &[&evil])], &lee);
    assert_eq!(open_found(&passed_on, &lee, &found).signature.state, SignatureState::NotIntendedForYou);
    // A second signature that names the new reader does not vouch for the first.
    let vouched = crafted("noor@example.org", payload, &[(&noor, &[&evil]), (&evil, &[&lee])], &lee);
    assert_eq!(open_found(&vouched, &lee, &found).signature.state, SignatureState::NotIntendedForYou);
    let honest = crafted("noor@example.org", payload, &[(&evil, &[&lee]), (&noor, &[&lee])], &lee);
    assert_eq!(open_found(&honest, &lee, &found).signature.state, SignatureState::Valid);
}

#[test]
fn a_claim_to_repeat_headers_hides_no_text() {
    let (evil, _, lee) = three();
    let read = |hp: &str, body: &str| {
        let payload =
            format!("From: evil@example.com\nContent-Type: text/plain; hp-legacy-display=\"1\"{hp}\n\n{body}");
        let message = crafted("evil@example.com", &payload, &[(&evil, &[&lee])], &lee);
        open_found(&message, &lee, &[("evil@example.com", &evil)]).text.unwrap()
    };
    assert_eq!(read("; hp=\"cipher\"", "Subject: a\n\nyes"), "yes");
    assert_eq!(read("; hp=\"cipher\"", "I do not agree\n\nto the price"), "I do not agree\n\nto the price");
    assert_eq!(read("", "Subject: a\n\nyes"), "Subject: a\n\nyes");
    assert_eq!(read("; hp=\"clear\"", "Subject: a\n\nyes"), "Subject: a\n\nyes");
}

#[test]
fn fields_inside_count_only_where_they_are_protected() {
    let (evil, noor, lee) = three();
    let payload = "From: noor@example.org\nSubject: inside\nContent-Type: text/plain\n\nhello\n";
    let message = crafted("evil@example.com", payload, &[(&evil, &[&lee])], &lee);
    let opened = open_found(&message, &lee, &[("evil@example.com", &evil), ("noor@example.org", &noor)]);
    let json = serde_json::to_value(&opened.headers).unwrap();
    assert_eq!(json.pointer("/from/address").unwrap(), "evil@example.com");
    assert_eq!(json.pointer("/subject/value").unwrap(), "[...]");
    assert_eq!(json.pointer("/subject/protection").unwrap(), "unprotected");
    assert_eq!(opened.signature.state, SignatureState::Valid);
}

#[test]
fn what_stands_only_outside_is_no_part_of_a_signed_message() {
    let (evil, _, lee) = three();
    let outer = "evil@example.com\nCc: added@example.com\nReply-To: catch@example.com\nReferences: <x@example.com>";
    let payload = "From: evil@example.com\nContent-Type: text/plain; hp=\"cipher\"\n\nhello\n";
    let opened = open_found(&crafted(outer, payload, &[(&evil, &[&lee])], &lee), &lee, &[("evil@example.com", &evil)]);
    assert_eq!(opened.signature.state, SignatureState::Valid);
    let json = serde_json::to_value(&opened.headers).unwrap();
    assert_eq!(json.pointer("/subject/value").unwrap(), "");
    for field in ["/cc", "/replyTo", "/references"] {
        assert_eq!(json.pointer(field).unwrap().as_array().unwrap().len(), 0, "{field}");
    }
}

#[test]
fn a_subject_that_stood_outside_was_not_hidden() {
    let (evil, _, lee) = three();
    let payload = "From: evil@example.com\nSubject: [...]\nContent-Type: text/plain; hp=\"cipher\"\n\nhello\n";
    let message = crafted("evil@example.com", payload, &[(&evil, &[&lee])], &lee);
    let opened = open_found(&message, &lee, &[("evil@example.com", &evil)]);
    let json = serde_json::to_value(&opened.headers).unwrap();
    assert_eq!(json.pointer("/subject/protection").unwrap(), "signed");
}

#[test]
fn bombs_of_parts_and_messages_are_survived() {
    let lee = Person::new("Lee", "lee@example.com", KeyKind::V4);
    let means = zegel::open::Means { keys: &[], certificates: &[], site: None, now: now() };
    let nested = "Content-Type: message/rfc822\n\n".repeat(20_000);
    let error = zegel::open::open(nested.as_bytes(), &means, &mut |_, _, _| {}).unwrap_err();
    assert_eq!(error, Error::MessageTooDeep { limit: 1000 });
    let parts = format!("Content-Type: multipart/mixed; boundary=b\n\n{}--b--\n", "--b\n\nx\n".repeat(50_000));
    assert_eq!(open_found(parts.as_bytes(), &lee, &[]).encryption.state, EncryptionState::None);
    let label = format!(
        "From: a@example.com\nmsip_labels: {}\n\nx",
        "MSIP_Label_6f1d2a34-0c1e-4b57-9a80-3b7c5d9e1f02_Enabled=true; ".repeat(50_000)
    );
    assert!(open_found(label.as_bytes(), &lee, &[]).label.is_some());
}

#[test]
fn what_the_sender_calls_people_stays_inside() {
    let (_, noor, lee) = three();
    let mut input = draft("Noor <noor@example.org>", &["Lee from the fraud case <lee@example.com>"]);
    input.protection = Some("encrypt".into());
    let sent = protect_found(input, &noor, &[("lee@example.com", &lee)]).unwrap();
    let bytes = &sent.messages.first().unwrap().bytes;
    assert!(!String::from_utf8_lossy(bytes).contains("fraud"));
    let json = serde_json::to_value(open_found(bytes, &lee, &[("noor@example.org", &noor)]).headers).unwrap();
    assert_eq!(json.pointer("/to/0/name").unwrap(), "Lee from the fraud case");
    assert_eq!(json.pointer("/to/0/protection").unwrap(), "signed-and-encrypted");
}
