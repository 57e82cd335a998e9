//! What must hold inside WebAssembly, whoever runs it.

#[path = "../../src/bin/boundary.rs"]
mod boundary;
#[path = "../../src/bin/plain.rs"]
mod plain;

use js_sys::{Array, Function, Object, Reflect, Uint8Array};
use rand::RngCore;
use rand::rngs::OsRng;
use wasm_bindgen::JsValue;
use zegel::address::Address;
use zegel::bundle::Bundle;
use zegel::compose::{AttachmentInput, Draft, DraftInput};
use zegel::contents::{Eyes, Inspection, Looked};
use zegel::decide::{Permit, decide};
use zegel::error::Error;
use zegel::protect::Stage;
use zegel::seal::{Certificate, EncryptionState, Found, KeyKind, NewKey, OwnKey, SignatureState, make_key};
use zegel::time::Instant;

fn now() -> Instant {
    boundary::instant(js_sys::Date::now())
}

fn property(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &JsValue::from_str(name)).unwrap()
}

fn person(address: &str, kind: KeyKind) -> (OwnKey, Vec<Found>) {
    let key = make_key(
        &NewKey { name: "Somebody", addresses: &[address], kind, post_quantum: false, valid_days: None },
        now(),
        &mut OsRng,
    )
    .unwrap();
    // The clock of the library and that of the page tick apart by less than this.
    let soon = Instant::from_seconds(now().seconds() + 5);
    let certificate = key.view().unwrap().certificate;
    let key = OwnKey::read(&key.to_bytes().unwrap(), None, soon).unwrap();
    let address = Address::parse(address).unwrap();
    let found = |certificate| Found { address: address.clone(), certificate };
    (key, Certificate::read_all(&certificate, soon).unwrap().into_iter().map(found).collect())
}

/// Seals and opens a mail with an attachment of this many random octets.
pub(crate) fn seals_and_opens(kind: KeyKind, size: usize) {
    let bundle = Bundle::read(include_bytes!("../../www/pages/demo/policy/example.org.json")).unwrap();
    let ((noor, noors), (lee, lees)) = (person("noor@example.org", kind), person("lee@example.com", kind));
    let mut contents = vec![0; size];
    OsRng.fill_bytes(&mut contents);
    let draft = DraftInput {
        from: "noor@example.org".to_owned(),
        to: vec!["lee@example.com".to_owned()],
        subject: "Größe".to_owned(),
        text: "hello".to_owned(),
        attachments: vec![AttachmentInput {
            name: "a.bin".to_owned(),
            media_type: "application/zip".to_owned(),
            size: u64::try_from(size).unwrap(),
            ..AttachmentInput::default()
        }],
        protection: Some("encrypt".to_owned()),
        date: "2026-03-02T09:15:00+01:00".to_owned(),
        message_id: "p1@example.org".to_owned(),
        ..DraftInput::default()
    };
    // Nothing can be read in random octets; reading them is another program's work.
    let looked = Eyes::of(&bundle).look_into(Inspection::default());
    let draft = answered(&bundle, draft, &looked);
    let means = zegel::protect::Means {
        contents: &[&contents],
        read: &[size as u64],
        action: "1b5e7f90-2a3b-4c5d-8e6f-708192a3b4c5",
        certificates: &lees,
        own: Some(&noor),
        letters: None,
        now: now(),
    };
    let mut reports = 0;
    // As between the two programs: the permit crosses as text.
    let written = serde_json::to_string(&draft).unwrap();
    let draft = Draft::new(draft);
    let sight = Eyes::of(&bundle).see(&bundle, &draft, &[Some(&looked)]);
    let (permit, _) = zegel::protect::permit(&bundle, draft, &sight, now()).unwrap();
    let permit = Permit::from_json(&permit.to_json(&written).unwrap()).unwrap();
    let sent = zegel::protect::seal(&permit, &means, &mut OsRng, &mut |_, _, _| reports += 1).unwrap();
    assert!(reports >= 2 + size / 1_000_000, "{reports} reports of progress");
    let means = zegel::open::Means { keys: &[lee], certificates: &noors, site: None, now: now() };
    let opened = zegel::open::open(&sent.messages[0].bytes, &means, &mut |_, _, _| {}).unwrap();
    assert_eq!(opened.encryption.state, EncryptionState::Encrypted);
    assert_eq!(opened.signature.state, SignatureState::Valid);
    assert_eq!(opened.text.as_deref(), Some("hello"));
    assert!(opened.contents[0] == contents, "the attachment came back changed");
}

/// The letter's reader opens what the library seals to a passphrase, and the library what the reader answers.
pub(crate) fn letters_open_and_are_answered(size: usize) {
    use pgp::crypto::{aead, sym::SymmetricKeyAlgorithm};
    use zegel::seal::lean;
    let (noor, noors) = person("noor@example.org", KeyKind::V4);
    let mut contents = vec![0; size];
    OsRng.fill_bytes(&mut contents);
    let aes = SymmetricKeyAlgorithm::AES256;
    let builder = pgp::composed::MessageBuilder::from_bytes("", contents.clone());
    let mut builder = builder.seipd_v2(OsRng, aes, aead::AeadAlgorithm::Gcm, aead::ChunkSize::C256KiB);
    let s2k = pgp::types::StringToKey::new_argon2(OsRng, 1, 4, 13);
    builder.encrypt_with_password(OsRng, s2k, &"correct horse".into()).unwrap();
    let opened = lean::open(&builder.to_vec(OsRng).unwrap(), "correct horse", &mut |_, _| {}).unwrap();
    assert!(opened.payload == contents, "the letter came out changed");
    let certificate = noor.view().unwrap().certificate;
    let sealed = lean::seal(b"Subject: hi\r\n\r\nhello", &certificate, now(), &mut OsRng).unwrap();
    let mail = [
        b"Content-Type: multipart/encrypted; boundary=b\r\n\r\n--b\r\nContent-Type: application/pgp-encrypted\r\n\r\n\
        Version: 1\r\n--b\r\nContent-Type: application/octet-stream\r\n\r\n"
            .as_slice(),
        &sealed,
        b"\r\n--b--\r\n",
    ]
    .concat();
    let means = zegel::open::Means { keys: &[noor], certificates: &noors, site: None, now: now() };
    let opened = zegel::open::open(&mail, &means, &mut |_, _, _| {}).unwrap();
    assert_eq!(opened.text.as_deref(), Some("hello"));
}

