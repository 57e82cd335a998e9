//! Does a draft come back whole, to its writer alone, and never from anybody else?

use crate::people::{Person, draft, now, open, protect};
use rand::SeedableRng;
use rand::rngs::StdRng;
use zegel::compose::AttachmentInput;
use zegel::error::Error;
use zegel::mime::{AnswerPart, DRAFT_FIELD, DRAFT_TYPE, KeptDraft};
use zegel::protect::keep;
use zegel::seal::{EncryptionState, KeyKind, SignatureState};

const STATE: &str = r#"{"to":["Zoë <zoe@example.com>","half typed"],"bcc":["hidden@example.net"],"text":"geheim"}"#;

fn kept(person: &Person) -> KeptDraft {
    KeptDraft {
        from: person.address.clone(),
        date: "2026-03-02T09:15:00+01:00".to_owned(),
        message_id: "d1@example.org".to_owned(),
        subject: "Donateurs – geheim".to_owned(),
        text: "Dear Zoë,\n\n.\nFrom here".to_owned(),
        state: STATE.to_owned(),
    }
}

fn files() -> Vec<AnswerPart> {
    [("list.csv", "text/csv"), ("mail.eml", "message/rfc822"), ("x", ""), ("draft.json", DRAFT_TYPE)]
        .into_iter()
        .map(|(name, media_type)| AnswerPart {
            name: name.to_owned(),
            media_type: media_type.to_owned(),
            bytes: format!("{name}\r\nlone\rcr\0").into_bytes(),
        })
        .collect()
}

fn sealed(draft: &KeptDraft, files: &[AnswerPart], writer: &Person) -> Result<Vec<u8>, Error> {
    keep(draft, files, &writer.key, now(), &mut StdRng::from_entropy(), &mut |_, _, _| {})
}

#[test]
fn a_draft_comes_back_whole_and_says_nothing_outside() {
    for kind in [KeyKind::V4, KeyKind::V6] {
        let noor = Person::new("Noor", "noor@example.org", kind);
        let files = files();
        let bytes = sealed(&kept(&noor), &files, &noor).unwrap();
        let wire = String::from_utf8(bytes.clone()).unwrap();
        let (head, _) = wire.split_once("\r\n\r\n").unwrap();
        let names: Vec<&str> = head.lines().filter_map(|line| line.split_once(": ")).map(|(name, _)| name).collect();
        assert_eq!(names, ["Date", "From", "Message-ID", "Subject", "MIME-Version", "Content-Type"]);
        assert!(head.contains("Subject: [...]"));
        for canary in ["Donateurs", "hidden@", "half typed", "list.csv", DRAFT_FIELD] {
            assert!(!wire.contains(canary), "{canary} is readable");
        }
        let opened = open(&bytes, &noor, &[&noor]);
        assert_eq!(opened.signature.state, SignatureState::Valid);
        assert_eq!(opened.draft.as_deref(), Some(STATE));
        let contents: Vec<&[u8]> = opened.contents.iter().map(Vec::as_slice).collect();
        assert_eq!(contents, files.iter().map(|file| file.bytes.as_slice()).collect::<Vec<_>>());
        assert_eq!(opened.parts.len(), files.len());
        assert!(opened.text.unwrap().contains("From here"));
    }
}

#[test]
fn nobody_else_opens_it() {
    let noor = Person::new("Noor", "noor@example.org", KeyKind::V4);
    let lee = Person::new("Lee", "lee@example.com", KeyKind::V4);
    let bytes = sealed(&kept(&noor), &[], &noor).unwrap();
    let opened = open(&bytes, &lee, &[&noor]);
    assert_eq!(opened.encryption.state, EncryptionState::NotForYou);
    assert_eq!(opened.draft, None);
}

#[test]
fn a_draft_of_somebody_else_is_a_message_like_any_other() {
    let noor = Person::new("Noor", "noor@example.org", KeyKind::V4);
    // The same name and address, encrypted to Noor by whoever can put a message into the mailbox.
    let forger = Person::new("Noor", "noor@example.org", KeyKind::V4);
    let draft = kept(&forger).write(&[], "=_x".to_owned()).unwrap();
    let certificates = [zegel::seal::Found {
        address: noor.address.clone(),
        certificate: zegel::seal::Certificate::read_all(&noor.certificate, now()).unwrap().remove(0),
    }];
    let other = zegel::address::Address::parse("other@example.org").unwrap();
    let readers = zegel::seal::Readers::choose(&other, &[&noor.address], &certificates, &forger.key).unwrap();
    let sealed =
        zegel::seal::Sealed::seal(&draft, &readers, &forger.key, now(), &mut StdRng::from_entropy(), &mut |_, _| {});
    let bytes = zegel::wire::Outgoing::sealed(&sealed.unwrap(), "=_y", None).into_bytes();
    for known in [&[][..], &[&noor][..], &[&noor, &forger][..]] {
        let opened = open(&bytes, &noor, known);
        assert_eq!(opened.encryption.state, EncryptionState::Encrypted);
        assert_eq!(opened.draft, None);
        assert_eq!(opened.parts.len(), 1, "its state is a file");
    }
}

#[test]
fn what_was_sent_is_no_draft_whatever_it_carries() {
    let noor = Person::new("Noor", "noor@example.org", KeyKind::V4);
    let mut input = draft("Noor <noor@example.org>", &["noor@example.org"]);
    input.protection = Some("encrypt".into());
    input.attachments = vec![AttachmentInput {
        name: "draft.json".into(),
        media_type: DRAFT_TYPE.into(),
        size: STATE.len() as u64,
        ..AttachmentInput::default()
    }];
    let sent = protect(input, &[STATE.as_bytes()], &noor, &[&noor]).unwrap();
    let opened = open(&sent.messages[0].bytes, &noor, &[&noor]);
    assert_eq!(opened.signature.state, SignatureState::Valid);
    assert_eq!(opened.draft, None);
    assert_eq!(opened.parts.len(), 1);
}

#[test]
fn a_draft_from_another_address_or_of_no_time_is_refused() {
    let noor = Person::new("Noor", "noor@example.org", KeyKind::V4);
    let lee = Person::new("Lee", "lee@example.com", KeyKind::V4);
    assert_eq!(sealed(&kept(&lee), &[], &noor), Err(Error::NoOwnKey { address: "lee@example.com".to_owned() }));
    for (date, id, field) in [("yesterday", "d1@example.org", "date"), ("2026-03-02T09:15:00Z", "d1", "messageId")] {
        let draft = KeptDraft { date: date.to_owned(), message_id: id.to_owned(), ..kept(&noor) };
        assert_eq!(sealed(&draft, &[], &noor), Err(Error::DraftMalformed { field: field.to_owned() }));
    }
}
