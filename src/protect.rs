//! The way out: from a draft to the bytes that leave the browser.

use crate::address::{Address, distinct};
use crate::bundle::Bundle;
use crate::compose::{Draft, DraftInput, RecipientField};
use crate::contents::{Eyes, Looked, Sight};
use crate::decide::{Decision, Permit};
use crate::error::Error;
use crate::mime::{AnswerPart, ClearEntity, Field, KeptDraft, introduction};
use crate::seal::{Certificate, Found, OwnKey, best_for};
use crate::time::Instant;
use crate::wire::{Letter, Outgoing, Pack};
use rand::{CryptoRng, Rng};
use serde::Serialize;
use zeroize::Zeroizing;

/// Recipients among whom certificates are handed round; in a larger crowd nobody answers to all.
const MAX_GOSSIP: usize = 20;

pub use crate::protecting::{Keeping, Protecting};

/// What sealing needs besides the draft.
#[derive(Debug)]
pub struct Means<'a> {
    /// Contents of the draft's attachments, in order, with their labels where `files` could put them in.
    pub contents: &'a [&'a [u8]],
    /// How many octets each had when it was read, before it was labelled; by that a file is known that has changed since.
    pub read: &'a [u64],
    /// Certificates found for recipients; the order does not matter.
    pub certificates: &'a [Found],
    /// A UUID for this act of labelling: the same on the message and on its files.
    pub action: &'a str,
    /// The sender's own key; not needed for a message that leaves unprotected.
    pub own: Option<&'a OwnKey>,
    /// For recipients without a certificate.
    pub letters: Option<&'a Letters<'a>>,
    /// The present.
    pub now: Instant,
}

/// What makes letters to recipients without a certificate, and what the brand asks for all copies.
pub struct Letters<'a> {
    /// Each recipient with the passphrase, which never leaves this program.
    pub people: Vec<(Letter, Zeroizing<String>)>,
    /// Whether every OpenPGP program must be able to read them.
    pub reach: bool,
    /// The reader file with its places to fill.
    pub page: &'a str,
    /// The organisation's picture, PNG or JPEG.
    pub logo: Option<&'a [u8]>,
    /// Packs a file into a zip archive.
    pub pack: Pack<'a>,
    /// When readers are asked not to show the message any more.
    pub expires: Option<Instant>,
    /// What programs without OpenPGP may show to those who have a certificate.
    pub key_cover: Option<String>,
}

/// A part of the work, for a progress bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Stage {
    /// Writing MIME.
    Writing,
    /// Signing and encrypting.
    Sealing,
    /// Decrypting.
    Opening,
    /// Taking MIME apart.
    Parsing,
}

/// One message with its envelope.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "OutgoingHead"))]
pub struct Posting {
    /// Envelope sender.
    pub mail_from: String,
    /// Envelope recipients; empty for a copy that is only kept.
    pub rcpt_to: Vec<String>,
    /// Whether this is the copy for the sender's own mailbox. Exactly one is.
    pub kept: bool,
    /// The message; where it was sealed in pieces, what stands before them.
    #[serde(skip)]
    pub bytes: Vec<u8>,
    /// What stands behind them.
    #[serde(skip)]
    pub after: Option<Vec<u8>>,
}

/// Everything that leaves the browser for one draft.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "OutgoingPostings"))]
pub struct Postings {
    /// The messages.
    #[cfg_attr(test, ts(type = "OutgoingMessage[]"))]
    pub messages: Vec<Posting>,
    /// Whether they are sealed.
    pub protected: bool,
    /// Id of the label they carry.
    pub label: Option<String>,
    /// Id of the template that protects them.
    pub template: Option<String>,
    /// Reasons the person gave, for the organisation's records; they stand in the message too, signed.
    pub reasons: Vec<RecordedReason>,
}

/// A reason that a person gave for something the organisation wants to know the reason of.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RecordedReason {
    /// The rule that asked; `None` where the label was lowered.
    pub rule: Option<String>,
    /// The person's words.
    pub text: String,
    /// The label that was lowered.
    pub from: Option<String>,
    /// The label in its place.
    pub to: Option<String>,
}

/// Decides, labels, writes and seals a draft.
///
/// # Errors
/// Whatever keeps the draft from being sent as decided; then there are no bytes at all.
pub fn protect<R: Rng + CryptoRng>(
    bundle: &Bundle,
    input: DraftInput,
    attachments: &[Option<&Looked>],
    means: &Means<'_>,
    rng: &mut R,
    progress: &mut dyn FnMut(Stage, u64, u64),
) -> Result<(Postings, Decision), Error> {
    let draft = Draft::new(input);
    let sight = Eyes::of(bundle).see(bundle, &draft, attachments);
    let (permit, decision) = permit(bundle, draft, &sight, means.now)?;
    Ok((seal(&permit, means, rng, progress)?, decision))
}

