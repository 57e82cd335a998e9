//! The way in: from bytes that arrived to what a reader may show.

mod fields;

use crate::address::Address;
use crate::error::Error;
use crate::label::{LabelState, OpenedLabel, OpenedMarking, part_labels, received_labels, received_markings};
use crate::mime::{ANSWER_PROOF_FIELD, OpenedPart, ProtectedHeaders, body, gossip, introduced, value_text};
use crate::protect::Stage;
use crate::seal::{
    EncryptionState, EncryptionView, Found, OwnKey, SignatureState, SignatureView, Source, lean, open as open_sealed,
};
use crate::time::Instant;
use crate::wire::{Structure, ciphertext};
use fields::{address_of, headers, restrictions, stated};
use mail_parser::{Message, MessageParser, MessagePart};
use serde::Serialize;

pub use fields::{Field, Headers, Restrictions};

/// Attached messages in one message: many more than any digest has, many fewer than exhaust the stack.
const MAX_NESTED: usize = 1000;
/// A message longer than this is not opened.
const MAX_MESSAGE: usize = 2 * 1024 * 1024 * 1024 - 1;

/// What opening needs besides the message.
#[derive(Debug)]
pub struct Means<'a> {
    /// The person's keys.
    pub keys: &'a [OwnKey],
    /// Certificates found for possible senders.
    pub certificates: &'a [Found],
    /// The UUID of the reader's organisation: of several labels its own counts.
    pub site: Option<&'a str>,
    /// The present.
    pub now: Instant,
}

/// An opened message, or the state that kept it closed.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Opened {
    /// What arrived.
    pub structure: Structure,
    /// The encryption.
    pub encryption: EncryptionView,
    /// The signature.
    pub signature: SignatureView,
    /// The header fields, each with its protection.
    pub headers: Headers,
    /// The outer From address where it differs from the one inside and no valid signature vouches for that one.
    pub from_mismatch: Option<String>,
    /// The label in force: the own organisation's if it is there, else the first.
    pub label: Option<OpenedLabel>,
    /// All labels: each organisation has its own.
    pub labels: Vec<OpenedLabel>,
    /// Markings of other systems.
    pub markings: Vec<OpenedMarking>,
    /// How many lines at the beginning and at the end of the text are a label's, so that an answer quotes it without.
    pub label_lines: (usize, usize),
    /// What the sender asks.
    pub restrictions: Restrictions,
    /// Plain text.
    pub text: Option<String>,
    /// HTML, not yet sanitised.
    pub html: Option<String>,
    /// Files and inline images; the edge adds their bytes.
    #[cfg_attr(test, ts(type = "Part[]"))]
    pub parts: Vec<PartView>,
    /// The bytes of the parts, in the same order.
    #[serde(skip)]
    pub contents: Vec<Vec<u8>>,
    /// Certificates that the message's header fields brought: the sender's, and those of others addressed. The edge adds
    /// their bytes. Nothing but a hint: anybody could have put them there.
    #[cfg_attr(test, ts(type = "BroughtKey[]"))]
    pub keys: Vec<BroughtKey>,
    /// The bytes of the keys, in the same order.
    #[serde(skip)]
    pub certificates: Vec<Vec<u8>>,
    /// What an answer to a letter says for itself, from inside the encryption: see [`lean::answer_proof`].
    pub answer_proof: Option<String>,
}

/// A file or inline image, without its bytes.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "PartHead"))]
pub struct PartView {
    name: String,
    #[serde(rename = "type")]
    #[cfg_attr(test, ts(rename = "type"))]
    media_type: String,
    #[cfg_attr(test, ts(type = "number"))]
    size: usize,
    content_id: Option<String>,
    inline: bool,
    /// The labels that the message states for it.
    labels: Vec<OpenedLabel>,
}

/// A certificate that a message brought, without its bytes.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "BroughtKeyHead"))]
pub struct BroughtKey {
    /// For whom.
    pub address: String,
    /// `autocrypt`, or `gossip` for those of others.
    pub source: Source,
    /// Whether its owner prefers encrypted answers.
    pub mutual: bool,
}

