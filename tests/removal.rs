//! Is a message without its protection the same message, and does it stay closed where it must?

use crate::people::{Person, draft, now, open, protect, protect_by};
use pgp::composed::{ArmorOptions, Deserializable, DetachedSignature, MessageBuilder, SignedSecretKey};
use pgp::crypto::hash::HashAlgorithm;
use pgp::crypto::sym::SymmetricKeyAlgorithm;
use pgp::types::Password;
use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use zegel::bundle::Bundle;
use zegel::compose::{AttachmentInput, DraftInput};
use zegel::error::Error;
use zegel::label::{LabelState, OpenedLabel};
use zegel::open::{By, Means, Opened, Released, Removed};
use zegel::seal::{Certificate, Found, KeyKind, OwnKey, SignatureState};
use zegel::wire::Structure;

const OWN: &str = "3f0c1a52-7d1b-4c8e-9a5e-2b61d0c4e7aa";
const OPEN: &str = "5d6c0f01-1b7a-4f3d-8c11-6f2a9d1e0002";
const KEPT: &str = "5d6c0f01-1b7a-4f3d-8c11-6f2a9d1e0006";

fn rules() -> Bundle {
    let bundle = json!({
        "format": 1, "serial": 1, "organisation": { "id": OWN, "name": "Example", "domains": ["example.org"] },
        "templates": [
            { "id": "encrypt", "name": "Encrypt", "description": "Only the people addressed." },
            { "id": "do-not-forward", "name": "Do Not Forward", "description": "Not to be forwarded.", "doNotForward": true },
        ],
        "labels": [
            { "id": OPEN, "name": "Open", "color": "#1f5fbf", "footer": { "text": "Open to all" }, "removal": "allowed", "sensitivity": "private" },
            { "id": KEPT, "name": "Kept", "color": "#b00020", "removal": "forbidden" },
        ],
        "exposedHeaders": ["Sensitivity"],
    });
    Bundle::read(bundle.to_string().as_bytes()).unwrap()
}

fn noor() -> Person {
    Person::new("Noor de Wit", "noor@example.org", KeyKind::V4)
}

fn lee() -> Person {
    Person::new("Lee Chen", "lee@example.com", KeyKind::V4)
}

fn written() -> DraftInput {
    let mut input = draft("Noor de Wit <noor@example.org>", &["Lee Chen <lee@example.com>"]);
    input.protection = Some("encrypt".into());
    input
}

fn release(message: &[u8], reader: &Person, known: &[&Person], by: By<'_>) -> Result<Released, Error> {
    let keys = [OwnKey::read(&reader.key.to_bytes().unwrap(), None, now()).unwrap()];
    let found = |person: &&Person| {
        let certificate = Certificate::read_all(&person.certificate, now()).unwrap().remove(0);
        Found { address: person.address.clone(), certificate }
    };
    let certificates: Vec<Found> = known.iter().map(found).collect();
    let means = Means { keys: &keys, certificates: &certificates, site: Some(OWN), now: now() };
    zegel::open::release(message, &means, by, &mut |_, _, _| {})
}

fn by_person(message: &[u8], reader: &Person, known: &[&Person]) -> Released {
    release(message, reader, known, By::Person).unwrap()
}

fn refusal(message: &[u8], reader: &Person) -> String {
    match release(message, reader, &[], By::Rule("inside")).unwrap_err() {
        Error::RemovalRefused { reason } => reason,
        other => format!("{other:?}"),
    }
}

