//! Somebody else: several senders, names that look like addresses, keys that claim them.

use crate::people::{Person, draft, open_found, protect_found};
use crate::security::crafted::{crafted, crlf, detached, multipart_signed, three};
use base64::Engine as _;
use pgp::crypto::hash::HashAlgorithm;
use zegel::error::Error;
use zegel::open::Summary;
use zegel::seal::{EncryptionState, KeyKind, SignatureState};

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
fn names_sender_and_reply_to_never_count() {
    let (evil, noor, lee) = three();
    let entity = "Content-Type: text/plain\n\npay\n";
    let found = [("noor@example.org", &noor), ("evil@example.com", &evil)];
    for from in [
        "From: \"noor@example.org\" <evil@example.com>",
        "From: Noor de Wit <noor@example.org> (via list) <evil@example.com>",
        "From: evil@example.com\nSender: noor@example.org",
        "From: evil@example.com\nReply-To: noor@example.org\nResent-From: noor@example.org",
        "From: =?utf-8?q?noor=40example.org?= <evil@example.com>",
    ] {
        let body = multipart_signed(entity, &detached(&evil, entity, HashAlgorithm::Sha256, Vec::new()));
        let opened = open_found(crlf(&format!("{from}\n{body}")).as_bytes(), &lee, &found);
        assert_ne!(opened.status.signer.as_deref(), Some("noor@example.org"), "{from}");
        // Signed by the one is not signed by the other.
        let body = multipart_signed(entity, &detached(&noor, entity, HashAlgorithm::Sha256, Vec::new()));
        let opened = open_found(crlf(&format!("{from}\n{body}")).as_bytes(), &lee, &found);
        assert_eq!((opened.status.summary, opened.status.signer), (Summary::Doubtful, None), "{from}");
    }
}

#[test]
fn two_senders_have_no_author() {
    let (evil, noor, lee) = three();
    let entity = "Content-Type: text/plain\n\npay\n";
    let body = multipart_signed(entity, &detached(&evil, entity, HashAlgorithm::Sha256, Vec::new()));
    for from in ["From: noor@example.org\nFrom: evil@example.com", "From: noor@example.org, evil@example.com"] {
        let message = crlf(&format!("{from}\n{body}"));
        let opened = open_found(message.as_bytes(), &lee, &[("noor@example.org", &noor), ("evil@example.com", &evil)]);
        assert!(opened.author.is_none(), "{from}");
    }
}

#[test]
fn a_key_that_a_list_or_anybody_else_puts_in_the_header_is_not_the_senders() {
    let (evil, _, lee) = three();
    let key = base64::engine::general_purpose::STANDARD.encode(&evil.certificate);
    for (field, brought) in [
        (format!("Autocrypt: addr=evil@example.com; keydata={key}"), 0),
        (
            format!("Autocrypt: addr=noor@example.org; keydata={key}\nAutocrypt: addr=noor@example.org; keydata={key}"),
            0,
        ),
        // Gossip counts inside an encryption and nowhere else.
        (format!("To: lee@example.com\nAutocrypt-Gossip: addr=lee@example.com; keydata={key}"), 0),
        (format!("Autocrypt: addr=noor@example.org; keydata={key}"), 1),
    ] {
        let message = crlf(&format!("From: noor@example.org\n{field}\n\nhello\n"));
        assert_eq!(open_found(message.as_bytes(), &lee, &[]).keys.len(), brought, "{field}");
    }
}
