//! Does everybody get what they can open, and nobody what they may not?

use crate::people::{ACTION, Person, bundle, draft, now, open};
use mail_parser::{MessageParser, MimeHeaders as _};
use pgp::composed::Message;
use pgp::types::Password;
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use serde_json::json;
use zegel::compose::DraftInput;
use zegel::error::Error;
use zegel::protect::{Letters, Means, Posting};
use zegel::seal::{Certificate, Found, KeyKind, SignatureState};
use zegel::time::Instant;
use zegel::wire::{Attach, Letter, MESSAGE};
use zeroize::Zeroizing;

const SECRET: &str = "the donors are Ünal & Ørsted";
const PAGE: &str = "<!doctype html>\n<script type=\"application/json\" id=\"letter\">@LETTER@</script>\n\
                    <script type=\"text/plain\" id=\"message\">\n@MESSAGE@</script>\n";
/// One pixel.
const LOGO: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0";

fn letter(address: &str, attach: Attach) -> Letter {
    let cover = "Noor heeft u een beveiligd bericht gestuurd. https://secure.example.org/reader.html#@MESSAGE@";
    Letter {
        address: address.to_owned(),
        attach,
        subject: "Beveiligd bericht van Noor".to_owned(),
        text: cover.to_owned(),
        html: format!("<p>{cover}</p><img src=\"cid:logo@zegel\">"),
        letterhead: json!({ "to": address, "hint": "waar we zaten" }).to_string(),
        reader: Some("https://secure.example.org/reader.html".to_owned()),
    }
}

fn secret() -> DraftInput {
    let mut input = draft("Noor de Wit <noor@example.org>", &["Lee Chen <lee@example.com>", "jo@example.net"]);
    input.bcc = vec!["max@example.net".into()];
    input.subject = "Donateurs — geheim".into();
    input.text = SECRET.into();
    input.protection = Some("encrypt".into());
    // Outsiders are asked about; here they are meant.
    input.answers.acknowledged = zegel::decide::decide(
        &bundle(),
        &zegel::compose::Draft::new(input.clone()),
        &zegel::contents::Eyes::of(&bundle()).see(&bundle(), &zegel::compose::Draft::new(input.clone()), &[]),
        now(),
    )
    .questions
    .into_iter()
    .map(|question| question.key)
    .collect();
    input
}

fn seal(
    input: DraftInput,
    people: Vec<(Letter, &str)>,
    reach: bool,
    known: &[&Person],
    from: &Person,
    expires: Option<Instant>,
) -> Result<Vec<Posting>, Error> {
    let found: Vec<Found> = known
        .iter()
        .flat_map(|person| {
            let read = Certificate::read_all(&person.certificate, now()).unwrap();
            read.into_iter().map(|certificate| Found { address: person.address.clone(), certificate })
        })
        .collect();
    let people =
        people.into_iter().map(|(letter, passphrase)| (letter, Zeroizing::new(passphrase.to_owned()))).collect();
    // Marked, so that it is seen what went through it.
    let pack = |name: &str, bytes: &[u8]| Some([b"PK ", name.as_bytes(), b" ", bytes].concat());
    let letters = Letters {
        people,
        reach,
        page: PAGE,
        logo: Some(LOGO),
        pack: &pack,
        expires,
        key_cover: Some("Ein Brief".into()),
    };
    let means = Means {
        contents: &[],
        read: &[],
        certificates: &found,
        action: ACTION,
        own: Some(&from.key),
        letters: Some(&letters),
        now: now(),
    };
    let sent = zegel::protect::protect(&bundle(), input, &[], &means, &mut StdRng::from_entropy(), &mut |_, _, _| {});
    sent.map(|(postings, _)| postings.messages)
}

fn noor_and_lee() -> (Person, Person) {
    (Person::new("Noor de Wit", "noor@example.org", KeyKind::V4), Person::new("Lee", "lee@example.com", KeyKind::V6))
}

/// The reader file, or whatever is attached.
fn attached(bytes: &[u8], name: &str) -> Option<String> {
    let message = MessageParser::default().parse(bytes).unwrap();
    let part = message.attachments().find(|part| part.attachment_name() == Some(name))?;
    Some(String::from_utf8(part.contents().to_vec()).unwrap())
}