/// Everything a reader sees of a message but what its protection was worth.
fn shown(opened: &Opened) -> Value {
    let field = |field: &Value| json!([field["value"], field["address"]]);
    let headers = serde_json::to_value(&opened.headers).unwrap();
    let all = |name: &str| headers[name].as_array().unwrap().iter().map(field).collect::<Value>();
    let mut parts = serde_json::to_value(&opened.parts).unwrap();
    for part in parts.as_array_mut().unwrap() {
        for label in part["labels"].as_array_mut().unwrap() {
            label["state"] = Value::Null;
        }
    }
    let text = |label: &OpenedLabel| label.text.clone();
    json!({
        "from": field(&headers["from"]), "to": all("to"), "cc": all("cc"), "replyTo": all("replyTo"),
        "subject": headers["subject"]["value"], "date": headers["date"]["value"], "messageId": headers["messageId"],
        "inReplyTo": headers["inReplyTo"], "references": headers["references"], "text": opened.text, "html": opened.html,
        "parts": parts, "contents": opened.contents, "labels": opened.labels.iter().map(text).collect::<Vec<_>>(),
        "markings": opened.markings.iter().map(|one| one.text.clone()).collect::<Vec<_>>(), "lines": opened.label_lines,
    })
}

/// A message with a payload of any kind; `signer` signs all of it.
fn crafted(head: &str, payload: &[u8], signer: Option<&Person>, to: &Person) -> Vec<u8> {
    let secret = |person: &Person| SignedSecretKey::from_bytes(person.key.to_bytes().unwrap().as_slice()).unwrap();
    let mut rng = StdRng::from_entropy();
    let builder = MessageBuilder::from_bytes("", payload.to_vec());
    let mut builder = builder.seipd_v1(&mut rng, SymmetricKeyAlgorithm::AES256);
    builder.encrypt_to_key(&mut rng, &secret(to).to_public_key().public_subkeys.first().unwrap().key).unwrap();
    let signing = signer.map(secret);
    if let Some(key) = &signing {
        builder.sign(&key.primary_key, Password::empty(), HashAlgorithm::Sha256);
    }
    let armored = builder.to_armored_string(rng, ArmorOptions::default()).unwrap();
    let around = "MIME-Version: 1.0\nContent-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\n\n\
         --b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n\n--b\nContent-Type: application/octet-stream\n\n";
    format!("{head}{around}{armored}\n--b--\n").into_bytes()
}

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_released_message_is_an_ordinary_one_that_says_what_it_was() {
    let (noor, lee) = (noor(), lee());
    let mut input = written();
    input.subject = "Überraschung für Lee".into();
    input.html = Some("<p>Hello <b>there</b></p>".into());
    input.bcc = vec!["mara@example.org".into()];
    input.label = Some(OPEN.into());
    input.in_reply_to = Some("p0@example.com".into());
    input.references = vec!["r0@example.com".into(), "p0@example.com".into()];
    let mara = Person::new("Mara", "mara@example.org", KeyKind::V4);
    let sent = protect_by(&rules(), input, &[], &noor, &[&noor, &lee, &mara]).unwrap();
    let sealed = &sent.messages.iter().find(|one| one.rcpt_to.iter().any(|to| to.contains("lee"))).unwrap().bytes;
    let opened = open(sealed, &lee, &[&noor]);
    let Released { bytes, removed } = by_person(sealed, &lee, &[&noor]);
    let again = open(&bytes, &lee, &[&noor]);
    assert_eq!(again.structure, Structure::Plain);
    assert_eq!(shown(&again), shown(&opened));
    assert!(again.labels.iter().all(|label| label.state == LabelState::Claimed) && !again.labels.is_empty());
    let wire = text_of(&bytes);
    let lower = wire.to_ascii_lowercase();
    for gone in [
        "hp=",
        "hp-outer",
        "hp-legacy-display",
        "legacy-display",
        "\r\nbcc",
        "mara",
        "zegel-protection",
        "pgp-encrypted",
        "[...]",
    ] {
        assert!(!lower.contains(gone), "{gone}\n{wire}");
    }
    let head = wire.split("\r\n\r\n").next().unwrap();
    assert!(head.split("\r\n").all(|line| line.len() <= 100 && !line.is_empty()), "{head}");
    assert_eq!(head.matches("\r\nMIME-Version: 1.0").count(), 1);
    assert_eq!(again.removed.as_ref(), Some(&removed));
    assert_eq!(removed.signature, "valid");
    assert_eq!(removed.signer.as_deref(), Some("noor@example.org"));
    assert_eq!(removed.fingerprint, opened.signature.fingerprint);
    assert_eq!(removed.signed_at, opened.signature.signed_at);
    assert_eq!(removed.rule, None);
    assert!(removed.container.as_deref().is_some_and(|container| container.starts_with("SEIPD")));
    assert_eq!(removed.sha256, format!("{:x}", Sha256::digest(sealed)));
    assert!(opened.removed.is_none(), "of a sealed message nothing was taken off");
    assert_eq!(refusal(&bytes, &lee), "not-encrypted", "it is released once");
}

