//! Messages put together packet by packet, as no program makes them: does the reader of letters take what the standard allows,
//! and nothing else?

use crate::lean::{certificate, soon};
use pgp::composed::{KeyType, MessageBuilder, SecretKeyParamsBuilder, SignedSecretKey, SubpacketConfig};
use pgp::crypto::hash::HashAlgorithm;
use pgp::crypto::public_key::PublicKeyAlgorithm;
use pgp::crypto::sym::SymmetricKeyAlgorithm;
use pgp::packet::{Signature, SignatureConfig, SignatureType, Subpacket, SubpacketData, SymEncryptedProtectedData};
use pgp::ser::Serialize as _;
use pgp::types::{
    Duration, Fingerprint, KeyDetails as _, KeyId, KeyVersion, Password, SigningKey as _, StringToKey, Timestamp,
};
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use zegel::address::Address;
use zegel::error::Error;
use zegel::seal::SignatureState;
use zegel::seal::lean::{self, Unlocked};

const PASSPHRASE: &str = "correct horse";
const BORN: u32 = 1_700_000_000;
const NOOR: &str = "noor@example.org";
/// What costs least.
const QUICK: StringToKey = StringToKey::IteratedAndSalted { hash_alg: HashAlgorithm::Sha256, salt: [7; 8], count: 0 };
const AES: SymmetricKeyAlgorithm = SymmetricKeyAlgorithm::AES256;

/// A packet in the newer format with a length of five octets.
pub(crate) fn packet(tag: u8, body: &[u8]) -> Vec<u8> {
    [&[0xc0 | tag, 255], u32::try_from(body.len()).unwrap().to_be_bytes().as_slice(), body].concat()
}

fn literal(data: &[u8]) -> Vec<u8> {
    [b"b\x03a.b\0\0\0\0", data].concat()
}

/// A session key packet of version 4 whose key is the passphrase's own.
fn session(s2k: &StringToKey, cipher: SymmetricKeyAlgorithm) -> Vec<u8> {
    packet(3, &[&[4, u8::from(cipher)], s2k.to_bytes().unwrap().as_slice()].concat())
}

fn data(s2k: &StringToKey, cipher: SymmetricKeyAlgorithm, passphrase: &str, content: &[u8]) -> Vec<u8> {
    let key = s2k.derive_key(passphrase.as_bytes(), cipher.key_size()).unwrap();
    let sealed = SymEncryptedProtectedData::encrypt_seipdv1(StdRng::from_entropy(), cipher, key.as_ref(), content);
    packet(18, &sealed.unwrap().to_bytes().unwrap())
}

/// Opened, with this inside the encryption.
fn inside(content: &[u8]) -> Result<Unlocked, Error> {
    open(&[session(&QUICK, AES), data(&QUICK, AES, PASSPHRASE, content)].concat())
}

fn open(message: &[u8]) -> Result<Unlocked, Error> {
    lean::open(message, PASSPHRASE, &mut |_, _| {})
}

/// What came out of it, or why nothing did.
fn payload(opened: Result<Unlocked, Error>) -> Result<Vec<u8>, Error> {
    opened.map(|opened| opened.payload)
}

fn unsupported(what: &str) -> Error {
    Error::MessageUnsupported { what: what.to_owned() }
}

#[test]
fn passphrases_are_stretched_as_the_library_does_it() {
    for hash_alg in [HashAlgorithm::Sha1, HashAlgorithm::Sha256, HashAlgorithm::Sha384, HashAlgorithm::Sha512] {
        let salt = [0xa5; 8];
        let iterated = [0, 1, 15, 16, 31, 0x37, 96];
        let all = iterated.map(|count| StringToKey::IteratedAndSalted { hash_alg, salt, count });
        for s2k in all.into_iter().chain([StringToKey::Salted { hash_alg, salt }]) {
            for cipher in [SymmetricKeyAlgorithm::AES128, AES] {
                for passphrase in ["", "a", "correct horse battery staple", &"x".repeat(9000)] {
                    let sealed = data(&s2k, cipher, passphrase, &packet(11, &literal(b"hello")));
                    let message = [session(&s2k, cipher), sealed].concat();
                    let opened = lean::open(&message, passphrase, &mut |_, _| {}).unwrap();
                    assert_eq!(opened.payload, b"hello", "{s2k:?} {cipher:?}");
                }
            }
        }
    }
}

