//! Taking protection off as a way to have something believed that nobody vouches for.

use crate::people::{Person, now, open};
use crate::security::crafted::{armored, crafted, detached, sealed, three};
use pgp::crypto::hash::HashAlgorithm;
use zegel::error::Error;
use zegel::open::{By, Means, Summary, release};
use zegel::seal::{Certificate, Found, OwnKey};

/// The released message, or why it is none.
fn released(message: &[u8], reader: &Person, known: &[&Person], by: By<'_>) -> Result<String, String> {
    let keys = [OwnKey::read(&reader.key.to_bytes().unwrap(), None, now()).unwrap()];
    let found = known.iter().map(|person| Found {
        address: person.address.clone(),
        certificate: Certificate::read_all(&person.certificate, now()).unwrap().remove(0),
    });
    let certificates: Vec<Found> = found.collect();
    let means = Means { keys: &keys, certificates: &certificates, site: None, now: now() };
    match release(message, &means, by, &mut |_, _, _| {}) {
        Ok(released) => Ok(String::from_utf8(released.bytes).unwrap()),
        Err(Error::RemovalRefused { reason }) => Err(reason),
        Err(other) => Err(format!("{other:?}")),
    }
}

const FORGED: &str = "From: noor@example.org\nIn-Reply-To: <p1@example.com>\nSubject: Pay Evil\n\
     Content-Type: text/plain; hp=\"cipher\"\n\nToday still.\n";

#[test]
fn a_sender_nobody_vouches_for_is_not_put_down_as_one_the_server_let_pass() {
    let (evil, noor, lee) = three();
    let message = crafted("evil@example.com", FORGED, &[], &lee);
    assert_eq!(open(&message, &lee, &[&noor]).status.summary, Summary::Doubtful);
    for by in [By::Rule("answers"), By::Person] {
        assert_eq!(released(&message, &lee, &[&noor], by), Err("doubtful".into()), "{by:?}");
    }
    // Signed by somebody else it is no better.
    let message = crafted("evil@example.com", FORGED, &[(&evil, &[&lee])], &lee);
    assert_eq!(released(&message, &lee, &[&noor, &evil], By::Person), Err("doubtful".into()));
    // Two senders outside are none.
    let message = crafted("evil@example.com, eve@example.com", FORGED, &[], &lee);
    assert_eq!(released(&message, &lee, &[&noor], By::Person), Err("doubtful".into()));
    // Whom the signature proves may have been written otherwise on the way.
    let message = crafted("list@example.com", FORGED, &[(&noor, &[&lee])], &lee);
    assert!(released(&message, &lee, &[&noor], By::Rule("answers")).unwrap().contains("From: noor@example.org"));
}

#[test]
fn fields_that_opening_did_not_believe_are_not_put_down() {
    let (evil, _, lee) = three();
    // The text is signed, the fields before it are not: opening shows those outside.
    let text = "Today still.";
    let armor = detached(&evil, text, HashAlgorithm::Sha256, Vec::new());
    let armor = armor.to_armored_string(pgp::composed::ArmorOptions::default()).unwrap();
    let payload = format!(
        "From: noor@example.org\nSubject: Pay Evil\nContent-Type: text/plain; hp=\"cipher\"\n\n\
         -----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{text}\n{armor}"
    );
    let message = crafted("evil@example.com", &payload, &[], &lee);
    let opened = serde_json::to_value(&open(&message, &lee, &[&evil]).headers).unwrap();
    assert_eq!(opened["from"]["address"], "evil@example.com");
    assert_eq!(released(&message, &lee, &[&evil], By::Person), Err("doubtful".into()));
}

#[test]
fn a_rule_leaves_what_is_doubtful() {
    let (evil, noor, lee) = three();
    let payload = FORGED.replace("noor@example.org", "evil@example.com");
    // Made for somebody else, and passed on.
    let message = crafted("evil@example.com", &payload, &[(&evil, &[&noor])], &lee);
    assert_eq!(open(&message, &lee, &[&evil]).status.summary, Summary::Doubtful);
    assert_eq!(released(&message, &lee, &[&evil], By::Rule("answers")), Err("doubtful".into()));
    assert!(released(&message, &lee, &[&evil], By::Person).unwrap().contains("signature=not-intended-for-you"));
}

#[test]
fn nobody_writes_into_a_message_what_servers_say_of_it() {
    let (_, _, lee) = three();
    let fields = "Authentication-Results: mx.example.com; dkim=pass header.d=example.org\nARC-Seal: i=1; cv=none\n\
         Received-SPF: pass\nX-Spam-Status: No\nX-Ms-Exchange-Organization-AuthAs: Internal\n";
    let payload =
        format!("{fields}From: evil@example.com\nSubject: x\nContent-Type: text/plain; hp=\"cipher\"\n\nhello\n");
    let message = crafted("evil@example.com", &payload, &[], &lee);
    let bytes = released(&message, &lee, &[], By::Person).unwrap();
    for name in ["Authentication-Results", "ARC-Seal", "Received-SPF", "X-Spam-Status", "X-Ms-Exchange"] {
        assert!(!bytes.contains(name), "{name} in {bytes}");
    }
    assert!(bytes.contains("Subject: x"));
}

#[test]
fn no_character_set_from_outside_makes_other_words_of_signed_ones() {
    let (_, noor, lee) = three();
    // What it quotes is UTF-7 for something else.
    let text = "You wrote: +AEkAIABwAGEAeQ-";
    let armor = detached(&noor, text, HashAlgorithm::Sha256, Vec::new());
    let armor = armor.to_armored_string(pgp::composed::ArmorOptions::default()).unwrap();
    let body = format!("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{text}\n{armor}");
    for charset in ["utf-7", "csUTF7", "unicode-1-1-utf-7", "utf-16le", "iso-10646-ucs-2"] {
        let message = format!("From: noor@example.org\nContent-Type: text/plain; charset={charset}\n\n{body}");
        let opened = open(message.as_bytes(), &lee, &[&noor]);
        assert_eq!((opened.status.summary, opened.text.as_deref()), (Summary::Signed, Some(text)), "{charset}");
        let armored = armored("MESSAGE", &sealed(text.as_bytes(), &[(&noor, &[&lee])], &lee, false));
        let armored = armored.replacen("-----\n\n", &format!("-----\nCharset: {charset}\n\n"), 1);
        let message = format!("From: noor@example.org\nContent-Type: text/plain\n\n{armored}");
        let opened = open(message.as_bytes(), &lee, &[&noor]);
        assert_eq!((opened.status.summary, opened.text.as_deref()), (Summary::Sealed, Some(text)), "{charset}");
    }
}
