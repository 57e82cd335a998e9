//! Does the reader of letters agree with the OpenPGP library, message by message and certificate by certificate, and does
//! nothing that was changed come out of it?

use crate::people::now;
use pgp::composed::{
    ArmorOptions, Deserializable as _, Encryption, EncryptionCaps, KeyType, Message, MessageBuilder,
    SecretKeyParamsBuilder, SignedPublicKey, SignedSecretKey, SignedSecretSubKey, SubkeyParamsBuilder,
};
use pgp::crypto::aead::{AeadAlgorithm, ChunkSize};
use pgp::crypto::ecc_curve::ECCCurve;
use pgp::crypto::hash::HashAlgorithm;
use pgp::crypto::sym::SymmetricKeyAlgorithm;
use pgp::packet::{
    KeyFlags, Packet, PacketParser, PublicKeyEncryptedSessionKey, SecretSubkey, Signature, SignatureConfig,
    SignatureType, Subpacket, SubpacketData,
};
use pgp::ser::Serialize as _;
use pgp::types::{CompressionAlgorithm, KeyVersion, Password, SigningKey, StringToKey, Timestamp};
use proptest::prelude::*;
use rand::rngs::StdRng;
use rand::{RngCore as _, SeedableRng as _};
use zegel::address::Address;
use zegel::error::{Error, Refusal};
use zegel::seal::lean::{self, Unlocked};
use zegel::seal::{Certificate, Container, KeyKind, NewKey, OwnKey, SignatureState, make_key};
use zegel::time::Instant;

const PASSPHRASE: &str = "correct hörse battery";
const NOOR: &str = "noor@example.org";

/// A kind of key, and whether its owner asks for `SEIPDv2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Legacy,
    V4,
    V6,
    Rsa,
    Nist,
    NistV6,
}
const KINDS: [Kind; 6] = [Kind::Legacy, Kind::V4, Kind::V6, Kind::Rsa, Kind::Nist, Kind::NistV6];

fn key(kind: Kind, aead: bool, signs_by_subkey: bool) -> SignedSecretKey {
    let (version, signing, encrypting) = match kind {
        Kind::Legacy => (KeyVersion::V4, KeyType::Ed25519Legacy, KeyType::ECDH(ECCCurve::Curve25519Legacy)),
        Kind::V4 => (KeyVersion::V4, KeyType::Ed25519, KeyType::X25519),
        Kind::V6 => (KeyVersion::V6, KeyType::Ed25519, KeyType::X25519),
        Kind::Nist => (KeyVersion::V4, KeyType::ECDSA(ECCCurve::P256), KeyType::ECDH(ECCCurve::P256)),
        Kind::NistV6 => (KeyVersion::V6, KeyType::ECDSA(ECCCurve::P256), KeyType::ECDH(ECCCurve::P256)),
        Kind::Rsa => (KeyVersion::V4, KeyType::Rsa(2048), KeyType::Rsa(2048)),
    };
    let subkey = |kind: &KeyType, sign, encrypt| {
        let mut subkey = SubkeyParamsBuilder::default();
        subkey.version(version).key_type(kind.clone()).can_sign(sign).can_encrypt(encrypt).build().unwrap()
    };
    let mut subkeys = vec![subkey(&encrypting, false, EncryptionCaps::All)];
    if signs_by_subkey {
        subkeys.push(subkey(&signing, true, EncryptionCaps::None));
    }
    let mut params = SecretKeyParamsBuilder::default();
    params
        .version(version)
        .key_type(signing.clone())
        .can_certify(true)
        .can_sign(!signs_by_subkey)
        .feature_seipd_v2(aead)
        .primary_user_id(format!("Noor <{NOOR}>"))
        .subkeys(subkeys);
    params.build().unwrap().generate(StdRng::from_entropy()).unwrap()
}

pub(crate) fn certificate(key: &SignedSecretKey) -> Vec<u8> {
    SignedPublicKey::from(key.clone()).to_bytes().unwrap()
}

/// How a message is sealed.
#[derive(Debug, Clone, Copy)]
struct Manner {
    aead: Option<(AeadAlgorithm, ChunkSize)>,
    cipher: SymmetricKeyAlgorithm,
    argon2: bool,
    packed: Option<CompressionAlgorithm>,
    armored: bool,
}

const PLAIN: Manner =
    Manner { aead: None, cipher: SymmetricKeyAlgorithm::AES256, argon2: false, packed: None, armored: false };
