//! Does a mail come back as it was written, for everyone addressed and for nobody else?

use crate::people::{Person, bundle, draft, now, open, protect};
use zegel::compose::AttachmentInput;
use zegel::error::{Error, Refusal};
use zegel::label::LabelState;
use zegel::mime::FieldState;
use zegel::seal::{Container, EncryptionState, KeyKind, SignatureState};
use zegel::wire::Structure;

const SECRET: &str = "the donors are Ünal & Ørsted";

#[test]
fn what_is_sealed_opens_whole_and_verified() {
    for kind in [KeyKind::V4, KeyKind::V6] {
        let (noor, lee) =
            (Person::new("Noor de Wit", "noor@example.org", kind), Person::new("Lee", "lee@example.com", kind));
        let mut input = draft("Noor de Wit <noor@example.org>", &["Lee Chen <lee@example.com>"]);
        input.subject = "Donateurs — geheim".into();
        input.text = format!("Dear Lee,\n\n{SECRET}\n. \nFrom here\n");
        input.html =
            Some(format!("<p>Dear <b>Lee</b></p><p>{}</p><img src=\"cid:pic@zegel\">", SECRET.replace('&', "&amp;")));
        let png = (0..=255).collect::<Vec<u8>>();
        let csv = b"a;b\r\n1;2\nlone\rcr\0".to_vec();
        input.attachments = vec![
            AttachmentInput {
                name: "pic.png".into(),
                media_type: "image/png".into(),
                size: 256,
                content_id: Some("pic@zegel".into()),
                label: None,
            },
            AttachmentInput {
                name: "donörs \"x\".csv".into(),
                media_type: "text/csv".into(),
                size: csv.len() as u64,
                ..AttachmentInput::default()
            },
            AttachmentInput { name: "empty.bin".into(), ..AttachmentInput::default() },
        ];
        input.protection = Some("encrypt".into());
        let (text, html) = (input.text.clone(), input.html.clone().unwrap());
        let sent = protect(input, &[&png, &csv, b""], &noor, &[&noor, &lee]).unwrap();
        assert!(sent.protected);
        assert_eq!(sent.messages.len(), 1);
        assert_eq!(sent.messages[0].rcpt_to, ["lee@example.com"]);
        let wire = String::from_utf8(sent.messages[0].bytes.clone()).unwrap();
        for canary in ["Donateurs", "geheim", "Dear Lee", "donors", "pic@zegel"] {
            assert!(!wire.contains(canary), "{canary} is readable on the way");
        }
        assert!(wire.contains("\r\nSubject: [...]\r\n"));
        assert!(!wire.replace("\r\n", "").contains('\n'), "a bare line feed");

        for reader in [&lee, &noor] {
            let opened = open(&sent.messages[0].bytes, reader, &[&noor]);
            assert_eq!(opened.structure, Structure::Encrypted);
            assert_eq!(opened.encryption.state, EncryptionState::Encrypted);
            assert_eq!(opened.encryption.container, Some(Container::SeipdV2));
            assert_eq!(opened.signature.state, SignatureState::Valid);
            assert_eq!(opened.signature.signer_address.as_deref(), Some("noor@example.org"));
            let json = serde_json::to_value(&opened).unwrap();
            assert_eq!(json["headers"]["subject"]["value"], "Donateurs — geheim");
            assert_eq!(json["headers"]["subject"]["protection"], "signed-and-encrypted");
            assert_eq!(json["headers"]["from"]["protection"], "signed");
            assert_eq!(json["headers"]["to"][0]["address"], "lee@example.com");
            assert_eq!(json["headers"]["date"]["value"], "2026-03-02T09:15:00+01:00");
            assert_eq!(opened.text.as_deref(), Some(text.as_str()));
            let shown = opened.html.as_deref().unwrap();
            assert!(shown.contains(&html), "{shown}");
            assert!(!shown.contains("header-protection-legacy-display"), "{shown}");
            assert_eq!(opened.contents, [png.clone(), csv.clone(), Vec::new()]);
            let parts = &json["parts"];
            assert_eq!(parts[0]["contentId"], "pic@zegel");
            assert_eq!(parts[1]["name"], "donörs \"x\".csv");
            assert_eq!(parts[1]["type"], "text/csv");
            assert_eq!(parts[2]["type"], "application/octet-stream");
        }
    }
}

