//! Which keys of a certificate vouch for a message, and when: subkeys that sign, keys that have ended, signatures that name somebody
//! else or nobody.

use crate::people::{Person, draft, now, open, protect};
use crate::security::crafted::{crlf, detached, multipart_signed, sealed, three};
use pgp::composed::{
    Deserializable as _, DetachedSignature, EncryptionCaps, KeyType, SecretKeyParamsBuilder, SignedSecretKey,
    SubkeyParams, SubkeyParamsBuilder, SubpacketConfig,
};
use pgp::crypto::ecc_curve::ECCCurve;
use pgp::crypto::hash::HashAlgorithm;
use pgp::packet::{KeyFlags, SignatureConfig, SignatureType, Subpacket, SubpacketData};
use pgp::ser::Serialize as _;
use pgp::types::{Duration, KeyDetails as _, KeyVersion, Password, SigningKey, Timestamp};
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use zegel::address::Address;
use zegel::error::{Error, Refusal};
use zegel::open::Means;
use zegel::seal::{Certificate, Found, KeyKind, NewKey, OwnKey, Reason, SignatureState, SignatureView, make_key};
use zegel::time::Instant;

const ENTITY: &str = "Content-Type: text/plain\n\npay\n";
const DAY: u32 = 86_400;

/// When the keys here are made.
fn born() -> u32 {
    now().openpgp() - 10 * DAY
}

/// A key that certifies, and one under it that signs.
fn key() -> SignedSecretKey {
    let mut subkey = SubkeyParamsBuilder::default();
    subkey.version(KeyVersion::V4).key_type(KeyType::Ed25519).created_at(Timestamp::from_secs(born()));
    let subkey = subkey.can_sign(true).can_encrypt(EncryptionCaps::None).build().unwrap();
    let mut params = SecretKeyParamsBuilder::default();
    params.version(KeyVersion::V4).key_type(KeyType::Ed25519).created_at(Timestamp::from_secs(born()));
    params.can_certify(true).can_sign(true).primary_user_id("Noor <noor@example.org>".to_owned()).subkeys(vec![subkey]);
    params.build().unwrap().generate(StdRng::from_entropy()).unwrap()
}

/// A subkey in the making.
fn subkey(made: u32, sign: bool, encrypt: EncryptionCaps) -> SubkeyParams {
    let mut subkey = SubkeyParamsBuilder::default();
    let kind = if sign { KeyType::Ed25519 } else { KeyType::X25519 };
    subkey.version(KeyVersion::V4).key_type(kind).created_at(Timestamp::from_secs(made));
    subkey.can_sign(sign).can_encrypt(encrypt).build().unwrap()
}

/// Somebody with a primary key of this kind, which signs or only certifies, and these subkeys.
fn person(kind: KeyType, signs: bool, subkeys: Vec<SubkeyParams>) -> (Person, SignedSecretKey) {
    let mut params = SecretKeyParamsBuilder::default();
    params.version(KeyVersion::V4).key_type(kind).created_at(Timestamp::from_secs(born()));
    params.preferred_hash_algorithms([HashAlgorithm::Sha256].into_iter().collect());
    params.can_certify(true).can_sign(signs).primary_user_id("Noor <noor@example.org>".to_owned()).subkeys(subkeys);
    let secret = params.build().unwrap().generate(StdRng::from_entropy()).unwrap();
    let key = OwnKey::read(&secret.to_bytes().unwrap(), None, now()).unwrap();
    let certificate = secret.to_public_key().to_bytes().unwrap();
    (Person { key, address: Address::parse("noor@example.org").unwrap(), certificate }, secret)
}

/// What becomes of a message to oneself: who signed it.
fn signer(noor: &Person) -> Result<(SignatureState, Option<String>), Error> {
    let mut input = draft("Noor <noor@example.org>", &["noor@example.org"]);
    input.protection = Some("encrypt".to_owned());
    let sent = protect(input, &[], noor, &[noor])?;
    let view = open(&sent.messages[0].bytes, noor, &[noor]).signature;
    Ok((view.state, view.key_id.map(|id| id.to_ascii_lowercase())))
}

/// The same, but its subkey ends after so many seconds.
fn ending(seconds: u32) -> SignedSecretKey {
    let mut key = key();
    let (primary, subkey) = (&key.primary_key, &key.secret_subkeys[0].key);
    let mut flags = KeyFlags::default();
    flags.set_sign(true);
    let back = SignatureConfig::v4(SignatureType::KeyBinding, subkey.algorithm(), HashAlgorithm::Sha256);
    let made = || SubpacketData::SignatureCreationTime(Timestamp::from_secs(born()));
    let with = |mut config: SignatureConfig, said: Vec<SubpacketData>| {
        config.hashed_subpackets = said.into_iter().map(|one| Subpacket::regular(one).unwrap()).collect();
        config
    };
    let back = with(back, vec![made(), SubpacketData::IssuerFingerprint(subkey.fingerprint())]);
    let none = Password::empty();
    let back = back.sign_primary_key_binding(subkey, subkey.public_key(), &none, primary.public_key()).unwrap();
    let binding = with(
        SignatureConfig::v4(SignatureType::SubkeyBinding, primary.algorithm(), HashAlgorithm::Sha256),
        vec![
            made(),
            SubpacketData::IssuerFingerprint(primary.fingerprint()),
            SubpacketData::KeyFlags(flags),
            SubpacketData::KeyExpirationTime(Duration::from_secs(seconds)),
            SubpacketData::EmbeddedSignature(Box::new(back)),
        ],
    );
    let binding = binding.sign_subkey_binding(primary, primary.public_key(), &none, subkey.public_key()).unwrap();
    key.secret_subkeys[0].signatures = vec![binding];
    key
}

