//! Answers to letters, as MIME: written by the letter's reader for somebody who has no key.

use super::Field;
use super::protected::{HP_CIPHER, baseline};
use crate::address::Address;
use crate::error::Error;
use crate::time::ZonedTime;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::raw::Raw;
use mail_builder::mime::{BodyPart, MimePart};

/// The field in which an answer proves that its sender opened the letter. It only stands inside the encryption.
pub const ANSWER_PROOF_FIELD: &str = "Zegel-Answer-Proof";

/// What is answered.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The sender, who has no key.
    pub from: String,
    /// The sender of the letter.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// ISO 8601 with the clock's offset.
    pub date: String,
    /// Without angle brackets.
    pub message_id: String,
    /// The Message-ID answered, without angle brackets.
    pub in_reply_to: String,
    /// Those before it, without angle brackets.
    pub references: Vec<String>,
    /// See [`ANSWER_PROOF_FIELD`].
    pub proof: String,
}

/// A file that goes with an answer.
#[derive(Debug, Clone)]
pub struct AnswerPart {
    /// File name.
    pub name: String,
    /// Media type, as the browser says.
    pub media_type: String,
    /// Contents.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// Writes it down: the whole payload to encrypt, with protected header fields (RFC 9788). `boundary`: a random boundary
    /// delimiter.
    ///
    /// # Errors
    /// [`Error::AddressMalformed`]; [`Error::DraftMalformed`] if the date or a Message-ID cannot be read.
    pub fn write(&self, parts: &[AnswerPart], boundary: String) -> Result<Vec<u8>, Error> {
        let address = |field: &str, text: &str| {
            Address::parse(text).map_err(|reason| Error::AddressMalformed { field: field.to_owned(), index: 0, reason })
        };
        let (from, to) = (address("from", &self.from)?, address("to", &self.to)?);
        let malformed = |field: &str| Error::DraftMalformed { field: field.to_owned() };
        let date = ZonedTime::parse_iso(&self.date).ok_or_else(|| malformed("date"))?;
        for (field, id) in [("messageId", &self.message_id), ("inReplyTo", &self.in_reply_to)] {
            if !is_message_id(id) {
                return Err(malformed(field));
            }
        }
        if !self.references.iter().all(|id| is_message_id(id)) {
            return Err(malformed("references"));
        }
        let mut fields = vec![
            Field::raw("Date", &date.to_rfc5322()),
            Field::addresses("From", &[&from]),
            Field::addresses("To", &[&to]),
            Field::message_ids("Message-ID", std::slice::from_ref(&self.message_id)),
            Field::message_ids("In-Reply-To", std::slice::from_ref(&self.in_reply_to)),
        ];
        if !self.references.is_empty() {
            fields.push(Field::message_ids("References", &self.references));
        }
        fields.push(Field::text("Subject", &self.subject));
        let outer: Vec<Field> = fields.iter().filter_map(|field| outside(field, &to)).collect();
        fields.push(Field::raw(ANSWER_PROOF_FIELD, &self.proof));
        let size: usize = parts.iter().map(|part| part.bytes.len() / 3 * 4 + part.bytes.len() / 50 + 512).sum();
        let mut bytes = Vec::with_capacity(size + self.text.len() + 4096);
        for field in fields.into_iter().chain(outer.iter().map(Field::hp_outer)) {
            field.write(&mut bytes);
        }
        bytes.extend_from_slice(b"MIME-Version: 1.0\r\n");
        self.body(parts, boundary).write_part(&mut bytes);
        Ok(bytes)
    }

    fn body<'x>(&'x self, parts: &'x [AnswerPart], boundary: String) -> MimePart<'x> {
        let text = ContentType::new("text/plain").attribute("charset", "utf-8");
        if parts.is_empty() {
            return MimePart::new(text.attribute(HP_CIPHER.0, HP_CIPHER.1), self.text.as_str());
        }
        let text = MimePart::new(text, self.text.as_str());
        let all = std::iter::once(text).chain(parts.iter().map(file)).collect();
        let mixed = ContentType::new("multipart/mixed").attribute("boundary", boundary);
        MimePart::new(mixed.attribute(HP_CIPHER.0, HP_CIPHER.1), BodyPart::Multipart(all))
    }
}

/// How a field stands outside, as with every other message: recipients without their names.
fn outside(field: &Field, to: &Address) -> Option<Field> {
    if field.name() == "To" { Some(Field::bare_addresses("To", &[to])) } else { baseline(field) }
}

pub(super) fn is_message_id(id: &str) -> bool {
    let has_sides = id.split_once('@').is_some_and(|(left, right)| !left.is_empty() && !right.is_empty());
    has_sides && id.chars().all(|c| c.is_ascii_graphic() && !"<>".contains(c))
}

/// Always base64, so that its bytes arrive as they are, whatever its type says.
pub(super) fn file(part: &AnswerPart) -> MimePart<'_> {
    let name: String = part.name.chars().map(|c| if c.is_control() { '_' } else { c }).collect();
    MimePart::raw(BodyPart::Binary(part.bytes.as_slice().into()))
        .header("Content-Type", Raw::new(media_type(&part.media_type)))
        .header("Content-Disposition", ContentType::new("attachment").attribute("filename", name))
}

/// What a browser says of a file, if it can stand in a header and goes with base64 (RFC 2046 sections 5.1 and 5.2).
fn media_type(claimed: &str) -> &str {
    let essence = claimed.split(';').next().unwrap_or_default().trim();
    let token =
        |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b));
    let fits = essence.split_once('/').is_some_and(|(major, minor)| {
        let composite = ["message", "multipart"].iter().any(|kind| major.eq_ignore_ascii_case(kind));
        token(major) && token(minor) && !composite
    });
    if fits && essence.len() <= 127 { essence } else { "application/octet-stream" }
}
