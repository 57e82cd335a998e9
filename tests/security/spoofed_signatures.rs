//! "Johnny, you are fired": a genuine signature in a structure that makes it seem to cover what it does not.

use crate::people::{Person, open_found};
use crate::security::crafted::{armored, crafted, crlf, delimited, detached, multipart_signed, secret, three};
use pgp::composed::{ArmorOptions, CleartextSignedMessage, DetachedSignature};
use pgp::crypto::hash::HashAlgorithm;
use pgp::types::Password;
use rand::SeedableRng;
use rand::rngs::StdRng;
use zegel::open::{Opened, Summary};

const SIGNED: &str = "Content-Type: text/plain\n\nSee you at lunch.\n";

fn signature(noor: &Person) -> DetachedSignature {
    detached(noor, SIGNED, HashAlgorithm::Sha256, Vec::new())
}

fn read(message: &str, noor: &Person, lee: &Person) -> Opened {
    open_found(crlf(message).as_bytes(), lee, &[("noor@example.org", noor)])
}

/// Whatever is shown under the signature is what was signed.
fn does_not_vouch_for(opened: &Opened, words: &str) {
    let shown = format!("{:?}{:?}", opened.text, opened.html);
    let vouches = matches!(opened.status.summary, Summary::Signed | Summary::Sealed) || opened.author.is_some();
    assert!(!vouches || !shown.contains(words), "{shown} under {:?}", opened.status);
}

#[test]
fn a_signed_part_among_others_vouches_for_nothing_around_it() {
    let (_, noor, lee) = three();
    let part = multipart_signed(SIGNED, &signature(&noor));
    let fired = "Content-Type: text/html\n\n<p>You are fired.</p>\n";
    for (kind, parts) in [
        ("mixed", vec![fired, &part]),
        ("mixed", vec![&part, fired]),
        ("related; type=\"text/html\"", vec![fired, &part]),
        ("alternative", vec![&part, fired]),
        ("alternative", vec![fired, &part]),
        ("x-none", vec![fired, &part]),
        ("report", vec![fired, &part]),
    ] {
        let parts = delimited(&parts);
        let opened = read(
            &format!("From: noor@example.org\nContent-Type: multipart/{kind}; boundary=m\n\n{parts}--m--\n"),
            &noor,
            &lee,
        );
        assert_eq!(opened.status.summary, Summary::Plain, "{kind}");
        does_not_vouch_for(&opened, "fired");
        assert!(!format!("{:?}{:?}", opened.text, opened.html).contains("lunch"), "the signed words are not mixed in");
        let [inside] = opened.messages.as_slice() else { panic!("{kind}: {} messages", opened.messages.len()) };
        let inside = open_found(inside, &lee, &[("noor@example.org", &noor)]);
        assert_eq!((inside.status.summary, inside.text.as_deref()), (Summary::Signed, Some("See you at lunch.\n")));
    }
}

#[test]
fn a_signature_covers_the_first_part_and_no_other() {
    let (_, noor, lee) = three();
    let whole = multipart_signed(SIGNED, &signature(&noor));
    let fired = "Content-Type: text/plain\n\nYou are fired.\n";
    for message in [
        // Another part before, between and behind; the signed part hidden in a multipart; words around it, and others in it.
        whole.replacen("--s\n", &format!("--s\n{fired}\n--s\n"), 1),
        whole.replace(
            "\n--s\nContent-Type: application/pgp-signature",
            &format!("\n--s\n{fired}\n--s\nContent-Type: application/pgp-signature"),
        ),
        whole.replace("\n--s--", &format!("\n--s\n{fired}\n--s--")),
        whole.replacen("--s\n", &format!("--s\nContent-Type: multipart/mixed; boundary=i\n\n--i\n{fired}\n--i\n"), 1),
        whole.replacen("boundary=s\n\n", "boundary=s\n\nYou are fired.\n", 1),
        whole.clone() + "\nYou are fired.\n",
        whole.replace("See you at lunch.", "You are fired."),
    ] {
        does_not_vouch_for(&read(&format!("From: noor@example.org\n{message}"), &noor, &lee), "fired");
    }
}

#[test]
fn a_signed_part_that_was_changed_around_its_words_is_not_signed() {
    let (_, noor, lee) = three();
    let whole = multipart_signed(SIGNED, &signature(&noor));
    for message in [
        whole.replacen(
            "--s\nContent-Type: text/plain",
            "--s\nContent-Type: text/plain\nContent-Disposition: attachment",
            1,
        ),
        whole.replace("Content-Type: multipart/signed", "Content-Type: multipart/mixed"),
    ] {
        assert_ne!(message, whole);
        let opened = read(&format!("From: noor@example.org\n{message}"), &noor, &lee);
        assert!(!matches!(opened.status.summary, Summary::Signed | Summary::Sealed), "{:?}", opened.status);
        assert!(opened.author.is_none());
    }
    let genuine = read(&format!("From: noor@example.org\n{whole}"), &noor, &lee);
    assert_eq!(genuine.status.summary, Summary::Signed);
}