#[test]
fn the_record_tells_a_rule_and_what_the_signature_was_worth() {
    let (noor, lee) = (noor(), lee());
    let sealed = protect(written(), &[], &noor, &[&noor, &lee]).unwrap().messages.remove(0).bytes;
    let removed = release(&sealed, &noor, &[], By::Rule("replies-to-ours")).unwrap().removed;
    assert_eq!(removed.rule.as_deref(), Some("replies-to-ours"));
    let unsigned = crafted("From: lee@example.com\n", b"Content-Type: text/plain\r\n\r\nHello\r\n", None, &lee);
    let Released { bytes, removed } = by_person(&unsigned, &lee, &[]);
    assert_eq!((removed.signature.as_str(), removed.signer.as_deref()), ("none", None));
    assert_eq!(open(&bytes, &lee, &[]).removed, Some(removed));
    let signed = crafted("From: noor@example.org\n", b"Content-Type: text/plain\r\n\r\nHello\r\n", Some(&lee), &lee);
    let removed = by_person(&signed, &lee, &[&lee, &noor]).removed;
    assert_eq!((removed.signature.as_str(), removed.signer.as_deref()), ("wrong-sender", Some("lee@example.com")));
}

#[test]
fn what_the_message_forbids_is_refused_whoever_asks() {
    let (noor, lee) = (noor(), lee());
    let sealed = |change: &dyn Fn(&mut DraftInput)| {
        let mut input = written();
        change(&mut input);
        let sent = protect_by(&rules(), input, &[], &noor, &[&noor, &lee]).unwrap();
        sent.messages.into_iter().find(|one| one.rcpt_to.iter().any(|to| to.contains("lee"))).unwrap().bytes
    };
    let forward = sealed(&|input| input.protection = Some("do-not-forward".into()));
    assert_eq!(refusal(&forward, &lee), "do-not-forward");
    let kept = sealed(&|input| input.label = Some(KEPT.into()));
    assert_eq!(refusal(&kept, &lee), "keep-protected");
    let view = serde_json::to_value(open(&kept, &lee, &[&noor]).restrictions).unwrap();
    assert_eq!((&view["keepProtected"], &view["doNotForward"]), (&json!(true), &json!(false)));
    let both = sealed(&|input| (input.protection, input.label) = (Some("do-not-forward".into()), Some(OPEN.into())));
    let view = serde_json::to_value(open(&both, &lee, &[&noor]).restrictions).unwrap();
    assert_eq!((&view["keepProtected"], &view["doNotForward"]), (&json!(false), &json!(true)), "the label allows it");
    let free = sealed(&|_| {});
    assert!(release(&free, &lee, &[], By::Person).is_ok());
    let mara = Person::new("Mara", "mara@example.org", KeyKind::V4);
    assert_eq!(refusal(&free, &mara), "not-opened");
    let mut damaged = free.clone();
    let at = damaged.len() / 2;
    damaged.splice(at..at + 8, *b"AAAAAAAA");
    assert_eq!(refusal(&damaged, &lee), "not-opened", "nothing of a damaged one comes out");
    assert_eq!(refusal(b"From: a@example.org\r\nSubject: x\r\n\r\nHello\r\n", &lee), "not-encrypted");
    for (field, reason) in [
        ("Zegel-Protection: template=x; do-not-forward", "do-not-forward"),
        ("Zegel-Protection: template=x;\r\n keep-protected", "keep-protected"),
        ("Zegel-Protection: template=x; expires=2020-01-01T00:00:00Z", "past"),
        ("Zegel-Protection: template=x; expires=tomorrow", "keep-protected"),
        ("Zegel-Draft: 1", "draft"),
    ] {
        for hp in ["; hp=\"cipher\"", ""] {
            let payload = format!("From: lee@example.com\r\n{field}\r\nContent-Type: text/plain{hp}\r\n\r\nHello\r\n");
            let message = crafted("From: lee@example.com\n", payload.as_bytes(), Some(&lee), &lee);
            assert_eq!(refusal(&message, &lee), reason, "{field}{hp}");
        }
    }
}