const GCM: Manner = Manner { aead: Some((AeadAlgorithm::Gcm, ChunkSize::C64B)), argon2: true, ..PLAIN };

fn s2k(argon2: bool, rng: &mut StdRng) -> StringToKey {
    if argon2 {
        StringToKey::new_argon2(rng, 1, 1, 5)
    } else {
        StringToKey::new_iterated(rng, HashAlgorithm::Sha256, 96)
    }
}

fn sealed(payload: &[u8], manner: Manner, signer: Option<&SignedSecretKey>) -> Vec<u8> {
    let mut rng = StdRng::from_entropy();
    let password = Password::from(PASSPHRASE);
    let builder = MessageBuilder::from_bytes("", payload.to_vec());
    match manner.aead {
        None => {
            let mut builder = builder.seipd_v1(&mut rng, manner.cipher);
            builder.encrypt_with_password(s2k(manner.argon2, &mut rng), &password).unwrap();
            finished(builder, manner, signer, rng)
        }
        Some((mode, chunk)) => {
            let mut builder = builder.seipd_v2(&mut rng, manner.cipher, mode, chunk);
            let s2k = s2k(manner.argon2, &mut rng);
            builder.encrypt_with_password(&mut rng, s2k, &password).unwrap();
            finished(builder, manner, signer, rng)
        }
    }
}

fn finished<'a, S: std::io::Read, E: Encryption>(
    mut builder: MessageBuilder<'a, S, E>,
    manner: Manner,
    signer: Option<&'a SignedSecretKey>,
    rng: StdRng,
) -> Vec<u8> {
    if let Some(algorithm) = manner.packed {
        builder.compression(algorithm);
    }
    if let Some(key) = signer {
        let subkey = key.secret_subkeys.get(1);
        match subkey {
            Some(subkey) => builder.sign(&subkey.key, Password::empty(), HashAlgorithm::Sha512),
            // No shorter than the key needs.
            None => builder.sign(&key.primary_key, Password::empty(), key.primary_key.hash_alg()),
        };
    }
    if manner.armored {
        return builder.to_armored_string(rng, ArmorOptions::default()).unwrap().into_bytes();
    }
    builder.to_vec(rng).unwrap()
}

fn unlock(message: &[u8]) -> Result<Unlocked, Error> {
    lean::open(message, PASSPHRASE, &mut |_, _| {})
}

fn noor() -> Address {
    Address::parse(NOOR).unwrap()
}

/// A little later than now: the library dates by its own clock.
pub(crate) fn soon() -> Instant {
    Instant::from_seconds(now().seconds() + 5)
}

fn noise(length: usize) -> Vec<u8> {
    let mut noise = vec![0; length];
    StdRng::seed_from_u64(length as u64).fill_bytes(&mut noise);
    noise
}

#[test]
fn messages_of_every_kind_open_as_they_were_sealed() {
    use pgp::types::CompressionAlgorithm::{Uncompressed, ZIP, ZLIB};
    let ciphers = [SymmetricKeyAlgorithm::AES128, SymmetricKeyAlgorithm::AES256];
    let chunks = [ChunkSize::C64B, ChunkSize::C4KiB, ChunkSize::C4MiB];
    let modes = [AeadAlgorithm::Gcm, AeadAlgorithm::Ocb];
    let aeads = modes.into_iter().flat_map(|mode| chunks.map(|chunk| Some((mode, chunk)))).chain([None]);
    let mut tried = 0;
    for aead in aeads {
        // The literal packet's own octets stand before these: so the chunks end before, at and after their limits.
        for length in [0, 1, 15, 16, 17, 55, 56, 57, 63, 64, 65, 119, 120, 121, 4087, 4088, 4096, 10_000] {
            for packed in [None, Some(Uncompressed), Some(ZIP), Some(ZLIB)] {
                let cipher = ciphers[tried % 2];
                let manner = Manner { aead, cipher, argon2: tried % 3 == 0, packed, armored: tried % 5 == 0 };
                let payload = noise(length);
                let opened = unlock(&sealed(&payload, manner, None)).unwrap();
                assert!(opened.payload == payload, "{manner:?} {length}");
                let container = if aead.is_some() { Container::SeipdV2 } else { Container::SeipdV1 };
                assert_eq!(opened.encryption.container, Some(container));
                let bits = cipher.key_size() * 8;
                let named = aead
                    .map(|(mode, _)| format!("AES{bits}-{}", if mode == AeadAlgorithm::Gcm { "GCM" } else { "OCB" }));
                assert_eq!(opened.encryption.cipher, named);
                assert_eq!(opened.signature(b"", Some(&noor()), soon()).state, SignatureState::None);
                tried += 1;
            }
        }
    }
    assert!(tried > 400);
}

