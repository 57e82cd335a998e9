//! The way in: from bytes that arrived to what a reader may show.

mod claims;
mod draft;
mod fields;
mod layers;
mod release;
mod removed;
mod status;
mod unsealing;

use crate::address::Address;
use crate::error::Error;
use crate::label::{OpenedLabel, OpenedMarking, part_labels, received_labels, received_markings};
use crate::mime::{ANSWER_PROOF_FIELD, Node, OpenedPart, ProtectedHeaders, Tree, body, gossip, introduced, value_text};
use crate::protect::Stage;
use crate::seal::{EncryptionView, Found, OwnKey, SignatureState, SignatureView, Source, lean};
use crate::time::Instant;
use crate::wire::{Foreign, Piece, Shape, Structure, Within, WithinKind, foreign};
use claims::label_state;
use fields::{address_of, headers, restrictions, stated};
use mail_parser::Message;
use serde::Serialize;

pub use claims::{Author, Claimed, Verified};
pub use fields::{Field, Headers, Restrictions};
pub use release::{Released, Releasing, release};
pub use removed::{By, Removed};
pub use status::{Doubt, Status, Summary};
pub use unsealing::Unsealing;

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
    /// How the outermost protection came; nothing where there is none.
    pub shape: Option<Shape>,
    /// The one cryptographic status of all that is shown.
    pub status: Status,
    /// Whoever verifiably wrote it.
    #[serde(skip)]
    pub author: Option<Author>,
    /// Another system's protection, which is not opened here.
    pub foreign: Option<Foreign>,
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
    /// Messages inside that do not stand under the status; the edge adds their bytes, which are to be opened by themselves.
    #[cfg_attr(test, ts(type = "Within[]"))]
    pub within: Vec<WithinView>,
    /// The bytes of those messages, in the same order.
    #[serde(skip)]
    pub messages: Vec<Vec<u8>>,
    /// Certificates that the message's header fields brought: the sender's, and those of others addressed. The edge adds
    /// their bytes. Nothing but a hint: anybody could have put them there.
    #[cfg_attr(test, ts(type = "BroughtKey[]"))]
    pub keys: Vec<BroughtKey>,
    /// The bytes of the keys, in the same order.
    #[serde(skip)]
    pub certificates: Vec<Vec<u8>>,
    /// What an answer to a letter says for itself, from inside the encryption: see [`lean::answer_proof`].
    pub answer_proof: Option<String>,
    /// What a message without encryption says of protection that was taken off it: a claim.
    pub removed: Option<Removed>,
    /// Of a draft of one's own everything the user interface kept of it; then the parts are its files, in its order.
    pub draft: Option<String>,
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

/// A message inside another, without its bytes.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "WithinHead"))]
pub struct WithinView {
    /// What it is.
    pub kind: WithinKind,
    /// The name of its file; empty for what stands in the text or has none.
    pub name: String,
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
    let mut unsealing = Unsealing::begin(bytes, means, progress)?;
    while let Some(errand) = unsealing.errand() {
        errand.run(&mut |done, total| progress(Stage::Opening, done, total));
        unsealing.go_on(means, progress);
    }
    unsealing.finish()
}

/// Opens a message that is encrypted to a passphrase, by itself or in a letter; `certificate` is the one that came with it.
///
/// No message stands around it: what a letter's cover says is no header field.
///
/// # Errors
/// [`Error::PassphraseWrong`], [`Error::MessageDamaged`], [`Error::MessageMalformed`], [`Error::MessageUnsupported`],
/// [`Error::MessageTooLarge`]
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
    let tree = Tree::of(&unlocked.payload);
    let root = tree.root().filter(|root| !root.head.headers().is_empty()).ok_or(Error::MessageMalformed {})?;
    let nothing = Tree::of(&[]);
    let signature = |sender: Option<&Address>| unlocked.signature(certificate, sender, now);
    let own_fields = ProtectedHeaders::of(&root.head, &root.head, true, false).present();
    let outer = nothing.root().filter(|_| own_fields).unwrap_or(root);
    let unfolding = Unfolding {
        structure: Structure::Encrypted,
        shape: Some(Shape::Letter),
        encryption: unlocked.encryption.clone(),
        wrapped: false,
        beside: Vec::new(),
        site: None,
    };
    let opened = unfold(&tree, outer, unfolding, &signature);
    progress(Stage::Parsing, 1, 1);
    Ok(opened)
}