/// Opens a message.
///
/// # Errors
/// [`Error::MessageMalformed`], [`Error::MessageTooLarge`]; a message that cannot be decrypted is not an error but a
/// state, with its outer fields and nothing else.
pub fn open(bytes: &[u8], means: &Means<'_>, progress: &mut dyn FnMut(Stage, u64, u64)) -> Result<Opened, Error> {
    if bytes.len() > MAX_MESSAGE {
        return Err(Error::MessageTooLarge { limit: MAX_MESSAGE });
    }
    let outer = parse(bytes)?;
    if outer.headers().is_empty() {
        return Err(Error::MessageMalformed {});
    }
    let Some(ciphertext) = ciphertext(&outer) else {
        return Ok(plain(&outer, means));
    };
    let mut report = |done, total| progress(Stage::Opening, done, total);
    let opening = open_sealed(&ciphertext, means.keys, means.certificates, means.now, &mut report);
    let Some(payload) = &opening.payload else {
        let mut closed = shell(&outer, Structure::Encrypted, opening.encryption);
        closed.take_labels(&outer, None, false, means.site);
        return Ok(closed);
    };
    progress(Stage::Parsing, 0, 1);
    // Whoever encrypts binary data that is no message has sent something this reader does not show as mail.
    let Ok(inner) = parse(payload) else {
        let mut encryption = opening.encryption;
        encryption.state = EncryptionState::Unsupported;
        return Ok(shell(&outer, Structure::Encrypted, encryption));
    };
    let signature = |sender: Option<&Address>| opening.signature(means.certificates, sender);
    let opened = unfold(&outer, &inner, opening.encryption.clone(), &signature, means.site);
    progress(Stage::Parsing, 1, 1);
    Ok(opened)
}

/// Opens a message that is encrypted to a passphrase, by itself or in a letter; `certificate` is the one that came with it.
///
/// No message stands around it: what a letter's cover says is no header field.
///
/// # Errors
/// [`Error::PassphraseWrong`], [`Error::MessageDamaged`], [`Error::MessageMalformed`], [`Error::MessageUnsupported`],
/// [`Error::MessageTooLarge`], [`Error::MessageTooDeep`]
pub fn open_letter(
    message: &[u8],
    passphrase: &str,
    certificate: &[u8],
    now: Instant,
    progress: &mut dyn FnMut(Stage, u64, u64),
) -> Result<Opened, Error> {
    if message.len() > MAX_MESSAGE {
        return Err(Error::MessageTooLarge { limit: MAX_MESSAGE });
    }
    let mut report = |done, total| progress(Stage::Opening, done, total);
    let unlocked = lean::open(message, passphrase, &mut report)?;
    progress(Stage::Parsing, 0, 1);
    let inner = parse(&unlocked.payload)?;
    // The parser's accessors count on a first part.
    let nothing = Message { parts: vec![MessagePart::default()], ..Message::default() };
    let signature = |sender: Option<&Address>| unlocked.signature(certificate, sender, now);
    let outer = if ProtectedHeaders::of(&inner, &nothing, true).present() { &nothing } else { &inner };
    let opened = unfold(outer, &inner, unlocked.encryption.clone(), &signature, None);
    progress(Stage::Parsing, 1, 1);
    Ok(opened)
}

/// What a decrypted message says. `signature`: judges the signatures for a sender.
fn unfold(
    outer: &Message<'_>,
    inner: &Message<'_>,
    encryption: EncryptionView,
    signature: &dyn Fn(Option<&Address>) -> SignatureView,
    site: Option<&str>,
) -> Opened {
    let outer_from = address_of(outer);
    let protected = ProtectedHeaders::of(inner, outer, true);
    // Programs without header protection put no From inside; then the outer one is all there is. But where one stands
    // inside that cannot be read as one address, nobody is the sender: the outer one must not vouch for it.
    let has_inner_from = protected.present() && inner.header("From").is_some();
    let inner_from = if has_inner_from { address_of(inner) } else { None };
    let sender = if has_inner_from { inner_from.as_ref() } else { outer_from.as_ref() };
    let signature = signature(sender);
    let verified = signature.state == SignatureState::Valid;
    let protected = protected.verified(verified);
    let inner_headers = headers(inner, outer, Some(&protected));
    let differs = has_inner_from
        && match (&outer_from, &inner_from) {
            (Some(outer), Some(inner)) => !outer.same_mailbox(inner),
            (outer, _) => outer.is_some(),
        };
    let body = body(inner, protected.hides_fields());
    let mut opened = Opened {
        structure: Structure::Encrypted,
        encryption,
        signature,
        headers: inner_headers,
        from_mismatch: outer_from.filter(|_| differs && !verified).map(|from| from.addr_spec()),
        label: None,
        labels: Vec::new(),
        markings: Vec::new(),
        label_lines: body.label_lines,
        restrictions: if protected.present() { restrictions(inner) } else { Restrictions::default() },
        text: body.text,
        html: body.html,
        parts: Vec::new(),
        contents: Vec::new(),
        keys: Vec::new(),
        certificates: Vec::new(),
        answer_proof: inner.header(ANSWER_PROOF_FIELD).and_then(value_text),
    };
    opened.take_labels(outer, Some(inner).filter(|_| protected.present()), verified, site);
    opened.take_parts(body.parts, verified);
    opened.take_keys(outer, Some(inner));
    opened
}

