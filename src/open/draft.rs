//! One's own drafts, found again.

use super::Opened;
use crate::mime::{DRAFT_FIELD, DRAFT_FORM, DRAFT_TYPE, value_text};
use crate::seal::{EncryptionState, OwnKey, SignatureState};
use mail_parser::Message;

/// Takes the state out of a draft of one's own; then the parts are its files and nothing else.
///
/// Only of what was encrypted and signed by one of the person's own keys: whoever can write into the mailbox could otherwise
/// have a message with recipients of their choice gone on with, and sent.
pub(super) fn take(opened: &mut Opened, inner: &Message<'_>, keys: &[OwnKey]) {
    let own = |fingerprint: &String| keys.iter().any(|key| key.certificate().fingerprint() == *fingerprint);
    let is_own = opened.encryption.state == EncryptionState::Encrypted
        && opened.signature.state == SignatureState::Valid
        && opened.signature.fingerprint.as_ref().is_some_and(own);
    let says_so = inner.header(DRAFT_FIELD).and_then(value_text).is_some_and(|form| form.trim() == DRAFT_FORM);
    let first = opened.parts.first().is_some_and(|part| part.media_type == DRAFT_TYPE);
    if !is_own || !says_so || !first {
        return;
    }
    opened.parts.remove(0);
    opened.draft = String::from_utf8(opened.contents.remove(0)).ok();
}
