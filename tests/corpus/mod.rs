//! The corpus of messages with what must be shown of each.

use serde_json::Value;
use std::fs;
use std::path::PathBuf;
use zegel::address::Address;
use zegel::open::{Means, Opened};
use zegel::seal::{Certificate, Found, OwnKey};
use zegel::time::{Instant, ZonedTime};

/// One message.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) message: Vec<u8>,
    /// Whose certificates are at hand.
    pub(crate) knows: Vec<String>,
    /// Words that must not be shown.
    pub(crate) never: Vec<String>,
    pub(crate) shows: Value,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases/messages")
}

/// After every message of the corpus was written.
pub(crate) fn now() -> Instant {
    ZonedTime::parse_iso("2026-06-01T00:00:00Z").unwrap().instant()
}

/// The key of one of the corpus's people.
pub(crate) fn key(name: &str) -> OwnKey {
    OwnKey::read(&fs::read(folder().join("keys").join(format!("{name}.asc"))).unwrap(), None, now()).unwrap()
}

/// A certificate of one of the corpus's people, found for their address.
pub(crate) fn found(name: &str) -> Found {
    let domain = match name {
        "noor" => "example.org",
        "lee" => "example.com",
        _ => "example.net",
    };
    let certificate = fs::read(folder().join("keys").join(format!("{name}.pub.asc"))).unwrap();
    let address = Address::parse(&format!("{name}@{domain}")).unwrap();
    Found { address, certificate: Certificate::read_all(&certificate, now()).unwrap().remove(0) }
}

/// All of them, by name.
pub(crate) fn cases() -> Vec<Case> {
    let entries = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut told: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|end| end == "json")).collect();
    told.sort();
    let words = |value: &Value| -> Vec<String> {
        value.as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()).collect()
    };
    let read = |path: PathBuf| {
        let told: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        Case {
            name: path.file_stem().unwrap().to_string_lossy().into_owned(),
            message: fs::read(path.with_extension("eml")).unwrap(),
            knows: words(&told["knows"]),
            never: words(&told["never"]),
            shows: told["shows"].clone(),
        }
    };
    told.into_iter().map(read).collect()
}

/// What the reader has.
pub(crate) struct Held {
    keys: Vec<OwnKey>,
    certificates: Vec<Found>,
}

impl Held {
    pub(crate) fn borrowed(&self) -> Means<'_> {
        Means { keys: &self.keys, certificates: &self.certificates, site: None, now: now() }
    }
}

impl Case {
    /// What the reader of this one has.
    pub(crate) fn means(&self) -> Held {
        Held { keys: vec![key("lee")], certificates: self.knows.iter().map(|name| found(name)).collect() }
    }

    /// Opens a message as the reader of this one.
    pub(crate) fn open(&self, message: &[u8]) -> Opened {
        zegel::open::open(message, &self.means().borrowed(), &mut |_, _, _| {}).unwrap()
    }
}

/// Where an opened message is not what is expected: everything that is stated must be so, and lists be as long.
pub(crate) fn differences(case: &Case, expected: &Value, opened: &Opened) -> Vec<String> {
    let mut found = Vec::new();
    let shown = serde_json::to_value(opened).unwrap();
    compare("", expected, &shown, &mut found);
    for (position, one) in expected["within"].as_array().into_iter().flatten().enumerate() {
        let Some(expected) = one.get("opens") else { continue };
        let Some(message) = opened.messages.get(position) else {
            found.push(format!("within {position} there is nothing"));
            continue;
        };
        let inside = differences(case, expected, &case.open(message));
        found.extend(inside.into_iter().map(|difference| format!("within {position}: {difference}")));
    }
    found
}

fn compare(place: &str, expected: &Value, shown: &Value, found: &mut Vec<String>) {
    match (expected, shown) {
        (Value::Object(fields), _) => {
            for (name, value) in fields.iter().filter(|(name, _)| *name != "opens") {
                compare(&format!("{place}/{name}"), value, &shown[name], found);
            }
        }
        (Value::Array(expected), Value::Array(shown)) if expected.len() == shown.len() => {
            for (position, (expected, shown)) in expected.iter().zip(shown).enumerate() {
                compare(&format!("{place}/{position}"), expected, shown, found);
            }
        }
        // How a line ends is not what a message says.
        (Value::String(expected), Value::String(shown)) if *expected == shown.replace("\r\n", "\n") => {}
        _ if expected == shown => {}
        _ => found.push(format!("{place} is {shown}, not {expected}")),
    }
}