/// What the passphrase opens, with the number of signatures in it.
fn opened(armored: &str, passphrase: &str) -> pgp::errors::Result<String> {
    let armored = armored.get(armored.find("-----BEGIN PGP MESSAGE").unwrap()..).unwrap();
    let (message, _) = Message::from_armor(armored.as_bytes())?;
    let mut message = message.decrypt_with_password(&Password::from(passphrase))?;
    let bytes = message.as_data_vec()?;
    Ok(String::from_utf8(bytes).unwrap())
}

#[test]
fn each_gets_what_they_can_open_and_nobody_learns_of_the_hidden() {
    let (noor, lee) = noor_and_lee();
    let people = vec![
        (letter("jo@example.net", Attach::Html), "correct horse battery"),
        (letter("MAX@example.net", Attach::Html), "another word for max"),
    ];
    let sent = seal(secret(), people, false, &[&noor, &lee], &noor, None).unwrap();
    let to: Vec<_> = sent.iter().map(|posting| (posting.rcpt_to.clone(), posting.kept)).collect();
    assert_eq!(
        to,
        [
            (vec!["lee@example.com".to_owned()], true),
            (vec!["jo@example.net".to_owned()], false),
            (vec!["max@example.net".to_owned()], false),
        ]
    );
    for posting in &sent {
        let wire = String::from_utf8(posting.bytes.clone()).unwrap();
        // As it is on the way, and decoded.
        let message = MessageParser::default().parse(&posting.bytes).unwrap();
        let decoded = message.parts.iter().map(|part| String::from_utf8_lossy(part.contents()).into_owned());
        for text in decoded.chain([wire.clone(), message.subject().unwrap().to_owned()]) {
            for canary in ["Donateurs", "geheim", "donors are", "correct horse", "another word"] {
                assert!(!text.contains(canary), "{canary} is readable on the way");
            }
        }
        assert!(!wire.replace("\r\n", "").contains(['\n', '\r']), "a bare line end");
        assert!(wire.lines().all(|line| line.len() <= 998));
        assert!(wire.is_ascii());
        // Only in Max's own mail, in the letterhead of his reader file, stands that there is a Max.
        let own = posting.rcpt_to == ["max@example.net"];
        assert_eq!(wire.to_lowercase().contains("max@"), own);
        assert_eq!(attached(&posting.bytes, "message.html").is_some_and(|page| page.contains("MAX@")), own);
    }
    // Who has a key gets PGP/MIME as ever, and so does the sender.
    for reader in [&lee, &noor] {
        let mail = open(&sent[0].bytes, reader, &[&noor]);
        assert_eq!(mail.text.as_deref(), Some(SECRET));
        assert_eq!(mail.signature.state, SignatureState::Valid);
    }
    for (posting, passphrase, other) in [
        (&sent[1], "correct horse battery", "another word for max"),
        (&sent[2], "another word for max", "correct horse battery"),
    ] {
        let page = attached(&posting.bytes, "message.html").unwrap();
        assert!(opened(&page, other).is_err());
        let entity = opened(&page, passphrase).unwrap();
        let inner = MessageParser::default().parse(entity.as_bytes()).unwrap();
        assert_eq!(inner.subject(), Some("Donateurs — geheim"));
        assert!(inner.body_text(0).unwrap().contains(SECRET));
        assert!(!entity.to_lowercase().contains("max@"), "the hidden one is named inside");
        // The outer mail: a cover in two forms, with the picture, and a subject of its own.
        let outer = MessageParser::default().parse(&posting.bytes).unwrap();
        assert_eq!(outer.subject(), Some("Beveiligd bericht van Noor"));
        assert!(outer.body_text(0).unwrap().contains("Noor heeft u een beveiligd bericht gestuurd."));
        let html = outer.body_html(0).unwrap();
        assert!(html.contains("cid:logo@zegel") && !html.contains(MESSAGE));
        assert!(outer.parts.iter().any(|part| part.content_id() == Some("logo@zegel") && part.contents() == LOGO));
    }
}

