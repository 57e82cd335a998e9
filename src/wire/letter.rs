//! A letter: the mail to somebody without a certificate, with a cover and the message encrypted to a passphrase.

use super::Outgoing;
use super::cover::{Cover, LOGO};
use super::reader_file::fill;
use crate::error::Error;
use crate::mime::Field;
use crate::seal::Sealed;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::raw::Raw;
use mail_builder::mime::{BodyPart, MimePart};
use serde::Deserialize;
use serde_json::{Value, json};

/// A link with the message in it is not longer than this: some programs cut longer ones.
const MAX_LINK: usize = 8000;

/// How the message is handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Attach {
    /// The reader file.
    Html,
    /// The reader file, packed: some hosts refuse pages.
    Zip,
    /// A link to the hosted reader, and the armored message attached.
    Link,
    /// The same, and the reader file.
    LinkAndHtml,
}

/// What one recipient sees around their message.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Letter {
    /// For whom.
    pub address: String,
    /// Language tag.
    pub language: String,
    /// How the message is handed over.
    pub attach: Attach,
    /// The cover.
    pub cover: Cover,
    /// The subject that everybody may read.
    pub subject: String,
    /// The organisation's name.
    pub organisation: String,
    /// What the reader file shows of the organisation; passed on as it is.
    pub brand: Value,
    /// A hint to the passphrase.
    pub hint: Option<String>,
    /// Address of the hosted reader.
    pub reader: Option<String>,
    /// When the reader is to refuse, in ISO 8601.
    pub expires: Option<String>,
}

/// Packs a file of this name into a zip archive; nothing where it cannot.
pub type Pack<'a> = &'a dyn Fn(&str, &[u8]) -> Option<Vec<u8>>;

/// What is the same in all letters of a message, and what makes them.
#[derive(Clone, Copy)]
pub struct Stationery<'a> {
    /// The reader file with its places to fill.
    pub page: &'a str,
    /// The organisation's picture, PNG or JPEG.
    pub logo: Option<&'a [u8]>,
    /// Packs a file of this name into a zip archive.
    pub pack: Pack<'a>,
    /// Who sends: name and address, as they stand in From.
    pub from: (Option<&'a str>, &'a str),
    /// The sender's certificate, to which answers are encrypted.
    pub certificate: &'a [u8],
    /// The draft's date, ISO 8601.
    pub date: &'a str,
    /// The Message-ID, without angle brackets.
    pub message_id: &'a str,
}

impl std::fmt::Debug for Stationery<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Stationery").field("message_id", &self.message_id).finish_non_exhaustive()
    }
}

impl Outgoing {
    /// Puts a message sealed to a passphrase into its mail. `boundary` makes random boundary delimiters.
    ///
    /// # Errors
    /// [`Error::Internal`] if the reader file cannot be made.
    pub fn letter(
        sealed: &Sealed<'_>,
        letter: &Letter,
        stationery: &Stationery<'_>,
        boundary: &mut dyn FnMut() -> String,
    ) -> Result<Self, Error> {
        let armored = std::str::from_utf8(sealed.armored()).map_err(|_| Error::internal("wire::letter"))?;
        let mut cover = letter.cover.clone();
        cover.logo = stationery.logo.is_some();
        let mut files = Vec::new();
        if letter.attach != Attach::Zip && letter.attach != Attach::Html {
            cover.button_url = letter.reader.as_deref().map(|reader| link(reader, armored));
            files.push(text_file("application/octet-stream", "message.asc", crlf(armored)));
        }
        if letter.attach != Attach::Link {
            let page = fill(stationery.page, &letterhead(letter, stationery), armored)?;
            files.push(if letter.attach == Attach::Zip {
                let packed = (stationery.pack)("message.html", page.as_bytes());
                zip_file(packed.ok_or_else(|| Error::internal("wire::letter::pack"))?)
            } else {
                text_file("text/html; charset=us-ascii", "message.html", crlf(&page))
            });
        }
        let mut parts = vec![shown(&cover, stationery.logo, boundary)];
        parts.append(&mut files);
        let mut bytes = Vec::with_capacity(armored.len() + stationery.page.len() + 32 * 1024);
        for field in sealed.outer() {
            if field.name() == "Subject" {
                Field::text("Subject", &letter.subject).write(&mut bytes);
            } else {
                field.write(&mut bytes);
            }
        }
        bytes.extend_from_slice(b"MIME-Version: 1.0\r\n");
        multipart("multipart/mixed", parts, boundary).write_part(&mut bytes);
        Ok(Self { bytes })
    }
}