#[test]
fn without_header_protection_the_outer_fields_are_the_messages() {
    let lee = lee();
    let head = "Return-Path: <noor@example.org>\nReceived: from a by b;\n Mon, 2 Mar 2026 09:15:00 +0100\nFrom: Noor <noor@example.org>\n\
         To: lee@example.com\nCc: daan@example.org\nBcc: mara@example.org\nReply-To: office@example.org\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n\
         Date: Mon, 2 Mar 2026 09:15:00 +0100\nMessage-ID: <p1@example.org>\nReferences: <a@example.org>\n <b@example.org>\nX-Own: kept\n\
         DKIM-Signature: v=1; d=example.org\nZegel-Removed: 2020-01-01T00:00:00Z; by=person; signature=valid; sha256=00\n";
    let payload = b"Subject: not this one\r\nBcc: nor this\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nGr\xc3\xbc\xc3\x9fe\r\n";
    let message = crafted(head, payload, None, &lee);
    let opened = open(&message, &lee, &[]);
    let Released { bytes, removed } = by_person(&message, &lee, &[]);
    let again = open(&bytes, &lee, &[]);
    assert_eq!(shown(&again), shown(&opened));
    assert_eq!(again.removed, Some(removed), "one that was there before says nothing");
    let wire = text_of(&bytes);
    assert!(wire.contains("X-Own: kept\r\n") && wire.contains("Received: from a by b;\r\n Mon,"), "{wire}");
    for gone in ["Bcc", "nor this", "not this one", "DKIM", "mara"] {
        assert!(!wire.contains(gone), "{gone}\n{wire}");
    }
}

#[test]
fn nothing_from_outside_stands_beside_protected_fields() {
    let lee = lee();
    let head = "From: noor@example.org\nTo: lee@example.com\nCc: evil@example.net\nReply-To: evil@example.net\nSubject: [...]\nReceived: by a\n\
         List-Id: <l.example.org>\nmsip_labels: MSIP_Label_5d6c0f01-1b7a-4f3d-8c11-6f2a9d1e0006_Enabled=true\nReferences: <evil@example.net>\n\
         Date: Mon, 2 Mar 2026 09:15:00 +0100\n";
    let payload = b"From: Noor <noor@example.org>\r\nTo: Lee <lee@example.com>\r\nSubject: Real\r\nReceived: by evil\r\nHP-Outer: Subject: [...]\r\n\
        Content-Type: text/plain; hp=\"cipher\"; charset=\"us-ascii\"; format=flowed\r\n\r\nHello\r\n";
    let message = crafted(head, payload, None, &lee);
    let opened = open(&message, &lee, &[]);
    let bytes = by_person(&message, &lee, &[]).bytes;
    let again = open(&bytes, &lee, &[]);
    assert_eq!(serde_json::to_value(&again.headers).unwrap()["subject"]["value"], "Real");
    let mut expected = shown(&opened);
    expected["labels"] = json!([]);
    assert_eq!(shown(&again), expected);
    let wire = text_of(&bytes);
    assert!(
        wire.contains("Received: by a\r\n") && wire.contains("List-Id: ") && wire.contains("Date: Mon, 2 Mar"),
        "{wire}"
    );
    assert!(wire.contains("Content-Type: text/plain;\r\n charset=\"us-ascii\";\r\n format=flowed\r\n"), "{wire}");
    for gone in ["evil", "msip_labels"] {
        assert!(!wire.contains(gone), "{gone}\n{wire}");
    }
}

