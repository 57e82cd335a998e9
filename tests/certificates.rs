//! Certificates put together packet by packet, as no program makes them: are they judged as the standard says, by the reader of
//! letters and by everybody else alike?

use crate::packets::packet;
use pgp::composed::{EncryptionCaps, KeyType, SecretKeyParamsBuilder, SignedSecretKey, SubkeyParamsBuilder};
use pgp::crypto::hash::HashAlgorithm;
use pgp::packet::{
    Features, KeyFlags, PacketParser, Signature, SignatureConfig, SignatureType, Subpacket, SubpacketData,
};
use pgp::packet::{Packet, PublicKeyEncryptedSessionKey, UserId};
use pgp::ser::Serialize as _;
use pgp::types::{Duration, KeyDetails as _, KeyVersion, PacketHeaderVersion, Password, PkeskVersion, Tag, Timestamp};
use proptest::prelude::*;
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use std::sync::LazyLock;
use zegel::address::Address;
use zegel::error::{Error, Refusal};
use zegel::seal::{Certificate, lean};
use zegel::time::Instant;

const BORN: u32 = 1_700_000_000;
const NOW: u32 = 1_800_000_000;
const NOOR: &str = "Noor <noor@example.org>";

/// Whose subkey (or 9, the primary key) a message would be encrypted to, and whether as `SEIPDv2`; or why not.
type Verdict = Result<(usize, bool), Refusal>;

/// A key with an encryption subkey made at each of these times; then one that signs.
fn key(version: KeyVersion, made: &[u32]) -> SignedSecretKey {
    let subkey = |key_type, at, sign, encrypt| {
        let mut subkey = SubkeyParamsBuilder::default();
        subkey.version(version).key_type(key_type).created_at(Timestamp::from_secs(at)).can_sign(sign);
        subkey.can_encrypt(encrypt).build().unwrap()
    };
    let mut subkeys: Vec<_> = made.iter().map(|at| subkey(KeyType::X25519, *at, false, EncryptionCaps::All)).collect();
    subkeys.push(subkey(KeyType::Ed25519, BORN, true, EncryptionCaps::None));
    let mut params = SecretKeyParamsBuilder::default();
    params.version(version).key_type(KeyType::Ed25519).created_at(Timestamp::from_secs(BORN));
    params.can_certify(true).can_sign(true).primary_user_id(NOOR.to_owned()).subkeys(subkeys);
    params.build().unwrap().generate(StdRng::from_entropy()).unwrap()
}

/// A signature by the key, with what it says beside when it was made and by whom.
fn config(key: &SignedSecretKey, kind: SignatureType, at: u32, says: Vec<SubpacketData>) -> SignatureConfig {
    let (algorithm, hash) = (key.primary_key.algorithm(), HashAlgorithm::Sha256);
    let mut config = match key.version() {
        KeyVersion::V6 => SignatureConfig::v6(StdRng::from_entropy(), kind, algorithm, hash).unwrap(),
        _ => SignatureConfig::v4(kind, algorithm, hash),
    };
    let usual = [
        SubpacketData::SignatureCreationTime(Timestamp::from_secs(at)),
        SubpacketData::IssuerFingerprint(key.fingerprint()),
    ];
    config.hashed_subpackets = usual.into_iter().chain(says).map(|one| Subpacket::regular(one).unwrap()).collect();
    config
}

fn flags(set: impl FnOnce(&mut KeyFlags)) -> SubpacketData {
    let mut flags = KeyFlags::default();
    set(&mut flags);
    SubpacketData::KeyFlags(flags)
}

fn features(v2: bool) -> SubpacketData {
    let mut features = Features::new();
    features.set_seipd_v1(true);
    features.set_seipd_v2(v2);
    SubpacketData::Features(features)
}

fn certifies() -> SubpacketData {
    flags(|flags| {
        flags.set_certify(true);
        flags.set_sign(true);
    })
}

fn encrypts() -> SubpacketData {
    flags(|flags| flags.set_encrypt_comms(true))
}

/// A certificate in the making: packets in the order they are added.
struct Pieces<'k> {
    key: &'k SignedSecretKey,
    bytes: Vec<u8>,
}

