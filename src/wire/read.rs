//! Finding the ciphertext in a message that arrived.

use mail_parser::{Message, MimeHeaders, PartType};
use serde::Serialize;

/// What kind of message arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Structure {
    /// Nothing protects it.
    Plain,
    /// PGP/MIME, encrypted.
    Encrypted,
}

/// The OpenPGP message inside an Internet message whose whole body is PGP/MIME encrypted (RFC 3156 section 4).
///
/// An encrypted part among others is not taken for the message: decrypting it there would let clear parts speak with
/// the authority of the encrypted one. Exchange turns `multipart/encrypted` into `multipart/mixed` with an empty text
/// in front; that form is recognised.
pub fn ciphertext(message: &Message<'_>) -> Option<Vec<u8>> {
    let root = message.parts.first()?;
    let PartType::Multipart(children) = &root.body else { return None };
    let is = |id: u32, major: &str, minor: &str| {
        message.parts.get(id as usize).and_then(|part| part.content_type()).is_some_and(|found| {
            found.ctype().eq_ignore_ascii_case(major)
                && found.subtype().is_some_and(|subtype| subtype.eq_ignore_ascii_case(minor))
        })
    };
    let subtype = root.content_type().and_then(|content_type| content_type.subtype())?.to_ascii_lowercase();
    let (control, data) = match (subtype.as_str(), children.as_slice()) {
        ("encrypted", [control, data]) => (*control, *data),
        ("mixed", [text, control, data]) if is_empty_text(message, *text) => (*control, *data),
        _ => return None,
    };
    if !is(control, "application", "pgp-encrypted") || !is(data, "application", "octet-stream") {
        return None;
    }
    Some(message.parts.get(data as usize)?.contents().to_vec())
}

fn is_empty_text(message: &Message<'_>, id: u32) -> bool {
    match message.parts.get(id as usize).map(|part| &part.body) {
        Some(PartType::Text(text) | PartType::Html(text)) => text.trim().is_empty(),
        _ => false,
    }
}