#[test]
fn opening_tells_how_far_it_is_and_never_further() {
    let payload = noise(5 << 20);
    for (manner, least) in [(PLAIN, 3), (Manner { aead: Some((AeadAlgorithm::Gcm, ChunkSize::C4KiB)), ..GCM }, 6)] {
        let message = sealed(&payload, manner, None);
        let mut told = Vec::new();
        let opened = lean::open(&message, PASSPHRASE, &mut |done, total| told.push((done, total))).unwrap();
        assert!(opened.payload == payload);
        let (last, total) = told[told.len() - 1];
        assert_eq!(last, total, "{manner:?}");
        assert!(
            (least..9).contains(&told.len()) && told.windows(2).all(|two| two[0].0 < two[1].0 && two[0].1 == total),
            "{told:?}"
        );
    }
}

#[test]
fn signatures_are_judged_by_the_certificate() {
    for kind in KINDS {
        for by_subkey in [false, true] {
            let (key, other) = (key(kind, false, by_subkey), key(kind, false, by_subkey));
            let (own, strange) = (certificate(&key), certificate(&other));
            for manner in [PLAIN, GCM, Manner { packed: Some(CompressionAlgorithm::ZLIB), ..GCM }] {
                let opened = unlock(&sealed(b"signed", manner, Some(&key))).unwrap();
                let view = |certificate: &[u8], from: &str| {
                    opened.signature(certificate, Some(&Address::parse(from).unwrap()), soon())
                };
                let valid = view(&own, NOOR);
                assert_eq!(valid.state, SignatureState::Valid, "{kind:?} {by_subkey} {manner:?}");
                let theirs = Certificate::read_all(&own, soon()).unwrap().remove(0);
                assert_eq!(valid.fingerprint, Some(theirs.fingerprint()));
                assert_eq!(valid.signer_address.as_deref(), Some(NOOR));
                let elsewhere = view(&own, "lee@example.com");
                assert_eq!(elsewhere.state, SignatureState::WrongSender);
                assert_eq!(elsewhere.signer_address.as_deref(), Some(NOOR));
                assert_eq!(view(&strange, NOOR).state, SignatureState::UnknownKey);
                assert_eq!(view(b"", NOOR).state, SignatureState::UnknownKey);
                // Before it was made, and by a key that did not exist.
                let early = Instant::from_seconds(now().seconds() - 100_000);
                assert_ne!(opened.signature(&own, Some(&noor()), early).state, SignatureState::Valid);
            }
        }
    }
}

/// A signature of version 4 that says when and by whom it was made, and what else.
fn saying(kind: SignatureType, by: &impl SigningKey, said: Vec<SubpacketData>) -> SignatureConfig {
    let mut config = SignatureConfig::v4(kind, by.algorithm(), HashAlgorithm::Sha512);
    let time = SubpacketData::SignatureCreationTime(Timestamp::from_secs(now().openpgp()));
    let issuer = SubpacketData::IssuerFingerprint(by.fingerprint());
    config.hashed_subpackets =
        [time, issuer].into_iter().chain(said).map(|one| Subpacket::regular(one).unwrap()).collect();
    config
}

/// The certificate of a key that claims this subkey as its own, with what is said to be the subkey's word on that.
fn claiming(mut key: SignedSecretKey, subkey: &SecretSubkey, word: Signature) -> Vec<u8> {
    let mut flags = KeyFlags::default();
    flags.set_sign(true);
    let primary = &key.primary_key;
    let said = vec![SubpacketData::KeyFlags(flags), SubpacketData::EmbeddedSignature(Box::new(word))];
    let config = saying(SignatureType::SubkeyBinding, primary, said);
    let none = Password::empty();
    let bound = config.sign_subkey_binding(primary, primary.public_key(), &none, subkey.public_key()).unwrap();
    key.secret_subkeys[1] = SignedSecretSubKey::new(subkey.clone(), vec![bound]);
    certificate(&key)
}