/// The draft with every warning accepted.
fn answered(bundle: &Bundle, mut draft: DraftInput, looked: &Looked) -> DraftInput {
    let shown = Draft::new(draft.clone());
    let decision = decide(bundle, &shown, &Eyes::of(bundle).see(bundle, &shown, &[Some(looked)]), now());
    draft.answers.acknowledged = decision.questions.into_iter().map(|question| question.key).collect();
    draft
}

/// Errors cross as `{ code, detail }`.
pub(crate) fn errors_cross_as_plain_data() {
    let thrown = boundary::thrown(&Error::RecipientWithoutCertificate { address: "lee@example.com".to_owned() });
    assert_eq!(property(&thrown, "code").as_string().as_deref(), Some("recipient-without-certificate"));
    assert_eq!(property(&property(&thrown, "detail"), "address").as_string().as_deref(), Some("lee@example.com"));
    let refused = |draft: &str| plain::draft(draft).unwrap_err().as_string().unwrap();
    let error = |field: &str| format!(r#"{{"code":"draft-malformed","detail":{{"field":"{field}"}}}}"#);
    assert_eq!(refused("{}"), error("from"), "a missing field is named");
    let whole = |more: &str, file: &str| {
        let fields =
            r#""from":"","to":[],"cc":[],"bcc":[],"subject":"","text":"","label":null,"references":[],"language":"""#;
        let answers = r#""answers":{"acknowledged":[]},"date":"","messageId":"""#;
        format!(r#"{{{fields},{answers},"attachments":[{file}]{more}}}"#)
    };
    assert!(plain::draft(&whole("", "")).is_ok());
    assert_eq!(refused(&whole(r#","protecion":"encrypt""#, "")), error("protecion"));
    let file = r#"{"name":"a.txt","type":"text/plain","size":1,"nmae":"a.txt"}"#;
    assert_eq!(refused(&whole("", file)), error("nmae"));
    assert_eq!(refused(&whole(r#","secret words nobody may see":1"#, "")), error("form"));
    assert_eq!(refused("no draft"), error("form"));
    assert_eq!(
        plain::thrown(&Error::NoRecipient {}).as_string().as_deref(),
        Some(r#"{"code":"no-recipient","detail":{}}"#)
    );
    assert_eq!(plain::json(&plain::instant(1_500.0).seconds()), "1");
}

/// Bytes and lists cross unchanged; what is no byte array counts as empty instead of ending the program.
pub(crate) fn bytes_cross_unchanged() {
    let list = Array::of2(&Uint8Array::from([0_u8, 255, 7].as_slice()).into(), &JsValue::from_str("no bytes"));
    assert_eq!(boundary::byte_arrays(&list), [vec![0, 255, 7], Vec::new()]);
    assert_eq!(Uint8Array::from(boundary::bytes_to_js(&[1, 2])).to_vec(), [1, 2]);
    let found = boundary::object("address", &JsValue::from_str("lee@example.com"));
    boundary::set(&found, "bytes", &boundary::bytes_to_js(&[5]));
    let chosen = boundary::object("address", &JsValue::from_str("mara@example.com"));
    boundary::set(&chosen, "bytes", &boundary::bytes_to_js(&[6]));
    boundary::set(&chosen, "fingerprint", &JsValue::from_str("AB"));
    let files = Array::of4(&found, &chosen, &JsValue::NULL, &boundary::bytes_to_js(&[6]));
    let read: Vec<_> = boundary::found_files(&files)
        .into_iter()
        .map(|(address, bytes, fingerprint)| (address.addr_spec(), bytes, fingerprint))
        .collect();
    let lee = ("lee@example.com".to_owned(), vec![5], None);
    assert_eq!(read, [lee, ("mara@example.com".to_owned(), vec![6], Some("AB".to_owned()))]);
    let holder = boundary::object("items", &Array::of1(&Object::new()).into());
    boundary::set_each(&holder, "items", "bytes", std::iter::once(boundary::bytes_to_js(&[9])));
    let first = Array::from(&property(&holder, "items")).get(0);
    assert_eq!(Uint8Array::from(property(&first, "bytes")).to_vec(), [9]);
    assert!(boundary::to_js(&Option::<u8>::None).is_null());
}

/// A listener that throws does not stop the work it listens to.
pub(crate) fn a_throwing_listener_is_survived() {
    boundary::report(&Function::new_no_args("throw new Error('listener')"), Stage::Sealing, 1, 2);
    assert_eq!(boundary::instant(f64::NAN).seconds(), 0);
    assert_eq!(boundary::instant(1_500.0).seconds(), 1);
}