fn letterhead(letter: &Letter, stationery: &Stationery<'_>) -> Value {
    let (name, address) = stationery.from;
    json!({
        "format": 1,
        "language": letter.language,
        "organisation": letter.organisation,
        "brand": letter.brand,
        "from": { "name": name, "address": address },
        "to": letter.address,
        "date": stationery.date,
        "expires": letter.expires,
        "messageId": stationery.message_id,
        "hint": letter.hint,
        "certificate": base64::Engine::encode(&base64::engine::general_purpose::STANDARD, stationery.certificate),
    })
}

/// The hosted reader, with the message in the fragment where it fits: browsers keep that to themselves.
fn link(reader: &str, armored: &str) -> String {
    // The lines between the armor's headers and its checksum (RFC 9580 section 6.2), in the alphabet for URLs.
    let body = armored.split("\n\n").nth(1).or_else(|| armored.split("\r\n\r\n").nth(1)).unwrap_or_default();
    let lines = body.lines().take_while(|line| !line.starts_with(['=', '-']));
    let data: String = lines
        .flat_map(str::chars)
        .filter_map(|letter| match letter {
            '+' => Some('-'),
            '/' => Some('_'),
            letter => letter.is_ascii_alphanumeric().then_some(letter),
        })
        .collect();
    if data.is_empty() || reader.len() + 1 + data.len() > MAX_LINK {
        return reader.to_owned();
    }
    [reader, "#", &data].concat()
}

/// The cover with its picture.
fn shown<'x>(cover: &Cover, logo: Option<&'x [u8]>, boundary: &mut dyn FnMut() -> String) -> MimePart<'x> {
    let mut html = MimePart::new(ContentType::new("text/html").attribute("charset", "utf-8"), cover.html());
    if let Some(bytes) = logo {
        let (media_type, name) =
            if bytes.starts_with(b"\x89PNG") { ("image/png", "logo.png") } else { ("image/jpeg", "logo.jpg") };
        let picture = MimePart::raw(BodyPart::Binary(bytes.into()))
            .header("Content-Type", Raw::new(media_type))
            .header("Content-Disposition", ContentType::new("inline").attribute("filename", name))
            .header("Content-ID", Raw::new(["<", LOGO, ">"].concat()));
        html = multipart("multipart/related", vec![html, picture], boundary);
    }
    let text = MimePart::new(ContentType::new("text/plain").attribute("charset", "utf-8"), cover.text());
    multipart("multipart/alternative", vec![text, html], boundary)
}

/// ASCII in short lines, as it is: base64 around it would make it a third larger.
fn text_file<'x>(media_type: &'static str, name: &'static str, text: String) -> MimePart<'x> {
    MimePart::raw(BodyPart::Binary(text.into_bytes().into()))
        .header("Content-Type", Raw::new([media_type, "; name=\"", name, "\""].concat()))
        .header("Content-Disposition", ContentType::new("attachment").attribute("filename", name))
        .header("Content-Transfer-Encoding", Raw::new("7bit"))
}

fn zip_file<'x>(bytes: Vec<u8>) -> MimePart<'x> {
    MimePart::raw(BodyPart::Binary(bytes.into()))
        .header("Content-Type", Raw::new("application/zip; name=\"message.zip\""))
        .header("Content-Disposition", ContentType::new("attachment").attribute("filename", "message.zip"))
}

fn multipart<'x>(
    media_type: &'static str,
    parts: Vec<MimePart<'x>>,
    boundary: &mut dyn FnMut() -> String,
) -> MimePart<'x> {
    MimePart::new(ContentType::new(media_type).attribute("boundary", boundary()), BodyPart::Multipart(parts))
}

fn crlf(text: &str) -> String {
    text.replace('\r', "").replace('\n', "\r\n")
}
