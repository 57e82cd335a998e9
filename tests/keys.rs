//! Are certificates and keys of other programs judged as the standard says, and are hostile ones survived?
//!
//! `keys/README.md` says of each file who made it and what is odd about it; here stands what has to come of it.

use pgp::composed::{Deserializable, SignedPublicKey, SignedSecretKey};
use pgp::crypto::hash::HashAlgorithm;
use pgp::crypto::sym::SymmetricKeyAlgorithm;
use pgp::packet::{Packet, PacketParser, PublicKeyEncryptedSessionKey};
use pgp::types::{Password, S2kParams, StringToKey};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sha1::{Digest as _, Sha1};
use sha2::{Sha256, Sha384, Sha512};
use zegel::address::Address;
use zegel::bundle::Bundle;
use zegel::compose::DraftInput;
use zegel::error::{Error, Refusal};
use zegel::protect::Means;
use zegel::seal::{Certificate, CertificateView, Found, OwnKey, Readers, Stretch, Stretched};
use zegel::time::Instant;
use zeroize::Zeroizing;

/// What a certificate is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Mail is sealed to this subkey, counted from 0 as they stand in the file.
    Sub(usize),
    /// Mail is sealed to the primary key.
    Primary,
    /// Nothing is sealed to it.
    No(Refusal),
    /// The file is no certificate.
    Malformed,
}
use Outcome::{Malformed, No, Primary, Sub};
use Refusal::{BadBinding, Expired, NoUsableSubkey, NotYetValid, Revoked, WeakAlgorithm, WrongAddress};

const LEE: &str = "lee@example.com";
/// 2030-01-01: later than any file here was made, and earlier than the one that is from the future.
const NOW: i64 = 1_893_456_000;
const PASSPHRASE: &str = "Zegel, ünïcödé & blanks ";

/// Whether the algorithms of RFC 9980 are built in.
const PQ: bool = cfg!(feature = "post-quantum");

/// With the algorithms of RFC 9980, or as whoever lacks them sees it.
const fn post_quantum(with: Outcome, without: Outcome) -> Outcome {
    if PQ { with } else { without }
}