#[test]
fn a_line_of_blanks_ends_the_fields_before_and_after() {
    let lee = lee();
    let payload = b"From: lee@example.com\r\nContent-Type: text/plain; hp=\"cipher\"\r\nSubject: x\r\n \r\nTo: eve@example.net\r\n\r\nHello\r\n";
    let message = crafted("From: lee@example.com\n", payload, None, &lee);
    let opened = open(&message, &lee, &[]);
    let Released { bytes, removed } = by_person(&message, &lee, &[]);
    let again = open(&bytes, &lee, &[]);
    assert_eq!(again.text.as_deref(), Some("To: eve@example.net\n\nHello\n"));
    assert_eq!(again.text, opened.text);
    assert_eq!(again.removed, Some(removed));
}

#[test]
fn a_signature_inside_stays_verifiable() {
    let lee = lee();
    let signed = "From: Noor <noor@example.org>\r\nTo: lee@example.com\r\nSubject: Signed inside\r\nHP-Outer: Subject: [...]\r\n\
        Content-Type: text/plain; hp=\"cipher\"; hp-legacy-display=\"1\"\r\n\r\nSubject: Signed inside\r\n\r\nHello\r\n";
    let entity = format!(
        "--s\r\n{signed}\r\n--s\r\nContent-Type: application/pgp-signature; name=\"signature.asc\"\r\n\r\n\
         -----BEGIN PGP SIGNATURE-----\r\n\r\nAAAA\r\n-----END PGP SIGNATURE-----\r\n--s--\r\n"
    );
    let payload = format!(
        "Content-Type: multipart/signed; micalg=pgp-sha256;\r\n protocol=\"application/pgp-signature\"; boundary=\"s\"\r\n\r\n{entity}"
    );
    let message = crafted("From: noor@example.org\nSubject: [...]\n", payload.as_bytes(), None, &lee);
    let bytes = by_person(&message, &lee, &[]).bytes;
    let wire = text_of(&bytes);
    assert!(wire.ends_with(&entity), "its octets are as they were\n{wire}");
    assert!(
        wire.contains("Subject: Signed inside\r\n") && wire.starts_with("From: Noor <noor@example.org>\r\n"),
        "{wire}"
    );
    assert!(!wire.split("\r\n\r\n").next().unwrap().contains("[...]"));
}

#[test]
fn a_signature_inside_is_verified_after_as_before() {
    let (noor, lee) = (noor(), lee());
    let entity = "From: Noor <noor@example.org>\r\nTo: lee@example.com\r\nSubject: Both\r\nDate: Mon, 2 Mar 2026 09:15:00 +0100\r\n\
        Content-Type: text/plain; hp=\"clear\"\r\n\r\nHello\r\n";
    let key = SignedSecretKey::from_bytes(noor.key.to_bytes().unwrap().as_slice()).unwrap();
    let hash = HashAlgorithm::Sha256;
    let detached = DetachedSignature::sign_binary_data(
        StdRng::from_entropy(),
        &key.primary_key,
        &Password::empty(),
        hash,
        entity.as_bytes(),
    );
    let armored = detached.unwrap().to_armored_string(ArmorOptions::default()).unwrap().replace('\n', "\r\n");
    let payload = format!(
        "Content-Type: multipart/signed; micalg=pgp-sha256; protocol=\"application/pgp-signature\"; boundary=s\r\n\r\n\
         --s\r\n{entity}\r\n--s\r\nContent-Type: application/pgp-signature; name=\"signature.asc\"\r\n\r\n{armored}\r\n--s--\r\n"
    );
    let message = crafted("From: noor@example.org\nSubject: [...]\n", payload.as_bytes(), None, &lee);
    let opened = open(&message, &lee, &[&noor]);
    assert_eq!(opened.signature.state, SignatureState::Valid);
    let Released { bytes, removed } = by_person(&message, &lee, &[&noor]);
    assert_eq!(removed.signature, "valid");
    let again = open(&bytes, &lee, &[&noor]);
    assert_eq!((again.structure, again.signature.state), (Structure::Signed, SignatureState::Valid));
    assert_eq!(shown(&again), shown(&opened));
    assert_eq!(again.removed, Some(removed));
}