#[test]
fn argon2_may_cost_what_a_telephone_gives_and_no_more() {
    let with = |t, p, m_enc| StringToKey::Argon2 { salt: [9; 16], t, p, m_enc };
    let refused = |s2k| open(&[session(&s2k, AES), data(&QUICK, AES, PASSPHRASE, b"")].concat()).unwrap_err();
    // Memory for each lane is eight blocks at least; all of it 256 MiB at most, and sixteen times that over all passes.
    for s2k in [with(1, 1, 3), with(1, 4, 5), with(3, 2, 10), with(2, 1, 18)] {
        let sealed = data(&s2k, AES, PASSPHRASE, &packet(11, &literal(b"hello")));
        assert_eq!(payload(open(&[session(&s2k, AES), sealed].concat())).unwrap(), b"hello", "{s2k:?}");
    }
    for s2k in [with(0, 1, 5), with(1, 0, 5), with(1, 2, 3), with(1, 5, 5), with(1, 1, 2)] {
        assert_eq!(refused(s2k.clone()), Error::MessageMalformed {}, "{s2k:?}");
    }
    for s2k in [with(1, 1, 19), with(17, 1, 18), with(255, 1, 15), with(1, 1, 31), with(1, 1, 200)] {
        assert_eq!(refused(s2k.clone()), unsupported("argon2"), "{s2k:?}");
    }
}

#[test]
fn of_several_passphrases_any_opens_and_the_reason_that_says_most_is_told() {
    let right = session(&QUICK, AES);
    let other = StringToKey::IteratedAndSalted { hash_alg: HashAlgorithm::Sha256, salt: [8; 8], count: 0 };
    let wrong = session(&other, AES);
    let bare = packet(3, &[4, 9, 0, 8]);
    let old = packet(3, &[3, 9, 0, 8]);
    let newer = packet(3, &[6, 9, 0, 8]);
    let to_key = packet(1, &[3, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0]);
    let sealed = data(&QUICK, AES, PASSPHRASE, &packet(11, &literal(b"hello")));
    let tried = |keys: &[&Vec<u8>]| {
        let keys = keys.iter().flat_map(|key| key.iter().copied());
        payload(open(&keys.chain(sealed.iter().copied()).collect::<Vec<u8>>()))
    };
    assert_eq!(tried(&[&to_key, &bare, &wrong, &right]).unwrap(), b"hello");
    // Each may take seconds: eight are tried.
    for (count, opens) in [(7, true), (8, false)] {
        let keys: Vec<_> = std::iter::repeat_n(&wrong, count).chain([&right]).collect();
        assert_eq!(tried(&keys).is_ok(), opens, "{count}");
    }
    for keys in [&[&bare, &wrong][..], &[&wrong, &bare], &[&wrong, &newer], &[&wrong]] {
        assert_eq!(tried(keys), Err(Error::PassphraseWrong {}));
    }
    for (keys, why) in [
        (&[&bare][..], unsupported("s2k")),
        (&[&old], unsupported("skesk")),
        (&[&to_key], unsupported("passphrase")),
        (&[], unsupported("passphrase")),
        (&[&newer], Error::MessageMalformed {}),
        (&[&bare, &old], unsupported("skesk")),
    ] {
        assert_eq!(tried(keys), Err(why));
    }
    // A session key with a wrong number of octets, or for a cipher unknown here, is another passphrase's.
    let key = QUICK.derive_key(PASSPHRASE.as_bytes(), 32).unwrap();
    let wrapped = |plain: &[u8]| {
        let mut octets = plain.to_vec();
        AES.encrypt_with_iv_regular(key.as_ref(), &[0; 16], &mut octets).unwrap();
        packet(3, &[&[4, 9], QUICK.to_bytes().unwrap().as_slice(), &octets].concat())
    };
    assert_eq!(tried(&[&wrapped(&[&[9], key.as_ref()].concat())]).unwrap(), b"hello");
    for plain in [[&[9], &key.as_ref()[1..]].concat(), [&[7], key.as_ref()].concat(), [&[8], key.as_ref()].concat()] {
        assert_eq!(tried(&[&wrapped(&plain)]), Err(Error::PassphraseWrong {}));
    }
    // What cannot be kept from being changed is not opened, and what is not sealed neither.
    for (tag, why) in [(9, unsupported("container")), (20, unsupported("container")), (11, Error::MessageMalformed {})]
    {
        assert_eq!(payload(open(&[right.clone(), packet(tag, b"xxxxxxxxxxxxxxxxxxxxxxxxxxxx")].concat())), Err(why));
    }
    assert_eq!(payload(open(&[right.clone(), packet(18, &[3; 60])].concat())), Err(unsupported("seipd")));
    for unsealed in [&[][..], &[0x7f], &packet(13, b"noor")] {
        assert!(open(&[&right, unsealed, &packet(18, &[1; 60])].concat()).is_err());
    }
}