#[test]
fn bcc_recipients_get_a_message_of_their_own() {
    let people: Vec<Person> = ["noor@example.org", "lee@example.com", "mara@example.com", "daan@example.org"]
        .iter()
        .map(|address| Person::new("X", address, KeyKind::V4))
        .collect();
    let all: Vec<&Person> = people.iter().collect();
    let mut input = draft("noor@example.org", &["lee@example.com"]);
    input.bcc = vec!["mara@example.com".into(), "daan@example.org".into(), "lee@example.com".into()];
    input.protection = Some("encrypt".into());
    let sent = protect(input, &[], &people[0], &all).unwrap();
    let envelopes: Vec<_> = sent.messages.iter().map(|message| (message.rcpt_to.clone(), message.kept)).collect();
    assert_eq!(
        envelopes,
        [
            (vec!["lee@example.com".to_owned()], true),
            (vec!["mara@example.com".to_owned()], false),
            (vec!["daan@example.org".to_owned()], false)
        ]
    );
    for (message, readers) in sent.messages.iter().zip([[0, 1], [0, 2], [0, 3]]) {
        for (at, person) in people.iter().enumerate() {
            let opened = open(&message.bytes, person, &all);
            let expected = if readers.contains(&at) { EncryptionState::Encrypted } else { EncryptionState::NotForYou };
            assert_eq!(opened.encryption.state, expected);
            let json = serde_json::to_string(&opened).unwrap();
            assert!(!json.contains("mara@") && !json.contains("daan@"), "a hidden recipient is named: {json}");
        }
    }
}

#[test]
fn only_bcc_keeps_a_copy_that_is_not_sent() {
    let (noor, lee) =
        (Person::new("N", "noor@example.org", KeyKind::V4), Person::new("L", "lee@example.com", KeyKind::V4));
    let mut input = draft("noor@example.org", &[]);
    input.bcc = vec!["lee@example.com".into()];
    input.protection = Some("encrypt".into());
    let sent = protect(input, &[], &noor, &[&lee]).unwrap();
    assert_eq!(sent.messages.len(), 2);
    assert!(sent.messages[0].kept && sent.messages[0].rcpt_to.is_empty());
    assert_eq!(open(&sent.messages[0].bytes, &lee, &[]).encryption.state, EncryptionState::NotForYou);
    assert_eq!(open(&sent.messages[1].bytes, &lee, &[&noor]).signature.state, SignatureState::Valid);
}

#[test]
fn a_host_that_writes_the_header_gets_the_body_only() {
    let (noor, lee) =
        (Person::new("N", "noor@example.org", KeyKind::V4), Person::new("L", "lee@example.com", KeyKind::V4));
    let mut input = draft("noor@example.org", &["lee@example.com"]);
    input.subject = "not from here".into();
    input.label = Some("5d6c0f01-1b7a-4f3d-8c11-6f2a9d1e0002".into());
    input.protection = Some("encrypt".into());
    input.body_only = true;
    let sent = protect(input.clone(), &[], &noor, &[&noor, &lee]).unwrap();
    assert_eq!(sent.messages.len(), 1);
    let body = String::from_utf8(sent.messages[0].bytes.clone()).unwrap();
    assert!(body.starts_with("MIME-Version: 1.0\r\nContent-Type: multipart/encrypted"), "{body}");
    // As the host sends it: the header is the host's, and so is what it says.
    let host = "From: Noor <noor@example.org>\r\nTo: lee@example.com\r\nSubject: The host's own\r\n\
                Date: Mon, 02 Mar 2026 09:15:00 +0100\r\nMessage-ID: <h1@example.org>\r\n";
    for reader in [&lee, &noor] {
        let opened = open(format!("{host}{body}").as_bytes(), reader, &[&noor]);
        assert_eq!(opened.signature.state, SignatureState::Valid);
        assert_eq!(opened.text.as_deref().map(str::trim_end), Some("Hello there."));
        let json = serde_json::to_value(&opened).unwrap();
        assert_eq!(json["headers"]["subject"]["value"], "The host's own");
        assert_eq!(json["headers"]["subject"]["protection"], "unprotected");
        assert_eq!(json["headers"]["from"]["address"], "noor@example.org");
        assert_eq!(json["status"]["summary"], "sealed");
        assert_eq!(opened.labels.len(), 1);
        assert_eq!(opened.labels[0].state, LabelState::Verified);
    }
    // Nobody is hidden in one message, and nothing goes to such a host in the clear.
    for change in [
        |input: &mut zegel::compose::DraftInput| input.bcc = vec!["mara@example.com".into()],
        |input: &mut zegel::compose::DraftInput| {
            input.label = None;
            input.protection = None;
        },
    ] {
        let mut input = input.clone();
        change(&mut input);
        let error = protect(input, &[], &noor, &[&noor, &lee]).unwrap_err();
        assert_eq!(error, Error::DraftMalformed { field: "bodyOnly".into() });
    }
}