#[test]
fn however_it_came_it_is_the_same_message() {
    let lee = lee();
    let head = "From: noor@example.org\nTo: lee@example.com\nSubject: Outside\nDate: Mon, 2 Mar 2026 09:15:00 +0100\n";
    let wrapped = b"Content-Type: message/rfc822\r\n\r\nFrom: Noor <noor@example.org>\r\nSubject: Wrapped\r\n\
        Date: Mon, 2 Mar 2026 09:15:00 +0100\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n\r\nHello\r\n--m\r\n\
        Content-Type: application/octet-stream; name=a.bin\r\nContent-Transfer-Encoding: base64\r\n\r\nAAEC\r\n--m--\r\n";
    let older = b"From: Noor <noor@example.org>\r\nSubject: Older\r\nContent-Type: text/plain; protected-headers=\"v1\"; charset=utf-8\r\n\r\nHello\r\n";
    for payload in [wrapped.as_slice(), older.as_slice()] {
        let thread = "Message-ID: <o2@example.org>\nIn-Reply-To: <o1@example.org>\nReferences: <o1@example.org>\nReply-To: x@example.net\n";
        let message = crafted(&[&head.replace("Outside", "[...]"), thread].concat(), payload, None, &lee);
        let opened = open(&message, &lee, &[]);
        let bytes = by_person(&message, &lee, &[]).bytes;
        // What they leave outside makes it the same message of the same thread, and is nothing to rely upon.
        let expected = shown(&opened);
        assert_eq!(expected["to"], json!([["lee@example.com", "lee@example.com"]]));
        assert_eq!(
            (&expected["messageId"], &expected["inReplyTo"]),
            (&json!("o2@example.org"), &json!("o1@example.org"))
        );
        assert_eq!(serde_json::to_value(&opened).unwrap()["headers"]["threadProtected"], false);
        assert_eq!(shown(&open(&bytes, &lee, &[])), expected, "{}", text_of(&bytes));
        let named = [payload, b""].concat();
        let at = named.windows(8).position(|window| window == b"Subject:").unwrap();
        let named = [&named[..at], b"To: noor@example.org\r\n", &named[at..]].concat();
        let released = by_person(&crafted(head, &named, None, &lee), &lee, &[]).bytes;
        assert!(!text_of(&released).contains("lee@example.com"), "nobody is added to those named inside");
        assert!(
            !text_of(&bytes).contains("[...]")
                && !text_of(&bytes).contains("protected-headers")
                && !text_of(&bytes).contains("rfc822")
        );
    }
    let sealed = text_of(&crafted("X: y\n", "Grüße\r\n".as_bytes(), None, &lee));
    let at = sealed.find("-----BEGIN PGP MESSAGE").unwrap();
    let armor = sealed.get(at..).unwrap().trim_end().trim_end_matches("--b--").trim_end();
    let inline = format!("{head}MIME-Version: 1.0\nContent-Type: text/plain\n\n{armor}\n");
    let attached = format!(
        "{head}Content-Type: multipart/mixed; boundary=m\n\n--m\n\n\n--m\nContent-Type: application/octet-stream; name=\"message.asc\"\n\n{armor}\n--m--\n"
    );
    for message in [inline, attached] {
        let opened = open(message.as_bytes(), &lee, &[]);
        assert_eq!(opened.text.as_deref().map(str::trim), Some("Grüße"));
        let bytes = by_person(message.as_bytes(), &lee, &[]).bytes;
        assert_eq!(shown(&open(&bytes, &lee, &[])), shown(&opened), "{}", text_of(&bytes));
    }
    let beside = format!(
        "{head}Content-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: text/plain\n\n{armor}\n--m\n\
         Content-Type: application/pdf; name=a.pdf\nContent-Disposition: attachment; filename=a.pdf\n\nnot protected\n--m--\n"
    );
    assert_eq!(refusal(beside.as_bytes(), &lee), "beside", "a file that came with it would be lost");
}

