//! A certificate made small, for a header field.

use super::certificate::{Certificate, address_of, is_post_quantum};
use super::choose::{EncryptionKey, encryption_key};
use super::signature::{certifies, created};
use crate::address::Address;
use pgp::composed::{SignedPublicKey, SignedPublicSubKey};
use pgp::packet::{Signature, SignatureType};
use pgp::ser::Serialize as _;
use pgp::types::{KeyDetails as _, KeyVersion};

impl Certificate {
    /// The certificate with one address and one subkey that every program knows, each with its newest signature
    /// (Autocrypt Level 1.1, section 2.1.1), binary. Nothing where it cannot be used for the address.
    pub fn minimal(&self, address: &Address) -> Option<Vec<u8>> {
        let spec = address.addr_spec();
        let (first, minimal) = self.introduced.get_or_init(|| (spec.clone(), self.made_small(address)));
        if *first == spec { minimal.clone() } else { self.made_small(address) }
    }

    fn made_small(&self, address: &Address) -> Option<Vec<u8>> {
        let EncryptionKey::Subkey(chosen) = encryption_key(self).ok()? else { return None };
        let whole = self.key();
        let mut key: SignedPublicKey = whole.clone();
        let mut users = whole.details.users.iter();
        let of_address = |id: &str| address_of(id).is_some_and(|found| found.same_mailbox(address));
        // Nothing but what binds it comes along: one that was revoked would be there again.
        let valid = |id: &str| self.has_user_id(id) && of_address(id);
        let mut user = users.find(|user| user.id.as_str().is_some_and(valid))?.clone();
        let fingerprint = self.raw_fingerprint();
        let newest = |all: &[Signature], own: fn(&Signature) -> bool| -> Vec<Signature> {
            let by_self = |one: &&Signature| own(one) && one.issuer_fingerprint().contains(&fingerprint);
            all.iter().filter(by_self).max_by_key(|one| created(one)).cloned().into_iter().collect()
        };
        user.signatures = newest(&user.signatures, certifies);
        key.details.users = vec![user];
        key.details.user_attributes = Vec::new();
        key.details.direct_signatures = match whole.version() {
            KeyVersion::V6 => newest(&whole.details.direct_signatures, |one| one.typ() == Some(SignatureType::Key)),
            _ => Vec::new(),
        };
        let is_classic = |subkey: &&SignedPublicSubKey| !is_post_quantum(subkey.key.algorithm());
        let valid = self
            .subkeys()
            .iter()
            .filter(|subkey| subkey.state.as_ref().is_ok_and(super::certificate::Binding::can_encrypt));
        let classic = valid.filter_map(|subkey| whole.public_subkeys.get(subkey.position)).rfind(is_classic);
        let mut subkey = if is_classic(&chosen) { chosen } else { classic? }.clone();
        subkey.signatures = newest(&subkey.signatures, |one| one.typ() == Some(SignatureType::SubkeyBinding));
        key.public_subkeys = vec![subkey];
        key.to_bytes().ok()
    }
}