#[test]
fn without_a_usable_certificate_there_are_no_bytes() {
    let noor = Person::new("N", "noor@example.org", KeyKind::V4);
    let mut input = draft("noor@example.org", &["lee@example.com"]);
    input.protection = Some("encrypt".into());
    let error = protect(input.clone(), &[], &noor, &[]).unwrap_err();
    assert_eq!(error, Error::RecipientWithoutCertificate { address: "lee@example.com".into() });
    // A certificate of somebody else does not help.
    let mara = Person::new("M", "mara@example.com", KeyKind::V4);
    assert_eq!(protect(input.clone(), &[], &noor, &[&mara]).unwrap_err(), error);
    // The sender's key must be the sender's.
    let lee = Person::new("L", "lee@example.com", KeyKind::V4);
    assert_eq!(protect(input, &[], &lee, &[&lee]).unwrap_err(), Error::NoOwnKey { address: "noor@example.org".into() });
    // Judged in 1999 a key does not exist yet.
    let early = zegel::time::Instant::from_seconds(900_000_000);
    let certificate = zegel::seal::Certificate::read_all(&lee.certificate, early).unwrap();
    assert_eq!(certificate[0].view(None).reason, Some(Refusal::NotYetValid));
}

#[test]
fn a_change_anywhere_shows_nothing() {
    let (noor, lee) =
        (Person::new("N", "noor@example.org", KeyKind::V4), Person::new("L", "lee@example.com", KeyKind::V4));
    let mut input = draft("noor@example.org", &["lee@example.com"]);
    input.text = SECRET.into();
    input.protection = Some("encrypt".into());
    let sent = protect(input, &[], &noor, &[&lee]).unwrap();
    let bytes = &sent.messages[0].bytes;
    let start = bytes.windows(20).position(|window| window == b"BEGIN PGP MESSAGE---").unwrap() + 24;
    let end = bytes.windows(20).position(|window| window == b"-----END PGP MESSAGE").unwrap();
    let mut tried = 0;
    for at in (start..end).step_by(7) {
        if bytes[at].is_ascii_alphanumeric() {
            let mut changed = bytes.clone();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let opened = open(&changed, &lee, &[&noor]);
            // What only concerns another reader's copy of the session key changes nothing for this one.
            if opened.encryption.state == EncryptionState::Encrypted {
                assert_eq!((opened.text.as_deref(), opened.signature.state), (Some(SECRET), SignatureState::Valid));
                continue;
            }
            assert!(opened.text.is_none() && opened.contents.is_empty(), "octet {at}");
            tried += 1;
        }
    }
    assert!(tried > 100);
    let cut = [&bytes[..end - 200], &bytes[end..]].concat();
    let opened = open(&cut, &lee, &[&noor]);
    assert_eq!((opened.encryption.state, opened.text), (EncryptionState::Damaged, None));
}

