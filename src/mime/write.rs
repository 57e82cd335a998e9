//! From a labelled draft to MIME.

use super::gaps::{cut, fill, mark};
use super::protected::{HP_CIPHER, LABEL_LINES, LEGACY_DISPLAY, PARTIAL, baseline, legacy_html, legacy_text};
use super::{ClearEntity, Entity, Field, SecretEntity};
use crate::address::Address;
use crate::compose::{Draft, RecipientField};
use crate::error::Error;
use crate::label::{Labelled, Value};
use crate::time::ZonedTime;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::raw::Raw;
use mail_builder::mime::{BodyPart, MimePart};

/// Files from so many octets on are put in when all else is written.
const LARGE: usize = 0x10000;

/// Gives the boundaries of multiparts: random enough that no content holds them.
type Boundaries<'b> = &'b mut dyn FnMut() -> String;

impl Entity {
    /// Writes a labelled draft down.
    ///
    /// `contents` holds the bytes of the draft's attachments in order, labelled where they have to be; `away` how many octets those
    /// have whose place is only kept free; `introductions` are fields that hand out certificates, of which those of others stand
    /// inside only; `boundary` makes random boundary delimiters.
    ///
    /// # Errors
    /// [`Error::DraftMalformed`] if the date or the Message-ID cannot be read, [`Error::AttachmentUnreadable`] if the
    /// contents of an attachment are missing or shorter than announced, [`Error::NoRecipient`].
    pub fn write(
        labelled: &Labelled<'_>,
        contents: &[&[u8]],
        away: &[Option<u64>],
        introductions: Vec<Field>,
        boundary: Boundaries<'_>,
    ) -> Result<Self, Error> {
        let draft = labelled.draft();
        if contents.len() < draft.input().attachments.len() {
            return Err(Error::AttachmentUnreadable { index: contents.len() });
        }
        let body_only = draft.input().body_only;
        // Nothing but sealed bodies go to a host that writes the header: what is clear would be all there is.
        let unsealed = body_only && !labelled.is_protected();
        if unsealed || (body_only && draft.recipients().iter().any(|to| to.field != RecipientField::To)) {
            return Err(Error::DraftMalformed { field: "bodyOnly".to_owned() });
        }
        let mut fields = fields(labelled)?;
        if body_only {
            fields.retain(|field| labelled.fields().iter().any(|label| label.name == field.name()));
        }
        let (own, gossip): (Vec<_>, Vec<_>) = introductions.into_iter().partition(|field| field.name() == "Autocrypt");
        fields.extend(own);
        // Files are parts of a multipart, so there will be a boundary; it is told apart from all others by being known first.
        let is_away = |at: &usize| away.get(*at).is_some_and(Option::is_some);
        let here: Vec<Option<&[u8]>> = (0..)
            .zip(contents)
            .map(|(at, bytes)| Some(*bytes).filter(|bytes| bytes.len() >= LARGE && !is_away(&at)))
            .collect();
        let free: Vec<Option<u64>> = (0..)
            .zip(&here)
            .map(|(at, here)| here.map_or(away.get(at).copied().flatten(), |bytes| u64::try_from(bytes.len()).ok()))
            .collect();
        let mut first = free.iter().any(Option::is_some).then(&mut *boundary);
        let known = first.clone().unwrap_or_default();
        let marks: Vec<Option<Vec<u8>>> =
            free.iter().enumerate().map(|(at, free)| free.map(|_| mark(&known, at))).collect();
        let contents: Vec<&[u8]> = contents
            .iter()
            .enumerate()
            .map(|(at, bytes)| marks.get(at).and_then(Option::as_deref).unwrap_or(bytes))
            .collect();
        let body = body(labelled, &contents, &mut || first.take().unwrap_or_else(&mut *boundary));
        let lost = || Error::internal("mime::write::gaps");
        let with_files = |bytes: &mut Vec<u8>| {
            let gaps = cut(bytes, &known, &free)?;
            fill(bytes, gaps, &here)
        };
        if !labelled.is_protected() {
            let mut bytes = Vec::new();
            for field in &fields {
                field.write(&mut bytes);
            }
            bytes.extend_from_slice(b"MIME-Version: 1.0\r\n");
            body.write_part(&mut bytes);
            let gaps = with_files(&mut bytes).ok_or_else(lost)?;
            return Ok(Self::Clear(ClearEntity { bytes, gaps }));
        }
        let exposed =
            |field: &&Field| labelled.fields().iter().all(|label| label.name != field.name() || label.exposed);
        let outer: Vec<Field> = if body_only {
            Vec::new()
        } else {
            fields.iter().filter(exposed).filter_map(|field| outside(labelled.draft(), field)).collect()
        };
        let mut bytes =
            Vec::with_capacity(contents.iter().map(|c| c.len() / 3 * 4 + c.len() / 50 + 512).sum::<usize>() + 4096);
        for field in &fields {
            field.write(&mut bytes);
        }
        for field in &gossip {
            field.write(&mut bytes);
        }
        for field in &outer {
            field.hp_outer().write(&mut bytes);
        }
        bytes.extend_from_slice(b"MIME-Version: 1.0\r\n");
        body.write_part(&mut bytes);
        let gaps = with_files(&mut bytes).ok_or_else(lost)?;
        Ok(Self::Secret(SecretEntity { outer, payload: bytes, gaps }))
    }
}