/// File, address, seconds since 1970, outcome, and what the view says: the version, `lee` where Lee's user ID and no other
/// counts, `aead` where `SEIPDv2` is asked for, `pq` where there is an encryption key of RFC 9980. Sections are of RFC 9580
/// unless another is named.
#[rustfmt::skip]
const TABLE: &[(&str, &str, i64, Outcome, &str)] = &[
    // Algorithms (sections 9.1 and 9.5; RSA under 2048 bits, DSA and ElGamal in section 12).
    ("rsa1024.pgp", LEE, NOW, No(WeakAlgorithm), "4"),
    ("rsa2048.pgp", LEE, NOW, Sub(0), "4 lee"),
    ("rsa3072.pgp", LEE, NOW, Sub(0), "4 lee"),
    ("rsa4096.pgp", LEE, NOW, Sub(0), "4 lee"),
    ("dsa1024.pgp", LEE, NOW, No(WeakAlgorithm), "4"),
    ("dsa2048.pgp", LEE, NOW, Sub(0), "4 lee"),
    ("curve25519.pgp", LEE, NOW, Sub(0), "4 lee"),
    ("nistp256.pgp", LEE, NOW, Sub(0), "4 lee"),
    ("nistp384.pgp", LEE, NOW, Sub(0), "4 lee"),
    ("nistp521.pgp", LEE, NOW, Sub(0), "4 lee"),
    // Nobody has to know Brainpool (section 9.1), and secp256k1 is in no table: not implemented, so nothing verifies.
    ("brainpoolp256r1.pgp", LEE, NOW, No(BadBinding), "4"),
    ("brainpoolp384r1.pgp", LEE, NOW, No(BadBinding), "4"),
    ("brainpoolp512r1.pgp", LEE, NOW, No(BadBinding), "4"),
    ("secp256k1.pgp", LEE, NOW, Malformed, ""),
    ("sha1.pgp", LEE, NOW, No(WeakAlgorithm), "4"),
    // The newest statement means nothing, the one before it still does.
    ("sha1-newest.pgp", LEE, NOW, Sub(0), "4 lee"),

    // Other programs. Section 13.7: SEIPDv2 only where the Features subpacket says so.
    ("openpgpjs-v4.pgp", LEE, NOW, Sub(0), "4 lee"),
    ("openpgpjs-v4-aead.pgp", LEE, NOW, Sub(0), "4 lee aead"),
    ("openpgpjs-v6.pgp", LEE, NOW, Sub(0), "6 lee"),
    ("openpgpjs-v6-aead.pgp", LEE, NOW, Sub(0), "6 lee aead"),
    ("openpgpjs-v6-448.pgp", LEE, NOW, Sub(0), "6 lee"),
    ("sequoia-v4.pgp", LEE, NOW, Sub(1), "4 lee aead"),
    ("sequoia-v4-448.pgp", LEE, NOW, Sub(0), "4 lee aead"),
    ("sequoia-v4-p384.pgp", LEE, NOW, Sub(1), "4 lee aead"),
    ("sequoia-v4-new-25519.pgp", LEE, NOW, Sub(0), "4 lee aead"),
    ("sequoia-v6.pgp", LEE, NOW, Sub(0), "6 lee aead"),
    ("sequoia-v6-448.pgp", LEE, NOW, Sub(0), "6 lee aead"),
    ("sequoia-v6-p384.pgp", LEE, NOW, Sub(1), "6 lee aead"),
    ("sequoia-v6-new-25519.pgp", LEE, NOW, Sub(0), "6 lee aead"),
    ("proton-v4.pgp", LEE, NOW, Sub(0), "4 lee"),
    ("no-features.pgp", LEE, NOW, Sub(0), "4 lee"),
    // Section 5.2.3.32: 0x02 and 0x04 are reserved, LibrePGP's meaning of them is not ours.
    ("features-librepgp.pgp", LEE, NOW, Sub(0), "4 lee"),

    // RFC 9980: ML-KEM-768 with X25519 may stand in version 4 keys too; whoever lacks it takes the other one.
    ("proton-v4-both.pgp", LEE, NOW, post_quantum(Sub(1), Sub(0)), "4 lee pq"),
    ("proton-v6-both.pgp", LEE, NOW, post_quantum(Sub(1), Sub(0)), "6 lee pq"),
    ("proton-v6-ml-kem.pgp", LEE, NOW, post_quantum(Sub(0), No(WeakAlgorithm)), "6 lee pq"),
    ("sequoia-v4-ml-kem.pgp", LEE, NOW, post_quantum(Sub(1), No(WeakAlgorithm)), "4 lee aead pq"),
    ("sequoia-v6-ml-kem.pgp", LEE, NOW, post_quantum(Sub(1), No(WeakAlgorithm)), "6 lee aead pq"),
    // ML-DSA says who it is: without it nothing in the certificate means anything.
    ("proton-v6-pqc.pgp", LEE, NOW, post_quantum(Sub(0), No(WeakAlgorithm)), if PQ { "6 lee pq" } else { "6 aead pq" }),
    ("sequoia-v6-ml-dsa.pgp", LEE, NOW, post_quantum(Sub(1), No(WeakAlgorithm)), if PQ { "6 lee aead pq" } else { "6 aead pq" }),
    ("sequoia-v6-ml-kem-1024.pgp", LEE, NOW, post_quantum(Sub(1), No(WeakAlgorithm)), "6 lee aead pq"),

    // Time (sections 5.2.3.13 and 5.2.3.18).
    ("expired.pgp", LEE, NOW, No(Expired), "4 lee"),
    ("expired.pgp", LEE, 1_717_200_000, Sub(0), "4 lee"),
    ("expires.pgp", LEE, NOW, Sub(0), "4 lee"),
    ("expires.pgp", LEE, 2_335_608_000, No(Expired), "4 lee"),
    ("expired-subkey.pgp", LEE, NOW, No(Expired), "4 lee"),
    ("expired-subkey-and-newer.pgp", LEE, NOW, Sub(1), "4 lee"),
    ("expired-subkey-and-newer.pgp", LEE, 1_717_200_000, Sub(0), "4 lee"),
    ("openpgpjs-v6-expired.pgp", LEE, NOW, No(Expired), "6 lee aead"),
    ("openpgpjs-v6-expired.pgp", LEE, 1_704_114_000, Sub(0), "6 lee"),
    ("signature-expired.pgp", LEE, NOW, No(Expired), "4"),
    ("signature-expired.pgp", LEE, 1_704_114_000, Sub(0), "4 lee"),
    ("from-the-future.pgp", LEE, NOW, No(NotYetValid), "4"),
    ("from-the-future.pgp", LEE, 3_818_000_000, Sub(0), "4 lee"),
    ("curve25519.pgp", LEE, 1_600_000_000, No(NotYetValid), "4"),

    // Revocation (sections 5.2.1.11 to 5.2.1.13). It counts always: who has the stolen key can date a signature.
    ("revoked.pgp", LEE, NOW, No(Revoked), "4 lee"),
    ("openpgpjs-v4-revoked.pgp", LEE, NOW, No(Revoked), "4 lee"),
    ("openpgpjs-v6-revoked.pgp", LEE, NOW, No(Revoked), "6 lee aead"),
    ("openpgpjs-v6-revoked.pgp", LEE, 1_717_200_000, No(Revoked), "6 lee aead"),
    ("revoked-subkey.pgp", LEE, NOW, No(Revoked), "4 lee"),
    ("revoked-newer-subkey.pgp", LEE, NOW, Sub(0), "4 lee"),
    // Section 5.2.3.23 deprecates designated revokers: their signatures are those of anybody.
    ("designated-revoker.pgp", LEE, NOW, Sub(0), "4 lee"),
    ("designated-revoker-revoked.pgp", LEE, NOW, Sub(0), "4 lee"),

    // What a key is for (section 5.2.3.29).
    ("sign-only.pgp", LEE, NOW, No(NoUsableSubkey), "4 lee"),
    ("primary-encrypts.pgp", LEE, NOW, Primary, "4 lee"),
    ("two-subkeys.pgp", LEE, NOW, Sub(1), "4 lee"),
    ("flags-comms.pgp", LEE, NOW, Sub(0), "4 lee"),
    ("flags-storage.pgp", LEE, NOW, Sub(0), "4 lee"),
    // Nothing said: a key that can do nothing but encrypt is for that, one that could also sign may be for anything.
    ("flags-none-ecdh.pgp", LEE, NOW, Sub(0), "4 lee"),
    ("flags-none-rsa.pgp", LEE, NOW, No(NoUsableSubkey), "4 lee"),
    ("flags-zero.pgp", LEE, NOW, No(NoUsableSubkey), "4 lee"),
    // GnuPG's additional decryption subkey is never chosen in place of the owner's.
    ("flags-adsk.pgp", LEE, NOW, No(NoUsableSubkey), "4 lee"),
    // Section 5.2.1.9: a subkey that signs has to agree to being bound.
    ("good-back-signature.pgp", LEE, NOW, Sub(0), "4 lee"),
    ("bad-back-signature.pgp", LEE, NOW, No(NoUsableSubkey), "4 lee"),
    ("cycle.pgp", LEE, NOW, Sub(0), "4 lee"),
    ("cycle.pgp", "mara@example.com", NOW, Sub(0), "4"),

    // What is said besides. Section 5.2.3.7: a critical subpacket that nobody understands spoils its signature.
    ("critical-unknown.pgp", LEE, NOW, No(BadBinding), "4"),
    ("critical-experimental.pgp", LEE, NOW, No(BadBinding), "4"),
    ("critical-unknown-subkey.pgp", LEE, NOW, No(NoUsableSubkey), "4 lee"),
    ("notation.pgp", LEE, NOW, Sub(0), "4 lee"),
    ("photo.pgp", LEE, NOW, Sub(0), "4 lee"),
    ("third-party.pgp", LEE, NOW, Sub(0), "4 lee"),
    ("third-party-keyring.pgp", LEE, NOW, Sub(0), "4 lee"),
    ("third-party-keyring.pgp", "mara@example.com", NOW, Sub(0), "4"),

    // Whose it is.
    ("curve25519.pgp", "lee@example.org", NOW, No(WrongAddress), "4 lee"),
    ("no-address.pgp", LEE, NOW, No(WrongAddress), "4"),
    ("openpgpjs-v6-no-user-id.pgp", LEE, NOW, No(WrongAddress), "6"),
    ("user-ids-one-revoked.pgp", LEE, NOW, Sub(0), "4"),
    ("user-ids-one-revoked.pgp", "lee@example.test", NOW, Sub(0), "4"),
    ("user-ids-one-revoked.pgp", "lee@example.org", NOW, No(WrongAddress), "4"),
    ("user-ids-odd.pgp", LEE, NOW, Sub(0), "4"),

    // The form. Section 6.1: a checksum that is wrong is no reason to reject.
    ("armor.asc", LEE, NOW, Sub(0), "4 lee"),
    ("armor-bad-checksum.asc", LEE, NOW, Sub(0), "4 lee"),
    // A secret key is never taken for a certificate, a certificate beside one is.
    ("secret-gnupg.asc", LEE, NOW, Malformed, ""),
    ("secret-gnupg-no-primary.pgp", LEE, NOW, Malformed, ""),
    ("secret-openpgpjs-v4.asc", LEE, NOW, Malformed, ""),
    ("secret-sequoia-v6.asc", LEE, NOW, Malformed, ""),
    ("secret-mailvelope.asc", "noor@example.org", NOW, Sub(0), "4"),
    ("dsa-elgamal.pgp", LEE, NOW, No(WeakAlgorithm), "4"),
];

fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/keys/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn at(seconds: i64) -> Instant {
    Instant::from_seconds(seconds)
}

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

/// Names of the files that stand here, sorted.
fn files() -> Vec<String> {
    let folder = format!("{}/tests/keys", env!("CARGO_MANIFEST_DIR"));
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| [".pgp", ".asc", ".gpg"].iter().any(|end| name.ends_with(end)));
    names.sort();
    names
}

fn is_binary(name: &str) -> bool {
    !file(name).starts_with(b"-----")
}

/// Noor, who writes.
fn noor() -> OwnKey {
    OwnKey::read(&file("secret-gnupg.asc"), None, at(NOW)).unwrap()
}

/// The certificate in a file that counts for an address, or else the first.
fn certificate(bytes: &[u8], wanted: &Address, now: Instant) -> Result<Certificate, Error> {
    let mut all = Certificate::read_all(bytes, now)?;
    let index = all.iter().position(|one| one.belongs_to(wanted)).unwrap_or(0);
    Ok(all.swap_remove(index))
}

fn view(bytes: &[u8], wanted: &str) -> CertificateView {
    certificate(bytes, &address(wanted), at(NOW)).unwrap().view(Some(&address(wanted)))
}