/// The parser calls itself for a message inside a message; a bomb of them must not exhaust the stack.
fn parse(bytes: &[u8]) -> Result<Message<'_>, Error> {
    const NESTED: &[u8] = b"message/rfc822";
    let nested = bytes.windows(NESTED.len()).filter(|window| window.eq_ignore_ascii_case(NESTED)).count();
    if nested > MAX_NESTED {
        return Err(Error::MessageTooDeep { limit: MAX_NESTED });
    }
    MessageParser::default().parse(bytes).ok_or(Error::MessageMalformed {})
}

impl Opened {
    fn take_labels(&mut self, outer: &Message<'_>, inner: Option<&Message<'_>>, verified: bool, site: Option<&str>) {
        let (outer, inner) = (stated(outer), inner.map(stated));
        self.labels = received_labels(&outer, inner.as_ref(), verified);
        self.markings = received_markings(&outer, inner.as_ref(), verified);
        let own = self.labels.iter().find(|label| site.is_some() && label.organisation.as_deref() == site);
        self.label = own.or_else(|| self.labels.first()).cloned();
    }

    /// The sender's certificate from inside before outside; gossip only from inside the encryption.
    fn take_keys(&mut self, outer: &Message<'_>, inner: Option<&Message<'_>>) {
        let Some(sender) = self.headers.from.address.as_deref().and_then(|from| Address::parse(from).ok()) else {
            return;
        };
        let inside = inner.and_then(|inner| introduced(inner, &sender));
        let own = inside.or_else(|| introduced(outer, &sender)).map(|found| (Source::Autocrypt, found));
        let Headers { to, cc, reply_to, .. } = &self.headers;
        let named = |address: &Address| {
            let spec = address.addr_spec();
            let fields = to.iter().chain(cc).chain(reply_to);
            fields.filter_map(|field| field.address.as_deref()).any(|found| found.eq_ignore_ascii_case(&spec))
        };
        let others = inner.map(|inner| gossip(inner, named)).unwrap_or_default();
        for (source, found) in own.into_iter().chain(others.into_iter().map(|found| (Source::Gossip, found))) {
            self.keys.push(BroughtKey { address: found.address.addr_spec(), source, mutual: found.mutual });
            self.certificates.push(found.certificate);
        }
    }

    fn take_parts(&mut self, parts: Vec<OpenedPart>, verified: bool) {
        let state = if verified { LabelState::Verified } else { LabelState::Claimed };
        for part in parts {
            self.parts.push(PartView {
                name: part.name,
                media_type: part.media_type,
                size: part.bytes.len(),
                content_id: part.content_id,
                inline: part.inline,
                labels: part.labels.map(|value| part_labels(&value, state)).unwrap_or_default(),
            });
            self.contents.push(part.bytes);
        }
    }
}

fn plain(message: &Message<'_>, means: &Means<'_>) -> Opened {
    let encryption = EncryptionView { state: EncryptionState::None, container: None, cipher: None };
    let mut opened = shell(message, Structure::Plain, encryption);
    let body = body(message, false);
    (opened.text, opened.html) = (body.text, body.html);
    opened.label_lines = body.label_lines;
    opened.take_parts(body.parts, false);
    opened.take_labels(message, None, false, means.site);
    opened.take_keys(message, None);
    opened
}

/// The outer fields and nothing else.
fn shell(message: &Message<'_>, structure: Structure, encryption: EncryptionView) -> Opened {
    Opened {
        structure,
        encryption,
        signature: SignatureView::none(),
        headers: headers(message, message, None),
        from_mismatch: None,
        label: None,
        labels: Vec::new(),
        markings: Vec::new(),
        label_lines: (0, 0),
        restrictions: Restrictions::default(),
        text: None,
        html: None,
        parts: Vec::new(),
        contents: Vec::new(),
        keys: Vec::new(),
        certificates: Vec::new(),
        answer_proof: None,
    }
}