impl<'k> Pieces<'k> {
    fn of(key: &'k SignedSecretKey) -> Self {
        let mut pieces = Self { key, bytes: Vec::new() };
        pieces.add(6, &key.primary_key.public_key().to_bytes().unwrap());
        pieces
    }

    fn add(&mut self, tag: u8, body: &[u8]) {
        self.bytes.extend(packet(tag, body));
    }

    fn signature(mut self, signature: &Signature) -> Self {
        self.add(2, &signature.to_bytes().unwrap());
        self
    }

    fn direct(self, at: u32, says: Vec<SubpacketData>) -> Self {
        let config = config(self.key, SignatureType::Key, at, says);
        let public = self.key.primary_key.public_key();
        let made = config.sign_key(&self.key.primary_key, &Password::empty(), public).unwrap();
        self.signature(&made)
    }

    fn user(mut self, id: &str, at: u32, says: Vec<SubpacketData>) -> Self {
        let id = UserId::from_str(PacketHeaderVersion::New, id).unwrap();
        self.add(13, &id.to_bytes().unwrap());
        let made = certification(self.key, &id, config(self.key, SignatureType::CertPositive, at, says));
        self.signature(&made)
    }

    /// The subkey, with one signature of each of these kinds.
    fn subkey(mut self, place: usize, signatures: Vec<(SignatureType, u32, Vec<SubpacketData>)>) -> Self {
        let public = self.key.secret_subkeys[place].key.public_key();
        self.add(14, &public.to_bytes().unwrap());
        for (kind, at, says) in signatures {
            let config = config(self.key, kind, at, says);
            let primary = &self.key.primary_key;
            let made = config.sign_subkey_binding(primary, primary.public_key(), &Password::empty(), public).unwrap();
            self = self.signature(&made);
        }
        self
    }

    fn encrypting(self, place: usize) -> Self {
        self.subkey(place, vec![(SignatureType::SubkeyBinding, BORN, vec![encrypts()])])
    }

    /// As judged by the reader of letters and by the library's judge, which have to agree.
    fn judged(&self, at: u32) -> Verdict {
        judged(self.key, &self.bytes, at)
    }
}

fn certification(key: &SignedSecretKey, id: &UserId, config: SignatureConfig) -> Signature {
    let primary = &key.primary_key;
    config.sign_certification(primary, primary.public_key(), &Password::empty(), Tag::UserId, id).unwrap()
}

fn judged(key: &SignedSecretKey, bytes: &[u8], at: u32) -> Verdict {
    let at = Instant::from_seconds(at.into());
    let theirs = Certificate::read_all(bytes, at).unwrap().remove(0).view(None);
    let sealed = lean::seal(b"x", bytes, at, &mut StdRng::from_entropy());
    let verdict = sealed.map_err(|error| refusal(&error).unwrap()).map(|answer| {
        let mut packets = PacketParser::new(std::io::BufReader::new(pgp::armor::Dearmor::new(answer.as_slice())));
        let one = session_key(packets.next().unwrap().unwrap()).unwrap();
        let place = key.secret_subkeys.iter().position(|subkey| one.match_identity(subkey.key.public_key()));
        (place.unwrap_or(9), one.version() == PkeskVersion::V6)
    });
    let said = if theirs.usable { Ok(theirs.seipd_v2) } else { Err(theirs.reason.unwrap()) };
    assert_eq!(verdict.map(|(_, v2)| v2), said, "the two judges do not agree");
    verdict
}

fn refusal(error: &Error) -> Option<Refusal> {
    let Error::RecipientCertificateUnusable { reason, .. } = error else { return None };
    Some(*reason)
}

fn session_key(packet: Packet) -> Option<PublicKeyEncryptedSessionKey> {
    let Packet::PublicKeyEncryptedSessionKey(one) = packet else { return None };
    Some(one)
}

#[test]
fn the_newest_subkey_is_taken_wherever_it_stands() {
    for (made, newest) in [([BORN, BORN + 1], 1), ([BORN + 1, BORN], 0), ([BORN, BORN], 1)] {
        let key = key(KeyVersion::V4, &made);
        let pieces = Pieces::of(&key).user(NOOR, BORN, vec![certifies()]).encrypting(0).encrypting(1);
        assert_eq!(pieces.judged(NOW), Ok((newest, false)), "{made:?}");
    }
}