/// RFC 9580 section 5.2.1.9.
#[test]
fn whoever_claims_anothers_signing_key_signed_nothing() {
    let [noor, eve, other] = [(); 3].map(|()| key(Kind::V4, false, true));
    let (subkey, none) = (&noor.secret_subkeys[1].key, Password::empty());
    let opened = unlock(&sealed(b"signed", GCM, Some(&noor))).unwrap();
    let word = |kind, by: &SecretSubkey, of: &SignedSecretKey| {
        let config = saying(kind, by, Vec::new());
        config.sign_primary_key_binding(by, subkey.public_key(), &none, of.primary_key.public_key()).unwrap()
    };
    let back = SignatureType::KeyBinding;
    let strange = &other.secret_subkeys[1].key;
    for (what, word, state) in [
        ("its own word", word(back, subkey, &eve), SignatureState::Valid),
        ("its word for its owner", word(back, subkey, &noor), SignatureState::Invalid),
        ("a word of another kind", word(SignatureType::SubkeyBinding, subkey, &eve), SignatureState::Invalid),
        ("another's word", word(back, strange, &eve), SignatureState::Invalid),
    ] {
        let certificate = claiming(eve.clone(), subkey, word);
        assert_eq!(opened.signature(&certificate, Some(&crate::lean::noor()), soon()).state, state, "{what}");
    }
}

#[test]
fn a_key_of_another_algorithm_is_unknown_and_not_wrong() {
    let mut params = SecretKeyParamsBuilder::default();
    params.key_type(KeyType::ECDSA(ECCCurve::P384)).can_certify(true).can_sign(true);
    params.primary_user_id(format!("Noor <{NOOR}>"));
    let key = params.build().unwrap().generate(StdRng::from_entropy()).unwrap();
    let opened = unlock(&sealed(b"signed", PLAIN, Some(&key))).unwrap();
    assert_eq!(opened.signature(&certificate(&key), Some(&noor()), soon()).state, SignatureState::UnknownKey);
    let refused = lean::seal(b"hello", &certificate(&key), soon(), &mut StdRng::from_entropy());
    let reason = Refusal::Unsupported;
    assert_eq!(refused, Err(Error::RecipientCertificateUnusable { address: NOOR.to_owned(), reason }));
}

#[test]
fn another_passphrase_is_told_apart() {
    for manner in [PLAIN, GCM, Manner { argon2: true, ..PLAIN }, Manner { argon2: false, ..GCM }] {
        let message = sealed(b"hello", manner, None);
        for wrong in ["", "correct horse battery", "correct hörse battery ", &"x".repeat(5000)] {
            let refused = lean::open(&message, wrong, &mut |_, _| {}).unwrap_err();
            assert_eq!(refused, Error::PassphraseWrong {}, "{manner:?}");
        }
    }
}

/// Made by GnuPG 2.4: the key is the passphrase's own, and the data are packed.
const GNUPG: &str = "-----BEGIN PGP MESSAGE-----

jA0ECQMCehvA6OoR3w1g0pYBG6Xa9i4Dc7ShLhGg2SAFRLF5EsUeuhtWw/nDP+s4
OnhOa3nD3dsETzaI4Cdja4trIO6TWDuFHz5rATX+fa3gNAZ9+/agQFQ5tkLbQ1n5
I1bxtmPsNKVCzll03ah6ZwP+UV76OgIbmi6lMnSQucgV3t2zaQoCqkfSI2XRfpip
BYdJf68vlC1Gz7cyqot1PcvhF3BjhFk=
=s9Fo
-----END PGP MESSAGE-----
";

#[test]
fn messages_of_gnupg_open_in_any_text_around_them() {
    let inside = "Subject: hi\r\n";
    for text in
        [GNUPG.to_owned(), format!("<html>\r\n{}</html>", GNUPG.replace('\n', " \r\n")), format!("\u{feff}{GNUPG}")]
    {
        let opened = lean::open(text.as_bytes(), "correct horse", &mut |_, _| {}).unwrap();
        assert!(String::from_utf8(opened.payload).unwrap().contains(inside));
    }
    let refused = lean::open(GNUPG.as_bytes(), "wrong horse", &mut |_, _| {});
    assert_eq!(refused.unwrap_err(), Error::PassphraseWrong {});
    let refused = lean::open(&GNUPG.as_bytes()[..GNUPG.len() - 30], "correct horse", &mut |_, _| {});
    assert_eq!(refused.unwrap_err(), Error::MessageMalformed {});
}