#[test]
fn where_nobody_has_a_key_the_sent_copy_is_the_senders_alone() {
    let (noor, _) = noor_and_lee();
    let mut input = secret();
    (input.to, input.bcc) = (vec!["jo@example.net".into()], Vec::new());
    let sent = seal(
        input,
        vec![(letter("jo@example.net", Attach::Html), "correct horse battery")],
        false,
        &[&noor],
        &noor,
        None,
    )
    .unwrap();
    assert_eq!(sent.len(), 2);
    assert!(sent[0].kept && sent[0].rcpt_to.is_empty());
    assert_eq!(open(&sent[0].bytes, &noor, &[&noor]).text.as_deref(), Some(SECRET));
    assert_eq!((sent[1].kept, sent[1].rcpt_to.as_slice()), (false, ["jo@example.net".to_owned()].as_slice()));
}

#[test]
fn who_has_neither_key_nor_passphrase_keeps_the_mail_from_leaving() {
    let (noor, lee) = noor_and_lee();
    let refused = seal(
        secret(),
        vec![(letter("jo@example.net", Attach::Html), "correct horse")],
        false,
        &[&noor, &lee],
        &noor,
        None,
    );
    assert_eq!(refused.unwrap_err(), Error::RecipientWithoutCertificate { address: "max@example.net".into() });
}

#[test]
fn every_way_of_handing_over_has_the_message() {
    let (noor, _) = noor_and_lee();
    for (attach, reach, names) in [
        (Attach::Html, true, vec!["message.html"]),
        (Attach::Zip, false, vec!["message.zip"]),
        (Attach::Link, false, vec!["message.asc"]),
        (Attach::LinkAndHtml, true, vec!["message.asc", "message.html"]),
    ] {
        let mut input = secret();
        (input.to, input.bcc) = (vec!["jo@example.net".into()], Vec::new());
        let expires = Some(Instant::from_seconds(1_800_000_000));
        let sent = seal(
            input,
            vec![(letter("jo@example.net", attach), "correct horse battery")],
            reach,
            &[&noor],
            &noor,
            expires,
        )
        .unwrap();
        let mail = &sent[1].bytes;
        let outer = MessageParser::default().parse(mail).unwrap();
        let found: Vec<_> = outer
            .attachments()
            .filter_map(|part| part.attachment_name())
            .filter(|name| name.starts_with("message"))
            .collect();
        assert_eq!(found, names, "{attach:?}");
        let file = if attach == Attach::Zip {
            let packed = attached(mail, "message.zip").unwrap();
            packed.strip_prefix("PK message.html ").unwrap().to_owned()
        } else {
            attached(mail, names[0]).unwrap()
        };
        let entity = opened(&file, "correct horse battery").unwrap();
        assert!(entity.contains("expires=2027-01-15T08:00:00"), "{entity}");
        let html = outer.body_html(0).unwrap().into_owned();
        assert_eq!(html.contains("reader.html#"), matches!(attach, Attach::Link | Attach::LinkAndHtml), "{attach:?}");
        if let Some(link) = html.split("reader.html#").nth(1).and_then(|rest| rest.split('<').next()) {
            assert!(link.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'), "{link}");
            let binary = base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, link).unwrap();
            let message = Message::from_bytes(binary.as_slice()).unwrap();
            assert!(message.decrypt_with_password(&Password::from("correct horse battery")).is_ok());
        }
    }
}

#[test]
fn a_cover_beside_pgp_mime_stands_where_it_disturbs_nobody() {
    let (noor, lee) = noor_and_lee();
    let mut input = secret();
    (input.to, input.bcc) = (vec!["lee@example.com".into()], Vec::new());
    let sent = seal(input, Vec::new(), false, &[&noor, &lee], &noor, None).unwrap();
    let wire = String::from_utf8(sent[0].bytes.clone()).unwrap();
    let (head, rest) = wire.split_once("\r\n\r\n").unwrap();
    assert!(head.contains("multipart/encrypted"));
    assert!(rest.starts_with("Ein Brief\r\n--"));
    let outer = MessageParser::default().parse(sent[0].bytes.as_slice()).unwrap();
    assert_eq!(outer.parts.len(), 3, "the multipart and its two parts");
    assert_eq!(open(&sent[0].bytes, &lee, &[&noor]).text.as_deref(), Some(SECRET));
}