/// How a field stands outside: as `hcp_baseline` has it, and recipients without their names.
fn outside(draft: &Draft, field: &Field) -> Option<Field> {
    let recipients = |wanted| Field::bare_addresses(field.name(), &recipients_in(draft, wanted));
    match field.name() {
        "To" => Some(recipients(RecipientField::To)),
        "Cc" => Some(recipients(RecipientField::Cc)),
        _ => baseline(field),
    }
}

fn recipients_in(draft: &Draft, wanted: RecipientField) -> Vec<&Address> {
    draft.recipients().iter().filter(|to| to.field == wanted).map(|to| &to.address).collect()
}

/// The header fields with their real values. Bcc is not among them: nobody may read it from any copy.
fn fields(labelled: &Labelled<'_>) -> Result<Vec<Field>, Error> {
    let draft = labelled.draft();
    let input = draft.input();
    let malformed = |field: &str| Error::DraftMalformed { field: field.to_owned() };
    let date = ZonedTime::parse_iso(&input.date).ok_or_else(|| malformed("date"))?;
    let id_is_sound =
        input.message_id.split_once('@').is_some_and(|(left, right)| !left.is_empty() && !right.is_empty());
    if !id_is_sound || input.message_id.contains(|c: char| !c.is_ascii_graphic() || "<>".contains(c)) {
        return Err(malformed("messageId"));
    }
    let from = draft.from().ok_or_else(|| malformed("from"))?;
    if draft.recipients().is_empty() {
        return Err(Error::NoRecipient {});
    }
    let mut fields = vec![Field::raw("Date", &date.to_rfc5322()), Field::addresses("From", &[from])];
    for (name, wanted) in [("To", RecipientField::To), ("Cc", RecipientField::Cc)] {
        let addresses = recipients_in(draft, wanted);
        if !addresses.is_empty() {
            fields.push(Field::addresses(name, &addresses));
        }
    }
    fields.push(Field::message_ids("Message-ID", std::slice::from_ref(&input.message_id)));
    if let Some(parent) = &input.in_reply_to {
        fields.push(Field::message_ids("In-Reply-To", std::slice::from_ref(parent)));
    }
    if !input.references.is_empty() {
        fields.push(Field::message_ids("References", &input.references));
    }
    fields.push(Field::text("Subject", labelled.subject()));
    fields.extend(labelled.fields().iter().map(|label| match &label.value {
        Value::List(items) => Field::listed(&label.name, items),
        Value::Text(text) => Field::plain(&label.name, text),
    }));
    Ok(fields)
}

/// The body: alternatives first, inline images beside the HTML that shows them, files last.
fn body<'x>(labelled: &Labelled<'_>, contents: &[&'x [u8]], boundary: Boundaries<'_>) -> MimePart<'x> {
    let input = labelled.draft().input();
    // A hidden subject is repeated in the body for readers that show only the outer one.
    let hides_subject = labelled.is_protected() && !input.body_only;
    let repeated = hides_subject.then_some(labelled.subject()).filter(|subject| !subject.trim().is_empty());
    let mut parts: Vec<(usize, MimePart<'x>)> = Vec::new();
    for (at, (attachment, bytes)) in input.attachments.iter().zip(contents).enumerate() {
        parts.push((at, file(attachment, bytes, labelled.file(at))));
    }
    let (inline, files): (Vec<_>, Vec<_>) = parts.into_iter().partition(|(at, _)| {
        labelled.html().is_some() && input.attachments.get(*at).is_some_and(|file| file.content_id.is_some())
    });
    let mut text =
        leaf("text/plain", repeated.map(legacy_text).unwrap_or_default() + labelled.text(), repeated.is_some());
    if let (before, after) = labelled.lines()
        && before + after > 0
    {
        add_parameter(&mut text, (LABEL_LINES, &format!("{before}-{after}")));
    }
    let mut main = match labelled.html() {
        None => text,
        Some(html) => {
            let document = document(html, &repeated.map(legacy_html).unwrap_or_default());
            let mut rich = leaf("text/html", document, repeated.is_some());
            if !inline.is_empty() {
                let related = std::iter::once(rich).chain(inline.into_iter().map(|(_, part)| part)).collect();
                rich = multipart("multipart/related", related, boundary);
            }
            multipart("multipart/alternative", vec![text, rich], boundary)
        }
    };
    if !files.is_empty() {
        let mixed = std::iter::once(main).chain(files.into_iter().map(|(_, part)| part)).collect();
        main = multipart("multipart/mixed", mixed, boundary);
    }
    if labelled.is_protected() {
        // By RFC 9788 a field that is missing inside is missing; the older way lets the host's fields stand.
        add_parameter(&mut main, if input.body_only { PARTIAL } else { HP_CIPHER });
    }
    main
}