#[test]
fn packets_of_both_formats_and_data_in_pieces_are_read() {
    let hello = literal(b"hello");
    let long = literal(&[b'x'; 700]);
    let size = |body: &[u8]| u16::try_from(body.len()).unwrap().to_be_bytes();
    let short = u8::try_from(hello.len()).unwrap();
    let middle = |length: usize| {
        let rest = u16::try_from(length - 192).unwrap().to_be_bytes();
        [rest[0] + 192, rest[1]]
    };
    let of = |head: &[u8], body: &[u8]| [head, body].concat();
    for (content, wanted) in [
        (of(&[0xac, short], &hello), &b"hello"[..]),
        (of(&[&[0xad], size(&hello).as_slice()].concat(), &hello), b"hello"),
        (of(&[&[0xae, 0, 0], size(&hello).as_slice()].concat(), &hello), b"hello"),
        (of(&[0xaf], &hello), b"hello"),
        (of(&[0xcb, short], &hello), b"hello"),
        (of(&[&[0xcb], middle(long.len()).as_slice()].concat(), &long), &[b'x'; 700]),
        (of(&[0xcb, 191], &literal(&[b'x'; 182])), &[b'x'; 182]),
        (of(&[0xcb, 192, 0], &literal(&[b'x'; 183])), &[b'x'; 183]),
        (of(&[0xcb, 192, 1], &literal(&[b'x'; 184])), &[b'x'; 184]),
        (of(&[0xcb, 223, 255], &literal(&[b'x'; 8374])), &[b'x'; 8374]),
        // 512, 1, 2 and the rest; the last piece may have nothing in it.
        (
            [
                &[0xcb, 0xe9],
                &long[..512],
                &[0xe0],
                &long[512..513],
                &[0xe1],
                &long[513..515],
                &middle(194),
                &long[515..],
            ]
            .concat(),
            &[b'x'; 700],
        ),
        ([&[0xcb, 0xe9], &long[..512], &[0]].concat(), &[b'x'; 503]),
    ] {
        assert!(payload(inside(&content)).as_deref() == Ok(wanted), "{:?}", &content[..4]);
    }
    for content in [
        // The first octet of no packet; longer than what is there; of unknown length, in pieces, or a first one that is too short, where none may be.
        of(&[0x2c, short], &hello),
        of(&[0xcb, short + 1], &hello),
        of(&[0x8b], &hello),
        [&[0xc2, 0xe9], &long[..512], &[0]].concat(),
        [&[0xcb, 0xe8], &long[..256], &[0]].concat(),
        [&[0xcb, 0xe9], &long[..512]].concat(),
        Vec::new(),
    ] {
        assert_eq!(payload(inside(&content)), Err(Error::MessageMalformed {}), "{:?}", content.get(..4));
    }
    let markers = |count| [b"\xca\x03PGP".repeat(count), packet(11, &hello)].concat();
    assert_eq!(payload(inside(&markers(4095))).unwrap(), b"hello");
    assert_eq!(payload(inside(&markers(4096))), Err(Error::MessageMalformed {}));
}