#[test]
fn of_user_ids_the_primary_one_speaks_for_the_key_and_of_equals_the_newer() {
    let key = key(KeyVersion::V4, &[BORN]);
    let other = "Noor <noor@example.com>";
    let says = |v2, primary: bool| {
        let primary = primary.then_some(SubpacketData::IsPrimary(true));
        [certifies(), features(v2)].into_iter().chain(primary).collect::<Vec<_>>()
    };
    // The age of each and whether it is primary; which of them has to be heard.
    for ((first, second), heard) in [
        (((BORN, true), (BORN + 9, false)), 0),
        (((BORN + 9, false), (BORN, true)), 1),
        (((BORN, false), (BORN + 9, false)), 1),
        (((BORN + 9, false), (BORN, false)), 0),
        (((BORN, true), (BORN + 9, true)), 1),
        // Of the same age the first.
        (((BORN, false), (BORN, false)), 0),
    ] {
        for v2 in [false, true] {
            let of = |place: usize| if place == heard { v2 } else { !v2 };
            let pieces = Pieces::of(&key)
                .user(NOOR, first.0, says(of(0), first.1))
                .user(other, second.0, says(of(1), second.1))
                .encrypting(0);
            assert_eq!(pieces.judged(NOW), Ok((0, v2)), "{first:?} {second:?}");
        }
    }
}

#[test]
fn a_direct_signature_speaks_for_a_key_of_version_6_and_of_others_where_no_user_id_does() {
    for (version, direct_counts) in [(KeyVersion::V4, false), (KeyVersion::V6, true)] {
        let key = key(version, &[BORN]);
        for direct in [false, true] {
            let begun = || Pieces::of(&key).direct(BORN, vec![certifies(), features(direct)]);
            let both = begun().user(NOOR, BORN, vec![certifies(), features(!direct)]).encrypting(0);
            assert_eq!(both.judged(NOW), Ok((0, if direct_counts { direct } else { !direct })), "{version:?}");
            assert_eq!(begun().encrypting(0).judged(NOW), Ok((0, direct)), "{version:?}");
        }
    }
}

#[test]
fn algorithms_that_are_too_weak_or_not_for_a_version_are_told_as_that() {
    let refused = |bytes: &[u8], at: u32| {
        let sealed = lean::seal(b"x", bytes, Instant::from_seconds(at.into()), &mut StdRng::from_entropy());
        refusal(&sealed.unwrap_err()).unwrap()
    };
    // Curve25519 in the encodings that are for version 4 (RFC 9580 section 9.2), in a key of version 6.
    let older = |algorithm: u8, oid: &[u8], rest: &[u8]| {
        let point = [&[1, 7, 0x40][..], &[9; 32]].concat();
        let material = [&[u8::try_from(oid.len()).unwrap()], oid, &point, rest].concat();
        let length = u32::try_from(material.len()).unwrap().to_be_bytes();
        [&[6][..], &BORN.to_be_bytes(), &[algorithm], &length, &material].concat()
    };
    let eddsa = older(22, &[0x2b, 0x06, 0x01, 0x04, 0x01, 0xda, 0x47, 0x0f, 0x01], &[]);
    let ecdh = older(18, &[0x2b, 0x06, 0x01, 0x04, 0x01, 0x97, 0x55, 0x01, 0x05, 0x01], &[3, 1, 8, 7]);
    let key = key(KeyVersion::V6, &[BORN]);
    let mut pieces = Pieces { key: &key, bytes: Vec::new() };
    pieces.add(6, &eddsa);
    assert_eq!(refused(&pieces.bytes, NOW), Refusal::Unsupported);
    let mut pieces = Pieces::of(&key).direct(BORN, vec![certifies()]);
    pieces.add(14, &ecdh);
    assert_eq!(refused(&pieces.bytes, NOW), Refusal::Unsupported);
    // Meant for this, and only too weak.
    assert_eq!(refused(include_bytes!("keys/dsa-elgamal.pgp"), 1_735_700_000), Refusal::Unsupported);
    let mut pieces = Pieces::of(&key).direct(BORN, vec![certifies()]);
    let length = 6_u32.to_be_bytes();
    pieces.add(14, &[&[6][..], &BORN.to_be_bytes(), &[16], &length, &[0, 8, 0xff, 0, 8, 0xff]].concat());
    assert_eq!(refused(&pieces.bytes, NOW), Refusal::WeakAlgorithm);
}

