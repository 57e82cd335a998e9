//! The fields about messages to people without a certificate: the passphrase and the brand. Only checked here; who makes
//! covers and reader files takes them from the bundle (docs/letters.md).

use super::schema::{COLOR, DOMAINS, Field, Form, ID, Kind, NAME, SENTENCE, may, must};

pub(super) const PASSPHRASE: &[Field] = &[
    may("allowed", Kind::Flag),
    may("minimumBits", Kind::Count(28, 128)),
    may("words", Kind::Count(4, 10)),
    may("hint", Kind::Flag),
    may("reach", Kind::Flag),
    may("attach", Kind::Choice(&["html", "zip", "link", "link-and-html"])),
    may("reader", WEB),
    may("strict", DOMAINS),
];

pub(super) const BRANDING: &[Field] = &[
    must("id", ID),
    may("name", NAME),
    may("color", COLOR),
    may("logo", Kind::Form(Form::Picture)),
    may("subject", Kind::Text(128)),
    may("introduction", SENTENCE),
    may("button", Kind::Text(64)),
    may("text", SENTENCE),
    may("disclaimer", SENTENCE),
    may("portal", Kind::Text(128)),
    may("privacy", WEB),
    may("expiryDays", Kind::Count(0, 730)),
    may("passphrase", Kind::Flag),
    may("coverForKeys", Kind::Flag),
];

const WEB: Kind = Kind::Form(Form::WebAddress);

/// Base64 of 40 KB, and what stands before it.
const MAX_PICTURE: usize = 54_700;

/// `https:`, and nothing that could end an attribute or a header field.
pub(super) fn is_web_address(text: &str) -> bool {
    let sound = |b: u8| b.is_ascii_graphic() && !b"\"'<>\\`".contains(&b);
    text.len() <= 2048 && text.starts_with("https://") && text.bytes().all(sound)
}

/// A PNG or JPEG as `data:` URL.
pub(super) fn is_picture(text: &str) -> bool {
    let starts = ["png;base64,iVBOR", "jpeg;base64,/9j/"].into_iter();
    text.len() <= MAX_PICTURE
        && text.strip_prefix("data:image/").is_some_and(|rest| {
            starts
                .filter_map(|start| rest.strip_prefix(start))
                .any(|data| data.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=')))
        })
}
