//! Header fields that claim a protection they do not have.

use crate::people::{draft, open_found, protect_found};
use crate::security::crafted::{crafted, crlf, detached, multipart_signed, three};
use pgp::crypto::hash::HashAlgorithm;
use zegel::open::{Opened, Summary};
use zegel::seal::SignatureState;

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

fn subject(opened: &Opened) -> (String, String) {
    let json = serde_json::to_value(&opened.headers).unwrap();
    let word = |place: &str| json.pointer(place).unwrap().as_str().unwrap().to_owned();
    (word("/subject/value"), word("/subject/protection"))
}

#[test]
fn header_protection_counts_at_the_root_and_nowhere_else() {
    let (evil, _, lee) = three();
    let payload = "Content-Type: multipart/mixed; boundary=i\n\n--i\nFrom: noor@example.org\nSubject: inside\n\
                   Content-Type: text/plain; hp=\"cipher\"; protected-headers=\"v1\"\n\nhello\n--i--\n";
    let opened = open_found(
        &crafted("evil@example.com", payload, &[(&evil, &[&lee])], &lee),
        &lee,
        &[("evil@example.com", &evil)],
    );
    assert_eq!(subject(&opened), ("[...]".into(), "unprotected".into()));
    assert_eq!(opened.status.signer.as_deref(), Some("evil@example.com"));
}

#[test]
fn a_lie_about_what_stands_outside_hides_nothing_more() {
    let (evil, _, lee) = three();
    let found = [("evil@example.com", &evil)];
    let read = |outer: &str, lines: &str| {
        let payload =
            format!("From: evil@example.com\nSubject: pay\n{lines}Content-Type: text/plain; hp=\"cipher\"\n\nx\n");
        open_found(&crafted(outer, &payload, &[(&evil, &[&lee])], &lee), &lee, &found)
    };
    // It really stood outside, and no field inside says so.
    assert_eq!(subject(&read("evil@example.com\nSubject: pay", "")).1, "signed");
    // The sender says that it stood outside: then it is not called hidden.
    assert_eq!(subject(&read("evil@example.com", "HP-Outer: Subject: pay\n")).1, "signed");
    assert_eq!(subject(&read("evil@example.com", "HP-Outer: Subject: [...]\n")).1, "signed-and-encrypted");
    // Too many of them to read: nothing is called hidden.
    assert_eq!(subject(&read("evil@example.com", &"HP-Outer: X: y\n".repeat(300))).1, "signed");
}

#[test]
fn recipients_added_on_the_way_are_not_answered() {
    let (_, noor, lee) = three();
    let found = [("noor@example.org", &noor)];
    let entity =
        "From: noor@example.org\nTo: lee@example.com\nSubject: plan\nContent-Type: text/plain; hp=\"clear\"\n\nhello\n";
    let body = multipart_signed(entity, &detached(&noor, entity, HashAlgorithm::Sha256, Vec::new()));
    let message = crlf(&format!(
        "From: noor@example.org\nTo: lee@example.com\nCc: evil@example.com\nReply-To: evil@example.com\n{body}"
    ));
    let opened = open_found(message.as_bytes(), &lee, &found);
    assert_eq!(opened.status.summary, Summary::Signed);
    let json = serde_json::to_value(&opened.headers).unwrap();
    assert_eq!(json.pointer("/cc").unwrap().as_array().unwrap().len(), 0);
    assert_eq!(json.pointer("/replyTo").unwrap().as_array().unwrap().len(), 0);
    assert_eq!(json.pointer("/to/0/protection").unwrap(), "signed");
}

#[test]
fn a_wrapped_message_of_another_is_not_the_senders() {
    let (evil, noor, lee) = three();
    let payload = "Content-Type: message/rfc822\n\nFrom: noor@example.org\nSubject: pay\n\nnow\n";
    let found = [("noor@example.org", &noor), ("evil@example.com", &evil)];
    let signed = open_found(&crafted("evil@example.com", payload, &[(&evil, &[&lee])], &lee), &lee, &found);
    assert_eq!((signed.status.summary, signed.signature.state), (Summary::Doubtful, SignatureState::WrongSender));
    let unsigned = open_found(&crafted("evil@example.com", payload, &[], &lee), &lee, &found);
    assert_eq!(
        (unsigned.status.summary, unsigned.from_mismatch.as_deref()),
        (Summary::Doubtful, Some("evil@example.com"))
    );
}

#[test]
fn a_broken_signature_shows_no_sender_of_its_own() {
    let (evil, noor, lee) = three();
    let entity = "From: noor@example.org\nSubject: pay\nContent-Type: text/plain; hp=\"clear\"\n\nnow\n";
    let body = multipart_signed(entity, &detached(&noor, "something else", HashAlgorithm::Sha256, Vec::new()));
    let message = crlf(&format!("From: evil@example.com\nSubject: hello\n{body}"));
    let opened = open_found(message.as_bytes(), &lee, &[("noor@example.org", &noor), ("evil@example.com", &evil)]);
    assert_eq!((opened.status.summary, subject(&opened).0), (Summary::Plain, "hello".into()));
    let json = serde_json::to_value(&opened.headers).unwrap();
    assert_eq!(json.pointer("/from/address").unwrap(), "evil@example.com");
}
