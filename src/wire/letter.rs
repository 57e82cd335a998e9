//! A letter: the mail to somebody without a certificate, with a cover and the message encrypted to a passphrase.

use super::Outgoing;
use super::reader_file::fill;
use crate::error::Error;
use crate::mime::Field;
use crate::seal::Sealed;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::raw::Raw;
use mail_builder::mime::{BodyPart, MimePart};

/// A link with the message in it is not longer than this: some programs cut longer ones.
const MAX_LINK: usize = 8000;

/// How the message is handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attach {
    /// The reader file.
    Html,
    /// The reader file, packed: some hosts refuse pages.
    Zip,
    /// The armored message, beside a link to the hosted reader.
    Link,
    /// The same, and the reader file.
    LinkAndHtml,
}

/// What one recipient sees around their message; what is said in it was put into words before.
#[derive(Debug, Clone)]
pub struct Letter {
    /// For whom.
    pub address: String,
    /// How the message is handed over.
    pub attach: Attach,
    /// The subject that everybody may read.
    pub subject: String,
    /// The cover as text. [`MESSAGE`] in it becomes the message, where it fits into a link.
    pub text: String,
    /// The cover as HTML, likewise; its picture has the Content-ID [`LOGO`].
    pub html: String,
    /// The reader file's letterhead, a JSON object; the sender's certificate is added to it.
    pub letterhead: String,
    /// Address of the hosted reader.
    pub reader: Option<String>,
}

/// The Content-ID of the organisation's picture.
pub const LOGO: &str = "logo@zegel";

/// The place in a cover where the message stands in the link to the hosted reader.
pub const MESSAGE: &str = "#@MESSAGE@";

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
    /// The sender's certificate, to which answers are encrypted.
    pub certificate: &'a [u8],
}

impl std::fmt::Debug for Stationery<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Stationery").finish_non_exhaustive()
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
        let mut armored = Vec::new();
        sealed.armor(b"\n", &mut armored);
        let armored = std::str::from_utf8(&armored).map_err(|_| Error::internal("wire::letter"))?;
        let mut files = Vec::new();
        let mut fragment = String::new();
        if matches!(letter.attach, Attach::Link | Attach::LinkAndHtml) {
            fragment = self::fragment(letter.reader.as_deref().unwrap_or_default(), armored);
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
        let mut parts = vec![shown(letter, &fragment, stationery.logo, boundary)];
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

/// The letterhead with the certificate to which answers are encrypted.
fn letterhead(letter: &Letter, stationery: &Stationery<'_>) -> String {
    let certificate = zegel_octets::base64::text(stationery.certificate);
    let open = letter.letterhead.trim_end();
    let open = open.strip_suffix('}').unwrap_or(open);
    [open, ",\"certificate\":\"", &certificate, "\"}"].concat()
}

/// The message as the fragment of the hosted reader's address, where it fits: browsers keep that to themselves.
fn fragment(reader: &str, armored: &str) -> String {
    // The lines between the armor's headers and its checksum (RFC 9580 section 6.2), in the alphabet for URLs.
    let body = armored.split("\n\n").nth(1).or_else(|| armored.split("\r\n\r\n").nth(1)).unwrap_or_default();
    let mut fragment = String::from("#");
    for letter in body.lines().take_while(|line| !line.starts_with(['=', '-'])).flat_map(str::chars) {
        match letter {
            '+' => fragment.push('-'),
            '/' => fragment.push('_'),
            letter if letter.is_ascii_alphanumeric() => fragment.push(letter),
            _ => {}
        }
        if reader.len() + fragment.len() > MAX_LINK {
            return String::new();
        }
    }
    fragment
}

/// The cover with its picture.
fn shown<'x>(
    letter: &Letter,
    fragment: &str,
    logo: Option<&'x [u8]>,
    boundary: &mut dyn FnMut() -> String,
) -> MimePart<'x> {
    let part = |media_type: &'static str, text: &str| {
        let text = text.replace(MESSAGE, fragment);
        MimePart::new(ContentType::new(media_type).attribute("charset", "utf-8"), text)
    };
    let mut html = part("text/html", &letter.html);
    if let Some(bytes) = logo {
        let (media_type, name) =
            if bytes.starts_with(b"\x89PNG") { ("image/png", "logo.png") } else { ("image/jpeg", "logo.jpg") };
        let picture = MimePart::raw(BodyPart::Binary(bytes.into()))
            .header("Content-Type", Raw::new(media_type))
            .header("Content-Disposition", ContentType::new("inline").attribute("filename", name))
            .header("Content-ID", Raw::new(["<", LOGO, ">"].concat()));
        html = multipart("multipart/related", vec![html, picture], boundary);
    }
    multipart("multipart/alternative", vec![part("text/plain", &letter.text), html], boundary)
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