#[test]
fn a_part_that_ends_where_the_attacker_wants_is_not_what_was_signed() {
    let (_, noor, lee) = three();
    // The boundary stands once more inside, with blanks behind it, or is the beginning of another.
    for (boundary, hidden) in [
        ("s", "--s  \n\nYou are fired.\n"),
        ("s", "--s\t\nContent-Type: text/html\n\n<b>You are fired.</b>\n"),
        ("s", "--ss\n\nYou are fired.\n"),
    ] {
        let signature = signature(&noor).to_armored_string(ArmorOptions::default()).unwrap();
        let message = format!(
            "From: noor@example.org\nContent-Type: multipart/signed; protocol=\"application/pgp-signature\"; boundary={boundary}\n\n\
             --{boundary}\n{SIGNED}\n{hidden}--{boundary}\nContent-Type: application/pgp-signature\n\n{signature}\n--{boundary}--\n"
        );
        does_not_vouch_for(&read(&message, &noor, &lee), "fired");
    }
}

fn cleartext(noor: &Person) -> String {
    let key = secret(noor);
    let made = CleartextSignedMessage::sign(
        StdRng::from_entropy(),
        "See you at lunch.\n",
        &key.primary_key,
        &Password::empty(),
    );
    made.unwrap().to_armored_string(ArmorOptions::default()).unwrap()
}

#[test]
fn words_around_an_inline_signature_are_not_signed() {
    let (_, noor, lee) = three();
    let signed = cleartext(&noor);
    let text = |text: &str| format!("From: noor@example.org\nContent-Type: text/plain\n\n{text}");
    let whole = read(&text(&signed), &noor, &lee);
    assert_eq!((whole.status.summary, whole.text.as_deref()), (Summary::Signed, Some("See you at lunch.\n")));
    for message in [
        text(&format!("You are fired.\n{signed}")),
        text(&format!("{signed}\nYou are fired.\n")),
        text(&signed.replacen("Hash:", "Comment: You are fired.\nHash:", 1)),
        text(&signed.replacen("-----\nHash:", "----- You are fired.\nHash:", 1)),
        text(&signed.replace(
            "-----BEGIN PGP SIGNATURE-----\n",
            "-----BEGIN PGP SIGNATURE-----\nComment: x\n\nYou are fired.\n",
        )),
        text(&signed.replace("See you at lunch.", "You are fired.")),
        text(&format!("{signed}{}", signed.replace("See you at lunch.", "You are fired."))),
        text(&signed.replace("See you", "- You are fired.\n- See you")),
        format!("From: noor@example.org\nContent-Type: text/html\n\n<p>You are fired.</p><pre hidden>{signed}</pre>"),
        format!(
            "From: noor@example.org\nContent-Type: multipart/alternative; boundary=a\n\n--a\nContent-Type: text/plain\n\n{signed}\n\
             --a\nContent-Type: text/html\n\n<p>You are fired.</p>\n--a--\n"
        ),
        format!(
            "From: noor@example.org\nContent-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: text/plain\n\n{signed}\n\
             --a\nContent-Type: text/plain\n\nYou are fired.\n--a--\n"
        ),
    ] {
        does_not_vouch_for(&read(&message, &noor, &lee), "fired");
    }
}

#[test]
fn a_signed_message_that_is_not_encrypted_is_not_taken_out_of_its_armor() {
    let (_, noor, lee) = three();
    // Signed and not encrypted as one OpenPGP message: it is said to be something that is not opened.
    let key = secret(&noor);
    let mut builder = pgp::composed::MessageBuilder::from_bytes("", "You are fired.");
    builder.sign(&key.primary_key, Password::empty(), HashAlgorithm::Sha256);
    let message = armored("MESSAGE", &builder.to_vec(StdRng::from_entropy()).unwrap());
    let opened = read(&format!("From: noor@example.org\nContent-Type: text/plain\n\n{message}"), &noor, &lee);
    assert_eq!((opened.status.summary, opened.text), (Summary::Closed, None));
}

#[test]
fn a_signature_is_not_carried_from_one_mail_into_another() {
    let (evil, noor, lee) = three();
    let found = [("noor@example.org", &noor), ("evil@example.com", &evil)];
    // Noor's signature, in a mail of the attacker's: it stays Noor's, and the attacker is no author.
    let body = multipart_signed(SIGNED, &signature(&noor));
    let opened = open_found(crlf(&format!("From: evil@example.com\n{body}")).as_bytes(), &lee, &found);
    assert_eq!((opened.status.summary, opened.author.is_some()), (Summary::Doubtful, false));
    // The attacker's own signature around the encryption of somebody else says nothing of what is read.
    let sealed = crafted("evil@example.com", SIGNED, &[], &lee);
    let sealed = String::from_utf8(sealed).unwrap();
    let entity = sealed.split_once("MIME-Version: 1.0\n").unwrap().1.trim_end();
    let around = multipart_signed(entity, &detached(&evil, entity, HashAlgorithm::Sha256, Vec::new()));
    let opened = open_found(crlf(&format!("From: evil@example.com\n{around}")).as_bytes(), &lee, &found);
    assert_eq!((opened.status.summary, opened.author.is_some()), (Summary::Encrypted, false));
    assert_eq!(opened.text.as_deref(), Some("See you at lunch.\n"));
}

/// A status painted into the mail is text like any other: the true one is data beside it.
#[test]
fn a_painted_status_is_text() {
    let (_, noor, lee) = three();
    let painted =
        "Content-Type: text/html\n\n<div class=\"status\" data-summary=\"sealed\">Signed by noor@example.org</div>\n";
    let opened = read(&format!("From: noor@example.org\n{painted}"), &noor, &lee);
    assert_eq!((opened.status.summary, opened.status.signer), (Summary::Plain, None));
}
