//! A message signed for one reader, passed on to another as if it were meant for them.

use crate::people::open_found;
use crate::security::crafted::{crafted, three};
use zegel::seal::SignatureState;

#[test]
fn a_message_passed_on_is_not_meant_for_its_new_reader() {
    let (evil, noor, lee) = three();
    let payload = "From: noor@example.org\nSubject: deal\nContent-Type: text/plain; hp=\"cipher\"\n\nagreed\n";
    let found = [("noor@example.org", &noor), ("evil@example.com", &evil)];
    let passed_on = crafted("noor@example.org", payload, &[(&noor, &[&evil])], &lee);
    assert_eq!(open_found(&passed_on, &lee, &found).signature.state, SignatureState::NotIntendedForYou);
    // A second signature that names the new reader does not vouch for the first.
    let vouched = crafted("noor@example.org", payload, &[(&noor, &[&evil]), (&evil, &[&lee])], &lee);
    assert_eq!(open_found(&vouched, &lee, &found).signature.state, SignatureState::NotIntendedForYou);
    let honest = crafted("noor@example.org", payload, &[(&evil, &[&lee]), (&noor, &[&lee])], &lee);
    assert_eq!(open_found(&honest, &lee, &found).signature.state, SignatureState::Valid);
}