#[test]
fn what_no_signature_covers_says_nothing() {
    let key = key(KeyVersion::V4, &[BORN]);
    let id = UserId::from_str(PacketHeaderVersion::New, NOOR).unwrap();
    let ends = || SubpacketData::KeyExpirationTime(Duration::from_secs(1));
    for (hashed, wanted) in [(false, Ok((0, false))), (true, Err(Refusal::Expired))] {
        let mut config = config(&key, SignatureType::CertPositive, BORN, vec![certifies()]);
        let says = [features(true), ends()].map(|one| Subpacket::regular(one).unwrap());
        if hashed { &mut config.hashed_subpackets } else { &mut config.unhashed_subpackets }.extend(says);
        let mut pieces = Pieces::of(&key);
        pieces.add(13, &id.to_bytes().unwrap());
        let pieces = pieces.signature(&certification(&key, &id, config)).encrypting(0);
        assert_eq!(pieces.judged(NOW), wanted, "{hashed}");
    }
}

#[test]
fn what_is_not_looked_at_does_no_harm_and_a_file_has_a_bound() {
    let key = key(KeyVersion::V4, &[BORN]);
    let mut pieces = Pieces::of(&key).user(NOOR, BORN, vec![certifies()]);
    // A picture, with a signature; more user IDs than are looked at, and more subkeys.
    pieces.add(17, &[2, 100, 1]);
    let strange = config(&key, SignatureType::CertPositive, BORN, vec![features(true)]);
    let id = UserId::from_str(PacketHeaderVersion::New, NOOR).unwrap();
    pieces = pieces.signature(&certification(&key, &id, strange)).encrypting(0);
    assert_eq!(pieces.judged(NOW), Ok((0, false)));
    let subkey = key.secret_subkeys[1].key.public_key().to_bytes().unwrap();
    for _ in 0..70 {
        pieces.add(14, &subkey);
    }
    for number in 0..70 {
        pieces.add(13, format!("Noor <noor{number}@example.org>").as_bytes());
    }
    assert_eq!(pieces.judged(NOW), Ok((0, false)));
    let other = certification(&key, &id, config(&key, SignatureType::CertPositive, BORN, Vec::new()));
    let other = other.to_bytes().unwrap();
    let (primary, none) = (&key.primary_key, Password::empty());
    let unbound = config(&key, SignatureType::SubkeyBinding, BORN, vec![encrypts()]);
    let its = key.secret_subkeys[0].key.public_key();
    let unbound = unbound.sign_subkey_binding(primary, primary.public_key(), &none, its).unwrap().to_bytes().unwrap();
    // The sixty-fourth of each is looked at, and no more.
    for (count, users, subkeys) in
        [(63, Ok((0, false)), Ok((0, false))), (64, Err(Refusal::BadBinding), Err(Refusal::NoUsableSubkey))]
    {
        let mut late = Pieces::of(&key);
        for number in 0..count {
            late.add(13, format!("Noor <noor{number}@example.org>").as_bytes());
            // One that is for another: without any, the library passes a user ID over uncounted.
            late.add(2, &other);
        }
        assert_eq!(late.user(NOOR, BORN, vec![certifies()]).encrypting(0).judged(NOW), users, "{count}");
        let mut late = Pieces::of(&key).user(NOOR, BORN, vec![certifies()]);
        for _ in 0..count {
            late.add(14, &subkey);
            late.add(2, &unbound);
        }
        assert_eq!(late.encrypting(0).judged(NOW), subkeys, "{count}");
    }
    // Of a mebibyte it is read; of an octet more it is not.
    let sealed =
        |octets: &[u8]| lean::seal(b"x", octets, Instant::from_seconds(NOW.into()), &mut StdRng::from_entropy());
    let room = (1 << 20) - pieces.bytes.len() - 6;
    pieces.add(21, &vec![0; room]);
    assert_eq!(pieces.bytes.len(), 1 << 20);
    assert!(sealed(&pieces.bytes).is_ok());
    pieces.bytes.truncate((1 << 20) - room - 6);
    pieces.add(21, &vec![0; room + 1]);
    assert_eq!(sealed(&pieces.bytes), Err(Error::CertificateMalformed {}));
}