#[test]
fn repeated_fields_go_whatever_the_part_is_encoded_in() {
    let lee = lee();
    let plain = "Subject: Grüße\r\n\r\nHallo,\r\n  schöne Grüße\r\n";
    let html = "<html><body><div class=\"header-protection-legacy-display\"><pre>Subject: Gr&uuml;&szlig;e</pre></div><p>Gr\u{fc}\u{df}e</p></body></html>";
    let latin = |text: &str| text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect::<Vec<u8>>();
    let quoted = |bytes: &[u8]| {
        let one = |byte: &u8| {
            if byte.is_ascii_graphic() && *byte != b'=' || b" \r\n".contains(byte) {
                char::from(*byte).to_string()
            } else {
                format!("={byte:02X}")
            }
        };
        bytes.iter().map(one).collect::<String>().into_bytes()
    };
    let base64 = |bytes: &[u8]| {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD.encode(bytes).into_bytes()
    };
    let file = b"--p\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"a.bin\"\r\nContent-Transfer-Encoding: base64\r\n\r\nAAECAwQF/w==\r\n";
    for (encoding, charset, text, markup) in [
        ("8bit", "utf-8", plain.as_bytes().to_vec(), html.as_bytes().to_vec()),
        ("8bit", "iso-8859-1", latin(plain), latin(html)),
        ("quoted-printable", "iso-8859-1", quoted(&latin(plain)), quoted(&latin(html))),
        ("base64", "utf-8", base64(plain.as_bytes()), base64(html.as_bytes())),
    ] {
        let part = |kind: &str| {
            format!(
                "Content-Type: text/{kind}; charset=\"{charset}\"; hp-legacy-display=\"1\"\r\nX-Part: kept\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
            )
        };
        let root = "From: noor@example.org\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nHP-Outer: Subject: [...]\r\n";
        let whole = [
            format!("{root}Content-Type: multipart/mixed; boundary=\"p\"; hp=\"cipher\"\r\n\r\nA preamble.\r\n--p\r\nContent-Type: multipart/alternative; boundary=q\r\n\r\n--q\r\n{}", part("plain")).as_bytes(),
            &text, format!("\r\n--q\r\n{}", part("html")).as_bytes(), &markup, b"\r\n--q--\r\n", file, b"--p--\r\n",
        ]
        .concat();
        let single =
            [format!("{root}{}", part("plain").replace("hp-legacy", "hp=\"cipher\"; hp-legacy")).as_bytes(), &text]
                .concat();
        for payload in [whole, single] {
            let message = crafted("From: noor@example.org\nSubject: [...]\n", &payload, None, &lee);
            let opened = open(&message, &lee, &[]);
            assert!(!opened.text.as_ref().unwrap().contains("Subject"), "{encoding} {charset}");
            let bytes = by_person(&message, &lee, &[]).bytes;
            assert_eq!(shown(&open(&bytes, &lee, &[])), shown(&opened), "{encoding} {charset}\n{}", text_of(&bytes));
            assert!(!text_of(&bytes).contains("hp"), "{}", text_of(&bytes));
        }
    }
}

#[test]
fn a_record_is_a_claim_of_the_right_form_or_none() {
    let lee = lee();
    let read =
        |fields: &str| open(format!("From: a@example.org\r\n{fields}\r\n\r\nHello\r\n").as_bytes(), &lee, &[]).removed;
    let sound = "Zegel-Removed: 2026-03-02T09:15:00+01:00;\r\n by=rule;\r\n rule=x%3By; signature=valid; signer=%22a%3Bb%22@example.org; future=1";
    let removed: Removed = read(sound).unwrap();
    assert_eq!((removed.at.as_str(), removed.rule.as_deref()), ("2026-03-02T08:15:00Z", Some("x;y")));
    assert_eq!(removed.signer.as_deref(), Some("\"a;b\"@example.org"));
    for not in [
        "X: y",
        "Zegel-Removed: yesterday; by=person; signature=valid",
        "Zegel-Removed: 2026-03-02T09:15:00Z; signature=valid",
        "Zegel-Removed: 2026-03-02T09:15:00Z; by=rule; signature=valid",
        "Zegel-Removed: 2026-03-02T09:15:00Z; by=person; signature=perfect",
        "Zegel-Removed: 2026-03-02T09:15:00Z; by=person; rule=x; signature=valid",
        "Zegel-Removed: 2026-03-02T09:15:00Z; by=person; signature=none\r\nZegel-Removed: 2026-03-02T09:15:00Z; by=person; signature=valid",
    ] {
        assert_eq!(read(not), None, "{not}");
    }
}