/// What is known of a message when its payload is reached.
struct Unfolding<'a> {
    structure: Structure,
    shape: Option<Shape>,
    encryption: EncryptionView,
    /// The payload was a whole message (RFC 8551 section 3.1).
    wrapped: bool,
    beside: Vec<Piece>,
    site: Option<&'a str>,
}

/// What a payload says; of a message that nothing protects, that is all of it. `signature`: judges the signatures for a sender.
fn unfold(
    tree: &Tree<'_>,
    outer_node: &Node<'_>,
    unfolding: Unfolding<'_>,
    signature: &dyn Fn(Option<&Address>) -> SignatureView,
) -> Opened {
    let Unfolding { structure, shape, encryption, wrapped, beside, site } = unfolding;
    let outer = &outer_node.head;
    let root = tree.root().unwrap_or(outer_node);
    let inner = &root.head;
    let encrypted = structure == Structure::Encrypted;
    let outer_from = address_of(outer);
    let protected = ProtectedHeaders::of(inner, outer, encrypted, wrapped);
    // Programs without header protection put no From inside; then the outer one is all there is. But where one stands
    // inside that cannot be read as one address, nobody is the sender: the outer one must not vouch for it.
    let has_inner_from = structure != Structure::Plain && protected.present() && inner.header("From").is_some();
    let inner_from = if has_inner_from { address_of(inner) } else { None };
    let sender = if has_inner_from { inner_from.as_ref() } else { outer_from.as_ref() };
    let signature = signature(sender);
    let author = Author::of(&signature, sender.cloned().map(Claimed::new));
    // Without encryption anybody can write what stands inside, so that without a signature it is worth no more than outside.
    let counts = structure != Structure::Plain && protected.present() && (encrypted || author.is_some());
    let protected = Some(&protected).filter(|_| encrypted || counts);
    let differs = encrypted
        && has_inner_from
        && match (&outer_from, &inner_from) {
            (Some(outer), Some(inner)) => !outer.same_mailbox(inner),
            (outer, _) => outer.is_some(),
        };
    let from_mismatch = outer_from.filter(|_| differs && author.is_none()).map(|from| from.addr_spec());
    let within = Within::of(tree, if counts { root.fields() } else { outer_node.fields() });
    let repeats = protected.is_some_and(ProtectedHeaders::hides_fields);
    let body = body(tree, repeats, &within.apart, &within.held);
    let mut opened = shell(outer, structure, encryption);
    let state = opened.encryption.state;
    opened.status = Status::of(structure, state, signature.state, author.as_ref(), from_mismatch.is_some());
    opened.shape = shape;
    opened.foreign = foreign(tree);
    opened.removed = Removed::of(outer).filter(|_| !encrypted);
    opened.signature = signature;
    if let Some(protected) = protected {
        opened.headers = headers(inner, outer, Some(protected), author.as_ref());
    }
    opened.from_mismatch = from_mismatch;
    opened.label_lines = body.label_lines;
    opened.restrictions = if counts { restrictions(inner) } else { Restrictions::default() };
    (opened.text, opened.html) = (body.text, body.html);
    opened.answer_proof = inner.header(ANSWER_PROOF_FIELD).and_then(value_text).filter(|_| encrypted);
    opened.take_labels(outer, Some(inner).filter(|_| counts), author.as_ref(), site);
    opened.take_parts(body.parts, author.as_ref());
    opened.take_keys(outer, Some(inner).filter(|_| encrypted));
    opened.take_within(beside);
    opened.take_within(within.pieces);
    opened.author = author;
    opened
}

impl Opened {
    fn take_labels(
        &mut self,
        outer: &Message<'_>,
        inner: Option<&Message<'_>>,
        author: Option<&Author>,
        site: Option<&str>,
    ) {
        let verified = author.is_some();
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

    fn take_within(&mut self, pieces: Vec<Piece>) {
        for Piece { kind, name, bytes } in pieces {
            self.within.push(WithinView { kind, name });
            self.messages.push(bytes);
        }
    }

    fn take_parts(&mut self, parts: Vec<OpenedPart>, author: Option<&Author>) {
        let state = label_state(author);
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

/// The outer fields and nothing else.
fn shell(message: &Message<'_>, structure: Structure, encryption: EncryptionView) -> Opened {
    Opened {
        structure,
        shape: None,
        status: Status::of(structure, encryption.state, SignatureState::None, None, false),
        author: None,
        foreign: None,
        encryption,
        signature: SignatureView::none(),
        headers: headers(message, message, None, None),
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
        within: Vec::new(),
        messages: Vec::new(),
        keys: Vec::new(),
        certificates: Vec::new(),
        answer_proof: None,
        removed: None,
        draft: None,
    }
}
