//! What a signature says besides: who made it, when, and for whom it is meant.

use super::*;
use crate::seal::KeyKind;
use crate::seal::made::{born, key};

#[test]
fn a_signature_says_when_by_whom_and_for_whom_and_where_there_are_too_many_not_for_whom() {
    let now = born();
    for kind in [KeyKind::V4, KeyKind::V6] {
        let (own, reader) = (key(kind, 1), key(kind, 2));
        let signer = own.signing_key().unwrap();
        let said = |readers: usize| subpackets(signer, &vec![reader.certificate(); readers], now).unwrap();
        for (readers, named) in [(0, 0), (1, 1), (1000, 1000), (1001, 0)] {
            let (hashed, unhashed) = said(readers);
            let hashed: Vec<_> = hashed.into_iter().map(|one| (one.is_critical, one.data)).collect();
            let time = SubpacketData::SignatureCreationTime(Timestamp::from_secs(now.openpgp()));
            let meant = SubpacketData::IntendedRecipientFingerprint(reader.certificate().raw_fingerprint().clone());
            assert_eq!(
                hashed[..2],
                [(true, time), (false, SubpacketData::IssuerFingerprint(signer.fingerprint()))],
                "{kind:?}"
            );
            assert_eq!(hashed[2..], vec![(false, meant); named], "{kind:?} {readers}");
            // RFC 9580 section 5.2.3.12: not of version 6 keys.
            let id = SubpacketData::IssuerKeyId(signer.legacy_key_id());
            let unhashed: Vec<_> = unhashed.into_iter().map(|one| one.data).collect();
            assert_eq!(unhashed, if kind == KeyKind::V6 { vec![] } else { vec![id] }, "{kind:?}");
        }
    }
}