fn by_subkey(key: &SignedSecretKey, at: u32) -> DetachedSignature {
    let subkey = &key.secret_subkeys[0].key;
    signature(subkey, at, vec![SubpacketData::IssuerFingerprint(subkey.fingerprint())])
}

/// Made at a time, naming these as its issuers.
fn signature(by: &impl SigningKey, at: u32, issuers: Vec<SubpacketData>) -> DetachedSignature {
    let mut hashed = vec![SubpacketData::SignatureCreationTime(Timestamp::from_secs(at))];
    hashed.extend(issuers);
    let hashed = hashed.into_iter().map(|one| Subpacket::regular(one).unwrap()).collect();
    let config = SubpacketConfig::UserDefined { hashed, unhashed: Vec::new() };
    DetachedSignature::sign_binary_data_with_subpackets(
        StdRng::from_entropy(),
        by,
        &Password::empty(),
        HashAlgorithm::Sha256,
        crlf(ENTITY).as_bytes(),
        config,
    )
    .unwrap()
}

fn view(signature: &DetachedSignature, certificate: &[u8]) -> SignatureView {
    let message = crlf(&format!("From: noor@example.org\n{}", multipart_signed(ENTITY, signature)));
    let certificate = Certificate::read_all(certificate, now()).unwrap().remove(0);
    let found = [Found { address: Address::parse("noor@example.org").unwrap(), certificate }];
    let means = Means { keys: &[], certificates: &found, site: None, now: now() };
    zegel::open::open(message.as_bytes(), &means, &mut |_, _, _| {}).unwrap().signature
}

fn judged(signature: &DetachedSignature, key: &SignedSecretKey) -> SignatureState {
    view(signature, &key.to_public_key().to_bytes().unwrap()).state
}

#[test]
fn a_subkey_that_signs_vouches_until_its_certificate_is_revoked() {
    let key = key();
    let signature = by_subkey(&key, now().openpgp() - 60);
    assert_eq!(judged(&signature, &key), SignatureState::Valid);
    let own = OwnKey::read(&key.to_bytes().unwrap(), None, now()).unwrap();
    let revoked = own.revoked(Reason::Compromised, now(), &mut StdRng::from_entropy()).unwrap();
    assert_eq!(view(&signature, &revoked.key.view().unwrap().certificate).state, SignatureState::Invalid);
}

#[test]
fn what_was_signed_in_time_counts_after_the_end_and_from_the_end_on_nothing() {
    let end = 5 * DAY;
    let key = ending(end);
    for (at, state) in [
        (born(), SignatureState::Valid),
        (born() + end - 1, SignatureState::Valid),
        (born() + end, SignatureState::Invalid),
        (born() + end + DAY, SignatureState::Invalid),
        // Clocks differ by minutes, not by hours.
        (born() - 60, SignatureState::Valid),
        (born() - DAY, SignatureState::Invalid),
    ] {
        assert_eq!(judged(&by_subkey(&key, at), &key), state, "{} s", i64::from(at) - i64::from(born()));
    }
    let lives = ending(50 * DAY);
    assert_eq!(judged(&by_subkey(&lives, now().openpgp() - 60), &lives), SignatureState::Valid);
}

#[test]
fn a_certificate_of_which_nothing_lives_vouches_for_what_it_signed_in_time() {
    let born = now().seconds() - 40 * i64::from(DAY);
    let wish = NewKey {
        name: "Noor",
        addresses: &["noor@example.org"],
        kind: KeyKind::V4,
        post_quantum: false,
        valid_days: Some(30),
    };
    let key = make_key(&wish, Instant::from_seconds(born), &mut StdRng::from_entropy()).unwrap();
    let mut secret = SignedSecretKey::from_bytes(key.to_bytes().unwrap().as_slice()).unwrap();
    secret.secret_subkeys.clear();
    let by = &secret.primary_key;
    for (days, state) in [(29, SignatureState::Valid), (30, SignatureState::Invalid)] {
        let at = u32::try_from(born).unwrap() + days * DAY;
        let made = signature(by, at, vec![SubpacketData::IssuerFingerprint(by.fingerprint())]);
        assert_eq!(judged(&made, &secret), state, "{days}");
    }
}

