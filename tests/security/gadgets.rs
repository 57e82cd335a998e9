//! EFAIL, gadgets: ciphertext changed so that it decrypts to something else, and the protection against that taken off.

use crate::people::{Person, open_found};
use crate::security::crafted::{packet, pgp_mime, sealed, taken_apart, three};
use zegel::open::{Opened, Summary};
use zegel::seal::EncryptionState;

const PAYLOAD: &[u8] = b"Content-Type: text/plain\r\n\r\nthe secret word, and a few more of them to have some length";

fn opened(message: &[u8], lee: &Person) -> Opened {
    open_found(&pgp_mime("noor@example.org", message), lee, &[])
}

fn is_closed(opened: &Opened, states: &[EncryptionState]) {
    assert_eq!(opened.status.summary, Summary::Closed);
    assert!(states.contains(&opened.encryption.state), "{:?}", opened.encryption.state);
    assert_eq!(
        (opened.text.as_ref(), opened.html.as_ref(), opened.parts.len(), opened.messages.len()),
        (None, None, 0, 0)
    );
}

#[test]
fn a_changed_octet_closes_it() {
    let (_, noor, lee) = three();
    let (keys, ciphertext) = taken_apart(&sealed(PAYLOAD, &[(&noor, &[])], &lee, false));
    for at in (0..ciphertext.len()).step_by(13) {
        let mut changed = ciphertext.clone();
        changed[at] ^= 0x40;
        let message = [keys.as_slice(), &packet(18, &[&[1], changed.as_slice()].concat())].concat();
        is_closed(&opened(&message, &lee), &[EncryptionState::Damaged]);
    }
}

#[test]
fn a_cut_closes_it_wherever_it_is() {
    let (_, noor, lee) = three();
    let (keys, ciphertext) = taken_apart(&sealed(PAYLOAD, &[(&noor, &[])], &lee, false));
    for left in (0..ciphertext.len()).step_by(17) {
        let message = [keys.as_slice(), &packet(18, &[&[1], &ciphertext[..left]].concat())].concat();
        is_closed(&opened(&message, &lee), &[EncryptionState::Damaged]);
    }
    // Cut off behind its announced length.
    let whole = [keys.as_slice(), &packet(18, &[&[1], ciphertext.as_slice()].concat())].concat();
    is_closed(&opened(&whole[..whole.len() - 30], &lee), &[EncryptionState::Damaged]);
}

#[test]
fn without_its_integrity_check_it_is_never_decrypted() {
    let (_, noor, lee) = three();
    let (keys, ciphertext) = taken_apart(&sealed(PAYLOAD, &[(&noor, &[])], &lee, false));
    let without_check = &ciphertext[..ciphertext.len() - 22];
    // The check taken off; and the container said to be the old one that has none (RFC 9580 section 13.7).
    let stripped = [keys.as_slice(), &packet(18, &[&[1], without_check].concat())].concat();
    is_closed(&opened(&stripped, &lee), &[EncryptionState::Damaged]);
    for body in [ciphertext.as_slice(), without_check, &ciphertext[18..]] {
        let downgraded = [keys.as_slice(), &packet(9, body)].concat();
        is_closed(&opened(&downgraded, &lee), &[EncryptionState::Unsupported]);
    }
    // The old container inside a new one's place, and the other way round.
    let both =
        [keys.as_slice(), &packet(9, &ciphertext), &packet(18, &[&[1], ciphertext.as_slice()].concat())].concat();
    is_closed(&opened(&both, &lee), &[EncryptionState::Unsupported, EncryptionState::Damaged]);
}

#[test]
fn a_version_that_is_not_the_senders_does_not_open() {
    let (_, noor, lee) = three();
    let (keys, ciphertext) = taken_apart(&sealed(PAYLOAD, &[(&noor, &[])], &lee, false));
    for version in [0, 2, 3, 255] {
        let message = [keys.as_slice(), &packet(18, &[&[version], ciphertext.as_slice()].concat())].concat();
        is_closed(&opened(&message, &lee), &[EncryptionState::Unsupported, EncryptionState::Damaged]);
    }
    // GnuPG's own container, around what is none.
    let message = [keys.as_slice(), &packet(20, &[&[1, 9, 2, 16], ciphertext.as_slice()].concat())].concat();
    is_closed(&opened(&message, &lee), &[EncryptionState::Unsupported, EncryptionState::Damaged]);
}

#[test]
fn what_is_put_behind_the_ciphertext_is_not_read() {
    let (_, noor, lee) = three();
    let message = sealed(PAYLOAD, &[(&noor, &[])], &lee, false);
    // A literal packet with words of the attacker's.
    let literal = packet(11, b"b\0\0\0\0\0Pay Eve.");
    for message in [[message.as_slice(), &literal].concat(), [literal.as_slice(), &message].concat()] {
        let opened = opened(&message, &lee);
        assert!(!opened.text.unwrap_or_default().contains("Eve"));
        assert_ne!(opened.status.summary, Summary::Sealed);
    }
}
