//! Messages that are made to exhaust whoever opens them.

use crate::people::{Person, now, open_found};
use crate::security::crafted::{crafted, crlf, packet, pgp_mime, sealed, taken_apart, three};
use zegel::error::Error;
use zegel::open::{Means, Summary, open};
use zegel::seal::{EncryptionState, KeyKind};

#[test]
fn bombs_of_parts_and_messages_are_survived() {
    let lee = Person::new("Lee", "lee@example.com", KeyKind::V4);
    let nested = "Content-Type: message/rfc822\n\n".repeat(20_000);
    let opened = open_found(nested.as_bytes(), &lee, &[]);
    assert_eq!((opened.text, opened.messages.len()), (None, 1), "a message inside stays closed until it is asked for");
    let parts = format!("Content-Type: multipart/mixed; boundary=b\n\n{}--b--\n", "--b\n\nx\n".repeat(50_000));
    assert_eq!(open_found(parts.as_bytes(), &lee, &[]).encryption.state, EncryptionState::None);
    let label = format!(
        "From: a@example.com\nmsip_labels: {}\n\nx",
        "MSIP_Label_6f1d2a34-0c1e-4b57-9a80-3b7c5d9e1f02_Enabled=true; ".repeat(50_000)
    );
    assert!(open_found(label.as_bytes(), &lee, &[]).label.is_some());
}

#[test]
fn layers_of_multiparts_end_somewhere() {
    let lee = Person::new("Lee", "lee@example.com", KeyKind::V4);
    for depth in [100, 100_000] {
        let layers = (0..depth).flat_map(|layer| {
            let boundary = format!("b{layer}");
            ["Content-Type: multipart/mixed; boundary=", &boundary, "\n\n--", &boundary, "\n"].concat().into_bytes()
        });
        let layers = String::from_utf8(layers.collect()).unwrap();
        let message = format!("From: a@example.com\n{layers}Content-Type: text/plain\n\ninmost\n");
        let opened = open_found(message.as_bytes(), &lee, &[]);
        assert_eq!(opened.text.as_deref(), (depth == 100).then_some("inmost\n"));
        assert_eq!(opened.parts.len(), usize::from(depth != 100), "what is deeper is a file");
    }
}

#[test]
fn multiparts_whose_boundary_never_comes_cost_one_look() {
    let lee = Person::new("Lee", "lee@example.com", KeyKind::V4);
    let part = "--b\nContent-Type: multipart/mixed; boundary=never\n\n";
    let message =
        format!("From: a@example.com\nContent-Type: multipart/mixed; boundary=b\n\n{}--b--\n", part.repeat(10_000));
    let opened = open_found(message.as_bytes(), &lee, &[]);
    assert_eq!((opened.status.summary, opened.parts.len()), (Summary::Plain, 10_000));
}

#[test]
fn encryptions_inside_each_other_are_opened_to_a_bound() {
    let (_, _, lee) = three();
    let entity = |message: &[u8]| {
        let whole = String::from_utf8(pgp_mime("a@example.com", message)).unwrap();
        whole.split_once("MIME-Version: 1.0\n").unwrap().1.to_owned()
    };
    let mut inner = "Content-Type: text/plain\n\ninmost\n".to_owned();
    for depth in 1..=10 {
        let message = sealed(crlf(&inner).as_bytes(), &[], &lee, false);
        let opened = open_found(&pgp_mime("a@example.com", &message), &lee, &[]);
        if depth <= 8 {
            assert_eq!(opened.text.as_deref(), Some("inmost\n"), "{depth}");
        } else {
            assert_eq!((opened.text, opened.messages.len()), (None, 1), "{depth}");
        }
        inner = entity(&message);
    }
}

#[test]
fn a_thousand_session_keys_hide_the_right_one_from_nobody() {
    let (evil, noor, lee) = three();
    let message = sealed(b"Content-Type: text/plain\r\n\r\nhello", &[], &lee, false);
    let (own, ciphertext) = taken_apart(&message);
    let (foreign, _) = taken_apart(&sealed(b"x", &[], &noor, false));
    let (other, _) = taken_apart(&sealed(b"x", &[], &evil, false));
    let with =
        |keys: &[u8]| pgp_mime("a@example.com", &[keys, &packet(18, &[&[1], ciphertext.as_slice()].concat())].concat());
    let flood = [foreign.repeat(1500), own.clone(), other.repeat(1500)].concat();
    assert_eq!(open_found(&with(&flood), &lee, &[]).text.as_deref(), Some("hello"));
    // More than any circle of readers: said to be what it is, and not tried.
    let opened = open_found(&with(&foreign.repeat(5000)), &lee, &[]);
    assert_eq!((opened.status.summary, opened.encryption.state), (Summary::Closed, EncryptionState::Unsupported));
    // Nor is it lost among many that name its reader.
    let opened = open_found(&with(&own.repeat(3000)), &lee, &[]);
    assert_eq!(opened.text.as_deref(), Some("hello"));
}

#[test]
fn a_compression_bomb_stays_closed() {
    let (_, _, lee) = three();
    let message = sealed(&vec![b' '; 80 * 1024 * 1024], &[], &lee, true);
    assert!(message.len() < 1024 * 1024);
    let opened = open_found(&pgp_mime("a@example.com", &message), &lee, &[]);
    assert_eq!((opened.status.summary, opened.encryption.state), (Summary::Closed, EncryptionState::Unsupported));
    assert_eq!((opened.text, opened.parts.len()), (None, 0));
}