#[test]
fn what_stands_inside_has_the_order_of_the_standard() {
    let hello = packet(11, &literal(b"hello"));
    let packed = |inner: &[u8]| packet(8, &[&[0], inner].concat());
    let signature = packet(2, &[3; 20]);
    let one_pass = packet(4, &[3, 0, 8, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    let all = |parts: &[&[u8]]| parts.concat();
    for content in [
        hello.clone(),
        // Markers, padding and packets that may be passed over say nothing.
        all(&[b"\xca\x03PGP", &packet(40, b"?"), &hello, &packet(63, b"?"), &packet(21, b"??")]),
        packed(&hello),
        packed(&packed(&hello)),
        all(&[&packet(21, b"?"), &packed(&hello)]),
        all(&[&signature, &hello]),
        all(&[&signature, &signature, &hello]),
        all(&[&one_pass, &hello, &signature]),
        all(&[&one_pass, &one_pass, &hello, &signature, &signature]),
        packed(&all(&[&one_pass, &hello, &signature])),
    ] {
        assert_eq!(payload(inside(&content)).as_deref(), Ok(&b"hello"[..]), "{content:?}");
    }
    for content in [
        packed(&packed(&packed(&hello))),
        all(&[&packed(&hello), &hello]),
        all(&[&hello, &hello]),
        all(&[&one_pass, &hello]),
        all(&[&hello, &signature]),
        all(&[&one_pass, &hello, &signature, &signature]),
        all(&[&hello, &one_pass, &signature]),
        all(&[&packet(39, b"?"), &hello]),
        all(&[&packet(13, b"noor"), &hello]),
        all(&[&one_pass, &signature]),
        packet(8, &[]),
        packet(11, b"b\x05a.b"),
        packet(11, b"b\0\0\0\0"),
    ] {
        assert_eq!(payload(inside(&content)), Err(Error::MessageMalformed {}), "{content:?}");
    }
    assert_eq!(payload(inside(&packet(8, b"\x03BZh9"))), Err(unsupported("compression")));
    // Cut off, or something else altogether.
    for body in [&b"\x01\xff\xff"[..], &[1], &[2], b"\x02\x78\x9c\x03"] {
        assert_eq!(payload(inside(&packet(8, body))), Err(Error::MessageMalformed {}), "{body:?}");
    }
}

fn key(key_type: KeyType) -> SignedSecretKey {
    let mut params = SecretKeyParamsBuilder::default();
    params.key_type(key_type).created_at(Timestamp::from_secs(BORN)).can_certify(true).can_sign(true);
    params.primary_user_id(format!("Noor <{NOOR}>"));
    params.build().unwrap().generate(StdRng::from_entropy()).unwrap()
}

fn state(opened: &Unlocked, certificate: &[u8]) -> SignatureState {
    opened.signature(certificate, Some(&Address::parse(NOOR).unwrap()), soon()).state
}

/// A signature packet over `text`, with these subpackets.
fn signed(key: &SignedSecretKey, kind: SignatureType, text: &[u8], says: Vec<SubpacketData>) -> Vec<u8> {
    with_subpackets(key, kind, text, says.into_iter().map(|one| Subpacket::regular(one).unwrap()).collect())
}

fn with_subpackets(key: &SignedSecretKey, kind: SignatureType, text: &[u8], says: Vec<Subpacket>) -> Vec<u8> {
    let mut config = SignatureConfig::v4(kind, key.algorithm(), HashAlgorithm::Sha256);
    config.hashed_subpackets = says;
    // By hand: the library makes no standalone ones over a text, and has its own idea of line ends.
    let mut hasher = HashAlgorithm::Sha256.new_hasher().unwrap();
    hasher.update(text);
    let length = config.hash_signature_data(&mut hasher).unwrap();
    hasher.update(&config.trailer(length).unwrap());
    let hash = hasher.finalize();
    let value = key.primary_key.sign(&Password::empty(), HashAlgorithm::Sha256, &hash).unwrap();
    packet(2, &Signature::from_config(config, [hash[0], hash[1]], value).unwrap().to_bytes().unwrap())
}

fn made(seconds: i64) -> SubpacketData {
    SubpacketData::SignatureCreationTime(Timestamp::from_secs(u32::try_from(seconds).unwrap()))
}

#[test]
fn signatures_count_by_whom_they_name_and_when_and_for_whom() {
    use SignatureState::{Invalid, NotIntendedForYou, UnknownKey, Valid};
    let key = key(KeyType::Ed25519);
    let file = certificate(&key);
    let now = soon().seconds();
    let judged = |says: Vec<SubpacketData>| {
        let content = [signed(&key, SignatureType::Binary, b"hello", says), packet(11, &literal(b"hello"))].concat();
        state(&inside(&content).unwrap(), &file)
    };
    let (own, id) = (SubpacketData::IssuerFingerprint(key.fingerprint()), key.legacy_key_id());
    let other = Fingerprint::V4([1; 20]);
    for (says, wanted) in [
        (vec![own.clone()], Valid),
        (vec![SubpacketData::IssuerKeyId(id)], Valid),
        // One that names nobody is tried with every key; one that names somebody else is not.
        (vec![], Valid),
        (vec![SubpacketData::IssuerKeyId(KeyId::new([1; 8]))], UnknownKey),
        (vec![SubpacketData::IssuerFingerprint(other.clone())], UnknownKey),
        (vec![SubpacketData::IssuerFingerprint(other.clone()), SubpacketData::IssuerKeyId(id)], UnknownKey),
        (vec![SubpacketData::IssuerFingerprint(other.clone()), own.clone()], Valid),
        (vec![own.clone(), SubpacketData::IntendedRecipientFingerprint(other)], NotIntendedForYou),
        (vec![own.clone(), SubpacketData::SignatureExpirationTime(Duration::from_secs(100))], Valid),
        (vec![own.clone(), SubpacketData::SignatureExpirationTime(Duration::from_secs(5))], Invalid),
    ] {
        assert_eq!(judged([vec![made(now - 5)], says.clone()].concat()), wanted, "{says:?}");
    }
    // A clock may be ten minutes behind; a key signs nothing before it is made.
    let born = i64::from(BORN);
    for (seconds, wanted) in [(now + 600, Valid), (now + 601, Invalid), (born - 600, Valid), (born - 601, Invalid)] {
        assert_eq!(judged(vec![made(seconds), own.clone()]), wanted, "{}", seconds - now);
    }
    // Without a date it is as old as can be.
    assert_eq!(judged(vec![own]), Invalid);
}

#[test]
fn what_a_signature_says_beside_is_read_to_its_end_within_bounds() {
    let key = key(KeyType::Ed25519);
    let file = certificate(&key);
    let judged = |says: Vec<Subpacket>| {
        let signature = with_subpackets(&key, SignatureType::Binary, b"hello", says);
        state(&inside(&[signature, packet(11, &literal(b"hello"))].concat()).unwrap(), &file)
    };
    let regular = |one| Subpacket::regular(one).unwrap();
    let usual = || [made(soon().seconds() - 5), SubpacketData::IssuerFingerprint(key.fingerprint())].map(regular);
    // Lengths of one, two and five octets stand before what counts.
    for length in [0, 189, 190, 191, 192, 446, 447, 448, 900, 8382, 8383, 9000] {
        let long = SubpacketData::Experimental(101, vec![1; length].into());
        assert_eq!(judged([vec![regular(long)], usual().to_vec()].concat()), SignatureState::Valid, "{length}");
    }
    // Two thousand and forty-eight are read; one more, and it is as good as no signature.
    for (count, wanted) in [(2046, SignatureState::Valid), (2047, SignatureState::None)] {
        let many = vec![regular(SubpacketData::Experimental(101, vec![1].into())); count];
        assert_eq!(judged([many, usual().to_vec()].concat()), wanted, "{count}");
    }
    // What is known may demand to be understood; anything else may not.
    for (says, wanted) in [
        (SubpacketData::Revocable(true), SignatureState::Valid),
        (SubpacketData::ExportableCertification(true), SignatureState::Valid),
        (SubpacketData::PreferredHashAlgorithms(vec![HashAlgorithm::Sha256].into()), SignatureState::Valid),
        (SubpacketData::PolicyURI("https://example.org/".to_owned()), SignatureState::Valid),
        (SubpacketData::SignersUserID(NOOR.into()), SignatureState::Valid),
        (SubpacketData::Experimental(101, vec![1].into()), SignatureState::Invalid),
    ] {
        let critical = Subpacket::critical(says.clone()).unwrap();
        assert_eq!(judged([vec![critical], usual().to_vec()].concat()), wanted, "{says:?}");
    }
}

#[test]
fn a_key_that_may_not_sign_has_signed_nothing() {
    for (may, wanted) in [(true, SignatureState::Valid), (false, SignatureState::Invalid)] {
        let mut params = SecretKeyParamsBuilder::default();
        params.key_type(KeyType::Ed25519).created_at(Timestamp::from_secs(BORN)).can_certify(true).can_sign(may);
        params.primary_user_id(format!("Noor <{NOOR}>"));
        let key = params.build().unwrap().generate(StdRng::from_entropy()).unwrap();
        let signature = signed(&key, SignatureType::Binary, b"hello", vec![made(soon().seconds() - 5)]);
        let content = [signature, packet(11, &literal(b"hello"))].concat();
        assert_eq!(state(&inside(&content).unwrap(), &certificate(&key)), wanted, "{may}");
    }
}

#[test]
fn a_key_of_version_6_makes_no_signatures_of_version_4() {
    let mut params = SecretKeyParamsBuilder::default();
    params.version(KeyVersion::V6).key_type(KeyType::Ed25519).created_at(Timestamp::from_secs(BORN));
    params.can_certify(true).can_sign(true).primary_user_id(format!("Noor <{NOOR}>"));
    let key = params.build().unwrap().generate(StdRng::from_entropy()).unwrap();
    let content = |signature: Vec<u8>| [signature, packet(11, &literal(b"hello"))].concat();
    let older = signed(&key, SignatureType::Binary, b"hello", vec![made(soon().seconds() - 5)]);
    assert_eq!(state(&inside(&content(older)).unwrap(), &certificate(&key)), SignatureState::Invalid);
    let mut builder = MessageBuilder::from_bytes("", b"hello".to_vec());
    builder.sign(&key.primary_key, Password::empty(), HashAlgorithm::Sha256);
    let message = builder.to_vec(StdRng::from_entropy()).unwrap();
    assert_eq!(state(&inside(&message).unwrap(), &certificate(&key)), SignatureState::Valid);
}

#[test]
fn what_is_signed_as_text_has_the_line_ends_of_mail() {
    let key = key(KeyType::Ed25519Legacy);
    let file = certificate(&key);
    let says = || vec![made(soon().seconds() - 5), SubpacketData::IssuerFingerprint(key.fingerprint())];
    for (kind, text, other, same) in [
        (SignatureType::Text, "a\r\nb\r\n", "a\nb\n", true),
        (SignatureType::Text, "a\nb", "a\r\nb", true),
        (SignatureType::Text, "a\n\n", "a\r\n\r\n", true),
        (SignatureType::Text, "a\n", "a", false),
        (SignatureType::Text, "a\rb\n", "a\r\nb\n", false),
        (SignatureType::Binary, "a\r\nb", "a\nb", false),
        (SignatureType::Standalone, "a", "a", false),
    ] {
        // Signed over the one, delivered as the other.
        let over = |text: &str| {
            if kind == SignatureType::Text { text.replace("\r\n", "\n").replace('\n', "\r\n") } else { text.to_owned() }
        };
        let signature = signed(&key, kind, over(text).as_bytes(), says());
        let judged = |text: &str| {
            state(&inside(&[signature.clone(), packet(11, &literal(text.as_bytes()))].concat()).unwrap(), &file)
        };
        assert_eq!(judged(other) == SignatureState::Valid, same, "{kind:?} {text:?} {other:?}");
        assert_eq!(judged(text) == SignatureState::Valid, kind != SignatureType::Standalone, "{kind:?} {text:?}");
    }
}

#[test]
fn of_many_signatures_the_first_are_looked_at_and_the_best_counts() {
    let (own, stranger) = (key(KeyType::Ed25519), key(KeyType::Ed25519));
    let by = |key: &SignedSecretKey| {
        signed(
            key,
            SignatureType::Binary,
            b"hello",
            vec![made(soon().seconds() - 5), SubpacketData::IssuerFingerprint(key.fingerprint())],
        )
    };
    let file = certificate(&own);
    for (strangers, wanted) in
        [(0, SignatureState::Valid), (15, SignatureState::Valid), (16, SignatureState::UnknownKey)]
    {
        let content = [by(&stranger).repeat(strangers), by(&own), packet(11, &literal(b"hello"))].concat();
        assert_eq!(state(&inside(&content).unwrap(), &file), wanted, "{strangers}");
    }
}

#[test]
fn integers_with_leading_zeros_are_as_long_as_their_curve() {
    for key_type in [KeyType::Ed25519Legacy, KeyType::ECDSA(pgp::crypto::ecc_curve::ECCCurve::P256)] {
        let key = key(key_type);
        let file = certificate(&key);
        let (mut first, mut second, mut number) = (0, 0, 0);
        while first == 0 || second == 0 {
            number += 1;
            assert!(number < 20_000);
            let text = format!("{number}");
            let mut builder = MessageBuilder::from_bytes("", text.clone().into_bytes());
            builder.sign_with_subpackets(
                &key.primary_key,
                Password::empty(),
                HashAlgorithm::Sha256,
                SubpacketConfig::UserDefined {
                    hashed: vec![Subpacket::regular(made(soon().seconds() - 5)).unwrap()],
                    unhashed: Vec::new(),
                },
            );
            let message = builder.to_vec(StdRng::from_entropy()).unwrap();
            // The two integers stand at the end.
            let value = signature_values(&message, key.algorithm());
            let short = value.map(|length| length < 32);
            if short == [false, false] {
                continue;
            }
            first += usize::from(short[0]);
            second += usize::from(short[1]);
            assert_eq!(state(&inside(&message).unwrap(), &file), SignatureState::Valid, "{value:?}");
        }
    }
}

/// How many octets each integer of the signature at the end of a message has.
fn signature_values(message: &[u8], algorithm: PublicKeyAlgorithm) -> [usize; 2] {
    assert!(matches!(algorithm, PublicKeyAlgorithm::EdDSALegacy | PublicKeyAlgorithm::ECDSA));
    let packets = pgp::packet::PacketParser::new(std::io::Cursor::new(message)).filter_map(Result::ok);
    let signature = packets.filter_map(|packet| match packet {
        pgp::packet::Packet::Signature(one) => Some(one),
        _ => None,
    });
    let last = signature.last().unwrap();
    let Some(pgp::types::SignatureBytes::Mpis(mpis)) = last.signature() else { return [0; 2] };
    [mpis[0].len(), mpis[1].len()]
}