/// Seals a mail and gives the keys it is encrypted to, without the sender's own.
fn sealed_to(
    own: &OwnKey,
    to: &str,
    found: &[Found],
    now: Instant,
) -> Result<Vec<PublicKeyEncryptedSessionKey>, Error> {
    let from = own.view().unwrap().address;
    let input = DraftInput {
        from: from.clone(),
        to: vec![to.to_owned()],
        subject: "Hello".to_owned(),
        text: "Hello there.\n".to_owned(),
        language: "en".to_owned(),
        date: "2030-01-01T09:15:00+01:00".to_owned(),
        message_id: "p1@example.org".to_owned(),
        protection: "encrypt".to_owned().into(),
        ..DraftInput::default()
    };
    let rules = Bundle::read(include_bytes!("../www/pages/demo/policy/example.org.json")).unwrap();
    let action = "1b5e7f90-2a3b-4c5d-8e6f-708192a3b4c5";
    let means = Means { contents: &[], read: &[], certificates: found, action, own: Some(own), letters: None, now };
    let mut rng = StdRng::seed_from_u64(7);
    let (sent, _) = zegel::protect::protect(&rules, input, &[], &means, &mut rng, &mut |_, _, _| {})?;
    let text = String::from_utf8_lossy(&sent.messages[0].bytes).into_owned();
    let armored = &text.as_bytes()[text.find("-----BEGIN PGP MESSAGE").unwrap()..];
    let packets = PacketParser::new(std::io::BufReader::new(pgp::armor::Dearmor::new(armored)));
    let own = own.view().unwrap().certificate;
    let own = SignedPublicKey::from_bytes(own.as_slice()).unwrap();
    let is_own = |one: &PublicKeyEncryptedSessionKey| own.public_subkeys.iter().any(|sub| one.match_identity(&sub.key));
    Ok(packets
        .map_while(Result::ok)
        .filter_map(|packet| match packet {
            Packet::PublicKeyEncryptedSessionKey(one) => Some(one),
            _ => None,
        })
        .filter(|one| !is_own(one))
        .collect())
}

/// Where in a certificate the key stands that a mail is encrypted to.
fn chosen(
    own: &OwnKey,
    wanted: &str,
    certificate: Certificate,
    raw: &SignedPublicKey,
    now: Instant,
) -> Result<Outcome, Error> {
    let found = [Found { address: address(wanted), certificate }];
    let keys = sealed_to(own, wanted, &found, now)?;
    assert_eq!(keys.len(), 1);
    let position = raw.public_subkeys.iter().position(|sub| keys[0].match_identity(&sub.key));
    Ok(position.map_or(Primary, Sub))
}

/// The same for an answer to a letter, for which nobody needs a key.
fn answered(bytes: &[u8], raw: &SignedPublicKey, now: Instant) -> Option<Outcome> {
    let answer = zegel::seal::lean::seal(b"x", bytes, now, &mut StdRng::seed_from_u64(8)).unwrap();
    let mut packets = PacketParser::new(std::io::BufReader::new(pgp::armor::Dearmor::new(answer.as_slice())));
    let Some(Ok(Packet::PublicKeyEncryptedSessionKey(one))) = packets.next() else { return None };
    let position = raw.public_subkeys.iter().position(|sub| one.match_identity(&sub.key));
    Some(position.map_or(Primary, Sub))
}

fn raw(bytes: &[u8]) -> Vec<SignedPublicKey> {
    if bytes.starts_with(b"-----") {
        SignedPublicKey::from_armor_many(bytes).unwrap().0.filter_map(Result::ok).collect()
    } else {
        SignedPublicKey::from_bytes_many(bytes).unwrap().filter_map(Result::ok).collect()
    }
}

