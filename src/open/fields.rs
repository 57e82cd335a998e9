//! The header fields of a message that arrived, each with its protection.

use super::claims::{Author, field_state};
use crate::address::Address;
use crate::label::{PROTECTION_FIELD, Stated};
use crate::mime::{FieldState, ProtectedHeaders, value_text};
use crate::time::{Instant, ZonedTime};
use mail_parser::{HeaderValue, Message};
use serde::Serialize;

/// Addresses of one field that are handed on.
const MAX_ADDRESSES: usize = 2000;

/// A header field and how it was protected.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Field {
    /// The decoded value.
    pub value: String,
    /// The display name, if it is an address.
    pub name: Option<String>,
    /// The addr-spec, if it is an address.
    pub address: Option<String>,
    /// Its protection.
    pub protection: FieldState,
}

/// The fields a reader shows or answers with.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Headers {
    pub(super) from: Field,
    pub(super) to: Vec<Field>,
    pub(super) cc: Vec<Field>,
    pub(super) reply_to: Vec<Field>,
    /// How many addresses of those fields, beyond the first two thousand of each, are left out.
    left_out: usize,
    subject: Field,
    date: Field,
    message_id: Option<String>,
    in_reply_to: Option<String>,
    references: Vec<String>,
    /// Whether those three stand under the encryption or the signature.
    thread_protected: bool,
}

/// What the sender asks of recipients.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Restrictions {
    do_not_forward: bool,
    /// Whether the sender's organisation forbids taking its protection off.
    keep_protected: bool,
    template: Option<String>,
    /// When readers are asked not to show it any more, ISO 8601 in UTC.
    expires: Option<String>,
}

impl Restrictions {
    /// Why protection must not be taken off; a time that has come closes it for good.
    pub(super) fn forbids_removal(&self, now: Instant) -> Option<&'static str> {
        let end = self.expires.as_deref().and_then(ZonedTime::parse_iso).map(ZonedTime::instant);
        let reasons = [
            (self.do_not_forward, "do-not-forward"),
            (self.keep_protected, "keep-protected"),
            (end.is_some_and(|end| end.seconds() <= now.seconds()), "past"),
        ];
        reasons.into_iter().find(|(holds, _)| *holds).map(|(_, why)| why)
    }
}

pub(super) fn headers(
    message: &Message<'_>,
    outer: &Message<'_>,
    protected: Option<&ProtectedHeaders>,
    author: Option<&Author>,
) -> Headers {
    let protected = protected.filter(|protected| protected.present());
    let state = |name: &str| match (protected, message.header_raw(name)) {
        (Some(protected), Some(raw)) => field_state(protected.hid(name, raw), author),
        _ => FieldState::Unprotected,
    };
    // Where the payload has header fields of its own, they are the message's. Only From and Date may come from outside,
    // as what they are: unprotected (RFC 9788 section 4). Older protection may be of some fields only: there all may but
    // the one that leads answers elsewhere.
    let inside = |name: &str| protected.is_some() && message.header(name.to_owned()).is_some();
    let partial = protected.is_some_and(ProtectedHeaders::may_be_partial);
    let fallback =
        |name: &str| protected.is_none() || ["From", "Date"].contains(&name) || (partial && name != "Reply-To");
    let source = |name: &str| if inside(name) || !fallback(name) { message } else { outer };
    let mut left_out = 0;
    let mut addresses = |name: &str| -> Vec<Field> {
        let protection = state(name);
        let mut fields = Vec::new();
        let list = source(name).header(name.to_owned()).and_then(HeaderValue::as_address);
        for address in list.into_iter().flat_map(mail_parser::Address::iter) {
            if fields.len() < MAX_ADDRESSES {
                fields.push(address_field(address, protection));
            } else {
                left_out += 1;
            }
        }
        fields
    };
    let text = |name: &str| Field {
        value: source(name).header(name.to_owned()).and_then(value_text).unwrap_or_default(),
        name: None,
        address: None,
        protection: state(name),
    };
    let ids = |name: &str| -> Vec<String> {
        match source(name).header(name.to_owned()) {
            Some(HeaderValue::Text(id)) => vec![id.to_string()],
            Some(HeaderValue::TextList(ids)) => ids.iter().map(ToString::to_string).collect(),
            _ => Vec::new(),
        }
    };
    // What a program left outside anybody may have written; then the header as a whole does not stand under the protection.
    let told = ["Subject", "To", "Cc", "Message-ID", "In-Reply-To", "References"];
    let outside = partial && told.iter().any(|name| !inside(name) && outer.header((*name).to_owned()).is_some());
    let empty = Field { value: String::new(), name: None, address: None, protection: FieldState::Unprotected };
    let date = source("Date").date().map(|date| {
        let offset = i64::from(date.tz_hour) * 60 + i64::from(date.tz_minute);
        let offset = if date.tz_before_gmt { -offset } else { offset };
        ZonedTime::new(Instant::from_seconds(date.to_timestamp()), offset).to_iso()
    });
    Headers {
        from: addresses("From").into_iter().next().unwrap_or(empty),
        to: addresses("To"),
        cc: addresses("Cc"),
        reply_to: addresses("Reply-To"),
        left_out,
        subject: text("Subject"),
        date: Field { value: date.unwrap_or_default(), name: None, address: None, protection: state("Date") },
        message_id: ids("Message-ID").into_iter().next(),
        in_reply_to: ids("In-Reply-To").into_iter().next(),
        references: ids("References"),
        thread_protected: protected.is_some() && !outside,
    }
}

fn address_field(address: &mail_parser::Addr<'_>, protection: FieldState) -> Field {
    let (name, spec) = (address.name().map(ToOwned::to_owned), address.address().map(ToOwned::to_owned));
    let value = match (&name, &spec) {
        (Some(name), Some(spec)) => format!("{name} <{spec}>"),
        (None, Some(spec)) => spec.clone(),
        (name, None) => name.clone().unwrap_or_default(),
    };
    Field { value, name, address: spec, protection }
}

/// The one address in From; a message with several, or none that can be read, has no sender to verify.
pub(super) fn address_of(message: &Message<'_>) -> Option<Address> {
    let mut senders = message.from()?.iter();
    let first = senders.next()?;
    if senders.next().is_some() || message.header_values("From").count() != 1 {
        return None;
    }
    Address::parse(first.address()?).ok()
}

/// The fields that state labels.
pub(super) fn stated(message: &Message<'_>) -> Stated {
    let values = |name: &str| message.header_values(name.to_owned()).filter_map(value_text).collect();
    Stated {
        msip: values("msip_labels"),
        sio: values("SIO-Label"),
        protective: values("X-Protective-Marking"),
        sensitivity: values("Sensitivity"),
    }
}

pub(super) fn restrictions(inner: &Message<'_>) -> Restrictions {
    let Some(value) = inner.header(PROTECTION_FIELD).and_then(value_text) else {
        return Restrictions::default();
    };
    let mut restrictions = Restrictions::default();
    for word in value.split(';').map(str::trim) {
        match word.split_once('=') {
            Some(("template", id)) => restrictions.template = Some(id.to_owned()),
            Some(("expires", time)) => match ZonedTime::parse_iso(time) {
                Some(time) => restrictions.expires = Some(time.instant().to_iso()),
                // A time that cannot be read may have come.
                None => restrictions.keep_protected = true,
            },
            None if word == "do-not-forward" => restrictions.do_not_forward = true,
            None if word == "keep-protected" => restrictions.keep_protected = true,
            _ => {}
        }
    }
    restrictions
}