#[test]
fn nothing_that_was_changed_comes_out() {
    let key = key(Kind::V4, false, false);
    for manner in [PLAIN, GCM, Manner { argon2: false, packed: Some(CompressionAlgorithm::ZIP), ..GCM }] {
        let message = sealed(b"a hundred euros", manner, Some(&key));
        assert!(unlock(&message).is_ok());
        for position in 0..message.len() {
            for bit in [0x01, 0x10, 0x80] {
                let mut changed = message.clone();
                changed[position] ^= bit;
                assert!(unlock(&changed).is_err(), "{manner:?}: octet {position} of {} by {bit}", message.len());
            }
            assert!(unlock(&message[..position]).is_err(), "{manner:?}: cut at {position}");
        }
        // Nothing is hung on at the end, and no second message beside it.
        assert!(unlock(&[message.as_slice(), &[0xcb, 6, b'b', 0, 0, 0, 0, 0]].concat()).is_err());
        assert!(unlock(&[message.as_slice(), &message].concat()).is_err());
    }
}

#[test]
fn whole_chunks_can_neither_be_left_out_nor_change_places() {
    let message = sealed(&noise(600), GCM, None);
    // The last 16 octets are the tag of the whole; before it stand chunks of 64 and 16 octets.
    let chunk = 80;
    let last = message.len() - 16 - (message.len() - 16) % chunk % chunk;
    assert!(last > 3 * chunk);
    for count in 1..4 {
        let mut cut = message.clone();
        cut.drain(message.len() - 16 - count * chunk..message.len() - 16);
        assert!(unlock(&cut).is_err());
    }
    let mut swapped = message.clone();
    let end = message.len() - 16 - 40;
    for octet in 0..chunk {
        swapped.swap(end - 2 * chunk + octet, end - chunk + octet);
    }
    assert!(unlock(&swapped).is_err());
}

#[test]
fn costly_parameters_and_bombs_are_refused() {
    let mut rng = StdRng::from_entropy();
    let mut message = sealed(b"hello", GCM, None);
    let refused = |message: &[u8]| unlock(message).unwrap_err();
    // Version 6: header, version, count, cipher, mode, count, then Argon2's number, salt, passes, lanes, exponent.
    let at = message.windows(3).position(|three| three == [1, 1, 5]).unwrap();
    message[at + 2] = 31;
    assert_eq!(refused(&message), Error::MessageUnsupported { what: "argon2".to_owned() });
    message[at..at + 3].copy_from_slice(&[255, 1, 18]);
    assert_eq!(refused(&message), Error::MessageUnsupported { what: "argon2".to_owned() });
    message[at..at + 3].copy_from_slice(&[1, 255, 5]);
    assert_eq!(refused(&message), Error::MessageMalformed {});
    // 300 MiB of zeros.
    let bomb = sealed(&vec![0; 300 << 20], Manner { packed: Some(CompressionAlgorithm::ZIP), ..PLAIN }, None);
    assert!(bomb.len() < 2 << 20);
    assert_eq!(refused(&bomb), Error::MessageUnsupported { what: "size".to_owned() });
    // For a key only.
    let key = key(Kind::V4, false, false);
    let mut builder =
        MessageBuilder::from_bytes("", b"hello".as_slice()).seipd_v1(&mut rng, SymmetricKeyAlgorithm::AES256);
    builder.encrypt_to_key(&mut rng, &key.secret_subkeys[0].key.public_key()).unwrap();
    let message = builder.to_vec(&mut rng).unwrap();
    assert_eq!(refused(&message), Error::MessageUnsupported { what: "passphrase".to_owned() });
}

/// An answer and what its owner reads of it.
fn read_answer(answer: &[u8], key: &SignedSecretKey) -> Vec<u8> {
    let (message, _) = Message::from_armor(answer).unwrap();
    message.decrypt(&Password::empty(), key).unwrap().as_data_vec().unwrap()
}

#[test]
fn answers_open_with_the_senders_key() {
    for kind in KINDS {
        for aead in [false, true] {
            let key = key(kind, aead, false);
            for length in [0, 1, 100, 300_000, 600_000] {
                let payload = noise(length);
                let answer = lean::seal(&payload, &certificate(&key), soon(), &mut StdRng::from_entropy()).unwrap();
                assert!(read_answer(&answer, &key) == payload, "{kind:?} {aead} {length}");
                assert!(answer.is_ascii());
                // GnuPG 2.2, which knows no SEIPDv2, wants a checksum.
                let text = std::str::from_utf8(&answer).unwrap();
                let last = text.lines().rev().nth(1).unwrap();
                assert_eq!(last.len() == 5 && last.starts_with('='), !aead, "{kind:?} {aead} {length}");
            }
        }
    }
}