#[test]
fn malformed_mime_is_shown_as_plain_or_refused_with_nothing_lost() {
    let (evil, _, lee) = three();
    let many = |field: &str| format!("From: a@example.com\n{field}\n\nbody\n");
    for message in [
        many(&format!("Subject: {}", "=?utf-8?q?=41?= ".repeat(50_000))),
        many(&format!("Subject: {}", "x".repeat(4 * 1024 * 1024))),
        many(&format!("To: {}", "a@example.com, ".repeat(100_000))),
        many(&format!("To: {}", "(".repeat(500_000))),
        many(&format!("References: {}", "<a@example.com> ".repeat(100_000))),
        many(&"X: y\n".repeat(100_000)),
        many("Content-Type: text/plain\nContent-Type: multipart/mixed; boundary=b"),
        many("Content-Type: multipart/mixed"),
        many("Content-Type: multipart/mixed; boundary=\"\""),
        many(&format!("Content-Type: text/plain; {}", "a=b; ".repeat(100_000))),
        many("Content-Transfer-Encoding: base64\n\n====!!!"),
        "From: a@example.com\rSubject: x\r\rbody".to_owned(),
        "From: a@example.com\n\n\0\0\0\x01".to_owned(),
        "--b\n--b--\nFrom: a\n\n".to_owned(),
        // A boundary that begins like another.
        "From: a@example.com\nContent-Type: multipart/mixed; boundary=b\n\n--bb\n\nno part\n--b\n\nbody\n--b--\n"
            .to_owned(),
    ] {
        for message in [message.clone(), crlf(&message)] {
            let opened = open_found(message.as_bytes(), &lee, &[]);
            assert_eq!(opened.status.summary, Summary::Plain);
            assert!(opened.author.is_none());
            // The same inside an encryption.
            let opened = open_found(&crafted("a@example.com", &message, &[(&evil, &[&lee])], &lee), &lee, &[]);
            assert_ne!(opened.status.summary, Summary::Plain);
        }
    }
}

/// Pieces of parameters by the hundred thousand (RFC 2231): put together one by one, they would take hours.
#[test]
fn parameters_in_pieces_hold_nothing_up() {
    let (_, _, lee) = three();
    let many = |piece: fn(u32) -> String| (0..200_000).map(piece).collect::<Vec<_>>().concat();
    let pieces = [
        many(|number| format!("{number}*1=b;")),
        many(|number| format!("a*{number}*=b;")),
        many(|number| format!("{number}*=a'b'c'd;\n ")),
    ];
    let means = Means { keys: &[], certificates: &[], site: None, now: now() };
    for pieces in pieces {
        for field in ["Content-Type: text/plain; ", "no field\n :: Content -Disposition\t: attachment; "] {
            let message = format!("From: a@example.com\n{field}{pieces}\n\nbody\n");
            assert_eq!(open(message.as_bytes(), &means, &mut |_, _, _| {}).err(), Some(Error::MessageMalformed {}));
            let part = format!(
                "From: a@example.com\nContent-Type: multipart/mixed; boundary=b\n\n--b\n{field}{pieces}\n\nbody\n--b--\n"
            );
            let opened = open_found(part.as_bytes(), &lee, &[]);
            assert!(opened.text.is_some_and(|text| text.trim_end().ends_with("body")));
        }
    }
    // What programs make of long names.
    let piece = |piece| format!("filename*{piece}*={}{};", if piece == 0 { "utf-8''" } else { "" }, "%C3%A9".repeat(9));
    let name = (0..100).map(piece).collect::<Vec<_>>().concat();
    let message = format!(
        "From: a@example.com\nContent-Type: application/pdf\nContent-Disposition: attachment; {name}\n\nbody\n"
    );
    let opened = serde_json::to_value(open_found(message.as_bytes(), &lee, &[])).unwrap();
    assert!(opened["parts"][0]["name"].as_str().unwrap().starts_with(&"é".repeat(100)));
}

#[test]
fn of_very_many_addresses_the_first_are_handed_on() {
    let (_, _, lee) = three();
    let many = format!("From: a@example.com\nTo: {}b@example.com\n\nbody\n", "a@example.com, ".repeat(5_000));
    let opened = serde_json::to_value(open_found(many.as_bytes(), &lee, &[])).unwrap();
    assert_eq!(
        (opened["headers"]["to"].as_array().unwrap().len(), &opened["headers"]["leftOut"]),
        (2000, &3001.into())
    );
}

#[test]
fn thousands_of_messages_inside_do_not_copy_the_fields_around_them() {
    let lee = Person::new("Lee", "lee@example.com", KeyKind::V4);
    let field = format!("X-Long: {}\n", "x".repeat(60)).repeat(10_000);
    let part =
        "--b\nContent-Type: application/pgp-encrypted\n\n-----BEGIN PGP MESSAGE-----\n\nx\n-----END PGP MESSAGE-----\n";
    let message = format!(
        "From: a@example.com\n{field}Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhello\n{}--b--\n",
        part.repeat(9_000)
    );
    let opened = open_found(message.as_bytes(), &lee, &[]);
    assert_eq!((opened.text.as_deref(), opened.messages.len()), (Some("hello"), 5));
}