#[test]
fn ciphers_are_those_that_are_asked_for() {
    use pgp::crypto::aead::AeadAlgorithm::{Gcm, Ocb};
    use pgp::crypto::sym::SymmetricKeyAlgorithm::{AES128, AES192, AES256};
    let key = key(KeyVersion::V4, &[BORN]);
    let answer = |says: Vec<SubpacketData>| {
        let pieces = Pieces::of(&key).user(NOOR, BORN, [vec![certifies()], says].concat()).encrypting(0);
        let at = Instant::from_seconds(NOW.into());
        let answer = lean::seal(b"x", &pieces.bytes, at, &mut StdRng::from_entropy()).unwrap();
        let mut octets = Vec::new();
        std::io::Read::read_to_end(&mut pgp::armor::Dearmor::new(answer.as_slice()), &mut octets).unwrap();
        octets
    };
    // SEIPDv1: the cipher stands before the wrapped key, behind version, key ID, algorithm and ephemeral point.
    let of = |ciphers: &[_]| SubpacketData::PreferredSymmetricAlgorithms(ciphers.iter().copied().collect());
    for (says, cipher) in [
        (vec![], AES128),
        (vec![of(&[AES192, AES256])], AES256),
        (vec![of(&[AES192, AES128])], AES128),
        (vec![of(&[AES128]), of(&[AES256])], AES128),
    ] {
        let octets = answer(says.clone());
        assert_eq!((octets[2], octets[45]), (3, u8::from(cipher)), "{says:?}");
    }
    // SEIPDv2: cipher and mode stand behind the version, in the second packet.
    let of = |suites: &[_]| SubpacketData::PreferredAeadAlgorithms(suites.iter().copied().collect());
    for (says, suite) in [
        (vec![], (AES128, Ocb)),
        (vec![of(&[(AES128, Ocb), (AES256, Ocb), (AES256, Gcm)])], (AES256, Gcm)),
        (vec![of(&[(AES128, Gcm), (AES256, Ocb)])], (AES256, Ocb)),
        (vec![of(&[(AES128, Gcm)])], (AES128, Gcm)),
        (vec![of(&[(AES192, Gcm)])], (AES128, Ocb)),
        (vec![of(&[(AES128, Gcm)]), of(&[(AES256, Gcm)])], (AES128, Gcm)),
    ] {
        let octets = answer([vec![features(true)], says.clone()].concat());
        let next = 2 + usize::from(octets[1]);
        assert_eq!(octets[next], 0xd2);
        let head = &octets[next + if octets[next + 1] == 255 { 6 } else { 2 }..];
        assert_eq!(head[..3], [2, u8::from(suite.0), u8::from(suite.1)], "{says:?}");
    }
}

#[test]
fn what_becomes_of_a_key_that_signs_is_no_reason_that_nothing_can_be_encrypted() {
    let key = key(KeyVersion::V4, &[BORN]);
    let begun = || Pieces::of(&key).user(NOOR, BORN, vec![certifies()]);
    let signing = |kind| vec![(kind, BORN, vec![flags(|flags| flags.set_sign(true))])];
    // Not bound, for its own signature is missing; revoked.
    for kind in [SignatureType::SubkeyBinding, SignatureType::SubkeyRevocation] {
        assert_eq!(begun().subkey(1, signing(kind)).judged(NOW), Err(Refusal::NoUsableSubkey), "{kind:?}");
    }
    let revoked = begun().subkey(0, vec![(SignatureType::SubkeyRevocation, BORN, Vec::new())]);
    assert_eq!(revoked.judged(NOW), Err(Refusal::Revoked));
}