#[test]
fn answers_are_mail_to_the_library() {
    for kind in [KeyKind::V4, KeyKind::V6] {
        let person = crate::people::Person::new("Noor", NOOR, kind);
        let answer = zegel::mime::Answer {
            from: "Jo <jo@example.net>".to_owned(),
            to: NOOR.to_owned(),
            subject: "Re: Ärger".to_owned(),
            text: "Danke für alles.\n".to_owned(),
            date: "2026-03-02T09:15:00+01:00".to_owned(),
            message_id: "a1@example.net".to_owned(),
            in_reply_to: "p1@example.org".to_owned(),
            references: vec!["p0@example.org".to_owned(), "p1@example.org".to_owned()],
            proof: lean::answer_proof(PASSPHRASE, "p1@example.org", "a1@example.net"),
        };
        let part = |name: &str, media_type: &str, bytes: &[u8]| zegel::mime::AnswerPart {
            name: name.to_owned(),
            media_type: media_type.to_owned(),
            bytes: bytes.to_vec(),
        };
        let parts = [part("größe.bin", "application/zip", &noise(1000)), part("m.eml", "message/rfc822", b"a: b\n\nc")];
        for parts in [&parts[..], &[]] {
            let payload = answer.write(parts, "boundary-1".to_owned()).unwrap();
            let sealed = lean::seal(&payload, &person.certificate, soon(), &mut StdRng::from_entropy()).unwrap();
            let mail = [
                b"From: jo@example.net\r\nContent-Type: multipart/encrypted; boundary=b\r\n\r\n--b\r\n\
                Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b\r\n\
                Content-Type: application/octet-stream\r\n\r\n"
                    .as_slice(),
                &sealed,
                b"\r\n--b--\r\n",
            ]
            .concat();
            let opened = crate::people::open(&mail, &person, &[]);
            assert_eq!(opened.text.as_deref(), Some("Danke für alles.\n"));
            assert_eq!(opened.signature.state, SignatureState::None);
            assert_eq!(opened.answer_proof.as_ref(), Some(&answer.proof));
            let json = serde_json::to_value(&opened).unwrap();
            assert_eq!(json["headers"]["subject"]["value"], "Re: Ärger");
            assert_eq!(json["headers"]["subject"]["protection"], "encrypted");
            assert_eq!(json["headers"]["inReplyTo"], "p1@example.org");
            assert_eq!(json["headers"]["messageId"], "a1@example.net");
            assert_eq!(opened.contents.len(), parts.len());
            for (part, contents) in parts.iter().zip(&opened.contents) {
                assert!(part.bytes == *contents, "{}", part.name);
            }
        }
        let unsound = zegel::mime::Answer { message_id: "a1@example.net>\r\nBcc: x".to_owned(), ..answer };
        assert_eq!(unsound.write(&[], String::new()), Err(Error::DraftMalformed { field: "messageId".to_owned() }));
    }
}

#[test]
fn a_proof_depends_on_everything_in_it() {
    // Python: hmac.new(b"k", b"zegel answer 1\na@b\nc@d", "sha256").hexdigest()
    assert_eq!(
        lean::answer_proof("k", "a@b", "c@d"),
        "de643af452f326932e4cf933e38944aa4df8507ee168090b8c22418d4860dc7d"
    );
    for (passphrase, answered, answer) in [("K", "a@b", "c@d"), ("k", "a@b2", "c@d"), ("k", "a@b", "c@d2")] {
        assert_ne!(lean::answer_proof(passphrase, answered, answer), lean::answer_proof("k", "a@b", "c@d"));
    }
}

/// Which keys an armored message is encrypted to.
fn keys_of(message: &[u8]) -> Vec<PublicKeyEncryptedSessionKey> {
    let packets = PacketParser::new(std::io::BufReader::new(pgp::armor::Dearmor::new(message)));
    let found = packets.map_while(Result::ok).filter_map(|packet| match packet {
        Packet::PublicKeyEncryptedSessionKey(one) => Some(one),
        _ => None,
    });
    found.collect()
}

/// Files of certificates whose algorithms the reader leaves to the library.
const LEFT: [&str; 17] = [
    "brainpool",
    "nistp3",
    "nistp5",
    "secp256k1",
    "448",
    "ml-kem",
    "ml-dsa",
    "pqc",
    "p384",
    "dsa",
    "card",
    "secret",
    "third-party",
    "policy",
    "photo",
    "armor",
    "user-ids",
];

