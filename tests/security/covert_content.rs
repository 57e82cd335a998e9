//! "Re: What's up Johnny?": an attacker hides somebody else's ciphertext in a harmless mail, so that the answer quotes it
//! decrypted. What an answer quotes is what is shown, and that is never more than one message's text.

use crate::people::open_found;
use crate::security::crafted::{armored, crafted, crlf, sealed, three};

const SECRET: &str = "the secret word";

#[test]
fn hidden_ciphertext_is_in_no_text_that_an_answer_quotes() {
    let (evil, noor, lee) = three();
    let payload = format!("Content-Type: text/plain\r\n\r\n{SECRET}");
    let cipher = armored("MESSAGE", &sealed(payload.as_bytes(), &[(&noor, &[])], &lee, false));
    let hidden = format!(
        "--m\nContent-Type: multipart/encrypted; boundary=e\nContent-Disposition: inline\n\n--e\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n\n\
         --e\nContent-Type: application/octet-stream\n\n{cipher}\n--e--\n"
    );
    let question = "--m\nContent-Type: text/html\n\n<p>What's up, Johnny?</p><div style=\"display:none\">\n";
    let entity = format!("Content-Type: multipart/mixed; boundary=m\n\n{question}{hidden}--m--\n");
    // In a clear mail, and in one that is sealed by the attacker.
    let clear = crlf(&format!("From: evil@example.com\n{entity}")).into_bytes();
    let sealed = crafted("evil@example.com", &entity, &[(&evil, &[&lee])], &lee);
    for message in [clear, sealed] {
        let opened = open_found(&message, &lee, &[("evil@example.com", &evil)]);
        assert!(!format!("{:?}{:?}", opened.text, opened.html).contains(SECRET));
        // It is there to be asked for, and says then who is said to have sent it: nobody vouches for the attacker.
        let [inside] = opened.messages.as_slice() else { panic!("{} messages", opened.messages.len()) };
        let inside = open_found(inside, &lee, &[("evil@example.com", &evil)]);
        assert_eq!(inside.text.as_deref(), Some(SECRET));
        assert!(inside.author.is_none());
    }
}

/// A flood of them: five are handed out, the others are files as they came.
#[test]
fn of_many_hidden_messages_few_are_handed_out_and_none_is_lost() {
    let (_, noor, lee) = three();
    let cipher = armored("MESSAGE", &sealed(b"Content-Type: text/plain\r\n\r\nx", &[(&noor, &[])], &lee, false));
    let part = format!(
        "--m\nContent-Type: multipart/encrypted; boundary=e\n\n--e\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n\n\
         --e\nContent-Type: application/octet-stream\n\n{cipher}\n--e--\n"
    );
    let message =
        format!("From: evil@example.com\nContent-Type: multipart/mixed; boundary=m\n\n{}--m--\n", part.repeat(9));
    let opened = open_found(crlf(&message).as_bytes(), &lee, &[]);
    assert_eq!((opened.messages.len(), opened.parts.len()), (5, 4));
    assert!(opened.contents.iter().all(|bytes| bytes.windows(11).any(|window| window == b"BEGIN PGP M")));
}