#[test]
fn times_count_to_the_second() {
    let key = key(KeyVersion::V4, &[BORN + 5000]);
    let after = |seconds| SubpacketData::KeyExpirationTime(Duration::from_secs(seconds));
    let user = |says: Vec<SubpacketData>| Pieces::of(&key).user(NOOR, BORN, [vec![certifies()], says].concat());
    let bound = |at, says: Vec<SubpacketData>| {
        let says = [vec![encrypts()], says].concat();
        user(Vec::new()).subkey(0, vec![(SignatureType::SubkeyBinding, at, says)])
    };
    // The primary key and its subkey, each by its own age.
    let primary = user(vec![after(90_000)]).encrypting(0);
    assert_eq!(primary.judged(BORN + 89_999), Ok((0, false)));
    assert_eq!(primary.judged(BORN + 90_000), Err(Refusal::Expired));
    let subkey = bound(BORN + 6000, vec![after(90_000)]);
    assert_eq!(subkey.judged(BORN + 94_999), Ok((0, false)));
    assert_eq!(subkey.judged(BORN + 95_000), Err(Refusal::Expired));
    // None at all is no end.
    assert_eq!(bound(BORN + 6000, vec![after(0)]).judged(NOW), Ok((0, false)));
    // A binding ends, too; and neither counts before its time, but for a clock that is ten minutes slow.
    let ends = |seconds| SubpacketData::SignatureExpirationTime(Duration::from_secs(seconds));
    let ending = bound(BORN + 6000, vec![ends(1000)]);
    assert_eq!(ending.judged(BORN + 6999), Ok((0, false)));
    assert_eq!(ending.judged(BORN + 7000), Err(Refusal::Expired));
    assert_eq!(bound(BORN + 6000, vec![ends(0)]).judged(NOW), Ok((0, false)));
    let late = bound(BORN + 6000, Vec::new());
    assert_eq!(late.judged(BORN + 5400), Ok((0, false)));
    assert_eq!(late.judged(BORN + 5399), Err(Refusal::NotYetValid));
    let young = bound(BORN + 1, Vec::new());
    assert_eq!(young.judged(BORN + 4400), Ok((0, false)));
    assert_eq!(young.judged(BORN + 4399), Err(Refusal::NotYetValid));
}

#[test]
fn what_a_flood_of_signatures_hides_is_not_believed() {
    let key = key(KeyVersion::V4, &[BORN]);
    let forged = |id: &str| {
        let user = UserId::from_str(PacketHeaderVersion::New, id).unwrap();
        let mut octets = certification(&key, &user, config(&key, SignatureType::CertPositive, BORN, vec![certifies()]))
            .to_bytes()
            .unwrap();
        // Its sum is right, and only calculation refutes it.
        *octets.last_mut().unwrap() ^= 1;
        octets
    };
    // Eight times 32 forged ones and the two genuine ones are more than is tried for one certificate; seven times are not.
    for (users, verdict) in [(7, Ok((0, false))), (8, Err(Refusal::NoUsableSubkey))] {
        let mut pieces = Pieces::of(&key).user(NOOR, BORN, vec![certifies()]);
        for number in 0..users {
            let id = format!("Noor <noor{number}@example.org>");
            pieces.add(13, id.as_bytes());
            let forged = forged(&id);
            for _ in 0..32 {
                pieces.add(2, &forged);
            }
        }
        assert_eq!(pieces.encrypting(0).judged(NOW), verdict, "{users}");
    }
    // Of one kind for one component 32 are tried; the genuine one is the oldest.
    for (count, verdict) in [(31, Ok((0, false))), (32, Err(Refusal::BadBinding))] {
        let id = UserId::from_str(PacketHeaderVersion::New, NOOR).unwrap();
        let mut pieces = Pieces::of(&key);
        pieces.add(13, &id.to_bytes().unwrap());
        let forged = forged(NOOR);
        for _ in 0..count {
            pieces.add(2, &forged);
        }
        let genuine = config(&key, SignatureType::CertPositive, BORN - 1, vec![certifies()]);
        let pieces = pieces.signature(&certification(&key, &id, genuine)).encrypting(0);
        assert_eq!(pieces.judged(NOW), verdict, "{count}");
    }
}

#[test]
fn a_revoked_user_id_says_nothing_and_one_made_again_does() {
    let key = key(KeyVersion::V4, &[BORN]);
    let id = UserId::from_str(PacketHeaderVersion::New, NOOR).unwrap();
    let revocation = |at| certification(&key, &id, config(&key, SignatureType::CertRevocation, at, Vec::new()));
    for (at, names) in [(BORN + 9, true), (BORN + 10, false), (BORN + 11, false)] {
        let pieces = Pieces::of(&key).user(NOOR, BORN + 10, vec![certifies()]).signature(&revocation(at)).encrypting(0);
        let now = Instant::from_seconds(NOW.into());
        let found = Certificate::read_all(&pieces.bytes, now).unwrap().remove(0);
        assert_eq!(found.belongs_to(&Address::parse("noor@example.org").unwrap()), names, "{at}");
        assert_eq!(pieces.judged(NOW).is_ok(), names, "{at}");
    }
}

