//! People with keys, the example bundle, and short forms of the two spines.

use rand::SeedableRng;
use rand::rngs::StdRng;
use zegel::bundle::Bundle;
use zegel::compose::DraftInput;
use zegel::error::Error;
use zegel::open::Opened;
use zegel::protect::{Means, Postings};
use zegel::seal::{Certificate, KeyKind, OwnKey, make_key};
use zegel::time::Instant;

/// Somebody with a key.
pub(crate) struct Person {
    /// The unlocked key.
    pub(crate) key: OwnKey,
    /// The certificate as a file.
    pub(crate) certificate: Vec<u8>,
}

impl Person {
    pub(crate) fn new(name: &str, address: &str, kind: KeyKind) -> Self {
        let born = Instant::from_seconds(now().seconds() - 86_400);
        let key = make_key(name, address, kind, born, &mut StdRng::from_entropy()).unwrap();
        let key = OwnKey::read(&key.to_bytes().unwrap(), None, now()).unwrap();
        let certificate = key.view().unwrap().certificate;
        Self { key, certificate }
    }
}

/// The real present: the library underneath dates the self-signatures of a new key by its own clock.
#[expect(clippy::disallowed_methods, reason = "a test stands outside the library")]
pub(crate) fn now() -> Instant {
    let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    Instant::from_seconds(i64::try_from(since_1970.as_secs()).unwrap())
}

pub(crate) fn bundle() -> Bundle {
    Bundle::read(include_bytes!("../../www/pages/demo/policy/example.org.json")).unwrap()
}

pub(crate) fn draft(from: &str, to: &[&str]) -> DraftInput {
    DraftInput {
        from: from.to_owned(),
        to: to.iter().map(ToString::to_string).collect(),
        subject: "Hello".to_owned(),
        text: "Hello there.\n".to_owned(),
        language: "en".to_owned(),
        date: "2026-03-02T09:15:00+01:00".to_owned(),
        message_id: "p1@example.org".to_owned(),
        ..DraftInput::default()
    }
}

pub(crate) fn protect(
    input: DraftInput,
    contents: &[&[u8]],
    from: &Person,
    known: &[&Person],
) -> Result<Postings, Error> {
    let certificates = certificates(known);
    let means = Means { contents, certificates: &certificates, own: Some(&from.key), now: now() };
    zegel::protect::protect(&bundle(), input, &means, &mut StdRng::from_entropy(), &mut |_, _, _| {})
}

pub(crate) fn open(bytes: &[u8], reader: &Person, known: &[&Person]) -> Opened {
    let certificates = certificates(known);
    let secret = reader.key.to_bytes().unwrap();
    let keys = [OwnKey::read(&secret, None, now()).unwrap()];
    let bundle = bundle();
    let means = zegel::open::Means { keys: &keys, certificates: &certificates, bundle: Some(&bundle), now: now() };
    zegel::open::open(bytes, &means, &mut |_, _, _| {}).unwrap()
}

fn certificates(people: &[&Person]) -> Vec<Certificate> {
    people.iter().flat_map(|person| Certificate::read_all(&person.certificate, now()).unwrap()).collect()
}