#[test]
fn every_certificate_is_judged_as_the_table_says() {
    let noor = noor();
    let mut wrong = Vec::new();
    for (name, wanted, seconds, outcome, words) in TABLE {
        let (bytes, now, wanted_address) = (file(name), at(*seconds), address(wanted));
        let (seen, said) = match certificate(&bytes, &wanted_address, now) {
            Err(error) => {
                assert_eq!(error, Error::CertificateMalformed {}, "{name}");
                (Malformed, String::new())
            }
            Ok(certificate) => {
                let view = certificate.view(Some(&wanted_address));
                assert_eq!(view.usable, view.reason.is_none(), "{name}");
                let mut said = view.version.to_string();
                for (holds, word) in [
                    (view.user_ids == ["Lee Chen <lee@example.com>"], " lee"),
                    (view.seipd_v2, " aead"),
                    (view.post_quantum, " pq"),
                ] {
                    if holds {
                        said.push_str(word);
                    }
                }
                let parsed = raw(&bytes);
                let parsed = parsed.iter().find(|key| {
                    use pgp::types::KeyDetails as _;
                    format!("{:X}", key.fingerprint()) == view.fingerprint
                });
                // Noor's own key is of version 4 and was made in 2024: what she cannot write to, or then, is for the letters' reader.
                let sealed = if seconds < &NOW || wanted == &"noor@example.org" {
                    None
                } else {
                    Some(chosen(&noor, wanted, certificate, parsed.unwrap(), now))
                };
                let seen = match (view.reason, sealed) {
                    (None, Some(sealed)) => sealed.unwrap(),
                    (None, None) => answered(&bytes, parsed.unwrap(), now).unwrap(),
                    (Some(reason), None) => No(reason),
                    (Some(reason), Some(sealed)) => {
                        // The chooser and the view are of one opinion.
                        let address = (*wanted).to_owned();
                        let claimed = !matches!(reason, WrongAddress);
                        let expected = if claimed {
                            Error::RecipientCertificateUnusable { address, reason }
                        } else {
                            Error::RecipientWithoutCertificate { address }
                        };
                        assert_eq!(sealed, Err(expected), "{name}");
                        No(reason)
                    }
                };
                (seen, said)
            }
        };
        if (seen, said.as_str()) != (*outcome, *words) {
            wrong.push(format!("{name} for {wanted} at {seconds}: {seen:?} {said:?}, not {outcome:?} {words:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A packet: its type and what is in it.
type Parts = Vec<(u8, Vec<u8>)>;

/// Takes a binary file apart (section 4.2); there are no partial lengths in keys.
fn packets(bytes: &[u8]) -> Parts {
    let mut found = Vec::new();
    let mut rest = bytes;
    while let Some((&head, after)) = rest.split_first() {
        let big = |octets: &[u8]| octets.iter().fold(0_usize, |sum, octet| sum << 8 | usize::from(*octet));
        let (tag, used, length) = if head & 0x40 == 0 {
            let octets = 1 << (head & 3);
            ((head & 0x3c) >> 2, octets, big(&after[..octets]))
        } else {
            match after[0] {
                255 => (head & 0x3f, 5, big(&after[1..5])),
                first @ 192.. => (head & 0x3f, 2, (usize::from(first) - 192) * 256 + usize::from(after[1]) + 192),
                first => (head & 0x3f, 1, usize::from(first)),
            }
        };
        found.push((tag, after[used..used + length].to_vec()));
        rest = &after[used + length..];
    }
    found
}

fn joined(parts: &[(u8, Vec<u8>)]) -> Vec<u8> {
    parts.iter().flat_map(|(tag, body)| crate::packets::packet(*tag, body)).collect()
}

fn parts(name: &str) -> Parts {
    packets(&file(name))
}

fn reason(parts: &[(u8, Vec<u8>)]) -> Option<Refusal> {
    view(&joined(parts), LEE).reason
}

#[test]
fn armor_is_read_however_it_was_sent() {
    let text = String::from_utf8(file("armor.asc")).unwrap();
    let without_checksum: String =
        text.lines().filter(|line| !line.starts_with('=')).flat_map(|line| [line, "\n"]).collect();
    let forms = [
        ("line ends of mail", text.replace('\n', "\r\n")),
        ("blank lines before and after it", format!("\n\n{text}\n\n")),
        ("headers", text.replacen("\n\n", "\nVersion: 1\nComment: Lée\n\n", 1)),
        ("no checksum", without_checksum),
        ("something after it", format!("{text}\nLee\n")),
    ];
    let fails = |form: &String| Certificate::read_all(form.as_bytes(), at(NOW)).is_err();
    let wrong: Vec<&str> = forms.iter().filter(|(_, form)| fails(form)).map(|(what, _)| *what).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn the_algorithm_is_named() {
    for (name, algorithm) in [
        ("curve25519.pgp", "Ed25519"),
        ("openpgpjs-v6.pgp", "Ed25519"),
        ("rsa3072.pgp", "RSA"),
        ("nistp256.pgp", "ECDSA"),
    ] {
        assert_eq!(view(&file(name), LEE).algorithm, algorithm, "{name}");
    }
}

#[test]
fn an_end_is_shown() {
    assert_eq!(view(&file("expires.pgp"), LEE).expires.as_deref(), Some("2043-12-27T12:00:00Z"));
    assert_eq!(view(&file("curve25519.pgp"), LEE).expires, None);
}

#[test]
fn addresses_are_found_in_odd_user_ids() {
    for (wanted, counts) in [
        (LEE, true),
        ("comment@example.com", true),
        ("quotes@example.com", true),
        ("utf8@example.com", true),
        ("ascii@xn--bcher-kva.example.com", true),
        ("upper@example.com", true),
        ("UPPER@EXAMPLE.COM", true),
        ("angles@example.com", true),
        // The last pair of angle brackets counts, as in GnuPG; nothing before it is an address.
        ("last@example.com", true),
        ("first@example.com", false),
        ("victim@example.com", true),
        ("attacker@example.test", false),
        // Two addresses in one user ID are none.
        ("a@example.com", false),
        ("b@example.com", false),
        ("chen@example.com", false),
    ] {
        let usable = view(&file("user-ids-odd.pgp"), wanted).usable;
        assert_eq!(usable, counts, "{wanted}");
    }
    assert_eq!(view(&file("user-ids-odd.pgp"), LEE).user_ids.len(), 14);
}

#[test]
fn only_user_ids_that_are_not_revoked_are_shown() {
    let shown = view(&file("user-ids-one-revoked.pgp"), LEE).user_ids;
    assert_eq!(shown, ["Lee Chen <lee@example.com>", "Lee <lee@example.test>"]);
    // The owner's photo and others' certifications are no user IDs.
    for name in ["photo.pgp", "third-party.pgp"] {
        assert_eq!(view(&file(name), LEE).user_ids, ["Lee Chen <lee@example.com>"], "{name}");
    }
}

#[test]
fn of_several_certificates_the_newest_usable_one_is_taken_whatever_their_order() {
    let noor = noor();
    let names =
        ["expired.pgp", "two-subkeys.pgp", "sequoia-v6.pgp", "rsa1024.pgp", "revoked.pgp", "third-party-keyring.pgp"];
    let found = |order: &[usize]| -> Vec<Found> {
        let all = order.iter().flat_map(|index| Certificate::read_all(&file(names[*index]), at(NOW)).unwrap());
        all.map(|certificate| Found { address: address(LEE), certificate }).collect()
    };
    // Sequoia's is the newest of them.
    let newest = raw(&file("sequoia-v6.pgp")).remove(0);
    for order in [[0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0], [2, 0, 4, 1, 5, 3]] {
        let keys = sealed_to(&noor, LEE, &found(&order), at(NOW)).unwrap();
        assert_eq!(keys.len(), 1);
        assert!(newest.public_subkeys.iter().any(|sub| keys[0].match_identity(&sub.key)));
    }
    // What was found for somebody else is no candidate; of refused ones the reason that says most is given.
    let choose =
        |found: &[Found]| Readers::choose(&address("noor@example.org"), &[&address(LEE)], found, &noor).map(|_| ());
    let mut others = found(&[1, 2]);
    for one in &mut others {
        one.address = address("mara@example.com");
    }
    assert_eq!(choose(&others), Err(Error::RecipientWithoutCertificate { address: LEE.to_owned() }));
    let unusable = |reason| Err(Error::RecipientCertificateUnusable { address: LEE.to_owned(), reason });
    assert_eq!(choose(&found(&[0])), unusable(Expired));
    assert_eq!(choose(&found(&[0, 4])), unusable(Revoked));
    assert_eq!(choose(&found(&[4, 0])), unusable(Revoked));
    assert_eq!(choose(&found(&[0, 1, 4])), Ok(()));
    assert_eq!(choose(&[]), Err(Error::RecipientWithoutCertificate { address: LEE.to_owned() }));
    // Nor is what was found for them and speaks of somebody else.
    let key = noor.view().unwrap().certificate;
    let certificate = Certificate::read_all(&key, at(NOW)).unwrap().remove(0);
    let strangers = [Found { address: address(LEE), certificate }];
    assert_eq!(choose(&strangers), Err(Error::RecipientWithoutCertificate { address: LEE.to_owned() }));
}

/// File, passphrase where one is needed, and whether the primary key is in it.
const SECRETS: &[(&str, bool, bool)] = &[
    ("secret-gnupg.asc", false, true),
    ("secret-gnupg-locked.asc", true, true),
    // GnuPG's stubs for a primary key that lies elsewhere, and for one on a card: the subkeys work.
    ("secret-gnupg-no-primary.pgp", false, false),
    ("secret-gnupg-card.pgp", false, false),
    ("secret-openpgpjs-v4.asc", true, true),
    ("secret-openpgpjs-v6-argon2.asc", true, true),
    ("secret-mailvelope.asc", true, true),
    ("secret-and-certificate.asc", false, true),
    ("secret-proton.asc", true, true),
    ("secret-proton-both.asc", true, true),
    ("secret-sequoia-v4.asc", false, true),
    ("secret-sequoia-v6.asc", false, true),
];

#[test]
fn secret_keys_come_in_and_sign() {
    for (name, locked, whole) in SECRETS {
        let bytes = file(name);
        for wrong in [None, Some(""), Some("wrong"), Some(PASSPHRASE.trim())] {
            let read = OwnKey::read(&bytes, wrong, at(NOW));
            match read {
                Ok(_) => assert!(!locked, "{name}"),
                Err(error) => assert_eq!((error, *locked), (Error::PassphraseWrong {}, true), "{name}"),
            }
        }
        let key = OwnKey::read(&bytes, Some(PASSPHRASE), at(NOW)).unwrap();
        let shown = key.view().unwrap();
        assert_eq!((shown.address.as_str(), shown.name.as_str()), ("noor@example.org", "Noor de Wit"), "{name}");
        assert_eq!(shown.post_quantum, PQ && name.contains("both"), "{name}");
        let own = certificate(&shown.certificate, &address("noor@example.org"), at(NOW)).unwrap();
        assert!(own.view(Some(&address("noor@example.org"))).usable, "{name}");
        // What is kept opens without a passphrase and is the same.
        let kept = key.to_bytes().unwrap();
        assert_eq!(OwnKey::read(&kept, None, at(NOW)).unwrap().to_bytes().unwrap(), kept, "{name}");
        // Nothing that could be unlocked stays locked, or it would be lost with the passphrase.
        let inside = SignedSecretKey::from_bytes(kept.as_slice()).unwrap();
        assert_eq!(!inside.primary_key.secret_params().is_encrypted(), *whole, "{name}");
        assert!(inside.secret_subkeys.iter().all(|sub| !sub.key.secret_params().is_encrypted()), "{name}");
        let lee = Certificate::read_all(&file("curve25519.pgp"), at(NOW)).unwrap().remove(0);
        assert_eq!(
            sealed_to(&key, LEE, &[Found { address: address(LEE), certificate: lee }], at(NOW)).unwrap().len(),
            1
        );
    }
}

/// As a browser computes it.
fn stretched(stretch: &Stretch, passphrase: &str) -> Zeroizing<Vec<u8>> {
    let octets = usize::try_from(stretch.octets).unwrap();
    let unit = [&stretch.salt, passphrase.as_bytes()].concat();
    let all: Vec<u8> = unit.iter().copied().cycle().take(octets.max(unit.len())).collect();
    let by: fn(&[u8]) -> Vec<u8> = match stretch.algorithm {
        "SHA-1" => |all| Sha1::digest(all).to_vec(),
        "SHA-256" => |all| Sha256::digest(all).to_vec(),
        "SHA-384" => |all| Sha384::digest(all).to_vec(),
        _ => |all| Sha512::digest(all).to_vec(),
    };
    Zeroizing::new(by(&all))
}

#[test]
fn a_key_opens_by_hashes_that_the_browser_made_as_it_does_without() {
    for (name, algorithm) in [
        ("secret-gnupg-locked.asc", "SHA-1"),
        ("secret-openpgpjs-v4.asc", "SHA-256"),
        ("secret-mailvelope.asc", "SHA-256"),
        ("secret-proton.asc", "SHA-256"),
    ] {
        let bytes = file(name);
        let wanted = OwnKey::stretches(&bytes);
        assert!(wanted.len() >= 2 && wanted.iter().all(|one| one.algorithm == algorithm), "{name}");
        let read = |passphrase: &str, stretched: &[Stretched]| {
            OwnKey::read_all(&bytes, Some(passphrase), stretched, at(NOW)).map(|keys| keys[0].to_bytes().unwrap())
        };
        let hashes = |passphrase| -> Vec<Stretched> {
            wanted.iter().map(|one| (one.clone(), stretched(one, passphrase))).collect()
        };
        let mut hashes_of_it = hashes(PASSPHRASE);
        let alone = read(PASSPHRASE, &[]);
        assert!(alone.is_ok(), "{name}");
        // Told what was hashed, it needs no passphrase; of half of it, the other half.
        assert_eq!(read("", &hashes_of_it), alone, "{name}");
        assert_eq!(read(PASSPHRASE, &hashes_of_it[1..]), alone, "{name}");
        assert_eq!(read("", &hashes_of_it[1..]), Err(Error::PassphraseWrong {}), "{name}");
        // What was hashed of another passphrase, or is no hash at all, opens nothing.
        assert_eq!(read(PASSPHRASE, &hashes("wrong")), Err(Error::PassphraseWrong {}), "{name}");
        hashes_of_it[0].1.truncate(7);
        assert_eq!(read(PASSPHRASE, &hashes_of_it), Err(Error::PassphraseWrong {}), "{name}");
    }
    // Locked as no program does it by itself, but any may.
    for (name, hash_alg, algorithm) in [
        ("secret-gnupg.asc", HashAlgorithm::Sha384, "SHA-384"),
        ("secret-gnupg.asc", HashAlgorithm::Sha512, "SHA-512"),
        ("secret-sequoia-v6.asc", HashAlgorithm::Sha256, "SHA-256"),
    ] {
        let open = OwnKey::read(&file(name), None, at(NOW)).unwrap().to_bytes().unwrap();
        let mut secret = SignedSecretKey::from_bytes(open.as_slice()).unwrap();
        let s2k = || S2kParams::Cfb {
            sym_alg: SymmetricKeyAlgorithm::AES256,
            s2k: StringToKey::IteratedAndSalted { hash_alg, salt: [7; 8], count: 107 },
            iv: vec![9; 16].into(),
        };
        let password = Password::from(PASSPHRASE);
        secret.primary_key.set_password_with_s2k(&password, s2k()).unwrap();
        for subkey in &mut secret.secret_subkeys {
            subkey.key.set_password_with_s2k(&password, s2k()).unwrap();
        }
        let locked = pgp::ser::Serialize::to_bytes(&secret).unwrap();
        let wanted = OwnKey::stretches(&locked);
        assert!(wanted.len() >= 2 && wanted.iter().all(|one| one.algorithm == algorithm), "{name} {algorithm}");
        // RFC 9580 section 3.7.1.3.
        assert!(wanted.iter().all(|one| one.octets == (16 + 11) << (6 + 6)), "{name} {algorithm}");
        let hashes: Vec<Stretched> = wanted.iter().map(|one| (one.clone(), stretched(one, PASSPHRASE))).collect();
        let read = OwnKey::read_all(&locked, Some(""), &hashes, at(NOW)).unwrap();
        assert_eq!(read[0].to_bytes().unwrap(), open, "{name} {algorithm}");
    }
    // Nothing to hash: not locked, locked by Argon2, or no key.
    for name in ["secret-gnupg.asc", "secret-gnupg-card.pgp", "secret-openpgpjs-v6-argon2.asc", "curve25519.pgp"] {
        assert_eq!(OwnKey::stretches(&file(name)), [], "{name}");
    }
}

#[test]
fn a_key_that_asks_for_more_memory_or_time_than_there_is_is_not_tried() {
    let (secret, _) = SignedSecretKey::from_armor_single(file("secret-openpgpjs-v6-argon2.asc").as_slice()).unwrap();
    let locked = pgp::ser::Serialize::to_bytes(&secret).unwrap();
    let places: Vec<usize> = std::iter::once(secret.primary_key.secret_params())
        .chain(secret.secret_subkeys.iter().map(|subkey| subkey.key.secret_params()))
        .map(|params| {
            let pgp::types::SecretParams::Encrypted(params) = params else { panic!("not locked") };
            let S2kParams::Aead { s2k: StringToKey::Argon2 { salt, t, p, m_enc }, .. } = params.string_to_key_params()
            else {
                panic!("not by Argon2")
            };
            let costs = [salt.as_slice(), &[*t, *p, *m_enc]].concat();
            locked.windows(costs.len()).position(|window| window == costs).unwrap() + salt.len()
        })
        .collect();
    assert!(OwnKey::read(&locked, Some(PASSPHRASE), at(NOW)).is_ok());
    for (passes, memory) in [(255, None), (0, Some(31)), (255, Some(31))] {
        for place in &places {
            let mut costly = locked.clone();
            costly[*place] = costly[*place].max(passes);
            costly[place + 2] = memory.unwrap_or(costly[place + 2]);
            let refused = OwnKey::read(&costly, Some(PASSPHRASE), at(NOW)).unwrap_err();
            assert_eq!(refused, Error::Unsupported { what: "argon2".to_owned() }, "{passes} {memory:?}");
        }
    }
}

#[test]
fn a_certificate_is_no_secret_key_and_a_secret_key_no_certificate() {
    for (name, ..) in SECRETS {
        let read = Certificate::read_all(&file(name), at(NOW)).unwrap_or_default();
        // Two have a certificate beside the key; whatever is found holds nothing secret.
        let beside = ["secret-mailvelope.asc", "secret-and-certificate.asc"].contains(name);
        assert_eq!(read.len(), usize::from(beside), "{name}");
        for one in read {
            assert_eq!(one.view(None).user_ids, ["Noor de Wit <noor@example.org>"], "{name}");
        }
    }
    for name in files().iter().filter(|name| !name.starts_with("secret-")) {
        assert_eq!(OwnKey::read(&file(name), None, at(NOW)).unwrap_err(), Error::KeyMalformed {}, "{name}");
    }
    // Secret key packets under the armor of a certificate.
    let text = String::from_utf8(file("secret-gnupg.asc")).unwrap().replace("PRIVATE", "PUBLIC");
    assert_eq!(Certificate::read_all(text.as_bytes(), at(NOW)).unwrap_err(), Error::CertificateMalformed {});
    // A certificate under the armor of a secret key.
    let text = String::from_utf8(file("armor.asc")).unwrap().replace("PUBLIC", "PRIVATE");
    assert_eq!(OwnKey::read(text.as_bytes(), None, at(NOW)).unwrap_err(), Error::KeyMalformed {});
    // Both, binary: only the certificate is one.
    let mut both = file("secret-gnupg-no-primary.pgp");
    both.extend(file("curve25519.pgp"));
    let read = Certificate::read_all(&both, at(NOW)).unwrap();
    assert!(read.iter().all(|one| one.address() == Some(LEE)));
    assert_eq!(read.len(), 1);
}

#[test]
fn a_certificate_that_is_cut_off_is_not_used() {
    for name in ["curve25519.pgp", "rsa2048.pgp", "sequoia-v6.pgp", "openpgpjs-v6.pgp", "proton-v4.pgp"] {
        let whole = file(name);
        // Sequoia's signs with its last subkey, which nothing is encrypted to.
        let end = whole.len() - if name == "sequoia-v6.pgp" { 450 } else { 0 };
        for length in (0..end).step_by(7) {
            if let Ok(all) = Certificate::read_all(&whole[..length], at(NOW)) {
                assert!(all.iter().all(|one| !one.view(Some(&address(LEE))).usable), "{name}, {length}");
            }
        }
    }
}

#[test]
fn packets_that_mean_nothing_are_passed_over() {
    let list = parts("curve25519.pgp");
    assert_eq!(list.iter().map(|(tag, _)| *tag).collect::<Vec<_>>(), [6, 13, 2, 14, 2]);
    // Section 5.8, marker; section 5.14, padding; section 4.3, private packets are not critical.
    for stranger in [(10, b"PGP".to_vec()), (21, vec![7; 50]), (60, b"anything".to_vec())] {
        for place in 0..=list.len() {
            let mut with = list.clone();
            with.insert(place, stranger.clone());
            assert_eq!(reason(&with), None, "{} at {place}", stranger.0);
        }
    }
    // Section 4.3: an unknown packet that is critical spoils the certificate it stands in.
    for place in 1..list.len() {
        let mut with = list.clone();
        with.insert(place, (30, b"anything".to_vec()));
        assert!(Certificate::read_all(&joined(&with), at(NOW)).is_err(), "at {place}");
    }
}

#[test]
fn parts_of_other_certificates_bring_nothing() {
    let (lee, other) = (parts("curve25519.pgp"), parts("rsa2048.pgp"));
    // Another's subkey, another's user ID and signature, another's primary key.
    let with = |range: std::ops::Range<usize>, from: &Parts| {
        let mut list = lee.clone();
        list.splice(range.clone(), from[range].iter().cloned());
        list
    };
    assert_eq!(reason(&with(3..5, &other)), Some(NoUsableSubkey));
    assert_eq!(reason(&with(1..3, &other)), Some(BadBinding));
    assert_eq!(reason(&with(0..1, &other)), Some(BadBinding));
    // Another's revocation revokes nothing.
    let revocation = parts("revoked.pgp")[1].clone();
    assert_eq!(revocation.0, 2);
    let mut list = lee.clone();
    list.insert(1, revocation);
    assert_eq!(reason(&list), None);
    // A signature at another place than its own says nothing there.
    let list = [lee[0].clone(), lee[4].clone(), lee[1].clone(), lee[4].clone(), lee[3].clone(), lee[2].clone()];
    assert_eq!(reason(&list), Some(BadBinding));
}

/// Looks at whatever there is to be seen of a file, well or badly formed.
fn look_at(bytes: &[u8]) {
    for one in Certificate::read_all(bytes, at(NOW)).unwrap_or_default() {
        let _ = one.view(None);
        let _ = one.view(Some(&address(LEE)));
    }
}

/// One octet or several changed, put in, or left out; or the end is missing.
fn mutated(bytes: &[u8], rng: &mut StdRng) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..rng.gen_range(1..4) {
        let place = rng.gen_range(0..bytes.len());
        match rng.gen_range(0..10) {
            0 => bytes.truncate(place + 1),
            1 => bytes.insert(place, rng.r#gen()),
            2 => drop(bytes.remove(place)),
            3 => bytes[place] = [0, 1, 0x7f, 0x80, 0xff][rng.gen_range(0..5)],
            _ => bytes[place] ^= 1 << rng.gen_range(0..8),
        }
        if bytes.is_empty() {
            break;
        }
    }
    bytes
}

#[test]
fn mutations_of_every_file_do_not_panic() {
    let mut rng = StdRng::seed_from_u64(20_300_101);
    for name in files() {
        let bytes = file(&name);
        for _ in 0..25 {
            let changed = mutated(&bytes, &mut rng);
            look_at(&changed);
            // The locked ones cost a derivation each time.
            if SECRETS.iter().any(|(secret, locked, _)| *secret == name && *locked) {
                continue;
            }
            if let Ok(key) = OwnKey::read(&changed, None, at(NOW)) {
                let _ = key.view();
            }
        }
    }
}

/// The same below the armor, and inside the packets: most changes of the text only spoil the text.
#[test]
fn mutations_inside_packets_do_not_panic() {
    let mut rng = StdRng::seed_from_u64(20_300_102);
    for name in files().iter().filter(|name| is_binary(name)) {
        let list = parts(name);
        for _ in 0..25 {
            let mut changed = list.clone();
            let place = rng.gen_range(0..changed.len());
            changed[place].1 = mutated(&changed[place].1, &mut rng);
            if rng.gen_ratio(1, 4) {
                let other = rng.gen_range(0..changed.len());
                changed.swap(place, other);
            }
            look_at(&joined(&changed));
        }
    }
}

#[test]
fn a_flooded_certificate_is_read() {
    let lee = parts("curve25519.pgp");
    let certification = parts("third-party.pgp").into_iter().rfind(|(tag, body)| *tag == 2 && body[1] == 0x10).unwrap();
    let mut list = lee.clone();
    for number in 0..5000_u32 {
        let mut one = certification.clone();
        let end = one.1.len();
        one.1[end - 4..].copy_from_slice(&number.to_be_bytes());
        list.insert(2, one);
    }
    assert_eq!(reason(&list), None);
    {
        let mut list = lee.clone();
        for place in [5, 3] {
            for number in 0..1500_u32 {
                let mut one = lee[place - 1].clone();
                let end = one.1.len();
                one.1[end - 4..].copy_from_slice(&number.to_be_bytes());
                list.insert(place, one);
            }
        }
        // Behind the genuine ones they change nothing.
        assert_eq!(reason(&list), None);
    };
    {
        let mut list = lee.clone();
        for number in 0..3000 {
            list.insert(3, (13, format!("Lee <lee{number}@example.com>").into_bytes()));
            list.insert(4, lee[2].clone());
        }
        let view = view(&joined(&list), LEE);
        assert_eq!((view.reason, view.user_ids.len()), (None, 1));
    };
    {
        let mut list = lee.clone();
        (0..1500).for_each(|_| drop(list.splice(3..3, lee[1..3].iter().cloned())));
        let view = view(&joined(&list), LEE);
        assert_eq!(view.reason, None);
        assert!(view.user_ids.len() <= 64);
    };
    {
        let mut list = lee.clone();
        (0..1500).for_each(|_| list.extend(lee[3..5].iter().cloned()));
        assert_eq!(reason(&list), None);
    };
    {
        let many = file("curve25519.pgp").repeat(2000);
        assert!(Certificate::read_all(&many, at(NOW)).unwrap().len() <= 16);
    };
    {
        let many = file("curve25519.pgp").repeat(5000);
        assert_eq!(Certificate::read_all(&many, at(NOW)).unwrap_err(), Error::CertificateMalformed {});
    };
}

/// A number as OpenPGP writes it (section 3.2).
fn number(octets: &[u8]) -> Vec<u8> {
    let bits = octets.len() * 8 - octets[0].leading_zeros() as usize;
    let mut bytes = u16::try_from(bits).unwrap().to_be_bytes().to_vec();
    bytes.extend(octets);
    bytes
}

#[test]
fn huge_numbers_are_refused() {
    let key = |algorithm: u8, numbers: &[Vec<u8>]| {
        let mut body = vec![4, 0x65, 0x92, 0, 0, algorithm];
        body.extend(numbers.iter().flat_map(|one| number(one)));
        body
    };
    let odd = |octets: usize| vec![0xff; octets];
    // RSA with 16384 and 65528 bits, and with an exponent as long as the modulus; DSA with 16384 bits.
    for (what, body) in [
        ("a modulus of 16384 bits", key(1, &[odd(2048), vec![1, 0, 1]])),
        ("a modulus of 65528 bits", key(1, &[odd(8191), vec![1, 0, 1]])),
        ("an exponent of 2048 bits", key(1, &[odd(256), odd(256)])),
        ("an exponent of 65528 bits", key(1, &[odd(256), odd(8191)])),
        ("a modulus of nothing", key(1, &[vec![0], vec![0]])),
        ("DSA with 16384 bits", key(17, &[odd(2048), odd(32), odd(2048), odd(2048)])),
        ("DSA with a zero", key(17, &[vec![0], vec![0], vec![0], vec![0]])),
    ] {
        let mut list = parts("rsa2048.pgp");
        list[0].1.clone_from(&body);
        let mut inside = parts("curve25519.pgp");
        inside[3].1 = body;
        {
            for list in [list, inside] {
                for one in Certificate::read_all(&joined(&list), at(NOW)).unwrap_or_default() {
                    assert!(!one.view(Some(&address(LEE))).usable, "{what}");
                }
            }
        };
    }
    // A number that says it is longer than the packet.
    let mut body = key(1, &[odd(256)]);
    body[6..8].copy_from_slice(&[0xff, 0xff]);
    look_at(&joined(&[(6, body)]));
}

/// Back signatures inside back signatures, as deep as a signature can hold.
#[test]
fn signatures_inside_signatures_end() {
    let list = parts("good-back-signature.pgp");
    let mut inner = list.last().unwrap().1.clone();
    while inner.len() < 60_000 {
        let mut body = vec![4, 0x18, 22, 8, 0, 0];
        let length = u32::try_from(inner.len() + 1).unwrap();
        body.extend(u16::try_from(inner.len() + 6).unwrap().to_be_bytes());
        body.push(255);
        body.extend(length.to_be_bytes());
        body.push(32);
        body.extend(&inner);
        body.extend([0, 0]);
        body.extend(number(&[1]));
        body.extend(number(&[1]));
        inner = body;
    }
    let mut deep = list.clone();
    deep.last_mut().unwrap().1 = inner;
    look_at(&joined(&deep));
}

/// Signs without a secret: what it makes is well formed, hashes right and does not verify, so that only the whole
/// calculation finds out.
#[derive(Debug)]
struct Forger(pgp::packet::PublicKey);

impl pgp::types::KeyDetails for Forger {
    fn version(&self) -> pgp::types::KeyVersion {
        self.0.version()
    }
    fn legacy_key_id(&self) -> pgp::types::KeyId {
        self.0.legacy_key_id()
    }
    fn fingerprint(&self) -> pgp::types::Fingerprint {
        self.0.fingerprint()
    }
    fn algorithm(&self) -> pgp::crypto::public_key::PublicKeyAlgorithm {
        self.0.algorithm()
    }
    fn created_at(&self) -> pgp::types::Timestamp {
        self.0.created_at()
    }
    fn legacy_v3_expiration_days(&self) -> Option<u16> {
        None
    }
    fn public_params(&self) -> &pgp::types::PublicParams {
        self.0.public_params()
    }
}

impl pgp::types::SigningKey for Forger {
    fn sign(
        &self,
        _: &pgp::types::Password,
        _: pgp::crypto::hash::HashAlgorithm,
        _: &[u8],
    ) -> pgp::errors::Result<pgp::types::SignatureBytes> {
        use pgp::ser::Serialize as _;
        use pgp::types::KeyDetails as _;
        let values = match self.0.public_params() {
            pgp::types::PublicParams::RSA(params) => vec![vec![0x55; params.write_len() - 7]],
            _ => vec![vec![0x55; 30]; 2],
        };
        let values = values.iter().map(|value| pgp::types::Mpi::from_slice(value)).collect();
        Ok(pgp::types::SignatureBytes::Mpis(values))
    }
    fn hash_alg(&self) -> pgp::crypto::hash::HashAlgorithm {
        pgp::crypto::hash::HashAlgorithm::Sha512
    }
}

/// A certificate that costs as much to judge as one can: every component has signatures that only calculation refutes.
fn costly(name: &str) -> Vec<u8> {
    use pgp::packet::{SignatureConfig, SignatureType, Subpacket, SubpacketData};
    use pgp::ser::Serialize as _;
    use pgp::types::{KeyDetails as _, Password, Tag, Timestamp};

    let list = parts(name);
    let key = raw(&joined(&list)).remove(0);
    let forger = Forger(key.primary_key.clone());
    let sub_position = list.iter().position(|(tag, _)| *tag == 14).unwrap();
    let begin = |kind: SignatureType| {
        let mut config = SignatureConfig::v4(kind, forger.0.algorithm(), pgp::crypto::hash::HashAlgorithm::Sha512);
        let says = [
            SubpacketData::SignatureCreationTime(Timestamp::from_secs(if kind == SignatureType::SubkeyBinding {
                1_704_300_000
            } else {
                1_704_200_000
            })),
            SubpacketData::IssuerFingerprint(forger.0.fingerprint()),
        ];
        config.hashed_subpackets = says.into_iter().map(|one| Subpacket::regular(one).unwrap()).collect();
        config
    };
    let packet = |signature: pgp::packet::Signature| (2, signature.to_bytes().unwrap());
    let (id, sub) = (&key.details.users[0].id, &key.public_subkeys[0].key);
    let user = begin(SignatureType::CertPositive)
        .sign_certification_third_party(&forger, &Password::empty(), &forger.0, Tag::UserId, id)
        .unwrap();
    let bound = |kind| begin(kind).sign_subkey_binding(&forger, &forger.0, &Password::empty(), sub).unwrap();
    let mut out = vec![list[0].clone()];
    for _ in 0..64 {
        out.push(list[1].clone());
        out.extend(std::iter::repeat_n(packet(user.clone()), 16));
    }
    for _ in 0..64 {
        out.push(list[sub_position].clone());
        out.extend(std::iter::repeat_n(packet(bound(SignatureType::SubkeyRevocation)), 16));
        out.extend(std::iter::repeat_n(packet(bound(SignatureType::SubkeyBinding)), 16));
    }
    joined(&out)
}

#[test]
fn signatures_that_only_calculation_refutes_come_to_an_end() {
    for name in ["curve25519.pgp", "nistp256.pgp", "dsa-elgamal.pgp"] {
        let bytes = costly(name);
        let all = Certificate::read_all(&bytes, at(NOW)).unwrap();
        assert!(!all.is_empty() && all.iter().all(|one| !one.view(Some(&address(LEE))).usable), "{name}");
    }
}

#[test]
fn a_critical_notation_that_nobody_understands_spoils_its_signature() {
    // Sections 5.2.3.7 and 5.2.3.24.
    assert_eq!(view(&file("notation-critical.pgp"), LEE).reason, Some(BadBinding));
}

#[test]
fn a_secret_key_keeps_the_subkeys_that_this_program_does_not_know() {
    let key = OwnKey::read(&file("secret-proton-both.asc"), Some(PASSPHRASE), at(NOW)).unwrap();
    let shown = key.view().unwrap();
    assert!(shown.post_quantum);
    assert_eq!(packets(&shown.certificate).iter().map(|(tag, _)| *tag).collect::<Vec<_>>(), [6, 13, 2, 14, 2, 14, 2]);
}

/// The same packet put in sixteen times.
fn flooded(list: &Parts, place: usize, packet: &(u8, Vec<u8>)) -> Parts {
    let mut list = list.clone();
    list.splice(place..place, std::iter::repeat_n(packet.clone(), 16));
    list
}

#[test]
fn a_revocation_counts_however_many_forged_ones_stand_before_it() {
    let list = parts("revoked.pgp");
    let mut forged = list[1].clone();
    *forged.1.last_mut().unwrap() ^= 1;
    assert_eq!(reason(&flooded(&list, 1, &forged)), Some(Revoked));
}

#[test]
fn a_revocation_of_a_subkey_counts_however_often_it_was_bound_before() {
    let list = parts("revoked-subkey.pgp");
    let kinds: Vec<(u8, u8)> = list.iter().map(|(tag, body)| (*tag, body[1])).collect();
    assert_eq!(kinds[4..], [(2, 0x28), (2, 0x18)]);
    assert_eq!(reason(&flooded(&list, 4, &list[5])), Some(Revoked));
}

#[test]
fn a_revocation_of_a_user_id_counts_however_often_it_was_certified_before() {
    let list = parts("user-ids-one-revoked.pgp");
    let place = list.iter().position(|(tag, body)| *tag == 13 && body.ends_with(b"<lee@example.org>")).unwrap();
    let own = list[place + 1..].iter().take_while(|(tag, _)| *tag == 2).find(|(_, body)| body[1] == 0x13).unwrap();
    let list = flooded(&list, place + 1, own);
    assert_eq!(view(&joined(&list), "lee@example.org").reason, Some(WrongAddress));
}

#[test]
fn forged_self_signatures_do_not_hide_the_genuine_one() {
    let list = parts("curve25519.pgp");
    let mut forged = list[4].clone();
    *forged.1.last_mut().unwrap() ^= 1;
    assert_eq!(reason(&flooded(&list, 4, &forged)), None);
}

#[test]
fn a_revocation_in_one_copy_of_a_certificate_counts_for_the_others() {
    let revoked = parts("revoked.pgp");
    let mut stale = revoked.clone();
    stale.remove(1);
    let found = [stale, revoked].map(|list| Found {
        address: address(LEE),
        certificate: Certificate::read_all(&joined(&list), at(NOW)).unwrap().remove(0),
    });
    let chosen = Readers::choose(&address("noor@example.org"), &[&address(LEE)], &found, &noor()).map(|_| ());
    assert_eq!(chosen, Err(Error::RecipientCertificateUnusable { address: LEE.to_owned(), reason: Revoked }));
}

#[test]
fn a_revocation_at_the_end_of_a_file_counts() {
    // What comes of it when somebody appends the revocation certificate to the file of the certificate.
    let mut list = parts("revoked.pgp");
    let revocation = list.remove(1);
    list.push(revocation);
    assert_eq!(reason(&list), Some(Revoked));
}

#[test]
fn blanks_at_line_ends_of_armor_mean_nothing() {
    // Section 6.2.
    let text = String::from_utf8(file("armor.asc")).unwrap();
    let forms = [
        ("after the first line", text.replacen('\n', "  \n", 1)),
        ("in the empty line", text.replacen("\n\n", "\n  \n", 1)),
        ("after the last line", text.trim_end().to_owned() + "  \n"),
        ("everywhere", text.replace('\n', " \n")),
    ];
    let fails = |form: &String| Certificate::read_all(form.as_bytes(), at(NOW)).is_err();
    let wrong: Vec<&str> = forms.iter().filter(|(_, form)| fails(form)).map(|(what, _)| *what).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn every_armored_certificate_of_a_text_is_read() {
    let armored = file("armor.asc");
    let count = |bytes: &[u8]| Certificate::read_all(bytes, at(NOW)).map_or(0, |all| all.len());
    assert_eq!(count(&armored), 1);
    let mut mailvelope = file("secret-mailvelope.asc");
    mailvelope.extend(&armored);
    let cases = [
        ("a secret block before it", file("secret-and-certificate.asc"), 1),
        ("two blocks", [armored.clone(), armored.clone()].concat(), 2),
        ("three blocks, one of them secret", mailvelope, 2),
        ("a line before it", [b"My key:\n\n".to_vec(), armored.clone()].concat(), 1),
        ("a byte order mark", ["\u{feff}".as_bytes().to_vec(), armored.clone()].concat(), 1),
    ];
    let wrong: Vec<&str> =
        cases.iter().filter(|(_, bytes, all)| count(bytes) != *all).map(|(what, ..)| *what).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// A packet with its length written in one of the ways of section 4.2, or the next that has room for it.
fn written(way: usize, tag: u8, body: &[u8]) -> Vec<u8> {
    let [.., high, low] = u32::try_from(body.len()).unwrap().to_be_bytes();
    let head = match (way, body.len()) {
        (0, 0..192) => vec![0xc0 | tag, low],
        (0 | 1, 192..8384) => {
            let [high, low] = u16::try_from(body.len() - 192).unwrap().to_be_bytes();
            vec![0xc0 | tag, high + 192, low]
        }
        (2, 0..256) => vec![0x80 | tag << 2, low],
        (2 | 3, _) => vec![0x81 | tag << 2, high, low],
        (4, _) => vec![0x82 | tag << 2, 0, 0, high, low],
        _ => return crate::packets::packet(tag, body),
    };
    [head.as_slice(), body].concat()
}

#[test]
fn a_revocation_behind_everything_counts_however_lengths_are_written() {
    let revocation = parts("revoked.pgp").into_iter().find(|(tag, body)| (*tag, body[1]) == (2, 0x20)).unwrap();
    let mut all: Parts = parts("revoked.pgp").into_iter().filter(|one| *one != revocation).collect();
    assert_eq!(reason(&all), None, "without it the certificate is good");
    // User IDs that nothing binds, of lengths on both sides of each bound, and somebody's own notes.
    for length in [1, 191, 192, 255, 256, 447, 448, 700, 8383, 8384] {
        all.push((13, vec![b'x'; length]));
    }
    all.push((12, vec![1, 2]));
    all.push(revocation);
    for way in 0..6 {
        let bytes: Vec<u8> = all.iter().flat_map(|(tag, body)| written(way, *tag, body)).collect();
        assert_eq!(view(&bytes, LEE).reason, Some(Revoked), "way {way}");
    }
}

#[test]
fn what_one_copy_of_an_own_key_lacks_the_other_brings() {
    let read = |bytes: &[u8]| OwnKey::read(bytes, Some(PASSPHRASE), at(NOW)).unwrap();
    let inside = |key: &OwnKey| SignedSecretKey::from_bytes(key.to_bytes().unwrap().as_slice()).unwrap();
    let whole = read(&file("secret-gnupg.asc"));
    let count = inside(&whole).secret_subkeys.len();
    let complete = |one: &OwnKey, other: &OwnKey, count: usize, what: &str| {
        let key = inside(&one.with(other, at(NOW)));
        assert!(!key.primary_key.secret_params().is_encrypted(), "{what}");
        let open = key.secret_subkeys.iter().filter(|one| !one.key.secret_params().is_encrypted());
        assert_eq!((open.count(), key.secret_subkeys.len(), key.public_subkeys.len()), (count, count, 0), "{what}");
    };
    // GnuPG's stub in the place of the primary key.
    let part = read(&file("secret-gnupg-no-primary.pgp"));
    assert_eq!(part.certificate().fingerprint(), whole.certificate().fingerprint());
    assert!(inside(&part).primary_key.secret_params().is_encrypted());
    // Only the primary key, and of the others what everybody knows.
    let mut bare = inside(&whole);
    let public = whole.view().unwrap().certificate;
    bare.public_subkeys = SignedPublicKey::from_bytes(public.as_slice()).unwrap().public_subkeys;
    bare.secret_subkeys.clear();
    let bare = read(&pgp::ser::Serialize::to_bytes(&bare).unwrap());
    assert_eq!((inside(&bare).secret_subkeys.len(), inside(&bare).public_subkeys.len()), (0, count));
    // It has a subkey besides that signs in the place of the primary key.
    let all = inside(&part).secret_subkeys.len();
    assert!(all > count);
    for (other, count, what) in [(&part, all, "without the primary key"), (&bare, count, "without subkeys")] {
        complete(other, &whole, count, what);
        complete(&whole, other, count, what);
    }
    complete(&part, &bare, all, "two halves");
    complete(&bare, &part, all, "two halves");
}

#[test]
fn trust_packets_are_passed_over() {
    // Section 5.10: they should be ignored.
    let view = view(&file("third-party-pubring.gpg"), LEE);
    assert_eq!((view.reason, view.user_ids), (None, vec!["Lee Chen <lee@example.com>".to_owned()]));
}

#[test]
fn a_certificate_that_cannot_be_read_does_not_hide_the_next() {
    let bytes = [file("secp256k1.pgp"), file("curve25519.pgp")].concat();
    assert!(view(&bytes, LEE).usable);
    let bytes = [file("curve25519.pgp"), file("secp256k1.pgp")].concat();
    assert!(view(&bytes, LEE).usable);
}