fn leaf<'x>(media_type: &'static str, text: String, repeats_subject: bool) -> MimePart<'x> {
    let mut content_type = ContentType::new(media_type).attribute("charset", "utf-8");
    if repeats_subject {
        content_type = content_type.attribute(LEGACY_DISPLAY.0, LEGACY_DISPLAY.1);
    }
    MimePart::new(content_type, text)
}

fn multipart<'x>(media_type: &'static str, parts: Vec<MimePart<'x>>, boundary: Boundaries<'_>) -> MimePart<'x> {
    MimePart::new(ContentType::new(media_type).attribute("boundary", boundary()), BodyPart::Multipart(parts))
}

fn add_parameter(part: &mut MimePart<'_>, (name, value): (&'static str, &str)) {
    if let Some((_, mail_builder::headers::HeaderType::ContentType(content_type))) = part.headers.first_mut() {
        content_type.attributes.push((name.into(), value.to_owned().into()));
    }
}

/// A file: always base64, so that its bytes arrive as they are, whatever its type says.
fn file<'x>(attachment: &crate::compose::AttachmentInput, bytes: &'x [u8], label: Option<&str>) -> MimePart<'x> {
    let disposition = if attachment.content_id.is_some() { "inline" } else { "attachment" };
    let name: String = attachment.name.chars().map(|c| if c.is_control() { '_' } else { c }).collect();
    let mut part = MimePart::raw(BodyPart::Binary(bytes.into()))
        .header("Content-Type", Raw::new(media_type(&attachment.media_type).to_owned()));
    part = if name.contains("=?") {
        // Many readers take such a name for an encoded word (RFC 2047), which parameters may not hold.
        part.header("Content-Disposition", Raw::new(format!("{disposition}; filename*=utf-8''{}", percent(&name))))
    } else {
        part.header("Content-Disposition", ContentType::new(disposition).attribute("filename", name))
    };
    if let Some(id) = &attachment.content_id {
        let id: String = id.chars().filter(|c| c.is_ascii_graphic() && !"<>".contains(*c)).collect();
        part = part.cid(id);
    }
    if let Some(label) = label {
        part = part.header("msip_labels", Raw::new(super::field::ascii(label)));
    }
    part
}

/// RFC 2231 section 4: everything but the harmless characters as `%XX`.
fn percent(text: &str) -> String {
    use std::fmt::Write as _;
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// What a browser says of a file, if it can stand in a header. RFC 2046 forbids base64 for `message/*` and
/// `multipart/*`, so those travel as plain octets.
fn media_type(claimed: &str) -> &str {
    const UNKNOWN: &str = "application/octet-stream";
    let essence = claimed.split(';').next().unwrap_or_default().trim();
    let Some((major, minor)) = essence.split_once('/') else { return UNKNOWN };
    let token =
        |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b));
    let composite = ["message", "multipart"].iter().any(|kind| major.eq_ignore_ascii_case(kind));
    if token(major) && token(minor) && essence.len() <= 127 && !composite { essence } else { UNKNOWN }
}

/// A whole HTML document around what an editor gives, or `first` put into the document it gives.
fn document(html: &str, first: &str) -> String {
    let body = html.to_ascii_lowercase().find("<body").and_then(|at| {
        let end = html.get(at..)?.find('>')?;
        html.split_at_checked(at + end + 1)
    });
    match body {
        Some((before, after)) => format!("{before}{first}{after}"),
        None => {
            format!("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"></head><body>{first}{html}</body></html>\n")
        }
    }
}