#[test]
fn certificates_are_judged_as_the_library_judges_them() {
    let folder = format!("{}/tests/keys", env!("CARGO_MANIFEST_DIR"));
    let (mut usable, mut refused) = (0, 0);
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if ![".pgp", ".asc", ".gpg"].iter().any(|end| name.ends_with(end)) {
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        // 2025, 2030 and 2040: before, within and after the times of the odd ones.
        for seconds in [1_735_700_000, 1_893_456_000, 2_208_988_800] {
            let at = Instant::from_seconds(seconds);
            let theirs = Certificate::read_all(&bytes, at);
            let ours = lean::seal(b"hello", &bytes, at, &mut StdRng::from_entropy());
            let left = LEFT.iter().any(|part| name.contains(part));
            match (&theirs, &ours) {
                (Ok(theirs), Ok(answer)) => {
                    let view = theirs[0].view(None);
                    assert!(view.usable, "{name} at {seconds}: the library says {:?}", view.reason);
                    // The same key is chosen, or one that the library prefers only because it withstands quantum computers.
                    let own = SignedPublicKey::from_bytes_many(&*bytes).ok().and_then(|mut all| all.next()?.ok());
                    let keys = keys_of(answer);
                    assert_eq!(keys.len(), 1, "{name}");
                    if let Some(own) = own.filter(|_| !left) {
                        let fits = own.public_subkeys.iter().any(|subkey| keys[0].match_identity(&subkey.key));
                        assert!(fits || keys[0].match_identity(&own.primary_key), "{name}");
                        assert_eq!(view.seipd_v2, keys[0].version() == pgp::types::PkeskVersion::V6, "{name}");
                    }
                    usable += 1;
                }
                (Ok(theirs), Err(Error::RecipientCertificateUnusable { reason, .. })) => {
                    let view = theirs[0].view(None);
                    assert!(
                        left || view.reason == Some(*reason),
                        "{name} at {seconds}: {reason:?}, not {:?}",
                        view.reason
                    );
                    refused += 1;
                }
                (Err(_), Err(_)) => refused += 1,
                (Ok(_), Err(Error::CertificateMalformed {})) => assert!(left, "{name} at {seconds}: no certificate"),
                (_, ours) => panic!("{name} at {seconds}: {:?}", ours.as_ref().err()),
            }
        }
    }
    assert!(usable > 60 && refused > 20, "{usable} usable, {refused} refused");
}

#[test]
fn a_changed_certificate_vouches_for_nothing_else() {
    for kind in [Kind::Legacy, Kind::V6] {
        let key = key(kind, false, true);
        let file = certificate(&key);
        let opened = unlock(&sealed(b"signed", PLAIN, Some(&key))).unwrap();
        let genuine = opened.signature(&file, Some(&noor()), soon());
        for position in 0..file.len() {
            let mut changed = file.clone();
            changed[position] ^= 0x04;
            let view = opened.signature(&changed, Some(&noor()), soon());
            // What no signature covers may change: who is said to have made one.
            if view.state == SignatureState::Valid {
                assert_eq!(view.fingerprint, genuine.fingerprint, "{kind:?}: octet {position}");
            }
            if let Ok(answer) = lean::seal(b"hello", &changed, soon(), &mut StdRng::from_entropy()) {
                assert!(read_answer(&answer, &key) == b"hello", "{kind:?}: octet {position}");
            }
        }
    }
}