#[test]
fn forged_revocations_revoke_nothing_until_they_are_a_flood() {
    let key = key(KeyVersion::V4, &[BORN]);
    let id = UserId::from_str(PacketHeaderVersion::New, NOOR).unwrap();
    let (primary, none) = (&key.primary_key, Password::empty());
    let revocation = |kind| config(&key, kind, BORN + 10, Vec::new());
    let of_key = revocation(SignatureType::KeyRevocation).sign_key(primary, &none, primary.public_key()).unwrap();
    let of_user = certification(&key, &id, revocation(SignatureType::CertRevocation));
    let subkey = key.secret_subkeys[0].key.public_key();
    let of_subkey = revocation(SignatureType::SubkeyRevocation);
    let of_subkey = of_subkey.sign_subkey_binding(primary, primary.public_key(), &none, subkey).unwrap();
    for (place, genuine, refused) in
        [(0, of_key, Refusal::Revoked), (1, of_user, Refusal::BadBinding), (2, of_subkey, Refusal::Revoked)]
    {
        let mut forged = genuine.to_bytes().unwrap();
        *forged.last_mut().unwrap() ^= 1;
        let with = |count: usize, octets: &[u8]| {
            let flood = |mut pieces: Pieces, here: usize| {
                for _ in 0..if here == place { count } else { 0 } {
                    pieces.add(2, octets);
                }
                pieces.bytes
            };
            let mut bytes = flood(Pieces::of(&key), 0);
            let user = Pieces { key: &key, bytes }.user(NOOR, BORN, vec![certifies()]);
            bytes = flood(user, 1);
            flood(Pieces { key: &key, bytes }.encrypting(0), 2)
        };
        assert_eq!(judged(&key, &with(32, &forged), NOW), Ok((0, false)), "{place}");
        assert_eq!(judged(&key, &with(33, &forged), NOW), Err(refused), "{place}");
        assert_eq!(judged(&key, &with(1, &genuine.to_bytes().unwrap()), NOW), Err(refused), "{place}");
    }
}

/// What one signature of a made-up certificate says.
#[derive(Debug, Clone)]
struct Says {
    kind: u8,
    at: u32,
    flags: Option<u8>,
    v2: Option<bool>,
    ends: Option<u32>,
    key_ends: Option<u32>,
    primary: bool,
    unknown: u8,
    weak: bool,
    forged: bool,
}

/// A made-up certificate: its own signatures, those of its user IDs and of its two subkeys that encrypt and one that signs.
#[derive(Debug, Clone)]
struct Story {
    six: bool,
    direct: Vec<Says>,
    users: Vec<(u8, Vec<Says>)>,
    subkeys: Vec<(usize, Vec<Says>)>,
    at: u32,
}

fn says() -> impl Strategy<Value = Says> {
    let time = (0_u32..12).prop_map(|step| step * 400);
    let some = proptest::option::weighted(0.2, prop_oneof![Just(0_u32), Just(400), Just(1200), Just(90_000)]);
    let rarely = || proptest::bool::weighted(0.1);
    let flags = proptest::option::weighted(
        0.8,
        prop_oneof![3 => Just(0x0f_u8), 3 => Just(0x0c), 1 => Just(0x04), 1 => Just(0x08), 1 => Just(0x03), 1 => Just(0x02), 1 => Just(0x00)],
    );
    (
        (prop_oneof![8 => Just(0_u8), 3 => Just(1), 1 => Just(2)], time, flags, proptest::option::of(any::<bool>())),
        (some.clone(), some, rarely(), prop_oneof![18 => Just(0_u8), 1 => Just(1), 1 => Just(2)], rarely(), rarely()),
    )
        .prop_map(|((kind, at, flags, v2), (ends, key_ends, primary, unknown, weak, forged))| Says {
            kind,
            at,
            flags,
            v2,
            ends,
            key_ends,
            primary,
            unknown,
            weak,
            forged,
        })
}

