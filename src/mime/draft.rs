//! A message not yet sent, as MIME: kept in one's own mailbox, sealed to oneself.

use super::answer::file;
use super::protected::HP_CIPHER;
use super::{AnswerPart, Field, SecretEntity};
use crate::address::Address;
use crate::error::Error;
use crate::time::ZonedTime;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::raw::Raw;
use mail_builder::mime::{BodyPart, MimePart};

/// The field that says that a message is a draft of this program. It only stands inside the encryption, under the writer's
/// own signature: what anybody else puts into the mailbox must not be gone on with.
pub const DRAFT_FIELD: &str = "Zegel-Draft";
/// The value of [`DRAFT_FIELD`]: the edition of this form.
pub const DRAFT_FORM: &str = "1";
/// The media type of the part that says everything the user interface knows of the draft.
pub const DRAFT_TYPE: &str = "application/vnd.zegel.draft+json";

/// A draft to be kept.
#[derive(Debug, Clone)]
pub struct KeptDraft {
    /// The writer.
    pub from: Address,
    /// When, ISO 8601 with the clock's offset.
    pub date: String,
    /// Of this version, without angle brackets.
    pub message_id: String,
    /// The subject so far.
    pub subject: String,
    /// The text so far: for other programs, which do not read the state.
    pub text: String,
    /// Everything the user interface needs to go on writing. Nothing here looks into it.
    pub state: String,
}

impl KeptDraft {
    /// Writes it down: text, state, and the files in their order. Outside stands who wrote it and when, and nothing else: not
    /// even to whom. `boundary`: a random boundary delimiter.
    ///
    /// # Errors
    /// [`Error::DraftMalformed`] if the date or the Message-ID cannot be read.
    pub fn write(&self, files: &[AnswerPart], boundary: String) -> Result<SecretEntity, Error> {
        let malformed = |field: &str| Error::DraftMalformed { field: field.to_owned() };
        let date = ZonedTime::parse_iso(&self.date).ok_or_else(|| malformed("date"))?;
        if !super::answer::is_message_id(&self.message_id) {
            return Err(malformed("messageId"));
        }
        let open = [
            Field::raw("Date", &date.to_rfc5322()),
            Field::bare_addresses("From", &[&self.from]),
            Field::message_ids("Message-ID", std::slice::from_ref(&self.message_id)),
        ];
        let mut outer = open.to_vec();
        outer.push(Field::raw("Subject", super::protected::OUTER_SUBJECT));
        let size: usize = files.iter().map(|file| file.bytes.len() / 3 * 4 + file.bytes.len() / 50 + 512).sum();
        let mut payload = Vec::with_capacity(size + self.state.len() * 2 + self.text.len() * 2 + 4096);
        let inside = [Field::text("Subject", &self.subject), Field::raw(DRAFT_FIELD, DRAFT_FORM)];
        for field in open.iter().chain(&inside) {
            field.write(&mut payload);
        }
        for field in &outer {
            field.hp_outer().write(&mut payload);
        }
        payload.extend_from_slice(b"MIME-Version: 1.0\r\n");
        let text = MimePart::new(ContentType::new("text/plain").attribute("charset", "utf-8"), self.text.as_str());
        let state = MimePart::raw(BodyPart::Binary(self.state.as_bytes().into()))
            .header("Content-Type", Raw::new(DRAFT_TYPE))
            .header("Content-Disposition", ContentType::new("attachment").attribute("filename", "draft.json"));
        let all = [text, state].into_iter().chain(files.iter().map(file)).collect();
        let mixed = ContentType::new("multipart/mixed").attribute("boundary", boundary);
        MimePart::new(mixed.attribute(HP_CIPHER.0, HP_CIPHER.1), BodyPart::Multipart(all)).write_part(&mut payload);
        Ok(SecretEntity { outer, payload, gaps: Vec::new() })
    }
}