#[test]
fn a_letter_outlives_its_key_and_nobody_answers_to_an_expired_one() {
    let born = Instant::from_seconds(now().seconds() - 86_400);
    let wish =
        NewKey { name: "Noor", addresses: &[NOOR], kind: KeyKind::V4, post_quantum: false, valid_days: Some(30) };
    let own = make_key(&wish, born, &mut StdRng::from_entropy()).unwrap();
    let secret = own.to_bytes().unwrap();
    let file = OwnKey::read(&secret, None, now()).unwrap().view().unwrap().certificate;
    let key = SignedSecretKey::from_bytes(secret.as_slice()).unwrap();
    let mut builder = MessageBuilder::from_bytes("", b"signed".as_slice())
        .seipd_v1(StdRng::from_entropy(), SymmetricKeyAlgorithm::AES128);
    builder.encrypt_with_password(s2k(false, &mut StdRng::from_entropy()), &Password::from(PASSPHRASE)).unwrap();
    builder.sign(&key.primary_key, Password::empty(), HashAlgorithm::Sha256);
    let opened = unlock(&builder.to_vec(StdRng::from_entropy()).unwrap()).unwrap();
    let later = Instant::from_seconds(now().seconds() + 100 * 86_400);
    assert_eq!(opened.signature(&file, Some(&noor()), soon()).state, SignatureState::Valid);
    assert_eq!(opened.signature(&file, Some(&noor()), later).state, SignatureState::Valid);
    // Renewed and ended again, and handed out with what was said of it last.
    let days = |days: i64| Instant::from_seconds(now().seconds() + days * 86_400);
    let renewed = own.renewed(30, days(50), &mut StdRng::from_entropy()).unwrap();
    let newest = OwnKey::read(&renewed.to_bytes().unwrap(), None, days(51)).unwrap().certificate().minimal(&noor());
    assert_eq!(opened.signature(&newest.unwrap(), Some(&noor()), later).state, SignatureState::Valid);
    assert!(lean::seal(b"hello", &file, soon(), &mut StdRng::from_entropy()).is_ok());
    let refused = lean::seal(b"hello", &file, later, &mut StdRng::from_entropy());
    let reason = Refusal::Expired;
    assert_eq!(refused, Err(Error::RecipientCertificateUnusable { address: NOOR.to_owned(), reason }));
}

#[test]
fn a_letter_is_read_like_any_message() {
    let key = key(Kind::Legacy, false, false);
    let inside = "From: Noor <noor@example.org>\r\nTo: jo@example.net\r\nSubject: Geheim\r\n\
        Zegel-Protection: template=encrypt; do-not-forward; expires=2026-12-31T01:00:00+01:00\r\n\
        HP-Outer: Subject: [...]\r\nHP-Outer: From: Noor <noor@example.org>\r\n\
        Content-Type: text/plain; charset=utf-8; hp=\"cipher\"\r\n\r\nhello";
    let message = sealed(inside.as_bytes(), Manner { armored: true, ..GCM }, Some(&key));
    let open = |message: &[u8], passphrase: &str| {
        zegel::open::open_letter(message, passphrase, &certificate(&key), soon(), &mut |_, _, _| {})
    };
    let opened = serde_json::to_value(open(&message, PASSPHRASE).unwrap()).unwrap();
    assert_eq!(opened["signature"]["state"], "valid");
    assert_eq!(opened["headers"]["subject"]["value"], "Geheim");
    assert_eq!(opened["headers"]["subject"]["protection"], "signed-and-encrypted");
    assert_eq!(opened["headers"]["from"]["protection"], "signed");
    assert_eq!(opened["restrictions"]["expires"], "2026-12-31T00:00:00Z");
    assert_eq!(opened["restrictions"]["doNotForward"], true);
    assert_eq!(opened["fromMismatch"], serde_json::Value::Null);
    assert_eq!(opened["text"], "hello");
    assert_eq!(open(&message, "another").unwrap_err(), Error::PassphraseWrong {});
    // What protects no header fields of its own has them all the same; they count as unprotected.
    let bare = sealed(b"From: noor@example.org\r\nSubject: hi\r\n\r\nhello", PLAIN, None);
    let opened = serde_json::to_value(open(&bare, PASSPHRASE).unwrap()).unwrap();
    assert_eq!(opened["headers"]["subject"]["value"], "hi");
    assert_eq!(opened["text"], "hello");
}

proptest! {
    #[test]
    fn nothing_panics(bytes in proptest::collection::vec(any::<u8>(), 0..400), lead in 0_usize..8) {
        // With a beginning that gets further than chance does.
        const LEADS: [&[u8]; 8] = [
            b"", &[0xc3, 13, 4, 9, 3, 8], &[0xc3, 60, 6, 30, 9, 3, 20, 4], &[0xd2, 100, 1], &[0xd2, 100, 2, 9, 3, 0],
            &[0xc6, 51, 4], &[0xc6, 42, 6, 1, 1, 1, 1, 27, 0, 0, 0, 32], &[0xc2, 90, 4, 0x13, 22, 8],
        ];
        let message = [LEADS[lead], &bytes].concat();
        let _ = lean::open(&message, "x", &mut |_, _| {});
        let _ = lean::seal(b"x", &message, soon(), &mut StdRng::from_entropy());
        let mut armored = b"-----BEGIN PGP MESSAGE-----\n\n".to_vec();
        armored.extend_from_slice(&bytes);
        let refused = lean::open(&armored, "x", &mut |_, _| {}).is_err();
        prop_assert!(refused);
    }
}