fn story() -> impl Strategy<Value = Story> {
    let several = |most| proptest::collection::vec(says(), 0..most);
    (
        any::<bool>(),
        several(3),
        proptest::collection::vec((0_u8..4, several(4)), 0..4),
        proptest::collection::vec((prop_oneof![3 => Just(0_usize), 3 => Just(1), 1 => Just(2)], several(4)), 0..4),
        prop_oneof![1 => 0_u32..5, 4 => 5_u32..16].prop_map(|step| BORN - 700 + step * 399),
    )
        .prop_map(|(six, direct, users, subkeys, at)| Story { six, direct, users, subkeys, at })
}

impl Says {
    fn config(&self, key: &SignedSecretKey, kinds: [SignatureType; 3]) -> SignatureConfig {
        let mut said = Vec::new();
        said.extend(self.flags.map(|bits| {
            flags(|flags| {
                flags.set_certify(bits & 1 != 0);
                flags.set_sign(bits & 2 != 0);
                flags.set_encrypt_comms(bits & 4 != 0);
                flags.set_encrypt_storage(bits & 8 != 0);
            })
        }));
        said.extend(self.v2.map(features));
        said.extend(self.ends.map(|after| SubpacketData::SignatureExpirationTime(Duration::from_secs(after))));
        said.extend(self.key_ends.map(|after| SubpacketData::KeyExpirationTime(Duration::from_secs(after))));
        said.extend(self.primary.then_some(SubpacketData::IsPrimary(true)));
        let kind = kinds[usize::from(self.kind)];
        let mut config = config(key, kind, BORN + self.at, said);
        let unknown = SubpacketData::Experimental(101, vec![1].into());
        match self.unknown {
            1 => config.hashed_subpackets.push(Subpacket::critical(unknown).unwrap()),
            2 => config.hashed_subpackets.push(Subpacket::regular(unknown).unwrap()),
            _ => {}
        }
        config
    }

    fn octets(&self, made: &Signature) -> Vec<u8> {
        let mut octets = made.to_bytes().unwrap();
        *octets.last_mut().unwrap() ^= u8::from(self.forged);
        if self.weak && octets[0] == 4 {
            octets[3] = u8::from(HashAlgorithm::Sha1);
        }
        octets
    }
}

impl Story {
    /// The packets, in their order.
    fn told(&self, key: &SignedSecretKey) -> Vec<u8> {
        let (primary, public, none) = (&key.primary_key, key.primary_key.public_key(), Password::empty());
        let mut pieces = Pieces::of(key);
        for one in &self.direct {
            let config = one.config(key, [SignatureType::Key, SignatureType::Key, SignatureType::KeyRevocation]);
            pieces.add(2, &one.octets(&config.sign_key(primary, &none, public).unwrap()));
        }
        for (name, said) in &self.users {
            let id =
                ["Noor <noor@example.org>", "noor@example.com", "Noor", "Eve <eve@example.net>"][usize::from(*name)];
            let id = UserId::from_str(PacketHeaderVersion::New, id).unwrap();
            pieces.add(13, &id.to_bytes().unwrap());
            for one in said {
                let kinds = [SignatureType::CertPositive, SignatureType::CertGeneric, SignatureType::CertRevocation];
                pieces.add(2, &one.octets(&certification(key, &id, one.config(key, kinds))));
            }
        }
        for (place, said) in &self.subkeys {
            let subkey = key.secret_subkeys[*place].key.public_key();
            pieces.add(14, &subkey.to_bytes().unwrap());
            for one in said {
                let kinds =
                    [SignatureType::SubkeyBinding, SignatureType::SubkeyBinding, SignatureType::SubkeyRevocation];
                let made = one.config(key, kinds).sign_subkey_binding(primary, public, &none, subkey).unwrap();
                pieces.add(2, &one.octets(&made));
            }
        }
        pieces.bytes
    }
}

proptest! {
    /// Whatever a certificate says of itself, both judges take it for the same.
    #[test]
    fn whatever_is_said_is_judged_alike(story in story()) {
        static KEYS: LazyLock<[SignedSecretKey; 2]> =
            LazyLock::new(|| [KeyVersion::V4, KeyVersion::V6].map(|version| key(version, &[BORN, BORN + 1200])));
        let key = &KEYS[usize::from(story.six)];
        let _ = judged(key, &story.told(key), story.at);
    }
}