#[test]
fn the_signature_is_judged_for_the_sender_and_the_reader() {
    let noor = Person::new("N", "noor@example.org", KeyKind::V4);
    let (lee, mara) =
        (Person::new("L", "lee@example.com", KeyKind::V4), Person::new("M", "mara@example.com", KeyKind::V4));
    let mut input = draft("noor@example.org", &["lee@example.com"]);
    input.protection = Some("encrypt".into());
    let sent = protect(input, &[], &noor, &[&lee]).unwrap();
    let bytes = &sent.messages[0].bytes;
    assert_eq!(open(bytes, &lee, &[]).signature.state, SignatureState::UnknownKey);
    assert_eq!(open(bytes, &lee, &[&mara]).signature.state, SignatureState::UnknownKey);
    assert_eq!(open(bytes, &lee, &[&mara, &noor]).signature.state, SignatureState::Valid);
    let unverified = open(bytes, &lee, &[]);
    assert_eq!(unverified.label.unwrap().state, LabelState::Claimed);
    let verified = open(bytes, &lee, &[&noor]);
    assert_eq!(verified.label.unwrap().state, LabelState::Verified);
    // The outer From says somebody else: the signed one counts, and where none is signed the difference is told.
    let forged =
        String::from_utf8(bytes.clone()).unwrap().replacen("noor@example.org", "mara@example.com", 1).into_bytes();
    assert_eq!(open(&forged, &lee, &[&noor]).from_mismatch, None);
    assert_eq!(open(&forged, &lee, &[]).from_mismatch.as_deref(), Some("mara@example.com"));
    let json = serde_json::to_value(open(&forged, &lee, &[&noor])).unwrap();
    assert_eq!(json["headers"]["from"]["address"], "noor@example.org");
}

#[test]
fn unprotected_mail_is_plain_and_labelled() {
    let noor = Person::new("N", "noor@example.org", KeyKind::V4);
    let mut input = draft("noor@example.org", &["lee@example.com"]);
    input.bcc = vec!["mara@example.com".into()];
    input.text = "hello".into();
    input.protection = Some("none".into());
    let sent = protect(input, &[], &noor, &[]).unwrap();
    assert!(!sent.protected);
    assert_eq!(sent.messages.len(), 1);
    assert_eq!(sent.messages[0].rcpt_to, ["lee@example.com", "mara@example.com"]);
    let wire = String::from_utf8(sent.messages[0].bytes.clone()).unwrap();
    assert!(wire.contains("hello") && wire.contains("msip_labels: MSIP_Label_"), "{wire}");
    assert!(!wire.to_lowercase().contains("mara@"), "Bcc is named: {wire}");
    let opened = open(&sent.messages[0].bytes, &noor, &[]);
    assert_eq!(opened.text.as_deref().map(str::trim), Some("hello"));
    assert_eq!(opened.label.unwrap().state, LabelState::Claimed);
    let json = serde_json::to_value(&opened.headers).unwrap();
    assert_eq!(json["subject"]["protection"], serde_json::to_value(FieldState::Unprotected).unwrap());
}

#[test]
fn the_decision_is_enforced_when_sealing() {
    let noor = Person::new("N", "noor@example.org", KeyKind::V4);
    let mut input = draft("noor@example.org", &["lee@example.com"]);
    input.protection = Some("highly-confidential".into());
    let lee = Person::new("L", "lee@example.com", KeyKind::V4);
    assert_eq!(protect(input, &[], &noor, &[&lee]).unwrap_err(), Error::Blocked {});
    // "None" does not outweigh a rule.
    let mut input = draft("noor@example.org", &["lee@example.com"]);
    input.protection = Some("none".into());
    input.text = "our donor list".into();
    let sent = protect(input, &[], &noor, &[&lee]).unwrap();
    assert!(sent.protected);
    assert!(!String::from_utf8_lossy(&sent.messages[0].bytes).contains("donor"));
    assert_eq!(
        bundle().label(sent.label.as_deref().unwrap()).unwrap().1.name.in_language("nl"),
        "Vertrouwelijk \\ Geadresseerden"
    );
    let opened = open(&sent.messages[0].bytes, &lee, &[&noor]);
    assert!(opened.text.unwrap().starts_with("Confidential \\ Anyone addressed\n\nour donor list"));
    assert!(now().seconds() > 0);
}
