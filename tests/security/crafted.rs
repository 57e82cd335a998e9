//! What an attacker writes: any payload, any signatures, any structure around.

use crate::people::{Person, now};
use pgp::composed::Deserializable as _;
use pgp::composed::{ArmorOptions, DetachedSignature, MessageBuilder, SignedSecretKey, SubpacketConfig};
use pgp::crypto::hash::HashAlgorithm;
use pgp::crypto::sym::SymmetricKeyAlgorithm;
use pgp::packet::{Packet, PacketParser, Subpacket, SubpacketData};
use pgp::ser::Serialize as _;
use pgp::types::{CompressionAlgorithm, Fingerprint, KeyDetails, Password, Timestamp};
use rand::SeedableRng;
use rand::rngs::StdRng;
use zegel::seal::KeyKind;

pub(crate) fn secret(person: &Person) -> SignedSecretKey {
    SignedSecretKey::from_bytes(person.key.to_bytes().unwrap().as_slice()).unwrap()
}

pub(crate) fn three() -> (Person, Person, Person) {
    (
        Person::new("Evil", "evil@example.com", KeyKind::V4),
        Person::new("Noor", "noor@example.org", KeyKind::V4),
        Person::new("Lee", "lee@example.com", KeyKind::V4),
    )
}

pub(crate) fn crlf(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\n', "\r\n")
}

/// Parts of a multipart whose boundary is `m`, each with its delimiter.
pub(crate) fn delimited(parts: &[&str]) -> String {
    parts.iter().flat_map(|part| ["--m\n", part, "\n"]).collect()
}

/// What a signature says of itself: when, by whom, for whom, and whatever more.
fn subpackets(key: &SignedSecretKey, readers: &[Fingerprint], more: Vec<Subpacket>) -> SubpacketConfig {
    let mut hashed = vec![
        Subpacket::regular(SubpacketData::SignatureCreationTime(Timestamp::from_secs(now().openpgp()))).unwrap(),
        Subpacket::regular(SubpacketData::IssuerFingerprint(key.fingerprint())).unwrap(),
    ];
    for reader in readers {
        hashed.push(Subpacket::regular(SubpacketData::IntendedRecipientFingerprint(reader.clone())).unwrap());
    }
    hashed.extend(more);
    SubpacketConfig::UserDefined { hashed, unhashed: Vec::new() }
}

/// An OpenPGP message with this payload, signed with the keys at hand naming any readers.
pub(crate) fn sealed(payload: &[u8], signers: &[(&Person, &[&Person])], to: &Person, compressed: bool) -> Vec<u8> {
    let keys: Vec<(SignedSecretKey, Vec<Fingerprint>)> = signers
        .iter()
        .map(|(signer, readers)| (secret(signer), readers.iter().map(|reader| secret(reader).fingerprint()).collect()))
        .collect();
    let mut rng = StdRng::from_entropy();
    let mut builder =
        MessageBuilder::from_bytes("", payload.to_vec()).seipd_v1(&mut rng, SymmetricKeyAlgorithm::AES256);
    if compressed {
        builder.compression(CompressionAlgorithm::ZLIB);
    }
    builder.encrypt_to_key(&mut rng, &secret(to).to_public_key().public_subkeys.first().unwrap().key).unwrap();
    for (key, readers) in &keys {
        let subpackets = subpackets(key, readers, Vec::new());
        builder.sign_with_subpackets(&key.primary_key, Password::empty(), HashAlgorithm::Sha256, subpackets);
    }
    builder.to_vec(rng).unwrap()
}

pub(crate) fn armored(kind: &str, octets: &[u8]) -> String {
    use base64::Engine as _;
    let encoded = base64::engine::general_purpose::STANDARD.encode(octets);
    let lines: Vec<String> =
        encoded.as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line).into_owned()).collect();
    format!("-----BEGIN PGP {kind}-----\n\n{}\n-----END PGP {kind}-----\n", lines.join("\n"))
}

/// PGP/MIME around an OpenPGP message.
pub(crate) fn pgp_mime(outer: &str, message: &[u8]) -> Vec<u8> {
    let armored = armored("MESSAGE", message);
    format!(
        "From: {outer}\nSubject: [...]\nMIME-Version: 1.0\n\
         Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\n\n\
         --b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n\n--b\nContent-Type: application/octet-stream\n\n{armored}\n--b--\n"
    )
    .into_bytes()
}

/// A message of an attacker who writes any payload, signs with the keys at hand naming any readers, and encrypts it.
pub(crate) fn crafted(outer: &str, payload: &str, signers: &[(&Person, &[&Person])], to: &Person) -> Vec<u8> {
    pgp_mime(outer, &sealed(crlf(payload).as_bytes(), signers, to, false))
}

/// A detached signature over lines that end in CRLF.
pub(crate) fn detached(by: &Person, signed: &str, hash: HashAlgorithm, more: Vec<Subpacket>) -> DetachedSignature {
    let key = secret(by);
    let config = subpackets(&key, &[], more);
    DetachedSignature::sign_binary_data_with_subpackets(
        StdRng::from_entropy(),
        &key.primary_key,
        &Password::empty(),
        hash,
        crlf(signed).as_bytes(),
        config,
    )
    .unwrap()
}

/// multipart/signed as RFC 3156 has it, armored.
pub(crate) fn multipart_signed(entity: &str, signature: &DetachedSignature) -> String {
    let armored = signature.to_armored_string(ArmorOptions::default()).unwrap();
    format!(
        "Content-Type: multipart/signed; protocol=\"application/pgp-signature\"; boundary=s\n\n\
         --s\n{entity}\n--s\nContent-Type: application/pgp-signature\n\n{armored}\n--s--\n"
    )
}

/// The session keys of a message as they are, and the ciphertext behind them.
pub(crate) fn taken_apart(message: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let (mut keys, mut ciphertext) = (Vec::new(), Vec::new());
    for packet in PacketParser::new(message).map(Result::unwrap) {
        match packet {
            Packet::SymEncryptedProtectedData(data) => ciphertext = data.data().to_vec(),
            other => other.to_writer(&mut keys).unwrap(),
        }
    }
    assert!(!keys.is_empty() && !ciphertext.is_empty());
    (keys, ciphertext)
}

/// A packet with this body.
pub(crate) fn packet(tag: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap().to_be_bytes();
    [&[0xc0 | tag, 255], length.as_slice(), body].concat()
}