#[test]
fn who_is_named_by_a_fingerprint_is_not_named_by_an_id_and_who_names_nobody_is_tried() {
    let (noor, evil) = (key(), key());
    let primary = &noor.primary_key;
    let id = SubpacketData::IssuerKeyId(primary.legacy_key_id());
    let print = |of: &SignedSecretKey| SubpacketData::IssuerFingerprint(of.fingerprint());
    for (issuers, state) in [
        (vec![id.clone()], SignatureState::Valid),
        (vec![print(&noor)], SignatureState::Valid),
        (Vec::new(), SignatureState::Valid),
        // It verifies by Noor's key, but says that it is another's.
        (vec![print(&evil), id], SignatureState::UnknownKey),
        (vec![SubpacketData::IssuerKeyId(evil.primary_key.legacy_key_id())], SignatureState::UnknownKey),
    ] {
        let made = signature(primary, now().openpgp() - 60, issuers.clone());
        assert_eq!(judged(&made, &noor), state, "{issuers:?}");
    }
}

#[test]
fn the_key_that_signed_is_named_as_the_signature_names_it() {
    let (noor, evil) = (key(), key());
    let named = |issuers| {
        let made = signature(&evil.primary_key, now().openpgp() - 60, issuers);
        let view = view(&made, &noor.to_public_key().to_bytes().unwrap());
        assert_eq!(view.fingerprint, None);
        view.key_id.map(|id| id.to_ascii_lowercase())
    };
    let (print, id) = (evil.fingerprint(), evil.primary_key.legacy_key_id());
    let both = vec![SubpacketData::IssuerKeyId(id), SubpacketData::IssuerFingerprint(print.clone())];
    assert_eq!(named(both), Some(print.to_string()));
    assert_eq!(named(vec![SubpacketData::IssuerKeyId(id)]), Some(id.to_string()));
    assert_eq!(named(Vec::new()), None);
}

#[test]
fn the_newest_subkey_that_signs_signs_and_the_primary_key_only_where_it_may() {
    let encrypts = || subkey(born(), false, EncryptionCaps::All);
    let signs = |days| subkey(born() + days * DAY, true, EncryptionCaps::None);
    for days in [[1, 3, 2], [3, 2, 1], [1, 2, 3]] {
        let subkeys = std::iter::once(encrypts()).chain(days.map(signs)).collect();
        let (noor, secret) = person(KeyType::Ed25519, true, subkeys);
        let newest = secret.secret_subkeys.iter().max_by_key(|one| one.key.created_at()).unwrap();
        assert_eq!(signer(&noor), Ok((SignatureState::Valid, Some(newest.key.fingerprint().to_string()))), "{days:?}");
    }
    let (noor, secret) = person(KeyType::Ed25519, true, vec![encrypts()]);
    assert_eq!(signer(&noor), Ok((SignatureState::Valid, Some(secret.fingerprint().to_string()))));
    let (noor, _) = person(KeyType::Ed25519, false, vec![encrypts()]);
    assert_eq!(signer(&noor), Err(Error::OwnKeyUnusable { reason: Refusal::NoUsableSubkey }));
}

#[test]
fn a_key_that_needs_a_longer_hash_signs_with_one_whatever_readers_prefer() {
    for curve in [ECCCurve::P256, ECCCurve::P384, ECCCurve::P521] {
        let (noor, secret) =
            person(KeyType::ECDSA(curve.clone()), true, vec![subkey(born(), false, EncryptionCaps::All)]);
        assert_eq!(signer(&noor), Ok((SignatureState::Valid, Some(secret.fingerprint().to_string()))), "{curve:?}");
    }
}

#[test]
fn a_message_and_a_signature_that_are_not_armored_are_read_all_the_same() {
    use base64::Engine as _;
    let (_, noor, lee) = three();
    let base64 = |octets: &[u8]| base64::engine::general_purpose::STANDARD.encode(octets);
    let octets = sealed(b"Content-Type: text/plain\r\n\r\nhello\r\n", &[(&noor, &[&lee])], &lee, false);
    let message = format!(
        "From: noor@example.org\nContent-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\n\n\
         --b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n\n--b\nContent-Type: application/octet-stream\n\
         Content-Transfer-Encoding: base64\n\n{}\n--b--\n",
        base64(&octets)
    );
    let opened = open(crlf(&message).as_bytes(), &lee, &[&noor]);
    assert_eq!((opened.text.as_deref(), opened.signature.state), (Some("hello\n"), SignatureState::Valid));

    let signed = "Content-Type: text/plain\n\nhello\n";
    let made = detached(&noor, signed, HashAlgorithm::Sha256, Vec::new());
    let message = format!(
        "From: noor@example.org\nContent-Type: multipart/signed; protocol=\"application/pgp-signature\"; boundary=s\n\n\
         --s\n{signed}\n--s\nContent-Type: application/pgp-signature\nContent-Transfer-Encoding: base64\n\n{}\n--s--\n",
        base64(&made.to_bytes().unwrap())
    );
    let opened = open(crlf(&message).as_bytes(), &lee, &[&noor]);
    assert_eq!((opened.text.as_deref(), opened.signature.state), (Some("hello\n"), SignatureState::Valid));
}
