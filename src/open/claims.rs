//! What a message claims, and what is verified of it.
//!
//! Everything in a message is a claim of whoever wrote it, until a valid signature by a key of its sender covers it. Only this
//! file turns a claim into something verified, and it wants such a signature for it; whatever else is to be called signed wants
//! the [`Author`] whom it made.

use crate::address::Address;
use crate::label::LabelState;
use crate::mime::FieldState;
use crate::seal::{SignatureState, SignatureView};

/// Something a message says of itself.
#[derive(Debug, Clone)]
pub struct Claimed<T>(T);

/// Something the message's author vouches for.
#[derive(Debug, Clone)]
pub struct Verified<T>(T);

/// Whoever is the sender of a message and has signed all that is shown of it.
#[derive(Debug, Clone)]
pub struct Author {
    address: Verified<Address>,
    fingerprint: Verified<String>,
}

impl<T> Claimed<T> {
    /// A claim.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// The claim vouched for. Only here something verified is made.
    fn verified(self, signature: &SignatureView) -> Option<Verified<T>> {
        (signature.state == SignatureState::Valid).then_some(Verified(self.0))
    }
}

impl<T> Verified<T> {
    /// What is verified.
    pub fn get(&self) -> &T {
        &self.0
    }
}

impl Author {
    /// The sender that a message claims, if the signature, judged for that very one, is valid.
    pub(super) fn of(signature: &SignatureView, sender: Option<Claimed<Address>>) -> Option<Self> {
        let fingerprint = Claimed::new(signature.fingerprint.clone()?).verified(signature)?;
        Some(Self { address: sender?.verified(signature)?, fingerprint })
    }

    /// The sender's address, to which the signing key belongs.
    pub fn address(&self) -> &Verified<Address> {
        &self.address
    }

    /// The certificate of the signing key.
    pub fn fingerprint(&self) -> &Verified<String> {
        &self.fingerprint
    }
}

/// The state of a field that stands inside the protection (RFC 9788 section 4.3); `hid`: outside nobody could read it.
pub(super) fn field_state(hid: bool, author: Option<&Author>) -> FieldState {
    match (hid, author) {
        (true, Some(_)) => FieldState::SignedAndEncrypted,
        (true, None) => FieldState::Encrypted,
        (false, Some(_)) => FieldState::Signed,
        (false, None) => FieldState::Unprotected,
    }
}

/// The state of a label that stands inside the protection.
pub(super) fn label_state(author: Option<&Author>) -> LabelState {
    if author.is_some() { LabelState::Verified } else { LabelState::Claimed }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(state: SignatureState, fingerprint: Option<&str>) -> SignatureView {
        SignatureView { state, fingerprint: fingerprint.map(str::to_owned), ..SignatureView::none() }
    }

    #[test]
    fn only_a_valid_signature_of_the_claimed_sender_makes_an_author() {
        let sender = || Some(Claimed::new(Address::parse("noor@example.org").unwrap()));
        let author = Author::of(&view(SignatureState::Valid, Some("AB")), sender()).unwrap();
        assert_eq!(author.address().get().addr_spec(), "noor@example.org");
        assert_eq!(author.fingerprint().get(), "AB");
        assert!(Author::of(&view(SignatureState::Valid, Some("AB")), None).is_none());
        assert!(Author::of(&view(SignatureState::Valid, None), sender()).is_none());
        for state in [
            SignatureState::None,
            SignatureState::Invalid,
            SignatureState::UnknownKey,
            SignatureState::WrongSender,
            SignatureState::NotIntendedForYou,
        ] {
            assert!(Author::of(&view(state, Some("AB")), sender()).is_none(), "{state:?}");
        }
        assert_eq!(field_state(false, None), FieldState::Unprotected);
        assert_eq!(field_state(true, None), FieldState::Encrypted);
        assert_eq!(label_state(None), LabelState::Claimed);
    }
}