fn files() -> impl Strategy<Value = Vec<(AttachmentInput, Vec<u8>)>> {
    let name = prop_oneof!["[a-z]{1,12}\\.(txt|bin|eml|html)", "\\PC{1,40}"];
    let kind = prop_oneof![Just("text/plain"), Just("application/octet-stream"), Just("text/html"), Just("image/png")];
    let bytes = prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..400),
        "(\\PC|\\r\\n|\\n){0,200}".prop_map(String::into_bytes)
    ];
    let file = (name, kind, bytes, any::<bool>()).prop_map(|(name, kind, bytes, inline)| {
        let content_id = inline.then(|| "picture@example.org".to_owned());
        let size = bytes.len() as u64;
        (AttachmentInput { name, media_type: kind.into(), size, content_id, label: None }, bytes)
    });
    proptest::collection::vec(file, 0..4)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_written_is_the_same_without_its_protection(
        subject in "\\PC{0,120}", text in "(\\PC|\\n|Subject: |--){0,300}", html in proptest::option::of("(<p>|</p>|<div>|\\PC|\\n){0,200}"),
        files in files(), label in proptest::option::of(Just(OPEN)), thread in proptest::collection::vec("[a-z0-9]{1,20}@[a-z]{1,20}\\.example", 0..12),
    ) {
        let noor = noor();
        let mut input = draft("\"Noor, de Wit\" <noor@example.org>", &["noor@example.org"]);
        (input.subject, input.text, input.html, input.label) = (subject, text, html, label.map(ToOwned::to_owned));
        input.protection = Some("encrypt".into());
        input.in_reply_to = thread.last().cloned();
        input.references = thread;
        let contents: Vec<&[u8]> = files.iter().map(|(_, bytes)| bytes.as_slice()).collect();
        input.attachments = files.iter().map(|(file, _)| file.clone()).collect();
        let sealed = protect_by(&rules(), input, &contents, &noor, &[&noor]).unwrap().messages.remove(0).bytes;
        let opened = open(&sealed, &noor, &[&noor]);
        let Released { bytes, removed } = by_person(&sealed, &noor, &[&noor]);
        let again = open(&bytes, &noor, &[&noor]);
        prop_assert_eq!(shown(&again), shown(&opened));
        prop_assert_eq!(again.removed, Some(removed));
        let lower = text_of(&bytes).to_ascii_lowercase();
        prop_assert!(!lower.contains("\r\nhp-outer:") && !lower.contains("hp=\"cipher\"") && !lower.contains("zegel-protection:"));
    }

    #[test]
    fn no_payload_stops_it_or_gets_out_what_it_forbids(payload in proptest::collection::vec(any::<u8>(), 0..300), fields in "(Content-Type: |multipart/|signed|text/plain|; |boundary=|a|hp=|cipher|\r\n| |\"|--a|Subject: |hp-legacy-display=1){0,40}") {
        let lee = Person::new("Lee", "lee@example.com", KeyKind::V4);
        let payload = [fields.as_bytes(), b"\r\nZegel-Protection: do-not-forward\r\n\r\n", &payload].concat();
        let message = crafted("From: lee@example.com\n", &payload, None, &lee);
        match release(&message, &lee, &[], By::Person) {
            Err(Error::RemovalRefused { .. } | Error::MessageMalformed {}) => {}
            Err(other) => prop_assert!(false, "{:?}", other),
            // The field was none of the payload's head.
            Ok(_) => prop_assert_eq!(serde_json::to_value(open(&message, &lee, &[]).restrictions).unwrap()["doNotForward"].as_bool(), Some(false)),
        }
    }
}
