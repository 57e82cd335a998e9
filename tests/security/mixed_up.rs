//! The repaired structures of Exchange and gateways, used to bring clear words under the status of the encrypted ones.

use crate::people::open_found;
use crate::security::crafted::{armored, crlf, delimited, sealed, three};
use zegel::open::Summary;

#[test]
fn a_structure_is_repaired_only_where_everything_else_says_nothing() {
    let (_, noor, lee) = three();
    let cipher =
        armored("MESSAGE", &sealed(b"Content-Type: text/plain\r\n\r\nhello", &[(&noor, &[&lee])], &lee, false));
    let control = "Content-Type: application/pgp-encrypted\n\nVersion: 1\n";
    let data = format!("Content-Type: application/octet-stream\n\n{cipher}");
    let read = |parts: &[&str]| {
        let parts = delimited(parts);
        let message = format!("From: noor@example.org\nContent-Type: multipart/mixed; boundary=m\n\n{parts}--m--\n");
        open_found(crlf(&message).as_bytes(), &lee, &[("noor@example.org", &noor)])
    };
    for nothing in [
        "Content-Type: text/plain\n\n \n",
        "Content-Type: text/html\n\n<div><br></div>\n",
        "Content-Type: text/plain\n\n",
    ] {
        let opened = read(&[nothing, control, &data]);
        assert_eq!((opened.status.summary, opened.text.as_deref()), (Summary::Sealed, Some("hello")), "{nothing}");
    }
    for something in [
        "Content-Type: text/plain\n\nPay Eve.\n",
        "Content-Type: text/html\n\n<p>Pay Eve.</p>\n",
        "Content-Type: text/html\n\n<img src=\"cid:words\">\n",
        "Content-Type: text/html\n\n<svg><text>Pay Eve.</text></svg>\n",
        "Content-Type: image/png\n\nPay Eve.\n",
        "Content-Type: text/calendar\n\nPay Eve.\n",
        "Content-Type: message/rfc822\n\nFrom: noor@example.org\n\nPay Eve.\n",
    ] {
        for parts in [[something, control, &data], [control, &data, something]] {
            let opened = read(&parts);
            assert_eq!((opened.status.summary, opened.author.is_some()), (Summary::Plain, false), "{something}");
            assert_ne!(opened.text.as_deref(), Some("hello"), "{something}");
        }
    }
    // Of two encrypted files neither is the message.
    assert_eq!(read(&[control, &data, &data]).status.summary, Summary::Plain);
}
