//! People with keys, the example bundle, and short forms of the two spines.

use rand::SeedableRng;
use rand::rngs::StdRng;
use zegel::address::Address;
use zegel::bundle::Bundle;
use zegel::compose::DraftInput;
use zegel::contents::{Eyes, Looked};
use zegel::error::Error;
use zegel::open::Opened;
use zegel::protect::{Means, Postings};
use zegel::seal::{Certificate, Found, KeyKind, NewKey, OwnKey, make_key};
use zegel::time::Instant;

/// Somebody with a key.
pub(crate) struct Person {
    /// The unlocked key.
    pub(crate) key: OwnKey,
    /// The address.
    pub(crate) address: Address,
    /// The certificate as a file.
    pub(crate) certificate: Vec<u8>,
}

impl Person {
    pub(crate) fn new(name: &str, address: &str, kind: KeyKind) -> Self {
        let born = Instant::from_seconds(now().seconds() - 86_400);
        let wish = NewKey { name, addresses: &[address], kind, post_quantum: false, valid_days: None };
        let key = make_key(&wish, born, &mut StdRng::from_entropy()).unwrap();
        let key = OwnKey::read(&key.to_bytes().unwrap(), None, now()).unwrap();
        let certificate = key.view().unwrap().certificate;
        Self { key, address: Address::parse(address).unwrap(), certificate }
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
    seal(&bundle(), input, contents, from, &own_addresses(known))
}

/// Seals by rules of the test's own.
pub(crate) fn protect_by(
    rules: &Bundle,
    input: DraftInput,
    contents: &[&[u8]],
    from: &Person,
    known: &[&Person],
) -> Result<Postings, Error> {
    seal(rules, input, contents, from, &own_addresses(known))
}

/// Seals with certificates that were found for other addresses than they were made for.
pub(crate) fn protect_found(input: DraftInput, from: &Person, known: &[(&str, &Person)]) -> Result<Postings, Error> {
    seal(&bundle(), input, &[], from, &found(known))
}

pub(crate) fn open(bytes: &[u8], reader: &Person, known: &[&Person]) -> Opened {
    read(bytes, reader, &own_addresses(known))
}

/// Opens with certificates that were found for other addresses than they were made for.
pub(crate) fn open_found(bytes: &[u8], reader: &Person, known: &[(&str, &Person)]) -> Opened {
    read(bytes, reader, &found(known))
}

/// A UUID for the act of labelling.
pub(crate) const ACTION: &str = "1b5e7f90-2a3b-4c5d-8e6f-708192a3b4c5";

fn seal(
    rules: &Bundle,
    input: DraftInput,
    contents: &[&[u8]],
    from: &Person,
    certificates: &[Found],
) -> Result<Postings, Error> {
    let read: Vec<u64> = contents.iter().map(|bytes| bytes.len() as u64).collect();
    let means =
        Means { contents, read: &read, action: ACTION, certificates, own: Some(&from.key), letters: None, now: now() };
    let looked = looked(rules, &input, contents);
    let looked: Vec<_> = looked.iter().map(Some).collect();
    let sent = zegel::protect::protect(rules, input, &looked, &means, &mut StdRng::from_entropy(), &mut |_, _, _| {});
    sent.map(|(postings, _)| postings)
}

/// What stands in a draft's attachments.
pub(crate) fn looked(bundle: &Bundle, input: &DraftInput, contents: &[&[u8]]) -> Vec<Looked> {
    let files = input.attachments.iter().zip(contents);
    let inspected = files.map(|(file, bytes)| zegel::contents::inspect(&file.name, &file.media_type, bytes));
    let eyes = Eyes::of(bundle);
    inspected.map(|inspection| eyes.look_into(inspection)).collect()
}

fn read(bytes: &[u8], reader: &Person, certificates: &[Found]) -> Opened {
    let secret = reader.key.to_bytes().unwrap();
    let keys = [OwnKey::read(&secret, None, now()).unwrap()];
    let bundle = bundle();
    let site = Some(bundle.organisation().id.as_str());
    let means = zegel::open::Means { keys: &keys, certificates, site, now: now() };
    zegel::open::open(bytes, &means, &mut |_, _, _| {}).unwrap()
}

fn own_addresses(people: &[&Person]) -> Vec<Found> {
    people.iter().map(|person| entry(person.address.clone(), person)).collect()
}

fn found(people: &[(&str, &Person)]) -> Vec<Found> {
    people.iter().map(|(address, person)| entry(Address::parse(address).unwrap(), person)).collect()
}

fn entry(address: Address, person: &Person) -> Found {
    Found { address, certificate: Certificate::read_all(&person.certificate, now()).unwrap().remove(0) }
}
