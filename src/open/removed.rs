//! The record that a message keeps of protection it once had: a header field, written when the protection is taken off.
//!
//! Once it stands in a message without protection anybody could have written it, so reading it gives a claim and nothing else.

use crate::mime::{Field, value_text};
use crate::seal::{Container, SignatureState};
use crate::time::ZonedTime;
use mail_parser::Message;
use serde::Serialize;

/// The field: when it was taken off, then pairs, one to a line: `by=person` or `by=rule` with `rule=<id>`; `signature=<state>`
/// with `fingerprint`, `signer` and `signed`; `container`; `sha256` of the sealed message.
pub(super) const REMOVED_FIELD: &str = "Zegel-Removed";

/// Who took the protection off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By<'a> {
    /// The person.
    Person,
    /// The rule with this id.
    Rule(&'a str),
}

/// What a message says of protection that it once had.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Removed {
    /// When it was taken off, in UTC.
    pub at: String,
    /// The rule that did it; nothing where the person did.
    pub rule: Option<String>,
    /// What the signature was worth then: a signature state.
    pub signature: String,
    /// The signer's certificate, in hexadecimal capitals.
    pub fingerprint: Option<String>,
    /// The address of the signer's certificate.
    pub signer: Option<String>,
    /// When it was signed, in UTC.
    pub signed_at: Option<String>,
    /// The container of the encryption.
    pub container: Option<String>,
    /// SHA-256 of the sealed message, in hexadecimal.
    pub sha256: String,
}

impl Removed {
    /// As a header field, which folds at every pair.
    pub(super) fn field(&self) -> Field {
        let by = if self.rule.is_some() { "rule" } else { "person" };
        let mut items = vec![self.at.clone(), ["by=", by].concat()];
        let pairs = [
            ("rule", self.rule.as_deref()),
            ("signature", Some(self.signature.as_str())),
            ("fingerprint", self.fingerprint.as_deref()),
            ("signer", self.signer.as_deref()),
            ("signed", self.signed_at.as_deref()),
            ("container", self.container.as_deref()),
            ("sha256", Some(self.sha256.as_str())),
        ];
        for (name, value) in pairs.into_iter().filter_map(|(name, value)| Some((name, value?))) {
            items.push([name, "=", &escaped(value)].concat());
        }
        Field::listed(REMOVED_FIELD, &items)
    }

    /// What a message claims; nothing where it has no such field, several, or one that makes no sense.
    pub(super) fn of(message: &Message<'_>) -> Option<Self> {
        let mut all = message.header_values(REMOVED_FIELD);
        let value = all.next().filter(|_| all.next().is_none()).and_then(value_text)?;
        let mut pieces = value.split(';').map(str::trim);
        let at = ZonedTime::parse_iso(pieces.next()?)?.instant().to_iso();
        let mut removed = Self { at, ..Self::default() };
        let mut by = None;
        for (name, value) in pieces.filter_map(|piece| piece.split_once('=')) {
            let value = unescaped(value);
            match name {
                "by" => by = Some(value),
                "rule" => removed.rule = Some(value),
                "signature" => removed.signature = value,
                "fingerprint" => removed.fingerprint = Some(value),
                "signer" => removed.signer = Some(value),
                "signed" => removed.signed_at = ZonedTime::parse_iso(&value).map(|time| time.instant().to_iso()),
                "container" => removed.container = Some(value),
                "sha256" => removed.sha256 = value,
                _ => {}
            }
        }
        let sound = match by.as_deref() {
            Some("person") => removed.rule.is_none(),
            Some("rule") => removed.rule.is_some(),
            _ => false,
        };
        (sound && SIGNATURES.iter().any(|(_, name)| *name == removed.signature)).then_some(removed)
    }
}

const SIGNATURES: [(SignatureState, &str); 6] = [
    (SignatureState::None, "none"),
    (SignatureState::Valid, "valid"),
    (SignatureState::Invalid, "invalid"),
    (SignatureState::UnknownKey, "unknown-key"),
    (SignatureState::WrongSender, "wrong-sender"),
    (SignatureState::NotIntendedForYou, "not-intended-for-you"),
];

/// The word for a state, as user interfaces know it.
pub(super) fn word(state: SignatureState) -> String {
    SIGNATURES.iter().find(|(known, _)| *known == state).map_or("none", |(_, word)| *word).to_owned()
}

/// The name of a container.
pub(super) fn name_of(container: Container) -> &'static str {
    match container {
        Container::SeipdV1 => "SEIPDv1",
        Container::SeipdV2 => "SEIPDv2",
        Container::GnupgOcb => "GnuPG-OCB",
    }
}

/// An octet in hexadecimal.
pub(super) fn digits(byte: u8) -> [char; 2] {
    [byte >> 4, byte & 15].map(|digit| char::from_digit(u32::from(digit), 16).unwrap_or('0'))
}

/// Nothing in a value ends it or starts another.
fn escaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_graphic() && !b";%=\"\\".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.extend(digits(byte));
        }
    }
    out
}

fn unescaped(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let [first, after @ ..] = rest {
        let hex = after.get(..2).filter(|_| *first == b'%').and_then(|two| std::str::from_utf8(two).ok());
        let byte = hex.and_then(|two| u8::from_str_radix(two, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