/// The first half of [`protect`]: decides, and gives leave to seal the draft as decided.
///
/// # Errors
/// An address that cannot be read, no recipient, or what [`Permit::grant`] says.
pub fn permit(bundle: &Bundle, draft: Draft, sight: &Sight, now: Instant) -> Result<(Permit, Decision), Error> {
    if let Some(fault) = draft.faults().first() {
        let field = fault.field.map_or("from", RecipientField::name).to_owned();
        return Err(Error::AddressMalformed { field, index: fault.index, reason: fault.reason });
    }
    if draft.recipients().is_empty() {
        return Err(Error::NoRecipient {});
    }
    Permit::grant(bundle, draft, sight, now)
}

/// The second half of [`protect`]: labels, writes and seals what a permit permits.
///
/// Recipients in Bcc each get a message of their own, because a message names the keys it is encrypted to.
///
/// # Errors
/// Whatever keeps the draft from being sealed; then there are no bytes at all.
pub fn seal<R: Rng + CryptoRng>(
    permit: &Permit,
    means: &Means<'_>,
    rng: &mut R,
    progress: &mut dyn FnMut(Stage, u64, u64),
) -> Result<Postings, Error> {
    let mut protecting = Protecting::begin(permit, means, rng, progress)?;
    while let Some(sealing) = protecting.sealing() {
        if let Some(own) = means.own {
            sealing.sign(own, None)?;
        }
        sealing.job().run(&mut |done, total| progress(Stage::Sealing, done, total));
        protecting.go_on(means, rng)?;
    }
    protecting.finish()
}

/// The sender's certificate for whoever answers, and among several recipients each one's for the others
/// (Autocrypt Level 1.1). Nobody in Bcc is named.
pub(crate) fn introductions(draft: &Draft, means: &Means<'_>) -> Vec<Field> {
    if draft.input().body_only {
        return Vec::new();
    }
    let Some((from, own)) = draft.from().zip(means.own).filter(|(from, own)| own.belongs_to(from)) else {
        return Vec::new();
    };
    let field = |name, address: &Address, certificate: &Certificate| {
        certificate.minimal(address).and_then(|bytes| introduction(name, address, &bytes))
    };
    let mut fields: Vec<Field> = field("Autocrypt", from, own.certificate()).into_iter().collect();
    let open = draft.recipients().iter().filter(|to| to.field != RecipientField::Bcc).map(|to| &to.address);
    let open = distinct(open);
    if (2..=MAX_GOSSIP).contains(&open.len()) {
        let gossip = open
            .into_iter()
            .filter(|address| !address.same_mailbox(from))
            .filter_map(|address| field("Autocrypt-Gossip", address, best_for(address, means.certificates).ok()?));
        fields.extend(gossip);
    }
    fields
}

pub(crate) fn recorded(permit: &Permit, about: &str, text: &str) -> RecordedReason {
    let (rule, text) = (Some(about.to_owned()).filter(|about| about != "lower-label"), text.to_owned());
    let (from, to) = permit.lowered().filter(|_| rule.is_none()).unzip();
    RecordedReason { rule, text, from: from.map(ToOwned::to_owned), to: to.flatten().map(ToOwned::to_owned) }
}

impl std::fmt::Debug for Letters<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The passphrases least of all.
        out.debug_struct("Letters").field("people", &self.people.len()).finish_non_exhaustive()
    }
}

/// Seals a draft to its writer, to be kept in a mailbox until it is finished. Nothing is decided upon and nobody else can
/// read it.
///
/// # Errors
/// [`Error::NoOwnKey`], [`Error::OwnKeyUnusable`], [`Error::DraftMalformed`]
pub fn keep<R: Rng + CryptoRng>(
    draft: &KeptDraft,
    files: &[AnswerPart],
    own: &OwnKey,
    now: Instant,
    rng: &mut R,
    progress: &mut dyn FnMut(Stage, u64, u64),
) -> Result<Vec<u8>, Error> {
    let mut keeping = Keeping::begin(draft, files, own, now, rng)?;
    if let Some(sealing) = keeping.sealing() {
        sealing.sign(own, None)?;
        sealing.job().run(&mut |done, total| progress(Stage::Sealing, done, total));
        keeping.go_on(rng)?;
    }
    keeping.finish()
}

pub(crate) fn clear_posting(draft: &Draft, entity: ClearEntity) -> Result<Posting, Error> {
    let from = draft.from().ok_or_else(|| Error::DraftMalformed { field: "from".to_owned() })?;
    let everyone = distinct(draft.recipients().iter().map(|to| &to.address));
    Ok(Posting {
        mail_from: from.addr_spec(),
        rcpt_to: everyone.into_iter().map(Address::addr_spec).collect(),
        kept: true,
        bytes: Outgoing::clear(entity).into_bytes(),
        after: None,
    })
}

fn random_hex<R: Rng>(rng: &mut R, octets: usize) -> String {
    let mut random = vec![0; octets];
    rng.fill_bytes(&mut random);
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    random.iter().flat_map(|octet| [digit(octet >> 4), digit(octet & 15)]).collect()
}

/// Quoted-printable and base64 never contain `=_`, so no encoded content can hold the delimiter.
pub(crate) fn random_boundary<R: Rng>(rng: &mut R) -> String {
    format!("=_{}", random_hex(rng, 15))
}
